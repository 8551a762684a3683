"""Conductivity of frozen tissue against temperature: closed forms, each with the range it was made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cryonerve.units import ABSOLUTE_ZERO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from cryonerve.sources.value import Standing

__all__ = ["ConductivityLaw", "Piece"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Sum of coefficient x temperature^power, used above `above` degC."""

    above: float
    terms: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ConductivityLaw:
    """One named law k(T), W/m/K.

    Attributes
    ----------
    bounds : degC; outside of them `at` keeps the value of the nearest bound and `covers` says False.
    scale : the temperature in the terms is in degC or in K.
    pieces : warmest first; each holds down to its `above`, the last one without end.
    """

    name: str
    title: str
    source: str
    standing: Standing
    bounds: tuple[float, float]
    scale: Literal["degC", "K"]
    pieces: tuple[Piece, ...]
    remark: str = ""

    def at(self, temperature: ArrayLike) -> NDArray[np.float64]:
        """Conductivity (W/m/K) at temperatures (degC) of any shape; held at its bounds outside of them.

        >>> from cryonerve.sources import frozen_conductivity_laws
        >>> frozen_conductivity_laws()["sweat-1973"].at([-20.0, -40.0, -75.0]).round(2).tolist()
        [1.33, 1.5, 1.6]
        """
        import numpy as np  # noqa: PLC0415

        celsius = np.clip(np.asarray(temperature, dtype=float), *self.bounds)
        scaled = celsius - ABSOLUTE_ZERO if self.scale == "K" else celsius
        result = _sum(self.pieces[-1], scaled)
        for piece in reversed(self.pieces[:-1]):
            result = np.where(celsius > piece.above, _sum(piece, scaled), result)
        return np.asarray(result)

    def covers(self, temperature: ArrayLike) -> NDArray[np.bool_]:
        """True where a temperature (degC) lies inside the range the law was made for."""
        import numpy as np  # noqa: PLC0415

        value = np.asarray(temperature, dtype=float)
        return np.asarray((value >= self.bounds[0]) & (value <= self.bounds[1]))

    def caveat(self, temperature: ArrayLike) -> str:
        """Sentence on temperatures outside the law's range; "" when there are none.

        >>> from cryonerve.sources import frozen_conductivity_laws
        >>> frozen_conductivity_laws()["sweat-1973"].caveat([-85.0, -40.0])
        'sweat-1973 holds from -75 to -10 degC; outside (-85 to -85 degC) its value at the bound was used.'
        """
        import numpy as np  # noqa: PLC0415

        value = np.asarray(temperature, dtype=float)
        outside = value[~self.covers(value)]
        if not outside.size:
            return ""
        low, high = self.bounds
        return (
            f"{self.name} holds from {low:g} to {high:g} degC; outside "
            f"({outside.min():g} to {outside.max():g} degC) its value at the bound was used."
        )


def _sum(piece: Piece, temperature: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415

    total = np.zeros_like(temperature)
    for coefficient, power in piece.terms:
        total = total + coefficient * temperature**power
    return total
