"""What the columns of our own ledgers are: shown as read, put right by a person, remembered for every ledger with the same heads.

Heads are those of our own books, so a confirmed row of heads holds for every customer of the home; who said so is kept with the
customer whose ledger it was. A part of the workspace.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ingestion.errors import PaperError, UsageError
from ingestion.extract.ledger.hints import LedgerHead, LedgerHints
from ingestion.intake.sandbox import ReaderPool
from ingestion.store.index_desk import IndexDesk
from ingestion.store.scope import Scope
from ingestion.store.store import Store

FLAG, SETTING = "ledger_columns", "ledger_columns"
LEDGER = "ledger"


class LedgerMethods:
    """The workspace's methods for the columns of ledgers."""

    _store: Store
    _readers: ReaderPool
    _index: IndexDesk

    if TYPE_CHECKING:

        def kept(self, customer: str, name: str, make: Any) -> Any: ...

    def ledger_heads(self, customer: str, document: str) -> list[LedgerHead]:
        """Each row of heads of a workbook or CSV file with what its columns are taken for; none for any other paper.

        Raises:
            StoreError: the customer has no such paper.
        """
        scope = Scope(customer)
        data = self._store.blob(scope, document)
        make = lambda: self._readers.heads(data, self._file(scope, document), self.ledger_hints(customer))  # noqa: E731 - made when needed
        found: list[LedgerHead] = self.kept(customer, f"heads:{document}", make)
        return found

    def confirm_ledger_columns(
        self, customer: str, document: str, columns: Mapping[str, str], actor: str = "local"
    ) -> list[LedgerHead]:
        """Say what columns are ({head as printed: role}); the ledger is read again, the next one with these heads too.

        Raises:
            UsageError: a head or a role is unknown.
            PaperError: the paper cannot be read so; nothing is changed.
        """
        from ingestion.extract.ledger.heads import plain_head, words

        roles = (*words()["heads"], "")
        heads = self.ledger_heads(customer, document)
        printed = {text for head in heads for text, _ in head.columns}
        for text, role in columns.items():
            if text not in printed or role not in roles:
                known = ", ".join(roles[:-1]) if text in printed else ", ".join(sorted(t for t in printed if t))
                raise UsageError("record.unknown_column", column=text, role=role, known=known)
        said = {}
        for head in heads:
            if any(text in columns for text, _ in head.columns):
                named = {text: columns.get(text, role) or "ignored" for text, role in head.columns if text}
                said[head.signature] = {plain_head(text): role for text, role in named.items()}
        hints = self.ledger_hints(customer)
        hints = hints.model_copy(update={"columns": {**hints.columns, **said}})
        scope = Scope(customer)
        reading = self._readers.read(self._store.blob(scope, document), self._file(scope, document), hints=hints)
        if reading.extraction.kind != LEDGER:
            raise PaperError("ledger_columns_unreadable")
        for signature, roles_said in said.items():
            name = f"{SETTING}:{hashlib.sha256(signature.encode()).hexdigest()[:16]}"
            self._store.add_entry(scope, "setting", name, {"signature": signature, "columns": roles_said}, actor)
        self._store.set_flag(FLAG, json.dumps(hints.columns, ensure_ascii=False))
        self._index.forget_document(scope, document)
        self._store.replace_reading(scope, document, reading, actor)
        return self.ledger_heads(customer, document)

    def ledger_hints(self, customer: str) -> LedgerHints:
        """What is known before a ledger of the customer is read: confirmed columns, the names it goes by."""
        scope = Scope(customer)
        names = [self._store.name(scope), *(row["subject"] for row in self._store.documents(scope))]
        columns = json.loads(self._store.flag(FLAG) or "{}")
        return LedgerHints(columns=columns, customers=tuple(dict.fromkeys(name for name in names if name)))

    def _file(self, scope: Scope, document: str) -> str:
        return next((str(row["file"]) for row in self._store.documents(scope) if row["sha256"] == document), "")
