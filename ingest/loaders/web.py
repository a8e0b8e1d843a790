"""Fetches a page from the public web, and nothing from anywhere else.

The name is looked up here, every address it has is judged, and the connection goes to an address judged: what
a name server says a moment later, or a redirect, cannot lead into the private network.
"""

import ipaddress
import re
import socket
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpcore

from ingest.loaders.base import Limits, LoadError

_REDIRECTS = 5
_WAIT = 15.0  # seconds for a connection, and for each piece
_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "text/tab-separated-values": ".tsv",
}
_HEADERS = [
    (b"User-Agent", b"Footnote (document reader)"),
    (b"Accept", b"text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5"),
    (b"Accept-Encoding", b"gzip, identity"),
]


@contextmanager
def fetched(url: str, limits: Limits, *, allow_private: bool = False) -> Iterator[Path]:
    """Give the content of a URL as a temporary file whose suffix tells its type. Raises LoadError."""
    try:
        with httpcore.ConnectionPool(network_backend=Guarded(allow_private, limits.seconds)) as pool:
            headers, body, last = follow(pool, url, limits)
    except httpcore.TimeoutException as error:
        raise LoadError("no answer in time: try again later, or download it and add the file") from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise LoadError(f"cannot be reached ({error or type(error).__name__}): check the address") from error
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _file_name(last, headers)
        path.write_bytes(_as_utf8(body, headers))
        yield path


def follow(pool: httpcore.ConnectionPool, url: str, limits: Limits) -> tuple[dict[str, str], bytes, str]:
    """Return the headers, content and address of the page that a URL leads to."""
    for _ in range(_REDIRECTS + 1):
        extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), _WAIT)}
        with pool.stream("GET", _ascii(url), headers=_HEADERS, extensions=extensions) as response:
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in (301, 302, 303, 307, 308) and "location" in headers:
                url = urljoin(url, headers["location"])
                continue
            if response.status != 200:
                raise LoadError(f"the server answers {response.status}: check the address in a browser")
            return headers, _body(response.iter_stream(), headers, limits.download), url
    raise LoadError(f"more than {_REDIRECTS} redirects: check the address in a browser")


def _body(pieces: Iterable[bytes], headers: dict[str, str], most: int) -> bytes:
    """Return the content, unpacked, bounded in size."""
    coding = headers.get("content-encoding", "identity").lower()
    if coding not in ("identity", "gzip"):
        raise LoadError(f"the server sends it packed as {coding}: save it from a browser, then add the file")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if coding == "gzip" else None
    body = bytearray()
    for piece in pieces:
        try:
            body += unpack.decompress(piece, most + 1 - len(body)) if unpack else piece
        except zlib.error as error:
            raise LoadError("the server sends it damaged: try again later") from error
        if len(body) > most:
            raise LoadError(f"over the limit of {most >> 20:,} MiB for a page: download it and add the file")
    return bytes(body)


class Guarded(httpcore.SyncBackend):
    """Connects to public addresses, and to private ones only where they are allowed: all, or these hosts.

    Whatever it opens ends after so many seconds, also where a server sends a byte now and then.
    """

    def __init__(self, allowed: bool | frozenset[str], seconds: float) -> None:
        super().__init__()
        self._allowed = allowed
        self._ends = time.monotonic() + seconds

    def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore.NetworkStream:
        """Open a connection to the host, at an address that was judged here."""
        free = self._allowed if isinstance(self._allowed, bool) else f"{host}:{port}" in self._allowed
        address = host if free else _public_address(host, port)
        return _Ending(super().connect_tcp(address, port, *args, **options), self._ends)

    def connect_unix_socket(self, path: str, *args: Any, **options: Any) -> httpcore.NetworkStream:
        """Refuse: no address on the web leads to one."""
        raise LoadError("only http and https addresses are read: check the address")


class _Ending(httpcore.NetworkStream):
    """A connection from which nothing is read after its end."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends
        self.write, self.close, self.get_extra_info = stream.write, stream.close, stream.get_extra_info

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return self._stream.read(max_bytes, min(left, timeout or left))

    def start_tls(self, *args: Any, **options: Any) -> httpcore.NetworkStream:
        return _Ending(self._stream.start_tls(*args, **options), self._ends)


def _public_address(host: str, port: int) -> str:
    """Return an address of the host. Raises LoadError where any of its addresses is not a public one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise LoadError(f"there is no host named {host}: check the address") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        if not _is_public(ipaddress.ip_address(address)):
            where = f"{address} is" if address == host else f"{host} is at {address},"
            raise LoadError(f"{where} a private address, and those are not read: save the page as a file and add that")
    return addresses[0]


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Say whether an address is public, also where an IPv6 one only wraps one of IPv4."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _file_name(url: str, headers: dict[str, str]) -> str:
    """Return a file name that tells the type: by the server's word, else by the address; HTML if neither does."""
    from ingest.loaders import SUFFIXES

    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    name = re.sub(r"[^\w.-]+", "-", unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2])[-80:] or "page"
    own = Path(name).suffix.lower()
    if kind in _TYPES:
        suffix = _TYPES[kind]
    elif own in SUFFIXES:
        suffix = own
    elif kind.startswith("text/"):
        suffix = ".txt"
    else:
        suffix = ".html" if not kind else ""
        if not suffix and kind != "application/octet-stream":
            raise LoadError(f"of a type that is not read ({kind}): save it in another form, then add the file")
    return (Path(name).stem or "page") + suffix


def _as_utf8(body: bytes, headers: dict[str, str]) -> bytes:
    """Return text in UTF-8 with its mark where the server names the encoding: no reader must guess it then."""
    kind, _, options = headers.get("content-type", "").partition(";")
    named = re.search(r"charset=[\"']?([\w.:-]+)", options)
    if not kind.startswith("text/") or not named:
        return body
    try:
        return body.decode(named[1], errors="replace").encode("utf-8-sig")
    except LookupError:
        return body


def _ascii(url: str) -> str:
    """Return a web address with what lies beyond ASCII encoded, as a server wants it. Raises LoadError."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
    except ValueError as error:  # UnicodeError is one
        raise LoadError(f"no valid address ({error}): check it") from error
    if parts.scheme not in ("http", "https"):
        raise LoadError(f"only http and https addresses are read, not {parts.scheme or 'this'}: check the address")
    if not host:
        raise LoadError("no host in the address: check it")
    host = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~?')}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{path}{query}"
