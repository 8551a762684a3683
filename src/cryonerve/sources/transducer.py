"""Ultrasound transducers as data: read from transducers.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from cryonerve.sources.tables import Row, read_table
from cryonerve.sources.value import Sourced

__all__ = ["Transducer", "transducers"]


@dataclass(frozen=True, slots=True)
class Transducer:
    """An array of elements.

    Attributes
    ----------
    kind : "linear", or "curved" with `radius` of its face, m.
    elements : their number; pitch : m from one to the next.
    frequency : centre, Hz, with what it can be set to as bounds; bandwidth : two-way, -6 dB, share of it.
    height, focus : of the elements and of their lens in elevation, m.
    """

    name: str
    title: str
    kind: Literal["linear", "curved"]
    elements: int
    pitch: Sourced
    frequency: Sourced
    bandwidth: Sourced
    height: Sourced
    focus: Sourced
    radius: Sourced | None = None

    @property
    def width(self) -> float:
        """Length of the array along its face, m.

        >>> round(transducers()["linear-12MHz"].width, 4)
        0.0384
        """
        return self.elements * self.pitch.value


@cache
def transducers() -> Mapping[str, Transducer]:
    """Every transducer by name, in the order of the file.

    >>> list(transducers())
    ['linear-12MHz', 'linear-18MHz', 'curved-5MHz']
    """
    rows = read_table("transducers.toml").rows()
    return MappingProxyType({name: _transducer(name, row) for name, row in rows.items()})


def _transducer(name: str, row: Row) -> Transducer:
    row.known("title", "kind", "elements", "pitch", "frequency", "bandwidth", "height", "focus", "radius")
    kind = cast(Literal["linear", "curved"], row.choice("kind", ("linear", "curved")))
    elements = row.fields.get("elements")
    if isinstance(elements, bool) or not isinstance(elements, int) or elements < 2:
        raise row.complaint("elements", f"{elements!r} is no number of elements")
    lengths = {key: row.needed(key, "length") for key in ("pitch", "height", "focus")}
    found = Transducer(
        name=name,
        title=row.text("title"),
        kind=kind,
        elements=elements,
        frequency=row.needed("frequency", "frequency"),
        bandwidth=row.needed("bandwidth", "fraction"),
        radius=row.sourced("radius", "length", optional=kind == "linear"),
        **lengths,
    )
    if kind == "linear" and found.radius is not None:
        raise row.complaint("radius", "has no meaning for a linear array")
    for key in ("pitch", "frequency", "bandwidth", "height", "focus", "radius"):
        number = getattr(found, key)
        if number is not None and number.value <= 0.0:
            raise row.complaint(key, "must be above zero")
    return found
