"""Accounts for addresses other than loopback: argon2 hashes, roles and grants in the home folder; slow-down after wrong passwords."""

import json
import secrets
import time
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.access import ROLES, Actor
from ingestion.errors import UsageError

Entry = dict[str, Any]
DEFAULT_ROLES = ("analyst",)
FILE, KEY_FILE = "accounts.json", "session.key"
MIN_PASSWORD = 10
FREE_TRIES, LOCK_S = 5, 60.0


class Accounts:
    """The accounts of one home."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE
        self._key_file = home / KEY_FILE
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

    def check(self, name: str, password: str) -> bool:
        """True for the right password; after five wrong ones a name waits a minute."""
        now = time.monotonic()
        recent = [at for at in self._failures.get(name, []) if now - at < LOCK_S]
        if len(recent) >= FREE_TRIES:
            return False
        entry = self._read().get(name, {})
        try:
            good = not entry.get("disabled") and self._hasher.verify(entry.get("hash", ""), password)
        except (VerificationError, InvalidHashError):
            good = False
        self._failures[name] = [] if good else [*recent, now]
        return bool(good)

    def session_key(self) -> str:
        """The secret that signs sessions; made once a home."""
        if not self._key_file.is_file():
            self._key_file.write_text(secrets.token_hex(32), "utf-8")
            self._key_file.chmod(0o600)
        return self._key_file.read_text("utf-8")

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
