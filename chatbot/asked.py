"""What a file may say of a question: its text, and what was said before it."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints


def _message(said: dict[str, str]) -> dict[str, str]:
    if said.get("role") not in ("user", "assistant") or "content" not in said:
        raise ValueError("a message has a role, user or assistant, and a content")
    return said


Question = Annotated[str, StringConstraints(pattern=r"\S")]
History = list[Annotated[dict[str, str], AfterValidator(_message)]]
