"""Faults (exceptions). Problems of the input are data, see `ingestion.model.fact.Problem`.

XintanError
├── UsageError          wrong call: exit 2
├── RefusedError        policy, permission or a running owner: exit 3
├── PaperError          a paper that cannot be read; carries a problem code
│   ├── PasswordNeeded
│   ├── UnsupportedPaper
│   └── LimitReached    a limit of `ingestion.intake.limits`
└── StoreError          the store is damaged, locked or of another version
"""


class XintanError(Exception):
    """Root of all our faults. `key` names the message in `ingestion/texts`, `values` fill it."""

    key = "internal_error"

    def __init__(self, key: str | None = None, /, **values: object) -> None:
        self.key = key or type(self).key
        self.values = values
        super().__init__(self.key + (f" {values}" if values else ""))


class UsageError(XintanError):
    """The call itself is wrong (exit 2)."""

    key = "usage"


class RefusedError(XintanError):
    """Policy, permission or a running owner says no (exit 3)."""

    key = "refused"


class PaperError(XintanError):
    """A paper that cannot be read; `key` is a problem code."""

    key = "paper_unreadable"


class PasswordNeeded(PaperError):
    """The paper is encrypted and no given password opens it."""

    key = "password_needed"


class UnsupportedPaper(PaperError):
    """A kind of file we do not read."""

    key = "unsupported_type"


class LimitReached(PaperError):
    """A limit of `ingestion.intake.limits` was hit; `name`, `limit` and `seen` say which."""

    key = "limit_reached"

    def __init__(self, name: str, limit: float, seen: float) -> None:
        super().__init__("limit_reached", name=name, limit=limit, seen=seen)


class StoreError(XintanError):
    """The store is damaged, locked or of another version."""

    key = "store_error"
