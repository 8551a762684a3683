"""What goes into a registry comes out of it, whatever it is; what is refused changes nothing."""

from __future__ import annotations

import csv
import io
import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryonerve.case.identifiers import identifiers_in
from cryonerve.errors import InputError
from cryonerve.registry import (
    export_records,
    find,
    history,
    import_tables,
    new_mark,
    open_registry,
    read_record_file,
    record,
    verify,
)
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import checked, given_away
from cryonerve.registry.exchange.snapshot import Choice
from cryonerve.registry.kinds import kinds
from cryonerve.registry.marks import ALPHABET, is_mark
from cryonerve.registry.recording import prepared
from cryonerve.registry.table_files import tables_in

SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEW = settings(SHARED, max_examples=30)
VERY_FEW = settings(SHARED, max_examples=8)  # each makes two registries

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)
LINES = st.lists(TEXT, max_size=4).map("\n".join)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def values_of(field):
    """Anything that a field may hold."""
    if field.type == "code":
        return st.sampled_from(field.choices)
    if field.type == "word":
        return st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 .,+/()%:-]{0,40}", fullmatch=True)
    if field.type == "text":
        return LINES
    if field.type == "document":
        return LINES
    if field.type == "json":
        return st.dictionaries(TEXT, JSON, max_size=4) | st.lists(JSON, max_size=4)
    if field.type == "number":
        return st.floats(field.min, field.max)
    if field.type == "integer":
        return st.integers(int(field.min), int(field.max))
    return st.booleans()


def drafts_of(name):
    fields = [field for field in kinds()[name].fields.values() if field.type not in ("digest", "reference")]
    return st.fixed_dictionaries(
        {field.name: values_of(field) for field in fields if field.wanted},
        optional={field.name: values_of(field) for field in fields if not field.wanted},
    )


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    with open_registry(tmp_path_factory.mktemp("registry") / "a.sqlite", who="anna") as opened:
        yield opened


@pytest.mark.parametrize("name", [name for name in kinds() if name != "user"])
@VERY_FEW
@given(data=st.data())
def test_what_is_accepted_comes_back_and_by_csv_too(registry, tmp_path_factory, name, data) -> None:
    raw = data.draw(drafts_of(name))
    values, wrong = checked(kinds()[name], raw)
    person, case = new_mark("P"), new_mark("C")
    above = [Draft("person", {}, record=person), Draft("case", {}, person, case)]
    parent = {"": "", "person": person, "case": case}[kinds()[name].parent]
    draft = Draft(name, raw, parent, new_mark(kinds()[name].letter))
    if wrong or list(given_away(kinds()[name], values)):
        before = find(registry, "person").total
        with pytest.raises(InputError):
            record(registry, [*above, draft])
        assert find(registry, "person").total == before
        return
    record(registry, [*above, draft])
    stored = history(registry, draft.record).versions[0]
    assert {field: stored[field] for field in values} == values
    folder = tmp_path_factory.mktemp("tables")
    with (
        open_registry(folder / "one.sqlite", who="anna") as one,
        open_registry(folder / "two.sqlite", who="bob") as two,
    ):
        record(one, [*above, draft])
        everybody = Choice(include_unconsented="a copy of our own")
        first = export_records(one, folder / "first", "csv", everybody)
        import_tables(two, tables_in(folder / "first"))
        export_records(two, folder / "second", "csv", everybody)
        assert verify(one).whole
        assert verify(two).whole
    for file in first.folder.iterdir():
        assert file.read_bytes() == (folder / "second" / file.name).read_bytes()


@FEW
@given(
    rows=st.lists(
        st.lists(TEXT | st.sampled_from(["vas", "7", "1.5", "", "C-2222-2222-2222"]), max_size=6), max_size=6
    ),
    heading=st.lists(
        st.sampled_from(["parent", "instrument", "day", "score", "remark", "record", "answers"]), max_size=7
    ),
    cut=st.floats(0, 1),
)
def test_a_hostile_table_is_refused_whole(registry, tmp_path_factory, rows, heading, cut) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    content = text.getvalue().encode()
    file = tmp_path_factory.mktemp("hostile") / "measurement.csv"
    file.write_bytes(content[: math.ceil(len(content) * cut)])
    before = find(registry, "measurement").total
    try:
        found = import_tables(registry, {"measurement": file})
    except InputError:
        assert find(registry, "measurement").total == before
    else:
        assert find(registry, "measurement").total == before + found.added["measurement"]


@FEW
@given(content=st.binary(max_size=300))
def test_a_file_of_anything_is_refused(registry, tmp_path_factory, content) -> None:
    file = tmp_path_factory.mktemp("hostile") / "measurement.csv"
    file.write_bytes(content)
    with pytest.raises(InputError):
        import_tables(registry, {"measurement": file})


@SHARED
@given(st.text(max_size=300))
def test_looking_for_identifiers_never_fails(text) -> None:
    for hit in identifiers_in(text):
        assert hit.words in text
        assert hit.start < hit.stop


@SHARED
@given(st.sampled_from("PCM"), st.integers(0, 10), st.integers(1, 30))
def test_a_slip_of_one_letter_never_passes(letter, place, step) -> None:
    mark = new_mark(letter)
    assert is_mark(mark, letter)
    digits = list(mark.replace("-", "")[1:])
    digits[place] = ALPHABET[(ALPHABET.index(digits[place]) + step) % len(ALPHABET)]
    text = "".join(digits)
    assert not is_mark(f"{letter}-{text[:4]}-{text[4:8]}-{text[8:]}")


@SHARED
@given(st.integers(0, 9))
def test_two_exchanged_letters_never_pass(place) -> None:
    mark = new_mark("M")
    digits = list(mark.replace("-", "")[1:])
    if digits[place] != digits[place + 1]:
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
        text = "".join(digits)
        assert not is_mark(f"M-{text[:4]}-{text[4:8]}-{text[8:]}")


SECTION = st.sampled_from(
    ["person", "case", "procedures", "measurements", "consents", "plans", "cryonerve-record"]
)


@SHARED
@given(
    content=st.dictionaries(
        SECTION, JSON | st.lists(st.dictionaries(TEXT, JSON, max_size=3), max_size=3), max_size=5
    )
)
def test_a_record_file_of_anything_is_understood_or_refused(tmp_path_factory, content) -> None:
    file = tmp_path_factory.mktemp("hostile") / "record.json"
    file.write_text(json.dumps({"cryonerve-record": 1, **content}), encoding="utf-8")
    try:
        drafts = read_record_file(file)
        prepared(drafts)
    except InputError:
        pass


@SHARED
@given(name=st.sampled_from([name for name in kinds() if name != "user"]), data=st.data())
def test_values_of_any_kind_are_understood_or_refused(name, data) -> None:
    raw = data.draw(st.dictionaries(st.sampled_from([*kinds()[name].fields, "other"]), JSON, max_size=6))
    values, wrong = checked(kinds()[name], raw)
    again, _ = checked(kinds()[name], values)
    assert wrong or again == values  # what is stored reads as itself
