"""A whole table is added up, averaged or counted, all its parts and no row twice; whatever is unsure is left alone."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatbot.agent import Assistant, build_graph
from chatbot.mathematics.calculator import decimal_text
from chatbot.retrieval import Retriever
from chatbot.settings import Settings
from chatbot.tables import totals
from chatbot.tables.totals import total
from ingest.collection import Collection
from ingest.pipeline import Run
from tests.chatbot.passages import passage
from tests.chatbot.scripted import ScriptedModel, call
from tests.ingest.conftest import HashEmbedder

ORDERS = """| Order | Customer | Branch | Date | Amount |
|-|-|-|-|-|
| 1001 | Ada Moreno | Bakery | 2024-01-05 | $12.50 |
| 1002 | Bo Lind | Café | 2024-02-07 | $3 |
| 1005 | Ada Moreno | Bakery | 2025-02-09 | $3 |"""
BOOKS = """| Title | Author | Price | Pages |
|-|-|-|-|
| Fog | A. Wren | 12.50 | 120 |
| Tide | B. Oakes | 9.90 | 310 |
| Lamp | C. Reed | 14 | 95 |"""
FAIR = """| Item | Category | Cost |
|-|-|-|
| Sausages | Catering | €320.50 |
| Tent | Equipment | €1,150 |
| Lemonade | Catering | €89.90 |"""
BOATS = """# Rowing club

## Members

| Name | Town |
|-|-|
| Ada Quist | Norby |
| Ben Olde | Hollin |

## Boats

| Boat | Seats |
|-|-|
| Gull | 4 |
| Heron | 9 |
| Tern | 2 |"""


@pytest.fixture
def library(tmp_path):
    """Return a function: file names with their text in, a collection that has ingested them out."""
    found = Collection.open(tmp_path / "home", HashEmbedder(), create=True)

    def made(**files: str) -> Collection:
        folder = tmp_path.resolve() / "docs"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
        assert not Run(found, tmp_path).sync(folder).failed
        return found

    return made


def found_in(collection: Collection, name: str, question: str):
    """Ask with only one part of a document found."""
    source = next(source.source for source in collection.sources() if source.source.endswith(name))
    return total(question, collection.document(source)[:1], collection)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the total of all orders?", "12.50 + 3 + 3 = $18.50 (sum of 3 numbers of “Amount”)"),
        ("What is the total amount of the orders?", "12.50 + 3 + 3 = $18.50 (sum of 3 numbers of “Amount”)"),
        (
            "What is the total amount of the orders of the bakery branch?",
            "12.50 + 3 = $15.50 (sum of 2 of the 3 numbers of “Amount”)",
        ),
        ("What is the total of the orders in 2024?", "12.50 + 3 = $15.50 (sum of 2 of the 3 numbers of “Amount”)"),
        (
            "What is the average amount of Ada Moreno's orders?",
            "(12.50 + 3) / 2 = $7.75 (average of 2 of the 3 numbers",
        ),
        ("How many orders are there?", "3 (rows of the table, one for each “Order”)"),
        ("How many orders are there from Ada Moreno?", "2 (of the 3 rows of the table, one for each “Order”)"),
        ("What is the number of orders?", "3 (rows of the table, one for each “Order”)"),
        ("What is the average price of the books?", "(12.50 + 9.90 + 14) / 3 = 12.133333333333333333… (average of 3"),
        ("How much do the books cost in all?", "12.50 + 9.90 + 14 = 36.4 (sum of 3 numbers of “Price”)"),
        ("How many pages do the books have in total?", "120 + 310 + 95 = 525 (sum of 3 numbers of “Pages”)"),
        ("How many books are listed?", "3 (rows of the table, one for each “Title”)"),
        ("What did we spend in all on catering?", "320.50 + 89.90 = €410.40 (sum of 2 of the 3 numbers of “Cost”)"),
        (
            "What did the village fair cost altogether?",
            "320.50 + 1150 + 89.90 = €1560.40 (sum of 3 numbers of “Cost”)",
        ),
        ("How many seats do the boats have in total?", "4 + 9 + 2 = 15 (sum of 3 numbers of “Seats”)"),
        ("How many members does the list have?", "2 (rows of the table, one for each “Name”)"),
    ],
)
def test_what_the_whole_table_comes_to(library, question, said):
    collection = library(
        orders_md=f"# Orders\n\n{ORDERS}", books_md=f"# Books\n\n{BOOKS}", fair_md=f"# Village fair\n\n{FAIR}",
        boats_md=BOATS,
    )  # fmt: skip
    passages = [part for source in collection.sources() for part in collection.document(source.source)]
    made = total(question, passages, collection)
    assert made
    assert made.said().startswith(said)


@pytest.mark.parametrize(
    "question",
    [
        "Is the total of all orders more than 10?",
        "Why is the total of all orders so high?",
        "What is the total of the orders by branch?",
        "What is the average amount of the orders per customer?",
        "What is the total of all orders except those of Bo Lind?",
        "What is the total of the orders over $5?",
        "What is the total of the orders before 2025?",
        "What is the total of the orders in 2023?",
        "What is the total of the orders in February?",  # of which year
        "What is the total of the orders of Cy Hart?",
        "What is the total of order 1001?",  # one row: a cell
        "What is the total of the orders of Bo Lind?",
        "What is the total weight of the orders?",
        "What is the total?",
        "What is the total of them?",
        "Which branch has the highest total amount?",
        "How many customers are there?",  # some have two orders
        "How many different customers are there in the orders?",
        "How many amounts are there in the orders?",
        "How many big orders are there?",
        "What share of the total of all orders is from the bakery?",
        "What is the amount of the orders?",
        "What is the total of all orders, and who is Ada Moreno?",
        "What does the total amount of the orders mean?",
    ],
)
def test_a_question_that_is_not_surely_for_all_rows(library, question):
    assert found_in(library(orders_md=f"# Orders\n\n{ORDERS}"), "orders.md", question) is None


def changed(old: str, new: str) -> str:
    assert old in ORDERS
    return ORDERS.replace(old, new)


@pytest.mark.parametrize(
    "table",
    [
        f"{ORDERS}\n| Sum | | | | $19 |",  # rounded
        f"{ORDERS}\n| | | | | $19 |",
        f"{ORDERS}\n| 1006 | All | All | 2025-03-01 | $18.50 |",  # is what the others come to
        f"{ORDERS}\n| 1006 | Cy Hart | of which paid | 2025-03-01 | $7 |",
        f"{ORDERS}\n| 1006 | Cy Hart | cancelled | 2025-03-01 | $7 |",
        changed("$3", "€3"),
        changed("$12.50", ""),
        changed("$12.50", "unknown"),
        changed("$12.50", "$12,50"),
        changed("| Amount |", "| Share |").replace("$", ""),
        ORDERS.replace("$", "")
        .replace("| Amount |", "| Amount |")
        .replace("12.50", "12.50 %")
        .replace("3 |", "3 % |"),
        ORDERS.replace("Branch", "Currency").replace("Bakery", "EUR").replace("Café", "USD"),
        f"{ORDERS}\n| 1006 | Cy Hart | Café | $7 |",  # a cell is missing
        f"{ORDERS}\n| 1006 | Cy \\| Hart | Café | 2025-03-01 | $7 |",
        f"{ORDERS}\n\nIn all the orders came to $18.50.",
        f"{ORDERS}\n\nMore orders:\n\n{ORDERS}",
        f"{ORDERS}\n\n## Returned orders\n\n{ORDERS}",
    ],
)
def test_a_table_that_is_not_surely_to_be_added_up(library, table):
    question = "What is the total of all orders?"
    assert found_in(library(orders_md=f"# Orders\n\n{ORDERS}"), "orders.md", question)
    assert found_in(library(orders_md=f"# Orders\n\n{table}"), "orders.md", question) is None


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("What is the total price of the parts?", "Part,Quantity,Price;Oar,2,30;Sail,4,90"),
        ("What is the total unit price of the parts?", "Part,Unit price;Oar,30;Sail,90"),
        ("What is the total of all parts?", "Part,Net price,Gross price;Oar,3,4;Sail,9,11"),
        ("What is the total phone of the parts?", "Part,Phone;Oar,55501;Sail,55503"),
        ("What is the total zip code of the parts?", "Part,Zip code;Oar,20144;Sail,10115"),
        ("What is the total built of the parts?", "Part,Built;Oar,1988;Sail,1990"),
        ("What is the total rating of the parts?", "Part,Rating;Oar,4;Sail,3"),
        ("What is the total of all parts?", "Day,Part,Note;Monday,77,new;Friday,95,old"),
        ("What is the total cost of the oars?", "Part,Cost;Long oar,30;Short oar,20;Sail,9"),
        ("What is the total revenue of the parts?", "Part,Revenue 2023,Revenue 2024;Oar,3,4;Sail,9,11"),
        ("What did we spend in all on parts?", "Part,Revenue;Oar,30;Sail,90"),
        ("How much did we earn in all on parts?", "Part,Cost;Oar,30;Sail,90"),
        ("What is the average share of the parts?", "Part,Share (%);Oar,30;Sail,70"),
        ("What is the total price of the parts?", "Part,Price;Oar,0031;Sail,0090"),
        ("What is the total ticket of the parts?", "Part,Ticket;Oar,101;Sail,102;Mast,103"),
        ("How many parts are there?", "Month,Parts;May,30;June,70"),
        ("How many parts are there?", "Part,Use;Oar,row;Oar,steer"),
        ("How many parts are there?", "Part,Use;Oar,row;Sail,sail;\n\nThe boat has 14 parts."),
    ],
)
def test_a_column_that_makes_no_sum(library, question, table):
    assert in_table(library, question, table) is None


@pytest.mark.parametrize(
    ("question", "table", "value"),
    [
        ("What is the total price of the parts?", "Part,Note,Price;Oar,2,30;Sail,old,90", 120),
        ("What is the total of all parts?", "Part,Net weight,Gross price;Oar,3,4;Sail,9,11", 15),
        ("What is the total cost of the oars?", "Part,Cost;Oar,30;Oar,20;Sail,9", 50),
        ("What is the total revenue 2024 of the parts?", "Part,Revenue 2023,Revenue 2024;Oar,3,4;Sail,9,11", 15),
        ("What did we spend in all on parts?", "Part,Cost;Oar,30;Sail,90", 120),
        ("What is the average rating of the parts?", "Part,Rating;Oar,4;Sail,3", 3.5),
        ("How many parts are there?", "Part,Use;Oar,row;Sail,sail;\n\nThe boat is 14 years old.", 2),
    ],
)
def test_a_column_that_makes_one(library, question, table, value):
    assert in_table(library, question, table).value == value


def in_table(library, question: str, table: str):
    header, *rows = (f"| {line.replace(',', ' | ')} |" if line[0] != "\n" else line for line in table.split(";"))
    rule = "|-" * (header.count("|") - 1) + "|"
    collection = library(parts_md="# Parts\n\n" + "\n".join([header, rule, *rows]))
    return found_in(collection, "parts.md", question)


def test_what_was_earned_is_not_what_was_spent(library):
    question, table = "What did we spend in all on catering?", FAIR.replace("Cost", "Amount")
    assert found_in(library(fair_md=f"# Village fair\n\n{table}"), "fair.md", question).value == Decimal("410.40")
    assert found_in(library(fair_md=f"# Village fair: takings\n\n{table}"), "fair.md", question) is None


def test_a_total_that_another_table_tells_is_left_to_be_quoted(library):
    question = "What is the average price of the books?"
    collection = library(books_md=f"# Books\n\n{BOOKS}")
    assert found_in(collection, "books.md", question)
    summary = "| Measure | Value |\n|-|-|\n| Average price | 12 |\n| Most pages | 310 |"
    collection = library(books_md=f"# Books\n\n{BOOKS}\n\nIn short:\n\n{summary}")
    assert found_in(collection, "books.md", question) is None


def test_a_word_of_the_title_that_some_rows_have_is_ambiguous(library):
    collection = library(bakery_md=f"# Bakery and café\n\n{ORDERS}")
    assert found_in(collection, "bakery.md", "What is the total amount of the bakery?") is None


def test_another_document_with_such_a_table_must_be_told_apart(library):
    collection = library(spring_md=f"# Spring orders\n\n{ORDERS}", autumn_md=f"# Autumn orders\n\n{ORDERS}")
    assert found_in(collection, "spring.md", "What is the total of all orders?") is None
    assert found_in(collection, "spring.md", "What is the total of all spring orders?").value == Decimal("18.50")
    assert found_in(collection, "spring.md", "What is the total of all autumn orders?") is None


def test_a_table_of_the_same_header_under_another_heading_is_not_its_part(library):
    more = f"## Spring orders\n\n{ORDERS}\n\n## Autumn orders\n\n{ORDERS.replace('12.50', '70')}"
    collection = library(shop_md=more + "\n\nWord after word after word. " * 200)
    parts = [part for part in collection.document(collection.sources()[0].source) if "| Order |" in part.text]
    assert {part.heading for part in parts} == {"Spring orders", "Autumn orders"}
    assert total("What is the total of all orders?", parts[:1], collection) is None
    assert total("What is the total of all autumn orders?", parts, collection).value == 76


LONG = [f"{n},{'Ada' if n % 3 else 'Bo'},{n * 37 % 1000}.{n % 100:02}" for n in range(5001, 5301)]


def asked(collection: Collection, mode: str, question: str):
    """Return what an assistant answers whose model says nothing, and the events on the way."""
    lines = [call("search_documents", query=question)] if mode == "tool" else []
    model = ScriptedModel(lines=lines)
    graph = build_graph(model, mode, Settings(), Retriever(collection))
    answer = Assistant("scripted", mode, collection, graph).ask(question)
    return answer, model


@pytest.mark.parametrize("mode", ["tool", "context"])
def test_a_long_table_is_added_up_and_every_part_has_its_footnote(library, mode):
    collection = library(orders_csv="Order,Customer,Amount\n" + "\n".join(LONG))
    answer, model = asked(collection, mode, "What is the total amount of all orders?")
    expected = sum(Decimal(line.rpartition(",")[2]) for line in LONG).normalize()
    parts = collection.document(collection.sources()[0].source)
    assert len(parts) > 10
    assert answer.answer == f"{expected} (sum of 300 numbers of “Amount”) [1]–[{len(parts)}]"
    assert [citation.n for citation in answer.citations] == list(range(1, len(parts) + 1))
    quoted = [row for citation in answer.citations for row in citation.quote.splitlines()[1:]]
    assert quoted == [f"| {line.replace(',', ' | ')} |" for line in LONG]
    assert [tool.name for tool in answer.tools] == ["search_documents", "add_up_table"]
    assert answer.tools[1].arguments == {"operation": "total", "column": "Amount"}
    assert answer.tools[1].result.count(" + ") == 299
    assert "add_up_table" not in str(model.offered)
    assert not answer.refused


def test_documents_that_change_meanwhile_end_in_a_refusal(library, monkeypatch):
    collection = library(orders_csv="Order,Customer,Amount\n" + "\n".join(LONG))
    question, made, calls = "What is the total amount of all orders?", Retriever.total, []

    def counting(self, question, passages):
        calls.append(question)
        return made(self, question, passages) if len(calls) != last else None

    monkeypatch.setattr(Retriever, "total", counting)
    last = 0
    assert not asked(collection, "context", question)[0].refused
    last = len(calls)  # the tool's own
    calls.clear()
    answer, _ = asked(collection, "context", question)
    assert answer.refused
    assert "have changed" in answer.tools[-1].result


def test_rows_that_are_alike_are_added_as_often_as_they_stand_there(library):
    table = "| What | Price |\n|-|-|\n" + "| tea and a bun | 3.10 |\n" * 400
    collection = library(bills_md=f"# Bills\n\n{table}")
    stored = collection.document(collection.sources()[0].source)
    assert sum(part.text.count("bun") for part in stored) < 400  # equal parts are stored once
    made = found_in(collection, "bills.md", "What is the total price of the bills?")
    assert (made.value, len(made.cells)) == (1240, 400)


@pytest.mark.parametrize("suffix", ["csv", "md", "html"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["Ada", "Bo", "Cy"]), st.integers(1, 99_999)), min_size=2, max_size=90))
def test_nothing_is_lost_and_nothing_comes_twice(library, suffix, rows):
    amounts = [Decimal(cents) / 100 for _, cents in rows]
    lines = [(name, f"{amount:.2f}") for (name, _), amount in zip(rows, amounts, strict=True)]
    collection = library(**{f"bills_{suffix}": in_format[suffix](lines)})
    made = found_in(collection, f"bills.{suffix}", "What is the total amount of the bills?")
    if any(2 * amount == sum(amounts) for amount in amounts) and len(rows) > 2:
        assert made is None  # one may be the sum of the others
        return
    assert made.value == sum(amounts)
    assert sorted(made.cells) == sorted(cell for _, cell in lines)
    assert made.said().startswith(decimal_text(made.value) if len(rows) > 12 else made.expression)


in_format = {
    "csv": lambda lines: "Who,Amount\n" + "\n".join(map(",".join, lines)),
    "md": lambda lines: "# Bills\n\n| Who | Amount |\n|-|-|\n" + "\n".join(f"| {a} | {b} |" for a, b in lines),
    "html": lambda lines: (
        "<title>Bills</title><h1>Bills</h1><table><tr><th>Who</th><th>Amount</th></tr>"
        + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in lines)
        + "</table>"
    ),
}


class Shelf:
    """A collection of one document, for parts that no splitter makes."""

    def __init__(self, *parts):
        self.parts = parts

    def document(self, source):
        return self.parts

    def without(self, sources):
        return self

    def search(self, query, k):
        return []


FIRST = passage("| Who | Amount |\n|-|-|\n| Ada | 4 |\n| Bo | 9 |", title="Bills", heading="Bills")


@pytest.mark.parametrize(
    "change",
    [
        {"text": "| Cy | 6 |"},  # its header was too long to be repeated
        {"text": "| Who | Amount | |\n|-|-|-|\n| Cy | 6 | late |"},  # a row was longer than the header
        {"text": "| Who | Amount |\n|-|-|\n| Cy | 6"},  # cut within a cell
        {"text": "| Who | Amount |\n|-|-|\n| Cy | 6 |", "page": 2},
        {"text": "| Who | Amount |\n|-|-|\n| Cy | 6 |", "heading": "Bills > Late ones"},
    ],
)
def test_a_part_that_may_or_may_not_belong_to_the_table(change):
    question, other = "What is the total amount of the bills?", replace(FIRST, id="other", **change)
    sound = replace(FIRST, id="other", text="| Who | Amount |\n|-|-|\n| Cy | 6 |")
    assert total(question, [FIRST], Shelf(FIRST, sound)).value == 19
    assert total(question, [FIRST], Shelf(FIRST, other)) is None


def test_a_table_under_a_sub_heading_may_be_the_end_of_the_one_above():
    late = replace(FIRST, heading="Bills > Late ones")
    question = "What is the total amount of the late bills?"
    assert total(question, [late], Shelf(late)).value == 13
    assert total(question, [late], Shelf(late, replace(FIRST, id="other"))) is None


def test_tables_too_long_to_cite_or_to_read_are_left_alone(monkeypatch):
    question, parts = "What is the total amount of the bills?", (FIRST, replace(FIRST, id="other"))
    assert total(question, [FIRST], Shelf(*parts)).value == 26
    monkeypatch.setattr(totals, "_MOST_PARTS", 1)
    assert total(question, [FIRST], Shelf(*parts)) is None
    monkeypatch.setattr(totals, "_MOST_PARTS", 2)
    monkeypatch.setattr(totals, "_MOST_PASSAGES", 1)
    assert total(question, [FIRST], Shelf(*parts)) is None
