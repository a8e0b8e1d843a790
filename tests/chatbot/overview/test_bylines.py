"""Who wrote a document: told by the line that says so, and by no other."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.overview.bylines import byline
from tests.chatbot.overview.test_describing import REFUSED, document
from tests.chatbot.passages import passage
from tests.chatbot.scripted import call

PROSE = "Herring come to the harbour of Hollin when the water is cold and dark."


@pytest.mark.parametrize(
    ("opening", "told"),
    [
        ("# Herring\n\nAda Moreno , J. B. Hale, A. van Os\n\n# About", "“Ada Moreno , J. B. Hale, A. van Os” [1]"),
        ("# Herring\n\n### Ada Moreno and Jo O'Hale\n\n### May 3, 2031", "“Ada Moreno and Jo O'Hale” [1]"),
        ("# Herring\n\nAda Moreno1,2, Jo Hale∗,\nMara Tee†\n", "“Ada Moreno1,2, Jo Hale∗, Mara Tee†” [1]"),
        ("# Herring\n\nHollin, May 2031\nPrepared By: Ada Moreno\n", "“Prepared By: Ada Moreno” [1]"),
        ("# Herring\n\nBy Ada Moreno, harbour master\n", "“By Ada Moreno, harbour master” [1]"),
        ("# Nets\n\nFrom: Ada <ada@hollin.example>\nTo: jo@hollin.example\n", "“From: Ada <ada@hollin.example>” [1]"),
        ("# Herring\n\n4 min read\n\n[Picture: Ada Moreno]\n\nAda Moreno\n\nHollin\n", "“Ada Moreno” [1]"),
        (
            "# Herring\n\nAda Moreno\n\nFish researcher at the Hollin Institute\n\nJo Hale\n\nUniversity of Skerry\n",
            "“Ada Moreno” [1] “Jo Hale” [2]",
        ),
        ("# Herring\n\nNew Harbour\n\nMay 3, 2031", None),  # a place, for all that the line says
        ("# Herring\n\nby the harbour wall\n", None),
        ("# Herring\n\nFrom: the old pier\n", None),
        ("# Herring\n\nMoreno, Hale\n", None),
        ("# Herring\n\nThe nets, The boats and The crew\n", None),
    ],
)  # fmt: skip
def test_a_line_of_names_below_the_title_tells_who_wrote_it(opening, told):
    found = byline([passage(f"{opening}\n\n{PROSE}\n\nBy Tom Brack, a rival", title="Herring")])
    assert (found and found.text) == told


@pytest.fixture
def about(assistant, collection):
    herring = f"# Herring at dusk\n\nAda Moreno, Jo Hale\n\n{PROSE}"
    nets = "# Nets\n\nOld Pier\n\nNets are mended in winter by the crew of the boat."
    collection.replace(
        [
            document("/docs/herring_blog.html", "Herring at dusk", ("", herring)),
            document("/docs/nets.md", "Nets", ("", nets)),
        ]
    )
    found, model = assistant("tool", call("search_documents", query="nothing"), AIMessage(REFUSED))
    return lambda question: (found.ask(question), model)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the blog post?",
        "Who are the authors of “Herring at dusk”?",
        "who is the herring blog by?",
        "Who wrote Herring at dusk?",
        "By whom was herring_blog.html written?",
    ],
)
def test_who_wrote_a_document_is_read_off_its_byline(about, question):
    answer, model = about(question)
    assert answer.answer == "“Ada Moreno, Jo Hale” [1]"
    assert answer.citations[0].quote == "Ada Moreno, Jo Hale"
    assert model.asked == []


@pytest.mark.parametrize(
    "question",
    ["Who wrote nets.md?", "Who is Herring at dusk?", "Who wrote this document?", "Who wrote the first logbook?"],
)
def test_where_no_byline_is_sure_the_question_is_searched_for(about, question):
    answer, model = about(question)
    assert answer.refused
    assert model.asked
