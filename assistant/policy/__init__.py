"""Dated thresholds and parameters of a lender, as data."""
