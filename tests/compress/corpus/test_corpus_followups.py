"""Follow-up questions and the queries that stand alone: nothing in a query was left unsaid before."""

import random

from compress.corpus import assistant, followups
from compress.corpus.items import Passage, Reading
from compress.corpus.readers.dialogues import Rewrite
from compress.data.conversations import Conversation

TOWN = Passage("Brindle", "Brindle is a town by the sea. Brindle was founded in 1320 and has two mills.")
PERSON = Passage(
    "Ruth Vane", "Ruth Vane was a painter. She lived in Brindle, where her house still stands. Ruth Vane died in 1899."
)


def reading(question, passage=TOWN, answer="1320"):
    return Reading("test", passage.title, question, (passage,), (answer,))


def rewrite(question, standalone, history=(("Who was Ruth Vane?", "a painter"),)):
    return Rewrite("test", "one", history, question, standalone)


def queries(*rewrites):
    made = list(followups.from_rewrites(rewrites, random.Random(0)))
    for conversation in made:
        Conversation.model_validate(conversation)
    return [c["messages"][-1]["tool_calls"][0]["function"]["arguments"]["query"] for c in made]


def test_a_rewrite_becomes_a_search_after_its_history():
    (made,) = followups.from_rewrites([rewrite("where did she live", "where did Ruth Vane live ?")], random.Random(0))
    _, *history, question, call = made["messages"]
    assert history[0] == assistant.asked("Who was Ruth Vane?")
    assert history[1]["content"].startswith("A painter.")
    assert history[1]["weight"] == 0
    assert question == assistant.asked("where did she live")
    assert call == assistant.called("search_documents", query="Where did Ruth Vane live?")
    assert (made["kind"], made["group"], made["source"], made["split_group"]) == ("tool", "follow-up", "test", "one")


def test_what_nobody_said_is_left_out():
    assert queries(rewrite("Where did she live?", "Where did Ruth Vane the sculptor live?")) == []


def test_what_was_said_too_long_ago_is_left_out():
    late = (("Who was Ruth Vane?", "a painter"), *[("And then?", "Nothing.")] * 3)
    assert queries(rewrite("Where did she live?", "Where did Ruth Vane live?", late)) == []


def test_rewrites_that_still_lean_repeat_or_change_nothing_are_left_out():
    assert (
        queries(
            rewrite("Where did she live?", "Where did she live then?"),
            rewrite("Where did she live?", "Where did Ruth Vane live in Ruth Vane town?"),
            rewrite("Where did she live?", "where did she live"),
            rewrite("Where did she live?", "Ruth Vane live where"),
        )
        == []
    )


def test_an_answer_that_is_not_known_is_shown_as_a_refusal():
    history = (("Who was Ruth Vane?", ""),)
    (made,) = followups.from_rewrites([rewrite("Was she old?", "Was Ruth Vane old?", history)], random.Random(0))
    assert made["messages"][2] == assistant.heard(assistant.refusal())


def pair(first, second, said="In 1320. [1]", seed=0):
    return followups.from_pairs(first, second, said, random.Random(seed))


def test_a_title_becomes_a_pronoun_and_the_query_keeps_it():
    made = pair(reading("When was Brindle founded?"), reading("How many mills does Brindle have?"))
    assert made.question.lower().endswith("how many mills does it have?")
    assert made.query == "How many mills does Brindle have?"
    assert made.history == (("When was Brindle founded?", "In 1320. [1]"),)


def test_a_person_is_she_where_the_article_says_so():
    made = pair(reading("When did Ruth Vane die?", PERSON), reading("Where is Ruth Vane's house?", PERSON), "In 1899.")
    assert made.question.lower().endswith("where is her house?")


def test_no_pronoun_where_another_person_was_named_or_the_name_was_not():
    second = reading("Where is Ruth Vane's house?", PERSON)
    assert pair(reading("Did Ruth Vane know Paul Grey?", PERSON), second, "Yes.") is None
    assert pair(reading("When was the house sold?", PERSON), second, "In 1899.") is None


def test_a_year_that_was_just_named_becomes_that_year():
    made = pair(
        reading("When was the fair founded?"), reading("Who led the town in 1320?"), "The fair began in 1320. [1]"
    )
    assert made.question.lower().endswith(("in that year?", "in the same year?"))
    assert pair(reading("What came after 1400?"), reading("Who led the town in 1320?"), "Peace in 1410.") is None


def test_questions_that_differ_in_a_name_become_what_about():
    made = pair(reading("When was the mill of Brindle built?"), reading("When was the mill of Harrow built?"))
    assert made.question.endswith(" Harrow?")
    assert len(made.question.split()) <= 3
    assert made.query == "When was the mill of Harrow built?"


def test_questions_that_lean_already_make_no_pair():
    assert pair(reading("When was Brindle founded?"), reading("How many mills does it have?")) is None


def test_a_change_of_topic_searches_for_the_question_itself():
    made = followups.topic_change([("When was Brindle founded?", "In 1320.")], reading("Who was Ruth Vane?", PERSON))
    assert made.query == made.question == "Who was Ruth Vane?"
    assert followups.topic_change([("a", "b")], reading("Who was she?", PERSON)) is None
    assert followups.topic_change([], reading("Who was Ruth Vane?", PERSON)) is None


def test_earlier_turns_stand_between_the_system_turn_and_the_question():
    thanks = followups.thanks([("When was it?", "In 1320.")], random.Random(0))
    longer = followups.with_history(thanks, [("Who?", "Ruth.")])
    assert [m["content"] for m in longer["messages"][1:5]] == ["Who?", "Ruth.", "When was it?", "In 1320."]
    assert [m.get("weight") for m in longer["messages"] if m["role"] == "assistant"] == [0, 0, None]
    assert thanks["kind"] == "chat"
