"""A simulation's truth: the case itself, a sample that no member is, probes beside the plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.errors import UnknownNameError
from cryonerve.ultrasound import plane_of
from cryonerve.ultrasound.members import PARAMETERS, _parameters
from cryonerve.ultrasound.twins import BESIDE, TRUTHS, twin_of


@pytest.fixture(scope="module")
def block():
    case = cn.load("straight-probe-block")
    volume = cn.build(case)
    return case, volume, plane_of(case, volume)


def test_the_run_itself_is_the_case(block) -> None:
    case, volume, plane = block
    twin = twin_of("run", case, volume, plane, seed=3)
    assert twin.case is case
    assert not twin.values


def test_probes_beside_the_plan_are_moved_in_the_picture_and_nothing_else(block) -> None:
    case, volume, plane = block
    twin = twin_of("beside", case, volume, plane)
    tips = [np.array(probe.tip) for probe in case.probes]
    for probe, tip in zip(twin.case.probes, tips, strict=True):
        assert np.array(probe.tip) - tip == pytest.approx(BESIDE * plane.lateral)
    assert replace(twin.case, probes=case.probes) == case


def test_a_sample_is_drawn_from_the_members_spreads_and_is_none_of_them(block) -> None:
    case, volume, plane = block
    for seed in (0, 1, 7):
        twin = twin_of("sample", case, volume, plane, seed=seed)
        members = _parameters(case, volume, 256, seed)
        drawn = np.array([twin.values[name] for name in PARAMETERS if name in twin.values])
        theirs = members[:, [name in twin.values for name in PARAMETERS]]
        assert len(drawn) == 9
        spread = theirs.std(axis=0)
        assert np.abs((theirs - drawn) / np.where(spread > 0.0, spread, 1.0)).max(axis=1).min() > 0.05
        assert np.all(np.abs(drawn - theirs.mean(axis=0)) <= 5.0 * spread + 1e-12)
    again = twin_of("sample", case, volume, plane, seed=7)
    assert again.values == twin.values
    assert twin_of("sample", case, volume, plane, seed=8).values != twin.values


def test_a_truth_that_nobody_knows(block) -> None:
    with pytest.raises(UnknownNameError, match="beside, run, sample"):
        twin_of("other", *block)
    assert set(TRUTHS) == {"run", "sample", "beside"}
