""" "The report" names a document where one alone is called so, and only where a document can be meant."""

import pytest

from ingest.search.document_kinds import of_that_kind, without_kind
from ingest.search.naming import called, named_documents

DOCUMENTS = [
    ("/d/flood_report.pdf", "When the weir broke"),
    ("/d/boiler.md", "Boiler: a short manual"),
    ("/d/board.md", "Letter to the board"),
    ("/d/letter-2.md", "Second notice"),
]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does the report say about the weir?", "/d/flood_report.pdf"),
        ("Who is named in this report?", "/d/flood_report.pdf"),
        ("According to the manual, what is the pressure?", "/d/boiler.md"),
    ],
)
def test_the_one_of_its_kind_is_meant(question, named):
    assert of_that_kind(question, DOCUMENTS) == named
    assert named_documents(question, DOCUMENTS) == [named]


@pytest.mark.parametrize(
    "question",
    [
        "What does the letter say?",
        "Who wrote the paper?",
        "How are manual gears made?",
        "What does the report card say?",
    ],
)
def test_of_two_or_none_or_of_another_thing_none_is(question):
    assert of_that_kind(question, DOCUMENTS) is None


def test_where_a_question_is_put_to_it_its_kind_is_not_looked_for():
    assert without_kind("What broke, in the report?") == "What broke?"
    assert without_kind("According to the manual, what is the pressure?") == "what is the pressure?"
    assert without_kind("What does the report say?") == "What does the report say?"
    assert called("the report", DOCUMENTS) == ["/d/flood_report.pdf"]
    assert called("the letter", DOCUMENTS) is None
