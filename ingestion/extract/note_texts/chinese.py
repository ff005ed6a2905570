"""Chinese headings with what stands under them, sentences that tell wherever they stand, titles of key audit matters."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ingestion.extract.note_texts.kinds import Kind, kinds
from ingestion.extract.note_texts.paragraphs import is_running, paragraphs
from ingestion.extract.notes.outline import LONG, squeezed
from ingestion.model.fact import NoteText
from ingestion.model.place import Line, union

_LEVELS = tuple(
    re.compile(p)
    for p in (
        r"第[一二三四五六七八九十]{1,3}[节章]",
        r"[一二三四五六七八九十]{1,3}[、.．]",
        r"[（(][一二三四五六七八九十]{1,3}[)）][、.．]?",
        r"\d{1,2}[、.．](?!\d)",
        r"[（(]\d{1,3}[)）][、.．]?|\d{1,2}[)）]、?",
    )
)
BODY = 60  # lines under a heading that are read
_UNCHECKED = re.compile(r"[□☐○]\s*适用")
_TICKS = re.compile(r"[^\u3400-\u9fff]{0,2}适用[^\u3400-\u9fff]{0,3}不适用")
_NONE = re.compile(
    r"(?:无|不适用|没有|不涉及)。?|.{0,30}(?:无需要?|不存在|没有|未发生|未有|无|尚无|并无)[^，,；;]{0,30}(?:事项|情况|承诺|担保|更正|变更|诉讼|仲裁|负债|差错|退回|影响|交易|往来|出售)(?:的情况|及情况)?[^，,；;]{0,14}。?"
)
_TOLD = re.compile(r"。|；|\d[\d,]{3,}")
_ENDS_NONE = re.compile(
    r"[^。；]*?(?:(?:本?公司|本集团|报告期内?)(?:均)?(?:无|未发生|不存在|没有|未有)|未发生|不存在)[^。；，]{0,30}(?:事项|情况|差错|承诺|担保|交易|退回|变更)。"
)
MIN_PASSAGE = 9
_POINTER = re.compile(r"^.{0,30}(?:详见|参见|见本?附注|请参阅).{0,30}$")
_CLOSING = re.compile(
    r"(?:其他|本期|补充)说明[:：]?|单位[:：].{1,8}|币种[:：].{1,8}|单位[:：].{1,8}币种[:：].{1,8}|.{0,24}也应予以说明[:：]?|(?:具体)?(?:情况)?如下[:：]?"
)
_MATTERS = re.compile(r"[一二三四五六七八九十]{1,2}、关键审计事项")
_SEE_NOTES = re.compile(r"^(?:请参阅|参见|详见)(?:合并)?财务报表附注")
_NO_TITLE = re.compile(
    r"^(?:了解|评价|选取|基于|检查|执行|复核|测试|获取|抽|对|询问|分析|结合|与|我们|向|利用|根据|重新|通过|将|评估|核对|实施|比较|针对|选择|计算|复算|取得|识别|考虑|就|采用|函证)|事项描述|审计应对|如何应对|应对措施|审计中|关键审计事项"
)
MATTER_LINES = 120
TITLE = 30  # characters of a matter's title


def chinese_texts(pages: Mapping[int, Sequence[Line]]) -> list[NoteText]:
    """Everything told in words; what a heading's own tick box says counts where nothing else stands under it."""
    made: list[NoteText] = []
    flat = {n: squeezed("".join(line.text for line in pages[n])) for n in sorted(pages)}
    signs = ("事项", "担保", "承诺", "或有", "诉讼", "变更", "更正", "质押", "关联", "重述", "承擔", "持续经营")
    wanted = [n for n in flat if any(s in flat[n] for s in signs)]
    for kind, heading, body in _sections(pages, wanted):
        made += _under(kind, heading, body)
    for n in wanted:
        for kind in kinds():
            if kind.says_zh and any(s in flat[n] for s in kind.signs):
                made += _sentences(kind, pages[n], n)
    return made + _matters(pages, flat)


def _level(text: str) -> int | None:
    return next((k for k, pattern in enumerate(_LEVELS) if pattern.match(text)), None)


def _is_heading(line: Line) -> bool:
    text = squeezed(line.text)
    return len(text) <= LONG and not text.endswith(("。", "；", "，")) and _level(text) is not None


def _kind_of(text: str, level: int) -> Kind | None:
    name = _LEVELS[level].sub("", text, count=1).rstrip("：:。")
    return next((k for k in kinds() if k.heading_zh and k.heading_zh.fullmatch(name)), None)


def _sections(pages: Mapping[int, Sequence[Line]], wanted: Sequence[int]) -> Iterator[tuple[Kind, Line, list[Line]]]:
    """(kind, heading, lines under it) of every heading that names a kind, up to the next of its own level or above."""
    for n in wanted:
        for at, line in enumerate(pages[n]):
            text = squeezed(line.text)
            if len(text) > LONG or (level := _level(text)) is None or level == 0:
                continue
            kind = _kind_of(text, level)
            if kind is not None and "....." not in text and "…" not in text:
                yield kind, line, list(_body(pages, n, at + 1, level))


def _body(pages: Mapping[int, Sequence[Line]], page: int, at: int, level: int) -> Iterator[Line]:
    count = 0
    while page in pages and count < BODY:
        for line in pages[page][at:]:
            text = squeezed(line.text)
            if is_running(line) or not text:
                continue
            own = _level(text)
            if own is not None and len(text) <= LONG and not text.endswith(("。", "；", "，")):
                if own <= level or _kind_of(text, own) is not None:
                    return
                continue  # a heading of its own under this one
            yield line
            count += 1
            if count >= BODY:
                return
        page, at = page + 1, 0


def _under(kind: Kind, heading: Line, body: Sequence[Line]) -> list[NoteText]:
    head = squeezed(heading.text)
    told: list[NoteText] = []
    nothing: Line | None = None
    kept: list[Line] = []
    for line in body:
        text = squeezed(line.text)
        if _TICKS.fullmatch(text) or (_UNCHECKED.search(text) and len(text) < 14):
            if _UNCHECKED.match(text):
                nothing = nothing or line
            continue
        if _NONE.fullmatch(text):
            nothing = nothing or line
        elif not _CLOSING.fullmatch(text):
            kept.append(line)
    for text, page, box in paragraphs(kept, True):
        plain = squeezed(text)
        if _NONE.fullmatch(plain):
            nothing = nothing or next(line for line in kept if line.page == page and line.box[1] >= box[1] - 1)
        elif _ENDS_NONE.fullmatch(plain):
            nothing = nothing or _last_of(kept, page, box)
        elif len(plain) >= MIN_PASSAGE and _TOLD.search(plain) and not _POINTER.search(plain):
            told.append(NoteText(what=kind.what, text=text, heading=head, page=page, box=box))
    if told:
        return told
    return (
        [
            NoteText(
                what=kind.what, text=nothing.text.strip(), heading=head, none=True, page=nothing.page, box=nothing.box
            )
        ]
        if nothing
        else []
    )


def _last_of(lines: Sequence[Line], page: int, box: tuple[float, ...]) -> Line:
    """The last line of a paragraph."""
    return [line for line in lines if line.page == page and box[1] - 1 <= line.box[1] <= box[3]][-1]


def _sentences(kind: Kind, lines: Sequence[Line], page: int) -> list[NoteText]:
    if kind.says_zh is None:
        return []
    made = []
    for at, line in enumerate(lines):
        if not any(s in line.text for s in kind.signs):
            continue
        near = [
            r
            for r in lines[max(0, at - 1) : at + 3]
            if not (is_running(r) or _TICKS.search(squeezed(r.text)) or _is_heading(r))
        ]
        text = squeezed("".join(r.text for r in near))
        found = kind.says_zh.search(text)
        if found is None:
            continue
        begin, end = text.rfind("。", 0, found.start()) + 1, text.find("。", found.end())
        whole = text[begin : end + 1 if end >= 0 else found.end()]
        if kind.unless and kind.unless.search(whole):
            continue
        made.append(NoteText(what=kind.what, text=whole, page=page, box=union([r.box for r in near])))
    return list({m.text: m for m in made}.values())


def _matters(pages: Mapping[int, Sequence[Line]], flat: Mapping[int, str]) -> list[NoteText]:
    """The titles under 关键审计事项: numbered short lines up to the report's next part."""
    for n in sorted(pages):
        if "关键审计事项" not in flat[n]:
            continue
        for at, line in enumerate(pages[n]):
            if _MATTERS.fullmatch(squeezed(line.text)):
                return list(_titles(pages, n, at))
    return []


def _titles(pages: Mapping[int, Sequence[Line]], page: int, at: int) -> Iterator[NoteText]:
    """Numbered titles; where each refers to the notes right below it, what stands above that."""
    level: int | None = None
    before: Line | None = None
    count, at = 0, at + 1
    while page in pages and count < MATTER_LINES:
        for line in pages[page][at:]:
            text = squeezed(line.text)
            own = _level(text)
            count += 1
            if own == 1:
                return
            if _SEE_NOTES.match(text) and before is not None and len(squeezed(before.text)) < TITLE:
                if level is None or level == 0:
                    level = 0
                    yield NoteText(
                        what="key_matter",
                        text=before.text.strip(),
                        heading="关键审计事项",
                        page=before.page,
                        box=before.box,
                    )
                continue
            before = line
            if level == 0:
                continue
            if own is None or own == 0 or len(text) > LONG or text.endswith(("。", "；", "，", "：")):
                continue
            name = _LEVELS[own].sub("", text, count=1)
            if _NO_TITLE.search(name) or len(name) < 3 or (level is not None and own != level):
                continue
            level = own
            yield NoteText(what="key_matter", text=name, heading="关键审计事项", page=page, box=line.box)
        page, at = page + 1, 0
