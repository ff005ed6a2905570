"""A PBoC enterprise credit report drawn from `papers/pboc.toml`: summary tables, cards of two rows, records."""

from typing import Any

from tests.builders.form import Block, Form, load

CARD_HEADS = ("短期借款", "中长期借款", "贴现")
NAME = "江苏示例制造有限公司"


def content() -> dict[str, Any]:
    """`papers/pboc.toml`."""
    return load("pboc")


def enterprise_report() -> bytes:
    """The whole report."""
    data = content()
    blocks: list[Block] = [
        {"kind": "space", "height": 120},
        {"kind": "title", "text": "企业信用报告", "size": 28},
        {"kind": "title", "text": "（自主查询版）", "size": 14, "after": 120},
        {"kind": "pairs", "column": 90, "rows": data["cover"]},
        {"kind": "break"},
    ]
    for part in data["parts"]:
        blocks += _part(part)
    blocks += [
        {"kind": "break"},
        {"kind": "heading", "text": "信贷记录明细", "size": 13},
        {"kind": "heading", "text": "未结清信贷"},
    ]
    for name in CARD_HEADS:
        blocks += _cards(name, data["accounts"])
    for part in data["tail"]:
        blocks += _part(part)
    blocks.append(
        {"kind": "text", "text": "说明：报告中金额单位除特别说明外均为万元；“--”表示该项内容为空。", "size": 8.5}
    )
    return Form({**data, "head": f"{NAME}  企业信用报告", "foot": "第 {page} 页", "blocks": blocks}).bytes()


def _part(part: dict[str, Any]) -> list[Block]:
    labels = bool(part.get("labels"))
    table = {"kind": "table", "size": 8, "head": 0 if labels else 1, "align": "l" * 9 if labels else "a" * 9, **part}
    blocks: list[Block] = [{"kind": "break"}] if part.get("page") else []
    if "title" in part:
        keep = min(17.0 * (len(part["rows"]) + 1), 300)
        blocks.append({"kind": "heading", "text": part["title"], "keep": keep})
    return [*blocks, table]


def _cards(name: str, accounts: dict[str, Any]) -> list[Block]:
    """Cards break over pages between their rows too; the head is printed again."""
    cards = []
    for number, lender, product, opened, due, balance, security in accounts[name]:
        cards.append([f"E1011320{number}", lender, product, opened, due, "人民币元", balance, "新增"])
        cards.append(["", security, balance, "正常", "0", "0", "0", "2025-03-20"])
    table = {
        "head": 2,
        "size": 7,
        "align": "lllcccrc",
        "widths": accounts["widths"],
        "rows": [*accounts["head"], *cards],
    }
    return [{"kind": "heading", "text": f"{name} 共 {len(accounts[name])} 笔", "size": 10}, {"kind": "table", **table}]
