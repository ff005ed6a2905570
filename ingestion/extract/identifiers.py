"""Check digits of identifiers. A failing code is kept as printed, never corrected."""

from ingestion.model.fact import Check

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ZZM_WEIGHTS = (1, 3, 5, 7, 11, 2, 13, 1, 1, 17, 19, 97, 23, 29)


def check_identifier(scheme: str, value: str) -> Check:
    """The check result of an identifier by its scheme; `no_check` where the scheme has none here."""
    if scheme == "cn_uscc":
        return uscc_check(value)
    if scheme == "cn_org":
        return org_check(value)
    if scheme == "cn_pboc_zzm":
        return zzm_check(value)
    if scheme == "cn_ric":
        return ric_check(value)
    return "no_check"


def ric_check(number: str) -> Check:
    """18-character number of a resident identity card (GB 11643-1999), ISO 7064 MOD 11-2; found only to be left out."""
    digits = number.upper()
    if len(digits) != 18 or not digits[:17].isdigit() or not (digits[17].isdigit() or digits[17] == "X"):
        return "invalid_format"
    total = sum(int(ch) * pow(2, 17 - i, 11) for i, ch in enumerate(digits[:17])) % 11
    return "valid" if "10X98765432"[total] == digits[17] else "invalid_check"


def uscc_check(code: str) -> Check:
    """18-character unified social credit code (GB 32100-2015), modulus 31."""
    if len(code) != 18 or any(ch not in USCC_ALPHABET for ch in code):
        return "invalid_format"
    total = sum(USCC_ALPHABET.index(ch) * pow(3, i, 31) for i, ch in enumerate(code[:17]))
    return "valid" if USCC_ALPHABET[(31 - total % 31) % 31] == code[17] else "invalid_check"


def org_check(code: str) -> Check:
    """8 characters and a check character, with or without the hyphen (GB 11714-1997), modulus 11."""
    flat = code.replace("-", "").upper()
    if len(flat) != 9 or any(ch not in ORG_ALPHABET for ch in flat):
        return "invalid_format"
    total = 11 - sum(ORG_ALPHABET.index(ch) * w for ch, w in zip(flat, ORG_WEIGHTS, strict=False)) % 11
    return "valid" if {10: "X", 11: "0"}.get(total, str(total)) == flat[8] else "invalid_check"


def zzm_check(code: str) -> Check:
    """16 characters of the PBoC code (中征码), weighted sum modulus 97 plus 1 as the last two digits."""
    flat = code.upper()
    if len(flat) != 16 or any(ch not in ORG_ALPHABET for ch in flat) or not flat[14:].isdigit():
        return "invalid_format"
    total = sum(ORG_ALPHABET.index(ch) * w for ch, w in zip(flat, ZZM_WEIGHTS, strict=False)) % 97 + 1
    return "valid" if total == int(flat[14:]) else "invalid_check"
