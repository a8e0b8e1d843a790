"""Documents picked on the page: kept, read by the command line, and told of in words."""

import json

import pytest

from chatbot.ui.documents import Adding, remove, told


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
        said = list(Adding(home, [picked], "notes"))
        assert said[0] == "Reading the documents"
        assert "compress run compress/recipes/shipped.yaml" in said[-1]  # no embedder here, and the mend
        assert not picked.exists()
    kept = home / "documents" / "notes" / "note.txt"
    assert kept.read_text("utf-8") == "second"


def test_it_can_be_stopped_and_stopping_twice_does_no_harm(home, tmp_path):
    picked = tmp_path / "note.txt"
    picked.write_text("text", "utf-8")
    adding = Adding(home, [picked], "notes")
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
