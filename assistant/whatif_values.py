"""What a person types into a what-if: `1.3亿`, `120 million`, `45`, `12%`, or a change of today's value such as `-30%`."""

import re
from collections.abc import Mapping
from decimal import Decimal

from assistant.credit.profile_model import CreditProfile
from assistant.credit.scorecard import unit_of
from assistant.credit.whatif import Bench, is_known
from assistant.entered import money_of
from assistant.format import parsed_number
from ingestion.errors import UsageError

MAX_CHANGES = 12
_STEP = re.compile(r"^([+＋\-−])\s*(\d{1,4}(?:\.\d{1,4})?)\s*[%％]$")


def changes_of(profile: CreditProfile, texts: Mapping[str, str]) -> dict[str, Decimal]:
    """The changed values in the figure's own unit (money in units of the currency, shares in percent, days).

    Raises:
        UsageError: an unknown figure, no number, a step from a value that is not known, or too many changes.
    """
    if not texts or len(texts) > MAX_CHANGES:
        raise UsageError("policy.nothing_changed")
    base = Bench(profile).base
    made = {}
    for name, text in texts.items():
        if not is_known(name):
            raise UsageError("policy.unknown_figure", name=name)
        try:
            made[name] = _value(name, text, base.value(name))
        except UsageError as err:
            raise UsageError("record.bad_number", field=name, text=text) from err
    return made


def _value(name: str, text: str, today: Decimal | None) -> Decimal:
    step = _STEP.match(text.strip())
    if step and unit_of(name) not in ("percent", "pp"):
        if today is None:
            raise UsageError("problems.not_a_number", text=text)
        share = Decimal(step[2]) / 100
        return today * (1 - share if step[1] in "-−" else 1 + share)
    if unit_of(name) == "money":
        return money_of(text)
    return parsed_number(re.sub(r"\s*(?:%|％|天|日|倍|x|days?)$", "", text.strip(), flags=re.IGNORECASE))
