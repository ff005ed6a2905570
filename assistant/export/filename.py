"""Names of exported files: safe on every system, at most 120 bytes, never a path."""

import re

MAX_BYTES = 120
_UNSAFE = re.compile(r"[^\w\-. ()（）\u3400-\u9fff]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def export_name(customer: str, as_of: str, suffix: str) -> str:
    """`Customer 2025-04-30.pdf`."""
    stem = _UNSAFE.sub("_", customer).strip(" .-~") or "customer"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    tail = f" {as_of}.{suffix}"
    while len((stem + tail).encode()) > MAX_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + tail
