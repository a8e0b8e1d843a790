"""Where Footnote keeps what it makes, and the one error a user can mend.

Shared by all three packages; imports nothing but the standard library, so that it costs nothing.
"""

import os
import sys
from pathlib import Path

BUILD = "python -m compress run compress/recipes/shipped.yaml"  # what makes the models that are missing


class UserError(Exception):
    """Something the user can mend. Its text is one sentence that names the mend."""


class Stopped(Exception):
    """Ctrl-C, where more can be said than that it was pressed. Its text is one sentence: what is kept of the work."""


def resolve_home(flag: Path | str | None = None) -> Path:
    """Return the data root: `flag`, else `FOOTNOTE_HOME`, else the platform's data folder.

    The folder is not made here: reading must leave no traces.
    """
    chosen = flag or os.environ.get("FOOTNOTE_HOME")
    return Path(chosen).expanduser().resolve() if chosen else _platform_data_folder() / "footnote"


def models_folder(home: Path) -> Path:
    """Return the folder with one sub-folder a model artifact."""
    return home / "models"


def collections_folder(home: Path) -> Path:
    """Return the folder with one sub-folder a document collection."""
    return home / "collections"


def _platform_data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
