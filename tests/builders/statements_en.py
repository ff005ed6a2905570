"""The English annual report drawn from `papers/annual_report_en.toml`: cover, auditor's report, statements without rules."""

from typing import Any

from tests.builders.form import LEFT, TOP, Form, load
from tests.builders.pdf import Paper

STATEMENTS = ("balance_sheet", "income_statement", "cash_flow")
RIGHT, EDGES, ROW = 539.0, (430.0, 539.0), 12.9


def annual_report_en() -> bytes:
    """The whole translation."""
    data = load("annual_report_en")
    form = Form({**data, "language": "en", "size": 10.5, "foot": "{page}", "blocks": _front(data)})
    for name in STATEMENTS:
        form.set({"kind": "break"})
        _statement(form.paper, data["name"], data[name], flow=name != "balance_sheet")
    return form.bytes()


def _front(data: dict[str, Any]) -> list[dict[str, Any]]:
    audit = data["audit"]
    return [
        {"kind": "space", "height": 150},
        {"kind": "title", "text": data["name"], "size": 20},
        {"kind": "title", "text": "Annual Report 2024", "size": 28, "after": 10},
        {"kind": "title", "text": "(English translation, for reference only)", "size": 11, "after": 90},
        {"kind": "pairs", "column": 160, "rows": data["cover"]},
        {"kind": "break"},
        {"kind": "title", "text": "Independent Auditor's Report", "size": 16},
        {"kind": "text", "text": "Shi Hui Shen Zi [2025] No. 0123"},
        {"kind": "text", "text": f"To the shareholders of {data['name']}:"},
        {"kind": "heading", "text": "Opinion"},
        *({"kind": "text", "text": text, "after": 8} for text in audit["opinion"]),
        {"kind": "heading", "text": "Basis for opinion"},
        {"kind": "text", "text": audit["basis"]},
        {"kind": "space", "height": 40},
        {"kind": "pairs", "column": 280, "rows": audit["signed"]},
    ]


def _statement(paper: Paper, name: str, body: dict[str, Any], flow: bool) -> None:
    day = "For the year ended December 31, 2024" if flow else "As at December 31, 2024"
    paper.centred(TOP, name, 11).centred(TOP + 18, body["title"], 14, bold=True).centred(TOP + 34, day, 10)
    paper.right(RIGHT, TOP + 52, "(RMB'000)", 9)
    y = TOP + 66
    for edge, head in zip(EDGES, body["heads"], strict=True):
        label, _, remark = head.partition(" (")
        paper.right(edge, y, label, 9, bold=True)
        if remark:
            paper.right(edge, y + 10, f"({remark}", 8)
    y += 14
    paper.line(LEFT, y, RIGHT, y, 0.8)
    for caption, *values in body["rows"]:
        y += ROW
        total = caption.startswith(("Total", "Net cash flows", "Net profit", "Operating profit", "Profit before"))
        heading = not values
        paper.text(LEFT + (0 if heading or total or flow else 10), y, caption, 9, bold=heading or total)
        for edge, value in zip(EDGES, values, strict=False):
            paper.right(edge, y, _amount(value), 9, bold=total)
        if total:
            paper.line(EDGES[0] - 70, y - 10, EDGES[0], y - 10, 0.4).line(EDGES[1] - 70, y - 10, EDGES[1], y - 10, 0.4)
    paper.line(LEFT, y + 6, RIGHT, y + 6, 0.8)


def _amount(value: int) -> str:
    return "-" if not value else f"({-value:,})" if value < 0 else f"{value:,}"
