"""Mail: EML and MHTML by the standard library, Outlook's MSG by olefile.

A message becomes its header lines, its text, and the names of its attachments.
"""

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from compress.corpus.columns import with_tables
from ingest.loaders.archives import DAMAGED
from ingest.loaders.base import Limits, LoadError, one_line
from ingest.loaders.encoding import decode
from ingest.loaders.html import html_to_markdown

_QUOTED = re.compile(r"((?:>[ \t]?)*)(.*)", re.DOTALL)
_ITEM = re.compile(r"\s|[-*+•]\s|\(?\w{1,3}[.)]\s|(?:From|To|Cc|Date|Sent|Subject): ")
_WRAPPED = 45  # characters: a shorter line ends by itself
_HEADERS = ("From", "To", "Cc", "Date")
# Numbers of MAPI properties, as MSG names its streams after them.
_SUBJECT, _BODY, _HTML, _FROM, _ADDRESS, _SMTP = "0037", "1000", "1013", "0C1A", "0C1F", "5D01"
_TO, _CC, _LONG_NAME, _SHORT_NAME = "0E04", "0E03", "3707", "3704"
_DATES = (0x0039, 0x0E06)  # sent, delivered
_FIXED = "__properties_version1.0"


def read_eml(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield one message; an attached message follows as its own Document."""
    with path.open("rb") as stream:
        message = message_from_binary_file(stream, policy=policy.default)
    if not any(message.get(name) for name in (*_HEADERS, "Subject", "Content-Type", "Received")):
        raise LoadError("no mail inside, though its name says so: rename it to .txt if it is text")
    yield from _messages(message)


def read_msg(path: Path, limits: Limits) -> Iterator[Document]:
    """Yield one Outlook message."""
    import olefile

    with olefile.OleFileIO(str(path)) as ole:
        fields = {"From": _sender(ole), "To": _mapi(ole, _TO), "Cc": _mapi(ole, _CC), "Date": _sent(ole)}
        body = _plain(_mapi(ole, _BODY)) or _mapi_html(ole)
        storages = {entry[0] for entry in ole.listdir() if entry[0].startswith("__attach")}
        names = [_mapi(ole, _LONG_NAME, at) or _mapi(ole, _SHORT_NAME, at) for at in sorted(storages)]
        subject = one_line(_mapi(ole, _SUBJECT))
    if not (subject or body.strip()):
        raise LoadError(DAMAGED)
    yield _document(subject, fields, body, names)


def _messages(message: EmailMessage) -> Iterator[Document]:
    subject = one_line(_header(message, "Subject"))
    fields = {name: _header(message, name) for name in _HEADERS}
    attached = [part for part in message.walk() if part is not message and part.get_filename()]
    yield _document(subject, fields, _body(message), [part.get_filename() or "" for part in attached])
    for part in message.iter_attachments() if message.is_multipart() else ():
        if part.get_content_type() == "message/rfc822" and isinstance(inner := part.get_payload(0), EmailMessage):
            yield from _messages(inner)


def _document(subject: str, fields: dict[str, str], body: str, attachments: list[str]) -> Document:
    lines = [f"{name}: {one_line(value)}" for name, value in fields.items() if value.strip()]
    names = ", ".join(one_line(name) for name in attachments if name)
    parts = [
        f"# {subject}" if subject else "",
        "\n".join(lines),
        body.strip(),
        f"Attachments: {names}" if names else "",
    ]
    return Document("\n\n".join(filter(None, parts)), metadata={"title": subject} if subject else {})


def _header(message: EmailMessage, name: str) -> str:
    """Return a header's text; where the library cannot parse it, as it stands."""
    try:
        return str(message.get(name) or "")
    except (ValueError, IndexError, AttributeError, TypeError):  # what the header parser raises on malformed headers
        return next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")


def _body(message: EmailMessage) -> str:
    """Return the text of a message: its HTML as Markdown where it has some, for tables and lists; else as written."""
    part = message.get_body(preferencelist=("html", "plain"))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    charset = part.get_content_charset() or "utf-8"
    try:
        text = data.decode(charset, errors="strict") if isinstance(data, bytes) else str(part.get_payload())
    except (LookupError, UnicodeDecodeError):
        text = decode(data)
    return html_to_markdown(text)[1] if part.get_content_subtype() == "html" else _plain(text)


def _plain(text: str) -> str:
    """Return a plain message with each paragraph that it quotes on one line: a mark within would cut a sentence.

    Its aligned tables are Markdown ones.
    """
    lines: list[str] = []
    depth = ""
    wrapped = False  # the line above ends where no further word fits
    for line in text.splitlines():
        marks, words = _QUOTED.fullmatch(line).groups()
        if wrapped and marks.count(">") == depth.count(">") > 0 and words and not _ITEM.match(words):
            lines[-1] += " " + words
        else:
            lines.append(line)
        depth, wrapped = marks, len(words) >= _WRAPPED
    return with_tables("\n".join(lines))


def _mapi(ole: Any, number: str, storage: str = "") -> str:
    """Return a text property of a MSG file, or of a storage in it: UTF-16 or the message's code page."""
    folder = f"{storage}/" if storage else ""
    if ole.exists(wide := f"{folder}__substg1.0_{number}001F"):
        return ole.openstream(wide).read().decode("utf-16-le", errors="replace").rstrip("\0")
    if ole.exists(narrow := f"{folder}__substg1.0_{number}001E"):
        return decode(ole.openstream(narrow).read()).rstrip("\0")
    return ""


def _mapi_html(ole: Any) -> str:
    """Return the HTML body, which is a stream of bytes, as Markdown."""
    name = f"__substg1.0_{_HTML}0102"
    html = ole.openstream(name).read().rstrip(b"\0") if ole.exists(name) else _mapi(ole, _HTML)
    return html_to_markdown(html)[1] if html else ""


def _sender(ole: Any) -> str:
    name, address = _mapi(ole, _FROM), _mapi(ole, _SMTP) or _mapi(ole, _ADDRESS)
    return f"{name} <{address}>" if "@" in address and address != name else name or address


def _sent(ole: Any) -> str:
    """Return when the message was sent (UTC), from the table of fixed-size properties: 16 bytes each."""
    if not ole.exists(_FIXED):
        return ""
    table = ole.openstream(_FIXED).read()[32:]
    values = {tag >> 16: value for tag, _, value in struct.iter_unpack("<IIQ", table[: len(table) // 16 * 16])}
    ticks = next((values[number] for number in _DATES if values.get(number)), 0)
    try:
        sent = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return ""
    return f"{sent:%Y-%m-%d %H:%M} UTC" if ticks else ""
