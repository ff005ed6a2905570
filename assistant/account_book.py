"""The file that accounts are kept in: entries, changes that wait for a second administrator, events nobody has put into the trail yet.

One writer at a time holds the lock; what is written appears whole. An event is written with its change, so that none is lost
however the program ends, and goes to the trail when a home is next at work.
"""

import fcntl
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingestion.store.now import now

Entry = dict[str, Any]
FILE, LOCK = "accounts.json", "accounts.lock"
VERSION = 2
ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change proposed by one administrator: the entry that `name` gets, and its words for people without any secret."""

    id: str
    by: str
    at: str
    action: str
    name: str
    entry: Entry
    told: dict[str, Any]


@dataclass
class Book:
    """What the file holds. An event is (action, detail, who, when)."""

    accounts: dict[str, Entry] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    untold: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)

    def administrators(self) -> list[str]:
        """Accounts that keep accounts and may log in."""
        return [n for n, e in self.accounts.items() if ADMIN in (e.get("roles") or ()) and not e.get("disabled")]

    def put(self, action: str, name: str, entry: Entry, told: dict[str, Any], by: str) -> None:
        """Change an account and note who changed it."""
        self.accounts[name] = entry
        self.note(action, {"name": name, **told}, by)

    def propose(self, action: str, name: str, entry: Entry, told: dict[str, Any], by: str) -> Waiting:
        """Lay a change before a second administrator."""
        made = Waiting(secrets.token_hex(4), by, now(), action, name, entry, told)
        self.waiting.append(made)
        self.note("account_proposed", {"name": name, "change": action, "entry": made.id, **told}, by)
        return made

    def note(self, action: str, detail: dict[str, Any], by: str) -> None:
        """An event for the trail."""
        self.untold.append((action, {k: v for k, v in detail.items() if v not in (None, "", [])}, by))


def read_book(home: Path) -> Book:
    """What the home's file holds; an empty book where there is none."""
    try:
        found = json.loads((home / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return Book()
    if not isinstance(found, dict):
        return Book()
    if not isinstance(found.get("version"), int):  # as it was before changes waited: the entries alone
        return Book(found)
    return Book(
        found["accounts"], [Waiting(**row) for row in found["waiting"]], [tuple(event) for event in found["untold"]]
    )


@contextmanager
def changing(home: Path) -> Iterator[Book]:
    """The book for one change, written when the block ends without an error; others wait meanwhile."""
    with (home / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        book = read_book(home)
        yield book
        body = {
            "version": VERSION,
            "accounts": book.accounts,
            "waiting": [asdict(row) for row in book.waiting],
            "untold": book.untold,
        }
        part = (home / FILE).with_suffix(".part")
        part.touch(0o600)
        part.write_text(json.dumps(body), "utf-8")
        part.replace(home / FILE)


def tell_events(home: Path, note: Callable[[str, dict[str, Any], str], None]) -> None:
    """Hand events that are in no trail yet to `note`; those are forgotten here afterwards."""
    if not read_book(home).untold:
        return
    with changing(home) as book:
        for action, detail, by in book.untold:
            note(action, detail, by)
        book.untold = []
