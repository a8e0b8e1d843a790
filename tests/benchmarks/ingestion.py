"""The same chunks by two roads into Chroma: chunks a second.

    python -m tests.benchmarks.ingestion footnote

`footnote` is what `python -m ingest add` does with a document's chunks: embed, Chroma, record manager, keyword index.
`tutorial` is `HuggingFaceEmbeddings` and `Chroma.from_documents`, as every tutorial has it; it keeps no records.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from langchain_core.documents import Document

from compress.home import models_folder, resolve_home

HANDBOOK = Path("ingest/handbook")
WARM = Document("A first text.", metadata={"source": "warm", "title": "Warm"})


def chunks() -> list[Document]:
    """Return the handbook's chunks."""
    from ingest.chunking.splitting import split
    from ingest.encoders.embedding import open_embedder
    from ingest.loaders import SUFFIXES, load

    embedder = open_embedder(resolve_home())
    paths = (path for path in sorted(HANDBOOK.iterdir()) if path.suffix in SUFFIXES - {".yaml"})
    pages = (page for path in paths for page in load(path))
    return split(pages, embedder.count_tokens, embedder.max_tokens)


def footnote(documents: list[Document], folder: Path) -> Callable[[], None]:
    """Return our road, warm: one document is stored, so that models and libraries are loaded."""
    from ingest.collection import Collection, Incoming
    from ingest.encoders.embedding import open_embedder

    embedder = open_embedder(resolve_home())
    collection = Collection.open(folder / "bench", embedder, create=True)
    collection.replace([Incoming("warm", "Warm", "hash", [WARM])])
    return lambda: collection.replace([Incoming("handbook", "Handbook", "hash", documents)])


def tutorial(documents: list[Document], folder: Path) -> Callable[[], None]:
    """Return the tutorial's road, as warm."""
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(model_name=str(models_folder(resolve_home()) / "minilm-fp32"))
    Chroma.from_documents([WARM], embeddings, persist_directory=str(folder))
    return lambda: Chroma.from_documents(documents, embeddings, persist_directory=str(folder)) and None


ROADS = {"footnote": footnote, "tutorial": tutorial}


def measure(name: str) -> dict[str, float]:
    """Return the chunks stored a second, and the process's peak in MB."""
    documents = chunks()
    with tempfile.TemporaryDirectory() as folder:
        store = ROADS[name](documents, Path(folder))
        started = time.perf_counter()
        store()
        seconds = time.perf_counter() - started
    return {
        "chunks": len(documents),
        "chunks_per_s": len(documents) / seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
