"""A summary consists of the document's own sentences, in its order, each with its footnote; else it is a refusal."""

import re

import pytest
from langchain_core.messages import AIMessage

from tests.chatbot.overview.test_describing import LEDGER, REFUSED, document
from tests.chatbot.scripted import call

SAGA = (
    (
        "The saga of Hollin",
        "# The saga of Hollin\n\nThis book tells of the harbour of Hollin and of those who lit it.",
    ),
    (
        "Part One: Oil > Chapter 1",
        "# Part One: Oil\n\n## Chapter 1\n\nAda lights the lamps of the harbour in the place of her father. However, "
        "nobody sees that she is no man. She writes down what she sees under each lamp of the harbour.",
    ),
    (
        "Part One: Oil > Chapter 2",
        "## Chapter 2\n\nIt snows for a week. The mayor of Hollin meets a stranger under the lamps of the harbour.",
    ),
    (
        "Part Two: Gas > Chapter 3",
        "# Part Two: Gas\n\n## Chapter 3\n\nThe mayor buys cheap pipes for the gas lamps of the harbour. Who paid for "
        'them? The first gas lamps are lit with a band: "Light! Light for all of the harbour!"',
    ),
    (
        "Part Two: Gas > Chapter 4",
        "## Chapter 4\n\nA pipe bursts in Harbour Street and kills four people. They are buried in the rain. Ada "
        "reads from her book at the hearing in the town hall. The mayor flees from Hollin on a herring boat.",
    ),
)
DUTIES = "Please mind the following rules.\n\n- Lock the outer doors at night.\n- Sweep the chimney once a year.\n"
POLICY = (
    ("1. What you pay", "# 1. What you pay\n\nThe yearly premium of the house policy is 412 euros with all taxes."),
    ("2. Your duties", f"# 2. Your duties\n\n{DUTIES}"),
    ("3. Limits", "# 3. Limits\n\n| Thing | Limit |\n|-|-|\n| Bicycles | 900 euros |\n| Jewels | 1,500 euros |"),
    ("4. Claims", "# 4. Claims\n\nCall us about each claim within thirty days. We answer within a week of your call."),
    ("5. Cancelling", "# 5. Cancelling\n\nYou may cancel within a fortnight and get the premium of the policy back."),
    ("6. Complaints", "# 6. Complaints\n\nComplaints about a claim go to the manager of the branch in Hollin first."),
    ("7. Changes", "# 7. Changes\n\nThe limit for bicycles of the policy has gone up since the last year by a third."),
)  # fmt: skip
LETTER = (
    (
        "What happened",
        "# What happened\n\nDear colleague,\n\nthe patient Berta Ohm came to the ward with a fever of four days. Her "
        "sister had called the ambulance. The fever of Berta Ohm fell after two days on the ward. On the third day "
        "she walked the stairs of the ward. We stopped the old tablets of Berta Ohm.",
    ),
    ("Our clinic", "# Our clinic\n\nThe clinic of Hollin has a car park with ninety places and a garden."),
)

SAGA_FILE, SAGA_NAME = "/docs/bookclub_saga.md", "“The saga of Hollin, by Jo Hale” (bookclub_saga.md)"
POLICY_FILE, POLICY_NAME = "/docs/house-policy-2025.md", "“House policy” (house-policy-2025.md)"


@pytest.fixture
def texts(collection):
    """Fill the collection, and return the text of each document on one line."""
    made = [
        document(SAGA_FILE, "The saga of Hollin, by Jo Hale", *SAGA),
        document(POLICY_FILE, "House policy", *POLICY),
        document("/docs/discharge.md", "Discharge letter", *LETTER),
        document("/docs/ledger_2025.csv", "ledger_2025", ("", LEDGER), row=2),
    ]
    collection.replace(made)
    parts = {one.source: "\n".join(chunk.page_content for chunk in one.chunks) for one in made}
    return {
        source: " ".join(re.sub(r"^(?:#+|-) ", "", text, flags=re.MULTILINE).split()) for source, text in parts.items()
    }


@pytest.fixture
def asked(assistant, texts):
    found, model = assistant("tool", call("search_documents", query="nothing"), AIMessage(REFUSED))
    return lambda question: (found.ask(question), model)


def quoted(answer) -> list[str]:
    """Return the quoted sentences of an answer, after checking what holds for each summary."""
    lines = answer.answer.splitlines()[1:]
    said = [re.fullmatch(r"- (?:[^“]+: )?“(.+)” \[(\d+)\]", line) for line in lines]
    assert all(said), answer.answer
    assert [int(one[2]) for one in said] == [citation.n for citation in answer.citations] == [*range(1, len(said) + 1)]
    assert [one[1] for one in said] == [citation.quote for citation in answer.citations]
    return [one[1] for one in said]


@pytest.mark.parametrize(
    ("question", "source", "lead"),
    [
        ("Summarise bookclub_saga.md", SAGA_FILE, f"{SAGA_NAME}, in its own words:\n- The saga of Hollin: “This book"),
        ("tl;dr of the Hollin saga", SAGA_FILE, SAGA_NAME),
        ("Could you sum up the house policy?", POLICY_FILE, POLICY_NAME),
        ("Could you give me a short summary of the house policy please", POLICY_FILE, POLICY_NAME),
        ("Could you sum up in a few sentences what the house policy is about?", POLICY_FILE, POLICY_NAME),
        ("What are the key points of the policy?", POLICY_FILE, POLICY_NAME),
        ("In a few sentences, what is the house policy about?", POLICY_FILE, POLICY_NAME),
        ("gist of part one of the saga", SAGA_FILE, f"“Part One: Oil” of {SAGA_NAME}"),
        ("Briefly, what happened in chapter 4?", SAGA_FILE, f"“Chapter 4” of {SAGA_NAME}"),
        ("Sum up the second part of the saga", SAGA_FILE, f"“Part Two: Gas” of {SAGA_NAME}"),
        ("Give me the key points of section 2 of the policy", POLICY_FILE, f"“2. Your duties” of {POLICY_NAME}"),
        ("a summary of the section on claims of the house policy", POLICY_FILE, f"“4. Claims” of {POLICY_NAME}"),
        ("Sum up what happened to Berta Ohm on the ward", "/docs/discharge.md", "“Discharge letter” (discharge.md)"),
    ],
)
def test_a_summary_is_up_to_five_sentences_of_the_document_in_its_order(asked, texts, question, source, lead):
    answer, model = asked(question)
    assert answer.answer.startswith(lead)
    said = quoted(answer)
    places = [texts[source].index(sentence) for sentence in said]
    assert places == sorted(set(places))
    assert 1 <= len(said) <= 5
    assert {citation.source for citation in answer.citations} == {source}
    assert not re.match(r"However|It|They|She|Her\b", said[0])
    assert not answer.refused
    assert model.asked == []


def test_of_each_main_heading_one_sentence_comes_before_a_second_of_any(asked):
    answer, _ = asked("Summarise the house policy")
    headings = [citation.heading for citation in answer.citations]
    assert len(headings) == len(set(headings)) == 5
    assert "- Cancelling: “You may cancel" in answer.answer


def test_a_part_keeps_to_itself_and_to_what_is_told_without_the_sentence_before(asked):
    answer, _ = asked("Summarise part two of the saga")
    assert {citation.heading for citation in answer.citations} == {
        "Part Two: Gas > Chapter 3",
        "Part Two: Gas > Chapter 4",
    }
    said = quoted(answer)
    assert "Who paid for them?" not in said
    assert 'The first gas lamps are lit with a band: "Light! Light for all of the harbour!"' in said
    for leaning, before in [
        ("They are buried in the rain.", "A pipe bursts in Harbour Street and kills four people.")
    ]:
        assert leaning not in said or said[said.index(leaning) - 1] == before


def test_items_are_quoted_where_a_part_lists_its_points_and_rows_where_it_is_a_table(asked):
    assert quoted(asked("Summarise section 2 of the house policy")[0]) == [
        "Lock the outer doors at night.",
        "Sweep the chimney once a year.",
    ]
    answer, _ = asked("Summarise the limits of the house policy")
    assert "- Thing: Bicycles; Limit: 900 euros [1]\n- Thing: Jewels; Limit: 1,500 euros [2]" in answer.answer


def test_a_matter_is_told_by_what_is_near_to_it(asked):
    answer, _ = asked("Sum up what happened to Berta Ohm on the ward, in two sentences")
    assert [tool.name for tool in answer.tools] == ["search_documents"]
    assert len(quoted(answer)) == 2
    assert {citation.heading for citation in answer.citations} == {"What happened"}


def test_a_matter_that_only_a_table_tells_is_no_matter_for_other_sentences(assistant, collection):
    table = "# Orchard\n\nKept green by two friends of the mill.\n\n| Tree | Quinces |\n|-|-|\n| Old Molly | 12 |"
    collection.replace([document("/docs/orchard.md", "Orchard", ("Orchard", table))])
    found, _ = assistant("tool", AIMessage(REFUSED))
    answer = found.ask("Sum up Molly quinces")
    assert [tool.name for tool in answer.tools] == ["search_documents"]
    assert "two friends" not in answer.answer


def test_a_document_that_is_only_a_table_is_told_by_its_columns(asked):
    assert asked("Summarise ledger_2025.csv")[0].answer == "ledger_2025.csv has the columns Month, Loaves sold [1]"


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Summarise report.pdf", "I have no document report.pdf."),
        ("tl;dr of report.pdf", "I have no document report.pdf."),
        ("Summarise part nine of the saga", REFUSED[:-1]),
        ("Summarise chapter 2 of the dragon book", REFUSED[:-1]),
        ("Summarise the chapter on dragons", REFUSED[:-1]),
        ("Sum up what happened to Wilhelmina Quist in Oslo", REFUSED[:-1]),
        ("Summarise this document", "Which document do you mean?"),
    ],
)
def test_what_is_not_there_is_refused(asked, question, reply):
    answer, model = asked(question)
    assert answer.refused
    assert answer.answer.startswith(reply)
    assert answer.citations == ()
    assert model.asked == []


@pytest.mark.parametrize(
    "question",
    ["What is the saga about to tell?", "Summarise it", "How many lamps are in part one?", "What is a summary?"],
)
def test_what_wants_no_summary_is_answered_as_before(asked, question):
    assert "summarise_document" not in [tool.name for tool in asked(question)[0].tools]


def test_of_a_long_document_at_most_two_hundred_sentences_are_embedded(assistant, collection):
    chunks = [
        (
            f"Day {n}",
            f"# Day {n}\n\nThe boat of day {n} left the pier. Its crew of {n} sang. Fish number {n} was sold.",
        )
        for n in range(300)
    ]
    collection.replace([document("/docs/log.md", "Harbour log", *chunks)])
    found, _ = assistant("context")
    before = len(collection.embedder.texts)
    assert len(quoted(found.ask("Summarise the harbour log"))) == 5
    assert len(collection.embedder.texts) - before <= 200
