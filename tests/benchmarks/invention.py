"""Does it invent? 500 questions that the handbook does not answer, and how many were answered instead of refused.

    python -m ingest add ingest/handbook
    python -m tests.benchmarks.invention [MODEL] [--collection default] [--mode auto] [--asked 500]

Three families, from templates and a fixed seed: things with made-up names, things that the handbook has with
something about them that it has not, and links that nobody read. That names and claims stand nowhere in the
collection is checked before anything is asked. Order is shuffled, so that fewer than all are a fair sample. Every
question that was answered is printed with its answer: right is a refusal, and nothing else.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator

from chatbot.agent import Assistant
from chatbot.settings import DEFAULT_MODEL, Settings
from compress.console import emit, progress, say
from ingest.collection import Collection
from ingest.text import STOP_WORDS, words

Asked = tuple[str, str]  # family, question

_SEED = 7
_SYLLABLES = "bra cho dre fen gor hul jas kep lun mir nos pra quo ris sto tul vam wex yol zan".split()
_NAMES = 25
_ABOUT_NAMES = (
    "What is a {name}?",
    "How does the {name} method work?",
    "Who invented {name} quantization?",
    "What does the option --{name} do?",
    "Which command starts the {name} service?",
    "When should I use a {name} tokenizer instead of the usual one?",
    "How many parameters does the model {name} have?",
    "What did {name} say about the museum?",
    "What is the difference between {name} pruning and other pruning?",
    "How much memory does the {name} cache need?",
)
_THINGS = (
    "Footnote",
    "the Skerry Point Lighthouse Museum",
    "Alderbrook Bakery",
    "the Hollin Ferry",
    "Petra Oakes",
    "Ines Caldow",
    "the reranker",
    "the embedding model",
    "magnitude pruning",
    "knowledge distillation",
)
_FALSE_PREMISES = {  # a question that takes something for granted, and the word for it that no document has
    "Why did {thing} go bankrupt?": "bankrupt",
    "Who won the lawsuit against {thing}?": "lawsuit",
    "When was {thing} trademarked?": "trademarked",
    "How is {thing} used aboard submarines?": "submarines",
    "What role does helium play for {thing}?": "helium",
    "Who sponsors {thing} at the circus?": "circus",
    "What is the mascot of {thing}?": "mascot",
    "Why was {thing} banned by the embassy?": "embassy",
    "How did the earthquake change {thing}?": "earthquake",
    "Which casino bought {thing}?": "casino",
    "What does the franchise of {thing} earn?": "franchise",
    "When did {thing} receive the knighthood?": "knighthood",
    "Who filmed the documentary about {thing}?": "documentary",
    "What did {thing} fetch at the auction?": "auction",
    "Where is the greenhouse of {thing}?": "greenhouse",
    "Who composed the anthem of {thing}?": "anthem",
    "In which stadium was {thing} presented?": "stadium",
    "Which satellite carries {thing}?": "satellite",
    "How many zeppelins does {thing} operate?": "zeppelins",
    "Which subsidiary of {thing} makes bicycles?": "subsidiary",
}
_LINKS = (
    "Summarise https://{name}.example/report.pdf",
    "What does https://www.{name}.example/news/2025 say about the lighthouse?",
    "Please give me the main points of www.{name}.example/blog",
    "According to http://{name}.example/pruning.html, how much can be pruned?",
    "Does https://docs.{name}.example agree with the handbook?",
)
_LINKED = 10


def made_up_names(rng: random.Random, number: int) -> list[str]:
    """Return that many different names of three syllables."""
    names: set[str] = set()
    while len(names) < number:
        names.add("".join(rng.sample(_SYLLABLES, 3)))
    return sorted(names)


def all_questions() -> list[Asked]:
    """Return the 500 questions in a fixed, shuffled order."""
    rng = random.Random(_SEED)
    names = made_up_names(rng, _NAMES + _LINKED)
    asked = [("made-up thing", text.format(name=name)) for name in names[_LINKED:] for text in _ABOUT_NAMES]
    asked += [("false premise", text.format(thing=thing)) for thing in _THINGS for text in _FALSE_PREMISES]
    asked += [("unread link", text.format(name=name)) for name in names[:_LINKED] for text in _LINKS]
    rng.shuffle(asked)
    return asked


def subject_words(text: str) -> set[str]:
    """Return the words of a text that carry a subject; the keyword index stems them itself."""
    return set(words(text)) - STOP_WORDS


def check(collection: Collection) -> None:
    """Stop unless every thing stands in the collection and every name and claim does not."""
    names = made_up_names(random.Random(_SEED), _NAMES + _LINKED)
    absent = {term for word in [*names, *_FALSE_PREMISES.values()] for term in subject_words(word)}
    present = {term for thing in _THINGS for term in subject_words(thing)}
    counts = collection.term_frequencies(absent | present)
    if wrong := sorted(term for term in absent if counts.get(term)):
        raise SystemExit(
            f"error: the collection has {', '.join(wrong)}, so that it might answer; ask another collection"
        )
    if wrong := sorted(term for term in present if not counts.get(term)):
        raise SystemExit(f"error: the collection lacks {', '.join(wrong)}; run `python -m ingest add ingest/handbook`")


def answered(assistant: Assistant, asked: list[Asked]) -> Iterator[tuple[str, str, str]]:
    """Ask, and yield family, question and answer of each question that was not refused."""
    with progress("asking", len(asked)) as bar:
        for family, question in asked:
            answer = assistant.ask(question)
            bar.advance(0)
            if not answer.refused:
                yield family, question, answer.answer


def main(arguments: argparse.Namespace) -> None:
    """Ask, print what was answered as it comes, and last one line of JSON."""
    settings = Settings(model=arguments.model, collection=arguments.collection, mode=arguments.mode)
    assistant = Assistant.open(settings, say)
    check(assistant.collection)
    asked = all_questions()[: arguments.asked]
    invented: Counter[str] = Counter()
    for family, question, answer in answered(assistant, asked):
        invented[family] += 1
        print(f"{family}: {question}\n    {' '.join(answer.split())}", flush=True)
    families = Counter(family for family, _ in asked)
    by_family = {family: [invented[family], number] for family, number in sorted(families.items())}
    emit({"model": settings.model, "mode": assistant.mode, "asked": len(asked), "answered": by_family})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", nargs="?", default=DEFAULT_MODEL)
    parser.add_argument("--collection", default="default")
    parser.add_argument("--mode", default="auto")
    parser.add_argument("--asked", type=int, default=500)
    main(parser.parse_args())
