"""What of a document is no prose, and which sentences are not told without the one before them."""

import re

# How a sentence begins that is none, as `ingest.text.sentences` parts a document: a heading, a table's row, program
# code, markup, a picture's name, a footnote, a quotation or a note.
NO_PROSE = ("#", "|", "```", "<", "[Picture", "^", ">")
CODE = re.compile(r"^(?P<fence>```|~~~).*?(?:^(?P=fence)[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)  # also cut off
ITEMS = ("- ", "* ", "• ")
# What stands at the beginning of a sentence that leans on the one before it; a pattern to be matched there.
LEANING = r"(?:he|she|it|they|this|that|these|those|his|her|its|their|such|both)\b"
LEANS_BACK = re.compile(rf"\W*{LEANING}", re.IGNORECASE)
