"""Accounts for addresses other than loopback: names with argon2 hashes in the home folder, and slow-down after wrong passwords."""

import json
import secrets
import time
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ingestion.errors import UsageError

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

    def add(self, name: str, password: str) -> None:
        """Make an account or give it a new password.

        Raises:
            UsageError: the name is empty or the password shorter than ten characters.
        """
        if not name.strip() or len(password) < MIN_PASSWORD:
            raise UsageError("cli.account_refused", least=MIN_PASSWORD)
        self._write({**self._read(), name: {"hash": self._hasher.hash(password)}})

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

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            entries = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return entries if isinstance(entries, dict) else {}

    def _write(self, entries: dict[str, dict[str, str]]) -> None:
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps(entries), "utf-8")
        part.chmod(0o600)
        part.replace(self._file)
