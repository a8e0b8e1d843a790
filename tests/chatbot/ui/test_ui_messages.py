"""What the Chatbot is given for each state of a turn."""

from hypothesis import given
from hypothesis import strategies as st

from chatbot.events import Answer, Citation, Nearest, Step, Timings, Token
from chatbot.ui import messages
from chatbot.ui.conversations import Conversation, TimedStep, Turn
from chatbot.ui.recorder import Recorder
from chatbot.ui.runs import Failure, Note
from tests.fakes import HOSTILE

SEARCH = Step("s1", "search_documents", {"query": "weights"})


def shown(*turns, note=""):
    rendered = messages.render(Conversation(id="c", turns=turns), note)
    return [(m["role"], m["content"][0]["text"], m["metadata"].get("title")) for m in rendered]


def recorded(*happenings, clock=iter(range(1000)).__next__):
    recorder = Recorder(Turn(question="Q"), clock)
    for happening in happenings:
        recorder.take(happening)
    return recorder


def test_a_question_waits_for_its_first_event():
    assert shown(Turn(question="Q"), note="Waiting") == [
        ("user", "Q", None),
        ("assistant", '<div class="fn-wait">Waiting</div>', None),
    ]


def test_a_step_runs_then_folds_with_its_time():
    running = recorded(SEARCH).turn
    step = messages.render(Conversation(id="c", turns=(running,)))[1]
    assert step["metadata"] == {"title": "Searching the documents for “weights”", "id": "c-0-s1", "status": "pending"}

    clock = iter([0.0, 10.0, 12.5]).__next__
    done = recorded(SEARCH, Step("s1", "search_documents", {"query": "weights"}, "[1] <b>found</b>"), clock=clock).turn
    step = messages.render(Conversation(id="c", turns=(done,)))[1]
    assert step["metadata"] == {
        "title": "Searched the documents for “weights”", "id": "c-0-s1", "status": "done", "duration": 2.5,
    }  # fmt: skip
    assert step["content"][0]["text"] == '<div class="fn-step"><pre>[1] &lt;b&gt;found&lt;/b&gt;</pre></div>'


def test_a_failed_step_says_so():
    failed = recorded(
        Step("c1", "calculate", {"expression": "1/0"}), Step("c1", "calculate", {}, "by zero", True)
    ).turn
    step = messages.render(Conversation(id="c", turns=(failed,)))[1]
    assert step["metadata"]["log"] == "did not work"
    assert "fn-step-error" in step["content"][0]["text"]


def test_titles_name_what_matters_and_never_fail_on_odd_arguments():
    units = Step("u", "convert_units", {"value": "5", "from_unit": "km", "to_unit": "miles"}, "5 km = 3.1 miles")
    odd = Step("o", "calculate", {"wrong": HOSTILE}, "?")
    unknown = Step("n", "new_tool", {}, "!")
    whole = Step("w", "add_up_table", {"operation": "total", "column": "Amount"}, "7")
    titles = [title for _, _, title in shown(recorded(units, odd, unknown, whole).turn) if title]
    assert titles[:3] == ["Converted “5 km to miles”", "Calculated", "Used new_tool"]
    assert titles[3] == "Read the whole table for the “total of Amount”"


def test_the_draft_grows_and_the_answer_replaces_it():
    recorder = recorded(Note("Opening m"), Token("Weights "), Token("are [1]"))
    assert recorder.note == "Opening m"
    assert shown(recorder.turn)[1][1] == (
        '<div class="fn-answer"><p>Weights are <span class="fn-ref">[1]</span></p></div>'
    )
    citation = Citation(1, "/d/guide.pdf", 3, 'quoted "text"', "Guide", "A > B")
    recorder.take(Answer("Q", "Integers [1].", False, (citation,), (), "m", Timings(0.1, 2.34)))
    recorder.stop()  # what is done is not stopped any more
    answer = shown(recorder.turn)[1][1]
    assert '<a class="fn-ref" href="#fn-c-0-1" title="Guide, page 3, A &gt; B">[1]</a>' in answer
    assert '<span class="fn-title">Guide</span><span class="fn-place">page 3, A &gt; B</span>' in answer
    assert "<blockquote>quoted &quot;text&quot;</blockquote>" in answer
    assert "Open guide.pdf at page 3</a>" in answer
    assert "<span>m · 2.3 s</span>" in answer


def test_endings_look_different():
    refused = recorded(Answer("Q", "I could not find that.", True)).turn
    failed = recorded(Token("half"), Failure("No such model.")).turn
    stopping = recorded(SEARCH, Token("half"))
    stopping.stop()
    assert 'class="fn-answer fn-refused"' in shown(refused)[1][1]
    assert '<div class="fn-answer fn-failed"><p>No such model.</p></div>' in shown(failed)[1][1]
    role, answer, _ = shown(stopping.turn)[1]  # the step that never ended is gone
    assert (role, answer[:75]) == (
        "assistant", '<div class="fn-answer fn-stopped"><p>half</p><p class="fn-note">Stopped.</p',
    )  # fmt: skip


def test_what_came_nearest_stands_below_a_refusal_and_is_no_answer():
    near = (
        Citation(1, "/d/guide.pdf", 3, "Doors open\nat <nine>.", "Guide", "A > B"),
        Citation(2, "/d/a.md", None, "x"),
    )
    turn = recorded(Answer("Q", "I could not find that.", True), Nearest(near)).turn
    assert (turn.text, turn.refused, turn.citations, turn.nearest) == ("I could not find that.", True, (), near)
    answer = shown(turn)[1][1]
    assert answer.startswith('<div class="fn-answer fn-refused"><p>I could not find that.</p></div>')
    assert "which may not answer" in answer
    assert 'id="fn-c-0-near-1"' in answer
    assert '<span class="fn-preview">Doors open at &lt;nine&gt;.</span>' in answer
    assert "Open guide.pdf at page 3</a>" in answer
    assert '<span class="fn-title">a.md</span>' in answer
    assert "fn-ref" not in answer.replace("fn-refused", "")
    assert 'class="fn-n"' not in answer
    assert "nearest" not in shown(recorded(Answer("Q", "No.", True), Nearest(())).turn)[1][1]


def test_nothing_hostile_is_left_in_any_part():
    citation = Citation(1, f"/d/{HOSTILE}", 3, HOSTILE, HOSTILE, HOSTILE)
    step = Step("s1", HOSTILE, {HOSTILE: HOSTILE}, HOSTILE)
    turn = Turn(
        question=HOSTILE, status="done", text=f"{HOSTILE} [1]", citations=(citation,), model=HOSTILE,
        steps=(TimedStep(step=step),), collection=HOSTILE, nearest=(citation,),
    )  # fmt: skip
    for message in messages.render(Conversation(id="c", turns=(turn,))):
        for html in (message["content"][0]["text"], message["metadata"].get("title", "")):
            assert "<script" not in html
            assert "<img" not in html
            assert "<iframe" not in html


STEPS = st.builds(Step, st.just("s"), st.just("t"), st.just({}), st.sampled_from([None, "r"]))
TURNS = st.lists(
    st.builds(
        Turn,
        question=st.just("q"),
        status=st.sampled_from(["running", "done", "stopped", "failed"]),
        text=st.sampled_from(["", "text"]),
        steps=st.lists(st.builds(TimedStep, step=STEPS), max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=5,
)


@given(TURNS)
def test_each_message_belongs_to_the_turn_it_was_made_from(turns):
    conversation = Conversation(id="c", turns=tuple(turns))
    rendered = messages.render(conversation)
    turn = -1
    for index, message in enumerate(rendered):
        turn += message["role"] == "user"
        assert messages.turn_at(conversation, index) == turn
    halves = messages.render(conversation, end=1) + messages.render(conversation, begin=1)
    assert halves == rendered
