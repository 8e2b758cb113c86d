"""Tables as offices export them: encodings, separators, workbooks; what is no table is refused in one sentence."""

# ruff: noqa: DTZ001 - the cells of a workbook know no time zone

from datetime import date, datetime

import pytest
import xlsxwriter

from weisu.intake.errors import UnreadableFile
from weisu.intake.reading import open_table
from weisu.intake.reading.table import text_of

LINES = ("编号,街道,内容", "1,龙田街道,路灯不亮", "2,坑梓街道,井盖松动")


@pytest.mark.parametrize(
    ("_case", "encoding", "form"),
    [
        ("UTF-8", "utf-8", "UTF-8, separated by commas"),
        ("UTF-8 with its mark", "utf-8-sig", "UTF-8, separated by commas"),
        ("GBK", "gbk", "GB 18030, separated by commas"),
        ("GB 18030", "gb18030", "GB 18030, separated by commas"),
        ("UTF-16", "utf-16", "UTF-16, separated by commas"),
    ],
)
def test_a_csv_file_is_read_in_the_encodings_of_chinese_offices(a_file, _case, encoding, form):
    table = open_table(a_file(*LINES, encoding=encoding))

    assert table.form == form
    assert table.columns == ("编号", "街道", "内容")
    assert [(row.line, list(row.cells)) for row in table.rows] == [
        (2, ["1", "龙田街道", "路灯不亮"]),
        (3, ["2", "坑梓街道", "井盖松动"]),
    ]


@pytest.mark.parametrize(("mark", "name"), [(",", "commas"), ("\t", "tabs"), (";", "semicolons"), ("|", "bars")])
def test_the_separator_is_found_out(a_file, mark, name):
    table = open_table(a_file(f'a{mark}"b,;c"{mark}d', mark.join("123")))

    assert table.form.endswith(name)
    assert list(next(table.rows).cells) == ["1", "2", "3"]


def test_a_field_may_run_over_lines_and_the_next_row_knows_its_line(a_file):
    rows = list(open_table(a_file("a,b", '1,"one', 'two"', "", "2,three")).rows)

    assert [(row.line, list(row.cells)) for row in rows] == [(2, ["1", "one\ntwo"]), (5, ["2", "three"])]


def test_a_bad_line_spoils_only_itself_and_keeps_what_it_says(a_file):
    rows = list(open_table(a_file("a,b", '1,"x"y', "2,z", "3", "4,5,6")).rows)

    assert [(row.line, bool(row.fault)) for row in rows] == [(2, True), (3, False), (4, True), (5, True)]
    assert rows[0].cells == ['1,"x"y\n']
    assert "1 fields where the first line has 2" in rows[2].fault


@pytest.mark.parametrize(
    ("_case", "content", "said"),
    [
        ("empty", b"", "is empty"),
        ("only empty lines", b"\n\n \n", "nothing but empty lines"),
        ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "byte 0 stands in line 3"),
        ("damaged UTF-8", ("编号,街道名称和内容\n" * 10).encode() + b"\xff\xfe,x\n", "line 11 holds bytes"),
        ("neither encoding", b"a,b\n\x81\x20,c\n", "neither in UTF-8"),
        ("half a workbook", b"PK\x03\x04 and then nothing", "cannot be read as one"),
        ("a column twice", b"a,b,a\n1,2,3\n", "the column a stands there twice"),
        ("a header that does not end", b'a,"b\n', "the names of the columns cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, _case, content, said):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile, match=said) as refusal:
        open_table(path)
    assert str(path) in str(refusal.value)
    assert refusal.value.instead


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match="There is no file"):
        open_table(tmp_path / "nowhere.csv")


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "rows.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("留言")
    sheet.write_row(1, 0, ["编号", "时间"])
    sheet.write_row(2, 0, [2549, "2019/4/25 9:32:09"])
    sheet.write_number(3, 0, 2554)
    sheet.write_datetime(3, 1, datetime(2019, 4, 24, 16, 3), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    sheet.write_row(5, 0, [2555, 43579.5])
    book.close()
    return path


def test_a_workbook_keeps_its_types_and_its_rows(workbook):
    table = open_table(workbook)

    assert (table.form, table.columns) == ("workbook, sheet 留言", ("编号", "时间"))
    assert [(row.line, text_of(row.cells[0]), row.cells[1]) for row in table.rows] == [
        (3, "2549", "2019/4/25 9:32:09"),
        (4, "2554", datetime(2019, 4, 24, 16, 3)),
        (6, "2555", 43579.5),
    ]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(workbook):
    with pytest.raises(UnreadableFile, match="no sheet 答复; it has 留言"):
        open_table(workbook, sheet="答复")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2549.0, "2549"),
        (0.5, "0.5"),
        (True, "TRUE"),
        (" x ", "x"),
        (None, ""),
        (datetime(2019, 1, 2, 3, 4, 5), "2019-01-02 03:04:05"),
        (date(2019, 1, 2), "2019-01-02"),
    ],
)
def test_a_cell_has_one_spelling(cell, text):
    assert text_of(cell) == text
