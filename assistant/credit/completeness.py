"""Which required papers are there and which are missing, by the limit asked for (`completeness.toml`). Pure."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.credit.case_model import CaseRecords, PaperException
from assistant.credit.identity import FEEDS, STATEMENT_KINDS
from assistant.credit.profile_model import DocumentView, Gap
from ingestion.model.fact import Frozen

Need = Literal["must", "ask", "no"]
PREFIX = "paper_"
YEAR_DAYS, VISIT_DAYS, SLACK_DAYS, OLD_YEAR_DAYS, STALE_YEAR_DAYS = 365, 366, 12, 274, 548


class Requirement(Frozen):
    """One required paper: whether it is there, what else is accepted, whom to ask (the follow-up). `document` is the one found."""

    id: str
    names: dict[str, str]
    need: Need
    present: bool
    document: str | None = None
    instead: dict[str, str] | None = None
    document_kind: str | None = None
    followup: str
    lifted: PaperException | None = None  # the exception in force where it is missing


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("completeness.toml").read_text("utf-8"))


def tier_of(case: CaseRecords) -> int | None:
    """0, 1 or 2 by the higher of requested and current limit; None without a request in the table's currency."""
    request = case.request
    if request is None or request.currency not in (None, _table()["currency"]):
        return None
    amounts = [Decimal(v) for v in (request.requested_limit, request.current_limit) if v]
    return sum(max(amounts) > Decimal(top) for top in _table()["tiers"]) if amounts else None


def completeness(documents: Sequence[DocumentView], case: CaseRecords, as_of: str) -> list[Requirement]:
    """Every paper that the tier needs, in the order of the table; the lowest tier where nothing is asked for yet."""
    tier = tier_of(case) or 0
    verdicts = {s.document: s.verdict for s in case.identity.sources} if case.identity else {}
    own = [d for d in documents if verdicts.get(d.sha256, "first") in FEEDS and d.status in ("ok", "partial")]
    file = _File(own, case, date.fromisoformat(as_of))
    made = []
    for name, row in _table()["papers"].items():
        need: Need = row["need"][tier]
        if need != "no" and file.applies(name):
            found = file.find(name, row)
            lifted = next((e for e in reversed(case.exceptions) if e.paper == name and as_of <= e.until), None)
            made.append(
                Requirement(
                    id=name, names=row["names"], need=need, present=found is not None, document=found or None,
                    instead=row.get("instead"), document_kind=row.get("document_kind"), followup=row["followup"],
                    lifted=lifted if found is None else None,
                )
            )  # fmt: skip
    return made


def paper_ids() -> tuple[str, ...]:
    """The ids of all papers that may be required."""
    return tuple(_table()["papers"])


def paper_gaps(requirements: Sequence[Requirement]) -> list[Gap]:
    """The missing papers as gaps, those that block approval first."""
    missing = sorted((r for r in requirements if not r.present), key=lambda r: r.need != "must")
    return [
        Gap(
            what=PREFIX + r.id, names=r.names, blocks=("approval",) if r.need == "must" and not r.lifted else (),
            document_kind=r.document_kind, followup=r.followup,
        )
        for r in missing
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _File:
    """The customer's papers and records on a day; `find` gives the hash of a paper, "" for a record that is no paper, else None."""

    documents: list[DocumentView]
    case: CaseRecords
    as_of: date

    def applies(self, name: str) -> bool:
        """False where the paper is needed only under a condition that does not hold."""
        if name == "own_ledger":
            request = self.case.request
            return bool(request and (request.relationship_since or request.current_limit)) or self._kind("ledger")
        if name == "interim":
            latest = self._latest_year()
            return latest is not None and self._age(latest) > OLD_YEAR_DAYS
        if name == "authorisation":
            return self._kind("bureau_person")
        return True

    def find(self, name: str, row: dict[str, Any]) -> str | None:
        """The paper that meets a requirement."""
        special: dict[str, Callable[[], str | None]] = {
            "credit_request": lambda: "" if self.case.request else None, "latest_statements": self._latest_statements,
            "previous_statements": self._previous, "audited": self._audited, "interim": self._interim,
            "site_visit": self._visit, "authorisation": self._authorisation,
        }  # fmt: skip
        if name in special:
            return special[name]()
        fresh = [d for d in self.documents if d.kind in row["kinds"] and self._is_fresh(d, row.get("max_age_d"))]
        return fresh[0].sha256 if fresh else None

    def _kind(self, kind: str) -> bool:
        return any(d.kind == kind for d in self.documents)

    def _is_fresh(self, document: DocumentView, days: int | None) -> bool:
        age = document.freshness.age_d if document.freshness else None
        return days is None or age is None or age <= days

    def _age(self, document: DocumentView) -> int:
        return (self.as_of - date.fromisoformat(document.period_end or "1900-01-01")).days

    def _years(self) -> list[DocumentView]:
        """Statements of whole years, newest first, audited before others."""
        found = [d for d in self.documents if d.kind in STATEMENT_KINDS - {"interim_report"} and d.period_end]
        return sorted(found, key=lambda d: (d.period_end or "", d.source_basis == "audited"), reverse=True)

    def _latest_year(self) -> DocumentView | None:
        return next(iter(self._years()), None)

    def _latest_statements(self) -> str | None:
        latest = self._latest_year()
        return latest.sha256 if latest and self._age(latest) <= STALE_YEAR_DAYS else None

    def _before(self) -> DocumentView | None:
        latest = self._latest_year()
        if latest is None:
            return None
        return next((d for d in self._years() if abs(self._age(d) - self._age(latest) - YEAR_DAYS) <= SLACK_DAYS), None)

    def _previous(self) -> str | None:
        before, latest = self._before(), self._latest_year()
        return before.sha256 if before else latest.sha256 if latest else None  # comparative columns are accepted

    def _audited(self) -> str | None:
        latest, before = self._latest_year(), self._before()
        both = latest and before and latest.source_basis == before.source_basis == "audited"
        return latest.sha256 if both and latest else None

    def _interim(self) -> str | None:
        latest = self._latest_year()
        after = [
            d
            for d in self.documents
            if d.kind == "interim_report" and (d.period_end or "") > ((latest and latest.period_end) or "")
        ]
        return after[0].sha256 if after else None

    def _visit(self) -> str | None:
        visits = [c for c in self.case.contacts if c.channel == "visit"]
        return "" if any((self.as_of - date.fromisoformat(c.at[:10])).days <= VISIT_DAYS for c in visits) else None

    def _authorisation(self) -> str | None:
        day = self.as_of.isoformat()
        held = [a for a in self.case.authorisations if (a.valid_until or day) >= day and not a.withdrawn_on]
        return "" if held else None
