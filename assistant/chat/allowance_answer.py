"""Allowances of receivables and stock: the row of a note whose gross less allowance is the balance sheet's own figure."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.chat.answer_model import Answer
from assistant.chat.concepts import Concept
from assistant.chat.context import lexicon_of
from assistant.chat.draft import Draft
from assistant.chat.periods import chosen_periods
from assistant.chat.question import Question
from assistant.chat.rows import Row, cell_amount, rows_of
from assistant.credit.values import Values
from assistant.format import amount, grouped, rounded
from assistant.workspace import CustomerData
from ingestion.taxonomy.captions import plain
from ingestion.texts import say

_ASKED = re.compile(
    r"坏账准备|跌价准备|减值准备|计提比例|allowance|(?:provision|reserve) for (?:bad|doubtful|credit|impair|obsol)|账面余额.*准备|loss rate|expected credit loss",
)
_AGE = re.compile(r"(\d)\s*(?:至|到|-|~)\s*(\d)\s*年|(\d) ?(?:to|-) ?(\d) years?")
ITEMS = ("accounts_receivable", "other_receivables", "contract_assets", "inventories", "notes_receivable")
SEARCH = {
    "accounts_receivable": "应收账款 坏账准备 按坏账计提方法分类 账面余额 计提比例 合计 allowance for doubtful accounts",
    "other_receivables": "其他应收款 坏账准备 账面余额 计提比例 合计",
    "contract_assets": "合同资产 减值准备 账面余额 计提比例 合计",
    "inventories": "存货分类 账面余额 跌价准备 账面价值 合计 inventory reserve",
    "notes_receivable": "应收票据 坏账准备 账面余额 合计",
}
MAX_AGES = 2
_CLOSE = Decimal("0.011")


def allowance_answer(question: Question, data: CustomerData) -> Answer | None:
    """The allowance, the gross amount and the rate; None where the question asks otherwise or no row proves itself."""
    if not _ASKED.search(question.flat):
        return None
    item = next((c for c in question.concepts if c.formula in ITEMS), None)
    if item is None:
        return None
    profile = data.profile()
    values = Values([*profile.facts, *lexicon_of(data).facts], profile.periods)
    periods = chosen_periods(question, profile, item, values)
    net = values.fact(item.formula, periods[0]) if periods else None
    if net is None:
        return None
    proven = [(told, place) for place in _rows(data, item) if (told := _proven(place[3], net.fact.amount))]
    if not proven:
        return None
    told, (document, file, page, row) = max(proven, key=lambda entry: entry[0][0])
    draft = Draft(question, profile)
    _tell(draft, item, told, row, (document, file, page), net.fact.currency, periods[0].period_end)
    _ages(draft, question, data, document, file, page)
    draft.cite(net)
    return draft.say(say("chat.stop", question.lang)).done("answered")


def _rows(data: CustomerData, item: Concept) -> Iterator[tuple[str, str, int, Row]]:
    hits = data.search(SEARCH[item.formula], 12)
    for document, file, page in dict.fromkeys((h.document, h.file, p) for h in hits for p in (h.page, h.page + 1)):
        for row in rows_of(data.page_lines(document, page)):
            yield document, file, page, row


def _proven(row: Row, net: Decimal) -> tuple[Decimal, Decimal] | None:
    """(gross, allowance) where two figures of the row differ by exactly the printed balance."""
    cells = [v for c in row.cells if "%" not in c and (v := cell_amount(c)) is not None]
    for at, gross in enumerate(cells):
        for allowance in cells[at + 1 :]:
            if allowance != 0 and gross > allowance > 0 and abs(gross - allowance - net) <= _CLOSE:
                return gross, allowance
    return None


def _tell(
    draft: Draft,
    item: Concept,
    told: tuple[Decimal, Decimal],
    row: Row,
    place: tuple[str, str, int],
    currency: str | None,
    end: str,
) -> None:
    gross, allowance = told
    lang = draft.lang
    draft.terms = [item.zh, item.en]
    draft.say(say("chat.allowance_is", lang, name=item.name(lang), date=end))
    draft.figure("allowance", allowance, amount(allowance, currency, lang), "money", end, currency=currency)
    draft.place(f"{place[0]}|{place[2]}|{row.box}", place[1], place[0], place[2], row.box, row.text)
    draft.say(say("chat.allowance_gross", lang))
    draft.figure("gross", gross, amount(gross, currency, lang), "money", end, currency=currency)
    rate = allowance / gross * 100
    draft.say(say("chat.allowance_rate", lang))
    shown = grouped(rounded(rate, 2 if draft.question.places is None else draft.question.places))
    draft.figure("allowance_rate", rate, f"{shown}%", "percent", end, formula="allowance / gross")


def _ages(draft: Draft, question: Question, data: CustomerData, document: str, file: str, page: int) -> None:
    """Rows of the ageing that the question names, with allowance and rate."""
    for match in list(_AGE.finditer(question.flat))[:MAX_AGES]:
        first, last = match[1] or match[3], match[2] or match[4]
        pattern = re.compile(rf"^{first}\s*(?:至|-|~|到|to)\s*{last}\s*(?:年|years?)")
        for near in (page, page + 1, page - 1):
            row = next((r for r in _aged(data, document, near, pattern) if len(r.cells) >= 3), None)
            if row is not None:
                draft.say(say("chat.allowance_age", draft.lang, age=row.caption))
                draft.say(" / ".join(row.cells[-3:]))
                if not row.cells[-1].endswith("%"):
                    draft.say("%")
                draft.place(f"{document}|{near}|{row.box}", file, document, near, row.box, row.text)
                break


def _aged(data: CustomerData, document: str, page: int, pattern: re.Pattern[str]) -> list[Row]:
    """Rows whose line begins with an age; its own digits are part of the caption, not cells."""
    out = []
    for text, box in data.page_lines(document, page):
        match = pattern.match(plain(text).strip())
        if match:
            rest = rows_of([("x " + plain(text).strip()[match.end() :], box)])
            out += [Row(match.group(), r.cells, 0, box, text) for r in rest]
    return out
