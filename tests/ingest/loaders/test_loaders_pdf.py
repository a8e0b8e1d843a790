"""PDF: pages, headings, paragraphs, forms, scans."""

import shutil
import time

import pytest
from made_files import PARAGRAPH, make_pdf, make_scan, wrapped
from pdf_pages import draw_text, page_with, text_of

from ingest.loaders import Limits, LoadError, isolation, load
from ingest.loaders.ocr import page_text

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
SECOND = PARAGRAPH.replace("lighthouse", "harbour")


@pytest.fixture
def no_tesseract(monkeypatch, tmp_path):
    """Empty the path, also for the process that reads."""
    isolation.close_idle()
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    yield
    isolation.close_idle()


def test_each_page_is_a_document_with_its_headings_and_paragraphs(tmp_path):
    pages = [["# The Cape", *wrapped(PARAGRAPH), "", *wrapped(SECOND), "## Fees", "One crown a day."], ["Last words."]]
    first, second = load(make_pdf(tmp_path / "a.pdf", pages))
    assert first.page_content == f"# The Cape\n\n{PARAGRAPH}\n\n{SECOND}\n\n## Fees\n\nOne crown a day."
    assert first.metadata == {"source": str(tmp_path / "a.pdf"), "title": "The Cape", "page": 1}
    assert (second.page_content, second.metadata["page"]) == ("Last words.", 2)


def test_a_heading_may_go_on_in_a_second_line(tmp_path):
    def draw(page):
        page.setFont("Helvetica-Bold", 16)
        page.drawString(72, 760, "Lamps and")
        page.drawString(72, 740, "fog bells")
        draw_text(page, " ".join([PARAGRAPH] * 2), 72, 715)

    assert text_of(page_with(tmp_path, draw)) == f"# Lamps and fog bells\n\n{PARAGRAPH} {PARAGRAPH}"


def test_text_that_is_larger_than_the_small_print_is_no_heading_and_hides_none(tmp_path):
    """An agenda's notes may be its most words, so that all else on the page is larger than these."""
    points = ["1. Call to order", "2. Repairs of the quay", "3. Herring", "4. Close"]

    def draw(page):
        page.setFont("Helvetica-Bold", 14)
        page.drawString(200, 760, "AGENDA")
        for number, point in enumerate(points):
            page.setFont("Helvetica-Bold", 11)
            page.drawString(72, 700 - 60 * number, point)
            page.setFont("Helvetica", 10)
            page.drawString(100, 682 - 60 * number, f"The warden tells of this at {number + 1} o'clock.")
            page.drawString(100, 669 - 60 * number, "Members may then ask what they like.")
        page.setFont("Helvetica", 8)
        for number, line in enumerate(wrapped(" ".join([PARAGRAPH] * 5))):
            page.drawString(72, 420 - 10 * number, line)

    text = text_of(page_with(tmp_path, draw))
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# AGENDA",
        *(f"## {one}" for one in points),
    ]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("On lighthouses", "On lighthouses"),
        ("Microsoft Word - draft3.doc", "a"),
        ("untitled", "a"),
        ("about:blank", "a"),
        ("https://harbour.example/minutes", "a"),
        ("report.docx", "a"),
    ],
)
def test_a_title_that_a_program_made_up_is_not_taken(tmp_path, title, shown):
    (document,) = load(make_pdf(tmp_path / "a.pdf", [["Words."]], title=title))
    assert document.metadata["title"] == shown


def test_lines_of_an_address_or_a_table_stay_lines_and_page_numbers_go(tmp_path):
    lines = ["Ada Keeper", "1 Cape Road", "Harbour Town", "", "Berth A 1,200", "Berth B 900", "", "Page 3 of 9"]
    (document,) = load(make_pdf(tmp_path / "a.pdf", [lines]))
    assert document.page_content == "Ada Keeper\n1 Cape Road\nHarbour Town\n\nBerth A 1,200\nBerth B 900"


def test_a_line_that_only_looks_like_a_heading_in_markdown_is_none(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 700, "# install the lamp")
    canvas.save()
    (document,) = load(tmp_path / "a.pdf")
    assert document.page_content.startswith(" # install")
    assert document.metadata["title"] == "a"


def test_what_was_filled_into_a_form_is_read(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 720, "Name of the ship")
    canvas.acroForm.textfield(name="ship", value="Halcyon", x=72, y=690, width=200, height=20)
    canvas.save()
    (document,) = load(tmp_path / "a.pdf")
    assert "Name of the ship" in document.page_content
    assert "Halcyon" in document.page_content


@needs_tesseract
def test_a_scan_is_read_by_ocr(tmp_path):
    (document,) = load(make_scan(tmp_path / "a.pdf", "The lamp burns all night"))
    assert document.page_content == "The lamp burns all night"
    assert document.metadata["page"] == 1


@needs_tesseract
def test_of_a_mixed_file_only_the_pages_without_text_are_scanned(tmp_path):
    first, second = load(make_scan(tmp_path / "a.pdf", "The lamp burns all night", text_page="Typed words."))
    assert (first.page_content, second.page_content) == ("Typed words.", "The lamp burns all night")
    assert second.metadata["page"] == 2


@pytest.mark.usefixtures("no_tesseract")
def test_without_ocr_a_scan_says_what_to_install(tmp_path):
    with pytest.raises(LoadError) as raised:
        list(load(make_scan(tmp_path / "a.pdf", "The lamp burns all night")))
    assert str(raised.value) == "a.pdf: no text: a scan; install tesseract-ocr, then add it again"


@pytest.mark.usefixtures("no_tesseract")
def test_without_ocr_a_mixed_file_gives_its_typed_pages(tmp_path):
    (document,) = load(make_scan(tmp_path / "a.pdf", "The lamp", text_page="Typed words."))
    assert document.page_content == "Typed words."


def test_pages_with_nothing_on_them_are_said_to_be_empty(tmp_path):
    with pytest.raises(LoadError, match=r"^a\.pdf: nothing on its pages: nothing to add$"):
        list(load(make_pdf(tmp_path / "a.pdf", [[], []])))


def test_a_page_larger_than_any_paper_is_rendered_within_the_limit(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(14_000, 14_000))
    canvas.rect(10, 10, 13_000, 13_000, fill=1)
    canvas.save()
    started = time.monotonic()
    with pytest.raises(LoadError):
        list(load(tmp_path / "a.pdf", Limits(pixels=100_000)))
    assert time.monotonic() - started < 20


def test_more_pages_than_the_limit_are_refused(tmp_path):
    with pytest.raises(LoadError, match=r"^a\.pdf: 3 pages, over the limit of 2: split it$"):
        list(load(make_pdf(tmp_path / "a.pdf", [["one"], ["two"], ["three"]]), Limits(pages=2)))


def test_a_password_is_asked_for(tmp_path):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(72, 700, "Hidden")
    canvas.save()
    with pytest.raises(LoadError) as raised:
        list(load(tmp_path / "a.pdf"))
    assert str(raised.value) == "a.pdf: password-protected: save a copy without the password, then add that"


def test_words_guessed_from_a_photograph_are_not_taken():
    names = "level page_num block_num par_num line_num word_num left top width height conf text".split()
    sure = ["5", "1", "1", "1", "1", "1", "0", "0", "90", "10", "95", "harbour"]
    guess = ["5", "1", "2", "1", "1", "1", "0", "0", "90", "10", "12", "RwWwRR,yz"]
    lines = ["\t".join(names), "\t".join(guess)]
    assert page_text("\n".join(lines)) == ""
    assert page_text("\n".join([lines[0], "\t".join(sure)])) == "harbour"


def test_a_parted_word_is_joined_and_a_compound_keeps_its_hyphen():
    from ingest.loaders.pdf_paragraphs import mended

    text = "a light\ufffehouse, and chat chat optimized optimized chat\ufffeoptimized"
    assert mended(text) == "a lighthouse, and chat chat optimized optimized chat-optimized"
