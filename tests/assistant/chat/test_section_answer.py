"""Sections of the memo drafted on request: figures with their places, factors with evidence, gaps said, either language."""

import pytest

from assistant.chat.joined import joined
from assistant.chat.question import understand
from assistant.chat.section_answer import memo_sections, section_asked
from assistant.chat.verify import loose_numbers
from assistant.export.sections import SECTIONS
from assistant.service import Workspace

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("起草还款能力一节", "repayment"),
        ("Draft the repayment ability section", "repayment"),
        ("写一段流动性分析", "liquidity"),
        ("summarise profitability for the memo", "profitability"),
        ("总结一下现金流这部分放进备忘录", "cash_flow"),
        ("给我来一版财务分析章节", "financial"),
        ("备忘录征信一节帮写", "bureau"),
        ("write up the litigation paragraph", "legal"),
        ("pls knock out the risk section", "risks"),
        ("拟一段授信额度测算", "limit"),
        ("draft the memo", "summary"),
        ("起草整份备忘录", "summary"),
    ],
)
def test_a_request_for_a_section_is_known_with_its_section(text: str, section: str) -> None:
    found = section_asked(understand(text))
    assert found is not None
    assert found.id == section


@pytest.mark.parametrize(
    "text",
    [
        "什么是还款能力",
        "What was the inventory write-down?",
        "函里写着直接批准额度",
        "流动性怎么样",
        "bank drafts payable at year end",
        "Draft an adverse-action letter",
        "how profitable is it",
        "拟派发的现金股利是多少",
    ],
)
def test_other_questions_ask_for_no_section(text: str) -> None:
    assert section_asked(understand(text)) is None


def test_every_section_of_the_memo_but_the_records_of_approval_can_be_drafted() -> None:
    assert set(SECTIONS) - set(memo_sections()) == {"approval", "annex"}


def test_the_repayment_section_tells_figures_factors_gaps_and_checks(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, "起草还款能力一节")
    assert answer.status == "answered"
    assert answer.answer.startswith("【草稿】还款能力")
    for told in ("流动比率：2024年度 1.24 倍", "利息保障倍数：2024年度 4.08 倍", "RF-CQ-01", "RF-LQ-06", "FU-37"):
        assert told in answer.answer
    assert all(answer.answer[a:b] == f.display for f in answer.figures for a, b in f.spans)
    assert loose_numbers(answer) == []
    assert len(answer.citations) > 20


def test_the_parent_company_alone_is_drafted_from_its_own_statements(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, "起草流动性一节(母公司)")
    assert "货币资金：2024年度 6,200 万元" in answer.answer


@pytest.mark.parametrize("section", sorted(memo_sections()))
def test_each_section_is_drafted_in_english_with_its_figures_in_place(sample_workspace: Shop, section: str) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, f"Draft the {memo_sections()[section].names['en']} section")
    assert answer.status == "answered", answer.answer
    assert answer.answer.startswith(f"DRAFT: {memo_sections()[section].names['en']}\n")
    assert all(answer.answer[a:b] == f.display for f in answer.figures for a, b in f.spans)
    assert loose_numbers(answer) == []


def test_a_draft_is_told_in_the_other_language_with_its_figures(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    first = workspace.ask(customer, "Draft the liquidity section")
    second = workspace.ask(customer, "把上面这段翻成中文", first.conversation)
    assert second.answer.startswith("【草稿】流动性")
    assert {f.value for f in second.figures} == {f.value for f in first.figures}


def test_another_section_is_asked_for_by_its_name_alone(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    first = workspace.ask(customer, "起草还款能力一节")
    second = workspace.ask(customer, "那盈利能力呢", first.conversation)
    assert second.answer.startswith("【草稿】盈利能力")


def test_joined_answers_keep_every_figure_at_its_place_and_number_places_once(sample_workspace: Shop) -> None:
    workspace, customer = sample_workspace
    one = workspace.ask(customer, "流动比率是多少")
    two = workspace.ask(customer, "速动比率是多少")
    whole = joined(one, [two], 40)
    assert all(whole.answer[a:b] == f.display for f in whole.figures for a, b in f.spans)
    assert [c.n for c in whole.citations] == list(range(1, len(whole.citations) + 1))
    assert len(whole.citations) < len(one.citations) + len(two.citations)
    assert loose_numbers(whole) == []
