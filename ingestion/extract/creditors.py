"""Named creditors of the notes to Chinese statements: rows of 应付账款 that begin with a company's name, at the period's end."""

import hashlib
import re
from collections.abc import Mapping, Sequence

from ingestion.extract.context import Context
from ingestion.extract.units import Unit, unit_in, unit_of_lines
from ingestion.model.decimals import plain_decimal
from ingestion.model.fact import Basis, Fact
from ingestion.model.place import Line, Word
from ingestion.read.numbers import parse_amount

SECTION = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）][.、．]?|\d{1,2}[、.．](?!\d))\s*(?P<name>[^\d%]{2,40})"
)
OWED = re.compile("(?:应付账款|应付帐款|其他应付款|应付票据)")
PARENT = re.compile("母公司(?:财务报表|会计报表)?(?:主要|重要)?项目")
NAMED = re.compile(
    r"(?:[（(]?\d{1,2}[)）、.]?)?(?P<name>[\u3400-\u9fffA-Za-z（）()·&.\- ]{3,60}(?:公司|厂|集团|合伙企业|研究院|研究所))"
)
NO_NAME = re.compile("^(?:本|子|母|分|联营|合营|关联|其他|上述|该)公司|^公司$|合计|小计")
CLOSING = re.compile("期末余额|年末余额|期末账面余额|期末数|年末数|账面余额|欠款余额|所欠余额|期末金额")
OPENING = re.compile("期初|年初|上年")
HEAD_ROWS, MAX_ROWS = 14, 200


def creditor_facts(lines: Mapping[int, Sequence[Line]], context: Context) -> list[Fact]:
    """One fact a named creditor and section, `field` None and the name as label; only where a head says that the first amount is the
    balance at the period's end. Amounts without a unit in sight are left out."""
    if context.dates.end is None:
        return []
    made: dict[tuple[str, str], Fact] = {}
    section, basis, unit = "", "consolidated", Unit()
    for page in sorted(lines):
        rows = list(lines[page])
        for at, line in enumerate(rows):
            text = "".join(line.text.split())
            heading = SECTION.match(text)
            amounts = _amounts(line)
            if heading and not amounts:
                section = heading["name"]
                basis = "parent" if PARENT.search(section) else basis
                continue
            if not amounts:
                told = unit_in(line.text)
                unit = Unit(told.scale, told.currency or "CNY", line.box, page) if told.scale is not None else unit
                continue
            name = _name(line, amounts)
            if not name or not OWED.search(section) or len(made) >= MAX_ROWS or not _closing_first(rows, at):
                continue
            own = unit_of_lines([(r.text, r.box) for r in rows[max(0, at - HEAD_ROWS) : at]], page).over(unit)
            if own.scale is not None:
                made.setdefault((section, name), _fact(name, amounts[0], page, own, _basis(basis), context))
    return list(made.values())


def _name(line: Line, amounts: Sequence[Word]) -> str | None:
    caption = "".join(w.text for w in line.words if w.x1 <= amounts[0].x0)
    match = NAMED.fullmatch(caption)
    return None if match is None or NO_NAME.search(match["name"]) else match["name"]


def _amounts(line: Line) -> list[Word]:
    return [
        w for w in line.words
        if not w.suspect and any(c.isdigit() for c in w.text) and not w.text.endswith(("%", "％")) and parse_amount(w.text) is not None
    ]  # fmt: skip


def _closing_first(rows: Sequence[Line], at: int) -> bool:
    """The nearest head above names the closing balance before any opening one."""
    for row in reversed(rows[max(0, at - HEAD_ROWS) : at]):
        text = "".join(row.text.split())
        closing, opening = CLOSING.search(text), OPENING.search(text)
        if closing or opening:
            return closing is not None and (opening is None or closing.start() < opening.start())
    return False


def _basis(word: str) -> Basis:
    return "parent" if word == "parent" else "consolidated"


def _fact(name: str, word: Word, page: int, unit: Unit, basis: Basis, context: Context) -> Fact:
    parsed = parse_amount(word.text)
    if parsed is None or parsed.value is None or context.dates.end is None:
        raise ValueError(word.text)
    scale, day = unit.scale or 1, context.dates.end.isoformat()
    body = "|".join((context.sha256, "creditor", name, day, str(page), str(word.box)))
    return Fact(
        id="n" + hashlib.sha256(body.encode()).hexdigest()[:15], field=None, statement="notes", period_end=day, basis=basis,
        gaap=context.gaap, value=plain_decimal(parsed.value * scale), unit="money", currency=unit.currency or "CNY", scale=scale,
        printed=word.text, label=name, page=page, box=word.box, unit_box=unit.box or (),
        method="ocr" if word.conf < 1 else "table", confidence=round(min(word.conf, 0.95), 3),
    )  # fmt: skip
