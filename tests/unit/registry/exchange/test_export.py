"""What leaves a registry: whose records, what is said of who may be recognised, what the chain keeps."""

from __future__ import annotations

import json

import pytest

from cryonerve.errors import IdentifierError, InputError, RegistryError, UnknownNameError
from cryonerve.registry import Draft, correct, new_mark, record, verify
from cryonerve.registry.access import looking
from cryonerve.registry.exchange.export import FORMATS
from cryonerve.registry.exchange.snapshot import age_band_of
from cryonerve.registry.kinds import kinds
from cryonerve.registry.schema import AUDIT
from cryonerve.registry.users import add_user
from tests.unit.registry.exchange.full import (
    KINDS,
    contents,
    enter,
    everything,
    held,
    sent,
    sharing,
    there_and_back,
)

NOT_HELD = {"dicom-sr": ("case_file", "plan_file", "console_log", "summary_file")}


@pytest.mark.parametrize("format", FORMATS)
def test_round_trip_is_identical(registry, empty, tmp_path, format) -> None:
    enter(registry, people=2)
    first, second = there_and_back(registry, empty, tmp_path, format)
    ignored = NOT_HELD.get(format, ())
    assert held(empty, ignored) == held(registry, ignored)
    before, after = contents(first), contents(second)
    if ignored:  # what did not fit is not there to be counted a second time
        before = {name: text for name, text in before.items() if name.endswith(".dcm")}
        after = {name: text for name, text in after.items() if name.endswith(".dcm")}
    assert before == after
    assert len(before) > 1
    assert verify(empty).whole


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_registry_round_trips(registry, empty, tmp_path, format) -> None:
    found = sent(registry, tmp_path / "out", format)
    assert found.people == found.left_out == 0
    assert sum(found.written.rows.values()) == 0
    assert "Nobody is among fewer" in (tmp_path / "out" / "README.md").read_text()


def people_in(folder) -> set[str]:
    text = (folder / "person.csv").read_text()
    return {line.split(",")[0] for line in text.splitlines()[1:]}


def test_only_who_consented_to_sharing_leaves(registry, tmp_path) -> None:
    people = {}
    for name, consents in {
        "none": [],
        "treatment": [{"scope": "treatment"}],
        "publication": [{"scope": "publication"}],
        "sharing": [{}],
        "withdrawn": [{"withdrawn_day": 5}, {"scope": "treatment"}],
        "withdrawn, given anew": [{"withdrawn_day": 5}, {"day": 9}],
        "assent only": [{"what": "child-assent"}],
        "assent": [{}, {"what": "child-assent"}],
        "assent withdrawn": [{}, {"what": "child-assent", "withdrawn_day": 3}],
        "assent to something else withdrawn": [
            {},
            {"what": "child-assent", "scope": "treatment", "withdrawn_day": 3},
        ],
    }.items():
        mark = people[name] = new_mark("P")
        case = Draft("case", {"nerve": "sural"}, mark, new_mark("C"))
        record(
            registry, [Draft("person", {}, record=mark), case, *(sharing(mark, **more) for more in consents)]
        )
    found = sent(registry, tmp_path / "out", "csv")
    told = {name for name, mark in people.items() if mark in people_in(tmp_path / "out")}
    assert told == {"sharing", "withdrawn, given anew", "assent", "assent to something else withdrawn"}
    assert (found.people, found.left_out, found.unconsented) == (4, 6, 0)
    text = "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    for name, mark in people.items():
        assert (mark in text) == (name in told), name
    everybody = sent(registry, tmp_path / "out", "csv", include_unconsented="ethics board, vote 12")
    assert (everybody.people, everybody.left_out, everybody.unconsented) == (10, 0, 6)
    assert "6 people are in it without a consent" in (tmp_path / "out" / "README.md").read_text()
    with looking(registry) as connection:
        entries = [row for row in connection.execute(AUDIT.select()).mappings() if row["action"] == "export"]
    assert [row["why"] for row in entries] == [
        "",
        "people without consent to sharing are included: ethics board, vote 12",
    ]
    assert entries[0]["kind"].startswith("csv: person,consent")
    assert verify(registry).whole


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_of_who_is_left_out_is_in_any_file(registry, tmp_path, format) -> None:
    enter(registry)
    hidden = [draft for draft in everything(remark="secretword") if draft.kind != "consent"]
    record(registry, hidden)
    sent(registry, tmp_path / "out", format)
    content = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    for draft in hidden:
        assert draft.record.encode() not in content
    assert b"secretword" not in content


@pytest.mark.parametrize("format", FORMATS)
def test_equal_records_give_equal_files(registry, tmp_path, format) -> None:
    enter(registry)
    sent(registry, tmp_path / "one", format)
    sent(registry, tmp_path / "two", format)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0


def test_the_reasons_of_the_chain_stay_inside_where_ages_are_coarse(registry, tmp_path) -> None:
    drafts = enter(registry)
    correct(registry, drafts[0].record, {"sex": "female"}, why="she is ten years old")
    sent(registry, tmp_path / "fine", "fhir")
    sent(registry, tmp_path / "coarse", "fhir", coarsen=True)
    assert "ten years old" in (tmp_path / "fine" / "bundle.json").read_text()
    assert "ten years old" not in (tmp_path / "coarse" / "bundle.json").read_text()


def test_a_reason_that_names_somebody_is_refused(registry, tmp_path) -> None:
    enter(registry)
    with pytest.raises(IdentifierError):
        sent(registry, tmp_path / "out", "csv", include_unconsented="Dr. Miller asked for it")
    assert not (tmp_path / "out").exists()


def test_small_cells_are_counted_and_named(registry, tmp_path) -> None:
    for years in (31, 32, 33, 34, 35):
        enter(registry, age_years=years)
    enter(registry, age_years=10, sex="female")
    exact = sent(registry, tmp_path / "exact", "csv")
    assert len(exact.small.small) == 6
    assert "6 of 6 people" in exact.small.warning
    assert "--coarsen" in exact.small.warning
    coarse = sent(registry, tmp_path / "coarse", "csv", coarsen=True)
    (cell,) = coarse.small.small
    assert str(cell) == "10-14, female, transtibial, trauma, tibial: 1 person"
    assert coarse.small.cells == 2
    assert (
        "| 10-14 | female | transtibial | trauma | tibial | 1 |"
        in (tmp_path / "coarse/README.md").read_text()
    )
    about = json.loads((tmp_path / "coarse/export.json").read_text())
    assert about["small_cells"]["cells"] == [
        {"values": ["10-14", "female", "transtibial", "trauma", "tibial"], "people": 1}
    ]
    assert sent(registry, tmp_path / "six", "csv", coarsen=True, few=6).small.cells == 2
    assert len(sent(registry, tmp_path / "six", "csv", coarsen=True, few=6).small.small) == 2


@pytest.mark.parametrize("format", FORMATS)
def test_coarse_means_no_years_no_free_text_no_files(registry, empty, tmp_path, format) -> None:
    enter(registry)
    there_and_back(registry, empty, tmp_path, format, coarsen=True)
    content = b"".join(path.read_bytes() for path in (tmp_path / "first").iterdir())
    for word in ("it; helps", "A case", "a: 1", "b: 2", "0 s,20", "as planned", "034Y"):
        assert word.encode() not in content
    rows = held(empty)
    (person,) = rows["person"].values()
    assert (person["age_years"], person["age_band"]) == (None, "30-39")
    for name, listed in rows.items():
        for row in listed.values():
            for field in kinds()[name].fields.values():
                assert field.type not in ("text", "document") or row[field.name] is None


def test_every_age_has_its_band() -> None:
    bands = kinds()["person"].fields["age_band"].choices
    found = [age_band_of(years) for years in range(90)]
    assert sorted(set(found), key=bands.index) == list(bands[:-1])
    assert age_band_of(90) == "90+"


def test_a_reference_to_what_was_entered_in_error_is_left_out_and_said(registry, empty, tmp_path) -> None:
    drafts = enter(registry)
    plan = next(draft.record for draft in drafts if draft.kind == "plan")
    correct(registry, plan, void=True, why="another case")
    found = sent(registry, tmp_path / "out", "csv")
    assert any("entered in error" in note for note in found.notes)
    there_and_back(registry, empty, tmp_path, "csv")
    assert all(row["plan"] is None for row in held(empty)["procedure"].values())


def test_a_folder_with_something_else_is_left_alone(registry, tmp_path) -> None:
    enter(registry)
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(RegistryError, match="holds something else"):
        sent(registry, folder, "csv")
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]
    sent(registry, tmp_path / "out", "fhir")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(RegistryError, match="holds something else"):
        sent(registry, tmp_path / "out", "csv")
    (tmp_path / "out" / "notes.txt").unlink()
    sent(registry, tmp_path / "out", "csv")
    assert not (tmp_path / "out" / "bundle.json").exists()
    with pytest.raises(RegistryError, match="this is a file"):
        sent(registry, tmp_path / "out" / "person.csv", "csv")
    assert {path.name for path in tmp_path.iterdir()} <= {"mine", "out", "registry.sqlite", "empty.sqlite"}


def test_a_failure_leaves_no_folder(registry, tmp_path, monkeypatch) -> None:
    enter(registry)

    def full(*_) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cryonerve.registry.exchange.tables.codebook", full)
    with pytest.raises(RegistryError, match="No space left"):
        sent(registry, tmp_path / "out", "csv")
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_kinds_formats_and_roles(registry, opened, tmp_path) -> None:
    enter(registry)
    found = sent(registry, tmp_path / "some", "csv", kinds=("measurement", "person"))
    assert list(found.written.rows) == ["person", "measurement"]
    with pytest.raises(UnknownNameError, match="redcap"):
        sent(registry, tmp_path / "none", "redcaps")
    add_user(registry, "rita", "reader")
    with opened(who="rita", make=False) as reading:
        sent(reading, tmp_path / "hers", "fhir")
    with opened(who="eve", make=False) as stranger, pytest.raises(InputError, match="nobody called"):
        sent(stranger, tmp_path / "none", "fhir")
    assert not (tmp_path / "none").exists()


def test_every_kind_is_in_the_full_registry() -> None:
    assert {draft.kind for draft in everything()} == set(KINDS)
