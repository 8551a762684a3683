"""What a run says of injected fluid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.case import Pool
from cryonerve.nerve.verdict_fluid import judge_fluid
from tests.unit.bioheat.blocks import block, frozen


def said(*pools, **changes):
    case = block(size=24.0, spacing=1.5, hydrodissection=pools, **changes)
    volume = cn.build(case)
    return list(judge_fluid(case, volume, frozen(case, volume)))


def test_what_is_assumed_is_said() -> None:
    found = said(Pool("shield", (6e-3, 0.0, 0.0), size=(10e-3, 8e-3, 3e-3), temperature=37.0))
    note = next(item for item in found if item.about == "fluid 'shield'")
    assert note.level == "note"
    assert note.source == "assumed"
    assert note.value == pytest.approx(np.pi / 6.0 * 240.0, rel=0.06)
    assert "pushes nothing aside" in note.reason
    assert "at 37 degC" in note.reason
    assert not any("outside" in item.about or "cannot be" in item.about for item in found)


def test_fluid_outside_of_the_body_is_a_stop_with_its_place() -> None:
    found = said(Pool("shield", (12e-3, 0.0, 0.0), size=(10e-3, 8e-3, 8e-3)))
    stop = next(item for item in found if "outside" in item.about)
    assert stop.level == "stop"
    assert stop.value == pytest.approx(50.0, abs=3.0)
    assert "at 12 0 0 mm" in stop.reason
    assert "Move the pool" in stop.reason


def test_fluid_that_freezes_is_noted() -> None:
    near = said(Pool("shield", (2.5e-3, 0.0, 1e-3), size=(10e-3, 8e-3, 3e-3)))
    far = said(Pool("shield", (-8e-3, 0.0, 0.0), size=(10e-3, 8e-3, 3e-3)))
    cold = [next(item for item in found if item.about.startswith("coldest fluid")) for found in (near, far)]
    assert [item.level for item in cold] == ["note", "ok"]
    assert cold[0].value < -0.54 < cold[1].value


def test_fluid_that_would_lie_in_bone_is_warned_of() -> None:
    case = cn.load("tibial-neuroma-child")
    case = replace(case, solver=replace(case.solver, spacing=1.5e-3), protocol=case.protocol[:1])
    case = replace(case, protocol=(replace(case.protocol[0], seconds=1.0),))
    dry = cn.build(case)
    bone = next(item.label for item in dry.structures if item.name == "tibia")
    middle = np.argwhere(dry.labels == bone).mean(axis=0)
    centre = dry.affine[:3, :3] @ middle + dry.affine[:3, 3]
    pool = Pool("big", tuple(centre.tolist()), size=(20e-3, 25e-3, 25e-3))
    case = replace(case, hydrodissection=(pool,))
    volume = cn.build(case)
    found = list(judge_fluid(case, volume, frozen(case, volume)))
    taken = next(item for item in found if "cannot be" in item.about)
    assert taken.level in ("note", "warn")
    assert "tibia" in taken.reason
    assert "Move the pool" in taken.reason


def test_a_case_without_fluid_says_nothing() -> None:
    assert said() == []
