"""Files of many formats for the tests of the loaders, made on the fly."""

import io
import zipfile
from pathlib import Path

PARAGRAPH = (
    "The lighthouse keeper writes down the weather every morning, and again at noon, because ships that pass the "
    "cape rely on his notes more than on any forecast from the capital, which is far away and often wrong."
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
_OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<metadata><dc:title>The Cape</dc:title></metadata><manifest>"
    '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="b" href="two.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="a%20b.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="nav"/><itemref idref="a"/><itemref idref="b"/></spine></package>'
)
_ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>{}</office:text>'
    "</office:body></office:document-content>"
)


def make_zip(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Write a zip of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def make_epub(path: Path, **more: str) -> Path:
    """Write a book of two chapters whose spine is not in the order of its manifest."""
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>{}</h1><p>{}</p></body></html>'
    return make_zip(
        path,
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "OPS/book.opf": _OPF,
            "OPS/nav.xhtml": page.format("Contents", "One, two"),
            "OPS/a b.xhtml": page.format("One", "It begins."),
            "OPS/two.xhtml": page.format("Two", "It ends."),
            **{name.replace("__", "/").replace("_xml", ".xml"): content for name, content in more.items()},
        },
    )


def make_odt(path: Path, body: str, manifest: str = "<manifest/>") -> Path:
    """Write an ODT with this body."""
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest}
    return make_zip(path, {**parts, "content.xml": _ODT.format(body)})


def make_bare_docx(path: Path, xml: str) -> Path:
    """Write a zip that passes for a DOCX, with this XML as its body."""
    return make_zip(path, {"word/document.xml": xml.replace("<w:document>", f"<w:document {_W}>")})


def make_pdf(path: Path, pages: list[list[str]], **metadata: str) -> Path:
    """Write a PDF of 11-point lines; one that begins with `#` is bold and larger, `##` a little."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    for name, value in metadata.items():
        getattr(canvas, f"set{name.capitalize()}")(value)
    for lines in pages:
        height = 780
        for line in lines:
            level = len(line) - len(line.lstrip("#"))
            size = {0: 11, 1: 20, 2: 15}[level]
            canvas.setFont("Helvetica-Bold" if level else "Helvetica", size)
            height -= 30 if level or not line else 14
            canvas.drawString(72, height, line.lstrip("# "))
        canvas.showPage()
    canvas.save()
    return path


def make_scan(path: Path, words: str, text_page: str = "") -> Path:
    """Write a PDF whose page is a picture of words; before it, if given, a page of real text."""
    from PIL import Image, ImageDraw, ImageFont
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = Image.new("L", (1700, 400), 255)
    ImageDraw.Draw(picture).text((60, 120), words, fill=0, font=ImageFont.load_default(size=72))
    canvas = Canvas(str(path))
    if text_page:
        canvas.drawString(72, 700, text_page)
        canvas.showPage()
    data = io.BytesIO()
    picture.save(data, "PNG")
    canvas.drawImage(ImageReader(data), 30, 500, 540, 127)
    canvas.showPage()
    canvas.save()
    return path


def wrapped(text: str, width: int = 80) -> list[str]:
    """Return text in lines, as a PDF has it."""
    import textwrap

    return textwrap.wrap(text, width)
