"""From a folder of open datasets to train.jsonl, dev.jsonl and test.jsonl: the mix, the split, the files.

    python -m compress prepare --sources DATA --out build/corpus

Whole articles are held out (splits.py), so that nothing in dev or test was read in training. dev is for choosing,
test for the figures that are published. corpus.json says how many conversations of each kind there are, and under
which licences their texts come.
"""

import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import Field

from compress.artifact import Artifact, hash_folder
from compress.corpus.items import Reading
from compress.corpus.splits import SPLITS, Split
from compress.home import UserError
from compress.stage import OutputFolder, StageConfig, StageContext

_ABOUT = "corpus.json"


class PrepareConfig(StageConfig):
    """Where the datasets are, where the conversations go, and how many there are at most."""

    sources: Path = Field(description="the folder that holds the datasets, a folder each")
    out: OutputFolder = Field(description="the folder to write train.jsonl, dev.jsonl and test.jsonl to")
    questions: Path | None = Field(default=None, description="questions that `ask` wrote, to learn from as well")
    answered_only: bool = Field(default=False, description="of what `ask` wrote leave the near misses out")
    everyday: Path | None = Field(default=None, description="a folder of made-up documents with their questions")
    seed: int = Field(default=0, ge=0)
    share: float = Field(default=1.0, gt=0, le=1, description="of the training conversations; less for a trial")
    per_group: int = Field(default=300, gt=0, description="conversations of each kind in dev and in test, at most")


def prepare(parent: Artifact | None, folder: Path, config: PrepareConfig, context: StageContext) -> dict[str, Any]:
    """Write the conversations and return what corpus.json says; done before with the same datasets, it is kept."""
    from compress.corpus import mix
    from compress.corpus.pair_files import write_lines, write_pairs
    from compress.corpus.readers import SOURCES, available, read_source
    from compress.corpus.readers.everyday import read_everyday
    from compress.corpus.writing import write_lessons

    key = _key(config)
    about = config.out / _ABOUT
    if about.is_file() and (known := json.loads(about.read_text("utf-8"))).get("key") == key:
        context.say(f"{config.out} is up to date")
        return known
    present = available(config.sources)
    if not present:
        raise UserError(f"{config.sources} holds none of the datasets {', '.join(SOURCES)}; name their folder")
    readings = []
    for name in present:
        found = list(read_source(name, config.sources))
        context.say(f"{name}: {len(found):,} questions")
        readings += found
    if config.everyday:
        readings += read_everyday(config.everyday)
    config.out.mkdir(parents=True, exist_ok=True)
    asked = write_lessons(readings, config.out, config.seed)
    readings += _generated(config, context) if config.questions else []
    paired = write_pairs(readings, config.out, config.seed, context)
    made = _gather(mix.conversations(readings, config.sources, config.seed, context), config)
    for split, conversations in made.items():
        write_lines(config.out / f"{split}.jsonl", conversations)
    found = {
        "key": key,
        "seed": config.seed,
        "pairs": paired,
        "to write questions": asked,
        "conversations": {split: _counts(conversations) for split, conversations in made.items()},
        "sources": {name: {"licence": SOURCES[name].licence, "origin": SOURCES[name].origin} for name in present},
    }
    about.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    context.say(f"wrote {', '.join(f'{len(made[split]):,} to {split}.jsonl' for split in SPLITS)} in {config.out}")
    return found


def _generated(config: PrepareConfig, context: StageContext) -> list[Reading]:
    """Return what a model asked, but for near misses of reviews: who can say what somebody did not say there?"""
    from compress.corpus.readers.generated import read_generated
    from compress.corpus.splits import REVIEWS

    def is_kept(reading: Reading) -> bool:
        return reading.answerable or not (config.answered_only or reading.source in REVIEWS)

    found = list(filter(is_kept, read_generated(config.questions)))
    context.say(f"{config.questions}: {len(found):,} questions")
    return found


def _gather(pairs: Iterable[tuple[Split, dict[str, Any]]], config: PrepareConfig) -> dict[Split, list[dict[str, Any]]]:
    """Return the conversations of each split, shuffled; dev and test cut to so many a group."""
    rng = random.Random(f"{config.seed} order")
    made: dict[Split, list[dict[str, Any]]] = {split: [] for split in SPLITS}
    for split, conversation in pairs:
        made[split].append(conversation)
    for conversations in made.values():
        rng.shuffle(conversations)
    made["train"] = made["train"][: max(1, round(config.share * len(made["train"])))]
    for split in ("dev", "test"):
        groups = defaultdict(list)
        for conversation in made[split]:
            groups[conversation["group"]].append(conversation)
        kept = [item for group in groups.values() for item in islice(group, config.per_group)]
        rng.shuffle(kept)
        made[split] = kept
    return made


def _counts(conversations: list[dict[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(conversation["group"] for conversation in conversations).items()))


def _key(config: PrepareConfig) -> str:
    """Return a hash over the datasets, the settings and this package's own code."""
    digest = hashlib.sha256(hash_folder(config.sources).encode())
    digest.update(config.model_dump_json(exclude={"sources", "out", "questions", "everyday"}).encode())
    if config.questions:
        digest.update(config.questions.read_bytes())
    if config.everyday:
        digest.update(hash_folder(config.everyday).encode())
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".py", ".json", ".txt", ".yaml"):
            digest.update(path.read_bytes())
    return digest.hexdigest()
