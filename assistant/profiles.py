"""Profiles built once and kept: in memory for the customers at hand, beside the customer in the store for the next process.

What is kept is a cache. It is used only where revision, day, company policy and this program's own files are those it was built
with and its bytes are whole; else the profile is built anew. It is kept unmasked, as the papers are: masking comes after, by who looks.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from contextlib import suppress
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from assistant.config import Settings
from assistant.credit.profile_model import CreditProfile, DocumentView
from ingestion.errors import XintanError
from ingestion.store.scope import Scope
from ingestion.store.store import Store

PACKAGES = ("assistant", "ingestion")
SOURCES = frozenset({".py", ".toml", ".csv"})
IN_MEMORY = 64  # customers
READY = 8  # customers made ready before anybody asks


class ProfileMethods:
    """The workspace's methods that build and keep profiles."""

    settings: Settings
    _store: Store
    _profiles: "OrderedDict[str, tuple[str, CreditProfile]]"
    _building: dict[str, threading.Lock]
    _guard: threading.Lock

    if TYPE_CHECKING:

        def company_policy(self) -> dict[str, Any]: ...

        def keep_summary(self, profile: CreditProfile, revision: int, fixed: str | None) -> None: ...

    def profile(self, customer: str) -> CreditProfile:
        """The credit profile, built anew only when something of the customer, the day, the policy or the program changed."""
        scope = Scope(customer)
        revision, fixed = self._store.revision(scope), self._store.as_of(scope)
        overlay = self.company_policy()
        as_of = fixed or date.today().isoformat()
        made = _mark(customer, revision, as_of, {**overlay, "our names": self.settings.our_names})
        known = self._at_hand(customer, made)
        if known is not None:
            return known
        with self._guard:
            building = self._building.setdefault(customer, threading.Lock())
        with building:  # of several who open the customer at once, one builds
            return self._at_hand(customer, made) or self._fetched(scope, made, revision, fixed, as_of, overlay)

    def _at_hand(self, customer: str, made: str) -> CreditProfile | None:
        with self._guard:
            known = self._profiles.get(customer)
            if known is None or known[0] != made:
                return None
            self._profiles.move_to_end(customer)
            return known[1]

    def _fetched(
        self, scope: Scope, made: str, revision: int, fixed: str | None, as_of: str, overlay: dict[str, Any]
    ) -> CreditProfile:
        """The profile kept in the store, else built and kept there and in memory."""
        profile = self._kept_profile(scope, made, overlay)
        if profile is None:
            profile = self._built(scope, as_of, overlay)
            self.keep_summary(profile, revision, fixed)
            self._store.profiles.keep(scope, revision, made, profile.model_dump_json().encode())
        with self._guard:
            self._profiles[scope.customer] = (made, profile)
            while len(self._profiles) > IN_MEMORY:
                self._profiles.popitem(last=False)
        return profile

    def ready_profiles(self, most: int = READY) -> None:
        """Have the profiles of the customers last changed at hand, so that nobody who opens one of them waits for it to be built."""
        for row in self._store.customers()[:most]:
            with suppress(XintanError):  # gone or broken: whoever opens it is told
                self.profile(str(row["id"]))

    def forget_profiles(self, stored: bool = False) -> None:
        """Drop the profiles in memory, those in the store too with `stored`; the next look builds or reads them."""
        with self._guard:
            self._profiles.clear()
        if stored:
            self._store.profiles.drop()

    def _kept_profile(self, scope: Scope, made: str, overlay: dict[str, Any]) -> CreditProfile | None:
        body = self._store.profiles.kept(scope, made)
        if body is None:
            return None
        try:
            profile = CreditProfile.model_validate_json(body)
        except ValidationError:
            return None
        if profile.id != scope.customer:
            return None
        return profile.model_copy(update={"policy": dict(overlay)})  # its numbers as the policy file was read

    def _built(self, scope: Scope, as_of: str, overlay: dict[str, Any]) -> CreditProfile:
        from assistant.credit.profile import build_profile
        from assistant.credit.rulings import Ruling
        from assistant.model_reading import KIND as MODEL_READING
        from assistant.model_reading import with_model_facts
        from assistant.records import case_records

        extractions = with_model_facts(self._store.extractions(scope), self._store.entries(scope, MODEL_READING))
        case = case_records(self._store, scope, extractions)
        ours = (*self.settings.our_names, *case.our_names)
        return build_profile(
            scope.customer,
            self._store.name(scope),
            [DocumentView(**row) for row in self._store.documents(scope)],
            extractions,
            as_of,
            [Ruling(**row) for row in self._store.rulings(scope)],
            case.model_copy(update={"policy": overlay, "our_names": ours}),
        )


def _mark(customer: str, revision: int, as_of: str, overlay: dict[str, Any]) -> str:
    told = [customer, revision, as_of, overlay, program_mark()]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


@cache
def program_mark() -> str:
    """A hash that changes with every source, rule and text of the program; looked up once a process."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        root = Path(str(files(package)))
        for file in sorted(root.rglob("*")):
            if file.suffix in SOURCES:
                known = file.stat()
                digest.update(f"{file.relative_to(root)}|{known.st_size}|{known.st_mtime_ns}\n".encode())
    return digest.hexdigest()
