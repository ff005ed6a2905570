"""The conflicts of an identity card in words a person reads. Pure."""

from assistant.credit.case_model import IdentityCard
from ingestion.texts import Lang, catalogue, say

TOLD = ("different", "undetermined", "group_related")
BAD = ("invalid_check", "invalid_format")


def conflicts_in_words(card: IdentityCard | None, lang: Lang) -> list[str]:
    """A sentence for every number that fails its check and every paper that is not surely the customer's."""
    if card is None:
        return []
    said: list[str] = []
    for source in card.sources:
        said += [
            say("identity.bad_code", lang, file=source.file, scheme=_scheme(i.scheme, lang), value=i.value)
            for i in source.identifiers
            if i.check in BAD
        ]
        if source.verdict in TOLD and source.name:
            said.append(
                say(f"identity.{source.verdict}", lang, file=source.file, name=source.name, rule=source.rule or "–")
            )
    return said


def _scheme(scheme: str, lang: Lang) -> str:
    words = catalogue().get(f"bureau.{scheme}")
    return words[lang] if words else scheme
