"""Makes Office files and e-books the same byte for byte each time: no clock in the archive, none in the properties."""

import datetime
import re
import zipfile
from pathlib import Path

BUILT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")  # openpyxl always writes now


def settle(path: Path) -> None:
    """Write the archive again with one time for every entry, in their present order."""
    with zipfile.ZipFile(path) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    stamp = BUILT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    write(path, [(name, _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)) for name, content in entries])


def write(path: Path, entries: list[tuple[str, bytes]]) -> None:
    """Write an archive; an entry called `mimetype` is stored uncompressed, as EPUB demands."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries:
            info = zipfile.ZipInfo(name, BUILT.timetuple()[:6])
            info.external_attr = 0o644 << 16
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content, method, 9)
