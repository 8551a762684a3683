"""Two hours of procedure, ten cycles, twelve probes: nothing drifts, and only the record grows."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from cryonerve.bioheat.result import Freezing, Stop
from cryonerve.case.protocol import Freeze, Thaw, Wait
from tests.kernels.test_against_reference import fast
from tests.unit.bioheat.blocks import block, frozen, probe, tissue

CYCLES, CYCLE, REST = 10, (Freeze(-80.0, 240.0), Thaw(300.0)), Wait(1800.0)
SECONDS = 540.0
FIRST = 3  # cycles after which memory is looked at: by then everything has been made that is made once
HELD, RESIDENT = 2 * 2**20, 8 * 2**20  # bytes beside the record: rows of numbers; pieces the system keeps
CORNER = (19.0, -19.0, 19.0)  # mm, as far as possible from every probe

STATM = Path("/proc/self/statm")


class Memory:
    """Bytes of this process at the end of every cycle: held by Python and NumPy, and all that is resident."""

    def __init__(self) -> None:
        self.held: list[int] = []
        self.resident: list[int] = []

    def __call__(self, done: float, total: float) -> None:
        if done + 1e-6 >= SECONDS * (len(self.held) + 1) and len(self.held) < CYCLES:
            self.held.append(tracemalloc.get_traced_memory()[0])
            if STATM.exists():
                pages = int(STATM.read_text(encoding="ascii").split()[1])
                self.resident.append(pages * os.sysconf("SC_PAGE_SIZE"))


def dozen() -> list:
    places = [(x, y, z) for x in (-7, 0, 7) for y in (-5, 5) for z in (-5, 5)]
    return [
        probe(f"p{n}", tip=place, axis=(0.1 * n - 0.5, 0.2, 1.0 if n % 2 else -1.0))
        for n, place in enumerate(places)
    ]


def ice_of(run: Freezing) -> np.ndarray:
    """mm3 at the end of every freeze."""
    return (
        np.array([row.volume for row in run.isotherms if row.surface == "ice" and row.phase[:6] == "freeze"])
        * 1e9
    )


@fast
def test_two_hours_ten_cycles_twelve_probes(name: str) -> None:
    of = tissue(perfusion=20000.0, metabolic_heat=0.0)
    case = block(*CYCLE * CYCLES, REST, probes=dozen(), size=40.0, spacing=2.0, of=of, sensors=[CORNER])
    memory = Memory()
    tracemalloc.start()
    try:
        run = frozen(case, kernel=name, progress=memory)
    finally:
        tracemalloc.stop()
    assert run.stop is Stop.finished
    assert run.solver.procedure == pytest.approx(7200.0)
    assert run.balance.extracted > 1e4
    assert run.balance.error < 1e-6
    # from cycle to cycle the ice comes nearer to what it will always be
    growth = np.diff(ice_of(run))
    assert len(growth) == CYCLES - 1
    assert (growth > 0.0).all()
    assert (growth[1:] < 0.8 * growth[:-1]).all()
    assert growth[-1] < 1e-3 * ice_of(run)[-1]
    # blood brings all of it back to where it began, near the probes and far away
    last = run.temperature[-1]
    assert np.abs(last - 37.0).max() < 0.01
    assert np.ptp(last) < 1e-3
    assert run.sensors.values[:, 0].max() <= 37.001
    # what grows with time is the record: a field every ten seconds, and rows of numbers
    fields = 4.0 * 1.2 * run.solver.cells * (CYCLES - FIRST) * SECONDS / 10.0  # 1.2: halved cells, too
    for bytes_at, spare in ((memory.held, HELD), (memory.resident, RESIDENT)):
        if bytes_at:
            assert len(bytes_at) == CYCLES
            assert bytes_at[-1] - bytes_at[FIRST - 1] < fields + spare


@pytest.mark.slow
@fast
def test_two_hours_against_the_judge_in_float64(name: str) -> None:
    """One probe, for the judge is slow: rounding in single precision does not add up."""
    of = tissue(perfusion=20000.0, metabolic_heat=0.0)
    case = block(*CYCLE * CYCLES, REST, probes=[probe(axis=(0.2, 0.3, 1.0))], size=12.0, spacing=2.0, of=of)
    run, judge = frozen(case, kernel=name), frozen(case, kernel="reference")
    assert judge.balance.error < 1e-12
    assert run.solver.stages == judge.solver.stages
    np.testing.assert_allclose(run.temperature, judge.temperature, atol=0.02)
    assert run.balance.extracted == pytest.approx(judge.balance.extracted, rel=1e-5)
    np.testing.assert_allclose(ice_of(run), ice_of(judge), rtol=1e-3)
