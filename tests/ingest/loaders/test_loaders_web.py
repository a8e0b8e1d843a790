"""Pages from the web: read from a server on loopback, and refused wherever a private address is not wanted."""

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest
from made_files import make_pdf

from ingest.loaders import Limits, LoadError, load_url
from ingest.loaders.web import Guarded, follow

PAGE = b"<html><head><title>The Cape</title></head><body><h1>Rules</h1><p>Ships wait.</p></body></html>"


class Handler(BaseHTTPRequestHandler):
    """Answers from a table: path -> (status, headers, body)."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/slow":
            self._drip()
            return
        status, headers, body = self.server.pages.get(self.path, (404, {}, b"gone"))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            pass  # the reader has left

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.pages, server.asked = {}, []
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def add(server, path, body, kind="text/html", status=200, **headers):
    server.pages[path] = (status, {"Content-Type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}, body)
    return server.url + path


def said(url, limits=Limits(), *, allow_private=True):
    with pytest.raises(LoadError) as raised:
        list(load_url(url, limits, allow_private=allow_private))
    assert str(raised.value).startswith(f"{url}: ")
    return str(raised.value).removeprefix(f"{url}: ")


def test_a_page_is_read_with_its_title_and_its_address_as_source(server):
    url = add(server, "/rules?x=ä", PAGE)
    server.pages["/rules?x=%C3%A4"] = server.pages["/rules?x=ä"]
    (document,) = load_url(url, allow_private=True)
    assert document.page_content == "# Rules\n\nShips wait."
    assert document.metadata == {"source": url, "title": "The Cape"}


def test_the_content_type_chooses_the_reader(server, tmp_path):
    pdf = make_pdf(tmp_path / "a.pdf", [["words of the page"]]).read_bytes()
    for path, body, kind, text in [
        ("/a", pdf, "application/pdf", "words of the page"),
        ("/b.pdf", pdf, "application/octet-stream", "words of the page"),
        ("/c", b"a,b\nx,y\n", "text/csv; charset=utf-8", "| a | b |\n|-|-|\n| x | y |"),
        ("/d.json", b'{"a": 1}', "application/json", "a: 1"),
        ("/e.py", b"x = 1", "text/x-python", "x = 1"),
        ("/f", b"words", "text/plain", "words"),
    ]:
        (document,) = load_url(add(server, path, body, kind), allow_private=True)
        assert document.page_content == text


def test_the_encoding_that_only_the_server_names_is_used(server):
    body = "<html><body><p>Příliš</p></body></html>".encode("cp1250")
    (document,) = load_url(add(server, "/", body, "text/html; charset=windows-1250"), allow_private=True)
    assert document.page_content == "Příliš"


def test_a_packed_page_is_unpacked(server):
    url = add(server, "/", gzip.compress(PAGE), Content_Encoding="gzip")
    assert next(iter(load_url(url, allow_private=True))).metadata["title"] == "The Cape"


def test_redirects_are_followed_but_not_for_ever(server):
    add(server, "/new", PAGE)
    url = add(server, "/old", b"", status=301, Location="/new")
    assert next(iter(load_url(url, allow_private=True))).metadata["source"] == url
    loop = add(server, "/loop", b"", status=302, Location="/loop")
    assert said(loop) == "more than 5 redirects: check the address in a browser"


@pytest.mark.parametrize(
    ("path", "body", "more", "start"),
    [
        ("/gone", b"", {"status": 404}, "the server answers 404: check the address in a browser"),
        ("/big", b"x" * 3_000_000, {"kind": "text/plain"}, "over the limit of 1 MiB for a page"),
        ("/bomb", gzip.compress(bytes(50_000_000)), {"Content_Encoding": "gzip"}, "over the limit of 1 MiB"),
        ("/br", b"x", {"Content_Encoding": "br"}, "the server sends it packed as br"),
        ("/bad", b"no gzip", {"Content_Encoding": "gzip"}, "the server sends it damaged"),
        ("/film", b"x", {"kind": "video/mp4"}, "of a type that is not read (video/mp4)"),
        ("/none", b"", {}, "empty: nothing to add"),
        ("/script", b"<html><script>x</script></html>", {}, "no text in it: nothing to add"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(server, path, body, more, start):
    assert said(add(server, path, body, **more), Limits(download=1 << 20)).startswith(start)


def test_a_server_that_drips_is_left(server):
    started = time.monotonic()
    assert said(server.url + "/slow", Limits(seconds=1.5)).startswith("no answer in time")
    assert time.monotonic() - started < 6


def test_a_server_that_is_not_there_is_said():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert said(f"http://127.0.0.1:{port}/").startswith("cannot be reached (")


@pytest.mark.parametrize("url", ["ftp://host/a", "file:///etc/hostname", "gopher://x", "javascript:alert(1)", "words"])
def test_only_web_addresses_are_read(url):
    assert said(url).startswith("only http and https addresses are read")


@pytest.mark.parametrize(
    ("url", "start"), [("http://", "no host"), ("http://[::1", "no valid"), ("http://a:99999/", "no valid")]
)
def test_no_address_is_said(url, start):
    assert said(url).startswith(start)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "localhost",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.5.5",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
        ),
        *("0x7f000001", "2130706433", "127.1", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]"),
        *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255", "user:word@127.0.0.1"),
    ],
)
def test_private_addresses_are_refused_however_they_are_written(host):
    assert "private address, and those are not read" in said(f"http://{host}:9/", allow_private=False)


def test_a_private_server_is_not_even_asked(server):
    assert "private address" in said(add(server, "/", PAGE), allow_private=False)
    assert server.asked == []


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    def both(host, port, **_):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("93.184.216.34", "10.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    assert said("http://mixed.example/", allow_private=False).startswith(
        "mixed.example is at 10.0.0.1, a private address"
    )


def test_a_redirect_into_the_private_network_is_refused(server):
    """The first host is allowed for this test; the one it leads to is not."""
    url = add(server, "/", b"", status=302, Location=f"http://localhost:{server.server_port}/secret")
    allowed = frozenset({f"127.0.0.1:{server.server_port}"})
    with httpcore.ConnectionPool(network_backend=Guarded(allowed, 10)) as pool, pytest.raises(LoadError) as raised:
        follow(pool, url, Limits())
    assert str(raised.value).startswith("localhost is at 127.0.0.1, a private address")
    assert server.asked == ["/"]


def test_a_host_that_is_unknown_is_said(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert (
        said("https://nowhere.invalid/", allow_private=False)
        == "there is no host named nowhere.invalid: check the address"
    )
