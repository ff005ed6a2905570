"""Leaves of the bureau object: typed values with the printed text and its place."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ingestion.extract.bureau.amounts import Unit, amount_of, decimal_of
from ingestion.extract.bureau.days import day_of, month_of, time_of
from ingestion.model.decimals import plain_decimal
from ingestion.model.place import Box
from ingestion.taxonomy.captions import plain

Leaf = dict[str, Any]
EMPTY = frozenset(
    {
        "",
        "--",
        "-",
        "—",
        "——",
        "–",
        "n/a",
        "na",
        "nil",
        "none",
        "无",
        "null",
        "暂无",
        "不适用",
        "not available",
        "/",
        "*",
    }
)
FOREVER = frozenset({"长期", "长期有效", "永久", "无固定期限", "不约定期限", "indefinite", "perpetual"})
CONFIDENCE, UNSURE = 0.98, 0.5
FIGURES = frozenset({"money", "number", "count", "score", "days"})
MISREAD = re.compile(r"[\dOoIl|,.%$()\-]{1,16}")  # what recognition writes for figures
AS_DIGITS = str.maketrans("OoIl|", "00111")
NOTHING = re.compile(r"未(?:发现|查到|查询到|检索到|见)|无|暂无|没有|不存在|none|no ", re.IGNORECASE)
_CJK_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+|\s+(?=[\u3000-\u9fff\uff00-\uffef])")
_CHINESE = re.compile("[\u3400-\u9fff]")
_SCORE = re.compile(r"[-+]?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands in a cell and where; `unit` is the one that the column or section declares for its amounts."""

    text: str
    page: int
    box: Box
    conf: float = 1.0
    unit: Unit | None = None


class LeafMaker:
    """Makes leaves for one report: its unit, currency, order of dates, word lists and reader version."""

    def __init__(
        self, unit: Unit, extractor: str, words: dict[str, dict[str, str]], day_first: bool | None = False
    ) -> None:
        self.unit = unit
        self.day_first = day_first
        self._extractor = extractor
        self._words = words

    def leaf(self, kind: str, printed: Printed) -> Leaf:
        """The leaf of a printed value; `value` is None where nothing is printed or it is not of its kind."""
        text = clean(printed.text)
        if printed.conf < 1 and kind in FIGURES and MISREAD.fullmatch(text):
            text = text.translate(AS_DIGITS)
        if printed.conf < 1 and kind == "id":
            text = text.replace("|", "")  # a rule of the table
        empty = (kind != "found" and text.casefold() in EMPTY) or (kind == "date" and text in FOREVER)
        unit = (printed.unit or self.unit).over(self.unit)
        money = amount_of(text, unit) if kind == "money" and not empty else None
        value = None if empty else plain_decimal(money.value) if money else self._value(kind, text)
        sure = value is not None or empty
        made: Leaf = {
            "value": value, "printed": printed.text, "page": printed.page, "box": [round(v, 1) for v in printed.box],
            "confidence": round(CONFIDENCE * printed.conf, 3) if sure else UNSURE, "extractor": self._extractor,
        }  # fmt: skip
        if kind == "money":
            made |= {
                "currency": (money.currency if money else None) or unit.currency,
                "scale": money.scale if money else unit.scale or 1,
            }
        return made

    def _value(self, kind: str, text: str) -> Any:
        match kind:
            case "text" | "list":
                return text
            case "id":
                return re.sub(r"[\s\u200b]", "", text)
            case "money":
                return None
            case "number" | "count" | "days":
                number = decimal_of(text)
                return None if number is None else plain_decimal(number)
            case "found":
                number = decimal_of(text)
                return plain_decimal(number) if number is not None else "0" if NOTHING.match(text) else None
            case "score":
                found = _SCORE.search(text)
                return plain_decimal(Decimal(found.group())) if found else None
            case "grade":
                grade = re.sub(r"\s*[（(].*$", "", text).removesuffix("级").strip()
                return None if len(_CHINESE.findall(grade)) > 1 else grade
            case "date":
                return day_of(text, self.day_first)
            case "datetime":
                return time_of(text, self.day_first)
            case "month":
                return month_of(text, self.day_first)
        found_word = self.word(kind, text)
        return found_word == "true" if kind == "bool" and found_word else found_word

    def exact(self, kind: str, text: str) -> str | None:
        """The schema's word where the whole text is a printed one."""
        return self._words.get(kind, {}).get(plain(text))

    def word(self, kind: str, text: str) -> str | None:
        """The schema's word for a printed one: the whole text, else its longest known beginning, else a part."""
        words = self._words.get(kind, {})
        flat = plain(text)
        if flat in words:
            return words[flat]
        for test in (flat.startswith, flat.__contains__):
            fits = [printed for printed in words if len(printed) > 1 and test(printed)]
            if fits:
                return words[max(fits, key=len)]
        return None


def clean(text: str) -> str:
    """NFKC; no spaces inside Chinese, single ones elsewhere."""
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    return _CJK_GAP.sub("", flat)
