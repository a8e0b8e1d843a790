"""Runs over files: what is skipped, brought up to date, kept and removed; at any order, size and accident."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_state import assert_whole, chunk_texts, state

from compress.home import UserError
from ingest import pipeline
from ingest.collection import Collection
from ingest.pipeline import Run
from tests.ingest.conftest import HashEmbedder


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path.resolve() / "docs"
    folder.mkdir()
    return folder


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def counts(report):
    return {key: len(value) if key == "failed" else value for key, value in report.to_json().items()}


def result(added=0, updated=0, skipped=0, deleted=0, failed=0, chunks=0):
    return dict(added=added, updated=updated, skipped=skipped, deleted=deleted, failed=failed, chunks=chunks)


def paragraphs(*words: str) -> str:
    """Return text of one chunk for each word: a heading parts them."""
    return "\n\n".join(f"# About {word}\n\n" + f"{word} is a word. " * 30 for word in words)


def test_adding_again_does_nothing(collection, docs, home, embedder):
    write(docs, a="first words", b="second words")
    assert counts(Run(collection, home).add([str(docs)])) == result(added=2, chunks=2)
    before = state(collection)
    embedder.texts.clear()
    os.utime(docs / "a.txt", (1, 1))  # a new time is no change
    assert counts(Run(collection, home).add([str(docs)])) == result(skipped=2)
    assert (embedder.texts, state(collection)) == ([], before)


def test_a_changed_paragraph_embeds_its_own_chunk(collection, docs, home, embedder):
    file = docs / "a.md"
    file.write_text(paragraphs("one", "two", "three", "four"), encoding="utf-8")
    assert Run(collection, home).add([str(file)]).chunks == 4
    embedder.texts.clear()
    file.write_text(paragraphs("one", "zwei", "three", "four"), encoding="utf-8")
    assert counts(Run(collection, home).add([str(file)])) == result(updated=1, chunks=1)
    assert ["zwei" in text for text in embedder.texts] == [True]
    assert_whole(collection)


def test_a_file_that_cannot_be_read_any_more_keeps_what_was_stored(collection, docs, home):
    write(docs, a="kept words", b="other words")
    Run(collection, home).add([str(docs)])
    write(docs, a="")
    report = Run(collection, home).sync(docs)
    assert counts(report) == result(skipped=1, failed=1)
    assert report.failed[0].source == str(docs / "a.txt")
    assert report.failed[0].error.endswith("; what was stored of it before is kept")
    assert chunk_texts(collection) == {str(docs / "a.txt"): ["kept words"], str(docs / "b.txt"): ["other words"]}
    write(docs, a="new words")
    assert counts(Run(collection, home).sync(docs)) == result(updated=1, skipped=1, chunks=1)


def test_sync_removes_only_what_is_gone_below_the_folder(collection, docs, home):
    write(docs, a="one", b="two")
    beside = docs.with_name("docs-not-below")
    beside.mkdir()
    write(beside, c="three")
    Run(collection, home).add([str(docs), str(beside)])
    (docs / "a.txt").unlink()
    (beside / "c.txt").unlink()
    report = Run(collection, home).sync(docs)
    assert counts(report) == result(skipped=1, deleted=1)
    assert set(chunk_texts(collection)) == {str(docs / "b.txt"), str(beside / "c.txt")}
    assert counts(Run(collection, home).sync(docs)) == result(skipped=1)
    assert_whole(collection)


def test_sync_wants_a_folder(collection, docs, home):
    with pytest.raises(UserError, match="is no folder"):
        Run(collection, home).sync(docs / "missing")


def test_one_bad_file_stops_nothing(collection, docs, home, monkeypatch):
    def broken_loader(path):
        if path.name == "bad.txt":
            raise ZeroDivisionError("in\nthe parser")
        return real(path)

    from ingest import loaders

    real = loaders.load
    monkeypatch.setattr(loaders, "load", broken_loader)
    write(docs, a="one", bad="two", c="three")
    (docs / "junk.bin").write_bytes(bytes(range(256)) * 40)
    report = Run(collection, home).add([str(docs), str(docs / "missing.pdf"), "ftp://example.org/x"])
    assert counts(report) == result(added=2, failed=4, chunks=2)
    why = {Path(failure.source).name: failure.error for failure in report.failed}
    assert why["bad.txt"] == "it cannot be read (ZeroDivisionError: in the parser)"
    assert why["missing.pdf"] == "there is no such file or folder"
    assert set(why) == {"bad.txt", "missing.pdf", "junk.bin", "x"}
    assert not any("\n" in error for error in why.values())


def test_a_document_without_end_is_refused(collection, docs, home, monkeypatch):
    monkeypatch.setattr(pipeline, "_MOST_CHUNKS", 3)
    (docs / "long.md").write_text(paragraphs("a1", "b2", "c3", "d4"), encoding="utf-8")
    (docs / "short.md").write_text(paragraphs("a1", "b2", "c3"), encoding="utf-8")
    report = Run(collection, home).add([str(docs)])
    assert counts(report) == result(added=1, failed=1, chunks=3)
    assert "more than 3 chunks" in report.failed[0].error


def test_our_own_data_is_no_document(collection, home):
    (home / "note.txt").write_text("words", encoding="utf-8")
    assert counts(Run(collection, home).add([str(home.parent)])) == result()


def test_names_in_any_script(collection, docs, home):
    names = ["Übersicht – 2025", "报告", "cafe\u0301", "a\nb", "emoji 🦊", 'it\'s "quoted"']
    write(docs, **dict.fromkeys(names, "some words"))
    report = Run(collection, home).add([str(docs)])
    assert counts(report)["added"] == len(names)
    assert {Path(source.source).stem for source in collection.sources()} == set(names)
    assert collection.search("übersicht 2025", k=1)[0].source == str(docs / "Übersicht – 2025.txt")


def test_many_small_files_are_quick(collection, docs, home):
    """Stored in groups: a file costs milliseconds, not a transaction and a Chroma write of its own."""
    for number in range(600):
        write(docs, **{f"n{number}": f"note number {number}"})
    began = time.monotonic()
    assert counts(Run(collection, home).add([str(docs)])) == result(added=600, chunks=600)
    assert time.monotonic() - began < 30
    assert_whole(collection)


def test_ctrl_c_keeps_what_is_stored(docs, home, folder, monkeypatch):
    class Interrupted(HashEmbedder):
        def encode(self, texts):
            if any("note 7" in text for text in texts):
                raise KeyboardInterrupt
            return super().encode(texts)

    monkeypatch.setattr(pipeline, "_GROUP_CHUNKS", 2)
    write(docs, **{f"n{number}": f"note {number}" for number in range(10)})
    collection = Collection.open(folder, Interrupted(), create=True)
    run = Run(collection, home)
    with pytest.raises(KeyboardInterrupt):
        run.add([str(docs)])
    assert run.report.count("added") == 6
    collection.close()
    collection = Collection.open(folder, HashEmbedder())
    assert_whole(collection)
    assert counts(Run(collection, home).add([str(docs)])) == result(added=4, skipped=6, chunks=4)
    collection.close()


def test_a_full_disk_ends_the_run_and_loses_nothing(collection, docs, home):
    write(docs, a="kept words")
    Run(collection, home).add([str(docs)])
    before = state(collection)
    pages = collection._database.execute("PRAGMA page_count").fetchone()[0]
    collection._database.execute(f"PRAGMA max_page_count = {pages + 2}")
    (docs / "b.md").write_text(paragraphs(*[f"w{number}" for number in range(60)]), encoding="utf-8")
    with pytest.raises(UserError, match=r"the disk that holds .* is full: free some space"):
        Run(collection, home).add([str(docs)])
    assert {**state(collection), "vectors": 0} == {**before, "vectors": 0}
    assert_whole(collection)
    collection._database.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    assert counts(Run(collection, home).add([str(docs)])) == result(added=1, skipped=1, chunks=60)
    assert_whole(collection)


@pytest.mark.parametrize("room", range(0, 12))
def test_wherever_the_disk_gets_full_the_change_is_undone(collection, room):
    from tests.ingest.conftest import incoming

    collection.replace([incoming("/a", "one", "two"), incoming("/b", "three")])
    before = state(collection)
    pages = collection._database.execute("PRAGMA page_count").fetchone()[0]
    collection._database.execute(f"PRAGMA max_page_count = {pages + room}")
    with pytest.raises(UserError, match="is full"):
        collection.replace([incoming("/a", *[f"line {n} of many {n * 7} words" for n in range(60)], content="2")])
    after = state(collection)
    assert {**after, "vectors": 0} == {**before, "vectors": 0}
    collection._database.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    collection.remove(["/b"])
    assert_whole(collection)


COLOURS = ["red", "green", "blue", "white"]
TEXTS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.lists(st.sampled_from(COLOURS), max_size=4), max_size=4
)


@settings(max_examples=8, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_after_sync_the_collection_is_what_the_folder_is(tmp_path_factory, versions):
    """Whatever the folder was before; but a file that has become empty keeps its last text."""
    base = tmp_path_factory.mktemp("sync").resolve()
    docs = base / "docs"
    docs.mkdir()
    collection = Collection.open(base / "home" / "default", HashEmbedder(), create=True)
    kept: dict[str, set[str]] = {}
    for version in versions:
        for file in docs.iterdir():
            file.unlink()
        write(docs, **{name: paragraphs(*words) for name, words in version.items()})
        Run(collection, base / "home").sync(docs, confirmed=True)
        kept = {name: set(words) or kept.get(name, set()) for name, words in version.items()}
        colours = {
            Path(source).stem: {colour for colour in COLOURS if any(f"{colour} is" in chunk for chunk in chunks)}
            for source, chunks in chunk_texts(collection).items()
        }
        assert colours == {name: words for name, words in kept.items() if words}
        assert_whole(collection)
    collection.close()


def test_chunks_that_are_alike_are_stored_once_and_counted(collection, docs, home):
    file = docs / "a.md"
    file.write_text(paragraphs("one", "two", "one"), encoding="utf-8")
    Run(collection, home).add([str(file)])
    stored = collection.document(str(file))
    assert {(part.heading, part.metadata.get("copies")) for part in stored} == {("About one", 2), ("About two", None)}
    file.write_text(paragraphs("one", "two"), encoding="utf-8")
    Run(collection, home).add([str(file)])
    assert not any("copies" in part.metadata for part in collection.document(str(file)))
