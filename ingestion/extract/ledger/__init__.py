"""Receivable ledgers of our own books: columns known by their heads, rows to invoices, credit notes and receipts, exact metrics.

Money is held as whole cents in 64-bit columns, sums of products in Python integers, so that every metric is exact. polars has its
one door here: a million rows are read by column (2026-11: neither pandas nor duckdb is needed beside it).
"""
