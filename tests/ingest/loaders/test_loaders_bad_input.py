"""Bad files end in one sentence that names the mend, soon, and never in a traceback."""

import io
import os
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import make_bare_docx, make_epub, make_odt, make_pdf, make_zip

from ingest.loaders import FAMILIES, Limits, LoadError, load

DAMAGED = "damaged or cut short: fetch or save it again, then add it again"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{_ENTITIES}]>'


def sentence(path, limits=Limits()):
    """Return what is said of a file, having made sure that it is said at once."""
    started = time.monotonic()
    with pytest.raises(LoadError) as raised:
        list(load(path, limits))
    assert time.monotonic() - started < 20
    said = str(raised.value)
    assert said.startswith(f"{path.name}: ")
    assert "\n" not in said
    return said.removeprefix(f"{path.name}: ")


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "empty: nothing to add"),
        ("a.txt", b" \n\n", "no text in it: nothing to add"),
        ("a.txt", os.urandom(4000), "binary data, not text: check that this is the right file"),
        ("a.csv", b"\0\1\2\3" * 50, "binary data, not text: check that this is the right file"),
        ("a.xyz", b"words", "files of this kind (.xyz) are not read: rename it to .txt if it holds text"),
        ("a.pdf", b"words", "no PDF inside, though its name says so: check that this is the right file"),
        ("a.docx", b"words", "no DOCX inside, though its name says so: check that this is the right file"),
        ("a.msg", b"words", "no MSG inside, though its name says so: check that this is the right file"),
        ("a.eml", b"words", "no mail inside, though its name says so: rename it to .txt if it is text"),
        ("a.pdf", b"%PDF-1.4\n" + bytes(500), DAMAGED),
        ("a.docx", b"PK\3\4" + bytes(500), DAMAGED),
        ("a.doc", OLE + bytes(4000), DAMAGED),
        ("a.gz", b"\x1f\x8b\x08\0", "an archive: unpack it, then add the folder"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0", "a picture: put it into a PDF, whose pages are read by OCR, then add that"),
        ("a.csv", b'a,b\n1,"' + b"x" * 10_000_100, "a quote is left open in the row of line 2 (field larger than "
         "field limit (10000000)): close it, then add the file again"),
        ("a.csv", b'a,b\n1,"x\ny"\n2,"z\n3,w\n', "a quote is left open in the row of line 4 (it is never closed): "
         "close it, then add the file again"),
    ],
)  # fmt: skip
def test_one_sentence_names_the_mend(tmp_path, name, content, said):
    assert sentence(write(tmp_path / name, content)) == said


@pytest.mark.parametrize(
    ("name", "content", "start"),
    [
        ("a.json", '{"a":', "damaged JSON ("),
        ("a.json", "[" * 100_000, "damaged JSON ("),
        ("a.jsonl", '{"a": 1}\n{b}', "line 2: damaged JSON ("),
        ("a.ipynb", "[]", "not a notebook"),
        ("a.html", "<div>" * 50_000 + "x", "nested too deeply to read: save it again from a browser"),
    ],
)
def test_broken_text_formats_say_where(tmp_path, name, content, start):
    assert sentence(write(tmp_path / name, content)).startswith(start)


def test_what_is_no_file_is_said(tmp_path):
    assert sentence(tmp_path / "missing.pdf") == "no such file: check the path"
    assert sentence(tmp_path) == "not a file: give a file, or a folder to the command that walks folders"


def test_a_file_without_permission_is_said(tmp_path, monkeypatch):
    path = write(tmp_path / "a.txt", "words")
    path.chmod(0)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read anything, and the suite may run as root
    assert sentence(path) == "no permission to read it: change its permissions, then add it again"


def test_an_unreadable_disk_is_said(tmp_path, monkeypatch):
    from ingest.loaders import detect

    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(detect, "family_name", broken)
    path = write(tmp_path / "a.txt", "words")
    assert sentence(path) == "cannot be read (Input/output error): check the file and its permissions"


@pytest.mark.parametrize("part", [0.3, 0.6, 0.97])
def test_files_cut_short_are_damaged(tmp_path, part):
    from openpyxl import Workbook

    whole = io.BytesIO()
    book = Workbook()
    book.active.append(["a", "b"])
    book.save(whole)
    make_pdf(tmp_path / "b.pdf", [["words"] * 40] * 5)
    for name, data in (("a.xlsx", whole.getvalue()), ("a.pdf", (tmp_path / "b.pdf").read_bytes())):
        assert sentence(write(tmp_path / name, data[: int(len(data) * part)])) == DAMAGED


def test_archives_that_are_no_document_are_refused(tmp_path):
    assert sentence(make_zip(tmp_path / "a.zip", {"a.txt": "x"})) == "an archive: unpack it, then add the folder"
    sheet = make_zip(tmp_path / "a.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})
    assert sentence(sheet) == "an OpenDocument file that is no text: save it as XLSX or PPTX, then add that"


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = make_bare_docx(tmp_path / "a.docx", "<w:document>" + " " * 3_000_000 + "</w:document>")
    assert path.stat().st_size < 20_000
    assert sentence(path, Limits(unpacked=1 << 20)) == "unpacks to 2 MiB, over the limit of 1: split it"


def test_a_zip_that_understates_its_size_is_not_unpacked_either(tmp_path):
    path = make_bare_docx(tmp_path / "a.docx", "<w:document>" + " " * 3_000_000 + "</w:document>")
    size = zipfile.ZipFile(path).infolist()[0].file_size.to_bytes(4, "little")
    lying = path.read_bytes().replace(size, (500).to_bytes(4, "little"))
    assert lying != path.read_bytes()
    assert sentence(write(tmp_path / "b.docx", lying), Limits(unpacked=1 << 20)).startswith(DAMAGED)


def test_xml_entities_are_not_expanded(tmp_path):
    docx = make_bare_docx(tmp_path / "a.docx", BOMB + "<w:document><w:body>&l9;</w:body></w:document>")
    assert sentence(docx) == "holds XML declarations that no Office program writes: save it again from one"
    odt = make_odt(tmp_path / "a.odt", "")
    bomb = make_zip(tmp_path / "b.odt", {**parts_of(odt), "content.xml": BOMB + "<a>&l9;</a>"})
    assert sentence(bomb) == DAMAGED
    epub = make_epub(tmp_path / "a.epub")
    book = make_zip(tmp_path / "b.epub", {**parts_of(epub), "OPS/book.opf": BOMB + "<a>&l9;</a>"})
    assert sentence(book) == DAMAGED


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_locked_files_are_said(tmp_path):
    locked = "password-protected: save a copy without the password, then add that"
    odt = make_odt(tmp_path / "a.odt", "", manifest="<manifest><encryption-data/></manifest>")
    assert sentence(odt) == locked
    cipher = (
        '<encryption><EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"><CipherData>'
        '<CipherReference URI="OPS/two.xhtml"/></CipherData></EncryptedData></encryption>'
    )
    epub = make_epub(tmp_path / "a.epub")
    book = make_zip(tmp_path / "b.epub", {**parts_of(epub), "META-INF/encryption.xml": cipher})
    assert sentence(book) == "locked by its seller (DRM): it can be read only in the seller's program"


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("page.txt", "<!DOCTYPE html><html><body><h1>Cape</h1></body></html>", "# Cape"),
        ("page.md", "\n<html><body><p>Cape</p></body></html>", "Cape"),
        ("sheet.xls", "a\tb\n1\t2\n", "| a | b |\n|-|-|\n| 1 | 2 |"),
        ("sheet.xls", "<html><table><tr><td>a<td>b<tr><td>1<td>2</table>", "| a | b |\n|-|-|\n| 1 | 2 |"),
        ("note.txt", r"{\rtf1 Cape\par}", "Cape"),
        ("LICENSE", "You may.", "You may."),
        ("page.php", "<html><?php echo 1; ?></html>", "<html><?php echo 1; ?></html>"),
    ],
)
def test_content_decides_where_the_name_lies(tmp_path, name, content, text):
    (document,) = load(write(tmp_path / name, content))
    assert document.page_content.rstrip("\n") == text


def test_a_pdf_by_another_name_is_read_as_one(tmp_path):
    make_pdf(tmp_path / "a.pdf", [["words of the page"]])
    for name in ("a.txt", "a.docx", "a", "a.bin"):
        (document,) = load(write(tmp_path / name, (tmp_path / "a.pdf").read_bytes()))
        assert document.page_content == "words of the page"


@settings(max_examples=80, deadline=None)
@given(
    junk=st.binary(min_size=1, max_size=400),
    start=st.sampled_from([b"", b"%PDF-1.7\n", b"PK\3\4", OLE, b"{\\rtf1 ", b"<html>", b"From: a\n\n", b"{", b"[{"]),
    suffix=st.sampled_from(sorted({family.suffixes.split()[0] for family in FAMILIES})),
)
def test_no_bytes_end_in_anything_but_text_or_a_sentence(tmp_path_factory, junk, start, suffix):
    path = write(tmp_path_factory.mktemp("junk") / f"a{suffix}", start + junk)
    try:
        documents = list(load(path))
    except LoadError as error:
        assert str(error).startswith(f"{path.name}: ")  # noqa: PT017 (either outcome is right)
    else:
        assert all(document.page_content.encode() for document in documents)


def test_a_zip_with_a_broken_name_is_damaged(tmp_path):
    path = make_zip(tmp_path / "a.docx", {"word/document.xml": "x", "größe.xml": "y"})
    assert sentence(write(path, path.read_bytes().replace("ö".encode(), b"\xff\xff"))) == DAMAGED


@settings(max_examples=60, deadline=None)
@given(
    make=st.sampled_from(
        [make_epub, lambda path: make_odt(path, "<text:p>x</text:p>"), lambda path: make_pdf(path, [["x"]])]
    ),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=30),
)
def test_broken_bytes_end_in_text_or_a_sentence(tmp_path_factory, make, changes):
    path = make(tmp_path_factory.mktemp("broken") / "a.bin")
    data = bytearray(path.read_bytes())
    for place, value in changes:
        data[int(place * len(data))] = value
    try:
        list(load(write(path, bytes(data)), Limits(seconds=20)))
    except LoadError as error:
        assert str(error).startswith("a.bin: ")  # noqa: PT017 (either outcome is right)
