"""CSV: an import exports the same; what is wrong is told with row and column, and nothing goes in."""

from __future__ import annotations

import csv

import pytest

from cryonerve.errors import IdentifierError, InputError, RegistryError
from cryonerve.registry import (
    Draft,
    correct,
    export_records,
    find,
    import_tables,
    new_mark,
    open_registry,
    read_record_file,
    record,
    verify,
)
from cryonerve.registry.exchange.snapshot import Choice
from cryonerve.registry.table_files import tables_in
from tests.unit.registry.entering import enter, measurement


@pytest.fixture
def full(registry):
    """A registry with the published case, awkward texts, a correction and something void."""
    record(registry, read_record_file("tibial-neuroma-child"))
    person, case, first, second = enter(registry)
    remark = 'says "better", walks;\nsleeps, ü ß 漢'
    answers = {"item 1": 0.1, "list": [1, None, "two, three"]}
    record(registry, [measurement(case.record, 21, 1e-9, remark=remark, answers=answers)])
    agreed = {"what": "consent", "given_by": "person", "form": "a", "form_version": "1", "scope": "registry"}
    record(registry, [Draft("consent", {**agreed, "day": 0}, person.record)])
    correct(registry, first.record, {"score": 0.1 + 0.2}, why="exactly")
    correct(registry, second.record, void=True, why="wrong person")
    return registry


ALL = Choice(include_unconsented="a copy of our own")


def test_round_trip_is_identical(full, tmp_path) -> None:
    first = export_records(full, tmp_path / "first", "csv", ALL)
    with open_registry(tmp_path / "other.sqlite", who="bob") as other:
        found = import_tables(other, tables_in(tmp_path / "first"))
        assert dict(found.added) == dict(first.written.rows)
        export_records(other, tmp_path / "second", "csv", ALL)
        again = import_tables(other, tables_in(tmp_path / "second"))
        assert sum(again.added.values()) == 0
        assert again.same == sum(first.written.rows.values())
        assert verify(other).whole
    for file in (tmp_path / "first").iterdir():
        assert (tmp_path / "second" / file.name).read_bytes() == file.read_bytes(), file.name


def row(case: str, **values: str) -> dict[str, str]:
    return {"parent": case, "instrument": "vas", "day": "7", "score": "1", **values}


WRONG = {
    "decimal comma": ({"score": "1,5"}, "score", "a number with a comma"),
    "half a day": ({"day": "1.5"}, "day", "no whole number"),
    "a date": ({"day": "2021-03-04"}, "day", "no whole number"),
    "no instrument": ({"instrument": ""}, "instrument", "missing"),
    "a choice": ({"condition": "resting"}, "condition", "not one of the choices"),
    "far away": ({"day": "99999"}, "day", "lies outside"),
    "infinite": ({"score": "1e999"}, "score", "no number"),
    "not a number": ({"score": "nan"}, "score", "no number"),
    "a formula": ({"remark": "=1+1"}, "remark", "formula"),
    "answers": ({"answers": "{1"}, "answers", "not JSON"),
    "a name": ({"remark": "told Mrs Smith"}, "remark", "a name after a title"),
    "nobody's case": ({"parent": new_mark("C")}, "parent", "no case"),
    "a bell": ({"remark": "a\abell"}, "remark", "cannot be stored"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told_with_line_and_column(registry, tmp_path, what) -> None:
    _, case, *_ = enter(registry)
    values, column, said = WRONG[what]
    rows = [row(case.record), row(case.record, remark="two\nlines"), row(case.record, **values)]
    names = ["parent", "instrument", "day", "score", "condition", "remark", "answers"]
    with (tmp_path / "measurement.csv").open("w", newline="") as stream:
        sheet = csv.DictWriter(stream, names)
        sheet.writeheader()
        sheet.writerows(rows)
    with pytest.raises(InputError, match=said) as caught:
        import_tables(registry, tables_in(tmp_path))
    (complaint,) = caught.value.complaints
    assert (complaint.line, complaint.field) == (5, column)  # the third row begins after one of two lines
    assert complaint.remedy
    assert find(registry, "measurement").total == 2


@pytest.mark.parametrize(
    ("content", "said", "line"),
    [
        (b"", "is empty", 1),
        (b"parent,instrument,dya\n", "no column 'dya'", 1),
        (b"parent,instrument,day,day\n", "twice", 1),
        (b"parent,instrument\n", "'day' is missing", 1),
        (b"parent,instrument,day\nC,vas\n", "2 cells where the heading has 3", 2),
        (b'parent,instrument,day\nC,"vas,1\n', "no CSV", 2),
        (b"parent,instrument,day\nC,\xff,1\n", "not UTF-8", 1),
        (b"parent,instrument,day\nC,v\0s,1\n", "cannot be stored", 2),
    ],
)
def test_a_file_that_is_no_table_is_refused(registry, tmp_path, content, said, line) -> None:
    (tmp_path / "measurement.csv").write_bytes(content)
    with pytest.raises(RegistryError, match=said) as caught:
        import_tables(registry, tables_in(tmp_path))
    assert caught.value.complaints[0].line == line
    assert find(registry, "measurement").total == 0


def test_a_byte_order_mark_and_new_ids(registry, tmp_path) -> None:
    _, case, *_ = enter(registry)
    (tmp_path / "m.csv").write_bytes(f"\ufeffparent,instrument,day\r\n{case.record},vas,3\r\n".encode())
    assert import_tables(registry, {"measurement": tmp_path / "m.csv"}).added == {"measurement": 1}


def test_other_values_under_an_id_that_is_there_are_no_import(full, tmp_path) -> None:
    export_records(full, tmp_path / "out", "csv", ALL)
    file = tmp_path / "out" / "measurement.csv"
    file.write_text(file.read_text().replace("subjective-improvement", "pgic"))
    with pytest.raises(RegistryError, match="is there already"):
        import_tables(full, tables_in(tmp_path / "out"))


def test_an_override_is_written_down(registry, tmp_path) -> None:
    _, case, *_ = enter(registry)
    (tmp_path / "m.csv").write_text(f"parent,instrument,day,remark\n{case.record},vas,3,Dr. Scholl insole\n")
    with pytest.raises(IdentifierError):
        import_tables(registry, {"measurement": tmp_path / "m.csv"})
    import_tables(registry, {"measurement": tmp_path / "m.csv"}, override="a brand")
    assert find(registry, "measurement", ["day=3"]).total == 1
