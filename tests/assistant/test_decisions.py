import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from assistant.access import LOCAL, Actor
from assistant.config import Settings
from assistant.credit.decision import route_of
from assistant.credit.judgement_model import Grade, Limit, Terms
from assistant.credit.profile_model import CreditProfile
from assistant.credit.risk_model import RiskFactor, Severity
from assistant.errors import NotPermitted
from assistant.export import export_profile
from assistant.service import Workspace
from assistant.workspace import Upload
from ingestion.errors import UsageError
from tests.builders.statements import us_report

ANA = Actor("ana", frozenset({"analyst"}))
BEN = Actor("ben", frozenset({"analyst"}))
MAX = Actor("max", frozenset({"manager"}), authority=Decimal(2_000_000))
HEAD = Actor("head", frozenset({"manager"}), authority=Decimal(10_000_000))
COM1, COM2 = Actor("com1", frozenset({"committee"})), Actor("com2", frozenset({"committee"}))


def factor(severity: Severity) -> RiskFactor:
    return RiskFactor(
        id="RF-CQ-02", names={}, category="CQ", state="fired", severity=severity, explanation={}, counter_argument={}
    )


@pytest.mark.parametrize(
    ("grade", "limit", "caps", "severity", "route"),
    [
        ("CA2", "200000", 0, None, "second_person"),
        ("CA2", "200001", 0, None, "manager_2m"),
        ("CA2", "100000", 0, "H", "manager_2m"),
        ("CA2", "100000", 1, None, "manager_2m"),
        ("CA2", "2000000", 0, "H", "manager_2m"),
        ("CA2", "2000001", 0, None, "manager_10m"),
        ("CA2", "6000000", 0, "H", "manager_10m"),
        ("CA2", "10000001", 0, None, "committee"),
        ("CA4", "100000", 0, None, "committee"),
        ("CA2", "100000", 0, "C", "committee"),
        ("CA7", "0", 0, None, "no_limit"),
        ("CA6", "100", 0, None, "committee"),
    ],
)
def test_the_authority_matrix_names_who_decides(
    grade: Any, limit: str, caps: int, severity: Severity | None, route: str
) -> None:
    factors = [factor(severity)] if severity else []
    assert route_of(grade, Decimal(limit), caps, factors)["id"] == route


class Judged(Workspace):
    """A workspace whose engine gives what the test says."""

    grade: Any = "CA2"
    limit = "600000"

    def profile(self, customer: str) -> CreditProfile:
        profile = super().profile(customer)
        return profile.model_copy(
            update={
                "grade": Grade(grade=self.grade, from_score=self.grade, score="62.5", policy_hash="p1"),
                "limit": Limit(value=self.limit, currency="CNY"),
                "terms": Terms(days=60),
                "review_due": "2027-05-20",
            }
        )


@pytest.fixture
def desk(settings: Settings) -> Iterator[tuple[Judged, str]]:
    with Judged.open(settings) as workspace:
        assert isinstance(workspace, Judged)
        customer = workspace.create_customer("ACME").id
        workspace.add_documents(customer, [Upload("us.pdf", us_report())], lambda progress: None)
        yield workspace, customer


def test_a_proposal_takes_the_engines_grade_limit_and_terms(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {}, ANA)
    assert (made.grade, made.limit, made.terms_days, made.review_date) == ("CA2", "600000", 60, "2027-05-20")
    assert (made.state, made.route, made.overrides) == ("proposed", "manager_2m", ())


def test_four_eyes_approve_and_a_review_is_locked(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {}, ANA)
    decided = workspace.decide(customer, made.id, "approved", "fine", MAX)
    assert (decided.state, decided.approvals[0].by, decided.approvals[0].self_confirmed) == ("approved", "max", False)
    (review,) = workspace.reviews(customer)
    assert (review["grade"], review["decided_limit"], review["by"]) == ("CA2", "600000", "max")
    assert [e["actor"] for e in workspace.audit_trail(customer) if e["action"] == "decision_saved"] == ["max", "ana"]


@pytest.mark.parametrize(
    ("by", "key"), [(ANA, "decision.own_proposal"), (BEN, "decision.wrong_role"), (COM1, None), (MAX, None)]
)
def test_who_may_not_approve_is_told_why(desk: tuple[Judged, str], by: Actor, key: str | None) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {}, ANA)
    if key is None:
        assert workspace.decide(customer, made.id, "approved", actor=by).state == "approved"
        return
    with pytest.raises(NotPermitted) as caught:
        workspace.decide(customer, made.id, "approved", actor=by)
    assert caught.value.key == key


def test_a_limit_above_the_managers_authority_needs_a_greater_one(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    workspace.limit = "6000000"
    made = workspace.propose(customer, {}, ANA)
    with pytest.raises(NotPermitted) as caught:
        workspace.decide(customer, made.id, "approved", actor=MAX)
    assert caught.value.key == "decision.authority"
    assert workspace.decide(customer, made.id, "approved", actor=HEAD).state == "approved"


def test_a_committee_decides_by_two_persons(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    workspace.grade = "CA4"
    made = workspace.propose(customer, {}, ANA)
    assert workspace.decide(customer, made.id, "approved", actor=COM1).state == "proposed"
    with pytest.raises(NotPermitted):
        workspace.decide(customer, made.id, "approved", actor=COM1)
    assert workspace.decide(customer, made.id, "approved", actor=COM2).state == "approved"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"grade": "CA1"}, "decision.override_reason"),
        ({"limit": "700000"}, "decision.override_reason"),
        ({"grade": "CA4", "reason": "x"}, "decision.override_steps"),
        ({"grade": "AAA"}, "decision.bad_grade"),
        ({"limit": "much"}, "problems.not_a_number"),
    ],
)
def test_an_override_needs_a_reason_and_stays_within_a_step(
    desk: tuple[Judged, str], values: dict[str, str], key: str
) -> None:
    workspace, customer = desk
    with pytest.raises(UsageError) as caught:
        workspace.propose(customer, values, ANA)
    assert caught.value.key == key


def test_an_override_with_a_reason_is_kept_as_one(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {"grade": "CA1", "limit": "70万", "reason": "parent guarantee"}, ANA)
    assert (made.overrides, made.limit, made.engine_grade) == (("grade", "limit"), "700000", "CA2")


def test_who_corrected_a_figure_may_not_approve_what_rests_on_it(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    fact = next(c.fact for c in workspace.profile(customer).facts if c.fact.field == "total_assets")
    workspace.correct_fact(customer, fact.id, "999", None, "misprint", actor="max")
    made = workspace.propose(customer, {}, ANA)
    with pytest.raises(NotPermitted) as caught:
        workspace.decide(customer, made.id, "approved", actor=MAX)
    assert caught.value.key == "decision.own_correction"
    assert workspace.decide(customer, made.id, "approved", actor=HEAD).state == "approved"


def test_a_profile_that_moved_after_the_proposal_is_not_approved(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {}, ANA)
    fact = next(c.fact for c in workspace.profile(customer).facts if c.fact.field == "total_assets")
    workspace.correct_fact(customer, fact.id, "999", None, "misprint", actor="ana")
    with pytest.raises(NotPermitted) as caught:
        workspace.decide(customer, made.id, "approved", actor=MAX)
    assert caught.value.key == "decision.moved"
    assert workspace.decide(customer, made.id, "returned", "figures moved", MAX).state == "returned"


@pytest.mark.parametrize("verdict", ["returned", "declined", "conditional"])
def test_other_verdicts_than_approval_want_words(desk: tuple[Judged, str], verdict: str) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {}, ANA)
    with pytest.raises(UsageError):
        workspace.decide(customer, made.id, verdict, "", MAX)
    decided = workspace.decide(customer, made.id, verdict, "bring the ledger", MAX)
    assert decided.state == verdict
    assert [c.text for c in decided.conditions] == (["bring the ledger"] if verdict == "conditional" else [])


def test_only_one_proposal_waits_and_a_closed_one_stays_closed(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {}, ANA)
    with pytest.raises(UsageError):
        workspace.propose(customer, {}, BEN)
    workspace.decide(customer, made.id, "withdrawn", actor=ANA)
    with pytest.raises(NotPermitted):
        workspace.decide(customer, made.id, "approved", actor=MAX)
    assert workspace.reviews(customer) == []


def test_the_single_user_of_a_home_confirms_himself_on_the_record(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {}, LOCAL)
    decided = workspace.decide(customer, made.id, "approved", "", LOCAL)
    assert decided.state == "approved"
    assert decided.approvals[0].self_confirmed


def test_a_locked_review_is_rendered_again_byte_for_byte(desk: tuple[Judged, str]) -> None:
    workspace, customer = desk
    made = workspace.propose(customer, {}, ANA)
    before = {f: export_profile(workspace.profile(customer), f, "en")[1] for f in ("md", "json")}
    workspace.decide(customer, made.id, "approved", actor=MAX)
    fact = next(c.fact for c in workspace.profile(customer).facts if c.fact.field == "total_assets")
    workspace.correct_fact(customer, fact.id, "1", None, "later", actor="ana")
    kept = workspace.review_profile(customer, made.id)
    for format, data in before.items():
        assert export_profile(kept, format, "en")[1] == data
    assert json.loads(before["json"])["id"] == customer
