"""Letters that confirm a balance: the debtor is the subject, the creditor the supplier of the reference, the day the one they name."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from ingestion.extract.bureau.amounts import Unit
from ingestion.extract.bureau.leaf import Leaf, LeafMaker, Printed, clean
from ingestion.extract.bureau.spec import spec_of
from ingestion.model.place import Line

ADDRESSEE = re.compile(r"^(?:致|to)\s*[:：]?\s*(?P<name>\S.*?)\s*[:：,，]?$", re.IGNORECASE)
SIGNER = re.compile(
    r"^(?P<name>[\u3400-\u9fffA-Za-z0-9（）()&.,' -]{3,60}?(?:公司|厂|合伙企业|limited|ltd\.?|inc\.?|llc|plc|gmbh|b\.?v\.?|s\.?a\.?|co\.?))"
    r"\s*(?:[（(](?:公章|盖章|签章)[）)])?$",
    re.IGNORECASE,
)
_US, _YOU = "(?:我|本)(?:公司|司|单位)", "贵(?:公司|司|单位)"
_SUM = r"(?P<sum>(?:人民币|美元|港元|欧元|[A-Z]{3}|[¥$£€])?\s*[\d,]+(?:\.\d+)?\s*(?:万元|元|美元|欧元)?)"
_TO_SUM = r"[^\d。;；¥$£€]{0,24}?"
_EN_SUM = r"[^\d.;$£€]{0,40}?(?P<sum>(?:[A-Z]{2,3}\s*)?[$£€]?\s*[\d,]+(?:\.\d+)?)"
YOU_OWE = (
    re.compile(f"{_YOU}(?:尚|共|应)?(?:欠|应付){_US}{_TO_SUM}{_SUM}"),
    re.compile(f"{_US}应收{_YOU}{_TO_SUM}{_SUM}"),
    re.compile(
        rf"\byou owed? us{_EN_SUM}|\b(?:due|owing|owed) (?:to us )?(?:from|by) you{_EN_SUM.replace('sum', 'sum2')}",
        re.IGNORECASE,
    ),
)
WE_OWE = (
    re.compile(f"{_US}(?:尚|共|应)?(?:欠|应付){_YOU}{_TO_SUM}{_SUM}"),
    re.compile(
        rf"\bwe owed? you{_EN_SUM}|\b(?:due|owing|owed|payable) (?:by us )?to you{_EN_SUM.replace('sum', 'sum2')}",
        re.IGNORECASE,
    ),
)
AS_OF = re.compile(r"(?:截[至止]到?|\bas (?:at|of|on)\b)\s*(?P<day>.{6,24})", re.IGNORECASE)
COLUMNS = {"贵公司欠": "you", "欠贵公司": "us", "截止日期": "day", "截至日期": "day"}


def add_confirmation(bureau: dict[str, Any], pages: Mapping[int, list[Line]]) -> None:
    """Put debtor, creditor, day and balance into `bureau` where the letter says all of them beyond doubt."""
    spec = spec_of("confirmation")
    maker = LeafMaker(Unit(bureau.get("amount_unit"), bureau.get("currency")), spec.get("extractor"), spec.words, None)
    lines = [line for own in pages.values() for line in own]
    addressee = next(((m["name"], ln) for ln in lines if (m := ADDRESSEE.match(clean(ln.text)))), None)
    signer = next(((m["name"], ln) for ln in reversed(lines) if (m := SIGNER.match(clean(ln.text)))), None)
    owed = _owed(lines)
    if addressee is None or signer is None or addressee[0] == signer[0] or len(owed) != 1:
        return
    [(by, text, line, day)] = owed
    debtor, creditor = (addressee, signer) if by == "you" else (signer, addressee)
    record: dict[str, Any] = {"supplier": _leaf(maker, "text", *creditor), "balance": _leaf(maker, "money", text, line)}
    if day:
        record["as_of"] = _leaf(maker, "date", *day)
    if record["balance"]["value"] is None:
        return
    bureau["subject"] = {"name": _leaf(maker, "text", *debtor)}
    bureau["trade_references"] = [{**record, "page": line.page}]


def _owed(lines: list[Line]) -> list[tuple[str, str, Line, tuple[str, Line] | None]]:
    """(who owes: you or us, sum as printed, its line, day with its line), once for each balance told."""
    found: list[tuple[str, str, Line, tuple[str, Line] | None]] = []
    for i, line in enumerate(lines):
        text = clean(line.text + (lines[i + 1].text if i + 1 < len(lines) else ""))
        first = len(clean(line.text))
        for by, patterns in (("you", YOU_OWE), ("us", WE_OWE)):
            match = next((m for p in patterns if (m := p.search(text)) and m.start() < first), None)
            if match and "%" not in match.group():
                told = next(v for k, v in match.groupdict().items() if k.startswith("sum") and v)
                found.append((by, told, line, _day(lines[max(0, i - 2) : i + 2])))
    return found or _tabled(lines)


def _tabled(lines: list[Line]) -> list[tuple[str, str, Line, tuple[str, Line] | None]]:
    """The row under 截止日期, 贵公司欠, 欠贵公司: the column that holds a sum other than nil."""
    for head, row in pairwise(lines):
        columns = [(COLUMNS[clean(w.text)], (w.x0 + w.x1) / 2) for w in head.words if clean(w.text) in COLUMNS]
        if {"you", "us"} - {name for name, _ in columns}:
            continue
        cells = [(min(columns, key=lambda c: abs(c[1] - (w.x0 + w.x1) / 2))[0], w.text) for w in row.words]
        day = next(((text, row) for name, text in cells if name == "day"), None)
        sums = [(name, text, row, day) for name, text in cells if name != "day" and re.search("[1-9]", text)]
        return sums if len(sums) == 1 else []
    return []


def _day(lines: list[Line]) -> tuple[str, Line] | None:
    return next(((m["day"], line) for line in lines if (m := AS_OF.search(clean(line.text)))), None)


def _leaf(maker: LeafMaker, kind: str, text: str, line: Line) -> Leaf:
    return maker.leaf(kind, Printed(text, line.page, line.box))
