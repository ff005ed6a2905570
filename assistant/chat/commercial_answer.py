"""Commercial reports: payment index and scores with their scales, and how recent the reports are."""

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.leaves import Record, cite_leaf, value_of
from assistant.chat.tell import Tell, of_profile
from assistant.chat.telling import joint, number, raised
from assistant.credit.profile_model import CreditProfile
from ingestion.texts import say

_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?")


def _dated(report: Record) -> str:
    leaf = report.get("report_time") or report.get("report_date") or {}
    return str(leaf.get("value") or "")[:10]


def _bureaus(draft: Draft, profile: CreditProfile) -> Answer | None:
    dated = sorted(
        (r for r in profile.bureau if _dated(r) and r.get("provider") not in ("cn_registry", "other")),
        key=_dated,
        reverse=True,
    )
    if len(dated) < 2:
        return None
    lang = draft.lang
    draft.say(say("chat.newer_report", lang, file=dated[0]["file"], date=_dated(dated[0])))
    leaf = dated[0].get("report_time") or dated[0].get("report_date")
    if leaf and leaf.get("page"):
        cite_leaf(draft, dated[0], leaf)
    for other in dated[1:3]:
        draft.say(say("chat.older_report", lang, file=other["file"], date=_dated(other)))
        leaf = other.get("report_time") or other.get("report_date")
        if leaf and leaf.get("page"):
            cite_leaf(draft, other, leaf)
    scores = [
        (r, s["name"], s["value"])
        for r in dated
        for s in r.get("scores") or ()
        if isinstance(s.get("value"), dict) and s["value"].get("value") is not None
    ]
    draft.say(say("chat.scores_differ" if scores else "chat.scores_none", lang))
    for count, (report, name, leaf) in enumerate(scores[:3]):
        joint(draft, count).say(f"{name} ")
        if _NUMERIC.fullmatch(str(leaf["value"])):
            number(draft, name, str(leaf["value"]), 0, "score")
        else:  # a rating in letters: the quote beside it carries its digits
            draft.say(str(leaf["printed"]))
        cite_leaf(draft, report, leaf)
    return draft.say(say("chat.stop", lang)).done("answered")


def _paydex(draft: Draft, profile: CreditProfile) -> Answer | None:
    """The index over two years with its scale, what it means in days, the recent one, the industry's, the factor it raises."""
    lang = draft.lang
    for report in profile.bureau:
        found = {p["kind"]: p for p in report.get("payment_indices") or () if value_of(p, "value") is not None}
        main = found.get("paydex")
        if main is None:
            continue
        draft.say(say("chat.paydex_is", lang, date=_dated(report)))
        _index(draft, report, "paydex", main["value"])
        if main.get("scale_max", {}).get("value"):
            draft.say(say("chat.paydex_scale", lang))
            number(draft, "scale:paydex", value_of(main, "scale_max"), 0, "score").say(say("chat.paydex_best", lang))
        days = paydex_days(Decimal(value_of(main, "value")))
        if days is not None:
            draft.say(say("chat.paydex_days" if days else "chat.paydex_prompt", lang))
            if days:
                number(draft, "days_beyond_terms", days, 0, "days").say(say("chat.paydex_beyond", lang))
        if "paydex_3m" in found:
            draft.say(say("chat.paydex_recent", lang))
            _index(draft, report, "paydex_3m", found["paydex_3m"]["value"])
        if main.get("industry_median", {}).get("value"):
            draft.say(say("chat.paydex_industry", lang))
            _index(draft, report, "paydex_industry", main["industry_median"])
        draft.say(say("chat.stop", lang))
        factor = next((f for f in profile.risk_factors if f.id == "RF-PB-05"), None)
        if factor is not None and factor.state == "fired":
            raised(draft, factor.id)
        return draft.done("answered")
    return None


def _index(draft: Draft, report: Record, name: str, leaf: Record) -> None:
    number(draft, name, str(leaf["value"]), 0, "score")
    if leaf.get("page"):
        cite_leaf(draft, report, leaf)


def paydex_days(index: Decimal) -> Decimal | None:
    """Days beyond terms that a PAYDEX stands for; 0 for prompt or better; None off the scale."""
    scale = [(Decimal(a), Decimal(b)) for a, b in _scales()["paydex"]["days_beyond_terms"]]
    if not scale[0][0] <= index <= 100:
        return None
    for (low, more), (high, fewer) in pairwise(scale):
        if low <= index <= high:
            return (more + (fewer - more) * (index - low) / (high - low)).quantize(Decimal(1))
    return Decimal(0)


@cache
def _scales() -> dict[str, dict[str, list[list[int]]]]:
    return tomllib.loads(files(__package__).joinpath("scales.toml").read_text("utf-8"))


def scores_into(draft: Draft, profile: CreditProfile) -> bool:
    """Payment indices and scores of commercial reports with scales and places, written into a draft; False where none is printed."""
    told = 0
    for report in profile.bureau:
        rows = [(r["kind"], r) for r in report.get("payment_indices") or ()]
        rows += [(r["name"], r) for r in report.get("scores") or ()]
        for name, row in rows:
            leaf = row.get("value")
            if not isinstance(leaf, dict) or not _NUMERIC.fullmatch(str(leaf.get("value") or "")):
                continue
            joint(draft, told).say(f"{name.replace('_', ' ')} ")
            _index(draft, report, name, leaf)
            if value_of(row, "scale_min") and value_of(row, "scale_max"):
                draft.say("（" if draft.lang == "zh" else " (")
                number(draft, f"scale:{name}", value_of(row, "scale_min"), 0, "score").say("–")
                number(draft, f"scale:{name}", value_of(row, "scale_max"), 0, "score").say(
                    "）" if draft.lang == "zh" else ")"
                )
            told += 1
        if rows and told:
            draft.say(say("chat.bureau_dated", draft.lang, date=_dated(report)))
    return told > 0


TELLS: dict[str, Tell] = {"compare_bureaus": of_profile(_bureaus), "paydex": of_profile(_paydex)}
"""What each intent about commercial reports is told by."""
