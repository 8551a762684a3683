"""The axisymmetric judge itself: against the converged table, against itself on finer meshes, and its heat.

A judge must be right before it judges. The table's lengths are printed to 0.1 mm and its radii to 0.01 mm.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.bioheat.axisymmetric import axisymmetric
from cryonerve.case.protocol import Freeze, Thaw
from cryonerve.errors import InputError
from cryonerve.sources.device import Device, Thawing, Wall
from cryonerve.sources.value import Sourced
from tests.published.single_probe import REFERENCES
from tests.published.table import EXTENTS, POWERS, ROWS
from tests.verification.chain import tissue_of
from tests.verification.materials import BT
from tests.verification.pennes import REST

mm = 1e-3


def exact(value: float) -> Sourced:
    return Sourced(value, "1", "assumed")


def tip(diameter: float, length: float) -> Device:
    return Device(
        "tip",
        "tip",
        "",
        "",
        exact(diameter * mm),
        exact(length * mm),
        Wall("setpoint", exact(0.0)),
        Thawing("passive"),
    )


def benchmark(**changes: object):
    return replace(tissue_of(BT, mushy=True, perfusion=1908.0), mushy="linear", **changes)


def judge_against_table(record, name: str, spacing: float, until: float) -> None:
    of = REFERENCES[name]
    steps = [Freeze(of.console, 120.0), Thaw(120.0), Freeze(of.console, 120.0), Thaw(120.0)]
    steps = steps[: round(until / 120.0)]
    found = axisymmetric(
        benchmark(),
        tip(of.diameter, of.length),
        steps,
        spacing=spacing * mm,
        frames=[30.0, 60.0, 180.0][: len(steps) + 1],
    )
    for time, *values in (row for row in ROWS[name] if row[0] <= until):
        frame = found.frame(time)
        for n, level in enumerate((-1, -20, -40)):
            want = values[n]
            if want is None:
                continue
            record(
                f"judge at {spacing:g} mm, {name}: radius below {level} degC at {time:g} s",
                expected=want,
                got=found.radii[frame, n] / mm,
                tolerance=0.05,
                unit="mm",
                source="converged table",
            )
            record(
                f"judge at {spacing:g} mm, {name}: length below {level} degC at {time:g} s",
                expected=EXTENTS[name][time][n],
                got=found.extents[frame, n] / mm,
                tolerance=0.15,
                unit="mm",
                source="converged table",
            )
        largest = max(row[4] for row in ROWS[name])
        for n, want in enumerate(values[3:]):
            record(
                f"judge at {spacing:g} mm, {name}: volume of {('ice', '-20C')[n]} at {time:g} s",
                expected=want,
                got=found.volumes[frame, n] * 1e9,
                tolerance=0.008 * largest,
                unit="mm3",
                source="converged table",
            )
    row = int(np.flatnonzero(np.isclose(found.times, 120.0))[0])
    record(
        f"judge at {spacing:g} mm, {name}: heat drawn at 120 s",
        expected=POWERS[name],
        got=found.power[row],
        tolerance=0.1,
        unit="W",
        source="converged table",
    )
    record(
        f"judge at {spacing:g} mm, {name}: heat balance",
        expected=0.0,
        got=found.balance_error,
        tolerance=1e-9,
        unit="1",
        source="conservation of heat",
    )


def test_table_of_one_tip(record) -> None:
    judge_against_table(record, "table-2.0x4-60", 0.125, 240.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(ROWS))
def test_table(record, name) -> None:
    judge_against_table(record, name, 0.1, 480.0)


def test_long_cylinder_without_freezing(record) -> None:
    """A tip longer than heat travels, in tissue that does not freeze, until it rests."""
    never = replace(
        benchmark(),
        conductivity_frozen=exact(REST.k),
        heat_capacity_frozen=exact(REST.c),
        latent_heat=exact(1.0),
        solidus=exact(-200.0),
        liquidus=exact(-200.0),
        perfusion=exact(1e-2 * 3.816e6),
        metabolic_heat=exact(0.0),
    )
    tissue = replace(REST, perfusion=1e-2 * 3.816e6, metabolism=0.0)
    places = (1.0, 2.0, 5.0)
    found = axisymmetric(
        never,
        tip(1.3, 40.0),
        [Freeze(2.0, 600.0)],
        spacing=0.2 * mm,
        radius=20 * mm,
        length=44 * mm,
        points=[(r * mm, 20 * mm) for r in places],
        every=100.0,
    )
    for n, r in enumerate(places):
        record(
            f"judge, long cylinder at rest in perfused tissue: {r:g} mm",
            expected=tissue.cylinder(r * mm, 0.65 * mm, 2.0),
            got=found.points[-1, n],
            tolerance=0.1,
            unit="degC",
            source="closed form",
        )


def test_film_and_cap_close_their_own_equations() -> None:
    """What passes the film is what the tissue gives; a cap is kept to the watt."""
    gas = Wall("gas", exact(0.0), exact(-88.5), exact(1e4), exact(3.0))
    device = replace(tip(1.3, 7.0), wall=gas)
    found = axisymmetric(benchmark(), device, [Freeze(-80.0, 20.0)], spacing=0.25 * mm)
    assert found.power[2:].max() == pytest.approx(3.0, abs=1e-4)
    assert found.extracted[-1] == pytest.approx(60.0, abs=0.2)
    free = axisymmetric(
        benchmark(),
        replace(device, wall=replace(gas, power_cap=None)),
        [Freeze(-80.0, 20.0)],
        spacing=0.25 * mm,
    )
    area = np.pi * 0.65 * mm * (2 * 7.0 * mm + 0.65 * mm)
    assert np.allclose(free.wall[5:], -88.5 + free.power[5:] / (1e4 * area))


def test_steps_are_short_enough() -> None:
    """Twice as many steps move the ice by less than five micrometres."""
    runs = [
        axisymmetric(
            benchmark(), tip(1.3, 7.0), [Freeze(-80.0, 60.0)], spacing=0.25 * mm, longest_step=longest
        )
        for longest in (0.4, 0.1)
    ]
    assert np.abs(runs[0].radii - runs[1].radii).max() < 5e-6


def test_unknown_laws_are_refused() -> None:
    with pytest.raises(InputError, match="sweat-1973"):
        axisymmetric(benchmark(frozen_law="sweat-1973"), tip(1.3, 7.0), [Freeze(-80.0, 1.0)])
    with pytest.raises(InputError, match="until"):
        axisymmetric(benchmark(), tip(1.3, 7.0), [Thaw(1.0, until=20.0)])
