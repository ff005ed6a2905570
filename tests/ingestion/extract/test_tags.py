from ingestion.extract.paper import read_paper
from ingestion.model.fact import Extraction, Fact
from tests.builders.ixbrl import STANDARD, accounts, context, figure


def read(rows: list[tuple[str, str, str]], contexts: str = STANDARD, before: str = "") -> Extraction:
    return read_paper(accounts(rows, contexts, before), "accounts.html").extraction


def tagged(extraction: Extraction, tag: str, end: str = "2024-03-31") -> list[Fact]:
    return [f for f in extraction.facts if f.tag == tag and f.period_end == end]


def test_a_tagged_figure_has_its_value_period_currency_path_and_line() -> None:
    row = ("Fixed assets", figure("core:FixedAssets", "now", "52,982"), figure("core:FixedAssets", "then", "63,450"))
    extraction = read([row])
    fact = tagged(extraction, "core:FixedAssets")[0]
    assert (fact.value, fact.currency, fact.field, fact.method) == ("52982", "GBP", "total_noncurrent_assets", "tag")
    assert (fact.months, fact.page, fact.label) == (None, 1, "Fixed assets")
    assert fact.locator is not None and fact.locator["xpath"].startswith("/")
    assert len(fact.box) == 4
    assert (extraction.subject.name, extraction.subject.identifiers[0].value) == ("Sample Widgets Limited", "01234567")


def test_scale_and_sign_are_applied_once() -> None:
    row = ("Loss", figure("core:ProfitLoss", "year", "(1,234)", scale="3", sign="-"), "")
    fact = tagged(read([row]), "core:ProfitLoss")[0]
    assert (fact.value, fact.scale, fact.printed, fact.months) == ("-1234000", 1000, "(1,234)", 12)


def test_creditors_are_told_apart_by_their_dimension() -> None:
    rows = [
        ("Due within one year", figure("core:Creditors", "due", "42,352"), ""),
        ("Due after one year", figure("core:Creditors", "later", "39,300"), ""),
    ]
    facts = tagged(read(rows), "core:Creditors")
    assert [(f.field, f.value) for f in facts] == [
        ("total_current_liabilities", "42352"),
        ("total_noncurrent_liabilities", "39300"),
    ]
    assert facts[0].dimensions == (("core:MaturitiesOrExpirationPeriodsDimension", "core:WithinOneYear"),)


def test_a_dash_is_nil_and_a_nil_element_is_no_figure() -> None:
    rows = [
        ("Stocks", figure("core:Stocks", "now", "-", "ixt:zerodash"), ""),
        ("Goodwill", '<ix:nonFraction name="core:Goodwill" contextRef="now" unitRef="GBP" xsi:nil="true" '
         'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>', ""),
    ]  # fmt: skip
    extraction = read(rows)
    assert [(f.value, f.nil) for f in tagged(extraction, "core:Stocks")] == [("0", "dash")]
    assert tagged(extraction, "core:Goodwill") == []


def test_hidden_figures_are_facts_without_a_box() -> None:
    fact = tagged(read([]), "core:Debtors")[0]
    assert (fact.value, fact.box, fact.field) == ("1200", (), "notes_and_accounts_receivable")


def test_a_figure_whose_context_is_not_there_has_no_period_and_no_line() -> None:
    extraction = read([("Fixed assets", figure("core:FixedAssets", "lost", "5"), "")])
    fact = next(f for f in extraction.facts if f.tag == "core:FixedAssets")
    assert (fact.period_end, fact.field) == (None, None)
    assert "period_unknown" in {p.code for p in extraction.problems}


def test_typed_and_explicit_members_keep_the_order_of_the_context() -> None:
    made = context("two", "", "2024-03-31", (("core:B", "core:Second"), ("core:A", "core:First")))
    fact = tagged(read([("x", figure("core:Equity", "two", "7"), "")], STANDARD + made), "core:Equity")[0]
    assert fact.dimensions == (("core:B", "core:Second"), ("core:A", "core:First"))
    assert fact.field is None


def test_excluded_text_inside_a_figure_is_left_out() -> None:
    mark = '<ix:nonFraction name="core:Equity" contextRef="now" unitRef="GBP">1,2<ix:exclude>[a]</ix:exclude>34</ix:nonFraction>'
    assert tagged(read([("Equity", mark, "")]), "core:Equity")[0].value == "1234"


def test_entities_are_not_expanded() -> None:
    data = b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "9"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = accounts([("Equity", figure("core:Equity", "now", "&a;1"), "&x;")]).split(b"?>", 1)[1]
    extraction = read_paper(data + body, "accounts.html").extraction
    assert "root:" not in str(extraction)
    assert all(f.value != "91" for f in extraction.facts)


def test_a_web_page_without_tags_is_read_like_a_printed_page() -> None:
    rows = [("Current assets:", "", ""), ("Cash and cash equivalents", "1,200", "1,000"), ("Inventories", "600", "650"),
            ("Accounts receivable", "800", "700"),
            ("Total current assets", "2,600", "2,350"), ("Total assets", "5,000", "4,000")]  # fmt: skip
    cells = "".join(f"<tr><td>{a}</td><td>$</td><td>{b}</td><td>$</td><td>{c}</td></tr>" for a, b, c in rows)
    page = f"""<html><body><p>ACME TOOLS INC</p><p>CONSOLIDATED BALANCE SHEETS</p><p>(in thousands)</p><table>
      <tr><td></td><td colspan=2>June 30, 2024</td><td colspan=2>June 30, 2023</td></tr>{cells}</table></body></html>"""
    extraction = read_paper(page.encode(), "statement.htm").extraction
    cash = [f for f in extraction.facts if f.field == "monetary_funds"]
    assert [(f.period_end, f.value) for f in cash] == [("2024-06-30", "1200000"), ("2023-06-30", "1000000")]
    assert cash[0].locator is not None and "td" in cash[0].locator["xpath"]
