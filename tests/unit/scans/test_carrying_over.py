from __future__ import annotations

import numpy as np
import pytest

from cryonerve.scans.carrying_over import carried_curve, carried_labels, carried_scan
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.landmark_registration import Landmark
from cryonerve.scans.registering import register
from cryonerve.scans.registration_file import read_transform, write_registration
from cryonerve.scans.rigid import from_small, moved
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import Section, TracedCurve

MOTION = from_small(np.array([0.1, -0.2, 0.5, 4e-3, -3e-3, 6e-3]), np.zeros(3))


@pytest.fixture(scope="module")
def scan():
    places = np.indices((50, 50, 50)).astype(float) * 1e-3 - 0.025
    egg = (places[0] / 0.012) ** 2 + (places[1] / 0.015) ** 2 + (places[2] / 0.01) ** 2 < 1.0
    return Scan(np.where(egg, 50, -1000).astype(np.int16), np.full(3, -0.025), np.full(3, 1e-3), "CT")


@pytest.fixture(scope="module")
def registration(scan):
    corners = np.array([[0, 0, 0], [15, 0, 0], [0, 12, 5], [-5, 5, 14]]) * 1e-3
    pairs = [Landmark(tuple(a), tuple(b)) for a, b in zip(corners, moved(MOTION, corners), strict=True)]
    return register(scan, scan, landmarks=pairs)


def test_pictures_and_labels_land_where_the_motion_takes_them(scan, registration):
    egg = Label(1, "egg", "fat", "fat", "machine", "threshold")
    labels = Labels((scan.values > -500).astype(np.int16), scan.origin, scan.spacing, (egg,))
    pictures = carried_scan(scan, registration, scan)
    carried = carried_labels(labels, registration, scan)
    for mask in (pictures.values > -475, carried.numbers == 1):
        middle = np.argwhere(mask).mean(axis=0) * scan.spacing + scan.origin
        before = np.argwhere(labels.numbers == 1).mean(axis=0) * scan.spacing + scan.origin
        assert np.allclose(middle, moved(MOTION, before), atol=0.1e-3)
        assert mask.sum() == pytest.approx(labels.numbers.sum(), rel=0.02)
    assert pictures.values.dtype == np.int16
    assert "taken over from another scan" in carried.legend[0].why
    assert carried.legend[0].why.startswith("threshold; ")


def test_a_curve_keeps_its_outlines_in_space_and_grows_unsure(registration):
    points = np.array([[0, 0, -10], [1, 0, 0], [2, 1, 10]]) * 1e-3
    square = np.array([[2, 1], [-2, 1], [-2, -1], [2, -1.5]]) * 1e-3
    curve = TracedCurve(
        "tibial nerve", "nerve", points,
        (Section(4e-3, np.array([2e-3, 1e-3]), 0.3), Section.of_contour(10e-3, square)),
        clicks=points[:1], uncertainty=0.3e-3, treated=True,
    )  # fmt: skip
    there = carried_curve(curve, registration)

    def outlines(item):
        for section in item.sections:
            place, across = item.at(section.station)
            yield place[0] + section.outline() @ across[0]

    for before, after in zip(outlines(curve), outlines(there), strict=True):
        assert np.abs(moved(MOTION, before) - after).max() < 0.15e-3
    assert np.allclose(there.clicks, moved(MOTION, curve.clicks))
    assert there.uncertainty == pytest.approx(np.hypot(0.3e-3, registration.deviation))
    assert there.treated
    assert "registered by landmarks" in there.why


def test_the_file_holds_the_motion(tmp_path, registration):
    write_registration(tmp_path / "registration.json", registration)
    assert np.allclose(read_transform(tmp_path / "registration.json"), MOTION, atol=1e-9)
    (tmp_path / "registration.json").write_text('{"format": "cryonerve.registration/1"}')
    with pytest.raises(Exception, match="no registration that can be read"):
        read_transform(tmp_path / "registration.json")
