"""Our own side of a case: credit request, contact log, source register, authorisations, identity card. Frozen; see investigation.md §2."""

from typing import Any, Literal

from pydantic import Field

from ingestion.model.fact import Frozen, Identifier


class Place(Frozen):
    """Where a value of a record was printed, when it came from a paper."""

    document: str
    file: str
    page: int
    box: tuple[float, ...] = ()
    printed: str = ""


class Security(Frozen):
    """Security held for the account."""

    type: str  # deposit | bank_guarantee | lc | insurance | parent_guarantee | mortgage | other
    amount: str
    valid_to: str | None = None
    document: str | None = None


class CreditRequest(Frozen):
    """授信申请. Money in units of `currency` as decimal strings; what is not said stays None and nothing is assumed."""

    requested_limit: str | None = None
    currency: str | None = None
    requested_terms_days: int | None = None
    payment_form: str | None = None
    expected_purchases_12m: str | None = None  # ex VAT
    vat_rate_pct: str | None = None
    peak_factor: str | None = None
    current_limit: str | None = None
    current_terms_days: int | None = None
    limit_valid_to: str | None = None
    unbilled: str | None = None
    open_orders: str | None = None
    security_held: tuple[Security, ...] = ()
    relationship_since: str | None = None
    goods: str | None = None
    reason: str | None = None
    code_as_printed: str | None = None
    requested_by: str | None = None
    request_date: str | None = None
    places: dict[str, Place] = Field(default_factory=dict)  # field name -> place, when read from a paper


class Promise(Frozen):
    """A payment promised in a contact, matched with receipts of the ledger."""

    amount: str
    due_date: str
    currency: str | None = None
    invoices: tuple[str, ...] = ()
    state: Literal["open", "kept", "part_kept", "broken", "cancelled"] = "open"
    paid: str | None = None


class Contact(Frozen):
    """联系记录. Never edited: a correction is a new entry that names the one it corrects."""

    id: str
    at: str
    by: str
    person: str | None = None
    role: str | None = None
    channel: Literal["call", "visit", "email", "letter", "message", "meeting"] = "call"
    verified_how: str | None = None
    verified_at: str | None = None
    subject: str = ""
    summary: str = ""
    promise: Promise | None = None
    linked: tuple[str, ...] = ()
    next_contact: str | None = None
    owner: str | None = None
    corrects: str | None = None


class SourceEntry(Frozen):
    """信息来源登记: where a paper came from, what it may be used for, how long it is fresh."""

    id: str
    agency: str
    product: str = ""
    kind: str = "other"
    permitted_purpose: str | None = None
    authorisation: str | None = None
    obtained_on: str | None = None
    obtained_by: str | None = None
    how: Literal["bought", "delivered_by_customer", "public_search", "from_bank", "other"] = "other"
    document: str | None = None
    data_as_of: str | None = None
    cost: str | None = None
    currency: str | None = None
    max_age_d: int | None = None
    rebuy_after_d: int | None = None
    next_due: str | None = None
    reliability: Literal["primary", "republished", "self_declared", "estimate"] = "primary"


class Authorisation(Frozen):
    """授权书: who allows which enquiry about whom, for what, until when."""

    id: str
    subject: str
    subject_kind: Literal["company", "person"] = "company"
    scope: str = ""
    purpose: str = ""
    signed_on: str | None = None
    valid_until: str | None = None
    document: str | None = None
    withdrawn_on: str | None = None


class IdentitySource(Frozen):
    """What one paper says of whom it is about, and how it matches the customer."""

    document: str
    file: str
    kind: str
    name: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    verdict: Literal["same", "likely_same", "group_related", "different", "undetermined", "first"] = "undetermined"
    rule: str | None = None
    reasons: tuple[str, ...] = ()


class IdentityCard(Frozen):
    """Who the customer is: every source, every conflict. `verified` as ratios-and-models.md §5 (caps) has it."""

    name: str | None = None
    name_en: str | None = None
    former_names: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    state: Literal["proposed", "verified", "confirmed"] = "proposed"
    sources: tuple[IdentitySource, ...] = ()
    conflicts: tuple[str, ...] = ()
    legal_representative: str | None = None
    address: str | None = None
    established: str | None = None
    confirmed_by: str | None = None
    confirmed_at: str | None = None


class PaperException(Frozen):
    """A person's word that a required paper may be missing: why, and until which day (ISO)."""

    paper: str  # id of the required paper
    reason: str
    until: str
    by: str = ""
    at: str = ""


class CaseRecords(Frozen):
    """Everything people have entered for a customer, as the judgement reads it."""

    request: CreditRequest | None = None
    contacts: tuple[Contact, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    authorisations: tuple[Authorisation, ...] = ()
    identity: IdentityCard | None = None
    followup_states: dict[str, dict[str, Any]] = Field(default_factory=dict)  # FU id -> owner, due, state, note, answer
    exceptions: tuple[PaperException, ...] = ()
    our_total_receivables: dict[str, str] = Field(default_factory=dict)  # currency -> amount (policy or setting)
    our_equity: dict[str, str] = Field(default_factory=dict)
    reviews: tuple[dict[str, Any], ...] = ()  # earlier review snapshots, oldest first
    our_names: tuple[str, ...] = ()  # how the customer's papers may call us
    policy: dict[str, Any] = Field(default_factory=dict)  # a company's overlay, already validated
