"""A thousand numbers a scheme, right and broken, against check digits worked out a second time."""

import random

import pytest

from ingestion.identity.schemes import check_identifier
from tests.builders.identifiers import CHECKED, DIGITS, LETTERS

COUNT = 1000
SHAPE = ("valid", "invalid_check", "invalid_format")


@pytest.mark.parametrize("scheme", sorted(CHECKED))
def test_a_thousand_right_numbers_are_valid_however_they_are_spaced(scheme: str) -> None:
    make, check = CHECKED[scheme]
    r = random.Random(f"right {scheme}")
    for _ in range(COUNT):
        stem = make(r)
        value = stem + check(stem)
        printed = r.choice(
            (value, value.lower(), f" {value} ", f"{value[:4]} {value[4:]}", f"{value[:-1]}-{value[-1]}")
        )
        assert check_identifier(scheme, printed) == "valid", printed


@pytest.mark.parametrize("scheme", sorted(CHECKED))
def test_a_thousand_broken_numbers_are_told_from_right_ones(scheme: str) -> None:
    make, check = CHECKED[scheme]
    r = random.Random(f"broken {scheme}")
    size = len(check(make(r)))
    found = 0
    for _ in range(COUNT):
        stem = make(r)
        value = stem + check(stem)
        kind = r.choice(("changed", "swapped", "longer", "shorter", "letter"))
        at = r.randrange(len(value) - size, len(value)) if r.random() < 0.3 else r.randrange(len(value) - 1)
        if kind == "changed" and value[at] in DIGITS:
            broken = value[:at] + r.choice([d for d in DIGITS if d != value[at]]) + value[at + 1 :]
        elif kind == "swapped" and at + 1 < len(value) - size and {value[at], value[at + 1]} <= set(DIGITS):
            broken = value[:at] + value[at + 1] + value[at] + value[at + 2 :]
        elif kind == "longer":
            broken = value + r.choice(DIGITS) * 4
        elif kind == "shorter":
            broken = value[:-8]
        else:
            broken = value[:-size] + "!" + value[-size + 1 :] if size > 1 else value[:-2] + "!" + value[-1]
        told = check_identifier(scheme, broken)
        if len(broken) != len(value) or "!" in broken:
            assert told == "invalid_format", (kind, value, broken)
            found += 1
            continue
        right = broken == value or check(broken[:-size]) == broken[-size:]
        assert (told == "valid") == right or (right and scheme == "cn_ric"), (kind, value, broken)
        found += told != "valid"
    assert found > COUNT // 2


@pytest.mark.parametrize(
    ("region", "born"), [("990105", "19800101"), ("110105", "19801301"), ("110105", "19800230"), ("000000", "19800101")]
)
def test_a_person_of_no_place_or_no_day_is_no_number_though_its_check_holds(region: str, born: str) -> None:
    stem = f"{region}{born}123"
    assert check_identifier("cn_ric", stem + CHECKED["cn_ric"][1](stem)) == "invalid_format"


@pytest.mark.parametrize("letter", "IOSVZ")
def test_a_letter_that_unified_codes_leave_out_is_no_code(letter: str) -> None:
    make, check = CHECKED["cn_uscc"]
    stem = make(random.Random(letter))
    value = stem + check(stem)
    assert check_identifier("cn_uscc", value[:10] + letter + value[11:]) == "invalid_format"
    assert letter in LETTERS
