"""Chinese statements of the sample customers from `papers/statements.toml`, set into their reports as blocks."""

from typing import Any

from tests.builders.form import Block, Form, load

TITLES = {"balance_sheet": "资产负债表", "income_statement": "利润表", "cash_flow": "现金流量表"}
BASES = {"consolidated": "合并", "parent": "母公司"}
TOTALS = ("合计", "总计", "小计", "净额")


def figures() -> dict[str, Any]:
    """`papers/statements.toml`."""
    return load("statements")


def annual_report() -> bytes:
    """The report for 2024: cover, audit report, statements with prior year of group and parent, notes."""
    return _report("annual_report", _two_years)


def prior_audit_report() -> bytes:
    """Last year's audited statements: one column, before the restatement, and a table of key data with 2022."""
    return _report("prior_audit_report", _one_year)


def _report(name: str, statement: Any) -> bytes:
    data, numbers = load(name), figures()
    blocks: list[Block] = []
    for block in data["blocks"]:
        blocks += statement(block, numbers) if block["kind"] == "statement" else [block]
    return Form({**data, "blocks": blocks}).bytes()


def _two_years(block: Block, data: dict[str, Any]) -> list[Block]:
    heads = ["2024年度", "2023年度"]
    if block["statement"] == "balance_sheet":
        prior = "2023年12月31日（已重述）" if block["basis"] == "consolidated" else "2023年12月31日"
        heads = ["2024年12月31日", prior]
    notes = data["notes"] if block["basis"] == "consolidated" else {}
    rows = [_printed(row, notes) for row in data[block["basis"]][block["statement"]]["rows"]]
    table = {"align": "lcrr", "widths": [212, 44, 92, 122], "rows": [["项目", "附注", *heads], *rows]}
    return _page(block, data["name"], "2024年", table)


def _one_year(block: Block, data: dict[str, Any]) -> list[Block]:
    head = "2023年12月31日" if block["statement"] == "balance_sheet" else "2023年度"
    rows = []
    for caption, *values in data[block["basis"]][block["statement"]]["rows"]:
        first = data["as_first_reported"].get(caption, values[1] if values else None)
        rows.append([caption, "" if first is None else _amount(first)])
    table = {"align": "lr", "widths": [320, 150], "rows": [["项目", head], *rows]}
    return _page(block, data["name"], "2023年", table)


def _page(block: Block, name: str, year: str, table: Block) -> list[Block]:
    day = f"{year}12月31日" if block["statement"] == "balance_sheet" else f"{year}度"
    return [
        {"kind": "break"},
        {"kind": "title", "text": f"{BASES[block['basis']]}{TITLES[block['statement']]}", "size": 15, "after": 4},
        {"kind": "title", "text": day, "size": 10, "after": 2},
        {"kind": "aside", "left": f"编制单位：{name}", "text": "单位：万元 币种：人民币", "size": 9},
        {"kind": "table", "size": 8.5, "pad": 1.5, "after": 2, **table},
        {"kind": "aside", "left": "法定代表人：沈示远", "text": "主管会计工作负责人：顾示清", "size": 9},
    ]


def _printed(row: list[Any], notes: dict[str, str]) -> list[str]:
    caption, *values = row
    if not values:
        return [caption, "", "", ""]
    return [caption, notes.get(caption, ""), *(_amount(v) for v in values)]


def _amount(value: int) -> str:
    return f"{value:,}" if value else "-"


def small_enterprise_statements() -> bytes:
    """The second customer's unaudited statements of one year; a row without an amount keeps its cell blank."""
    data = load("trading_statements")
    blocks: list[Block] = []
    for place, part in enumerate(data["statements"]):
        rows = [[caption, _amount(values[0]) if values else ""] for caption, *values in part["rows"]]
        blocks += [
            *([{"kind": "break"}] if place else []),
            {"kind": "title", "text": part["title"], "size": 16, "after": 4},
            {"kind": "title", "text": part["day"], "size": 10, "after": 2},
            {"kind": "aside", "left": f"编制单位：{data['name']}", "text": part["form"], "size": 9},
            {"kind": "aside", "left": f"统一社会信用代码：{data['uscc']}", "text": "单位：元", "size": 9},
            {
                "kind": "table",
                "size": 9.5,
                "align": "lr",
                "widths": [320, 150],
                "rows": [["项目", part["head"]], *rows],
            },
            {"kind": "aside", "left": "单位负责人：陆示安", "text": "会计负责人：何示平    制表人：何示平", "size": 9},
        ]
    return Form({**data, "foot": "{page}", "blocks": blocks}).bytes()
