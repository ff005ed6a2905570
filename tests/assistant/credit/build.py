"""Profiles from a few lines, for tests of ratios and answers."""

from assistant.credit.profile import build_profile
from assistant.credit.profile_model import CreditProfile, DocumentView
from ingestion.model.fact import Extraction, Fact, ProducedBy
from ingestion.taxonomy.taxonomy import taxonomy


def extraction(lines: dict[str, dict[str, int]], sha: str = "a" * 64, **more: object) -> Extraction:
    """An extraction of one paper; `lines` maps a period end to line items with their values."""
    facts = []
    for end, values in lines.items():
        for field, value in values.items():
            statement = taxonomy().items[field].statement
            facts.append(
                Fact(
                    id=f"{field}-{end}-{sha[:2]}", field=field, statement=statement, period_end=end,
                    months=None if statement == "balance_sheet" else 12, basis="consolidated", value=str(value),
                    currency="CNY", printed=f"{value:,}", label=field, page=1, box=(1.0, 2.0, 3.0, 4.0),
                )  # type: ignore[arg-type]
            )  # fmt: skip
    return Extraction(
        produced_by=ProducedBy(version="0", taxonomy="0"), file=f"{sha[:2]}.pdf", sha256=sha, status="ok", pages=1,
        facts=tuple(facts), **more,
    )  # type: ignore[arg-type]  # fmt: skip


def profile(*papers: Extraction) -> CreditProfile:
    """The profile of the papers."""
    views = [
        DocumentView(
            sha256=e.sha256, file=e.file, kind=e.kind, language=e.language, pages=e.pages, status="ok",
            period_end=e.period_end, source_basis=e.source_basis, added_at="2025-01-01",
        )
        for e in papers
    ]  # fmt: skip
    return build_profile("c", "Customer", views, list(papers), "2025-04-30")
