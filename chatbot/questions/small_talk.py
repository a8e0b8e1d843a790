"""When a model may answer without looking anything up: a closed list of words that say nothing about the world.

A small model knows little and says it with confidence, so what it says from memory is shown only if every word that
carries a subject is one that an assistant uses of itself and its work. "I am a program, so I have no birthday."
passes; "The capital of France is Paris." cannot, whatever was asked. What does not surely pass becomes a search.
"""

import re
from collections.abc import Callable

from chatbot.planner import is_small_talk
from ingest.text import stem, terms, words

_LONGEST = 60  # words
_SELF_TALK = frozenset(
    map(
        stem,
        """able accept access account act afraid age ai alarm alone aloud always animal answer answers anything
        appointment appreciate argument arrange ask assist assistant away back bad bank behind best better
        beyond birthday blame book born bot bottom browse built bye calculate calculator calendar call
        cannot card care celebrate chance change chat check cheers claim clock close coin come comfort
        company computer connection contact conversation conversion convert count course date day decide
        delighted detail device dice directly document documents ears earlier elsewhere employer english
        enjoy equation evening every everything exist fact fairer far feed feel feelings fell find fine
        first follow footnote forget free friend fun glad gladly go good goodbye great happy hard harm head
        hear hello help hey hi hobby home honest hope human hurry hurt information instead internet
        itinerary joke judge keep kind know language last learn leave library list live look loudspeaker
        machine making manual meet message mind missing mistake model morning music name need never next
        nice night noisy none nothing now nowhere odds offline ok okay old open openly opinion order others
        outside pace page paper part particular passage payment people perhaps person pet phone place play
        pleased pleasure private problem profile program project published purpose put question quite random
        rather reach read reader ready real remain remind repeat reply report result return right robot run
        save search see send set setting settle share shelf silence small smollm2 software solve somebody
        someone something sorry sound source speak stand start statement stay stopped store straight sum
        supposed sure switch take talk tearable telling text thank thanks thing think though throw time
        today told tool town trained travel tried trivia trust try turn understand understood unit unless
        version visitor voice volume wait want web welcome well whenever whoever win wonderful word work
        worry write writing wrong yesterday yet""".split(),
    )
)
_PERSON = re.compile(
    r"\b(?:i|me|my|myself|you|your|yours|we|us|our|let's|footnote)\b|\b(?:i|you|we)['’]", re.IGNORECASE
)
_TO_THE_ASSISTANT = re.compile(r"\b(?:you|your|yours|yourself|u|ur)\b", re.IGNORECASE)
_VERDICT = re.compile(
    r"\W*(?:yes|yeah|yep|no|nope|true|false|right|wrong|correct|indeed|never|always)\b", re.IGNORECASE
)
_FORMULA = re.compile(r"\W*(?:hello|hi|hey|good|bye|goodbye|thanks?|welcome|glad|gladly|sorry|see)\b", re.IGNORECASE)


def may_chat(question: str, reply: str, is_known: Callable[[str], bool]) -> bool:
    """Tell whether a reply made without any tool may be shown.

    `is_known` says of a stem whether it stands in the documents: a question about what is there is looked up. A
    question with words outside small talk must not be answered by yes or no either: that is a claim in one word.
    """
    if not is_self_talk(reply):
        return False
    if is_small_talk(question):
        return True
    asked = set(terms(question))
    if asked <= _SELF_TALK:
        return bool(_TO_THE_ASSISTANT.search(question)) or not any(is_known(term) for term in asked)
    return not _VERDICT.match(reply) and not any(is_known(term) for term in asked - _SELF_TALK)


def is_self_talk(reply: str) -> bool:
    """Tell whether a reply speaks only of the assistant, the person and their talk, with no word about the world."""
    said = words(reply)
    personal = bool(_PERSON.search(reply) or _FORMULA.match(reply))
    return 0 < len(said) <= _LONGEST and personal and set(terms(reply)) <= _SELF_TALK
