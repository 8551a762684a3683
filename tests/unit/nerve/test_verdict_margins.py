"""Margins of a scan's vessels and other nerves: millimetres that can be checked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy.volume import Structure, Volume
from cryonerve.case.case import LabelledScan
from cryonerve.nerve.verdict_margins import judge_edge, judge_margins, judge_ways, skin_assumed
from synthetic import synthetic_case, synthetic_freezing, synthetic_nerve

SCAN = LabelledScan("a.nii", "b.tsv", "tibial", uncertainty_nerve=0.5e-3)
KINDS = (
    Structure(1, "muscle", "muscle", "muscle"),
    Structure(5, "popliteal artery", "blood", "artery"),
    Structure(6, "popliteal vein", "blood", "vein"),
    Structure(7, "sural nerve", "nerve", "nerve"),
)
STEP = 0.5e-3
ZONE = 3.0e-3  # radius of the -20 degC zone around the z axis; 10 K more for every millimetre


def freezing():
    """A run whose cold is a cylinder around the z axis."""
    faces = np.arange(-12e-3, 12e-3 + 1e-9, STEP)
    middle = 0.5 * (faces[1:] + faces[:-1])
    x, y, _ = np.meshgrid(middle, middle, middle, indexing="ij")
    nadir = (-20.0 + 10e3 * (np.hypot(x, y) - ZONE)).astype(np.float32)
    shape = nadir.shape
    return replace(
        synthetic_freezing(), x=faces, y=faces, z=faces, nadir=nadir,
        tissue_volume=np.full(shape, STEP**3), labels=np.ones(shape, np.int16),
    )  # fmt: skip


def volume(*, vein=9e-3):
    """An artery from x = 5 mm, a vein from y = `vein`, a sural nerve to x = -7 mm; a traced nerve."""
    labels = np.ones((48, 48, 48), np.int16)
    affine = np.diag([STEP, STEP, STEP, 1.0])
    affine[:3, 3] = -12e-3 + 0.5 * STEP
    first = round((5e-3 + 12e-3) / STEP)
    labels[first : first + 4, 22:26] = 5
    start = round((vein + 12e-3) / STEP)
    labels[22:26, start : start + 4] = 6
    labels[6:10, 22:26] = 7
    across = np.tile(np.eye(3)[:2], (9, 1, 1))
    z = np.linspace(-4e-3, 4e-3, 9)
    line = np.stack([0 * z, 0 * z - 8e-3, z], axis=1)
    peroneal = replace(
        synthetic_nerve(), name="common peroneal", points=line, arc=z - z[0], across=across, treated=False,
        semi_axes=np.full((9, 2), 1e-3), fascicle_offsets=np.zeros((9, 1, 2)), neuroma=np.zeros(9, bool),
        fascicle_radii=np.full((9, 1), 5e-4),
    )  # fmt: skip
    return Volume(labels, affine, KINDS, nerves=(synthetic_nerve(), peroneal))


def margins(case=None, **changes):
    case = replace(synthetic_case(), anatomy=SCAN) if case is None else case
    return {item.about: item for item in judge_margins(case, volume(**changes), freezing())}


def test_millimetres_by_name_the_nearest_first() -> None:
    found = margins()
    assert {about: item.value for about, item in found.items()} == {
        "margin of the popliteal artery": pytest.approx(2.0, abs=0.1),
        "margin of the common peroneal nerve": pytest.approx(4.0, abs=0.1),
        "margin of the sural nerve": pytest.approx(4.0, abs=0.1),
        "margin of the popliteal vein": pytest.approx(6.0, abs=0.1),
    }
    assert next(iter(found)) == "margin of the popliteal artery"
    words = found["margin of the popliteal vein"].reason
    assert "6.0 mm from the popliteal vein, the -40 degC zone 8.0 mm from it" in words
    assert "coldest point reaches 40.0 degC" in words
    assert "Hand (1 mm) and tracing (0.5 mm) together may be off by 1.1 mm" in words


def test_levels_are_those_of_the_table() -> None:
    levels = {about: item.level for about, item in margins(vein=4.5e-3).items()}
    assert levels["margin of the popliteal vein"] == "note"  # 1.5 mm
    assert levels["margin of the common peroneal nerve"] == "note"  # 4 mm
    assert {item.level for item in margins().values() if "vein" in item.about} == {"ok"}  # 6 mm
    inside = margins(vein=2e-3)["margin of the popliteal vein"]
    assert inside.level == "warn"
    assert inside.value == pytest.approx(-1.0, abs=0.15)
    assert "1.0 mm into the popliteal vein" in inside.reason


def test_only_of_a_scan_and_only_where_it_is_cold() -> None:
    assert margins(synthetic_case()) == {}
    warm = replace(freezing(), nadir=np.full((48, 48, 48), 5.0, np.float32))
    assert list(judge_margins(replace(synthetic_case(), anatomy=SCAN), volume(), warm)) == []


def way_of(axis, tip=(0.0, 0.0, -10e-3)):
    """What is said of one probe that leads up along z, in muscle under air (z > 6 mm)."""
    drawn = volume(vein=2e-3)
    labels = drawn.labels.copy()
    labels[:, :, 36:] = 0
    base = replace(synthetic_case(), anatomy=SCAN)
    probe = replace(base.probes[0], tip=tip, axis=axis)
    (found,) = judge_ways(replace(base, probes=(probe,)), replace(drawn, labels=labels))
    return found


def test_the_way_of_a_shaft_is_free_or_names_what_it_passes() -> None:
    free = way_of((0.0, 0.0, 1.0), tip=(-2e-3, -4e-3, -10e-3))
    assert (free.level, free.subject.name if free.subject else "") == ("ok", "proximal")
    assert "after 16 mm" in free.reason
    met = way_of((0.0, 0.0, 1.0), tip=(0.0, 3e-3, -10e-3))
    assert met.level == "warn"
    assert "passes through the popliteal vein" in met.reason
    cut = way_of((0.0, -1.0, 0.0), tip=(-2e-3, -4e-3, -10e-3))
    assert cut.level == "warn"
    assert "does not reach the skin" in cut.reason


def test_a_probe_at_the_end_of_the_scan_is_told() -> None:
    """Half a millimetre from where the scan was cut a run had said nothing: heat does not pass there."""
    case = replace(synthetic_case(), anatomy=SCAN)
    probe = replace(case.probes[0], tip=(0.0, 0.0, 1e-3), axis=(0.0, 0.0, 1.0))
    (found,) = judge_edge(replace(case, probes=(probe,)), volume())
    length = case.device_of(probe).active_length.value
    assert found.level == "warn"
    assert found.value == pytest.approx(1e3 * (12e-3 - 0.5 * STEP - 1e-3 - length), abs=0.2)
    assert f"'{probe.name}'" in found.about
    assert list(judge_edge(synthetic_case(), volume())) == []  # a phantom is drawn as long as it must be
    bare = replace(volume(), labels=np.pad(volume().labels, 4))  # the body ends in air: nothing is cut
    assert list(judge_edge(replace(case, probes=(probe,)), bare)) == []


def test_skin_is_assumed_where_nobody_labelled_it() -> None:
    made = Structure(9, "skin (assumed)", "skin", "skin", "assumed")
    scan = replace(volume(), frame="scan", structures=(*KINDS, made))
    assert skin_assumed(scan)
    assert not skin_assumed(replace(scan, structures=(*KINDS, replace(made, name="skin"))))
    assert not skin_assumed(volume())
