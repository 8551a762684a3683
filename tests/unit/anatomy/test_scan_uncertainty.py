"""How far a scan may be off: who says it, in which order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy.scan_uncertainty import boundary_spread, place_spread
from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import FieldStanding, LabelledScan
from cryonerve.case.reading import read_case
from cryonerve.scans.label_merging import edge_remark
from synthetic import synthetic_nerve
from tests.unit.anatomy.people import case_of, stump


def scan(**changes):
    return case_of(LabelledScan("a.nii", "b.tsv", "tibial", **changes))


def volume(*size, uncertainty=None):
    nerve = replace(synthetic_nerve(), uncertainty=uncertainty)
    return Volume(np.ones((2, 2, 2), np.int16), np.diag([*size, 1.0]), (), nerves=(nerve,))


def test_voxels_tell_where_nobody_does() -> None:
    coarse, fine = volume(1e-3, 1e-3, 3.375e-3), volume(0.3e-3, 0.3e-3, 1e-3)
    assert place_spread(scan(), coarse).spread == pytest.approx(0.75e-3)  # half of a cube as large
    assert boundary_spread(scan(), coarse).spread == pytest.approx(0.75e-3)
    assert place_spread(scan(), fine).spread == boundary_spread(scan(), fine).spread == 0.5e-3
    assert place_spread(scan(), fine).standing == "assumed"
    assert "does not say" in place_spread(scan(), fine).remark


def test_a_traced_curve_goes_before_the_voxels_and_the_case_before_both() -> None:
    traced = volume(1e-3, 1e-3, 3e-3, uncertainty=0.35e-3)
    assert place_spread(scan(), traced).spread == 0.35e-3
    book = FieldStanding("anatomy.uncertainty.nerve", "0 mm", "assumed", why="read twice")
    said = replace(scan(uncertainty_nerve=0.0, uncertainty_boundary=1e-3), standings=(book,))
    found = place_spread(said, traced)
    assert (found.spread, found.standing, found.remark) == (0.0, "assumed", "read twice")
    assert (boundary_spread(said, traced).spread, boundary_spread(said, traced).standing) == (1e-3, "stated")


def test_edges_that_the_labels_say_go_before_the_voxels(tmp_path) -> None:
    """A segmentation had said 1.1 mm in labels.tsv, and `check` and `spread` spoke of the size of voxels."""
    table = tmp_path / "labels.tsv"
    said = [f"# remark: {edge_remark(name, edge)}" for name, edge in (("muscle", 0.8e-3), ("marrow", 1.1e-3))]
    table.write_text("\n".join([*said, "number\tname", "1\tmuscle"]))
    case = case_of(LabelledScan("a.nii", str(table), "tibial"))
    fine = volume(0.3e-3, 0.3e-3, 1e-3)
    found = boundary_spread(case, fine)
    assert (found.spread, found.standing) == (1.1e-3, "assumed")
    assert "edge of the labels" in found.remark
    assert place_spread(case, fine).spread == 0.5e-3  # a nerve is no edge of the labels
    books = read_case(
        b"{cryonerve: 1, title: a, protocol: [Freeze at -80 degC for 2 min], "
        b"anatomy: {phantom: scan, labels: l.nii, legend: l.tsv, nerve: tibial}, "
        b"probes: [{name: one, device: cryo-s-a13, tip: 0 0 0 mm, axis: 0 0 1}]}",
        file="f",
        name="n",
    ).standings
    (why,) = [item.why for item in books if item.path == "anatomy.uncertainty.boundary"]
    assert "what the labels say of their edges" in why


def test_a_phantom_was_not_seen() -> None:
    assert place_spread(stump(), volume(1e-3, 1e-3, 1e-3)).spread == 0.0
    assert boundary_spread(stump(), volume(1e-3, 1e-3, 1e-3)).spread == 0.0
