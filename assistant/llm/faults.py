"""What can go wrong with a model, by name. Every provider's error ends as one of these; none reaches a user as an exception."""

from typing import Literal

FaultName = Literal[
    "model_timeout",
    "model_rate_limited",
    "model_error",
    "model_garbage",
    "model_reply_too_large",
    "model_budget",
    "model_personal_data",
]
MAX_CAUSES = 6


class ModelFault(Exception):
    """A model that did not answer as agreed; `name` is told in the answer's warnings."""

    def __init__(self, name: FaultName) -> None:
        super().__init__(name)
        self.name: FaultName = name


def named(err: BaseException) -> FaultName:
    """The fault that a provider's exception stands for, by its status, its class or what it was raised from."""
    seen: BaseException | None = err
    for _ in range(MAX_CAUSES):
        if seen is None:
            break
        if isinstance(seen, ModelFault):
            return seen.name
        status = getattr(seen, "status_code", None)
        kind = type(seen).__name__.lower()
        if status == 429 or "ratelimit" in kind:
            return "model_rate_limited"
        if "timeout" in kind:
            return "model_timeout"
        if "recursion" in kind:
            return "model_budget"
        if "json" in kind or "validation" in kind or "decode" in kind or "parser" in kind:
            return "model_garbage"
        seen = seen.__cause__ or seen.__context__
    return "model_error"
