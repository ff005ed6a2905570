"""Cards and lines of a PBoC report that came as plain text: rows without places, cells glued or cut by line ends.

Each part is told by its form (dates, currency, class words), never by its position; names are cut where a lender's name ends.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingestion.extract.bureau.amounts import Unit
from ingestion.extract.bureau.labelled import COUNTED, NUMBERED
from ingestion.extract.bureau.leaf import Leaf, LeafMaker, Printed, clean
from ingestion.extract.bureau.spec import fold, spec_of
from ingestion.model.place import Box, Line

DATE = r"(?:\d{4}-\d{2}-\d{2}|\d{4}年\d{1,2}月\d{1,2}日|--)"
MONEY = r"(?:-?[\d,]+(?:\.\d+)?|--)"
CURRENCY = r"人民币元|人民币|美元|港元|欧元|日元|英镑"
CARD = re.compile(
    rf"(?P<head>.+?)\s*(?P<open>{DATE})\s+(?P<due>{DATE})\s*(?P<currency>{CURRENCY})\s*(?P<amount>{MONEY})\s*(?P<form>\S{{0,6}})$"
)
STATE = re.compile(
    rf"^(?P<security>信用/无担保|信用|无担保|保证|抵押|质押|组合|其他)\s*(?P<balance>{MONEY})\s*(?P<class>正常|关注|次级|可疑|损失|违约|未分类)\s*(?P<total>{MONEY})\s+(?P<principal>{MONEY})\s+(?P<months>\d+|--)\s*(?P<paid>{DATE})?"
)
REPAID = re.compile(rf"^(?P<amount>{MONEY})\s+(?P<form>\S*?还款\S{{0,4}}|[\u3400-\u9fff/]{{2,8}})\s+(?P<left>\d+|--)")
LINE_HEAD = re.compile(
    rf"(?P<kind>[\u3400-\u9fff]+?)\s*(?P<revolving>是|否)\s*(?P<start>{DATE})\s+(?P<end>{DATE})(?:\s+{DATE})?$"
)
LINE_SUMS = re.compile(rf"^(?P<currency>{CURRENCY})\s*(?P<limit>{MONEY})\s+(?P<used>{MONEY})")
LENDER_END = re.compile("(?:公司|分行|支行|营业部|银行|信用社|合作社|财务公司|分公司|中心|总行)")
HEAD_WORDS = ("账户编号", "担保方式", "最近一次还款总额", "授信协议编号", "币种授信额度")
WORDY = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Placed:
    text: str
    page: int
    box: Box


def add_text_cards(bureau: dict[str, Any], pages: Mapping[int, list[Line]], layout: str) -> None:
    """Put the cards and lines of running text into `bureau` where the tables gave none."""
    spec = spec_of(layout)
    unit = Unit(bureau.get("amount_unit"), bureau.get("currency"))
    maker = LeafMaker(unit, spec.get("extractor"), spec.words)
    lines = [_Placed(clean(line.text), line.page, line.box) for own in pages.values() for line in own]
    if not any(_known(a) for a in bureau.get("credit_accounts", [])):
        accounts = list(_accounts(lines, maker, spec.words.get("category", {})))
        if accounts:
            bureau["credit_accounts"] = accounts
    if not any(_known(a, "limit") for a in bureau.get("credit_lines", [])):
        found = list(_credit_lines(lines, maker))
        if found:
            bureau["credit_lines"] = found


def _known(record: dict[str, Any], leaf: str = "open_date") -> bool:
    return (record.get(leaf) or {}).get("value") is not None


def _accounts(lines: list[_Placed], maker: LeafMaker, categories: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    category: _Placed | None = None
    settled: tuple[bool, _Placed] | None = None
    held: list[_Placed] = []
    card: dict[str, Any] | None = None
    for line in lines:
        name = COUNTED.sub("", NUMBERED.sub("", line.text)).strip()
        if "结清信贷" in line.text and len(line.text) < 20:
            settled = ("未结清" not in line.text, line)
        if name in categories and name != "合计" and len(line.text) < 20:
            if card:
                yield card
            category, held, card = _Placed(name, line.page, line.box), [], None
            continue
        if category is None or not line.text:
            continue
        if any(fold(line.text).startswith(fold(w)) for w in HEAD_WORDS):
            held = []
            continue
        if card is not None and (match := STATE.match(line.text)):
            _state(card, match, line, maker)
            held = []
            continue
        if card is not None and not held and (match := REPAID.match(line.text)):
            _repaid(card, match, line, maker)
            continue
        held.append(line)
        joined = _joined(held)
        match = CARD.search(joined)
        if match:
            if card:
                yield card
            card = _opened(match, held, category, settled, maker)
            held = []
    if card:
        yield card


def _joined(held: list[_Placed]) -> str:
    """Held lines as one run; a line that begins with a date or a figure after words stands apart."""
    text = ""
    for line in held:
        gap = (
            " "
            if text
            and (
                re.match(DATE, line.text) or (text[-1].isdigit() and line.text[0].isdigit() and not WORDY.search(text))
            )
            else ""
        )
        text += gap + line.text
    return text


def _opened(
    match: re.Match[str], held: list[_Placed], category: _Placed, settled: tuple[bool, _Placed] | None, maker: LeafMaker
) -> dict[str, Any]:
    last = held[-1]
    number, lender, product = names_in(match["head"])
    record: dict[str, Any] = {"category": _leaf(maker, "category", category.text, category)}
    if settled:
        record["is_settled"] = {**_leaf(maker, "text", settled[1].text, settled[1]), "value": settled[0]}
    if number:
        record["account_no_masked"] = _leaf(maker, "id", number, held[0])
    if lender:
        record["lender"] = _leaf(maker, "text", lender, held[0])
    if product:
        record["product"] = _leaf(maker, "text", product, last)
    for name, kind, group in (
        ("open_date", "date", "open"),
        ("due_date", "date", "due"),
        ("amount", "money", "amount"),
    ):
        record[name] = _leaf(maker, kind, match[group], last)
    record |= {"currency": maker.word("currency", match["currency"]) or "CNY", "page": last.page}
    return record


def names_in(head: str) -> tuple[str, str, str]:
    """Account number, lender and product of a card's first cells, glued or apart."""
    text = re.sub(r"\s+", " ", head).strip()
    wordy = WORDY.search(text)
    if wordy is None:
        return text.replace(" ", ""), "", ""
    number, rest = text[: wordy.start()].strip(), text[wordy.start() :]
    ends = [m.end() for m in LENDER_END.finditer(rest)]
    cut = next((e for e in reversed(ends) if e < len(rest.rstrip())), ends[-1] if ends else len(rest))
    # a bracket that follows the name's end belongs to it: (天津)有限公司 is inside already
    lender, product = rest[:cut], rest[cut:]
    if " " in rest.strip() and not ends:
        lender, _, product = rest.partition(" ")
    if re.fullmatch(r"[\s/-]*", product):
        product = ""
    return re.sub(r"\s", "", number), re.sub(r"\s", "", lender), re.sub(r"\s", "", product)


def _state(card: dict[str, Any], match: re.Match[str], line: _Placed, maker: LeafMaker) -> None:
    for name, kind, group in (
        ("collateral_type", "collateral_type", "security"), ("balance", "money", "balance"), ("five_class", "five_class", "class"),
        ("overdue_total", "money", "total"), ("overdue_principal", "money", "principal"), ("overdue_months", "number", "months"),
    ):  # fmt: skip
        card.setdefault(name, _leaf(maker, kind, match[group], line))
    if match["paid"]:
        card.setdefault("last_pay_date", _leaf(maker, "date", match["paid"], line))


def _repaid(card: dict[str, Any], match: re.Match[str], line: _Placed, maker: LeafMaker) -> None:
    card.setdefault("last_pay_amount", _leaf(maker, "money", match["amount"], line))
    card.setdefault("last_pay_form", _leaf(maker, "text", match["form"], line))
    card.setdefault("remaining_months", _leaf(maker, "number", match["left"], line))


def _credit_lines(lines: list[_Placed], maker: LeafMaker) -> Iterator[dict[str, Any]]:
    inside = False
    held: list[_Placed] = []
    record: dict[str, Any] | None = None
    for line in lines:
        if "授信协议编号" in line.text and "额度" in line.text:
            inside, held = True, []
            continue
        if not inside or (fold(line.text).startswith(fold("币种")) and "授信额度" in line.text):
            held = []
            continue
        if record is not None and (match := LINE_SUMS.match(line.text)):
            record["currency"] = maker.word("currency", match["currency"]) or "CNY"
            record["limit"] = _leaf(maker, "money", match["limit"], line)
            record["used"] = _leaf(maker, "money", match["used"], line)
            yield {**record, "page": line.page}
            record, held = None, []
            continue
        if record is not None and re.fullmatch(DATE, line.text):
            continue
        held.append(line)
        match = LINE_HEAD.search(_joined(held))
        if match:
            before = _joined(held)[: match.start()] + match["kind"]
            number, lender, kind = names_in(before)
            record = {
                "agreement_no": _leaf(maker, "id", number, held[0]), "lender": _leaf(maker, "text", lender, held[0]),
                "kind": _leaf(maker, "text", kind, line), "revolving": _leaf(maker, "bool", match["revolving"], line),
                "start_date": _leaf(maker, "date", match["start"], line), "end_date": _leaf(maker, "date", match["end"], line),
            }  # fmt: skip
            held = []


def _leaf(maker: LeafMaker, kind: str, text: str, at: _Placed) -> Leaf:
    return maker.leaf(kind, Printed(text, at.page, at.box))
