"""Passages for a question, or none: searches the collection and lets nothing irrelevant through.

What speaks most to a question is for `ingest.ranking` to say, and whether any of it is worth reading for the gate
(`ingest.answerability.gate`). Of what is read, `focus` finds the sentences that may be quoted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.answers.evidence import (
    DOUBTFUL,
    LIKELY,
    SURE,
    Evidence,
    asks_why,
    evidence,
    read_until_sure,
    worth_reading,
)
from chatbot.answers.happenings import happenings
from chatbot.answers.kinds import asks_contact
from chatbot.answers.lacking import lacks_owner
from chatbot.answers.posed import posed
from chatbot.answers.reader import Reader
from chatbot.answers.verdicts import Verdict, verdict
from chatbot.lists.purchases import bought
from chatbot.tables.each import price_of_one
from chatbot.tables.labelled import named_line
from chatbot.tables.lookup import look_up
from chatbot.tables.one_of_many import is_one_of_many
from chatbot.tables.other_rows import is_of_another_row
from chatbot.tables.outcomes import Total
from chatbot.tables.owners import owned
from chatbot.tables.qualified import amount_told, difference, is_told_so, qualified
from chatbot.tables.superlatives import superlative
from chatbot.tables.ticked import named_box
from chatbot.tables.totals import total
from chatbot.tables.ways import way_in_row
from ingest.answerability.calibration import gate_of
from ingest.answerability.gate import Signals, coverage, idf, signals
from ingest.answerability.unknown_words import made_up_words
from ingest.collection import Collection, Passage
from ingest.encoders.reranker import Reranker
from ingest.ranking import asked_of, rank
from ingest.text import terms, windows

RANKER = 6.0  # what a logit of the reranker weighs beside one of the reader, on questions about dev articles
# The margin at which a question may have a word that neither the collection nor a dictionary has. Chosen with
# tests/benchmarks/invention.py in view, where made-up models have "135 million" parameters by margins up to 7.7; of
# words that a dictionary has ("bankrupt", "mascot") none comes near to SURE.
_MADE_UP = 10.0
_NO_ANSWER = -20.0  # the margin of a passage in which nothing could be pointed at
_WINDOWS = 24  # of a question's passages, those whose words promise most are read: about 0.2 s on two cores
_PLACE_COST, _LENGTH_COST = 0.04, 0.004  # of a window one passage lower; of each of its terms
_LOGIT = 0.4  # what the reranker's logit of a window weighs beside its cosine and coverage


@dataclass(frozen=True)
class Retriever:
    """Searches one collection. `passages` is how many a model gets to read at most."""

    collection: Collection
    passages: int = 4
    reranker: Reranker | None = None
    reader: Reader | None = None

    def __call__(self, query: str) -> tuple[Passage, ...]:
        """Return the passages that may answer `query`, best first; empty means: refuse.

        What the gate would refuse passes if code has found the cell that it names, or the reader holds an answer
        likelier than none, or code has a total, and the collection knows all the words. A word that it lacks may be
        the asker's own: there the reader must be sure, and of a made-up word surer than it is of any made-up thing.
        """
        if dated := happenings(query, self.collection):
            return self._whole(dated)[: self.passages]
        found, score = self.ranked(query)
        query, first = asked_of(query, found), found[: self.passages]
        seen = signals(self.collection, query, first, score)
        if not seen.passes(gate_of(self.collection, self.reranker)):
            # It leaves no word over: a column may have another name than the question has.
            told = look_up(query, first) or self._extreme(query, first)
            if told is None and not self._is_told(query, first, self._least(query, seen)):
                return ()
        return tuple(self._with_extreme(query, self.read(query, found)))

    def _whole(self, cut: Sequence[Passage]) -> tuple[Passage, ...]:
        """Return the passages, each once, that some were cut out of."""
        ids = {passage.id for passage in cut}
        sources = dict.fromkeys(passage.source for passage in cut)
        return tuple(part for source in sources for part in self.collection.document(source) if part.id in ids)

    def ranked(self, query: str) -> tuple[list[Passage], float | None]:
        """Return the best passages, whether they answer or not, and the reranker's best score if there is one.

        They are twice as many where a reader can choose among them.
        """
        return rank(self.collection, query, self.passages * (2 if self.reader else 1), self.reranker)

    def read(self, query: str, ranked: Sequence[Passage]) -> list[Passage]:
        """Return the ranked passages in the order in which the reader sees an answer in them, as many as are wanted.

        It reads those that come first, until it is sure of one, and the others only where it is sure of none; of them
        only what it is sure of comes in, since much merely has the name that answers. What ranked them has its say
        too, and what the question names by its file or title stays first. They stay as they are where it doubts that
        any answers, or an explanation is wanted, which it cannot judge.
        """
        first = list(ranked[: self.passages])
        if self.reader is None or asks_why(query):
            return first
        found = read_until_sure(self.reader, query, first)
        if all(each.margin < SURE for each in found):
            others = [passage for passage in worth_reading(ranked) if passage not in first]
            found += [each for each in self.reader.find(query, others) if each.margin >= SURE]
        margins = {each.passage.id: each.margin for each in found}
        if max(margins.values(), default=DOUBTFUL) <= DOUBTFUL:
            return first

        def promise(passage: Passage) -> float:
            return margins.get(passage.id, _NO_ANSWER) + RANKER * passage.score

        read = [passage for passage in ranked if passage.id in margins or passage in first]
        return sorted(read, key=lambda passage: (not passage.named, -promise(passage)))[: self.passages]

    def warm_up(self) -> None:
        """Load the models that search and read (seconds)."""
        self.collection.embedder.encode([])
        if self.reranker:
            self.reranker.score("", [])
        if self.reader:
            self.reader.find("", [])

    def weights(self, question: str) -> dict[str, float]:
        """Return what each term of a question weighs in this collection."""
        return idf(self.collection, question)

    def evidence(self, question: str, passages: Sequence[Passage]) -> Evidence | None:
        """Return where the passages answer the question; the price of one where that of several was found."""
        found = self._evidence(question, passages)
        return (found and price_of_one(question, found)) or found

    def _evidence(self, question: str, passages: Sequence[Passage]) -> Evidence | None:
        """Return where the passages answer, by code or by the reader.

        An amount with or without what it is asked for, of which nothing else may be told. Else a cell, a line or a box
        that it names, a row that tells how, the number that a text leads up to, or the row that has the most of what
        it asks for, else by the reader if there is one.
        """
        if asked := qualified(question, passages):
            told = amount_told(asked, passages, self.collection)
            found = told or (evidence(self.reader, question, passages) if self.reader else None)
            return found if found and (told or is_told_so(asked, found.words, found.window, passages)) else None
        named = (
            look_up(question, passages)
            or look_up(question, owned(question, passages, self.collection))
            or named_line(question, passages, self.collection)
            or named_box(question, passages, self.collection)
            or way_in_row(question, passages)
        )
        if told := named or posed(question, passages) or self._extreme(question, passages):
            return told
        found = evidence(self.reader, question, passages) if self.reader else None
        if found and self._is_of_another(question, found.window, passages):
            return replace(found, margin=min(found.margin, DOUBTFUL - 1))
        return found

    def _is_of_another(self, question: str, told: Passage, passages: Sequence[Passage]) -> bool:
        """Tell whether a place cannot answer, being one of many that are wanted together, or of another thing."""
        if is_one_of_many(question, told) or is_of_another_row(question, told, passages):
            return True
        return self.has_no_owner(question, [told.source])

    def verdict(self, question: str, passages: Sequence[Passage]) -> Verdict | None:
        """Return the yes or no that the passages surely tell; None for another question, or without a reader.

        Whether a box is ticked is for code to see.
        """
        if self.reader is None or named_box(question, passages, self.collection):
            return None
        told = verdict(self.reader, question, passages)
        return None if told and self._is_of_another(question, told.window, passages) else told

    def has_no_owner(self, question: str, sources: Sequence[str]) -> bool:
        """Tell whether none of these documents speaks of whom a question for a telephone number means."""
        if not asks_contact(question):
            return False
        parts = [part for source in set(sources) for part in self.collection.document(source)]
        told = " ".join(part.with_headings for part in parts)
        return bool(told) and lacks_owner(question, told)

    def total(self, question: str, passages: Sequence[Passage]) -> Total | None:
        """Return what a question wants of a whole table, its total, average or number of rows; None if unsure."""
        return total(asked_of(question, passages), passages, self.collection)

    def focus(self, question: str, passages: Sequence[Passage]) -> Passage:
        """Return one passage cut down to its one to three sentences that are nearest to the question.

        A small model reads these better than whole passages. `passages` must not be empty.
        """
        question = asked_of(question, passages)
        if (pointed := self.evidence(question, passages)) and not pointed.doubtful:
            return pointed.window
        weights = self.weights(question)
        candidates = [
            (self._promise(window, passage, weights) - _PLACE_COST * rank, replace(passage, text=window))
            for rank, passage in enumerate(passages)
            for window in windows(passage.text)
        ]
        best = sorted(candidates, key=lambda candidate: -candidate[0])[:_WINDOWS]
        cut = [window for _, window in best]
        cosines = self.cosines(question, [window.text for window in cut])
        nearness = zip(best, cosines, self.logits(question, cut), strict=True)
        (_, window), _, _ = max(nearness, key=lambda found: found[0][0] + found[1] + _LOGIT * found[2])
        return window

    def _least(self, question: str, seen: Signals) -> float:
        """Return the margin at which what the reader points at passes a gate that is shut."""
        if not seen.unknown:
            return LIKELY
        return _MADE_UP if made_up_words(self.collection, question) else SURE

    def _is_told(self, question: str, passages: Sequence[Passage], least: float) -> bool:
        pointed = self.evidence(question, passages)
        if pointed and pointed.margin >= least:
            return True
        asked = qualified(question, passages)
        if asked and difference(asked, passages):
            return True
        # These leave no word over but such as ask: "buy" need not stand on a receipt.
        return bool(bought(question, passages, self.collection) or self.total(question, passages))

    def _extreme(self, question: str, passages: Sequence[Passage]) -> Evidence | None:
        return superlative(question, passages, lambda passage: self.collection.document(passage.source))

    def _with_extreme(self, question: str, found: list[Passage]) -> list[Passage]:
        """Return found passages, led by that with the row that has the most of what is asked for, if there is one."""
        told = self._extreme(question, found)
        if told is None:
            return found
        own = next((passage for passage in found if passage.id == told.window.id), None)
        leads = own or next(part for part in self.collection.document(told.window.source) if part.id == told.window.id)
        return [leads, *(passage for passage in found if passage.id != leads.id)][: self.passages]

    @staticmethod
    def _promise(window: str, passage: Passage, weights: dict[str, float]) -> float:
        """Score a window by its words and its heading's: under "The harbour", a row "| Depth | 4 m |" is about it."""
        return coverage(f"{passage.title} {passage.heading} {window}", weights) - _LENGTH_COST * len(terms(window))

    def logits(self, question: str, found: list[Passage]) -> list[float]:
        """Return what the reranker makes of passages beside a question, 0 for each where there is none."""
        return self.reranker.score(question, found).tolist() if self.reranker else [0.0] * len(found)

    def cosines(self, question: str, texts: list[str]) -> list[float]:
        """Return how near each text is to a question."""
        embedder = self.collection.embedder
        asked, vectors = embedder.embed_query(question), embedder.embed_documents(texts)
        return [sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in vectors]
