"""Which documents a question names, and that their passages lead while nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.search.naming import besides_files, named_documents
from tests.ingest.conftest import incoming

DOCUMENTS = [
    ("/d/08-pruning.docx", "Pruning a model"),
    ("/d/01-welcome-and-installation.md", "Welcome and installation"),
    ("/d/annual_report_2023.pdf", "annual_report_2023"),
    ("/d/annual_report.pdf", "annual_report"),
    ("https://example.org/Black%20Death.html", "Black Death"),
    ("/d/it.md", "It"),
    ("/d/Super Bowl 50", "Super Bowl 50"),
]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does 08-pruning.docx say about heads?", "/d/08-pruning.docx"),
        ("WHAT DOES 08-PRUNING.DOCX SAY ABOUT HEADS?", "/d/08-pruning.docx"),
        ("Summarise pruning a model.", "/d/08-pruning.docx"),
        ("in the welcome and installation guide, which version is needed?", "/d/01-welcome-and-installation.md"),
        ("summarise the annual report 2023", "/d/annual_report_2023.pdf"),
        ("Revenue in annual_report_2023?", "/d/annual_report_2023.pdf"),
        ("What revenue has annual_report.pdf?", "/d/annual_report.pdf"),
        ("What does “Black Death” say about rats?", "https://example.org/Black%20Death.html"),
        ("According to the Black Death, who brought it?", "https://example.org/Black%20Death.html"),
    ],
)
def test_a_named_document_is_recognised(question, named):
    assert named_documents(question, DOCUMENTS) == [named]


@pytest.mark.parametrize(
    "question",
    [
        "When did the Black Death begin?",
        "How does pruning work?",
        "Who played in Super Bowl 50?",
        "What does it say about rats?",
        "Summarise it.",
        "What is a welcome gift?",
        "Is my_annual_report_2024 there?",
        "",
    ],
)
def test_a_subject_is_no_document(question):
    assert named_documents(question, DOCUMENTS) == []


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Who is the cashier in receipt.pdf?", "Who is the cashier?"),
        ("In the file “Receipt.PDF”, who is the cashier?", "who is the cashier?"),
        ("According to receipt.pdf, who is the cashier?", "who is the cashier?"),
        ("What is the total of receipt.pdf in euros?", "What is the total in euros?"),
        ("Who signed the letter of May in my annual report.docx", "Who signed the letter of May"),
        ("What is in receipt.pdf?", "What is in receipt.pdf?"),
        ("What does receipt.pdf say?", "What does receipt.pdf say?"),
        ("Who is in receipt.pdfs?", "Who is in receipt.pdfs?"),
        ("Who is in other.pdf?", "Who is in other.pdf?"),
        ("Who wrote notes?", "Who wrote notes?"),
    ],
)
def test_a_question_is_read_without_the_file_it_is_put_to(question, rest):
    assert besides_files(question, ["/d/receipt.pdf", "/d/annual report.docx", "/d/notes"]) == rest


@given(st.text(), st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=5))
def test_any_text_will_do(question, documents):
    assert set(named_documents(question, documents)) <= {source for source, _ in documents}


@pytest.fixture
def library(collection):
    ships = [f"Ships and oil, ships and lamps, note {n}." for n in range(30)]
    collection.replace([incoming("/d/ships.md", *ships), incoming("/d/08-pruning.docx", "Heads go.", "Oil, rarely.")])
    return collection


def test_passages_of_the_named_document_lead_and_none_comes_twice(library):
    found = library.search("Does 08-pruning.docx say anything about ships and oil?", k=40)
    assert [passage.source for passage in found[:2]] == ["/d/08-pruning.docx"] * 2
    assert found[0].text == "Oil, rarely."
    assert [passage.named for passage in found] == [passage.source.endswith("docx") for passage in found]
    assert len({passage.id for passage in found}) == len(found) > 2


def test_a_question_that_names_none_is_answered_as_before(library):
    question = "Are there ships with oil?"
    assert library.search(question, k=40) == library.search(question, k=40, ways=("dense", "words"))


def test_one_way_alone_gives_its_own_order(library):
    dense = library.search("ships and oil", k=10, ways=("dense",))
    assert [passage.cosine for passage in dense] == sorted((passage.cosine for passage in dense), reverse=True)
    assert library.search("zyzzyva", ways=("words",)) == []
