"""The support check: what passages do not say is not shown, what they say gets a footnote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answers.grounding import MARK, extract, ground, quote
from ingest.text import names, numbers, terms
from tests.chatbot.passages import passage

LAMP = passage("The lamp of the lighthouse was lit in 1874. It burned 12 litres of oil a night.", 1)
KEEPER = passage("Ada Moreno kept the light for thirty years. Her logbooks fill two shelves.", 2)


def test_a_supported_sentence_gets_the_number_of_its_passage():
    grounded = ground("The lamp was lit in 1874.", [KEEPER, LAMP], "When was the lamp lit?")
    assert grounded.text == "The lamp was lit in 1874. [1]"
    (citation,) = grounded.citations
    assert (citation.n, citation.source) == (1, LAMP.source)
    assert citation.quote in LAMP.text


def test_a_wrong_number_is_not_shown():
    assert ground("The lamp was lit in 1875.", [LAMP], "When was the lamp lit?") is None


def test_a_wrong_name_is_not_shown():
    assert ground("The light was kept by Ada Byron.", [KEEPER], "Who kept the light?") is None


def test_only_the_supported_sentence_stays():
    draft = "Ada Moreno kept the light for thirty years. She was born in Lisbon to a family of sailors."
    assert ground(draft, [KEEPER], "Who kept the light?").text == "Ada Moreno kept the light for thirty years. [1]"


def test_a_sentence_is_said_once_and_a_heading_never():
    said = "Ada Moreno kept the light for thirty years [1]."
    draft = f"# The keepers\n{said} {said}"
    assert ground(draft, [KEEPER], "Who kept the light?").text == "Ada Moreno kept the light for thirty years. [1]"


def test_the_models_own_mark_is_checked_not_believed():
    grounded = ground("Ada Moreno kept the light for thirty years [7].", [LAMP, KEEPER], "Who kept the light?")
    assert grounded.text == "Ada Moreno kept the light for thirty years. [1]"
    assert grounded.citations[0].source == KEEPER.source


def test_a_number_from_a_tool_needs_no_passage():
    grounded = ground("That is 4380 litres.", [LAMP], "How much is that a year?", computed="12 * 365 = 4380")
    assert grounded.text == "That is 4380 litres."
    assert grounded.citations == ()


def test_a_quote_is_word_for_word_and_cited():
    grounded = quote(KEEPER)
    assert grounded.text == "“Ada Moreno kept the light for thirty years. Her logbooks fill two shelves.” [1]"
    assert grounded.citations[0].source == KEEPER.source


def test_a_tables_row_is_said_with_its_header():
    table = passage("| Boat | Seats |\n| Heron | 90 |")
    assert quote(table).text == "Boat: Heron; Seats: 90 [1]"
    assert quote(passage("|  | Seats |\n| Heron | 90 |")).text == "Heron; Seats: 90 [1]"
    assert quote(passage("| Founded | 1875 |")).text == "Founded: 1875 [1]"  # a row without a header


def test_a_quote_keeps_the_rows_of_a_table_and_not_the_line_breaks_of_prose():
    prose = passage("Ada Moreno kept\nthe light  for\n\nthirty years.")
    assert quote(prose).citations[0].quote == "Ada Moreno kept the light for thirty years."
    table = passage("| Boat | Seats |\n| Heron | 90 |")
    assert quote(table).citations[0].quote == "| Boat | Seats |\n| Heron | 90 |"


def test_a_list_keeps_its_lines():
    assert quote(passage("Pack:\n1. A hat\n2. Some tea")).text == "Pack:\n1. A hat\n2. Some tea [1]"


BOATS = passage(
    "| Boat | Leaves | Seats |\n|-|-|-|\n| Copper Gull | 4:30 PM | 24 |\n| Grey Heron | 9:15 PM | 90 |\n\n"
    "Tickets cost 7."
)


@pytest.mark.parametrize(
    ("question", "draft", "shown"),
    [
        ("When does the Grey Heron leave?", "The Grey Heron leaves at 9:15 PM.", True),
        ("When does the Grey Heron leave?", "The Grey Heron leaves at 4:30 PM.", False),  # its neighbour does
        ("How many seats has the Grey Heron?", "It has 24 seats.", False),
        ("How many seats has the Copper Gull?", "It has 4 seats.", False),  # half past four is not 4
        ("What do the Grey Heron's tickets cost?", "Tickets of the Grey Heron cost 7.", True),
        ("Which boats have seats?", "The Grey Heron has 90 and the Copper Gull 24.", True),
        ("How many seats are there?", "There are 24 seats and 90 seats.", True),  # no row is named
    ],
)
def test_a_value_is_its_own_rows(question, draft, shown):
    assert (ground(draft, [BOATS], question) is not None) is shown


def test_an_extract_is_word_for_word():
    question = "Who kept the light?"
    assert extract("Ada Moreno kept the light.", KEEPER, question).text == "Ada Moreno kept the light. [1]"
    assert extract("The light was kept by Ada Moreno.", KEEPER, question) is None
    twice = "Ada Moreno kept the light. Ada Moreno kept the light."
    assert extract(twice, KEEPER, question).text == "Ada Moreno kept the light. [1]"
    assert extract("The lamp burned 1874 litres.", LAMP, "How much oil did it burn?") is None


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=4))
def test_a_citation_always_names_a_given_passage_and_quotes_it(draft, texts):
    passages = [passage(text, n) for n, text in enumerate(texts, 1)]
    for grounded in (ground(draft, passages, ""), extract(draft, passages[0], ""), quote(passages[0])):
        if grounded is None:
            continue
        assert {citation.source for citation in grounded.citations} <= {known.source for known in passages}
        assert {int(n) for n in MARK.findall(grounded.text)} >= {citation.n for citation in grounded.citations}
        assert [citation.n for citation in grounded.citations] == list(range(1, len(grounded.citations) + 1))


MUSEUM = passage("The museum is open on Monday and closed on Tuesday. The door is painted red. It opened in 1874.", 3)


@pytest.mark.parametrize(
    ("question", "draft", "shown"),
    [
        (
            "Is the museum open on Monday?",
            "Yes, the museum is open on Monday [1].",
            "Yes, the museum is open on Monday. [1]",
        ),
        ("Is the museum open on Monday?", "Yes [1].", "Yes. [1]"),
        (
            "Is the museum open on Monday?",
            "Yes. The museum is open on Monday [1].",
            "Yes. The museum is open on Monday. [1]",
        ),
        ("Is the museum open on Monday?", "The museum is open on Monday [1].", "The museum is open on Monday. [1]"),
        ("Is the museum open on Tuesday?", "No, it is closed on Tuesday [1].", "No, it is closed on Tuesday. [1]"),
        ("Did the museum open in 1890?", "No [1].", None),  # a bare verdict on a year the passage lacks
        ("Did the museum open in 1890?", "No, it opened in 1874 [1].", "No, it opened in 1874. [1]"),
        ("Did the museum open in 1890?", "Yes, the museum opened in 1890 [1].", None),
        ("Did the museum open in 1890?", "Yes [1].", None),
        ("Is the museum open on Monday?", "Yes.", None),  # names no passage
        ("Does the museum sell lamps in winter?", "Yes [1].", None),  # on another subject
        ("Is the door red or blue?", "The door is red [1].", "The door is red. [1]"),
        ("Is the door red or blue?", "The door is blue [1].", None),
        ("When did the museum open?", "The museum did open [1].", None),  # says nothing
    ],
)
def test_a_yes_or_no_stands_with_what_it_says(question, draft, shown):
    grounded = ground(draft, [MUSEUM], question)
    assert (grounded and grounded.text) == shown


@pytest.mark.parametrize(
    ("question", "draft", "shown"),
    [
        ("When did the museum open?", "1874 [1]", "1874 [1]"),
        ("Is the door red or blue?", "red [1]", "red [1]"),
        ("Which day is the museum open, Monday or Tuesday?", "Monday [1]", "Monday [1]"),
        ("What colour is the door painted?", "red [1]", "red [1]"),
        ("Is the museum open on Monday?", "Yes [1]", "Yes [1]"),
        ("When did the museum open?", "1890 [1]", None),
        ("What colour is the door painted?", "dark green [1]", None),
    ],
)
def test_a_brief_answer_stands_in_its_passage(question, draft, shown):
    grounded = ground(draft, [MUSEUM], question, brief=True)
    assert (grounded and grounded.text) == shown


@given(
    st.sampled_from(["Yes", "No", "yes, it is", "No, it was Paris in 1999", "Yes! 12 of them"]), st.text(max_size=80)
)
def test_a_verdict_shows_no_number_or_name_that_nobody_gave(draft, text):
    grounded = ground(f"{draft} [1].", [passage(text or "-")], "Is it?")
    if grounded:
        assert numbers(draft) <= numbers(text)
        assert names(f". {draft}") <= set(terms(f"{text} Document 1"))


def test_a_number_is_no_answer_from_a_passage_that_has_nothing_else_of_the_sentence():
    question, sums = "How much does the brass lamp cost?", passage("Subtotal 864, tax 66")
    assert ground("The brass lamp costs 864.", [sums], question) is None
    assert ground("It costs 864.", [sums], question).text == "It costs 864. [1]"  # the passage may be the lamp's own
    lamp = passage("The brass lamp was sold for 864.")
    assert ground("The brass lamp costs 864.", [lamp], question).text == "The brass lamp costs 864. [1]"


@pytest.mark.parametrize(
    ("question", "draft", "shown"),
    [
        ("What do I have to bring?", "I have to bring my lamp.", "You have to bring your lamp. [1]"),
        ("Which lamp am I given?", "I am given the brass lamp.", "You are given the brass lamp. [1]"),
        (
            "What must the keeper bring?",
            "I have to bring my lamp.",
            "I have to bring my lamp. [1]",
        ),  # the document speaks
    ],
)
def test_who_asked_as_i_is_told_as_you(question, draft, shown):
    rules = passage("I have to bring my brass lamp, which is given to keepers.")
    assert ground(draft, [rules], question).text == shown


def test_a_quoted_item_loses_its_mark():
    assert quote(passage("- The lamp was lit in 1874.")).text == "“The lamp was lit in 1874.” [1]"


REVENUE = "| Product | 2021 | 2022 |\n|-|-|-|\n| Rye loaf | 120 | 150 |\n| Bun | 80 | 95 |"
BY_YEAR = "| Year | Revenue in thousand euros | Staff |\n|-|-|-|\n| 2021 | 340 | 12 |\n| 2022 | 410 | 15 |"


@pytest.mark.parametrize(
    ("table", "claim", "holds"),
    [
        (REVENUE, "The revenue of the rye loaf in 2022 was 150.", True),
        (REVENUE, "The revenue of the rye loaf in 2022 was 120.", False),
        (REVENUE, "The revenue of the rye loaf in 2022 was 95.", False),
        (REVENUE, "The revenue of the rye loaf was 120 in 2021 and 150 in 2022.", True),
        (BY_YEAR, "The revenue of 2022 was 410 thousand euros.", True),
        (BY_YEAR, "The revenue of 2022 was 340 thousand euros.", False),
        (BY_YEAR, "The revenue of 2022 was 15 thousand euros.", False),
        (BY_YEAR, "The revenue of 2021 was 340 thousand euros with a staff of 12.", True),
    ],
)
def test_a_value_stands_in_the_row_and_in_the_column_that_are_spoken_of(table, claim, holds):
    question = "What was the revenue of the rye loaf?" if table is REVENUE else "What was the revenue?"
    found = ground(f"{claim[:-1]} [1].", [passage(table, heading="Revenue")], question)
    assert (found is not None) == holds


@pytest.mark.parametrize(
    ("question", "claim", "holds"),
    [
        ("When does the regatta start?", "The regatta starts on 4 May 2023.", False),
        ("When does the fair start?", "The fair starts on 4 May 2023.", True),
        ("When does the club start?", "The club starts on 1 June 2023.", True),  # "it" is the club of the heading
    ],
)
def test_a_date_is_that_of_what_the_question_asks_for(question, claim, holds):
    plans = passage(
        "The regatta was the largest of the year. The fair starts on 4 May 2023. It starts on 1 June 2023.",
        heading="Club",
    )
    assert (ground(claim, [plans], question) is not None) == holds


def test_the_quote_of_a_footnote_has_the_number_that_is_claimed():
    told = passage(f"Revenue of the bakery by product and year, in thousand euros.\n\n{REVENUE}")
    found = ground(
        "The revenue of the rye loaf in 2022 was 150 thousand euros.", [told], "What was the revenue in 2022?"
    )
    assert "150" in found.citations[0].quote


def test_the_quote_has_what_the_answer_tells_rather_than_what_was_asked_about():
    form = passage("Name: Heron\nKind: cutter\n\nBuilt: in Hollin\n\nCrew: two\n\nPaint: red", title="Boats")
    grounded = ground("The Heron is red.", [form], "What colour is the Heron?")
    assert grounded.citations[0].quote == "Paint: red"
