"""Names by the rules: 300 invented pairs, each written from one rule of normalisation or telling apart."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.identity.names import company_name, compare_names, name_key

PAIRS = [tuple(row) for row in csv.reader((Path(__file__).parent / "name_pairs.csv").open(encoding="utf-8"))][1:]


def test_precision_and_recall_of_same_over_the_pairs() -> None:
    said = [(want, compare_names(a, b)[0]) for a, b, want in PAIRS]
    right = sum(want == got == "same" for want, got in said)
    assert right / sum(got == "same" for _, got in said) >= 0.99
    assert right / sum(want == "same" for want, _ in said) >= 0.95
    assert sum(want == got for want, got in said) / len(said) >= 0.97


@pytest.mark.parametrize(
    ("a", "b", "verdict", "rule"),
    [
        ("上海示例有限公司", "示例(上海)有限公司", "different", "region"),
        ("上海示例有限公司", "上海示例有限公司苏州分公司", "different", "branch"),
        ("示例集团有限公司", "示例（集团）有限公司", "unclear", "group"),
        ("示例有限公司", "示例股份有限公司", "unclear", "legal_form"),
        ("锦华有限公司", "绵华有限公司", "unclear", "ocr_confusable"),
        ("江苏示例制造有限公司", "Jiangsu Shili Manufacturing Co., Ltd.", "unclear", "transliteration"),
        ("江苏示例制造有限公司", "苏州示例机械有限公司(曾用名: 江苏示例制造有限公司)", "unclear", "alias"),
        ("滙丰實業有限公司", "汇丰实业有限责任公司", "same", "name_and_form"),
    ],
)
def test_a_pair_has_its_verdict_and_rule(a: str, b: str, verdict: str, rule: str) -> None:
    assert compare_names(a, b) == (verdict, rule)


def test_the_parts_of_a_name() -> None:
    name = company_name("江苏省苏州市示例机械有限责任公司无锡分公司")
    assert (name.trade, name.region) == ("示例机械", (("江苏", "before"), ("苏州", "before")))
    assert (name.form, name.is_branch, name.branch) == ("limited", True, "无锡分公司")


@given(
    st.sampled_from([p for pair in PAIRS for p in pair[:2]]), st.sampled_from([p for pair in PAIRS for p in pair[:2]])
)
def test_the_order_of_two_names_does_not_matter_and_equal_keys_are_same(a: str, b: str) -> None:
    assert compare_names(a, b) == compare_names(b, a)
    assert (compare_names(a, a)[0]) == "same"
    if name_key(a) == name_key(b):
        assert compare_names(a, b)[0] == "same"


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("Müller GmbH", "Mueller GmbH", "same"),
        ("Müller GmbH", "Muller GmbH", "same"),
        ("Mueller GmbH", "Muller GmbH", "different"),
        ("Groß & Söhne AG", "Gross und Soehne AG", "different"),
        ("Groß AG", "Gross AG", "same"),
        ("「恒远」机械有限公司", "恒远机械有限公司", "same"),
        ("《恒远》机械有限公司", "恒远机械有限责任公司", "same"),
        ("Svensson AB", "Svensson Aktiebolag", "same"),
        ("江蘇恆遠機械有限公司", "江苏恒远机械有限责任公司", "same"),
        ("ＡＢＣ Ｔｒａｄｉｎｇ Ｃｏ．，Ｌｔｄ．", "ABC Trading Company Limited", "same"),
        ("江苏恒远机械有限公司（原名：恒通机械有限公司）", "江苏恒远机械有限公司", "same"),
        ("恒远（香港）有限公司", "恒远（澳门）有限公司", "different"),
        ("Acme (UK) Ltd", "Acme (US) Ltd", "different"),
        ("江苏恒远机械有限公司苏州分公司", "江苏恒远机械有限公司", "different"),
        ("江苏恒远机械集团有限公司", "江苏恒远机械(集团)有限公司", "unclear"),
        ("末来科技有限公司", "未来科技有限公司", "unclear"),
    ],
)
def test_further_spellings_of_names(a: str, b: str, verdict: str) -> None:
    assert compare_names(a, b)[0] == verdict
    assert compare_names(b, a)[0] == verdict
