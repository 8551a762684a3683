from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.scans import Frames, Tracked
from cryonerve.scans.rigid import from_small, moved
from cryonerve.scans.sequences import image_to_probe
from cryonerve.ultrasound.sweeps import is_sweep, reconstruct
from cryonerve.ultrasound.transform_chain import chained, read_calibration

PIXEL = 0.15e-3
BALL = np.array([1.5e-3, 9e-3, 12e-3])  # m in the limb's frame: across, down, along the sweep
RADIUS = 4e-3
TUBE = (np.array([-6e-3, 13e-3]), 2e-3)  # across and down of a tube along the sweep, and its radius
POSE = from_small(np.array([0.4, -0.7, 0.3, 0.05, -0.02, 0.1]), np.zeros(3))  # of the limb in the reference


def limb(points):
    """Grey of a place in the limb: a bright ball and a bright tube in dark tissue."""
    ball = np.linalg.norm(points - BALL, axis=-1) < RADIUS
    tube = np.linalg.norm(points[..., :2] - TUBE[0], axis=-1) < TUBE[1]
    return np.where(ball | tube, 200, 40)


def swept(count=61, *, step=0.4e-3, tilt=0.0, jitter=0.0, seed=1):
    """A linear array moved along the limb, whose tracker sees probe and reference; perhaps trembling."""
    rng = np.random.default_rng(seed)
    shape = (130, 140)
    frames = Frames(
        np.zeros((count, *shape), np.uint8), 0.05 * np.arange(count), (PIXEL, PIXEL),
        (0.5e-3, -0.5 * PIXEL * (shape[1] - 1)), "recorded",
    )  # fmt: skip
    calibration = image_to_probe(frames)
    tracker = from_small(np.array([0.2, 0.1, -0.5, 0.3, 0.4, -0.2]), np.zeros(3))  # reference in the tracker
    columns, rows = np.meshgrid(np.arange(shape[1]), np.arange(shape[0]))
    pixels = np.stack([columns, rows, 0 * rows, np.ones_like(rows)], axis=-1)
    pictures, probes = [], []
    for number in range(count):
        probe = from_small(np.array([tilt * np.sin(number / 9.0), tilt, 0, 0, 0, step * number]), np.zeros(3))
        inside = (pixels @ (probe @ calibration).T)[..., :3]
        pictures.append(limb(inside))
        trembling = from_small(np.r_[0, 0, 0, jitter * rng.normal(size=3)], np.zeros(3))
        probes.append(tracker @ POSE @ trembling @ probe)
    frames = replace(frames, pixels=np.array(pictures, np.uint8))
    transforms = {
        "ProbeToTracker": np.array(probes),
        "ReferenceToTracker": np.tile(tracker, (count, 1, 1)),
        "ImageToProbe": np.tile(calibration, (count, 1, 1)),
    }
    return Tracked(frames, transforms)


def in_limb(sweep):
    """(n, 3) m and values of all voxels that were seen, in the limb's frame."""
    index = np.argwhere(sweep.seen)
    own = sweep.scan.origin + index * sweep.scan.spacing
    return moved(np.linalg.inv(POSE) @ sweep.scan.to_patient, own), sweep.scan.values[sweep.seen]


@pytest.mark.parametrize("tilt", [0.0, 0.12])
def test_a_ball_and_a_tube_stand_where_they_are(tilt):
    sweep = reconstruct(swept(tilt=tilt), spacing=0.4e-3)
    points, values = in_limb(sweep)
    voxel = float(sweep.scan.spacing[0])
    near = np.linalg.norm(points - BALL, axis=1) < 1.5 * RADIUS
    bright = points[near & (values > 120)]
    assert np.linalg.norm(bright.mean(axis=0) - BALL) < voxel
    assert 2.0 * (len(bright) * voxel**3 * 0.75 / np.pi) ** (1 / 3) == pytest.approx(2.0 * RADIUS, rel=0.05)
    # A piece of the tube away from the ball: its place and its diameter by area.
    piece = (np.abs(points[:, 2] - 12e-3) < 6e-3) & (np.linalg.norm(points[:, :2] - TUBE[0], axis=1) < 3e-3)
    tube = points[piece & (values > 120)]
    assert np.linalg.norm(tube[:, :2].mean(axis=0) - TUBE[0]) < 0.5 * voxel
    assert 2.0 * np.sqrt(len(tube) * voxel**3 / 12e-3 / np.pi) == pytest.approx(2.0 * TUBE[1], rel=0.05)
    assert sweep.chain == ("ImageToProbe", "ProbeToTracker", "TrackerToReference")
    assert sweep.target == "Reference"


def test_the_axes_follow_the_sweep():
    sweep = reconstruct(swept(), spacing=0.4e-3)
    axes = sweep.scan.to_patient[:3, :3]
    assert np.linalg.det(axes) == pytest.approx(1.0)
    there = POSE[:3, :3]
    assert np.allclose(np.abs(axes.T @ there), np.eye(3), atol=1e-6)
    assert (axes.T @ there)[1, 1] < 0.0  # y runs towards the transducer, down away from it
    assert sweep.speed == pytest.approx(0.4e-3 / 0.05, rel=1e-6)


@pytest.mark.parametrize("jitter", [0.1e-3, 0.4e-3])
def test_the_trackers_trembling_is_measured_and_said(jitter):
    sweep = reconstruct(swept(jitter=jitter), spacing=0.5e-3)
    assert sweep.jitter == pytest.approx(jitter * np.sqrt(3.0), rel=0.25)
    finding = next(item for item in sweep.scan.findings if "scatter" in item.about)
    assert finding.level == ("ok" if jitter < 0.15e-3 else "note")
    assert finding.value == pytest.approx(1e3 * sweep.jitter)


def test_pictures_that_the_tracker_did_not_see_are_dropped_and_counted():
    tracked = swept()
    lost = tracked.transforms["ProbeToTracker"].copy()
    lost[20:24] = np.nan
    sweep = reconstruct(
        Tracked(tracked.frames, {**tracked.transforms, "ProbeToTracker": lost}), spacing=0.5e-3
    )
    assert (sweep.frames, sweep.dropped) == (57, 4)
    assert any(
        "without valid tracking" in item.about and item.level == "note" for item in sweep.scan.findings
    )


def test_where_the_probe_jumped_nothing_is_filled():
    tracked = swept()
    probe = tracked.transforms["ProbeToTracker"].copy()
    probe[30:] = probe[30:] @ from_small(np.array([0, 0, 0, 0, 0, 10e-3]), np.zeros(3))
    sweep = reconstruct(
        Tracked(tracked.frames, {**tracked.transforms, "ProbeToTracker": probe}), spacing=0.5e-3
    )
    along = in_limb(sweep)[0][:, 2]
    assert not ((along > 12.2e-3) & (along < 21.4e-3)).any()
    assert next(item for item in sweep.scan.findings if "jumps" in item.about).value == 1.0


def test_without_a_calibration_it_is_said():
    tracked = swept()
    bare = {name: item for name, item in tracked.transforms.items() if name != "ImageToProbe"}
    sweep = reconstruct(Tracked(tracked.frames, bare), spacing=0.5e-3)
    assert any(item.about == "calibration" for item in sweep.scan.findings)
    off = image_to_probe(tracked.frames)
    off[:3, :3] *= 1.05
    other = reconstruct(Tracked(tracked.frames, bare), spacing=0.5e-3, calibration=off)
    assert any("scale of calibration" in item.about for item in other.scan.findings)


def test_a_clip_without_tracking_is_no_sweep():
    tracked = swept(count=3)
    with pytest.raises(ClipError, match="no transforms lead from Image to Reference"):
        reconstruct(Tracked(tracked.frames, {}), target="Reference")
    lost = {**tracked.transforms, "ProbeToTracker": np.full((3, 4, 4), np.nan)}
    with pytest.raises(ClipError, match="0 of 3 pictures have valid tracking"):
        reconstruct(Tracked(tracked.frames, lost))


def test_a_standing_probe_joins_nothing():
    with pytest.raises(ClipError, match="Sweep slower"):
        reconstruct(swept(count=4, step=20e-3))


def test_a_chain_leads_back_through_inverses():
    rng = np.random.default_rng(4)
    one, other = (np.array([from_small(rng.normal(size=6), np.zeros(3))]) for _ in range(2))
    found, names = chained({"AToB": one, "CToB": other}, "A", "C")
    assert np.allclose(found, np.linalg.inv(other) @ one)
    assert names == ("AToB", "BToC")


def test_the_calibration_of_a_configuration(tmp_path):
    text = """<PlusConfiguration><CoordinateDefinitions>
    <Transform From="Image" To="Probe" Matrix="0.1 0 0 12.5  0 0.1 0 -3  0 0 0.1 0  0 0 0 1" />
    </CoordinateDefinitions></PlusConfiguration>"""
    (tmp_path / "plus.xml").write_text(text)
    found = read_calibration(tmp_path / "plus.xml")
    assert np.allclose(found @ [10, 20, 0, 1], [13.5e-3, -1e-3, 0, 1])
    for wrong in ("<a/>", "no xml", text.replace("0.1 0 0 12.5", "0.1 0 0")):
        (tmp_path / "plus.xml").write_text(wrong)
        with pytest.raises(ClipError):
            read_calibration(tmp_path / "plus.xml")


def test_a_sequence_is_told_from_a_volume(tmp_path):
    from cryonerve.scans import write_clip

    write_clip(swept(count=3), tmp_path / "sweep.igs.mha")
    (tmp_path / "volume.mha").write_bytes(b"ObjectType = Image\nNDims = 3\n")
    assert is_sweep(tmp_path / "sweep.igs.mha")
    assert not is_sweep(tmp_path / "volume.mha")
