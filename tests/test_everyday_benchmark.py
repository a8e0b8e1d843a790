"""What counts as right where everyday questions are asked, since the README's figures rest on it."""

import pytest

from compress.corpus.readers.everyday import Asked, Paper, papers_of
from compress.corpus.splits import SPLITS
from ingest.loaders import load
from tests.benchmarks.everyday import FOLDER, chosen, is_right, kind_of, score, written

CARD = Asked("Which card did I pay with?", ("VISA ****77",), "With the VISA card.")
DAYS = Asked("Which days is it open?", ("Monday", "Friday"), "Monday and Friday.")
NETS = Asked("Can I bring nets back?", ("no", "Nets are not exchanged"), "No.")
WHY = Asked("Why is it closed?", ("the roof is being mended",), "The roof is being mended.")
OWNER = Asked("Who owns it?")


def test_the_kind_of_a_question_is_told_by_its_answers():
    kinds = [kind_of(each) for each in (CARD, DAYS, NETS, WHY, OWNER)]
    assert kinds == ["fact", "list", "yes or no", "how or why", "untold"]


@pytest.mark.parametrize(
    ("asked", "shown", "right"),
    [
        (CARD, "“Paid:  VISA ****77” [1]", True),
        (CARD, "Paid in cash [1].", False),
        (DAYS, "Open on Monday and on **Friday** [1].", True),
        (DAYS, "Open on Monday [1].", False),
        (NETS, "No [1].", True),
        (NETS, "“Nets are not exchanged.” [1]", True),
        (NETS, "Yes [1].", False),
        (OWNER, "Ada owns it [1].", False),
    ],
)
def test_an_answer_is_right_by_the_words_that_answer(asked, shown, right):
    assert is_right(asked, shown, refused=False) is right


def test_a_refusal_is_right_only_where_nothing_is_told():
    assert is_right(OWNER, "I could not find that.", refused=True)
    assert not is_right(CARD, "I could not find that.", refused=True)


def test_shares_are_of_what_can_be_answered_and_of_what_cannot():
    rows = [
        {"kind": "fact", "right": True, "refused": False, "seconds": 1.0},
        {"kind": "fact", "right": False, "refused": True, "seconds": 2.0},
        {"kind": "untold", "right": True, "refused": True, "seconds": 3.0},
    ]
    found = score(rows)
    assert (found["right"], found["refused_wrongly"], found["refused_rightly"]) == (0.5, 0.5, 1.0)
    asked = {"kind": "yes or no", "right": True, "refused": False, "seconds": 1.0, "wanted": ("no", "not on Monday")}
    verdicts = score([asked | {"shown": shown} for shown in ("No. [1]", "Yes: “not on Monday” [1]", "Not on Monday.")])
    assert (verdicts["verdicts_said"], verdicts["verdicts_right"]) == (2, 0.5)


def test_each_document_is_on_one_side_and_every_file_can_be_read():
    papers = [paper for path in FOLDER.glob("*.txt") for paper in papers_of(path)]
    sides = [{paper.name for paper in chosen(FOLDER, split)} for split in SPLITS]
    assert len(papers) == len({paper.name for paper in papers}) == sum(map(len, sides))
    assert all(sides)


def test_documents_are_printed_as_pdfs_that_ingest_reads(tmp_path):
    papers = [
        Paper("fares.csv", "Ferry,Adults,Children\nHeron,4.60,2.30\nOtter,3.90,1.95\nKestrel,5.20,2.60\n", ()),
        Paper("notes.md", "# Winter\n\nThe harbour is closed.\n\n- ropes\n- nets\n", ()),
    ]
    files = written(papers, tmp_path, printed=True)
    fares, notes = ("\n".join(page.page_content for page in load(path)) for path in sorted(files.iterdir()))
    assert "| Otter | 3.90 | 1.95 |" in fares
    assert "# Winter" in notes
    assert "• ropes\n• nets" in notes
