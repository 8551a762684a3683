"""Tissue as sound sees it: speed, density, attenuation and backscatter from temperature and its history.

    ice    phi(T)  the share of freezable water that is ice: the law that releases the latent heat
    speed  c    = c37 + s (max(T, Tl) - 37) + phi (cf - c(Tl))          linear in ice
    density rho = rho0 (1 + phi (d - 1))
    attenuation = a0 (f / 1 MHz)^n (1 - phi + F phi + (4 M - 2 (1 + F)) phi (1 - phi))
    backscatter = 10^((b + phi Bf + (phin - phi) Bt) / 20)              phin = phi(coldest so far)

Attenuation is 1, M and F times the unfrozen one without, with half and with all of the ice: greatest close
below the freezing point. That speed follows the ice content linearly was measured on frozen sucrose solution
(Gulseren & Coupland 2007); numbers and their standing: `acoustics.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.enthalpy import ice_share
from cryonerve.sources.acoustics import Acoustics, acoustics_of, ice_acoustics

if TYPE_CHECKING:
    from cryonerve.sources.tissue import Tissue
    from cryonerve.ultrasound.plane import ImagePlane

__all__ = ["PROBE", "AcousticMap", "AcousticProperties", "acoustic_properties", "inert_properties"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Reals = NDArray[np.floating]

PROBE = -1  # label of a probe's inside; 0 is outside the body
WARM = 37.0  # degC to which the table's speeds belong
REFERENCE = 1e6  # Hz to which the table's attenuations belong


@dataclass(frozen=True, eq=False)
class AcousticProperties:
    """Of the points asked for, all of one shape.

    Attributes
    ----------
    speed : m/s. density : kg/m3. attenuation : of amplitude, dB/m at the frequency asked for.
    backscatter : amplitude of what scatters back, relative to unfrozen muscle.
    ice : share of freezable water that is ice, 0 to 1.
    """

    speed: Floats
    density: Floats
    attenuation: Floats
    backscatter: Floats
    ice: Floats


@dataclass(frozen=True, eq=False)
class AcousticMap:
    """What the scanner's sound meets in the image plane at one moment; all tiers of pictures share it.

    Attributes
    ----------
    axial : (row,) m below the transducer's face; lateral : (column,) m from its middle; of pixels' centres.
    speed, density, attenuation, backscatter, ice : (row, column) float32; see `AcousticProperties`.
    temperature : (row, column) degC float32.
    label : (row, column) structure's label; 0 outside the body (as gel), `PROBE` inside a probe.
    frequency : Hz to which the attenuation belongs. time : s of the procedure.
    """

    axial: Floats
    lateral: Floats
    speed: Singles
    density: Singles
    attenuation: Singles
    backscatter: Singles
    ice: Singles
    temperature: Singles
    label: NDArray[np.int16]
    plane: ImagePlane
    frequency: float
    time: float

    @property
    def impedance(self) -> Singles:
        """(row, column) speed times density, kg/m2/s."""
        return self.speed * self.density


def acoustic_properties(
    tissue: Tissue, temperature: Reals | float, nadir: Reals | float, frequency: float
) -> AcousticProperties:
    """Acoustic properties of one tissue.

    Parameters
    ----------
    temperature, nadir : degC now and the coldest so far, any (common) shape.
    frequency : Hz.

    Examples
    --------
    >>> from cryonerve.sources import tissues
    >>> seen = acoustic_properties(tissues()["muscle"], np.array([37.0, 0.0, -20.0]), 37.0, 1e6)
    >>> seen.speed.round().tolist(), seen.attenuation.round().tolist()
    ([1588.0, 1532.0, 2896.0], [62.0, 62.0, 251.0])
    """
    sound, change = acoustics_of(tissue), ice_acoustics()
    temperature, nadir = np.broadcast_arrays(
        np.asarray(temperature, dtype=float), np.asarray(nadir, dtype=float)
    )
    found = _unfrozen(tissue, sound, np.maximum(temperature, tissue.liquidus.value), frequency)
    cold = np.minimum(nadir, temperature) < tissue.liquidus.value  # now or before
    if not cold.any() or sound.frozen_speed is None or sound.density_factor is None:
        return found
    ice = ice_share(tissue, temperature[cold])
    once = ice_share(tissue, np.minimum(nadir, temperature)[cold])
    found.ice[cold] = ice
    found.speed[cold] += ice * (sound.frozen_speed.value - found.speed[cold])
    found.density[cold] *= 1.0 + ice * (sound.density_factor.value - 1.0)
    full, half = change.frozen_attenuation.value, change.mushy_attenuation.value
    found.attenuation[cold] *= 1.0 - ice + full * ice + (4.0 * half - 2.0 * (1.0 + full)) * ice * (1.0 - ice)
    level = ice * change.frozen_backscatter.value + (once - ice) * change.thawed_backscatter.value
    found.backscatter[cold] *= 10.0 ** (level / 20.0)
    return found


def _unfrozen(tissue: Tissue, sound: Acoustics, temperature: Floats, frequency: float) -> AcousticProperties:
    """Properties at temperatures above freezing, fresh arrays."""
    found = inert_properties(sound, temperature.shape, frequency)
    if sound.speed_slope is not None:
        found.speed[...] += sound.speed_slope.value * (temperature - WARM)
    if tissue.density is not None:
        found.density[...] = tissue.density.value
    return found


def inert_properties(sound: Acoustics, shape: tuple[int, ...], frequency: float) -> AcousticProperties:
    """Properties of what neither freezes nor depends on temperature: gel outside the body, a probe's steel.

    >>> from cryonerve.sources import acoustic_materials
    >>> inert_properties(acoustic_materials()["probe"], (1,), 1e7).speed.tolist()
    [5790.0]
    """
    density = 1000.0 if sound.density is None else sound.density.value
    raised = (frequency / REFERENCE) ** sound.attenuation_exponent.value
    return AcousticProperties(
        speed=np.full(shape, sound.speed.value),
        density=np.full(shape, density),
        attenuation=np.full(shape, sound.attenuation.value * raised),
        backscatter=np.full(shape, 10.0 ** (sound.backscatter.value / 20.0)),
        ice=np.zeros(shape),
    )
