"""Bureau objects with places, and the inputs that case figures are gathered from, in a few lines."""

from typing import Any

from assistant.credit.case_figures import CaseInputs, case_figures
from assistant.credit.case_model import CaseRecords
from assistant.credit.facts import choose_facts, periods_of
from assistant.credit.figures import CaseFigure
from assistant.credit.profile import judged_period
from assistant.credit.profile_model import DocumentView
from assistant.credit.values import Values
from ingestion.model.fact import Extraction

from .dossier import AS_OF


def leaf(value: Any, currency: str | None = None, page: int = 1) -> dict[str, Any]:
    """A printed value with its place."""
    made = {"value": value, "printed": str(value), "page": page, "box": [1.0, 2.0, 3.0, 4.0]}
    return {**made, "currency": currency} if currency else made


def money(value: int) -> dict[str, Any]:
    """A printed amount in yuan."""
    return leaf(str(value), "CNY")


def report(document: str = "b1", **parts: Any) -> dict[str, Any]:
    """A bureau object of a paper, dated 2025-04-10 unless said otherwise."""
    return {
        "document": document,
        "file": f"{document}.pdf",
        "provider": "pboc_ent",
        "currency": "CNY",
        "report_date": leaf("2025-04-10"),
        **parts,
    }


def gathered(
    *reports: dict[str, Any], papers: list[Extraction] | None = None, case: CaseRecords | None = None,
    payment: dict[str, Any] | None = None, kinds: dict[str, str] | None = None,
) -> dict[str, CaseFigure]:  # fmt: skip
    """The case figures of some reports and papers."""
    papers = papers or []
    views = [
        DocumentView(
            sha256=e.sha256, file=e.file, kind=e.kind, language="zh-Hans", pages=1, status="ok", period_end=e.period_end,
            source_basis=e.source_basis, added_at="2025-01-01",
        )
        for e in papers
    ]  # fmt: skip
    views += [
        DocumentView(sha256=d, file=f"{d}.pdf", kind=k, language="zh-Hans", pages=1, status="ok", added_at="2025-01-01")
        for d, k in (kinds or {}).items()
    ]
    facts = choose_facts(views, papers)
    periods = periods_of(facts)
    inputs = CaseInputs(
        reports, payment, case or CaseRecords(), tuple(views), tuple(papers), tuple(facts), Values(facts, periods),
        judged_period(periods, facts), AS_OF,
    )  # fmt: skip
    return case_figures(inputs)


def numbers(found: dict[str, CaseFigure]) -> dict[str, str]:
    """Name -> number as text, for comparing."""
    return {name: format(f.value.normalize(), "f") for name, f in found.items() if f.value is not None}
