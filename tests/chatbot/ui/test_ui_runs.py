"""One question at a time; stop and a closed page end the model's work, whatever it is doing."""

import threading
import time

import pytest

from chatbot.events import Answer, Token
from chatbot.ui.desk import Desk
from chatbot.ui.runs import Counter, Failure, Note, Question
from compress.home import UserError
from tests.fakes import ScriptedAssistant, Warming, desk_with, unwanted

LATE = 3.0  # seconds no test should need


class Slow:
    """Notices a stop only after a while, as a model does that reads a long prompt."""

    def __init__(self):
        self.inside = 0
        self.most = 0

    def stream(self, question, history, cancel):
        self.inside += 1
        self.most = max(self.most, self.inside)
        yield Token("begun")
        time.sleep(0.4)
        self.inside -= 1
        yield Answer(question, "done", False)


def question(text="What?", model="scripted"):
    return Question(text, [], model, "default")


def happenings(counter, asked):
    return [happening for batch in counter.ask(asked) for happening in batch]


def until(condition):
    end = time.monotonic() + LATE
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def desk(home, opened):
    return Desk(home, lambda: ["scripted"], lambda: ["default"], lambda name: [], opened, *[unwanted] * 3)


@pytest.fixture
def assistant():
    return ScriptedAssistant([], delay=0.01)


def test_everything_arrives_in_order_and_ends_with_the_answer(home, assistant):
    seen = happenings(Counter(desk_with(home, assistant)), question("calculate 2*3*4"))
    assert seen[:2] == [Note("Opening scripted"), Note("")]
    assert [type(happening).__name__ for happening in seen[2:]] == ["Step", "Step", "Answer"]
    assert assistant.ended == ["finished"]


def test_stop_ends_the_page_at_once_and_the_model_soon(home, assistant):
    counter, asked = Counter(desk_with(home, assistant)), question("long")
    batches = counter.ask(asked)
    while not any(isinstance(happening, Token) for happening in next(batches)):
        pass
    began = time.monotonic()
    asked.cancel.set()
    list(batches)
    assert time.monotonic() - began < 0.5
    until(lambda: assistant.ended == ["cancelled"])


def test_a_closed_page_ends_the_model(home, assistant):
    batches = Counter(desk_with(home, assistant)).ask(question("long"))
    next(batches)
    batches.close()
    until(lambda: assistant.ended == ["cancelled"])


def test_a_second_question_waits_says_so_and_never_shares_the_model(home):
    slow = Slow()
    counter = Counter(desk(home, lambda model, collection: slow))
    counter.prepare("scripted", "default")
    first, second = question(), question()
    thread = threading.Thread(target=happenings, args=(counter, first))
    thread.start()
    until(lambda: slow.inside == 1)
    seen = happenings(counter, second)
    thread.join()
    assert seen[:2] == [Note("Waiting for another question to finish"), Note("")]
    assert seen[-1] == Answer("What?", "done", False)
    assert slow.most == 1


def test_a_waiting_question_can_be_stopped(home):
    counter = Counter(desk(home, lambda model, collection: Slow()))
    first, second = question(), question()
    begun = counter.ask(first)
    next(begun)
    waiting = counter.ask(second)
    while Note("Waiting for another question to finish") not in next(waiting):
        pass
    second.cancel.set()
    assert list(waiting) == []
    begun.close()


def test_the_next_question_works_although_the_stopped_one_has_not_ended_yet(home):
    slow = Slow()
    counter = Counter(desk(home, lambda model, collection: slow))
    stopped = counter.ask(question())
    while not any(isinstance(happening, Token) for happening in next(stopped)):
        pass
    stopped.close()
    assert isinstance(happenings(counter, question())[-1], Answer)
    assert slow.most == 1


def test_what_the_user_can_mend_is_told_in_its_words(home):
    def missing(model, collection):
        raise UserError(f"there is no model {model!r}; build it")

    counter = Counter(desk(home, missing))
    assert happenings(counter, question())[-1] == Failure("there is no model 'scripted'; build it")
    with pytest.raises(UserError, match="build it"):
        counter.prepare("scripted", "default")


def test_a_bug_is_told_in_the_terminal_and_the_next_question_works(home, assistant, capsys):
    counter = Counter(desk_with(home, assistant))
    failure = happenings(counter, question("break"))[-1]
    assert failure == Failure("Something went wrong on our side; the terminal that runs Footnote shows what.")
    assert "ZeroDivisionError: a bug" in capsys.readouterr().err
    assert isinstance(happenings(counter, question("refuse"))[-1], Answer)


def test_one_model_is_open_at_a_time(home, assistant):
    opened = []
    counter = Counter(desk(home, lambda *names: opened.append(names) or assistant))
    for model in ("a", "a", "b", "a"):
        happenings(counter, question("refuse", model))
    assert opened == [("a", "default"), ("b", "default"), ("a", "default")]


def warming(home, failure=None):
    assistant = Warming(failure)
    counter = Counter(desk(home, lambda model, collection: assistant))
    counter.prepare("scripted", "default")
    counter.warm_up()
    return counter, assistant


def test_a_question_ends_the_warming_up_and_waits_for_that_end(home):
    counter, assistant = warming(home)
    until(lambda: assistant.did == ["warming"])
    began = time.monotonic()
    seen = happenings(counter, question())
    assert seen == [Note("Getting ready"), Note(""), Answer("What?", "done", False)]
    assert assistant.did == ["warming", "warm", "asked"]
    assert time.monotonic() - began < LATE / 2


def test_of_two_questions_while_it_warms_up_one_waits_for_the_other(home):
    counter, assistant = warming(home)
    until(lambda: assistant.did == ["warming"])
    batches = counter.ask(question("first"))
    while Note("Getting ready") not in next(batches):
        pass
    seen = happenings(counter, question("second"))
    assert seen[0] == Note("Waiting for another question to finish")
    assert [type(one) for batch in batches for one in batch][-1:] == [Answer]
    assert assistant.did == ["warming", "warm", "asked", "asked"]


@pytest.mark.parametrize(
    ("failure", "shown", "told"),
    [
        (UserError("the index is damaged; run `python -m ingest verify`"), "the index is damaged", ""),
        (ZeroDivisionError("a bug"), "Something went wrong on our side", "ZeroDivisionError: a bug"),
    ],
)
def test_a_warming_up_that_fails_leaves_it_to_the_question_and_the_terminal_hears_of_a_bug(
    home, failure, shown, told, capsys
):
    counter, assistant = warming(home, failure)
    until(lambda: counter.rest())
    assert assistant.did == ["warming"]
    assert capsys.readouterr().err.strip().rpartition("\n")[2] == told
    failed = happenings(counter, question())[-1]
    assert isinstance(failed, Failure)
    assert shown in failed.text
    assert assistant.did == ["warming", "asked"]


def test_leaving_ends_the_warming_up(home):
    counter, assistant = warming(home)
    until(lambda: assistant.did == ["warming"])
    began = time.monotonic()
    assert counter.rest()
    assert time.monotonic() - began < LATE / 2
    assert assistant.did == ["warming", "warm"]


def test_nothing_is_warmed_up_while_a_question_is_answered(home):
    slow = Slow()  # which cannot warm up, and would say so
    counter = Counter(desk(home, lambda model, collection: slow))
    batches = counter.ask(question())
    next(batches)
    until(lambda: slow.inside == 1)
    threads = threading.active_count()
    counter.warm_up()
    assert threading.active_count() == threads
    assert isinstance([one for batch in batches for one in batch][-1], Answer)
