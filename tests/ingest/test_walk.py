"""Which documents paths and URLs name."""

import os
from pathlib import Path

import pytest

from ingest.walk import Failure, Found, find_documents, has_vanished


def sources(targets, besides=Path("/nowhere")):
    return [item.source for item in find_documents(map(str, targets), besides)]


@pytest.fixture
def tree(tmp_path):
    folder = tmp_path.resolve() / "docs"
    for name in ("b.txt", "a.md", "sub/c.txt", ".hidden", ".git/config", "node_modules/x/readme.md", "sub/~$c.docx"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return folder


def test_a_folder_in_order_without_hidden_files_and_programs(tree):
    assert sources([tree]) == [str(tree / name) for name in ("a.md", "b.txt", "sub/c.txt")]


def test_a_document_is_named_once_however_it_is_reached(tree, monkeypatch):
    (tree / "link.txt").symlink_to(tree / "b.txt")
    monkeypatch.chdir(tree.parent)
    assert sources([tree, "docs/b.txt", "docs/../docs/sub", tree / "b.txt", "./docs/link.txt"]) == [
        str(tree / name) for name in ("a.md", "b.txt", "sub/c.txt")
    ]


def test_links_that_go_round_or_nowhere_end(tree):
    (tree / "sub" / "up").symlink_to(tree)
    (tree / "nowhere.txt").symlink_to(tree / "missing")
    (tree / "round.txt").symlink_to(tree / "round.txt")
    found = list(find_documents([str(tree)], Path("/nowhere")))
    assert [item.source for item in found if isinstance(item, Found)] == [
        str(tree / name) for name in ("a.md", "b.txt", "sub/c.txt")
    ]
    assert {Path(item.source).name for item in found if isinstance(item, Failure)} == {"nowhere.txt", "round.txt"}


def test_a_link_to_a_folder_counts_when_it_is_named_itself(tree):
    (tree.parent / "alias").symlink_to(tree)
    assert sources([tree.parent / "alias"]) == sources([tree])


def test_our_own_data_is_left_out(tree):
    assert sources([tree], besides=tree / "sub") == [str(tree / name) for name in ("a.md", "b.txt")]


def test_what_is_not_there_or_no_file_is_a_failure(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert list(find_documents([str(tmp_path / "missing.pdf"), str(tmp_path / "pipe")], Path("/nowhere"))) == [
        Failure(str(tmp_path / "missing.pdf"), "there is no such file or folder"),
        Failure(str(tmp_path / "pipe"), "this is neither a file nor a folder"),
    ]


def test_a_name_that_is_no_utf8_is_a_failure_that_can_be_printed(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("x", encoding="utf-8")
    [failure] = find_documents([str(tmp_path)], Path("/nowhere"))
    assert failure == Failure(f"{tmp_path}/\ufffd.txt", "its name is not valid UTF-8; rename it")
    failure.source.encode("utf-8")


def test_unicode_names(tmp_path):
    for name in ("Übersicht – 2025.txt", "报告.md", "cafe\u0301.txt", "a\nb.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert {Path(source).name for source in sources([tmp_path])} == {
        "Übersicht – 2025.txt",
        "报告.md",
        "cafe\u0301.txt",
        "a\nb.txt",
    }


def test_a_folder_that_cannot_be_read_is_said_and_what_is_in_it_has_not_vanished(tmp_path):
    """A path longer than the system takes: the one kind of unreadable folder that is so for root as well."""
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    name, parent = "d" * 200, os.open(tmp_path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir(name, dir_fd=parent)
        inner = os.open(name, os.O_RDONLY, dir_fd=parent)
        os.close(parent)
        parent = inner
    os.close(parent)
    readable, failure = find_documents([str(tmp_path)], Path("/nowhere"))
    assert readable.source == str(tmp_path / "a.txt")
    assert failure.error == "this folder cannot be read (File name too long); allow reading it"
    assert not has_vanished(f"{failure.source}/some.txt")


def test_nothing_is_no_folder():
    assert list(find_documents(["", " "], Path("/nowhere"))) == [
        Failure("", "an empty name is no file"),
        Failure(" ", "an empty name is no file"),
    ]


def test_urls():
    assert list(find_documents(["https://example.org/a#part", "https://example.org/a"], Path("/nowhere"))) == [
        Found("https://example.org/a", None)
    ]


def test_only_what_is_gone_for_certain_has_vanished(tree):
    assert has_vanished(str(tree / "missing"))
    assert has_vanished(str(tree / "b.txt" / "below-a-file"))
    assert not has_vanished(str(tree / "b.txt"))
    assert not has_vanished(str(tree / ("x" * 300)))  # a name too long to be looked at: no certainty
