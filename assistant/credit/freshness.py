"""How old each paper is on a day, and whether it may still be used, by `freshness.toml`. Pure."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.case_model import SourceEntry
from assistant.credit.profile_model import DocumentView, Freshness
from assistant.credit.risk_model import RiskFactor
from ingestion.model.fact import Extraction


@cache
def freshness_rules() -> dict[str, dict[str, Any]]:
    """`freshness.toml`."""
    return tomllib.loads(files(__package__).joinpath("freshness.toml").read_text("utf-8"))


def freshness(paper: Extraction, as_of: str, source: SourceEntry | None = None) -> Freshness | None:
    """The paper's age in days on `as_of` against the rule of its kind; None for kinds that do not go stale.

    The register's own date and ages come before the rule. A paper without any date is `undated`, never fresh.
    """
    rule = freshness_rules().get(paper.kind)
    if rule is None and (source is None or source.max_age_d is None):
        return None
    rule = rule or {"from": "report", "decision_age_d": None}
    limit = source.max_age_d if source and source.max_age_d is not None else rule["max_age_d"]
    day = (
        (source.data_as_of if source else None)
        or _printed(paper, rule["from"])
        or (source.obtained_on if source else None)
    )
    decision = rule.get("decision_age_d")
    if day is None:
        return Freshness(state="undated", max_age_d=limit, decision_age_d=decision)
    age = (date.fromisoformat(as_of) - date.fromisoformat(day)).days
    state = "stale" if age > limit else "ageing" if decision is not None and age > decision else "fresh"
    return Freshness(state=state, date=day, age_d=age, max_age_d=limit, decision_age_d=decision)


def with_freshness(
    views: Iterable[DocumentView], papers: Sequence[Extraction], as_of: str, sources: Sequence[SourceEntry] = ()
) -> list[DocumentView]:
    """The views, each with the freshness of its paper and what told its kind."""
    read: Mapping[str, Extraction] = {e.sha256: e for e in papers}
    entered = {s.document: s for s in sources if s.document}
    return [
        view.model_copy(
            update={
                "freshness": freshness(paper, as_of, entered.get(view.sha256)),
                "kind_evidence": paper.kind_evidence,
            }
        )
        if (paper := read.get(view.sha256))
        else view
        for view in views
    ]


def stale_marked(factors: Iterable[RiskFactor], stale: frozenset[str]) -> list[RiskFactor]:
    """The factors, each evidence of a paper in `stale` marked as such."""
    return [
        factor.model_copy(
            update={"evidence": tuple(e.model_copy(update={"stale": e.document in stale}) for e in factor.evidence)}
        )
        if any(e.document in stale for e in factor.evidence)
        else factor
        for factor in factors
    ]


def report_day(bureau: Mapping[str, Any] | None) -> str | None:
    """The ISO day a bureau, registry or court paper was made, from its own print."""
    for name in ("report_date", "report_time", "data_as_of"):
        leaf = (bureau or {}).get(name)
        if isinstance(leaf, Mapping) and leaf.get("value"):
            return str(leaf["value"])[:10]
    return None


def _printed(paper: Extraction, which: str) -> str | None:
    told = report_day(paper.bureau)
    if which == "report":
        return told
    ends = [
        str(r["period_end"]["value"])
        for r in (paper.bureau or {}).get("tax_filings", [])
        if (r.get("period_end") or {}).get("value")
    ]
    return max(ends, default=None) or (paper.ledger or {}).get("as_of") or paper.period_end or told
