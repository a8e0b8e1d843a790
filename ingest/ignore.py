"""`.footnoteignore`: which files of a folder are no documents, in the patterns of `.gitignore`."""

from pathlib import Path

import pathspec

NAME = ".footnoteignore"


class Ignored:
    """The rules met so far on a walk, from the top down; a folder's own hold for it and all below it."""

    def __init__(self) -> None:
        self._rules: list[tuple[Path, pathspec.PathSpec]] = []

    def enter(self, folder: Path) -> None:
        """Read the folder's rules, if it has any. Call it for a folder before asking about what is in it."""
        try:
            lines = (folder / NAME).read_text("utf-8", errors="replace").splitlines()
        except OSError:  # none, or none that may be read: nothing is ignored
            return
        self._rules.append((folder, pathspec.GitIgnoreSpec.from_lines(lines)))

    def __contains__(self, path: Path) -> bool:
        """Tell whether a file is left out by a rule of any folder above it."""
        return any(
            rules.match_file(path.relative_to(folder).as_posix())
            for folder, rules in self._rules
            if path.is_relative_to(folder)
        )
