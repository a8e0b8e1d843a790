"""Foreign text can be read on the page and can do nothing."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chatbot.ui import markup
from tests.fakes import HOSTILE

ALLOWED = set("p br strong em s code pre ul ol li blockquote hr h1 h2 h3 h4 h5 h6 table thead tbody tr th td".split())


class Elements(HTMLParser):
    """Collects what a browser would build."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def to_html(text):
    return markup.to_html(text, lambda n: None)


@given(st.text() | st.text("<>&\"'`[](){}!#*_~-=|\\/:. \n0123abcimgscriptonerrorhrefsrc"))
@example(HOSTILE)
@example('```html\n<img src=x onerror="alert(1)">\n```')
@example("`` ` <img src=x onerror=1> ` ``")
@example("<http://tracker.example> [a]: http://tracker.example\n\n[a] ![a]")
@example("&lt;script&gt;&#60;script&#62;")
def test_no_text_becomes_an_element_of_its_own(text):
    elements = Elements(to_html(text))
    assert set(elements.tags) <= ALLOWED
    # `class` names a code block's language, `start` a list's first number, `style` a table column's side
    assert {name for name, _ in elements.attributes} <= {"class", "start", "style"}


def test_hostile_text_is_shown_letter_by_letter():
    assert Elements(to_html(HOSTILE)).text == HOSTILE


@given(st.text())
def test_the_page_gets_one_line_without_loose_ends(text):
    html = to_html(text)
    assert "\n" not in html
    assert html == html.strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("2*3*4 = 24", "<p>2*3*4 = 24</p>"),
        ("2**10 and (1)*(2)*3", "<p>2**10 and (1)*(2)*3</p>"),
        ("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>"),
        ("see `a < b`", "<p>see <code>a &lt; b</code></p>"),
        ("a quote\nof hard-wrapped lines", "<p>a quote&#10;of hard-wrapped lines</p>"),
        ("[1]: a line, not a definition", "<p>[1]: a line, not a definition</p>"),
    ],
)
def test_markdown(text, html):
    assert to_html(text) == html


def test_footnotes_are_replaced_outside_code_where_they_are_known():
    html = markup.to_html("known [1][2], unknown [3], code `a[1]`", {1: "<i>1</i>", 2: "<i>2</i>"}.get)
    assert html == "<p>known <i>1</i><i>2</i>, unknown [3], code <code>a[1]</code></p>"


@given(st.text(st.characters(exclude_characters="\u200b", exclude_categories=["Cs"])))
def test_a_question_is_shown_as_written_and_comes_back_from_editing(text):
    shown = markup.plain(text)
    elements = Elements(shown)
    assert elements.tags == []
    assert elements.text == shown  # nothing was read as a reference either
    assert markup.unplain(shown) == text


@given(st.text() | st.text("<>&\"'|-=: \nab", max_size=120))
@example("|-|-|")
@example(f"| {HOSTILE} | b |\n| <b>c</b> | d |")
def test_a_quotation_can_do_nothing_and_keeps_all_words(text):
    shown = Elements(markup.quotation(text))
    assert set(shown.tags) <= {"table", "tr", "th", "td"}
    assert not shown.attributes
    words = " ".join(line for line in text.split("\n") if not line.strip().startswith("|")).split()
    assert all(word in shown.text for word in words)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("The ferry\n  carries bicycles.", "The ferry carries bicycles."),
        ("| Boat | Seats | |\n| Heron | | 9 |", "Boat: Heron, 9"),
        ("Two boats:\n| | Seats |\n|-|-|\n| Heron | 9 | old |", "Two boats: Heron, Seats: 9, old"),
        ("| Founded | 1875 |", "Founded, 1875"),
        ("|-|-|", ""),
        ("", ""),
    ],
)
def test_a_quotation_is_said_on_one_line(quote, words):
    assert markup.in_words(quote) == words


def test_a_quoted_table_has_a_head_and_a_row_alone_has_none():
    table = "<table><tr><th>Boat</th><th>Seats</th></tr><tr><td>Heron</td><td>9 &lt; 10</td></tr></table>"
    assert markup.quotation("Two boats:\n| Boat | Seats |\n|-|-|\n| Heron | 9 < 10 |") == f"Two boats:{table}"
    assert markup.quotation("| Founded | 1875 |") == "<table><tr><td>Founded</td><td>1875</td></tr></table>"
