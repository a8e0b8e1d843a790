"""Text of a rendered page by Tesseract, where that program is installed."""

import csv
import functools
import itertools
import os
import re
import shutil
import subprocess  # the one way to run Tesseract; no shell, fixed arguments
from typing import Any

from ingest.loaders.base import Limits, LoadError
from ingest.loaders.pdf_lines import Line
from ingest.loaders.pdf_paragraphs import join_lines, not_heading

_DPI = 300
_POINTS = 72  # an inch
_NO_SCRIPT = {"osd", "equ", "snum"}  # what Tesseract lists beside its languages
_LEAST_CONFIDENCE = 60.0  # of 100, over a page's letters: below is a language not installed, or a photograph
_LINE_END_HYPHEN = re.compile(r"(?<=[a-z])-\s(?=[a-z])")
_MOST_LANGUAGES = 4  # more make it slow and no better


def available() -> bool:
    """Say whether Tesseract is on the path."""
    return shutil.which("tesseract") is not None


def read_page(page: Any, limits: Limits) -> str:
    """Return the text that Tesseract finds on a pypdfium2 page. Raises LoadError where it fails or hangs."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    image = _gray_image(page, limits.pixels)
    command = [program, "-", "-", "-l", _languages(program), "--dpi", str(_DPI), "tsv"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # its threads hinder each other on small pages
    try:
        done = subprocess.run(  # noqa: S603 (the program found on the path, arguments of ours)
            command, input=image, capture_output=True, timeout=limits.seconds * 0.8, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LoadError("its scanned pages take too long to read: save it at a lower resolution") from error
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
        raise LoadError(f"tesseract failed on it ({reason[0]}): try `tesseract --version`, or install it again")
    return page_text(done.stdout.decode("utf-8", "replace"))


def page_text(table: str) -> str:
    """Return the text in Tesseract's table of words, in paragraphs; nothing where most of it was guessed."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if (row.get("text") or "").strip()]
    letters = sum(len(word["text"]) for word in words)
    if sum(len(word["text"]) * float(word["conf"]) for word in words) < _LEAST_CONFIDENCE * letters:
        return ""
    paragraphs = itertools.groupby(words, key=lambda word: (word["block_num"], word["par_num"]))
    return "\n\n".join(_paragraph(list(part)) for _, part in paragraphs)


def _paragraph(words: list[dict[str, str]]) -> str:
    lines = []
    for _, part in itertools.groupby(words, key=lambda word: word["line_num"]):
        line = list(part)
        left, right = int(line[0]["left"]), int(line[-1]["left"]) + int(line[-1]["width"])
        lines.append(Line(" ".join(word["text"] for word in line), 0.0, False, left, right, 0.0, 0.0))
    return not_heading(_LINE_END_HYPHEN.sub("", join_lines(lines)))


def _gray_image(page: Any, pixels: int) -> bytes:
    """Render a page as a PGM image of at most so many pixels, 300 dots an inch where that fits."""
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, (pixels / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
    rows = bitmap.to_numpy()
    rows = rows.reshape(rows.shape[0], -1)
    header = f"P5 {rows.shape[1]} {rows.shape[0]} 255\n".encode()
    return header + rows.tobytes()


@functools.cache
def _languages(program: str) -> str:
    """Return the languages installed, English first, as Tesseract's `-l` wants them."""
    listed = subprocess.run(  # noqa: S603 (as above)
        [program, "--list-langs"], capture_output=True, timeout=20, check=False
    ).stdout.decode("utf-8", "replace")
    names = [line.strip() for line in listed.splitlines()[1:] if line.strip() and "/" not in line]
    names = sorted((name for name in names if name not in _NO_SCRIPT), key=lambda name: (name != "eng", name))
    return "+".join(names[:_MOST_LANGUAGES]) or "eng"
