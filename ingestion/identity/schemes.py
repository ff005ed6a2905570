"""Check digits of party identifiers by scheme. A failing number is kept as printed, never corrected.

A number of the right shape whose check fails is `invalid_check`; one that cannot be of the scheme is `invalid_format`; a scheme
without a public rule gives `no_check`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from stdnum import iban as iban_rules
from stdnum import lei as lei_rules
from stdnum import luhn
from stdnum.eu import vat as eu_rules
from stdnum.exceptions import InvalidComponent, InvalidFormat, InvalidLength, ValidationError
from stdnum.gb import vat as gb_rules
from stdnum.us import ein as ein_rules

from ingestion.model.fact import Check

Rule = Callable[[str], Check]
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ZZM_WEIGHTS = (1, 3, 5, 7, 11, 2, 13, 1, 1, 17, 19, 97, 23, 29)
RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RIC_CHECKS = "10X98765432"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
CRN_PREFIXES = frozenset(
    [
        "SC",
        "NI",
        "R0",
        "OC",
        "SO",
        "NC",
        "FC",
        "SF",
        "NF",
        "LP",
        "SL",
        "NL",
        "IP",
        "RS",
        "SP",
        "NP",
        "NO",
        "CE",
        "CS",
        "RC",
        "SR",
        "BR",
        "AC",
        "SA",
        "NA",
        "GE",
        "GN",
        "GS",
        "IC",
        "SI",
        "NZ",
        "NV",
        "NR",
        "PC",
        "SE",
        "ES",
        "FE",
        "OE",
        "SG",
        "RO",
        "ZC",
        "SZ",
    ]
)


def normal_identifier(text: str) -> str:
    """The number for checking: half width, capital, without spaces, hyphens, dots and brackets."""
    return re.sub(r"[\s\-‐–—.()/]", "", unicodedata.normalize("NFKC", text)).upper()


def check_identifier(scheme: str, value: str) -> Check:
    """The check result of `value` under `scheme`; `no_check` for a scheme that is not in the list."""
    rule = SCHEMES.get(scheme)
    return rule(normal_identifier(value)) if rule else "no_check"


def uscc_check(code: str) -> Check:
    """统一社会信用代码: 18 characters (GB 32100-2015), modulus 31."""
    if len(code) != 18 or any(ch not in USCC_ALPHABET for ch in code) or not _digits(code[2:8]):
        return "invalid_format"
    total = sum(USCC_ALPHABET.index(ch) * pow(3, i, 31) for i, ch in enumerate(code[:17]))
    return _told(USCC_ALPHABET[(31 - total % 31) % 31] == code[17])


def org_check(code: str) -> Check:
    """组织机构代码: 8 characters and a check character (GB 11714-1997), modulus 11."""
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return "invalid_format"
    total = 11 - sum(ALNUM.index(ch) * w for ch, w in zip(code, ORG_WEIGHTS, strict=False)) % 11
    return _told({10: "X", 11: "0"}.get(total, str(total)) == code[8])


def reg15_check(code: str) -> Check:
    """工商注册号: 15 digits, ISO 7064 modulus 11,10; the 13 digits of older numbers have no check."""
    if not _digits(code) or len(code) not in (13, 15):
        return "invalid_format"
    if len(code) == 13:
        return "no_check"
    product = 10
    for ch in code[:14]:
        product = ((product + int(ch)) % 10 or 10) * 2 % 11
    return _told((11 - product) % 10 == int(code[14]))


def tax_check(code: str) -> Check:
    """纳税人识别号: a USCC, or an older number that holds an organisation code or a person's number."""
    if len(code) == 18:
        person = ric_check(code)
        return person if person == "valid" else uscc_check(code)
    if len(code) == 15 and _digits(code[:6]) and re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code[6:]):
        return org_check(code[6:])
    if len(code) == 17 and _digits(code):
        return "no_check" if _is_day("19" + code[6:12]) else "invalid_format"
    if len(code) == 20 and re.fullmatch(r"\d{17}[\dX]\d{2}", code):
        person = ric_check(code[:18])
        return "no_check" if person != "valid" and _digits(code) and _is_day("19" + code[6:12]) else person
    return "invalid_format"


def zzm_check(code: str) -> Check:
    """中征码: 3 characters and 13 digits, weighted sum modulus 97 plus 1 as the last two digits."""
    if not re.fullmatch(r"[0-9A-Z]{3}\d{13}", code):
        return "invalid_format"
    total = sum(ALNUM.index(ch) * w for ch, w in zip(code, ZZM_WEIGHTS, strict=False)) % 97 + 1
    return _told(total == int(code[14:]))


def ric_check(code: str) -> Check:
    """居民身份证号: 18 characters (GB 11643-1999, ISO 7064 modulus 11-2), or 15 digits without a check."""
    if re.fullmatch(r"\d{15}", code):
        return "no_check" if code[:2] in PROVINCES and _is_day("19" + code[6:12]) else "invalid_format"
    if not re.fullmatch(r"\d{17}[\dX]", code):
        return "invalid_format"
    total = sum(int(ch) * w for ch, w in zip(code, RIC_WEIGHTS, strict=False))
    if RIC_CHECKS[total % 11] != code[17]:
        return "invalid_check"
    return "valid" if code[:2] in PROVINCES and _is_day(code[6:14]) else "invalid_format"


def crn_check(code: str) -> Check:
    """UK company number: 8 digits, or a register's letters and up to 6 digits; no check."""
    return "invalid_format" if padded_crn(code) is None else "no_check"


def padded_crn(code: str) -> str | None:
    """The UK company number with its zeros; None where it is none."""
    flat = normal_identifier(code)
    if re.fullmatch(r"\d{1,8}", flat):
        return flat.zfill(8)
    match = re.fullmatch(r"([A-Z][A-Z0])(\d{1,6})", flat)
    return match[1] + match[2].zfill(6) if match and match[1] in CRN_PREFIXES else None


def gb_vat_check(code: str) -> Check:
    """UK VAT number: 9 or 12 digits modulus 97 or 97-55; government and health bodies have no check."""
    bare = re.sub(r"^(?:GB|XI)", "", code)
    if re.fullmatch(r"(?:GD|HA)\d{3}", bare):
        return "no_check" if gb_rules.is_valid(bare) else "invalid_format"
    if not re.fullmatch(r"\d{9}(?:\d{3})?", bare):
        return "invalid_format"
    total = sum(int(ch) * w for ch, w in zip(bare[:7], range(8, 1, -1), strict=True)) + int(bare[7:9])
    return _told(total % 97 == 0 or (total + 55) % 97 == 0)


def eu_vat_check(code: str) -> Check:
    """EU VAT number by the rules of its country; a country without rules here has no check."""
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9+*]{2,13}", code):
        return "invalid_format"
    country = "GR" if code[:2] == "EL" else code[:2]
    if country == "GB":
        return gb_vat_check(code)
    if country.lower() not in eu_rules.MEMBER_STATES:
        return "no_check"
    return _by_library(eu_rules.validate, code)


def lei_check(code: str) -> Check:
    """LEI: 18 characters and two digits, ISO 7064 modulus 97-10."""
    if not re.fullmatch(r"[0-9A-Z]{18}\d{2}", code):
        return "invalid_format"
    return _told(lei_rules.is_valid(code))


def ein_check(code: str) -> Check:
    """US employer number: 9 digits with a prefix of the published list; no check digit."""
    if not re.fullmatch(r"\d{9}", code):
        return "invalid_format"
    return "no_check" if ein_rules.is_valid(code) else "invalid_format"


def hkid_check(code: str) -> Check:
    """HK identity card: one or two letters, 6 digits and a check character, modulus 11."""
    match = re.fullmatch(r"([A-Z]{1,2})(\d{6})([0-9A])", code)
    if match is None:
        return "invalid_format"
    letters = match[1].rjust(2)
    values = [36 if ch == " " else ord(ch) - 55 for ch in letters] + [int(ch) for ch in match[2]]
    left = (11 - sum(v * w for v, w in zip(values, range(9, 1, -1), strict=True)) % 11) % 11
    return _told(("A" if left == 10 else str(left)) == match[3])


def iban_check(code: str) -> Check:
    """IBAN: the country's length and form, modulus 97-10."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}", code):
        return "invalid_format"
    try:
        iban_rules.validate(code, check_country=False)
    except (InvalidLength, InvalidFormat):
        return "invalid_format"
    except ValidationError:
        return "invalid_check" if not _mod97(code) else "invalid_format"
    return "valid"


def card_check(code: str) -> Check:
    """Bank card of 13 to 19 digits, Luhn."""
    return _told(luhn.is_valid(code)) if re.fullmatch(r"\d{13,19}", code) else "invalid_format"


def siren_check(code: str) -> Check:
    """SIREN: 9 digits, Luhn."""
    return _told(luhn.is_valid(code)) if re.fullmatch(r"\d{9}", code) else "invalid_format"


def _form(pattern: str) -> Rule:
    shape = re.compile(pattern)
    return lambda code: "no_check" if shape.fullmatch(code) else "invalid_format"


SCHEMES: dict[str, Rule] = {
    "cn_uscc": uscc_check, "cn_org": org_check, "cn_reg15": reg15_check, "cn_tax": tax_check, "cn_pboc_zzm": zzm_check,
    "cn_ric": ric_check, "lei": lei_check, "duns": _form(r"\d{9}"), "us_ein": ein_check, "us_cik": _form(r"(?:CIK)?\d{1,10}"),
    "gb_crn": crn_check, "gb_vat": gb_vat_check, "eu_vat": eu_vat_check,
    "hk_ubi": _form(r"(?:\d{8}|[A-Z]\d{7})(?:\d{3}\d{2}\d{2}[0-9A-Z])?"), "hk_cr": _form(r"F?\d{1,7}"), "hkid": hkid_check,
    "sg_uen": _form(r"\d{8}[A-Z]|\d{9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]"), "tw_ubn": _form(r"\d{8}"),
    "jp_corporate_number": _form(r"\d{13}"), "iban": iban_check, "bank_card": card_check, "bank_account": _form(r"\d{8,30}"),
    "siren": siren_check,
}  # fmt: skip


def _by_library(validate: Callable[[str], str], code: str) -> Check:
    try:
        validate(code)
    except InvalidComponent:
        return "invalid_check"  # a part that cannot be: as good as a failing check
    except (InvalidLength, InvalidFormat):
        return "invalid_format"
    except ValidationError:
        return "invalid_check"
    return "valid"


def _mod97(code: str) -> bool:
    turned = code[4:] + code[:4]
    return int("".join(str(int(ch, 36)) for ch in turned)) % 97 == 1


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _is_day(text: str) -> bool:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return 1850 <= day.year <= 2100


def _told(holds: bool) -> Check:
    return "valid" if holds else "invalid_check"
