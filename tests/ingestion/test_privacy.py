"""Personal values: found by form, check digit and neighbouring words; figures, company codes and report numbers never touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.privacy import mask, masked, masked_lines, personal_spans, tokenised

PLANTED = [
    "身份证号 11010519491231002X",
    "法定代表人沈示远，身份证：34052419800101001X。",
    "身份证号：１１０１０５１９４９１２３１００２Ｘ",
    "110105 19491231 002X",
    "身份证 1101051949\n1231002X",
    "| 姓名 | 身份证号码 | 手机 |\n| 沈示远 | 11010519491231002X | 13800138000 |",
    "身份证 110105491231002",
    "手机13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "+86 13800138000",
    "联系电话：１３８００１３８０００",
    "电话 138001\n38000",
    "电话：0512-66881234",
    "(0512) 6688 1234",
    "座机 66881234",
    "Tel: +86-512-66881234",
    "0512-66881234-801",
    "护照号 E12345678",
    "Passport No. G12345678",
    "港澳通行证 C12345678",
    "HKID A123456(3)",
    "A123456(3)",
    "账号：6222 0212 3456 7890 123",
    "开户行：甲银行苏州分行 账号 3205012345678901",
    "银行账号\n1102020809000012345",
    "卡号4111111111111111",
    "IBAN GB82 WEST 1234 5698 7654 32",
    "邮箱：zhang.san@example.com",
    "E-mail: li_si@corp.com.cn",
    "ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ",
    "家庭住址：江苏省苏州市工业园区星湖街1号3栋501室",
    "住址 上海市浦东新区示例路88号",
    "Home address: 12 High Street, London SW1A 1AA",
    "家庭住址：江苏省苏州市高新区示例路\n88号3栋501室",
    "居住地址：北京市朝阳区示例小区5号楼2单元301室",
    "他住在示例花园12栋303室。",
    "mobile: 139 1234 5678 (Mr Li)",
    "手机号\n15912345678",
    "Account No. 1234567890123",
    "4111 1111 1111 1111",
    "户名 沈示远 开户行 工行 卡号 6217001234567890123",
    "身份证号码：32050519880305123X 手机：15900001111",
    "证件号码 G98765432 护照",
    "Mobile 13612345678 / 0755-88889999",
    "银行卡 6228 4801 2345 6789 018",
    "账户：1102020809000012345 户名：示例",
    "收款账号： 4403 0110 3768 5400 1",
    "家庭地址：广东省深圳市南山区科苑路15号A栋1203室",
    "户籍所在地：四川省成都市武侯区示例街7号",
    "wang_wu@mail.示例.com, wu@firm.co.uk",
    "HKID: B654321(4)",
    "联系人 李四 电话０２１－６６６６８８８８",
    "传真：(021)66668889",
    "紧急联系：137-1234-5678；",
    "居民身份证 440301 19900101 1234",
    "请打 400? 不，打 18600001234。",
    "Residential address: Flat 5, 20 Queen's Road, Hong Kong",
]
NONE = [
    "营业收入 13,800,138,000 元",
    "91320505MA1X0A1105",
    "统一社会信用代码 914403001922038216",
    "报告编号 2025041009124012345678",
    "注册号 320505000123455",
    "货币资金 13812345678 15987654321",
    "合同编号 13912345678",
    "金额：13800138000元",
    "中征码 3205050010011240",
    "2024-12-31 8,600.00 7,000.00",
    "总资产 1234567890123456",
    "发票号码 24322000000123456789",
    "住所 江苏省苏州市高新区示例路88号",
    "D-U-N-S 69-999-9991",
    "案号 (2024)苏0505民初4821号",
    "USD 13912345678.00",
    "注册地址：上海市浦东新区世纪大道100号",
    "净利润 15912345678",
    "应收账款 1,234,567,890.12 2,345,678,901.23",
    "会计师事务所 示会审字〔2025〕第0123号",
    "CIK 0000320193",
    "lei 5493001KJTIIGC8Y1R12",
    "Total assets 18912345678 17612345678",
    "13800138000.00",
    "税号 91320505MA1X0A1105 金额 169.50",
    "期末余额 13700001111",
    "经营现金流 -13,800,138.00",
    "订单号 202504101234567890",
    "page 12 of 138 0013",
]


def test_recall_and_precision_over_planted_values_and_figures() -> None:
    found = sum(bool(personal_spans(text)) for text in PLANTED)
    false = sum(bool(personal_spans(text)) for text in NONE)
    assert len(PLANTED) >= 55
    assert found / len(PLANTED) >= 0.98
    assert found / (found + false) >= 0.95


@pytest.mark.parametrize("text", NONE)
def test_figures_and_codes_are_never_masked(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "shown", "kind"),
    [
        ("身份证 11010519491231002X", "身份证 110105********002X", "id_card"),
        ("手机 13800138000", "手机 138****8000", "mobile"),
        ("账号：6222 0212 3456 7890 123", "账号：**** **** **** ***0 123", "bank_account"),
        ("邮箱 zhang@example.com", "邮箱 z****@example.com", "email"),
        ("家庭住址：苏州市示例路88号501室", "家庭住址：*************", "address"),
        ("护照号 E12345678", "护照号 E******78", "passport"),
    ],
)
def test_a_mask_leaves_what_the_rules_show(text: str, shown: str, kind: str) -> None:
    out, spans = mask(text)
    assert (out, [s.kind for s in spans]) == (shown, [kind])


def test_a_number_over_a_line_end_is_masked_on_both_lines() -> None:
    assert masked_lines(["身份证 1101051949", "1231002X 签字"]) == ["身份证 110105****", "****002X 签字"]


def test_a_table_head_tells_what_its_column_holds() -> None:
    lines = masked_lines(["姓名 职务 身份证号码 手机", "沈示远 法定代表人 11010519491231002X 13800138000"])
    assert lines[1] == "沈示远 法定代表人 110105********002X 138****8000"


def test_a_model_sees_tokens_and_the_same_value_is_the_same_token() -> None:
    assert tokenised("甲 13800138000，乙 13900139000，甲 13800138000") == "甲 [PHONE#1]，乙 [PHONE#2]，甲 [PHONE#1]"


@given(st.text(max_size=200))
def test_a_masked_text_is_as_long_as_the_text_and_masks_once(text: str) -> None:
    out, spans = mask(text)
    assert len(out) == len(text)
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
