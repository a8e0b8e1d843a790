"""python -m ingest: exact output, exit codes, and what is stored."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from store_state import assert_whole, chunk_texts

from ingest.__main__ import main
from ingest.collection import Collection
from ingest.encoders import embedding
from tests.ingest.conftest import HashEmbedder

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _hash_embedder(monkeypatch):
    monkeypatch.setattr(embedding, "open_embedder", lambda home: HashEmbedder())


@pytest.fixture
def docs(tmp_path, monkeypatch):
    folder = tmp_path.resolve() / "docs"
    folder.mkdir()
    (folder / "cats.txt").write_text("Cats purr when they are content.", encoding="utf-8")
    (folder / "dogs.txt").write_text("Dogs bark at strangers.", encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def stored(folder):
    collection = Collection.open(folder, None)
    try:
        return {source.source for source in collection.sources()}
    finally:
        collection.close()


def test_add_list_search_remove(docs, capsys, folder):
    assert main(["add", "cats.txt", "dogs.txt", "missing.pdf", "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == (
        f"         chunks     new  source\n"
        f"added         1       1  {docs}/cats.txt\n"
        f"added         1       1  {docs}/dogs.txt\n"
        f"failed   {docs}/missing.pdf: there is no such file or folder\n"
        f"2 added, 0 updated, 0 skipped, 0 deleted, 1 failed, 2 chunks written\n"
        f'{{"added": 2, "updated": 0, "skipped": 0, "deleted": 0, "failed": [{{"source": "{docs}/missing.pdf", '
        f'"error": "there is no such file or folder"}}], "chunks": 2}}\n'
    )
    assert err.startswith("reading documents\n2 chunks in ")

    assert main(["add", "."]) == 0
    assert capsys.readouterr().out == "0 added, 0 updated, 2 skipped, 0 deleted, 0 failed, 0 chunks written\n"

    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "chunks  added                source"
    assert [line.split()[0] + " " + line.split()[2] for line in lines[1:]] == [
        f"1 {docs}/cats.txt",
        f"1 {docs}/dogs.txt",
    ]

    assert main(["search", "who barks at strangers.", "-k", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["   Dogs bark at strangers.", f"   {docs}/dogs.txt"]

    assert main(["remove", "dogs.txt", "--json"]) == 0
    assert capsys.readouterr().out == (
        f'removed {docs}/dogs.txt (1 chunks)\n{{"removed": "{docs}/dogs.txt", "chunks": 1}}\n'
    )
    collection = Collection.open(folder, None)
    assert chunk_texts(collection) == {f"{docs}/cats.txt": ["Cats purr when they are content."]}
    assert_whole(collection)
    collection.close()
    assert (docs / "dogs.txt").exists()


def test_a_page_that_cannot_be_had_is_named_once(capsys):
    assert main(["add", "https://page.invalid:99999/x.html", "--json"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("failed   https://page.invalid:99999/x.html: ")
    assert lines[0].count("page.invalid:99999/x.html") == 1
    assert "page.invalid:99999/x.html" not in json.loads(lines[-1])["failed"][0]["error"]


def test_sync(docs, capsys):
    main(["add", "."])
    (docs / "cats.txt").unlink()
    (docs / "dogs.txt").write_text("Dogs sleep.", encoding="utf-8")
    capsys.readouterr()
    assert main(["sync", ".", "--json"]) == 0
    assert capsys.readouterr().out == (
        "         chunks     new  source\n"
        f"updated       1       1  {docs}/dogs.txt\n"
        f"deleted       0       0  {docs}/cats.txt\n"
        "0 added, 1 updated, 0 skipped, 1 deleted, 0 failed, 1 chunks written\n"
        '{"added": 0, "updated": 1, "skipped": 0, "deleted": 1, "failed": [], "chunks": 1}\n'
    )


def test_sync_of_a_small_folder_that_is_empty_removes_all(docs, folder):
    main(["add", "."])
    for file in docs.iterdir():
        file.unlink()
    assert main(["sync", "."]) == 0
    assert stored(folder) == set()


@pytest.mark.parametrize(("documents", "gone", "code"), [(12, 6, 0), (12, 7, 1), (12, 12, 1), (10, 10, 0)])
def test_sync_wants_a_yes_before_it_removes_most_of_many(docs, folder, capsys, documents, gone, code):
    for number in range(documents - 2):
        (docs / f"{number}.txt").write_text(f"Text {number}.", encoding="utf-8")
    main(["add", "."])
    files = sorted(docs.iterdir())
    for file in files[:gone]:
        file.unlink()
    capsys.readouterr()
    assert main(["sync", ".", "--json"]) == code
    assert stored(folder) == {str(file) for file in (files if code else files[gone:])}
    if code:
        told = f"error: {gone} of {documents} documents of {docs} are gone from it; bring back the disk that "
        out, err = capsys.readouterr()
        assert (out, err.splitlines()[-1]) == ("", f"{told}they are on, or give --yes to remove them")
        assert main(["sync", ".", "--yes"]) == 0
        assert stored(folder) == {str(file) for file in files[gone:]}


def test_search_and_list_as_json(docs, capsys):
    main(["add", "."])
    capsys.readouterr()
    assert main(["search", "cats purr", "--json", "-k", "2"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    first, second = json.loads(line)
    keys = {"id", "text", "source", "title", "page", "heading", "metadata", "cosine", "score", "named"}
    assert set(first) == keys
    assert not first["named"]
    assert (first["text"], first["source"]) == ("Cats purr when they are content.", f"{docs}/cats.txt")
    assert first["score"] > second["score"]
    assert main(["list", "--json"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert [(source["source"], source["chunks"]) for source in json.loads(line)] == [
        (f"{docs}/cats.txt", 1),
        (f"{docs}/dogs.txt", 1),
    ]


def test_verify_finds_and_mends_what_is_wrong(docs, capsys, folder):
    main(["add", "."])
    collection = Collection.open(folder, None)
    collection._database.execute("DELETE FROM upsertion_record WHERE group_id LIKE '%cats.txt'")
    collection._database.execute("DELETE FROM chunk WHERE source LIKE '%dogs.txt'")
    collection.close()
    capsys.readouterr()
    assert main(["verify"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{docs}/dogs.txt does not have the chunks that were written: add it again",
        "the record manager lacks 1 of 1 chunks",
        "the record manager has 1 chunks too many",
        "Chroma has 1 chunks too many",
    ]
    assert main(["verify", "--repair"]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "left:",
        f"{docs}/dogs.txt does not have the chunks that were written: add it again",
    ]
    assert main(["add", "."]) == 0
    capsys.readouterr()
    assert main(["verify", "--json"]) == 0
    assert capsys.readouterr().out == (
        'whole: 2 documents, 2 chunks\n{"whole": true, "faults": [], "documents": 2, "chunks": 2}\n'
    )


def test_path(home, capsys):
    assert main(["path"]) == 0
    assert capsys.readouterr().out == f"{home}\n"
    assert main(["path", "--home", "/elsewhere", "--collection", "books", "--json"]) == 0
    assert capsys.readouterr().out == '{"home": "/elsewhere", "collection": "/elsewhere/collections/books"}\n'
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["list"], "there is no collection 'default' in {home}/collections; `python -m ingest add PATH` makes it"),
        (["verify"], "there is no collection 'default' in {home}/collections; `python -m ingest add PATH` makes it"),
        (["list", "--collection", "a"], "'a' cannot name a collection: use 3 to 512 letters, digits, dots, dashes or "
         "underscores, with a letter or digit at either end"),
        (["search", ""], "the query is empty; say what to search for"),
        (["search", " \n"], "the query is empty; say what to search for"),
        (["sync", "missing"], "missing is no folder; `python -m ingest add` takes files and pages"),
    ],
)  # fmt: skip
def test_one_sentence_for_what_the_user_can_mend(docs, home, capsys, arguments, sentence):
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == f"error: {sentence.format(home=home)}"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add"], "PATH|URL... is missing; `python -m ingest add --help` says what it is"),
        (["ad"], "there is no command 'ad'; did you mean add?"),
        (["search", "x", "-k", "0"], "-k: 0 is not in the range 1<=x<=100; `python -m ingest search --help` says what "
         "it takes"),
        (["sync"], "DIR is missing; `python -m ingest sync --help` says what it is"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_is_one_sentence(arguments, sentence, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", f"error: {sentence}\n")


def test_without_a_command_there_is_help(capsys):
    assert main([]) == 2
    assert "Show the passages that the chat would be given" in "".join(capsys.readouterr())


def test_remove_wants_one_document(docs, capsys, monkeypatch):
    (docs / "sub").mkdir()
    (docs / "sub" / "cats.txt").write_text("Other cats.", encoding="utf-8")
    main(["add", "."])
    capsys.readouterr()
    assert main(["remove", "nothing.txt"]) == 1
    assert capsys.readouterr().err == (
        "error: there is no document 'nothing.txt'; `python -m ingest list` shows them\n"
    )
    monkeypatch.chdir(docs.parent)  # or the name would be a path
    assert main(["remove", "cats.txt"]) == 1
    assert capsys.readouterr().err == (
        f"error: 'cats.txt' could be any of {docs}/cats.txt, {docs}/sub/cats.txt; give the whole path\n"
    )
    assert main(["remove", "docs/sub/cats.txt"]) == 0


def test_another_embedder_is_refused(docs, capsys, monkeypatch, folder):
    main(["add", "cats.txt"])
    monkeypatch.setattr(embedding, "open_embedder", lambda home: HashEmbedder("hash@2"))
    capsys.readouterr()
    before = {file: file.read_bytes() for file in folder.rglob("*.sqlite3")}
    assert main(["add", "dogs.txt"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"error: the collection 'default' was built with the embedder hash@1, not with hash@2: name another "
        f"--collection, or delete {folder} and add the documents again"
    )
    assert {file: file.read_bytes() for file in folder.rglob("*.sqlite3")} == before


def test_without_an_embedder_the_sentence_says_how_to_build_it(docs, home):
    command = [sys.executable, "-m", "ingest", "add", str(docs)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert child.returncode == 1
    assert child.stdout == ""
    assert child.stderr.splitlines()[-1] == (
        f"error: there is no embedder 'minilm' in {home}/models; "
        "build it with `python -m compress run compress/recipes/shipped.yaml`"
    )
    assert not (home / "collections").exists()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that even root cannot write")
def test_a_home_that_cannot_be_written(docs, capsys):
    assert main(["add", ".", "--home", "/proc/footnote"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("error: /proc/footnote/collections/default cannot be ")


def test_ctrl_c_says_what_is_stored(docs, capsys, monkeypatch):
    class Interrupted(HashEmbedder):
        def encode(self, texts):
            raise KeyboardInterrupt

    monkeypatch.setattr(embedding, "open_embedder", lambda home: Interrupted())
    assert main(["add", "."]) == 130
    assert capsys.readouterr() == (
        "",
        "reading documents\nstopped; 0 documents are stored, and the same command goes on from there\n",
    )
    monkeypatch.setattr(embedding, "open_embedder", lambda home: HashEmbedder())
    assert main(["add", "."]) == 0


def test_ctrl_c_after_a_document_counts_it(docs, folder, capsys, monkeypatch):
    class Second(HashEmbedder):
        def encode(self, texts):
            if any("Dogs" in text for text in texts):
                raise KeyboardInterrupt
            return super().encode(texts)

    monkeypatch.setattr(embedding, "open_embedder", lambda home: Second())
    monkeypatch.setattr("ingest.pipeline._GROUP_DOCUMENTS", 1)
    assert main(["add", "."]) == 130
    assert capsys.readouterr().err.splitlines()[1:] == [
        "stopped; 1 document is stored, and the same command goes on from there"
    ]
    assert stored(folder) == {f"{docs}/cats.txt"}


def test_a_home_that_is_a_file(docs, capsys):
    assert main(["add", ".", "--home", "cats.txt"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        f"error: {docs}/cats.txt/collections/default cannot be used (Not a directory); "
        "choose another place with --home or FOOTNOTE_HOME"
    )


def test_help_is_quick():
    script = "import sys; from ingest.__main__ import main; main(['--help']); print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not [
        name for name in ("torch", "openvino", "chromadb", "langchain_core", "sqlalchemy") if f"'{name}'" in out
    ]


TMPFS = "mount -t tmpfs -o size={size}m tmpfs {folder} && exec {command}"


def on_a_small_disk(folder: Path, size: int, script: str) -> subprocess.CompletedProcess:
    """Run Python with `folder` being a disk of `size` MiB that only this process sees."""
    command = f"{sys.executable} -c '{script}'"
    shell = TMPFS.format(size=size, folder=folder, command=command)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'ingest'}", "FOOTNOTE_HOME": str(folder)}
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", shell],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip


def test_a_really_full_disk(tmp_path, docs):
    """Add until the disk is full, then free it: what was there is there, and the rest can be added."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not shutil.which("unshare") or on_a_small_disk(disk, 1, "pass").returncode:
        pytest.skip("this machine does not let a test mount a disk of its own")
    for number in range(150):
        text = "\n\n".join(f"# Part {part}\n\n" + f"words{number}x{part} of it " * 30 for part in range(12))
        (docs / f"f{number:03}.md").write_text(text, encoding="utf-8")
    script = (
        "from tests.ingest.conftest import HashEmbedder;"
        "from ingest import pipeline; from ingest.encoders import embedding; from ingest.storage import vectors;"
        "embedding.open_embedder = lambda home: HashEmbedder(); pipeline._GROUP_CHUNKS = 100;"
        "vectors._SPARE_BYTES = 1 << 20;"
        "from ingest.__main__ import main; import os, sys;"
        'ballast = os.path.join(os.environ["FOOTNOTE_HOME"], "ballast");'
        'open(ballast, "wb").write(bytes(60 << 20));'
        f'print(main(["add", "{docs}"])); print(main(["list"]));'
        f'os.remove(ballast); print(main(["add", "{docs}"])); print(main(["verify"]))'
    )
    child = on_a_small_disk(disk, 72, script)
    assert "Traceback" not in child.stderr, child.stderr
    assert f"error: the disk that holds {disk}/collections/default is full: free some space" in child.stderr
    lines = child.stdout.splitlines()
    assert lines[0] == "1"
    assert "152 documents" in lines[-2]
    assert lines[-1] == "0"
