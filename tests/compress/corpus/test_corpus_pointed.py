"""Where in a conversation a reader has something to say, and about which passages."""

from hypothesis import given
from hypothesis import strategies as st

from compress.corpus import assistant
from compress.corpus.items import Passage
from compress.corpus.passages_text import show
from compress.corpus.pointed import Place, passages_in, places_in

LAMP = Passage("The lamp", "It was lit in 1874.", heading="History", page=3)
OIL = Passage("Oil", "It burned 12 litres [1] a night.\n\n[7] is no number here.")
WORDS = st.text(st.characters(codec="ascii", exclude_characters="[]:,\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85"), min_size=1)


def test_behind_a_search_and_for_its_query():
    messages = [
        assistant.system("full"),
        assistant.asked("And when?"),
        assistant.called(assistant.SEARCH, query="When was the lamp lit?"),
        assistant.returned(show([LAMP, OIL])),
        assistant.called("calculate", expression="1874 + 1"),
        assistant.returned("1875"),
        assistant.said("It was lit in 1874 [1]."),
    ]
    texts = (f"The lamp > History\n{LAMP.text}", f"Oil\n{OIL.text}")
    assert places_in(messages) == [Place(3, "When was the lamp lit?", texts)]


def test_a_search_that_found_nothing_has_no_line():
    messages = [assistant.called(assistant.SEARCH, query="lamp"), assistant.returned(assistant.nothing())]
    assert places_in(messages) == []


def test_each_question_of_a_session_is_asked_of_its_passages():
    messages = [
        assistant.system("full"),
        assistant.asked(f"{show([LAMP])}\n\nQuestion: When was it lit?"),
        assistant.said("It was lit in 1874 [1]."),
        assistant.asked("Question: By whom?"),
        assistant.said(assistant.refusal()),
        assistant.asked("Thanks!"),
        assistant.said("You are welcome."),
    ]
    texts = (f"The lamp > History\n{LAMP.text}",)
    assert places_in(messages) == [Place(1, "When was it lit?", texts), Place(3, "By whom?", texts)]


@given(st.lists(st.tuples(WORDS, WORDS), max_size=6))
def test_what_was_shown_is_found_again(parts):
    passages = [Passage(title.strip() or "a", text.strip() or "b") for title, text in parts]
    assert passages_in(show(passages)) == tuple(f"{each.title}\n{each.text}" for each in passages)
