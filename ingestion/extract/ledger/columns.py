"""Columns of text told at once: amounts, document numbers, kinds of rows, currencies and units by the words of a ledger."""

import re
from collections.abc import Callable
from functools import cache

import polars as pl

from ingestion.extract.ledger.cells import cents_of_cell, plain_cell
from ingestion.extract.ledger.heads import words

PLAIN_AMOUNT = r"^-?\d{1,13}(?:\.\d{1,2})?$"
_CODE = r"us\$|hk\$|nt\$|rmb|cny|usd|hkd|eur|gbp|jpy|sgd|aud|chf|cad|人民币|美元|港[币元]|欧元|英镑|日元"
_CODED = re.compile(rf"^(?:[-(]?\s*({_CODE})\s*[-(]?\d.*|[-(]?\d[\d,. ]*[-)]?\s*({_CODE})\)?)$")
_SIGNED = re.compile(r"^(?:[-(]?\s*([¥$€£])\s*[-(]?\d.*|[-(]?\d[\d,. ]*[-)]?\s*(元))$")
INVOICE, CREDIT, RECEIPT, OPENING = "invoice", "credit_note", "receipt", "opening"


def cents_of(texts: pl.Series, scale: int, comma: bool) -> pl.Series:
    """A text column as whole cents. Plain figures are told by the column, the few others one by one."""
    if comma:
        return mapped(texts, lambda text: cents_of_cell(text, scale, True), pl.Int64)
    bare = texts.str.replace_all(",", "", literal=True) if texts.str.contains(",", literal=True).any() else texts
    simple = bare.str.contains(PLAIN_AMOUNT).fill_null(False)
    fast = (
        bare.to_frame("x").select(pl.when(simple).then(pl.col("x")).cast(pl.Float64, strict=False))["x"] * (100 * scale)
    ).round().cast(pl.Int64)  # fmt: skip
    rest = texts.is_not_null() & ~simple
    if not rest.any():
        return fast
    slow = mapped(
        texts.to_frame("x").select(pl.when(rest).then(pl.col("x")))["x"], lambda t: cents_of_cell(t, scale), pl.Int64
    )
    return fast.fill_null(slow) if fast.dtype == slow.dtype else slow


def mapped(texts: pl.Series, of: Callable[[str], object], dtype: type[pl.DataType]) -> pl.Series:
    """`of` of every text, worked out once a distinct text."""
    distinct = texts.drop_nulls().unique()
    values = [of(text) for text in distinct.to_list()]
    table = pl.DataFrame({"text": distinct, "value": pl.Series(values, dtype=dtype)})
    return texts.to_frame("text").join(table, on="text", how="left", maintain_order="left")["value"]


def document_numbers(texts: pl.Series) -> pl.Series:
    """Document numbers for matching: capital, half width, no spaces, no `.0` of a spreadsheet."""
    odd = texts.str.contains(r"[^A-Z0-9\-/]").fill_null(False)
    return mapped(texts, document_number, pl.String) if odd.any() else texts


def document_number(text: str) -> str | None:
    """One document number for matching."""
    return re.sub(r"\.0$", "", plain_cell(text).replace(" ", "").upper()) or None


@cache
def totals_pattern() -> str:
    """The pattern of a cell that begins a row of sums."""
    names = sorted(words()["rows"]["totals"], key=len, reverse=True)
    spaced = [r"\s*".join(re.escape(ch) for ch in name) if ord(name[0]) > 0x2E7F else re.escape(name) for name in names]
    either = "|".join(spaced)
    return rf"(?i)^\s*(?:[\d年月-]*\s*)?(?:其中|截至)?[:：\s]*(?:{either})(?:$|[^a-z])|(?:^|[^a-z])(?:{either})\s*[:：]?\s*$"


def kind_of_text(text: str) -> str | None:
    """invoice, credit_note, receipt or opening, by the words of a type."""
    plain = " ".join(plain_cell(text).lower().split())
    for kind, names in words()["kinds_short"].items():
        if plain in names:
            return str(kind)
    for kind, names in words()["kinds"].items():
        if any(name in plain for name in names) and not (kind == RECEIPT and "应收" in plain):
            return str(kind)
    return None


def credit_in_text(text: str) -> str | None:
    """`credit_note` where a remark speaks of one."""
    plain = plain_cell(text).lower()
    return CREDIT if any(name in plain for name in words()["kinds"][CREDIT]) else None


def currency_in(text: str) -> str | None:
    """The ISO code that a cell names."""
    plain = plain_cell(text).strip().lower()
    for code, names in words()["currencies"].items():
        if plain in names or plain == code.lower():
            return str(code)
    code = re.search(r"\b([A-Z]{3})\b", plain_cell(text))
    if code:
        return code[1]
    return next(
        (str(c) for c, names in words()["currencies"].items() if any(len(n) > 1 and n in plain for n in names)), None
    )


def code_with_amount(text: str) -> str | None:
    """The currency that a code or a name before or behind an amount says; a bare sign says nothing certain."""
    found = _CODED.match(plain_cell(text).lower())
    return currency_in(found[1] or found[2]) if found else None


def sign_of_amount(text: str) -> str | None:
    """The currency whose sign stands before an amount, or 元 behind it."""
    found = _SIGNED.match(plain_cell(text).lower())
    return currency_in(found[1] or found[2]) if found else None


def currency_in_head(text: str) -> str | None:
    """The currency that a head names in brackets or by code; 元 alone is one only in brackets."""
    flat = plain_cell(text).lower()
    inside = re.findall(r"[(\[]([^()\[\]]*)[)\]]", flat)
    for part in [*inside, *re.findall(r"\b[a-z]{3}\b|us\$|hk\$|人民币|美元|港[币元]|欧元", flat)]:
        bare = part.strip().removeprefix("万").removeprefix("千").removeprefix("百万")
        for code, names in words()["currencies"].items():
            if bare in names or bare == code.lower():
                return str(code)
    return None


def scale_in(text: str) -> int | None:
    """The multiplier that a head or a line names (万元), or None."""
    flat = plain_cell(text).lower()
    for scale, names in sorted(words()["scales"].items(), key=lambda item: -int(item[0])):
        if any(re.search(rf"[(\[:：为,/ ]\s*(?:人民币|rmb|cny|usd|in )?\s*{re.escape(name)}", flat) for name in names):
            return int(scale)
    return None
