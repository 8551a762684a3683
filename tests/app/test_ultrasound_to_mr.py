"""The road from a tracked sweep to an MR and back: import, register by landmarks and bone, carry a nerve."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cryonerve.app.cli import main
from cryonerve.scans.clips import write_clip
from cryonerve.scans.curves import read_curves, write_curves
from cryonerve.scans.limb_folder import read_limb, save_labels_of, save_scan_of
from cryonerve.scans.registration_file import read_transform
from cryonerve.scans.rigid import from_small, moved
from cryonerve.scans.traced_curve import TracedCurve
from tests.registered_scans import made, tibia_sweep

TILTED = from_small(np.array([0.4, -0.3, 0.5, 0.03, -0.02, 0.05]), np.zeros(3))  # limb -> reference


@pytest.fixture(scope="module")
def limbs(tmp_path_factory):
    """A sweep that was imported and an MR with labels and a traced nerve, and where the sweep truly lies."""
    folder = tmp_path_factory.mktemp("limbs")
    magnetic = made("MR", spacing=(1.5e-3, 1.5e-3, 2e-3), seed=2)
    write_clip(tibia_sweep(magnetic.truth, TILTED), folder / "sweep.mha")
    assert main(["import", str(folder / "sweep.mha"), "-o", str(folder / "us")]) == 0
    save_scan_of(folder / "mr", magnetic.scan)
    save_labels_of(folder / "mr", magnetic.truth)
    nerve = TracedCurve("tibial nerve", "nerve", np.array([[0, 0, 0.0], [0, 0, 20e-3]]), treated=True)
    write_curves(folder / "mr" / "curves.json", [nerve])
    return folder, np.linalg.inv(TILTED) @ read_limb(folder / "us").scan.to_patient


def landmarks(truth, *, swapped=False):
    """Four places, each set 2 mm off on the sweep."""
    rng = np.random.default_rng(5)
    for place in np.array([[8, 50, 0], [20, 40, 25], [0, 45, 30], [10, 30, 10], [15, 55, 15]]):
        off = 2.0 / np.sqrt(3.0) * rng.normal(size=3)
        there = 1e3 * moved(np.linalg.inv(truth), 1e-3 * place) + off
        pair = [" ".join(f"{value:.3f}" for value in item) for item in (there, place)]
        yield from ("--landmark", " = ".join(pair[::-1] if swapped else pair) + " mm")


def asked(folder, truth, way, *options):
    return [
        "register",
        *(str(folder / name) for name in way),
        *options,
        *landmarks(truth, swapped=way[0] == "mr"),
    ]


def error_in_sweep(folder, transform, truth):
    """Root mean square error of places of the sweep, mm."""
    scan = read_limb(folder / "us").scan
    places = np.argwhere(scan.values > 0)[::501] * scan.spacing + scan.origin
    off = moved(transform, places) - moved(truth, places)
    return 1e3 * float(np.sqrt(np.mean((off**2).sum(axis=1))))


def test_bone_and_landmarks_lay_a_sweep_onto_an_mr(limbs, capsys, tmp_path):
    folder, truth = limbs
    errors = {}
    for how in ("landmarks", "surface"):
        out = tmp_path / how
        assert main([*asked(folder, truth, ("us", "mr"), "--how", how), "-o", str(out), "--json"]) in {0, 1}
        answer = json.loads(capsys.readouterr().out)
        errors[how] = error_in_sweep(folder, read_transform(out / "registration.json"), truth)
        assert errors[how] < answer["error_mm"]
    assert errors["surface"] < errors["landmarks"]
    assert (tmp_path / "surface" / "registration.png").stat().st_size > 20_000


def test_a_nerve_traced_on_the_mr_comes_onto_the_sweep(limbs, capsys, tmp_path):
    folder, truth = limbs
    out = tmp_path / "back"
    assert main([*asked(folder, truth, ("mr", "us"), "--how", "surface"), "-o", str(out), "--json"]) in {0, 1}
    answer = json.loads(capsys.readouterr().out)
    (curve,) = read_curves(out / "curves.json")
    assert curve.uncertainty == pytest.approx(1e-3 * answer["deviation_mm"], rel=0.01)
    there = moved(truth, curve.points)
    assert np.linalg.norm(there - [[0, 0, 0], [0, 0, 20e-3]], axis=1).max() < 3e-3 * answer["error_mm"]


def test_bone_where_landmarks_do_not_allow_it_is_left_out(limbs, capsys, tmp_path):
    folder, truth = limbs
    ahead = np.eye(4)
    ahead[1, 3] = 0.012  # m: whoever set the landmarks took the skin for the bone
    asked_for = asked(folder, ahead @ truth, ("us", "mr"), "--how", "surface")
    assert main([*asked_for, "-o", str(tmp_path / "out"), "--json"]) in {0, 1}
    said = capsys.readouterr().out
    assert "bone of the sweep left out" in said
    assert json.loads(said)["how"] == "landmarks"


PLUS = """<PlusConfiguration><CoordinateDefinitions><Transform From="Image" To="Probe" Matrix="
 0.4 0 0 -21.8  0 0.4 0 0.2  0 0 0.4 0  0 0 0 1"/></CoordinateDefinitions></PlusConfiguration>"""


def test_a_file_whose_pixels_are_of_size_one_takes_the_scale_of_its_calibration(limbs, capsys, tmp_path):
    folder, _ = limbs
    head, end, pixels = (folder / "sweep.mha").read_bytes().partition(b"ElementDataFile = LOCAL\n")
    lines = [line for line in head.splitlines() if b"ImageToProbe" not in line and b"otes" not in line]
    lines = [b"ElementSpacing = 1 1 1" if line.startswith(b"ElementSpacing") else line for line in lines]
    (tmp_path / "plus.mha").write_bytes(b"\n".join(lines) + b"\n" + end + pixels)
    asked = ["import", str(tmp_path / "plus.mha"), "-o", str(tmp_path / "us")]
    assert main(asked) == 2
    assert "--calibration" in capsys.readouterr().err
    (tmp_path / "plus.xml").write_text(PLUS)
    assert main([*asked, "--calibration", str(tmp_path / "plus.xml")]) == 0
    made, again = (read_limb(place / "us").scan for place in (folder, tmp_path))
    assert np.allclose(np.ptp(made.bounds, axis=0), np.ptp(again.bounds, axis=0), atol=1e-3)
