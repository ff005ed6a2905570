import io
import re
import zipfile
import zlib
from functools import cache

from assistant.sample.sample import sample_customers
from tests.builders.sample_customer import papers
from tests.builders.statements_zh import figures

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
PLACES = re.compile(rb"/Length1? \d+|\nxref\n.*?\ntrailer|startxref\n\d+|/ID \[?<[^\]>]*> ?<?[^\]>]*>?\]?", re.DOTALL)


@cache
def drawn() -> dict[str, bytes]:
    return papers()


def unpacked(data: bytes) -> bytes:
    """Every byte of a paper with its packing undone: zlib of another machine packs the same bytes in another way."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return b"".join(name.encode() + book.read(name) for name in book.namelist())
    return PLACES.sub(b"", STREAM.sub(lambda m: _inflated(m[1]), data))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def test_the_shipped_papers_are_byte_for_byte_what_the_builders_draw() -> None:
    shipped = {name: data for sample in sample_customers() for name, data in sample.papers}
    assert set(shipped) == set(drawn())
    assert [name for name, data in shipped.items() if unpacked(data) != unpacked(drawn()[name])] == []


def test_figures_of_the_sample_add_up() -> None:
    for basis in ("consolidated", "parent"):
        rows = {row[0]: row[1:] for row in figures()[basis]["balance_sheet"]["rows"] if len(row) > 1}
        for year in (0, 1):
            assert rows["资产总计"][year] == rows["流动资产合计"][year] + rows["非流动资产合计"][year]
            assert rows["负债合计"][year] == rows["流动负债合计"][year] + rows["非流动负债合计"][year]
            assert (
                rows["负债和所有者权益总计"][year]
                == rows["负债合计"][year] + rows["所有者权益合计"][year]
                == rows["资产总计"][year]
            )
