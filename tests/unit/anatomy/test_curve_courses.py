import numpy as np
import pytest

from cryonerve.anatomy.courses import arc_length
from cryonerve.anatomy.curve_courses import outlined
from cryonerve.scans.traced_curve import Section, TracedCurve

LINE = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 40e-3]])


def volume_of(trace, part):
    """Volume of a part of a traced structure, m3: its areas along its stations."""
    return np.trapezoid(np.pi * trace.semi_axes.prod(axis=1) * part, arc_length(trace.points))


def bulb(step, half=(5e-3, 4.5e-3), length=16e-3, *, contours=False):
    """A nerve of 2 mm that ends in an ovoid at its distal end, with sections every `step`."""
    sections = []
    for station in np.arange(0.5 * step, length, step):
        size = np.sqrt(1.0 - ((station - 0.5 * length) / (0.5 * length)) ** 2) * np.array(half)
        if station > 0.5 * length and size.min() < 2e-3:
            break
        one = Section(float(station), size, 0.0, neuroma=True)
        if contours:
            one = Section.of_contour(float(station), one.outline(72), neuroma=True)
        sections.append(one)
    sections.append(Section(length + 4e-3, np.full(2, 2e-3)))
    return TracedCurve("tibial nerve", "nerve", LINE, tuple(sections))


@pytest.mark.parametrize("contours", [False, True])
def test_a_bulb_of_contours_has_the_volume_of_the_ovoid_it_was_made_from(contours):
    """Sections every 2 mm; the ovoid's part up to where the nerve takes over."""
    trace, neuroma = outlined(bulb(2e-3, contours=contours))
    assert neuroma[0]
    assert not neuroma[-1]
    z = trace.points[:, 2]
    part = z <= 14e-3
    h = 8e-3
    end = (14e-3 - h) / h
    exact = np.pi * 5e-3 * 4.5e-3 * h * (end - end**3 / 3.0 + 2.0 / 3.0)
    assert volume_of(trace, part) == pytest.approx(exact, rel=0.03)


def test_outlines_do_not_overshoot_between_sections():
    sizes = ((0.0, 2e-3), (9e-3, 2e-3), (12e-3, 4e-3), (30e-3, 4e-3))
    line = TracedCurve("n", "nerve", LINE, tuple(Section(at, np.full(2, size)) for at, size in sizes))
    semi = outlined(line)[0].semi_axes
    assert semi.min() >= 2e-3 - 1e-9
    assert semi.max() <= 4e-3 + 1e-9


def test_an_oval_keeps_its_direction_and_turns_evenly():
    turning = tuple(Section(at, np.array([3e-3, 2e-3]), angle) for at, angle in ((0.0, 0.0), (40e-3, 0.6)))
    trace, _ = outlined(TracedCurve("n", "nerve", LINE, turning))
    angle = np.arctan2(trace.across[:, 0, 1], trace.across[:, 0, 0])
    assert np.tan(angle[[0, -1]]) == pytest.approx(np.tan([0.0, 0.6]), abs=1e-3)
    assert (np.diff(angle) >= -1e-9).all()
    assert np.einsum("nad,nbd->nab", trace.across, trace.across) == pytest.approx(
        np.tile(np.eye(2), (len(angle), 1, 1)), abs=1e-9
    )


def test_without_sections_the_usual_width_is_taken():
    trace, _ = outlined(TracedCurve("sural nerve", "nerve", LINE))
    assert np.pi * trace.semi_axes[0].prod() == pytest.approx(2.4e-6, rel=1e-6)
