"""Plain text, Markdown, code, CSV, JSON, notebooks, HTML and mail as text."""

import json
from email.message import EmailMessage

import pytest

from ingest.chunking.splitting import split
from ingest.loaders import SUFFIXES, load


def texts(path):
    return [document.page_content for document in load(path)]


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


JAPANESE = "灯台の番人は毎朝、天気を書きとめる。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Der Bär läuft über die Straße, naïve café – “quoted” text.", "utf-8"),
        ("Der Bär läuft über die Straße, naïve café – “quoted” text.", "utf-8-sig"),
        ("Der Bär läuft über die Straße, naïve café – “quoted” text.", "utf-16"),
        ("Der Bär läuft über die Straße, naïve café – “quoted” text.", "utf-32"),
        ("The keeper writes down the weather every morning.", "utf-16-le"),
        ("The keeper writes down the weather every morning.", "utf-16-be"),
        ("Der Bär läuft über die Straße, naïve café – “quoted” text.", "cp1252"),
        ("café", "latin-1"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        ("Это русский текст в старой кодировке, и его надо прочитать.", "cp1251"),
        ("Это русский текст в старой кодировке, и его надо прочитать.", "koi8_r"),
        ("这是一个中文文本文件，用于测试编码检测功能。", "gb18030"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy. Zażółć gęślą jaźń", "cp1250"),
    ],
)
def test_text_in_any_common_encoding_is_read(tmp_path, text, encoding):
    assert texts(write(tmp_path / "a.txt", text.encode(encoding))) == [text]


def test_a_few_broken_bytes_do_not_make_utf8_another_encoding(tmp_path):
    (text,) = texts(write(tmp_path / "a.log", ("größer " * 50).encode() + b"\xff ende"))
    assert text == "größer " * 50 + "\ufffd ende"


def test_text_is_tidied(tmp_path):
    (text,) = texts(write(tmp_path / "a.txt", "one\u00ad two\u00a0three  \r\nfour\x00\x07\n\n\n\n\nfive\n"))
    assert text == "one two three\nfour\n\n\nfive\n"


def test_a_large_text_comes_in_pieces_that_make_the_same_chunks(tmp_path):
    paragraphs = [f"Paragraph {number} says {number * 7919 % 1000}." for number in range(20_000)]
    documents = list(load(write(tmp_path / "a.txt", "\n\n".join(paragraphs))))
    assert len(documents) > 3
    found = "\n\n".join(chunk.page_content for chunk in split(documents, lambda text: len(text.split()) + 2))
    assert found == "\n\n".join(paragraphs)


def test_markdown_gives_front_matter_headings_and_no_badges(tmp_path):
    text = (
        "---\ntitle: The Cape\ntags: [sea]\n---\n[![build](https://a.b/c.svg)](https://a.b)\n\nHarbour\n=======\n\n"
        "Text <!-- hidden -->here.\n\nShips\n-----\n\n```\nCode\n----\n![x](y)\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    (document,) = load(write(tmp_path / "a.md", text))
    assert document.metadata["title"] == "The Cape"
    assert document.page_content == (
        "title: The Cape\ntags: [sea]\n\n\n# Harbour\n\nText here.\n\n## Ships\n\n"
        "```\nCode\n----\n![x](y)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )


def test_source_code_is_named_after_its_file_and_language(tmp_path):
    (document,) = load(write(tmp_path / "ship.py", "# port\nclass Ship:\n    pass\n"))
    assert document.page_content == "# port\nclass Ship:\n    pass\n"
    assert document.metadata == {"source": str(tmp_path / "ship.py"), "title": "ship.py", "language": "python"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_finds_its_delimiter_and_keeps_its_header(tmp_path, delimiter):
    rows = [["Name", "Berth", "Note"], ["Ada", "A", "first, and; best"], ["Bo", "B", ""]]
    lines = [delimiter.join(f'"{cell}"' if " " in cell else cell for cell in row) for row in rows]
    (document,) = load(write(tmp_path / "a.csv", "\n".join(lines)))
    assert document.page_content == "| Name | Berth | Note |\n|-|-|-|\n| Ada | A | first, and; best |\n| Bo | B |  |"
    assert document.metadata["row"] == 2


def test_csv_without_a_header_gets_numbered_columns(tmp_path):
    assert texts(write(tmp_path / "a.csv", "1,Ada\n2,Bo\n")) == [
        "| column 1 | column 2 |\n|-|-|\n| 1 | Ada |\n| 2 | Bo |"
    ]


def test_notes_above_a_table_are_text_whatever_cells_they_stand_in(tmp_path):
    notes = "Berths of 2024,,,\ncounted by,Ada,,\nplease,do,not,sort\n"
    rows = "Berth,Boat,Paid,Due\nA,Heron,120,2024-03-01\nB,Tern,90,2024-04-01\nC,Gull,75,2024-05-01\n"
    intro, table = load(write(tmp_path / "a.csv", notes + rows))
    assert intro.page_content == "Berths of 2024\n\ncounted by Ada\n\nplease do not sort"
    assert table.page_content.splitlines()[::2] == [
        "| Berth | Boat | Paid | Due |",
        "| A | Heron | 120 | 2024-03-01 |",
        "| C | Gull | 75 | 2024-05-01 |",
    ]
    assert table.metadata["row"] == 5


@pytest.mark.parametrize(
    "rows",
    [
        "Berth,Year,Year\nname,before,after\nA,120,90\nB,90,80\nC,75,60\n",  # the upper row spans columns of the lower
        "Berth,Paid,Due\nA,no,no\nB,90,80\nC,75,n/a\n",  # too few figures to tell rows from a header
        "Berth,Paid,Due\nA,120,no\nB,no,no\nC,90,80\nD,75,60\nE,70,50\n",  # a row with a figure is no note
    ],
)
def test_a_header_in_the_first_row_stays_it(tmp_path, rows):
    (table,) = load(write(tmp_path / "a.csv", rows))
    assert table.page_content.splitlines()[0].strip("| ").replace(" | ", ",") == rows.splitlines()[0]


def test_a_long_csv_says_the_row_in_each_document(tmp_path):
    lines = ["id,name", *(f"{number},name {number}" for number in range(2, 1000))]
    documents = list(load(write(tmp_path / "a.csv", "\n".join(lines))))
    assert len(documents) > 3
    for document in documents:
        first = document.page_content.splitlines()[2]
        assert first == f"| {document.metadata['row']} | name {document.metadata['row']} |"


def test_a_table_keeps_cells_beyond_its_header_and_gaps_in_its_numbering(tmp_path):
    documents = list(load(write(tmp_path / "a.csv", "a,b\n1,2\n\n3,4\n5,6,extra\n")))
    assert [(document.metadata["row"], document.page_content.splitlines()[-1]) for document in documents] == [
        (2, "| 1 | 2 |"),
        (4, "| 3 | 4 |"),
        (5, "| 5 | 6 | extra |"),
    ]


def test_json_gives_sections_and_records(tmp_path):
    value = {"name": "Cape", "crew": [{"who": "Ada", "age": 36}, "Bo"], "open": True}
    assert texts(write(tmp_path / "a.json", json.dumps(value))) == [
        "name: Cape\nopen: true\n\n# crew\n\n- who: Ada\n  age: 36\n- Bo"
    ]
    records = list(load(write(tmp_path / "b.json", json.dumps([{"a": 1}, {"a": {"b": None}}]))))
    assert [(each.page_content, each.metadata["row"]) for each in records] == [("a: 1", 1), ("a:\n  b: null", 2)]
    lines = list(load(write(tmp_path / "c.jsonl", '{"a": 1}\n\n{"a": "\\ud800x"}\n')))
    assert [(each.page_content, each.metadata["row"]) for each in lines] == [("a: 1", 1), ("a: \ufffdx", 3)]


def test_a_notebook_gives_its_cells_and_what_they_printed(tmp_path):
    picture = {"output_type": "display_data", "data": {"image/png": "iVBORw0", "text/plain": ["<Figure>"]}}
    error = {"output_type": "error", "traceback": ["\x1b[31mZeroDivisionError\x1b[0m"]}
    cells = [
        {"cell_type": "markdown", "source": ["# Tides\n", "Text."]},
        {"cell_type": "code", "source": "print(1)\n# note", "outputs": [{"text": ["1\n"]}, picture, error]},
    ]
    metadata = {"kernelspec": {"language": "python"}}
    (text,) = texts(write(tmp_path / "a.ipynb", json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4})))
    assert text == (
        "# Tides\nText.\n\n```python\nprint(1)\n# note\n```\n\n```text\n1\n\n<Figure>\nZeroDivisionError\n```"
    )


def test_html_keeps_what_is_read_and_drops_what_surrounds_it(tmp_path):
    page = """<!DOCTYPE html><html><head><title>The  Cape</title><style>p {}</style></head><body>
    <header><a href="/">Home</a></header><nav><ul><li>Menu</li></ul></nav>
    <main><h1>Harbour <em>rules</em></h1><p>Ships <a href="/x">wait</a> outside.<!-- no --></p>
    <h2>Fees</h2><table><tr><th>Berth</th><th colspan="2">Fee</th></tr>
    <tr><td rowspan="2">A</td><td>1</td><td>2 | 3</td></tr><tr><td>4</td><td>5</td></tr></table>
    <ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul><pre><code># run
    go()</code></pre><p style="display: none">hidden</p><script>x()</script>
    <p>Use <code># port</code> first.</p></main><footer>Imprint</footer></body></html>"""
    (document,) = load(write(tmp_path / "a.html", page))
    assert document.metadata["title"] == "The Cape"
    assert document.page_content == (
        "# Harbour rules\n\nShips wait outside.\n\n## Fees\n\n| Berth | Fee | Fee |\n|-|-|-|\n| A | 1 | 2 \\| 3 |\n"
        "| A | 4 | 5 |\n\n- one\n  - inner\n- two\n\n```\n# run\n    go()\n```\n\nUse `# port` first."
    )


def test_tables_for_the_looks_are_no_tables(tmp_path):
    page = "<table><tr><td><h1>News</h1><table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table></td>"
    assert texts(write(tmp_path / "a.html", page)) == ["# News\n\n| a | b |\n|-|-|\n| 1 | 2 |"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            '<div><i class="field-label">Berth</i>\n<i class="field-value">B-<b>7</b></i></div>'
            '<div><p class="fieldLabel">Owner:</p><p class="fieldValue">Ada Moreno</p></div>',
            "Berth: B-7\n\nOwner: Ada Moreno",
        ),
        ('<p><i class="label">New</i> <i>berths</i></p>', "New berths"),  # a badge
        ('<p><i class="labelled">Berth</i> <i class="valued">7</i></p>', "Berth 7"),
        ('<div class="label"><p>Berths</p></div><div class="value"><p>are let.</p></div>', "Berths\n\nare let."),
    ],
)
def test_a_value_stands_behind_the_label_that_a_page_gives_it(tmp_path, page, text):
    (found,) = texts(write(tmp_path / "a.html", page))
    assert found == text


def test_figures_that_a_page_raises_or_lowers_stand_apart_from_the_number(tmp_path):
    page = (
        '<p>10<sup>6</sup> m<sup>2</sup>, 50<sup><a href="#n">1</a></sup>, the 1<sup>st</sup>, 7<sub>10</sub>, '
        'H<sub>2</sub>O, so<span role="doc-pagebreak">112</span> on<span class="pagenum">[Pg 113]</span></p>'
    )
    assert texts(write(tmp_path / "a.html", page)) == ["10^6 m2, 50[1], the 1st, 7_10, H2O, so on"]
    assert texts(write(tmp_path / "a.md", "10<sup>6</sup>, 1<sup>st</sup>")) == ["10^6, 1st"]


def test_html_says_its_encoding_or_is_guessed(tmp_path):
    page = '<html><head><meta charset="shift_jis"></head><body><p>灯台の番人</p></body></html>'
    assert texts(write(tmp_path / "a.html", page.encode("shift_jis"))) == ["灯台の番人"]


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ada <ada@example.com>"
    message["To"] = "bo@example.com"
    message["Date"] = "Thu, 01 May 2031 06:30:00 +0000"
    message["Subject"] = "Grüße vom Kap"
    return message


def test_mail_gives_its_header_its_text_and_the_names_of_its_attachments(tmp_path):
    message = mail()
    message.set_content("plain words")
    message.add_alternative("<p>See the <b>list</b>:</p><ul><li>oil</li></ul>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="fees.pdf")
    (document,) = load(write(tmp_path / "a.eml", bytes(message)))
    assert document.metadata["title"] == "Grüße vom Kap"
    assert document.page_content == (
        "# Grüße vom Kap\n\nFrom: Ada <ada@example.com>\nTo: bo@example.com\nDate: Thu, 01 May 2031 06:30:00 +0000\n\n"
        "See the list:\n\n- oil\n\nAttachments: fees.pdf"
    )


def test_a_paragraph_that_a_mail_quotes_stands_on_one_line(tmp_path):
    message = mail()
    message.set_content(
        "Yes.\n\n> May we moor at berth seven from the first of May on,\n> and what are the dues?\n> - oil is needed\n"
        ">\n>> Berth seven is free, as far as I can see from here,\n> said Ada.\n> Bo\n"
    )
    (document,) = load(write(tmp_path / "a.eml", bytes(message)))
    assert document.page_content.partition("Yes.\n\n")[2].splitlines() == [
        "> May we moor at berth seven from the first of May on, and what are the dues?",
        "> - oil is needed",
        ">",
        ">> Berth seven is free, as far as I can see from here,",
        "> said Ada.",
        "> Bo",
    ]


def test_a_mail_within_a_mail_follows_it(tmp_path):
    inner, outer = mail(), mail()
    inner.set_content("first words")
    outer.replace_header("Subject", "Fwd")
    outer.set_content("see below")
    outer.add_attachment(inner)
    found = list(load(write(tmp_path / "a.eml", bytes(outer))))
    assert [each.page_content.splitlines()[0] for each in found] == ["# Fwd", "# Grüße vom Kap"]
    assert "first words" in found[1].page_content


@pytest.mark.parametrize(
    "suffix", [".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".tsv", ".html", ".md", ".txt", ".epub"]
)
def test_the_formats_promised_are_known(suffix):
    assert suffix in SUFFIXES


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".ipynb", ".eml", ".msg", ".py", ".rs", ".odt", ".xls", ".rtf"])
def test_the_other_formats_promised_are_known(suffix):
    assert suffix in SUFFIXES


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("[Picture: a lamp]\n\n## The lamp\n\nIt burns.", "The lamp"),
        ("The lamp burns.\n\n## Features\n\nIt dims.", "a"),  # the file's name: a section's heading is no title
        ("Version 2\n\n# The lamp\n\nIt burns.", "The lamp"),
        ("```sh\n# install it\n```\n\n# The lamp", "The lamp"),
    ],
)
def test_a_document_is_called_by_its_title_and_not_by_a_section(tmp_path, text, title):
    (tmp_path / "a.md").write_text(text, "utf-8")
    (document,) = load(tmp_path / "a.md")
    assert document.metadata["title"] == title
