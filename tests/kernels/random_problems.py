"""Problems drawn at random: every kind of material, closed cells, sinks with and without film, blood.

Up to three bricks: in a hole of the first lies a second with cells of half the size, in that a third.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.enthalpy import blend, stack
from cryonerve.bioheat.materials import Material, tissue_curve
from cryonerve.bioheat.problem import Brick, Drive, Problem
from cryonerve.bioheat.stability import stiffness
from cryonerve.bioheat.timestep import stages_for
from tests.unit.bioheat.blocks import tissue

BODY = 37.0
EDGE = 1e-3  # m, of the finest cells
SHAPE = (5, 7, 6)
HOLES = (((1, 4), (2, 6), (1, 3)), ((1, 3), (3, 6), (1, 3)))  # along each axis, in cells of the brick


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
        out, enthalpy = np.full(self.problem.count, np.nan), np.ravel(enthalpy)
        for number, item in enumerate(self.materials):
            mine = (self.problem.material == number) & self.problem.live
            out[mine] = item.curve.temperature_at(enthalpy[mine].astype(float))
        return out


@dataclass(frozen=True, eq=False)
class Box:
    """One brick while it is drawn: arrays in its shape, and the size of its cells (m)."""

    brick: Brick
    edge: float
    number: NDArray[np.int32]
    live: NDArray[np.bool_]

    @property
    def flat(self) -> NDArray[np.int64]:
        return self.brick.first + np.arange(self.live.size).reshape(self.brick.shape)


def boxes(rng: np.random.Generator, count: int, kinds: int) -> list[Box]:
    """Nested boxes of random materials, dead where the next one lies and in a tenth of the other cells."""
    found: list[Box] = []
    common = rng.integers(0, kinds)  # a region of one material in all, so that faces of both sorts occur
    first, shape = 0, SHAPE
    for level in range(count):
        brick = Brick(first, shape)
        number = rng.integers(0, kinds, shape).astype(np.int32)
        number[:, :3] = common
        live = rng.random(shape) > 0.1
        hole = HOLES[level : level + 1]
        if level + 1 < count:
            live[tuple(slice(*ends) for ends in hole[0])] = False
            shape = tuple(2 * (stop - start) for start, stop in hole[0])
        found.append(Box(brick, EDGE * 2.0 ** (count - 1 - level), number, live))
        first = brick.stop + shape[1] * shape[2] + int(rng.integers(0, 3))
    return found


def within(box: Box, rng: np.random.Generator, across: list[NDArray], along: list[NDArray]) -> None:
    """Faces inside a box: conductances to the next cell go `along`, rows (a, b, g) of others `across`."""
    for axis in range(3):
        low = tuple(slice(None, -1) if a == axis else slice(None) for a in range(3))
        high = tuple(slice(1, None) if a == axis else slice(None) for a in range(3))
        open_, like = box.live[low] & box.live[high], box.number[low] == box.number[high]
        g = rng.uniform(0.5, 1.5, open_.shape) * box.edge
        along[axis][box.flat[low]] = np.where(open_ & like, g, 0.0)
        mixed = open_ & ~like
        across.append(np.stack([box.flat[low][mixed], box.flat[high][mixed], g[mixed]], axis=1))


def between(fine: Box, coarse: Box, hole, rng: np.random.Generator) -> NDArray:
    """Faces (a, b, g) from a box to the one around it, like and unlike."""
    rows = []
    start = np.array([ends[0] for ends in hole])
    place = np.stack(np.indices(fine.brick.shape), axis=-1)
    for axis in range(3):
        for layer, outside in ((0, hole[axis][0] - 1), (-1, hole[axis][1])):
            mine = np.take(place, layer, axis=axis).reshape(-1, 3)
            other = start + mine // 2
            other[:, axis] = outside
            a, b = tuple(mine.T), tuple(other.T)
            open_ = fine.live[a] & coarse.live[b]
            g = rng.uniform(0.5, 1.5, len(mine)) * fine.edge
            rows.append(np.stack([fine.flat[a], coarse.flat[b], g], axis=1)[open_])
    return np.concatenate(rows)


def draw(seed: int, *, film: bool, coldest: float = -70.0, bricks: int = 1) -> Drawn:
    """Random cells between `coldest` and 40 degC, two probes, a skin."""
    rng = np.random.default_rng(seed)
    kinds = materials()
    nested = boxes(rng, bricks, len(kinds))
    count = nested[-1].brick.stop
    number, inverse = np.zeros(count, np.int32), np.zeros(count)
    edge, along, across = np.zeros(count), [np.zeros(count) for _ in range(3)], []
    for box in nested:
        number[box.flat], edge[box.flat] = box.number, box.edge
        inverse[box.flat] = box.live * rng.uniform(0.8, 1.6, box.brick.shape) / box.edge**3
        within(box, rng, across, along)
    for coarse, fine, hole in zip(nested, nested[1:], HOLES, strict=False):
        across.append(between(fine, coarse, hole, rng))
    faces = rng.permutation(np.concatenate(across))
    live = inverse > 0.0
    cells = rng.permutation(np.flatnonzero(live))
    sinks, skin = cells[:14], cells[14:30]
    problem = Problem(
        bricks=tuple(box.brick for box in nested),
        material=number,
        pieces=stack([item.curve for item in kinds]),
        inverse_volume=inverse,
        gx=along[0],
        gy=along[1],
        gz=along[2],
        face_a=faces[:, 0].astype(np.int64),
        face_b=faces[:, 1].astype(np.int64),
        face_g=np.ascontiguousarray(faces[:, 2]),
        sink_cell=sinks,
        sink_probe=np.arange(len(sinks)) % 2,
        sink_g=rng.uniform(0.5, 3.0, len(sinks)) * edge[sinks],
        sink_film=np.where(rng.random(len(sinks)) < 0.8, rng.uniform(2e-3, 2e-2, len(sinks)), np.inf)
        if film
        else None,
        film_cell=skin,
        film_g=rng.uniform(5.0, 40.0, len(skin)) * edge[skin] ** 2,
        film_temperature=18.0,
        flow=np.array([item.flow for item in kinds]),
        metabolism=np.array([item.metabolism for item in kinds]),
        flow_above=np.array([starts_at(item) for item in kinds]),
        body_temperature=BODY,
    )
    return Drawn(problem, kinds, enthalpy_at(problem, kinds, rng.uniform(coldest, 40.0, count)))


def starts_at(material: Material) -> float:
    """Enthalpy above which its blood flows."""
    if material.always_flows:
        return -np.inf
    return float(material.curve.enthalpy_at(material.curve.liquidus))


def enthalpy_at(problem: Problem, kinds: tuple[Material, ...], temperature: NDArray) -> NDArray[np.float64]:
    """Of live cells (cell,); 0 elsewhere."""
    enthalpy = np.zeros(problem.count)
    for index, item in enumerate(kinds):
        mine = problem.live & (problem.material == index)
        enthalpy[mine] = item.curve.enthalpy_at(temperature[mine])
    return enthalpy


def drive_for(drawn: Drawn, seconds: float, *, rest: bool = False, cap: float = np.inf, share=None) -> Drive:
    """Two probes: one cools down during the step, the other is held or rests; the first has a power cap."""
    stages = stages_for(seconds, stiffness(drawn.problem, drawn.materials))
    first = np.linspace(-40.0, -85.0, stages)
    second = np.full(stages, np.nan if rest else -60.0)
    flow = np.ones(1) if share is None else share
    return Drive(seconds, stages, np.stack([first, second], axis=1), np.array([cap, np.inf]), flow)
