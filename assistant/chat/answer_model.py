"""One chat turn as the outside contract prints it (`xintan.ask/1`). Frozen."""

from typing import Any, Literal

from ingestion.model.fact import Frozen


class Citation(Frozen):
    """A place that a sentence rests on; `n` is the mark `[n]` in the answer."""

    n: int
    document: str
    sha256: str
    page: int
    box: tuple[float, ...] = ()
    locator: dict[str, Any] | None = None
    quote: str


class Figure(Frozen):
    """A number of the answer that code printed: `display` stands at each of `spans` (start, end) in the answer's text."""

    name: str
    period_end: str | None = None
    months: int | None = None
    basis: str | None = None
    value: str
    unit: str
    currency: str | None = None
    display: str
    spans: tuple[tuple[int, int], ...] = ()
    state: str = "proposed"
    formula: str | None = None
    facts: tuple[str, ...] = ()


class Searched(Frozen):
    """What was looked through."""

    document: str
    pages: int
    terms: tuple[str, ...] = ()


class Missing(Frozen):
    """What the papers do not hold, and which paper and follow-up check would bring it."""

    what: str
    document_kind: str | None = None
    followup: str | None = None


class FollowupRef(Frozen):
    """A follow-up check named in the answer."""

    id: str
    title: str


class Step(Frozen):
    """What is done on the way to an answer, told while it is done: `name` of the step and its words for the reader."""

    name: str
    text: str


class Answer(Frozen):
    """The whole turn."""

    schema_: Literal["xintan.ask/1"] = "xintan.ask/1"
    conversation: str
    turn: int = 1
    answer: str
    language: Literal["zh", "en"]
    status: Literal["answered", "partial", "insufficient_evidence", "refused"]
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    searched: tuple[Searched, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[str, ...] = ()
    followups: tuple[FollowupRef, ...] = ()
    model: str = "embedded"
    ms: int = 0

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON object, `schema` first."""
        return {"schema": self.schema_, **self.model_dump(mode="json", exclude={"schema_"})}
