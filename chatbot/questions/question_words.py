"""The words that ask for something, and not for yes or no."""

import re

QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
