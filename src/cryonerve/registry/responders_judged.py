"""Is a person a responder: by every definition that can be judged, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cryonerve.registry.importance import GRAIN
from cryonerve.sources.instrument_files import instruments
from cryonerve.sources.responders import ResponderDefinition, responder_definitions

__all__ = ["Responding", "is_met", "responding"]


@dataclass(frozen=True, slots=True)
class Responding:
    """What one definition says.

    Attributes
    ----------
    met : None where it cannot be judged; `why_not` says why.
    reached : the score (points of the definition) or the fall as a fraction.
    """

    definition: ResponderDefinition
    met: bool | None
    reached: float | None
    why_not: str = ""


def responding(instrument: str, *, first: float | None, last: float) -> tuple[Responding, ...]:
    """What each definition that fits the instrument says of a first and a later score.

    Parameters
    ----------
    first : the score before treatment; None where there is none (or the instrument asks for the change).
    last : the later score. Both in the instrument's own unit.

    Examples
    --------
    >>> {one.definition.name: one.met for one in responding("vas", first=80, last=10)}["relief-70"]
    True
    >>> [one.met for one in responding("pgic", first=None, last=2)]
    [True]
    """
    fitting = [one for one in responder_definitions().values() if instrument in one.instruments]
    return tuple(_judged(one, instrument, first, last) for one in fitting)


def is_met(definition: ResponderDefinition, reached: ArrayLike) -> NDArray[np.bool_]:
    """Does what was reached meet the definition?

    Parameters
    ----------
    reached : (n,) the fall as a fraction of the first score, or the score itself (pain: points of 10).

    Examples
    --------
    >>> is_met(responder_definitions()["relief-50"], [0.4, 0.5]).tolist()
    [False, True]
    """
    found, limit = np.asarray(reached, dtype=np.float64), definition.threshold.value
    if definition.measure == "at most":
        return found <= limit + GRAIN
    return found > limit + GRAIN if definition.strictly else found >= limit - GRAIN


def _judged(definition: ResponderDefinition, instrument: str, first: float | None, last: float) -> Responding:
    if definition.measure == "fall":
        if first is None:
            return Responding(definition, None, None, "there is no score before treatment")
        if first <= 0:
            return Responding(definition, None, None, "the score before treatment is 0")
        fall = (first - last) / first
        return Responding(definition, bool(is_met(definition, fall)), fall)
    chosen = instruments()[instrument]
    shown = chosen.of_ten(last) if chosen.family == "pain intensity" else last
    return Responding(definition, bool(is_met(definition, shown)), shown)
