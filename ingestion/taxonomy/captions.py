"""Captions in a normal form, so that print and vocabulary meet. Pure; rules C1-C9 of the caption table, none names a company."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

CHINESE = re.compile("[\u3400-\u9fff]")
CHINESE_RUN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
_LATIN = re.compile("[a-z]{4}")
_LATIN_RUN = re.compile("[a-z][a-z ,.'&/-]+")
_NUMBERING = re.compile(
    r"^(?:[△*#☆]|[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]"
    r"|\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|其中[:：]?|[减加][:：])"
)
_NOTE_MARK = re.compile(
    r"[（(](?:损失|亏损|净亏损|收益|减少|增加|净损失|转出|费用).*$|[（(]?(?:附注|附註|注释)[^）)]*[）)]?$"
)
_LEAD_IN = re.compile(r"^(?:less|add|plus|deduct|including|of which|incl\.)\s*:\s*")
_LIST_MARK = re.compile(
    r"^(?:\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)|(?:[ivx]{1,5}|[a-z]|\d{1,2})[.)]|\d{1,2}(?=\s+(?:\([a-z]\)\s+)?[a-z]{3}))\s+(?=[a-z(])"
)
"""(a), (iv), 1., VII. or the number of a form's row before an English caption."""
_CHINESE_NOTE = re.compile(
    r"\s+(?:[一二三四五六七八九十]{1,3}[、.．])?(?:[(（]?\d{1,2}[)）]?|[(（][一二三四五六七八九十]{1,3}[)）])$"
)
"""The number of a note behind a Chinese caption."""
_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_OPEN_BRACKET = re.compile(r"[(（][^)）]*$")
_ALTERNATE = re.compile(r"/(?:亏损|毛损|开支|抵免|收益|支出|减少|净额)?$")  # 溢利/(亏损), 所得税(开支)/抵免
_TAIL = re.compile(
    r"(?:,| —| –| -)?\s*\b(?:net of (?:allowances?|accumulated|reserves?|doubtful|tax|unamortized|provisions?)\b.*"
    r"|less (?:allowances?|accumulated|reserves?|provisions?)\b.*|net of [-–—$ ]*\$.*|at cost\b.*|par value\b.*)$"
)
_DATED_TAIL = re.compile(r":\s*(?:19|20)\d\d\b.*$")
_NOTE_AT_END = re.compile(r"\s+\d{1,2}[a-z]?$")
_NET = re.compile(r"[\s,—–-]*\bnet$")
_PARENT = re.compile(r"\b(?:attributable|allocable|available) to (?P<who>.+)$")
_MINORITY = re.compile(r"non ?-?controlling|minorit")
_OWNERS = re.compile(
    r"^total (?P<who>.+?) ?(?P<holders>(?:stock|share|shareowner|unit)(?:holder|owner)?s?) (?P<what>equity|deficit|investment)$"
)


def plain(text: str) -> str:
    """NFKC, lower case, simplified Chinese, one form of quotes, dashes and 账."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").replace("`", "'")
    text = text.replace("╱", "/").replace("∕", "/")
    text = re.sub("[–—−‐‑―]", "-", text).lower()
    if CHINESE.search(text):
        text = _simplify(text).replace("帐", "账")
    return text


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=8192)
def _simplify(text: str) -> str:
    return str(_converter().convert(text))


@lru_cache(maxsize=16384)
def caption_keys(label: str) -> tuple[str, ...]:
    """Normal forms of a printed caption, the fullest first; empty for a caption without letters.

    Chinese: numbering, 其中/加/减, brackets and spaces gone. English: brackets, note references, valuation tails and
    punctuation gone, plurals made singular, the owners' name taken out.
    """
    text = plain(label)
    if CHINESE.search(text) and _LATIN.search(text):  # both languages side by side: either may name the line
        keys = [*_english_keys(CHINESE_RUN.sub(" ", text)), *_chinese_keys(_LATIN_RUN.sub("", text))]
    else:
        keys = _chinese_keys(text) if CHINESE.search(text) else _english_keys(text)
    return tuple(dict.fromkeys(key for key in keys if key))


def _chinese_keys(text: str) -> list[str]:
    noted = _CHINESE_NOTE.sub("", text)
    if noted != text and CHINESE.search(noted):
        return [*_chinese_keys(re.sub(r"\s+", "", text)), *_chinese_keys(noted)]
    text = re.sub(r"\s+", "", text)
    while (match := _NUMBERING.match(text)) and match.end() < len(text):
        text = text[match.end() :]
    text = _NOTE_MARK.sub("", text).rstrip(":：*#△。")
    bare = _ALTERNATE.sub("", _OPEN_BRACKET.sub("", _BRACKETS.sub("", text)))
    forms = [re.sub(r"[\"“”'：:]", "", text), re.sub(r"[\"“”'：:]", "", bare)]
    return [*forms, *(form.replace("所收到", "收到").replace("所支付", "支付") for form in forms)]


def _english_keys(text: str) -> list[str]:
    text = _LEAD_IN.sub("", _LIST_MARK.sub("", _DATED_TAIL.sub("", text.replace("&", " and "))))
    bare = _OPEN_BRACKET.sub("", _BRACKETS.sub(" ", _BRACKETS.sub(" ", text))).replace("/", " ")
    bare = re.sub(r"\(.*$", "", bare).strip(" .:*;")
    short = _TAIL.sub("", bare)
    forms = [bare, short, _NET.sub("", short.rstrip(" ,-")), _NOTE_AT_END.sub("", bare)]
    return [
        owned for form in dict.fromkeys(map(_words, dict.fromkeys(forms))) for owned in (_without_owner(form), form)
    ]


def _words(text: str) -> str:
    text = re.sub(r"[^a-z0-9 ]+", " ", text.replace("'", ""))
    text = re.sub(r"(?<=[a-z])is(?=ation|ed\b|ing\b|e\b)", "iz", text) if "is" in text else text
    return " ".join(_singular(word) for word in text.split())


def _singular(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("xes", "sses", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def _without_owner(key: str) -> str:
    """`attributable to X` and `total X shareholders equity` without the owner's name (C5)."""
    match = _PARENT.search(key)
    if match:
        per_share = (
            " per " in key or key.startswith(("earning per", "income per")) or "basic" in key or "diluted" in key
        )
        who = "noncontrolling interest" if _MINORITY.search(match["who"]) else "parent"
        if _MINORITY.search(match["who"]) and re.search(r"\band\b", match["who"]):
            who = "company and noncontrolling interest"
        rest = (
            key[match.end() :]
            if not per_share
            else (" basic" if "basic" in key else " diluted" if "diluted" in key else "")
        )
        return key[: match.start()] + "attributable to " + who + rest
    owners = _OWNERS.match(key)
    if owners and owners["who"] not in {"common", "liability and", "liability redeemable noncontrolling interest and"}:
        return key if owners["who"].startswith("liabilit") else "total equity attributable to parent"
    return key
