"""The allowance for receivables and how old they are, from the tables of English notes and from the captions of the face.

A table counts only where its figures add up: the movements to the closing balance, the buckets to their total, gross less allowance to net.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ingestion.extract.notes_en.figures import amount_of, dated_amounts
from ingestion.extract.notes_en.rows import Around, Row, column_ends, dated_now, foots, heads_over, intro_of
from ingestion.model.fact import Fact
from ingestion.model.place import Line, Word
from ingestion.model.table import Cell
from ingestion.read.numbers import parse_amount

ROLL_SIGNS = ("allowance for", "loss allowance", "credit loss", "impairment of", "doubtful", "impairment provision")
AGE_SIGNS = ("past due", "overdue", "90 days", "ageing", "aging")
_ALLOWANCE = re.compile(
    r"(?:less:? ?(?:the )?)?(?:(?:loss )?allowances?(?: for (?:doubtful (?:accounts|debts)|(?:expected )?credit loss(?:es)?|bad debts|impairment|uncollectible accounts|expected credit loss(?:es)?))?"
    r"|expected credit loss(?:es)?(?: allowance| provision)?|(?:provision|allowance) for (?:impairment|expected credit losses|doubtful debts|bad debts|credit losses)(?: of (?:trade )?(?:receivables|debtors))?"
    r"|impairment (?:allowance|provision)|ecl(?: allowance)?)",
    re.IGNORECASE,
)
_GROSS = re.compile(
    r"(?:gross )?(?:trade|accounts?|customer)(?: and other)? (?:receivables?|debtors)(?:(?:,| -| –| —)? ?(?:gross|trade))?(?: from contracts with customers)?|trade debtors(?:, gross)?|gross (?:carrying amount|receivables)",
    re.IGNORECASE,
)
_NET = re.compile(
    r"(?:total |net )?(?:(?:trade|accounts?|customer)? ?(?:receivables?|debtors)(?:,? ?[-–—]? ?net)?(?: of .*)?)?|total|net carrying amount",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"allowances? for (?:doubtful|credit|expected|bad)|loss allowance|credit loss(?:es)? (?:allowance|provision)|impairment of (?:trade )?(?:receivables|debtors)",
    re.IGNORECASE,
)
_TRADE = re.compile(r"receivable|debtors|doubtful accounts|customers", re.IGNORECASE)
_NOT_TRADE = re.compile(
    r"\bloans?\b|leases?\b|securit|notes receivable|financing receivable|inventor|deferred tax|valuation|mortgage|card member|debt securities|contract assets only",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:balances?,? )?(?:at |as of |- )?(?:the )?(?:beginning|opening|start)\b.*|(?:opening|beginning) (?:balance|allowance|loss allowance)s?.*|(?:allowance|balance).{0,40}beginning of .*|(?:at )?(?:1|January 1,?) ?(?:January|July|April|October)?\b.*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:balances?,? )?(?:at |as of |- )?(?:the )?(?:end|closing)\b.*|(?:closing|ending) (?:balance|allowance|loss allowance)s?.*|(?:allowance|balance).{0,40}end of .*|at (?:31 December|30 June|31 March|30 September)\b.*",
    re.IGNORECASE,
)
MOVEMENTS = 9

BUCKETS = ("ar_not_due", "ar_past_due_1_30", "ar_past_due_31_60", "ar_past_due_61_90", "ar_past_due_gt_90")
_NOT_DUE = re.compile(
    r"(?:current|not (?:yet )?(?:past )?(?:due|overdue)|neither past due nor impaired|within (?:terms|credit terms))(?: \(not (?:past )?due\))?",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(?P<low>\d{1,3}) ?(?:[-–—]|to|and) ?(?P<high>\d{1,3}) ?days?|(?P<under>(?:up to|within|less than|under|<|0 ?[-–] ?) ?)(?P<top>\d{1,2}) ?days?|(?P<over>over|more than|greater than|above|beyond|>|>=|≥) ?(?P<least>\d{2,3}) ?days?|(?P<plus>\d{2,3}) ?(?:\+|days (?:or more|and over|plus)) ?(?:days)?",
    re.IGNORECASE,
)
MIN_BUCKETS = 3
_CAPTION = re.compile(
    r"allowances? (?:for|of)|net of (?:allowance|provision|reserve)|less allowance|less provision", re.IGNORECASE
)
_CAPTION_AMOUNT = re.compile(r"(?:US\$|[$£€])? ?(?P<n>\d[\d,]*(?:\.\d+)?)(?! ?(?:%|days|months))")
NEAR_PT = 32.0


def roll_forwards(rows: Sequence[Row], lines: Sequence[Line], told: Around) -> list[Fact]:
    """The allowance at the end of each column of a table of its movements."""
    made: list[Fact] = []
    for at, row in enumerate(rows):
        if not row.cells or not _OPENING.fullmatch(row.label):
            continue
        width = len(row.cells)
        end = next(
            (
                k
                for k in range(at + 2, min(len(rows), at + MOVEMENTS))
                if rows[k].cells and _CLOSING.fullmatch(rows[k].label)
            ),
            None,
        )
        if end is None:
            continue
        steps = [r for r in rows[at:end] if r.cells]
        about = intro_of(lines, at, 6)
        ends = column_ends(lines, row, width, told)
        if (
            ends
            and _ABOUT.search(about)
            and _TRADE.search(about)
            and not _NOT_TRADE.search(about)
            and foots(steps, rows[end])
        ):
            made += dated_amounts("ar_allowance", rows[end], *ends, lines, told)
    return made


def netted(rows: Sequence[Row], lines: Sequence[Line], told: Around) -> list[Fact]:
    """Trade receivables, less the allowance, net: three rows one under the other, or more receivables above."""
    made: list[Fact] = []
    for at, row in enumerate(rows):
        if not row.cells or at == 0 or at + 1 >= len(rows) or not _ALLOWANCE.fullmatch(row.label):
            continue
        above = _above(rows, at)
        below = rows[at + 1]
        if not above or not below.cells or not _NET.fullmatch(below.label):
            continue
        ends = column_ends(lines, above[0], len(row.cells), told)
        signed = Row(row.page, row.at, row.caption, tuple(_less(c) for c in row.cells))
        about = " ".join([intro_of(lines, above[0].at), *(r.label for r in above), below.label])
        if ends is None or not _TRADE.search(about) or _NOT_TRADE.search(about) or not foots([*above, signed], below):
            continue
        made += dated_amounts("ar_allowance", row, *ends, lines, told)
        if len(above) == 1 and _GROSS.fullmatch(above[0].label):
            made += dated_amounts("ar_gross", above[0], *ends, lines, told)
    return made


def _above(rows: Sequence[Row], at: int) -> list[Row]:
    """The nearest receivables over an allowance: one row, else up to three of as many cells."""
    width = len(rows[at].cells)
    listed: list[Row] = []
    for row in reversed(rows[max(0, at - 3) : at]):
        if len(row.cells) != width or not row.label:
            break
        listed.insert(0, row)
        if _GROSS.fullmatch(row.label):
            break
    return listed


def _less(cell: Cell) -> Cell:
    value = -abs(cell.value or Decimal(0))
    return Cell(cell.text, cell.box, cell.words, value, cell.is_dash, cell.is_percent)


def bucket_of(text: str) -> str | None:
    """The field of one bucket of age, by days past due."""
    plain = text.strip(" .:…")
    if _NOT_DUE.fullmatch(plain):
        return "ar_not_due"
    found = _DAYS.search(plain)
    if found is None:
        return None
    if found["over"] or found["plus"]:
        return "ar_past_due_gt_90" if int(found["least"] or found["plus"]) in (90, 91) else None
    high = int(found["high"] or found["top"])
    low = int(found["low"] or 1)
    return {
        (1, 30): BUCKETS[1],
        (0, 30): BUCKETS[1],
        (31, 60): BUCKETS[2],
        (30, 60): BUCKETS[2],
        (61, 90): BUCKETS[3],
        (60, 90): BUCKETS[3],
    }.get((low, high))


def ageing(rows: Sequence[Row], lines: Sequence[Line], told: Around) -> list[Fact]:
    """Receivables by days past due, down a table or across it."""
    made: list[Fact] = []
    at = 0
    while at < len(rows):
        found, after = _ageing_down(rows, at, lines, told)
        made += found or _ageing_across(rows, at, lines, told)
        at = max(after, at + 1)
    return made


def _is_trade(text: str) -> bool:
    return bool(_TRADE.search(text)) and not _NOT_TRADE.search(text)


def _ageing_down(rows: Sequence[Row], at: int, lines: Sequence[Line], told: Around) -> tuple[list[Fact], int]:
    if not rows[at].cells or bucket_of(rows[at].label) not in BUCKETS[:2]:
        return [], at
    width, k = len(rows[at].cells), at
    found: list[tuple[str, Row]] = []
    while k < len(rows) and len(rows[k].cells) == width and (name := bucket_of(rows[k].label)):
        found.append((name, rows[k]))
        k += 1
    names = [n for n, _ in found]
    total = (
        rows[k]
        if k < len(rows) and rows[k].cells and re.fullmatch(r"(?:total\b.*|gross .*|)", rows[k].label, re.IGNORECASE)
        else None
    )
    if (
        len(found) < MIN_BUCKETS
        or len(set(names)) < len(names)
        or total is None
        or not foots([r for _, r in found], total)
    ):
        return [], at
    ends = column_ends(lines, rows[at], width, told)
    if ends is None or not _is_trade(" ".join(r.text for r in lines[max(0, at - 6) : at])):
        return [], k
    return [f for name, row in found for f in dated_amounts(name, row, *ends, lines, told)], k


def _ageing_across(rows: Sequence[Row], at: int, lines: Sequence[Line], told: Around) -> list[Fact]:
    row = rows[at]
    if len(row.cells) < MIN_BUCKETS + 1 or not (
        _GROSS.fullmatch(row.label) or (_GROSS.search(row.label) and "net" not in row.label.lower())
    ):
        return []
    names = max(
        ([bucket_of(h) for h in heads_over(lines, row, n)] for n in (1, 2, 3)), key=lambda found: sum(map(bool, found))
    )
    known = [(n, c) for n, c in zip(names, row.cells, strict=True) if n]
    total = row.cells[-1].value or Decimal(0)
    if (
        len(known) < len(row.cells) - 1
        or len(known) < MIN_BUCKETS
        or abs(sum((c.value or 0 for _, c in known), Decimal(0)) - total) > len(known)
    ):
        return []
    above = " ".join(r.text for r in lines[max(0, at - 8) : at])
    if not _is_trade(f"{above} {row.label}") or not dated_now(above, told):
        return []
    made = [amount_of(name, row, cell, told.end, lines, told) for name, cell in known]
    made += [
        amount_of("ar_allowance", below, below.cells[-1], told.end, lines, told)
        for below in rows[at + 1 : at + 3]
        if len(below.cells) == len(row.cells) and _ALLOWANCE.fullmatch(below.label)
    ]
    return [f for f in made if f is not None]


def on_the_face(facts: Iterable[Fact], pages: Mapping[int, Sequence[Line]], told: Around) -> list[Fact]:
    """The allowance that the caption of trade receivables names, one amount a column, in the order of the columns."""
    rows: dict[tuple[int, str], list[Fact]] = {}
    for fact in facts:
        if (
            fact.field in ("accounts_receivable", "notes_and_accounts_receivable")
            and fact.statement == "balance_sheet"
            and fact.method != "derived"
            and len(fact.box) == 4
            and _CAPTION.search(fact.label)
        ):
            rows.setdefault((fact.page, fact.label), []).append(fact)
    made: list[Fact] = []
    for (page, label), columns in rows.items():
        columns.sort(key=lambda f: f.box[0])
        tail = label[_CAPTION.search(label).start() :]  # type: ignore[union-attr]
        years = re.findall(r"\b(20\d\d) ?[-–—:]", tail)
        if years and [told.end_of(int(y)) for y in years] != [f.period_end for f in columns]:
            continue
        printed = [m["n"] for m in _CAPTION_AMOUNT.finditer(re.sub(r"\b20\d\d\b", " ", tail))]
        if len(printed) != len(columns) or re.search(r"\b(?:million|billion)\b", tail):
            continue
        for fact, text in zip(columns, printed, strict=True):
            word = _word_near(pages.get(page, ()), text, fact)
            value = parse_amount(text)
            if word is None or value is None or value.value * fact.scale > abs(fact.amount) * 2:
                continue
            cell = Cell(text, word.box, (word,), value.value)
            row = Row(page, 0, label, (cell,))
            made_one = amount_of("ar_allowance", row, cell, fact.period_end or "", (), told)
            if made_one is not None:
                made.append(made_one.model_copy(update={"scale": fact.scale, "header_box": fact.header_box}))
    return made


def _word_near(lines: Sequence[Line], text: str, fact: Fact) -> Word | None:
    for line in lines:
        if abs(line.box[1] - fact.box[1]) <= NEAR_PT:
            for word in line.words:
                if re.sub(r"^20\d\d[-–—:]", "", word.text).strip("$£€(),.;") == text and word.x1 < fact.box[0]:
                    return word
    return None
