"""Tables whose cells all but touch are cut at the strips between their columns, and other lines are left as they are."""

from ingestion.extract.bureau.columns import cut_lines
from ingestion.extract.bureau.spec import spec_of
from ingestion.model.place import Word

HEADS = [("案号", 40, 90), ("执行法院", 92, 140), ("执行标的", 142, 180), ("立案", 182, 200)]
FIRST = [("（2025）例01执3号", 40, 90), ("例证市人民法院", 92, 140), ("45.10", 160, 180), ("2025-07-01", 182, 215)]
SECOND = [("（2024）例01执9号", 40, 90), ("例证区人民法", 92, 139), ("9.00", 164, 180), ("2024-02-19", 182, 215)]


def line(top: float, words: list[tuple[str, float, float]]) -> list[Word]:
    return [Word(text, x0, top, x1, top + 8) for text, x0, x1 in words]


def cut(*lines: list[Word], known: bool = True) -> dict[int, list[list[str]]]:
    found = cut_lines(lines, lambda words, columns: True, lambda heads: known)
    return {i: [[w.text for own in piece.lines for w in own] for piece in pieces] for i, pieces in found.items()}


def test_cells_that_touch_stand_in_the_columns_of_their_heads() -> None:
    table = [line(10, HEADS), line(19, [("日期", 182, 200)]), line(30, FIRST), line(42, SECOND)]
    found = cut(*table)
    assert found[0] == [["案号"], ["执行法院"], ["执行标的"], ["立案", "日期"]]
    assert found[1] == []  # a head that goes on is with its first line
    assert found[2][2] == ["45.10"] and found[3][3] == ["2024-02-19"]


def test_a_text_that_goes_on_belongs_to_its_record_and_a_total_does_not() -> None:
    more, total = line(43, [("院", 92, 100)]), line(54, [("54.10", 160, 180)])
    found = cut(line(10, HEADS), line(22, FIRST), line(34, SECOND), more, total)
    assert found[2][1] == ["例证区人民法", "院"] and found[3] == []
    assert found[4] == [["54.10"]]


def test_heads_that_no_table_knows_cut_nothing() -> None:
    table = [line(10, HEADS), line(22, FIRST), line(34, SECOND)]
    assert len(cut(*table)) == 3
    assert cut(*table, known=False) == {}
    heads = ["案号", "执行法院", "执行标的", "立案日期"]
    assert spec_of("cn_commercial").heads_a_table(heads)
    assert not spec_of("cn_commercial").heads_a_table(["本报告", "仅供", "内部", "参考"])


def test_a_line_of_running_text_ends_the_table() -> None:
    prose = line(46, [("以上信息由公开渠道取得，仅供参考，不作为任何法律依据使用", 40, 215)])
    assert set(cut(line(10, HEADS), line(22, FIRST), line(34, SECOND), prose)) == {0, 1, 2}
