"""How the API says no: one shape for every refusal."""

from typing import Any

from ingestion.model.fact import Frozen


class Refusal(Frozen):
    """Why a request was not done; `error` is a code of the published list, `field` the one that cannot be used."""

    error: str
    message: str = ""
    field: str | None = None


ANSWERS: dict[int | str, dict[str, Any]] = {code: {"model": Refusal} for code in (400, 401, 403, 404, 409, 413, 422)}
"""The refusals any route may answer with, for its description."""
