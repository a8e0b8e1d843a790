"""Exact mathematics in plain English: sums, equations and units, without a model and without documents."""
