"""Random numbers and words for generated questions: how a person writes them, and how the calculator reads them."""

import random
import re
from collections.abc import Callable
from string import Formatter

from compress.corpus.nouns import BOYS, FRUIT, GIRLS, KEEPSAKES, NAMES, THINGS

Drawn = tuple[str, str]  # as written in the question, as written in the expression
_SLOT = re.compile(r"\{(\w+)(?::\w)?\}")
_MONEY = ("${}", "${}", "€{}", "£{}", "{} dollars", "{} euros", "{}", "{} USD", "{} EUR")
_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_PERCENTAGES = (
    1, 2, 3, 4, 5, 7, 8, 10, 12, 15, 18, 19, 20, 21, 22, 25, 30, 33, 35, 40, 45, 50, 60, 65, 70, 75, 80, 90,
)  # fmt: skip


def slots(template: str) -> dict[str, str]:
    """Return the names between braces, in order, each with the letter that says what to draw: `{n1:i}` has n1: i."""
    return {name: spec or name[0] for _, name, spec, _ in Formatter().parse(template) if name}


def fill(template: str, texts: dict[str, str]) -> str:
    """Put texts in the place of a template's slots."""
    return _SLOT.sub(lambda found: texts[found[1]], template)


def sentences(text: str) -> str:
    """Begin each sentence with a capital letter."""
    return re.sub(r"(?:^|(?<=[.?!] ))[a-z]", lambda found: found[0].upper(), text)


def draw(letter: str, rng: random.Random, money: str) -> Drawn:
    """Draw what a letter stands for: number, integer, small, percent, money, year, things and so on."""
    return _DRAWS[letter](rng, money)


def draw_all(letters: dict[str, str], rng: random.Random) -> dict[str, Drawn]:
    """Draw for each name what its letter stands for, no number, name or thing twice, all money in one currency."""
    money = currency(rng)
    while True:
        texts = {name: draw(letter, rng, money) for name, letter in letters.items()}
        numbers = [plain for _, plain in texts.values() if plain]
        if len(set(numbers)) == len(numbers) and len({text for text, _ in texts.values()}) == len(texts):
            return texts


def currency(rng: random.Random) -> str:
    """Return one way of writing money, such as `${}`, to keep to within a question."""
    return rng.choice(_MONEY)


def written(plain: str, rng: random.Random) -> str:
    """Write a number as people do: a long one in half of the cases with separators."""
    whole, point, rest = plain.partition(".")
    return f"{int(whole):,}{point}{rest}" if len(whole) > 3 and rng.random() < 0.5 else plain


def spelled(number: int, rng: random.Random) -> str:
    """Write a whole number below 10,000 in words, as people do: `three hundred (and) five`, `forty-two`."""
    if number >= 100:
        unit, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
        head, rest = f"{spelled(number // unit, rng)} {name}", number % unit
        joint = " and " if rest < 100 and rng.random() < 0.6 else " "
        return head + (joint + spelled(rest, rng) if rest else "")
    if number < len(_WORDS):
        return _WORDS[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (rng.choice(("-", "-", " ")) + _WORDS[ones] if ones else "")


def _number(rng: random.Random, money: str = "") -> Drawn:
    kind = rng.random()
    if kind < 0.4:
        plain = str(rng.randint(2, 99))
    elif kind < 0.62:
        plain = str(rng.randint(100, 9999))
    elif kind < 0.75:
        plain = str(rng.randint(10_000, 10 ** rng.randint(5, 8)))
    elif kind < 0.92:
        plain = (
            f"{rng.randint(1, 999)}.{rng.randint(1, 99):02d}"
            if rng.random() < 0.5
            else f"{rng.randint(1, 99)}.{rng.randint(1, 9)}"
        )
    else:
        plain = f"0.{rng.randint(1, 999)}"
    return written(plain, rng), plain


def _signed(rng: random.Random, money: str) -> Drawn:
    text, plain = _number(rng)
    return f"-{text}", f"-{plain}"


def _integer(rng: random.Random, money: str) -> Drawn:
    plain = str(rng.randint(2, rng.choice((20, 60, 200, 900, 9000))))
    return written(plain, rng), plain


def _large(rng: random.Random, money: str) -> Drawn:
    plain = str(rng.randint(20, rng.choice((200, 2000, 30_000, 900_000))))
    return written(plain, rng), plain


def _small(rng: random.Random, money: str) -> Drawn:
    value = rng.randint(2, 12)
    return (_WORDS[value] if rng.random() < 0.3 else str(value)), str(value)


def _digit(rng: random.Random, money: str) -> Drawn:
    plain = str(rng.randint(2, 12))
    return plain, plain


def _percent(rng: random.Random, money: str) -> Drawn:
    plain = (
        str(rng.choice(_PERCENTAGES))
        if rng.random() < 0.8
        else f"{rng.randint(0, 30)}.{rng.choice((5, 25, 2, 7, 75))}"
    )
    return rng.choice(("{}%", "{}%", "{}%", "{} %", "{} percent", "{} per cent")).format(plain), plain


def _money(rng: random.Random, money: str) -> Drawn:
    whole = rng.randint(1, rng.choice((20, 90, 400, 3000, 60_000)))
    plain = (
        f"{whole}.{rng.choice((50, 99, 95, 25, 75, 49, rng.randint(10, 99)))}"
        if rng.random() < 0.4
        else str(whole + 1)
    )
    return money.format(written(plain, rng)), plain


def _cash(rng: random.Random, money: str) -> Drawn:
    plain = rng.choice(("100", "120", "150", "200", "250", "500"))
    return money.format(plain), plain


def _low_price(rng: random.Random, money: str) -> Drawn:
    plain = (
        f"{rng.randint(0, 7)}.{rng.choice((50, 99, 95, 25, 75, 49, 20, 80))}"
        if rng.random() < 0.6
        else str(rng.randint(1, 8))
    )
    return money.format(plain), plain


def _pocket_money(rng: random.Random, money: str) -> Drawn:
    plain = str(rng.randint(2, rng.choice((15, 40, 95))))
    if rng.random() < 0.35:
        plain += f".{rng.choice((50, 25, 75, 40, 80, 95))}"
    return money.format(plain), plain


def _count(rng: random.Random, money: str) -> Drawn:
    value = rng.randint(2, rng.choice((12, 30, 60, 99, 99, 400)))
    return (_WORDS[value] if value <= 12 and rng.random() < 0.2 else str(value)), str(value)


def _decimal(rng: random.Random, money: str) -> Drawn:
    plain = f"{rng.randint(0, 20)}.{rng.choice((5, 25, 75, rng.randint(1, 9), rng.randint(1, 9)))}"
    return plain, plain


def _times(rng: random.Random, money: str) -> Drawn:
    value = rng.randint(2, 9)
    word = _WORDS[value] if rng.random() < 0.6 else str(value)
    return ("twice" if value == 2 else f"{word} times"), str(value)


def _in_words(rng: random.Random, money: str) -> Drawn:
    value = rng.randint(3, rng.choice((20, 99, 99, 999, 4000)))
    return spelled(value, rng), str(value)


def _year(rng: random.Random, money: str) -> Drawn:
    plain = str(rng.randint(rng.choice((1066, 1600, 1850, 1950)), 2030))
    return plain, plain


def _base(rng: random.Random, money: str) -> Drawn:
    plain = str(rng.randint(2, 30)) if rng.random() < 0.85 else f"{rng.randint(1, 9)}.{rng.randint(1, 9)}"
    return plain, plain


def _square(rng: random.Random, money: str) -> Drawn:
    plain = str(rng.randint(2, 60) ** 2) if rng.random() < 0.6 else str(rng.randint(2, 5000))
    return written(plain, rng), plain


def _cube(rng: random.Random, money: str) -> Drawn:
    plain = str(rng.randint(2, 20) ** 3)
    return written(plain, rng), plain


def _rate(rng: random.Random, money: str) -> Drawn:
    plain = rng.choice((f"{rng.randint(1, 12)}", f"{rng.randint(0, 9)}.{rng.choice((5, 25, 75, 2, 8))}"))
    return f"{plain}%", plain


def _from(words: list[str]) -> Callable[[random.Random, str], Drawn]:
    return lambda rng, money: (rng.choice(words), "")


_DRAWS: dict[str, Callable[[random.Random, str], Drawn]] = {
    "n": _number,
    "g": _signed,
    "i": _integer,
    "l": _large,
    "s": _small,
    "d": _digit,
    "p": _percent,
    "m": _money,
    "k": _cash,
    "v": _low_price,
    "y": _year,
    "b": _base,
    "q": _square,
    "c": _cube,
    "r": _rate,
    "j": _pocket_money,
    "a": _count,
    "x": _decimal,
    "u": _times,
    "z": _in_words,
    "t": _from(THINGS),
    "o": _from(KEEPSAKES),
    "e": _from(FRUIT),
    "w": _from(NAMES),
    "f": _from(GIRLS),
    "h": _from(BOYS),
}
