"""What comes in: known by content, whole or not at all, and noted."""

from __future__ import annotations

import json
from hashlib import sha256

import pyarrow.parquet
import pytest

from cryonerve.errors import InputError, RegistryError
from cryonerve.registry import Draft, new_mark, record, verify
from cryonerve.registry.access import looking
from cryonerve.registry.exchange import import_files
from cryonerve.registry.exchange.codebook import codebook
from cryonerve.registry.exchange.export import FORMATS
from cryonerve.registry.schema import AUDIT
from cryonerve.registry.users import add_user
from tests.unit.registry.exchange.full import KINDS, enter, everything, held, sent


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_known_by_its_content(registry, empty, tmp_path, format) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", format)
    names = {"csv": "person.csv", "parquet": "person.parquet", "redcap": "records.csv", "fhir": "bundle.json"}
    (file,) = (tmp_path / "out").glob(names.get(format, "*.dcm"))
    other = tmp_path / "a.jpeg"
    other.write_bytes(file.read_bytes())
    assert import_files(empty, [other]).formats == (format,)


@pytest.mark.parametrize("format", FORMATS)
def test_a_second_import_changes_nothing(registry, empty, tmp_path, format) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", format)
    first = import_files(empty, [tmp_path / "out"])
    before = held(empty)
    again = import_files(empty, [tmp_path / "out"])
    assert (again.added, again.same) == ({}, sum(first.added.values()))
    assert held(empty) == before


def test_the_chain_keeps_which_file_it_was(registry, empty, tmp_path) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", "fhir")
    import_files(empty, [tmp_path / "out"], why="from the other clinic")
    with looking(empty) as connection:
        (entry,) = [row for row in connection.execute(AUDIT.select()).mappings() if row["kind"] == "fhir"]
    digest = sha256((tmp_path / "out" / "bundle.json").read_bytes()).hexdigest()
    assert (entry["action"], entry["new"], entry["why"]) == ("import", digest, "from the other clinic")
    assert verify(empty).whole


def test_files_of_several_formats_go_in_together_or_not_at_all(registry, empty, tmp_path) -> None:
    enter(registry)
    record(registry, everything(age_years=50))
    sent(registry, tmp_path / "one", "csv")
    sent(registry, tmp_path / "two", "fhir")
    both = tmp_path / "both"
    both.mkdir()
    for name in ("person.csv", "case.csv"):
        (both / name).write_bytes((tmp_path / "one" / name).read_bytes())
    (both / "bundle.json").write_bytes((tmp_path / "two" / "bundle.json").read_bytes())
    (both / "case.csv").write_text((both / "case.csv").read_text().replace("tibial", "sural", 1))
    with pytest.raises(RegistryError, match="there twice, and not the same"):
        import_files(empty, [both])
    assert not any(held(empty).values())


def test_in_a_folder_what_is_nothing_is_named(registry, empty, tmp_path) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", "csv")
    (tmp_path / "out" / "notes.txt").write_text("bought,milk\n")
    (tmp_path / "out" / "other.json").write_text('{"a": 1}')
    found = import_files(empty, [tmp_path / "out"])
    assert len(found.unread) == 2
    assert "notes.txt" in found.unread[0]
    assert "other.json" in found.unread[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no kind of record has these columns: none"),
        (b"\x89PNG\r\n", "no kind of record"),
        (b"bought,milk\n1,2\n", "no kind of record"),
        (b'{"a": 1}', "no FHIR bundle"),
        (b'{"cryonerve-record": 1}', "record add"),
        (b"[1", "no JSON"),
        (b"PAR1 and so on", "no Parquet"),
        (b"\0" * 128 + b"DICM", "damaged|no structured report"),
        (b"record,remark\n,a\n", "may be a table of"),
        (b"Variable / Field Name,Form Name,Section Header,Field Type\n", "data dictionary"),
    ],
)
def test_what_is_nothing_is_refused(empty, tmp_path, content, said) -> None:
    (tmp_path / "given").write_bytes(content)
    with pytest.raises(InputError, match=said):
        import_files(empty, [tmp_path / "given"])


def test_nothing_there(empty, tmp_path) -> None:
    with pytest.raises(RegistryError, match="No such file"):
        import_files(empty, [tmp_path / "none"])
    (tmp_path / "folder").mkdir()
    with pytest.raises(RegistryError, match="nothing here"):
        import_files(empty, [tmp_path / "folder"])


def test_the_kind_of_a_table_without_ids_may_be_said(registry, empty, tmp_path) -> None:
    (tmp_path / "people.csv").write_text("remark\nfirst\nsecond\n")
    with pytest.raises(RegistryError, match="may be a table of"):
        import_files(empty, [tmp_path / "people.csv"])
    assert import_files(empty, [tmp_path / "people.csv"], kind="person").added == {"person": 2}


def test_a_reader_may_not_import(registry, opened, tmp_path) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", "csv")
    add_user(registry, "rita", "reader")
    with opened(who="rita", make=False) as reading, pytest.raises(RegistryError, match="may not import"):
        import_files(reading, [tmp_path / "out"])


def test_a_case_of_somebody_else_is_noticed(registry, empty, tmp_path) -> None:
    """REDCap says both whose record it is and to which case it belongs; they must agree."""
    enter(registry, people=2)
    sent(registry, tmp_path / "out", "redcap")
    people = list(held(registry)["person"])
    file = tmp_path / "out" / "records.csv"
    lines = file.read_text().split("\n")
    place = next(
        number for number, line in enumerate(lines) if line.startswith(f"{people[0]},day_0_arm_1,meas")
    )
    lines[place] = lines[place].replace(people[0], people[1]).replace("measurement,1", "measurement,2")
    file.write_text("\n".join(lines))
    with pytest.raises(RegistryError, match="said to be about") as caught:
        import_files(empty, [file])
    assert caught.value.complaints[0].field == "record_id"
    assert not any(held(empty).values())


def test_an_import_checks_free_text_like_any_other_door(registry, empty, tmp_path) -> None:
    mark = new_mark("P")
    record(
        registry,
        [Draft("person", {"remark": "seen by Dr. Miller"}, record=mark)],
        override="a name in a story",
    )
    sent(registry, tmp_path / "out", "fhir", include_unconsented="test")
    with pytest.raises(InputError, match="looks like") as caught:
        import_files(empty, [tmp_path / "out"])
    assert "Bundle.entry[0].resource" in str(caught.value)
    found = import_files(empty, [tmp_path / "out"], override="a name in a story")
    assert found.added == {"person": 1}


def test_parquet_carries_units_and_meanings(registry, tmp_path) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", "parquet")
    schema = pyarrow.parquet.read_schema(tmp_path / "out" / "measurement.parquet")
    assert schema.field("day").metadata[b"unit"] == b"days"
    assert b"counted from" in schema.field("procedure").metadata[b"meaning"]
    assert str(schema.field("score").type) == "double"
    assert b"recognise" in schema.metadata[b"small_cell_warning"]


def test_parquet_is_refused_with_row_and_column(registry, empty, tmp_path) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", "parquet")
    file = tmp_path / "out" / "person.parquet"
    table = pyarrow.parquet.read_table(file)
    place = table.schema.get_field_index("age_years")
    wrong = table.set_column(place, table.schema.field("age_years"), pyarrow.array([130], pyarrow.int64()))
    pyarrow.parquet.write_table(wrong, file)
    with pytest.raises(RegistryError, match="130 lies outside") as caught:
        import_files(empty, [file])
    assert (caught.value.complaints[0].line, caught.value.complaints[0].field) == (1, "age_years")
    other = table.rename_columns(["sexx" if name == "sex" else name for name in table.column_names])
    pyarrow.parquet.write_table(other.replace_schema_metadata(table.schema.metadata), file)
    with pytest.raises(RegistryError, match="no column 'sexx'"):
        import_files(empty, [file])
    pyarrow.parquet.write_table(pyarrow.table({"record": [1]}), file)
    with pytest.raises(RegistryError, match="names no kind"):
        import_files(empty, [file])


def test_the_codebook_names_every_column(registry, tmp_path) -> None:
    enter(registry)
    sent(registry, tmp_path / "out", "csv")
    text = (tmp_path / "out" / "codebook.csv").read_text()
    assert text == codebook(KINDS)
    told = {tuple(line.split(",")[:2]) for line in text.splitlines()[1:]}
    for name in KINDS:
        heading = (tmp_path / "out" / f"{name}.csv").read_text().splitlines()[0].split(",")
        assert {(name, column) for column in heading} <= told
    assert json.loads((tmp_path / "out" / "export.json").read_text())["as"] == "csv"
