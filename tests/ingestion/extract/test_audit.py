import pytest

from ingestion.extract.classify import audit_of
from ingestion.model.place import Line


def opinion(*lines: str) -> str | None:
    page = [
        Line(1, text, (0, 10.0 * i, 100, 10.0 * i + 9), ())
        for i, text in enumerate(("Report of Independent Auditor's Report", *lines))
    ]
    found = audit_of({1: page})
    return found.opinion if found else None


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (
            (
                "present fairly, in all material respects, the financial position",
                "expressed an unqualified opinion on controls",
            ),
            "unmodified",
        ),
        (("Basis for Qualified Opinion", "give a true and fair view"), "qualified"),
        (("In our opinion, except for the effects of the matter described", "present fairly"), "qualified"),
        (("Material uncertainty related to going concern", "give a true and fair view"), "going_concern"),
        (("Emphasis of matter", "give a true and fair view"), "emphasis"),
        (("nothing has come to our attention that causes us to believe",), "review_only"),
        (("审计报告", "四、强调事项", "公允反映了"), "emphasis"),
        (("审计报告", "二、形成无法表示意见的基础"), "disclaimer"),
        (("審計報告 核數師報告", "保留意見的基礎"), "qualified"),
        (("審計報告 核數師報告", "真實而中肯地反映"), "unmodified"),
    ],
)
def test_the_words_of_the_report_give_its_opinion(lines: tuple[str, ...], code: str) -> None:
    assert opinion(*lines) == code
