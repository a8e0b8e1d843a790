"""The server around the page: loopback only, nothing from or to anywhere else, sources and exports by id."""

import json
from typing import TYPE_CHECKING

from chatbot.ui import sources
from chatbot.ui.chat import Chat
from chatbot.ui.guard import Guard
from chatbot.ui.history import to_markdown
from chatbot.ui.theme import ASSETS, theme
from ingest.loaders import SUFFIXES

if TYPE_CHECKING:
    import fastapi
    import gradio


def web_app(page: "gradio.Blocks", chat: Chat) -> "fastapi.FastAPI":
    """Return the application: our routes, Gradio's page at `/`, and `guard` before both."""
    import fastapi
    import gradio

    app = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, chat)
    app.add_middleware(Guard)
    return gradio.mount_gradio_app(
        app,
        page,
        path="/",
        server_name="127.0.0.1",
        footer_links=[],
        run_history=False,
        show_error=True,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=theme(),
        css_paths=[ASSETS / "page.css"],
        js=_script(),
    )


def _script() -> str:
    """Return the page's own script; of a picked folder it uploads the kinds of files that are read."""
    return (ASSETS / "page.js").read_text("utf-8").replace("KINDS", json.dumps(sorted(SUFFIXES)), 1)


def _add_routes(app: "fastapi.FastAPI", chat: Chat) -> None:
    from starlette.responses import FileResponse, PlainTextResponse, Response

    @app.get("/sources/{collection}/{key}")
    def open_source(collection: str, key: str) -> Response:
        known = collection in chat.desk.collections()
        source = sources.find(chat.desk.sources(collection), key) if known else None
        if source is None or sources.is_url(source):
            return PlainTextResponse("This document is not in the collection (any more).\n", 404)
        return sources.serve(source)

    @app.get("/conversations/{name}.md")
    def export(name: str) -> Response:
        conversation = chat.store.load(name)
        if conversation is None:
            return PlainTextResponse("There is no such conversation.\n", 404)
        headers = {"Content-Disposition": f'attachment; filename="footnote-{conversation.id}.md"'}
        return PlainTextResponse(to_markdown(conversation), headers=headers, media_type="text/markdown")

    @app.get("/favicon.ico")
    def icon() -> Response:
        return FileResponse(ASSETS / "icon.svg", media_type="image/svg+xml")
