"""Real questions, the real model, the real handbook."""

import json
import threading

import pytest

from chatbot.__main__ import main
from chatbot.answers.grounding import MARK
from chatbot.events import Answer, Step, Token
from chatbot.prompts import prompt


def test_arithmetic_is_exact_and_needs_no_model(assistant):
    answer = assistant.ask("What is 40366 / 439?")
    assert "91.9498861" in answer.answer
    assert [tool.name for tool in answer.tools] == ["calculate"]
    assert answer.prompts == ()


@pytest.mark.parametrize(
    "question",
    ["Who is the British prime minister?", "What is a Martian Dunetree?", "Who won the 1998 football final?"],
)
def test_what_is_not_in_the_documents_is_refused_and_no_model_reads(assistant, question):
    answer = assistant.ask(question)
    assert answer.refused
    assert answer.answer.startswith("I could not find that in your documents.")
    assert answer.citations == ()
    assert [tool.name for tool in answer.tools] == ["search_documents"]
    assert len(answer.prompts) <= 1  # in tool mode the model chose the search; nobody asked it for an answer


def test_an_unread_link_is_not_summarised(assistant):
    link = "https://www.nytimes.com/2023/03/11/technology/chatgpt-prompts-to-avoid-content-filters.html"
    answer = assistant.ask(f"Summarise {link}")
    assert answer.refused
    assert answer.answer.startswith(f"I have not read {link}")
    assert f"`python -m ingest add {link}`" in answer.answer
    assert answer.prompts == ()


def test_an_answer_carries_footnotes_that_quote_what_was_retrieved(assistant):
    events = list(assistant.stream("What does post-training quantization do to a model's weights?"))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert not answer.refused
    started, finished = [event for event in events if isinstance(event, Step)]
    assert (started.name, started.result, finished.id) == ("search_documents", None, started.id)
    assert {int(n) for n in MARK.findall(answer.answer)} == {citation.n for citation in answer.citations}
    for citation in answer.citations:
        assert citation.quote
        assert citation.quote in finished.result
    assert "".join(event.text for event in events if isinstance(event, Token)) == answer.prompts[-1].output


def test_the_same_question_gets_the_same_answer(assistant):
    first, second = (assistant.ask("Why does pruning save little memory?") for _ in range(2))
    assert (first.answer, first.citations) == (second.answer, second.citations)


def test_a_follow_up_is_searched_with_what_it_leans_on(assistant):
    history = [
        {"role": "user", "content": "What is knowledge distillation?"},
        {"role": "assistant", "content": "A small model learns from a large one."},
    ]
    answer = assistant.ask("And what is it used for?", history)
    assert "distillation" in answer.tools[0].arguments["query"]


def test_stopping_ends_the_model_at_once(assistant):
    cancel = threading.Event()
    tokens = 0
    for event in assistant.stream("How is a model quantized after training?", cancel=cancel):
        tokens += isinstance(event, Token)
        if tokens == 2:
            cancel.set()
    assert tokens <= 5
    assert event.answer.endswith("(stopped)")
    assert assistant.ask("What is 2 + 2?").answer.startswith("2 + 2 = 4")


def test_ask_prints_the_contracts_object(handbook_home, capsys):
    assert main(["ask", "What is 0.1 + 0.2?", "--json", "--home", str(handbook_home)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["question", "answer", "refused", "citations", "tools", "model", "timings"]
    assert printed["answer"] == "0.1 + 0.2 = 0.3"
    assert printed["tools"] == [{"name": "calculate", "arguments": {"expression": "0.1 + 0.2"}, "result": "0.3"}]
    assert set(printed["timings"]) == {"first_token_s", "total_s"}


def test_a_batch_answers_every_line_and_explains(handbook_home, tmp_path):
    questions = tmp_path / "in.jsonl"
    lines = [{"id": "a", "question": "What is 6 * 7?"}, {"id": 2, "question": "What is quantization?", "history": []}]
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    out = tmp_path / "out.jsonl"
    arguments = ["ask", "--batch", str(questions), "--out", str(out), "--explain", "--home", str(handbook_home)]
    assert main(arguments) == 0
    first, second = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert (first["id"], second["id"]) == ("a", 2)
    assert first["prompts"] == []
    assert second["prompts"][0]["prompt"].startswith("<|im_start|>system\nYou are Footnote.")


def test_brief_style_and_other_passages_reach_the_prompt(handbook_home, capsys):
    arguments = ["ask", "What is quantization?", "--style", "brief", "--explain", "--home", str(handbook_home)]
    assert main(arguments) == 0
    assert prompt("style_brief").substitute() in capsys.readouterr().out


def test_a_chapter_is_summed_up_in_its_own_sentences(assistant):
    answer = assistant.ask("Summarise the chapter on pruning in a few sentences")
    assert answer.answer.startswith("“Pruning a model” (08-pruning.docx), in its own words:\n- What pruning is: “")
    assert [tool.name for tool in answer.tools] == ["summarise_document"]
    whole = " ".join(" ".join(part.text for part in assistant.collection.document(answer.citations[0].source)).split())
    places = [whole.index(citation.quote) for citation in answer.citations]
    assert places == sorted(set(places))
    assert len(places) == 5
    assert answer.prompts == ()
