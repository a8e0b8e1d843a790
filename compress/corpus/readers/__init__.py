"""The open datasets that the training data is made from: where they come from, and how each is read.

    for name in available(folder):
        for reading in read_source(name, folder): ...

`folder` holds a folder for each dataset, with files as their publishers named them. Nothing is downloaded here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from compress.corpus.items import Reading
from compress.corpus.readers import dialogues, natural, prompts, quotes, selfaware, squad, tables
from compress.corpus.readers.dialogues import Rewrite, read_rewrites
from compress.home import UserError

__all__ = ["SOURCES", "Rewrite", "Source", "available", "read_rewrites", "read_source"]
_WIKI = "CC BY-SA 3.0"
_SHIFTS = "modestyachts/squadshifts-website"
_SLICES = "slices in yizhongw/self-instruct"


@dataclass(frozen=True)
class Source:
    """A dataset: its licence, the repository or project that publishes it, its files, and its reader."""

    name: str
    licence: str
    origin: str
    read: Callable[[Path], Iterator[Reading]]
    files: tuple[str, ...]


def _shift(name: str, file: str) -> Source:
    read = partial(squad.read_shifts, name=name, file=file)
    return Source(name, "CC BY 4.0", _SHIFTS, read, (f"squadshifts/{file}",))


_ALL = (
    Source("squad", "CC BY-SA 4.0", "rajpurkar/SQuAD-explorer", squad.read_squad, ("squad/train.json",)),
    _shift("squadshifts-wiki", "new_wiki_v1.0.json"),
    _shift("squadshifts-reddit", "reddit_v1.0.json"),
    _shift("squadshifts-amazon", "amazon_reviews_v1.0.json"),
    Source("t0-adversarial", "CC BY-SA 4.0", _SLICES, prompts.read_adversarial, prompts.ADVERSARIAL),
    Source("t0-duorc", "MIT", _SLICES, prompts.read_duorc, prompts.DUORC),
    Source("t0-ropes", "CC BY 4.0", _SLICES, prompts.read_ropes, (prompts.ROPES,)),
    Source("t0-quoref", "CC BY 4.0", _SLICES, prompts.read_quoref, (prompts.QUOREF, prompts.QUOREF_TITLES)),
    Source("t0-hotpotqa", "CC BY-SA 4.0", _SLICES, prompts.read_hotpotqa, (prompts.HOTPOTQA,)),
    Source("t0-quartz", "CC BY 4.0", _SLICES, prompts.read_quartz, (prompts.QUARTZ,)),
    Source("nq", f"MIT, text {_WIKI}", "nelson-liu/lost-in-the-middle", natural.read_nq, (natural.NQ,)),
    Source("qed", _WIKI, "google-research-datasets/QED", natural.read_qed, (natural.QED,)),
    Source("clapnq", f"Apache-2.0, text {_WIKI}", "primeqa/clapnq", natural.read_clapnq, natural.CLAPNQ),
    Source("quotesum", "CC BY-SA 4.0", "google-research-datasets/QuoteSum", quotes.read_quotesum, (quotes.FILE,)),
    Source("mtrag", "Apache-2.0", "IBM/mt-rag-benchmark", dialogues.read_mtrag, (dialogues.TASKS,)),
    Source("boolq", _WIKI, "BoolQ, as in mosaicml/llm-foundry", natural.read_boolq, (natural.BOOLQ,)),
    Source("fetaqa", "CC BY-SA 4.0", "Yale-LILY/FeTaQA", tables.read_fetaqa, (tables.FETAQA,)),
    Source("tatqa", "CC BY 4.0", "NExTplusplus/TAT-QA", tables.read_tatqa, (tables.TATQA,)),
    Source("selfaware", "CC BY-SA 4.0", "yinzhangyue/SelfAware", selfaware.read_selfaware, (selfaware.SELFAWARE,)),
)
SOURCES: dict[str, Source] = {source.name: source for source in _ALL}


def available(folder: Path) -> list[str]:
    """Return the names of the sources whose files are all in the folder."""
    return [name for name, source in SOURCES.items() if all((folder / file).is_file() for file in source.files)]


def read_source(name: str, folder: Path) -> Iterator[Reading]:
    """Yield a source's readings; UserError names a file (and line or entry) that is missing or malformed."""
    if name not in SOURCES:
        raise UserError(f"no source is called {name!r}; there are {', '.join(SOURCES)}")
    return SOURCES[name].read(folder)
