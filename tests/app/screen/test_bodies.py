"""Which drawing belongs to a case: its key follows what is drawn, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

import synthetic
from cryonerve.app.screen import bodies
from cryonerve.app.screen.bodies import scene_key
from cryonerve.case.case import LabelledScan
from tests.app.screen.conftest import BLOCK


@pytest.fixture
def key_of(monkeypatch):
    """The key of a case, whatever its text is."""

    def key(case) -> str:
        monkeypatch.setattr(bodies, "case_of", lambda text: case)
        return scene_key("")

    return key


def test_a_key_follows_what_is_drawn(key_of) -> None:
    case = synthetic.synthetic_case()
    first = key_of(case)
    assert len(first) == 24
    assert key_of(replace(case, title="another", protocol=())) == first
    probe = case.probes[0]
    near = replace(probe, tip=tuple(part + 1e-5 for part in probe.tip))
    far = replace(probe, tip=tuple(part + 30e-3 for part in probe.tip))
    assert key_of(replace(case, probes=(near,))) == first
    others = (
        replace(case, probes=(far,)),
        replace(case, anatomy=replace(case.anatomy, side="right")),
        replace(case, patient=replace(case.patient, age=3e8)),
        replace(case, solver=replace(case.solver, spacing=0.9e-3)),
    )
    assert len({first, *(key_of(other) for other in others)}) == 1 + len(others)


def test_a_block_has_one_key_wherever_its_probes_are() -> None:
    assert scene_key(BLOCK) == scene_key(BLOCK.replace("tip: 0 0 0 mm", "tip: 3 0 0 mm"))
    assert scene_key(BLOCK) != scene_key(BLOCK.replace("24 24 24", "24 24 26"))


def test_a_scan_that_was_exported_anew_is_drawn_anew(key_of, tmp_path) -> None:
    labels, legend = tmp_path / "labels.nii", tmp_path / "labels.ctbl"
    labels.write_bytes(b"labels")
    legend.write_bytes(b"legend")
    case = replace(synthetic.synthetic_case(), anatomy=LabelledScan(str(labels), str(legend), "tibial"))
    first = key_of(case)
    assert key_of(case) == first
    labels.write_bytes(b"other.")
    second = key_of(case)
    legend.write_bytes(b"legend!")
    third = key_of(case)
    labels.unlink()
    gone = key_of(case)
    assert len({first, second, third, gone}) == 4
    labels.write_bytes(b"labels")
    legend.write_bytes(b"legend")
    assert key_of(case) == first  # the content counts, not its time
