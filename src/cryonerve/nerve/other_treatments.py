"""Other treatments of a nerve than the one at hand: where a probe would stand, what would be frozen.

Only proposals: nothing here knows what they do. A probe keeps its direction, or mirrors it, and its distance
from the nerve; a place in which it would pass through bone, a vessel or another nerve, or outside of the
body, is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.probe_boundary import Placement, placements_of
from cryonerve.case.case import Case, Probe
from cryonerve.case.protocol import Freeze, Step, Wait
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.reaching import in_the_way, towards_skin
from cryonerve.sources.device import Device

__all__ = ["Treatment", "treatments"]

Floats = NDArray[np.float64]

LONGER = (1.5, 2.0, 3.0)  # times as long; ice hardly grows any more after that
THICKEST = 3e-3  # m; thicker probes are no needles
OPEN = 0.2  # cosine between a mirrored probe and the way to the skin, unless it was less before


@dataclass(frozen=True, slots=True)
class Treatment:
    """`words` as the subject of a sentence; `again`: after the one at hand, once the nerve has warmed up.

    `barred`: what a probe would pass through, so that the treatment cannot be given; "" when its way is free.
    """

    words: str
    case: Case
    again: bool = False
    barred: str = ""


def treatments(case: Case, course: NerveCourse, volume: Volume) -> Iterator[tuple[Treatment, ...]]:
    """Other treatments in the order in which they are asked for; each tuple rises from the least to the most.

    The same freezes again from the other side, longer freezes, one more probe opposite, a thicker probe.
    """
    places = [_mirrored(placement, course, volume) for placement in placements_of(case)]
    barred = next((why for _, why in places if why), "")
    probes = tuple(_put(probe, place) for probe, (place, _) in zip(case.probes, places, strict=True))
    words = "the same again from the other side of the nerve"
    yield (Treatment(words, replace(case, probes=probes), again=True, barred=barred),)
    yield tuple(_longer(case, factor) for factor in LONGER)
    for probe, (place, why) in zip(case.probes, places, strict=True):
        if not why:
            yield (_opposite(case, probe, place),)
    thicker = tuple(_thicker(case, course, volume))
    if thicker:
        yield thicker


def _put(probe: Probe, place: Placement) -> Probe:
    return replace(probe, tip=tuple(place.tip.tolist()), axis=tuple(place.axis.tolist()))


def _beside(placement: Placement, course: NerveCourse) -> tuple[Floats, Floats]:
    """The nerve's middle next to the active part, and the way from it to there, across the nerve; m."""
    middle = placement.tip + 0.5 * placement.active_length * placement.axis
    station = int(np.linalg.norm(course.points - middle, axis=1).argmin())
    across = course.across[station]
    return course.points[station], (middle - course.points[station]) @ across.T @ across


def _mirrored(placement: Placement, course: NerveCourse, volume: Volume) -> tuple[Placement, str]:
    """The same probe as far on the other side of the nerve, moved or turned over; and what bars its way."""
    centre, beside = _beside(placement, course)
    away = float(np.linalg.norm(beside))
    if away < placement.radius:
        return placement, "the nerve, in whose middle it stands"
    way = beside / away
    turned = placement.axis - 2.0 * (placement.axis @ way) * way
    tip = placement.tip - 2.0 * ((placement.tip - centre) @ way) * way
    skin = towards_skin(volume, centre)
    candidates = [replace(placement, tip=placement.tip - 2.0 * beside)]
    if skin is None or turned @ skin >= min(OPEN, 0.9 * float(placement.axis @ skin)):
        candidates.append(replace(placement, tip=tip, axis=turned))
    least = min(0.0, gap_between(course, placement).width)
    reasons = [in_the_way(place, course, volume, least=least) for place in candidates]
    free = next((number for number, why in enumerate(reasons) if not why), -1)
    return candidates[free], reasons[free]


def _longer(case: Case, factor: float) -> Treatment:
    """Every freeze that much longer."""
    protocol = tuple(
        replace(step, seconds=factor * step.seconds) if isinstance(step, Freeze) else step
        for step in case.protocol
    )
    lengths = {step.seconds for step in protocol if isinstance(step, Freeze)}
    freezes = sum(isinstance(step, Freeze) for step in protocol)
    noun = "a freeze" if freezes == 1 else "freezes"
    words = f"{noun} of {_time(*lengths)}" if len(lengths) == 1 else f"{noun} {factor:g} times as long"
    return Treatment(words, replace(case, protocol=protocol))


def _time(seconds: float) -> str:
    """A time as a console shows it.

    >>> _time(180.0), _time(67.5)
    ('3 min', '67.5 s')
    """
    return f"{seconds / 60:g} min" if seconds >= 60 and seconds % 30 == 0 else f"{seconds:g} s"


def _opposite(case: Case, probe: Probe, place: Placement) -> Treatment:
    """One more probe of the same kind opposite this one, driven at the same time."""
    more = replace(_put(probe, place), name=f"{probe.name} opposite")

    def also(step: Step) -> Step:
        if isinstance(step, Wait) or probe.name not in step.probes:
            return step
        return replace(step, probes=(*step.probes, more.name))

    protocol = tuple(also(step) for step in case.protocol)
    words = "one more probe opposite" + (f" '{probe.name}'" if len(case.probes) > 1 else "")
    return Treatment(words, replace(case, probes=(*case.probes, more), protocol=protocol))


def _thicker(case: Case, course: NerveCourse, volume: Volume) -> Iterator[Treatment]:
    """Thicker probes of the same kind and gas in place of these, their walls as far from the nerve."""
    used = max(
        (case.device_of(probe) for probe in case.probes),
        key=lambda device: device.diameter.value,
        default=None,
    )
    if used is None:
        return
    known = [
        device
        for device in case.devices.values()
        if device.kind == used.kind
        and device.gas == used.gas
        and 1.05 * used.diameter.value < device.diameter.value <= THICKEST
    ]
    for device in sorted(known, key=lambda item: (item.diameter.value, item.active_length.value)):
        places = [_wider(placement, device, course) for placement in placements_of(case)]
        now = [gap_between(course, placement).width for placement in placements_of(case)]
        barred = (
            in_the_way(place, course, volume, least=min(0.0, gap))
            for place, gap in zip(places, now, strict=True)
        )
        if not any(barred):
            probes = tuple(
                replace(_put(probe, place), device=device.name)
                for probe, place in zip(case.probes, places, strict=True)
            )
            noun = "a thicker probe" if len(probes) == 1 else "thicker probes"
            size = f"{1e3 * device.diameter.value:.1f} mm"
            named = device.title if size in device.title else f"{device.title}, {size}"
            words = f"{noun} ({named})"
            yield Treatment(words, replace(case, probes=probes))


def _wider(placement: Placement, device: Device, course: NerveCourse) -> Placement:
    """Another probe, its wall as near to the nerve and the middle of its active part beside the same."""
    _, beside = _beside(placement, course)
    away = float(np.linalg.norm(beside))
    radius, length = 0.5 * device.diameter.value, device.active_length.value
    out = (radius - placement.radius) * beside / away if away > 0 else 0.0 * beside
    tip = placement.tip + out - 0.5 * (length - placement.active_length) * placement.axis
    return Placement(tip, placement.axis, radius, length)
