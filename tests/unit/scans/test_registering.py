from __future__ import annotations

import builtins
from dataclasses import replace

import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.findings import worst
from cryonerve.scans.landmark_registration import Landmark
from cryonerve.scans.picture_registration import pictures_of
from cryonerve.scans.registering import register
from cryonerve.scans.rigid import from_small, moved
from cryonerve.scans.scan import Scan
from tests.registered_scans import drawn_motion, made, moved_scan, places_in, target_errors

COARSE = (2e-3, 2e-3, 3e-3)


@pytest.fixture(scope="module")
def child():
    return made("CT", spacing=COARSE)


@pytest.fixture(scope="module")
def magnetic():
    return made("MR", spacing=(1.5e-3, 1.5e-3, 2e-3), seed=2)


def by_name(registration, words):
    return next(item for item in registration.findings if words in item.about)


def test_pictures_of_two_kinds_find_the_known_motion(magnetic):
    child = made("CT", spacing=(3e-3, 3e-3, 4e-3))
    motion = drawn_motion(3, child.scan.bounds.mean(axis=0))
    moving = moved_scan(magnetic.scan, motion, (3e-3, 3e-3, 4e-3), 3)
    found = register(moving, child.scan, seed=3)
    errors = target_errors(found.transform, motion, places_in(child.truth, 61))
    assert found.how == "intensity"
    assert np.sqrt(np.mean(errors**2)) < found.error < 3e-3
    assert found.turned == pytest.approx(np.degrees(np.arccos((np.trace(motion[:3, :3]) - 1) / 2)), abs=1.0)
    again = register(moving, child.scan, seed=3)
    assert np.allclose(again.transform, found.transform, rtol=0, atol=1e-8)
    assert again.error == pytest.approx(found.error, rel=1e-6)


def test_landmarks_come_before_everything(child):
    motion = from_small(np.array([0.05, -0.1, 0.2, 0.01, 0.02, -0.03]), np.zeros(3))
    fixed = np.array([[0, 0, 0], [30, 0, 10], [0, 25, -20], [-20, 10, 30]]) * 1e-3
    pairs = [
        Landmark(tuple(one), tuple(other)) for one, other in zip(moved(motion, fixed), fixed, strict=True)
    ]
    found = register(child.scan, child.scan, landmarks=pairs)
    assert found.how == "landmarks"
    assert np.allclose(found.transform @ motion, np.eye(4), atol=1e-9)
    assert max(found.residuals) < 1e-9
    # Residuals of nothing do not make an error of nothing: voxels are 2 x 2 x 3 mm.
    assert found.error > 1e-3
    assert found.error_at(np.array([0.0, 0.0, 0.3]))[0] > 2.0 * found.error
    assert "Fitzpatrick" in found.estimated


def test_a_quarter_turn_is_said_aloud(child):
    motion = from_small(np.array([0, 0, np.radians(100.0), 0, 0, 0]), np.zeros(3))
    fixed = np.array([[0, 0, 0], [30, 0, 10], [0, 25, -20], [-20, 10, 30]]) * 1e-3
    pairs = [
        Landmark(tuple(one), tuple(other)) for one, other in zip(moved(motion, fixed), fixed, strict=True)
    ]
    assert by_name(register(child.scan, child.scan, landmarks=pairs), "turn between").level == "warn"


def test_scans_of_different_places_are_stopped(child):
    away = replace(child.scan, origin=child.scan.origin + np.array([0, 0, 0.07]))
    pairs = [Landmark((x, y, z), (x, y, z)) for x, y, z in ((0, 0, 0), (0.03, 0, 0), (0, 0.03, 0))]
    found = register(away, child.scan, landmarks=pairs)
    assert by_name(found, "both scans show").level == "stop"
    assert worst(found.findings) == "stop"


def test_a_scan_that_shows_nothing_of_the_limb_is_doubted():
    child = made("CT", spacing=(3e-3, 3e-3, 4e-3))
    rng = np.random.default_rng(1)
    mist = replace(
        child.scan, values=rng.normal(300, 30, child.scan.values.shape).astype(np.float32), modality="MR"
    )
    found = register(mist, child.scan, bodies=(np.ones(mist.values.shape, bool), None))
    assert by_name(found, "mutual information").level in {"warn", "stop"}


def test_surfaces_hold_what_they_hold_and_no_more(child):
    motion = drawn_motion(5, child.scan.bounds.mean(axis=0), degrees=5.0)
    one = moved_scan(made("CT", spacing=(1.5e-3, 1.5e-3, 2e-3), seed=2).scan, motion, COARSE, 5)
    found = register(one, child.scan, how="surface")
    errors = target_errors(found.transform, motion, places_in(child.truth, 211))
    assert np.sqrt(np.mean(errors**2)) < found.error
    assert "surfaces" in found.estimated


def test_a_round_limb_may_turn_in_its_skin():
    """A cylinder's surface says nothing of its turn: the error is large, and a finding says so."""
    places = np.indices((50, 50, 30)).astype(float) - np.array([24.5, 24.5, 14.5])[:, None, None, None]
    tube = 1e3 * (np.hypot(places[0], places[1]) < 18.0) - 1000.0
    scan = Scan(tube.astype(np.int16), np.array([-24.5, -24.5, -14.5]) * 2e-3, np.full(3, 2e-3), "CT")
    found = register(scan, scan, how="surface")
    assert found.error > 3e-3
    assert by_name(found, "error of the registration").level in {"warn", "stop"}


@pytest.mark.parametrize("scale", [1.0, 1e-4])
def test_one_bright_spot_does_not_take_the_bins_on_any_scale(magnetic, scale):
    from SimpleITK import GetArrayFromImage

    values = scale * magnetic.scan.values.astype(np.float32)
    usual = float(values.max())
    values[0, 0, 0] = 50.0 * usual
    scan = replace(magnetic.scan, values=values)
    pictures = pictures_of(scan, scan, np.ones(values.shape, bool))
    assert GetArrayFromImage(pictures.moving[-1]).max() <= usual


def test_one_value_everywhere_is_no_scan(child):
    flat = replace(child.scan, values=np.zeros_like(child.scan.values))
    with pytest.raises(ScanError, match="same value"):
        register(flat, child.scan)


@pytest.mark.parametrize("how", ["landmark", "eye"])
def test_an_unknown_way_is_refused(child, how):
    with pytest.raises(ScanError, match=f"not registered by '{how}'"):
        register(child.scan, child.scan, how=how)


def test_without_simpleitk_the_way_out_is_named(child, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name == "SimpleITK":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ScanError, match=r"cryonerve\[scans\]"):
        register(child.scan, child.scan)


def mirrored_by(places):
    return [Landmark((-x, y, z), (x, y, z)) for x, y, z in 1e-3 * np.array(places, float)]


def test_a_left_leg_on_a_right_one_is_stopped(magnetic):
    child = made("CT", spacing=(3e-3, 3e-3, 4e-3))
    moving = moved_scan(magnetic.scan, drawn_motion(1, child.scan.bounds.mean(axis=0)), (3e-3, 3e-3, 4e-3), 1)
    right = by_name(register(moving, child.scan), "mirrored scan")
    assert right.level == "ok"
    wrong = register(replace(moving, values=moving.values[::-1]), child.scan)
    assert by_name(wrong, "mirrored scan").level == "stop"
    assert right.value < 90.0


def test_landmarks_of_the_other_side_are_stopped(child):
    corners = [(20, 0, 0), (-10, 25, 0), (0, -5, 30), (5, 10, -25), (-20, 5, 10)]
    found = register(child.scan, child.scan, landmarks=mirrored_by(corners))
    assert by_name(found, "landmarks lie mirrored").level == "stop"
    flat = register(child.scan, child.scan, landmarks=mirrored_by([(x, y, 0) for x, y, _ in corners]))
    assert not [item for item in flat.findings if "mirrored" in item.about]  # a plane has no side


@pytest.mark.parametrize("how", ["intensity", "surface"])
def test_a_sweep_without_landmarks_is_refused(child, how):
    sweep = replace(child.scan, values=np.abs(child.scan.values), modality="US")
    for pair in ((sweep, child.scan), (child.scan, sweep)):
        with pytest.raises(ScanError, match="frame, which knows nothing of the limb"):
            register(*pair, how=how)
