"""Markups of 3D Slicer: curves out and places in, in the patient's coordinates; files that are none."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.curves import read_curves
from cryonerve.scans.loading import load_scan
from cryonerve.scans.markups import curves_as_markups, read_markups, write_markups
from cryonerve.scans.traced_curve import Section, TracedCurve

TILT = np.eye(4)
TILT[:3] = [[0.0, 0.0, 1.0, 0.11], [0.6, 0.8, 0.0, -0.22], [-0.8, 0.6, 0.0, 0.33]]
TURN = np.linspace(0.0, 1.0, 101)[:, None]
LINE = np.hstack([0.01 * np.sin(2 * TURN), 0.01 * TURN**2, 0.1 * TURN])
ARTERY = TracedCurve(
    "popliteal artery",
    "artery",
    LINE,
    (Section(0.0, np.array([3e-3, 3e-3])), Section(0.05, np.array([4e-3, 1e-3]))),
    area_uncertainty=0.2,
)
NERVE = TracedCurve("tibial nerve", "nerve", LINE + 0.01, treated=True, motor=True)
SCHEMA = "markups-schema-v1.0.3.json#"


def a_file(path, *rows, **changes):
    content = {"@schema": SCHEMA, "markups": list(rows), **changes}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def a_markup(positions=((1.0, 2.0, 3.0), (1.0, 2.0, 30.0)), **changes):
    points = [{"position": list(place)} for place in positions]
    return {"type": "Fiducial", "name": "tibial nerve", "controlPoints": points, **changes}


@pytest.mark.parametrize("to_patient", [None, TILT], ids=["upright", "tilted"])
def test_curves_come_back_as_they_went_out(tmp_path, to_patient):
    write_markups(tmp_path / "curves.mrk.json", [ARTERY, NERVE], to_patient)
    artery, nerve = read_markups(tmp_path / "curves.mrk.json", to_patient)
    assert (artery.name, artery.kind, artery.treated) == ("popliteal artery", "artery", False)
    assert (nerve.name, nerve.kind, nerve.treated, nerve.motor) == ("tibial nerve", "nerve", True, True)
    assert not any(item.left_out for item in (artery, nerve))
    for item, curve in ((artery, ARTERY), (nerve, NERVE)):
        stations = [curve.station_of(point) for point in item.points]
        assert np.diff(stations) == pytest.approx(curve.length / (len(stations) - 1), rel=1e-3)
        assert curve.at(np.array(stations))[0] == pytest.approx(item.points, abs=1e-6)
        assert item.points[[0, -1]] == pytest.approx(curve.points[[0, -1]], abs=1e-6)


def test_places_in_the_file_are_the_patient_s_left_posterior_and_superior():
    first = curves_as_markups([ARTERY], TILT)["markups"][0]["controlPoints"][0]
    assert first["position"] == pytest.approx(
        [-110.0, 220.0, 330.0]
    )  # the curve begins at the frame's origin
    assert curves_as_markups([ARTERY])["@schema"].endswith(
        "Markups/Resources/Schema/markups-schema-v1.0.3.json#"
    )
    row = curves_as_markups([ARTERY], TILT)["markups"][0]
    assert (row["type"], row["coordinateSystem"], row["coordinateUnits"]) == ("Curve", "LPS", "mm")
    last = np.array(row["controlPoints"][-1]["position"])
    expected = 1e3 * (TILT @ [*LINE[-1], 1.0])[:3] * [-1, -1, 1]
    assert last == pytest.approx(expected, abs=1e-4)


def test_each_point_says_what_the_curve_is_and_how_wide():
    row = curves_as_markups([ARTERY])["markups"][0]
    said = [point["description"] for point in row["controlPoints"]]
    assert said[0] == "artery, radius 3.00 ± 0.30 mm (1 SD)"
    assert said[-1] == "artery, radius 2.00 ± 0.20 mm (1 SD)"  # the circle with the ellipse's area
    assumed = replace(ARTERY, sections=(Section(0.0, np.array([2e-3, 2e-3]), drawn_by="assumed"),))
    row = curves_as_markups([assumed])["markups"][0]
    assert row["controlPoints"][3]["description"] == "artery, radius 2.00 mm (assumed)"
    assert (
        row["display"]["selectedColor"] == row["display"]["color"] == pytest.approx([0.8471, 0.1176, 0.1176])
    )


def test_a_long_curve_stays_within_what_can_be_traced_again():
    line = np.linspace([0, 0, 0], [0, 0, 1.2], 2401)
    points = curves_as_markups([TracedCurve("sciatic nerve", "nerve", line)])["markups"][0]["controlPoints"]
    assert len(points) == 150


@pytest.mark.parametrize("to_patient", [None, TILT], ids=["upright", "tilted"])
def test_left_and_right_handed_systems_lead_to_the_same_places(tmp_path, to_patient):
    places = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 60.0]])
    lps = a_file(tmp_path / "lps.mrk.json", a_markup(places, coordinateSystem="LPS"))
    plain = a_file(tmp_path / "plain.mrk.json", a_markup(places))  # LPS where nobody says
    ras = a_file(tmp_path / "ras.mrk.json", a_markup(places * [-1, -1, 1], coordinateSystem="RAS"))
    one, two, three = (read_markups(path, to_patient)[0].points for path in (lps, plain, ras))
    assert one == pytest.approx(two)
    assert one == pytest.approx(three)
    there = np.eye(4) if to_patient is None else to_patient
    back = 1e3 * (one @ there[:3, :3].T + there[:3, 3])
    assert back == pytest.approx(places * [-1, -1, 1])


@pytest.mark.parametrize("system", ["LPS", "RAS"])
def test_a_voxel_of_a_tilted_file_that_another_program_points_at_is_that_voxel(tmp_path, system):
    """Places from nibabel's affine of the file, against the value that the scan has there."""
    nibabel = pytest.importorskip("nibabel")
    angle = np.radians(20.0)
    turn = np.array(
        [[np.cos(angle), -np.sin(angle), 0.0], [np.sin(angle), np.cos(angle), 0.0], [0.0, 0.0, 1.0]]
    )
    affine = np.eye(4)
    affine[:3, :3] = turn[:, [1, 2, 0]] * [-0.9, 2.0, 1.1]  # axes run posterior-ish, superior and right-ish
    affine[:3, 3] = [40.0, -30.0, 250.0]
    values = np.random.default_rng(5).permutation(60 * 40 * 50).reshape(60, 40, 50).astype(np.float32)
    nibabel.save(nibabel.Nifti1Image(values, affine), tmp_path / "tilted.nii.gz")
    scan = load_scan(tmp_path / "tilted.nii.gz", modality="MR", contrast="T1")
    assert not np.allclose(scan.to_patient, np.eye(4))
    voxels = np.array([[3, 4, 5], [30, 20, 10], [55, 35, 45]])
    places = nibabel.affines.apply_affine(affine, voxels) * ([-1, -1, 1] if system == "LPS" else 1)
    file = a_file(tmp_path / "a.mrk.json", a_markup(places, coordinateSystem=system))
    (found,) = read_markups(file, scan.to_patient)
    there = (found.points - scan.origin) / scan.spacing
    assert there == pytest.approx(np.round(there), abs=1e-3)
    assert scan.values[tuple(np.round(there).astype(int).T)] == pytest.approx(values[tuple(voxels.T)])
    curve = TracedCurve("tibial nerve", "nerve", found.points)  # and out again, to where they were pointed at
    ends = curves_as_markups([curve], scan.to_patient)["markups"][0]["controlPoints"][:: 10**6]
    assert ends[0]["position"] == pytest.approx(
        places[0] * ([1, 1, 1] if system == "LPS" else [-1, -1, 1]), abs=1e-3
    )


def test_points_that_were_never_placed_are_passed_over(tmp_path):
    row = a_markup()
    row["controlPoints"].insert(1, {"position": [0, 0, 0], "positionStatus": "undefined"})
    row["controlPoints"].append({"positionStatus": "preview"})
    assert len(read_markups(a_file(tmp_path / "a.mrk.json", row))[0].points) == 2


@pytest.mark.parametrize(
    ("name", "file", "kept", "left_out"),
    [
        ("Anna Smith tibial nerve 1980-03-12", "x.mrk.json", "tibial nerve", True),
        ("Anna Smith", "sural nerve.mrk.json", "sural nerve", True),
        (None, "tibial_nerve.mrk.json", "tibial nerve", False),  # as 3D Slicer saves a node
        (None, "Smith tibial nerve.mrk.json", "tibial nerve", True),
        ("F", "F.mrk.json", "", True),
        (17, "x.json", "", True),
    ],
)
def test_of_names_only_words_of_anatomy_are_kept(tmp_path, name, file, kept, left_out):
    row = a_markup(name=name) if name is not None else {k: v for k, v in a_markup().items() if k != "name"}
    row["controlPoints"][0] |= {"label": "Anna-1", "description": "seen by Dr. Smith"}
    (found,) = read_markups(a_file(tmp_path / file, row))
    assert (found.name, found.left_out) == (kept, left_out)
    assert "Smith" not in repr(found)


def bare(**changes):
    """A file with one markup that is changed."""
    return {"@schema": SCHEMA, "markups": [a_markup(**changes)]}


def placed(*positions):
    return bare(controlPoints=[{"position": place} for place in positions])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no JSON"),
        ('{"@schema": ', "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ([1, 2], "no file of Markups"),
        ({"markups": [a_markup()]}, "no file of Markups"),
        ({"@schema": "markups-schema-v2.0.0.json#", "markups": [a_markup()]}, "no file of Markups"),
        ({"@schema": 3, "markups": [a_markup()]}, "no file of Markups"),
        ({"@schema": SCHEMA}, "'markups' is no list"),
        ({"@schema": SCHEMA, "markups": []}, "0 markups"),
        ({"@schema": SCHEMA, "markups": [a_markup()] * 201}, "201 markups"),
        ({"@schema": SCHEMA, "markups": ["Smith"]}, "no point list"),
        (bare(type="Plane"), "no point list"),
        (bare(type="ClosedCurve"), "no point list"),
        (bare(type=["Curve"]), "no point list"),
        (bare(coordinateUnits="um"), "not in mm"),
        (bare(coordinateUnits=["um", "UCUM", "micrometer"]), "not in mm"),
        (bare(coordinateSystem="Smith"), "neither LPS nor RAS"),
        (bare(coordinateSystem=["LPS"]), "neither LPS nor RAS"),
        (bare(controlPoints={}), "'controlPoints' is no list"),
        (bare(controlPoints=[]), "0 points"),
        (placed([1, 2, 3]), "1 point"),
        (placed([1, 2, 3], [1, 2]), "point 2 is not three numbers"),
        (placed([1, 2, 3], [1, 2, "Smith"]), "point 2 is not three numbers"),
        (placed([1, 2, 3], [1, 2, True]), "point 2 is not three numbers"),
        (placed([1, 2, 3], None), "point 2 is not three numbers"),
        (bare(controlPoints=["Smith", "Smith"]), "point 1 is not three numbers"),
        (placed([1, 2, 3], [1, 2, float("nan")]), "NaN is no number"),
        (placed([1, 2, 3], [1, 2, 10**30]), "point 2 lies more than 5 m away"),
        (json.dumps(placed([1, 2, 3], [1, 2, 77])).replace("77", "1e999"), "point 2 lies more than 5 m away"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence_without_its_words(tmp_path, content, words):
    path = tmp_path / "a.mrk.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(ScanError, match=words) as said:
        read_markups(path)
    assert "Smith" not in str(said.value)
    assert all(item.remedy and item.file for item in said.value.complaints)


def test_every_markup_that_is_wrong_is_named(tmp_path):
    path = a_file(tmp_path / "a.mrk.json", a_markup(), a_markup(type="ROI"), a_markup(coordinateUnits="m"))
    with pytest.raises(ScanError) as said:
        read_markups(path)
    assert [item.field for item in said.value.complaints] == ["markup 2", "markup 3"]
    with pytest.raises(ScanError, match="cannot be read"):
        read_markups(tmp_path / "none.mrk.json")


def test_a_point_added_in_slicer_leaves_the_kind_as_it_was(tmp_path):
    row = curves_as_markups([replace(ARTERY, name="a branch of it")])["markups"][0]
    row["controlPoints"].insert(0, {"position": [0.0, 0.0, -5.0], "description": "vein of Dr. Smith"})
    (found,) = read_markups(a_file(tmp_path / "a.mrk.json", row))
    assert found.kind == "artery"


def test_nothing_traced_writes_no_file(tmp_path):
    with pytest.raises(ScanError, match="nothing is traced yet"):
        write_markups(tmp_path / "curves.mrk.json", [])
    assert not list(tmp_path.iterdir())


def test_a_file_of_markups_is_no_file_of_curves(tmp_path):
    with pytest.raises(ScanError, match="no file of curves"):
        read_curves(a_file(tmp_path / "a.mrk.json", a_markup()))
