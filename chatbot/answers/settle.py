"""What becomes of a draft written from passages: shown, shown in part, replaced by a quotation, or refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chatbot.answers.evidence import SURE, Evidence
from chatbot.answers.grounding import MARK, Grounded, extract, ground, is_yes_no, point_at, quote
from chatbot.answers.kinds import fits
from chatbot.answers.reasons import Weighing, asks_reason, reason
from chatbot.answers.subject import is_of_another_name
from chatbot.answers.unfounded import is_unfounded, tells_unsaid_amount
from chatbot.answers.verdicts import asks_verdict, begins_with_verdict, is_certain, without_verdict
from chatbot.retrieval import Retriever
from chatbot.tables.qualified import qualified
from compress.wire import is_refusal
from ingest.answerability.gate import coverage
from ingest.collection import Passage
from ingest.text import STOP_WORDS, names, numbers, sentences, spelt, stem, terms, words

ABOUT = 0.6  # of the question's weighted terms in a draft shown against the reader's doubt, or in a yes or no's place
STRONG = 0.75  # of the question's weighted terms in a quotation that stands in for an answer
# The reranker's logit of a passage that answers yes or no; on dev 66 % of 90 such passages reach it (BoolQ) and 57 %
# of 135 of everyday documents, and of what else is found 8 and 6 %, though that is about the same now and then.
ANSWERED = 2.5
UNANSWERED = 0.0  # below it the reranker holds that no passage answers
# The reader's margin from which on what stands around its words explains better than the sentences looked for; of nine
# how and why questions about everyday documents (dev) between 5 and 8 nine are right with these, seven with those.
EXPLAINED = 5.0
_AS_TOLD_BY = re.compile(r"\baccording to\b", re.IGNORECASE)  # no document has to say whose words it has


@dataclass(frozen=True)
class Reading:
    """What a draft was written for and from; `computed` is what the turn's tools returned."""

    question: str
    passages: Sequence[Passage]
    computed: str = ""
    brief: bool = False


def settle(draft: str, reading: Reading, retriever: Retriever, *, stopped: bool = False) -> Grounded | None:
    """Return what may be shown of a draft, None to refuse.

    1. Of the draft, the supported sentences are kept. One of another kind than was asked for is as good as a refusal.
    2. They are shown where they say what the reader points at, or a cell that the question names. Where they do not,
       its sentence is quoted instead: it reads better than a language model of this size. Where the model refused, it
       must hold an answer about as likely as none. A brief answer is the reader's words: pointing is its trade. An
       explanation is more than the words pointed at: the sentences that give it are looked for (`reasons`).
    3. If it doubts that there is any answer, kept sentences are shown only if they explain, which it judges worse; if
       it only says something else, if they, and the place that they cite, have nearly all of the question's words.
    4. Where nothing was kept, the sentences nearest to the question are quoted if that is surely what the draft was
       about (`is_strong`). A draft that was stopped half-way is never replaced.
    5. Yes or no is said where the reader is sure of it, before the place that it goes by; one that the draft begins
       with is shown only where it is beyond doubt (`verdicts`). Where the reranker holds that a passage answers, the
       sentences nearest to the question are quoted rather than refused, where they have most of its words, and who
       asked may judge.
    """
    if not stopped and (told := settled_unwritten(reading, retriever)):
        return told
    kept = _settled(draft, reading, retriever, stopped=stopped)
    if kept or stopped or not (asks_verdict(reading.question) and _is_answered(reading.passages)):
        return kept
    window = retriever.focus(reading.question, reading.passages)
    return quote(window) if _bears_on(window, reading.question, retriever.weights(reading.question)) else None


def settled_unwritten(reading: Reading, retriever: Retriever) -> Grounded | None:
    """Return what is shown whatever a model drafts, so that none need write; None where it depends on the draft.

    A yes or no that the reader is sure of and, of a brief answer, the words that it is sure of.
    """
    if reading.computed:
        return None
    if told := retriever.verdict(reading.question, reading.passages):
        return told.said(brief=reading.brief)
    if not reading.brief or is_yes_no(reading.question):
        return None
    pointed = retriever.evidence(reading.question, reading.passages)
    return point_at(pointed, brief=True) if pointed and pointed.sure else None


def _settled(draft: str, reading: Reading, retriever: Retriever, *, stopped: bool) -> Grounded | None:
    kept, flat = None, refuses(draft) or not (reading.computed or fits(reading.question, MARK.sub("", draft)))
    if not flat:
        kept = ground(draft, reading.passages, reading.question, reading.computed, brief=reading.brief)
    nobodys = bool(kept) and retriever.has_no_owner(reading.question, [each.source for each in kept.citations])
    if kept and (nobodys or (not reading.computed and is_unfounded(kept, reading.question, reading.passages))):
        kept, flat = None, True
    if stopped or not reading.passages:
        return kept
    pointed, weights = retriever.evidence(reading.question, reading.passages), retriever.weights(reading.question)
    if kept and begins_with_verdict(kept.text):
        if is_yes_no(reading.question) and is_certain(kept, reading.question, pointed):
            return kept
        kept = without_verdict(kept)
    if pointed and not (kept and _agrees(pointed, kept, reading)):
        outweighs = _outweighs(pointed, reading, flat) and not _asks_of_nothing(reading, retriever, pointed)
        if pointed.sure or (outweighs and _may_tell(pointed, reading.question, weights)):
            return _explained(reading, retriever, pointed) or point_at(pointed, brief=reading.brief)
        explains = asks_reason(reading.question)
        if not kept or not (explains or (_is_told(kept, weights) and not pointed.doubtful)):
            return None
        return _explained(reading, retriever, pointed, kept.text) or kept
    if kept or flat:
        return kept
    window = retriever.focus(reading.question, reading.passages)
    return quote(window) if is_strong(window, draft, reading.question, weights) else None


def _explained(reading: Reading, retriever: Retriever, pointed: Evidence, draft: str = "") -> Grounded | None:
    """Return the sentences that explain, where an explanation is wanted and the reader has not surely found one.

    A table's row is one: around it stand other rows.
    """
    found = pointed.margin >= (SURE if _is_row(pointed) else EXPLAINED)
    if found or reading.brief or not asks_reason(reading.question):
        return None
    weights, logits = retriever.weights(reading.question), partial(retriever.logits, reading.question)
    weighing = Weighing(weights, pointed, MARK.sub("", draft), logits)
    window = reason(reading.question, reading.passages, weighing)
    return quote(window) if window else None


def settle_extract(draft: str, reading: Reading, retriever: Retriever, *, stopped: bool = False) -> Grounded | None:
    """Return what may be shown of a draft by a model that is not known to read well, None to refuse.

    Only what stands in the passages' nearest sentences word for word, else a quotation of these. Where the reader
    doubts that there is any answer, they must have nearly all of the question's words.
    """
    if refuses(draft):
        return None
    nearest = retriever.focus(reading.question, reading.passages)
    pointed = retriever.evidence(reading.question, reading.passages)
    if pointed and pointed.named and not stopped:
        return point_at(pointed, brief=reading.brief)
    if pointed and pointed.doubtful and covers(nearest, retriever.weights(reading.question)) < STRONG:
        return None
    shown = extract(draft, nearest, reading.question) or (None if stopped else quote(nearest))
    unsaid = shown and not reading.computed and tells_unsaid_amount(shown, reading.question, reading.passages)
    return None if unsaid else shown


def covers(passage: Passage, weights: dict[str, float]) -> float:
    """Return the share of the question's weighted terms that a passage has, itself or by its title and heading."""
    return coverage(passage.with_headings, weights)


def _outweighs(pointed: Evidence, reading: Reading, refused: bool) -> bool:
    """Tell whether what the reader points at stands in for a draft that says something else, or that refused.

    Against a refusal, of a how or a why, the reranker decides, unless the reader doubts: it cannot judge these. A
    table's row must have the question's names, since another row is no less likely to be pointed at.
    """
    if not refused:
        return not pointed.doubtful
    if _is_row(pointed) and not _has_names(pointed.window, reading):
        return False
    if asks_reason(reading.question):
        return not pointed.doubtful and _is_answered(reading.passages)
    return pointed.likely


def _asks_of_nothing(reading: Reading, retriever: Retriever, pointed: Evidence) -> bool:
    """Tell whether a question has a word that no document has, and neither reader nor reranker sees an answer.

    "What is the mascot of the ferry?" may be asked in other words than a document's; where no passage is held to
    answer it, there is no mascot.
    """
    best = max((passage.score for passage in reading.passages), default=0.0)
    if retriever.reranker is None or best >= UNANSWERED or pointed.sure:
        return False
    asked = spelt(_AS_TOLD_BY.sub(" ", reading.question)).values()
    return not all(retriever.collection.term_frequencies(asked).values())


def _is_row(pointed: Evidence) -> bool:
    return pointed.window.text.startswith("|")


def _has_names(row: Passage, reading: Reading) -> bool:
    """Tell whether a table's row has the names of a question, itself, by its title and heading, or over its table."""
    text = next((passage.text for passage in reading.passages if passage.id == row.id), "")
    over = text.partition(row.text.partition("\n")[0])[0].rstrip().rpartition("\n\n")[2]
    return names(reading.question) <= set(terms(f"{over} {row.with_headings}"))


def _is_answered(passages: Sequence[Passage]) -> bool:
    """Tell whether the reranker holds that one of the passages answers."""
    return max((passage.score for passage in passages), default=0.0) >= ANSWERED


def _may_tell(pointed: Evidence, question: str, weights: dict[str, float]) -> bool:
    """Tell whether what the reader is not sure of may be quoted: for yes or no, a place with the question's words.

    It points at something even there, though no words say yes.
    """
    return not is_yes_no(question) or _bears_on(pointed.window, question, weights, STRONG)


def _bears_on(window: Passage, question: str, weights: dict[str, float], share: float = ABOUT) -> bool:
    """Tell whether a place has enough of what is to be true or not, and is not about something else by its name.

    A number need not be there: "before 1880" is true of 1874.
    """
    said = {term: weight for term, weight in weights.items() if not term.isdecimal()}
    return covers(window, said) >= share and not is_of_another_name(question, window.text)


def _is_told(kept: Grounded, weights: dict[str, float]) -> bool:
    """Tell whether a draft answers in nearly all of the question's terms, and a place that it cites has them too."""
    if coverage(kept.text, weights) < ABOUT:
        return False
    cited = (f"{citation.title} {citation.heading} {citation.quote}" for citation in kept.citations)
    return max((coverage(text, weights) for text in cited), default=0.0) >= STRONG


def _agrees(pointed: Evidence, kept: Grounded, reading: Reading) -> bool:
    """Tell whether a checked draft says what the reader points at, if brief no more, or what no reader can know.

    An explanation is more than the words it points at, and what it doubts itself bears no draft out. An amount with or
    without something is quoted as it is called: a subtotal is no "total without tax" by its name.
    """
    if reading.computed:
        return True
    if asks_reason(reading.question) or pointed.doubtful:
        return False
    if pointed.named and qualified(reading.question, reading.passages):
        return False
    return pointed.is_all_of(kept.text) if reading.brief else pointed.stands_in(kept.text)


def is_strong(window: Passage, draft: str, question: str, weights: dict[str, float]) -> bool:
    """Tell whether a window may be quoted for a draft: it has the question's rare words and what the draft found.

    `weights` are the question's terms, the rare ones heavier. What the draft found is a number or a name that the
    question did not have: a draft with nothing of the kind in common was about something else.
    """
    if covers(window, weights) < STRONG:
        return False
    found = _telling(MARK.sub("", draft)) - set(terms(question)) - numbers(question)
    return bool(found & (numbers(window.text) | set(terms(window.text))))


def refuses(draft: str) -> bool:
    """Tell whether a draft says that the answer is not there; a sentence with a footnote says something else."""
    return any(is_refusal(sentence) for sentence in sentences(draft) if not MARK.search(sentence))


def _telling(text: str) -> set:
    """Return the numbers and the stems of names, a sentence's first word included where it is no common one."""
    openings = (words(sentence)[:1] for sentence in sentences(text) if sentence[0].isupper())
    first = {stem(opening[0]) for opening in openings if opening and opening[0] not in STOP_WORDS}
    return numbers(text) | names(f". {text}") | first
