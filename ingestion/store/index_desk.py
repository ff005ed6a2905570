"""The vectors of a home as the owner of the home asks for them: its one index worker, called in turn, in small portions.

Between two portions a search gets its turn, so nobody waits for the whole index. What the worker cannot do, full text does.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingestion.errors import PaperError, StoreError
from ingestion.intake.limits import Limits
from ingestion.intake.shared_child import SharedChild
from ingestion.store.index_folder import FOLDER, ask_for_lost
from ingestion.store.scope import Scope
from ingestion.store.search import PassageHit, is_mostly_chinese, with_near
from ingestion.store.store import Store

PORTION = 16  # passages: a third of a second
INDEX_S, SEARCH_S = 120.0, 10.0
IDLE_S = 300.0
GIVE_WAY_S = 0.005
NICE = 10


class IndexDesk:
    """Thread-safe. The worker starts when first needed and ends when idle."""

    def __init__(self, home: Path, store: Store) -> None:
        self._home = home
        self._store = store
        self._child = SharedChild("ingestion.store.index_worker", Limits(), IDLE_S)

    def index_waiting(self, customer: str | None, report: Callable[[int], None] = lambda done: None) -> int:
        """Give waiting passages their vectors; how many passages were taken.

        Raises:
            StoreError: the worker failed; what was not taken waits for the next time.
        """
        done = 0
        ask_for_lost(self._home, self._store)
        while not self._child.is_closed() and self._store.waiting_passages(customer, 1):
            try:
                taken = int(self._ask("index", INDEX_S, customer, limit=PORTION))
            except PaperError as err:
                if self._child.is_closed():
                    break
                raise StoreError("index_failed") from err
            if not taken:
                break
            done += taken
            report(done)
            time.sleep(GIVE_WAY_S)
        return done

    def search(self, scope: Scope, query: str, limit: int, document: str | None = None) -> list[PassageHit]:
        """Full text and vectors fused by rank; full text alone for Chinese questions or where there are no vectors."""
        text_hits = self._store.search_text(scope, query, limit * 3, document)
        if is_mostly_chinese(query) or not self._has_index:
            return text_hits[:limit]
        try:
            numbers = self._ask("near", SEARCH_S, scope.customer, query=query, limit=limit * 3, document=document)
        except (PaperError, StoreError):
            return text_hits[:limit]
        return with_near(text_hits, self._store.passages_by_id(scope, [int(n) for n in numbers]), limit)

    def forget(self, scope: Scope) -> None:
        """Remove the customer's vectors."""
        self._forget(scope, None)

    def forget_document(self, scope: Scope, document: str) -> None:
        """Remove the vectors of one paper."""
        self._forget(scope, document)

    def give_way(self) -> None:
        """Let people who click go first."""
        self._child.process.nice = NICE

    def close(self) -> None:
        """End the worker; what waits is taken up by the next one."""
        self._child.close()

    @property
    def _has_index(self) -> bool:
        return (self._home / FOLDER).is_dir()

    def _forget(self, scope: Scope, document: str | None) -> None:
        if self._has_index:
            try:
                self._ask("forget", INDEX_S, scope.customer, document=document)
            except PaperError as err:
                raise StoreError("index_failed") from err

    def _ask(self, op: str, seconds: float, customer: str | None, **more: Any) -> Any:
        request = {"op": op, "home": str(self._home), "customer": customer, "document": None, **more}
        with self._child.turn() as child:
            deadline = time.monotonic() + seconds
            return json.loads(child.ask(request, b"", b"v", lambda kind, body: None, lambda: deadline))
