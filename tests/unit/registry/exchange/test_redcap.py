"""REDCap: the project it needs, sliders, events, and files that a person changed."""

from __future__ import annotations

import csv
import io
import re

import pytest

from cryonerve.errors import RegistryError
from cryonerve.registry.exchange import import_files
from cryonerve.registry.exchange.redcap_dictionary import (
    COLUMNS,
    columns_of,
    dictionary,
    merged,
    read_dictionary,
    write_dictionary,
)
from cryonerve.registry.exchange.redcap_records import on_slider
from cryonerve.registry.kinds import kinds
from tests.unit.registry.exchange.full import KINDS, enter, held, sent


def table(file) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(), newline="")))


def write(file, rows: list[dict[str, str]]) -> None:
    with file.open("w", newline="") as stream:
        sheet = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        sheet.writeheader()
        sheet.writerows(rows)


@pytest.fixture
def records(registry, tmp_path):
    enter(registry)
    sent(registry, tmp_path / "out", "redcap")
    return tmp_path / "out" / "records.csv"


def test_the_dictionary_is_one_that_redcap_takes() -> None:
    rows = dictionary()
    assert len(COLUMNS) == 18
    assert rows[0][COLUMNS[0]] == "record_id"
    names = [row[COLUMNS[0]] for row in rows]
    assert len(set(names)) == len(names)
    for row in rows:
        assert set(row) == set(COLUMNS)
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,99}", row[COLUMNS[0]])
        assert row[COLUMNS[1]] in KINDS
        assert row[COLUMNS[3]] in ("text", "notes", "dropdown", "yesno", "slider")
        assert row[COLUMNS[7]] in ("", "number", "integer")
        assert row[COLUMNS[10]] in ("", "y")
        for choice in row[COLUMNS[5]].split(" | ") if row[COLUMNS[3]] == "dropdown" else ():
            assert re.fullmatch(r"[A-Za-z0-9._-]+, [^,|]+", choice)


def test_raw_values_of_choices_are_one_to_one() -> None:
    for name in KINDS:
        for column in columns_of(name):
            assert len(column.values) == len(column.codes)


def test_free_text_is_marked_as_an_identifier() -> None:
    marked = {row[COLUMNS[0]] for row in dictionary() if row[COLUMNS[10]] == "y"}
    for name in KINDS:
        for field in kinds()[name].fields.values():
            assert (f"{name}_{field.name}".lower() in marked) == (field.type in ("text", "document", "json"))


def test_what_a_site_added_to_its_dictionary_stays() -> None:
    site = dictionary()
    site[3][COLUMNS[17]] = "@HIDDEN-SURVEY @CHARLIMIT=3"
    site[4][COLUMNS[2]] = "A header, with a comma"
    site[5][COLUMNS[3]] = "calc"  # the registry keeps its own types
    site.insert(
        6, {**dict.fromkeys(COLUMNS, ""), COLUMNS[0]: "ward", COLUMNS[1]: "person", COLUMNS[3]: "text"}
    )
    site.append({**dict.fromkeys(COLUMNS, ""), COLUMNS[0]: "diet", COLUMNS[1]: "diet", COLUMNS[3]: "text"})
    text = write_dictionary(site)
    assert write_dictionary(read_dictionary(text, "site.csv")) == text
    found = {row[COLUMNS[0]]: row for row in merged(read_dictionary(text, "site.csv"))}
    assert found[site[3][COLUMNS[0]]][COLUMNS[17]] == "@HIDDEN-SURVEY @CHARLIMIT=3"
    assert found[site[4][COLUMNS[0]]][COLUMNS[2]] == "A header, with a comma"
    assert found[site[5][COLUMNS[0]]][COLUMNS[3]] != "calc"
    assert found["ward"][COLUMNS[1]] == "person"
    assert found["diet"][COLUMNS[1]] == "diet"
    assert merged(merged(site)) == merged(site)


def test_the_dictionary_of_a_site_goes_out_with_the_records(registry, tmp_path) -> None:
    site = dictionary()
    site[2][COLUMNS[17]] = "@READONLY"
    (tmp_path / "site.csv").write_text(write_dictionary(site))
    sent(registry, tmp_path / "out", "redcap", dictionary=tmp_path / "site.csv")
    assert "@READONLY" in (tmp_path / "out" / "data_dictionary.csv").read_text()
    (tmp_path / "site.csv").write_text("a,b\n1,2\n")
    with pytest.raises(RegistryError, match="no data dictionary"):
        sent(registry, tmp_path / "other", "redcap", dictionary=tmp_path / "site.csv")


@pytest.mark.parametrize(
    ("score", "unit", "mark"),
    [(8.5, "0 to 10", 85), (8.55, "0 to 10", None), (42, "mm", 42), (3, "faces", None), (3, None, None),
     (11, "0 to 10", None), (-1, "mm", None), (None, "mm", None), (0.1, "0 to 10", 1), (0.7, "cm", 7)],
)  # fmt: skip
def test_a_vas_stands_on_the_slider_where_nothing_is_lost(score, unit, mark) -> None:
    assert on_slider({"instrument": "vas", "score": score, "unit": unit}) == mark


def test_events_and_repeats(records) -> None:
    rows = table(records)
    measured = [row for row in rows if row["redcap_repeat_instrument"] == "measurement"]
    assert [(row["redcap_event_name"], row["measurement_day"]) for row in measured] == [
        ("day_0_arm_1", "0"),
        ("day_7_arm_1", "7"),
        ("day_365_arm_1", "365"),
        ("any_day_arm_1", "-1"),
        ("any_day_arm_1", "91"),
    ]
    assert [row["measurement_vas"] for row in measured] == ["", "85", "", "", ""]
    assert [row["redcap_repeat_instance"] for row in measured] == ["1", "1", "1", "1", "2"]
    (person,) = [row for row in rows if not row["redcap_repeat_instrument"]]
    assert person["person_complete"] == "2"


def test_a_form_as_a_clinic_fills_it_in(records, empty, tmp_path) -> None:
    """Record ids of REDCap's own, no ids of forms, one case: everything finds its place."""
    rows = table(records)
    kept = [row for row in rows if row["redcap_repeat_instrument"] in ("", "case", "measurement")]
    for row in kept:
        row["record_id"] = "17"
        for name in ("case_mark", "measurement_mark", "measurement_case", "measurement_procedure"):
            row[name] = ""
    kept[1]["measurement_day"] = ""  # that of its event
    kept[2]["measurement_unit"] = ""  # a VAS on the slider, without a unit
    write(tmp_path / "mine.csv", kept)
    found = import_files(empty, [tmp_path / "mine.csv"])
    assert found.added == {"person": 1, "case": 1, "measurement": 5}
    ((before, after),) = found.renamed
    rows_here = held(empty)
    assert (before, after) == ("record_id 17", next(iter(rows_here["person"])))
    assert {row["parent"] for row in rows_here["measurement"].values()} == set(rows_here["case"])
    told = [(row["day"], row["score"], row["unit"]) for row in rows_here["measurement"].values()]
    assert told[:2] == [(0, 3.0, None), (7, 85.0, "0 to 100")]


@pytest.mark.parametrize(
    "change",
    [
        ("measurement", "measurement_score", "8,5", "decimal point"),
        ("measurement", "measurement_vas", "101", "no place on the slider"),
        ("measurement", "measurement_day", "8", "stands in the event of day"),
        ("measurement", "measurement_condition", "socket contact", "no raw value"),
        ("measurement", "person_sex", "male", "a value of another form"),
        ("measurement", "redcap_event_name", "week_3_arm_1", "no event"),
        ("measurement", "redcap_repeat_instrument", "mesurement", "no form"),
        ("measurement", "record_id", "", "missing"),
        ("procedure", "procedure_plan", "L-2222-2222-2222", "slip|no plan"),
        ("prediction", "prediction_treated", "yes", "no raw value"),
        ("person", "person_age_years", "130", "outside"),
        ("person", "person_remark", "Call 555-123-4567 or anna@example.org", "looks like"),
    ],
)  # fmt: skip
def test_refused_with_line_and_column(records, empty, tmp_path, change) -> None:
    form, column, value, said = change
    rows = table(records)
    place = next(
        number for number, row in enumerate(rows)
        if (row["redcap_repeat_instrument"] or "person") == form and row["measurement_vas"] in ("", "85")
        and (form != "measurement" or row["measurement_vas"])
    )  # fmt: skip
    rows[place]["measurement_vas"] = "" if column == "measurement_score" else rows[place]["measurement_vas"]
    rows[place][column] = value
    write(tmp_path / "changed.csv", rows)
    with pytest.raises(RegistryError, match=said) as caught:
        import_files(empty, [tmp_path / "changed.csv"])
    (complaint, *_) = caught.value.complaints
    lines = (tmp_path / "changed.csv").read_text().split("\n")
    assert lines[complaint.line - 1].startswith(rows[place]["record_id"])
    assert complaint.field == column or said == "no plan"
    assert not any(held(empty).values())


def test_both_slider_and_score_are_refused(records, empty, tmp_path) -> None:
    rows = table(records)
    next(row for row in rows if row["measurement_vas"])["measurement_score"] = "8.5"
    write(tmp_path / "changed.csv", rows)
    with pytest.raises(RegistryError, match="there is a score too"):
        import_files(empty, [tmp_path / "changed.csv"])


def test_foreign_columns_are_refused_by_name_or_kept_aside(records, empty, tmp_path) -> None:
    rows = table(records)
    for number, row in enumerate(rows):
        row["redcap_data_access_group"] = "site_a"
        row["diet"] = "vegan" if number == 2 else ""
    write(tmp_path / "site.csv", rows)
    with pytest.raises(RegistryError, match="redcap_data_access_group, diet") as caught:
        import_files(empty, [tmp_path / "site.csv"])
    assert caught.value.complaints[0].line == 1
    assert not any(held(empty).values())
    found = import_files(empty, [tmp_path / "site.csv"], aside=tmp_path / "aside.csv")
    assert sum(found.added.values()) == len(rows)
    assert [line for line in found.unread if "diet" in line]
    kept = table(tmp_path / "aside.csv")
    assert list(kept[0]) == [
        "record_id",
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "redcap_data_access_group",
        "diet",
    ]
    assert [row["diet"] for row in kept] == [row["diet"] for row in rows]
    with pytest.raises(RegistryError, match="a file of that name"):
        import_files(empty, [tmp_path / "site.csv"], aside=tmp_path / "aside.csv")


def test_nothing_is_kept_aside_of_an_import_that_is_refused(records, empty, tmp_path) -> None:
    rows = table(records)
    for row in rows:
        row["diet"] = "vegan"
    rows[0]["person_age_years"] = "x"
    write(tmp_path / "site.csv", rows)
    with pytest.raises(RegistryError):
        import_files(empty, [tmp_path / "site.csv"], aside=tmp_path / "aside.csv")
    assert not (tmp_path / "aside.csv").exists()


def test_incomplete_forms_are_read_and_said(records, empty, tmp_path) -> None:
    rows = table(records)
    rows[0]["person_complete"] = "0"
    write(tmp_path / "changed.csv", rows)
    assert "1 forms are not marked complete" in import_files(empty, [tmp_path / "changed.csv"]).unread[0]
