from ingestion.model.fact import Audit
from tests.builders.layouts import read
from tests.builders.pdf import Paper


def chinese_report(*lines: str, end: tuple[str, ...]) -> Audit:
    paper = Paper().page().centred(60, "审计报告", 16)
    for place, line in enumerate(lines):
        paper.text(60, 90 + 16 * place, line)
    paper.page()
    for place, line in enumerate(end):
        paper.text(60, 90 + 16 * place, line)
    audit = read(paper.bytes()).audit
    assert audit is not None
    return audit


OPINION = (
    "一、审计意见",
    "我们审计了某某有限公司的财务报表。",
    "我们认为，后附的财务报表在所有重大方面公允反映了财务状况。",
)


def test_the_audit_report_tells_its_number_day_and_accountants() -> None:
    audit = chinese_report(
        "甲乙审字〔2025〕第0123号", *OPINION, "三、关键审计事项",
        end=("甲乙会计师事务所（特殊普通合伙）", "中国注册会计师：张三丰", "（项目合伙人）", "中国注册会计师：李四", "中国·杭州",
             "二〇二五年三月二十八日"),
    )  # fmt: skip
    assert audit.firm == "甲乙会计师事务所（特殊普通合伙）"
    assert [(p.what, p.text, p.page) for p in audit.points] == [
        ("report_number", "甲乙审字〔2025〕第0123号", 1), ("key_matters", "三、关键审计事项", 1), ("signer", "张三丰", 2),
        ("signer", "李四", 2), ("report_date", "2025-03-28", 2),
    ]  # fmt: skip
    assert all(len(p.box) == 4 for p in audit.points)


def test_the_form_before_a_report_names_firm_and_accountants() -> None:
    audit = chinese_report(
        "审计报告签署日期 2025 年 04 月 19 日",
        "审计机构名称 甲乙会计师事务所（特殊普通合伙）",
        "注册会计师姓名 张三、李四",
        *OPINION,
        end=(" ",),
    )
    assert audit.firm == "甲乙会计师事务所（特殊普通合伙）"
    assert [(p.what, p.text) for p in audit.points] == [
        ("report_date", "2025-04-19"), ("signer", "张三"), ("signer", "李四"),
    ]  # fmt: skip


def test_doubt_about_going_on_and_emphasis_have_their_place() -> None:
    audit = chinese_report(*OPINION, "三、与持续经营相关的重大不确定性", "四、强调事项", end=("中国注册会计师：张三",))
    assert {p.what for p in audit.points} == {"going_concern", "emphasis", "signer"}


def test_an_english_report_tells_since_when_the_firm_audits() -> None:
    paper = Paper(612, 792, chinese=False).page()
    lines = ("REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM", "In our opinion, the financial statements present fairly, in all",
             "material respects, the financial position of the Company.", "Critical Audit Matters", "/s/ Alpha & Beta LLP",
             "We have served as the Company's auditor since 1975.")  # fmt: skip
    for place, line in enumerate(lines):
        paper.text(60, 80 + 16 * place, line)
    audit = read(paper.bytes()).audit
    assert audit is not None
    assert [(p.what, p.text) for p in audit.points] == [
        ("key_matters", "Critical Audit Matters"),
        ("auditor_since", "1975"),
    ]


def us_opinion(sentence: str) -> str:
    paper = Paper(612, 792, chinese=False).page()
    lines = ("REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM", "In our opinion, the financial statements present fairly, in all",
             "material respects, the financial position.", sentence)  # fmt: skip
    for place, line in enumerate(lines):
        paper.text(60, 60 + 16 * place, line, 8)
    audit = read(paper.bytes()).audit
    assert audit is not None
    return audit.opinion


def test_doubt_that_the_auditor_is_to_look_for_is_no_doubt() -> None:
    doubt = "substantial doubt about the Company's ability to continue as a going concern"
    assert us_opinion(f"These losses raise {doubt}.") == "going_concern"
    assert us_opinion(f"We conclude whether conditions raise {doubt}.") == "unmodified"
    assert us_opinion(f"The {doubt} was alleviated by the loan.") == "unmodified"
