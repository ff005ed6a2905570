"""The sections of the memo in the order of printing; their titles are `memo.*` of the catalogue."""

SECTIONS = (
    "summary", "request", "identity", "business", "internal", "financial", "bureau", "legal", "scores", "risks", "followups",
    "limit", "recommendation", "quality", "approval", "annex",
)  # fmt: skip
