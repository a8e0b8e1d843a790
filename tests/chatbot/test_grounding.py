"""The support check: what passages do not say is not shown, what they say gets a footnote."""

from hypothesis import given
from hypothesis import strategies as st

from chatbot.grounding import MARK, extract, ground, quote
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


def test_an_extract_is_word_for_word():
    question = "Who kept the light?"
    assert extract("Ada Moreno kept the light.", KEEPER, question).text == "Ada Moreno kept the light. [1]"
    assert extract("The light was kept by Ada Moreno.", KEEPER, question) is None
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
