"""What is worked out of answers just given: "And in inches?", "And the difference?", "What is the sum of both?".

It acts only where the last answer has one number that can be converted so, or the last two have one number each or the
last one has two of a unit. What was searched for to answer them is searched for again, so that each number is shown
with its place. Where it is not sure which two numbers are meant, nothing is worked out: a small model would take any.
"""

import re
from collections.abc import Sequence

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage

from chatbot.answers.grounding import MARK
from chatbot.calendar.moments import without_moments
from chatbot.mathematics.arithmetic import find_unit_conversion
from chatbot.planner import Plan, plan
from chatbot.prompts import prompt
from chatbot.replies import Handler, calls_of, last_question, questions_before, refusal, tool_call
from chatbot.tools import SEARCH, turn

_AND = r"\W*(?:and |so )?(?:(?:what is|what['’]s|how much is) )?"
_IN = re.compile(rf"{_AND}(?:that |it |this )?in ([a-z°µ][\w °/²³-]*?)\W*", re.IGNORECASE)
_OF_BOTH = r"(?: (?:of|between) (?:both|the two|them|these|those)(?: (?:numbers|values|amounts))?)?"
_TWO = {
    "-": re.compile(rf"{_AND}the difference{_OF_BOTH}\W*", re.IGNORECASE),
    "+": re.compile(
        rf"{_AND}(?:the )?(?:(?:sum|total){_OF_BOTH}|both together|both in all|(?:both )?combined|together)\W*",
        re.IGNORECASE,
    ),
}
_PERCENT = re.compile(rf"{_AND}(?:that |it )?(?:in percent|in %|as a percentage|as percent)\W*", re.IGNORECASE)
_FRACTION = re.compile(r"(?P<share>[\d.]+ / [\d.]+) = \S+(?:, from .*)?", re.DOTALL)
_RESULT = re.compile(r".* = (?P<result>.+?)(?:, from .*)?", re.DOTALL)
_NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<sign>[$€£]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?![\d/])(?:\s?(?P<unit>[%°µ]?[^\W\d_]*(?:/[a-z]+)?))?"
)
_Said = tuple[str, str]  # a number's digits, and its currency sign or the word behind it


class CarryOn(AgentMiddleware):
    """Searches for what the answers were to, and calls the tool with their numbers."""

    def wrap_model_call(self, request: ModelRequest, handler: Handler) -> ModelResponse | AIMessage:
        done = turn(request.messages)
        asked, answers = questions_before(request), _answers(request)
        question = last_question(request)
        found = carried(question, answers) if len(asked) == len(answers) else None
        if found is None:
            unsure = answers and not done and leans_on_numbers(question)
            return refusal(prompt("which_numbers").substitute()) if unsure else handler(request)
        planned, back = found
        calls = calls_of(done)
        if any(call["name"] != SEARCH for call in calls):
            return handler(request)
        before = (plan(asked[n], asked[:n], answers[n - 1] if n else "") for n in range(len(asked) - back, len(asked)))
        searches = [search for search in before if search and search[0] == SEARCH]
        return tool_call(*(searches[len(calls)] if len(calls) < len(searches) else planned))


def leans_on_numbers(question: str) -> bool:
    """Tell whether a question asks to work something out of two numbers and names none."""
    return any(pattern.fullmatch(question) for pattern in _TWO.values())


def carried(question: str, answers: Sequence[str]) -> tuple[Plan, int] | None:
    """Return the tool to call with numbers of the last answers, and how many of these it takes; None if unsure."""
    if not answers:
        return None
    last = MARK.sub("", answers[-1])
    if _PERCENT.fullmatch(question):
        share = _FRACTION.fullmatch(last)
        return (("calculate", {"expression": f"{share['share']} * 100"}), 1) if share else None
    if wanted := _IN.fullmatch(question):
        made = [find_unit_conversion(f"{digits} {unit} in {wanted[1]}") for digits, unit in _numbers(last)]
        sure = [one for one in made if one]
        return (("convert_units", sure[0]), 1) if len(sure) == 1 else None
    sign = next((sign for sign, pattern in _TWO.items() if pattern.fullmatch(question)), None)
    return _of_two(sign, [_numbers(MARK.sub("", answer)) for answer in answers[-2:]]) if sign else None


def _of_two(sign: str, numbers: Sequence[list[_Said]]) -> tuple[Plan, int] | None:
    if len(numbers[-1]) == 2:
        (one, other), back = numbers[-1], 1
        if not one[1]:
            return None  # two cells of a row are of two things
    elif len(numbers) == 2 and [len(each) for each in numbers] == [1, 1]:
        (one,), (other,), back = *numbers, 2
    else:
        return None
    if one[1] != other[1]:
        return None
    first, second = one[0], other[0]
    if sign == "-" and float(first) < float(second):
        first, second = second, first
    return ("calculate", {"expression": f"{first} {sign} {second}"}), back


def _numbers(answer: str) -> list[_Said]:
    """Return the numbers of an answer, dates and times of day left out; of a calculation its result alone."""
    result = _RESULT.fullmatch(answer)
    text = without_moments(result["result"] if result else answer)
    found = [
        (match["digits"].replace(",", ""), match["sign"] or match["unit"] or "") for match in _NUMBER.finditer(text)
    ]
    return list(dict.fromkeys(found))


def _answers(request: ModelRequest) -> list[str]:
    """Return what was answered earlier in the conversation, one answer for each question."""
    before = request.messages[: len(request.messages) - len(turn(request.messages)) - 1]
    return [str(message.content) for message in before if isinstance(message, AIMessage)]
