"""The handbook holds together: its text, its questions, its sums, and the files built from sources."""

import html
import importlib
import re
import subprocess
import sys
import zipfile
from fractions import Fraction
from math import exp, log
from pathlib import Path

import docx
import nbformat
import openpyxl
import pptx
import pypdfium2
import pytest
import typer
import yaml

from ingest.handbook_sources import build
from ingest.handbook_sources.blocks import read_blocks, words
from ingest.loaders import SUFFIXES

HANDBOOK = build.HANDBOOK
BUILT = tuple(build.targets())
DOCUMENTS = sorted(path.name for path in HANDBOOK.iterdir() if path.suffix != ".yaml" and path.name[0] != ".")
QUESTIONS = yaml.safe_load((HANDBOOK / "questions.yaml").read_text("utf-8"))

# The four questions everybody tries must find nothing here, or refusing them would prove nothing.
FORBIDDEN = re.compile(
    r"40366|40,366|439|brit(?:ain|ish)|united kingdom|minister|\bmars\b|martian|dunetree|nytimes|new york times"
    r"|chatgpt|content.filter",
    re.IGNORECASE,
)

# What each refused question asks about: none of it may stand anywhere in the handbook.
ABSENT = {
    "no-office-holder": ["british", "minister"],
    "no-dunetree": ["martian", "dunetree"],
    "no-unread-article": ["nytimes"],
    "no-unread-example": ["harbourmuseum", "annual report"],
    "no-www-link": ["breadjournal", "sourdough"],
    "no-glimmerfold": ["glimmerfold"],
    "no-quandrel": ["quandrel"],
    "no-velstra": ["velstra"],
    "no-lisbon-branch": ["lisbon"],
    "no-bakery-founder": ["founded", "founder"],
    "no-croissants": ["croissant"],
    "no-helicopter": ["helicopter"],
    "no-architect": ["architect ", "designed"],
    "no-mermaid": ["mermaid"],
    "no-ferry-captain": ["captain of", "skipper"],
    "no-ferry-sinking": ["capsize", "sank"],
    "no-senior-discount": ["pensioner", "senior"],
    "no-whatsapp": ["whatsapp"],
    "no-subscription": ["subscription", "premium"],
    "no-inventor": ["invented the softmax", "inventor"],
    "no-nobel": ["nobel"],
    "no-capital": ["mongolia"],
    "no-photosynthesis": ["photosynthesis"],
    "no-recipe": ["rye", "sourdough"],
    "no-llama-parameters": ["llama 3"],
    "no-blockchain": ["blockchain"],
    "no-follow-wage": ["salary", "salaries"],
    "no-weather": ["reykjavik"],
}

# The sum behind each arithmetic question: the numbers as they stand in the cited text, and what they make.
SUMS = {
    "sum-four-adults": (["4.60"], lambda fare: 4 * fare),
    "sum-monthly-pass": (["92.00", "4.60"], lambda month, fare: month / fare),
    "sum-pages-per-book": (["11,480", "62"], lambda pages, books: pages / books),
    "sum-december-price": (["33696", "12960"], lambda revenue, loaves: revenue / loaves),
    "sum-january-margin": (["24206", "10450"], lambda revenue, wages: revenue - wages),
    "sum-july-visitors": (["3480", "1720"], lambda adults, children: adults + children),
    "sum-august-per-day": (["3915", "31"], lambda adults, days: adults / days),
    "sum-seats": (["90", "60", "24"], lambda heron, otter, kestrel: heron + otter + kestrel),
    "sum-keeper-years": (["1929", "1911"], lambda end, start: end - start),
    "sum-letters": (["310", "95"], lambda families, schools: families + schools),
    "sum-f1-lost": (["60.8", "44.9"], lambda teacher, student: teacher - student),
    "sum-time-saved": (["40 minutes", "15 minutes"], lambda before, now: before - now),
}


def softmax(logits, temperature):
    powers = [exp(logit / temperature) for logit in logits]
    return [power / sum(powers) for power in powers]


def cross_entropy(p, q):
    return -sum(a * log(b) for a, b in zip(p, q, strict=True))


TEACHER, STUDENT = (5, 3, 0), (3, 2, 1)
HARD = -log(softmax(STUDENT, 1)[0])
SOFT = cross_entropy(softmax(TEACHER, 2), softmax(STUDENT, 2))
ENTROPY = cross_entropy(softmax(TEACHER, 2), softmax(TEACHER, 2))
IDF = log(1 + 990.5 / 10.5)

# Worked examples: what the text says, with the number computed anew.
WORKED = [
    *(
        ("06", f"| {t} | " + " | ".join(f"{p:.4f}" for p in softmax(TEACHER, t)) + " |")
        for t in (0.5, 1, 2, 5, 10)
    ),
    ("06", "gives {:.4f}, {:.4f} and {:.4f}. The student loss is".format(*softmax(STUDENT, 1))),
    ("06", "gives {:.4f}, {:.4f} and {:.4f}.".format(*softmax(STUDENT, 2))),
    ("06", f"= {0.3 * HARD:.4f} + {0.7 * SOFT:.4f} = {0.3 * HARD + 0.7 * SOFT:.4f}"),
    ("06", f"which is {ENTROPY:.4f} here. The difference of the two, {SOFT - ENTROPY:.4f} before rounding"),
    ("07", f"| 1.111 | {round(1.111 / 0.02) + 51} | {round(1.111 / 0.02) * 0.02:.2f} | 0.009 |"),
    ("07", f"| FP32 | 4 | {134_515_008 * 4:,} | {134_515_008 * 4 / 1e6:.1f} |"),
    ("07", f"| INT4 | 0.5 | {134_515_008 // 2:,} | {134_515_008 / 2e6:.1f} |"),
    ("07", f"4 + 16 ÷ 64 = {4 + 16 / 64} bits"),
    ("08", f"these are {64 * (576 + 1536):,} weights, about {6400 * (576 + 1536) / (576 * 1536):.1f} percent"),
    ("08", f"3 × 576 × 1,024 = {3 * 576 * 1024:,} weights"),
    ("09", f"exact quotient begins {73914 / 618:.7f}"),
    ("10", f"ln(1 + 990.5 ÷ 10.5) = {IDF:.3f}"),
    ("10", f"contribution of foghorn is {IDF:.3f} · {6.6 / 4.02:.3f} = {IDF * 6.6 / 4.02:.2f}"),
    ("10", f"1 ÷ 63 + 1 ÷ 61 = {1 / 63 + 1 / 61:.5f} points"),
    ("10", f"1 ÷ 61 + 1 ÷ 64 = {1 / 61 + 1 / 64:.5f} points"),
    ("10", f"1 ÷ 62 + 1 ÷ 63 = {1 / 62 + 1 / 63:.5f} points"),
    ("12", f"27 ÷ 32 = {2700 / 32:.1f} percent"),
    ("12", f"80 ± {196 * (0.8 * 0.2 / 100) ** 0.5:.1f} points"),
    ("13", f"11,520 numbers, which are {2 * 30 * 3 * 64 * 2:,} bytes"),
]  # fmt: skip


def plain(text: str) -> str:
    """Return a text without markup, in small letters, every run of white space one space."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>|[*`\"]|\\(?=\|)", "", text))).lower()


def text_of(name: str) -> str:
    """Return a document's text as its author wrote it."""
    path = HANDBOOK / name
    if name in BUILT:
        return build.source_of(name)
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        return "\n".join(cell.source + "".join(out.text for out in cell.get("outputs", ())) for cell in cells)
    text = path.read_text("utf-8")
    return text.replace(",", " | ") if path.suffix == ".csv" else text


TEXTS = {name: plain(text_of(name)) for name in DOCUMENTS}
EVERYTHING = " ".join(TEXTS.values())


def item(identity: str) -> dict:
    return next(item for item in QUESTIONS if item["id"] == identity)


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    """Run a test for each question of these kinds."""
    chosen = [question for question in QUESTIONS if question["kind"] in kinds]
    return pytest.mark.parametrize("question", chosen, ids=lambda question: question["id"])


def words_of_file(path: Path) -> list[str]:
    """Return the words that a built file holds, read with another library than the one of our loaders where we can."""
    if path.suffix == ".pdf":
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]
        # each page begins with its number, drawn first
        return [word for number, page in enumerate(pages, 1) for word in page.removeprefix(str(number)).split()]
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split()
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        return " ".join([*book.sheetnames, *map(str, cells)]).split()
    if path.suffix == ".pptx":
        shapes = [shape for slide in pptx.Presentation(str(path)).slides for shape in slide.shapes]
        cells = (cell.text for s in shapes if s.has_table for row in s.table.rows for cell in row.cells)
        return " ".join([*(s.text_frame.text for s in shapes if s.has_text_frame), *cells]).split()
    with zipfile.ZipFile(path) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.startswith("part-")]
    bodies = (page.partition("<body>")[2] for page in pages)
    return html.unescape(re.sub(r"<[^>]+>", " ", " ".join(bodies))).split()


def comparable(found: list[str]) -> list[str]:
    """Return the words in alphabetical order without dashes and full stops; a workbook writes 7.50 as 7.5."""
    bare = (re.sub(r"^(\d+\.\d*?)0+$", r"\1", word).rstrip(".,;:") for word in found)
    return sorted(word for word in bare if word and word != "-")


def test_has_at_least_five_formats_that_the_loaders_read():
    suffixes = {Path(name).suffix for name in DOCUMENTS}
    assert len(suffixes) >= 5
    assert suffixes <= SUFFIXES


def test_is_about_forty_printed_pages_long():
    assert 15_000 <= sum(len(text.split()) for text in TEXTS.values()) <= 21_500


@pytest.mark.parametrize("name", DOCUMENTS)
def test_leaves_the_four_questions_outside(name):
    assert FORBIDDEN.findall(f"{name} {TEXTS[name]}") == []


def test_keeps_the_questions_out_of_the_collection():
    assert "questions.yaml" in (HANDBOOK / ".footnoteignore").read_text("utf-8").splitlines()


def test_questions_are_enough_and_of_every_kind():
    kinds = [item["kind"] for item in QUESTIONS]
    least = {"direct": 45, "how": 20, "follow-up": 12, "arithmetic": 10, "tool": 5, "refuse": 25, "smalltalk": 1}
    assert set(kinds) == set(least)
    assert {kind: kinds.count(kind) >= number for kind, number in least.items()} == dict.fromkeys(least, True)


def test_no_question_is_there_twice():
    assert len({item["id"] for item in QUESTIONS}) == len(QUESTIONS)
    asked = [(item["question"], str(item.get("history"))) for item in QUESTIONS]
    assert len(set(asked)) == len(asked)


@of_kind("direct", "how", "follow-up")
def test_answer_stands_in_the_text(question):
    text = TEXTS[question["must_cite"]] if "must_cite" in question else EVERYTHING
    for group in question["must_contain"]:
        assert any(option.lower() in text for option in group), group


@of_kind("follow-up")
def test_follow_up_leans_on_its_history(question):
    roles = [message["role"] for message in question["history"]]
    assert roles == ["user", "assistant"]
    said = " ".join(message["content"] for message in question["history"])
    assert not all(any(option.lower() in said.lower() for option in group) for group in question["must_contain"])


@of_kind("arithmetic")
def test_sum_comes_from_numbers_in_the_text(question):
    operands, compute = SUMS[question["id"]]
    text = TEXTS[question["must_cite"]]
    for operand in operands:
        assert re.search(rf"(?<![\d.,]){re.escape(operand)}(?![\d]|[.,]\d)", text), operand
    result = compute(*(Fraction(operand.split()[0].replace(",", "")) for operand in operands))
    (accepted,) = question["must_contain"]
    for option in accepted:
        decimals = len(option.partition(".")[2])
        shown = Fraction(option.replace(",", ""))
        assert abs(result - shown) < Fraction(1, 10**decimals), f"{float(result)}"
        if result > 100 or result.denominator > 1:  # a small whole number stands anywhere
            assert not re.search(rf"(?<![\d.,]){re.escape(option)}(?!\d)", text), "the answer may not be read off"


def test_division_of_the_tool_question_is_exact():
    (accepted,) = item("tool-division")["must_contain"][0]
    assert Fraction(accepted) == Fraction(40366 * 10**7 // 439, 10**7)


@of_kind("refuse")
def test_refused_question_asks_for_what_is_absent(question):
    assert question["must_refuse"]
    assert "must_contain" not in question
    for term in ABSENT[question["id"]]:
        assert not re.search(rf"\b{re.escape(term)}", EVERYTHING), term


@pytest.mark.parametrize(("chapter", "said"), WORKED)
def test_worked_example_is_computed_correctly(chapter, said):
    (text,) = (text for name, text in TEXTS.items() if name.startswith(chapter))
    assert plain(said) in text


@pytest.mark.parametrize("name", BUILT)
def test_built_file_says_what_its_source_says(name):
    source = read_blocks(build.source_of(name))
    expected = list(words(source))
    if name.endswith(".pdf"):  # a PDF has the numbers of a list as text
        expected += [str(number) for block in source if block.ordered for number in range(1, len(block.items) + 1)]
    assert comparable(words_of_file(HANDBOOK / name)) == comparable(expected)
    assert (HANDBOOK / name).stat().st_size < 200_000


def test_building_twice_gives_the_same_bytes(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        build.main([str(folder)])
    assert {p.name: p.read_bytes() for p in first.iterdir()} == {p.name: p.read_bytes() for p in second.iterdir()}


def test_pdf_has_real_pages_with_headings():
    with pypdfium2.PdfDocument(HANDBOOK / "07-quantization-after-training.pdf") as document:
        assert len(document) >= 8
        titles = [entry.get_title() for entry in document.get_toc()]
    source = build.source_of("07-quantization-after-training.pdf")
    assert titles == [block.text for block in read_blocks(source) if block.kind == "heading"]


def test_notebook_prints_what_it_says_it_prints():
    cells = [
        c for c in nbformat.read(HANDBOOK / "20-numbers-by-hand.ipynb", as_version=4).cells if c.cell_type == "code"
    ]
    program = "\n".join(cell.source for cell in cells)
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "".join(output.text for cell in cells for output in cell.outputs)


@pytest.mark.parametrize("package", ["ingest", "chatbot"])
def test_commands_of_the_handbook_exist(package):
    """Only names are held against the programs, so nothing of a model is loaded."""
    program = typer.main.get_command(importlib.import_module(f"{package}.__main__").app)
    calls = re.findall(rf"python -m {package}\b([^`\n<|\"]*)", " ".join(map(text_of, DOCUMENTS)))
    assert len(calls) > 5
    for call in map(str.split, calls):
        command = program
        if call and not call[0].startswith("-"):
            assert call[0] in program.commands
            command = program.commands[call[0]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in call if word.startswith("--")} <= known | {"--help"}, call
