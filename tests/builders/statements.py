"""Statement pages of the common layouts, with made-up figures."""

from collections.abc import Callable

from tests.builders.pdf import Paper

US_EDGES = (430.0, 520.0)
BALANCE = [
    ("ASSETS",),
    ("Current assets:",),
    ("Cash and cash equivalents", "$ 1,200", "$ 1,000"),
    ("Accounts receivable, net of allowance of $12 and $10", "800", "700"),
    ("Inventories", "600", "650"),
    ("Prepaid expenses and other", "100", "90"),
    ("Total current assets", "2,700", "2,440"),
    ("Property and equipment, net", "3,000", "2,800"),
    ("Goodwill", "500", "500"),
    ("Total assets", "$ 6,200", "$ 5,740"),
    ("LIABILITIES AND SHAREHOLDERS' EQUITY",),
    ("Current liabilities:",),
    ("Accounts payable", "$ 700", "$ 640"),
    ("Current portion of long-term debt", "150", "150"),
    ("Accrued liabilities", "350", "330"),
    ("Total current liabilities", "1,200", "1,120"),
    ("Long-term debt, less current portion", "1,500", "1,600"),
    ("Other liabilities", "200", "180"),
    ("Shareholders' equity:",),
    ("Common stock", "10", "10"),
    ("Retained earnings", "3,290", "2,830"),
    ("Total shareholders' equity", "3,300", "2,840"),
    ("Total liabilities and shareholders' equity", "$ 6,200", "$ 5,740"),
]
INCOME = [
    ("Net sales", "$ 5,000", "$ 4,600"),
    ("Cost of sales", "3,000", "2,800"),
    ("Gross profit", "2,000", "1,800"),
    ("Selling, general and administrative", "1,200", "1,150"),
    ("Operating income", "800", "650"),
    ("Interest expense", "(80)", "(85)"),
    ("Income before income taxes", "720", "565"),
    ("Provision for income taxes", "180", "141"),
    ("Net income", "$ 540", "$ 424"),
]
CASH = [
    ("Cash flows from operating activities:",),
    ("Net income", "$ 540", "$ 424"),
    ("Depreciation and amortization", "260", "240"),
    ("Inventories", "50", "(30)"),
    ("Net cash provided by operating activities", "850", "634"),
    ("Cash flows from investing activities:",),
    ("Purchases of property and equipment", "(460)", "(400)"),
    ("Net cash used in investing activities", "(460)", "(400)"),
    ("Cash flows from financing activities:",),
    ("Repayments of long-term debt", "(110)", "(100)"),
    ("Dividends paid", "(80)", "(70)"),
    ("Net cash used in financing activities", "(190)", "(170)"),
    ("Net increase in cash and cash equivalents", "200", "64"),
    ("Cash and cash equivalents at beginning of year", "1,000", "936"),
    ("Cash and cash equivalents at end of year", "$ 1,200", "$ 1,000"),
]


# The year after: sales fall, stock piles up, cash drains; in captions' order, with last year's stock restated within current assets.
LATER = {
    "BALANCE": ("620", "800", "1,100", "100", "2,620", "2,940", "500", "$ 6,060", "$ 800", "150", "300", "1,250", "1,350", "150",
                "10", "3,300", "3,310", "$ 6,060"),
    "INCOME": ("$ 4,000", "2,900", "1,100", "900", "200", "(80)", "120", "30", "$ 90"),
    "CASH": ("$ 90", "260", "(500)", "(150)", "(200)", "(200)", "(150)", "(80)", "(230)", "(580)", "1,200", "$ 620"),
}  # fmt: skip
RESTATED = {"Inventories": "580", "Prepaid expenses and other": "120"}


RECEIVABLES = "Accounts receivable, net of allowance of $12 and $10"


def us_report(
    note: str = "", more: Callable[[Paper], None] = lambda paper: None, receivables: str = RECEIVABLES
) -> bytes:
    """A US style annual report: cover, three borderless statements in millions, fiscal year to 30 June 2024; `more` draws further pages."""
    balance = [(receivables, *row[1:]) if row[0] == RECEIVABLES else row for row in BALANCE]
    return _us_report(2024, balance, INCOME, CASH, note, more)


def us_report_later() -> bytes:
    """The same company's report of the year after, with the inventories of 2024 restated from 600 to 580."""
    balance = [
        (r[0], *r[1:2], RESTATED.get(r[0], r[-1])) if len(r) > 1 else r for r in _later(BALANCE, LATER["BALANCE"])
    ]
    return _us_report(2025, balance, _later(INCOME, LATER["INCOME"]), _later(CASH, LATER["CASH"]), "")


def _later(rows: list[tuple[str, ...]], figures: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The rows with `figures` as the new year and what was the new year as the year before."""
    new = iter(figures)
    return [(row[0], next(new), row[1]) if len(row) > 1 else row for row in rows]


def _us_report(
    year: int,
    balance: list[tuple[str, ...]],
    income: list[tuple[str, ...]],
    cash: list[tuple[str, ...]],
    note: str,
    more: Callable[[Paper], None] = lambda paper: None,
) -> bytes:
    now, before = str(year), str(year - 1)
    paper = Paper(612, 792, chinese=False).page()
    paper.centred(120, "FORM 10-K", 16).centred(150, f"For the fiscal year ended June 30, {now}", 11)
    paper.centred(200, "ACME TOOLS INC", 14).centred(216, "(Exact name of registrant as specified in its charter)", 9)
    if note:
        paper.text(60, 400, note, 9)
    for title, heads, rows in (
        ("CONSOLIDATED BALANCE SHEETS", (f"June 30, {now}", f"June 30, {before}"), balance),
        ("CONSOLIDATED STATEMENTS OF INCOME", (now, before), income),
        ("CONSOLIDATED STATEMENTS OF CASH FLOWS", (now, before), cash),
    ):
        paper.page().centred(60, "Acme Tools Inc", 11).centred(76, title, 12).centred(90, "(in millions)", 9)
        if heads[0] == now:
            paper.right(520, 104, "Fiscal years ended June 30,", 9)
        paper.borderless(60, 120, US_EDGES, [("", *heads), *(pad(row) for row in rows)])
    more(paper)
    return paper.bytes()


def pad(row: tuple[str, ...]) -> tuple[str, ...]:
    """A caption alone stands for a row without figures."""
    return row if len(row) == 3 else (row[0], "", "")
