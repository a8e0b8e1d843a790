"""Whether a threshold fitted to questions made by rule is the one that real questions would have given.

    python -m tests.benchmarks.calibration PATH/TO/SQUAD.json

PATH is a file of SQuAD's form, of which every second article goes into a collection, as in `gate.py`. Three gates: the
shipped one, the one that `python -m ingest calibrate` fits without seeing any question of the file, and one fitted to
half of the file's own questions. Each is held against the other half: what share of the questions about absent
articles passes, what share of those with a made-up word, and what share of the answerable ones is refused.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from chatbot.retrieval import Retriever
from compress.console import emit
from compress.home import resolve_home
from ingest.answerability import fitting
from ingest.answerability.calibration import shipped_gate
from ingest.answerability.gate import Gate, Signals
from ingest.encoders.reranker import open_reranker
from ingest.progress import counting
from tests.benchmarks.corpora import kept, read, targets
from tests.benchmarks.gate import made_up, measure, questions, refused

_RATE = 0.05
_EACH = 200  # questions of each kind


def fitted_to(sets: list[list[Signals]], shipped: Gate) -> Gate:
    """Return the gate that `calibrate` would fit if it had these questions: answerable, absent, made-up."""
    rows = zip(*([one.relevance(shipped) for one in part] for part in sets), strict=False)
    asked = [fitting.Asked("", *row) for row in rows]
    return replace(shipped, threshold=fitting.fit(asked, _RATE).threshold)


def main(path: Path) -> None:
    """Print a line for each gate, and the shares as JSON."""
    articles = read(path)
    known = questions(articles[::2])
    sets = [known[:_EACH], questions(articles[1::2])[:_EACH], made_up(known)[:_EACH]]
    reranker = open_reranker(resolve_home())
    shipped = shipped_gate(reranker)
    with tempfile.TemporaryDirectory() as folder:
        collection = kept(Path(folder), targets(articles[::2]))
        with counting("calibrating") as done:
            made = fitting.fit(fitting.ask(collection, reranker, _RATE, done), _RATE)
        real = [measure(Retriever(collection, reranker=reranker), part) for part in sets]
    gates = {
        "shipped": shipped,
        "calibrated": replace(shipped, threshold=made.threshold),
        "fitted to real questions": fitted_to([part[::2] for part in real], shipped),
    }
    print(f"{'gate':24}  threshold  absent passed  made-up passed  refused wrongly")
    result = {}
    for name, gate in gates.items():
        wrongly, absent, invented = refused([part[1::2] for part in real], gate)
        print(f"{name:24}  {gate.threshold:>9.3f}  {1 - absent:>13.1%}  {1 - invented:>14.1%}  {wrongly:>15.1%}")
        result[name] = {
            "threshold": round(gate.threshold, 4),
            "absent_passed": round(1 - absent, 4),
            "made_up_passed": round(1 - invented, 4),
            "refused_wrongly": wrongly,
        }
    emit(result)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
