from collections.abc import Iterator

import pytest

from ingestion.intake.limits import Limits
from ingestion.intake.ocr_desk import OcrDesk
from ingestion.intake.sandbox import ReaderPool
from ingestion.model.fact import Extraction, Reading
from tests.builders.twin import LEAVES, STATEMENT, TwinDesk, digital, scanned_twin


class Kept:
    """Recognised pages in memory."""

    def __init__(self) -> None:
        self.pages: dict[int, bytes] = {}

    def get(self, paper: str, page: int) -> bytes | None:
        return self.pages.get(page)

    def keep(self, paper: str, page: int, body: bytes) -> None:
        assert page not in self.pages, "a page is read once"
        self.pages[page] = body


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[TwinDesk]:
    twin = TwinDesk(digital())
    monkeypatch.setattr(OcrDesk, "_worked", lambda self, op, paper, data, name, number, pw: twin.answer(op, number))
    yield twin


def total(extraction: Extraction) -> str:
    return next(f.value for f in extraction.facts if f.field == "total_assets" and f.period_end == "2024-12-31")


def test_statements_come_first_and_the_paper_says_what_waits(desk: TwinDesk) -> None:
    told: list[Reading] = []
    with ReaderPool(Limits(), 1) as pool:
        whole = pool.read(scanned_twin(digital()), "scan.pdf", early=told.append).extraction
    (first,) = (r.extraction for r in told)
    assert desk.asked == [1, 2, STATEMENT, *(n for n in range(3, LEAVES + 1) if n != STATEMENT)]
    assert (first.status, first.waiting, total(first)) == ("partial", LEAVES - 3, "381308760.41")
    assert first.error == "已识别 14 页图像中的 3 页，其余 11 页正在后台识别；这些页上的数字随后补齐。"
    assert {c.page for c in first.coverage if c.why == "ocr_waiting"} == set(range(1, LEAVES + 1)) - {1, 2, STATEMENT}
    assert (whole.status, whole.error, whole.waiting) == ("ok", None, 0)
    assert {f.id for f in first.facts} == {f.id for f in whole.facts}


def test_without_somebody_to_tell_the_pages_are_read_as_they_lie(desk: TwinDesk) -> None:
    with ReaderPool(Limits(), 1) as pool:
        assert pool.read(scanned_twin(digital()), "scan.pdf").extraction.waiting == 0
    assert desk.asked == list(range(1, LEAVES + 1))


def test_an_ended_reading_goes_on_at_its_next_page(desk: TwinDesk) -> None:
    def stop(reading: Reading) -> None:
        raise KeyboardInterrupt

    kept, data = Kept(), scanned_twin(digital())
    with ReaderPool(Limits(), 1, kept) as pool:
        with pytest.raises(KeyboardInterrupt):
            pool.read(data, "scan.pdf", early=stop)
        assert sorted(kept.pages) == [1, 2, STATEMENT]
        assert pool.read(data, "scan.pdf").extraction.status == "ok"
    assert sorted(desk.asked) == sorted(kept.pages) == list(range(1, LEAVES + 1))
