"""Pages of notes of English reports, with made-up figures and wording that varies by seed, and what a reader should find there.

Every note belongs to the report of `statements.us_report`: fiscal year to 30 June 2024, amounts in millions of dollars.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.builders.pdf import Paper

NOW, BEFORE = "2024-06-30", "2023-06-30"
EDGES = (380.0, 450.0, 520.0)
LINE = 14.0
Found = set[tuple[str, str, str]]


@dataclass
class Note:
    """Lines of a page of notes and what they say: (field, period end, value in whole units)."""

    kind: str
    layout: str
    lines: list[tuple[str, ...]] = field(default_factory=list)
    says: Found = field(default_factory=set)
    edges: tuple[float, ...] = ()

    def text(self, words: str) -> "Note":
        """Running text, broken into lines."""
        line = ""
        for word in words.split():
            if len(line) + len(word) > 92:
                self.lines.append((line,))
                line = ""
            line = f"{line} {word}".strip()
        self.lines.append((line,))
        return self

    def row(self, *cells: str) -> "Note":
        """A row of a table: a caption, then figures from the right."""
        self.lines.append(cells)
        return self

    def says_that(self, name: str, now: float, before: float | None = None, unit: int = 10**6) -> "Note":
        """What a reader should find."""
        self.says.add((name, NOW, _plain(now * unit)))
        if before is not None:
            self.says.add((name, BEFORE, _plain(before * unit)))
        return self


def _plain(value: float) -> str:
    return str(round(value)) if abs(value - round(value)) < 1e-6 else f"{value:.1f}"


def draw(note: Note, paper: Paper) -> None:
    """The note on a page of its own, under the head of the notes."""
    paper.page().text(60, 50, "NOTES TO CONSOLIDATED FINANCIAL STATEMENTS", 11)
    y = 80.0
    for first, *cells in note.lines:
        paper.text(60, y, first, 9)
        edges = note.edges or EDGES
        for edge, cell in zip(edges[len(edges) - len(cells) :], cells, strict=True):
            paper.right(edge, y, cell, 9)
        y += LINE


def _n(rng: Random, low: int = 20, high: int = 900) -> int:
    return rng.randrange(low, high)


def _sum(rows: Sequence[int]) -> str:
    return f"{sum(rows):,}"


def _heads(note: Note, rng: Random) -> None:
    style = rng.randrange(3)
    if style == 0:
        note.row("", "June 30, 2024", "June 30, 2023")
    elif style == 1:
        note.row("", "June 30,", "June 30,").row("(in millions)", "2024", "2023")
    else:
        note.row("(in millions)", "2024", "2023")


def allowance_sentence(rng: Random) -> Note:
    a, b = _n(rng), _n(rng)
    words = rng.choice((
        f"The allowance for doubtful accounts was ${a} million and ${b} million as of June 30, 2024 and 2023, respectively.",
        f"As of June 30, 2024 and 2023, the Company had an allowance for expected credit losses of ${a} million and ${b} million, respectively.",
        f"Receivables are shown net of allowances for credit losses of ${a} million at June 30, 2024 and ${b} million at June 30, 2023.",
    ))  # fmt: skip
    return Note("allowance", "sentence").text("3. Accounts Receivable").text(words).says_that("ar_allowance", a, b)


def allowance_roll(rng: Random) -> Note:
    a, add, off = _n(rng), _n(rng, 10, 90), _n(rng, 1, 19)
    b, add0, off0 = a, _n(rng, 10, 90), _n(rng, 1, 19)
    c = b - add0 + off0
    note = Note("allowance", "roll").text(
        "Changes in the allowance for "
        + rng.choice(("doubtful accounts", "credit losses", "expected credit losses"))
        + " on trade receivables were as follows:"
    )
    note.row("(in millions)", "2024", "2023")
    note.row(
        rng.choice(("Balance at beginning of year", "Beginning balance", "Balance, beginning of period")),
        f"$ {b}",
        f"$ {c}",
    )
    note.row("Provision charged to expense", str(add), str(add0)).row(
        "Write-offs, net of recoveries", f"({off})", f"({off0})"
    )
    note.row(
        rng.choice(("Balance at end of year", "Ending balance", "Balance, end of period")),
        f"$ {b + add - off}",
        f"$ {b}",
    )
    return note.says_that("ar_allowance", b + add - off, b)


def allowance_table(rng: Random) -> Note:
    g, g0, a, a0 = _n(rng, 500), _n(rng, 500), _n(rng, 10, 90), _n(rng, 10, 90)
    note = Note("allowance", "table").text(
        rng.choice(("Note 7 - Trade and other receivables", "7. TRADE RECEIVABLES", "Receivables, net"))
    )
    _heads(note, rng)
    note.row(
        rng.choice(
            ("Trade receivables", "Trade receivables - gross", "Accounts receivable, gross", "Trade debtors, gross")
        ),
        f"{g}",
        f"{g0}",
    )
    note.row(
        rng.choice(
            (
                "Less: loss allowance",
                "Less allowance for expected credit losses",
                "Allowance for doubtful accounts",
                "Less: provision for impairment of receivables",
            )
        ),
        f"({a})",
        f"({a0})",
    )
    note.row(rng.choice(("Trade receivables, net", "Total", "Accounts receivable, net")), f"{g - a}", f"{g0 - a0}")
    return note.says_that("ar_allowance", a, a0).says_that("ar_gross", g, g0)


_BUCKETS = ("ar_not_due", "ar_past_due_1_30", "ar_past_due_31_60", "ar_past_due_61_90", "ar_past_due_gt_90")


def ageing_rows(rng: Random) -> Note:
    names = rng.choice((
        ("Current", "1-30 days past due", "31-60 days past due", "61-90 days past due", "Over 90 days past due"),
        ("Not past due", "Past due 1 to 30 days", "Past due 31 to 60 days", "Past due 61 to 90 days", "Past due more than 90 days"),
        ("Not yet due", "Up to 30 days overdue", "31 to 60 days overdue", "61 to 90 days overdue", "More than 90 days overdue"),
    ))  # fmt: skip
    now, then = [_n(rng) for _ in names], [_n(rng) for _ in names]
    note = Note("ageing", "rows").text(
        rng.choice(
            (
                "The ageing of trade receivables was as follows:",
                "The aging of accounts receivable is presented below:",
                "Trade receivables past due but not impaired at the reporting date:",
            )
        )
    )
    _heads(note, rng)
    for name, a, b in zip(names, now, then, strict=True):
        note.row(name, f"{a:,}", f"{b:,}")
    note.row(rng.choice(("Total", "", "Total trade receivables")), _sum(now), _sum(then))
    for name, a, b in zip(_BUCKETS, now, then, strict=True):
        note.says_that(name, a, b)
    return note


def ageing_columns(rng: Random) -> Note:
    heads = rng.choice((
        ("Current", "1-30 days", "31-60 days", "61-90 days", "Over 90 days", "Total"),
        ("Not due", "1-30 days", "31-60 days", "61-90 days", ">90 days", "Total"),
    ))  # fmt: skip
    cells = [_n(rng) for _ in heads[:-1]]
    losses = [_n(rng, 1, 12) for _ in heads[:-1]]
    note = Note("ageing", "columns", edges=(250.0, 305.0, 360.0, 415.0, 475.0, 530.0))
    note.text("Trade receivables by days past due").text("At June 30, 2024 (in millions)")
    note.row("", *heads)
    note.row(
        rng.choice(("Gross carrying amount", "Trade receivables", "Gross trade receivables")),
        *(f"{c:,}" for c in cells),
        _sum(cells),
    )
    note.row(
        rng.choice(("Loss allowance", "Expected credit loss", "Allowance for credit losses")),
        *(f"({c})" for c in losses),
        f"({sum(losses)})",
    )
    for name, a in zip(_BUCKETS, cells, strict=True):
        note.says_that(name, a)
    return note.says_that("ar_allowance", sum(losses))


def restricted_table(rng: Random) -> Note:
    r, r0 = _n(rng), _n(rng)
    note = Note("restricted", "table").text(
        "Cash, cash equivalents and restricted cash reported within the balance sheets sum to the total in the cash flow statements:"
    )
    _heads(note, rng)
    note.row("Cash and cash equivalents", "$ 1,200", "$ 1,000")
    note.row(
        rng.choice(
            (
                "Restricted cash",
                "Restricted cash included in other current assets",
                "Restricted cash and cash equivalents",
            )
        ),
        str(r),
        str(r0),
    )
    note.row("Total cash, cash equivalents and restricted cash", f"$ {1200 + r:,}", f"$ {1000 + r0:,}")
    return note.says_that("restricted_cash", r, r0)


def restricted_sentence(rng: Random) -> Note:
    r, r0 = _n(rng), _n(rng)
    words = rng.choice((
        f"The Company had restricted cash of ${r} million and ${r0} million at June 30, 2024 and 2023, respectively, held as collateral.",
        f"Restricted cash was ${r} million at June 30, 2024 and ${r0} million at June 30, 2023.",
        f"As of June 30, 2024 and 2023, restricted cash totaled ${r} million and ${r0} million, respectively.",
    ))  # fmt: skip
    return Note("restricted", "sentence").text(words).says_that("restricted_cash", r, r0)


def restricted_only_now(rng: Random) -> Note:
    r = _n(rng)
    words = rng.choice((
        f"Cash at bank at 30 June 2024 includes ${r} million that is restricted and not available for general use by the Group.",
        f"At June 30, 2024, cash and cash equivalents included restricted cash of ${r} million.",
    ))  # fmt: skip
    return Note("restricted", "now").text(words).says_that("restricted_cash", r)


_YEARS = ("y1", "y2", "y3", "y4", "y5", "later")


def debt_ladder_rows(rng: Random) -> Note:
    rows = [_n(rng) for _ in range(6)]
    note = Note("ladder", "rows").text(rng.choice((
        "Scheduled principal maturities of long-term debt for the fiscal years ending June 30 are as follows (in millions):",
        "The aggregate maturities of long-term debt as of June 30, 2024 are as follows:",
        "Future principal payments due under our borrowings at June 30, 2024 were:",
    )))  # fmt: skip
    mark = rng.choice(("", "Fiscal ", "Year ending June 30, "))
    for year, amount in zip((2025, 2026, 2027, 2028, 2029), rows[:-1], strict=True):
        note.row(f"{mark}{year}", f"$ {amount}" if year == 2025 else str(amount))
    note.row(rng.choice(("Thereafter", "After 2029", "2030 and thereafter", "Later years")), str(rows[-1]))
    if rng.random() < 0.7:
        note.row(rng.choice(("Total", "Total debt", "")), f"$ {_sum(rows)}")
        note.says_that("debt_due_total", sum(rows))
    for name, a in zip(_YEARS, rows, strict=True):
        note.says_that(f"debt_due_{name}", a)
    return note


def debt_ladder_columns(rng: Random) -> Note:
    rows = [_n(rng) for _ in range(6)]
    note = Note("ladder", "columns", edges=(250.0, 290.0, 330.0, 370.0, 410.0, 470.0, 530.0))
    note.text(
        rng.choice(
            (
                "Maturities of long-term debt at June 30, 2024 (in millions):",
                "Principal amounts of debt maturing in each of the next five fiscal years and thereafter:",
            )
        )
    )
    note.row("", "2025", "2026", "2027", "2028", "2029", "Thereafter", "Total")
    note.row(
        rng.choice(("Long-term debt", "Debt maturities", "Principal payments")), *(str(a) for a in rows), _sum(rows)
    )
    for name, a in zip(_YEARS, rows, strict=True):
        note.says_that(f"debt_due_{name}", a)
    return note.says_that("debt_due_total", sum(rows))


def debt_bands(rng: Random) -> Note:
    names = rng.choice((
        ("Within one year", "Between one and two years", "Between two and five years", "After more than five years"),
        ("Less than one year", "One to two years", "Two to five years", "Over five years"),
        ("In one year or less", "In more than one year but not more than two years", "In more than two years but not more than five years", "In more than five years"),
    ))  # fmt: skip
    now, then = [_n(rng) for _ in names], [_n(rng) for _ in names]
    note = Note("ladder", "bands").text(
        rng.choice(
            (
                "Bank loans and borrowings are repayable as follows:",
                "Maturity of borrowings",
                "The maturity profile of the Group's borrowings was:",
            )
        )
    )
    _heads(note, rng)
    for name, a, b in zip(names, now, then, strict=True):
        note.row(name, f"{a:,}", f"{b:,}")
    note.row(rng.choice(("", "Total", "Total borrowings")), _sum(now), _sum(then))
    for name, a, b in zip(("within_1y", "1_2y", "2_5y", "after_5y"), now, then, strict=True):
        note.says_that(f"debt_due_{name}", a, b)
    return note.says_that("debt_due_total", sum(now), sum(then))


def debt_table(rng: Random) -> Note:
    names = rng.sample(
        (
            "Term loan due 2027",
            "Revolving credit facility",
            "4.25% senior notes due 2030",
            "Mortgage loans",
            "5.0% notes due 2028",
            "Other borrowings",
        ),
        4,
    )
    now, then = [_n(rng) for _ in names], [_n(rng) for _ in names]
    less, less0 = (_n(rng, 5, 15), _n(rng, 5, 15)) if rng.random() < 0.5 else (0, 0)
    note = Note("debt", "table").text(
        rng.choice(
            (
                "Long-term debt consisted of the following:",
                "Debt is summarized as follows (in millions):",
                "10. Borrowings",
            )
        )
    )
    _heads(note, rng)
    for name, a, b in zip(names, now, then, strict=True):
        note.row(name, f"{a:,}", f"{b:,}")
    if less:
        note.row("Less unamortized discount and issuance costs", f"({less})", f"({less0})")
    note.row(
        rng.choice(("Total debt", "Total long-term debt", "Total borrowings")),
        f"{sum(now) - less:,}",
        f"{sum(then) - less0:,}",
    )
    note.row("Less current portion", "(10)", "(11)").row(
        "Long-term debt, less current portion", f"{sum(now) - less - 10:,}", f"{sum(then) - less0 - 11:,}"
    )
    for name, a, b in zip(names, now, then, strict=True):
        note.says_that("=" + name, a, b)
    return note.says_that("debt_total_noted", sum(now) - less, sum(then) - less0)


def facility(rng: Random) -> Note:
    a = _n(rng)
    words = rng.choice((
        f"As of June 30, 2024, there was ${a} million available for borrowing under the revolving credit facility.",
        f"At June 30, 2024, the unused portion of our committed credit lines was ${a} million.",
        f"At 30 June 2024 the Group had undrawn committed borrowing facilities of ${a} million.",
        f"As of June 30, 2024, we had ${a} million of unused borrowing capacity under the credit agreement.",
        f"The amount available under the facility at June 30, 2024 was ${a} million.",
    ))  # fmt: skip
    return Note("facility", "sentence").text(words).says_that("facility_undrawn", a)


def lease_ladder(rng: Random) -> Note:
    rows, fin = [_n(rng) for _ in range(6)], [_n(rng, 2, 40) for _ in range(6)]
    both = rng.random() < 0.5
    note = Note("lease", "ladder").text(
        rng.choice(
            (
                "Maturities of lease liabilities as of June 30, 2024 were as follows (in millions):",
                "Future minimum lease payments under non-cancelable leases at June 30, 2024:",
            )
        )
    )
    note.row("", "Operating leases", "Finance leases") if both else note.row("", "Operating leases")
    for year, a, b in zip((2025, 2026, 2027, 2028, 2029, 0), rows, fin, strict=True):
        note.row(str(year) if year else "Thereafter", *((f"{a}", f"{b}") if both else (f"{a}",)))
    note.row(
        rng.choice(("Total lease payments", "Total undiscounted lease payments", "Total minimum lease payments")),
        *((_sum(rows), _sum(fin)) if both else (_sum(rows),)),
    )
    note.row("Less: imputed interest", *(("(9)", "(1)") if both else ("(9)",)))
    for name, a in zip(_YEARS, rows, strict=True):
        note.says_that(f"lease_due_{name}", a)
    return note.says_that("lease_due_total", sum(rows))


def purchase(rng: Random) -> Note:
    a = _n(rng)
    words, name = rng.choice((
        (f"As of June 30, 2024, the Company had outstanding purchase commitments of ${a} million.", "purchase_commitments"),
        (f"At June 30, 2024, non-cancelable purchase obligations totaled approximately ${a} million.", "purchase_commitments"),
        (f"At 30 June 2024 the Group had capital commitments of ${a} million contracted but not provided for.", "capital_commitments"),
        (f"Capital expenditure contracted for at 30 June 2024 but not yet incurred amounted to ${a} million.", "capital_commitments"),
    ))  # fmt: skip
    return Note("purchase", "sentence").text(words).says_that(name, a)


def guarantee(rng: Random) -> Note:
    a = _n(rng)
    words = rng.choice((
        f"At June 30, 2024, the maximum potential amount of future payments under these guarantees was ${a} million.",
        f"As of June 30, 2024, the Company had guaranteed the debt of third parties of ${a} million.",
        f"The Company had outstanding guarantees of ${a} million at June 30, 2024.",
    ))  # fmt: skip
    return Note("guarantee", "sentence").text(words).says_that("guarantees_told", a)


def letters(rng: Random) -> Note:
    a = _n(rng)
    words = rng.choice((
        f"As of June 30, 2024, we had outstanding letters of credit of ${a} million.",
        f"Letters of credit outstanding at June 30, 2024 totaled ${a} million.",
        f"At June 30, 2024, there were ${a} million of standby letters of credit outstanding under the facility.",
    ))  # fmt: skip
    return Note("letters", "sentence").text(words).says_that("letters_of_credit", a)


def related(rng: Random) -> Note:
    a, b = _n(rng), _n(rng)
    words, name = rng.choice((
        (f"Sales to related parties were ${a} million and ${b} million in fiscal 2024 and 2023, respectively.", "related_sales"),
        (f"Purchases from related parties amounted to ${a} million in fiscal 2024 and ${b} million in fiscal 2023.", "related_purchases"),
        (f"Amounts due from related parties were ${a} million and ${b} million at June 30, 2024 and 2023, respectively.", "due_from_related_parties"),
        (f"At June 30, 2024 and 2023, the Company owed related parties ${a} million and ${b} million, respectively.", "due_to_related_parties"),
    ))  # fmt: skip
    return Note("related", "sentence").text(words).says_that(name, a, b)


def customers_sentence(rng: Random) -> Note:
    a, b = rng.randrange(20, 45), rng.randrange(11, 19)
    words = rng.choice((
        f"Two customers accounted for {a}% and {b}% of net sales, respectively, in fiscal 2024.",
        f"Customer A and Customer B accounted for {a}% and {b}% of total revenue, respectively, for the year ended June 30, 2024.",
        f"Our largest customer represented {a}% of net sales in fiscal 2024.",
        f"One customer accounted for {a}% and {b}% of net sales in fiscal 2024 and 2023, respectively.",
        f"Sales to one customer represented {a}% of our total revenue in fiscal 2024.",
        f"Revenue from our largest customer was {a}% of total revenues for the year ended June 30, 2024.",
        f"In fiscal 2024, Walton Stores, our largest customer, accounted for approximately {a}% of our net sales.",
    ))  # fmt: skip
    note = Note("customers", "sentence").text(words)
    note.says_that("top1_customer_pct", a, unit=1)
    if "2024 and 2023" in words:
        note.says.add(("top1_customer_pct", BEFORE, str(b)))
    return note


def customers_table(rng: Random) -> Note:
    a, b, a0, b0 = rng.randrange(20, 45), rng.randrange(11, 19), rng.randrange(20, 45), rng.randrange(11, 19)
    note = Note("customers", "table").text(
        rng.choice(
            (
                "Customers that accounted for 10% or more of net sales were:",
                "The following customers represented more than 10% of the Company's total revenue:",
                "Customers exceeding 10% of revenue:",
            )
        )
    )
    note.row("", "2024", "2023")
    note.row("Customer A", f"{a}%", f"{a0}%").row("Customer B", f"{b}%", f"{b0}%")
    note.says_that("top1_customer_pct", a, unit=1)
    note.says.add(("top1_customer_pct", BEFORE, str(a0)))
    return note


def suppliers(rng: Random) -> Note:
    a = rng.randrange(20, 60)
    words = rng.choice((
        f"One supplier accounted for {a}% of our purchases in fiscal 2024.",
        f"Purchases from our largest supplier represented approximately {a}% of total purchases in fiscal 2024.",
        f"For the year ended June 30, 2024, one vendor accounted for {a}% of inventory purchases.",
    ))  # fmt: skip
    return Note("suppliers", "sentence").text(words).says_that("top1_supplier_pct", a, unit=1)


KINDS: dict[str, tuple[Callable[[Random], Note], ...]] = {
    "allowance": (allowance_sentence, allowance_roll, allowance_table),
    "ageing": (ageing_rows, ageing_columns),
    "restricted": (restricted_table, restricted_sentence, restricted_only_now),
    "ladder": (debt_ladder_rows, debt_ladder_columns, debt_bands),
    "debt": (debt_table,),
    "facility": (facility, letters),
    "commitments": (lease_ladder, purchase, guarantee),
    "related": (related,),
    "shares": (customers_sentence, customers_table, suppliers),
}


def notes(seed: int = 0, each: int = 4) -> list[Note]:
    """`each` notes of every layout, the wording and the figures drawn by `seed`."""
    rng = Random(seed)
    return [make(rng) for makers in KINDS.values() for make in makers for _ in range(each)]
