import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from assistant.credit.profile import build_profile
from assistant.credit.profile_model import CreditProfile, DocumentView, RatioValue
from assistant.credit.ratios import ratio_definitions
from ingestion.model.fact import Extraction
from tests.assistant.credit.build import extraction, profile
from tests.assistant.credit.interim import nine_months

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))
END = "2024-12-31"


@pytest.fixture(scope="module")
def sample(sample_extraction: Extraction) -> CreditProfile:
    e = sample_extraction
    view = DocumentView(
        sha256=e.sha256, file=e.file, kind=e.kind, language=e.language, pages=e.pages, status="ok", period_end=e.period_end,
        source_basis=e.source_basis, added_at="2025-01-01",
    )  # fmt: skip
    return build_profile("c", "示例制造", [view], [e], "2025-04-30")


def ratio(found: CreditProfile, name: str, end: str = END) -> RatioValue:
    return next(r for r in found.ratios if r.id == name and r.period.period_end == end and r.period.basis != "parent")


@pytest.mark.parametrize(("name", "expected"), sorted(CASES.items()))
def test_worked_example(sample: CreditProfile, name: str, expected: str) -> None:
    value = ratio(sample, name).value
    assert value is not None
    assert Decimal(value).quantize(Decimal(expected), rounding=ROUND_HALF_UP) == Decimal(expected)


def test_every_ratio_of_the_table_has_both_names_and_a_group() -> None:
    assert all(d["names"]["zh"] and d["names"]["en"] and d["group"] for d in ratio_definitions().values())


def test_every_input_of_a_ratio_ends_in_a_fact(sample: CreditProfile) -> None:
    facts = {f.fact.id for f in sample.facts}
    inputs = list(ratio(sample, "net_debt_to_ebitda").inputs)
    while inputs:
        item = inputs.pop()
        if item.value is not None:
            assert item.fact in facts or item.inputs, item
            inputs += item.inputs


def test_missing_input_gives_a_reason_and_never_zero() -> None:
    found = ratio(profile(extraction({END: {"total_current_assets": 10, "revenue": 5}})), "current_ratio")
    assert (found.value, found.reason, found.missing) == (None, "missing", ("total_current_liabilities",))


def test_no_debt_reads_as_good() -> None:
    lines = {
        "short_term_borrowings": 0,
        "noncurrent_liabilities_due_within_1y": 0,
        "long_term_borrowings": 0,
        "total_equity": 50,
    }
    found = profile(extraction({END: {**lines, "revenue": 1}}))
    assert ratio(found, "debt_to_equity").value == "0"
    share = ratio(found, "short_debt_share")
    assert (share.value, share.reason, share.band) == (None, "no_debt", "good")


def test_interest_not_disclosed_is_missing_while_debt_is_there() -> None:
    lines = {"short_term_borrowings": 5, "noncurrent_liabilities_due_within_1y": 0, "long_term_borrowings": 0}
    found = ratio(profile(extraction({END: {**lines, "profit_before_tax": 9}})), "interest_cover")
    assert (found.value, found.reason, found.band) == (None, "interest_not_disclosed", None)


def test_negative_equity_is_never_a_sign_flipped_ratio() -> None:
    found = ratio(profile(extraction({END: {"total_liabilities": 10, "total_equity": -5}})), "liabilities_to_equity")
    assert (found.value, found.reason) == (None, "negative_equity")


def test_combined_caption_is_counted_once() -> None:
    paper = extraction({END: {"short_term_borrowings": 30, "long_term_borrowings": 20, "total_equity": 50}})
    facts = tuple(
        f.model_copy(update={"includes": ("noncurrent_liabilities_due_within_1y",)})
        if f.field == "short_term_borrowings"
        else f
        for f in paper.facts
    )
    found = profile(paper.model_copy(update={"facts": facts}))
    assert ratio(found, "debt_to_equity").value == "1"


@pytest.mark.parametrize(
    ("name", "assets", "band"),
    [
        ("current_ratio", 150, "good"),
        ("current_ratio", 149, "watch"),
        ("current_ratio", 100, "watch"),
        ("current_ratio", 99, "weak"),
    ],
)
def test_both_sides_of_a_band(name: str, assets: int, band: str) -> None:
    found = profile(extraction({END: {"total_current_assets": assets, "total_current_liabilities": 100}}))
    assert ratio(found, name).band == band


def test_average_falls_back_to_the_closing_balance_and_says_so() -> None:
    found = ratio(profile(extraction({END: {"accounts_receivable": 50, "revenue": 365}})), "dso")
    assert (found.value, found.flags) == ("50", ("end_balance",))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dso", "5"),  # (60 + 40) / 2 / 2,730 x 273 days
        ("dio", "5.46"),  # (50 + 30) / 2 / 2,000 x 273 days
        ("asset_turnover", "2.73"),
        ("dpo_purchases", "3.378713"),  # 25 / (2,000 + 50 - 30) x 273 days, the payables at the end alone
    ],
)
def test_an_average_of_nine_months_begins_at_the_last_year_end(name: str, expected: str) -> None:
    found = ratio(nine_months(), name, "2025-09-30")
    assert Decimal(found.value or 0).quantize(Decimal(expected)) == Decimal(expected)
    assert ("end_balance" in found.flags) == (name == "dpo_purchases")


def test_later_audited_paper_wins_and_the_other_value_is_kept() -> None:
    old = extraction({"2023-12-31": {"inventories": 113, "revenue": 1}}, "b" * 64, period_end="2023-12-31")
    new = extraction(
        {"2023-12-31": {"inventories": 110, "revenue": 1}}, "c" * 64, period_end="2024-12-31", source_basis="audited"
    )
    chosen = next(f for f in profile(old, new).facts if f.fact.field == "inventories")
    assert (chosen.fact.value, chosen.why, len(chosen.alternatives)) == ("110", "profile.why_audited", 1)


def test_analyst_correction_wins_over_everything() -> None:
    paper = extraction({END: {"inventories": 113, "revenue": 1}}, period_end=END, source_basis="audited")
    word = extraction({END: {"inventories": 90}}, "d" * 64)
    word = word.model_copy(update={"facts": tuple(f.model_copy(update={"state": "corrected"}) for f in word.facts)})
    chosen = next(f for f in profile(paper, word).facts if f.fact.field == "inventories")
    assert (chosen.fact.value, chosen.why) == ("90", "profile.why_analyst")
