"""The parts of the page around the conversation, as HTML: title, documents, how to add some, export."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

from chatbot.ui import markup, sources
from chatbot.ui.conversations import Conversation
from ingest.storage.places import option

PROMISE = "Answers from your own documents, with a footnote for every claim."
NOTICE = "Everything stays on this machine. A small model makes mistakes: open the footnotes."
_SUM = "What is 40366 / 439?"
_HANDBOOK = (  # questions that our own handbook answers
    "How does quantization make a model smaller?",
    "What is the difference between hard and soft labels in distillation?",
    _SUM,
    "How do I add my own documents?",
)
_NAMED = 5  # files that were left out
_LISTED = 200  # documents the panel names; more would be a wall


def examples(documents: Sequence[sources.Recorded]) -> list[dict[str, str]]:
    """Return questions to click: about the handbook where it is loaded, else about the first documents there are."""
    if any("handbook" in document.source.replace("\\", "/").split("/") for document in documents):
        questions = _HANDBOOK
    else:
        titles = [*dict.fromkeys(document.title for document in documents)]
        questions = (*(f"What is “{title}” about?" for title in titles[:3]), _SUM)
    return [{"text": question} for question in questions]


def invitation(documents: Sequence[sources.Recorded]) -> dict[str, Any]:
    """Return what the Chatbot shows while there is no question yet, as its arguments."""
    return {"placeholder": welcome(empty=not documents), "examples": examples(documents)}


def header(collection: str, documents: Sequence[sources.Recorded]) -> str:
    """Return the title, the promise and what is loaded."""
    return (
        f'<div class="fn-header"><h1>Footnote<sup>1</sup></h1><p>{PROMISE}</p>'
        f'<span class="fn-status{"" if documents else " fn-empty"}">{_count(collection, documents)}</span></div>'
    )


def document_panel(collection: str, documents: Sequence[sources.Recorded], *, unfolded: bool = False) -> str:
    """Return the list of documents, each a link."""
    times = Counter(document.title for document in documents)
    entries = "".join(_entry(collection, each, alone=times[each.title] == 1) for each in documents[:_LISTED])
    if len(documents) > _LISTED:
        entries += (
            f"<li>and {len(documents) - _LISTED:,} more: <code>python -m ingest list{option(collection)}</code></li>"
        )
    listed = _count(collection, documents)
    if documents:
        listed = f"<details{' open' * unfolded}><summary>{listed}</summary><ul>{entries}</ul></details>"
    return f'<div class="fn-documents">{listed}</div>'


def progress(text: str, ended: bool) -> str:
    """Return how far the adding of documents is, or what came of it."""
    return f'<p class="fn-adding{"" if ended else " fn-wait"}" role="status">{escape(text)}</p>'


def left_out(names: Sequence[str]) -> str:
    """Say which files of a folder were left out, because nothing reads their kind; empty where none was."""
    if not names:
        return ""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"Left out, since files of their kind are not read: {', '.join(names[:_NAMED])}{more}."


def export_link(conversation: Conversation) -> str:
    """Return the link that saves the conversation as Markdown, or nothing where there is none yet."""
    if not conversation.turns:
        return ""
    return f'<a class="fn-export" href="/conversations/{conversation.id}.md" download>Save as Markdown</a>'


def welcome(*, empty: bool) -> str:
    """Return what the empty conversation says; where the collection is `empty`, how to begin."""
    begin = '<p><button class="fn-start" type="button">Add your first documents</button></p>' if empty else ""
    return (
        '<div class="fn-welcome"><div class="fn-mark">What would you like to know?</div>'
        f'<p>{PROMISE}</p><p class="fn-small">{NOTICE}</p>{begin}</div>'
    )


def _count(collection: str, documents: Sequence[sources.Recorded]) -> str:
    if not documents:
        return f"No documents yet in “{escape(collection)}”"
    plural = "document" if len(documents) == 1 else "documents"
    return f"{len(documents):,} {plural} in “{escape(collection)}”"


def _entry(collection: str, document: sources.Recorded, *, alone: bool) -> str:
    """Return a document's line; one that shares its title says its file too, and the folder that is in."""
    link = markup.attribute(sources.document_link(collection, document.source))
    hint = markup.attribute(document.source)
    title = escape(document.title or sources.name(document.source))
    if not alone:
        title += f" <small>{escape('/'.join(document.source.rsplit('/', 2)[1:]))}</small>"
    button = f'<button class="fn-remove" data-key="{sources.key(document.source)}" title="Remove {hint}">×</button>'
    return f'<li><a href="{link}" title="{hint}" target="_blank" rel="noopener noreferrer">{title}</a>{button}</li>'
