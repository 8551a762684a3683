"""A run folder: whole or not at all, read back as it was, refused with a remedy when it cannot be used."""

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import cryonerve.case
import cryonerve.nerve
from cryonerve.case.case import LabelledScan
from cryonerve.errors import CaseError, Complaint, RunFolderError
from cryonerve.reporting import folder as folders
from cryonerve.reporting.folder import check_folder, read_run, write_run, write_summary
from cryonerve.reporting.summary import summary, summary_schema
from cryonerve.reporting.whole import LOCK
from synthetic import synthetic_case, synthetic_freezing, synthetic_prediction, synthetic_run

FROZEN = {"case.yaml", "summary.json", "sensors.csv", "fields.zarr", "provenance.json"}
SURFACES = {"isotherm_ice.stl", "isotherm_-20C.stl", "isotherm_-40C.stl"}
WHOLE = FROZEN | SURFACES | {"labels.nii.gz", "labels.ctbl", "nadir.nii.gz", "exposure.csv"}
ROOT = Path(__file__).parents[3]


def stand_in(patch):
    """The folder's own promises do not depend on how a case file looks or how a nerve is judged."""
    patch.setattr(cryonerve.case, "write_yaml", lambda case: f"made up: {case.title}\n", raising=False)
    patch.setattr(cryonerve.case, "load", lambda path, **how: synthetic_case())
    patch.setattr(
        cryonerve.nerve,
        "predict",
        lambda freezing, volume, case, remedies=None: synthetic_prediction(),
        raising=False,
    )


@pytest.fixture(autouse=True)
def _case_and_nerve_are_tested_elsewhere(request, monkeypatch):
    if "real" not in request.fixturenames:
        stand_in(monkeypatch)


@pytest.fixture
def real():
    """Use the real case files and the real prediction."""


@pytest.fixture(scope="module")
def written_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("written") / "run"
    with pytest.MonkeyPatch.context() as patch:
        stand_in(patch)
        write_run(frozen(), folder)
    return folder


@pytest.fixture
def stored(written_once, tmp_path):
    """The folder of a frozen run, to be damaged."""
    return Path(shutil.copytree(written_once, tmp_path / "run"))


def frozen():
    return replace(synthetic_run(), prediction=None, findings=())


def names(folder):
    return {path.name for path in folder.iterdir()}


# --- writing ------------------------------------------------------------------------------------------------


def test_a_whole_run_has_exactly_its_files(tmp_path):
    write_run(synthetic_run(), tmp_path / "deep" / "run")
    assert names(tmp_path / "deep" / "run") == WHOLE
    table = json.loads((tmp_path / "deep" / "run" / "summary.json").read_text(encoding="utf-8"))
    assert table == summary(synthetic_run())
    jsonschema.validate(table, summary_schema())


def test_freezing_alone_has_exactly_its_files(tmp_path):
    write_run(frozen(), tmp_path)
    assert names(tmp_path) == FROZEN
    assert json.loads((tmp_path / "summary.json").read_text())["nerves"] == {}


def test_the_legend_names_every_label(tmp_path):
    write_run(synthetic_run(), tmp_path)
    rows = [line.split() for line in (tmp_path / "labels.ctbl").read_text().splitlines()[1:]]
    structures = {str(item.label): item.name.replace(" ", "_") for item in synthetic_run().volume.structures}
    assert {row[0]: row[1] for row in rows} == structures | {"0": "outside"}
    assert {len(row) for row in rows} == {6}


def test_progress_is_told(tmp_path):
    seen = []
    write_run(synthetic_run(), tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(float(done), 12.0) for done in range(13)]


def test_writing_again_leaves_nothing_of_the_older_run(tmp_path):
    write_run(synthetic_run(), tmp_path)
    (tmp_path / "report.html").write_text("of the older run")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "plan.png").write_bytes(b"of the older run")
    (tmp_path / "notes.txt").write_text("a person's own")
    freezing = synthetic_freezing()
    warm = np.maximum(freezing.nadir, np.float32(-30.0))
    write_run(replace(synthetic_run(), freezing=replace(freezing, nadir=warm)), tmp_path)
    assert names(tmp_path) == (WHOLE - {"isotherm_-40C.stl"}) | {"notes.txt"}
    assert read_run(tmp_path).freezing.nadir.min() == -30.0
    write_run(frozen(), tmp_path)
    assert names(tmp_path) == FROZEN | {"notes.txt"}


def test_the_summary_goes_first_and_comes_last(tmp_path, monkeypatch):
    write_run(frozen(), tmp_path)
    order = []
    aside, write = folders.set_aside, folders._write
    monkeypatch.setattr(folders, "set_aside", lambda path: (order.append(f"-{path.name}"), aside(path)))
    monkeypatch.setattr(
        folders, "_write", lambda path, how: (order.append(f"+{path.name}"), write(path, how))
    )
    write_run(frozen(), tmp_path)
    assert order[0] == "-summary.json"
    assert order[-1] == "+summary.json"


def test_only_the_numbers_can_be_replaced(tmp_path):
    write_run(frozen(), tmp_path)
    before = (tmp_path / "fields.zarr" / "zarr.json").stat().st_mtime_ns
    write_summary(synthetic_run(), tmp_path)
    assert (tmp_path / "fields.zarr" / "zarr.json").stat().st_mtime_ns == before
    assert names(tmp_path) == FROZEN | {"exposure.csv"}
    again = read_run(tmp_path)
    assert again.prediction is synthetic_prediction()
    assert again.findings == synthetic_run().findings


def test_new_numbers_take_the_pages_of_the_older_ones_away(tmp_path):
    write_run(frozen(), tmp_path)
    (tmp_path / "report.html").write_text("of the older numbers")
    write_summary(synthetic_run(), tmp_path)
    assert names(tmp_path) == FROZEN | {"exposure.csv"}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_new_numbers_that_cannot_be_written_lose_nothing(tmp_path, monkeypatch, at):
    write_run(frozen(), tmp_path)
    count, rename = iter(range(9)), os.replace

    def replace_file(source, target):
        if next(count) == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        rename(source, target)

    monkeypatch.setattr(os, "replace", replace_file)
    with pytest.raises(RunFolderError, match="not enough space"):
        write_summary(synthetic_run(), tmp_path)
    again = read_run(tmp_path)
    assert again.findings == ()
    assert again.prediction is None
    np.testing.assert_array_equal(again.freezing.nadir, synthetic_freezing().nadir)


# --- reading ------------------------------------------------------------------------------------------------


def test_a_run_comes_back(tmp_path):
    run = synthetic_run()
    write_run(run, tmp_path)
    again = read_run(str(tmp_path))
    assert again.case == run.case
    assert again.findings == run.findings
    assert dict(again.provenance) == dict(run.provenance)
    assert again.provenance["sources"] == ["evans1981", "pennes1948", "zhou1983"]
    np.testing.assert_array_equal(again.freezing.temperature, run.freezing.temperature)
    np.testing.assert_array_equal(again.volume.labels, run.volume.labels)
    assert summary(again) == summary(run)


def test_freezing_alone_comes_back_without_a_prediction(stored):
    assert read_run(stored).prediction is None


def test_written_read_and_written_is_the_same(tmp_path):
    write_run(synthetic_run(), tmp_path / "one")
    write_run(read_run(tmp_path / "one"), tmp_path / "two")
    for name in WHOLE - {"fields.zarr"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def complaint(error):
    """The one complaint of an error; it must always offer a remedy."""
    (item,) = error.value.complaints
    assert item.remedy
    return str(item)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda path: None, "there is no such folder"),
        (lambda path: path.write_text("x"), "a run is a folder, this is a file"),
        (lambda path: path.mkdir(), "this folder is no run: it has no summary.json"),
    ],
)
def test_what_is_no_run_is_not_read(tmp_path, prepare, words):
    prepare(tmp_path / "run")
    with pytest.raises(RunFolderError) as error:
        read_run(tmp_path / "run")
    assert words in complaint(error)
    assert str(tmp_path / "run") in complaint(error)


def test_an_interrupted_run_is_not_read(stored):
    (stored / "summary.json").unlink()
    with pytest.raises(RunFolderError) as error:
        read_run(stored)
    assert "this run was not finished" in complaint(error)
    assert "cryonerve run CASE -o" in complaint(error)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("summary.json", b"{", "Expecting property name"),
        ("summary.json", b"[1]", "it holds no table"),
        ("summary.json", b"\xff\xfe", "decode"),
        (
            "summary.json",
            b'{"format": "cryonerve.run/2"}',
            "'cryonerve.run/2'; this version reads 'cryonerve.run/1'",
        ),
        ("summary.json", b'{"format": "cryonerve.run/1"}', "'nerves' or 'findings' is missing"),
        (
            "summary.json",
            b'{"format": "cryonerve.run/1", "nerves": {}, "findings": [{"level": "ok", "abut": 1}]}',
            "abut",
        ),
        ("provenance.json", b"", "Expecting value"),
        ("provenance.json", None, "No such file"),
        ("case.yaml", None, "No such file"),
        ("case.yaml", b"another: case\n", "this file was changed after the run"),
        ("fields.zarr/zarr.json", b"{}", "cannot be used"),
        ("fields.zarr/zarr.json", None, "cannot be used"),
        ("fields.zarr/temperature/c/3/0/0/0", None, "temperature: 1 pieces are missing"),
        ("fields.zarr/nadir/c/0/0/0", b"short", "cannot be used"),
        ("fields.zarr/volume/zarr.json", None, "cannot be used"),
        ("fields.zarr/ice_fraction/zarr.json", None, "not recognized"),
    ],
)
def test_damage_is_told_with_its_file(stored, name, content, words):
    if content is None:
        (stored / name).unlink()
    else:
        (stored / name).write_bytes(content)
    with pytest.raises(RunFolderError) as error:
        read_run(stored)
    assert words in complaint(error)
    assert str(stored / name.partition("/")[0]) in complaint(error)


def test_missing_fields_are_told(stored):
    (stored / "fields.zarr").rename(stored / "elsewhere")
    with pytest.raises(RunFolderError) as error:
        read_run(stored)
    assert "fields.zarr: this file of the run cannot be used: it is not there" in complaint(error)


def test_reasons_of_other_findings_are_not_taken_for_these(stored):
    source = json.loads((stored / "provenance.json").read_text())
    about = [["coldest skin", "Skin that freezes may blister."]]
    (stored / "provenance.json").write_text(json.dumps(source | {"finding_reasons": about}))
    table = json.loads((stored / "summary.json").read_text())
    rows = {"value": 3.0, "limit": 5.0, "unit": "degC", "source": "assumed"}
    for name, reason in (("coldest skin", "Skin that freezes may blister."), ("coldest bone", "")):
        findings = [{"level": "warn", "about": name, **rows}]
        (stored / "summary.json").write_text(json.dumps(table | {"findings": findings}))
        assert [item.reason for item in read_run(stored).findings] == [reason]


def test_a_folder_that_may_not_be_read(tmp_path, monkeypatch):
    def refused(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "is_file", refused)
    with pytest.raises(RunFolderError) as error:
        read_run(tmp_path)
    assert "this folder cannot be read: Permission denied" in complaint(error)


def test_a_case_that_cannot_be_read_any_more_is_an_error_of_the_folder(tmp_path, monkeypatch):
    write_run(frozen(), tmp_path)

    def load(path, **how):
        raise CaseError(Complaint("no such scan", "Put it back.", file=str(path), line=3))

    monkeypatch.setattr(cryonerve.case, "load", load)
    with pytest.raises(RunFolderError, match=r"case\.yaml:3: no such scan"):
        read_run(tmp_path)


# --- folders that cannot be used ----------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_run, lambda run, path: check_folder(path)], ids=["write", "check"])
@pytest.mark.parametrize("below", ["", "run", "deep/run"])
def test_a_file_where_the_folder_should_be(tmp_path, write, below):
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunFolderError) as error:
        write(synthetic_run(), tmp_path / "file" / below)
    assert "there is a file where the run's folder should be" in complaint(error)
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.parametrize("write", [write_run, lambda run, path: check_folder(path)], ids=["write", "check"])
def test_a_folder_of_something_else_is_not_touched(tmp_path, write):
    (tmp_path / "case.yaml").write_text("a person's own case")
    (tmp_path / "summary.json").write_text('{"format": "something else"}')
    with pytest.raises(RunFolderError) as error:
        write(synthetic_run(), tmp_path)
    assert "no run of cryonerve" in complaint(error)
    assert names(tmp_path) == {"case.yaml", "summary.json"}
    assert (tmp_path / "case.yaml").read_text() == "a person's own case"


def test_a_name_that_is_too_long(tmp_path):
    for use in (check_folder, read_run, lambda folder: write_run(frozen(), folder)):
        with pytest.raises(RunFolderError) as error:
            use(tmp_path / ("a" * 300))
        assert "too long" in complaint(error)


def test_checking_creates_nothing(tmp_path):
    check_folder(tmp_path / "new" / "run")
    assert names(tmp_path) == set()
    (tmp_path / ".DS_Store").write_text("")
    check_folder(tmp_path)


def test_a_folder_that_may_not_be_written_to(tmp_path, monkeypatch):
    monkeypatch.setattr(folders.os, "access", lambda path, mode: False)
    with pytest.raises(RunFolderError) as error:
        check_folder(tmp_path / "run")
    assert "this folder cannot be written to" in complaint(error)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RunFolderError, match="cannot be written to"):
            write_run(synthetic_run(), tmp_path / "run")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("at", "number", "words"),
    [
        (0, errno.ENOSPC, "not enough space"),
        (3, errno.EDQUOT, "not enough space"),
        (4, errno.ENOSPC, "not enough space"),
        (2, errno.EROFS, "cannot be written to"),
        (9, errno.EIO, "Input/output error"),
    ],
)
def test_a_disk_that_fails_leaves_nothing(tmp_path, monkeypatch, at, number, words):
    count = iter(range(1000))
    rename = os.replace

    def replace_file(source, target):
        if next(count) == at:
            raise OSError(number, os.strerror(number))
        rename(source, target)

    monkeypatch.setattr(os, "replace", replace_file)
    with pytest.raises(RunFolderError) as error:
        write_run(synthetic_run(), tmp_path / "new" / "run")
    assert words in complaint(error)
    assert names(tmp_path) == set()


def test_a_disk_that_is_full_in_the_middle_of_a_file(tmp_path):
    """The system itself refuses: no file may grow beyond 20 kB, as on a disk with that much left."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(RunFolderError) as error:
            write_run(synthetic_run(), tmp_path / "run")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "not enough space" in complaint(error)
    assert names(tmp_path) == set()


def test_a_failure_that_is_not_the_disks_takes_nothing_back_but_looks_unfinished(tmp_path, monkeypatch):
    def stopped(*things):
        raise KeyboardInterrupt

    monkeypatch.setattr("cryonerve.reporting.exports.write_labels", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_run(synthetic_run(), tmp_path)
    assert names(tmp_path) == FROZEN - {"summary.json"}


# --- interruptions and two at once --------------------------------------------------------------------------


def interrupted(folder, *arguments):
    command = [sys.executable, "-W", "error", "-m", "tests.unit.reporting.interrupted", str(folder)]
    done = subprocess.run(
        [*command, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_killing_leaves_nothing_that_looks_finished(tmp_path):
    seen = interrupted(tmp_path / "run", 1, 7)
    assert len(seen["interrupted"]) == 7
    assert sum(not look["finished"] for look in seen["interrupted"]) >= 5
    assert seen["at the end"] == {"finished": True, "leftovers": []}


@pytest.mark.slow
def test_killing_at_every_rename(tmp_path):
    seen = interrupted(tmp_path / "run", 2, 0, *range(60))
    assert 20 < len(seen["interrupted"]) < 60
    assert seen["at the end"] == {"finished": True, "leftovers": []}


def test_the_lock_of_a_dead_process_is_no_obstacle(tmp_path):
    (tmp_path / LOCK).write_text("1\n")
    (tmp_path / ".partial-fields.zarr").mkdir()
    (tmp_path / ".partial-case.yaml").write_text("half")
    (tmp_path / "case.yaml").write_text("of the interrupted run")
    write_run(frozen(), tmp_path)
    assert names(tmp_path) == FROZEN


# --- the whole way ------------------------------------------------------------------------------------------


def test_the_real_case_file_and_prediction_come_back(tmp_path, real):
    run = replace(synthetic_run(), case=cryonerve.case.load("tibial-neuroma-child"))
    write_run(run, tmp_path)
    again = read_run(tmp_path)
    assert again.case.name == "tibial-neuroma-child"
    elsewhere = {"file": "", "standings": (), "sha256": ""}  # its path, its line numbers and its hash
    assert replace(again.case, **elsewhere) == replace(run.case, **elsewhere)
    fresh = cryonerve.nerve.predict(run.freezing, run.volume, run.case)
    assert summary(again)["nerves"] == summary(replace(run, prediction=fresh))["nerves"]


def test_a_run_is_read_without_the_scan_it_was_made_of(tmp_path, real):
    case = replace(synthetic_case(), anatomy=LabelledScan("/gone/seg.nii.gz", "/gone/legend.tsv", "tibial"))
    write_run(replace(frozen(), case=case), tmp_path)
    assert read_run(tmp_path).case.anatomy.labels == "/gone/seg.nii.gz"
