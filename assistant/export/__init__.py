"""The credit memo as a paper: one model of the memo, one serializer a format."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant.credit.profile_model import CreditProfile
from assistant.export.sections import SECTIONS
from assistant.format import Lang

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.credit.decision_model import Decision
    from assistant.export.memo_model import Stamp

KEPT = frozenset({"id", "value", "sha256", "document", "fact", "facts", "inputs", "alternatives", "policy_hash", "box"})
"""Keys of a profile whose values are no text."""
Format = Literal["md", "docx", "json", "xlsx", "pdf"]


@dataclass(frozen=True)
class Wish:
    """What a reader wants of the memo: sections, masking, whose template; `stamp` and `decisions` belong to the snapshot."""

    sections: tuple[str, ...] = SECTIONS
    mask: "Callable[[str], str] | None" = None
    stamp: "Stamp | None" = None
    decisions: "Iterable[Decision]" = field(default=())
    templates: Path | None = None


def export_profile(
    profile: CreditProfile, kind: Format, lang: Literal["zh", "en", "both"], wish: Wish | None = None
) -> tuple[str, bytes]:
    """(file name, bytes) of the profile in a format; `both` prints Chinese, then English."""
    from assistant.export.filename import export_name

    name = export_name(profile.customer.name or profile.name, profile.as_of, kind)
    return name, _serialized(profile, kind, ("zh", "en") if lang == "both" else (lang,), wish or Wish())


def _serialized(profile: CreditProfile, kind: Format, langs: tuple[Lang, ...], wish: Wish) -> bytes:
    if kind == "json":
        body = profile.to_json()
        return json.dumps(_hidden(body, wish.mask) if wish.mask else body, ensure_ascii=False, indent=1).encode()
    from assistant.export.memo import build_memo

    memos = [build_memo(profile, lang, wish.stamp, wish.decisions, wish.sections, wish.mask) for lang in langs]
    if kind == "md":
        from assistant.export.markdown import to_markdown

        return "\n\n".join(to_markdown(memo) for memo in memos).encode()
    if kind == "docx":
        from assistant.export.docx import to_docx

        return to_docx(memos, _own(wish, "memo.docx"), _own(wish, "logo.png"))
    if kind == "xlsx":
        from assistant.export.xlsx import to_xlsx

        return to_xlsx(memos)
    from assistant.export.pdf import to_pdf

    logo = _own(wish, "logo.svg")
    return to_pdf(memos, logo.read_text("utf-8") if logo else "")


def _hidden(value: Any, mask: "Callable[[str], str]") -> Any:
    """The JSON value with its texts masked; numbers, hashes and ids stay what they are."""
    if isinstance(value, dict):
        return {k: v if k in KEPT else _hidden(v, mask) for k, v in value.items()}
    if isinstance(value, list):
        return [_hidden(v, mask) for v in value]
    return mask(value) if isinstance(value, str) else value


def _own(wish: Wish, name: str) -> Path | None:
    """A file of the company's own templates, where there is one."""
    found = wish.templates / name if wish.templates else None
    return found if found is not None and found.is_file() else None
