"""Tables that are no primary statements: summaries of years, guarantors' columns, segments. None of their figures is one of a face."""

import random

from evals.varied.styles import Style
from tests.builders.pdf import Paper

FIGURES = {
    "en": ("Net sales", "Gross profit", "Operating income", "Net income",
           "Total assets", "Long-term debt", "Total equity", "Cash and cash equivalents"),
    "zh": ("营业收入", "利润总额", "归属于上市公司股东的净利润", "经营活动产生的现金流量净额", "资产总额", "负债总额", "所有者权益"),
}  # fmt: skip
GUARANTORS = ("Parent", "Guarantors", "Non-guarantors", "Eliminations", "Consolidated")
SEGMENTS = ("Tools", "Grain", "Services", "Total")


def distractor(paper: Paper, style: Style, rng: random.Random) -> None:
    """A page with one of them; the units are not those of the statements."""
    paper.page()
    chinese = style.kind == "zh"
    day = f"{style.end:%B} {style.end.day}, {style.end.year}"
    years = [str(style.end.year - k) for k in range(5)]
    title, heads, unit = rng.choice(
        [("主要财务数据", [f"{y}年" for y in years[:3]], "单位：亿元"), ("近五年主要财务指标", [f"{y}年" for y in years], "单位：百万元")]
        if chinese
        else [
            ("SELECTED FINANCIAL DATA", years, "(in billions)"),
            ("Five-year financial summary", years, "(in millions of US dollars)"),
            ("CONDENSED CONSOLIDATING BALANCE SHEET", list(GUARANTORS), f"{day} (in billions)"),
            ("CONDENSED CONSOLIDATING STATEMENT OF INCOME", list(GUARANTORS), f"Year ended {day}"),
            ("Segment information", list(SEGMENTS), f"Year ended {day}"),
        ]
    )  # fmt: skip
    paper.centred(60, title, 11).centred(76, unit, 9)
    edges = [paper.width - 45 - 68 * k for k in reversed(range(len(heads)))]
    names = FIGURES["zh" if chinese else "en"]
    rows = [["", *heads], *([name, *(f"{rng.randint(1000, 99999):,}" for _ in heads)] for name in names)]
    paper.borderless(45, 100, edges, rows, 8)
