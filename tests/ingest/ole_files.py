"""The least of Microsoft's compound files, for the tests: an Outlook message, a workbook of before 2007."""

import struct
from pathlib import Path

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LEAST = 4096  # a shorter stream would have to lie in a mini stream; ours are filled up with zeros


def make_ole(path: Path, streams: dict[str, bytes]) -> Path:
    """Write a compound file of these streams; `storage/stream` lies in a storage."""
    names = sorted({part for name in streams for part in (name, name.rpartition("/")[0]) if part})
    sectors = {name: -(-max(_LEAST, len(data)) // SECTOR) for name, data in streams.items()}
    fats = 1 + sum(sectors.values()) // 120
    directories = -(-(len(names) + 1) * 128 // SECTOR)
    start = fats + directories
    table = [_FAT] * fats + [*range(fats + 1, start), _END]
    body, starts = b"", {}
    for name, data in streams.items():
        starts[name] = len(table)
        table += [*range(len(table) + 1, len(table) + sectors[name]), _END]
        body += data.ljust(sectors[name] * SECTOR, b"\0")
    table += [_FREE] * (fats * 128 - len(table))
    entries = [_entry("Root Entry", 5, child=_first(names, ""), start=_END)]
    entries += [_entry_of(name, names, streams, starts) for name in names]
    entries += [bytes(128)] * (directories * 4 - len(entries))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fats, fats, 0, _LEAST, _END, 0, _END, 0)
    header += struct.pack("<109I", *[*range(fats), *[_FREE] * (109 - fats)])
    path.write_bytes(header + struct.pack(f"<{len(table)}I", *table) + b"".join(entries) + body)
    return path


def make_msg(path: Path, body: str, html: bytes = b"") -> Path:
    """Write an Outlook message with an attachment."""
    ticks = 133_000_000_000_000_000  # 2022-06-18 04:26 UTC, in tenths of a microsecond since 1601
    streams = {
        "__properties_version1.0": bytes(32) + struct.pack("<IIQ", 0x00390040, 6, ticks),
        "__substg1.0_0037001F": "Grüße vom Kap".encode("utf-16-le"),
        "__substg1.0_0C1A001F": "Ada".encode("utf-16-le"),
        "__substg1.0_5D01001F": "ada@example.com".encode("utf-16-le"),
        "__substg1.0_0E04001E": b"Bo",
        "__attach_version1.0_#00000000/__substg1.0_3707001F": "fees.pdf".encode("utf-16-le"),
    }
    if body:
        streams["__substg1.0_1000001F"] = body.encode("utf-16-le")
    if html:
        streams["__substg1.0_10130102"] = html
    return make_ole(path, streams)


def make_xls(path: Path, name: str, rows: list[list[str | float]]) -> Path:
    """Write a workbook of one sheet (BIFF8)."""

    def record(number: int, data: bytes) -> bytes:
        return struct.pack("<HH", number, len(data)) + data

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    encoded = name.encode("utf-16-le")
    sheet_name = struct.pack("<BB", len(name), 1) + encoded
    globals_size = len(begin(5)) + len(record(0x0085, bytes(6) + sheet_name)) + 4
    book = begin(5) + record(0x0085, struct.pack("<IH", globals_size, 0) + sheet_name) + record(0x000A, b"")
    book += begin(16)
    for y, cells in enumerate(rows):
        for x, value in enumerate(cells):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                book += record(0x0204, struct.pack("<HHHHB", y, x, 0, len(value), 1) + text)
            else:
                book += record(0x0203, struct.pack("<HHHd", y, x, 0, value))
    return make_ole(path, {"Workbook": book + record(0x000A, b"")})


def _entry_of(name: str, names: list[str], streams: dict[str, bytes], starts: dict[str, int]) -> bytes:
    folder, _, own = name.rpartition("/")
    after = _first([each for each in names if each > name], folder, names)
    if name in streams:
        return _entry(own, 2, right=after, start=starts[name], size=max(_LEAST, len(streams[name])))
    return _entry(own, 1, right=after, child=_first(names, name))


def _first(names: list[str], folder: str, everything: list[str] | None = None) -> int:
    """Return the number of the first entry in a folder; siblings hang on one another's right."""
    inside = (name for name in names if name.rpartition("/")[0] == folder)
    found = next(inside, None)
    return _FREE if found is None else (everything or names).index(found) + 1


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    fixed = struct.pack("<HBBIII", len(encoded), kind, 1, _FREE, right, child)
    return encoded.ljust(64, b"\0") + fixed + bytes(36) + struct.pack("<IQ", start, size)
