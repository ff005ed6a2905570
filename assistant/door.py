"""The door: whether a paper that has been read may be kept for a customer. What is refused leaves nothing behind."""

import re
import threading
import unicodedata
from datetime import date

from assistant.credit.identity import door_match
from assistant.records import authorisations_of, identity_rulings
from assistant.workspace import Lang
from ingestion.identity.names import name_key
from ingestion.identity.schemes import check_identifier
from ingestion.model.fact import Extraction
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from ingestion.texts import say

PERSONAL_KIND = "bureau_person"
OTHER_PARTY, NOT_AUTHORISED, DUPLICATE = "other_party", "not_authorised", "duplicate_subject"


class Door:
    """Judges papers by the customer's identity and recorded authorisations. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._slim: dict[str, Extraction] = {}

    def refusal(self, scope: Scope, paper: Extraction, lang: Lang) -> tuple[str, str] | None:
        """(code, sentence) why the paper is not taken; None where it may be kept."""
        if paper.kind == PERSONAL_KIND and not self._authorised(scope, paper.subject.name):
            return NOT_AUTHORISED, say("record.not_authorised", lang)
        match = door_match(self._papers(scope), identity_rulings(self._store, scope), paper)
        if match.verdict == "different":
            values = {"rule": match.rule, "reasons": "; ".join(match.reasons), "name": paper.subject.name or "-"}
            return OTHER_PARTY, say("record.other_party", lang, **values)
        return None

    def warnings(self, scope: Scope, paper: Extraction) -> tuple[str, ...]:
        """`duplicate_subject` where another customer is about the same party."""
        numbers = [i.value for i in paper.subject.identifiers if check_identifier(i.scheme, i.value) == "valid"]
        others = {c for number in numbers for c in self._store.customers_with_identifier(number)}
        if paper.subject.name:
            key = name_key(paper.subject.name)
            others |= {c["id"] for c in self._store.customers() if c["subject"] and name_key(c["subject"]) == key}
        return (DUPLICATE,) if others - {scope.customer} else ()

    def _authorised(self, scope: Scope, person: str | None) -> bool:
        """True where an authorisation about this person (by anybody's where the report names nobody) is in force."""
        today = self._store.as_of(scope) or date.today().isoformat()
        return any(
            a.subject_kind == "person"
            and _is_about(a.subject, person)
            and (a.signed_on or today) <= today <= (a.valid_until or today)
            and not (a.withdrawn_on and a.withdrawn_on <= today)
            for a in authorisations_of(self._store, scope)
        )

    def _papers(self, scope: Scope) -> list[Extraction]:
        """The customer's papers in the order they came, without their figures."""
        with self._guard:
            for sha in (arrived := self._store.arrivals(scope)):
                if sha not in self._slim:
                    self._slim[sha] = slim(self._store.extraction(scope, sha))
            return [self._slim[sha] for sha in arrived]


def _is_about(authorised: str, person: str | None) -> bool:
    """True where the two names can be one person's; a star stands for any letter."""
    ours, theirs = (
        re.sub(r"[^\w*]", "", unicodedata.normalize("NFKC", name or "")).casefold() for name in (authorised, person)
    )
    if not theirs or not ours:
        return True
    return len(ours) == len(theirs) and all(a == b or "*" in (a, b) for a, b in zip(ours, theirs, strict=True))


def slim(extraction: Extraction) -> Extraction:
    """The extraction with what tells its subject, without figures."""
    kept = tuple(f for f in extraction.facts if (f.field or "").startswith("request."))
    return extraction.model_copy(update={"facts": kept, "checks": (), "coverage": (), "problems": ()})
