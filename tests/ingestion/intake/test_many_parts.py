from collections.abc import Callable
from typing import Any

import pytest

from assistant.problem_words import error_words
from ingestion.errors import LimitReached
from ingestion.extract.paper import read_paper
from ingestion.intake.archive import members
from ingestion.intake.limits import Limits
from ingestion.intake.sniff import MOST_ENTRIES, paper_type
from ingestion.model.fact import Extraction
from ingestion.read.frames_of_tiff import frame_count
from ingestion.read.legacy_sheet import legacy_rows
from tests.builders.bad_pictures import frames, many_frames
from tests.builders.bad_sheets import many_entries, many_sheets

FEW = Limits(pages=5, zip_files=5)


def read(name: str, data: bytes, limits: Limits = FEW) -> Extraction:
    return read_paper(data, name, limits=limits).extraction


@pytest.mark.parametrize("make", [many_frames, many_sheets])
@pytest.mark.parametrize("count", [4, 5])
def test_as_many_frames_or_sheets_as_the_limit_are_all_accounted_for(make: Callable[[int], bytes], count: int) -> None:
    extraction = read("a.tif" if make is many_frames else "a.xlsx", make(count))
    assert (extraction.pages, len(extraction.coverage)) == (count, count)
    assert "limit_reached" not in {p.code for p in extraction.problems}


@pytest.mark.parametrize("make", [many_frames, many_sheets])
def test_one_frame_or_sheet_more_than_the_limit_is_refused_before_any_is_read(make: Callable[[int], bytes]) -> None:
    steps: list[str] = []
    name = "a.tif" if make is many_frames else "a.xlsx"
    extraction = read_paper(make(6), name, limits=FEW, report=lambda step, page, count: steps.append(step)).extraction
    assert (extraction.status, steps) == ("failed", ["opening"])
    assert [p.code for p in extraction.problems] == ["limit_reached"]
    assert error_words(extraction, "zh") == "超出限制：页数 6，上限 5；请拆分文件后再上传。"
    assert error_words(extraction, "en") == "over the limit: pages 6, at most 5; split the file and upload the parts."


def test_a_tiff_of_four_thousand_frames_is_refused_by_the_limit_of_every_paper() -> None:
    extraction = read("a.tif", many_frames(4000), Limits())
    assert extraction.error == "over the limit: pages 4000, at most 3000; split the file and upload the parts."


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_every_frame_of_a_moving_picture_is_a_page(kind: str) -> None:
    assert read(f"a.{kind.lower()}", frames(3, kind)).pages == 3
    assert [p.code for p in read(f"a.{kind.lower()}", frames(6, kind)).problems] == ["limit_reached"]


def test_frames_are_counted_without_going_round_in_a_circle() -> None:
    data = bytearray(many_frames(3))
    data[-4:] = data[4:8]  # the last directory says that the first one follows
    assert frame_count(bytes(data)) == 3
    assert frame_count(bytes(data[:-4]) + b"\xff\xff\xff\xff") == 3
    assert frame_count(b"II*\x00") == 0


def test_an_old_workbook_with_more_sheets_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Book:
        nsheets = 6

        def sheets(self) -> list[Any]:
            raise AssertionError("a sheet was read")

    monkeypatch.setattr("xlrd.open_workbook", lambda file_contents, logfile, on_demand: Book())
    with pytest.raises(LimitReached) as refusal:
        legacy_rows(b"any", 10, 10, max_sheets=5)
    assert refusal.value.values == {"name": "pages", "limit": 5, "seen": 6}


def test_an_archive_that_lists_more_files_than_a_zip_can_is_not_even_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = many_entries(MOST_ENTRIES + 1)
    monkeypatch.setattr("zipfile.ZipFile", lambda *args: pytest.fail("the directory was listed"))
    assert paper_type(data, "a.docx") == "zip"
    with pytest.raises(LimitReached) as refusal:
        members(data, FEW)
    assert refusal.value.values == {"name": "zip_files", "limit": 5, "seen": MOST_ENTRIES + 1}
