"""Layouts that turn, mark, name or date their figures in other ways; one built page each, the figures are made up and foot."""

import io

import pypdf
import pytest

from ingestion.extract.units import Unit, bare_sign, unit_in
from ingestion.taxonomy.taxonomy import taxonomy
from tests.builders.layouts import chinese, english, facts, read, values
from tests.builders.pdf import Paper

INCOME = [("Net sales", "5,000", "4,600"), ("Cost of sales", "3,000", "2,800"), ("Gross profit", "2,000", "1,800"),
          ("Income before income taxes", "720", "565"), ("Income tax expense", "180", "141"), ("Net income", "540", "424")]  # fmt: skip
SHEET = [("Current assets:", "", ""), ("Cash", "120", "100"), ("Receivables, net", "300", "250"), ("Inventories", "280", "260"),
         ("Total current assets", "700", "610"),
         ("Property, plant and equipment, net", "300", "290"), ("Total assets", "1,000", "900")]  # fmt: skip
HEADS = ("", "June 30, 2024", "June 30, 2023")


def sideways(degrees: int, shown: int) -> bytes:
    """A landscape statement whose signs are turned by `degrees`, on a page shown turned by `shown`."""
    paper = Paper(842, 595, chinese=False).page().text(300, 40, "Consolidated Statements of Income", 11)
    paper.text(330, 54, "(in millions)", 9).text(320, 66, "Years ended December 31,", 9)
    paper.borderless(60, 90, (500, 650), [("", "2024", "2023"), *INCOME])
    writer = pypdf.PdfWriter()
    writer.append(pypdf.PdfReader(io.BytesIO(paper.bytes())))
    writer.pages[0].rotate(degrees).transfer_rotation_to_content()
    writer.pages[0].rotate(shown)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("degrees", "shown"), [(90, 270), (90, 0), (270, 0)])
def test_a_statement_set_sideways_is_read_and_its_boxes_stand_on_the_page_as_displayed(
    degrees: int, shown: int
) -> None:
    extraction = read(sideways(degrees, shown))
    assert values(extraction, "revenue") == {("2024-12-31", 12): "5000000000", ("2023-12-31", 12): "4600000000"}
    x0, top, x1, bottom = facts(extraction, "revenue")[0].box
    upright = shown == 270
    assert (x1 - x0 > bottom - top) == upright
    middle = ((x0 + x1) / 2, (top + bottom) / 2)
    expected = {(90, 270): (488, 100), (90, 0): (595 - 100, 488), (270, 0): (100, 842 - 488)}[(degrees, shown)]
    assert middle == pytest.approx(expected, abs=5)
    assert {f.state for f in extraction.facts} == {"proposed"}


def test_letters_of_a_watermark_across_a_table_are_no_part_of_it() -> None:
    paper = Paper(612, 792, chinese=False).page().text(200, 50, "CONSOLIDATED BALANCE SHEETS", 11)
    paper.text(200, 63, "(in thousands)", 9).borderless(60, 90, (430, 520), [HEADS, *SHEET])
    for place, letter in enumerate("DRAFT"):
        paper.text(200 + 55 * place, 110 + 22 * place, letter, 48)
    extraction = read(paper.bytes())
    assert values(extraction, "total_assets")[("2024-06-30", None)] == "1000000"
    assert [f.label for f in facts(extraction, "monetary_funds")] == ["Cash", "Cash"]


def test_a_unit_at_the_foot_of_the_page_holds_for_its_statement() -> None:
    paper = Paper(612, 792, chinese=False).page().text(200, 50, "CONSOLIDATED BALANCE SHEETS", 11)
    paper.borderless(60, 90, (430, 520), [HEADS, *SHEET])
    paper.text(60, 700, "Amounts in thousands. See notes to consolidated financial statements.", 8)
    extraction = read(paper.bytes())
    assets = facts(extraction, "total_assets")[0]
    assert (assets.value, assets.scale) == ("1000000", 1000)
    assert "unit_unknown" not in {p.code for p in extraction.problems}


def test_a_statement_without_a_unit_takes_the_one_of_the_statement_beside_it() -> None:
    paper = Paper(612, 792, chinese=False).page().text(200, 50, "CONSOLIDATED BALANCE SHEETS", 11)
    paper.text(200, 63, "(in thousands)", 9).borderless(60, 90, (430, 520), [HEADS, *SHEET])
    paper.page().text(200, 50, "CONSOLIDATED STATEMENTS OF INCOME", 11).text(200, 63, "Years ended June 30,", 9)
    paper.borderless(60, 90, (430, 520), [("", "2024", "2023"), *INCOME])
    assert values(read(paper.bytes()), "revenue")[("2024-06-30", 12)] == "5000000"


def test_a_head_of_group_and_company_spans_the_columns_up_to_the_next() -> None:
    paper = Paper(595, 842, chinese=False).page().text(60, 60, "Statements of Financial Position", 11)
    paper.text(60, 74, "As at 31 December 2024", 9).text(298, 90, "Group", 9).text(411, 90, "Company", 9)
    rows = [("", "2024", "2023", "2024", "2023"), ("", "S$'000", "S$'000", "S$'000", "S$'000"), ("Current assets", "", "", "", ""),
            ("Cash and bank balances", "1,200", "1,100", "800", "700"), ("Inventories", "300", "200", "-", "-"),
            ("Total current assets", "1,500", "1,300", "800", "700"), ("Total assets", "2,300", "2,000", "1,900", "1,790")]  # fmt: skip
    paper.borderless(60, 104, (290, 350, 410, 470), rows)
    extraction = read(paper.bytes())
    group = {("2024-12-31", None): "2300000", ("2023-12-31", None): "2000000"}
    company = {("2024-12-31", None): "1900000", ("2023-12-31", None): "1790000"}
    assert values(extraction, "total_assets", basis="consolidated") == group
    assert values(extraction, "total_assets", basis="parent") == company
    assert {f.nil for f in facts(extraction, "inventories", basis="parent")} == {"dash"}


def test_rows_captioned_total_are_the_totals_of_their_sections() -> None:
    rows = [("ASSETS",), ("Current Assets",), ("Cash and cash equivalents", "120", "100"), ("Trade receivables", "300", "250"),
            ("Inventories", "280", "260"), ("Total", "700", "610"), ("Non-current assets",),
            ("Property, plant and equipment", "300", "290"),
            ("Goodwill", "50", "40"), ("Total", "350", "330"), ("TOTAL ASSETS", "1,050", "940")]  # fmt: skip
    title = ("CONSOLIDATED BALANCE SHEET", "(in millions)")
    extraction = read(english(title, (430, 520), [("", "March 31, 2024", "March 31, 2023")], rows))
    now = ("2024-03-31", None)
    assert values(extraction, "total_current_assets")[now] == "700000000"
    assert values(extraction, "total_noncurrent_assets")[now] == "350000000"
    assert values(extraction, "total_assets")[now] == "1050000000"


def test_an_undated_sheet_is_kept_under_its_own_column_names_and_marked() -> None:
    rows = [["资产", "行次", "期末余额", "年初余额"], ["货币资金", "1", "1,200.00", "1,100.00"], ["存货", "9", "300.00", "200.00"],
            ["流动资产合计", "15", "1,500.00", "1,300.00"], ["资产总计", "30", "2,300.00", "2,000.00"],
            ["负债合计", "47", "1,300.00", "1,000.00"]]  # fmt: skip
    title = ("资产负债表", "会小企01表", "编制单位：示例商贸有限公司  单位：元")
    extraction = read(chinese(title, (150, 40, 120, 120), rows))
    assert [(f.fiscal_label, f.value, f.period_end, f.state) for f in facts(extraction, "total_assets")] == [
        ("期末余额", "2300", None, "unconfirmed"), ("年初余额", "2000", None, "unconfirmed"),
    ]  # fmt: skip
    assert "period_unknown" in {p.code for p in extraction.problems}
    assert not [f for f in extraction.facts if f.method == "derived"]


@pytest.mark.parametrize(
    ("caption", "line", "combined"),
    [
        ("Notes payable and current maturities of long-term debt", "short_term_borrowings", True),
        ("Current portion of long-term debt and commercial paper", "short_term_borrowings", True),
        ("Bank indebtedness", "short_term_borrowings", False),
        ("Current portion of long-term debt and finance lease obligations", "noncurrent_liabilities_due_within_1y", False),
        ("Current portion of notes payable", "noncurrent_liabilities_due_within_1y", False),
        ("Current portion of finance lease liabilities", None, False),
    ],
)  # fmt: skip
def test_current_debt_captions_name_their_line_and_tell_what_they_hold(
    caption: str, line: str | None, combined: bool
) -> None:
    match = taxonomy().find(caption, "balance_sheet", frozenset({"current_liabilities"}))
    assert (match and match.item.id, bool(match and match.combined)) == (line, combined)


def test_a_short_line_names_a_multiplier_and_a_currency() -> None:
    assert unit_in("RMB million") == Unit(10**6, "CNY")
    assert unit_in("(All amounts in Rs. lakhs, unless otherwise stated)") == Unit(10**5, "INR")


@pytest.mark.parametrize("text", ["(in EUR)", "(Amount in Rs.)", "(Expressed in Hong Kong dollars)", "$", "RMB"])
def test_a_currency_without_a_multiplier_means_whole_units(text: str) -> None:
    unit = bare_sign(text, (0, 0, 1, 1), 1)
    assert unit is not None and unit.scale == 1
    assert bare_sign("(in thousands of dollars)", (0, 0, 1, 1), 1) is None


def test_two_statements_without_a_gap_are_cut_at_the_name_of_the_second() -> None:
    flows = [("Net income", "540", "424"), ("Depreciation and amortization", "100", "90"),
             ("Net cash provided by operating activities", "640", "514"),
             ("Capital expenditures", "(200)", "(180)"), ("Dividends paid", "(100)", "(90)"), ("Net increase in cash", "340", "244"),
             ("Cash at beginning of year", "560", "316"), ("Cash at end of year", "900", "560")]  # fmt: skip
    sheet = [("Condensed Consolidated Balance Sheets (Unaudited)", "", ""), ("($ million)", "June 30, 2024", "June 30, 2023"),
             ("Cash and cash equivalents", "900", "560"), ("Trade receivables, net", "300", "250"), ("Inventories, net", "280", "260"),
             ("Total assets", "1,900", "1,500"), ("Shareholders' equity", "1,100", "900"),
             ("Total liabilities and shareholders' equity", "1,900", "1,500")]  # fmt: skip
    title = (
        "Condensed Consolidated Statements of Cash Flows (Unaudited)",
        "Twelve Months Ended June 30,",
        "($ million)",
    )
    extraction = read(english(title, (430, 520), [("", "2024", "2023")], [*flows, *sheet], size=8))
    assert values(extraction, "inventories", statement="balance_sheet")[("2024-06-30", None)] == "280000000"
    assert values(extraction, "capex")[("2024-06-30", 12)] == "200000000"


def test_the_statements_bound_together_are_preferred_to_a_five_year_table_of_their_data() -> None:
    paper = Paper(612, 792, chinese=False).page().text(60, 50, "Consolidated Statements of Operations Data:", 9)
    paper.text(60, 62, "(in thousands) Year Ended December 31,", 9)
    wide = [(*row, row[2], row[2]) for row in INCOME]
    paper.borderless(60, 80, (300, 370, 440, 510), [("", "2024", "2023", "2022", "2021"), *wide])
    paper.page().text(200, 50, "CONSOLIDATED STATEMENTS OF OPERATIONS", 11).text(
        200, 63, "(in thousands) Year Ended December 31,", 9
    )
    paper.borderless(60, 90, (430, 520), [("", "2024", "2023"), *INCOME])
    extraction = read(paper.bytes())
    assert {f.page for f in facts(extraction, "revenue", statement="income_statement")} == {2}


def test_temporary_equity_is_the_row_that_closes_the_balance() -> None:
    rows = [("Cash and cash equivalents", "500", "400"), ("Total assets", "1,000", "900"), ("Total liabilities", "600", "550"),
            ("Series D cumulative preferred stock", "150", "140"), ("Series B convertible preferred stock, redeemable", "40", "40"),
            ("Accumulated deficit", "(90)", "(80)"), ("Total equity", "250", "210")]  # fmt: skip
    title = ("CONSOLIDATED BALANCE SHEETS", "(in thousands)")
    extraction = read(english(title, (430, 520), [HEADS], rows))
    assert values(extraction, "mezzanine_equity")[("2024-06-30", None)] == "150000"
    assert {c.status for c in extraction.checks if c.id == "BS-1"} == {"ok"}


def test_a_tax_charge_in_brackets_among_costs_by_nature_is_positive() -> None:
    rows = [("Revenue", "14,761", "11,841"), ("Raw materials and consumables used", "(7,656)", "(4,022)"),
            ("Employee benefits expense", "(5,726)", "(6,636)"), ("Finance costs", "(153)", "(149)"),
            ("Profit before income tax expense", "1,226", "1,034"), ("Income tax expense", "(739)", "(493)"),
            ("Profit after income tax expense for the year attributable to the owners of Sample Ltd", "487", "541")]  # fmt: skip
    title = (
        "Consolidated statement of profit or loss and other comprehensive income",
        "For the year ended 30 June 2024",
    )
    extraction = read(english(title, (430, 520), [("", "2024", "2023"), ("", "$'000", "$'000")], rows, size=7))
    now = ("2024-06-30", 12)
    assert values(extraction, "income_tax_expense")[now] == "739000"
    assert values(extraction, "net_income")[now] == "487000"
    assert values(extraction, "net_income_parent")[now] == "487000"


def test_flows_headed_by_a_bare_word_and_cash_rows_without_the_word_cash() -> None:
    rows = [("Operations",), ("Net income", "540", "424"), ("Net cash from operations", "640", "514"), ("Financing",),
            ("Repayments of debt", "(100)", "(90)"), ("Net cash used in financing", "(100)", "(90)"), ("Investing",),
            ("Additions to property and equipment", "(200)", "(180)"), ("Net cash used in investing", "(200)", "(180)"),
            ("Change in cash and cash equivalents classified as assets held for sale", "(40)", "-"),
            ("Net increase for the period", "300", "244"), ("Balance, beginning of period", "560", "316"),
            ("Balance, end of period", "860", "560")]  # fmt: skip
    title = ("CONSOLIDATED STATEMENTS OF CASH FLOWS", "(in millions)", "Years ended December 31,")
    extraction = read(english(title, (430, 520), [("", "2024", "2023")], rows, size=8))
    now = ("2024-12-31", 12)
    assert values(extraction, "net_cash_financing")[now] == "-100000000"
    assert (values(extraction, "cash_begin")[now], values(extraction, "cash_end")[now]) == ("560000000", "860000000")
    assert {(c.id, c.status) for c in extraction.checks if c.id in ("CF-2", "CF-3")} == {("CF-2", "ok"), ("CF-3", "ok")}


def test_an_earnings_release_that_speaks_of_an_outlook_is_no_rating_report_and_its_shares_are_per_share() -> None:
    paper = (
        Paper(612, 792, chinese=False)
        .page()
        .text(60, 50, "Sample Stores announces results generated in fiscal 2024", 11)
    )
    paper.text(60, 70, "The outlook, the rationale and the long-term strategy follow.", 9)
    paper.page().text(60, 50, "Consolidated Statements of Income", 11).text(
        60, 63, "(In thousands, except per share data)", 9
    )
    rows = [("Net sales", "5,000", "4,600"), ("Cost of sales", "3,000", "2,800"), ("Gross profit", "2,000", "1,800"),
            ("Operating income", "700", "570"), ("Interest (income) expense, net", "(20)", "5"),
            ("Income before income taxes", "720", "565"),
            ("Income tax expense", "180", "141"), ("Net income", "540", "424"), ("Net income per common share:", "", ""),
            ("Basic", "$6.73", "$5.44"), ("Diluted", "$6.68", "$5.41"), ("Weighted average common shares outstanding:", "", ""),
            ("Basic", "80", "78"), ("Diluted", "81", "79")]  # fmt: skip
    paper.borderless(
        60,
        80,
        (430, 520),
        [("", "52 weeks ended", "52 weeks ended"), ("", "January 28, 2025", "January 29, 2024"), *rows],
    )
    extraction = read(paper.bytes())
    now = ("2025-01-28", 12)
    assert extraction.kind == "financial_statements"
    assert values(extraction, "eps_basic")[now] == "6.73"
    assert values(extraction, "interest_expense") == {now: "-20000", ("2024-01-29", 12): "5000"}


def test_tables_of_comment_before_the_statements_give_no_statement_figures() -> None:
    comment = [["项目", "本期期末数", "上期期末数"], ["货币资金", "1,250", "1,150"], ["应收账款", "850", "750"], ["存货", "350", "250"],
               ["固定资产", "450", "350"], ["短期借款", "550", "450"], ["应付账款", "650", "550"], ["长期借款", "250", "150"]]  # fmt: skip
    sheet = [["项目", "2024年12月31日", "2023年12月31日"], ["货币资金", "1,200", "1,100"], ["应收账款", "800", "700"],
             ["存货", "300", "200"], ["流动资产合计", "2,300", "2,000"], ["固定资产", "400", "300"], ["资产总计", "2,700", "2,300"],
             ["短期借款", "500", "400"], ["应付账款", "600", "500"], ["负债合计", "1,100", "900"],
             ["所有者权益合计", "1,600", "1,400"], ["负债和所有者权益总计", "2,700", "2,300"]]  # fmt: skip
    paper = Paper().page().text(60, 60, "示例股份有限公司2024年年度报告", 11).text(60, 80, "资产及负债状况", 10)
    paper.ruled(60, 90, (180, 120, 120), comment)
    paper.page().text(60, 60, "按照企业会计准则编制的财务报表", 10).text(60, 78, "合并资产负债表", 11).text(
        60, 94, "单位：元", 9
    )
    paper.ruled(60, 104, (180, 120, 120), sheet)
    extraction = read(paper.bytes())
    assert {f.page for f in extraction.facts if f.statement == "balance_sheet"} == {2}
    assert values(extraction, "monetary_funds", statement="balance_sheet")[("2024-12-31", None)] == "1200"


def test_an_unlabelled_sum_under_a_head_is_the_line_the_head_names() -> None:
    rows = [("REVENUE", "900", "800"), ("COST OF SALES", "500", "450"), ("GROSS PROFIT", "400", "350"),
            ("INCOME BEFORE INCOME TAX", "400", "350"), ("PROVISION FOR INCOME TAX",), ("Current", "70", "60"), ("Deferred", "30", "20"),
            ("", "100", "80"), ("NET INCOME", "300", "270")]  # fmt: skip
    extraction = read(
        english(
            ("STATEMENTS OF INCOME", "(in thousands)"),
            (430, 520),
            [("", "December 31, 2024", "December 31, 2023")],
            rows,
        )
    )
    assert values(extraction, "income_tax_expense") == {("2024-12-31", 12): "100000", ("2023-12-31", 12): "80000"}


def test_heads_that_name_one_liability_are_heads_too() -> None:
    rows = [("ASSETS",), ("Current Assets",), ("Cash", "300", "250"), ("Inventories", "500", "450"), ("Total Current Assets", "800", "700"),
            ("Current Liability",), ("Trade payables", "200", "180"), ("Total Current Liabilities", "200", "180"),
            ("Noncurrent Liability",), ("Retirement liability", "100", "90"), ("Total Liabilities", "300", "270"),
            ("Equity",), ("Capital stock", "500", "430"), ("Total Equity", "500", "430")]  # fmt: skip
    extraction = read(
        english(
            ("STATEMENTS OF FINANCIAL POSITION", "(in thousands)"),
            (430, 520),
            [("", "December 31, 2024", "December 31, 2023")],
            rows,
        )
    )
    assert values(extraction, "long_term_employee_benefits")[("2024-12-31", None)] == "100000"
    assert values(extraction, "accounts_payable")[("2023-12-31", None)] == "180000"


@pytest.mark.parametrize(
    ("head", "day"),
    [("31.12.2024", "2024-12-31"), ("30/06/2024", "2024-06-30"), ("31-Mar-25", "2025-03-31"), ("FY24", "2024-06-30")],
)
def test_days_in_short_forms_are_read_day_first(head: str, day: str) -> None:
    title = (
        ("STATEMENT OF FINANCIAL POSITION", "30 June 2024", "(in thousands of euros)")
        if head == "FY24"
        else ("STATEMENT OF FINANCIAL POSITION", "(in thousands of euros)")
    )
    rows = [
        ("Current assets",),
        ("Inventories", "500"),
        ("Trade receivables", "450"),
        ("Total current assets", "950"),
        ("Total assets", "950"),
    ]
    assert values(read(english(title, (430,), [("", head)], rows)), "total_assets") == {(day, None): "950000"}


def test_a_total_of_some_costs_is_not_that_of_all() -> None:
    rows = [("Net sales", "900", "800"), ("Cost of sales", "500", "450"), ("Gross profit", "400", "350"), ("Operating expenses:",),
            ("Research and development", "100", "90"), ("Selling, administrative and general expenses", "150", "140"),
            ("Total operating expenses", "250", "230"), ("Operating income", "150", "120"), ("Net income", "110", "90")]  # fmt: skip
    extraction = read(
        english(
            ("STATEMENTS OF INCOME", "(in thousands)"),
            (430, 520),
            [("", "December 31, 2024", "December 31, 2023")],
            rows,
        )
    )
    assert values(extraction, "total_operating_cost") == {}
    assert values(extraction, "sga_expenses")[("2024-12-31", 12)] == "150000"


def test_a_sum_without_a_caption_below_the_profit_is_no_revenue() -> None:
    rows = [("Fees from clients", "900", "800"), ("Employment expenses", "(500)", "(450)"), ("Profit before income tax", "400", "350"),
            ("Income tax expense", "(100)", "(80)"), ("Profit for the year", "300", "270"), ("Profit for the year is attributable to:",),
            ("Non-controlling interests", "120", "100"), ("Owners of the company", "180", "170"), ("", "300", "270")]  # fmt: skip
    extraction = read(
        english(
            ("STATEMENT OF PROFIT OR LOSS", "(in thousands)"), (430, 520), [("", "30 June 2024", "30 June 2023")], rows
        )
    )
    assert values(extraction, "revenue") == {}
    assert values(extraction, "net_income_minority")[("2024-06-30", 12)] == "120000"


def test_an_impairment_printed_as_a_deduction_is_a_loss() -> None:
    rows = [("Net sales", "900", "800"), ("Cost of sales", "(500)", "(450)"), ("Gross profit", "400", "350"),
            ("Administrative expenses", "(150)", "(140)"), ("Impairment charges", "(50)", "(10)"),
            ("Operating income", "200", "200")]  # fmt: skip
    extraction = read(
        english(
            ("STATEMENTS OF INCOME", "(in thousands)"),
            (430, 520),
            [("", "December 31, 2024", "December 31, 2023")],
            rows,
        )
    )
    assert values(extraction, "asset_impairment_loss")[("2024-12-31", 12)] == "50000"
