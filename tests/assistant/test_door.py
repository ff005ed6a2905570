"""The door: a paper about another party or a person without authorisation leaves nothing behind; a doubtful one feeds no figure."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.cli import main
from assistant.config import load_settings
from assistant.sample.sample import sample_customers
from assistant.service import Workspace
from assistant.web.server import create_app
from assistant.workspace import IngestOutcome, Upload
from tests.builders.personal_report import PERSON
from tests.builders.statements import us_report


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(load_settings(tmp_path, {}, sample=False, lang="zh", readers=1)) as workspace:
        yield workspace


def paper(name: str) -> Upload:
    return next(Upload(n, data) for sample in sample_customers() for n, data in sample.papers if name in n)


def add(workspace: Workspace, customer: str, *uploads: Upload) -> list[IngestOutcome]:
    return workspace.add_documents(customer, list(uploads), lambda progress: None)


def test_a_paper_about_another_party_is_stopped_with_the_reason(desk: Workspace) -> None:
    customer = desk.create_customer("任意名称").id
    first, second = add(desk, customer, paper("示例商贸_营业执照"), paper("示例商贸_企业信用报告"))
    assert (first.status, second.status, second.code) == ("added", "failed", "other_party")
    assert "M3" in (second.message or "") and "91310115MA1L0D7752" in (second.message or "")
    assert len(desk.documents(customer)) == 1


def test_a_doubtful_paper_is_kept_and_feeds_figures_once_a_person_says_so(desk: Workspace) -> None:
    customer = desk.create_customer("S").id
    outcomes = add(desk, customer, paper("示例商贸_营业执照"), Upload("us.pdf", us_report()))
    assert [o.status for o in outcomes] == ["added", "added"]
    assert desk.profile(customer).facts == ()
    desk.judge_paper(customer, outcomes[1].document or "", "same", "客户的境外母公司报表，经核对")
    assert desk.profile(customer).facts
    desk.judge_paper(customer, outcomes[1].document or "", "different", "核对有误")
    assert desk.profile(customer).facts == ()


def test_the_first_paper_names_the_subject_and_a_person_confirms_it(desk: Workspace) -> None:
    customer = desk.create_customer("任意名称").id
    add(desk, customer, paper("示例商贸_营业执照"))
    subject = desk.profile(customer).customer
    assert (subject.name, subject.state) == ("示例商贸(上海)有限公司", "proposed")
    desk.confirm_identity(customer, "与公示系统一致", actor="lin")
    card = desk.profile(customer).identity
    assert card is not None
    assert (card.state, card.confirmed_by) == ("confirmed", "lin")


def test_two_customers_of_one_subject_are_told(desk: Workspace) -> None:
    add(desk, desk.create_customer("A").id, paper("示例商贸_营业执照"))
    (outcome,) = add(desk, desk.create_customer("B").id, paper("示例商贸_2024年度财务报表"))
    assert (outcome.status, outcome.warnings) == ("added", ("duplicate_subject",))


PERSONAL = PERSON.encode()
GIVEN = {"subject": "李样本", "subject_kind": "person", "scope": "个人信用报告", "purpose": "授信审查"}


@pytest.mark.parametrize(
    ("authorisation", "kept"),
    [
        (None, False),
        ({"signed_on": "2020-01-01", "valid_until": "2099-12-31"}, True),
        ({}, True),
        ({"subject": "李*本"}, True),
        ({"signed_on": "2020-01-01", "valid_until": "2020-12-31"}, False),
        ({"signed_on": "2099-01-01"}, False),
        ({"subject": "王别人"}, False),
        ({"subject_kind": "company"}, False),
    ],
    ids=["none", "in force", "without days", "masked name", "expired", "not yet signed", "of another person", "of a company"],
)  # fmt: skip
def test_a_personal_report_is_kept_only_with_that_persons_authorisation_in_force(
    desk: Workspace, authorisation: dict[str, str] | None, kept: bool
) -> None:
    customer = desk.create_customer("S").id
    if authorisation is not None:
        desk.add_authorisation(customer, {**GIVEN, **authorisation})
    (outcome,) = add(desk, customer, Upload("个人.txt", PERSONAL))
    assert (outcome.status, outcome.code) == (("added", None) if kept else ("failed", "not_authorised"))
    assert len(desk.documents(customer)) == int(kept)
    assert kept or "授权" in (outcome.message or "")
    assert kept == bool(desk.search(customer, "消费金融公司", vectors=False))


def test_a_withdrawn_authorisation_lets_nothing_in(desk: Workspace) -> None:
    customer = desk.create_customer("S").id
    record = desk.add_authorisation(customer, GIVEN)
    desk.withdraw_authorisation(customer, record.id, "2024-05-01")
    (outcome,) = add(desk, customer, Upload("个人.txt", PERSONAL))
    assert outcome.code == "not_authorised"


def test_the_command_refuses_with_three_and_reads_once_authorised(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "个人.txt"
    file.write_bytes(PERSONAL)
    at = ["--home", str(tmp_path / "home"), "--lang", "zh"]
    assert main(["ingest", str(file), "--customer", "S", "--no-vectors", *at]) == 3
    assert "授权" in capsys.readouterr().err
    words = ["--subject", "李样本", "--subject-kind", "person", "--valid-until", "2099-12-31"]
    assert main(["authorise", "S", *words, *at]) == 0
    assert main(["ingest", str(file), "--customer", "S", "--no-vectors", *at]) == 0


def test_an_upload_is_told_to_be_refused_on_the_screen_and_keeps_no_bytes(desk: Workspace, tmp_path: Path) -> None:
    customer = desk.create_customer("S").id
    with TestClient(create_app(desk, desk.settings), base_url="http://127.0.0.1") as client:
        sent = client.post(f"/api/v1/customers/{customer}/documents?lang=zh", files={"papers": ("个人.txt", PERSONAL)})
        assert sent.status_code == 202
        for _ in range(1200):
            rows = client.get(f"/api/v1/customers/{customer}/jobs").json()
            if rows and rows[0]["state"] not in ("queued", "running"):
                break
            time.sleep(0.05)
        assert rows[0]["state"] == "failed" and "授权" in rows[0]["message"]
        assert "授权" in client.get(f"/screen/zh/{customer}/jobs").text
    assert PERSONAL not in [file.read_bytes() for file in (tmp_path / "blobs").rglob("*") if file.is_file()]
