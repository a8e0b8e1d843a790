"""What a question is, by its wording alone."""
