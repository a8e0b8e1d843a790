"""Where the collections of a data root are, by name: which there are, and what to say of one that there is not."""

import re
from difflib import get_close_matches
from pathlib import Path

from compress.home import UserError, collections_folder

DEFAULT = "default"
FILE = "collection.sqlite3"  # a folder with such a database is a collection


def collection_folder(home: Path, name: str = DEFAULT) -> Path:
    """Return where the collection of that name lives; raises `UserError` for a name that cannot be one."""
    if not re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9._-]{1,510}[a-zA-Z0-9]", name):
        raise UserError(
            f"{name!r} cannot name a collection: use 3 to 512 letters, digits, dots, dashes or underscores, "
            "with a letter or digit at either end"
        )
    return collections_folder(home) / name


def collection_names(home: Path) -> list[str]:
    """Return the names of all collections that there are."""
    return _names(collections_folder(home))


def no_collection(folder: Path) -> UserError:
    """Return the sentence for a collection that is not there: those that are, and the near one or how to make it."""
    name = folder.name
    there = [other for other in _names(folder.parent) if other != name]
    only = f", only {', '.join(there)}" if there else ""
    near = get_close_matches(name, there, 1)
    mend = f"did you mean {near[0]!r}?" if near else f"`{add_command(name)}` makes it"
    return UserError(f"there is no collection {name!r} in {folder.parent}{only}; {mend}")


def add_command(name: str, target: str = "PATH") -> str:
    """Return the command that adds something to the collection of that name."""
    return f"python -m ingest add {target}{option(name)}"


def option(name: str) -> str:
    """Return what a command needs so that it means the collection of that name."""
    return "" if name == DEFAULT else f" --collection {name}"


def _names(folder: Path) -> list[str]:
    return sorted(file.parent.name for file in folder.glob(f"[!.]*/{FILE}"))
