"""Why a plan is no better: what it runs against, and what one thing more of each kind would buy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.errors import InputError
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.first_sentence import titled
from cryonerve.nerve.goal_reach import Reach
from cryonerve.planning.confirming import Confirmed, anchored
from cryonerve.planning.objective import Objective, Score
from cryonerve.planning.placing import NUMBERS
from cryonerve.planning.planned import Gain
from cryonerve.planning.searching import GLANCE, Bench, polished, searched
from cryonerve.planning.treating import (
    SHORTEST,
    THICKEST,
    devices_at_hand,
    longest_studied,
    places_allowed,
    ways,
)

__all__ = ["answer", "gains", "level_sentence", "limited_by"]

MINUTE, MILLIMETRE = 60.0, 1e-3
TOUCHING = 0.1e-3  # m; a gap below it is none
ONE_LEVEL = 2e-3  # m along the nerve (assumed)
CLOSE = 3.0  # K above a limit that count as at it


def answer(full: Confirmed) -> str:
    """Whether the goal is reached, in one sentence; what is nearest to it where it is not."""
    goal, found, way = full.reach.wanted, full.reach, full.candidate.way
    asked = f"{1e3 * goal.length:g} mm of the {titled(goal.cover)} below {goal.below:g} degC"
    if goal.margin:
        asked += f", with {1e3 * goal.margin:g} mm to spare around the fascicles,"
    device = full.case.devices[way.device]
    count = "one" if way.places == 1 else "two" if way.places == 2 else str(way.places)
    noun = "probe" if way.places == 1 else "probes"
    means = f"{count} {1e3 * device.diameter.value:.1f} mm {noun} ({way.device}) in {way.time / 60:g} min"
    if full.reached:
        return f"{asked} are reached with {means}: complete over {1e3 * found.length:.1f} mm."
    coldest = f"{found.deciding:.0f} degC" if np.isfinite(found.deciding) else "body temperature"
    near = (
        f"the nearest is {100 * found.share:.0f} % of the fascicle volume over that length, "
        f"a complete section over {1e3 * found.length:.1f} mm, and {coldest} everywhere along it"
    )
    if full.stops:
        first = full.stops[0]
        near += f"; even so: {first.about} {_value(first.value, first.unit)} is not allowed"
    return f"{asked} were not reached with {means}, the best that the search found; {near}."


def level_sentence(bench: Bench, full: Confirmed) -> str:
    """Said of probes that stand at one level of the nerve, for their names may say otherwise; else ""."""
    places = full.candidate.places
    levels = [float(bench.frame.numbers(place)[NUMBERS.index("level")]) for place in places]
    if len(levels) < 2 or max(levels) - min(levels) > ONE_LEVEL:
        return ""
    count = "Both probes" if len(levels) == 2 else f"All {len(levels)} probes"
    return f" {count} stand at one level of the nerve, on different sides of it, whatever they are called."


def _value(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.3g} {unit}".rstrip()


def limited_by(bench: Bench, full: Confirmed, score: Score) -> tuple[str, ...]:
    """What the plan runs against, one sentence each."""
    return tuple(_limits(bench, full, score))


def _limits(bench: Bench, full: Confirmed, score: Score) -> Iterator[str]:
    case, way = full.case, full.candidate.way
    for probe, place in zip(case.probes, full.candidate.places, strict=True):
        if gap_between(bench.course, place).width < TOUCHING:
            yield f"The probe '{probe.name}' touches the nerve; it cannot come nearer."
    for keep, margin in zip(bench.sights.keeps, score.margins, strict=True):
        if margin < CLOSE:
            whose = "the case" if keep.stated else "the table of limits"
            yield (
                f"The {keep.name} comes within {max(margin, 0.0):.1f} K of the {keep.above:g} degC "
                f"that {whose} allows (estimated)."
            )
    allowed, at_once = places_allowed(case)
    if way.places == allowed:
        said = "allowed" if case.means.placements or case.means.probes else "what the case has"
        noun = "place" if allowed == 1 else "places"
        yield f"{allowed} {noun} of probes, {at_once} at once: all that is {said}."
    longest = max(one.cycles * one.seconds for one in ways(case, way.device, way.places))
    if way.cycles * way.seconds >= longest - 1e-9:
        if case.means.within is not None and way.time + MINUTE > case.means.within:
            yield f"The time: {way.time / 60:g} of {case.means.within / 60:g} min."
        elif way.seconds >= longest_studied() - SHORTEST:
            yield f"Freezes of {way.seconds / 60:g} min: longer ones were not studied."
    if way.device == devices_at_hand(case)[-1].name:
        yield f"'{way.device}' is the thickest probe at hand."


def gains(bench: Bench, full: Confirmed) -> Iterator[Gain]:
    """What one millimetre, minute, probe or a thicker probe more would change, by a corrected preview."""
    corrected = replace(bench, prepared=anchored(bench, full), shelves=dict(bench.shelves))
    way, places = full.candidate.way, full.candidate.places
    objective = Objective.of(bench.sights, bench.frame, bench.barriers, corrected.prepared)
    base = objective.score(places)
    farther = tuple(_away(corrected, place) for place in places)
    which = "the probe" if way.places == 1 else "every probe"
    yield _gain(f"{which} 1 mm farther from the nerve", objective.score(farther).reach, base.reach)
    longer = replace(way, seconds=way.seconds + MINUTE)
    score = corrected.objective(longer, places).score(places)
    yield _gain(f"each freeze one minute longer ({longer.seconds / 60:g} min)", score.reach, base.reach)
    thicker = _thicker(corrected, full)
    if thicker is not None:
        words, score = thicker
        yield _gain(words, score.reach, base.reach)
    more = searched(
        corrected,
        replace(way, places=way.places + 1, at_once=way.at_once + (way.rounds == 1)),
        zooms=GLANCE,
        polish=False,
    )
    if more is not None and more.score.barred == 0.0:
        yield _gain("one more probe", more.score.reach, base.reach)
    yield from _without(corrected, full, base)


def _gain(words: str, reach: Reach, base: Reach) -> Gain:
    return Gain(words, reach.share, reach.length, reach.deciding, reach.share - base.share)


def _away(bench: Bench, place: Placement) -> Placement:
    """A probe one millimetre farther from the nerve."""
    gap = gap_between(bench.course, place)
    away = gap.on_probe - gap.on_nerve
    if np.linalg.norm(away) < 1e-9:  # they touch: the way is that to the middle of the active part
        away = place.tip + 0.5 * place.active_length * place.axis - gap.on_nerve
    outwards = np.copysign(MILLIMETRE, gap.width or 1.0) / np.linalg.norm(away)
    return replace(place, tip=place.tip + outwards * away)


def _thicker(bench: Bench, full: Confirmed) -> tuple[str, Score] | None:
    """The next thicker probe of the same kind and gas, at hand or not, at the same places."""
    way, case = full.candidate.way, full.case
    used = case.devices[way.device]
    known = [
        device
        for device in case.devices.values()
        if (device.kind, device.gas) == (used.kind, used.gas)
        and 1.05 * used.diameter.value < device.diameter.value <= THICKEST
        and device.active_length.value >= used.active_length.value - 1e-9
    ]
    if not known:
        return None
    device = min(known, key=lambda item: (item.diameter.value, item.active_length.value))
    other = replace(way, device=device.name)
    places = tuple(bench.frame.place(bench.frame.numbers(place), device) for place in full.candidate.places)
    try:
        score = bench.objective(other, places).score(places)
    except InputError:
        return None
    at_hand = device.name in {item.name for item in devices_at_hand(case)}
    words = f"a thicker probe ({device.name}, {1e3 * device.diameter.value:.1f} mm)"
    return words + ("" if at_hand else ", which is not at hand"), score


def _without(bench: Bench, full: Confirmed, base: Score) -> Iterator[Gain]:
    """What each limit costs that the plan comes close to."""
    for index, (keep, margin) in enumerate(zip(bench.sights.keeps, base.margins, strict=True)):
        if margin >= CLOSE:
            continue
        keeps = tuple(other for place, other in enumerate(bench.sights.keeps) if place != index)
        freed = replace(bench, sights=replace(bench.sights, keeps=keeps))
        objective = Objective.of(freed.sights, bench.frame, bench.barriers, bench.prepared)
        start = replace(full.candidate, score=objective.score(full.candidate.places))
        found = polished(freed, objective, (start,), rounds=6)
        yield _gain(f"no limit on the {keep.name}", found.score.reach, base.reach)
