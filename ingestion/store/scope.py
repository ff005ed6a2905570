"""Whose data a query may touch. Made by `assistant` from the actor; every query takes one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """One customer."""

    customer: str
