"""The words that ask for something, and not for yes or no, and for how many of what."""

import re

QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
HOW_MANY = re.compile(r"\W*(?:(?:and|but|so|in|for|by) )?how many (\w+)", re.IGNORECASE)  # at the start; of what
