import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from slawatch.ingest.delimited import DelimitedOptions, Record, records


def read(data: bytes, *, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[Record]:
    return list(records(data, encoding=encoding, delimiter=delimiter))


def test_records_know_their_line_and_their_place() -> None:
    data = 'id,words\n1,"two\nlines"\n\n2,é\n'.encode()
    assert [(r.line, r.cells, bytes(r.raw)) for r in read(data)] == [
        (1, ("id", "words"), b"id,words\n"),
        (2, ("1", "two\nlines"), b'1,"two\nlines"\n'),
        (5, ("2", "é"), "2,é\n".encode()),
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    assert read(b"\xef\xbb\xbfid;at\r\n7;x\r\n", delimiter=";")[0].cells == ("id", "at")


def test_chinese_in_its_own_encoding_is_read() -> None:
    assert read("编号,状态\n1,等待用户\n".encode("gb18030"), encoding="gb18030")[1].cells == ("1", "等待用户")


def test_another_encoding_than_the_declared_one_is_an_error() -> None:
    with pytest.raises(UnicodeDecodeError):
        read("编号\n".encode("gb18030"))


def test_a_quote_open_at_the_end_is_unfinished() -> None:
    good, open_ = read(b'1,a\n2,"b\nstill b\n')
    assert (good.unfinished, good.fault) == (False, "")
    assert open_.unfinished
    assert (open_.line, open_.start) == (2, 4)


def test_a_stray_quote_spoils_its_own_line_only() -> None:
    found = read(b'1,a\n2,"b" c\n3,d\n')
    assert [(r.line, r.cells, bool(r.fault), r.unfinished) for r in found] == [
        (1, ("1", "a"), False, False),
        (2, (), True, False),
        (3, ("3", "d"), False, False),
    ]


def test_a_quote_that_is_never_closed_does_not_swallow_a_large_file() -> None:
    rows = b"".join(b"%d,word\n" % number for number in range(40_000))
    found = read(b'id,words\n0,"never closed\n' + rows)
    assert [r.line for r in found if r.fault] == [2]
    assert len(found) == 40_002


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)


@given(
    table=st.lists(
        st.lists(CELL, min_size=2, max_size=4).filter(lambda row: any(cell.strip() for cell in row)), max_size=8
    ),
    gb=st.booleans(),
)
def test_what_the_csv_module_writes_is_read_back(table: list[list[str]], *, gb: bool) -> None:
    encoding = "gb18030" if gb else "utf-8"
    out = io.StringIO()
    csv.writer(out).writerows(table)
    assert [list(r.cells) for r in read(out.getvalue().encode(encoding), encoding=encoding)] == table


def options(**changes: object) -> DelimitedOptions:
    return DelimitedOptions.model_validate({"path": "log.csv", **changes}, context={"folder": Path("/etc/slawatch")})


def test_a_relative_path_lies_beside_the_configuration() -> None:
    assert options().path == Path("/etc/slawatch/log.csv")
    assert options(path="/data/log.csv").path == Path("/data/log.csv")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"encoding": "gbk2312"}, "is no encoding"),
        ({"delimiter": "||"}, "at most 1 character"),
        ({"time_format": "%d/%m/%Y %H:%M"}, "name it, e.g. timezone: Asia/Shanghai"),
        ({"complete_through": "always"}, "'file_time' or 'read'"),
        ({"separator": ";"}, "Extra inputs are not permitted"),
    ],
)
def test_options_that_can_not_be_meant_are_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        options(**changes)


def test_every_option_is_described() -> None:
    schema = DelimitedOptions.model_json_schema()
    assert all("description" in described for described in schema["properties"].values())
