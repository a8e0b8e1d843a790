"""kill -9 at any moment: what was stored stays, nothing is half there, and the next run completes the work."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import crash_child
import pytest
from store_state import assert_whole, chunk_texts, state

from compress.home import UserError
from ingest.__main__ import main
from ingest.collection import Collection
from tests.ingest.conftest import HashEmbedder

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")

STATEMENTS = 131  # of `crash_child.change`; `test_every_statement_was_tried` says so if they become more


@pytest.fixture(scope="module")
def processes():
    """A server that forks children with everything imported: a child costs a tenth of a second, not three."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["crash_child", "ingest.storage.records", "ingest.storage.mirror", "chromadb", "filelock"]
    )
    return context


def run_and_wait(processes, target, *arguments) -> int:
    child = processes.Process(target=target, args=arguments)
    child.start()
    child.join(60)
    return child.exitcode


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """What is stored before the interrupted work, after its first half, and after all of it."""
    collection = Collection.open(tmp_path_factory.mktemp("states") / "default", HashEmbedder(), create=True)
    collection.replace(crash_child.BEFORE)
    found = [state(collection)]
    collection.replace(crash_child.CHANGED)
    found.append(state(collection))
    collection.remove(["/gone"])
    found.append(state(collection))
    collection.close()
    return found


def without_vectors(stored: dict) -> dict:
    return {key: value for key, value in stored.items() if key != "vectors"}


def check_recovery(folder: Path, states: list[dict]) -> None:
    """Assert that a reader sees one of the whole states, and that repeating the work ends as if nothing happened."""
    embedder = HashEmbedder()
    collection = Collection.open(folder, embedder)
    assert without_vectors(state(collection)) in [without_vectors(stored) for stored in states]
    sources = {source.source for source in collection.sources()}
    assert {passage.source for passage in collection.search("words line", k=20)} == sources
    crash_child.change(collection)
    assert state(collection) == states[-1]
    assert_whole(collection)
    collection.close()


@pytest.mark.parametrize("number", range(1, STATEMENTS + 1, 9))
def test_killed_at_a_statement(processes, collection, folder, states, number):
    kill_at(number, processes, collection, folder, states)


@pytest.mark.slow
@pytest.mark.parametrize("number", sorted(set(range(1, STATEMENTS + 1)) - set(range(1, STATEMENTS + 1, 9))))
def test_killed_at_every_statement(processes, collection, folder, states, number):
    kill_at(number, processes, collection, folder, states)


def kill_at(number, processes, collection, folder, states):
    collection.replace(crash_child.BEFORE)
    collection.close()
    assert run_and_wait(processes, crash_child.change_until_statement, folder, number) == -signal.SIGKILL
    check_recovery(folder, states)


def test_every_statement_was_tried(processes, collection, folder):
    """The ranges above reach the end of the work: a number just beyond them kills nothing."""
    collection.replace(crash_child.BEFORE)
    collection.close()
    assert run_and_wait(processes, crash_child.change_until_statement, folder, STATEMENTS + 5) == 0


@pytest.mark.parametrize("moment", ["before", "midst", "after", "torn graph"])
def test_killed_while_chroma_writes(processes, collection, folder, states, moment):
    collection.replace(crash_child.BEFORE)
    collection.close()
    assert run_and_wait(processes, crash_child.change_until_chroma, folder, moment) == -signal.SIGKILL
    assert json.loads((folder / "vectors" / "state.json").read_text("utf-8"))["torn"]
    check_recovery(folder, states)


def test_killed_while_embedding_keeps_the_vectors_it_had(processes, folder):
    child = processes.Process(target=crash_child.add_slowly, args=(folder, 1, 2000))
    child.start()
    vectors = wait_for(lambda: count_rows(folder, "vector"), at_least=500)
    child.kill()
    child.join()
    embedder = HashEmbedder()
    collection = Collection.open(folder, embedder)
    assert collection.sources() == []
    collection.replace([crash_child.incoming("/0", *crash_child.lines(0, 2000))])
    assert len(embedder.texts) <= 2000 - vectors
    assert_whole(collection)
    collection.close()


@pytest.mark.parametrize("seconds", [0.05, 0.4, 0.8, 1.2])
def test_killed_at_any_time(processes, folder, seconds):
    child = processes.Process(target=crash_child.add_slowly, args=(folder, 30, 60))
    child.start()
    wait_for(lambda: count_rows(folder, "source"), at_least=1)
    time.sleep(seconds)
    child.kill()
    child.join()
    collection = Collection.open(folder, HashEmbedder())
    stored = chunk_texts(collection)
    assert stored == {f"/{number}": sorted(crash_child.lines(number, 60)) for number in range(len(stored))}
    with collection.writing():
        pass
    assert_whole(collection)
    collection.close()


def count_rows(folder: Path, table: str) -> int:
    try:
        collection = Collection.open(folder, None)
    except UserError:
        return 0
    found = collection._database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    collection.close()
    return found


def wait_for(look, *, at_least: int) -> int:
    end = time.monotonic() + 60
    while (found := look()) < at_least:
        assert time.monotonic() < end, "the child does not get on"
        time.sleep(0.01)
    return found


def test_files_that_would_crash_the_process_are_found_and_mended(collection, folder, home, capsys):
    """`verify` survives what Chroma does not: it looks from another process."""
    collection.replace([crash_child.incoming("/big", *[f"line {number}" for number in range(1200)])])
    collection.close()
    [graph] = (folder / "vectors" / "chroma").glob("*/data_level0.bin")
    os.truncate(graph, graph.stat().st_size // 10)
    assert main(["verify"]) == 1
    assert capsys.readouterr().out == "Chroma's files are damaged: they cannot be loaded\n"
    assert main(["verify", "--repair"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["mended", "whole: 1 documents, 1200 chunks"]


def test_the_guard_is_needed(collection, folder):
    """Chroma opens a truncated graph, answers from it, and fails late or never: a torn index must not be loaded."""
    collection.replace([crash_child.incoming("/big", *[f"line {number}" for number in range(1200)])])
    collection.close()
    [graph] = (folder / "vectors" / "chroma").glob("*/data_level0.bin")
    os.truncate(graph, graph.stat().st_size // 10)
    script = (
        "import chromadb, sys; chunks = chromadb.PersistentClient(sys.argv[1]).get_collection('chunks');"
        "print(chunks.count()); chunks.get(include=['embeddings'])"
    )
    command = [sys.executable, "-c", script, str(folder / "vectors" / "chroma")]
    child = subprocess.run(command, capture_output=True, text=True, check=False)
    assert child.stdout == "1200\n"
    assert child.returncode != 0
