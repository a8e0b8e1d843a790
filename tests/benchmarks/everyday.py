"""What a newcomer sees: a folder of receipts, forms, READMEs and minutes, and questions as people type them.

    python -m tests.benchmarks.everyday [MODEL] [--split test] [--folder compress/corpus/everyday] [--together 8]
        [--at-most 50] [--kind "yes or no"] [--printed] [--answers FILE]

Only documents of one side of the split are asked about (`compress.corpus.splits`; models learnt from the side
"train", and on "dev" was chosen), each so many of them in a collection of their own, made by `ingest` of their files.
Right is an answer with the words that answer: of a list all its items; of yes or no the verdict, or the words that
decide; of those where yes or no is said it is counted how many are. Where the document does not tell, right is a
refusal. `--printed` makes PDFs of the documents, with Chromium. `--answers` keeps what was shown, a JSON line a
question.
"""

import argparse
import hashlib
import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from chatbot.agent import Assistant, build_graph
from chatbot.answers.reader import open_reader
from chatbot.models import open_model
from chatbot.rating.scoring import mean
from chatbot.retrieval import Retriever
from chatbot.settings import DEFAULT_MODEL, Settings
from compress.console import emit, progress, say
from compress.corpus.readers.everyday import NAME, Asked, Paper, papers_of
from compress.corpus.splits import SPLITS, split_of
from ingest.collection import Collection
from ingest.encoders.embedding import open_embedder
from ingest.encoders.reranker import open_reranker
from ingest.pipeline import Run
from tests.benchmarks.printing import print_to

FOLDER = Path("compress/corpus/everyday")
KINDS = ("untold", "yes or no", "list", "how or why", "fact")
_VERDICTS = ("yes", "no")
_EXPLAINS = ("why", "how do", "how is", "how are", "how can", "how should", "what is")
_SHORT = 3  # words of a plain fact


def kind_of(asked: Asked) -> str:
    """Return what is wanted: nothing (untold), a verdict, a list, an explanation or a fact."""
    if not asked.answers:
        return "untold"
    if asked.answers[0].lower() in _VERDICTS:
        return "yes or no"
    if len(asked.answers) > 1:
        return "list"
    explains = asked.question.lower().startswith(_EXPLAINS) and len(asked.answers[0].split()) > _SHORT
    return "how or why" if explains else "fact"


def is_right(asked: Asked, shown: str, refused: bool) -> bool:
    """Tell whether what is shown answers a question, or rightly refuses it."""
    if not asked.answers or refused:
        return refused and not asked.answers
    text = _plain(shown)
    told = [_plain(answer) in text for answer in asked.answers if answer.lower() not in _VERDICTS]
    if asked.answers[0].lower() in _VERDICTS:
        return text.startswith(asked.answers[0].lower()) or any(told)
    return all(told)


def score(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the shares, from 0 to 1, by what was wanted and together."""
    kinds = defaultdict(list)
    for row in rows:
        kinds[row["kind"]].append(row)
    told = [row for row in rows if row["kind"] != "untold"]
    said = [row for row in rows if row["kind"] == "yes or no" and _verdict(row["shown"])]
    return {
        "questions": len(rows),
        "right": mean(row["right"] for row in told),
        "refused_wrongly": mean(row["refused"] for row in told),
        "refused_rightly": mean(row["refused"] for row in kinds["untold"]),
        "right_by_kind": {kind: mean(row["right"] for row in kinds[kind]) for kind in sorted(kinds)},
        "verdicts_said": len(said),
        "verdicts_right": mean(_verdict(row["shown"]) == row["wanted"][0].lower() for row in said),
        "median_total_s": statistics.median(row["seconds"] for row in rows),
    }


def chosen(folder: Path, split: str) -> list[Paper]:
    """Return the documents of one side, in an order that mixes their kinds."""
    papers = [paper for path in sorted(folder.glob("*.txt")) for paper in papers_of(path)]
    kept = [paper for paper in papers if split_of(NAME, paper.name) == split]
    return sorted(kept, key=lambda paper: hashlib.sha256(paper.name.encode()).digest())


def written(papers: Sequence[Paper], folder: Path, printed: bool = False) -> Path:
    """Return the folder of the documents' files, which are written to a new one: as they are, or as PDFs."""
    files = folder / "files"
    files.mkdir(parents=True)
    if printed:
        print_to(files, papers)
    else:
        for paper in papers:
            (files / paper.name).write_text(paper.text, "utf-8")
    return files


def collected(files: Path, home: Path, folder: Path) -> Collection:
    """Return a collection of the files of a folder, made by `ingest` in another."""
    collection = Collection.open(folder / "collection", open_embedder(home), create=True)
    Run(collection, home).add([str(files)])
    return collection


def answers(papers: Sequence[Paper], arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield a row for each question about the documents, `--together` of them in a collection."""
    settings = Settings(model=arguments.model)
    models = open_reranker(settings.home), open_reader(settings.home)
    model, mode = open_model(settings, say)
    asked_of = {
        paper.name: [each for each in paper.asked if arguments.kind in (None, kind_of(each))] for paper in papers
    }
    with progress("asking", sum(map(len, asked_of.values()))) as bar, tempfile.TemporaryDirectory() as kept:
        for start in range(0, len(papers), arguments.together):
            some = papers[start : start + arguments.together]
            place = Path(kept) / str(start)
            collection = collected(written(some, place, arguments.printed), settings.home, place)
            retriever = Retriever(collection, settings.passages, *models)
            assistant = Assistant(model, mode, collection, build_graph(model, mode, settings, retriever))
            for paper in some:
                for asked in asked_of[paper.name]:
                    yield _row(paper, asked, assistant)
                    bar.advance(0)


def _row(paper: Paper, asked: Asked, assistant: Assistant) -> dict[str, Any]:
    answer = assistant.ask(asked.question)
    return {
        "document": paper.name,
        "question": asked.question,
        "wanted": asked.answers,
        "kind": kind_of(asked),
        "shown": answer.answer,
        "refused": answer.refused,
        "right": is_right(asked, answer.answer, answer.refused),
        "seconds": answer.timings.total_s,
    }


def _verdict(shown: str) -> str | None:
    """Return the yes or no that an answer begins with."""
    first = _plain(shown).partition(" ")[0].rstrip(".,:;")
    return first if first in _VERDICTS else None


def _plain(text: str) -> str:
    return " ".join(text.replace("*", "").replace("`", "").lower().split())


def main(arguments: argparse.Namespace) -> None:
    """Ask, and print one line of JSON with the shares."""
    papers = chosen(arguments.folder, arguments.split)[: arguments.at_most]
    rows = []
    with arguments.answers.open("w", encoding="utf-8") if arguments.answers else nullcontext() as kept:
        for row in answers(papers, arguments):
            rows.append(row)
            if kept:  # as they come: a run that is stopped has lost none
                print(json.dumps(row, ensure_ascii=False), file=kept, flush=True)
    emit(
        {
            "model": arguments.model,
            "split": arguments.split,
            "printed": arguments.printed,
            "documents": len(papers),
            **score(rows),
        }
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default=DEFAULT_MODEL)
    parser.add_argument("--split", choices=SPLITS, default="test")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--together", type=int, default=8, help="documents in a collection")
    parser.add_argument("--at-most", type=int, default=1000, help="documents in all")
    parser.add_argument("--kind", choices=KINDS, help="only the questions of this kind")
    parser.add_argument("--printed", action="store_true", help="the documents as PDFs")
    parser.add_argument("--answers", type=Path, help="a file for what was shown")
    main(parser.parse_args())
