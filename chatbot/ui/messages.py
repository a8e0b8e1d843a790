"""Turns → the messages that Gradio's Chatbot shows. Pure functions; everything foreign goes through `markup`.

A turn becomes: the question, one folding message a tool step, and one message with the answer, its sources
and a line below. The Chatbot runs with `render_markdown=False`: what we give it is HTML, which it sanitizes
once more.
"""

from collections.abc import Sequence
from html import escape
from string import Formatter
from typing import Any

from chatbot.events import Citation, Step
from chatbot.ui import markup, sources
from chatbot.ui.conversations import Conversation, TimedStep, Turn
from chatbot.ui.history import NEAREST, place

_TITLES = {  # tool: while it runs, when it is done, the arguments worth showing
    "search_documents": ("Searching the documents for", "Searched the documents for", "{query}"),
    "calculate": ("Calculating", "Calculated", "{expression}"),
    "solve_equation": ("Solving", "Solved", "{equation}"),
    "convert_units": ("Converting", "Converted", "{value} {from_unit} to {to_unit}"),
    "add_up_table": ("Reading the whole table for the", "Read the whole table for the", "{operation} of {column}"),
    "describe_document": ("Looking through", "Looked through", "{document}"),
    "summarise_document": ("Summing up", "Summed up", "{document}"),
    "current_date": ("Looking at the calendar", "Looked at the calendar", ""),
}
_RESULT_LENGTH = 4_000  # characters of a tool's result that a step shows


def render(
    conversation: Conversation, note: str = "", *, begin: int = 0, end: int | None = None
) -> list[dict[str, Any]]:
    """Return turns `begin` to `end` as Chatbot messages; `note` is said where a running turn has no text yet."""
    messages = []
    for index, turn in list(enumerate(conversation.turns))[begin:end]:
        messages.extend(_turn_messages(turn, f"{conversation.id}-{index}", note))
    return messages


def turn_at(conversation: Conversation, message_index: int) -> int:
    """Return which turn a message of `render` belongs to; past the end, the last one."""
    for index, turn in enumerate(conversation.turns):
        message_index -= len(_turn_messages(turn, "", ""))
        if message_index < 0:
            return index
    return len(conversation.turns) - 1


def feedback_values(conversation: Conversation) -> list[str | None]:
    """Return the thumbs as the Chatbot wants them: one entry a turn."""
    words = {True: "Like", False: "Dislike", None: None}
    return [words[turn.liked] for turn in conversation.turns]


def _turn_messages(turn: Turn, name: str, note: str) -> list[dict[str, Any]]:
    messages = [_message("user", markup.plain(turn.question))]
    messages.extend(_step_message(timed, f"{name}-{timed.step.id}") for timed in turn.steps)
    if turn.status != "running" or turn.text:
        messages.append(_message("assistant", _answer_html(turn, name)))
    elif not turn.steps or turn.steps[-1].step.result is not None:
        messages.append(_message("assistant", f'<div class="fn-wait">{escape(note or "Thinking")}</div>'))
    return messages


def _message(role: str, text: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    # a part with a type is taken as it is; a bare string would have its indentation "cleaned"
    return {"role": role, "content": [{"type": "text", "text": text}], "metadata": metadata or {}}


def _step_message(timed: TimedStep, name: str) -> dict[str, Any]:
    step = timed.step
    metadata: dict[str, Any] = {"title": _step_title(step), "id": name, "status": "pending"}
    if step.result is not None:
        metadata |= {"status": "done", "duration": round(timed.seconds or 0.0, 3)}
        if step.error:
            metadata["log"] = "did not work"
    return _message("assistant", _step_html(step), metadata)


def _step_title(step: Step) -> str:
    running, done, template = _title_parts(step)
    verb = running if step.result is None else done
    return escape(f"{verb} “{template.format(**step.arguments)}”" if template else verb)


def _title_parts(step: Step) -> tuple[str, str, str]:
    running, done, template = _TITLES.get(step.name, (f"Using {step.name}", f"Used {step.name}", ""))
    return running, done, template if _shown(template) <= step.arguments.keys() else ""


def _shown(template: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(template) if field}


def _step_html(step: Step) -> str:
    shown = _shown(_title_parts(step)[2])
    rest = {name: value for name, value in step.arguments.items() if name not in shown and value is not None}
    rows = "".join(f"<div><b>{escape(name)}</b> {escape(str(value))}</div>" for name, value in rest.items())
    result = step.result or ""
    cut = result[:_RESULT_LENGTH] + ("…" if len(result) > _RESULT_LENGTH else "")
    kind = "fn-step fn-step-error" if step.error else "fn-step"
    return markup.one_line(f'<div class="{kind}">{rows}<pre>{escape(cut)}</pre></div>')


def _answer_html(turn: Turn, name: str) -> str:
    kind = {"failed": " fn-failed", "stopped": " fn-stopped"}.get(turn.status, " fn-refused" if turn.refused else "")
    cited = {citation.n: citation for citation in turn.citations}
    text = markup.to_html(turn.text, lambda n: _footnote(cited.get(n), n, name, turn.status == "running"))
    stopped = '<p class="fn-note">Stopped.</p>' if turn.status == "stopped" else ""
    parts = [f'<div class="fn-answer{kind}">{text}{stopped}</div>']
    if turn.citations:
        parts.append(_sources_html(turn, name))
    if turn.nearest:
        parts.append(_nearest_html(turn, name))
    if turn.status != "running":
        parts.append(_foot_html(turn))
    return "".join(parts)


def _footnote(citation: Citation | None, n: int, name: str, draft: bool) -> str | None:
    if citation is None:  # a draft's numbers are known only when it has been checked
        return f'<span class="fn-ref">[{n}]</span>' if draft else None
    hint = markup.attribute(", ".join(filter(None, (citation.title, place(citation)))))
    return f'<a class="fn-ref" href="#fn-{name}-{n}" title="{hint}">[{n}]</a>'


def _sources_html(turn: Turn, name: str) -> str:
    entries = "".join(
        _source_html(each, turn.collection, f"{name}-{each.n}", number=f'<span class="fn-n">{each.n}</span>')
        for each in turn.citations
    )
    return f'<div class="fn-sources"><div class="fn-sources-title">Sources</div>{entries}</div>'


def _nearest_html(turn: Turn, name: str) -> str:
    """Return what came nearest to a refused question: as sources, but without numbers, and their words in view."""
    entries = "".join(
        _source_html(each, turn.collection, f"{name}-near-{each.n}", preview=markup.in_words(each.quote))
        for each in turn.nearest
    )
    return f'<div class="fn-sources fn-nearest"><div class="fn-nearest-title">{NEAREST}</div>{entries}</div>'


def _source_html(citation: Citation, collection: str, name: str, *, number: str = "", preview: str = "") -> str:
    title = escape(citation.title or sources.name(citation.source))
    where = f'<span class="fn-place">{escape(place(citation))}</span>' if place(citation) else ""
    shown = f'<span class="fn-preview">{escape(preview)}</span>' if preview else ""
    page = f" at page {citation.page}" if citation.page else ""
    link = markup.attribute(sources.passage_link(collection, citation))
    label = escape(f"Open {sources.name(citation.source)}{page}")
    return markup.one_line(
        f'<details class="fn-source" id="fn-{name}"><summary>{number}<span class="fn-title">{title}</span>'
        f"{where}{shown}</summary>"
        f"<blockquote>{markup.quotation(citation.quote)}</blockquote>"
        f'<a class="fn-open" href="{link}" target="_blank" rel="noopener noreferrer">{label}</a></details>'
    )


def _foot_html(turn: Turn) -> str:
    facts: Sequence[str] = [turn.model, f"{turn.seconds:.1f} s" if turn.seconds >= 0.05 else ""]
    said = " · ".join(escape(fact) for fact in facts if fact)
    return f'<div class="fn-foot"><span>{said}</span><button class="fn-copy" type="button">Copy</button></div>'
