"""Pages of notes that tell in words: events after the year end, contingencies, guarantees, commitments, covenants, doubts. In Chinese and English,
with headings, tick boxes and wording that vary by seed, and what a reader should find: (kind, says there is none, words of the passage)."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.builders.pdf import Paper

Says = tuple[str, bool, str]
NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Told:
    """Lines of pages (None begins a new page) and what they say."""

    lines: tuple[str | None, ...]
    says: tuple[Says, ...]
    chinese: bool


def draw(told: Told, paper: Paper) -> None:
    """The lines on pages of their own."""
    y = 1e9
    for line in told.lines:
        if line is None or y > 760:
            paper.page()
            y = 70.0
            paper.text(60, 45, "甲乙股份有限公司2024年年度报告" if told.chinese else "ACME TOOLS INC", 8)
        if line is not None:
            paper.text(60, y, line, 10)
            y += 16
    paper.text(300, 800 if told.chinese else 770, "99", 8)


def _wrapped(text: str, width: int) -> list[str]:
    if width < 60:
        return [text[k : k + width] for k in range(0, len(text), width)]
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


def _zh(rng: Random, what: str, title: str, text: str, *, none: bool = False, quote: str = "") -> Told:
    layout = rng.randrange(3)
    lead = f"{rng.choice(NUMBERS)}、"
    head = [f"{lead}{title}"] if layout < 2 else ["十二、其他重要事项", f"（{rng.choice(NUMBERS)}）{title}"]
    body = _wrapped("　　" + text, 42)
    after = ["十五、补充资料" if layout < 2 else "十三、母公司财务报表主要项目注释", "以下为其他内容，与上述事项无关。"]
    broken: list[str | None] = [*head, *body]
    if layout == 1 and len(body) > 1:
        broken = [*head, body[0], None, *body[1:]]
    return Told((None, *broken, *after), ((what, none, quote or text[:12]),), True)


def subsequent_zh(rng: Random) -> Told:
    n = rng.randrange(100, 900)
    text = rng.choice((
        f"2025年2月18日，本公司与乙方银行签订借款合同，取得长期借款人民币{n}万元，期限三年。",
        f"经2025年3月董事会审议，公司拟向全体股东派发现金股利{n}万元，尚待股东大会批准。",
        f"2025年1月，子公司因火灾停产，预计损失约{n}万元，保险理赔正在进行。",
    ))  # fmt: skip
    return _zh(rng, "subsequent_event", rng.choice(("资产负债表日后事项", "期后事项", "资产负债表日后事项说明")), text)


def subsequent_none_zh(rng: Random) -> Told:
    text = rng.choice(
        (
            "截至本财务报告批准报出日，本公司无需要披露的资产负债表日后事项。",
            "□适用 √不适用",
            "无",
            "本公司不存在应披露的资产负债表日后非调整事项。",
        )
    )
    return _zh(rng, "subsequent_event", "资产负债表日后事项", text, none=True)


def contingency_zh(rng: Random) -> Told:
    n = rng.randrange(100, 900)
    text = rng.choice((
        f"2024年11月，丙公司就买卖合同纠纷起诉本公司，要求支付货款{n}万元，案件尚在审理中。",
        f"截至2024年12月31日，本公司为丁公司的银行借款{n}万元提供连带责任保证，尚未到期。",
        f"本公司已背书未到期的商业承兑汇票{n}万元，存在被追索的可能。",
    ))  # fmt: skip
    return _zh(
        rng,
        "contingency",
        rng.choice(("或有事项", "重要或有事项", "或有负债", "未决诉讼仲裁形成的或有负债及其财务影响")),
        text,
    )


def contingency_none_zh(rng: Random) -> Told:
    text = rng.choice(
        ("截至资产负债表日，本公司无需披露的重大或有事项。", "公司没有需要披露的重要或有事项。", "□适用 √不适用")
    )
    return _zh(rng, "contingency", rng.choice(("或有事项", "资产负债表日存在的重要或有事项")), text, none=True)


def guarantee_zh(rng: Random) -> Told:
    n, r = rng.randrange(100, 900), rng.randrange(5, 40)
    text = rng.choice((
        f"报告期末公司对外担保余额为{n}万元，占公司最近一期经审计净资产的{r}%，无逾期担保。",
        f"本公司为联营企业提供担保{n}万元，担保总额占净资产的比例为{r}%。",
    ))  # fmt: skip
    return _zh(
        rng,
        "guarantee",
        rng.choice(("担保情况", "重大担保", "对外担保情况", "为其他单位提供债务担保形成的或有负债及其财务影响")),
        text,
    )


def commitment_zh(rng: Random) -> Told:
    n = rng.randrange(100, 900)
    text = rng.choice((
        f"截至2024年12月31日，本公司已签约但尚未支付的购建固定资产支出为{n}万元。",
        f"本公司与设备供应商签订的采购合同尚有{n}万元未履行。",
    ))  # fmt: skip
    return _zh(rng, "commitment", rng.choice(("重要承诺事项", "承诺事项", "资本承诺")), text)


def policy_zh(rng: Random) -> Told:
    text = rng.choice((
        "财政部于2024年发布了企业会计准则解释第18号，本公司自2024年1月1日起执行，对财务报表无重大影响。",
        "本公司自2024年7月1日起将存货发出计价由先进先出法变更为月末一次加权平均法。",
    ))  # fmt: skip
    return _zh(
        rng, "policy_change", rng.choice(("重要会计政策变更", "会计政策变更", "重要会计政策和会计估计变更")), text
    )


def error_zh(rng: Random) -> Told:
    n = rng.randrange(100, 900)
    text = f"本公司在编制2024年度报表时发现2023年多计收入{n}万元，已采用追溯重述法更正。"
    return _zh(rng, "error_correction", rng.choice(("前期会计差错更正", "前期差错更正", "会计差错更正")), text)


def pledge_zh(rng: Random) -> Told:
    n, r = rng.randrange(100, 900), rng.randrange(20, 90)
    text = rng.choice((
        f"截至报告期末，控股股东累计质押其持有的公司股份{n}万股，占其所持股份的{r}%。",
        f"实际控制人所持本公司{n}万股股份已质押给戊银行，占其持股总数的比例为{r}%。",
    ))  # fmt: skip
    return _zh(rng, "share_pledge", rng.choice(("股东情况", "控股股东情况", "股份质押情况")), text)


def matters_zh(rng: Random) -> Told:
    one, two = rng.sample(("收入确认", "应收账款坏账准备", "存货跌价准备的计提", "商誉减值"), 2)
    style = rng.randrange(3)
    first, second = ((f"（一）{one}", f"（二）{two}"), (f"1、{one}", f"2、{two}"), (f"(1) {one}", f"(2) {two}"))[style]
    lines = (None, "审计报告", "甲会审字〔2025〕第100号", "一、审计意见", "我们认为，后附的财务报表在所有重大方面公允反映了财务状况。",
             "三、关键审计事项", "关键审计事项是我们根据职业判断，认为对本期财务报表审计最为重要的事项。", first,
             "该事项涉及管理层的重大判断，因此我们将其确定为关键审计事项。", second, "管理层的估计具有不确定性。", "四、其他信息", "管理层对其他信息负责。")  # fmt: skip
    return Told(lines, (("key_matter", False, one), ("key_matter", False, two)), True)


def _en(rng: Random, what: str, title: str, text: str, *, none: bool = False, quote: str = "") -> Told:
    number = rng.randrange(3, 24)
    layout = rng.randrange(4)
    head = (f"Note {number}. {title}", f"{number}. {title.upper()}", title.upper(), f"NOTE {number} – {title.upper()}")[
        layout
    ]
    other = (
        "Note 25. Segment Information",
        "25. SEGMENT INFORMATION",
        "SEGMENT INFORMATION",
        "NOTE 25 – SEGMENT INFORMATION",
    )[layout]
    body: list[str | None] = list(_wrapped(text, 88))
    if layout == 1 and len(body) > 1:
        body = [body[0], None, *body[1:]]
    return Told(
        (None, head, *body, other, "The Company has one reportable segment."),
        ((what, none, quote or " ".join(text.split()[:4])),),
        False,
    )


def subsequent_en(rng: Random) -> Told:
    n = rng.randrange(20, 300)
    text = rng.choice((
        f"On August 12, 2024, the Company entered into a new term loan of ${n} million that matures in 2029.",
        f"In July 2024, a fire at the Ohio plant destroyed inventory with a carrying amount of ${n} million.",
        f"Subsequent to year end the Board approved a dividend of ${n} million payable in September 2024.",
    ))  # fmt: skip
    return _en(
        rng,
        "subsequent_event",
        rng.choice(
            ("Subsequent Events", "Events after the reporting period", "Post balance sheet events", "Subsequent Event")
        ),
        text,
    )


def subsequent_none_en(rng: Random) -> Told:
    text = rng.choice((
        "There were no subsequent events that require adjustment to or disclosure in the financial statements.",
        "The Company has evaluated subsequent events and determined that there are none to disclose.",
        "No matters have arisen since the end of the year that significantly affect the operations of the Group.",
    ))  # fmt: skip
    return _en(
        rng, "subsequent_event", rng.choice(("Subsequent Events", "Events after the reporting date")), text, none=True
    )


def contingency_en(rng: Random) -> Told:
    n = rng.randrange(20, 300)
    text = rng.choice((
        f"In March 2024 a supplier filed a complaint against the Company seeking damages of ${n} million. The outcome cannot be predicted.",
        f"A subsidiary is defending a claim of ${n} million for breach of contract; no provision has been made.",
    ))  # fmt: skip
    return _en(
        rng,
        "contingency",
        rng.choice(
            (
                "Contingencies",
                "Contingent liabilities",
                "Commitments and Contingencies",
                "Legal Proceedings",
                "Litigation",
            )
        ),
        text,
    )


def contingency_none_en(rng: Random) -> Told:
    text = rng.choice(
        (
            "The Group had no contingent liabilities at 30 June 2024.",
            "There were no material contingent liabilities at the year end.",
        )
    )
    return _en(rng, "contingency", "Contingent liabilities", text, none=True)


def covenants_en(rng: Random) -> Told:
    text = rng.choice((
        "As of June 30, 2024, the Company was in compliance with all financial covenants under the credit agreement.",
        "The Company was not in compliance with its leverage covenant at June 30, 2024 and obtained a waiver from its lenders.",
        "At 30 June 2024 the Group breached its interest cover covenant on the bank loan.",
    ))  # fmt: skip
    return _en(rng, "covenants", rng.choice(("Debt", "Borrowings", "Credit Facilities")), text)


def going_concern_en(rng: Random) -> Told:
    text = rng.choice((
        "The Company has incurred recurring losses and has a working capital deficit. These conditions raise substantial doubt about the Company's ability to continue as a going concern.",
        "These circumstances indicate the existence of a material uncertainty which may cast significant doubt about the Group's ability to continue as a going concern.",
    ))  # fmt: skip
    return _en(
        rng,
        "going_concern",
        rng.choice(("Basis of Presentation", "Going Concern", "Liquidity")),
        text,
        quote="ability to continue as a going concern",
    )


def no_doubt_en(rng: Random) -> Told:
    text = rng.choice((
        "Management evaluates whether there are conditions that raise substantial doubt about the Company's ability to continue as a going concern.",
        "We conclude on whether a material uncertainty exists that may cast significant doubt on the Group's ability to continue as a going concern.",
        "The directors have identified no material uncertainties that may cast significant doubt about the Group's ability to continue as a going concern.",
        "If we fail to obtain funding, there could be substantial doubt about our ability to continue as a going concern.",
    ))  # fmt: skip
    told = _en(rng, "going_concern", "Basis of Presentation", text)
    return Told(told.lines, (), False)


def matters_en(rng: Random) -> Told:
    one, two = rng.sample(
        (
            "Revenue Recognition",
            "Goodwill Impairment",
            "Valuation of Inventories",
            "Income Taxes - Uncertain Tax Positions",
        ),
        2,
    )
    lines = (None, "REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM", "To the Shareholders of Acme Tools Inc",
             "In our opinion, the financial statements present fairly, in all material respects, the financial position.",
             "Critical Audit Matters", "The critical audit matters communicated below are matters arising from the current period audit.",
             one, "The Company recognises this item with significant judgement by management over time.",
             two, "Auditing this matter involved especially subjective judgement of estimates.",
             "/s/ Brown & Green LLP", "Columbus, Ohio", "August 20, 2024")  # fmt: skip
    return Told(lines, (("key_matter", False, one), ("key_matter", False, two)), False)


def restated_en(rng: Random) -> Told:
    text = "The Company identified errors in previously issued financial statements and has restated the comparative amounts for fiscal 2023."
    return _en(
        rng,
        "restatement",
        rng.choice(("Restatement of Previously Issued Financial Statements", "Restatement", "Prior Period Adjustment")),
        text,
    )


def guarantee_en(rng: Random) -> Told:
    n = rng.randrange(20, 300)
    text = f"The Company guarantees the bank loans of an unconsolidated joint venture up to ${n} million; no amounts have been called."
    return _en(
        rng, "guarantee", rng.choice(("Guarantees", "Guarantees and Indemnifications", "Financial guarantees")), text
    )


def related_en(rng: Random) -> Told:
    n = rng.randrange(20, 300)
    text = f"The Company leases its head office from an entity controlled by its chairman; rent of ${n} thousand was paid in fiscal 2024."
    return _en(
        rng,
        "related_party",
        rng.choice(("Related Party Transactions", "Related Parties", "Transactions with related parties")),
        text,
    )


MAKERS: tuple[Callable[[Random], Told], ...] = (
    subsequent_zh, subsequent_none_zh, contingency_zh, contingency_none_zh, guarantee_zh, commitment_zh, policy_zh, error_zh, pledge_zh, matters_zh,
    subsequent_en, subsequent_none_en, contingency_en, contingency_none_en, covenants_en, going_concern_en, no_doubt_en, matters_en, restated_en,
    guarantee_en, related_en,
)  # fmt: skip


def told_papers(seed: int = 0, each: int = 4) -> list[tuple[str, Told]]:
    """`each` pages of every kind, the wording drawn by `seed`, with the maker's name."""
    rng = Random(seed)
    return [(make.__name__, make(rng)) for make in MAKERS for _ in range(each)]
