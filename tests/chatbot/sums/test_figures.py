"""Sums over found numbers are made by code, where it is sure which numbers are meant; else the model is asked."""

import pytest
from langchain_core.messages import AIMessage

from chatbot.sums.figures import work_out
from tests.chatbot.passages import passage
from tests.chatbot.scripted import call
from tests.ingest.conftest import incoming

SHIPYARD = passage(
    """The shipyard of Marlow publishes its figures each spring.

| (in thousands) | 2020 | 2021 | 2022 |
|---|---|---|---|
| Revenue | $ 1,200 | $ 1,350 | $ 1,080 |
| Operating income | 90 | (30) | 45 |
| Operating income from repairs | 20 | 25 | 30 |
| Average wage | 31 | 32 | 33 |
| Steel used | 80 t | 95 t | 100 t |
| Share of exports | 40 % | 50 % | 55 % |
""",
    title="Shipyard of Marlow",
)
ORCHARD = passage(
    """| Orchard | Apples (kg) | Pears (kg) | Cider (l) | Trees |
|---|---|---|---|---|
| North slope | 900 | 400 | 120 | 30 |
| South slope | 1500 | 600 | 300 | 50 |
""",
    2,
)


STABLE = passage(
    """| Fodder | Kind | Litres per portion |
|---|---|---|
| Hay | Meadow, Clover | 50 |
| Oats | Black, White | 150 |
""",
    3,
)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How many litres do a portion of hay and a portion of oats have together?", "50 + 150"),
        ("How many more litres do oats have than hay?", "150 - 50"),
        ("How much revenue do hay and oats have together?", None),
        ("What portion of the litres do hay and oats have together?", None),
    ],
)
def test_all_numbers_of_a_table_with_one_column_of_them_are_of_its_name(question, expression):
    assert work_out(question, [STABLE]) == expression


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How much did revenue grow from 2020 to 2021?", "1350 - 1200"),
        ("By how many percent did revenue grow from 2020 to 2021?", "(1350 - 1200) / 1200 * 100"),
        ("What was the percentage change in revenue from 2021 to 2022?", "(1080 - 1350) / 1350 * 100"),
        ("By how much did revenue fall from 2021 to 2022?", "1350 - 1080"),
        ("What is the change in operating income between 2020 and 2021?", "(-30) - 90"),
        ("What is the average revenue for 2020 and 2021?", "(1200 + 1350) / 2"),
        ("What was the average revenue over the period from 2020 to 2022?", "(1200 + 1350 + 1080) / 3"),
        ("What is the total revenue of 2021 and 2022 together?", "1350 + 1080"),
        ("What is the difference between the apples of the south slope and the north slope?", "1500 - 900"),
        ("How many kg of apples and pears together did the north slope have?", "900 + 400"),
        ("How many times as many apples has the south slope as the north slope?", "1500 / 900"),
        ("How many kg of apples and pears together came from the north slope?", "900 + 400"),
        ("How many kg of apples per tree did the north slope have?", "900 / 30"),
    ],
)
def test_the_numbers_are_picked_by_the_names_of_rows_and_columns(question, expression):
    assert work_out(question, [ORCHARD, SHIPYARD]) == expression


@pytest.mark.parametrize(
    "question",
    [
        "How much did it grow from 2020 to 2021?",  # what?
        "In how many of the years 2020 and 2021 was revenue more than 1,000?",
        "What was the revenue in 2021?",  # nothing to work out
        "What was the total revenue in 2021?",
        "What was the average wage in 2021 and 2022?",  # the average is the row's own
        "Why did revenue grow from 2020 to 2021?",
        "How did revenue change from 2020 to 2021?",
        "How much did revenue grow from 2018 to 2019?",  # no such column
        "How much did the revenue of Fenwick grow from 2020 to 2021?",  # no word of the question may be left over
        "By how much did revenue fall from 2020 to 2021?",  # it rose
        "By how many percent did operating income grow from 2021 to 2022?",  # from a loss
        "By how many percent did the share of exports grow from 2020 to 2021?",  # points or per cent?
        "What is the average revenue between 2020 and 2022?",  # of two years or of three?
        "How many apples and cider together did the north slope have?",  # kilograms and litres
        "How long did Marlow report revenue in 2020 and 2021?",
        "How many apples per hectare did the north slope have?",
        "How much more revenue and steel used in 2020 than in 2021?",  # which one?
    ],
)
def test_what_is_not_sure_is_left_to_the_model(question):
    assert work_out(question, [ORCHARD, SHIPYARD]) is None


TRIALS = passage(
    """| Engine | Error on long roads | Noise | Cost at 5 km | Cost at 9 km |
|---|---|---|---|---|
| prototype, 6 valves | 7.5 | 30 | 2 | 4 |
| copy, 4 valves | 9 | 35 | 1 | 3 |
| copy, 2 valves | 12 | 40 | 1 | 2 |
""",
    title="Engine trials",
)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("By how much is the error of the 4-valve copy higher than that of the prototype?", "9 - 7.5"),
        ("What is the difference in noise between the prototype and the copy with 2 valves?", "40 - 30"),
        ("By how much is the error of the copy higher than that of the prototype?", None),  # which copy?
        ("By how much is the cost of the 4-valve copy lower than that of the prototype?", None),  # at 5 or at 9 km?
        ("By how much is the weight of the 4-valve copy lower than that of the prototype?", None),
        ("By how much is the error of the 4-valve copy higher than that of the original?", None),
        ("What is the error of the prototype?", None),  # a cell
        ("What is the total error of the prototype and the 4-valve copy?", None),  # only of what is compared
    ],
)
def test_what_is_compared_may_be_named_by_its_head(question, expression):
    assert work_out(question, [TRIALS]) == expression


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How many kg of apples less than the south slope had the north slope?", "1500 - 900"),
        ("By how many kg are the apples of the north slope fewer than those of the south slope?", "1500 - 900"),
        ("By how many kg are the apples of the south slope fewer than those of the north slope?", "900 - 1500"),
        ("How many more kg of apples than the south slope had the north slope?", "900 - 1500"),
        ("How many more kg of apples had the north slope than the south slope?", "900 - 1500"),
        ("How many kg are the apples of the north slope older than those of the south slope?", "1500 - 900"),
        ("How many kg of apples were left after the pears of the north slope?", "900 - 400"),
    ],
)
def test_a_comparison_is_worked_out_in_the_direction_that_is_asked_for(question, expression):
    assert work_out(question, [ORCHARD]) == expression


MILL = passage(
    """| Year | Revenue in million US$[190] | Net income in million US$[190] | Sales in Marlow | Employees[191] |
|---|---|---|---|---|
| 2022 | 1,350 | 270 | 90 | 870 |
| 2023 | 1,400 | 300 | 80 | 910 |
""",
    4,
)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How much more was the revenue than the net income in 2023?", "1400 - 300"),
        ("By how much did the revenue grow from 2022 to 2023, in million US$?", "1400 - 1350"),
        ("By how much did the number of employees grow from 2022 to 2023?", "910 - 870"),
        ("How much more were the sales than the net income in 2023?", None),  # "in Marlow" is no unit
    ],
)
def test_a_unit_and_a_reference_in_a_columns_name_need_not_be_asked_for(question, expression):
    assert work_out(question, [MILL]) == expression


def test_two_tables_that_say_different_things_are_ambiguous():
    other = passage("| Item | 2020 | 2021 |\n|---|---|---|\n| Revenue | 7 | 9 |\n| Wages | 3 | 4 |", 3)
    question = "How much did revenue grow from 2020 to 2021?"
    assert work_out(question, [other]) == "9 - 7"
    assert work_out(question, [SHIPYARD, other]) is None


def test_a_question_without_a_subject_is_not_answered_from_a_table_of_one_column():
    years = passage("| Year | Revenue |\n|---|---|\n| 2020 | 7 |\n| 2021 | 9 |")
    assert work_out("How much did revenue grow from 2020 to 2021?", [years]) == "9 - 7"
    assert work_out("How much did it grow from 2020 to 2021?", [years]) is None


def test_what_all_rows_say_and_the_title_are_about_the_table():
    rows = "| Hollow Farm | July | 12 | 7 |\n| Hollow Farm | June | 14 | 9 |"
    table = f"| Farm | Month of 2025 | Hens | Ducks |\n|---|---|---|---|\n{rows}"
    birds = passage(table, title="Birds kept at the farm")
    assert work_out("How many birds, hens and ducks together, had Hollow Farm in July 2025?", [birds]) == "12 + 7"
    assert work_out("How many birds, hens and ducks together, had Hollow Farm in July 2024?", [birds]) is None
    assert work_out("How many birds, hens and ducks together, had Upper Farm in July 2025?", [birds]) is None


def test_an_average_over_a_period_wants_every_year_of_it():
    table = passage("| Item | 2018 | 2019 | 2021 |\n|---|---|---|---|\n| Rent | 7 | 9 | 5 |\n| Wages | 1 | 2 | 3 |")
    assert work_out("What was the average rent from 2018 to 2021?", [table]) is None
    assert work_out("What was the average rent from 2018 to 2019?", [table]) == "(7 + 9) / 2"


def test_rows_of_the_same_name_are_ambiguous():
    twice = passage("| Item | 2020 | 2021 |\n|---|---|---|\n| Revenue | 7 | 9 |\n| Revenue | 3 | 4 |")
    assert work_out("How much did revenue grow from 2020 to 2021?", [twice]) is None


ROUND = "It is the other way round: "
GROWTH = "How much more revenue had the museum in 2022 than in 2021?"


def test_context_mode_says_the_sum_with_its_sources_and_asks_no_model(assistant):
    found, model = assistant("context")
    answer = found.ask(GROWTH)
    assert answer.answer == "1350 - 1200 = 150, from 1350 [1] and 1200 [2]"
    assert [tool.name for tool in answer.tools] == ["search_documents", "calculate"]
    assert {citation.source for citation in answer.citations} == {"/docs/museum.md"}
    assert model.asked == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("By how much was the museum revenue lower in 2021 than in 2022?", "1350 - 1200 = 150"),
        ("By how much was the museum revenue lower in 2022 than in 2021?", ROUND + "1200 - 1350 = -150"),
        ("How much more museum revenue was there in 2021 than in 2022?", ROUND + "1200 - 1350 = -150"),
        ("What is the difference between the museum revenue of 2021 and of 2022?", "1350 - 1200 = 150"),
    ],
)
def test_what_is_asked_for_as_lower_and_is_higher_is_said_to_be_so(assistant, collection, question, said):
    table = "| Year | Museum revenue |\n|-|-|\n| 2021 | 1,200 |\n| 2022 | 1,350 |"
    collection.replace([incoming("/docs/museum.md", f"The lower one, the higher one, the difference.\n\n{table}")])
    found, _ = assistant("context")
    first, second = said.removeprefix(ROUND).split(" = ")[0].split(" - ")
    assert found.ask(question).answer == f"{said}, from {first} [1] and {second} [2]"


def test_a_difference_that_the_model_set_up_says_nothing_of_its_direction(assistant):
    question = "How many more litres of oil burned a night than years the keeper kept the light?"
    searched = call("search_documents", query=question)
    found, _ = assistant("tool", searched, call("calculate", expression="12 - 30"))
    assert found.ask(question).answer.startswith("12 - 30 = -18, from ")


def test_tool_mode_lets_the_model_search_and_code_calculate(assistant):
    found, model = assistant("tool", call("search_documents", query=GROWTH))
    assert found.ask(GROWTH).answer == "1350 - 1200 = 150, from 1350 [1] and 1200 [2]"
    assert len(model.asked) == 1


def test_a_question_without_a_sum_goes_to_the_model(assistant):
    found, model = assistant("context", AIMessage("The museum door is painted red."))
    assert found.ask("What colour is the museum door?").answer == "The museum door is painted red. [1]"
    assert len(model.asked) == 1


PROSE = passage(
    """The mill ground 1,200 tonnes of rye in 2021 and 1,350 tonnes in 2022. The mill sold 90 tonnes in 2021 and 80
sacks in 2022. The mill has three carts: the green one takes 12 sacks, the blue one 15 sacks and the red one 20 sacks.

Greta Holm was the miller from 1911 to 1929, and her son Nils after her.
""",
    title="The mill",
)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("How much more rye did the mill grind in 2022 than in 2021?", None),  # "grind" is not "ground"
        ("By how many tonnes did the rye the mill ground grow from 2021 to 2022?", "1350 - 1200"),
        ("By how many percent did the rye the mill ground rise from 2021 to 2022?", "(1350 - 1200) / 1200 * 100"),
        ("By how much did what the mill sold fall from 2021 to 2022?", None),  # tonnes and sacks
        ("By how many tonnes did the rye the mill ground grow from 2020 to 2022?", None),
        ("How many sacks do the three carts of the mill take altogether?", "12 + 15 + 20"),
        ("How many sacks do the four carts of the mill take altogether?", None),
        ("How many barrels do the three carts of the mill take altogether?", None),
        ("How much more rye is what the mill ground in 2022 than in 2021?", "1350 - 1200"),
        ("How much more rye is what the mill ground in 2021 than in 2022?", "1200 - 1350"),
        ("How much rye is what the mill ground in 2021 and in 2022, 2021 included, altogether?", None),
        ("For how many years was Greta Holm the miller?", "1929 - 1911"),
        ("For how many years was Nils Holm the mayor?", None),
    ],
)
def test_prose_has_a_number_where_one_clause_has_it(question, expression):
    assert work_out(question, [PROSE, SHIPYARD]) == expression


PRICES = passage(
    """What the Alpine Garden takes at its gate:

| Ticket | Price |
|---|---|
| Adult | 7.50 |
| Child under 14 | 3 |
| Day pass, adult | 20.00 |
| Dog | 1 |
""",
    title="Alpine Garden",
)


@pytest.mark.parametrize(
    ("question", "expression"),
    [
        ("What do two adults and a child pay together at the Alpine Garden?", "2 * 7.50 + 3"),
        ("How much do three children pay at the Alpine Garden?", "3 * 3"),
        ("What do two adult day passes cost together?", "2 * 20.00"),
        ("What does an adult pay at the Alpine Garden?", None),  # nothing to work out
        ("What do two adults and a student pay together?", None),
        ("What do two passes and three tickets cost together?", None),  # which ticket?
        ("What do two adults and a child pay together at the Winter Garden?", None),
        ("How many days do two adults and a child stay?", None),
    ],
)
def test_counted_things_have_their_price_from_a_table(question, expression):
    assert work_out(question, [PRICES, SHIPYARD, PROSE]) == expression
