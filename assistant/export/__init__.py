"""The summarized profile as a paper: one model of the memo, one serializer a format."""

import json
from typing import Literal

from assistant.credit.profile_model import CreditProfile
from assistant.format import Lang

Format = Literal["md", "docx", "json", "xlsx", "pdf"]


def export_profile(profile: CreditProfile, kind: Format, lang: Literal["zh", "en", "both"]) -> tuple[str, bytes]:
    """(file name, bytes) of the profile in a format; `both` prints Chinese, then English."""
    from assistant.export.filename import export_name

    name = export_name(profile.customer.name or profile.name, profile.as_of, kind)
    return name, _serialized(profile, kind, ("zh", "en") if lang == "both" else (lang,))


def _serialized(profile: CreditProfile, kind: Format, langs: tuple[Lang, ...]) -> bytes:
    if kind == "json":
        return json.dumps(profile.to_json(), ensure_ascii=False, indent=1).encode()
    from assistant.export.memo import build_memo

    memos = [build_memo(profile, lang) for lang in langs]
    if kind == "md":
        from assistant.export.markdown import to_markdown

        return "\n\n".join(to_markdown(memo) for memo in memos).encode()
    if kind == "docx":
        from assistant.export.docx import to_docx

        return to_docx(memos)
    if kind == "xlsx":
        from assistant.export.xlsx import to_xlsx

        return to_xlsx(memos)
    from assistant.export.pdf import to_pdf

    return to_pdf(memos)
