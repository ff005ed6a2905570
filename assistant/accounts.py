"""Accounts for addresses other than loopback: argon2 hashes, roles and grants in the home folder; slow-down after wrong passwords."""

import hashlib
import json
import secrets
import time
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.access import ROLES, Actor
from ingestion.errors import UsageError

Entry = dict[str, Any]
DEFAULT_ROLES = ("analyst",)
FILE = "accounts.json"
MIN_PASSWORD = 10
FREE_TRIES, LOCK_S = 5, 60.0
ALARM_TRIES, LONG_LOCK_S = 20, 3600.0


class Accounts:
    """The accounts of one home."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE
        self._hasher = PasswordHasher()
        self._failures: dict[str, list[float]] = {}

    def names(self) -> list[str]:
        """Accounts that may log in."""
        return [name for name, entry in self._read().items() if not entry.get("disabled")]

    def add(
        self,
        name: str,
        password: str,
        roles: Iterable[str] = (),
        customers: Iterable[str] | None = None,
        authority: str | None = None,
    ) -> None:
        """Make an account, or give it a new password; what is not given stays as it was.

        The first account of a home holds every role with unlimited authority; later ones are analysts unless said otherwise.
        `customers` are the granted ids (None: all); `authority` is the largest limit it may approve, in units of currency.

        Raises:
            UsageError: the name is empty, the password shorter than ten characters, a role or the authority unknown.
        """
        chosen = list(roles)
        if not name.strip() or len(password) < MIN_PASSWORD:
            raise UsageError("cli.account_refused", least=MIN_PASSWORD)
        if unknown := [role for role in chosen if role not in ROLES]:
            raise UsageError("cli.no_such_role", role=unknown[0], candidates=", ".join(ROLES))
        entries = self._read()
        first = not entries
        kept = entries.get(name, {})
        entry: Entry = {
            **{k: v for k, v in kept.items() if k == "token"},
            "hash": self._hasher.hash(password),
            "roles": chosen or kept.get("roles") or list(ROLES if first else DEFAULT_ROLES),
            "customers": list(customers) if customers is not None else kept.get("customers"),
            "authority": _authority(authority) or kept.get("authority") or ("Infinity" if first else "0"),
        }
        self._write({**entries, name: entry})

    def grant(self, name: str, customer: str) -> None:
        """Give an account with a list of customers one more."""
        entries = self._read()
        if entries.get(name, {}).get("customers") is not None:
            listed = sorted({*entries[name]["customers"], customer})
            self._write({**entries, name: {**entries[name], "customers": listed}})

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

    def disable(self, name: str) -> None:
        """Shut an account out; its sessions end at once."""
        entries = self._read()
        if name not in entries:
            raise UsageError("cli.account_unknown", name=name)
        self._write({**entries, name: {**entries[name], "disabled": "yes"}})

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

    def add_token(self, name: str) -> str:
        """A new token of the account for programs, shown this once; an earlier one is void.

        Raises:
            UsageError: there is no such account.
        """
        entries = self._read()
        if name not in entries:
            raise UsageError("cli.account_unknown", name=name)
        token = secrets.token_urlsafe(32)
        self._write({**entries, name: {**entries[name], "token": _digest(token)}})
        return token

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
        try:
            entries = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return entries if isinstance(entries, dict) else {}

    def _write(self, entries: dict[str, Entry]) -> None:
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(entries), "utf-8")
        part.chmod(0o600)
        part.replace(self._file)


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
