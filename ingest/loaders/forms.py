"""What forms ask for, by which labels without a colon are told from the cells of a table."""

import re
from collections.abc import Sequence

_WORDS = re.compile(
    r"#|\b(?:name|(?:tele)?phone|tel|fax|mobile|e-?mail|address|street|city|country|zip|post(?:al )?code|date|"
    r"birth(?:day)?|age|sex|gender|nationality|number|no|nr|id|account|code|ref(?:erence)?|customer|client|patient|policy|claim|"
    r"invoice|order|vin|year|make|model|colou?r|type|status|contact|applicant|amount|company|department|currency|terms|due|website|iban|bic)\b",
    re.IGNORECASE,
)


def asking(texts: Sequence[str]) -> int:
    """Return how many of some texts have a word of what forms ask for."""
    return sum(bool(_WORDS.search(text)) for text in texts)
