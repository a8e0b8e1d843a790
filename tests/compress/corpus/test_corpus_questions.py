"""What a writer of questions learns, and what of its questions is kept: nothing that a reader does not bear out."""

import random

import pytest

from compress.corpus.asking import Asked, answered, exchanged, explained, missed
from compress.corpus.items import Passage, Reading
from compress.corpus.questions import is_new, is_question, lessons, passages, written
from compress.cross_encoders.reader_score import Pointed
from compress.data.conversations import Conversation

BRIDGE = Passage("Sallow Bridge", "Mara Holt built the bridge in 1890. It carried coal until 1931.")
BUILT = Reading("squad", "Sallow Bridge", "When was the bridge built?", (BRIDGE,), ("1890",))
PAINTED = Reading("squad", "Sallow Bridge", "When was the bridge painted?", (BRIDGE,), ())
FAR = Reading("squad", "Sallow Bridge", "Whose daughter sang?", (BRIDGE,), ())
YES = Reading("boolq", "Sallow Bridge", "Did it carry coal?", (BRIDGE,), ("yes",))
ASKED = Asked("squad", "Sallow Bridge", BRIDGE, ("When was the bridge built?",))


def says(*replies):
    """Return a writer that gives these replies, one a prompt."""
    return lambda prompts: [replies[place % len(replies)] for place in range(len(prompts))]


def finds(**margins):
    """Return a reader that points at the named words, by a word of the question."""
    return lambda pairs: [next(Pointed(*margins[w]) for w in margins if w in question) for question, _ in pairs]


def test_a_lesson_shows_the_answer_before_its_question_and_a_near_miss_beside_its_kin():
    made = list(lessons([BUILT, PAINTED, FAR, YES], random.Random(0)))
    for lesson in made:
        Conversation.model_validate(lesson)
    said = [(lesson["messages"][1]["content"], lesson["messages"][2]["content"]) for lesson in made]
    assert said[0][1] == "Answer: 1890\nQuestion: When was the bridge built?"
    assert {reply for _, reply in said[1:]} == {"When was the bridge painted?"}  # FAR has no kin, YES no words
    assert all("Question: When was the bridge built?" in prompt for prompt, _ in said[1:])


def test_each_passage_is_asked_about_once_with_the_questions_it_answers():
    (line,) = passages([BUILT, PAINTED, YES])
    assert line["questions"] == ["When was the bridge built?", "Did it carry coal?"]
    assert (line["source"], line["group"], line["text"]) == ("squad", "Sallow Bridge", BRIDGE.text)


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("Answer: 1931\nQuestion: Until when did it carry coal?", "1931"),
        ("Answer: mara holt\nQuestion: Who built the bridge there?", "Mara Holt"),  # as the passage writes it
        ("Answer: 1932\nQuestion: Until when did it carry coal?", None),  # stands nowhere
        ("Answer: 193\nQuestion: Until when did it carry coal?", None),  # half a word
        ("Answer: 1931\nQuestion: Coal until 1931 it carried?", None),  # tells its answer
        ("Answer: 1931\nQuestion: It carried coal.", None),
        ("Until when did it carry coal?", None),
    ],
)
def test_a_reply_counts_only_where_its_answer_stands_in_the_passage(reply, answer):
    made = written(reply, BRIDGE.text)
    assert (made and made.answer) == answer


def test_a_question_is_one_line_of_a_usual_length_and_new_in_more_than_its_order():
    assert is_question("Who built the bridge?")
    assert not is_question("Who built it?")
    assert not is_question("Who?\nWho built the old bridge?")
    assert not is_new("The bridge was built when?", ["When was the bridge built?"])
    assert is_new("When was the bridge painted?", ["When was the bridge built?"])


def test_an_answer_is_kept_where_the_reader_points_at_it_and_each_question_once():
    until = "Answer: 1931\nQuestion: Until when did it carry coal?"
    old = "Answer: 1890\nQuestion: When was the bridge built?"
    other = "Answer: Mara Holt\nQuestion: Who was the builder there?"
    reader = finds(coal=("until 1931", 2.0), builder=("1890", 5.0), built=("1890", 9.0))
    kept = list(answered([ASKED], 4, says(until, old, other, until), reader))
    assert [(line["question"], line["answers"]) for line in kept] == [("Until when did it carry coal?", ["1931"])]
    doubts = finds(coal=("1931", -0.1), builder=("Mara Holt", -1.0), built=("1890", 9.0))
    assert not list(answered([ASKED], 4, says(until, old, other, until), doubts))


def test_a_near_miss_is_kept_where_the_reader_finds_no_answer():
    reader = finds(painted=("1890", -4.0), razed=("1931", -1.0), built=("1890", 8.0))
    (kept,) = missed([ASKED], says("When was the bridge painted?"), reader)
    assert (kept["question"], kept["answers"]) == ("When was the bridge painted?", [])
    assert not list(missed([ASKED], says("When was the bridge razed?"), reader))
    assert not list(missed([ASKED], says("When was the bridge built?"), reader))
    unsure = finds(painted=("1890", -4.0), built=("1890", -3.0))
    assert not list(missed([ASKED], says("When was the bridge painted?"), unsure))


def test_a_name_or_number_is_exchanged_where_the_reader_no_longer_finds_an_answer_of_its_own():
    asked = ASKED.line("Until when did the bridge of 1890 carry coal?", ["1931"])
    told = asked | {"text": "A bridge of 1890 carried coal until 1931, one of 1885 until 1927."}
    reader = finds(**{"1890": ("1931", 6.0), "1885": ("1931", 5.0), "1927": ("1931", -3.0)})
    (kept,) = exchanged([told], reader, random.Random(0))
    assert kept == told | {"question": kept["question"], "answers": []}
    assert kept["question"].replace("1885", "1890").replace("1927", "1890") == told["question"] != kept["question"]
    reader = finds(**{"1890": ("1931", 6.0), "1885": ("1927", 5.0), "1927": ("1885", 3.0)})
    assert not list(exchanged([told], reader, random.Random(0)))


CLOSED = Passage("Sallow Bridge", "The bridge carried coal. It was closed in 1931 because its bed had moved.")
WHY = Asked("squad", "Sallow Bridge", CLOSED, ("Why was it closed in 1931?",))


def test_a_reason_is_asked_for_once_of_the_passage_and_of_what_it_is_without_the_mark():
    reason = "Answer: its bed had moved\nQuestion: "
    reader = finds(close=("its bed", 3.0), many=("1931", 9.0))
    replies = [f"{reason}Why did they close the bridge?", f"{reason}Why would they close the old bridge?"]
    marked, bare = explained([WHY], 2, says(*replies), reader)
    assert marked["question"] == bare["question"] == "Why did they close the bridge?"
    assert (marked["text"], marked["answers"]) == (CLOSED.text, ["its bed had moved"])
    assert bare["text"] == "The bridge carried coal. It was closed in 1931. Its bed had moved."
    assert bare["answers"] == ["Its bed had moved"]


@pytest.mark.parametrize(
    ("question", "pointed"),
    [
        ("Why did they close the bridge?", Pointed("its bed had moved", -0.1)),  # no answer, says the reader
        ("Why did they close the bridge?", Pointed("coal", 9.0)),  # another one
        ("Why was it closed in 1931?", Pointed("its bed had moved", 9.0)),  # known
        ("How many did they close then?", Pointed("its bed had moved", 9.0)),  # asks for no reason
        ("Why did they close it", Pointed("its bed had moved", 9.0)),  # no question
    ],
)
def test_what_asks_for_no_reason_or_is_not_borne_out_is_left_out(question, pointed):
    writer = says(f"Answer: its bed had moved\nQuestion: {question}")
    assert not list(explained([WHY], 1, writer, lambda pairs: [pointed for _ in pairs]))


def test_the_writer_is_given_the_answer_and_the_first_word():
    seen = []
    list(explained([WHY], 1, lambda prompts: seen.extend(prompts) or [""] * len(prompts), finds(**{"": ("", 0.0)})))
    assert [turns[-1]["content"] for turns in seen] == ["Answer: its bed had moved\nQuestion: Why"]
