"""Summaries in a document's own sentences."""
