"""A thing and several of it are one term, however English makes the plural."""

import pytest

from chatbot.questions.plurals import singular, stems


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("a loaf", "Loaves"),
        ("shelf", "shelves"),
        ("child", "children"),
        ("a person", "people"),
        ("matrix", "matrices"),
    ],
)
def test_an_irregular_plural_is_the_term_of_its_singular(one, many):
    assert stems(one) == stems(many)


def test_what_only_looks_like_one_stays():
    assert singular("It moves the gloves and leaves; he lives there.") == (
        "It moves the gloves and leaves; he lives there."
    )
