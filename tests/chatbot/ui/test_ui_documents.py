"""Documents picked on the page: kept, read by the command line, and told of in words."""

import json

import pytest

from chatbot.ui.documents import Picked, add_files, add_page, remove, told
from compress.home import UserError


def report(**facts):
    empty = {"added": 0, "updated": 0, "skipped": 0, "deleted": 0, "failed": [], "chunks": 0}
    return json.dumps({**empty, **facts})


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (report(added=1), "1 document added."),
        (
            report(added=2, updated=1, skipped=1200),
            "2 documents added, 1 document brought up to date, 1,200 documents there already.",
        ),
        (
            report(added=1, failed=[{"source": "/x/a.bin", "error": "no text is in it"}]),
            "1 document added. a.bin: no text is in it.",
        ),
        (
            report(failed=[{"source": "https://example.org/a/", "error": "there is no such page"}]),
            "example.org/a/: there is no such page.",
        ),
        ("stopped; 1 document is stored", "Stopped; 1 document is stored."),
        ("error: the embedder is missing", "The embedder is missing."),
        ("", "The documents could not be read."),
    ],
)
def test_what_came_of_it_is_told_in_words(last, words):
    assert told(last) == words


def test_of_many_that_failed_five_are_named():
    failed = [{"source": f"/x/{number}.bin", "error": "no"} for number in range(9)]
    words = told(report(failed=failed))
    assert words.startswith("0.bin: no. 1.bin: no. ")
    assert words.endswith("4.bin: no. and 4 more that cannot be read.")


def test_a_file_is_kept_under_the_data_root_and_a_second_one_of_its_name_replaces_it(home, tmp_path):
    for text in ("first", "second"):
        picked = tmp_path / text / "note.txt"
        picked.parent.mkdir()
        picked.write_text(text, "utf-8")
        said = list(add_files(home, [Picked(picked, "note.txt")], "notes"))
        assert said[0] == "Reading the documents"
        assert "compress run compress/recipes/shipped.yaml" in said[-1]  # no embedder here, and the mend
        assert not picked.exists()
    kept = home / "documents" / "notes" / "note.txt"
    assert kept.read_text("utf-8") == "second"


def upload(folder, name, text="text"):
    """Write what a browser would have uploaded; the same name and text are the same file."""
    path = folder / f"upload-{text}" / name.rsplit("/", 1)[-1]
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return Picked(path, name)


def kept(home):
    folder = home / "documents" / "notes"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.*")}


def test_a_folder_is_kept_with_its_folders_and_read_as_a_whole(home, tmp_path):
    names = ("trip/a.txt", "trip/day 1/a.txt", "trip/day 2/a.txt")
    picked = [upload(tmp_path, name, text) for name, text in zip(names, ("one", "same", "same"), strict=True)]
    adding = add_files(home, picked, "notes")
    assert kept(home) == {"trip/a.txt": "one", "trip/day 1/a.txt": "same", "trip/day 2/a.txt": "same"}
    assert not list(tmp_path.rglob("upload-*/*"))
    assert adding.targets == [str(home / "documents" / "notes" / "trip")]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("../../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("a/./..//b.txt", "a/b.txt"),
        ("..\\..\\b.txt", "b.txt"),
        ("a\0/b.txt", "a/b.txt"),
    ],
)
def test_what_a_browser_calls_a_file_leads_nowhere_else(home, tmp_path, name, place):
    add_files(home, [upload(tmp_path, name)], "notes")
    assert list(kept(home)) == [place]


@pytest.mark.parametrize("name", ["..", "", "/", "a/../.."])
def test_a_file_without_a_name_keeps_that_of_its_upload_or_its_folder(home, tmp_path, name):
    path = upload(tmp_path, "real.txt").upload
    add_files(home, [Picked(path, name)], "notes")
    folder = home / "documents" / "notes"
    assert [one.parent for one in folder.iterdir()] == [folder]


def test_a_file_that_cannot_be_kept_is_one_sentence(home, tmp_path):
    for name in ("x" * 300 + ".txt", "a.txt/b.txt"):
        add_files(home, [upload(tmp_path, "a.txt")], "notes")
        with pytest.raises(UserError, match="cannot be kept under"):
            add_files(home, [Picked(upload(tmp_path, "b.txt").upload, name)], "notes")


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (" http://example.org ", "http://example.org"),
        ("example.org/page", "https://example.org/page"),
        ("localhost:8000/x", "https://localhost:8000/x"),
        ("--help", "https://--help"),
    ],
)
def test_a_web_page_is_read_by_its_address(home, address, target):
    assert add_page(home, address, "notes").targets == [target]


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org/a", "file:///etc/passwd", "https://", "https://[", "two words", "http:// a"],
)
def test_what_is_no_address_of_a_web_page_is_said_to_be_none(home, address):
    with pytest.raises(UserError, match=r"is no address of a web page; one looks like https://example\.org/page$"):
        add_page(home, address, "notes")


def test_no_address_at_all_is_asked_for(home):
    with pytest.raises(UserError, match=r"^Type the address of a web page first$"):
        add_page(home, "  ", "notes")


def test_it_can_be_stopped_and_stopping_twice_does_no_harm(home, tmp_path):
    picked = tmp_path / "note.txt"
    picked.write_text("text", "utf-8")
    adding = add_files(home, [Picked(picked, "note.txt")], "notes")
    reading = iter(adding)
    next(reading)
    adding.stop()
    adding.stop()
    assert len(list(reading)) == 1
    adding.stop()


def test_what_is_in_no_collection_cannot_be_removed_and_stays_on_disk(home, tmp_path):
    file = tmp_path / "note.txt"
    file.write_text("text", "utf-8")
    assert remove(home, "notes", str(file)).startswith("There is no collection 'notes'")
    assert file.exists()
