"""What a provider sees in the place of personal values, at the level that the settings name."""

import re
from collections.abc import Iterable
from typing import Literal

from ingestion.privacy import STAR, masked, tokenised

Level = Literal["masked", "tokens", "names"]
_HALF_MASKED = re.compile(rf"[0-9A-Za-z@.+\-_]*[{re.escape(STAR)}]{{3,}}[0-9A-Za-z@.+\-_{re.escape(STAR)}]*")
_TOKEN = re.compile(r"\[PERSON-([A-Z]+)\]")
HIDDEN = "[PERSONAL]"


class Veil:
    """One level and the persons that the customer's papers and records name.

    `masked`: the middle of a value is starred, as people see it. `tokens`: nothing of the value is left. `names`: the named persons are
    letters too, and become names again where code prints the reply.
    """

    def __init__(self, level: Level, persons: Iterable[str] = ()) -> None:
        self.level: Level = level
        known = sorted({p.strip() for p in persons if len(p.strip()) > 1}, key=lambda p: (-len(p), p))
        self._tokens = {name: f"[PERSON-{_letters(n)}]" for n, name in enumerate(known)} if level == "names" else {}
        self._names = {token: name for name, token in self._tokens.items()}

    def over(self, text: str) -> str:
        """The text as it may leave."""
        if self.level == "masked":
            return masked(text)
        for name, token in self._tokens.items():
            text = text.replace(name, token)
        return _HALF_MASKED.sub(HIDDEN, tokenised(text))

    def lifted(self, text: str) -> str:
        """The text with the names of persons again."""
        return _TOKEN.sub(lambda m: self._names.get(m.group(), m.group()), text)


def _letters(number: int) -> str:
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)
