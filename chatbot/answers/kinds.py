"""Of what kind an answer must be, by the question's wording: "how many" wants a number, and no runtime is 9:30 PM.

Only where the wording leaves no doubt, and only what can be seen in letters and digits.
"""

import re

from ingest.text import terms, words

_CLOCK = re.compile(r"\b(\d{1,2}:\d\d(?::\d\d)?)(?:\s*[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?", re.IGNORECASE)
_DIGITS = re.compile(r"\d(?:[\d.,]*\d)?")
_COUNT = re.compile(
    r"\d|\b(?:no|none|nothing|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|(?:hundred|thousand|million|billion|dozen)s?|half|once|twice|thrice|"
    r"single|only|both|pair|several|all|every|each|an?|free|little)\b",
    re.IGNORECASE,
)
_OF_THEM = r"\W*(?:what|which)\b(?:(?!\b(?:into|in|with|by|through|via|over|person|people)\b).)*\b"
_EMAIL = re.compile(rf"{_OF_THEM}e-?mail(?: address)?\b(?! \w+s\b)", re.IGNORECASE)
_PHONE = re.compile(rf"{_OF_THEM}(?:(?:tele)?phone|fax)(?: number)?\b(?! \w+s\b)", re.IGNORECASE)
_DIALLED = re.compile(r"(?<![\w-])\+?\(?\d[\d\s()./–-]{3,}\d(?![\w-])")
_OPENS = r"\W*(?:(?:and|but|so|by|in|for|to|of) )?"
_HOW_MANY = re.compile(
    rf"{_OPENS}(?:how many\b|(?:how much|what) (?:does|do|did)\b.*\bcost\W*$)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"{_OPENS}how many\b(?! (?:\w+ )?(?:dollars?|euros?|pounds?|cents?|yen|francs?)\b)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?[$€£¥]")
_AGE = re.compile(
    r"\W*(?:(?:and|but|so) )?(?:how old\b|"
    r"(?:from |at |until |up to |of )?(?:what|which) age\b(?! (?:group|range|class)))",
    re.IGNORECASE,
)
_SPELT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|centur(?:y|ies)|newborns?|birth)\b",
    re.IGNORECASE,
)
_RUNTIME = re.compile(
    r"\W*(?:(?:and|but) )?what (?:is|was|are|were)\b.*\b(?:run ?time|running time|duration)\b", re.IGNORECASE
)
_DURATION = re.compile(
    r"(?<![\w$€£])\d[\d.,]*(?!\w)|\d\s?(?:h|m|s)\b|\b(?:\d+\s?)?(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_WANTED = ((_HOW_MANY, _COUNT), (_AGE, _SPELT), (_RUNTIME, _DURATION))
_QUANTITY = re.compile(
    r"\bhow (?:much|long)\b|\b(?:length|rate|price|cost|fee|fare|salary|amount|total|"
    r"sum|number|revenue|income|profit|commission|discount|tax|weight|size|percentage|score|accuracy)\b",
    re.IGNORECASE,
)

_VERSION = re.compile(rf"{_OPENS}(?:which|what)(?: [\w+#.-]+){{0,2}} version\b", re.IGNORECASE)
_NAME = 3  # words at most of what is called so and has no number, "Wheezy Pelican"
_WHEN = re.compile(rf"{_OPENS}when\b", re.IGNORECASE)
_AMOUNT = re.compile(r"[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?[$€£¥%]|(?<![\d.,])(?![012]?\d\.[0-5]\d\b)\d[\d,]*\.\d\d\b")

_WHO = re.compile(r"\W*(?:(?:and|but|so) )?who(?:m|se)?\b(?!.*\bor\b)", re.IGNORECASE | re.DOTALL)

_WHICH = re.compile(rf"{_OPENS}(?:which|what) (?!(?:is|are|was|were|do|does|did)\b)\w", re.IGNORECASE)
_SOME = re.compile(  # "diverse formats" tells that there are some, not which
    r"\b(?:diverse|different|various|several|many|multiple|numerous|certain|some|other|further|additional)\b|"
    r"\b(?:an? |the )?(?:(?:wide|broad|large|great|whole) )?(?:variety|range|number|array|kinds?|types?|sorts?) of\b",
    re.IGNORECASE,
)


def fits(question: str, text: str) -> bool:
    """Tell whether a text may be an answer by its kind; where the question's wording does not tell, any may.

    A number that the question has itself answers nothing, a time of day is no amount of anything, who somebody is
    takes a word that the question does not have, and "several kinds" does not say which.
    """
    asked = set(_DIGITS.findall(question))
    said = without_money(question, without_clock(text))
    new = _DIGITS.sub(lambda number: "" if number[0] in asked else number[0], said)
    if _EMAIL.match(question):
        return "@" in text
    if _PHONE.match(question):
        return bool(_DIALLED.search(text))
    if wanted := next((wanted for asks, wanted in _WANTED if asks.match(question)), None):
        return bool(wanted.search(new))
    if _WHEN.match(question) and _AMOUNT.search(text):
        return bool(_DIGITS.search(_AMOUNT.sub(" ", text)))  # an amount of money is no date
    if _WHO.match(question):
        return any(term[:1].isalpha() for term in set(terms(said)) - set(terms(question)))
    if _WHICH.match(question) and _SOME.search(text):
        return bool(set(terms(_SOME.sub(" ", text))) - set(terms(question)))
    if _VERSION.match(question):
        return bool(_DIGITS.search(new)) or len(words(text)) <= _NAME
    if _QUANTITY.search(question) and said != text:
        return bool(_DIGITS.search(new))
    return True


def asks_contact(question: str) -> bool:
    """Tell whether a question is for somebody's telephone number or address of mail."""
    return bool(_PHONE.match(question) or _EMAIL.match(question))


def without_clock(text: str) -> str:
    """Return a text without its times of day: no shop of 4:30 PM has 4 of anything."""
    return _CLOCK.sub(" ", text)


def without_money(question: str, text: str) -> str:
    """Return a text without its amounts of money if a question counts things: $200.00 are no 200 units."""
    return _MONEY.sub(" ", text) if _COUNTED.match(question) else text


def clock_times(text: str) -> set[str]:
    """Return the times of day in a text, such as "4:30"."""
    return {found[1] for found in _CLOCK.finditer(text) if found[1]}
