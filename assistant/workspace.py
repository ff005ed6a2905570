"""One method per thing a person can do. Wires stores, readers, model and clock; opens every transaction.

The command line, the workbench and the REST API call this and nothing below it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from assistant.chat.answer_model import Answer, Step
from assistant.credit.case_model import Authorisation, CaseRecords, Contact, CreditRequest, IdentityCard, SourceEntry
from assistant.credit.profile_model import CreditProfile, DocumentView
from ingestion.model.fact import Extraction, Frozen
from ingestion.model.place import Box

Lang = Literal["zh", "en"]


class CustomerView(Frozen):
    """A line of the customer list."""

    id: str
    name: str
    subject: str | None = None
    documents: int = 0
    latest_period: str | None = None
    updated_at: str = ""


class Progress(Frozen):
    """How far work on one file has come. `step`: queued | opening | words | ocr | tables | facts | storing | indexing | done | failed."""

    file: str
    step: str
    page: int = 0
    pages: int = 0
    message: str | None = None


class Hit(Frozen):
    """A passage found by search: the lines that matched, with the place of each."""

    document: str  # sha256
    file: str
    page: int
    text: str
    lines: tuple[tuple[str, tuple[float, float, float, float]], ...]
    section: str | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file handed in: its name (never trusted as a path) and bytes."""

    name: str
    data: bytes


class IngestOutcome(Frozen):
    """What became of one uploaded file. `status`: added | unchanged | failed."""

    file: str
    status: Literal["added", "unchanged", "failed"]
    document: str | None = None
    message: str | None = None
    code: str | None = None  # why it was not taken: a problem code
    warnings: tuple[str, ...] = ()


@runtime_checkable
class CustomerData(Protocol):
    """What chat and export may read of one customer; bound to that customer, read only."""

    customer: str
    name: str

    def profile(self) -> CreditProfile: ...

    def extractions(self) -> list[Extraction]: ...

    def search(self, query: str, limit: int = 10, document: str | None = None) -> list[Hit]: ...

    def page_lines(self, document: str, page: int) -> list[tuple[str, Box]]: ...

    def page_cuts(self, document: str, page: int) -> list[tuple[str, Box, list[tuple[int, float, float]]]]: ...

    def mentions(self, words: list[str]) -> bool: ...

    def kept(self, name: str, make: Callable[[], Any]) -> Any: ...


class WorkspaceApi(Protocol):
    """The service layer as the workbench sees it; `Workspace` implements it, tests may hand in a double."""

    def customers(self) -> list[CustomerView]: ...

    def create_customer(self, name: str) -> CustomerView: ...

    def rename_customer(self, customer: str, name: str) -> CustomerView: ...

    def find_customer(self, given: str) -> CustomerView: ...

    def add_documents(
        self, customer: str, uploads: list[Upload], report: Callable[[Progress], None], passwords: tuple[str, ...] = ()
    ) -> list[IngestOutcome]: ...

    def index_vectors(self, customer: str | None) -> None: ...

    def documents(self, customer: str) -> list[DocumentView]: ...

    def extraction(self, customer: str, document: str) -> Extraction: ...

    def profile(self, customer: str) -> CreditProfile: ...

    def ask(
        self, customer: str, question: str, conversation: str | None = None, lang: Lang | None = None
    ) -> Answer: ...

    def ask_stream(
        self, customer: str, question: str, conversation: str | None = None, lang: Lang | None = None
    ) -> Iterator[str | Step | Answer]: ...

    def confirm_fact(self, customer: str, fact: str, reason: str = "", actor: str = "local") -> None: ...

    def correct_fact(
        self, customer: str, fact: str, value: str, unit: str | None, reason: str | None, actor: str = "local"
    ) -> None: ...

    def set_unit(self, customer: str, fact: str, unit: str, reason: str | None, actor: str = "local") -> None: ...

    def dismiss_risk(self, customer: str, risk: str, reason: str | None, actor: str = "local") -> None: ...

    def save_request(self, customer: str, values: Mapping[str, Any], actor: str = "local") -> CreditRequest: ...

    def add_contact(self, customer: str, values: Mapping[str, Any], actor: str = "local") -> Contact: ...

    def add_source(self, customer: str, values: Mapping[str, Any], actor: str = "local") -> SourceEntry: ...

    def add_authorisation(self, customer: str, values: Mapping[str, Any], actor: str = "local") -> Authorisation: ...

    def withdraw_authorisation(self, customer: str, record: str, day: str, actor: str = "local") -> Authorisation: ...

    def confirm_identity(self, customer: str, reason: str = "", actor: str = "local") -> IdentityCard: ...

    def judge_paper(
        self, customer: str, document: str, verdict: str, reason: str | None, actor: str = "local"
    ) -> IdentityCard: ...

    def case_records(self, customer: str) -> CaseRecords: ...

    def page_picture(self, customer: str, document: str, page: int, zoom: float = 1.5) -> bytes: ...

    def page_size(self, customer: str, document: str, page: int) -> tuple[float, float]: ...

    def page_lines(self, customer: str, document: str, page: int) -> list[tuple[str, Box]]: ...

    def export(
        self, customer: str, format: Literal["md", "docx", "json", "xlsx", "pdf"], lang: Literal["zh", "en", "both"]
    ) -> tuple[str, bytes]: ...
