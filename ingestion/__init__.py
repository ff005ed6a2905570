"""What the papers say: page, box, figure, unit, period, vocabulary, arithmetic checks, stores.

Imports go one way: assistant -> ingestion -> prompts. Nothing here judges a customer; thresholds live in `assistant.policy`.
"""
