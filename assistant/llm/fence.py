"""Quotations of papers for a model: between marks that nobody can guess, so that a paper cannot end its own quotation."""

import secrets

BITS = 128


def fenced(text: str) -> str:
    """`text` as a quotation with a fresh boundary of 128 random bits."""
    boundary = secrets.token_hex(BITS // 8)
    return f"<quotation {boundary}>\n{text}\n</quotation {boundary}>"
