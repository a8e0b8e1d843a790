"""The whole path on paragraphs nobody tuned it to: what is shown, what the model drafted, what is refused.

    python -m tests.benchmarks.reading PATH/TO/SQUAD.json [MODEL]

PATH as in `gate.py`: every second article goes into a collection; questions about these should be answered, questions
about the others refused. An answer counts as right if it contains one of the gold answers.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from chatbot.agent import Assistant, build_graph
from chatbot.events import Answer
from chatbot.models import open_model
from chatbot.settings import DEFAULT_MODEL, Settings
from compress.console import emit, progress, say
from tests.benchmarks.gate import build, questions, read

_ASKED = 100


def contains(text: str, answers: list[str]) -> bool:
    """Tell whether a text has one of the answers, letter case aside."""
    return any(answer.lower() in text.lower() for answer in answers)


def share(values: list[bool]) -> float:
    """Return how many are true, from 0 to 1."""
    return round(sum(values) / len(values), 3)


def main(path: Path, model_name: str) -> None:
    """Ask, and print the shares as one line of JSON."""
    articles = read(path)
    inside, outside = articles[::2], articles[1::2]
    gold = {
        question["question"]: [answer if isinstance(answer, str) else answer["text"] for answer in question["answers"]]
        for article in inside
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    }
    settings = Settings(model=model_name)
    with tempfile.TemporaryDirectory() as folder:
        collection = build(inside, Path(folder))
        model, mode = open_model(settings, say)
        assistant = Assistant(model_name, mode, collection, build_graph(model, mode, collection, settings))
        known, unknown = questions(inside)[:_ASKED], questions(outside)[:_ASKED]
        answers: dict[str, Answer] = {}
        with progress("asking", len(known) + len(unknown)) as bar:
            for question in known + unknown:
                answers[question] = assistant.ask(question)
                bar.advance(0)
    read_by_model = [question for question in known if answers[question].prompts]
    emit(
        {
            "model": model_name,
            "mode": mode,
            "right": share([contains(answers[q].answer, gold[q]) for q in known]),
            "footnote_has_it": share([any(contains(c.quote, gold[q]) for c in answers[q].citations) for q in known]),
            "refused_wrongly": share([answers[q].refused for q in known]),
            "refused_rightly": share([answers[q].refused for q in unknown]),
            "draft_right": share([contains(answers[q].prompts[-1].output, gold[q]) for q in read_by_model]),
            "draft_shown": share([not answers[q].answer.startswith("“") for q in read_by_model]),
            "median_first_token_s": statistics.median(answers[q].timings.first_token_s for q in known),
            "median_total_s": statistics.median(answers[q].timings.total_s for q in known),
        }
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else DEFAULT_MODEL)
