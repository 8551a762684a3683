"""What is odd about traced curves: contours that are no ellipses, overlaps, branches."""

from dataclasses import replace

import nibabel
import numpy as np
import pytest

from cryonerve import build, load
from cryonerve.anatomy import structure_at
from cryonerve.anatomy.curve_courses import outlined
from cryonerve.anatomy.curve_findings import curve_findings, misfit_of
from cryonerve.anatomy.scan_curves import Followed, nerve_courses
from cryonerve.case.case import LabelledScan
from cryonerve.planning.unknowns import unknowns_of
from cryonerve.scans.curves import read_curves, write_curves
from cryonerve.scans.traced_curve import Section, TracedCurve
from tests.unit.anatomy.people import case_of
from tests.unit.anatomy.test_curve_courses import bulb


def kidney(bend, count=120):
    """A contour 6 mm wide, bent like a kidney."""
    turn = 2.0 * np.pi * np.arange(count) / count
    x = 3.0 * np.cos(turn)
    return 1e-3 * np.stack([x, 2.0 * np.sin(turn) + bend * x**2], axis=1)


def curve(name, kind="nerve", *, aside=0.0, slope=0.0, width=4e-3, length=30e-3, start=0.0, sections=None):
    z = np.linspace(start, length, 61)
    points = np.stack([aside + slope * (z - start), 0.0 * z, z], axis=1)
    return TracedCurve(name, kind, points, sections or (Section(0.0, np.full(2, 0.5 * width)),))


def followed(*curves):
    found = []
    for item in curves:
        trace, bulb = outlined(item)
        found.append(Followed(item.name, item.kind, trace, bulb, 0, item))
    return found


@pytest.mark.parametrize(
    ("bend", "beside", "covered"), [(0.0, 0.005, 0.005), (0.12, 0.08, 0.03), (0.25, 0.16, 0.07)]
)
def test_what_an_ellipse_makes_of_a_kidney_is_bounded(bend, beside, covered):
    section = Section.of_contour(0.0, kidney(bend))
    lost = misfit_of(section)
    assert lost.beside <= beside + 0.03
    assert lost.covered <= covered + 0.005
    assert np.pi * section.semi_axes.prod() == pytest.approx(section.area)  # the area itself is kept


def test_contours_far_from_ellipses_are_said_with_their_size():
    bent = (Section.of_contour(0.0, kidney(0.12)), Section.of_contour(20e-3, kidney(0.25)))
    (said,) = curve_findings(followed(curve("tibial nerve", sections=bent)))
    assert "of the area lies elsewhere" in said
    assert "points of 100" in said
    assert curve_findings(followed(curve("n", sections=(Section.of_contour(0.0, kidney(0.0)),)))) == ()


def test_a_vessel_in_a_nerve_is_said_with_depth_and_length():
    (said,) = curve_findings(
        followed(curve("tibial nerve"), curve("popliteal artery", "artery", aside=3e-3, width=3e-3))
    )
    assert "tibial nerve" in said
    assert "overlap by up to 0.5 mm" in said
    assert curve_findings(followed(curve("a"), curve("b", aside=3.8e-3))) == ()


def test_curves_that_cross_are_said_with_the_length_of_the_crossing():
    (said,) = curve_findings(
        followed(curve("tibial nerve"), curve("sural nerve", aside=-12e-3, slope=0.8, width=2e-3))
    )
    assert "over 7" in said or "over 8" in said or "over 6" in said
    assert "wrong place" in said


def test_a_branch_that_begins_in_its_nerve_is_said_to_leave_it():
    (said,) = curve_findings(
        followed(curve("sciatic nerve"), curve("tibial nerve", slope=0.3, start=10e-3, width=3e-3))
    )
    assert "one leaves the other" in said


def test_a_contour_beside_its_curve_takes_the_course_there():
    shifted = Section.of_contour(10e-3, kidney(0.0) + np.array([1e-3, -0.5e-3]))
    trace, _ = outlined(curve("tibial nerve", sections=(shifted,)))
    assert trace.points[:, :2] == pytest.approx(np.tile([1e-3, -0.5e-3], (len(trace.points), 1)), abs=1e-5)


def test_how_sure_an_area_is_reaches_the_nerve_and_spread(tmp_path):
    sure = replace(curve("tibial nerve"), area_uncertainty=0.3)
    write_curves(tmp_path / "curves.json", [sure])
    (again,) = read_curves(tmp_path / "curves.json")
    scan = LabelledScan("labels.nii.gz", "labels.tsv", "tibial nerve")
    (course,), said = nerve_courses(followed(again), treated="tibial nerve", scan=scan)
    assert course.area_uncertainty == 0.3
    assert any("its area to 30%" in sentence for sentence in said)
    case = load("straight-probe-block")
    volume = replace(build(case), nerves=(course,))
    size = next(item for item in unknowns_of(case, volume) if item.name == "nerve_size")
    assert size.number.spread == pytest.approx(0.15)  # of the thickness: half of the area's


def muscle_block(folder, curves):
    """A block of muscle of 1 mm voxels around (0, 0, 20 mm), with curves in it."""
    affine = np.diag([1.0, 1.0, 1.0, 1.0])
    affine[:3, 3] = -20.0, -20.0, -5.0
    nibabel.save(nibabel.Nifti1Image(np.ones((41, 41, 51), np.int16), affine), folder / "labels.nii.gz")
    (folder / "labels.tsv").write_text("1\tmuscle\tmuscle\n", encoding="utf-8")
    write_curves(folder / "curves.json", curves)
    names = (folder / name for name in ("labels.nii.gz", "labels.tsv", "curves.json"))
    labels, legend, traced = (str(name) for name in names)
    return build(case_of(LabelledScan(labels, legend, "tibial nerve", curves=traced, crop=30e-3)))


def filled(volume, name, low, high, step=0.35e-3):
    """Volume, m3, of a structure between two heights."""
    number = next(item.label for item in volume.structures if item.name == name)
    side = np.arange(-8e-3, 8e-3, step) + 0.5 * step
    places = np.stack(
        np.meshgrid(side, side, np.arange(low, high, step) + 0.5 * step, indexing="ij"), axis=-1
    )
    return float((structure_at(volume, places.reshape(-1, 3)) == number).sum()) * step**3


def test_a_neuroma_of_contours_is_in_the_volume_with_its_size(tmp_path):
    """An ovoid of 10 x 9 x 16 mm at the nerve's end, contoured every 2 mm as by hand."""
    made = bulb(2e-3, contours=True)
    volume = muscle_block(tmp_path, [replace(made, treated=True)])
    assert volume.treated_nerve.neuroma.any()
    h, end = 8e-3, 6e-3 / 8e-3
    exact = np.pi * 5e-3 * 4.5e-3 * h * (end - end**3 / 3.0 + 2.0 / 3.0)
    assert filled(volume, "tibial nerve", 0.0, 14e-3) == pytest.approx(exact, rel=0.05)


def test_a_nerve_that_divides_is_two_curves_from_one_place(tmp_path):
    """Both branches are whole; what they share is painted once, and the overlap is said with its length."""
    branches = [
        curve("tibial nerve", slope=0.25, width=4e-3, length=35e-3),
        curve("common peroneal nerve", slope=-0.25, width=3e-3, length=35e-3),
    ]
    volume = muscle_block(tmp_path, [replace(branches[0], treated=True), branches[1]])
    assert [course.name for course in volume.nerves] == ["tibial", "common peroneal"]
    assert sum("one leaves the other" in said for said in volume.assumptions) == 1
    both = [filled(volume, item.name, 0.0, 30e-3) for item in branches]
    apart = [np.pi * (0.5 * width) ** 2 * 30e-3 * np.hypot(1.0, 0.25) for width in (4e-3, 3e-3)]
    assert both[0] < 1.03 * apart[0]
    assert 0.6 * sum(apart) < sum(both) < sum(apart)
