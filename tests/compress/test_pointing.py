"""What a model is told that a reader found: the likeliest first, how sure, and no more than two."""

import pytest

from compress.wire.pointing import Pointing, pointing_line


@pytest.mark.parametrize(
    ("found", "line"),
    [
        ([], "Reader: nothing."),
        ([Pointing(1, "Ada", -1.1)], "Reader: nothing."),
        ([Pointing(3, "Ada", 8.0)], 'Reader: [3] "Ada", surely.'),
        ([Pointing(1, "Ada", 7.9), Pointing(2, "Bo", 12.0)], 'Reader: [2] "Bo", surely; [1] "Ada", likely.'),
        ([Pointing(n, f"{n}", n - 4.0) for n in (1, 3, 4, 6)], 'Reader: [6] "6", maybe; [4] "4", hardly.'),
        ([Pointing(1, "two\n  lines", 0.0)], 'Reader: [1] "two lines", hardly.'),
    ],
)
def test_the_line_names_passage_words_and_how_sure(found, line):
    assert pointing_line(found) == line
