"""What bars every way is named, with its length; where a scan's cut does it, the remedy is one that helps."""

import re
from dataclasses import replace

import nibabel
import numpy as np
import pytest

import cryonerve as cn
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.case import Goals, LabelledScan, Means, Probe
from cryonerve.errors import CaseError
from cryonerve.planning.barriers import barriers_of
from cryonerve.planning.barring import named_bars
from cryonerve.planning.placing import frame_of
from tests.unit.anatomy.people import case_of

LEGEND = "1\tmuscle\n2\ttibial nerve\n3\tfemur\n4\tpopliteal artery\n5\tskin\n"
WIDE, TALL, STEP = 130, 60, 1.0  # voxels and mm


@pytest.fixture(scope="module")
def thigh(tmp_path_factory):
    """A thick limb: its nerve lies 54 mm from the skin, deeper than a scan is kept around the probes."""
    folder = tmp_path_factory.mktemp("thigh")
    x, y = np.meshgrid(*[np.arange(WIDE) * STEP - 0.5 * WIDE] * 2, indexing="ij")
    labels = np.zeros((WIDE, WIDE, TALL), np.int16)
    labels[np.hypot(x, y) < 60.0] = 5
    labels[np.hypot(x, y) < 58.0] = 1
    labels[np.hypot(x, y - 18.0) < 8.0] = 3
    labels[np.hypot(x - 12.0, y) < 3.0] = 4
    labels[np.hypot(x, y) < 2.5] = 2
    affine = np.diag([STEP, STEP, STEP, 1.0])
    affine[:2, 3] = -0.5 * WIDE * STEP
    nibabel.save(nibabel.Nifti1Image(labels, affine), folder / "seg.nii.gz")
    (folder / "legend.tsv").write_text(LEGEND)
    scan = LabelledScan(str(folder / "seg.nii.gz"), str(folder / "legend.tsv"), "tibial nerve")
    probe = Probe("distal", "cryo-s-a13", (0.0, -4.5e-3, 30e-3), (0.0, -0.7, 0.7141428))
    case = replace(
        case_of(scan),
        probes=(probe,),
        protocol=cn.load("tibial-neuroma-child").protocol,
        goals=Goals("tibial", length=4e-3, below=-10.0),
        means=Means(placements=1, devices=("cryo-s-a13",)),
    )
    return replace(case, solver=replace(case.solver, spacing=1.5e-3))


def test_the_cut_of_a_scan_is_named_and_the_crop_that_helps(thigh) -> None:
    with pytest.raises(CaseError) as caught:
        cn.plan(thigh)
    said = " ".join(str(caught.value).split())
    assert "anatomy.crop: no way to the tibial nerve is free" in said
    assert "the end of what is drawn, before the skin" in said
    assert "the tibial nerve itself (" in said
    assert re.search(r"Write 'crop: 45 mm' under 'anatomy'.* [1-9]\d* ways are free then", said)


@pytest.mark.parametrize(
    ("axis", "name", "least"),
    [((0.0, 1.0, 0.0), "the femur marrow (assumed)", 9e-3), ((1.0, 0.0, 0.0), "the popliteal artery", 3e-3)],
)
def test_what_a_shaft_passes_is_named_and_adds_up(thigh, axis, name, least) -> None:
    case = replace(thigh, anatomy=replace(thigh.anatomy, crop=80e-3))
    volume = cn.build(case)
    course, barriers = volume.treated_nerve, barriers_of(case, volume)
    place = Placement(4.5e-3 * np.array(axis) + [0.0, 0.0, 30e-3], np.array(axis), 1e-3, 5e-3)
    frame = frame_of(course, volume, (place,), reach=10e-3)
    bars = named_bars(place, frame, volume, barriers, gap=1e-4)
    assert bars[name] >= least
    assert sum(bars.values()) == pytest.approx(barriers.lacking(place))
    assert named_bars(place, frame, volume, barriers, gap=-2e-3)["the tibial nerve itself"] == 2e-3
