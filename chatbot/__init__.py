"""Question in, answer out, with a footnote for every claim."""
