"""Follow-up checks merged over factors and ranked by what they decide; ability and willingness; gaps."""

from assistant.credit.case_model import CaseRecords
from assistant.credit.figures import Figures
from assistant.credit.followups import followups_of
from assistant.credit.gaps import case_gaps
from assistant.credit.risk_model import Dismissal, FollowUp
from assistant.credit.scorecard import scorecard

from .dossier import REQUEST, WITHOUT_LEDGER, factors, figures, judged


def checks(found: Figures, states: dict[str, dict[str, object]] | None = None, **more: object) -> dict[str, FollowUp]:
    made = followups_of(factors(found, **more), found, scorecard(found), states or {})
    return {row.id: row for row in made}


def test_the_checks_that_decide_most_come_first() -> None:
    rows = list(checks(figures()).values())
    assert [r.id for r in rows[:4]] == ["FU-07", "FU-09", "FU-19", "FU-23"]
    assert [r.rank for r in rows] == list(range(1, len(rows) + 1))
    assert {"FU-26", "FU-27", "FU-34", "FU-35"} <= {r.id for r in rows[4:14]}


def test_the_value_is_how_far_the_limit_lies_apart() -> None:
    row = checks(figures())["FU-07"]
    assert row.factors == ("RF-CQ-02", "RF-CQ-01", "RF-CQ-04")
    assert (row.limit_if_cleared, row.limit_if_confirmed, row.value) == ("6000000", "1200000", "4800000")  # at C: CA5
    overdue = checks(figures())["FU-26"]
    assert (overdue.limit_if_cleared, overdue.limit_if_confirmed, overdue.value) == (
        "6000000",
        "2400000",
        "3600000",
    )  # at H: CA4


def test_ties_go_by_severity_then_cost() -> None:
    rows = [r for r in checks(figures()).values() if r.value == "3600000"]
    assert [r.cost for r in rows] == sorted((r.cost for r in rows), key=["call", "paper", "visit"].index)


def test_clearing_a_factor_repairs_the_score_it_reads() -> None:
    """Without ledger: PAYDEX 60 gives 55 points; cleared it counts at its edge of 70: 62.5, CA2."""
    row = checks(figures(without=WITHOUT_LEDGER))["FU-12"]
    assert (row.limit_if_cleared, row.factors) == ("6000000", ("RF-PB-05",))


def test_a_dismissed_factor_asks_for_nothing() -> None:
    gone = Dismissal(by="a", at="2025-01-01", reason="seen")
    assert "FU-19" not in checks(figures(), dismissals={"RF-GV-06": gone})


def test_what_people_noted_stands_beside_the_check_and_settled_ones_come_last() -> None:
    state = {"owner": "李", "due": "2025-05-15", "state": "cleared", "note": "80% 已回款", "attached": ["d1"]}
    rows = list(checks(figures(), {"FU-07": state}).values())
    assert rows[-1].id == "FU-07"
    assert (rows[-1].owner, rows[-1].due, rows[-1].note, rows[-1].attached) == (
        "李",
        "2025-05-15",
        "80% 已回款",
        ("d1",),
    )


def test_a_high_factor_is_due_within_ten_working_days() -> None:
    assert checks(figures())["FU-19"].due == "2025-05-14"


def test_ability_and_willingness_are_two_views() -> None:
    made = judged(figures())
    assert [c.name for c in made.ability.supports][:2] == ["history_scale", "coverage"]
    weak = {c.name for c in made.ability.weakens}
    assert {"RF-CQ-02", "cash_quality", "activity"} <= weak
    assert {"RF-PB-01", "RF-GV-06", "RF-BR-04"} <= {c.name for c in made.willingness.weakens}
    assert "payment_record" in {c.name for c in made.willingness.supports}
    assert "due_to_related_parties" in {c.name for c in made.ability.missing}
    assert made.ability.summary["zh"] and made.ability.summary["en"]


def test_a_gap_names_the_factors_it_stops_the_paper_and_the_check() -> None:
    gaps = {g.what: g for g in case_gaps(factors(figures(without=WITHOUT_LEDGER)))}
    assert gaps["our_overdue"].blocks == ("RF-PB-01",)
    assert (gaps["our_overdue"].document_kind, gaps["our_overdue"].followup) == ("ledger", "FU-26")


def test_the_judgement_without_a_request_says_so() -> None:
    made = judged(figures(without=("requested_limit", "request_purchases")), case=CaseRecords())
    assert "no_request" in made.limit.flags
    assert judged(figures(), case=CaseRecords(request=REQUEST)).limit.flags == ()
