"""What we make of the papers: profile, ratios, risk, chat, export, workbench.

May import `ingestion` and `prompts`; nobody but `evals` and `tests` imports it.
"""
