"""Numbers of parties made by the published check-digit rules, written here a second time so that nothing checks itself."""

import random
from collections.abc import Callable
from datetime import date, timedelta

DIGITS = "0123456789"
USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
REGIONS = ("110105", "340524", "440301", "310115", "500103", "820000", "650102")
Make = Callable[[random.Random], str]


def uscc(stem: str) -> str:
    """The check character of a unified code's 17 characters: 31 less the weighted sum, modulus 31."""
    weight, total = 1, 0
    for ch in stem:
        total += USCC.index(ch) * weight
        weight = weight * 3 % 31
    return USCC[-total % 31]


def org(stem: str) -> str:
    """The check character of an organisation code's 8 characters."""
    rest = (
        11 - sum((DIGITS + LETTERS).index(ch) * w for ch, w in zip(stem, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    )
    return {10: "X", 11: "0"}.get(rest, str(rest))


def mod11_10(stem: str) -> str:
    """ISO 7064 modulus 11,10."""
    product = 10
    for ch in stem:
        product = ((int(ch) + product) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def zzm(stem: str) -> str:
    """The two last digits of a 中征码."""
    weights = (1, 3, 5, 7, 11, 2, 13, 1, 1, 17, 19, 97, 23, 29)
    return f"{sum((DIGITS + LETTERS).index(ch) * w for ch, w in zip(stem, weights, strict=True)) % 97 + 1:02d}"


def ric(stem: str) -> str:
    """ISO 7064 modulus 11-2 over a person's 17 digits."""
    total = 0
    for ch in stem:
        total = (total + int(ch)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def mod97_10(stem: str) -> str:
    """The two check digits that make the whole number 1 modulus 97."""
    return f"{98 - int(''.join(str(int(ch, 36)) for ch in stem + '00')) % 97:02d}"


def luhn(stem: str) -> str:
    """The digit that makes the doubled sum a multiple of ten."""
    total = 0
    for at, ch in enumerate(reversed(stem)):
        doubled = int(ch) * (2 if at % 2 == 0 else 1)
        total += doubled // 10 + doubled % 10
    return str(-total % 10)


def hkid(stem: str) -> str:
    """The check character of a HK identity card's letter and 6 digits; a space stands before one letter."""
    values = [36] * (8 - len(stem)) + [int(ch, 36) for ch in stem]
    return "0123456789A"[-sum(v * w for v, w in zip(values, range(9, 1, -1), strict=True)) % 11]


def some(r: random.Random, alphabet: str, count: int) -> str:
    """Characters of an alphabet."""
    return "".join(r.choices(alphabet, k=count))


def person(r: random.Random) -> str:
    """Region, birthday and sequence of a person's number."""
    born = date(1940, 1, 1) + timedelta(days=r.randrange(25_000))
    return f"{r.choice(REGIONS)}{born:%Y%m%d}{r.randrange(1000):03d}"


CHECKED: dict[str, tuple[Make, Callable[[str], str]]] = {
    "cn_uscc": (lambda r: r.choice(("91", "92", "93", "12")) + some(r, DIGITS, 6) + some(r, USCC, 9), uscc),
    "cn_org": (lambda r: some(r, DIGITS + LETTERS, 8), org),
    "cn_reg15": (lambda r: some(r, DIGITS, 14), mod11_10),
    "cn_pboc_zzm": (lambda r: some(r, DIGITS + LETTERS, 3) + some(r, DIGITS, 11), zzm),
    "cn_ric": (person, ric),
    "lei": (lambda r: some(r, DIGITS, 4) + "00" + some(r, DIGITS + LETTERS, 12), mod97_10),
    "hkid": (lambda r: some(r, LETTERS, r.choice((1, 1, 2))) + some(r, DIGITS, 6), hkid),
    "siren": (lambda r: some(r, DIGITS, 8), luhn),
    "bank_card": (lambda r: "62" + some(r, DIGITS, r.choice((14, 16))), luhn),
}
"""By scheme: how a stem is made and what its check is; every check stands at the end."""
