"""Abbreviations of questions in the form that the rest reads: years of two digits, lines by their first half, shared words. Pure."""

import re

from assistant.chat.asked import MONTH_EN

_SHORT = (
    (re.compile(r"\b(?:increase|decrease|gain|profit) ?/ ?\(?(?:decrease|increase|loss)\)?(?= (?:in|of|from|between)\b)"), "change"),
    (re.compile(r"\bm&a\b"), "mergers and acquisitions"),
    (re.compile(r"(?<!last )(?<!past )(?<!over )\b(?:2|two) yrs\b"), "over two years"),
    (re.compile(r"\byrs\b"), "years"),
    (re.compile(r"(?<=[a-z0-9%'] )(?:n|w/|\+(?= (?:units?|which|how|who|what)\b))(?= [a-z])"), "and"),
    (re.compile(r"\brevs?\b\.?(?! (?:proc|rec|repo))"), "revenue"),
    (re.compile(r"\binvs?\b\.?(?= (?:or|and|vs|versus|growth|days|turn|up|down|to|level|balance)\b|\?|$)"), "inventories"),
    (re.compile(r"\bconso\b\.?"), "consolidated"),
    (re.compile(r"\bstmts?\b\.?"), "statements"),
    (re.compile(r"\bbals?\b\.?(?= |\?|,|$)"), "balance"),
    (re.compile(r"\bint\.? (?=cover|expense|income|exp\b)"), "interest "),
    (re.compile(r"(?<![a-z.])ni\b(?= (?:down|up|fell|fall|drop|margin|growth|halv|for|in|fy|20\d\d))"), "net income"),
    (re.compile(r"(?<=[负债务])[的之](?:构成|组成)|(?<=负债)构成"), "结构"),
    (re.compile(r"(?<![\d近第满去])(1[5-9]|2\d|3[0-5])年(?!期|以|来|内|前|后|间)"), r"20\1年"),
    (re.compile(r"(?<!\d)(1[5-9]|2\d|3[0-5])(?=[、和与及/](?:20)?(?:1[5-9]|2\d|3[0-5])年)"), r"20\1年"),
    (re.compile(r"\bye ?'?(?:20)?(\d\d)\b"), r"year end 20\1"),
    (re.compile(rf"\b({MONTH_EN})(?:-| ?')(1[5-9]|2\d|3[0-5])\b"), r"\1 20\2"),
    (re.compile(r"([是会])升(?:还)?是降|([是会])降(?:还)?是升"), "升还是降"),
    (re.compile(r"(?<![\d.])'?(1[5-9]|2\d) ?(?:->|→|to) ?'?(1[5-9]|2\d)(?![\d.%])"), r"20\1 to 20\2"),
    (re.compile(r"应收(?!账|票|款|利|股|融|保|退|补|关|租|分|政|出|及|项|款|合|代|、)"), "应收账款"),
    (re.compile(r"应付(?!账|票|职|利|股|债|款|税|保|手|及|项|短|工|代|租|运|暂|服|广|审|、)"), "应付账款"),
    (re.compile(r"(?<!net )(?<!of )(?<!total )(?<!unit )(?<!-)\bsales(?= (?:in|for|up|down|growth|last|this|during|were|was|share|fy|20\d\d|q[1-4])\b| ?\?|$)"), "net sales"),
    (re.compile(r"\bstock(?=s? (?:build|level|days|growth|grew|turn))"), "inventory"),
    (re.compile(r"销售(?=还快|快|增|涨|跌|降|下滑|上升)"), "销售收入"),
    (re.compile(r"流动[和与及、/]速动比率?|流动比(?=[、/和与及]?速动)"), lambda m: "流动比率" if m.group().endswith("比") else "流动比率和速动比率"),
    (re.compile(r"归母(?=股东权益|权益|净资产|所有者权益)"), "归属于母公司"),
    (re.compile(r"归属于母公司(?:的)?(?:权益|净资产)"), "归属于母公司股东权益"),
    (re.compile(r"(?<![a-z-])(cq|lq|lv|pr|gv|pb|br|am|dq|id|ow|lt|cn|mi)-(\d{2})(?!\d)"), r"rf-\1-\2"),
    (re.compile(r"(?<![a-z])rf ?(cq|lq|lv|pr|gv|pb|br|am|dq|id|ow|lt|cn|mi) ?-?(\d{2})(?!\d)"), r"rf-\1-\2"),
    (re.compile(r"\b(?:liabs?|liabilites)\b"), "liabilities"),
    (re.compile(r"\bop\.? (?=income|profit|margin|cash)"), "operating "),
    (re.compile(r"\blt (?=debt|borrowings?|loans?|liabilities|investments?)"), "long-term "),
    (re.compile(r"\bst (?=debt|borrowings?|loans?|liabilities|investments?)"), "short-term "),
    (re.compile(r"(?<=\d) ?x (?=[a-z(])"), " × "),
    (re.compile(r"\bltd\b(?= (?:due|growth|at|as|,|\?|$)|\s*$)"), "long-term debt"),
    (re.compile(r"\b(current|quick|cash|gross|net|operating|ebitda) ?(?:and|&|/|\+) ?(current|quick|cash|gross|net|operating|ebitda) (ratio|margin)s?\b"), r"\1 \3 and \2 \3"),
)  # fmt: skip
"""Abbreviations in the form that the rest reads: years of two digits, lines by their first half, two ratios that share a word."""


def written_out(flat: str) -> str:
    """The plain question with its abbreviations written out."""
    for pattern, full in _SHORT:
        flat = pattern.sub(full, flat)
    return flat
