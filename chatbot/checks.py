"""Holds the model's choice of a tool against the conversation, before anything runs.

A small model calls the wrong tool, calculates with numbers of its own, or searches for what nobody asked. What the
conversation does not support is replaced by what `planner.plan` chooses by rule, or refused once a search was made.
What these rules recognise exactly, such as a plain sum, does not need the model at all.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.tools import BaseTool
from pydantic import ValidationError

from chatbot.answers.evidence import asks_why
from chatbot.answers.grounding import Grounded
from chatbot.calendar.moments import holds_moment, without_moments
from chatbot.mathematics.amounts import amounts_of, without_names
from chatbot.mathematics.tokens import CalculationError
from chatbot.planner import Plan, is_filled, leans_back, plan, standalone
from chatbot.prompts import prompt
from chatbot.questions.comparisons import asks_contrast
from chatbot.questions.qualifiers import qualifier
from chatbot.questions.small_talk import is_self_talk, may_chat
from chatbot.replies import (
    Handler,
    OverDocuments,
    answer_before,
    calls_of,
    checked,
    coded,
    computed,
    last_question,
    nothing_found,
    queries,
    questions_before,
    said,
    tool_call,
)
from chatbot.sums.percentages import adds_a_rate
from chatbot.sums.provenance import is_supported, parts_about
from chatbot.sums.rates import is_ratio
from chatbot.tables.labelled import named_line
from chatbot.tables.lookup import look_up
from chatbot.tables.qualified import qualified
from chatbot.tools import SEARCH, passages_of_turn, turn
from ingest.answerability.unknown_words import unknown_words
from ingest.collection import Passage
from ingest.text import names, numbers, spelt, terms

# "300 - 300", "20% - 20% / 100": a model that found one number of two.
_AGAINST_ITSELF = re.compile(r"[\s(]*(\S+?)[\s)]*[-−/][\s(]*\1[\s)]*(?:[*/]\s*100[\s)]*)*")
# What asks to work with numbers that were said before; "What was the total?" is put to the documents all the same.
_OF_SAID = re.compile(
    r"\b(?:that|this|these|those|them|they|it|both|two|three|all|(?:al)?together|difference|sum|add(?:ed)?|average|mean|"
    r"more|less|fewer|between|each|half|double|twice)\b",
    re.IGNORECASE,
)
# What states its own numbers, as a word problem does, though it may name what the documents name.
_STATES = re.compile(
    r"\b(?:if|each|apiece|per|costs?|then|left|remain\w*|buys?|bought|sells?|sold|shares?)\b", re.IGNORECASE
)
_FEW = 2  # terms of a question that may lean on an earlier one without a word that says so
_KEPT = 0.5  # of the question's terms, a query must have at least
_OF_TIME = frozenset(
    terms("today now tonight tomorrow yesterday current currently date time day weekday week month year")
)


class CheckCalls(OverDocuments):
    """Lets pass only the calls that the conversation supports, one at a time, and no answer without any."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        question, earlier = last_question(request), questions_before(request)
        answer = answer_before(request)
        planned = None if done else plan(question, earlier, answer)
        # Sums, units, equations, the date, and "And in July?": these rules do not guess.
        if planned and (planned[0] != SEARCH or is_filled(question, earlier, answer)):
            return tool_call(*planned)
        response = handler(request)
        reply = response.result[-1] if isinstance(response, ModelResponse) else response
        if done and not reply.tool_calls:
            return response
        if request.runtime.context.cancel.is_set():
            return coded("")
        return self._later(reply, done, request) if done else self._first(reply, planned, request)

    def _first(self, reply: AIMessage, planned: Plan | None, request: ModelRequest) -> AIMessage:
        """Return the turn's first call, the model's or the search that rules make; of replies only small talk."""
        question, earlier, text = last_question(request), questions_before(request), str(reply.content)
        if planned is None:
            chats = not reply.tool_calls and is_self_talk(text)
            return checked(reply, Grounded(text, ())) if chats else coded(prompt("small_talk").substitute())
        if not reply.tool_calls:
            chats = may_chat(question, text, self._is_known)
            return checked(reply, Grounded(text, ())) if chats else tool_call(*planned)
        call = reply.tool_calls[0]
        fits = _fits(call, request) and self._is_asked_for(call, question, earlier, said(request))
        return _only(reply, call) if fits else tool_call(*planned)

    def _is_asked_for(self, call: dict[str, Any], question: str, earlier: list[str], spoken: str) -> bool:
        if call["name"] == SEARCH:
            lost = unknown_words(self._collection, question)
            return is_faithful(call["args"]["query"], question, earlier, spoken, lost)
        if call["name"] == "current_date":
            return not call["args"] and bool(terms(question)) and set(terms(question)) <= _OF_TIME
        expression = str(call["args"].get("expression", ""))
        if adds_a_rate(expression, spoken) or _was_said_once(expression, spoken):
            return False
        if earlier and not (numbers(question) or leans_back(question) or _OF_SAID.search(question)):
            return False
        if expression and self._is_of_documents(call, question):  # units may have the names that documents have
            return False
        texts = _operands(question, [without_names(spoken)])
        return _has_support(call, lambda amounts: is_supported(amounts, texts), unreadable=False)

    def _later(self, reply: AIMessage, done: list[AnyMessage], request: ModelRequest) -> AIMessage:
        """Return a further call, made of what was said and found; else a refusal, over which the reader has a word.

        ToolNode mends what does not fit.
        """
        call = reply.tool_calls[0]
        made = [(call["name"], call["args"]) for call in calls_of(done)]
        expression = str(call["args"].get("expression", ""))
        if (call["name"], call["args"]) in made or _AGAINST_ITSELF.fullmatch(expression):
            return nothing_found(self._collection)
        passages, asked = passages_of_turn(request.messages), last_question(request)
        if expression and (_wants_no_sum(asked, expression) or self._needs_no_sum(call, asked, passages)):
            return nothing_found(self._collection)
        if adds_a_rate(expression, " ".join(passage.text for passage in passages)):
            return nothing_found(self._collection)
        if not _fits(call, request) or call["name"] == "current_date":
            return _only(reply, call)
        given = f"{said(request)}\n{computed(done)}"
        if call["name"] == SEARCH:
            found = " ".join(passage.with_headings for passage in passages)
            supported = set(terms(call["args"]["query"])) <= set(terms(f"{given} {found}"))
        else:
            about = parts_about(" ".join([last_question(request), *queries(done)]), passages)
            texts = _operands(last_question(request), [given, *about])
            supported = _has_support(call, lambda amounts: is_supported(amounts, texts), unreadable=True)
        return _only(reply, call) if supported else nothing_found(self._collection)

    def _needs_no_sum(self, call: dict[str, Any], asked: str, passages: Sequence[Passage]) -> bool:
        """Tell whether what was found need not be worked out: a table or a form tells it, or code knows how."""
        return bool(
            look_up(asked, passages)
            or named_line(asked, passages, self._collection)
            or qualified(asked, passages)  # what a total is without something
            or self._is_of_documents(call, asked)  # nothing of what was found is in it
        )

    def _is_of_documents(self, call: dict[str, Any], question: str) -> bool:
        """Tell whether a sum of a question's own numbers is made of what the documents should be asked for.

        "How much do we save with the family ticket of the Salt House, with kids aged 6 and 8?" has numbers, and a name
        that the documents have; of others the reader knows whether it sees the answer. A word problem states all.
        """
        own = _operands(question, [question])
        made_of_it = _has_support(call, lambda amounts: is_supported(amounts, own), unreadable=False)
        if not made_of_it or _STATES.search(question):
            return False
        whole = spelt(question)
        if any(self._is_known(whole.get(name, name)) for name in names(question)):
            return True
        found = self._retriever(question)
        pointed = self._retriever.evidence(question, found) if found else None
        return bool(pointed and pointed.likely)

    def _is_known(self, term: str) -> bool:
        return self._collection.term_frequencies([term])[term] > 0


def is_faithful(query: str, question: str, earlier: list[str], spoken: str, lost: list[str]) -> bool:
    """Tell whether a query asks what was asked, and adds only words of the conversation (`spoken`).

    It must keep half of the question's words, its names, and `lost`, the words that the documents do not know: they
    are what a refusal rests on. A short question that leans on an earlier one must have gained something from there;
    one of more words that leans on none must have gained nothing.
    """
    asked, wanted = set(terms(question)), set(terms(query))
    if not wanted or not wanted <= set(terms(spoken)):
        return False
    if not (names(question) | set(terms(" ".join(lost)))) <= wanted or len(asked & wanted) < _KEPT * len(asked):
        return False
    if standalone(question, earlier) == question:
        adds = qualifier(query) and not qualifier(question)  # "the total" is not that without tax, of which was asked
        return wanted <= asked or (len(asked) <= _FEW and not adds)
    return not leans_back(question) or bool(wanted - asked)


def _fits(call: dict[str, Any], request: ModelRequest) -> bool:
    """Tell whether a call names a tool that is there and has the arguments this tool takes."""
    tool = next((tool for tool in request.tools if isinstance(tool, BaseTool) and tool.name == call["name"]), None)
    if tool is None:
        return False
    try:
        tool.tool_call_schema.model_validate(call["args"])
    except ValidationError:
        return False
    return True


def _was_said_once(expression: str, spoken: str) -> bool:
    """Tell whether a number is set against itself that was not said of two things: "12 / 12" for a class of 12."""
    against = _AGAINST_ITSELF.fullmatch(expression.replace(",", ""))
    if against is None:
        return False
    return len(re.findall(rf"(?<![\w.]){re.escape(against[1])}(?![\w%]|\.\d)", spoken.replace(",", ""))) < 2


def _wants_no_sum(question: str, expression: str) -> bool:
    """Tell whether a question asks for something else than what this expression works out.

    "How do I work out ...?" wants the way, not somebody's result; of a contrast any two numbers near the two things
    were taken; and of a ratio rows of a table were picked and added up, as it seems.
    """
    asks_the_way = asks_why(question) and not numbers(question)
    return asks_the_way or asks_contrast(question) or ("+" in expression and is_ratio(question))


def _operands(question: str, texts: list[str]) -> list[str]:
    """Return what a model may take numbers from: where a question has dates or times of day, not their digits."""
    return [without_moments(text) for text in texts] if holds_moment(question) else texts


def _has_support(call: dict[str, Any], holds: Callable[[list[Any]], bool], *, unreadable: bool) -> bool:
    try:
        return holds(amounts_of(call["name"], call["args"]))
    except CalculationError:
        return unreadable


def _only(reply: AIMessage, call: dict[str, Any]) -> AIMessage:
    """Return a reply with one of its calls: the next one is better chosen when this one's result is known."""
    return reply.model_copy(update={"tool_calls": [call], "content": ""})
