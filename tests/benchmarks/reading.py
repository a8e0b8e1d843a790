"""The whole path on paragraphs nobody tuned it to: what is shown, what the model drafted, what is refused.

    python -m tests.benchmarks.reading PATH/TO/SQUAD.json [MODEL] [--asked 100] [--all] [--no-reader]
        [--among FILE...] [--total 20000] [--cut 40] [--keep FOLDER]

PATH as in `gate.py`: every second article goes into a collection; questions about these should be answered, questions
about the others refused. Only test articles are read (`compress.corpus.splits`; models learnt from the others, and on
dev thresholds were chosen), unless `--all`. With `--among` the paragraphs are hidden among others
(`corpora.py`), which may by chance answer what should be refused. Each question is asked in full and in brief style,
through the reranker as the product does. An answer is right if it contains one of the gold answers; F1 and exact match
are SQuAD's.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any, get_args

from chatbot.agent import Assistant, build_graph
from chatbot.answers.reader import open_reader
from chatbot.events import Answer
from chatbot.models import open_model
from chatbot.rating.scoring import exact_match, f1, mean
from chatbot.retrieval import Retriever
from chatbot.settings import DEFAULT_MODEL, Settings, Style
from compress.console import emit, progress, say
from compress.corpus.splits import split_of
from compress.wire import CALL_START
from ingest.collection import Collection
from ingest.encoders.reranker import open_reranker
from tests.benchmarks.corpora import add_options, hidden, kept, read, targets
from tests.benchmarks.gate import questions

Gold = dict[str, list[str]]  # question -> accepted answers


def contains(text: str, answers: list[str]) -> bool:
    """Tell whether a text has one of the answers, letter case aside."""
    return any(answer.lower() in text.lower() for answer in answers)


def held_out(articles: list[dict]) -> list[dict]:
    """Return the articles that no model of ours was trained on, and no threshold chosen on."""
    return [article for article in articles if split_of("squad", article["title"]) == "test"]


def gold_of(articles: list[dict]) -> Gold:
    """Return the accepted answers of every question."""
    return {
        question["question"]: [answer if isinstance(answer, str) else answer["text"] for answer in question["answers"]]
        for article in articles
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    }


def drafts(answer: Answer) -> bool:
    """Tell whether a model wrote the answer's draft; that it only called the search counts not."""
    return bool(answer.prompts) and CALL_START not in answer.prompts[-1].output


def score(answers: dict[str, Answer], known: list[str], unknown: list[str], gold: Gold) -> dict[str, Any]:
    """Return the shares, from 0 to 1, and the medians in seconds."""
    drafted = [question for question in known if drafts(answers[question])]
    return {
        "right": mean(contains(answers[q].answer, gold[q]) for q in known),
        "f1": mean(f1(answers[q].answer, gold[q]) for q in known),
        "exact_match": mean(exact_match(answers[q].answer, gold[q]) for q in known),
        "f1_of_answered": mean(f1(answers[q].answer, gold[q]) for q in known if not answers[q].refused),
        "footnote_has_it": mean(any(contains(c.quote, gold[q]) for c in answers[q].citations) for q in known),
        "refused_wrongly": mean(answers[q].refused for q in known),
        "refused_rightly": mean(answers[q].refused for q in unknown),
        "draft_right": mean(contains(answers[q].prompts[-1].output, gold[q]) for q in drafted),
        "draft_shown": mean(not answers[q].answer.startswith("“") for q in drafted),
        "median_first_token_s": statistics.median(answers[q].timings.first_token_s for q in known),
        "median_total_s": statistics.median(answers[q].timings.total_s for q in known),
    }


def ask(assistant: Assistant, asked: list[str], label: str) -> dict[str, Answer]:
    """Return each question's answer."""
    answers = {}
    with progress(label, len(asked)) as bar:
        for question in asked:
            answers[question] = assistant.ask(question)
            bar.advance(0)
    return answers


def assistants(settings: Settings, collection: Collection, with_reader: bool) -> dict[Style, Assistant]:
    """Return an assistant for each style, all with one loaded model and the product's reranker and reader."""
    models = open_reranker(settings.home), open_reader(settings.home) if with_reader else None
    model, mode = open_model(settings, say)
    styles = {style: Settings(home=settings.home, model=settings.model, style=style) for style in get_args(Style)}
    return {
        style: Assistant(
            each.model, mode, collection, build_graph(model, mode, each, Retriever(collection, each.passages, *models))
        )
        for style, each in styles.items()
    }


def main(arguments: argparse.Namespace) -> None:
    """Ask, and print one line of JSON with the shares of each style."""
    articles = read(arguments.path)
    articles = articles if arguments.all else held_out(articles)
    inside, outside = articles[::2], articles[1::2]
    known, unknown = (questions(half)[: arguments.asked] for half in (inside, outside))
    settings = Settings(model=arguments.model)
    with tempfile.TemporaryDirectory() as folder:
        paragraphs = hidden(targets(inside), targets(read(arguments.path)), arguments)
        collection = kept(arguments.keep or Path(folder), paragraphs)
        found = assistants(settings, collection, arguments.reader)
        scores = {
            style: score(ask(assistant, known + unknown, f"asking, {style}"), known, unknown, gold_of(inside))
            for style, assistant in found.items()
        }
    asked = {"articles": len(inside), "paragraphs": len(paragraphs), "known": len(known), "unknown": len(unknown)}
    emit({"model": settings.model, "mode": found["full"].mode, **asked, **scores})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("model", nargs="?", default=DEFAULT_MODEL)
    parser.add_argument("--asked", type=int, default=100, help="questions of each half")
    parser.add_argument("--all", action="store_true", help="other articles too")
    parser.add_argument("--no-reader", dest="reader", action="store_false", help="as it was before there was a reader")
    add_options(parser)
    main(parser.parse_args())
