"""Faults of the assistant: the tree of `ingestion.errors` and what is added here.

XintanError (ingestion.errors)
├── UnknownCustomer     no customer answers to the name; a UsageError with the candidates
├── UnknownFigure       the customer has no such figure; a UsageError
├── NotPermitted        the actor has no grant; a RefusedError
├── TooManyQuestions    the hour's questions of a person are used up; a RefusedError
└── ModelError          a configured model failed; the answer falls back to the built-in analyst
"""

from ingestion.errors import RefusedError, UsageError


class UnknownCustomer(UsageError):
    """No single customer answers to what was given; `candidates` are printed."""

    key = "cli.unknown_customer"

    def __init__(self, given: str, candidates: list[str]) -> None:
        super().__init__("cli.unknown_customer", given=given, candidates="; ".join(candidates) or "-")
        self.candidates = candidates


class UnknownFigure(UsageError):
    """The customer has no such figure."""

    key = "cli.no_such_fact"

    def __init__(self, figure: str) -> None:
        super().__init__("cli.no_such_fact", fact=figure)


class NotPermitted(RefusedError):
    """The actor may not do this."""

    key = "cli.not_permitted"


class TooManyQuestions(RefusedError):
    """A person on the network has asked too many questions in an hour."""

    key = "problems.too_many_questions"
