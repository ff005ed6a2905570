"""A question understood without a model: what is asked, for which periods, in which unit and rounding. Pure."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.chat.asked import Asked, Periods, periods_in
from assistant.chat.concepts import WEAK, Concept, Mention, concept_named
from assistant.chat.courtesy import without_courtesy
from assistant.chat.edges import edge_in
from assistant.chat.intent import intents_of, tags_of
from assistant.chat.lexicon import Lexicon
from assistant.chat.measure import Measure, measure_of, with_weak_words
from assistant.chat.residue import blanked, dimensions, narrows, residue
from assistant.chat.short_forms import written_out
from assistant.chat.spelling import spelled
from assistant.chat.subject import Subject, capitalised
from ingestion.taxonomy.captions import plain

Lang = Literal["zh", "en"]
Operation = Literal[
    "over", "value", "average", "growth", "cagr", "change", "points", "sum_years", "trend", "compare", "increased", "exists",
    "share", "peak",
]  # fmt: skip
OVER_TIME = frozenset({"growth", "change", "points", "increased", "cagr", "average", "sum_years"})
"""Operations over periods, whose result is what a number is compared with."""
MAX_CHARACTERS = 4_000
_CJK = re.compile("[\u3400-\u9fff]")
_PLACES = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "one": 1, "two": 2, "three": 3, "four": 4, "no": 0, "zero": 0}
_SCALES = (
    (r"usd billions?|in (?:\w+ )?billions?|billions of|\bus\$ ?billion|(?:rmb|cny|usd|eur|gbp|dollar) billions?|十亿", 10**9),
    (r"usd millions?|in (?:\w+ )?millions?|millions of|(?:rmb|cny|usd|eur|gbp|dollar) millions?|million (?:usd|dollars|rmb|yuan)|百万", 10**6),
    (r"in (?:\w+ )?thousands|千元|千美元", 10**3),
)  # fmt: skip
_STATEMENT_NAMES = re.compile(
    r"(?:合并)?(?:资产负债表|利润表|现金流量表)(?:上|中|里)?的?|(?:consolidated )?balance sheets?|(?:statements? of )?cash flows? statements?|income statements?|"
    r"statements? of (?:cash flows?|income|financial position|operations)|p and l statement|profit and loss (?:account|statement)"
)
_YESNO_EN = re.compile(r"^(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|should)\b", re.IGNORECASE)
_YESNO_ZH = re.compile(
    r"是否|有没有|有无|是不是|能不能|会不会|吗[?？。]?\s*$|吗[?？，,]|还是(?!多少)|算不算|[\u3400-\u9fff](?<!要)(?<!差)(?:不|没|没有|否)\s*[?？]?\s*$|\by/n\b"
)


@dataclass(frozen=True, slots=True)
class Question:
    """`mentions` are the figures named, in order; `measure` is what is to be computed; `residue` what narrows it further.

    `unexplained` where words are left that are neither figures, periods, conditions nor ordinary; `read_as` the intent it resembles.
    """

    text: str
    lang: Lang
    flat: str
    mentions: tuple[Mention, ...]
    operation: Operation
    periods: Periods = field(default_factory=Periods)
    measure: Concept | None = None
    is_defined: bool = False
    residue: tuple[str, ...] = ()
    unexplained: bool = False
    basis: str | None = None
    scale: int | None = None
    places: int | None = None
    yes_no: bool = False
    says: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    extra: dict[str, str] = field(default_factory=dict)
    read_as: str = ""

    @property
    def intents(self) -> tuple[str, ...]:
        """What is asked for apart from figures, the fullest reading first; before all what it resembles."""
        told = intents_of(self.tags)
        return (self.read_as, *(i for i in told if i != self.read_as)) if self.read_as else told

    @property
    def is_draft(self) -> bool:
        """True where a section of the memo or a letter is to be written."""
        return "draft" in self.tags or self.read_as.startswith("draft_")

    @property
    def asked(self) -> tuple[Asked, ...]:
        """The periods named."""
        return self.periods.asked

    @property
    def years(self) -> tuple[int, ...]:
        """The years named."""
        return tuple(dict.fromkeys(a.year for a in self.asked if a.year))

    @property
    def length(self) -> int:
        """Characters of what is asked, without polite words, ways of putting it and periods."""
        return len(" ".join(self.periods.masked.split()))

    @property
    def wants_text(self) -> bool:
        """True where the answer is words of a paper rather than a figure; a figure asked for with its reason is told first."""
        if "faster" in self.says and self.concepts:
            return False
        return "textual" in self.says or ("reasoned" in self.says and "amounted" not in self.says)

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """The figures named, each once."""
        return tuple(dict.fromkeys(m.concept for m in self.mentions))


def understand(
    text: str, lang: Lang | None = None, lexicon: Lexicon | None = None, subject: Subject | None = None
) -> Question:
    """What `text` asks; captions of `lexicon` and the customer's names are known where given."""
    asked = without_courtesy(text[:MAX_CHARACTERS].replace("’", "'"))
    written = plain(asked).replace("&", "and")
    flat = written_out(spelled(written, text, (lexicon or _bare()).prints))
    whole = flat
    flat = re.sub(r"(?<=[a-z])'s\b|(?<![\d]),(?=\s)", lambda m: " " * len(m.group()), flat)
    language: Lang = lang or ("zh" if _CJK.search(text) else "en")
    flat = _frame().sub(lambda m: " " * len(m.group()), flat)
    periods = periods_in(flat)
    masked = _STATEMENT_NAMES.sub(lambda m: " " * len(m.group()), periods.masked)
    named = [m for m in (lexicon or _bare()).mentions(masked) if not _BEFORE.search(masked[: m.start])]
    mentions = tuple(with_weak_words(masked, named))
    read = measure_of(masked, mentions, lexicon or _bare())
    read = _growing(read, masked)
    yes_no = _yes_no(asked)
    against = edge_in(masked) if yes_no and read.concept is not None else None
    known = [*((m.start, m.end) for m in mentions), *read.spans, *(against.spans if against is not None else ())]
    bare = blanked(_BASIS.sub(lambda m: " " * len(m.group()), masked), known)
    operation = read.operation or _operation(blanked(masked, read.spans), periods, whole)
    if (
        operation in ("change", "increased")
        and _wants_percent(whole)
        and not yes_no
        and read.concept is not None
        and read.concept.unit == "money"
    ):
        operation = "growth"
    if (
        operation in ("growth", "change")
        and read.concept is not None
        and read.concept.unit == "percent"
        and _OF_SHARE.search(whole)
    ):
        operation = "points"
    if operation in ("value", "trend") and len(periods.asked) > 1 and len(mentions) == 1 and _SUM_OF.search(whole):
        operation = "sum_years"
    if operation == "growth" and read.concept is not None and read.concept.unit == "percent":
        operation = "points" if "百分点" in flat else operation if _GROWS.search(flat) else "trend"
    conditions = tuple(_conditions(text, _without_aliases(bare, mentions), subject, mentions))
    if not mentions and conditions and (near := (lexicon or _bare()).nearly(conditions)) is not None:
        at = masked.find(conditions[0])
        mentions = (Mention(near, max(at, 0), max(at, 0) + len(conditions[0]), conditions[0]),)
        read, conditions = Measure(near), ()
    if (
        against is not None
        and read.concept is not None
        and against.fits(read.concept.unit)
        and operation not in OVER_TIME
    ):
        operation = "compare"
    return Question(
        text=text,
        lang=language,
        flat=flat,
        mentions=mentions,
        operation=operation,
        periods=periods,
        measure=read.concept,
        is_defined=read.is_defined,
        residue=conditions,
        unexplained=bool(conditions) or bool(residue(bare, subject, verbs=True)),
        basis="parent"
        if re.search(r"母公司(?!股东|所有者|的净利润)|parent[- ](?:only|company|entity|alone)|stand-?alone", flat)
        else None,
        scale=_scale(whole),
        places=_places(whole),
        yes_no=yes_no,
        says=frozenset(name for name, pattern in _sayings().items() if pattern.search(flat)),
        tags=tags_of(whole, text, [(m.concept.id, m.concept.unit) for m in mentions], yes_no),
    )


_BASIS = re.compile(
    r"(?:单看|仅看?|只看|单独)?母公司(?!股东|所有者)(?:单体|单独|本部|口径|报表|层面)?的?|\bparent(?:[- ](?:only|company|entity|alone))(?:'s)?|\bstand-?alone\b"
)
_GROWTH = re.compile(r"(\w+) / prior\(\1\) - 1|\((\w+) - prior\(\2\)\) / (?:abs\()?prior\(\2\)\)?")


def _growing(read: Measure, text: str) -> Measure:
    """A growth ratio asked over a span of years is the growth of its line over that span."""
    base = base_of(read.concept) if read.concept and not read.is_defined else None
    if base is None:
        return read
    return Measure(base, read.spans, operation="growth") if not re.search("average|平均|cagr|复合", text) else read


def _yes_no(text: str) -> bool:
    if re.search(
        r"[高升增涨多厚松好强快]了?还是[是变]?[低降减跌少薄紧坏差弱慢]|[低降减跌少薄紧坏差弱慢]了?还是[是变]?[高升增涨多厚松好强快]",
        text,
    ):
        return False
    return bool(_YESNO_EN.search(text.strip()) or _YESNO_ZH.search(text))


def _wants_percent(whole: str) -> bool:
    """True where the answer is wanted as a percentage (points are none)."""
    return bool(re.search(r"percent(?!age point)|%|百分比|百分之|幅度", whole))


def base_of(concept: Concept) -> Concept | None:
    """The line whose growth a concept is."""
    match = _GROWTH.fullmatch(concept.formula)
    return concept_named(match[1] or match[2]) if match else None


def _without_aliases(bare: str, mentions: tuple[Mention, ...]) -> str:
    """The question without brackets that follow a figure and only say its name again."""
    for mention in mentions:
        match = re.match(r"\s*[(（][^()（）]*[)）]", bare[mention.end :])
        if match:
            start = mention.end
            bare = bare[:start] + " " * match.end() + bare[start + match.end() :]
    return bare


def _conditions(text: str, bare: str, subject: Subject | None, mentions: Sequence[Mention] = ()) -> list[str]:
    """What narrows the figure, names of the customer taken out; a name of several words stays whole."""
    left = residue(_without_foreign_name(bare, text, subject), subject)
    names = list(capitalised(text))
    out: list[str] = []
    for word in left:
        name = next((n for n in names if word in re.findall(r"[a-z0-9'.\-]+", n.lower().replace("&", "and"))), None)
        if name is None and mentions and word not in dimensions() and not narrows(word, bare, mentions):
            continue
        if any(WEAK.get(word) == m.concept.id or word in UNDERSTOOD.get(m.concept.id, ()) for m in mentions):
            continue
        part = name is not None and re.search(rf"{re.escape(name)}\s*(?:业务|产品|服务|板块|分部|类)", text)
        if (
            name is not None
            and not part
            and subject is not None
            and (subject.is_called(name) or (subject.printed and not subject.is_latin))
        ):
            continue
        whole = plain(name) if name is not None else word
        if whole not in out:
            out.append(whole)
    named = [w for w in out if w not in KINDS]
    return named or out


UNDERSTOOD = {
    "accounts_receivable": ("客户", "customer", "customers"), "dso": ("客户", "customer", "customers"),
    "accounts_payable": ("供应商", "supplier", "suppliers"), "dpo": ("供应商", "supplier", "suppliers"),
    "net_cash_operating": ("pre-capex", "capex前"), "interest_cover": ("earnings", "profit", "interest", "盈利", "利润"),
}  # fmt: skip
"""Words that say of a figure what it is anyway."""
KINDS = frozenset({"产品", "地区", "区域", "业务", "分部", "板块", "行业", "渠道", "模式"})
"""Words for kinds of parts, which say nothing beside the part's own name."""
_GROWS = re.compile(r"grow|chang|increas|decreas|增|降|变|升|rise|fall|drop|declin|improv")
_CHANGES = re.compile(
    r"变|增|减|升|降|涨|跌|[多少高低]了|chang|increas|decreas|grow|differ|\b(?:fell|fall|rose|rise|drop|declin|up|down|more|less|higher|lower)\w*\b"
)
_OF_SHARE = re.compile(
    r"(?:change|increase|decrease|difference)[^.?]{0,20} in (?:the )?(?:percentage|share|proportion) of\b"
)
_SUM_OF = re.compile(r"\bsum of\b|\btotal\b.{1,60} in both\b|(?:合计|之和|总和|加总)")
_BEFORE = re.compile(
    r"(?:\b(?:income|profit|earnings|loss(?:es)?|cash flows?|ebitda?)\b[a-z ]{0,24}\bbefore|\bpre)[- ]?(?:the )?$"
)
"""What makes another figure of the one named after it: income before …, pre-… ."""
_NAMED = re.compile("([\u3400-\u9fff]{2,12})(?:公司|集团)?[（(](?=[^()（）]*[a-z]{2})[^()（）]*[)）]")
_FIRST = re.compile("(?:^|[,，:：。;；]|年|日|止|个月)[\\s的，,]*([\u3400-\u9fff]{2,12})")


def _without_foreign_name(bare: str, text: str, subject: Subject | None) -> str:
    """A Chinese question without the customer's Chinese name, where the papers print none: before its name in brackets, or first."""
    if subject is None or subject.is_chinese or not _CJK.search(text):
        return bare
    named = _NAMED.search(bare)
    if named:
        return blanked(bare, [named.span()])
    for match in _FIRST.finditer(bare):
        left = [w for w in residue(match[1]) if w not in dimensions()]
        if left:
            at = bare.find(left[0], match.start(1))
            return blanked(bare, [(at, at + len(left[0]))]) if at >= 0 else bare
    return bare


@cache
def _bare() -> Lexicon:
    return Lexicon()


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("question_words.toml").read_text("utf-8"))


@cache
def _frame() -> re.Pattern[str]:
    """How the answer is wanted and where to look, which is no part of what is asked."""
    rows = _words()["frame"]
    return re.compile("|".join(f"(?:{row})" for row in rows))


@cache
def _operations() -> list[tuple[re.Pattern[str], Operation, str]]:
    rows, moves = _words()["operation"], _words()["moves"]
    return [(re.compile(_moving("|".join(row["asked"]), moves)), row["id"], row.get("needs", "")) for row in rows]


def _moving(pattern: str, moves: dict[str, str]) -> str:
    """A pattern with the verbs of change put in for `{zh}` and `{en}`."""
    for lang, verbs in moves.items():
        pattern = pattern.replace("{" + lang + "}", f"(?:{verbs})")
    return pattern


@cache
def _sayings() -> dict[str, re.Pattern[str]]:
    return {k: re.compile("|".join(v["asked"])) for k, v in _words().items() if isinstance(v, dict) and "asked" in v}


def _operation(text: str, periods: Periods, whole: str) -> Operation:
    for pattern, operation, needs in _operations():
        if needs == "prior" and not (periods.against_prior or periods.against_opening or len(periods.asked) > 1):
            continue
        if needs == "years" and len(periods.asked) < 2 and not periods.recent:
            continue
        if pattern.search(text) and not (operation == "sum_years" and len(periods.asked) < 2 and not periods.recent):
            return operation
    if periods.against_prior and re.search(r"比|\bcompar|\bvs\b|versus|against|\bthan\b", whole):
        return "trend"
    if periods.against_prior or periods.against_opening:
        return "change" if _CHANGES.search(text) else "value"
    return "value"


def _scale(flat: str) -> int | None:
    if re.search(r"亿元|亿美元|多少亿|亿为单位", flat) and not re.search("十亿", flat):
        return 10**8
    if re.search(r"万元|多少万|(?<!百)万美元", flat):
        return 10**4
    return next((scale for pattern, scale in _SCALES if re.search(pattern, flat)), None)


def _places(flat: str) -> int | None:
    match = re.search(r"([一两二三四\d])\s*位小数", flat) or re.search(
        r"\b(one|two|three|four|no|zero|\d) decimals?(?: places?| points?)?\b", flat
    )
    if match:
        return _PLACES[match[1]] if match[1] in _PLACES else int(match[1])
    return 0 if re.search(r"nearest (?:whole|integer|million|percent|day)|取整|whole number|整数", flat) else None
