"""Case files by path and by bundled name."""

from __future__ import annotations

import os
from pathlib import Path

import jsonschema
import pytest

from cryonerve.case import Case, LabelledScan, bundled, check, load, schema, write_yaml
from cryonerve.case.document import read_document
from cryonerve.errors import CaseError, InputError
from tests.unit.case.bundled_text import text_of

NAMES = (
    "gel-phantom",
    "straight-probe-block",
    "tibial-neuroma-adult",
    "tibial-neuroma-child",
    "tibial-neuroma-child-moved",
)


SCAN = """\
cryonerve: 1
title: x
anatomy: {phantom: scan, labels: a.nii.gz, legend: b.csv, nerve: tibial}
probes: [{name: a, device: cryo-s-a13, tip: 0 0 0 mm, axis: 0 0 1}]
protocol: [Freeze at -80 degC for 2 min]
"""


def test_names() -> None:
    assert bundled() == NAMES


def test_a_path_and_a_name_read_the_same(tmp_path: Path) -> None:
    where = tmp_path / "my case.yaml"
    where.write_text(text_of("gel-phantom"), "utf-8")
    case = load(where)
    assert case.name == "my-case"
    assert case.file == str(where)
    assert case.sha256 == load("gel-phantom").sha256
    assert load(str(where)) == case


def test_a_file_wins_over_a_bundled_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gel-phantom").write_text(text_of("straight-probe-block"), "utf-8")
    assert load("gel-phantom").title == "One straight probe in uniform tissue"


def test_a_name_in_the_text_wins_over_the_files(tmp_path: Path) -> None:
    where = tmp_path / "case.yaml"
    where.write_text(text_of("gel-phantom").replace("cryonerve: 1", "cryonerve: 1\nname: my-gel"), "utf-8")
    assert load(where).name == "my-gel"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (
            "tibial-neuroma-chid",
            "no file is called 'tibial-neuroma-chid'\n  Did you mean 'tibial-neuroma-child'?",
        ),
        ("no/such.yaml", "no/such.yaml: there is no such file"),
        ("such.yaml", "such.yaml: there is no such file"),
        ("", "no case is named"),
        (".", ".: this is a folder, not a case file"),
        ("a\0b", "there is no such file"),
        ("x" * 5000, "no bundled case and no file is called"),
    ],
)
def test_what_is_not_there(where: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        load(where)
    assert said in str(caught.value)


def test_a_missing_scan_is_told_with_where_it_was_looked_for(tmp_path: Path) -> None:
    where = tmp_path / "case.yaml"
    where.write_text(SCAN)
    (tmp_path / "b.csv").write_text("1,tibial\n")
    with pytest.raises(CaseError) as caught:
        load(where)
    told = [complaint.what for complaint in caught.value.complaints]
    assert told == [f"there is no file '{tmp_path / 'a.nii.gz'}'"]
    assert isinstance(load(where, find_scan=False), Case)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("folder", "this is a folder, not a file: '{}/folder'"),
        ("pipe", "this is no regular file: '{}/pipe'"),
        ("x" * 300, "the file cannot be read (File name too long): '{}/" + "x" * 300),
        ("~nobody-of-this-name/a.nii.gz", "there is no file '{}/~nobody-of-this-name/a.nii.gz'"),
    ],
)
def test_a_scan_that_is_no_file(tmp_path: Path, path: str, said: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "b.csv").write_text("1,tibial\n")
    (tmp_path / "case.yaml").write_text(SCAN.replace("a.nii.gz", path))
    with pytest.raises(CaseError) as caught:
        load(tmp_path / "case.yaml")
    (complaint,) = caught.value.complaints
    assert said.format(tmp_path) in complaint.what
    assert complaint.line > 1
    assert complaint.remedy


def test_a_scan_is_found_from_wherever_the_case_is_written(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for name in ("a.nii.gz", "b.csv"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "case.yaml").write_text(SCAN)
    case = load(tmp_path / "case.yaml")
    assert isinstance(case.anatomy, LabelledScan)
    assert case.anatomy.labels == str(tmp_path / "a.nii.gz")
    (tmp_path / "elsewhere" / "case.yaml").write_text(write_yaml(case))
    assert load(tmp_path / "elsewhere" / "case.yaml") == case
    assert {finding.level for finding in check(case)} <= {"ok", "note", "warn"}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_accepts_the_bundled_cases(name: str, validator) -> None:
    validator.validate(read_document(text_of(name).encode(), name).data)


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("body_temperature: 37 degC", "body_temperature: 37"),
        ("body_temperature", "body_temprature"),
        ("phantom: block", "phantom: cube"),
        ("kernel: auto", "kernel: cuda"),
        ("thaw: passive", "thaw: fast"),
        ("vas: 8", "vas: 80"),
        ("cryonerve: 1", "cryonerve: 2"),
    ],
)
def test_the_schema_marks_what_is_wrong(change: str, to: str, validator) -> None:
    data = read_document(text_of("straight-probe-block").replace(change, to, 1).encode(), "f").data
    assert list(validator.iter_errors(data))
