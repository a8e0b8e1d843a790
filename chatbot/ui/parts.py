"""What stands where on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from chatbot.ui import panels
from chatbot.ui.desk import Desk
from chatbot.ui.sources import Recorded

Updates = dict[Any, Any]


@dataclass(frozen=True)
class Parts:
    """The components that events read or write."""

    name: Any  # the conversation's id, hidden
    header: Any
    chat: Any
    box: Any
    new: Any
    past: Any
    keep: Any
    export: Any
    forget: Any
    documents: Any
    add: Any
    folder: Any
    paths: Any  # of the files in the picked folder, and what was left out, as JSON; hidden
    address: Any
    adding: Any  # how far it is
    halt: Any
    remove: Any  # the key of a document whose removal was clicked, hidden
    settings: Any
    model: Any
    collection: Any

    def around(self, documents: Sequence[Recorded], collection: str, *, unfolded: bool = False) -> Updates:
        """Return what shows the documents of a collection, their list folded unless it is `unfolded`."""
        return {
            self.header: panels.header(collection, documents),
            self.documents: panels.document_panel(collection, documents, unfolded=unfolded),
        }


def lay_out(desk: Desk) -> Parts:
    """Make the components inside the `Blocks` that is open."""
    name = gr.Textbox(label="Conversation", visible="hidden", elem_id="name")
    return Parts(name=name, **_sidebar(list(desk.models()), list(desk.collections())), **_main())


def _sidebar(models: list[str], collections: list[str]) -> dict[str, Any]:
    parts = {}
    with gr.Sidebar(open=False, width=300):
        parts["new"] = gr.Button("New conversation", variant="primary", elem_id="new")
        parts["past"] = gr.Radio(label="Conversations", elem_id="past", choices=[], visible=False)
        with gr.Row(elem_id="keep", visible=False) as parts["keep"]:
            parts["export"] = gr.HTML(elem_id="export")
            parts["forget"] = gr.Button("Delete", size="sm", elem_id="forget")
        parts["documents"] = gr.HTML(elem_id="documents")
        with gr.Row(elem_id="adders"):
            parts["add"] = gr.UploadButton("Add documents", file_count="multiple", size="sm", elem_id="add")
            parts["folder"] = gr.UploadButton("Add a folder", file_count="directory", size="sm", elem_id="folder")
        parts["paths"] = gr.Textbox(label="Paths", visible="hidden")
        parts["address"] = gr.Textbox(
            elem_id="address",
            label="Add a web page",
            placeholder="https://…",
            max_lines=1,
            submit_btn="Add",
            html_attributes=gr.InputHTMLAttributes(autocapitalize="off", autocorrect="off", spellcheck=False),
        )
        parts["adding"] = gr.HTML(elem_id="adding", visible=False)
        parts["remove"] = gr.Textbox(label="Remove", visible="hidden", elem_id="remove")
        parts["halt"] = gr.Button("Stop adding", size="sm", elem_id="halt", visible=False)
        with gr.Accordion("Settings", open=False, elem_id="settings", visible=False) as parts["settings"]:
            parts["model"] = gr.Dropdown(models, label="Model", elem_id="model", filterable=False)
            parts["collection"] = gr.Dropdown(collections, label="Collection", elem_id="collection", filterable=False)
    return parts


def _main() -> dict[str, Any]:
    parts = {}
    with gr.Column(elem_id="main"):
        parts["header"] = gr.HTML(elem_id="header")
        parts["chat"] = gr.Chatbot(
            elem_id="chat",
            label="Conversation",
            show_label=False,
            container=False,
            scale=1,
            height="100%",
            buttons=[],
            editable="user",
            render_markdown=False,  # `messages` gives HTML
            latex_delimiters=[],
            allow_tags=False,
            placeholder=panels.welcome(empty=False),
            examples=[],  # until the page has loaded
        )
        parts["box"] = gr.Textbox(
            elem_id="box",
            label="Your question",
            show_label=False,
            container=False,
            placeholder="Ask your documents…",
            max_lines=8,
            autofocus=True,
            submit_btn=True,
        )
    return parts
