"""Decimals as the contract writes them."""

from decimal import Decimal


def plain_decimal(value: Decimal) -> str:
    """A decimal as text without exponent or needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
