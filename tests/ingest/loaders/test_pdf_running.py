"""What runs through a PDF's pages is read once, and raised figures are no part of the number before them."""

from pdf_pages import canvas, draw_text, page_with, text_of

from ingest.loaders import load

TEXT = "The harbour office lets no ship in before the tide has turned, and keeps a list of all that wait outside. " * 6


def pages(path, *, heads, foot="Harbour office"):
    """Write a page for each head, with a foot, and return the text of each."""
    pdf = canvas(path)
    for number, head in enumerate(heads, start=1):
        draw_text(pdf, TEXT, 72, 700)
        pdf.setFont("Helvetica", 8)
        pdf.drawString(72, 800, head)
        pdf.drawString(72, 30, f"{foot}, page {number} of {len(heads)}")
        pdf.showPage()
    pdf.save()
    return [document.page_content for document in load(path)]


def test_running_titles_and_feet_are_read_on_the_first_page_alone(tmp_path):
    first, *others = pages(tmp_path / "a.pdf", heads=["Tide report 2031"] * 4)
    assert "Tide report 2031" in first
    assert "Harbour office, page 1 of 4" in first
    for text in others:
        assert text.startswith("The harbour office lets")
        assert text.endswith("wait outside.")


def test_a_line_of_each_page_stays_and_so_do_those_of_two_pages(tmp_path):
    heads = ["Ada Moreno", "Bo Larsen", "Cy Adler", "Di Ford"]
    texts = pages(tmp_path / "a.pdf", heads=heads)
    assert all(head in text for head, text in zip(heads, texts, strict=True))
    assert all("Tide report" in text for text in pages(tmp_path / "b.pdf", heads=["Tide report"] * 2))


def raised(pdf, parts, left=72, top=500):
    """Draw a line of parts, those that begin with ^ smaller and higher."""
    for part in parts:
        size, height = (6, top + 4) if part.startswith("^") else (10, top)
        pdf.setFont("Helvetica", size)
        pdf.drawString(left, height, part.lstrip("^"))
        left += pdf.stringWidth(part.lstrip("^"), "Helvetica", size)


def test_raised_figures_stand_apart_from_the_number(tmp_path):
    parts = ["The basin holds 10", "^6", " litres, the dues were 50", "^1", " coins in 2031", "^2", ", for 120 boats."]
    text = text_of(page_with(tmp_path, lambda pdf: draw_text(pdf, TEXT, 72, 700), lambda pdf: raised(pdf, parts)))
    assert text.endswith("The basin holds 10^6 litres, the dues were 50^1 coins in 2031^2, for 120 boats.")
