"""Corrections that a later paper brings to mind: a row with a caption that was once bound to a line, to be accepted or declined."""

import json
from typing import Any

from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact, CreditProfile
from assistant.credit.rulings import TAKEN_BACK
from assistant.format import Lang
from ingestion.errors import UsageError
from ingestion.model.fact import Frozen
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from ingestion.taxonomy.captions import plain
from ingestion.taxonomy.taxonomy import taxonomy

BACK = {
    "confirm": "correct",
    "correct": "correct",
    "bind": "bind",
    "dismiss": "dismiss",
}  # by which word each is taken back
STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


class RememberedFigure(Frozen):
    """One figure of the row: its id, period and what the page prints."""

    fact: str
    period_end: str | None
    months: int | None
    printed: str


class RememberedRow(Frozen):
    """A row of a later paper that an earlier correction speaks of. `field` is the line it would be; `id` answers for all its figures."""

    id: str
    document: str
    file: str
    page: int
    label: str
    field: str
    source: str  # the paper in which the caption was corrected
    reason: str
    actor: str
    at: str
    figures: tuple[RememberedFigure, ...]


class MemoryMethods:
    """Mixed into `Workspace`."""

    _store: Store

    def remembered(self, customer: str) -> list[RememberedRow]:
        """The rows that wait for a person's word, in the order of the papers."""
        profile: CreditProfile = self.profile(customer)  # type: ignore[attr-defined]
        rows: dict[tuple[str, int, str, str], list[ChosenFact]] = {}
        for item in profile.facts:
            fact = item.fact
            if fact.method == "memory" and fact.state == "proposed":
                rows.setdefault((item.document, fact.page or 0, fact.label, fact.field or ""), []).append(item)
        if not rows:
            return []
        told = self._told(customer)
        return [self._row(items, told.get((plain(label), field), {})) for (_, _, label, field), items in rows.items()]

    def answer_remembered(
        self, customer: str, row: str, accept: bool, reason: str | None, actor: str = "local"
    ) -> RememberedRow:
        """Take the line over for the row and all its figures, or turn it down; the reason is kept.

        Raises:
            UsageError: no such row, or no reason.
        """
        if not reason or not reason.strip():
            raise UsageError("cli.reason_needed")
        known = next((r for r in self.remembered(customer) if r.id == row), None)
        if known is None:
            raise UsageError("cli.no_such_fact", fact=row)
        scope = Scope(customer)
        for figure in known.figures:
            if accept:
                self._store.add_ruling(scope, "confirm", figure.fact, None, reason.strip(), actor)
            else:
                self._store.add_ruling(scope, "bind", figure.fact, "", reason.strip(), actor)
        return known

    def take_back(self, customer: str, target: str, actor: str = "local") -> str:
        """Take back the newest word on a figure, a row or a risk factor, as if it had not been said; which kind of word it was.

        Raises:
            UsageError: nobody has said a word on it, or it is taken back already.
        """
        scope = Scope(customer)
        said = [r for r in self._store.rulings(scope) if r["target"] == target and r["kind"] in BACK]
        last = said[-1] if said else None
        if last is None or last["value"] == TAKEN_BACK or (last["kind"] == "dismiss" and not last["reason"]):
            raise UsageError("cli.no_such_fact", fact=target)
        value = None if last["kind"] == "dismiss" else TAKEN_BACK
        self._store.add_ruling(scope, BACK[last["kind"]], target, value, "", actor)
        return str(last["kind"])

    def _told(self, customer: str) -> dict[tuple[str, str], dict[str, Any]]:
        """What was said of a caption, by its plain form and line: the newest word."""
        files = {d["sha256"]: d["file"] for d in self._store.documents(Scope(customer))}
        rulings = self._store.rulings(Scope(customer))
        seen = {r["target"]: json.loads(r["value"]) for r in rulings if r["kind"] == "seen"}
        return {
            (plain(seen[r["target"]]["label"]), r["value"]): {**r, "source": files.get(seen[r["target"]]["paper"], "")}
            for r in rulings
            if r["kind"] == "bind" and r["value"] and r["target"] in seen
        }

    def _row(self, items: list[ChosenFact], word: dict[str, Any]) -> RememberedRow:
        first = items[0]
        return RememberedRow(
            id=first.fact.id, document=first.document, file=first.file, page=first.fact.page or 1, label=first.fact.label,
            field=first.fact.field or "", source=word.get("source", ""), reason=word.get("reason", ""),
            actor=word.get("actor", ""), at=word.get("at", ""),
            figures=tuple(
                RememberedFigure(fact=i.fact.id, period_end=i.fact.period_end, months=i.fact.months, printed=i.fact.printed)
                for i in items
            ),
        )  # fmt: skip


def line_id(given: str) -> str:
    """The line that a person names: by its id or its name in either language; what is no line stays as it is."""
    wanted = given.strip()
    if wanted in taxonomy().items or not wanted:
        return wanted
    return next(
        (n for n in statement_lines() if wanted.casefold() in {line_name(n, lang).casefold() for lang in LANGUAGES}),
        wanted,
    )


def statement_lines() -> list[str]:
    """The lines that a row of a statement can be, in the order of the vocabulary."""
    return [name for name, line in taxonomy().items.items() if line.statement in STATEMENTS]
