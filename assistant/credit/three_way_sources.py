"""Where the values of a three-way row come from: statements, bureau and registry papers, tax and bank papers, our ledger. Pure."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from assistant.credit.freshness import report_day
from assistant.credit.judgement_model import SourceValue
from assistant.credit.profile_model import PeriodKey
from assistant.credit.three_way_values import (
    BORROWINGS,
    YEAR,
    PlacedValues,
    Report,
    fact_evidence,
    months_between,
    months_of,
    source_of,
    text_of,
)
from ingestion.identity.names import compare_names
from ingestion.model.fact import Extraction
from ingestion.taxonomy.captions import plain


class Sources(PlacedValues):
    """The rows of `three_way.toml`, each with all its sources."""

    def values_of(self, row: str) -> list[SourceValue]:
        """All sources' values of a row, the one that others are held against first."""
        collectors: dict[str, Callable[[], Iterable[SourceValue | None]]] = {
            "bank_borrowings": self._borrowings, "guarantees": self._guarantees, "overdue": self._overdue,
            "tax_revenue": self._tax_revenue, "registered_capital": self._registered, "paid_in_capital": self._paid_in,
            "headcount": self._headcount, "trade_payable_to_us": self._payable, "bank_receipts": self._receipts,
        }  # fmt: skip
        return _told_once(v for v in collectors[row]() if v is not None)

    # rows

    def _borrowings(self) -> Iterable[SourceValue | None]:
        period = self._entity()
        yield self._sum(BORROWINGS, period) if period else None
        for paper, report in self._reports("pboc_ent"):
            end = period.period_end if period else None
            month = next(
                (m for m in report.get("liability_history", []) if end and text_of(m.get("month")) == end[:7]), None
            )
            if month and month.get("total"):
                yield self._leaves(paper, "bureau", {"liability_history.total": month["total"]}, end, "entity")
            else:
                yield self._leaf(paper, "bureau", report, "credit_summary.loan_balance", "entity")

    def _guarantees(self) -> Iterable[SourceValue | None]:
        yield self._statement("external_guarantees_disclosed", self.period)
        for paper, report in self._reports("pboc_ent"):
            total = self._leaf(paper, "bureau", report, "credit_summary.external_guarantee_amount", "entity")
            own = [
                r
                for r in report.get("repayment_liabilities", [])
                if r.get("amount") and text_of(r.get("role")) != "co_borrower"
            ]
            if own:
                total = self._leaves(
                    paper,
                    "bureau",
                    {f"repayment_liabilities.{i}.amount": r["amount"] for i, r in enumerate(own)},
                    report_day(report),
                    "entity",
                )
            yield total

    def _overdue(self) -> Iterable[SourceValue | None]:
        for paper, report in self._reports("pboc_ent"):
            yield self._leaf(paper, "bureau", report, "credit_summary.overdue_total", "bank debts")
        yield from self._ledger("past_due", "trade debts to us")
        for paper, report in self._reports():
            yield self._leaf(paper, "bureau", report, "trade_summary.past_due_total", "trade debts")

    def _tax_revenue(self) -> Iterable[SourceValue | None]:
        period = self._entity()
        yield self._statement("revenue", period) if period else None
        for paper, report in self._reports():
            for filing in report.get("tax_filings", []):
                sales, end = filing.get("taxable_sales"), text_of(filing.get("period_end"))
                if sales and months_of(filing) == YEAR:
                    yield self._leaves(paper, "tax", {"tax_filings.taxable_sales": sales}, end, "entity")
            yield self._year_of_months(paper, report, period)
            yield self._printed_revenue(paper, report, period)

    def _year_of_months(self, paper: Extraction, report: Report, period: PeriodKey | None) -> SourceValue | None:
        """The sum of the monthly filings of the judged year, where all twelve are there."""
        end = period.period_end if period else ""
        own = {
            day[:7]: filing["taxable_sales"]
            for filing in report.get("tax_filings", [])
            if filing.get("taxable_sales")
            and months_of(filing) == 1
            and (day := text_of(filing.get("period_end")) or "") <= end
        }
        last = sorted(own)[-YEAR:]
        if len(last) != YEAR or last[-1] != end[:7] or months_between(last[0], last[-1]) != YEAR - 1:
            return None
        return self._leaves(paper, "tax", {f"tax_filings.{m}.taxable_sales": own[m] for m in last}, end, "entity")

    def _printed_revenue(self, paper: Extraction, report: Report, period: PeriodKey | None) -> SourceValue | None:
        """Revenue of the judged year as a bureau or rating paper prints it."""
        record = next(
            (
                r for r in report.get("financials", [])
                if r.get("field") == "revenue" and r.get("value") and period and r.get("period_end") == period.period_end
            ),
            None,
        )  # fmt: skip
        if record is None or period is None:
            return None
        return self._leaves(paper, "bureau", {"financials.revenue": record["value"]}, period.period_end, "entity")

    def _registered(self) -> Iterable[SourceValue | None]:
        for paper, report in self._by_trust():
            yield self._leaf(paper, source_of(report), report, "subject.registered_capital", "entity")

    def _paid_in(self) -> Iterable[SourceValue | None]:
        period = self._entity()
        yield self._statement("paid_in_capital", period) if period else None
        for paper, report in self._by_trust():
            yield self._leaf(paper, source_of(report), report, "subject.paid_in_capital", "entity")

    def _headcount(self) -> Iterable[SourceValue | None]:
        for paper, report in self._by_trust():
            yield self._leaf(paper, source_of(report), report, "subject.insured_headcount", "insured", "count")
            yield self._leaf(paper, source_of(report), report, "subject.employees", "employees", "count")

    def _payable(self) -> Iterable[SourceValue | None]:
        """What the customer says it owes us (a named line of its notes, a confirmed balance), and our ledger on the same day."""
        owed = [(f.document, f.file, f.fact) for f in self.facts if f.fact.field == "payable_to_us"]
        notes = [
            (e.sha256, e.file, f)
            for e in self.papers
            if e.kind != "ledger"
            for f in e.facts
            if f.field is None and f.unit == "money" and self._names_us(f.label)
        ]
        told = []
        ranked = sorted(
            [*owed, *notes], key=lambda item: (item[2].period_end or "", item[2].basis == "parent"), reverse=True
        )
        for document, file, fact in ranked[:1]:
            shown = [fact_evidence(fact, document, file)]
            told.append(self._made("statements", shown, Decimal(fact.value), fact.currency, fact.period_end, "entity"))
        told += [v for v in self._confirmed() if v is not None]
        yield from told
        for day in dict.fromkeys(v.date for v in told):
            yield from self._ledger_at(day)
        if not told:
            yield from self._ledger("total_ar", "our ledger")

    def _confirmed(self) -> Iterable[SourceValue | None]:
        """Balances towards us that a letter of confirmation or a trade reference names."""
        for paper, report in self._reports():
            for i, record in enumerate(report.get("trade_references", [])):
                balance, name = record.get("balance"), text_of(record.get("supplier"))
                if balance and name and self._names_us(name):
                    day = text_of(record.get("as_of")) or report_day(report)
                    yield self._leaves(paper, "other", {f"trade_references.{i}.balance": balance}, day, "entity")

    def _names_us(self, label: str) -> bool:
        """The label is, or holds, one of our names."""
        flat = plain(label).replace(" ", "")
        return any(
            name and (plain(name).replace(" ", "") in flat or compare_names(label, name)[0] == "same")
            for name in self.our_names
        )

    def _receipts(self) -> Iterable[SourceValue | None]:
        period = self._entity()
        yield self._statement("cash_received_from_sales", period) if period else None
        for paper, report in self._reports():
            months = [m for m in report.get("bank_months", []) if m.get("inflow")]
            if months:
                named = {f"bank_months.{i}.inflow": m["inflow"] for i, m in enumerate(months)}
                last = max(text_of(m.get("month")) or "" for m in months)
                yield self._leaves(paper, "bank", named, last, f"{len(months)} months, one account")


def _told_once(values: Iterable[SourceValue]) -> list[SourceValue]:
    """The values, one that a paper prints as a sum and as its parts told once."""
    out: dict[tuple[object, ...], SourceValue] = {}
    for value in values:
        papers = frozenset(e.document for e in value.evidence)
        out.setdefault((value.source, papers, value.value, value.date, value.basis), value)
    return list(out.values())
