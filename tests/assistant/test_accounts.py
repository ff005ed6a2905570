"""Accounts: each change in the trail of the office, a second administrator for each change as soon as there is one."""

import json
from pathlib import Path

import pytest

from assistant.account_book import FILE
from assistant.accounts import Accounts
from assistant.cli import main
from assistant.config import Settings
from assistant.errors import NotPermitted
from assistant.service import Workspace
from ingestion.errors import UsageError

PASSWORD = "long enough password"


@pytest.fixture
def two(tmp_path: Path) -> Accounts:
    """Ann and Bob keep the accounts."""
    accounts = Accounts(tmp_path)
    accounts.add("ann", PASSWORD)
    accounts.add("bob", PASSWORD, ["admin"])
    return accounts


def test_each_change_of_an_account_is_an_event_of_the_office_told_once(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    accounts = Accounts(settings.home)
    accounts.add("root", PASSWORD)
    accounts.add("ana", PASSWORD, ["sales"], ["c1"], authority="1000")
    accounts.add("ana", PASSWORD, ["analyst"])
    accounts.grant("ana", "c2")
    accounts.add_token("ana")
    accounts.disable("ana")
    with Workspace.open(settings) as workspace:
        told = [(e["action"], e["actor"], e["detail"]["name"]) for e in reversed(workspace.system_events())]
        assert told == [
            ("account_added", "local", "root"),
            ("account_added", "local", "ana"),
            ("account_changed", "local", "ana"),
            ("account_granted", "ana", "ana"),
            ("account_token", "local", "ana"),
            ("account_disabled", "local", "ana"),
        ]
        added = workspace.system_events()[-2]["detail"]
        assert (added["roles"], added["customers"], added["authority"]) == ("sales", "c1", "1000")
        assert PASSWORD not in json.dumps(workspace.system_events())
        assert len(workspace.system_events()) == 6


def test_with_two_administrators_a_change_waits_for_the_other_one(two: Accounts) -> None:
    waits = two.add("eve", PASSWORD, ["manager"], authority="5000000", by="ann")
    assert waits is not None and two.actor("eve") is None and not two.check("eve", PASSWORD)
    with pytest.raises(NotPermitted):
        two.answer(waits.id, "ann", agreed=True)
    two.answer(waits.id, "bob", agreed=True)
    eve = two.actor("eve")
    assert eve is not None and eve.roles == {"manager"} and two.check("eve", PASSWORD) and two.waiting() == []
    with pytest.raises(UsageError):
        two.answer(waits.id, "bob", agreed=True)


def test_with_two_administrators_nobody_changes_an_account_in_no_name(two: Accounts) -> None:
    with pytest.raises(NotPermitted):
        two.add("eve", PASSWORD)
    two.answer(two.add("eve", PASSWORD, by="ann").id, "bob", agreed=True)  # type: ignore[union-attr]
    with pytest.raises(NotPermitted):
        two.add("mallory", PASSWORD, ["admin"], by="eve")
    waits = two.add("eve", PASSWORD, ["admin"], by="bob")
    assert waits is not None
    with pytest.raises(NotPermitted):
        two.answer(waits.id, "eve", agreed=True)


def test_a_new_password_and_a_token_wait_as_well(two: Accounts) -> None:
    two.add("bob", "another long password", by="ann")
    assert two.check("bob", PASSWORD) and not two.check("bob", "another long password")
    token, waits = two.add_token("bob", "ann")
    assert waits is not None and two.token_owner(token) is None
    two.answer(waits.id, "bob", agreed=True)
    assert two.token_owner(token) == "bob"
    assert two.waiting() == []  # the other change was made from an entry that is no longer so


def test_shutting_out_is_at_once_but_for_an_administrator(two: Accounts) -> None:
    two.answer(two.add("eve", PASSWORD, by="ann").id, "bob", agreed=True)  # type: ignore[union-attr]
    assert two.disable("eve") is None and two.actor("eve") is None
    waits = two.disable("bob", by="ann")
    assert waits is not None and two.actor("bob") is not None
    two.answer(waits.id, "ann", agreed=False)  # taken back
    assert two.actor("bob") is not None and two.waiting() == []


def test_accounts_of_before_are_read_as_they_are(tmp_path: Path) -> None:
    Accounts(tmp_path).add("root", PASSWORD)
    body = json.loads((tmp_path / FILE).read_text("utf-8"))
    (tmp_path / FILE).write_text(json.dumps(body["accounts"]), "utf-8")
    accounts = Accounts(tmp_path)
    assert accounts.names() == ["root"] and accounts.check("root", PASSWORD)
    accounts.add("ana", PASSWORD)
    assert accounts.names() == ["root", "ana"] and oct((tmp_path / FILE).stat().st_mode)[-3:] == "600"


def test_on_the_command_line_an_administrator_gives_his_name_and_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, passwords = ["--home", str(tmp_path), "--lang", "en", "user"], tmp_path / "passwords"
    passwords.write_text(PASSWORD, "utf-8")
    Accounts(tmp_path).add("ann", PASSWORD)
    Accounts(tmp_path).add("bob", PASSWORD, ["admin"])
    new = [*words, "add", "eve", "--password-file", str(passwords)]
    assert main(new) == 3
    assert "Administrators: ann, bob" in capsys.readouterr().err
    wrong = tmp_path / "wrong"
    wrong.write_text("not the right one", "utf-8")
    assert main([*new, "--as", "ann", "--as-password-file", str(wrong)]) == 3
    assert main([*new, "--as", "ann", "--as-password-file", str(passwords)]) == 0
    change = Accounts(tmp_path).waiting()[0].id
    assert f"user agree {change}" in capsys.readouterr().err
    assert main([*words, "waiting"]) == 0
    assert capsys.readouterr().out.startswith(change)
    assert main([*words, "agree", change, "--as", "bob", "--as-password-file", str(passwords)]) == 0
    assert Accounts(tmp_path).names() == ["ann", "bob", "eve"]
