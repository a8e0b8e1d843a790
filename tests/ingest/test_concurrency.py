"""Several processes at one collection: readers meanwhile, one writer at a time."""

import multiprocessing
import time

import crash_child
import pytest
from store_state import assert_whole

from compress.home import UserError
from ingest.collection import Collection
from tests.ingest.conftest import HashEmbedder, incoming


@pytest.fixture(scope="module")
def processes():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["crash_child", "ingest.storage.records", "ingest.storage.mirror", "chromadb", "filelock"]
    )
    return context


def test_a_reader_sees_each_document_whole_as_soon_as_it_is_there(processes, folder, collection):
    """Twenty documents of 60 chunks pass Chroma's thousand, at which it writes its graph to disk, under the reader."""
    collection.search("opened before anything was written")
    child = processes.Process(target=crash_child.add_slowly, args=(folder, 20, 60))
    child.start()
    seen = []
    while child.is_alive():
        counts = {source.source: source.chunks for source in collection.sources()}
        if counts:
            newest = max(counts, key=lambda source: int(source[1:]))
            line = crash_child.lines(int(newest[1:]), 60)[7]
            assert (line, newest) in {(found.text, found.source) for found in collection.search(line, k=3)}
        assert set(counts.values()) <= {60}
        seen.append(len(counts))
        time.sleep(0.02)
    child.join()
    assert child.exitcode == 0
    assert seen == sorted(seen)
    assert len(set(seen)) > 3, "the reader saw the collection grow"
    assert len(collection.search("line", k=100, candidates=100)) >= 100
    assert_whole(collection)


def test_the_second_writer_is_told_to_wait(processes, folder, collection, monkeypatch):
    monkeypatch.setattr("ingest.collection._PATIENCE_S", 0.3)
    child = processes.Process(target=crash_child.add_slowly, args=(folder, 1, 2500))
    with collection.writing():
        child.start()  # waits for us
        time.sleep(0.3)
        assert collection.sources() == []
    end = time.monotonic() + 60
    while collection._database.execute("SELECT count(*) FROM vector").fetchone()[0] == 0:
        assert time.monotonic() < end
    second = Collection.open(folder, HashEmbedder())
    began = time.monotonic()
    with pytest.raises(UserError, match="another process is adding to the collection 'default'; wait"):
        second.replace([incoming("/a", "words")])
    assert time.monotonic() - began < 3
    child.kill()
    child.join()
    second.replace([incoming("/a", "words")])
    assert [source.source for source in second.sources()] == ["/a"]
    second.close()


def test_two_writers_take_turns(processes, folder, collection):
    children = [processes.Process(target=crash_child.add_slowly, args=(folder, 5, 20 + n)) for n in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0, 0]
    assert {source.source for source in collection.sources()} == {f"/{number}" for number in range(5)}
    assert {source.chunks for source in collection.sources()} <= {20, 21}
    assert_whole(collection)
