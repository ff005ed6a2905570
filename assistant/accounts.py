"""Accounts for addresses other than loopback: argon2 hashes, roles and grants in the home folder; slow-down after wrong passwords.

Who keeps accounts is watched by a second administrator as soon as there is one: a change waits until another agrees.
"""

import hashlib
import secrets
import time
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.access import ROLES, Actor
from assistant.account_book import Book, Entry, Waiting, changing, read_book
from assistant.errors import NotPermitted
from ingestion.errors import UsageError

DEFAULT_ROLES = ("analyst",)
MACHINE = "local"  # who works at the machine itself
FOUR_EYES_FROM = 2
MIN_PASSWORD = 10
FREE_TRIES, LOCK_S = 5, 60.0
ALARM_TRIES, LONG_LOCK_S = 20, 3600.0


class Accounts:
    """The accounts of one home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._hasher = PasswordHasher()
        self._failures: dict[str, list[float]] = {}

    def names(self) -> list[str]:
        """Accounts that may log in."""
        return [name for name, entry in self._read().items() if not entry.get("disabled")]

    def administrators(self) -> list[str]:
        """Accounts that keep accounts; where there are two, a change needs both."""
        return read_book(self._home).administrators()

    def add(
        self,
        name: str,
        password: str,
        roles: Iterable[str] = (),
        customers: Iterable[str] | None = None,
        authority: str | None = None,
        by: str = MACHINE,
    ) -> Waiting | None:
        """Make an account, or give it a new password; what is not given stays as it was. What waits for a second administrator.

        The first account of a home holds every role with unlimited authority; later ones are analysts unless said otherwise.
        `customers` are the granted ids (None: all); `authority` is the largest limit it may approve, in units of currency.

        Raises:
            UsageError: the name is empty, the password shorter than ten characters, a role or the authority unknown.
            NotPermitted: there are two administrators and `by` is none of them.
        """
        chosen = list(roles)
        if not name.strip() or len(password) < MIN_PASSWORD:
            raise UsageError("cli.account_refused", least=MIN_PASSWORD)
        if unknown := [role for role in chosen if role not in ROLES]:
            raise UsageError("cli.no_such_role", role=unknown[0], candidates=", ".join(ROLES))
        hashed, limit = self._hasher.hash(password), _authority(authority)
        with changing(self._home) as book:
            first, kept = not book.accounts, book.accounts.get(name, {})
            entry: Entry = {
                **{k: v for k, v in kept.items() if k == "token"},
                "hash": hashed,
                "roles": chosen or kept.get("roles") or list(ROLES if first else DEFAULT_ROLES),
                "customers": list(customers) if customers is not None else kept.get("customers"),
                "authority": limit or kept.get("authority") or ("Infinity" if first else "0"),
            }
            return _change(book, "account_changed" if kept else "account_added", name, entry, by)

    def grant(self, name: str, customer: str) -> None:
        """Give an account with a list of customers one more: the customer it made itself."""
        with changing(self._home) as book:
            kept = book.accounts.get(name, {})
            if kept.get("customers") is not None:
                listed = sorted({*kept["customers"], customer})
                book.put("account_granted", name, {**kept, "customers": listed}, {"entry": customer}, name)

    def actor(self, name: str) -> Actor | None:
        """The person behind an account that may log in, read anew at each call so that a change counts at once."""
        entry = self._read().get(name)
        if entry is None or entry.get("disabled"):
            return None
        customers = entry.get("customers")
        return Actor(
            name,
            frozenset(entry.get("roles") or DEFAULT_ROLES),
            None if customers is None else frozenset(customers),
            Decimal(entry.get("authority") or 0),
        )

    def disable(self, name: str, by: str = MACHINE) -> Waiting | None:
        """Shut an account out; its sessions end at once. An administrator goes only when a second one agrees.

        Raises:
            UsageError: there is no such account.
            NotPermitted: as for `add`.
        """
        with changing(self._home) as book:
            entry = {**_known(book, name), "disabled": "yes"}
            return _change(book, "account_disabled", name, entry, by, free=name not in book.administrators())

    def add_token(self, name: str, by: str = MACHINE) -> tuple[str, Waiting | None]:
        """A new token of the account for programs, shown this once, and what waits before it counts; an earlier one is void.

        Raises:
            UsageError: there is no such account.
            NotPermitted: as for `add`.
        """
        token = secrets.token_urlsafe(32)
        with changing(self._home) as book:
            entry = {**_known(book, name), "token": _digest(token)}
            return token, _change(book, "account_token", name, entry, by)

    def waiting(self) -> list[Waiting]:
        """Changes that wait for a second administrator, the oldest first."""
        return read_book(self._home).waiting

    def answer(self, change: str, by: str, agreed: bool) -> Waiting:
        """Put a waiting change in force, or drop it; who proposed it may only drop it.

        Raises:
            UsageError: nothing of this id waits.
            NotPermitted: `by` keeps no accounts, or it is his own change.
        """
        with changing(self._home) as book:
            found = next((row for row in book.waiting if row.id == change), None)
            if found is None:
                raise UsageError("cli.account_no_change", change=change)
            if by not in book.administrators():
                raise NotPermitted("cli.not_permitted", why="keep_accounts")
            if agreed and by == found.by:
                raise NotPermitted("decision.own_proposal")
            book.waiting = [row for row in book.waiting if row.id != change]
            told = {**found.told, "entry": found.id, "proposed_by": found.by}
            if agreed:
                book.waiting = [row for row in book.waiting if row.name != found.name]  # made from what is no longer so
                book.put(found.action, found.name, found.entry, told, by)
            else:
                book.note("account_refused", {"name": found.name, "change": found.action, **told}, by)
            return found

    def waits(self, name: str) -> bool:
        """True while the name has to wait after wrong passwords: a minute after five, an hour after twenty."""
        failures = self._recent(name)
        wait = LONG_LOCK_S if len(failures) >= ALARM_TRIES else LOCK_S
        return len(failures) >= FREE_TRIES and time.monotonic() - failures[-1] < wait

    def check(self, name: str, password: str) -> bool:
        """True for the right password; a name that waits is refused without looking. Unknown names take as long as known ones."""
        if self.waits(name):
            return False
        entry = self._read().get(name, {})
        try:
            good = self._hasher.verify(entry.get("hash") or self._decoy, password) and "hash" in entry
        except (VerificationError, InvalidHashError):
            good = False
        good = good and not entry.get("disabled")
        self._failures[name] = [] if good else [*self._recent(name), time.monotonic()]
        return good

    def token_owner(self, token: str) -> str | None:
        """Whose token this is; None for nobody's."""
        wanted = _digest(token)
        for name, entry in self._read().items():
            if not entry.get("disabled") and secrets.compare_digest(entry.get("token", ""), wanted):
                return name
        return None

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))

    def _recent(self, name: str) -> list[float]:
        now = time.monotonic()
        return [at for at in self._failures.get(name, []) if now - at < LONG_LOCK_S]

    def _read(self) -> dict[str, Entry]:
        return read_book(self._home).accounts


def _change(book: Book, action: str, name: str, entry: Entry, by: str, free: bool = False) -> Waiting | None:
    """Make the change where one administrator may; else it waits. Shutting out who is no administrator waits for nobody."""
    told = {
        "roles": ", ".join(entry["roles"]),
        "customers": ", ".join(entry["customers"]) if entry.get("customers") is not None else None,
        "authority": entry.get("authority"),
    }
    if free or len(book.administrators()) < FOUR_EYES_FROM:
        book.put(action, name, entry, told, by)
        return None
    if by not in book.administrators():
        raise NotPermitted("cli.account_second", names=", ".join(book.administrators()))
    return book.propose(action, name, entry, told, by)


def _known(book: Book, name: str) -> Entry:
    if name not in book.accounts:
        raise UsageError("cli.account_unknown", name=name)
    return book.accounts[name]


def _authority(given: str | None) -> str | None:
    if given is None:
        return None
    try:
        value = Decimal(given)
    except InvalidOperation as err:
        raise UsageError("cli.bad_authority", value=given) from err
    if value.is_nan() or value < 0:
        raise UsageError("cli.bad_authority", value=given)
    return format(value, "f")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
