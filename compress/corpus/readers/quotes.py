"""QuoteSum: a question, several passages, and a summary that marks what it quotes: "[ 2 Denitrification ]"."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compress.corpus.items import Passage, Reading
from compress.corpus.passages import fit
from compress.corpus.prose import locate
from compress.corpus.readers.files import each_line
from compress.corpus.splits import JOIN

FILE = "quotesum/dev.jsonl"
_QUOTE = re.compile(r"\[ (\d) (.*?) \](?=\s|$)")
_CAPITAL = re.compile(  # of a quoted sentence, now within another
    r"(?<=[a-z,] )(?:The|A|An|At|In|On|It|As|There|This|These|If|When|He|She|They|For|By)(?= [a-z])"
)
_MOST = 8


def read_quotesum(folder: Path) -> Iterator[Reading]:
    """Yield questions with 2 to 6 passages, in order, a summary in plain words, and the short answers it quotes."""
    return each_line(folder / FILE, _parse)


def plain_words(summary: str) -> str:
    """Return a summary without its marks, with normal spaces and a capital and full stop at its ends."""
    text = _QUOTE.sub(r"\2", summary)
    text = re.sub(r"\.(?= [,;.]| and\b| or\b)", "", text)
    text = re.sub(r" ([,;:.!?]|'s\b)", r"\1", " ".join(text.split()))
    text = re.sub(r'(?<!\S)" (.*?) "', r'"\1"', re.sub(r"\.\.(?!\.)", ".", text))
    text = _CAPITAL.sub(lambda word: word.group().lower(), text)
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", '."', ".)")) else text + "."


def _parse(record: dict[str, Any]) -> Iterator[Reading]:
    covered = [(int(number), span) for number, span in _QUOTE.findall(record["covered_short_answers"])]
    quoted = [(int(number), span) for number, span in _QUOTE.findall(record["summary"])]
    passages, answers = [], []
    for number in range(1, _MOST + 1):
        text = record[f"source{number}"].strip()
        if not text:
            continue
        title = record[f"title{number}"]
        spans = [found for n, span in (*covered, *quoted) if n == number and (found := locate(text, span))]
        passages.append(Passage(title, fit(text, spans, query=record["question"])))
        answers += [found for n, span in covered if n == number and (found := locate(text, span))]
    if passages and answers:
        group = JOIN.join(sorted({passage.title for passage in passages}))
        sentence = plain_words(record["summary"])
        found = tuple(dict.fromkeys(answers))
        yield Reading("quotesum", group, record["question"], tuple(passages), found, sentence=sentence)
