"""One built page for each layout; the figures are made up and foot."""

from tests.builders.layouts import chinese, english, facts, read, values
from tests.builders.pdf import Paper

NET_ASSETS = [
    ("Non-current assets",),
    ("Intangible assets", "13", "6,270", "6,265"),
    ("Property, plant and equipment", "14", "420", "807"),
    ("", "", "6,690", "7,072"),
    ("Current assets",),
    ("Trade and other receivables", "17", "7,426", "6,636"),
    ("Cash and cash equivalents", "", "6,485", "5,906"),
    ("", "", "13,911", "12,542"),
    ("Current liabilities",),
    ("Trade and other payables", "18", "(9,310)", "(10,528)"),
    ("Lease liabilities", "19", "(502)", "(737)"),
    ("", "", "(9,812)", "(11,265)"),
    ("Non-current liabilities",),
    ("Bank loans", "20", "(482)", "(701)"),
    ("Provisions", "21", "(285)", "(118)"),
    ("", "", "(767)", "(819)"),
    ("Net assets", "", "10,022", "7,530"),
    ("Equity",),
    ("Share capital", "22", "1,081", "1,081"),
    ("Retained earnings", "", "8,941", "6,449"),
    ("Total equity", "", "10,022", "7,530"),
]


def test_net_asset_layout_gives_positive_liabilities_and_names_its_unlabelled_totals() -> None:
    title = ("SAMPLE WIDGETS PLC", "CONSOLIDATED STATEMENT", "OF FINANCIAL POSITION", "as at 31 March 2024")
    heads = [("", "Note", "2024", "2023"), ("", "", "£000's", "£000's")]
    extraction = read(english(title, (360, 440, 520), heads, NET_ASSETS))
    now = ("2024-03-31", None)
    assert values(extraction, "total_noncurrent_assets")[now] == "6690000"
    assert values(extraction, "total_current_assets")[now] == "13911000"
    assert values(extraction, "total_current_liabilities")[now] == "9812000"
    assert values(extraction, "total_noncurrent_liabilities")[now] == "767000"
    assert values(extraction, "notes_and_accounts_payable")[now] == "9310000"
    assert values(extraction, "total_equity") == {now: "10022000", ("2023-03-31", None): "7530000"}
    assert facts(extraction, "total_equity")[0].currency == "GBP"


def test_letters_turned_on_their_side_in_the_margin_are_no_captions() -> None:
    paper = Paper(612, 792, chinese=False).page().text(60, 60, "Consolidated Statement of Financial Position", 11)
    paper.text(60, 74, "As at 30 June 2024", 9)
    rows = [("Current assets", "", ""), ("Cash and cash equivalents", "700", "600"), ("Inventories", "500", "400"),
            ("Total current assets", "1,200", "1,000"), ("Total assets", "3,000", "2,800")]  # fmt: skip
    paper.borderless(60, 100, (430, 520), [("", "2024", "2023"), ("", "$'000", "$'000"), *rows])
    for place, letter in enumerate("ylnoesulanosrepro"):
        paper.text(8, 90 + 9 * place, letter, 12)
    extraction = read(paper.bytes())
    assert values(extraction, "total_assets") == {("2024-06-30", None): "3000000", ("2023-06-30", None): "2800000"}
    assert facts(extraction, "total_assets")[0].label == "Total assets"


def test_dates_that_stand_left_of_their_figures_are_bound_in_their_order() -> None:
    paper = Paper(612, 792, chinese=False).page().text(18, 60, "Consolidated Statements of Operations", 10)
    paper.text(18, 72, "(In millions)", 9).right(520, 86, "For the Years Ended December 31,", 9)
    for x, year in ((350, "2021"), (435, "2020"), (520, "2019")):
        paper.text(x, 98, year, 9)
    rows = [("Operating revenues", "3,930", "3,777", "3,610"), ("Operating income", "1,196", "1,248", "1,214"),
            ("Income before income taxes", "640", "924", "833"), ("Provision for income taxes", "177", "215", "212"),
            ("Net income", "463", "709", "621")]  # fmt: skip
    paper.borderless(18, 112, (414, 502, 590), rows)
    extraction = read(paper.bytes())
    assert values(extraction, "revenue") == {
        ("2021-12-31", 12): "3930000000", ("2020-12-31", 12): "3777000000", ("2019-12-31", 12): "3610000000",
    }  # fmt: skip


def test_a_tax_charge_in_brackets_and_a_minority_share_taken_away_are_positive() -> None:
    rows = [("Net sales", "5,000", "4,600"), ("Cost of sales", "3,000", "2,800"), ("Gross margin", "2,000", "1,800"),
            ("Income before income taxes", "720", "565"), ("Provision for income taxes", "(180)", "(141)"),
            ("Net income", "540", "424"), ("Less: Net income attributable to noncontrolling interests", "(40)", "(24)"),
            ("Net income attributable to Acme Inc", "500", "400")]  # fmt: skip
    title = ("CONSOLIDATED STATEMENTS OF INCOME", "Years ended December 31,", "(in millions)")
    extraction = read(english(title, (430, 520), [("", "2024", "2023")], rows))
    now = ("2024-12-31", 12)
    assert values(extraction, "income_tax_expense")[now] == "180000000"
    assert values(extraction, "net_income_minority")[now] == "40000000"
    assert {c.status for c in extraction.checks if c.id in ("IS-3", "IS-4")} == {"ok"}


def test_amounts_inside_a_caption_are_not_its_unit() -> None:
    rows = [("Cash and cash equivalents", "700", "600"), ("Inventories", "500", "400"), ("Total current assets", "1,200", "1,000"),
            ("Total assets", "3,000", "2,800"), ("Total liabilities", "1,900", "1,800"),
            ("Series D preferred stock (3,152 shares; $101.5 million liquidation value)", "100", "90")]  # fmt: skip
    title = ("CONSOLIDATED BALANCE SHEETS", "(in thousands)")
    extraction = read(english(title, (430, 520), [("", "June 30, 2024", "June 30, 2023")], rows, size=7))
    assert {f.scale for f in extraction.facts if f.printed} == {1000}


def test_a_quarter_under_other_rules_is_kept_apart_with_its_own_length() -> None:
    rows = [("收入", "900", "800", "40", "30", "940", "830"), ("销售成本", "(500)", "(450)", "(10)", "(10)", "(510)", "(460)"),
            ("毛利", "400", "350", "30", "20", "430", "370"), ("行政开支", "(100)", "(90)", "(5)", "(5)", "(105)", "(95)"),
            ("税前溢利", "300", "260", "25", "15", "325", "275"), ("所得税开支", "(60)", "(50)", "(5)", "(5)", "(65)", "(55)"),
            ("期内溢利", "240", "210", "20", "10", "260", "220")]  # fmt: skip
    paper = Paper().page().centred(60, "示例股份有限公司 2025 年第三季度报告", 11)
    paper.text(60, 80, "（四）按照《国际财务报告准则》编制之简明季度合并财务报表", 10)
    paper.centred(98, "简明综合损益及其他全面收益表", 10).centred(114, "2025 年 7—9 月", 10)
    paper.text(60, 130, "编制单位：示例股份有限公司", 9).text(311, 130, "单位：千元 币种：人民币", 9)
    edges = (226, 280, 332, 385, 440, 494)
    for x, group in ((205, "持续经营业务"), (310, "终止经营业务"), (430, "合计")):
        paper.text(x, 146, group, 8)
    for edge, year in zip(edges, ("2025", "2024") * 3, strict=True):
        paper.right(edge, 160, f"{year} 年", 8).right(edge, 173, "第三季度", 8)
    paper.borderless(60, 190, edges, rows, 8)
    extraction = read(paper.bytes())
    assert values(extraction, "revenue", gaap="ifrs") == {("2025-09-30", 3): "940000", ("2024-09-30", 3): "830000"}
    assert values(extraction, "net_income", gaap="ifrs") == {("2025-09-30", 3): "260000", ("2024-09-30", 3): "220000"}


def test_years_inside_a_ruled_head_are_heads() -> None:
    rows = [["", "Note", "2022", "2021"], ["", "", "£'000", "£'000"], ["Administrative expenses", "", "(309)", "(330)"],
            ["Operating loss", "", "(206)", "(322)"], ["Finance costs", "", "(11)", "(10)"],
            ["Loss before taxation", "5", "(217)", "(332)"], ["Loss after taxation", "", "(217)", "(332)"]]  # fmt: skip
    paper = Paper(595, 842, chinese=False).page().text(64, 60, "Consolidated Statement of Comprehensive Income", 11)
    paper.text(64, 74, "For the year ended 31 December 2022", 10)
    paper.ruled(64, 90, (260, 40, 80, 80), rows)
    extraction = read(paper.bytes())
    assert values(extraction, "profit_before_tax") == {("2022-12-31", 12): "-217000", ("2021-12-31", 12): "-332000"}


def test_columns_headed_by_a_bare_currency_sign_are_whole_units() -> None:
    rows = [("Current assets",), ("Cash and cash equivalents", "9", "7,295,534", "6,241,106"),
            ("Inventories", "11", "5,877,879", "1,906,090"), ("Total current assets", "", "13,173,413", "8,147,196"),
            ("Total assets", "", "22,929,553", "16,837,579")]  # fmt: skip
    title = ("Statement of financial position", "As at 30 June 2022", "The report is presented in Australian dollars")
    heads = [("", "Note", "2022", "2021"), ("", "", "$", "$")]
    extraction = read(english(title, (380, 450, 530), heads, rows))
    cash = facts(extraction, "monetary_funds")[0]
    assert (cash.value, cash.currency, cash.scale) == ("7295534", "AUD", 1)
    assert "unit_unknown" not in {p.code for p in extraction.problems}


def test_cash_from_operations_before_tax_is_not_the_net_operating_flow() -> None:
    rows = [("Operating activities",), ("Cash generated from operations", "900", "800"), ("Income taxes paid", "(100)", "(90)"),
            ("Net cash from operating activities", "800", "710"), ("Investing activities",),
            ("Purchase of property, plant and equipment", "(300)", "(200)"), ("Net cash used in investing activities", "(300)", "(200)"),
            ("Financing activities",), ("Dividends paid", "(100)", "(100)"), ("Net cash used in financing activities", "(100)", "(100)"),
            ("Net increase in cash and cash equivalents", "400", "410"), ("Cash and cash equivalents at 1 January", "600", "190"),
            ("Cash and cash equivalents at 31 December", "1,000", "600")]  # fmt: skip
    title = ("CONSOLIDATED STATEMENT OF CASH FLOWS", "for the year ended 31 December 2024", "(in thousands of euros)")
    extraction = read(english(title, (430, 520), [("", "2024", "2023")], rows))
    assert values(extraction, "net_cash_operating")[("2024-12-31", 12)] == "800000"
    assert values(extraction, "cash_begin")[("2024-12-31", 12)] == "600000"
    tested = {c.id: c.status for c in extraction.checks if c.status != "not_testable"}
    assert tested == {"CF-2": "ok", "CF-3": "ok"}


def test_two_sided_small_company_form_reads_both_halves() -> None:
    rows = [["资产", "行次", "期末余额", "年初余额", "负债和所有者权益", "行次", "期末余额", "年初余额"],
            ["流动资产：", "", "", "", "流动负债：", "", "", ""],
            ["货币资金", "1", "120", "100", "短期借款", "31", "200", "150"],
            ["应收账款", "4", "300", "250", "应付账款", "33", "180", "160"],
            ["存货", "9", "280", "260", "流动负债合计", "41", "380", "310"],
            ["流动资产合计", "15", "700", "610", "负债合计", "47", "380", "310"],
            ["固定资产账面价值", "20", "300", "290", "所有者权益：", "", "", ""],
            ["非流动资产合计", "29", "300", "290", "实收资本", "48", "500", "500"],
            ["", "", "", "", "未分配利润", "51", "120", "90"],
            ["", "", "", "", "所有者权益合计", "52", "620", "590"],
            ["资产总计", "30", "1,000", "900", "负债和所有者权益总计", "53", "1,000", "900"]]  # fmt: skip
    title = ("资产负债表", "会小企01表", "编制单位：示例商贸有限公司  2024年12月31日  单位：元")
    extraction = read(chinese(title, (90, 28, 60, 60, 90, 28, 60, 60), rows))
    now = ("2024-12-31", None)
    assert values(extraction, "total_assets")[now] == "1000"
    assert values(extraction, "short_term_borrowings")[now] == "200"
    assert values(extraction, "total_equity") == {now: "620", ("2023-12-31", None): "590"}


def test_a_broken_identity_leaves_its_figures_unconfirmed_and_a_sound_one_does_not() -> None:
    def statement(equity: str) -> bytes:
        rows = [["项目", "2024年12月31日", "2023年12月31日"], ["货币资金", "1,200", "1,100"],
                ["应收账款", "800", "700"], ["存货", "300", "200"], ["流动资产合计", "2,300", "2,000"],
                ["资产总计", "2,300", "2,000"], ["负债合计", "1,000", "900"],
                ["所有者权益合计", equity, "1,100"], ["负债和所有者权益总计", "2,300", "2,000"]]  # fmt: skip
        return chinese(("资产负债表", "单位：元"), (180, 120, 120), rows)

    broken, sound = read(statement("1,700")), read(statement("1,300"))
    assets = [f for f in facts(broken, "total_assets") if f.period_end == "2024-12-31"]
    assert [(f.state, f.value) for f in assets] == [("unconfirmed", "2300")]
    assert {f.state for f in sound.facts} == {"proposed"}
    assert "identity_break" in {p.code for p in broken.problems}


def test_a_total_two_hundred_times_its_neighbour_raises_magnitude_and_stays_as_printed() -> None:
    rows = [["项目", "2024年12月31日", "2023年12月31日"], ["货币资金", "1,200", "110,000,000"], ["存货", "300", "20,000,000"],
            ["流动资产合计", "1,500", "130,000,000"], ["资产总计", "1,500", "130,000,000"]]  # fmt: skip
    extraction = read(chinese(("资产负债表", "单位：元"), (180, 120, 120), rows))
    assert "magnitude" in {p.code for p in extraction.problems}
    assert values(extraction, "total_assets") == {("2024-12-31", None): "1500", ("2023-12-31", None): "130000000"}
