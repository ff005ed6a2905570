"""Identifiers: the standards' worked examples, and every single wrong character found by the schemes that promise it."""

import random

import pytest

from ingestion.identity.schemes import ALNUM, SCHEMES, USCC_ALPHABET, check_identifier, padded_crn


@pytest.mark.parametrize(
    ("scheme", "value", "check"),
    [
        ("cn_uscc", "91350100M000100Y43", "valid"),
        ("cn_uscc", "91350100M000100Y4Z", "invalid_format"),
        ("cn_uscc", "914403001922038216", "valid"),
        ("cn_uscc", "91310115MA1K0A012J", "valid"),
        ("cn_uscc", "91330100MA2B0C02XP", "valid"),
        ("cn_uscc", "91440300MA5D0E030A", "valid"),
        ("cn_uscc", "91500000MA6T0H043Q", "valid"),
        ("cn_uscc", "91310000MA1FL0007C", "valid"),
        ("cn_org", "D2143569-X", "valid"),
        ("cn_org", "19220382-1", "valid"),
        ("cn_reg15", "110108000000016", "valid"),
        ("cn_reg15", "440301103768545", "valid"),
        ("cn_reg15", "3101012012345", "no_check"),
        ("cn_pboc_zzm", "1503020000065221", "valid"),
        ("cn_ric", "11010519491231002X", "valid"),
        ("cn_ric", "34052419800101001X", "valid"),
        ("lei", "5493001KJTIIGC8Y1R12", "valid"),
        ("lei", "213800WSGIIZCXF1P572", "valid"),
        ("gb_vat", "GB 831 4958 16", "valid"),
        ("gb_vat", "GB123456782", "valid"),
        ("gb_vat", "123456727", "valid"),
        ("eu_vat", "DE136695976", "valid"),
        ("eu_vat", "FR83404833048", "valid"),
        ("eu_vat", "FR40303265045", "valid"),
        ("eu_vat", "IT00743110157", "valid"),
        ("hkid", "A123456(3)", "valid"),
        ("duns", "15-048-3782", "no_check"),
        ("gb_crn", "SC12345", "no_check"),
        ("hk_ubi", "12345678-000-01-11-1", "no_check"),
        ("hk_ubi", "C0012345", "no_check"),
        ("us_cik", "0000320193", "no_check"),
        ("cn_tax", "91350100M000100Y43", "valid"),
        ("iban", "GB82WEST12345698765432", "valid"),
        ("iban", "GB83WEST12345698765432", "invalid_check"),
        ("bank_card", "4111111111111111", "valid"),
        ("cn_uscc", "91320505MA1X0A1150", "invalid_check"),
        ("cn_pboc_zzm", "3205050010011240", "valid"),
        ("cn_reg15", "320505000123455", "valid"),
        ("cn_org", "MA1X0A11-0", "valid"),
        ("cn_ric", "110105491231002", "no_check"),
        ("eu_vat", "CHE123456789", "no_check"),
        ("cn_tax", "110105491231002", "invalid_check"),
        ("cn_tax", "11010519491231002X01", "valid"),
        ("cn_ric", "11010519491331002X", "invalid_check"),
        ("lei", "5493001KJTIIGC8Y1R13", "invalid_check"),
        ("eu_vat", "DE136695977", "invalid_check"),
        ("hkid", "A123456(4)", "invalid_check"),
        ("us_ein", "12-3456789", "no_check"),
        ("us_ein", "00-3456789", "invalid_format"),
        ("gb_crn", "XX123456", "invalid_format"),
        ("gb_vat", "GBGD001", "no_check"),
    ],
)
def test_a_known_number_has_its_result(scheme: str, value: str, check: str) -> None:
    assert check_identifier(scheme, value) == check


def test_a_company_number_is_padded_to_eight() -> None:
    assert (padded_crn("1234567"), padded_crn("SC12345"), padded_crn("12A")) == ("01234567", "SC012345", None)


def completed(scheme: str, stem: str, alphabet: str, digits: int = 1) -> str:
    """`stem` with the one ending that is valid under the scheme."""
    endings = alphabet if digits == 1 else [f"{n:02d}" for n in range(100)]
    found = [stem + ending for ending in endings if check_identifier(scheme, stem + ending) == "valid"]
    assert len(found) == 1, (scheme, stem, found)
    return found[0]


def person(r: random.Random) -> str:
    day = f"19{r.randint(40, 99)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}"
    return r.choice(["110105", "340524", "440301"]) + day + f"{r.randint(0, 999):03d}"


CHECK_ONLY = ("cn_org", "cn_pboc_zzm")  # their sums do not find every change of a letter, only a wrong check
STEMS = {
    "cn_uscc": (
        lambda r: "91" + "".join(r.choices("0123456789", k=6)) + "".join(r.choices(USCC_ALPHABET, k=9)),
        USCC_ALPHABET,
        1,
    ),
    "cn_org": (lambda r: "".join(r.choices(ALNUM, k=8)), "0123456789X", 1),
    "cn_reg15": (lambda r: "".join(r.choices("0123456789", k=14)), "0123456789", 1),
    "cn_pboc_zzm": (lambda r: "".join(r.choices(ALNUM, k=3)) + "".join(r.choices("0123456789", k=11)), "", 2),
    "cn_ric": (person, "0123456789X", 1),
    "hkid": (lambda r: r.choice("ABCDKPRVYZ") + f"{r.randint(0, 999999):06d}", "0123456789A", 1),
    "siren": (lambda r: "".join(r.choices("0123456789", k=8)), "0123456789", 1),
    "bank_card": (lambda r: "62" + "".join(r.choices("0123456789", k=16)), "0123456789", 1),
}


@pytest.mark.parametrize("scheme", sorted(STEMS))
def test_a_changed_character_is_always_found(scheme: str) -> None:
    make, alphabet, digits = STEMS[scheme]
    random_ = random.Random(scheme)
    for _ in range(60):
        value = completed(scheme, make(random_), alphabet, digits)
        at = random_.randrange(len(value) - digits if scheme in CHECK_ONLY else 0, len(value))
        pool = "0123456789" if value[at].isdigit() else "".join(ch for ch in USCC_ALPHABET if ch.isalpha())
        wrong = value[:at] + random_.choice([ch for ch in pool if ch != value[at]]) + value[at + 1 :]
        assert check_identifier(scheme, wrong) in ("invalid_check", "invalid_format"), (value, wrong)


def test_every_scheme_refuses_what_is_none_of_its_numbers() -> None:
    assert {scheme: check_identifier(scheme, "?") for scheme in SCHEMES} == dict.fromkeys(SCHEMES, "invalid_format")
