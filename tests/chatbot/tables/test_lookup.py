"""A cell that the question names by row and column is found by code; whatever is not sure is left to the reader."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.answers.settle import Reading, settle
from chatbot.retrieval import Retriever
from chatbot.tables.lookup import look_up
from tests.chatbot.answers.test_reader import Pointing
from tests.chatbot.passages import passage
from tests.chatbot.scripted import call
from tests.ingest.conftest import incoming

CREW = passage(
    """| No | First Name | Last Name | Harbour | Phone 1 | Phone 2 | Email | Daily Rate |
|-|-|-|-|-|-|-|-|
| 1 | Ada | Moreno | Skerry | 555-1 | 555-2 | moreno@light.example | $40 |
| 2 | Tobias | Wren | Hollin | 555-3 | 555-4 | wren@light.example | $50 |
| 3 | Tobias | Oakes | Marlow | 555-5 | 555-6 | oakes@light.example | $60 |
""",
    title="Crew",
    heading="Lighthouse keepers",
)
BILL = passage(
    "|  | Hours | Rate | Cost |\n|-|-|-|-|\n| Painting | 2 | 150 | 300 |\n| GRAND TOTAL |  |  | 380 |", 2, title="Bill"
)
FACTS = passage("| Founded | 4 April 1875 |\n| Trustees | Ada Moreno |", 3, title="Skerry Museum")
SINGLE = passage("| Shows | Gross Amount | Net Amount |\n|-|-|-|\n| 48 | $900 | $810 |", 4, title="Booking")
LETTERS = passage(
    "| Who asks | Letters a year | Typical question |\n|-|-|-|\n| families | 310 | Who was he? |\n"
    "| schools | 95 | How did the lamp work? |",
    6,
)
TAX = passage("|  | Rate | Cost |\n|-|-|-|\n| Painting |  | 300 |\n| Harbour Tax | 10.20% | 30.60 |", 7)
ACROSS = passage("|  | Skerry | Hollin |\n|-|-|-|\n| Capital | Port Ada | Wrenham |\n| Currency | crown | - |", 5)


@pytest.mark.parametrize(
    ("question", "words", "said"),
    [
        ("What is the email of Ada Moreno?", "moreno@light.example", "First Name: Ada; Last Name: Moreno; Email: "),
        ("In which harbour does Tobias Wren live?", "Hollin", "First Name: Tobias; Last Name: Wren; Harbour: Hollin"),
        ("What is the daily rate of the keeper Oakes?", "$60", "Last Name: Oakes; Daily Rate: $60"),
        ("How many hours of painting does the bill have?", "2", "Painting; Hours: 2"),
        ("What is the grand total of the bill?", "380", "GRAND TOTAL: 380"),  # a name and its value: no column needed
        ("When was the Skerry Museum founded?", "4 April 1875", "Founded: 4 April 1875"),
        ("What is the net amount of the booking?", "$810", "Net Amount: $810"),  # the only row needs no name
        ("What is the capital of Hollin?", "Wrenham", "Capital; Hollin: Wrenham"),
        ("And how many come from schools?", "95", "schools: 95"),  # the only number of its row
    ],
)
def test_a_cell_is_found_by_the_names_of_its_row_and_column(question, words, said):
    found = look_up(question, [CREW, BILL, FACTS, SINGLE, ACROSS, LETTERS])
    assert found.words == words
    assert found.said.startswith(said)
    assert found.sure


@pytest.mark.parametrize(
    "question",
    [
        "What is the email of Tobias?",  # which one?
        "What is the phone number of Ada Moreno?",  # which phone?
        "What is the email of Ada Moreno's sister?",  # a word is left over
        "What is the email of Ada Oakes?",  # nobody's name
        "What is the currency of Hollin?",  # an empty cell
        "Is the harbour of Ada Moreno Skerry?",
        "Why is the daily rate of Tobias Wren so high?",
        "How much higher is the daily rate of Oakes than of Wren?",
        "How many harbours does Ada Moreno have?",  # a harbour's name is no number
        "What does painting cost in the museum?",
        "What comes from schools?",  # a number, or what they ask?
        "Which harbour has the phone 1 of Ada Moreno?",  # not the phone
    ],
)
def test_what_is_not_sure_is_no_cell(question):
    assert look_up(question, [CREW, BILL, ACROSS, LETTERS]) is None


def test_what_follows_which_is_the_column_where_one_has_that_name():
    """Though it is a word that no search goes by, and another column has one of the question's."""
    uses = (
        "| Use | Purpose | Data | Officer |\n|-|-|-|-|\n| U4 | news | mail | Ada |\n| U5 | calls | phone | suspended |"
    )
    found = look_up("Which data is of the use U4?", [passage(uses, 8)])
    assert found.words == "mail"
    assert look_up("Which use of data has been suspended?", [passage(uses, 8)]) is None


def test_two_tables_that_say_different_things_are_ambiguous():
    other = passage(CREW.text.replace("moreno@", "ada@"), 9, title="Crew")
    assert look_up("What is the email of Ada Moreno?", [CREW, other]) is None
    assert look_up("What is the email of Ada Moreno?", [CREW, passage(CREW.text, 9)]).words == "moreno@light.example"


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_the_cell_is_said_instead_of_a_neighbours_value(assistant, collection, mode):
    collection.replace([incoming("/docs/crew.md", CREW.text)])
    question = "What is the email of Ada Moreno?"
    found, _ = assistant(
        mode, *[call("search_documents", query=question)] * (mode == "tool"), AIMessage("It is Skerry [1].")
    )
    answer = found.ask(question)
    assert answer.answer == "First Name: Ada; Last Name: Moreno; Email: moreno@light.example [1]"
    assert answer.citations[0].quote.endswith(
        "| 1 | Ada | Moreno | Skerry | 555-1 | 555-2 | moreno@light.example | $40 |"
    )


def test_what_a_table_tells_is_not_worked_out(assistant, collection):
    collection.replace([incoming("/docs/letters.md", f"The museum counts its letters.\n\n{LETTERS.text}")])
    question = "How many letters come from schools?"
    steps = [call("search_documents", query=question), call("calculate", expression="310 - 95")]
    answer = assistant("tool", *steps)[0].ask(question)
    assert "95 [1]" in answer.answer
    assert [used.name for used in answer.tools] == ["search_documents"]


def test_a_draft_that_says_the_cell_is_shown_and_a_brief_answer_is_the_cell(collection):
    retriever = Retriever(collection, reader=Pointing("Skerry", 99.0))
    question = "What is the email of Ada Moreno?"
    draft = "The email of Ada Moreno is moreno@light.example [1]."
    assert settle(draft, Reading(question, [CREW]), retriever).text.startswith("The email of Ada Moreno is moreno@")
    assert settle(draft, Reading(question, [CREW], brief=True), retriever).text == "moreno@light.example [1]"


def test_what_a_thing_can_represent_is_its_cell():
    table = passage(
        "| Dial | Smallest value | Largest value |\n|---|---|---|\n| Mark K | 2 | 90 |\n| Mark Q | 5 | 70 |"
    )
    assert look_up("What is the largest value that the Mark K can represent?", [table]).words == "90"
    assert look_up("What is the largest value that the Mark K can measure?", [table]) is None
    assert look_up("What can the Mark K represent?", [table]) is None


def test_of_a_rate_and_a_sum_how_much_means_the_sum():
    assert look_up("How much is the harbour tax?", [TAX]).words == "30.60"
    assert look_up("How much is the rate of the harbour tax?", [TAX]).words == "10.20%"


def test_a_rate_in_a_rows_name_need_not_be_asked_for():
    bill = passage(
        "| Item | Hours | Amount |\n|-|-|-|\n| Painting | 2 | £300 |\n| VAT at 5% | | £8.30 |", title="Bill"
    )
    assert look_up("How much VAT is on the bill?", [bill]).words == "£8.30"
