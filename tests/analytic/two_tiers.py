"""One cylinder of ice in muscle, and what it is made of, for pictures along rays and pictures of the wave."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.sources import tissues
from cryonerve.sources.transducer import Transducer, transducers
from cryonerve.ultrasound.acoustics import AcousticMap, acoustic_properties
from cryonerve.ultrasound.plane import plane_of
from cryonerve.ultrasound.wave import Medium
from tests.unit.ultrasound.pictures import muscle_block

FREQUENCY = 6e6
CELL = 30e-6  # m, an eighth of the wave in cold muscle
WIDTH, DEPTH = 14.4e-3, 12e-3
BODY, COLDEST = 37.0, -80.0  # degC


@dataclass(frozen=True)
class Ice:
    """A cylinder across the picture: `radius` and `depth` of its axis, m.

    inside : K/m of the temperature at its edge; it falls as the logarithm of the radius. halo : m in which the
    tissue around becomes warm again.
    """

    radius: float = 2e-3
    depth: float = 7e-3
    inside: float = 15e3
    halo: float = 1.5e-3

    def temperature(self, lateral, axial) -> NDArray[np.float64]:
        """(row, column) degC."""
        first = float(tissues()["muscle"].liquidus.value)
        away = np.maximum(np.hypot(lateral[None, :], axial[:, None] - self.depth), 1e-5)
        cold = first + self.inside * self.radius * np.log(np.minimum(away / self.radius, 1.0))
        warm = BODY - (BODY - first) * np.exp(-np.maximum(away - self.radius, 0.0) / self.halo)
        return np.where(away < self.radius, np.maximum(cold, COLDEST), warm)


def acoustic(ice: Ice | None, *, spacing: float, row: int = 0, cover: float = 0.0) -> AcousticMap:
    """The map that both kinds of picture are made of; its row number `row` lies at the face.

    cover : m by which it is larger at the sides.
    """
    case, volume = muscle_block()
    axial = spacing * (np.arange(round(DEPTH / spacing)) - row + (0.0 if row else 0.5))
    columns = 2 * round((0.5 * WIDTH + cover) / spacing)
    lateral = spacing * (np.arange(columns) - 0.5 * (columns - 1))
    shape = len(axial), columns
    cold = np.full(shape, BODY) if ice is None else ice.temperature(lateral, axial)
    seen = acoustic_properties(tissues()["muscle"], cold, cold, FREQUENCY)
    fields = (seen.speed, seen.density, seen.attenuation, seen.backscatter, seen.ice, cold)
    speed, density, lost, back, share, temperature = (np.asarray(field, np.float32) for field in fields)
    return AcousticMap(
        axial, lateral, speed, density, lost, back, share, temperature, np.ones(shape, np.int16),
        plane_of(case, volume, depth=40e-3), FREQUENCY, 0.0,
    )  # fmt: skip


def medium(ice: Ice | None) -> Medium:
    """For the wave: the second row is the face."""
    seen = acoustic(ice, spacing=CELL, row=1)
    return Medium(*(np.asarray(field, float) for field in (seen.speed, seen.density, seen.attenuation)), CELL)


def array() -> Transducer:
    """40 elements of 0.3 mm, otherwise the catalogue's linear array at the low end of its band."""
    known = transducers()["linear-12MHz"]
    return replace(known, elements=40, pitch=replace(known.pitch, value=0.3e-3))
