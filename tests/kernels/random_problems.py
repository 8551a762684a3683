"""Problems drawn at random: every kind of material, closed cells, sinks with and without film, blood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.discretise import stiffness
from cryonerve.bioheat.enthalpy import blend, stack
from cryonerve.bioheat.materials import Material, tissue_curve
from cryonerve.bioheat.problem import Drive, Problem
from cryonerve.bioheat.timestep import stages_for
from tests.unit.bioheat.blocks import tissue

BODY = 37.0
EDGE = 1e-3  # m
SHAPE = (5, 7, 6)


def materials() -> tuple[Material, ...]:
    """Straight, isothermal, curved, by a named law, mean in the range, a mixture, and flowing blood."""
    kinds = [
        tissue(perfusion=3000.0, metabolic_heat=700.0),
        tissue(solidus=-2.0, liquidus=-2.0),
        tissue(freezing_law="freezing-point-depression", solidus=-10.0, liquidus=-0.6, perfusion=9000.0),
        tissue(frozen_law="sweat-1973", metabolic_heat=300.0),
        tissue(mushy="mean", released_at_solidus=0.3),
    ]
    plain = [
        Material(
            tissue_curve(item, BODY), item.perfusion.value, item.metabolic_heat.value, item.liquidus.value
        )
        for item in kinds
    ]
    mixed = Material(blend(plain[1].curve, plain[2].curve, 0.625), 4000.0, 100.0, -0.6)
    blood = Material(plain[0].curve, 2.0e6, 0.0, -0.5, always_flows=True)
    return (*plain, mixed, blood)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A problem with its first enthalpy and what drives it; `limits` says what is on."""

    problem: Problem
    materials: tuple[Material, ...]
    enthalpy: NDArray[np.float64]

    def temperature(self, enthalpy: NDArray[np.floating]) -> NDArray[np.float64]:
        """Of live cells, degC."""
        out = np.full(self.problem.shape, np.nan)
        for number, item in enumerate(self.materials):
            mine = (self.problem.material == number) & (self.problem.inverse_volume > 0.0)
            out[mine] = item.curve.temperature_at(enthalpy[mine].astype(float))
        return out


def draw(seed: int, *, film: bool, coldest: float = -70.0) -> Drawn:
    """Random cells between `coldest` and 40 degC, two probes, a skin."""
    rng = np.random.default_rng(seed)
    kinds = materials()
    number = rng.integers(0, len(kinds), SHAPE).astype(np.int32)
    number[:, :3] = number[:1, :1, :1]  # a region of one material, so that faces of both sorts occur
    live = rng.random(SHAPE) > 0.1
    inverse = np.where(live, rng.uniform(0.8, 1.6, SHAPE) / EDGE**3, 0.0)
    flat = np.arange(live.size).reshape(SHAPE)
    inner, ends = [], []
    for axis in range(3):
        low = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
        high = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
        open_, like = live[low] & live[high], number[low] == number[high]
        g = rng.uniform(0.5, 1.5, open_.shape) * EDGE
        inner.append(np.where(open_ & like, g, 0.0))
        mixed = open_ & ~like
        ends.append((flat[low][mixed], flat[high][mixed], g[mixed]))
    cells = rng.permutation(flat[live])
    sinks, skin = cells[:14], cells[14:30]
    problem = Problem(
        material=number,
        pieces=stack([item.curve for item in kinds]),
        inverse_volume=inverse,
        gx=inner[0],
        gy=inner[1],
        gz=inner[2],
        face_a=np.concatenate([end[0] for end in ends]),
        face_b=np.concatenate([end[1] for end in ends]),
        face_g=np.concatenate([end[2] for end in ends]),
        sink_cell=sinks,
        sink_probe=np.arange(len(sinks)) % 2,
        sink_g=rng.uniform(0.5, 3.0, len(sinks)) * EDGE,
        sink_film=np.where(rng.random(len(sinks)) < 0.8, rng.uniform(2e-3, 2e-2, len(sinks)), np.inf)
        if film
        else None,
        film_cell=skin,
        film_g=rng.uniform(5.0, 40.0, len(skin)) * EDGE**2,
        film_temperature=18.0,
        flow=np.array([item.flow for item in kinds]),
        metabolism=np.array([item.metabolism for item in kinds]),
        flow_above=np.array(
            [
                -np.inf if item.always_flows else float(item.curve.enthalpy_at(item.curve.liquidus))
                for item in kinds
            ]
        ),
        body_temperature=BODY,
    )
    start = rng.uniform(coldest, 40.0, SHAPE)
    enthalpy = np.zeros(SHAPE)
    for index, item in enumerate(kinds):
        mine = live & (number == index)
        enthalpy[mine] = item.curve.enthalpy_at(start[mine])
    return Drawn(problem, kinds, enthalpy)


def drive_for(drawn: Drawn, seconds: float, *, rest: bool = False, cap: float = np.inf, share=None) -> Drive:
    """Two probes: one cools down during the step, the other is held or rests; the first has a power cap."""
    stages = stages_for(seconds, stiffness(drawn.problem, drawn.materials, frozen=True))
    first = np.linspace(-40.0, -85.0, stages)
    second = np.full(stages, np.nan if rest else -60.0)
    flow = np.ones((1, 1, 1)) if share is None else share
    return Drive(seconds, stages, np.stack([first, second], axis=1), np.array([cap, np.inf]), flow)
