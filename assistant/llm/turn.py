"""One turn of the agent graph: what it may read, what its tools found under which id, and what it has spent."""

from dataclasses import dataclass, field

from assistant.chat.answer_model import Answer, Citation, Figure, Step
from assistant.chat.question import Lang
from assistant.credit.names import line_name
from assistant.credit.profile_model import ChosenFact
from assistant.llm.budget import Spent
from assistant.llm.fence import fenced
from assistant.llm.veil import Veil
from assistant.workspace import CustomerData

LISTED = 40
"""Figures and quotes that one tool result lists."""
QUOTE = 300


@dataclass
class Turn:
    """The customer's data, the question, and everything a reply may refer to: facts, computed figures, quotes."""

    data: CustomerData
    question: str
    lang: str | None = None
    facts: dict[str, ChosenFact] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    quotes: dict[str, Citation] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    before: tuple[str, ...] = ()
    steps: list[Step] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)
    veil: Veil = field(default_factory=lambda: Veil("tokens"))

    @property
    def fixed_lang(self) -> Lang | None:
        """zh or en where the turn fixes it, else None."""
        return "zh" if self.lang == "zh" else "en" if self.lang == "en" else None

    def knows(self, reference: str) -> bool:
        """True where a tool of this turn gave the id."""
        return reference in self.facts or reference in self.figures or reference in self.quotes

    def found(self, answer: Answer) -> str:
        """Takes a tool's answer in and gives the reply for the model: its words and quotes fenced, its figures by id."""
        over = self.veil.over
        self.answers.append(answer)
        profile = self.data.profile()
        known = {item.fact.id: item for item in profile.facts}
        used = {i: known[i] for figure in answer.figures for i in figure.facts if i in known}
        self.facts |= used
        figures = {f"c{len(self.figures) + n}": f for n, f in enumerate(_computed(answer, used), start=1)}
        self.figures |= figures
        quotes = {f"q{len(self.quotes) + n}": c for n, c in enumerate(answer.citations, start=1)}
        self.quotes |= quotes
        lines = [f"<<{i}>> = {over(_name(item))}" for i, item in [*used.items()][:LISTED]]
        lines += [f"<<{i}>> = {f.name} {f.period_end or ''} (computed)".strip() for i, f in [*figures.items()][:LISTED]]
        told = [over(answer.answer), *(f"{i}: {over(c.quote)[:QUOTE]}" for i, c in quotes.items())]
        listed = " ".join(f"<<{i}>>" for i in quotes)
        return (
            f"{fenced(chr(10).join(told))}\nstatus: {answer.status}\nfigures:\n{chr(10).join(lines) or '-'}\n"
            f"quotes that may be printed: {listed or '-'}"
        )


def _computed(answer: Answer, facts: dict[str, ChosenFact]) -> list[Figure]:
    """Figures of the answer that are more than one printed fact."""
    out: list[Figure] = []
    for figure in answer.figures:
        same = [facts[i].fact.value for i in figure.facts if i in facts]
        if same != [figure.value] and not any((f.name, f.display) == (figure.name, figure.display) for f in out):
            out.append(figure)
    return out


def _name(item: ChosenFact) -> str:
    return f"{line_name(item.fact.field or item.fact.label, 'en')} {item.fact.period_end or ''}".strip()
