"""Who is looking, in which language and unit, at which customer: what every screen is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.access import LOCAL, Actor
from assistant.credit.profile_model import ChosenFact, CreditProfile
from assistant.credit.values import Values
from assistant.format import SYMBOLS, ZH_UNITS, Lang, grouped, zh_scale

if TYPE_CHECKING:
    from assistant.accounts import Accounts
    from assistant.service import Workspace

SCALES = {"auto": None, "1": 1, "10000": 10**4, "1000000": 10**6, "100000000": 10**8}


@dataclass(frozen=True)
class Desk:
    """The service layer as one person may use it. `person` comes from the session, never from a value of the page.

    `accounts` are those that log in here; None on loopback, where nobody does.
    """

    workspace: "Workspace"
    person: Actor = LOCAL
    accounts: "Accounts | None" = None


@dataclass(frozen=True)
class View:
    """One request for one screen. `scale` is the unit chosen for money, None for the paper's own."""

    desk: Desk
    lang: Lang
    customer: str = ""
    scale: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def profile(self) -> CreditProfile:
        """The customer's profile."""
        return self.desk.workspace.profile(self.customer)

    @cached_property
    def values(self) -> Values:
        """Lookups over the profile."""
        return Values(self.profile.facts, self.profile.periods)

    @cached_property
    def facts(self) -> dict[str, ChosenFact]:
        """The chosen facts by id."""
        return {item.fact.id: item for item in self.profile.facts}

    @cached_property
    def sees_figures(self) -> bool:
        """True where the person sees figures of the customer now; some roles ask first."""
        return self.desk.workspace.sees_figures(self.customer)

    def money(self, value: Decimal, currency: str | None) -> str:
        """An amount with its unit, short: 1.80 亿元, $12.40 m; in the chosen unit where one is chosen."""
        scale = self.scale or self._own_scale(value)
        number = grouped(value / scale, 2 if scale > 1 else 0)
        if self.lang == "zh":
            return f"{number} {zh_scale(scale)}{ZH_UNITS.get(currency or '', currency or '')}".rstrip()
        words = {1: "", 10**4: " ×10k", 10**6: " m", 10**8: " ×100m", 10**9: " bn"}
        symbol = SYMBOLS.get(currency or "") or (f"{currency} " if currency else "")
        sign = "-" if number.startswith("-") else ""
        return f"{sign}{symbol}{number.removeprefix('-')}{words.get(scale, '')}".strip()

    def _own_scale(self, value: Decimal) -> int:
        size = abs(value)
        if self.lang == "zh":
            return 10**8 if size >= 10**8 else 10**4 if size >= 10**4 else 1
        return 10**9 if size >= 10**9 else 10**6 if size >= 10**6 else 1
