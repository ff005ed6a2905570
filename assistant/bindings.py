"""Rows bound to lines by an analyst, and what the page printed when a correction was made."""

from assistant.credit.memory import seen
from assistant.credit.profile_model import CreditProfile
from ingestion.errors import UsageError
from ingestion.model.fact import Fact
from ingestion.store.scope import Scope
from ingestion.store.store import Store
from ingestion.taxonomy.taxonomy import taxonomy


def bind_row(store: Store, scope: Scope, profile: CreditProfile, fact: str, line: str, reason: str, actor: str) -> None:
    """Keep that a figure's row is `line`; an empty line takes back a binding, or turns down a remembered one.

    Raises:
        UsageError: no such figure, or no such line.
    """
    proposed = {c.fact.id for c in profile.facts if c.fact.method == "memory"}
    if fact not in proposed and not _printed(store, scope, fact):
        raise UsageError("cli.no_such_fact", fact=fact)
    if line and (line not in taxonomy().items or fact in proposed):
        raise UsageError("cli.no_such_line", line=line)
    store.add_ruling(scope, "bind", fact, line, reason, actor)
    note_seen(store, scope, fact, actor)


def note_seen(store: Store, scope: Scope, fact: str, actor: str) -> None:
    """Keep what the page prints of a figure, so that a later reading can be held against it."""
    for paper, known in _printed(store, scope, fact):
        store.add_ruling(scope, "seen", fact, seen(known, paper), "", actor)


def _printed(store: Store, scope: Scope, fact: str) -> list[tuple[str, Fact]]:
    """(paper, figure) of a printed figure; empty where no paper prints it."""
    return [(e.sha256, f) for e in store.extractions(scope) for f in e.facts if f.id == fact and f.method != "derived"][
        :1
    ]
