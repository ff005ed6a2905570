import pytest

from assistant.chat.verify import loose_numbers
from assistant.service import Workspace

Shop = tuple[Workspace, str]


@pytest.mark.parametrize(
    ("question", "begins", "holds"),
    [
        ("客户欠我们多少钱", "我方台账（截至 2025-04-30）：我司应收余额 400 万元[1]", "我司账款逾期金额 61 万元"),
        ("How much does the customer owe us?", "Our ledger at 2025-04-30: Our receivable 400 万元", "Limit use 1.05x"),
        ("客户付款准时吗", "我方台账（截至 2025-04-30）：加权逾期天数（12 个月） 15.0 天[1]", "21.9 天"),
        ("征信报告过期了吗？", "否，企业信用报告（2025-04-10）有效，已 20 天，最长可用 30 天", "商业资信报告"),
        ("Is the bureau report out of date?", "No, enterprise credit report of 2025-04-10 is fresh", "aged 16 days"),
        ("年报还有效吗", "是，审计报告（2023-12-31）将过期，已 486 天", "年度报告（2024-12-31）有效，已 120 天"),
        ("注册资本各处一致吗？", "是，注册资本：", "结论：一致"),
        ("员工人数各来源一致吗", "否，人数：工商 2025-04-18 212[1]；征信 2025-04-14 260[2]", "口径不同所致"),
        (
            "Is there a difference in headcount between the sources?",
            "Yes, Headcount: registry 2025-04-18 212[1]",
            "scope",
        ),
        ("报表和征信的借款对得上吗？", "否，银行借款：", "未能解释"),
        ("银行流水和销售收现对得上吗", "否，银行流入与销售收现：", "日期不同所致"),
    ],
)
def test_our_ledger_and_the_sources_are_told_plainly(
    sample_workspace: Shop, question: str, begins: str, holds: str
) -> None:
    workspace, customer = sample_workspace
    answer = workspace.ask(customer, question)
    assert (answer.status, answer.answer[: len(begins)]) == ("answered", begins)
    assert holds in answer.answer and not loose_numbers(answer)
