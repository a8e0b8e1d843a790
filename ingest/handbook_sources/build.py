"""Builds the handbook's binary files from the Markdown texts beside this script.

python -m ingest.handbook_sources.build    # writes into ingest/handbook; needs reportlab, a development package
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

SOURCES = Path(__file__).parent
HANDBOOK = SOURCES.parent / "handbook"


def targets() -> dict[str, Callable[[str, Path], None]]:
    """Return each built file's name and its writer; the source has the same stem and ends in `.md`."""
    from ingest.handbook_sources import to_docx, to_epub, to_pdf, to_pptx, to_xlsx

    return {
        "07-quantization-after-training.pdf": to_pdf.write,
        "08-pruning.docx": to_docx.write,
        "11-orchestration-and-its-critics.epub": to_epub.write,
        "18-museum-visitors-and-logbooks.xlsx": to_xlsx.write,
        "19-the-museum-workshop.pptx": to_pptx.write,
    }


def source_of(name: str) -> str:
    """Return the Markdown text of a built file."""
    return (SOURCES / name).with_suffix(".md").read_text("utf-8")


def build(folder: Path) -> list[Path]:
    """Write every file into `folder` and return their paths; the same text gives the same bytes."""
    written = []
    for name, write in targets().items():
        path = folder / name
        write(source_of(name), path)
        written.append(path)
    return written


def main(argv: Sequence[str] | None = None) -> int:
    """Build into the folder given, else into the handbook, and print what was written."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for path in build(Path(arguments[0]) if arguments else HANDBOOK):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
