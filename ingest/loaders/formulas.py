"""Office formulas (OMML) written on one line: `(a+b)/(2)`, `x^2`, `sqrt(y)`."""

import re
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from ingest.loaders.archives import parse_xml

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMULAS = (f"{_M}oMath", f"{_M}oMathPara")


def spell_out_formulas(document: bytes) -> bytes | None:
    """Return a Word body with its formulas as runs of text, or None where it has none."""
    if b":oMath" not in document:
        return None
    _keep_prefixes(document)
    root = parse_xml(document)
    for parent in list(root.iter()):
        for place, child in enumerate(list(parent)):
            if child.tag in _FORMULAS and parent.tag not in _FORMULAS:
                parent[place] = _paragraph_or_run(child, parent)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def linear(element: Element) -> str:
    """Return a formula, or a part of one, as one line of text."""
    name = element.tag.removeprefix(_M)
    if name == "t":
        return element.text or ""
    parts = {child.tag.removeprefix(_M): linear(child) for child in element}
    base, low, high = parts.get("e", ""), parts.get("sub", ""), parts.get("sup", "")
    if name == "f":
        return f"{_grouped(parts.get('num', ''))}/{_grouped(parts.get('den', ''))}"
    if name in ("sSup", "sSub", "sSubSup", "sPre"):
        return _grouped(base) + (f"_{_grouped(low)}" if low else "") + (f"^{_grouped(high)}" if high else "")
    if name == "rad":
        return f"root({parts['deg']}, {base})" if parts.get("deg") else f"sqrt({base})"
    if name == "nary":
        sign = element.find(f"{_M}naryPr/{_M}chr")
        sign_text = (sign.get(f"{_M}val") or "") if sign is not None else "∫"
        return f"{sign_text}{f'_{_grouped(low)}' if low else ''}{f'^{_grouped(high)}' if high else ''} {base}"
    if name == "d":
        return f"({', '.join(linear(child) for child in element if child.tag == f'{_M}e')})"
    if name == "func":
        return f"{parts.get('fName', '').strip()} {base}"
    between = {"m": "; ", "mr": ", ", "eqArr": "; ", "oMathPara": "; "}.get(name, "")
    return between.join(text for child in element if (text := linear(child)))


def _grouped(text: str) -> str:
    text = text.strip()
    bracketed = text.startswith("(") and text.find(")") == len(text) - 1
    return text if len(text) < 2 or text.isalnum() or bracketed else f"({text})"


def _paragraph_or_run(formula: Element, parent: Element) -> Element:
    run = Element(f"{_W}r")
    SubElement(
        run, f"{_W}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
    ).text = f" {linear(formula)} "
    run.tail = formula.tail
    if parent.tag in (f"{_W}body", f"{_W}tc"):
        paragraph = Element(f"{_W}p")
        paragraph.append(run)
        return paragraph
    return run


def _keep_prefixes(document: bytes) -> None:
    """Keep the document's own prefixes: `mc:Ignorable` and the like name them in attribute values."""
    for prefix, uri in re.findall(rb'xmlns:([A-Za-z][\w.-]*)="([^"]+)"', document[:20_000]):
        if not re.fullmatch(rb"ns\d+", prefix):
            register_namespace(prefix.decode(), uri.decode())
