"""What heat cannot do: cool below the probe, warm above the start, or lose track of a joule."""

from __future__ import annotations

from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import cryonerve as cn
from cryonerve.bioheat import discretise
from cryonerve.case.protocol import Freeze, Thaw, Wait
from tests.unit.bioheat.blocks import block, device, frozen, probe, tissue

ways = st.tuples(*[st.floats(-1.0, 1.0)] * 3).filter(lambda way: np.linalg.norm(way) > 0.2)
tips = st.tuples(*[st.floats(-4.0, 4.0)] * 3)
tissues = st.builds(
    lambda span, law, mushy, perfusion: tissue(
        solidus=-0.6 - span, liquidus=-0.6, freezing_law=law, mushy=mushy, perfusion=perfusion
    ),
    st.sampled_from([0.0, 1.0, 7.4]),
    st.sampled_from(["linear", "freezing-point-depression"]),
    st.sampled_from(["linear", "mean"]),
    st.sampled_from([0.0, 2000.0, 40000.0]),
)
devices = st.sampled_from(
    [
        device(),
        device(cooldown=5.0),
        device(diameter=0.9, active_length=2.0),
        device(gas=-80.0, coefficient=6e3),
        device(gas=-80.0, coefficient=2e4, cap=8.0, cooldown=3.0),
    ]
)


@settings(max_examples=30, deadline=None)
@given(tips, ways, tissues, devices)
def test_temperature_stays_between_the_drive_and_the_start(tip, way, of, uses) -> None:
    """Without metabolic heat nothing gets colder than the coldest drive or warmer than the body."""
    run = frozen(
        block(
            Freeze(-80.0, 7.0),
            Thaw(3.0),
            Freeze(-80.0, 3.0),
            probes=[probe(tip=tip, axis=way)],
            of=of,
            uses=uses,
        )
    )
    assert run.stop.good
    assert run.temperature.min() >= -80.0 - 0.01
    assert run.temperature.max() <= 37.0 + 0.01
    assert run.nadir.min() >= -80.0 - 0.01
    assert run.balance.error < 1e-3
    assert run.balance.extracted > 0.0


@settings(max_examples=10, deadline=None)
@given(tips, ways)
def test_an_active_defrost_warms_to_its_own_temperature_at_most(tip, way) -> None:
    run = frozen(
        block(
            Freeze(-80.0, 5.0),
            Thaw(5.0),
            probes=[probe(tip=tip, axis=way)],
            uses=device(thaw_to=45.0),
            of=tissue(),
        )
    )
    assert run.temperature.max() <= 45.0 + 0.01
    assert run.temperature.min() >= -80.0 - 0.01
    assert run.balance.error < 1e-3


@settings(max_examples=10, deadline=None)
@given(tips, ways, devices)
def test_a_freeze_only_cools_and_the_lesion_only_grows(tip, way, uses) -> None:
    """With steps short enough that no cell rings while it freezes through."""
    case = block(Freeze(-80.0, 22.0), probes=[probe(tip=tip, axis=way)], uses=uses)
    run = frozen(case, step_scale=0.25)
    assert (np.diff(run.temperature, axis=0) <= 0.02).all()
    below = [(run.tissue_volume * (field < -20.0)).sum() for field in run.temperature]
    assert (np.diff(below) >= 0.0).all()


def test_what_has_been_cold_stays_in_the_nadir() -> None:
    """Volume that has ever been below -20 degC never falls, through thaws and waits."""
    parts = (Freeze(-80.0, 8.0), Thaw(6.0), Freeze(-80.0, 12.0), Wait(6.0), Thaw(20.0))
    lesions = []
    for count in range(1, len(parts) + 1):
        rest = tuple(Wait(step.seconds) for step in parts[count:])
        run = frozen(block(*parts[:count], *rest, probes=[probe(axis=(0.3, 0.2, 1.0))]))
        lesions.append((run.tissue_volume * (run.nadir < -20.0)).sum())
    assert (np.diff(lesions) >= -1e-15).all()
    assert lesions[2] > lesions[0]


@settings(max_examples=8, deadline=None)
@given(tips, ways, st.floats(-100.0, -50.0))
def test_more_freezing_never_shrinks_the_nadir(tip, way, temperature) -> None:
    """Longer, colder, or again: on one and the same grid every cell has been at least as cold."""
    where = [probe(tip=tip, axis=way)]
    longest = block(Freeze(temperature - 20.0, 80.0), probes=where, size=10.0)
    grid = discretise.grid_for(cn.build(longest), longest)

    def nadir(*protocol):
        with mock.patch.object(discretise, "grid_for", return_value=grid):  # the same cells for every plan
            run = frozen(block(*protocol, probes=where, size=10.0))
        return run.x, run.nadir

    x, less = nadir(Freeze(temperature, 60.0), Wait(20.0))
    for more in (
        (Freeze(temperature, 60.0), Freeze(temperature, 20.0)),
        (Freeze(temperature - 20.0, 60.0), Wait(20.0)),
        (Freeze(temperature, 60.0), Wait(20.0), Freeze(temperature, 60.0)),
    ):
        same_x, field = nadir(*more)
        np.testing.assert_allclose(same_x, x)
        assert (field <= less + 0.02).all()
