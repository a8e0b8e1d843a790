"""What a page says beyond its paragraphs, by links, terms and ticks, and what only surrounds it."""

import pytest

from ingest.loaders import load
from ingest.loaders.html import html_to_markdown


def page(folder, body):
    (folder / "a.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    (document,) = load(folder / "a.html")
    return document.page_content


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>Ask the <a href="https://h.example/o">office</a> first.</p>', "Ask the office first."),
        ('<p>See <a href="https://h.example/o">this page</a>.</p>', "See this page (https://h.example/o)."),
        ('<p><a href="https://h.example/o">Tide table</a></p>', "Tide table (https://h.example/o)"),
        ('<ul><li><a href="https://h.example/o">Tides</a></li></ul>', "- Tides"),
        ('<p>Read <a href="/more">more</a> or <a href="#x">here</a>.</p>', "Read more or here."),
        ('<p><a href="mailto:ada@h.example">Mail</a> us</p>', "Mail (ada@h.example) us"),
        ('<h2>Fees<a href="#fees">¶</a></h2><p>A<sup><a href="#1">[1]</a></sup> b.</p>', "## Fees\n\nA[1] b."),
    ],
)
def test_a_link_leaves_its_words_and_its_address_where_they_say_too_little(html, text):
    assert html_to_markdown(html, whole_page=True)[1] == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<dl><dt>Oil</dt><dd>burns</dd><dd>heavy</dd><dt>Tar:</dt><dd>seals</dd></dl>",
         "Oil: burns; heavy\n\nTar: seals"),
        (
            "<table><tr><td>Patient</td><td><p>Mr Tobias Wren</p></td></tr><tr><td>Date of birth:</td>"
            "<td>9 May 1957</td></tr><tr><td>Allergies</td><td>none</td></tr></table>",
            "Patient: Mr Tobias Wren\n\nDate of birth: 9 May 1957\n\nAllergies: none",
        ),
        (  # whose first row names columns
            "<table><tr><td>Name</td><td>Phone</td></tr><tr><td>Ada Moreno</td><td>555 01</td></tr>"
            "<tr><td>Tobias Wren</td><td>555 02</td></tr></table>",
            "| Name | Phone |\n|-|-|\n| Ada Moreno | 555 01 |\n| Tobias Wren | 555 02 |",
        ),
        ("<dl><dt>Oil</dt><dd><p>One.</p><p>Two.</p></dd></dl>", "Oil\n\nOne.\n\nTwo."),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>In:<ul><li>x</li><li>y</li></ul></td><td>-</td></tr></table>",
         "| a | b |\n|-|-|\n| In: x; y | - |"),
        ("<p>Said:</p><blockquote><p>Never.</p></blockquote>", "Said:\n\nNever."),
        ('<p>No.</p><blockquote type="cite"><p>Ever?</p></blockquote>', "No.\n\n> Ever?"),
    ],
)  # fmt: skip
def test_terms_lists_in_cells_and_quotations_read_as_lines(html, text):
    assert html_to_markdown(html)[1] == text


def test_boxes_are_ticked_or_not(tmp_path):
    html = '<p><input type="checkbox" checked> oil</p><p><input type="checkbox" disabled>tar</p>'
    assert html_to_markdown(html)[1] == "☒ oil\n\n☐ tar"
    assert page(tmp_path, html) == "oil\n\n☐ tar"


def test_boxes_of_links_and_banners_around_a_page_go(tmp_path):
    links = "".join(f'<li><a href="/{number}">Place {number}</a></li>' for number in range(5))
    body = (
        '<div class="breadcrumbs"><a href="/">Home</a> / <a href="/f">Fees</a></div>'
        '<div id="cookie-notice"><p>We use cookies.</p><button>Accept</button></div>'
        f'<div class="pageSidebar"><ul>{links}</ul></div><h1>Fees</h1>'
        f"<p>{'A berth costs five coins a night. ' * 20}</p>"
        f"<div class='sidebar'><p>Call the office before noon.</p></div><ul class='places'>{links}</ul>"
    )
    text = page(tmp_path, body)
    assert "Home" not in text
    assert "cookies" not in text
    assert text.count("Place 3") == 1  # a list of links that is the page's own stays
    assert text.startswith("# Fees\n\nA berth")
    assert "Call the office before noon." in text


def test_a_page_about_cookies_stays(tmp_path):
    assert "raisins" in page(tmp_path, '<div class="cookies"><p>Bake the cookies with raisins.</p></div>')
