"""A definition given in the question ("defined as: 365 * average … / (…)", "按（流动资产－存货）÷流动负债") as a formula."""

import re

from assistant.chat.concepts import Concept, phrases
from assistant.credit.values import derived_formulas
from ingestion.taxonomy.taxonomy import taxonomy

_STARTS = (
    re.compile(r"(?:is )?defined as:?\s*(?P<body>.+)"),
    re.compile(r"\bdefine [a-z %&+-]+? as\s*(?P<body>.+)"),
    re.compile(r"按\s*(?P<body>[(（].+?)\s*(?:计算|口径|[，,。?？])"),
    re.compile(r"[(（](?P<body>[^()（）]{0,120}[÷/＋+－×][^()（）]{0,120})[)）]"),
    re.compile(r"[＝=]\s*(?P<body>[^，,。;；]+)"),
    re.compile(r"用(?P<num>[\u3400-\u9fff]+?)除以(?P<den>[\u3400-\u9fff、]+?)(?:计算|[。，,]|$)"),
    re.compile(r"(?P<body>[\u3400-\u9fff]+(?:减去|加上|除以)[\u3400-\u9fff、]+)(?:[)），,。]|是|$)"),
)  # fmt: skip
_SPAN = re.compile(
    r"(?:between|from|in)\s+(?:fy\s*)?(?:19|20)\d\d(?:\s*(?:and|to|-)\s*(?:fy\s*)?(?:19|20)\d\d)?|\bfy\s?(?:19|20)\d\d\b|(?:19|20)\d\d年?末?"
)
_OPERATORS = (
    (re.compile(r"\bdivided by\b|÷|除以"), "/"),
    (re.compile(r"\bmultiplied by\b|\btimes\b|×"), "*"),
    (re.compile(r"\bplus\b|＋|加上"), "+"),
    (re.compile(r"\bminus\b|\bless\b|－|减去|−"), "-"),
)
_ENDS = re.compile(r"\. (?=[a-z])|[。？?;；]|\.$|round your answer|please|answer in")
_TOKEN = re.compile(r"[a-z_]+|\d+(?:\.\d+)?|[-+*/()]|\s+")
_FUNCTIONS = frozenset({"avg", "prior", "days"})
MAX_BODY = 240


def defined_formula(flat: str) -> Concept | None:
    """The definition in a plain question as a concept, or None where it holds none that can be computed as a whole."""
    for pattern in _STARTS:
        for match in pattern.finditer(flat):
            groups = match.groupdict()
            body = groups.get("body") or f"{groups.get('num')} / {groups.get('den')}"
            formula = formula_of(body)
            if formula is not None:
                return Concept("defined", formula, _unit(formula, flat), "按题中定义", "as defined in the question")
    return None


def formula_of(body: str) -> str | None:
    """A written definition as a formula over line items; None unless every word of it is understood."""
    body = _ENDS.split(body[:MAX_BODY])[0]
    body = _SPAN.sub(" ", body.replace("（", "(").replace("）", ")"))
    for pattern, operator in _OPERATORS:
        body = pattern.sub(f" {operator} ", body)
    text, place = "", 0
    for mention in phrases().mentions(body):
        if not re.fullmatch(r"[a-z_]+", mention.concept.formula) and not mention.concept.formula.startswith("("):
            inner = f"({mention.concept.formula})"
        else:
            inner = mention.concept.formula
        text += body[place : mention.start] + f" {inner} "
        place = mention.end
    text += body[place:]
    text = re.sub(r"\b(?:average|平均)\s*(?:of\s+)?([a-z_]+)", r" avg(\1) ", text)
    text = re.sub(
        r"平均\s*([a-z_]+)|([a-z_]+)\s*(?:年初、年末账面价值的平均数|期初期末平均数|的?期初、期末平均(?:余额|数)?|年初、年末.{0,8}平均数|平均(?:数|余额))",
        lambda m: f" avg({m[1] or m[2]}) ",
        text,
    )
    text = re.sub(r"(?:increase|change) in\s+([a-z_]+)", r" (\1 - prior(\1)) ", text)
    text = re.sub(
        r"\b(?:the|of|and for|average between|net|total|its|from|均取合并口径|合并口径|不含其他负债|全年)\b|[，,、:]",
        " ",
        text,
    )
    text = re.sub(r"\s+", " ", text).strip(" -+*/")
    if _TOKEN.sub("", text) or not re.search(r"[-+*/]", text) or text.count("(") != text.count(")"):
        return None
    names = set(re.findall(r"[a-z_]+", text)) - _FUNCTIONS
    return text if names and all(n in taxonomy().items or n in derived_formulas() for n in names) else None


def _unit(formula: str, flat: str) -> str:
    if "/" not in formula:
        return "money"
    if re.search(r"天数|days", flat) or re.match(r"36[05]", formula) or "* 36" in formula:
        return "days"
    return "percent" if re.search(r"%|百分|percent", flat) else "x"
