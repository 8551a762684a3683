"""The site's own table of T scores: whole, rising, or refused with line and column."""

from __future__ import annotations

import pytest

from cryonerve.errors import InputError
from cryonerve.registry import score
from cryonerve.registry.conversion import read_conversion
from cryonerve.sources import instruments

PROMIS = instruments()["promis-pain-interference-child"]
ROWS = [f"{raw},{30 + raw},{4.5}" for raw in range(8, 41)]


def table(tmp_path, rows, head="raw,t,se"):
    file = tmp_path / "ours.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return file


def test_a_raw_sum_becomes_a_second_score(tmp_path) -> None:
    conversion = read_conversion(table(tmp_path, ROWS), PROMIS)
    answers = dict.fromkeys(PROMIS.items, 2)
    found = score(PROMIS, answers, version="8a", age=10, conversion=conversion)
    assert found.value == 16
    assert (found.converted.value, found.converted.standard_error) == (46.0, 4.5)
    missing = score(PROMIS, {**answers, "item-1": None}, version="8a", conversion=conversion)
    assert (missing.value, missing.converted) == (None, None)


def test_columns_in_any_order_and_case(tmp_path) -> None:
    rows = [",".join(reversed(row.split(","))) for row in ROWS]
    assert read_conversion(table(tmp_path, rows, "SE,T,Raw"), PROMIS).of(8.0).value == 38


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROWS[:-1], "has no row for raw score 40"),
        ([*ROWS, ROWS[3]], "line 35.*|:35: column 'raw': raw score 11 stands twice, also in line 5"),
        (["41,70,4", *ROWS], "ours.csv:2: column 'raw': 41 is no raw score"),
        (["8.5,38,4", *ROWS], "8.5 is no raw score"),
        ([*ROWS[:5], "13,20,4", *ROWS[6:]], "ours.csv:7: column 't': 20 for 13 is not above 42 for 12"),
        ([*ROWS[:5], "13,x,4", *ROWS[6:]], "ours.csv:7: column 't': 'x' is not a number"),
        ([*ROWS[:5], "13,43,0", *ROWS[6:]], "0 is no standard error"),
        ([*ROWS[:5], "13,143,4", *ROWS[6:]], "143 is no T score"),
        ([*ROWS[:5], "13,43", *ROWS[6:]], "column 'se': '' is not a number"),
        ([], "has no row for raw score 8, 9, 10, 11, 12 ..."),
    ],
)
def test_a_broken_table_is_refused(tmp_path, rows, said) -> None:
    with pytest.raises(InputError, match=said):
        read_conversion(table(tmp_path, rows), PROMIS)


def test_a_missing_column(tmp_path) -> None:
    with pytest.raises(InputError, match="column 'se': this column is missing"):
        read_conversion(table(tmp_path, ROWS, "raw,t,error"), PROMIS)


def test_no_table_no_text_no_file(tmp_path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_conversion(tmp_path / "none.csv", PROMIS)
    (tmp_path / "picture.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is not text"):
        read_conversion(tmp_path / "picture.csv", PROMIS)


def test_an_instrument_without_a_second_score(tmp_path) -> None:
    with pytest.raises(InputError, match="'nrs' has no second score"):
        read_conversion(table(tmp_path, ROWS), instruments()["nrs"])
    conversion = read_conversion(table(tmp_path, ROWS), PROMIS)
    with pytest.raises(InputError, match="'nrs' has no second score"):
        score("nrs", {"pain": 1}, version="0-10", conversion=conversion)
