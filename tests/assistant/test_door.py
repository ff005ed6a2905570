"""The door: a paper about another party or a person without authorisation leaves nothing behind; a doubtful one feeds no figure."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.sample.sample import sample_customers
from assistant.service import Workspace
from assistant.workspace import IngestOutcome, Upload
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
