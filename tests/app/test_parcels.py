"""What is taken of a run: whole, in one frame, in millimetres, and said what it is."""

from __future__ import annotations

import csv
import io
import zipfile

import nibabel
import numpy as np
import pytest

import synthetic
from cryonerve.anatomy.surfaces import even_labels
from cryonerve.app.interruption import InterruptionError
from cryonerve.app.parcels import PARTS, write_parcel
from cryonerve.errors import InputError, UnknownNameError
from cryonerve.nerve.first_sentence import titled
from cryonerve.reporting.folder import write_run
from tests.unit.reporting.test_exports import enclosed, read_stl

TIME = 120.0  # s; the end of the first freeze


@pytest.fixture(scope="module")
def run():
    return synthetic.synthetic_run()


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    place = tmp_path_factory.mktemp("parcels") / "run"
    write_run(run, place)
    return place


@pytest.fixture(scope="module")
def taken(folder, tmp_path_factory):
    """The archive of what needs no report, unpacked."""
    place = tmp_path_factory.mktemp("taken")
    parts = ["temperature", "surfaces", "numbers", "case"]
    parcel = write_parcel(folder, place / "all.zip", parts, time=TIME + 0.3)
    with zipfile.ZipFile(place / "all.zip") as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted([*parcel.names, "README.txt"])
        archive.extractall(place)
    return place


def test_surfaces_of_bodies_hold_their_volume_in_millimetres(run, taken):
    drawn = even_labels(run.volume)
    cell = 1e9 * float(np.prod(drawn.spacing))
    courses = {titled(course.name): course for course in run.volume.nerves}
    checked = []
    for item in run.volume.structures:
        found = list((taken / "surfaces").glob(f"*-{item.label}.stl"))
        if not found:
            continue
        header, _, corners = read_stl(found[0])
        assert b"SPACE=RAS; UNIT=mm" in header
        assert b"research use only" in header
        if item.name in courses:
            course = courses[item.name]
            areas = 16 / 2 * np.sin(2 * np.pi / 16) * course.semi_axes.prod(axis=1)  # of sixteen corners
            wanted = 1e9 * np.trapezoid(areas, course.arc)
        else:
            mask = drawn.labels > 0 if item.kind == "skin" else drawn.labels == item.label
            wanted = cell * mask.sum()
        checked.append((item.kind, enclosed(corners) / wanted))
        assert enclosed(corners) == pytest.approx(wanted, rel=0.015), item.name
    assert {"skin", "bone", "nerve"} <= {kind for kind, _ in checked}


def test_bodies_and_isotherms_lie_in_one_frame(run, taken):
    _, _, ice = read_stl(taken / "surfaces" / "isotherm_-20C.stl")
    image = nibabel.load(taken / "nadir.nii.gz")
    cold = np.argwhere(image.get_fdata() < -20.0)
    world = nibabel.affines.apply_affine(image.affine, cold)
    np.testing.assert_allclose(ice.min(axis=(0, 1)), world.min(axis=0), atol=0.6)  # a voxel
    np.testing.assert_allclose(ice.max(axis=(0, 1)), world.max(axis=0), atol=0.6)


def test_the_temperature_of_a_moment_says_its_units_and_where_it_lies(run, taken):
    image = nibabel.load(taken / f"temperature-{TIME:.0f}s.nii.gz")
    assert image.header.get_xyzt_units()[0] == "mm"
    assert bytes(image.header["descrip"]).startswith(b"cryonerve degC at 120 s; research use only")
    affine = np.array(run.volume.affine)
    affine[:3] *= 1e3
    np.testing.assert_allclose(image.affine, affine, atol=1e-4)
    assert nibabel.aff2axcodes(image.affine) == ("R", "A", "S")
    sensor = run.case.sensors[0]
    voxel = np.rint(np.linalg.solve(image.affine, [*(1e3 * part for part in sensor.at), 1.0])[:3]).astype(int)
    centre = 1e-3 * nibabel.affines.apply_affine(image.affine, voxel)
    wanted = float(synthetic.temperature(centre[None], TIME)[0])
    # Between the solver's cells the field is taken as straight: measured 0.02 K.
    assert image.get_fdata()[tuple(voxel)] == pytest.approx(wanted, abs=0.1)
    assert image.get_fdata().min() >= nibabel.load(taken / "nadir.nii.gz").get_fdata().min() - 0.01


def test_the_table_has_every_finding_with_unit_limit_and_source(run, taken):
    rows = list(csv.DictReader(io.StringIO((taken / "numbers.csv").read_text(encoding="utf-8-sig"))))
    findings = [row for row in rows if row["group"] == "finding"]
    assert len(findings) == len(run.findings)
    assert all(row["verdict"] and row["source"] for row in findings)
    assert all(row["source"] and row["value"] for row in rows)
    ice = [row for row in rows if row["group"] == "ice"]
    assert len(ice) == 3 * len(run.freezing.phases)
    assert all(row["value"].endswith("mm³") for row in ice)


def test_the_list_says_what_each_file_is(taken):
    text = (taken / "README.txt").read_text(encoding="utf-8")
    assert "Research use only" in text
    assert "Not a prognosis" in text
    for path in taken.rglob("*.*"):
        name = path.relative_to(taken).as_posix()
        if path.is_file() and name not in ("README.txt", "all.zip"):
            line = next(line for line in text.splitlines() if line.startswith(f"{name} "))
            assert len(line.removeprefix(name).strip()) > 5


def test_the_same_choice_gives_the_same_bytes_and_what_is_missing_is_said(folder, tmp_path):
    for name in ("one.zip", "two.zip"):
        write_parcel(folder, tmp_path / name, ["case", "numbers"])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    (folder / "exposure.csv").rename(folder / "gone")
    parcel = write_parcel(folder, tmp_path / "one.zip", ["numbers"])
    (folder / "gone").rename(folder / "exposure.csv")
    assert "exposure.csv" not in parcel.names


def test_what_is_no_part_is_refused_and_a_stop_leaves_nothing(folder, tmp_path):
    with pytest.raises(UnknownNameError, match="no part 'figure'"):
        write_parcel(folder, tmp_path / "none.zip", ["figure"])
    with pytest.raises(InputError, match="nothing was chosen"):
        write_parcel(folder, tmp_path / "none.zip", [])
    with pytest.raises(InterruptionError):
        write_parcel(folder, tmp_path / "none.zip", list(PARTS), cancel=lambda: True)
    assert list(tmp_path.iterdir()) == []
