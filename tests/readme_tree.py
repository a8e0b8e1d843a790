"""The README's tree, made from the disk and each module's own first line.

python -m tests.readme_tree          # writes it into README.md; a test compares
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"(?<=Each module and what it does</summary>\n\n```\n).*?(?=```)", re.DOTALL)
_FOLDERS = {
    "ingest": "documents in, a searchable Chroma collection out",
    "ingest/loaders": "one reader a format",
    "ingest/chunking": "documents as chunks: blocks of text, packed into what the embedder reads to the end",
    "ingest/storage": "what a collection keeps on disk: its database, and Chroma as an index over it",
    "ingest/encoders": "models that read: an embedder a text by itself, a reranker a question and a text together",
    "ingest/search": "which passages a question finds: by words, by meaning, by a document's name",
    "ingest/answerability": "whether a question can be answered: the gate, and its threshold fitted to a collection",
    "compress": "checkpoint in, smaller checkpoint out, measured",
    "compress/models": "models into memory and back, what they are made of, what training changed in them",
    "compress/data": "conversations and texts to batches of tokens",
    "compress/training": "the training loop, what it minimises, and fine-tuning",
    "compress/reinforcement": "a model learns from what its own replies are worth",
    "compress/distillation": "a smaller student learns from a teacher",
    "compress/pruning": "layers, neurons and weights taken away, and what that costs",
    "compress/quantization": "weights in fewer bits, as OpenVINO graphs",
    "compress/cross_encoders": "rerankers and readers: question and passage read together",
    "compress/augmentation": "models make more to learn from",
    "compress/rating": "how good, how fast and how large a model is",
    "compress/corpus": "open datasets and generators to what models learn from",
    "compress/corpus/readers": "one reader a dataset",
    "compress/corpus/wording": "the English behind generated sentences",
    "chatbot": "question in, answer with footnotes out",
    "chatbot/overview": "what a document is about, told from the document itself",
    "chatbot/summaries": "a document, a part of one or a matter, summed up in the document's own sentences",
    "chatbot/questions": "what a question is, by its wording alone",
    "chatbot/answers": "what an answer must be to be shown",
    "chatbot/lists": "lists of the documents, whole",
    "chatbot/tables": "tables of the documents, by row, by column and as a whole",
    "chatbot/sums": "sums over numbers that stand in the documents",
    "chatbot/mathematics": "sums, equations and units, exactly",
    "chatbot/calendar": "dates and times of day",
    "chatbot/rating": "how good the answers are",
    "chatbot/ui": "the page in the browser",
}
_OTHERS = {
    "chatbot/prompts/": "every prompt and fixed reply, as text files",
    "ingest/handbook/": "our sample documents, and questions about them",
    "ingest/handbook_sources/": "what its printed files are built from",
    "compress/recipes/": "whole runs, readable top to bottom",
    "compress/wire/": "the wire format of tools: template and schema",
    "tests/": "mirrors the packages; end_to_end/, browser/, benchmarks/",
    "notebooks/": "call the packages, define nothing",
}


def tree() -> str:
    """Return the lines of the tree."""
    lines = []
    for folder, duty in _FOLDERS.items():
        lines.append(f"{folder + '/':28}{duty}")
        for path in sorted((ROOT / folder).glob("*.py")):
            if path.name != "__init__.py":
                lines.append(f"  {path.name:26}{_duty(path)}")
    lines += [f"{name:28}{duty}" for name, duty in _OTHERS.items()]
    return "\n".join(lines) + "\n"


def _duty(path: Path) -> str:
    first = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]
    return re.split(r"(?<=.{24}): |(?<=.{24}); |(?<=.{24})\. |\.$", first)[0]


def in_readme() -> str:
    """Return the tree that the README shows."""
    return _BLOCK.search(README.read_text("utf-8"))[0]


if __name__ == "__main__":
    README.write_text(_BLOCK.sub(lambda _: tree(), README.read_text("utf-8")), "utf-8")
