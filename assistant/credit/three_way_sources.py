"""Where the values of a three-way row come from: statements, bureau and registry papers, tax and bank papers, our ledger. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from assistant.credit.freshness import report_day
from assistant.credit.judgement_model import SourceValue
from assistant.credit.profile_model import ChosenFact, PeriodKey
from assistant.credit.risk_model import Evidence
from assistant.credit.values import Values
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Extraction, Fact

Report = Mapping[str, Any]
Leaf = Mapping[str, Any]
Source = Literal["statements", "bureau", "ledger", "registry", "tax", "bank", "request", "other"]
BORROWINGS = (
    ("short_term_borrowings",),
    ("loans_due_within_1y", "noncurrent_liabilities_due_within_1y"),
    ("long_term_borrowings",),
)
SOURCE_OF: dict[str, Source] = {"cn_registry": "registry", "tax_authority": "tax"}
YEAR = 12


@dataclass(slots=True)
class Sources:
    """Everything a customer's papers say, as the rows read it. `period` is the judged one; `stale` holds papers too old to be used."""

    values: Values
    period: PeriodKey | None
    periods: Sequence[PeriodKey]
    facts: Sequence[ChosenFact]
    papers: Sequence[Extraction]
    stale: frozenset[str] = frozenset()
    our_names: tuple[str, ...] = ()

    def values_of(self, row: str) -> list[SourceValue]:
        """All sources' values of a row, the one that others are held against first."""
        collectors: dict[str, Callable[[], Iterable[SourceValue | None]]] = {
            "bank_borrowings": self._borrowings, "guarantees": self._guarantees, "overdue": self._overdue,
            "tax_revenue": self._tax_revenue, "registered_capital": self._registered, "paid_in_capital": self._paid_in,
            "headcount": self._headcount, "trade_payable_to_us": self._payable, "bank_receipts": self._receipts,
        }  # fmt: skip
        return [v for v in collectors[row]() if v is not None]

    def group_value(self, row: str) -> str | None:
        """The group's figure beside the entity's, shown as not comparable."""
        if self.period is None or self.period.basis == "parent":
            return None
        parts = BORROWINGS if row == "bank_borrowings" else ((_LINE_OF.get(row, ""),),)
        found = self._sum(parts, self.period)
        return found.value if found else None

    def line(self, name: str, basis: str | None) -> Decimal | None:
        """One line of the judged date, of the parent's statements or the group's."""
        period = self._entity() if basis == "parent" else self.period
        fact = self.values.fact(name, period) if period else None
        return Decimal(fact.fact.value) if fact else None

    # rows

    def _borrowings(self) -> Iterable[SourceValue | None]:
        period = self._entity()
        yield self._sum(BORROWINGS, period) if period else None
        for paper, report in self._reports("pboc_ent"):
            end = period.period_end if period else None
            month = next(
                (m for m in report.get("liability_history", []) if end and _text(m.get("month")) == end[:7]), None
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
                if r.get("amount") and _text(r.get("role")) != "co_borrower"
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
                sales, end = filing.get("taxable_sales"), _text(filing.get("period_end"))
                if sales and _months(filing) == YEAR:
                    yield self._leaves(paper, "tax", {"tax_filings.taxable_sales": sales}, end, "entity")

    def _registered(self) -> Iterable[SourceValue | None]:
        for paper, report in self._by_trust():
            yield self._leaf(paper, _source(report), report, "subject.registered_capital", "entity")

    def _paid_in(self) -> Iterable[SourceValue | None]:
        period = self._entity()
        yield self._statement("paid_in_capital", period) if period else None
        for paper, report in self._by_trust():
            yield self._leaf(paper, _source(report), report, "subject.paid_in_capital", "entity")

    def _headcount(self) -> Iterable[SourceValue | None]:
        for paper, report in self._by_trust():
            yield self._leaf(paper, _source(report), report, "subject.insured_headcount", "insured", "count")
            yield self._leaf(paper, _source(report), report, "subject.employees", "employees", "count")

    def _payable(self) -> Iterable[SourceValue | None]:
        owed = [f for f in self.facts if f.fact.field == "payable_to_us" or self._names_us(f.fact.label)]
        notes = [
            (e.sha256, e.file, f) for e in self.papers for f in e.facts if f.field is None and self._names_us(f.label)
        ]
        found = [(f.document, f.file, f.fact) for f in owed] + notes
        for document, file, fact in sorted(found, key=lambda item: item[2].period_end or "", reverse=True)[:1]:
            yield self._made(
                "statements",
                [_fact_evidence(fact, document, file)],
                Decimal(fact.value),
                fact.currency,
                fact.period_end,
                "entity",
            )
        yield from self._ledger("total_ar", "our ledger")

    def _receipts(self) -> Iterable[SourceValue | None]:
        period = self._entity()
        yield self._statement("cash_received_from_sales", period) if period else None
        for paper, report in self._reports():
            months = [m for m in report.get("bank_months", []) if m.get("inflow")]
            if months:
                named = {f"bank_months.{i}.inflow": m["inflow"] for i, m in enumerate(months)}
                last = max(_text(m.get("month")) or "" for m in months)
                yield self._leaves(paper, "bank", named, last, f"{len(months)} months, one account")

    # values with their places

    def _entity(self) -> PeriodKey | None:
        """The parent's own period beside the judged one, or the judged one where no parent statements are printed."""
        if self.period is None:
            return None
        own = [p for p in self.periods if p.basis == "parent" and p.period_end == self.period.period_end]
        return max(own, key=lambda p: p.months or 0) if own else self.period

    def _statement(self, name: str, period: PeriodKey | None) -> SourceValue | None:
        return self._sum(((name,),), period) if period else None

    def _sum(self, parts: Sequence[Sequence[str]], period: PeriodKey) -> SourceValue | None:
        """The sum of parts, each the first of its names that is printed; None where the first part is not."""
        found: list[ChosenFact] = []
        missing: list[str] = []
        for names in parts:
            fact = next((f for n in names if (f := self.values.fact(n, period))), None)
            if fact is not None:
                found.append(fact)
            elif self.values.get(names[0], period).value is None:
                missing.append(names[0])
        if not found or (parts[0][0] in missing and len(parts) > 1):
            return None
        basis = (
            "parent"
            if period.basis == "parent"
            else "consolidated"
            if any(f.fact.basis == "consolidated" for f in found)
            else "entity"
        )
        total = sum((Decimal(f.fact.value) for f in found), Decimal(0))
        evidence = [_fact_evidence(f.fact, f.document, f.file) for f in found]
        made = self._made("statements", evidence, total, found[0].fact.currency, period.period_end, basis)
        return made.model_copy(update={"missing": tuple(missing)})

    def _leaf(
        self, paper: Extraction, source: Source, report: Report, path: str, basis: str, unit: str = "money"
    ) -> SourceValue | None:
        node: Any = report
        for step in path.split("."):
            node = node.get(step) if isinstance(node, Mapping) else None
        return (
            self._leaves(paper, source, {path: node}, report_day(report), basis, unit)
            if isinstance(node, Mapping)
            else None
        )

    def _leaves(
        self,
        paper: Extraction,
        source: Source,
        named: Mapping[str, Leaf],
        day: str | None,
        basis: str,
        unit: str = "money",
    ) -> SourceValue | None:
        told = {path: amount for path, leaf in named.items() if (amount := _number(leaf)) is not None}
        if not told:
            return None
        evidence = [_leaf_evidence(path, named[path], paper, day) for path in told]
        currency = next((str(named[p]["currency"]) for p in told if named[p].get("currency")), None)
        return self._made(source, evidence, sum(told.values(), Decimal(0)), currency, day, basis, unit)

    def _made(
        self,
        source: Source,
        evidence: list[Evidence],
        value: Decimal,
        currency: str | None,
        day: str | None,
        basis: str,
        unit: str = "money",
    ) -> SourceValue:
        return SourceValue(
            source=source, value=plain_decimal(value), unit=unit, currency=currency, date=day, basis=basis, evidence=tuple(evidence),
            stale=any(e.document in self.stale for e in evidence),
        )  # fmt: skip

    def _ledger(self, name: str, basis: str) -> Iterable[SourceValue]:
        for paper in self.papers:
            for currency, metrics in ((paper.ledger or {}).get("currencies") or {}).items():
                if metrics.get(name) is not None:
                    made = self._made(
                        "ledger", [], Decimal(str(metrics[name])), currency, (paper.ledger or {}).get("as_of"), basis
                    )
                    shown = Evidence(
                        fact=f"{paper.sha256[:16]}/ledger.{name}",
                        name=name,
                        document=paper.sha256,
                        file=paper.file,
                        page=1,
                        label=name,
                        printed=made.value or "",
                        value=made.value or "",
                    )
                    yield made.model_copy(update={"evidence": (shown,)})

    def _reports(self, provider: str | None = None) -> list[tuple[Extraction, Report]]:
        """The bureau papers, the newest first."""
        own = [(e, e.bureau) for e in self.papers if e.bureau and provider in (None, e.bureau.get("provider"))]
        return sorted(own, key=lambda item: report_day(item[1]) or "", reverse=True)

    def _by_trust(self) -> list[tuple[Extraction, Report]]:
        """The registry's own papers before others that repeat them."""
        return sorted(self._reports(), key=lambda item: _source(item[1]) != "registry")

    def _names_us(self, label: str) -> bool:
        return any(name and name in label for name in self.our_names)


_LINE_OF = {"tax_revenue": "revenue", "paid_in_capital": "paid_in_capital", "bank_receipts": "cash_received_from_sales"}


def _source(report: Report) -> Source:
    return SOURCE_OF.get(str(report.get("provider")), "bureau")


def _number(leaf: Leaf) -> Decimal | None:
    try:
        return None if leaf.get("value") is None else Decimal(str(leaf["value"]))
    except InvalidOperation:
        return None


def _text(leaf: Any) -> str | None:
    value = leaf.get("value") if isinstance(leaf, Mapping) else leaf
    return None if value is None else str(value)


def _months(filing: Mapping[str, Any]) -> int | None:
    """The months of a tax period; a whole year where only its end is printed and that is a year's end."""
    start, end = _text(filing.get("period_start")), _text(filing.get("period_end"))
    if end is None:
        return None
    if start is None:
        return YEAR if end.endswith("12-31") else None
    return (int(end[:4]) - int(start[:4])) * YEAR + int(end[5:7]) - int(start[5:7]) + 1


def _fact_evidence(fact: Fact, document: str, file: str) -> Evidence:
    return Evidence(
        fact=fact.id, name=fact.field or fact.label, document=document, file=file, page=fact.page, box=fact.box, label=fact.label,
        printed=fact.printed, value=fact.value, period_end=fact.period_end,
    )  # fmt: skip


def _leaf_evidence(path: str, leaf: Leaf, paper: Extraction, day: str | None) -> Evidence:
    return Evidence(
        fact=f"{paper.sha256[:16]}/bureau.{path}", name=path.rsplit(".", 1)[-1], document=paper.sha256, file=paper.file,
        page=int(leaf.get("page") or 1), box=tuple(leaf.get("box") or ()), label=path, printed=str(leaf.get("printed") or ""),
        value=str(leaf["value"]), period_end=day,
    )  # fmt: skip
