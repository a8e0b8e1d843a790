"""The command line of the documents: `python -m ingest --help` lists what it does."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from compress.console import emit, run, say
from compress.home import Stopped, UserError, resolve_home
from ingest.shell import curve_lines, passage_lines, report_lines

if TYPE_CHECKING:
    from ingest.collection import Collection, Source
    from ingest.encoders.reranker import Reranker
    from ingest.pipeline import Report, Run

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Load documents, and look at what is loaded.")

Home = Annotated[Path | None, typer.Option("--home", help="The data folder; see `path`.")]
Name = Annotated[str, typer.Option("--collection", help="Which collection of documents.")]
Json = Annotated[bool, typer.Option("--json", help="Print one line of JSON, last.")]


@app.command()
def add(
    targets: Annotated[list[str], typer.Argument(metavar="PATH|URL...", help="Files, folders, or web pages.")],
    home: Home = None,
    collection: Name = "default",
    as_json: Json = False,
) -> int:
    """Add documents; what is known and unchanged is skipped, what has changed is brought up to date."""
    return _run(home, collection, as_json, lambda run_: run_.add(targets))


@app.command()
def sync(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with all below it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Also where more than half of many are gone.")] = False,
    home: Home = None,
    collection: Name = "default",
    as_json: Json = False,
) -> int:
    """Add what is in a folder, and remove the documents whose files are gone from it."""
    return _run(home, collection, as_json, lambda run_: run_.sync(folder, confirmed=yes))


@app.command("list")
def list_(home: Home = None, collection: Name = "default", as_json: Json = False) -> int:
    """List the documents."""
    with _opened(home, collection) as store:
        sources = store.sources()
        _hint_where_empty(store)
    if as_json:
        emit([asdict(source) for source in sources])
        return 0
    print(f"{'chunks':>6}  {'added':19}  source")
    for source in sources:
        print(f"{source.chunks:>6}  {source.added[:19]:19}  {source.source}")
    return 0


@app.command()
def remove(
    source: Annotated[str, typer.Argument(help="A path, a URL, or a file name that only one document has.")],
    home: Home = None,
    collection: Name = "default",
    as_json: Json = False,
) -> int:
    """Remove a document from the collection; the file itself stays."""
    with _opened(home, collection) as store:
        chosen = _choose(source, store)
        store.remove([chosen.source])
    print(f"removed {chosen.source} ({chosen.chunks} chunks)")
    if as_json:
        emit({"removed": chosen.source, "chunks": chosen.chunks})
    return 0


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question, or words.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    home: Home = None,
    collection: Name = "default",
    as_json: Json = False,
) -> int:
    """Show the passages that the chat would be given for a question."""
    if not query.strip():
        raise UserError("the query is empty; say what to search for")
    with _opened(home, collection, embedding=True) as store:
        passages = store.search(query, k, candidates=max(20, k))
        _hint_where_empty(store)
    if as_json:
        emit([asdict(passage) for passage in passages])
        return 0
    for rank, passage in enumerate(passages, start=1):
        print(passage_lines(rank, passage))
    return 0


@app.command()
def calibrate(
    false_answers: Annotated[
        float, typer.Option(min=0.02, max=0.5, help="The share of what must be refused that may pass.")
    ] = 0.05,
    forget: Annotated[bool, typer.Option("--forget", help="Go back to the shipped threshold.")] = False,
    home: Home = None,
    collection: Name = "default",
    as_json: Json = False,
) -> int:
    """Fit the threshold below which the chat refuses to this collection, by questions made from its own text."""
    from ingest.answerability.calibration import store as keep
    from ingest.encoders.reranker import open_reranker

    if forget:
        with _opened(home, collection) as store:
            keep(store, None)
        print("forgotten: the shipped threshold holds")
        if as_json:
            emit({"calibrated": False})
        return 0
    with _opened(home, collection, embedding=True) as store:
        return _calibrate(store, open_reranker(resolve_home(home)), false_answers, as_json)


@app.command()
def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what is found.")] = False,
    home: Home = None,
    collection: Name = "default",
    as_json: Json = False,
) -> int:
    """Prove that nothing is missing, double or damaged."""
    with _opened(home, collection) as store:
        faults = store.verify(repair=repair)
        for fault in faults:
            print(fault)
        if faults and repair:
            faults = store.verify()
            print("mended" if not faults else "\n".join(["left:", *faults]))
        documents, chunks = len(store.sources()), store.count()
    if not faults:
        print(f"whole: {documents} documents, {chunks} chunks")
    if as_json:
        emit({"whole": not faults, "faults": faults, "documents": documents, "chunks": chunks})
    return 1 if faults else 0


@app.command()
def path(home: Home = None, collection: Name = "default", as_json: Json = False) -> int:
    """Print the data folder."""
    from ingest.collection import collection_folder

    root = resolve_home(home)
    if as_json:
        emit({"home": root, "collection": collection_folder(root, collection)})
    else:
        print(root)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    return run(app, "python -m ingest", argv)


@contextmanager
def _opened(home: Path | None, name: str, *, embedding: bool = False, create: bool = False) -> "Iterator[Collection]":
    from ingest.collection import Collection, collection_folder
    from ingest.encoders.embedding import open_embedder

    root = resolve_home(home)
    folder = collection_folder(root, name)
    store = Collection.open(folder, open_embedder(root) if embedding else None, create=create)
    try:
        yield store
    finally:
        store.close()


def _run(home: Path | None, name: str, as_json: bool, work: "Callable[[Run], Report]") -> int:
    from ingest.pipeline import Run
    from ingest.progress import Bar

    with Bar() as bar, _opened(home, name, embedding=True, create=True) as store:
        run_ = Run(store, resolve_home(home), bar)
        try:
            report = work(run_)
        except KeyboardInterrupt:
            count = len(run_.report.outcomes)
            stored = f"{count} {'document is' if count == 1 else 'documents are'} stored"
            raise Stopped(f"{stored}, and the same command goes on from there") from None
    for line in report_lines(report):
        print(line)
    if as_json:
        emit(report.to_json())
    return 1 if report.failed else 0


def _calibrate(collection: "Collection", reranker: "Reranker | None", rate: float, as_json: bool) -> int:
    from ingest.answerability import fitting
    from ingest.answerability.calibration import shipped_gate
    from ingest.progress import counting

    shipped = shipped_gate(reranker)
    try:
        with counting("asking questions") as asked:
            answers = fitting.ask(collection, reranker, rate, asked)
    except KeyboardInterrupt:
        raise Stopped("the chat goes by the threshold that it had") from None
    chosen = fitting.fit(answers, rate)
    points = fitting.curve(answers, chosen, shipped)
    fitted = fitting.keep(chosen, collection, reranker, rate, len(answers))
    marks = {shipped.threshold: "shipped", chosen.threshold: "now in use"}
    print("\n".join(curve_lines(points, marks)))
    print(f"fitted to {fitted.questions} questions made from {fitted.chunks} chunks")
    if advice := fitting.advice(chosen, points):
        print(advice)
    if as_json:
        emit({"calibrated": True, **asdict(fitted), "curve": [asdict(one) for one in points]})
    return 0


def _hint_where_empty(store: "Collection") -> None:
    from ingest.storage.places import add_command

    if not store.count():
        say(f"there are no documents in the collection {store.name!r} yet; `{add_command(store.name)}` adds some")


def _choose(wanted: str, store: "Collection") -> "Source":
    """Return the document that a path, a URL or a file name means."""
    from ingest.storage.inventory import called
    from ingest.storage.places import option

    found = called(wanted, store.sources())
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(source.source for source in found)
        raise UserError(f"{wanted!r} could be any of {several}; give the whole path")
    raise UserError(f"there is no document {wanted!r}; `python -m ingest list{option(store.name)}` shows them")


if __name__ == "__main__":
    sys.exit(main())
