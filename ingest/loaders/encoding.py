"""Find the encoding of a text file, and refuse what is no text."""

import codecs
import re
from pathlib import Path
from typing import TextIO

from ingest.loaders.base import LoadError

_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_BOMS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a\x1b\x85")
# The encodings that people's files are in, the commoner first: short texts fit many, and the first is taken.
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "mac_roman", "cp850", "cp437")
_OTHER = (
    *("cp1251", "gb18030", "big5", "cp932", "euc_jp", "cp949", "koi8_r", "cp1253"),
    *("cp1255", "cp1256", "iso8859_5", "iso8859_7"),
)
_STRAY_ZEROS = 5  # that a text may hold, as some logs do
_BINARY = "binary data, not text: check that this is the right file"


def open_text(path: Path, newline: str | None = None) -> TextIO:
    """Open a text file in the encoding found; bytes that do not fit it become U+FFFD. Raises LoadError."""
    return path.open(encoding=encoding_of(path), errors="replace", newline=newline)


def read_text(path: Path) -> str:
    """Return a whole text file, for formats that must be parsed in one piece."""
    with open_text(path) as stream:
        return stream.read()


def encoding_of(path: Path) -> str:
    """Return the name of the file's encoding: by its mark, as UTF-8 throughout, or by its statistics."""
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head and (wide := _wide_encoding(head)):
        return wide
    fault = _first_fault(path)
    if fault is None:
        refuse_binary(head)
        return "utf-8"
    with path.open("rb") as stream:
        stream.seek(max(0, fault - _SAMPLE // 2))
        around = stream.read(_SAMPLE)
    return _legacy_encoding(around)


def decode(data: bytes) -> str:
    """Return bytes of unknown encoding as text: UTF-8 where they are, else as the statistics say."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(_legacy_encoding(data[:_SAMPLE]), errors="replace")


def refuse_binary(data: bytes) -> None:
    """Raise LoadError where the bytes hold more control characters than text does."""
    controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in data)
    if controls > len(data) // 200 + 2:
        raise LoadError(_BINARY)


def _wide_encoding(head: bytes) -> str:
    """Tell UTF-16 without a mark, whose zero bytes stand on one side of the pairs, from junk and from a stray zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) >= len(head) // 8 + 1 and min(even, odd) <= max(even, odd) // 20:
        encoding = "utf-16-be" if even > odd else "utf-16-le"
        refuse_binary(head.decode(encoding, errors="replace").encode("utf-8"))
        return encoding
    if even + odd > _STRAY_ZEROS:
        raise LoadError(_BINARY)
    return ""


def _first_fault(path: Path) -> int | None:
    """Return the offset near which the file stops being UTF-8, or None. Reads in blocks."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    offset = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return offset + error.start
            offset += len(block)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return offset
    return None


def _legacy_encoding(sample: bytes) -> str:
    refuse_binary(sample)
    replaced = sample.decode("utf-8", errors="replace")
    good = sum(character > "\x7f" for character in replaced) - replaced.count("\ufffd")
    if good > 10 * replaced.count("\ufffd"):
        return "utf-8"  # UTF-8 with a few broken bytes, as logs have them
    return _japanese(sample) or _by_statistics(sample)


def _japanese(sample: bytes) -> str | None:
    """Recognise Shift-JIS by its kana, which the statistics miss in short texts."""
    text = sample.decode("cp932", errors="replace")
    kana = sum("\u3041" <= character <= "\u30ff" for character in text)
    strange = sum("\uff61" <= character <= "\uff9f" or character == "\ufffd" for character in text)
    return "cp932" if kana > 3 and kana > 10 * strange else None


def _by_statistics(sample: bytes) -> str:
    """Ask charset-normalizer; letters with marks that stand singly between ASCII ones are of a Latin script."""
    from charset_normalizer import from_bytes

    accented = re.findall(rb"[\x80-\xff]+", sample)
    latin = sum(len(run) == 1 for run in accented) > 0.7 * len(accented)
    candidates = _LATIN if latin else _LATIN + _OTHER
    matches = list(from_bytes(sample, cp_isolation=list(candidates)))
    if not matches and not latin:
        raise LoadError(_BINARY)
    if not matches:
        return candidates[0]
    best = matches[0]
    equals = {m.encoding for m in matches if m.chaos <= best.chaos + 0.02 and m.coherence >= best.coherence - 0.02}
    return next((name for name in candidates if name in equals), best.encoding)
