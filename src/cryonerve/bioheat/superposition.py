"""Fields of single probes combined at any placement, fast: what a preview evaluates.

The warmth left at a point, w = (theta - theta_wall) / (theta_body - theta_wall), is 1 at body temperature and
0 at the coldest wall. Without ice the Kirchhoff potential theta obeys a linear equation and what probes take
away adds up; with ice the warmth that each leaves multiplies,

    w = w_0 prod_i w_i ,    theta = theta_wall + w (theta_body - theta_wall) ,

which is the sum to first order and never colder than the wall. w_0 is the body before the procedure.
"""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.interpolate import RegularGridInterpolator

from cryonerve.bioheat.enthalpy import Curve
from cryonerve.bioheat.lone_probe import STEP, LoneField
from cryonerve.bioheat.probe_boundary import Placement

__all__ = [
    "Ground",
    "Reader",
    "Superposition",
    "Thermal",
    "fill_field",
    "read_points",
    "reader_of",
    "superposition_of",
    "thermal_of",
    "volumes_below",
]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

FADES = (-40.0, -15.0)  # degC; colder than the first the plain product is better than a corrected one
WARMTHS = 8192  # entries of the table of temperature against warmth; linear between them


@dataclass(frozen=True, eq=False)
class Thermal:
    """Temperature and warmth of one tissue between a coldest wall and body temperature.

    Attributes
    ----------
    curve : of the tissue. ground : W/m, potential at the coldest wall, where warmth is 0.
    temperature : (entry,) degC, float32, at warmths `least` + entry / `per_warmth`.
    """

    curve: Curve
    ground: float
    least: float
    per_warmth: float
    temperature: Singles

    def warmth(self, temperature: NDArray[np.floating]) -> Floats:
        """Warmth of temperatures (degC), any shape.

        >>> from cryonerve.bioheat.materials import tissue_curve
        >>> from cryonerve.sources import tissues
        >>> thermal = thermal_of(tissue_curve(tissues()["muscle"], 37.0), -80.0)
        >>> thermal.warmth(np.array([-80.0, -0.5, 37.0])).round(2).tolist()
        [0.0, 0.86, 1.0]
        """
        top = float(self.curve.potential_at(self.curve.body_temperature))
        theta = self.curve.potential_at(np.asarray(temperature, dtype=float))
        return np.asarray((theta - self.ground) / (top - self.ground))

    @property
    def fade(self) -> Singles:
        """Warmth below which a correction means nothing, and one over the rise to where it counts fully."""
        low, high = self.warmth(np.array(FADES))
        return np.array([low, 1.0 / (high - low)], np.float32)

    def faded(self, warmth: NDArray[np.floating]) -> Floats:
        """How much a correction counts (0 to 1) at warmths of any shape."""
        low, per_rise = self.fade
        share = np.clip((np.asarray(warmth, dtype=float) - low) * per_rise, 0.0, 1.0)
        return np.asarray(share * share * (3.0 - 2.0 * share))

    def temperature_of(self, warmth: NDArray[np.floating]) -> Floats:
        """The way back, degC, for warmths of any shape."""
        place = (np.asarray(warmth, dtype=float) - self.least) * self.per_warmth
        return np.interp(place, np.arange(len(self.temperature)), self.temperature)


def thermal_of(curve: Curve, coldest: float) -> Thermal:
    """Both ways between temperature and warmth for a tissue and the coldest wall, degC."""
    knots = np.linspace(coldest, curve.body_temperature + 1.0, 20 * WARMTHS)
    wall, top = curve.potential_at(np.array([coldest, curve.body_temperature]))
    warmth = (curve.potential_at(knots) - wall) / (top - wall)
    even = np.linspace(warmth[0], warmth[-1], WARMTHS)
    shown = np.interp(even, warmth, knots).astype(np.float32)
    return Thermal(curve, float(wall), float(even[0]), (WARMTHS - 1) / float(even[-1] - even[0]), shown)


@dataclass(frozen=True, eq=False)
class Superposition:
    """Tables of all probes side by side: warmth (window, probe, r, z) float32, the first z at `start`, m."""

    warmth: Singles
    start: float
    thermal: Thermal

    @property
    def arguments(self) -> tuple[Singles, np.float32, np.float32]:
        """The tables as the compiled loops take them."""
        return self.warmth, np.float32(self.start), np.float32(1.0 / STEP)

    @property
    def ways(self) -> tuple[Singles, np.float32, np.float32, Singles]:
        """Where a correction fades, and the way back to temperature, as the compiled loops take them."""
        thermal = self.thermal
        return thermal.fade, np.float32(thermal.least), np.float32(thermal.per_warmth), thermal.temperature


def superposition_of(fields: Sequence[LoneField], curve: Curve) -> Superposition:
    """Tables of several probes on common nodes, as the warmth of one tissue."""
    coldest = float(np.nanmin(np.concatenate([field.coldest for field in fields])))
    thermal = thermal_of(curve, coldest)
    begin = min(field.start for field in fields)
    offsets = [round((field.start - begin) / STEP) for field in fields]
    across = max(field.temperature.shape[1] for field in fields)
    along = max(offset + field.temperature.shape[2] for offset, field in zip(offsets, fields, strict=True))
    tables = np.ones((len(fields[0].temperature), len(fields), across, along), np.float32)
    for index, (field, offset) in enumerate(zip(fields, offsets, strict=True)):
        windows, r, z = field.temperature.shape
        warmth = thermal.warmth(field.temperature.astype(float))
        tables[:windows, index, :r, offset : offset + z] = np.clip(warmth, 0.0, 1.0)
    return Superposition(tables, begin, thermal)


def poses_of(placements: Sequence[Placement]) -> Singles:
    """Tip, axis and radius (probe, 7) of placements, float32."""
    rows = [np.concatenate([item.tip, item.axis, [item.radius]]) for item in placements]
    return np.array(rows, np.float32).reshape(-1, 7)


@njit(cache=True, inline="always", error_model="numpy")
def _along_and_across(x: Any, y: Any, z: Any, poses: Any, probe: Any) -> Any:
    """As in `probe_boundary`, in single precision and from a row of poses."""
    dx, dy, dz = x - poses[probe, 0], y - poses[probe, 1], z - poses[probe, 2]
    along = dx * poses[probe, 3] + dy * poses[probe, 4] + dz * poses[probe, 5]
    return along, np.sqrt(max(dx * dx + dy * dy + dz * dz - along * along, np.float32(0.0)))


@njit(cache=True, inline="always", error_model="numpy")
def _warmth(x: Any, y: Any, z: Any, poses: Any, tables: Any, start: Any, per_node: Any) -> Any:
    """Product of the probes' warmths at a point, the least of all windows; 2 where no probe is felt."""
    least = np.float32(2.0)
    for window in range(tables.shape[0]):
        product, felt = np.float32(1.0), False
        for probe in range(tables.shape[1]):
            along, across = _along_and_across(x, y, z, poses, probe)
            u, v = across * per_node, (along - start) * per_node
            if u < tables.shape[2] - 1 and v >= 0 and v < tables.shape[3] - 1:
                i, j = np.intp(u), np.intp(v)
                a, b = u - np.float32(i), v - np.float32(j)
                low = tables[window, probe, i, j]
                low += b * (tables[window, probe, i, j + 1] - low)
                high = tables[window, probe, i + 1, j]
                high += b * (tables[window, probe, i + 1, j + 1] - high)
                product *= low + a * (high - low)
                felt = True
        if felt:
            least = min(least, product)
    return least


@njit(cache=True, inline="always", error_model="numpy")
def _temperature(warmth: Any, least: Any, per_warmth: Any, table: Any) -> Any:
    place = min(max((warmth - least) * per_warmth, np.float32(0.0)), np.float32(table.shape[0] - 2))
    entry = np.intp(place)
    share = min(place - np.float32(entry), np.float32(1.0))
    return table[entry] + share * (table[entry + 1] - table[entry])


@njit(cache=True, inline="always", error_model="numpy")
def _share(warmth: Any, low: Any, per_rise: Any) -> Any:
    """0 where it is cold, 1 where it is warm, smooth between."""
    share = min(max((warmth - low) * per_rise, np.float32(0.0)), np.float32(1.0))
    return share * share * (np.float32(3.0) - np.float32(2.0) * share)


@njit(cache=True, error_model="numpy", _nrt=False)
def _fill(
    x: Any, y: Any, z: Any, poses: Any, tables: Any, start: Any, per_node: Any, before: Any, correction: Any,
    tissue: Any, fade: Any, least: Any, per_warmth: Any, back: Any, out: Any,
) -> None:  # fmt: skip
    for i in range(x.shape[0]):
        for j in range(y.shape[0]):
            for k in range(z.shape[0]):
                if not tissue[i, j, k]:
                    continue
                w = _warmth(x[i], y[j], z[k], poses, tables, start, per_node)
                if w > np.float32(1.5):
                    continue
                w *= before[i, j, k]
                w += correction[i, j, k] * _share(w, fade[0], fade[1])
                out[i, j, k] = _temperature(w, least, per_warmth, back)


@njit(cache=True, inline="always", error_model="numpy")
def _left(
    point: Any, poses: Any, tables: Any, start: Any, per_node: Any, before: Any, correction: Any, fade: Any
) -> Any:
    """Warmth at a point, with the body before and the correction already read there."""
    w = _warmth(point[0], point[1], point[2], poses, tables, start, per_node)
    w = min(w, np.float32(1.0)) * before
    return w + correction * _share(w, fade[0], fade[1])


@njit(cache=True, error_model="numpy", _nrt=False, nogil=True)
def _read(
    points: Any, poses: Any, tables: Any, start: Any, per_node: Any, before: Any, correction: Any, fade: Any,
    least: Any, per_warmth: Any, back: Any, out: Any,
) -> None:  # fmt: skip
    """As `_fill` at points."""
    for n in range(points.shape[0]):
        w = _left(points[n], poses, tables, start, per_node, before[n], correction[n], fade)
        out[n] = _temperature(w, least, per_warmth, back)


@njit(cache=True, error_model="numpy", _nrt=False, nogil=True)
def _read_each(
    points: Any, poses: Any, tables: Any, start: Any, per_node: Any, before: Any, correction: Any, fade: Any,
    out: Any,
) -> None:  # fmt: skip
    """Warmths (probe, point) with each of some poses alone."""
    for k in range(poses.shape[0]):
        for n in range(points.shape[0]):
            out[k, n] = _left(
                points[n], poses[k : k + 1], tables, start, per_node, before[n], correction[n], fade
            )


@njit(cache=True, inline="always", error_model="numpy")
def _outside(x: Any, y: Any, z: Any, poses: Any, width: Any) -> Any:
    """Share of a cell of some width that no probe takes, linear in the distance of its centre."""
    share = np.float32(1.0)
    for probe in range(poses.shape[0]):
        along, across = _along_and_across(x, y, z, poses, probe)
        away = max(across - poses[probe, 6], -along)
        share = min(share, max(np.float32(0.5) + away / width, np.float32(0.0)), np.float32(1.0))
    return share


@njit(cache=True, error_model="numpy", _nrt=False)
def _volumes(
    x: Any, y: Any, z: Any, widths_x: Any, widths_y: Any, widths_z: Any, poses: Any, tissue: Any,
    liquidus: Any, levels: Any, temperature: Any, totals: Any,
) -> None:  # fmt: skip
    """Add the tissue below the liquidus and each level: a plane through each cell, by central differences."""
    nx, ny, nz = temperature.shape
    for i in range(1, nx - 1):
        for j in range(1, ny - 1):
            for k in range(1, nz - 1):
                cold = temperature[i, j, k]
                if not tissue[i, j, k] or cold > liquidus[i, j, k] + 40.0:
                    continue
                swing = 0.25 * (
                    abs(temperature[i + 1, j, k] - temperature[i - 1, j, k])
                    + abs(temperature[i, j + 1, k] - temperature[i, j - 1, k])
                    + abs(temperature[i, j, k + 1] - temperature[i, j, k - 1])
                )
                if cold - swing > liquidus[i, j, k]:
                    continue
                width = min(widths_x[i], widths_y[j], widths_z[k])
                size = widths_x[i] * widths_y[j] * widths_z[k] * _outside(x[i], y[j], z[k], poses, width)
                for row in range(levels.shape[0]):
                    level = liquidus[i, j, k] if row == 0 else levels[row]
                    share = 0.5 + 0.5 * (level - cold) / max(swing, np.float32(1e-3))
                    totals[row] += size * min(max(share, 0.0), 1.0)


@dataclass(frozen=True, eq=False)
class Ground:
    """What does not move with the probes, on a grid of straight lines.

    Attributes
    ----------
    faces, centres : of the cells along each axis, m.
    tissue : (i, j, k) cells of the body. liquidus : degC there.
    before : warmth before the procedure. correction : to the product of warmths, added where it is warm.
    resting : degC where no probe is felt.
    """

    faces: tuple[Floats, Floats, Floats]
    tissue: NDArray[np.bool_]
    liquidus: Singles
    before: Singles
    correction: Singles
    resting: Singles

    @property
    def centres(self) -> tuple[Floats, Floats, Floats]:
        """Cell centres along each axis, m."""
        return tuple(0.5 * (faces[1:] + faces[:-1]) for faces in self.faces)  # type: ignore[return-value]

    def at(self, field: Singles, points: NDArray[np.floating]) -> Singles:
        """A field of the grid at points (n, 3), trilinear; outside the value at the nearest face."""
        low, high = (np.array([centres[end] for centres in self.centres]) for end in (0, -1))
        read = RegularGridInterpolator(self.centres, field)
        return np.asarray(read(np.clip(points, low, high)), np.float32)


def fill_field(tables: Superposition, ground: Ground, placements: Sequence[Placement]) -> Singles:
    """Coldest temperature (i, j, k) degC, float32, with probes at these placements."""
    out = ground.resting.copy()
    x, y, z = (centres.astype(np.float32) for centres in ground.centres)
    _fill(
        x, y, z, poses_of(placements), *tables.arguments, ground.before, ground.correction, ground.tissue,
        *tables.ways, out,
    )  # fmt: skip
    return out


@dataclass(frozen=True, eq=False)
class Reader:
    """Points that are read again and again while probes move; made by `reader_of`."""

    tables: Superposition
    points: Singles
    before: Singles
    correction: Singles
    ways: tuple[Singles, np.float32, np.float32, Singles]

    def at(self, placements: Sequence[Placement]) -> Singles:
        """Coldest temperature (n,) degC with probes at these placements."""
        out = np.empty(len(self.points), np.float32)
        _read(
            self.points, poses_of(placements), *self.tables.arguments, self.before, self.correction,
            *self.ways, out,
        )  # fmt: skip
        return out

    def warmths(self, placements: Sequence[Placement]) -> Singles:
        """Warmth (placement, n) with each placement alone; tables are of one probe."""
        out = np.empty((len(placements), len(self.points)), np.float32)
        _read_each(
            self.points, poses_of(placements), *self.tables.arguments, self.before, self.correction,
            self.ways[0], out,
        )  # fmt: skip
        return out


def reader_of(tables: Superposition, ground: Ground, points: Floats) -> Reader:
    """Points (n, 3), m, made ready: free of the grid but for what does not move."""
    where = np.ascontiguousarray(points, np.float32).reshape(-1, 3)
    before, correction = (ground.at(field, where) for field in (ground.before, ground.correction))
    return Reader(tables, where, before, correction, tables.ways)


def read_points(
    tables: Superposition, ground: Ground, placements: Sequence[Placement], points: Floats
) -> Singles:
    """Coldest temperature (n,) degC at points (n, 3), free of the grid but for what does not move."""
    return reader_of(tables, ground, points).at(placements)


def volumes_below(
    ground: Ground, placements: Sequence[Placement], temperature: Singles, levels: Sequence[float]
) -> Floats:
    """Tissue (m3), without probes, below its own liquidus and below each level (degC), warmest first."""
    x, y, z = (centres.astype(np.float32) for centres in ground.centres)
    widths = [np.diff(faces) for faces in ground.faces]
    limits = np.array([np.nan, *levels])
    totals = np.zeros(len(limits))
    _volumes(
        x, y, z, *widths, poses_of(placements), ground.tissue, ground.liquidus, limits, temperature, totals
    )
    return totals
