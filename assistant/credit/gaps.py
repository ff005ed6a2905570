"""What the judgement lacks besides lines of the statements, and the figures of the case as a profile keeps them. Pure."""

from collections.abc import Iterable

from assistant.credit.case_definitions import case_definitions
from assistant.credit.figures import Figures
from assistant.credit.judgement_model import CaseValue
from assistant.credit.names import line_name
from assistant.credit.profile_model import Gap
from assistant.credit.risk_model import RiskFactor
from ingestion.model.decimals import plain_decimal


def case_gaps(factors: Iterable[RiskFactor]) -> list[Gap]:
    """Figures that no paper gives, with the factors each one stops, the paper that would bring it and the check that asks for it."""
    blocked: dict[str, list[str]] = {}
    for factor in factors:
        if factor.state == "not_testable":
            for name in factor.missing:
                if name in case_definitions():
                    blocked.setdefault(name, []).append(factor.id)
    made = [
        Gap(
            what=name, names=_names(name), blocks=tuple(by), document_kind=case_definitions()[name]["paper"],
            followup=case_definitions()[name]["followup"],
        )
        for name, by in blocked.items()
    ]  # fmt: skip
    return sorted(made, key=lambda gap: -len(gap.blocks))


def case_values(figures: Figures) -> list[CaseValue]:
    """The figures of the case with their places, by name."""
    return [
        CaseValue(
            name=name, names=_names(name), value=None if f.value is None else plain_decimal(f.value), text=f.text,
            unit=str(case_definitions().get(name, {}).get("unit", "count")), currency=f.currency, evidence=f.evidence,
        )
        for name, f in figures.case.items()
    ]  # fmt: skip


def _names(name: str) -> dict[str, str]:
    return {"zh": line_name(name, "zh"), "en": line_name(name, "en")}
