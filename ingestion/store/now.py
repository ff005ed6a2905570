"""The time a row is written."""

from datetime import UTC, datetime


def now() -> str:
    """UTC, to the second, ISO."""
    return datetime.now(UTC).isoformat(timespec="seconds")
