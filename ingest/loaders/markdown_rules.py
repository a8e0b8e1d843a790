"""What Markdown has beyond CommonMark, as rules for the parser: formulas, footnotes, links between notes.

Each becomes plain text: a formula as it is written, "[^1]" as "[1]", "[[Bread|the recipe]]" as "the recipe".
"""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

# The names of HTML's elements, without which "<name>" is a word to be filled in.
ELEMENTS = frozenset(
    """a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em
    embed fieldset figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head header hgroup hr
    html i iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr
    noscript object ol optgroup option output p param path picture pre progress q rp rt ruby s samp script
    search section select slot small source span strike strong style sub summary sup svg table tbody td template
    textarea tfoot th thead time title tr track tt u ul var video wbr""".split()
)
_FORMULA = re.compile(
    r"\$\$.{1,2000}?\$\$|\$(?=\S)[^$\n]{0,500}(?<=\S)\$(?!\d)"
    r"|\\\((?=.{0,500}?[\\^_=]).{1,500}?\\\)|\\\[(?=.{0,500}?[\\^_=]).{1,2000}?\\\]",
    re.DOTALL,
)
# A definition names an address: "[^1]: word" is a footnote, "[Ada]: Yes" somebody's words.
_DEFINES = re.compile(r"\[(?!\^)(?:[^\[\]\\]|\\.)+\]:\s*(?:<|\S*[/.#:@])")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](:[ \t]*)?")
_BETWEEN = re.compile(r"(?<!\w)(!?)\[\[([^\[\]\n|]*[^\W\d][^\[\]\n|]*)(?:\|([^\[\]\n]+))?\]\]")


def add_rules(parser: "MarkdownIt") -> None:
    """Make a CommonMark parser know them."""
    from markdown_it.rules_block.reference import reference
    from markdown_it.rules_inline.backticks import backtick

    def defining(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        defines = _DEFINES.match(state.src, state.bMarks[start] + state.tShift[start])
        return bool(defines) and reference(state, start, end, silent)

    def as_written(state: "StateInline", silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        found = backtick(state, silent)
        if len(state.tokens) > count and state.tokens[-1].type == "code_inline":
            state.tokens[-1].meta["written"] = state.src[start : state.pos]  # its content has no line breaks
        return found

    parser.inline.ruler.at("backticks", as_written)
    parser.block.ruler.at("reference", defining)
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.ruler.before("link", "footnote", _footnote)
    parser.inline.ruler.after("image", "between", _between)


def _formula(state: "StateInline", silent: bool) -> bool:
    found = _FORMULA.match(state.src, state.pos)
    return bool(found) and _push(state, silent, found[0], found.end())


def _footnote(state: "StateInline", silent: bool) -> bool:
    found = _FOOTNOTE.match(state.src, state.pos)
    if not found:
        return False
    opens = found[2] and state.src[: state.pos].rpartition("\n")[2].strip() == ""
    number = f"[{_number(found[1], state.env)}]"
    return _push(state, silent, number + (" " if opens else ""), found.end() if opens else found.end(1) + 1)


def _number(label: str, env: dict[str, Any]) -> str:
    """Return a footnote's number: its own, else one after all of those, by its place among the named ones."""
    named = env.setdefault("named_footnotes", [])
    if not label.isdigit() and label not in named:
        named.append(label)
    return label if label.isdigit() else str(env.get("last_footnote", 0) + named.index(label) + 1)


def _between(state: "StateInline", silent: bool) -> bool:
    found = _BETWEEN.match(state.src, state.pos)
    if not found:
        return False
    shown = "" if found[1] and "." in found[2] else (found[3] or found[2]).strip()
    return _push(state, silent, shown, found.end())


def _push(state: "StateInline", silent: bool, text: str, end: int) -> bool:
    if not silent:
        state.push("text", "", 0).content = text
    state.pos = end
    return True
