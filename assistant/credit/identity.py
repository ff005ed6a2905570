"""Who the customer is by all its papers: the identity card, each paper's verdict, which papers may feed figures. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assistant.credit.case_model import IdentityCard, IdentitySource
from ingestion.identity.matching import Match, Party, joined_parties, match_parties
from ingestion.identity.names import company_name
from ingestion.model.fact import Extraction, Identifier

REGISTRY_KINDS = frozenset({"business_licence", "registry_extract"})
STATEMENT_KINDS = frozenset({"annual_report", "interim_report", "abstract", "financial_statements", "audit_report"})
OWN_KINDS = frozenset(
    {"ledger"}
)  # papers of our own books: about the customer they were filed under unless they name another
FEEDS = frozenset({"same", "likely_same", "first"})
CARD = "card"
Rulings = Mapping[str, Mapping[str, Any]]


def party_of(extraction: Extraction) -> Party:
    """What a paper says of whom it is about."""
    told = (extraction.bureau or {}).get("subject") or {}
    former = tuple(_leaves(told.get("former_names")))
    name = extraction.subject.name or _leaf(told.get("name"))
    shareholders = (extraction.bureau or {}).get("shareholders") or ()
    return Party(
        tuple(n for n in (name, *former) if n),
        (*extraction.subject.identifiers, *_identifiers(told, extraction)),
        _leaf(told.get("legal_representative")) or _form_value(extraction, "legal_representative"),
        _leaf(told.get("address")) or _form_value(extraction, "address"),
        _leaf(told.get("established")),
        tuple(n for s in shareholders if (n := _leaf(s.get("name")))),
    )


def identity_card(extractions: Sequence[Extraction], rulings: Rulings | None = None) -> IdentityCard:
    """The card by the papers in the order they came; `rulings` are a person's words by document, and on the card itself."""
    rulings = rulings or {}
    parties = {e.sha256: party_of(e) for e in extractions}
    matches, known = _matched(extractions, parties, rulings)
    used = [e for e in extractions if matches[e.sha256][0] in FEEDS]
    names = [n for e in used for n in parties[e.sha256].names[:1]]
    registry = [e for e in used if e.kind in REGISTRY_KINDS]
    best = next((parties[e.sha256].names[0] for e in registry if parties[e.sha256].names), None)
    chinese = next((n for n in names if company_name(n).chinese), None)
    word = rulings.get(CARD, {})
    return IdentityCard(
        name=best or chinese or (names[0] if names else None),
        name_en=next((n for n in names if not company_name(n).chinese), None),
        former_names=tuple(dict.fromkeys(n for e in used for n in parties[e.sha256].names[1:])),
        identifiers=_distinct(known.identifiers),
        state="confirmed" if word.get("state") == "confirmed" else _state(extractions, matches),
        sources=tuple(_source(e, parties[e.sha256], matches[e.sha256]) for e in extractions),
        conflicts=tuple(_conflicts(extractions, parties, matches)),
        legal_representative=known.legal_representative,
        address=known.address,
        established=known.established,
        confirmed_by=word.get("by"),
        confirmed_at=word.get("at"),
    )


def feeding(extractions: Sequence[Extraction], card: IdentityCard | None) -> list[Extraction]:
    """The papers whose figures count: of the customer, or not yet told apart where nothing else is known."""
    if card is None:
        return list(extractions)
    verdicts = {s.document: s.verdict for s in card.sources}
    return [e for e in extractions if verdicts.get(e.sha256, "first") in FEEDS]


def door_match(card_papers: Sequence[Extraction], rulings: Rulings, paper: Extraction) -> Match:
    """The verdict on a paper that comes in, against those the customer already has."""
    known_card = identity_card(card_papers, rulings)
    used = [e for e in card_papers if {s.document: s.verdict for s in known_card.sources}[e.sha256] in FEEDS]
    known = joined_parties(party_of(e) for e in used)
    return match_parties(known, party_of(paper)) if not known.is_empty else Match("undetermined", "M8")


_Verdicts = dict[str, tuple[str, str | None, tuple[str, ...]]]


def _matched(extractions: Sequence[Extraction], parties: dict[str, Party], rulings: Rulings) -> tuple[_Verdicts, Party]:
    """Each paper's verdict: the first that names anybody stands for the customer; what is learnt may decide an earlier doubt."""
    found: _Verdicts = {}
    known = Party()
    for e in extractions:
        if known.is_empty and rulings.get(e.sha256, {}).get("verdict") != "different":
            found[e.sha256] = ("first", None, ())
            known = known.joined(parties[e.sha256])
    open_ = [e for e in extractions if e.sha256 not in found]
    moved = True
    while moved:
        moved = False
        for e in list(open_):
            verdict, rule, reasons = _verdict(e, parties[e.sha256], known, rulings)
            found[e.sha256] = (verdict, rule, reasons)
            if verdict in FEEDS:
                open_.remove(e)
                known = known.joined(parties[e.sha256])
                moved = True
    return found, known


def _verdict(e: Extraction, party: Party, known: Party, rulings: Rulings) -> tuple[str, str | None, tuple[str, ...]]:
    word = rulings.get(e.sha256, {})
    if word.get("verdict"):
        return str(word["verdict"]), "analyst", (str(word.get("reason", "")),)
    if e.kind in OWN_KINDS and party.is_empty:
        return "likely_same", "own_books", ()
    match = match_parties(known, party)
    return match.verdict, match.rule, match.reasons


def _state(extractions: Sequence[Extraction], matches: _Verdicts) -> Any:
    """verified: a registry paper and the statements are of one party, told by more than a name."""

    def sure(kinds: frozenset[str]) -> bool:
        return any(e.kind in kinds and matches[e.sha256][0] in ("same", "first") for e in extractions)

    filing = any(
        i.scheme in ("us_cik", "gb_crn") and e.kind in STATEMENT_KINDS and matches[e.sha256][0] in ("same", "first")
        for e in extractions
        for i in e.subject.identifiers
    )
    return "verified" if sure(STATEMENT_KINDS) and (sure(REGISTRY_KINDS) or filing) else "proposed"


def _source(e: Extraction, party: Party, match: tuple[str, str | None, tuple[str, ...]]) -> IdentitySource:
    return IdentitySource.model_validate(
        {
            "document": e.sha256, "file": e.file, "kind": e.kind, "name": party.names[0] if party.names else None,
            "identifiers": _distinct(party.identifiers), "verdict": match[0], "rule": match[1], "reasons": match[2],
        }
    )  # fmt: skip


def _conflicts(extractions: Iterable[Extraction], parties: dict[str, Party], matches: _Verdicts) -> Iterable[str]:
    for e in extractions:
        for one in _distinct(parties[e.sha256].identifiers):
            if one.check in ("invalid_check", "invalid_format"):
                yield f"{e.file}: {one.scheme} {one.value} {one.check}"
        verdict, rule, reasons = matches[e.sha256]
        if verdict in ("different", "undetermined", "group_related") and parties[e.sha256].names:
            yield f"{e.file}: {verdict} {rule or ''} {'; '.join(reasons)}".rstrip()


def _identifiers(told: Mapping[str, Any], extraction: Extraction) -> list[Identifier]:
    found = []
    for row in told.get("identifiers") or ():
        value = _leaf(row.get("value"))
        if value and row.get("valid") is not None:
            page = row["value"].get("page", 1) if isinstance(row.get("value"), Mapping) else 1
            found.append(
                Identifier(
                    scheme=row["scheme"], value=value, check="valid" if row["valid"] else "invalid_check", page=page
                )
            )
    return found


def _form_value(extraction: Extraction, name: str) -> str | None:
    """What a form paper prints of the customer."""
    return next((f.value for f in extraction.facts if f.field == f"request.{name}"), None)


def _distinct(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Each number once, those whose check holds first."""
    identifiers = sorted(identifiers, key=lambda i: i.check not in ("valid", "no_check"))
    return tuple({(i.scheme, i.value): i for i in reversed(identifiers)}.values())[::-1]


def _leaf(value: Any) -> str | None:
    held = value.get("value") if isinstance(value, Mapping) else value
    return str(held) if held not in (None, "") and not isinstance(held, (list, dict)) else None


def _leaves(value: Any) -> Iterable[str]:
    rows = value if isinstance(value, (list, tuple)) else [value]
    for row in rows:
        held = row.get("name", row) if isinstance(row, Mapping) else row
        text = _leaf(held)
        if text:
            yield text.split("(")[0].split("（")[0].strip()
