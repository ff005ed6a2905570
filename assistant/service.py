"""The workspace: every action of a person on the store, the readers and the chat. Implements `assistant.workspace.WorkspaceApi`."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.access import Actor, acting
from assistant.bindings import bind_row, note_seen
from assistant.case_flow import CaseFlowMethods
from assistant.config import Settings, locale_lang
from assistant.conversations import ConversationMethods
from assistant.credit.profile_model import CreditProfile
from assistant.decisions import DecisionMethods
from assistant.door import Door
from assistant.errors import UnknownCustomer
from assistant.format import parsed_number, scale_of_unit
from assistant.jobs import SPOKEN
from assistant.judging import JudgementMethods
from assistant.ledger_columns import LedgerMethods
from assistant.masking import masked_hit
from assistant.papers import PaperMethods, Report
from assistant.policy_keeping import PolicyMethods
from assistant.portfolio import PortfolioMethods
from assistant.profiles import ProfileMethods
from assistant.reading import expanded
from assistant.record_history import RecordHistoryMethods
from assistant.records import RecordMethods
from assistant.remembered import MemoryMethods, line_id
from assistant.retention import RetentionMethods
from assistant.sent_record import SentMethods
from assistant.watched import WatchMethods
from assistant.workbench import WorkbenchMethods
from assistant.workspace import CustomerView, Hit, IngestOutcome, Lang, Progress, Upload, WorkspaceApi
from ingestion.errors import RefusedError, UsageError
from ingestion.intake.sandbox import ReaderPool
from ingestion.model.fact import Extraction, Fact, Reading
from ingestion.model.place import Box
from ingestion.store.index_desk import IndexDesk
from ingestion.store.scope import Scope
from ingestion.store.store import Store

if TYPE_CHECKING:
    from assistant.case_file import OpenedCase


class Workspace(
    ProfileMethods,
    PaperMethods,
    CaseFlowMethods,
    ConversationMethods,
    DecisionMethods,
    JudgementMethods,
    PolicyMethods,
    LedgerMethods,
    MemoryMethods,
    PortfolioMethods,
    RetentionMethods,
    SentMethods,
    RecordHistoryMethods,
    RecordMethods,
    WatchMethods,
    WorkbenchMethods,
):
    """One home in the hands of its owner. Thread-safe: the store serialises writers, readers run in their own processes."""

    def __init__(self, settings: Settings, store: Store, readers: ReaderPool) -> None:
        self.settings = settings
        self._store = store
        self._readers = readers
        self._door = Door(store)
        self._building: dict[str, threading.Lock] = {}
        self._profiles: OrderedDict[str, tuple[str, CreditProfile]] = OrderedDict()
        self._kept: dict[tuple[str, str], tuple[int, Any]] = {}
        self._read_ahead: dict[str, Reading] = {}
        self._guard = threading.Lock()
        self._indexing = threading.Lock()
        self._index = IndexDesk(settings.home, store)

    @classmethod
    @contextmanager
    def open(cls, settings: Settings) -> Iterator["Workspace"]:
        """The workspace of `settings.home`; closes store and readers at the end. The caller holds the home's lock."""
        store = Store.open(settings.home)
        readers = ReaderPool(settings.limits, settings.readers, store.recognised)
        workspace = cls(settings, store, readers)
        try:
            yield workspace
        finally:
            workspace.close_workbench()
            workspace._index.close()
            readers.close()
            store.close()

    def acting(self, actor: Actor, granted: Callable[[str], None] = lambda customer: None) -> WorkspaceApi:
        """This workspace as `actor` may use it: every call checked, made in the actor's name."""
        return acting(self, actor, granted)

    # customers

    def customers(self) -> list[CustomerView]:
        """All customers, last changed first."""
        return [CustomerView(**row) for row in self._store.customers()]

    def create_customer(self, name: str) -> CustomerView:
        """A new customer called `name`."""
        return self._view(self._store.create_customer(name.strip()))

    def rename_customer(self, customer: str, name: str) -> CustomerView:
        """The customer under its new name."""
        self._store.rename_customer(Scope(customer), name.strip())
        return self._view(customer)

    def delete_customer(self, customer: str) -> None:
        """Delete the customer and everything about it; the audit entry stays.

        Raises:
            RefusedError: the customer is under a legal hold.
        """
        if self.is_held(customer):
            raise RefusedError("cli.legal_hold", name=self._view(customer).name)
        self._index.forget(Scope(customer))
        self._store.delete_customer(Scope(customer))
        self._profiles.pop(customer, None)
        self._building.pop(customer, None)
        self._kept = {key: value for key, value in self._kept.items() if key[0] != customer}

    def customer_named(self, name: str) -> CustomerView:
        """The customer whose given name is exactly `name`, made when there is none."""
        return next((c for c in self.customers() if c.name == name), None) or self.create_customer(name)

    def find_customer(self, given: str) -> CustomerView:
        """The one customer that `given` names: an id, an exact given name, a unique identifier or a unique subject name.

        Raises:
            UnknownCustomer: none or several; carries the candidates.
        """
        rows = self.customers()
        for matches in (
            [c for c in rows if c.id == given],
            [c for c in rows if c.name == given],
            [c for c in rows if c.id in self._store.customers_with_identifier(given)],
            [c for c in rows if c.subject == given],
        ):
            if len(matches) == 1:
                return matches[0]
            if matches:
                raise UnknownCustomer(given, [f"{c.id} {c.name}" for c in matches])
        near = [c for c in rows if given.casefold() in f"{c.name} {c.subject or ''}".casefold()] or rows[:8]
        raise UnknownCustomer(given, [f"{c.id} {c.name}" for c in near])

    def recognise_customer(self, uploads: list[Upload], passwords: tuple[str, ...] = ()) -> CustomerView:
        """The customer that the papers themselves name, made when no customer has that subject yet.

        Raises:
            UnknownCustomer: the papers name nobody, or several.
        """
        papers = expanded(uploads, self.settings.limits)
        names = {name for name in (self._subject_of(upload, passwords) for upload in papers) if name}
        if len(names) != 1:
            raise UnknownCustomer("; ".join(u.name for u in uploads), sorted(names))
        subject = names.pop()
        known = [c for c in self.customers() if subject in (c.subject, c.name)]
        if len(known) > 1:
            raise UnknownCustomer(subject, [f"{c.id} {c.name}" for c in known])
        return known[0] if known else self.create_customer(subject)

    # judgement

    def kept(self, customer: str, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made anew only when something of the customer changed."""
        revision = self._store.revision(Scope(customer))
        known = self._kept.get((customer, name))
        if known is None or known[0] != revision:
            known = (revision, make())
            self._kept[(customer, name)] = known
        return known[1]

    def confirm_fact(self, customer: str, fact: str, reason: str = "", actor: str = "local") -> None:
        """The analyst has compared the figure with its page."""
        self._known_fact(customer, fact)
        self._store.add_ruling(Scope(customer), "confirm", fact, None, reason, actor)

    def correct_fact(
        self, customer: str, fact: str, value: str, unit: str | None, reason: str | None, actor: str = "local"
    ) -> None:
        """The analyst's value in place of the one read; `value` in `unit`, else in the unit of the figure's own page.

        Raises:
            UsageError: unknown figure, no number, unknown unit or no reason.
        """
        known = self._known_fact(customer, fact)
        if not reason:
            raise UsageError("cli.reason_needed")
        number = parsed_number(value)
        scale = scale_of_unit(unit) if unit else (known.scale if known.unit == "money" else 1)
        self._store.add_ruling(Scope(customer), "correct", fact, format(number * scale, "f"), reason, actor)
        note_seen(self._store, Scope(customer), fact, actor)

    def read_with_model(self, customer: str, actor: str = "local") -> tuple[int, str | None]:
        """(figures proposed, fault): lines that the rules did not find, asked of the configured model; none without one."""
        from assistant.model_reading import ask_for_missing

        return ask_for_missing(self._store, Scope(customer), self.settings, actor)

    def bind_row(self, customer: str, fact: str, line: str, reason: str | None, actor: str = "local") -> None:
        """The row that `fact` stands in is `line` (an id of the vocabulary); empty takes the word back, a proposal's too.

        Raises:
            UsageError: unknown figure or line, or no reason.
        """
        if not reason:
            raise UsageError("cli.reason_needed")
        bind_row(self._store, Scope(customer), self.profile(customer), fact, line_id(line), reason, actor)

    def set_unit(self, customer: str, fact: str, unit: str, reason: str | None, actor: str = "local") -> None:
        """The unit of the whole statement that the figure stands in, set once."""
        if not reason:
            raise UsageError("cli.reason_needed")
        known = self._known_fact(customer, fact)
        document = next(c.document for c in self.profile(customer).facts if c.fact.id == fact)
        target = f"{document}/{known.statement}"
        self._store.add_ruling(Scope(customer), "unit", target, str(scale_of_unit(unit)), reason, actor)

    def dismiss_risk(self, customer: str, risk: str, reason: str | None, actor: str = "local") -> None:
        """Set a risk factor aside with a reason; it stays visible and no longer counts."""
        from assistant.credit.risks import risk_definitions

        if risk not in risk_definitions():
            raise UsageError("cli.no_such_risk", risk=risk, candidates=", ".join(risk_definitions()))
        if not reason:
            raise UsageError("cli.reason_needed")
        self._store.add_ruling(Scope(customer), "dismiss", risk, None, reason, actor)

    def _known_fact(self, customer: str, fact: str) -> Fact:
        for chosen in self.profile(customer).facts:
            if chosen.fact.id == fact and chosen.fact.method != "derived":
                return chosen.fact
        raise UsageError("cli.no_such_fact", fact=fact)

    def index_vectors(self, customer: str | None, report: Report = lambda progress: None) -> None:
        """Give every waiting passage of the customer (or of all) its vector."""

        def note(done: int) -> None:
            report(Progress(file="", step="indexing", page=done))

        with self._indexing:
            self._index.index_waiting(customer, note)

    def search(
        self, customer: str, query: str, limit: int = 10, document: str | None = None, vectors: bool = True
    ) -> list[Hit]:
        """The passages nearest to `query`; without `vectors` by full text alone, which needs no model in memory."""
        scope = Scope(customer)
        search = self._index.search if vectors else self._store.search_text
        found = search(scope, query, limit, document)
        return [Hit(**masked_hit(hit.model_dump(exclude={"passage"}))) for hit in found]

    def mentions(self, customer: str, words: list[str]) -> bool:
        """True where some passage of the customer holds all of these search words."""
        return self._store.mentions(Scope(customer), words)

    def data(self, customer: str, vectors: bool = True) -> "BoundData":
        """What chat may read: this customer, nothing else."""
        return BoundData(self, customer, vectors)

    def verify(self, customer: str | None = None) -> list[str]:
        """What is damaged in the store."""
        return self._store.damages()

    def backup(self, target: Path, actor: str = "local") -> dict[str, Any]:
        """Write the whole store to the archive `target`; its manifest."""
        from ingestion.store.backup import write_backup

        manifest = write_backup(self.settings.home, target)
        self._store.note(Scope(""), "backup_made", {"counts": manifest["counts"]}, actor)
        return manifest

    def pack_case(self, customer: str, target: Path, actor: str = "local") -> dict[str, Any]:
        """Write the customer to one portable file; its manifest."""
        from assistant.case_file import pack_case

        manifest = pack_case(self, self._store, customer, target)
        self._store.note(Scope(customer), "case_packed", {"papers": len(manifest["papers"])}, actor)
        return manifest

    def open_case(self, source: Path, actor: str = "local") -> "OpenedCase":
        """A new customer from such a file; its papers are read again here."""
        from assistant.case_file import open_case

        return open_case(self, self._store, source, actor)

    def audit_trail(self, customer: str | None = None, limit: int = 500) -> list[dict[str, Any]]:
        """The newest audit entries first."""
        return self._store.audit_trail(Scope(customer) if customer else None, limit)

    def load_sample(self) -> list[IngestOutcome]:
        """Load the sample customers once, into an empty home; what became of each paper (a refused one is told, no more)."""
        if self._store.flag("sample") or self.customers():
            return []
        from assistant.sample.sample import sample_customers

        outcomes: list[IngestOutcome] = []
        for sample in sample_customers():
            customer = self._store.create_customer(sample.name, sample.as_of)
            uploads = [Upload(name, data) for name, data in sample.papers]
            outcomes += self.add_documents(customer, uploads, lambda progress: None)
            for kind, entry, body in sample.records:
                self._store.add_entry(Scope(customer), kind, entry, body, "sample")
        self._store.set_flag("sample", "loaded")
        return outcomes

    def _view(self, customer: str) -> CustomerView:
        return next(c for c in self.customers() if c.id == customer)

    def _lang(self) -> Lang:
        return SPOKEN.get() or self.settings.lang or locale_lang()


class BoundData:
    """One customer, read only: what the chat and its tools work on."""

    def __init__(self, workspace: Workspace, customer: str, vectors: bool) -> None:
        self._workspace = workspace
        self._vectors = vectors
        self._found: dict[tuple[str, int, str | None], list[Hit]] = {}
        self.customer = customer
        self.name = workspace.profile(customer).name

    def profile(self) -> CreditProfile:
        """The credit profile."""
        return self._workspace.profile(self.customer)

    def extractions(self) -> list[Extraction]:
        """What each paper says."""
        found = self._workspace.documents(self.customer)
        kept: list[Extraction] = self.kept(
            "extractions", lambda: [self._workspace.extraction(self.customer, d.sha256) for d in found]
        )
        return kept

    def kept(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made anew only when something of the customer changed."""
        return self._workspace.kept(self.customer, name, make)

    def search(self, query: str, limit: int = 10, document: str | None = None) -> list[Hit]:
        """Passages nearest to the query; the same query is searched once a turn."""
        asked = (query, limit, document)
        if asked not in self._found:
            self._found[asked] = self._workspace.search(self.customer, query, limit, document, self._vectors)
        return self._found[asked]

    def page_lines(self, document: str, page: int) -> list[tuple[str, Box]]:
        """A page's lines with their boxes."""
        return self._workspace.page_lines(self.customer, document, page)

    def page_cuts(self, document: str, page: int) -> list[tuple[str, Box, list[tuple[int, float, float]]]]:
        """A page's lines with their boxes and where the parts of lines set in columns stand."""
        return self._workspace.page_cuts(self.customer, document, page)

    def mentions(self, words: list[str]) -> bool:
        """True where some passage holds all of these search words."""
        return self._workspace.mentions(self.customer, words)
