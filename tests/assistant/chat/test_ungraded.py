"""What the chat says of a customer of whom one annual report alone is known: no identity, no request, no searches."""

from collections.abc import Iterator

import pytest

from assistant.config import load_settings
from assistant.service import Workspace
from assistant.workspace import Upload
from tests.builders.statements import us_report

Shop = tuple[Workspace, str]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    home = tmp_path_factory.mktemp("home")
    with Workspace.open(load_settings(home, {}, lang="en", readers=1, sample=False)) as workspace:
        customer = workspace.create_customer("Acme").id
        workspace.add_documents(customer, [Upload("us.pdf", us_report())], lambda progress: None)
        yield workspace, customer


@pytest.mark.parametrize(
    ("question", "status", "begins", "holds"),
    [
        ("What credit limit do you suggest?", "answered", "No limit can be proposed: the grade is CA7", "Still missing: Requested limit"),
        ("给多少额度合适？", "answered", "目前不能建议额度，等级为 CA7", "还缺：申请额度"),
        ("Why is the grade what it is?", "answered", "The grade is CA7", "Capped at CA7: identity not verified. "),
        ("Is the company profitable?", "answered", "Yes, Net income", "[1]"),
        ("Is it loss-making?", "answered", "No, Net income", "[1]"),
        ("Is it profitable or loss-making?", "answered", "Net income", "[1]"),
        ("Are there any going concern doubts?", "insufficient_evidence", "The papers state no doubt about going concern", "Searched"),
        ("有没有持续经营方面的疑虑？", "insufficient_evidence", "文件中未见对持续经营能力存在疑虑的表述", "份"),
        ("What is interest coverage?", "answered", "Interest cover for year to 20", "÷"),
        ("What is the Piotroski F-score?", "insufficient_evidence", "Piotroski F", "Missing: Total assets"),
        ("What percentage of assets is cash?", "answered", "Cash and cash equivalents to Total assets for", "÷"),
        ("What are trade payables?", "answered", "Accounts payable for", "[1]"),
        ("What is the current ratio for both years?", "answered", "Current ratio over time", "change"),
        ("Is it audited and by whom?", "insufficient_evidence", "The papers hold no audit report", "Searched"),
        ("How much debt is due within one year?", "answered", "Short-term debt for", "[1]"),
    ],
)  # fmt: skip
def test_a_customer_of_one_report_is_answered_plainly(
    shop: Shop, question: str, status: str, begins: str, holds: str
) -> None:
    workspace, customer = shop
    answer = workspace.ask(customer, question)
    assert (answer.status, answer.answer[: len(begins)]) == (status, begins)
    assert holds in answer.answer
    assert "()" not in answer.answer and ": ." not in answer.answer and "_" not in answer.answer
