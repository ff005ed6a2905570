"""The time a row is written, fine enough that of two things a person does in turn the later one is told."""

from datetime import UTC, datetime


def now() -> str:
    """UTC, to the millisecond, ISO."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
