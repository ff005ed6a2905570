"""Facts and problems as the outside contract prints them (`xintan.extract/1`). Frozen; shared by store, profile, chat and export."""

from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal[
    "annual_report",
    "interim_report",
    "abstract",
    "financial_statements",
    "audit_report",
    "tax_return",
    "tax_certificate",
    "bureau_enterprise",
    "bureau_person",
    "bureau_commercial",
    "rating_report",
    "insurer_notice",
    "registry_extract",
    "business_licence",
    "bank_statement",
    "ledger",
    "trade_reference",
    "contract",
    "authorisation",
    "court_document",
    "other",
]
Statement = Literal[
    "balance_sheet", "income_statement", "cash_flow", "notes", "key_data", "bureau", "ledger", "registry"
]
Basis = Literal["consolidated", "parent", "unknown"]
Gaap = Literal["prc", "ifrs", "us", "uk", "other", "unknown"]
UnitName = Literal["money", "shares", "per_share", "percent", "x", "count", "days", "score", "date", "text"]
Method = Literal["table", "text", "tag", "ocr", "model", "derived", "memory"]
State = Literal["proposed", "unconfirmed", "confirmed", "corrected", "superseded"]
SourceBasis = Literal["audited", "reviewed", "unaudited", "tax_filing", "bureau_printed", "unknown"]
Check = Literal["valid", "invalid_check", "invalid_format", "no_check"]


class Frozen(BaseModel):
    """Base of the contract's objects: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Frozen):
    """One figure with its place.

    `value` is the decimal already multiplied by `scale`, as a string without exponent, in units of `currency`; `printed` is the
    cell as printed. `field` is a canonical id of the taxonomy or None for other captions (then `label` names it).
    A flow has `months`, a balance none.
    """

    id: str
    field: str | None
    statement: Statement
    period_end: str | None = None
    period_start: str | None = None
    months: int | None = None
    fiscal_label: str | None = None
    basis: Basis = "unknown"
    gaap: Gaap = "unknown"
    restated: bool = False
    value: str
    unit: UnitName = "money"
    currency: str | None = None
    scale: int = 1
    printed: str
    label: str
    page: int
    box: tuple[float, ...] = ()
    header_box: tuple[float, ...] = ()
    unit_box: tuple[float, ...] = ()
    locator: dict[str, Any] | None = None
    method: Method = "table"
    inputs: tuple[str, ...] = ()
    nil: Literal["dash", "closure"] | None = None
    includes: tuple[str, ...] = ()
    net: bool = False
    tag: str | None = None
    dimensions: tuple[tuple[str, str], ...] = ()
    state: State = "proposed"
    confidence: float = 1.0

    @property
    def amount(self) -> Decimal:
        """The value as Decimal; raises InvalidOperation for dates and texts."""
        return Decimal(self.value)


class Problem(Frozen):
    """Something about the input that a person should know. `code` is one of `ingestion/texts/problems.toml`."""

    code: str
    page: int | None = None
    message: str


class Identifier(Frozen):
    """A number that names the subject, with the result of its check digit."""

    scheme: str
    value: str
    check: Check
    page: int = 1


class Subject(Frozen):
    """Whom the paper is about, as printed."""

    name: str | None = None
    identifiers: tuple[Identifier, ...] = ()


AuditWord = Literal[
    "report_number", "report_date", "signer", "auditor_since", "going_concern", "emphasis", "key_matters"
]


class AuditPoint(Frozen):
    """Something an audit report says beside its opinion, with its place."""

    what: AuditWord
    text: str
    page: int
    box: tuple[float, ...] = ()


class Audit(Frozen):
    """The audit opinion by the codes of `statements.md` §8."""

    opinion: str
    firm: str | None = None
    page: int | None = None
    points: tuple[AuditPoint, ...] = ()


NoteWord = Literal[
    "subsequent_event", "contingency", "guarantee", "commitment", "covenants", "credit_facility", "related_party", "concentration",
    "policy_change", "error_correction", "restatement", "share_pledge", "security", "going_concern", "key_matter",
]  # fmt: skip


class NoteText(Frozen):
    """Something that the notes or the report tell in words, as printed, with its place.

    `heading` is what it stands under; `none` is true where the paper says that there is nothing of the kind.
    """

    what: NoteWord
    text: str
    heading: str = ""
    none: bool = False
    page: int
    box: tuple[float, ...] = ()


class CheckResult(Frozen):
    """One accounting identity over one period."""

    id: str
    period_end: str | None
    status: Literal["ok", "minor", "break", "not_testable"]
    difference: str = "0"
    facts: tuple[str, ...] = ()


WAITING = "ocr_waiting"
"""Why a page is unread in a paper that is used before all of its pictures are recognised."""


class Coverage(Frozen):
    """What became of a page."""

    page: int
    state: Literal["read", "partly_read", "unread", "hidden_text", "failed"]
    why: str | None = None


class ProducedBy(Frozen):
    """Versions that made an extraction; facts of another taxonomy are re-read, not merged."""

    version: str
    taxonomy: str


class KindEvidence(Frozen):
    """How sure the kind of a paper is (0 to 1), the words that told it as printed, the page of the first."""

    confidence: float
    words: tuple[str, ...] = ()
    page: int = 1


class Extraction(Frozen):
    """One paper read: the object that `xintan extract` prints."""

    schema_: Literal["xintan.extract/1"] = "xintan.extract/1"
    produced_by: ProducedBy
    file: str
    sha256: str
    status: Literal["ok", "partial", "failed"]
    error: str | None = None
    pages: int = 0
    kind: Kind = "other"
    kind_evidence: KindEvidence | None = None
    language: Literal["en", "zh-Hans", "zh-Hant", "other"] = "other"
    text: Literal["digital", "ocr", "mixed", "none"] = "none"
    subject: Subject = Subject()
    period_end: str | None = None
    source_basis: SourceBasis = "unknown"
    audit: Audit | None = None
    facts: tuple[Fact, ...] = ()
    texts: tuple[NoteText, ...] = ()
    bureau: dict[str, Any] | None = None
    ledger: dict[str, Any] | None = None
    checks: tuple[CheckResult, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def gave_nothing(self) -> bool:
        """True where nothing in the paper could be used, and nothing is still being read."""
        return self.status == "failed" or (self.text == "none" and self.status != "ok" and not self.waiting)

    @property
    def waiting(self) -> int:
        """How many pages are still to be recognised."""
        return sum(page.why == WAITING for page in self.coverage)

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON object, `schema` first."""
        body = self.model_dump(mode="json", exclude={"schema_"})
        return {"schema": self.schema_, **body}


class Passage(Frozen):
    """A run of lines of one page, for search. `lines` holds each line's text with its box, so that a hit cites a place.

    `section` is the statement or heading the lines stand under, where known. `cuts` tells of each line that is set in columns where its
    parts begin in the text and stand on the page: (index, left, right).
    """

    page: int
    text: str
    lines: tuple[tuple[str, tuple[float, float, float, float]], ...]
    section: str | None = None
    cuts: tuple[tuple[tuple[int, float, float], ...], ...] = ()


class Reading(Frozen):
    """What the reading worker returns for one paper: the extraction and its passages (page sizes as displayed, in points)."""

    extraction: Extraction
    passages: tuple[Passage, ...] = ()
    page_sizes: tuple[tuple[float, float], ...] = ()
