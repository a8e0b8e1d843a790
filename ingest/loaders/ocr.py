"""Text of a rendered page by Tesseract, where that program is installed."""

import functools
import os
import shutil
import subprocess  # the one way to run Tesseract; no shell, fixed arguments
from typing import Any

from ingest.loaders.base import Limits, LoadError

_DPI = 300
_POINTS = 72  # an inch
_NO_SCRIPT = {"osd", "equ", "snum"}  # what Tesseract lists beside its languages
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
    command = [program, "-", "-", "-l", _languages(program), "--dpi", str(_DPI)]
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
    return _paragraphs(done.stdout.decode("utf-8", "replace"))


def _gray_image(page: Any, pixels: int) -> bytes:
    """Render a page as a PGM image of at most so many pixels, 300 dots an inch where that fits."""
    width, height = page.get_size()
    scale = min(_DPI / _POINTS, (pixels / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
    rows = bitmap.to_numpy()
    rows = rows.reshape(rows.shape[0], -1)
    header = f"P5 {rows.shape[1]} {rows.shape[0]} 255\n".encode()
    return header + rows.tobytes()


def _paragraphs(text: str) -> str:
    """Join the lines of each paragraph, and words parted at line ends."""
    joined = []
    for paragraph in text.replace("\f", "\n").split("\n\n"):
        line = ""
        for part in filter(None, map(str.strip, paragraph.splitlines())):
            if line.endswith("-") and line[-2:-1].isalpha() and part[0].islower():
                line = line[:-1] + part
            else:
                line = f"{line} {part}" if line else part
        joined.append(line)
    return "\n\n".join(filter(None, joined))


@functools.cache
def _languages(program: str) -> str:
    """Return the languages installed, English first, as Tesseract's `-l` wants them."""
    listed = subprocess.run(  # noqa: S603 (as above)
        [program, "--list-langs"], capture_output=True, timeout=20, check=False
    ).stdout.decode("utf-8", "replace")
    names = [line.strip() for line in listed.splitlines()[1:] if line.strip() and "/" not in line]
    names = sorted((name for name in names if name not in _NO_SCRIPT), key=lambda name: (name != "eng", name))
    return "+".join(names[:_MOST_LANGUAGES]) or "eng"
