"""How the API says no: one shape for every refusal."""

import logging
import secrets
from typing import Any

from ingestion.errors import XintanError
from ingestion.model.fact import Frozen
from ingestion.texts import Lang, say


class Refusal(Frozen):
    """Why a request was not done; `error` is a code of the published list, `field` the one that cannot be used."""

    error: str
    message: str = ""
    field: str | None = None


ANSWERS: dict[int | str, dict[str, Any]] = {
    code: {"model": Refusal} for code in (400, 401, 403, 404, 409, 413, 422, 429)
}
"""The refusals any route may answer with, for its description."""
SAID_HERE = {"cli.reason_needed": "web.reason_needed", "policy.nothing_changed": "web.whatif_needed"}
"""Texts of the command line that name its options, and what a screen says in their place."""


def told(err: Exception, lang: Lang) -> tuple[str, str]:
    """(code, words) of what went wrong; a fault that nobody foresaw is told by a number, which the log has with its place in the code."""
    if isinstance(err, XintanError):
        key = err.key if "." in err.key else f"problems.{err.key}"
        return key.rsplit(".", 1)[-1], say(SAID_HERE.get(key, key), lang, **err.values)
    number, place = secrets.token_hex(4), err.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place else "?"
    logging.getLogger("xintan").error("fault %s: %s at %s", number, type(err).__name__, where)
    return "internal_error", say("problems.internal_error", lang, id=number)
