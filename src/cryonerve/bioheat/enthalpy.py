"""Heat content against temperature: every tissue as a short chain of straight pieces.

The state of a cell is its volumetric enthalpy h (J/m3) relative to body temperature. Between two knots of a
tissue's curve temperature is linear in h, and the Kirchhoff potential theta = integral of k dT (W/m) is
quadratic in temperature: exact where heat capacity is constant and conductivity linear in temperature; a
curved law becomes several pieces.

Conventions of the case format: over the freezing range the enthalpy rises by the latent heat plus the mean of
both heat capacities times the range. Equation and method: Voller & Cross 1981; Carslaw & Jaeger 1959.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from cryonerve.units import ABSOLUTE_ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryonerve.sources.tissue import Tissue

__all__ = ["Curve", "blend", "curve_of", "curve_through", "ice_share", "stack"]

Floats = NDArray[np.float64]
Quantity = TypeVar("Quantity", float, NDArray[np.float64])

HOTTEST = 150.0
LAW_KNOTS = (-15.0, -30.0, -55.0, -90.0, -150.0)
DEPRESSION_KNOTS = (1.0, 0.65, 0.4, 0.22, 0.11, 0.045, 0.015, 0.0)


@dataclass(frozen=True, eq=False)
class Curve:
    """One material: knots of temperature, enthalpy and conductivity, coldest first.

    Attributes
    ----------
    temperature : (knot,) degC, not decreasing; two equal neighbours are a release at constant temperature.
    enthalpy : (knot,) J/m3 relative to body temperature, increasing.
    conductivity : (knot,) W/m/K, linear in temperature between knots; where it jumps the knot is doubled.
    body_temperature : degC where the enthalpy is zero.
    solidus, liquidus : degC.
    """

    temperature: Floats
    enthalpy: Floats
    conductivity: Floats
    body_temperature: float
    solidus: float
    liquidus: float

    @cached_property
    def potential(self) -> Floats:
        """(knot,) integral of k dT from body temperature, W/m."""
        steps = 0.5 * np.diff(self.temperature) * (self.conductivity[1:] + self.conductivity[:-1])
        running = np.concatenate([[0.0], np.cumsum(steps)])
        return running - float(np.interp(0.0, self.enthalpy, running))

    def temperature_at(self, enthalpy: Floats | float) -> Floats:
        """Temperature (degC) of enthalpies (J/m3), any shape."""
        return np.asarray(np.interp(enthalpy, self.enthalpy, self.temperature))

    def enthalpy_at(self, temperature: Floats | float) -> Floats:
        """Enthalpy (J/m3) of temperatures (degC); at a release at constant temperature the warm side."""
        value = np.asarray(temperature, dtype=float)
        index = np.clip(
            np.searchsorted(self.temperature, value, side="right") - 1, 0, len(self.temperature) - 2
        )
        low, high = self.temperature[index], self.temperature[index + 1]
        share = np.where(high > low, (value - low) / np.where(high > low, high - low, 1.0), 1.0)
        return self.enthalpy[index] + share * (self.enthalpy[index + 1] - self.enthalpy[index])

    def conductivity_at(self, temperature: Floats | float) -> Floats:
        """Conductivity (W/m/K) at temperatures (degC)."""
        return np.asarray(np.interp(temperature, self.temperature, self.conductivity))

    def potential_at(self, temperature: Floats | float) -> Floats:
        """Kirchhoff potential (W/m) at temperatures (degC)."""
        value = np.asarray(temperature, dtype=float)
        index = np.clip(
            np.searchsorted(self.temperature, value, side="right") - 1, 0, len(self.temperature) - 2
        )
        low, high = self.temperature[index], self.temperature[index + 1]
        cold, warm = self.conductivity[index], self.conductivity[index + 1]
        x = value - low
        slope = np.where(high > low, (warm - cold) / np.where(high > low, high - low, 1.0), 0.0)
        return self.potential[index] + (cold + 0.5 * slope * x) * x

    @property
    def fastest_diffusivity(self) -> float:
        """Largest d theta / d h anywhere on the curve, m2/s: what limits the time step."""
        return self.fastest_above(-np.inf)

    def fastest_above(self, temperature: float) -> float:
        """Largest d theta / d h (m2/s) on the pieces that reach above a temperature (degC)."""
        speed, top = self.speeds
        return float(speed[top > temperature].max())

    @cached_property
    def speeds(self) -> tuple[Floats, Floats]:
        """(piece,) largest d theta / d h (m2/s) of each, 0 where it takes no heat; and up to where (degC).

        The warmest piece has no end: it counts however warm it is.
        """
        heat, rise = np.diff(self.enthalpy), np.diff(self.temperature)
        most = np.maximum(self.conductivity[1:], self.conductivity[:-1])
        speed = np.divide(rise, heat, out=np.zeros_like(heat), where=heat > 0.0) * most
        return speed, np.append(self.temperature[1:-1], np.inf)


def curve_through(
    knots: Sequence[tuple[float, float, float]], body_temperature: float, *, solidus: float, liquidus: float
) -> Curve:
    """Curve through knots, coldest first: degC, enthalpy J/m3 from any zero, conductivity W/m/K."""
    table = np.array(knots, dtype=float)
    zero = np.interp(body_temperature, table[:, 0], table[:, 1])
    return Curve(table[:, 0], table[:, 1] - zero, table[:, 2], body_temperature, solidus, liquidus)


def curve_of(
    tissue: Tissue,
    body_temperature: float,
    law: Callable[[Floats], Floats] | None = None,
) -> Curve:
    """Curve of a tissue; `law` gives the frozen conductivity (W/m/K) at temperatures (degC)
    when one is named.

    Examples
    --------
    >>> from cryonerve.sources import tissues
    >>> curve = curve_of(tissues()["muscle"], 37.0)
    >>> bool(abs(curve.temperature_at(curve.enthalpy_at(-20.0)) + 20.0) < 1e-9)
    True
    """
    frozen_c, unfrozen_c = tissue.heat_capacity_frozen.value, tissue.heat_capacity_unfrozen.value
    solidus, liquidus = tissue.solidus.value, tissue.liquidus.value
    unfrozen_k = tissue.conductivity_unfrozen.value
    cold_knots = (
        [t for t in (ABSOLUTE_ZERO, *reversed(LAW_KNOTS)) if t < solidus - 1.0] if law else [ABSOLUTE_ZERO]
    )
    frozen_k = [float(law(np.array(t))) for t in (*cold_knots, solidus)] if law else []
    solid_k = frozen_k[-1] if law else tissue.conductivity_frozen.value
    knots = [
        (t, frozen_c * (t - solidus), frozen_k[index] if law else solid_k)
        for index, t in enumerate(cold_knots)
    ]
    knots.append((solidus, 0.0, solid_k))
    knots.extend(_freezing_range(tissue, solid_k))
    top = knots[-1][1]
    if knots[-1][2] != unfrozen_k:
        knots.append((liquidus, top, unfrozen_k))
    knots.append((HOTTEST, top + unfrozen_c * (HOTTEST - liquidus), unfrozen_k))
    return curve_through(knots, body_temperature, solidus=solidus, liquidus=liquidus)


def _freezing_range(tissue: Tissue, solid_k: float) -> list[tuple[float, float, float]]:
    """Knots above the solidus up to the liquidus: release at the solidus, then over the range."""
    solidus, liquidus = tissue.solidus.value, tissue.liquidus.value
    latent, unfrozen_k = tissue.latent_heat.value, tissue.conductivity_unfrozen.value
    span = liquidus - solidus
    sensible = 0.5 * (tissue.heat_capacity_frozen.value + tissue.heat_capacity_unfrozen.value)
    at_solidus = latent if span == 0.0 else latent * tissue.released_at_solidus
    mean_k = 0.5 * (solid_k + unfrozen_k)
    cold_k, warm_k = (mean_k, mean_k) if tissue.mushy == "mean" else (solid_k, unfrozen_k)
    knots: list[tuple[float, float, float]] = []
    if at_solidus > 0.0 or cold_k != solid_k:
        knots.append((solidus, at_solidus, cold_k))
    if span == 0.0:
        return knots
    if tissue.freezing_law == "linear":
        return [*knots, (liquidus, latent + sensible * span, warm_k)]
    for share in DEPRESSION_KNOTS[1:]:
        temperature = liquidus - share * span
        ice = _depressed(temperature, solidus, liquidus)
        heat = at_solidus + (latent - at_solidus) * (1.0 - ice) + sensible * (temperature - solidus)
        knots.append(
            (temperature, heat, warm_k + (cold_k - warm_k) * (ice if tissue.mushy == "linear" else 1.0))
        )
    return knots


def _depressed(temperature: Quantity, solidus: float, liquidus: float) -> Quantity:
    """Freezing-point depression: the frozen share of the range's water is (1 - Tl/T) / (1 - Tl/Ts)."""
    return (1.0 - liquidus / temperature) / (1.0 - liquidus / solidus)


def ice_share(tissue: Tissue, temperature: NDArray[np.floating] | float) -> Floats:
    """Share of a tissue's freezable water that is ice at temperatures (degC), any shape; 0 to 1.

    The same law by which the tissue's latent heat is released: see `Tissue.freezing_law`.

    >>> from cryonerve.sources import tissues
    >>> ice_share(tissues()["muscle"], np.array([0.0, -0.6, -1.2, -8.0, -30.0])).round(3).tolist()
    [0.0, 0.0, 0.514, 0.951, 1.0]
    """
    solidus, liquidus = tissue.solidus.value, tissue.liquidus.value
    value = np.asarray(temperature, dtype=float)
    if solidus == liquidus:
        return np.asarray((value < liquidus).astype(float))
    inside = np.clip(value, solidus, liquidus)
    if tissue.freezing_law == "linear":
        share = (liquidus - inside) / (liquidus - solidus)
    else:
        share = _depressed(inside, solidus, liquidus)
    return np.where(value <= solidus, 1.0, (1.0 - tissue.released_at_solidus) * share)


def blend(first: Curve, second: Curve, share: float) -> Curve:
    """Material of a cell that holds `share` of `first` and the rest of `second`.

    Heat contents add; conductivities combine by their geometric mean, which lies between the series and the
    parallel bound whatever way the boundary runs through the cell.
    """
    knots = np.union1d(first.temperature, second.temperature)
    (heat_one, k_one), (heat_two, k_two) = (_both_sides(curve, knots) for curve in (first, second))
    heat, k = share * heat_one + (1.0 - share) * heat_two, k_one**share * k_two ** (1.0 - share)
    temperature = np.repeat(knots, 2)
    same = (np.diff(temperature) == 0.0) & (np.diff(heat) == 0.0) & (np.diff(k) == 0.0)
    kept = np.concatenate([[True], ~same])
    zero = np.interp(first.body_temperature, temperature[kept], heat[kept])
    return Curve(
        temperature[kept],
        heat[kept] - zero,
        k[kept],
        first.body_temperature,
        min(first.solidus, second.solidus),
        max(first.liquidus, second.liquidus),
    )


def _both_sides(curve: Curve, temperatures: Floats) -> tuple[Floats, Floats]:
    """Enthalpy and conductivity just below and just above each of some temperatures, one after the other."""
    below, after = (np.searchsorted(curve.temperature, temperatures, side) for side in ("left", "right"))
    is_knot, last = after > below, len(curve.temperature) - 1
    columns = []
    for values in (curve.enthalpy, curve.conductivity):
        both = np.repeat(np.interp(temperatures, curve.temperature, values), 2)
        both[::2][is_knot] = values[np.minimum(below[is_knot], last)]
        both[1::2][is_knot] = values[after[is_knot] - 1]
        columns.append(both)
    return columns[0], columns[1]


def stack(curves: Sequence[Curve]) -> Floats:
    """All curves as one table for the kernels.

    Returns
    -------
    (material, piece, 6) : for each piece, warmest first, the enthalpy, temperature and potential at its cold
        end, dT/dh, the conductivity at its cold end and half of dk/dT. Short curves repeat their
        coldest piece.
    """
    count = max(len(curve.temperature) for curve in curves) - 1
    table = np.zeros((len(curves), count, 6))
    for row, curve in enumerate(curves):
        heat, heat_rise = curve.enthalpy[:-1], np.diff(curve.enthalpy)
        rise = np.diff(curve.temperature)
        slope = np.divide(rise, heat_rise, out=np.zeros_like(rise), where=heat_rise > 0.0)
        bend = np.divide(0.5 * np.diff(curve.conductivity), rise, out=np.zeros_like(rise), where=rise > 0.0)
        pieces = np.stack(
            [heat, curve.temperature[:-1], curve.potential[:-1], slope, curve.conductivity[:-1], bend], axis=1
        )[::-1]
        table[row, : len(pieces)] = pieces
        table[row, len(pieces) :] = pieces[-1]
    return table
