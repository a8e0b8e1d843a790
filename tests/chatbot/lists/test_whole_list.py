"""A question that wants several things gets the whole list, with a footnote for each item; any other question none."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.answers.grounding import MARK
from chatbot.lists.finding import whole_list
from chatbot.retrieval import Retriever
from tests.chatbot.answers.test_reader import Pointing
from tests.chatbot.overview.test_describing import document
from tests.chatbot.scripted import call

MANUAL = (
    (
        "Kettle manual > In the box",
        "# Kettle manual\n\n## In the box\n\nThe box holds these parts.\n\n- Kettle\n- Lid",
    ),
    ("Kettle manual > In the box", "- Base\n- Cord"),
    (
        "Kettle manual > Duties",
        "## Duties\n\nAsk the cook or the cleaner.\n\n- The cook boils.\n- The cleaner descales.",
    ),
    ("Kettle manual > Descaling", "## Descaling\n\n1. Fill in vinegar.\n2. Boil.\n3. Rinse."),
    ("Kettle manual > Safety", "## Safety\n\nKeep it dry. The kettle, the lid, the base and the cord get hot."),
    ("Kettle manual > Programmes", "## Programmes\n\n### Tea\n\n80 degrees.\n\n### Coffee\n\n94 degrees."),
)
TENT = (
    ("Tent > Benefits", "# Tent\n\n## Benefits\n\n- It is light.\n- It dries fast."),
    ("Tent > Weak points", "## Limitations\n\n- It is dear.\n- It tears."),
    ("Tent > Risks", "## Risks\n\nA stove may burn the cloth. In a gale the pegs come out."),
    ("Tent > Pitching", "## Pitching\n\nTo pitch the tent you will need:\n\n- a mallet\n- nine pegs"),
    (
        "Tent > Care",
        "## Care\n\nThere are three ways to care for the cloth: First, air it. That takes a day. Second, brush off",
    ),
    ("Tent > Care", "the mud. Third, wax the seams."),
    (
        "Tent > Rental",
        "## Rental\n\nThree offices rent it out. These offices are the north one, which is open daily; the harbour "
        "one, which wants a deposit; and the one in the school. Renting takes two stages: (a) you book it by "
        "telephone; (b) you fetch it on the day. Bring cash.",
    ),
)
LONG = (("Packing", "# Packing\n\nNever forget:\n\n" + "\n".join(f"- thing {n} of thirty" for n in range(30))),)


@pytest.fixture
def library(collection):
    collection.replace(
        [
            document("/docs/kettle.md", "Kettle manual", *MANUAL),
            document("/docs/packing.md", "Packing", *LONG),
            document("/docs/tent.md", "Tent", *TENT),
        ]
    )
    return collection


def answered(library, question: str, source: str = "/docs/kettle.md", reader=None):
    return whole_list(question, library.document(source), Retriever(library, reader=reader))


def test_a_list_that_was_cut_in_two_is_whole_and_each_item_has_its_footnote(library):
    told = answered(library, "What is in the box of the kettle?")
    assert told.text == ("The box holds these parts. [1]\n- Kettle [1]\n- Lid [1]\n- Base [2]\n- Cord [2]")
    assert [citation.quote for citation in told.citations] == ["- Kettle - Lid", "- Base - Cord"]


def test_steps_keep_their_numbers_and_are_led_by_their_heading(library):
    told = answered(library, "How do I descale the kettle?") or answered(library, "How do I do the descaling?")
    assert told.text == "Descaling: [1]\n1. Fill in vinegar. [1]\n2. Boil. [1]\n3. Rinse. [1]"


def test_sections_are_a_list_where_they_are_called_as_asked(library):
    assert (
        answered(library, "Which programmes does the kettle have?").text == "Programmes: [1]\n- Tea [1]\n- Coffee [1]"
    )
    assert answered(library, "Which colours does the kettle have?") is None


@pytest.mark.parametrize(
    "question",
    [
        "What does the lid of the box do?",
        "Who is the first owner of the box?",
        "What does the box cost?",
        "What are the advantages of the kettle?",
    ],
)
def test_no_list_for_what_none_answers(library, question):
    assert answered(library, question) is None


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("What are the pros of the tent?", ["- It is light.", "- It dries fast."]),
        ("What are the drawbacks of the tent?", ["- It is dear.", "- It tears."]),
        ("What are the prerequisites for pitching the tent?", ["- a mallet", "- nine pegs"]),
        ("What are the dangers of the tent?", ["- A stove may burn the cloth.", "- In a gale the pegs come out."]),
        ("How can the tent be pitched?", ["- a mallet", "- nine pegs"]),
    ],
)
def test_a_list_is_found_under_other_words_than_the_documents(library, question, items):
    told = answered(library, question, "/docs/tent.md")
    assert [MARK.sub("", line) for line in told.text.splitlines()[1:]] == items


def test_what_is_called_the_opposite_is_not_shown_even_where_the_reader_points_at_it(library):
    library.remove(["/docs/tent.md"])
    library.replace([document("/docs/tent.md", "Tent", *TENT[1:])])
    pointing = Pointing("It is dear.", 9.0)
    assert answered(library, "What are the advantages of the tent?", "/docs/tent.md", reader=pointing) is None


@pytest.mark.parametrize(
    ("question", "items"),
    [
        (
            "Which three ways are there to care for the cloth of the tent?",
            ["- First, air it. That takes a day.", "- Second, brush off the mud.", "- Third, wax the seams."],
        ),
        (
            "Which offices rent out the tent?",
            [
                "- the north one, which is open daily",
                "- the harbour one, which wants a deposit",
                "- the one in the school.",
            ],
        ),
        (
            "What are the stages of renting the tent?",
            ["- (a) you book it by telephone", "- (b) you fetch it on the day."],
        ),
    ],
)
def test_what_is_enumerated_within_a_sentence_or_over_several_is_whole(library, question, items):
    told = answered(library, question, "/docs/tent.md")
    assert [MARK.sub("", line) for line in told.text.splitlines()[1:]] == items


def test_the_reader_points_at_a_list_or_away_from_it(library):
    loosely = "What does the kettle box contain?"
    assert answered(library, loosely) is None
    assert "- Cord" in answered(library, loosely, reader=Pointing("Cord", 9.0)).text
    elsewhere = Pointing("The kettle, the lid, the base and the cord", 9.0)
    assert answered(library, "What is in the box of the kettle?", reader=elsewhere) is None


def test_of_many_items_it_says_how_many_more_there_are_and_where(library):
    told = answered(library, "What must I never forget when packing?", "/docs/packing.md")
    *items, more = told.text.splitlines()[1:]
    assert len(items) == len(set(items)) == 12
    assert more == "There are 18 more under “Packing” in packing.md."
    written = " ".join(part.text for part in library.document("/docs/packing.md"))
    assert all(MARK.sub("", item) in written for item in items)


def test_the_assistant_shows_the_list_and_the_model_writes_nothing(library, assistant):
    search = call("search_documents", query="What is in the box of the kettle?")
    found, model = assistant("tool", search, AIMessage("Nobody asks me."))
    answer = found.ask("What is in the box of the kettle?")
    assert answer.answer.startswith("The box holds these parts. [1]")
    assert len(model.asked) == 1
    brief, _ = assistant("tool", search, AIMessage("Kettle [1]"), style="brief")
    assert "\n" not in brief.ask("What is in the box of the kettle?").answer


def test_a_list_without_the_name_that_is_asked_for_is_none(library):
    parts = (("Horn > Sounds", "## Sounds\n\nThe choices for --sounds are:\n\n- low\n- high"),)
    library.replace([document("/docs/horn.md", "Horn", *parts)])
    assert answered(library, "What are the choices for --sounds?", "/docs/horn.md") is not None
    assert answered(library, "What are the choices for --sound?", "/docs/horn.md") is None


def test_what_a_document_opens_with_is_what_its_lists_are_of(library):
    text = "Lumo lights a desk for a whole year.\n\n## Main features\n\n- It folds.\n- It dims."
    library.replace([document("/docs/README.md", "Main features", ("Main features", text))])
    made = answered(library, "What are the main features of Lumo?", "/docs/README.md")
    assert made.text.splitlines()[1:] == ["- It folds. [1]", "- It dims. [1]"]
    assert answered(library, "What are the main features of Tarn?", "/docs/README.md") is None


def test_what_is_on_an_agenda_is_the_headings_of_it(library):
    text = "# Quay club AGENDA\n\n5 May\n\n## 1. Opening\n\nThe warden speaks.\n\n## 2. Herring\n\n## 3. Close"
    library.replace([document("/docs/quay.pdf", "Quay club", ("Quay club AGENDA", text))])
    made = answered(library, "What's on the agenda of the quay club?", "/docs/quay.pdf")
    assert made.text.splitlines()[1:] == ["1. Opening [1]", "2. Herring [1]", "3. Close [1]"]
    assert answered(library, "What's on the table of the quay club?", "/docs/quay.pdf") is None


def test_items_that_all_begin_with_what_is_asked_about_are_of_the_whole(library):
    lamps = (
        "# Lamps\n\n## Extras\n\nHere are some extras we know of:\n\n- Lumo-Stand: holds it.\n- Lumo-Shade: dims it."
    )
    library.replace([document("/docs/lamps.md", "Lamps", ("Lamps > Extras", lamps))])
    made = answered(library, "Which extras are there for Lumo?", "/docs/lamps.md", Pointing("Lumo-Stand", 9.0))
    assert made.text.splitlines()[1:] == ["- Lumo-Stand: holds it. [1]", "- Lumo-Shade: dims it. [1]"]
