"""The states of a case: which moves are open, and what still stands in the way of each (`case_states.toml`). Pure."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.credit.profile_model import CreditProfile
from ingestion.model.fact import Frozen

START, MOVED, DECISION = "none", "moved", "decision_"
CLOSED = frozenset({"closed", "withdrawn"})
SEVERE = ("H", "C")


class Move(Frozen):
    """A move from the present state: its gate, and what is missing for it (empty: open)."""

    to: str
    gate: str
    missing: tuple[str, ...] = ()


@cache
def _moves() -> tuple[dict[str, str], ...]:
    return tuple(tomllib.loads(files(__package__).joinpath("case_states.toml").read_text("utf-8"))["move"])


def moves_from(state: str, profile: CreditProfile, reason: str = "", decided: str = "") -> list[Move]:
    """The moves that leave a state, each with what its gate lacks.

    `decided`: how the newest decision on this very profile ended (its state), `moved` where the profile changed since, or empty.
    """
    rows = [m for m in _moves() if m["from"] == state or (m["from"] == "*" and state not in CLOSED | {START, m["to"]})]
    return [
        Move(to=m["to"], gate=m["gate"], missing=tuple(_missing(m["gate"], profile, reason, decided))) for m in rows
    ]


def _missing(gate: str, profile: CreditProfile, reason: str, decided: str) -> list[str]:
    card = profile.identity
    verdicts = [s.verdict for s in card.sources] if card else []
    factors = [f for f in profile.risk_factors if f.state == "fired" and f.severity in SEVERE and f.dismissed is None]
    if gate.startswith(DECISION):
        wanted = gate.removeprefix(DECISION)
        return [] if decided == wanted else ["profile_version" if decided == MOVED else f"decision_{wanted}"]
    lacks: dict[str, Any] = {
        "none": [],
        "reason": [] if reason else ["reason"],
        "request_saved": [] if profile.request else ["request"],
        "name_and_identifier": [
            n for n, v in (("name", card and card.name), ("identifier", card and card.identifiers)) if not v
        ],
        "identity_matched": []
        if card and (card.state == "confirmed" or set(verdicts) & {"same", "first"})
        else ["identity"],
        "paper_read": [] if any(d.status in ("ok", "partial") for d in profile.documents) else ["paper"],
        "all_read": [d.file for d in profile.documents if d.status in ("queued", "reading")],
        "data_factors_settled": [f.id for f in factors if f.category == "DQ" and f.severity == "H"],
        "factors_followed": [f.id for f in factors if not f.follow_ups],
        "papers_present": [g.what for g in profile.gaps if "approval" in g.blocks],
    }
    return list(lacks[gate])
