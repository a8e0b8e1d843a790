"""Sums over numbers that stand in the documents, each with its source."""
