"""The `bureau` object of the outside contract: leaves with their place in lists of records. Names and types are fixed."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class Leaf(BaseModel):
    """One printed value. `value` is None where the page prints nothing (`--`); amounts are in units of `currency`."""

    model_config = ConfigDict(extra="forbid")

    value: str | bool | None
    printed: str
    page: int
    box: list[float]
    confidence: float
    extractor: str
    currency: str | None = None
    scale: int | None = None
    locator: dict[str, Any] | None = None


Point = dict[Literal["month", "value", "page"], Leaf | int]
Record = dict[str, Leaf | int | str | bool | list[Leaf] | list[Point] | None]
"""Leaves by name; `page` is where the record begins, `kind`, `name` and `level` are plain words, `trend` a list of months with values."""
Lines = dict[Literal["total", "used", "available"], Leaf]


class BureauIdentifier(BaseModel):
    """A code of the subject and whether its check digit holds."""

    scheme: str
    value: Leaf
    valid: bool | None = None


class BureauSubject(BaseModel):
    """Whom the report is about, as printed."""

    model_config = ConfigDict(extra="forbid")

    name: Leaf | None = None
    name_en: Leaf | None = None
    former_names: list[Leaf] = []
    identifiers: list[BureauIdentifier] = []
    legal_form: Leaf | None = None
    status: Leaf | None = None
    status_norm: Leaf | None = None
    established: Leaf | None = None
    approved_date: Leaf | None = None
    valid_from: Leaf | None = None
    valid_to: Leaf | None = None
    registered_capital: Leaf | None = None
    paid_in_capital: Leaf | None = None
    legal_representative: Leaf | None = None
    address: Leaf | None = None
    business_address: Leaf | None = None
    business_scope: Leaf | None = None
    industry: Leaf | None = None
    registration_authority: Leaf | None = None
    insured_headcount: Leaf | None = None
    employees: Leaf | None = None
    scale: Leaf | None = None
    taxpayer_status: Leaf | None = None
    parent_name: Leaf | None = None


class BureauReport(BaseModel):
    """A bureau, registry, rating or insurer document."""

    model_config = ConfigDict(extra="forbid")

    provider: str
    page: int | None = None
    product: Leaf | None = None
    version: Leaf | None = None
    language: str | None = None
    pages: int | None = None
    report_id: Leaf | None = None
    report_date: Leaf | None = None
    report_time: Leaf | None = None
    data_as_of: Leaf | None = None
    query_institution: Leaf | None = None
    query_reason: Leaf | None = None
    currency: str | None = None
    amount_unit: int | None = None
    subject: BureauSubject | None = None
    credit_summary: dict[str, Leaf | Lines] = {}
    shareholders: list[Record] = []
    officers: list[Record] = []
    scores: list[Record] = []
    payment_indices: list[Record] = []
    credit_matrix: list[Record] = []
    credit_lines: list[Record] = []
    credit_accounts: list[Record] = []
    liability_history: list[Record] = []
    repayment_liabilities: list[Record] = []
    trade_references: list[Record] = []
    trade_summary: dict[str, Leaf] = {}
    trade_lines: list[Record] = []
    record_counts: list[Record] = []
    legal_events: list[Record] = []
    utility_accounts: list[Record] = []
    tax_filings: list[Record] = []
    bank_months: list[Record] = []
    insurer_decisions: list[Record] = []
    limit_recommendations: list[Record] = []
    rated_facilities: list[Record] = []
    certificates: list[Record] = []
    changes: list[Record] = []
    history: list[Record] = []
    financials: list[dict[str, Any]] = []
    inquiries: list[Record] = []
    dispute_notes: list[Record] = []
