"""Arithmetic of datasets is written in one form, and means the same afterwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compress.corpus.expressions import parse, write
from compress.rating.scores import arithmetic_value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("((22.0-14.0)/4.0)", "(22 - 14) / 4"),
        ("2.29 - (-3.27)", "2.29 - (-3.27)"),
        ("1,250*(3+(4+5))", "1250 * (3 + 4 + 5)"),
        ("8-(3-2)", "8 - (3 - 2)"),
        ("24/(4*2)", "24 / (4 * 2)"),
        ("20%*50", "20 / 100 * 50"),
        ("007 + .5", "7 + 0.5"),
        ("-8*7", "-8 * 7"),
    ],
)
def test_one_form(text, written):
    assert write(parse(text)) == written


@pytest.mark.parametrize("text", ["", "x + 2", "5 // 2", "__import__('os')", "3 +", "1 / 0"])
def test_what_is_no_plain_sum_is_refused(text):
    assert parse(text) is None


_SUMS = st.recursive(
    st.decimals(0, 10**6, places=2).map(str) | st.integers(0, 10**6).map(str),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({''.join(parts)})"),
    max_leaves=6,
)


@given(_SUMS)
def test_the_value_stays(text):
    tree = parse(text)
    if tree is not None:
        assert arithmetic_value(write(tree)) == arithmetic_value(text)
