"""The analyst questions: the file is whole, and the judge tells a right answer from a wrong one."""

import tomllib
from pathlib import Path
from typing import Any

from assistant.chat.answer_model import Answer, Citation
from evals.analyst import CASES, judged

DATA = tomllib.loads(Path(CASES).read_text("utf-8"))


def answer(text: str, status: str = "answered", page: int = 3) -> Answer:
    cited = (Citation(n=1, document="示例制造_2024年度报告.pdf", sha256="0", page=page, quote="18,000"),)
    return Answer.model_validate(
        {"conversation": "c", "answer": text, "language": "zh", "status": status, "citations": cited}
    )


def case(number: int) -> dict[str, Any]:
    return next(q for q in DATA["question"] if q["id"] == number)


def test_there_are_eighty_questions_each_in_two_languages() -> None:
    questions = DATA["question"]
    assert [q["id"] for q in questions] == list(range(1, 81))
    assert all(q["text"] and q["other"] and q["block"] for q in questions)
    assert {place.partition(":")[0] for q in questions for place in q.get("cite", [])} <= set(DATA["papers"])


def test_a_right_answer_misses_nothing() -> None:
    found = judged(case(1), "", answer("应收账款 2024-12-31（合并）为 18,000 万元[1]。"), DATA["papers"], False)
    assert (found.missed, found.uncited, found.loose) == ((), (), ())


def test_a_wrong_amount_page_and_number_are_told() -> None:
    found = judged(case(1), "", answer("应收账款 2024-12-31（合并）为 16,500 万元。", page=6), DATA["papers"], False)
    assert (found.missed, found.uncited) == (("18000万元",), ("P1:3",))
    assert len(found.loose) == 1


def test_an_answered_trap_and_a_leaked_number_are_told() -> None:
    found = judged(case(40), "", answer("13800138000"), DATA["papers"], False)
    assert found.missed == ("status answered", "says 13800138000")
