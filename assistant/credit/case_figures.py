"""Every figure of a case that no statement prints, by name, gathered from bureau, registry, courts, ledger, request and papers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.credit.case_model import CaseRecords
from assistant.credit.figures import CaseFigure
from assistant.credit.profile_model import ChosenFact, DocumentView, PeriodKey
from assistant.credit.risk_model import Evidence
from assistant.credit.values import Values
from ingestion.model.fact import Extraction

Report = Mapping[str, Any]
YEAR = 12


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """What the figures are gathered from. `bureau`: the bureau objects with `document` and `file`; papers of other entities left out."""

    bureau: tuple[Report, ...]
    payment: Mapping[str, Any] | None
    case: CaseRecords
    documents: tuple[DocumentView, ...]
    extractions: tuple[Extraction, ...]
    facts: tuple[ChosenFact, ...]
    values: Values
    period: PeriodKey | None
    as_of: str
    vat_pct: Decimal = Decimal(13)


def case_figures(inputs: CaseInputs) -> dict[str, CaseFigure]:
    """All figures that the case gives, by name; one that nobody knows is left out."""
    from assistant.credit.bureau_figures import bureau_figures
    from assistant.credit.own_figures import answered_figures, own_figures
    from assistant.credit.paper_figures import paper_figures
    from assistant.credit.registry_figures import registry_figures

    made: list[CaseFigure] = []
    for collect in (registry_figures, bureau_figures, own_figures, paper_figures, answered_figures):
        made += collect(inputs)
    return {figure.name: figure for figure in made}


def leaf_value(leaf: Any) -> Any:
    """The value of a bureau leaf; a plain value is itself."""
    return leaf.get("value") if isinstance(leaf, Mapping) else leaf


def leaf_number(leaf: Any) -> Decimal | None:
    """The number of a leaf; None where there is none."""
    value = leaf_value(leaf)
    try:
        return None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def leaf_evidence(name: str, leaf: Any, report: Report) -> tuple[Evidence, ...]:
    """Where a leaf is printed."""
    if not isinstance(leaf, Mapping) or "page" not in leaf:
        return ()
    document = str(report.get("document", ""))
    return (
        Evidence(
            fact="", name=name, document=document, file=str(report.get("file", "")), page=int(leaf["page"]),
            box=tuple(leaf.get("box") or ()), label=str(leaf.get("label", "")), printed=str(leaf.get("printed", "")),
            value=str(leaf_value(leaf)), period_end=None,
        ),
    )  # fmt: skip


def from_leaf(name: str, leaf: Any, report: Report) -> CaseFigure | None:
    """A figure that is one printed leaf; None where the leaf holds no number."""
    value = leaf_number(leaf)
    if value is None:
        return None
    currency = str(leaf["currency"]) if isinstance(leaf, Mapping) and leaf.get("currency") else None
    return CaseFigure(
        name,
        value,
        str(leaf.get("printed", "")) if isinstance(leaf, Mapping) else "",
        currency,
        leaf_evidence(name, leaf, report),
    )


def counted(
    name: str, rows: Sequence[tuple[Report, Mapping[str, Any]]], keys: Iterable[str], none: tuple[Evidence, ...]
) -> CaseFigure:
    """The number of records, with the places of their first printed leaf among `keys`; `none` is shown for zero."""
    keys = tuple(keys)
    places: list[Evidence] = []
    words: list[str] = []
    for report, row in rows:
        leaf = next((row[k] for k in keys if isinstance(row.get(k), Mapping)), None)
        places += leaf_evidence(name, leaf, report)
        words.append(str(leaf_value(leaf) or ""))
    return CaseFigure(name, _told(rows), "; ".join(w for w in words if w), None, tuple(places) if rows else none)


def _told(rows: Sequence[tuple[Report, Mapping[str, Any]]]) -> Decimal:
    """How many records there are; a row that prints a count stands for as many."""
    return sum(
        (leaf_number(row["count"]) or Decimal(0) if "count" in row else Decimal(1) for _, row in rows), Decimal(0)
    )


def added(name: str, leaves: Sequence[tuple[Report, Any]], currency: str | None) -> CaseFigure | None:
    """The sum of printed amounts with all their places; None where none is printed."""
    found = [(r, leaf, v) for r, leaf in leaves if (v := leaf_number(leaf)) is not None]
    if not found:
        return None
    places = tuple(e for r, leaf, _ in found for e in leaf_evidence(name, leaf, r))
    return CaseFigure(name, sum((v for _, _, v in found), Decimal(0)), "", currency, places)


def report_day(report: Report) -> str:
    """The day of a report as ISO text; empty where it prints none."""
    for key in ("report_date", "report_time", "data_as_of"):
        value = leaf_value(report.get(key))
        if value:
            return str(value)[:10]
    return ""


def day_evidence(report: Report) -> tuple[Evidence, ...]:
    """Where a report prints its date."""
    for key in ("report_date", "report_time", "data_as_of"):
        found = leaf_evidence("report_date", report.get(key), report)
        if found:
            return found
    return ()


def months_before(day: str, months: int) -> str:
    """The ISO day `months` earlier, at the end of a shorter month."""
    at = date.fromisoformat(day)
    month = at.year * YEAR + at.month - 1 - months
    for last in range(at.day, at.day - 4, -1):
        try:
            return date(month // YEAR, month % YEAR + 1, last).isoformat()
        except ValueError:
            continue
    return day


def full_months(start: str, end: str) -> int:
    """Completed months from `start` to `end`."""
    a, b = date.fromisoformat(start[:10]), date.fromisoformat(end[:10])
    return (b.year - a.year) * YEAR + b.month - a.month - (b.day < a.day)


def days_between(start: str, end: str) -> int:
    """Days from `start` to `end`."""
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days
