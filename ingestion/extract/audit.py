"""What else an audit report says: its number, day, signing accountants, doubt about going on, emphasis. Read from its own lines."""

import re
from collections.abc import Mapping, Sequence

from ingestion.extract.finder import compact
from ingestion.extract.periods import dates_in, flat
from ingestion.model.fact import Audit, AuditPoint, AuditWord
from ingestion.model.place import Line

SPAN = 9  # pages of an audit report
_ZH_START = re.compile(r"^(?:一、)?(?:审计意见|保留意见|否定意见|无法表示意见)$")
_EN_START = re.compile(r"^reportofindependentregisteredpublicaccountingfirm$|^independentauditor['’]?s?['’]?report")
_NUMBER = re.compile(
    r"[\u3400-\u9fff]{1,8}(?:审字|审|报字|师报字)[〔\[［（(【]?20\d\d[〕\]］）)】]?第?[\dA-Z-]{2,20}号"
)
_SIGNER = re.compile(
    r"中国注册会计师[:：]?(?:[（(]项目合伙人[)）])?[:：]?(?P<name>[\u3400-\u9fff]{2,4})(?:[（(]项目合伙人[)）])?$"
)
_NAMED = re.compile(
    r"^(?:签字)?注册会计师(?:的)?姓名(?P<names>[\u3400-\u9fff]{2,4}(?:[、,，][\u3400-\u9fff]{2,4}){0,3})$"
)
_SIGNED = re.compile(r"审计报告(?:的)?(?:签署)?日期?(?P<day>20\d\d年\d{1,2}月\d{1,2}日)$")
_PLACE = r"[\u3400-\u9fff]{2,4}"
_ALONE = re.compile(rf"(?:中国[·•.]?(?:{_PLACE})?|{_PLACE})?(?P<day>20\d\d年\d{{1,2}}月\d{{1,2}}日)(?:{_PLACE})?")
_SINCE = re.compile(r"served as the Company[’']s auditor since (?P<year>(?:19|20)\d\d)", re.IGNORECASE)
_HEADINGS: tuple[tuple[AuditWord, re.Pattern[str]], ...] = (
    (
        "going_concern",
        re.compile(r"^(?:[一二三四五六]、)?与持续经营相关的重大不确定性$|^materialuncertaintyrelat(?:ed|ing)togoingconcern$"),
    ),
    ("emphasis", re.compile(r"^(?:[一二三四五六]、)?强调事项(?:段)?$|^emphasisofmatters?$")),
    ("key_matters", re.compile(r"^(?:[一二三四五六]、)?关键审计事项$|^criticalauditmatters?$|^keyauditmatters?$")),
)  # fmt: skip


def audit_points(pages: Mapping[int, Sequence[Line]], audit: Audit | None) -> Audit | None:
    """The opinion with the points of the report, each with page and box; only pages from the report's first heading on are read."""
    if audit is None:
        return None
    starts = [n for n in sorted(pages) if any(_begins(line) for line in pages[n])]
    read = [_points(pages, start) for start in starts]
    best = max(read, key=len, default=())
    return audit.model_copy(update={"points": best}) if best else audit


def _points(pages: Mapping[int, Sequence[Line]], start: int) -> tuple[AuditPoint, ...]:
    """What the report that begins on page `start` says; the form that introduces it may stand on the page before."""
    found: dict[tuple[AuditWord, str], AuditPoint] = {}
    for number in range(max(1, start - 1), start + SPAN):
        signed = any("中国注册会计师" in re.sub(r"\s", "", line.text) for line in pages.get(number, ()))
        for line in pages.get(number, ()):
            said = _said(line)
            if signed and number >= start and (day := _day_alone(line)):
                said.append(("report_date", day))
            for word, text in said:
                found.setdefault((word, text), AuditPoint(what=word, text=text, page=number, box=line.box))
    return tuple(found.values())


def _day_alone(line: Line) -> str | None:
    """The day of a line that holds nothing else but a place name: the day the report was signed."""
    text = flat(line.text).replace(" ", "")
    match = _ALONE.fullmatch(text)
    days = dates_in(match["day"]) if match else []
    return days[0].isoformat() if days else None


def _begins(line: Line) -> bool:
    text = compact(line.text)
    return bool(_ZH_START.match(text) or _EN_START.match(text))


def _said(line: Line) -> list[tuple[AuditWord, str]]:
    text = re.sub(r"\s", "", line.text)
    said: list[tuple[AuditWord, str]] = []
    if number := _NUMBER.search(text):
        said.append(("report_number", number.group().removeprefix("审计报告文号")))
    if signer := _SIGNER.search(text):
        said.append(("signer", signer["name"]))
    if named := _NAMED.match(text):
        said += [("signer", name) for name in re.split("[、,，]", named["names"])]
    if (signed := _SIGNED.search(text)) and (days := dates_in(signed["day"])):
        said.append(("report_date", days[0].isoformat()))
    if since := _SINCE.search(line.text):
        said.append(("auditor_since", since["year"]))
    said += [(word, line.text.strip()) for word, pattern in _HEADINGS if pattern.match(compact(line.text))]
    return said
