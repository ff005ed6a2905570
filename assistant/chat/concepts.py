"""Phrases to formulas: captions of line items, names of ratios and derived values, the glossary, and `concepts.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.chat.tokens import tokens_of
from assistant.credit.case_definitions import case_definitions
from assistant.credit.ratios import ratio_definitions
from assistant.credit.values import derived_formulas
from ingestion.taxonomy.captions import plain
from ingestion.taxonomy.glossary import glossary
from ingestion.taxonomy.taxonomy import taxonomy

_CJK = re.compile("[\u3400-\u9fff]")
_ACROSS = ")(?<!".join(("完成本", "达成本", "形成本", "构成本"))
"""Where the signs of a name belong to two words (完成|本次)."""
AMBIGUOUS = frozenset(
    {
        "other",
        "basic",
        "diluted",
        "cash",
        "sales",
        "notes",
        "stock",
        "total",
        "assets",
        "equity",
        "deficit",
        "dividends",
    }
    | {"depreciation", "amortization", "borrowings", "securities", "equipment", "reserve", "reserves", "liabilities"}
    | {
        "current",
        "non-current",
        "products",
        "services",
        "balance",
        "operating",
        "financing",
        "investing",
        "common stock",
    }
    | {"debtors", "creditors", "provisions", "marketing", "taxes", "interest"}
)
"""Words too common to name a line item by themselves."""


WEAK = {
    "cash": "monetary_funds", "sales": "revenue", "stock": "inventories", "equity": "total_equity", "assets": "total_assets",
    "liabilities": "total_liabilities", "borrowings": "interest_bearing_debt", "depreciation": "depreciation_amortization",
    "debtors": "accounts_receivable", "creditors": "accounts_payable", "dividends": "dividends_paid", "现金": "monetary_funds",
    "权益": "total_equity", "资产": "total_assets", "负债": "total_liabilities", "借款": "interest_bearing_debt", "成本": "cost_of_sales",
    "利润": "net_income", "应收": "accounts_receivable", "应付": "accounts_payable",
}  # fmt: skip
"""What a common word means beside another figure that it is measured against."""


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that can be computed: a formula over line items with its unit and names."""

    id: str
    formula: str
    unit: str
    zh: str
    en: str

    def name(self, lang: str) -> str:
        """Its name in a language."""
        return (self.zh or self.en) if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a question, by place in its plain form."""

    concept: Concept
    start: int
    end: int
    phrase: str


class Phrases:
    """All phrases; the longest match wins."""

    def __init__(self, entries: dict[str, Concept]) -> None:
        self.entries = entries
        latin = sorted((p for p in entries if not _CJK.search(p)), key=len, reverse=True)
        chinese = sorted((p for p in entries if _CJK.search(p)), key=len, reverse=True)
        self._latin = re.compile(r"(?<![a-z0-9])(?:" + ("|".join(map(re.escape, latin)) or "(?!)") + r")(?![a-z0-9])")
        self._chinese = re.compile(rf"(?:{'|'.join(map(re.escape, chinese)) or '(?!)'})(?<!{_ACROSS})")

    def mentions(self, text: str) -> list[Mention]:
        """Concepts in `text` (plain form), in order, not overlapping."""
        found = sorted(
            [*self._latin.finditer(text), *self._chinese.finditer(text)], key=lambda m: (m.start(), -m.end())
        )
        out: list[Mention] = []
        for match in found:
            if not out or match.start() >= out[-1].end:
                out.append(Mention(self.entries[match.group()], match.start(), match.end(), match.group()))
        return out


@cache
def phrases() -> Phrases:
    """The product's phrase table, later sources never overwrite earlier ones."""
    entries: dict[str, Concept] = {}
    own = {name: concept_named(name) for name in own_concepts()}
    for name, concept in own.items():
        if concept is not None:
            _add(entries, concept, own_concepts()[name]["phrases"])
    for concept in own.values():
        if concept is not None:
            _add(entries, concept, [concept.zh, concept.en])
    for name, row in ratio_definitions().items():
        concept = Concept(name, row["formula"], row["unit"], row["names"]["zh"], row["names"]["en"])
        _add(entries, concept, [row["names"]["zh"], row["names"]["en"], name.replace("_", " ")])
    for name, row in derived_formulas().items():
        _add(
            entries,
            Concept(name, name, "money", row["names"]["zh"], row["names"]["en"]),
            [row["names"]["zh"], row["names"]["en"]],
        )
    _add_lines(entries)
    _add_glossary(entries)
    for name, row in case_definitions().items():
        if "phrases" in row:
            _add(entries, Concept(name, name, row["unit"], **row["names"]), [*row["names"].values(), *row["phrases"]])
    return Phrases(entries)


@cache
def stock_windows() -> list[tuple[frozenset[str], Concept]]:
    """The product's English captions and phrases as sets of words, for questions that put them in another order."""
    out: dict[frozenset[str], Concept] = {}
    for phrase, concept in phrases().entries.items():
        if not _CJK.search(phrase) and len(tokens := tokens_of(phrase)) > 1:
            out.setdefault(tokens, concept)
    return list(out.items())


@cache
def companions() -> dict[str, dict[str, Any]]:
    """What belongs beside a development: `companions.toml`."""
    return tomllib.loads(files(__package__).joinpath("companions.toml").read_text("utf-8"))


@cache
def own_concepts() -> dict[str, dict[str, Any]]:
    """`concepts.toml`."""
    return tomllib.loads(files(__package__).joinpath("concepts.toml").read_text("utf-8"))


def concept_named(name: str) -> Concept | None:
    """The concept of a line item, ratio or derived value by its id; as the chat's own table has it where it does."""
    if name in own_concepts():
        row = own_concepts()[name]
        return Concept(name, row["formula"], row["unit"], row["names"]["zh"], row["names"]["en"])
    if name in ratio_definitions():
        row = ratio_definitions()[name]
        return Concept(name, row["formula"], row["unit"], row["names"]["zh"], row["names"]["en"])
    if name in derived_formulas():
        row = derived_formulas()[name]
        return Concept(name, name, "money", row["names"]["zh"], row["names"]["en"])
    if "phrases" in case_definitions().get(name, {}):
        row = case_definitions()[name]
        return Concept(name, name, row["unit"], row["names"]["zh"], row["names"]["en"])
    line = taxonomy().items.get(name)
    unit = "per_share" if name.startswith("eps_") else "money"
    return Concept(name, name, unit, line.name_zh, line.name_en) if line else None


@cache
def _by_formula() -> dict[str, str]:
    """The first name of each formula, written without spaces."""
    out: dict[str, str] = {}
    for name, row in [*own_concepts().items(), *ratio_definitions().items()]:
        out.setdefault(row["formula"].replace(" ", ""), name)
    return out


def concept_of_formula(formula: str) -> Concept | None:
    """The ratio that a formula written out in a question is known as."""
    name = _by_formula().get(re.sub(r"[\s()]", "", formula)) if "/" in formula else None
    return concept_named(name) if name else None


def _add(entries: dict[str, Concept], concept: Concept, names: list[str]) -> None:
    for name in names:
        phrase = _phrase(name)
        if len(phrase) > 1 and phrase not in AMBIGUOUS:
            entries.setdefault(phrase, concept)


def _phrase(name: str) -> str:
    text = re.sub(r"\s*\([^()]*\)", "", plain(name)).replace("&", "and").replace("'", "")
    return re.sub(r"[,:]", "", re.sub(r"^其中[:：]", "", text)).strip()


def _add_lines(entries: dict[str, Concept]) -> None:
    raw = tomllib.loads(files("ingestion.taxonomy").joinpath("lines.toml").read_text("utf-8"))
    for name, row in raw.items():
        concept = concept_named(name)
        if concept and not name.startswith("cf_"):
            _add(entries, concept, [row["name"]["zh"], row["name"]["en"], *row["zh"], *row.get("hant", ()), *row["en"]])


def _add_glossary(entries: dict[str, Concept]) -> None:
    for row in glossary().concepts.values():
        concept = concept_named(row.id)
        if concept is not None:
            _add(entries, concept, list(row.phrases))
