"""Every factor on the sentences of `cases/`: what fires, what is clear, what cannot be tested, both sides of every edge."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.credit.case_definitions import case_definitions
from assistant.credit.figures import Figures
from assistant.credit.profile_model import PeriodKey
from assistant.credit.risk_words import counter_definitions
from assistant.credit.risks import RiskReader, followup_definitions, risk_definitions
from assistant.credit.values import Values
from assistant.policy.policy import house_policy

from .dossier import AS_OF, BEFORE, EARLIER, NOW, case_figure, fact

FOLDER = Path(__file__).with_name("cases")
SOUND = tomllib.loads(FOLDER.joinpath("sound.toml").read_text("utf-8"), parse_float=Decimal)
Case = dict[str, Any]
CASES: list[tuple[str, Case]] = [
    (name, case)
    for file in sorted(FOLDER.glob("*.toml")) if file.stem != "sound"
    for name, rows in tomllib.loads(file.read_text("utf-8"), parse_float=Decimal).items()
    for case in rows
]  # fmt: skip


def reader(case: Case) -> RiskReader:
    given, without = case.get("set", {}), case.get("without", [])
    lines = {**SOUND["lines"], **{n: v for n, v in given.items() if isinstance(v, list)}}
    held = {**SOUND["figures"], **{n: v for n, v in given.items() if n in case_definitions()}}
    other = {n: v for n, v in given.items() if not isinstance(v, list) and n not in case_definitions()}
    facts = [
        fact(name, value, end, scale=1)
        for name, years in lines.items() if name not in without
        for value, end in zip(years, (NOW, BEFORE, EARLIER), strict=False)
    ]  # fmt: skip
    periods = [
        PeriodKey(period_end=end, months=12, basis="consolidated", currency="CNY") for end in (NOW, BEFORE, EARLIER)
    ]
    changed: dict[str, Decimal | None] = {name: Decimal(value) for name, value in other.items()}
    changed |= {name: None for name in without if name not in case_definitions() and name not in lines}
    known = {name: case_figure(name, value) for name, value in held.items() if name not in without}
    return RiskReader(Figures(Values(facts, periods), periods[0], known, house_policy(), AS_OF, changed), facts)


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{n}: {c['name']}" for n, c in CASES])
def test_case(name: str, case: Case) -> None:
    factor = reader(case).factor(name)
    assert " ".join(filter(None, (factor.state, factor.severity))) == case["expect"]
    told = (
        factor.explanation["zh"],
        factor.explanation["en"],
        factor.counter_argument["zh"],
        factor.counter_argument["en"],
    )
    assert all(told) and not any("{" in words for words in told)
    if factor.state == "not_testable":
        assert factor.missing


def test_a_sound_customer_fires_nothing_and_leaves_nothing_untested() -> None:
    states = reader({}).states()
    assert {name: state for name, (state, _) in states.items() if state != "clear" and name != "RF-AM-03"} == {}


def test_every_factor_has_a_case_that_fires_one_that_is_clear_and_one_that_cannot_be_tested() -> None:
    seen: dict[str, set[str]] = {}
    for name, case in CASES:
        seen.setdefault(name, set()).add(case["expect"].split()[0])
    assert {
        n: s
        for n in risk_definitions()
        if n != "RF-AM-03" and (s := seen.get(n, set())) != {"fired", "clear", "not_testable"}
    } == {}


def test_every_severity_of_a_factor_has_its_case() -> None:
    told = {(name, case["expect"].split()[-1]) for name, case in CASES}
    assert [
        (n, row[0])
        for n, d in risk_definitions().items()
        if n != "RF-AM-03"
        for row in d["severity"]
        if (n, row[0]) not in told
    ] == []


def test_the_catalogue_names_only_what_exists() -> None:
    for name, row in risk_definitions().items():
        assert set(row["followups"]) <= set(followup_definitions()), name
        assert set(row.get("counters", ())) <= set(counter_definitions()), name
        assert set(row["names"]) == {"zh", "en"} == set(row["counter"]) == set(row["explain"]), name
