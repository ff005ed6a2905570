from assistant.errors import NotPermitted
from assistant.web.refusal import told
from ingestion.errors import UsageError
from ingestion.texts import say


def test_a_screen_names_no_option_of_the_command_line() -> None:
    assert told(UsageError("cli.reason_needed"), "en") == ("reason_needed", "a reason is needed")
    assert told(UsageError("cli.reason_needed"), "zh")[1] == "请写明理由"
    assert told(UsageError("policy.nothing_changed"), "en")[1] == "give at least one figure a new value"
    assert "--reason" in say("cli.reason_needed", "en")  # where there is one, it is named


def test_other_refusals_are_told_as_they_are() -> None:
    assert told(NotPermitted("decision.own_proposal"), "en") == ("own_proposal", say("decision.own_proposal", "en"))
