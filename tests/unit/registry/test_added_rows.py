"""A person's own studies: read, joined, and every mistake told with its row and column."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cryonerve.errors import InputError
from cryonerve.registry import evidence
from cryonerve.registry.added_rows import COLUMNS, read_added, study_cells
from cryonerve.sources import studies

RIGHT = {
    "id": "clinic-2026", "outcome": "relief", "title": "Clinic 2026", "year": "2026",
    "design": "prospective series",
    "population": "made up", "modality": "cold through the skin", "source": "unpublished: made up",
    "standing": "full", "bias": "high", "bias_scheme": "jbi-case-series", "bias_why": "made up",
    "question": "foot-neuroma", "kind": "share", "definition": "any relief", "unit": "neuroma",
    "at": "2 weeks", "numerator": "9", "denominator": "14",
}  # fmt: skip


def written(folder: Path, *rows, columns=None, delimiter=",", encoding="utf-8") -> Path:
    file = folder / "mine.csv"
    with file.open("w", newline="", encoding=encoding) as out:
        writer = csv.DictWriter(out, columns or list(RIGHT), delimiter=delimiter, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


def complaint(folder, **changes):
    with pytest.raises(InputError) as caught:
        evidence(add=written(folder, {**RIGHT, **changes}))
    return caught.value.complaints


def test_a_row_stands_beside_those_of_the_package_and_is_pooled_with_them(tmp_path):
    found = evidence(add=written(tmp_path, RIGHT))
    assert len(found.studies) == 25
    (pooled,) = found.answer("foot-neuroma").pools
    assert [effect.label for effect in pooled.effects] == ["caporusso2002 any-relief", "clinic-2026 relief"]
    assert found.studies["clinic-2026"].origin == "mine.csv"
    assert found.studies["clinic-2026"].audit == "unverifiable"
    assert len(evidence().studies) == 24  # nothing was written into the package


def test_spreadsheets_of_any_land_are_read(tmp_path):
    """Semicolons, a byte-order mark, line ends of Windows, any order of columns."""
    file = written(tmp_path, RIGHT, columns=list(reversed(RIGHT)), delimiter=";", encoding="utf-8-sig")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n").replace(b"\r\r", b"\r"))
    assert read_added(file)["clinic-2026"].outcomes[0].denominator == 14


def test_outcomes_of_one_study_share_its_cells(tmp_path):
    second = {"id": "clinic-2026", "outcome": "none", "question": "foot-neuroma", "kind": "share",
              "definition": "no relief", "unit": "neuroma", "at": "2 weeks", "numerator": "5",
              "denominator": "14"}  # fmt: skip
    found = read_added(written(tmp_path, RIGHT, second))["clinic-2026"]
    assert [item.name for item in found.outcomes] == ["relief", "none"]
    assert found.year == 2026


def test_what_the_package_writes_it_reads(tmp_path):
    for study in studies().values():
        rows = [{**row, "id": "again-" + study.name} for row in study_cells(study)]
        (again,) = read_added(written(tmp_path, *rows, columns=list(COLUMNS))).values()
        for one, other in zip(study_cells(study), study_cells(again), strict=True):
            assert {**other, "id": study.name} == one


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("design", "prospektive series", "Did you mean 'prospective series'"),
        ("modality", "cold trough the skin", "Did you mean 'cold through the skin'"),
        ("question", "foot neuroma", "Did you mean 'foot-neuroma'"),
        ("unit", "patients", "Did you mean 'patient'"),
        ("numerator", "15", "15 of 14 cannot be"),
        ("numerator", "3,5", "is not a number"),
        ("numerator", "2.5", "is not a count"),
        ("numerator", "-1", "is not a count"),
        ("numerator", "nan", "is not a number"),
        ("denominator", "0", "nobody was counted"),
        ("denominator", "", "is missing"),
        ("at", "2", "has no unit"),
        ("at", "-2 weeks", "not after the treatment"),
        ("year", "", "is missing"),
        ("source", "a web page", "cites nothing"),
        ("id", "Clinic A", "is not a name"),
        ("id", "caporusso2002", "comes with the package"),
        ("bias", "medium", "is not known here"),
    ],
)
def test_a_wrong_cell_is_told_with_line_and_column(tmp_path, column, cell, words):
    complaints = complaint(tmp_path, **{column: cell})
    assert complaints[0].line == 2
    assert complaints[0].file == "mine.csv"
    assert complaints[0].field == f"column {column}"
    assert words in str(complaints[0])


def test_every_mistake_is_told_at_once(tmp_path):
    bad = {**RIGHT, "design": "x", "unit": "y", "at": "z", "year": "?"}
    with pytest.raises(InputError) as caught:
        evidence(add=written(tmp_path, RIGHT, {**bad, "id": "other"}, {**RIGHT, "id": "third", "kind": "w"}))
    found = {(item.line, item.field) for item in caught.value.complaints}
    assert {(3, f"column {name}") for name in ("design", "unit", "at", "year")} <= found
    assert (4, "column kind") in found
    assert not any(line == 2 for line, _ in found)


def test_a_study_that_says_two_things_is_a_complaint(tmp_path):
    with pytest.raises(InputError, match="says otherwise in an earlier row"):
        read_added(written(tmp_path, RIGHT, {**RIGHT, "outcome": "again", "year": "2025"}))
    with pytest.raises(InputError, match="has an outcome 'relief' already"):
        read_added(written(tmp_path, RIGHT, RIGHT))


def test_columns_are_checked(tmp_path):
    with pytest.raises(InputError, match="Did you mean 'numerator'"):
        read_added(written(tmp_path, {}, columns=["numerater", *RIGHT]))
    with pytest.raises(InputError, match="'unit' is missing"):
        read_added(written(tmp_path, {}, columns=[name for name in RIGHT if name != "unit"]))
    file = written(tmp_path, RIGHT)
    file.write_text(file.read_text(encoding="utf-8") + "a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine.csv:3: has 2 cells, not 19"):
        read_added(file)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\xff\xfe\x00", b'id,"', b"id,outcome\n\x00", b",".join([b"id"] * 3)]
)
def test_what_is_no_table_is_refused(tmp_path, content):
    file = tmp_path / "mine.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"mine\.csv"):
        read_added(file)


def test_a_table_without_rows_and_a_missing_file_are_refused(tmp_path):
    with pytest.raises(InputError, match="holds no study"):
        read_added(written(tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        read_added(tmp_path / "nowhere.csv")
