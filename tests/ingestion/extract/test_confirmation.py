"""Letters that confirm a balance, and the named creditors of the notes: who owes whom, how much, on which day."""

from typing import Any

import pytest

from ingestion.extract.paper import read_paper
from ingestion.model.bureau import BureauReport
from ingestion.model.fact import Extraction
from tests.builders.pdf import Paper


def letter(*lines: str, chinese: bool = True) -> Extraction:
    paper = Paper(chinese=chinese).page()
    for k, text in enumerate(lines):
        paper.text(40, 60 + 20 * k, text, 14 if k == 0 else 10)
    return read_paper(paper.bytes(), "letter.pdf").extraction


def told(found: Extraction) -> tuple[Any, ...]:
    assert found.bureau is not None, (found.kind, found.problems)
    BureauReport.model_validate(found.bureau)
    [record] = found.bureau["trade_references"]
    day = (record.get("as_of") or {}).get("value")
    return found.bureau["subject"]["name"]["value"], record["supplier"]["value"], record["balance"]["value"], day


def test_the_one_written_to_owes_the_one_who_signs() -> None:
    found = letter(
        "企业询证函", "致：江苏样例制造有限公司", "本公司聘请的会计师事务所正在对本公司财务报表进行审计。",
        "截至2024年12月31日，贵公司欠我公司货款人民币1,234,567.89元，请核对。", "上海样例贸易有限公司（盖章）", "2025年1月15日",
    )  # fmt: skip
    assert found.kind == "trade_reference"
    assert told(found) == ("江苏样例制造有限公司", "上海样例贸易有限公司", "1234567.89", "2024-12-31")


def test_the_one_who_signs_owes_the_one_written_to() -> None:
    found = letter(
        "往来对账函", "致：上海样例贸易有限公司", "截至2025年3月31日，我公司应付贵公司账款余额为 96.50万元，特此确认。",
        "江苏样例制造有限公司",
    )  # fmt: skip
    assert told(found) == ("江苏样例制造有限公司", "上海样例贸易有限公司", "965000", "2025-03-31")


def test_a_table_of_both_directions_gives_the_one_that_is_not_nil() -> None:
    paper = Paper().page().text(40, 60, "往来款项询证函", 14).text(40, 80, "致：上海样例贸易有限公司")
    paper.text(40, 100, "请核对本公司与贵公司往来余额。")
    y = paper.ruled(40, 120, (120, 120, 120), [["截止日期", "贵公司欠", "欠贵公司"], ["2024-12-31", "0", "880,000.00"]])
    paper.text(40, y + 30, "江苏样例制造有限公司")
    found = read_paper(paper.bytes(), "t.pdf").extraction
    assert told(found) == ("江苏样例制造有限公司", "上海样例贸易有限公司", "880000", "2024-12-31")


def test_an_english_confirmation() -> None:
    found = letter(
        "Balance confirmation", "To: Fern Hollow Ltd", "As at 31 December 2025 our records show that you owe us £12,345.60.",
        "Please confirm the balance.", "Wold Tooling Ltd", chinese=False,
    )  # fmt: skip
    assert told(found) == ("Fern Hollow Ltd", "Wold Tooling Ltd", "12345.6", "2025-12-31")


BOTH_WAYS = "截至2024年12月31日，贵公司欠我公司人民币100元，我公司欠贵公司人民币50元。"


@pytest.mark.parametrize(
    "lines",
    [
        ("企业询证函", "致：江苏样例制造有限公司", BOTH_WAYS, "上海样例贸易有限公司"),
        ("企业询证函", "截至2024年12月31日，贵公司欠我公司人民币100元，请核对往来。", "上海样例贸易有限公司"),
    ],
)
def test_what_is_owed_both_ways_or_by_nobody_named_is_left_out(lines: tuple[str, ...]) -> None:
    found = letter(*lines)
    assert "trade_references" not in (found.bureau or {})
    assert "report_parts_unread" in {p.code for p in found.problems}


def test_named_creditors_of_the_notes_are_kept_with_their_closing_balance() -> None:
    paper = Paper().page()
    paper.centred(50, "江苏样例制造有限公司2024年度审计报告", 14).centred(80, "合并资产负债表", 12).text(
        420, 95, "单位：元"
    )
    rows = [["项目", "期末余额", "期初余额"], ["货币资金", "1,000.00", "900.00"], ["流动资产合计", "1,000.00", "900.00"],
            ["资产总计", "1,000.00", "900.00"], ["应付账款", "400.00", "300.00"], ["流动负债合计", "400.00", "300.00"],
            ["负债合计", "400.00", "300.00"], ["实收资本", "600.00", "600.00"], ["所有者权益合计", "600.00", "600.00"],
            ["负债和所有者权益总计", "1,000.00", "900.00"]]  # fmt: skip
    paper.text(40, 95, "2024年12月31日").ruled(40, 100, (200, 150, 150), rows)
    paper.page().text(40, 50, "财务报表附注").text(40, 80, "15、应付账款").text(40, 95, "单位：元")
    head = ["单位名称", "期末余额", "占比(%)"]
    owed = [["上海样例贸易有限公司", "250.00", "62.50%"], ["本公司", "1.00", "0.25%"], ["合计", "251.00", "62.75%"]]
    paper.ruled(40, 100, (220, 140, 140), [head, *owed])
    paper.text(40, 200, "16、应收账款")
    paper.ruled(40, 215, (220, 140, 140), [head, ["样例客户有限公司", "77.00", "9%"]])
    found = read_paper(paper.bytes(), "n.pdf").extraction
    named = {
        f.label: (f.value, f.period_end, f.page) for f in found.facts if f.field is None and f.statement == "notes"
    }
    assert named == {"上海样例贸易有限公司": ("250", "2024-12-31", 2)}
