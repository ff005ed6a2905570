"""Formulas and reasons in words, for screens and files."""

import re
from decimal import Decimal
from typing import Any

from assistant.credit.judgement_model import Component
from assistant.credit.names import line_name
from assistant.credit.profile_model import RatioValue
from assistant.format import Lang, amount, grouped, leaf_amount, ratio_text, rounded, shown_value
from ingestion.texts import say, word_of

SIGNS = str.maketrans({"*": "×", "/": "÷", "-": "−"})
OF_A_LINE = "__of__"
FORMULA_WORDS = ("avg", "prior", "opening", "either", "or_zero", "days")


def reason_text(item: RatioValue, lang: Lang) -> str:
    """Why a ratio has no value, in words."""
    names = [line_name(name, lang) for name in item.missing]
    return say(
        f"profile.reason_{item.reason or 'missing'}", lang, names="、".join(names) if lang == "zh" else ", ".join(names)
    )


def formula_words(formula: str, lang: Lang) -> str:
    """A formula with the names of its lines in place of their ids."""

    def named(match: re.Match[str]) -> str:
        how, _, word = match.group().rpartition(OF_A_LINE)
        name = say(f"export.word_{word}", lang) if word in FORMULA_WORDS else line_name(word, lang)
        return say(f"export.{how}_of", lang, name=name) if how else name

    return re.sub(r"[a-z][a-z0-9_]*", named, of_lines(formula).translate(SIGNS))


def of_lines(formula: str) -> str:
    """A formula with what is done to a single line drawn into its name: `avg(x)` as one word, to be told as "average x"."""
    return re.sub(r"\b(avg|or_zero|prior|opening)\((\w+)\)", rf"\1{OF_A_LINE}\2", formula)


def money_text(value: str | None, currency: str | None, lang: Lang) -> str:
    """An amount with its unit as a memo prints it: 1,200 万元, CNY 12 million; whole units where it does not divide."""
    if value is None:
        return "—"
    try:
        number = Decimal(value)
    except ArithmeticError:
        return value
    number = rounded(number, 0 if abs(number) >= 1000 else 2)
    scale = 10**4 if lang == "zh" else 10**6
    if abs(number) < scale or (number / scale).normalize().as_tuple().exponent < -2:  # type: ignore[operator]
        scale = 1
    return amount(number, currency, lang, scale)


def component_value(item: Component, lang: Lang) -> str:
    """The value of a component with its unit."""
    if item.value is None:
        return "—"
    try:
        number = Decimal(item.value)
    except ArithmeticError:
        return item.value
    if item.unit == "money":
        return money_text(item.value, item.currency, lang)
    number, unit = shown_value(item.name, number, item.unit)
    if unit in ("x", "percent", "days", "points"):
        return ratio_text(number, unit, lang)
    return grouped(
        number.normalize() if number == number.to_integral_value() else number,
        None if number == number.to_integral_value() else 2,
    )


def bureau_leaf(leaf: Any, lang: Lang) -> str:
    """A value of a bureau object in words."""
    if leaf is None:
        return ""
    if isinstance(leaf, list):
        return "、".join(bureau_leaf(item, lang) for item in leaf)
    if not isinstance(leaf, dict):
        return word_of("bureau", str(leaf), lang)
    if "printed" not in leaf:
        return " ".join(bureau_leaf(item, lang) for item in leaf.values())
    if leaf.get("scale") and leaf.get("currency") and leaf.get("value") is not None:
        return leaf_amount(Decimal(leaf["value"]), leaf["currency"], leaf["scale"], lang)
    return str(leaf["printed"])
