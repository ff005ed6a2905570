"""Which periods and lines are shown side by side. Pure; the same on the screen and in files."""

from collections import Counter

from assistant.credit.profile_model import ChosenFact, CreditProfile, PeriodKey
from assistant.credit.values import Values
from ingestion.taxonomy.taxonomy import taxonomy

STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
BASES = ("consolidated", "parent")
FULL_PERIOD = 12  # figures
MAX_PERIODS = 4
BASE_OF = {"balance_sheet": "total_assets", "income_statement": "revenue", "cash_flow": "revenue"}


def shown_periods(profile: CreditProfile) -> list[PeriodKey]:
    """The group's latest periods, else the parent's; a period of a few key figures only where nothing else is there."""
    group = [p for p in profile.periods if p.basis != "parent"] or list(profile.periods)
    counts = Counter(f.fact.period_end for f in profile.facts)
    full = [p for p in group if counts[p.period_end] >= FULL_PERIOD]
    return (full or group)[:MAX_PERIODS]


def columns_of(profile: CreditProfile, basis: str, statement: str, most: int = 6) -> list[PeriodKey]:
    """The periods of one basis that a statement has columns for: balance dates once, flows by length."""
    periods = [p for p in profile.periods if (p.basis == "parent") == (basis == "parent")]
    if statement != "balance_sheet":
        return [p for p in periods if p.months is not None][:most] or periods[:most]
    return list({p.period_end: p for p in reversed(periods)}.values())[::-1][:most]


def statement_lines(
    statement: str, periods: list[PeriodKey], values: Values
) -> list[tuple[str, list[ChosenFact | None]]]:
    """(line id, one fact a period) for every line that at least one period prints."""
    rows = []
    for line in taxonomy().items.values():
        if line.statement != statement:
            continue
        found = [values.fact(line.id, p) for p in periods]
        if any(f and f.fact.nil != "closure" for f in found):
            rows.append((line.id, found))
    return rows
