"""Statement pages of single layouts, with made-up figures: one page each unless a test asks for more."""

from collections.abc import Sequence

from ingestion.extract.paper import read_paper
from ingestion.model.fact import Extraction, Fact
from tests.builders.pdf import Paper

Rows = Sequence[Sequence[str]]


def english(
    title: Sequence[str], edges: Sequence[float], heads: Rows, rows: Rows, before: str = "", size: float = 9
) -> bytes:
    """A borderless English page: title lines, heads (one row each, right edges at `edges`), rows."""
    paper = Paper(612, 792, chinese=False).page()
    if before:
        paper.text(60, 40, before, 9)
    for place, line in enumerate(title):
        paper.text(60, 60 + 13 * place, line, 10)
    full = [
        row if len(row) == len(edges) + 1 else (*row, *[""] * (len(edges) + 1 - len(row))) for row in [*heads, *rows]
    ]
    paper.borderless(60, 80 + 13 * len(title), edges, full, size)
    return paper.bytes()


def chinese(title: Sequence[str], widths: Sequence[float], rows: Rows, before: Sequence[str] = ()) -> bytes:
    """A ruled Chinese page: lines over the table, then the table with its head."""
    paper = Paper().page()
    for place, line in enumerate([*before, *title]):
        paper.text(60, 60 + 15 * place, line, 10)
    paper.ruled(60, 70 + 15 * (len(title) + len(before)), widths, rows)
    return paper.bytes()


def tools_balance(year: int, tools: str, caption: str = "专用周转器具", place: str = "") -> bytes:
    """A balance sheet of one year end with a caption that the vocabulary does not know."""
    rows = [("项目", f"{year}年12月31日"), ("流动资产：", ""), ("货币资金", "800.00"), (caption, tools),
            ("流动资产合计", "1,500.00"), ("资产总计", "1,500.00"), ("负债合计", "500.00"), ("所有者权益合计", "1,000.00")]  # fmt: skip
    return chinese(("资产负债表", f"{year}年12月31日", "单位：元", *([place] if place else [])), (200, 150), rows)


def read(data: bytes, name: str = "paper.pdf") -> Extraction:
    """The paper read."""
    return read_paper(data, name).extraction


def values(extraction: Extraction, field: str, **only: object) -> dict[tuple[str | None, int | None], str]:
    """Printed values of a line by (period end, months)."""
    return {(f.period_end, f.months): f.value for f in facts(extraction, field, **only)}


def facts(extraction: Extraction, field: str, **only: object) -> list[Fact]:
    """Printed facts of a line."""
    return [
        f
        for f in extraction.facts
        if f.field == field and f.method != "derived" and all(getattr(f, k) == v for k, v in only.items())
    ]
