"""A ready-to-send letter that asks for what a follow-up check needs, zh or en. Neutral words, no judgement; nothing is ever sent. Pure."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.risk_model import FollowUp
from assistant.format import Lang


@cache
def letter_definitions() -> dict[str, Any]:
    """`letters.toml`."""
    return tomllib.loads(files(__package__).joinpath("letters.toml").read_text("utf-8"))


def request_letter(customer: str, checks: Sequence[FollowUp], lang: Lang, day: str, us: str | None = None) -> str:
    """The letter for one check or several of one addressee: the papers asked for, the day they are due, nothing of the judgement.

    `customer` is the name as the papers print it, `us` our firm's name (a line to fill in where it is not known).

    Raises:
        ValueError: no check is given.
    """
    if not checks:
        raise ValueError("no check")
    asked = letter_definitions()["customer"]["asks"]
    kind = "customer" if any(word in checks[0].ask[lang] for word in asked) else "other"
    documents = list(dict.fromkeys(check.document[lang] for check in checks))
    words = {
        "customer": customer,
        "ask": checks[0].ask[lang],
        "documents": "\n".join(f"{number}. {document}" for number, document in enumerate(documents, start=1)),
        "due": min(check.due or day for check in checks),
        "us": us or "____________",
        "date": day,
    }
    text = str(letter_definitions()[kind][lang])
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    return text
