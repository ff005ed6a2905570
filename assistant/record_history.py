"""Versions of what people entered: who wrote which, what a revision changes, and going back to an earlier one. Nothing is ever erased."""

from collections.abc import Mapping
from typing import Any

from assistant.credit.case_model import Authorisation, CaseRecords, SourceEntry
from assistant.entered import entered_values
from assistant.records import case_records, checked_record
from ingestion.errors import UsageError
from ingestion.model.fact import Frozen
from ingestion.store.scope import Scope
from ingestion.store.store import Store

REVISED: dict[str, type[SourceEntry] | type[Authorisation]] = {"source": SourceEntry, "authorisation": Authorisation}
RESTORED = ("request", "source", "authorisation", "identity", "followup", "setting")


class Version(Frozen):
    """One version of a record: its number from 1, who wrote it when, and what it says."""

    number: int
    by: str
    at: str
    body: dict[str, Any]
    changed: tuple[str, ...] = ()


class RecordHistoryMethods:
    """The workspace's methods for versions of records."""

    _store: Store

    def request_and_contacts(self, customer: str) -> CaseRecords:
        """The part of the records that whoever hands papers in may see: the credit request and the contact log."""
        scope = Scope(customer)
        found = case_records(self._store, scope, self._store.extractions(scope))
        return CaseRecords(request=found.request, contacts=found.contacts)

    def revise_record(
        self, customer: str, kind: str, record: str, values: Mapping[str, Any], actor: str = "local"
    ) -> Frozen:
        """A new version of a source entry or an authorisation: the given fields over what it says now.

        Raises:
            UsageError: another kind, no such record, a field unknown or unreadable.
        """
        model = REVISED.get(kind)
        now = next((row for row in self._store.entries(Scope(customer), kind) if row["entry"] == record), None)
        if model is None or now is None:
            raise UsageError("record.unknown_record", record=record)
        body = {**now["body"], **entered_values(model, values)}
        made = checked_record(model, {name: value for name, value in body.items() if value != ""})
        self._store.add_entry(Scope(customer), kind, record, made.model_dump(mode="json", exclude_none=True), actor)
        return made

    def record_versions(self, customer: str, kind: str, record: str) -> list[Version]:
        """Every version of a record, the oldest first; `changed` names the fields that differ from the one before."""
        rows = [r for r in self._store.entries(Scope(customer), kind, history=True) if r["entry"] == record]
        made, before = [], dict[str, Any]()
        for number, row in enumerate(rows, 1):
            changed = tuple(
                k for k in {**before, **row["body"]} if (before.get(k) or None) != (row["body"].get(k) or None)
            )
            made.append(Version(number=number, by=row["actor"], at=row["at"], body=row["body"], changed=changed))
            before = row["body"]
        return made

    def restore_record(self, customer: str, kind: str, record: str, number: int, actor: str = "local") -> Version:
        """Make an earlier version the newest again; the ones between stay.

        Raises:
            UsageError: a record of this kind cannot go back, or has no such version.
        """
        known = {v.number: v for v in self.record_versions(customer, kind, record)} if kind in RESTORED else {}
        if number not in known:
            raise UsageError("record.unknown_record", record=f"{record} {number}")
        self._store.add_entry(Scope(customer), kind, record, known[number].body, actor)
        return self.record_versions(customer, kind, record)[-1]
