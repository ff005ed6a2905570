"""A PBoC enterprise credit report drawn from `pboc.toml`: summary tables, cards of two rows, records."""

import tomllib
from pathlib import Path
from typing import Any

from tests.builders.pdf import Paper

DATA = Path(__file__).with_name("pboc.toml")
LEFT, TOP, BOTTOM, ROW = 38.0, 60.0, 780.0, 15.0
CARD_HEADS = ("短期借款", "中长期借款", "贴现")


def content() -> dict[str, Any]:
    """`pboc.toml`."""
    return tomllib.loads(DATA.read_text("utf-8"))


def enterprise_report() -> bytes:
    """The whole report."""
    data = content()
    paper = Paper()
    paper.page().centred(200, "企业信用报告", 26).centred(236, "（自主查询版）", 14)
    for place, (label, value) in enumerate(data["cover"]):
        paper.text(150, 330 + 26 * place, label, 11).text(230, 330 + 26 * place, value, 11)
    y = _page(paper)
    for part in data["parts"]:
        if part.get("page"):
            y = _page(paper)
        y = _part(paper, y, part)
    y = _page(paper)
    paper.text(LEFT, y, "信贷记录明细", 13).text(LEFT, y + 20, "未结清信贷", 11)
    y += 40
    for name in CARD_HEADS:
        y = _cards(paper, y, name, data["accounts"])
    for part in data["tail"]:
        y = _part(paper, y, part)
    paper.text(LEFT, y + 6, "说明：报告中金额单位除特别说明外均为万元；“--”表示该项内容为空。", 9)
    return paper.bytes()


def _page(paper: Paper) -> float:
    paper.page().text(LEFT, 36, "江苏示例制造有限公司 企业信用报告", 8)
    return TOP


def _part(paper: Paper, y: float, part: dict[str, Any]) -> float:
    if y + ROW * (len(part["rows"]) + 2) > BOTTOM:
        y = _page(paper)
    if "title" in part:
        paper.text(LEFT, y + 10, part["title"], 11)
        y += 18
    return paper.ruled(LEFT, y, part["widths"], part["rows"], 7.5) + 12


def _cards(paper: Paper, y: float, name: str, accounts: dict[str, Any]) -> float:
    """Cards break over pages between their rows too; the head is printed again."""
    rows = accounts[name]
    paper.text(LEFT, y + 10, f"{name} 共 {len(rows)} 笔", 10)
    y = paper.ruled(LEFT, y + 18, accounts["widths"], accounts["head"], 7)
    for number, lender, product, opened, due, balance, security in rows:
        card = [
            [f"E1011320{number}", lender, product, opened, due, "人民币元", balance, "新增"],
            ["", security, balance, "正常", "0", "0", "0", "2025-03-20"],
        ]
        for row in card:
            if y + ROW > BOTTOM:
                y = paper.ruled(LEFT, _page(paper), accounts["widths"], accounts["head"], 7)
            y = paper.ruled(LEFT, y, accounts["widths"], [row], 7)
    return y + 12
