"""What flowing blood takes from a plan: the same plan in full, with the blood of the nearest vessel at rest.

A goal that is missed beside a large vessel may be missed for a reason that no search can mend. Blood at rest
is no treatment: it is the figure that says how much of what is missing is the vessel's warmth.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.freezing import freeze
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.nerve.goal_reach import Reach, reach_in
from cryonerve.nerve.scan_walls import walls_of
from cryonerve.planning.confirming import Confirmed, asks
from cryonerve.planning.searching import Bench, Cancelled

__all__ = ["at_rest", "flow_sentence", "nearest_vessel"]

Floats = NDArray[np.float64]
NEAR = 5e-3  # m from the nerve (assumed); what lies farther hardly warms it while a probe freezes
HARDLY = 0.02  # of the goal's coverage (assumed)


def nearest_vessel(
    volume: Volume, course: NerveCourse, places: tuple[Placement, ...], *, length: float
) -> tuple[str, float] | None:
    """Name of the vessel nearest to a nerve beside the probes, and its distance from the nerve's outline, m.

    Parameters
    ----------
    places : of the probes. length : m of the nerve around them that count. None: no vessel within 5 mm.
    """
    middles = np.array([place.tip + 0.5 * place.active_length * place.axis for place in places])
    apart = np.linalg.norm(course.points[:, None] - middles, axis=2).min(axis=1)
    beside = apart <= apart.min() + 0.5 * length
    around = Tube(course.points[beside], course.semi_axes[beside], course.across[beside])
    low, high = course.points[beside].min(axis=0) - 2 * NEAR, course.points[beside].max(axis=0) + 2 * NEAR
    found = []
    for item in volume.structures:
        if item.kind in ("artery", "vein") and any(one.name == item.name for one in volume.vessels):
            wall = walls_of(volume, item.label, (low, high))
            if len(wall):
                found.append((max(0.0, float(around.distance(wall).min())), item.name))
    if not found or min(found)[0] > NEAR:
        return None
    distance, name = min(found)
    return name, distance


def at_rest(volume: Volume, name: str) -> Volume:
    """The volume with the blood of one vessel at rest: it conducts heat and brings none.

    >>> from cryonerve.anatomy.volume import Vessel
    >>> vessel = Vessel("vein", "vein", np.zeros((2, 3)), 3e-3, 3e-4, 500.0)
    >>> still = at_rest(Volume(np.zeros((1, 1, 1), np.int16), np.eye(4), (), vessels=(vessel,)), "vein")
    >>> still.vessels[0].coefficient
    0.0
    """
    vessels = tuple(replace(one, coefficient=0.0) if one.name == name else one for one in volume.vessels)
    return replace(volume, vessels=vessels)


def flow_sentence(bench: Bench, full: Confirmed) -> str:
    """What the blood of the nearest vessel takes from a plan, by one more full run; "" without one near.

    Raises
    ------
    Cancelled
        Somebody asked to stop.
    """
    near = nearest_vessel(bench.volume, bench.course, full.candidate.places, length=bench.goals.length)
    if near is None:
        return ""
    name, distance = near
    bench.tick()
    volume = at_rest(bench.volume, name)
    run = freeze(volume, replace(full.case, sensors=()), frames=np.inf, cancel=asks(bench))
    if not run.stop.good:
        raise Cancelled
    return _sentence(name, distance, full.reach, reach_in(run, volume, bench.goals))


def _sentence(name: str, distance: float, now: Reach, still: Reach) -> str:
    where = f"The {name}, {1e3 * distance:.1f} mm from the nerve,"
    then = f"{100 * still.share:.0f} % instead of {100 * now.share:.0f} %"
    if still.share - now.share < HARDLY and not (still.reached and not now.reached):
        return f"{where} is not what limits it: with its blood at rest {then} would be covered (run in full)."
    whole = f"complete over {1e3 * still.length:.1f} instead of {1e3 * now.length:.1f} mm"
    end = "the goal would be reached" if still.reached else "the goal would still be missed"
    return (
        f"{where} warms it: with its blood at rest, which is no treatment, {then} would be covered, {whole}; "
        f"{end} (run in full)."
    )
