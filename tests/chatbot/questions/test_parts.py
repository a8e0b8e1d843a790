"""Several questions in one, and what only looks like them."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.questions.parts import parts
from tests.chatbot.scripted import call

NOT_FOUND = "I could not find that in your documents."


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who was the cashier and what was the total?", ["Who was the cashier?", "What was the total?"]),
        ("When was the mill built, and by whom?", ["When was the mill built?", "Who built the mill?"]),
        ("Who founded the mill and in which year?", ["Who founded the mill?", "In which year was the mill founded?"]),
        ("Where was Ada born and when?", ["Where was Ada born?", "When was Ada born?"]),
        ("What was bought, and what did it cost?", ["What was bought?", "What did it cost?"]),
        ("Who keeps the light? What is her salary?", ["Who keeps the light?", "What is her salary?"]),
        ("How many came in May and how many in June?", ["How many came in May?", "How many came in June?"]),
        ("When and where was Ada born?", ["When was Ada born?", "Where was Ada born?"]),
        ("What is the fee, and can I pay it by card?", ["What is the fee?", "Can I pay the fee by card?"]),
        ("When is it open, and are dogs allowed?", ["When is it open?", "Are dogs allowed?"]),
        ("Are cats allowed and what about dogs?", ["Are cats allowed?", "Are dogs allowed?"]),
        (
            "What did a share cost when trading opened, and what at the end of that day?",
            ["What did a share cost when trading opened?", "What did a share cost at the end of the day?"],
        ),
        (
            "When was the bridge opened, by whom, and what did it cost?",
            ["When was the bridge opened?", "Who opened the bridge?", "What did the bridge cost?"],
        ),
        (
            "By when must it be paid and within how many days is it refunded?",
            ["By when must it be paid?", "Within how many days is it refunded?"],
        ),
        (
            "How many keys are there and when must lost keys be reported?",  # what is lost is no fall in number
            ["How many keys are there?", "When must lost keys be reported?"],
        ),
        ("May dogs come, and what happens if it rains?", ["May dogs come?", "What happens if it rains?"]),
        ("Who wrote it and why?", ["Who wrote it?", "Why was it written?"]),
        (
            "Who are Ada and Ines, and is the museum theirs?",
            ["Who are Ada and Ines?", "Is the museum theirs?"],
        ),
        ("Who sold it in a.pdf and what was the total?", ["Who sold it in a.pdf?", "What was the total in a.pdf?"]),
    ],
)
def test_each_question_stands_alone(question, asked):
    assert parts(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "What are precision and recall?",
        "What is the difference between what we paid and what we owe?",
        "How many adults and how many children came in April?",
        "How many more came in May and how many than in June?",
        "Do you know who wrote it and what was meant?",
        "What do I do when a page is a scan and what is not read?",
        "Which tools are there and when to use them?",
        "When did it open and by whom?",
        "How much is bread and butter?",
        "What happened between 2019 and 2021?",
        "How much and what kind of oil does it need?",
        "How and why did the bridge fail?",
        "How does it decide to refuse, and is the model involved?",
        "Which tower is old and is the tallest?",
        "Who wrote the book and can read it aloud?",
        "What is the name of the author, who was born in Oslo?",
        "What happens if I cancel and how much do I get back?",
        "Is the museum open on Saturday and Sunday?",
        "Does the fee cover lunch and dinner?",
        "What do I have to bring and do before the course?",
        "What are the name and the address of the clinic?",
        "Where do Ada and Ines live?",
        "Which rooms are free and have a view of the sea?",
        "What was the town where the mill stood and who lived there like?",
        "Who is A and who is B and who is C and who is D?",
        "What was the total and the tax?",
    ],
)
def test_what_is_one_question_or_not_sure_stays_whole(question):
    assert parts(question) == [question]


def test_each_part_has_its_answer_and_its_footnotes(assistant):
    found, _ = assistant(
        "tool",
        call("search_documents", query="When was the lighthouse lamp lit?"),
        AIMessage("The lighthouse lamp was lit in 1874 [1]."),
        call("search_documents", query="Who kept the lighthouse light?"),
        AIMessage("Ada Moreno kept the light for thirty years [1]."),
    )
    answer = found.ask("When was the lighthouse lamp lit and who kept the lighthouse light?")
    assert (
        answer.answer == "The lighthouse lamp was lit in 1874. [1]\n\nAda Moreno kept the light for thirty years. [2]"
    )
    assert [(each.n, each.source) for each in answer.citations] == [(1, "/docs/lamp.md"), (2, "/docs/keeper.md")]
    assert [tool.name for tool in answer.tools] == ["search_documents"] * 2
    assert answer.question == "When was the lighthouse lamp lit and who kept the lighthouse light?"
    assert len(answer.prompts) == 4


def test_of_a_part_that_is_not_found_it_says_so(assistant):
    question = "When was the lighthouse lamp lit and who kept the submarine volcano?"
    found, _ = assistant(
        "tool",
        call("search_documents", query="When was the lighthouse lamp lit?"),
        AIMessage("The lighthouse lamp was lit in 1874 [1]."),
        call("search_documents", query="Who kept the submarine volcano?"),
        call("search_documents", query=question),  # all at once: one place may tell both
        AIMessage("I could not find that in your documents."),
    )
    answer = found.ask(question)
    assert answer.answer == (
        "The lighthouse lamp was lit in 1874. [1]\n\n"
        "I could not find in your documents: “Who kept the submarine volcano?”"
    )
    assert not answer.refused


def test_where_no_part_is_found_the_whole_is_refused(assistant):
    found, _ = assistant("context")
    answer = found.ask("Which emperor is Mongolian and who is the pope of Avignon?")
    assert answer.refused
    assert answer.answer.startswith(NOT_FOUND)
    assert answer.answer.count(NOT_FOUND) == 1


def test_a_part_that_leans_on_the_one_before_it_knows_that_one_alone(assistant):
    lamp, keeper = "When was the lighthouse lamp lit?", "How much oil did they burn?"
    found, model = assistant(
        "tool",
        call("search_documents", query=lamp),
        AIMessage("The lighthouse lamp was lit in 1874 [1]."),
        call("search_documents", query=f"{lamp} {keeper}"),
        AIMessage("They burned 12 litres of oil a night [1]."),
    )
    answer = found.ask("When was the lighthouse lamp lit and how much oil did they burn?")
    assert answer.answer.endswith("\n\nThey burned 12 litres of oil a night. [2]")
    assert any(lamp == str(message.content) for message in model.asked[2])


def test_what_one_sentence_tells_of_both_parts_is_said_once(assistant):
    found, _ = assistant(
        "tool",
        call("search_documents", query="When was the lighthouse lamp lit?"),
        AIMessage("The lighthouse lamp was lit in 1874 [1]."),
        call("search_documents", query="Where was the lighthouse lamp lit?"),
        AIMessage("The lighthouse lamp was lit in 1874 [1]."),
    )
    answer = found.ask("When and where was the lighthouse lamp lit?")
    assert answer.answer == "The lighthouse lamp was lit in 1874. [1]"
    assert len(answer.citations) == 1


def test_nobody_has_founded_what_no_cited_place_says_to_be_founded(assistant):
    draft = AIMessage("Ada Moreno founded the lighthouse [1].")
    found, _ = assistant("tool", call("search_documents", query="Who founded the lighthouse?"), draft)
    assert found.ask("Who founded the lighthouse?").refused


def test_what_speaks_for_and_against_a_thing_are_two_questions():
    assert parts("What are the pros and cons of the tent?") == [
        "What are the pros of the tent?",
        "What are the cons of the tent?",
    ]
