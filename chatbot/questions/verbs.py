"""The past of English verbs, as far as questions about documents need it.

past("chairs")          "chaired"
participle("wrote")     "written"
"""

import re

_IRREGULAR = [  # base, past, participle: to tell them by, where lemminflect only makes them
    line.split()
    for line in (
        "be was been;bear bore born;begin began begun;break broke broken;bring brought brought;build built built;"
        "buy bought bought;catch caught caught;choose chose chosen;come came come;cut cut cut;do did done;"
        "draw drew drawn;drive drove driven;fall fell fallen;find found found;fly flew flown;get got got;"
        "give gave given;go went gone;grow grew grown;have had had;hear heard heard;hide hid hidden;hold held held;"
        "keep kept kept;know knew known;lay laid laid;lead led led;leave left left;lend lent lent;light lit lit;"
        "lose lost lost;make made made;mean meant meant;meet met met;pay paid paid;put put put;read read read;"
        "ring rang rung;rise rose risen;run ran run;see saw seen;sell sold sold;send sent sent;set set set;"
        "shut shut shut;sing sang sung;sink sank sunk;sit sat sat;speak spoke spoken;spend spent spent;"
        "stand stood stood;steal stole stolen;take took taken;teach taught taught;tell told told;"
        "think thought thought;throw threw thrown;wear wore worn;win won won;write wrote written"
    ).split(";")
]
_PARTICIPLE = {past: participle for _, past, participle in _IRREGULAR}
_PAST_OF = {participle: past for _, past, participle in _IRREGULAR}
PAST = rf"(?:{'|'.join(_PARTICIPLE)}|\w+ed)"
PARTICIPLE = rf"(?:{'|'.join(_PAST_OF)}|\w+ed)"
_ENDING = re.compile(r"(?<=[xo])es$|(?<=ss|zz|ch|sh)es$|(?<!s)s$", re.IGNORECASE)


def base(verb: str) -> str:
    """Return the base of a verb in the third person: "chairs", "chair"; any other verb as it is."""
    if verb in ("is", "has"):
        return "be" if verb == "is" else "have"
    return f"{verb[:-3]}y" if verb.endswith("ies") else _ENDING.sub("", verb)


def is_third_person(verb: str) -> bool:
    """Tell whether a verb is in the third person of the present: "chairs"."""
    return base(verb) != verb


def past(verb: str) -> str:
    """Return the past of a verb in the third person of the present; any other verb as it is."""
    if verb in ("is", "are"):
        return "was" if verb == "is" else "were"
    if not is_third_person(verb):
        return verb
    from lemminflect import getInflection  # a tenth of a second, and few questions need it

    return next(iter(getInflection(base(verb), "VBD")), verb)


def participle(verb: str) -> str:
    """Return the participle of a verb in the past."""
    return _PARTICIPLE.get(verb, verb)


def past_of(participle: str) -> str:
    """Return the past whose participle a verb is."""
    return _PAST_OF.get(participle, participle)
