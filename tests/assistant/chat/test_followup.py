import pytest

from assistant.service import Workspace

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("2024年末应收账款是多少？", "那去年呢？", "13,000"),
        ("2024年流动比率是多少？", "速动比率呢？", "0.83"),
        ("2024年营业收入是多少？", "那2023年呢？", "60,000"),
        ("What was revenue for FY2024?", "And the year before?", "60,000"),
        ("What was net income in 2024?", "What about revenue?", "72,000"),
    ],
)
def test_a_follow_up_takes_what_it_lacks_from_the_question_before(
    sample_workspace: Shop, first: str, then: str, told: str
) -> None:
    workspace, customer = sample_workspace
    conversation = workspace.ask(customer, first).conversation
    assert told in workspace.ask(customer, then, conversation).answer


def test_a_whole_question_is_left_as_it_is(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    conversation = workspace.ask(customer, "2023年营业收入是多少？").conversation
    assert "1.24" in workspace.ask(customer, "2024年流动比率是多少？", conversation).answer


def test_conversations_are_kept_found_and_deleted_for_one_customer(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    other = next(c.id for c in workspace.customers() if c.id != customer)
    kept = workspace.ask(customer, "存货周转天数是多少天？").conversation
    assert kept in [c["conversation"] for c in workspace.conversations(customer, "存货周转天数")]
    assert kept not in [c["conversation"] for c in workspace.conversations(customer, "不会出现的词")]
    assert workspace.conversations(other, "存货周转天数") == []
    assert workspace.delete_conversation(other, kept) == 0
    assert workspace.delete_conversation(customer, kept) == 1
    assert kept not in [c["conversation"] for c in workspace.conversations(customer)]
