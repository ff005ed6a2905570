"""What one turn of a model may cost, and what it has cost so far."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.config import ModelBudget
from assistant.llm.faults import ModelFault

BYTES_PER_TOKEN = 3
"""A Chinese character is one token or more, an English word of four letters about one: three bytes, on the safe side."""


def tokens_of(text: str) -> int:
    """About how many tokens `text` is, rather too many than too few."""
    return len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN + 1


@dataclass
class Spent:
    """Calls made and tokens sent and received in a turn."""

    calls: int = 0
    tokens: int = 0

    def size(self, texts: Iterable[str]) -> int:
        """Tokens of all `texts` together."""
        return sum(tokens_of(text) for text in texts)

    def take(self, sent: Iterable[str], received: str, more: bool, budget: ModelBudget) -> None:
        """Adds one call; `more` where the reply asks for another.

        Raises:
            ModelFault: the turn is beyond its budget.
        """
        self.calls += 1
        self.tokens += self.size(sent) + tokens_of(received)
        if self.calls + more > budget.calls or self.tokens > budget.tokens:
            raise ModelFault("model_budget")
