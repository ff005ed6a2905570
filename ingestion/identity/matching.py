"""Whether two papers speak of one party: rules M1 to M8 over identifiers, names and particulars. The printed values are never changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rapidfuzz.fuzz import ratio

from ingestion.identity.names import company_name, compare_names, name_key
from ingestion.identity.schemes import normal_identifier, padded_crn
from ingestion.model.fact import Identifier

Verdict = Literal["same", "likely_same", "group_related", "different", "undetermined"]
HARD = frozenset({"cn_uscc", "lei", "us_cik", "gb_crn"})  # two different numbers are two parties
EQUAL = HARD | {"cn_org", "cn_reg15", "cn_pboc_zzm"}  # the same number is the same party
NO_CHECK = frozenset({"us_cik", "gb_crn"})
NEAR_NAME = 92.0


class Match(NamedTuple):
    """A verdict, the rule that gave it, and what it rests on."""

    verdict: Verdict
    rule: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """What a paper (or several of one party) says of whom it is about. `related` are names of owners and members of its group."""

    names: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    legal_representative: str | None = None
    address: str | None = None
    established: str | None = None
    related: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """True where nothing tells who it is."""
        return not self.names and not self.valid

    @property
    def valid(self) -> dict[str, frozenset[str]]:
        """Numbers that may tell a party, by scheme: those whose check holds, and those of registers without a check."""
        found: dict[str, set[str]] = {}
        for one in self.identifiers:
            if one.scheme in EQUAL and (one.check == "valid" or (one.check == "no_check" and one.scheme in NO_CHECK)):
                found.setdefault(one.scheme, set()).add(_number(one.scheme, one.value))
        return {scheme: frozenset(values) for scheme, values in found.items()}

    def joined(self, other: "Party") -> "Party":
        """Both together, this one's particulars first."""
        return Party(
            tuple(dict.fromkeys((*self.names, *other.names))),
            tuple({(i.scheme, i.value): i for i in (*other.identifiers, *self.identifiers)}.values()),
            self.legal_representative or other.legal_representative,
            self.address or other.address,
            self.established or other.established,
            tuple(dict.fromkeys((*self.related, *other.related))),
        )


def match_parties(known: Party, other: Party) -> Match:
    """The verdict on `other` against what is known of the customer."""
    mine, theirs = known.valid, other.valid
    for scheme in sorted(EQUAL & set(mine) & set(theirs), key=lambda s: (s not in HARD, s)):
        if both := mine[scheme] & theirs[scheme]:
            return Match("same", "M1", (f"{scheme} {sorted(both)[0]}",))
    if code := _same_organisation(mine, theirs) or _same_organisation(theirs, mine):
        return Match("same", "M2", (f"cn_org {code}",))
    named = _names(known, other)
    if _is_branch_of(known, other) or _is_related(known, other):
        return Match("group_related", "M7", named.reasons)
    for scheme in sorted(HARD & set(mine) & set(theirs)):
        numbers = (f"{scheme} {sorted(mine[scheme])[0]}", f"{scheme} {sorted(theirs[scheme])[0]}")
        if named.verdict in ("same", "likely_same") or len(theirs[scheme]) > 1:
            return Match(
                "undetermined", "M3", (*numbers, *named.reasons)
            )  # the name agrees, the number does not: a person looks
        return Match("different", "M3", numbers)
    return named


def _names(known: Party, other: Party) -> Match:
    """M4, M5, M6 and M8: by names and particulars."""
    hard = _equal_particulars(known, other)
    best = Match("undetermined", "M8", ("no_name",) if not other.names else ())
    for mine in known.names:
        for theirs in other.names:
            verdict, rule = compare_names(mine, theirs)
            reasons = (f"{mine} = {theirs}", *hard)
            if verdict == "same":
                return Match("same", "M4", reasons) if hard else Match("likely_same", "M6", reasons)
            if rule == "legal_form":
                best = Match("likely_same", "M5", reasons)
            elif hard and best.verdict == "undetermined" and ratio(name_key(mine), name_key(theirs)) >= NEAR_NAME:
                best = Match("likely_same", "M6", reasons)
            elif best.verdict == "undetermined":
                best = Match("undetermined", "M8", (rule, f"{mine} ≠ {theirs}"))
    return best


def _equal_particulars(known: Party, other: Party) -> tuple[str, ...]:
    pairs = (
        ("legal_representative", known.legal_representative, other.legal_representative),
        ("address", known.address, other.address),
        ("established", known.established, other.established),
    )
    return tuple(f"{name} {a}" for name, a, b in pairs if a and b and _plain(a) == _plain(b))


def _same_organisation(codes: dict[str, frozenset[str]], organisations: dict[str, frozenset[str]]) -> str | None:
    """M2: the nine characters of a credit code that are the organisation code."""
    inside = {code[8:17] for code in codes.get("cn_uscc", ())}
    return next(iter(inside & organisations.get("cn_org", frozenset())), None)


def _is_branch_of(known: Party, other: Party) -> bool:
    for theirs in other.names:
        name = company_name(theirs)
        if name.is_branch and any(
            compare_names(theirs.removesuffix(name.branch), mine)[0] == "same" for mine in known.names
        ):
            return True
    return False


def _is_related(known: Party, other: Party) -> bool:
    own = {name_key(n) for n in known.names}
    keys = {name_key(n) for n in other.names} - own
    return bool(keys & {name_key(n) for n in known.related})


def _number(scheme: str, value: str) -> str:
    if scheme == "us_cik":
        return normal_identifier(value).removeprefix("CIK").zfill(10)
    return padded_crn(value) or value if scheme == "gb_crn" else normal_identifier(value)


def _plain(text: str) -> str:
    return "".join(ch for ch in text if ch.isalnum()).casefold()


def joined_parties(parties: Iterable[Party]) -> Party:
    """All parties together, the first one's particulars first."""
    known = Party()
    for party in parties:
        known = known.joined(party)
    return known
