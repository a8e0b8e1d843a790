"""The socket and the server: 127.0.0.1 only, and gone promptly when told to go."""

import logging
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn

from compress.home import UserError

_LAST_PORT = 65535


def listen(port: int) -> socket.socket:
    """Return a socket on 127.0.0.1; port 0 takes a free one. Raises `UserError` where the port is none, or taken."""
    if not 0 <= port <= _LAST_PORT:
        raise UserError(f"--port must be from 0 (any that is free) to {_LAST_PORT}, not {port}")
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise UserError(
            f"port {port} of 127.0.0.1 cannot be opened ({error.strerror}): "
            "use the Footnote that runs there, or choose another --port"
        ) from None
    return listening


class Server(uvicorn.Server):
    """Serves an application. Calls `ready` when it answers, and `leaving` as soon as Ctrl-C is pressed."""

    def __init__(
        self, app: Any, ready: Callable[[], None] = lambda: None, leaving: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        self._ready = ready
        self._leaving = leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to leave; called by the signal."""
        self._leaving()
        # every open page holds an event stream; that these are cut is no error worth a traceback
        logging.getLogger("uvicorn.error").disabled = True
        super().handle_exit(sig, frame)
