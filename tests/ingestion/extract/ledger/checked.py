"""A ledger read, and held against the account it was written from."""

from ingestion.extract.paper import read_paper
from ingestion.model.fact import Extraction
from tests.builders.receivables import AS_OF, Account, metrics


def read(data: bytes, name: str = "a.xlsx") -> Extraction:
    """What the ledger says."""
    return read_paper(data, name).extraction


def check(extraction: Extraction, accounts: Account, currency: str = "CNY") -> None:
    """Every metric is the account's own, to the cent."""
    assert extraction.kind == "ledger", extraction.problems
    assert extraction.ledger is not None
    assert extraction.ledger["as_of"] == AS_OF.isoformat()
    assert extraction.ledger["currencies"][currency] == metrics(accounts)
