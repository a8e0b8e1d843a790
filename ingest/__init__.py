"""Documents in, a searchable Chroma collection out."""
