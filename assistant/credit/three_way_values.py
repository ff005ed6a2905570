"""Values of a three-way row with their places: sums of statement lines, leaves of bureau papers, balances of our ledger. Pure."""

from collections.abc import Iterable, Mapping, Sequence
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
class PlacedValues:
    """Everything a customer's papers say, as the rows read it. `period` is the judged one; `stale` holds papers too old to be used."""

    values: Values
    period: PeriodKey | None
    periods: Sequence[PeriodKey]
    facts: Sequence[ChosenFact]
    papers: Sequence[Extraction]
    stale: frozenset[str] = frozenset()
    our_names: tuple[str, ...] = ()

    def group_value(self, row: str) -> str | None:
        """The group's figure beside the entity's, shown as not comparable."""
        if self.period is None or self.period.basis == "parent":
            return None
        parts = BORROWINGS if row == "bank_borrowings" else ((_LINE_OF.get(row, ""),),)
        found = self._sum(parts, self.period)
        return found.value if found else None

    def line(self, name: str, basis: str | None) -> Decimal | None:
        """One line of the judged date, of the parent's statements or the group's; `ledger.x` is a balance of our ledger."""
        if name.startswith("ledger."):
            return next((Decimal(v.value or 0) for v in self._ledger(name.removeprefix("ledger."), "")), None)
        period = self._entity() if basis == "parent" else self.period
        fact = self.values.fact(name, period) if period else None
        return Decimal(fact.fact.value) if fact else None

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
        evidence = [fact_evidence(f.fact, f.document, f.file) for f in found]
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
                    day = (paper.ledger or {}).get("as_of")
                    yield self._of_ledger(paper, name, str(metrics[name]), currency, day, basis)

    def _ledger_at(self, day: str | None) -> Iterable[SourceValue]:
        """What our ledger says was open on a day: its own balance where it ends that day, else that of the month's end; where it
        reaches neither, its balance of today, which a gap then puts down to the date."""
        for paper in self.papers:
            as_of = (paper.ledger or {}).get("as_of")
            for currency, metrics in ((paper.ledger or {}).get("currencies") or {}).items():
                then = next(
                    (
                        f
                        for f in paper.facts
                        if f.field == "ledger_balance_at"
                        and f.period_end == day
                        and f.currency == currency
                        and day != as_of
                    ),
                    None,
                )
                if then is not None:
                    made = self._of_ledger(paper, "balance_at", then.value, currency, day, "our ledger")
                    yield made.model_copy(update={"evidence": (fact_evidence(then, paper.sha256, paper.file),)})
                elif metrics.get("total_ar") is not None:
                    yield self._of_ledger(paper, "total_ar", str(metrics["total_ar"]), currency, as_of, "our ledger")

    def _of_ledger(
        self, paper: Extraction, name: str, value: str, currency: str, day: str | None, basis: str
    ) -> SourceValue:
        made = self._made("ledger", [], Decimal(value), currency, day, basis)
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
        return made.model_copy(update={"evidence": (shown,), "stale": paper.sha256 in self.stale})

    def _reports(self, provider: str | None = None) -> list[tuple[Extraction, Report]]:
        """The bureau papers, the newest first."""
        own = [(e, e.bureau) for e in self.papers if e.bureau and provider in (None, e.bureau.get("provider"))]
        return sorted(own, key=lambda item: report_day(item[1]) or "", reverse=True)

    def _by_trust(self) -> list[tuple[Extraction, Report]]:
        """The registry's own papers before others that repeat them."""
        return sorted(self._reports(), key=lambda item: source_of(item[1]) != "registry")


_LINE_OF = {"tax_revenue": "revenue", "paid_in_capital": "paid_in_capital", "bank_receipts": "cash_received_from_sales"}


def source_of(report: Report) -> Source:
    """The kind of source a report is."""
    return SOURCE_OF.get(str(report.get("provider")), "bureau")


def _number(leaf: Leaf) -> Decimal | None:
    try:
        return None if leaf.get("value") is None else Decimal(str(leaf["value"]))
    except InvalidOperation:
        return None


def text_of(leaf: Any) -> str | None:
    """The text of a leaf or a plain word."""
    value = leaf.get("value") if isinstance(leaf, Mapping) else leaf
    return None if value is None else str(value)


def months_of(filing: Mapping[str, Any]) -> int | None:
    """The months of a tax period; a whole year where only its end is printed and that is a year's end."""
    start, end = text_of(filing.get("period_start")), text_of(filing.get("period_end"))
    if end is None:
        return None
    if start is None:
        return YEAR if end.endswith("12-31") else None
    return months_between(start, end) + 1


def months_between(first: str, last: str) -> int:
    """Months from the one to the other, days left aside."""
    return (int(last[:4]) - int(first[:4])) * YEAR + int(last[5:7]) - int(first[5:7])


def fact_evidence(fact: Fact, document: str, file: str) -> Evidence:
    """A fact as evidence."""
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
