"""What following found, as sentences a physician can read first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cryonerve.ultrasound.following import Following, Reach

__all__ = [
    "DISAGREES",
    "DISAGREES_REMEDY",
    "FACING",
    "NOT_KNOWN",
    "facing",
    "reached_words",
    "sentences",
    "shown_look",
]

NOT_KNOWN = (
    "Inferred, not seen: -20 degC is never visible on ultrasound. Tested on simulations only. Research "
    "software, no medical device; not a prognosis."
)
DISAGREES = "THE PICTURE DISAGREES WITH THE MODEL"
DISAGREES_REMEDY = "Look at the probe's place, the edge that is tracked and the case."
SHOWN = 0.1e-3  # m; less of -20 degC is none that a person would look for
FACING = np.radians(60.0)  # rays this near to upwards face the transducer


def sentences(found: Following) -> tuple[str, ...]:
    """Where -20 degC is, how much of the nerve it has covered, when it will have, and whether to believe it.

    Bands are 5 to 95 %. Times are those of the procedure.
    """
    look = shown_look(found)
    over = look != len(found.times) - 1
    low, middle, high = (
        facing(found.angles, part[look]) for part in (found.cold.low, found.cold.middle, found.cold.high)
    )
    edge = facing(found.angles, found.edge.middle[look])
    where = f"the ice's edge {'lay' if over else 'lies'} {edge:.1f} mm from the probe"
    said = [
        f"At {found.times[look]:.0f} s {where}, and -20 degC at {middle:.1f} mm ({low:.1f} to {high:.1f})."
    ]
    if over:
        said.append(f"At {found.times[-1]:.0f} s nothing is below -20 degC any longer.")
    if np.isfinite(found.covered.middle[-1]):
        said += [_covered(found), reached_words(found.reach[-1], float(found.times[-1]))]
    if found.disagrees[-1]:
        since = found.times[int(np.argmax(found.disagrees))]
        said.insert(
            0,
            f"{DISAGREES} since {since:.0f} s: the bands below are not to be relied on. {DISAGREES_REMEDY}",
        )
    return tuple(said)


def shown_look(found: Following) -> int:
    """The last look with tissue below -20 degC; without any the last.

    After a thaw the end of the freeze is what matters.
    """
    cold = np.flatnonzero(np.nanmean(found.cold.middle, axis=1) > SHOWN)
    return int(cold[-1]) if cold.size else len(found.times) - 1


def facing(angles: NDArray[np.float64], radius: NDArray[np.float64]) -> float:
    """Mean of a radius (ray,) m over the rays that face the transducer, mm; angles in rad.

    >>> facing(np.radians([-90.0, 0.0, 30.0]), np.array([9e-3, 2e-3, 4e-3]))
    3.0
    """
    return 1e3 * float(np.nanmean(radius[np.abs(angles) <= FACING]))


def _covered(found: Following) -> str:
    low, middle, high = (
        100.0 * float(part[-1]) for part in (found.covered.low, found.covered.middle, found.covered.high)
    )
    share = f"{middle:.0f} % ({low:.0f} to {high:.0f})"
    return f"Of the nerve's fascicle area {share} has been below -20 degC at one level."


def reached_words(reach: Reach, now: float) -> str:
    """When the goal of coverage is reached, or that it hardly will be; `now` in s of the procedure.

    >>> reached_words(Reach(0.95, 1.0, 85.0, 95.0, 107.0), 60.0)
    '95 % is reached in 35 s (at 85 to 107 s).'
    """
    goal = f"{100.0 * reach.goal:.0f} %"
    if not np.isfinite(reach.middle):
        likely = f"{100.0 * reach.probability:.0f} % likely"
        return f"{goal} will hardly be reached with this protocol and place ({likely})."
    away = reach.middle - now
    span = f"{reach.low:.0f} to {reach.high:.0f} s"
    when = f"in {away:.0f} s (at {span})" if away > 0.0 else f"already (at {span})"
    likely = "" if reach.probability > 0.95 else f", if at all: {100.0 * reach.probability:.0f} % likely"
    return f"{goal} is reached {when}{likely}."
