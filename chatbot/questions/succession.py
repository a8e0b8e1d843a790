"""Who came before or after a person just named: "And who before her?" after "Who is the mayor?", "Ada Moreno is.".

succeeded("And who before her?", "Who is the mayor?", "Ada Moreno is.")     "Who was the mayor before Ada Moreno?"

The earlier question is asked again, of the time before or after the name that answered it. Whatever else is asked of
that person is asked by name: "When was she born?", "When was Ada Moreno born?". None where the answer has no name, or
two.
"""

import re

from chatbot.answers.grounding import MARK
from chatbot.questions.verbs import past
from ingest.text import terms

_OPENING = r"\W*(?:(?:and|but|so) )?"
_PERSON = r"(?:him|her|them)"
_BY_WORD = re.compile(rf"{_OPENING}who\b(?P<between>.*?)\b(?P<word>before|after) {_PERSON}\W*", re.IGNORECASE)
_BY_VERB = re.compile(
    rf"{_OPENING}who (?:(?P<before>preceded)|succeeded|followed|replaced) {_PERSON}(?P<between>)\W*", re.IGNORECASE
)
_BY_NOUN = re.compile(
    rf"{_OPENING}who (?:is|was) (?:his|her|their)(?P<between>) (?:(?P<before>predecessor)|successor)\W*", re.IGNORECASE
)
_OFFICE = frozenset(  # between "who" and "before him": no more than that it was the same
    terms("office post job position role title place duty same held hold came come been there")
)
_SINCE = frozenset(terms("since until how long when"))
_WHO = re.compile(r"\W*(?:(?:and|but|so) )?who\b(?!.*\b(?:before|after)\b)(?P<rest> .+?)[\s?]*", re.IGNORECASE)
_NOW = re.compile(r" (?:now|today|currently|at present|at the moment)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^\W*(?:and|but|so)\b[\s,]*", re.IGNORECASE)
_THEY = re.compile(r"\b(?P<verb>have|do|are|were) they\b", re.IGNORECASE)
_ONE = {"have": "has", "do": "does", "are": "is", "were": "was"}
_MEANT = re.compile(r"\b(?:he|she|him|(?P<whose>his|her(?= [a-z])))\b", re.IGNORECASE)
_LEANS = re.compile(r"\b(?:it|its|they|them|their|this|that|these|those|one|ones|there|same|her)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:(?:van|von|de|der|du|la|le|of) )*[A-Z][\w'’-]+)+")


def succeeded(question: str, earlier: str, answer: str) -> str | None:
    """Return the earlier question asked of the time before or after its answer, or what is asked of that by name.

    None where neither is asked.
    """
    found = next((f for form in (_BY_WORD, _BY_VERB, _BY_NOUN) if (f := form.fullmatch(question))), None)
    asked, name = _WHO.fullmatch(earlier), _name(answer, earlier)
    if asked is None or name is None:
        return None
    if found is None:
        return _of(name, _in_singular(question, earlier))
    if not set(terms(found["between"])) <= _OFFICE:
        return None
    given = found.groupdict()
    word = (given.get("word") or ("before" if given.get("before") else "after")).lower()
    verb, _, rest = _NOW.sub("", asked["rest"]).strip().partition(" ")
    return f"Who {past(verb) if word == 'before' else verb} {rest} {word} {name}?"


def _in_singular(question: str, earlier: str) -> str:
    """Return a question with "has he" for "have they" where it asks nothing but how long they are what they are.

    Elsewhere "they" may be the people of a place: "When do they open?".
    """
    they = _THEY.search(question)
    if they is None or not set(terms(question)) <= {*terms(earlier), *_OFFICE, *_SINCE}:
        return question
    return f"{question[: they.start()]}{_ONE[they['verb'].lower()]} he{question[they.end() :]}"


def _of(name: str, question: str) -> str | None:
    """Return a question with a name for its one pronoun; None where it has none, or leans on something else too."""
    asked = _GOES_ON.sub("", question)
    whole, count = _MEANT.subn(lambda pronoun: f"{name}'s" if pronoun["whose"] else name, asked)
    return whole[:1].upper() + whole[1:] if count == 1 and not _LEANS.search(whole) else None


def _name(answer: str, earlier: str) -> str | None:
    """Return the only name of an answer's that the question has not; None where there are two."""
    names = {name for name in _NAME.findall(MARK.sub("", answer)) if name not in earlier}
    return names.pop() if len(names) == 1 else None
