"""The outputs whose JSON Schema `xintan schema` prints."""

from collections.abc import Callable

from pydantic import BaseModel


def _extract() -> type[BaseModel]:
    from ingestion.model.fact import Extraction

    return Extraction


def _ask() -> type[BaseModel]:
    from assistant.chat.answer_model import Answer

    return Answer


def _profile() -> type[BaseModel]:
    from assistant.credit.profile_model import CreditProfile

    return CreditProfile


def _customers() -> type[BaseModel]:
    from assistant.workspace import CustomerView

    return CustomerView


def _bureau() -> type[BaseModel]:
    from ingestion.model.bureau import BureauReport

    return BureauReport


SCHEMAS: dict[str, Callable[[], type[BaseModel]]] = {
    "extract": _extract,
    "ask": _ask,
    "profile": _profile,
    "customers": _customers,
    "bureau": _bureau,
}
