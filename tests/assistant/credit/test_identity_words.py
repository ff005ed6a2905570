from assistant.credit.case_model import IdentityCard, IdentitySource
from assistant.credit.identity_words import conflicts_in_words
from ingestion.model.fact import Identifier


def test_conflicts_are_told_in_both_languages() -> None:
    bad = Identifier(scheme="cn_uscc", value="91320505MA1X0A1150", check="invalid_check")
    card = IdentityCard(
        sources=(
            IdentitySource(document="a", file="form.pdf", kind="other", name="甲", identifiers=(bad,), verdict="same"),
            IdentitySource(document="b", file="b.pdf", kind="other", name="乙公司", verdict="undetermined", rule="M8"),
            IdentitySource(document="c", file="c.pdf", kind="other", name="甲", verdict="same", rule="M1"),
        )
    )
    assert conflicts_in_words(card, "zh") == [
        "form.pdf：统一社会信用代码 91320505MA1X0A1150 校验不过；请核对原件（RF-ID-03）",
        "b.pdf 的主体「乙公司」尚不能确定是否为本客户（规则 M8）；其数字暂不采用，请确认",
    ]
    assert conflicts_in_words(card, "en")[1] == (
        "b.pdf names “乙公司”, not surely this customer (rule M8); its figures wait for a confirmation"
    )
    assert conflicts_in_words(None, "en") == []
