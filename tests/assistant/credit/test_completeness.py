"""Required papers by tier: what is there, what is missing, whom to ask."""

import pytest

from assistant.credit.case_model import CaseRecords, Contact, CreditRequest
from assistant.credit.completeness import completeness, paper_gaps, tier_of
from assistant.credit.profile_model import DocumentView, Freshness

AS_OF = "2025-04-30"


def paper(kind: str, end: str | None = None, basis: str = "audited", age: int | None = None) -> DocumentView:
    fresh = None if age is None else Freshness(state="fresh", age_d=age)
    return DocumentView(
        sha256=f"{kind}{end}", file=kind, kind=kind, language="zh-Hans", pages=1, status="ok", period_end=end,
        source_basis=basis, added_at="2025-04-30", freshness=fresh,
    )  # fmt: skip


FULL = [
    paper("registry_extract"), paper("bureau_enterprise", age=20), paper("court_document", age=12), paper("ledger", AS_OF),
    paper("annual_report", "2024-12-31"), paper("audit_report", "2023-12-31"),
]  # fmt: skip


def case(limit: str | None, **more: object) -> CaseRecords:
    request = CreditRequest(requested_limit=limit, currency="CNY", relationship_since="2022-03") if limit else None
    return CaseRecords(request=request, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limit", "tier"), [("100000", 0), ("100001", 1), ("1000000", 1), ("1000001", 2), (None, None)]
)
def test_the_limit_asked_for_sets_the_tier(limit: str | None, tier: int | None) -> None:
    assert tier_of(case(limit)) == tier


def test_a_full_file_above_a_million_lacks_the_site_visit_alone() -> None:
    gaps = paper_gaps(completeness(FULL, case("10000000"), AS_OF))
    assert [(g.what, g.followup, g.blocks) for g in gaps] == [("paper_site_visit", "FU-21", ("approval",))]


def test_a_visit_of_the_last_year_closes_it() -> None:
    visit = Contact(id="K-1", at="2024-06-01T10:00", by="lin", channel="visit")
    assert not paper_gaps(completeness(FULL, case("10000000", contacts=(visit,)), AS_OF))


def test_an_old_search_and_an_unaudited_year_are_missing() -> None:
    papers = [
        *FULL[:2],
        paper("court_document", age=31),
        *FULL[3:5],
        paper("financial_statements", "2023-12-31", "unaudited"),
    ]
    missing = {g.what for g in paper_gaps(completeness(papers, case("10000000"), AS_OF))}
    assert missing == {"paper_court_search", "paper_audited", "paper_site_visit"}


def test_the_small_tier_asks_for_the_search_without_blocking() -> None:
    gaps = paper_gaps(completeness([], case("50000"), AS_OF))
    assert [g.what for g in gaps] == ["paper_licence", "paper_bureau_report", "paper_own_ledger", "paper_court_search"]
    assert gaps[-1].blocks == ()


def test_interim_statements_are_asked_for_when_the_year_is_old() -> None:
    late = {r.id: r.present for r in completeness(FULL, case("10000000"), "2025-12-31")}
    assert late["interim"] is False
    assert "interim" not in {r.id for r in completeness(FULL, case("10000000"), AS_OF)}
