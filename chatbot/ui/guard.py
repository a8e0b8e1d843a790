"""Stands before every request: other sites may not use the visitor's browser, and the page may call nobody.

Plain ASGI rather than Starlette's `BaseHTTPMiddleware`: the page lives on long event streams, and Gradio
must see at once when one of them is closed.
"""

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (  # unsafe-eval: Gradio makes the page's own small event functions with `new Function`
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)


class Guard:
    """Refuses foreign hosts and origins; gives every response a content security policy."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if refusal := _refusal(scope["method"], headers):
            from starlette.responses import PlainTextResponse

            await PlainTextResponse(refusal + "\n", 403)(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        if scope["path"] == "/":  # uncompressed, so that its scripts can be marked
            kept = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
            await self._app({**scope, "headers": kept}, receive, _Marked(send, nonce))
        else:
            await self._app(scope, receive, _sealed(send, nonce))


def _refusal(method: str, headers: dict[str, str]) -> str | None:
    host = headers.get("host", "")
    if host.rsplit(":", 1)[0] not in _HOSTS:  # a foreign name made to point at this machine
        return "Footnote answers on 127.0.0.1 only."
    origin = headers.get("origin")
    if origin and method not in ("GET", "HEAD") and origin.split("://", 1)[-1] != host:
        return "Footnote takes no requests from other sites."
    return None


def _sealed(send: "Send", nonce: str) -> "Send":
    """Return a `send` that adds the headers to a response."""

    async def sealed(message: "Message") -> None:
        if message["type"] == "http.response.start":
            from starlette.datastructures import MutableHeaders

            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Security-Policy", _POLICY.format(nonce=nonce))
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
        await send(message)

    return sealed


class _Marked:
    """A `send` for the page itself: marks the scripts it came with, so that no other inline script can run."""

    def __init__(self, send: "Send", nonce: str) -> None:
        self._send = _sealed(send, nonce)
        self._nonce = nonce
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self._body.replace(b"<script", f'<script nonce="{self._nonce}"'.encode())
        headers = [(name, value) for name, value in self._start["headers"] if name.lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**self._start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})
