"""Links in a text, and which of them lead to one page."""

import re

import pytest

from ingest.addresses import LINK, bare, file_of, is_address, name_of


def test_a_link_begins_with_its_scheme_or_with_www_and_ends_before_what_stands_around_it():
    text = 'See <https://a.example/x?y=1#z>, "www.b.example" or HTTP://C.EXAMPLE, not c.example or /www/d.'
    assert re.findall(LINK, text) == ["https://a.example/x?y=1#z", "www.b.example", "HTTP://C.EXAMPLE,"]


@pytest.mark.parametrize(
    "written", ["https://www.a.example/x/", "http://a.example/x", "WWW.a.example/x#", "a.example/x"]
)
def test_one_page_has_one_bare_address(written):
    assert bare(written) == "a.example/x"


def test_where_an_address_may_be_broken_makes_no_difference():
    assert bare("https://a.\u200bexample ") == bare("a.example")


def test_an_address_of_any_scheme_is_told_from_a_path():
    assert all(map(is_address, ["https://a.example", "ftp://x", "file:///etc/passwd"]))
    assert not any(map(is_address, ["C:\\docs", "C://docs", "a/b", "notes.txt"]))


def test_a_file_is_called_by_its_name_and_a_page_by_its_address():
    assert [name_of(source) for source in ("/docs/a b.md", "https://a.example/b%20c.html")] == [
        "a b.md",
        "https://a.example/b%20c.html",
    ]
    assert file_of("https://a.example/b%20c.html").stem == "b c"
    assert file_of("/docs/50%25.md").stem == "50%25"
