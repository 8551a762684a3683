"""The protocol as the probes feel it."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.drive import acts_of, probe_temperatures
from cryonerve.case.protocol import Freeze, Thaw, Wait
from tests.unit.bioheat.blocks import block, device, probe

NOW = np.array([0.0, 1.0, 8.0, 1000.0])


def drives(case, act: int = 0, seconds=NOW) -> np.ndarray:
    return probe_temperatures(case, acts_of(case)[act], np.asarray(seconds, float))


def test_acts_are_numbered_by_kind_and_keep_their_times() -> None:
    case = block(Freeze(-80.0, 10.0), Thaw(5.0), Wait(2.0), Freeze(-70.0, 7.0, ("a",)), Thaw(9.0, until=20.0))
    acts = acts_of(case)
    assert [act.name for act in acts] == ["freeze 1", "thaw 1", "wait 1", "freeze 2", "thaw 2"]
    assert [act.seconds for act in acts] == [10.0, 5.0, 2.0, 7.0, 9.0]
    assert [act.until for act in acts] == [None, None, None, None, 20.0]
    assert [act.probes for act in acts] == [("a",), ("a",), (), ("a",), ("a",)]


def test_a_wall_without_cooldown_jumps() -> None:
    np.testing.assert_array_equal(drives(block(Freeze(-80.0, 10.0))), np.full((4, 1), -80.0))


def test_cooldown_starts_from_body_temperature_at_every_freeze() -> None:
    case = block(Freeze(-80.0, 10.0), Thaw(5.0), Freeze(-60.0, 10.0), uses=device(cooldown=8.0))
    first, second = drives(case, 0)[:, 0], drives(case, 2)[:, 0]
    assert first[0] == pytest.approx(37.0)
    assert second[0] == pytest.approx(37.0)
    assert first[2] == pytest.approx(-80.0 + 117.0 / np.e)
    assert second[2] == pytest.approx(-60.0 + 97.0 / np.e)
    assert first[3] == pytest.approx(-80.0)


def test_gas_drives_with_its_own_temperature_not_the_consoles() -> None:
    case = block(Freeze(-70.0, 10.0), uses=device(gas=-88.5, coefficient=1e4))
    np.testing.assert_array_equal(drives(case), np.full((4, 1), -88.5))


def test_gas_with_cooldown() -> None:
    case = block(Freeze(-70.0, 10.0), uses=device(gas=-88.5, coefficient=1e4, cooldown=8.0))
    assert drives(case)[2, 0] == pytest.approx(-88.5 + 125.5 / np.e)


def test_unnamed_probes_rest() -> None:
    case = block(
        Freeze(-80.0, 10.0, ("b",)),
        Freeze(-80.0, 10.0),
        Wait(1.0),
        probes=[probe("a"), probe("b", tip=(3, 0, 0))],
    )
    np.testing.assert_array_equal(np.isnan(drives(case, 0)), np.array([[True, False]] * 4))
    assert not np.isnan(drives(case, 1)).any()
    assert np.isnan(drives(case, 2)).all()


def test_passive_thaw_exchanges_nothing() -> None:
    assert np.isnan(drives(block(Thaw(5.0)))).all()


def test_active_thaw() -> None:
    np.testing.assert_array_equal(drives(block(Thaw(5.0), uses=device(thaw_to=20.0))), np.full((4, 1), 20.0))
    case = block(Freeze(-80.0, 16.0), Thaw(5.0), uses=device(thaw_to=20.0, cooldown=8.0))
    frozen, slow = drives(case, 0)[:, 0], drives(case, 1)[:, 0]
    assert (np.diff(slow) > 0.0).all()
    assert slow[0] == pytest.approx(-80.0 + 117.0 * np.exp(-2.0))  # where the freeze ended
    assert frozen[0] == pytest.approx(37.0)
    assert slow.max() <= 20.0


def test_no_steps_and_no_probes() -> None:
    from dataclasses import replace

    assert acts_of(replace(block(), protocol=())) == ()
    assert drives(block(probes=[])).shape == (4, 0)
