"""What is known before a ledger is read: columns a person confirmed, and the names of the customer it is read for."""

from pydantic import Field

from ingestion.model.fact import Frozen


class LedgerHints(Frozen):
    """`columns`: by the signature of a row of heads, what each head is. `customers`: names of the one customer that is wanted."""

    columns: dict[str, dict[str, str]] = Field(default_factory=dict)
    customers: tuple[str, ...] = ()


class LedgerHead(Frozen):
    """A row of heads as read: `columns` are (head, role or ""), left to right; `samples` the first rows under it."""

    sheet: str
    row: int  # from 1
    signature: str
    columns: tuple[tuple[str, str], ...]
    samples: tuple[tuple[str, ...], ...] = ()
