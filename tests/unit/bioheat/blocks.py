"""Small blocks that freeze in a moment: cases, tissues, devices and volumes made from a few numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numba
import numpy as np
from numpy.typing import NDArray

import cryonerve as cn
from cryonerve.anatomy.volume import Structure, Volume
from cryonerve.bioheat.discretise import Discretisation, discretise
from cryonerve.bioheat.result import Freezing
from cryonerve.bioheat.threads import on_threads
from cryonerve.case.case import Block, Case, Environment, Probe, Sensor, SolverOptions
from cryonerve.case.protocol import Freeze, Step
from cryonerve.sources.device import Device, Thawing, Wall
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.value import Sourced

MM = 1e-3
NAME = "test-tissue"


def sourced(value: float, unit: str = "1") -> Sourced:
    return Sourced(float(value), unit, "assumed")


@cache
def _published() -> Case:
    return cn.load("straight-probe-block")


def tissue(name: str = NAME, **changes) -> Tissue:
    """The block's tissue with some numbers changed; plain numbers become sourced ones."""
    plain = ("frozen_law", "freezing_law", "mushy", "released_at_solidus")
    return replace(
        _published().tissues[NAME],
        name=name,
        **{key: value if key in plain else sourced(value) for key, value in changes.items()},
    )


def device(
    *,
    diameter: float = 1.5,
    active_length: float = 4.0,
    cooldown: float = 0.0,
    gas: float | None = None,
    coefficient: float | None = None,
    cap: float | None = None,
    thaw_to: float | None = None,
) -> Device:
    """A probe: lengths in mm; a held wall unless a gas temperature (degC) is given."""
    return Device(
        name="probe",
        title="",
        gas="",
        gauge="",
        diameter=sourced(diameter * MM, "m"),
        active_length=sourced(active_length * MM, "m"),
        wall=Wall(
            held_at="setpoint" if gas is None else "gas",
            cooldown=sourced(cooldown, "s"),
            gas_temperature=None if gas is None else sourced(gas, "degC"),
            coefficient=None if coefficient is None else sourced(coefficient, "W/m2/K"),
            power_cap=None if cap is None else sourced(cap, "W"),
        ),
        thaw=Thawing("passive") if thaw_to is None else Thawing("active", sourced(thaw_to, "degC")),
    )


def probe(name: str = "a", tip=(0.0, 0.0, 0.0), axis=(0.0, 0.0, 1.0), using: str = "probe") -> Probe:
    """A probe with its tip in mm; the axis need not have unit length."""
    way = np.array(axis, float)
    way /= np.linalg.norm(way)
    x, y, z = np.array(tip, float) * MM
    return Probe(name, using, (float(x), float(y), float(z)), tuple(way.tolist()))


def block(
    *protocol: Step,
    probes: Sequence[Probe] | None = None,
    size: float | tuple[float, float, float] = 16.0,
    spacing: float | None = 1.0,
    uses: Device | None = None,
    of: Tissue | Sequence[Tissue] | None = None,
    sensors: Sequence[tuple[float, float, float]] = (),
    **changes,
) -> Case:
    """A block with edges in mm, by default one straight probe that freezes at -80 degC for 10 s."""
    sides = np.broadcast_to(np.array(size, float), 3) * MM
    tissues = [of] if isinstance(of, Tissue) else list(of or [tissue()])
    base = _published()
    values = {
        "anatomy": Block(tuple(sides.tolist()), tissues[0].name),
        "probes": tuple(probes) if probes is not None else (probe(),),
        "protocol": protocol or (Freeze(-80.0, 10.0),),
        "devices": {**base.devices, "probe": uses or device()},
        "tissues": {**base.tissues, **{item.name: item for item in tissues}},
        "solver": SolverOptions(spacing=None if spacing is None else spacing * MM),
        "sensors": tuple(
            Sensor(f"s{n}", tuple((np.array(at) * MM).tolist())) for n, at in enumerate(sensors)
        ),
        "environment": Environment(),
    }
    return replace(base, **{**values, **changes})


def voxels(
    labels: NDArray[np.integer], structures: Sequence[Structure], *, size: float = 1.0, **changes
) -> Volume:
    """Labelled voxels of `size` mm, centred on the origin."""
    affine = np.diag([size * MM] * 3 + [1.0])
    affine[:3, 3] = -0.5 * size * MM * (np.array(labels.shape) - 1.0)
    return Volume(labels.astype(np.int16), affine, tuple(structures), **changes)


def grid_of(case: Case, volume: Volume | None = None) -> Discretisation:
    return discretise(volume if volume is not None else cn.build(case), case)


def shaped(grid: Discretisation, values: NDArray) -> NDArray:
    """An array over the cells of a grid of one box, in the box's shape."""
    (box,) = grid.grid.boxes
    return np.asarray(values).reshape(box.brick.shape)


def frozen(case: Case, volume: Volume | None = None, *, threads: int = 1, **options) -> Freezing:
    """Freeze with one thread: quick where neighbours are busy, and the same every time."""
    with on_threads(min(threads, numba.config.NUMBA_NUM_THREADS)):
        return cn.freeze(volume if volume is not None else cn.build(case), case, **options)


def volume_below(run: Freezing, level: float, frame: int = -1) -> float:
    """Tissue (mm3) in cells colder than a level."""
    return float(run.tissue_volume[run.temperature[frame] < level].sum()) * 1e9
