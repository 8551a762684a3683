"""Ways to treat: which device, how many places, how often and how long; and the case that each makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case.case import Case, Probe
from cryonerve.case.protocol import Freeze, Step, Thaw
from cryonerve.errors import CaseError, Complaint
from cryonerve.sources.device import Device
from cryonerve.sources.finding_limits import limits

__all__ = ["Way", "devices_at_hand", "places_allowed", "treated", "ways"]

TIMES = (0.5, 1.0, 1.5, 2.0)  # times the case's freeze; hardly any ice grows after that
STEP = 30.0  # s; a console is set no finer
SHORTEST = 30.0  # s of one freeze; a nerve may not follow its surroundings any faster
THICKEST = 3e-3  # m; thicker probes are no needles
THAWED = 120.0  # s, where the case has no thaw


@dataclass(frozen=True, slots=True)
class Way:
    """`places` of a `device`, each frozen `cycles` times for `seconds`, `at_once` together."""

    device: str
    places: int
    at_once: int
    cycles: int
    seconds: float
    thaw: float

    @property
    def time(self) -> float:
        """Seconds of the whole protocol."""
        return self.rounds * self.cycles * (self.seconds + self.thaw)

    @property
    def rounds(self) -> int:
        """How often probes are placed anew."""
        return -(-self.places // self.at_once)

    def __str__(self) -> str:
        times = "once" if self.cycles == 1 else "twice" if self.cycles == 2 else f"{self.cycles} times"
        moved = f", {self.at_once} at a time" if self.rounds > 1 else ""
        return f"{self.places} x {self.device}{moved}, {times} {self.seconds / 60:g} min"


def treated(case: Case, way: Way, places: Sequence[Placement]) -> Case:
    """The case with probes at these places, treated this way."""
    names = _names(case, len(places))
    probes = tuple(
        Probe(name, way.device, tuple(place.tip.tolist()), tuple(place.axis.tolist()))
        for name, place in zip(names, places, strict=True)
    )
    temperature = min(step.temperature for step in case.protocol if isinstance(step, Freeze))
    steps: list[Step] = []
    for begin in range(0, len(names), way.at_once):
        acting = () if way.rounds == 1 else names[begin : begin + way.at_once]
        for _ in range(way.cycles):
            steps += [Freeze(temperature, way.seconds, acting), Thaw(way.thaw, None, acting)]
    return replace(case, probes=probes, protocol=tuple(steps))


def _names(case: Case, count: int) -> tuple[str, ...]:
    names = [probe.name for probe in case.probes][:count]
    more = (name for number in range(1, 99) if (name := f"probe-{number}") not in names)
    return (*names, *(next(more) for _ in range(count - len(names))))


def places_allowed(case: Case) -> tuple[int, int]:
    """Most places of probes, and most probes at once: what `means` allow, else as many as the case has."""
    means = case.means
    places = means.placements or means.probes or len(case.probes)
    return places, min(means.probes or places, places)


def devices_at_hand(case: Case) -> tuple[Device, ...]:
    """What `means` name; else the case's own and needles of the same kind and gas, thinnest first."""
    if case.means.devices:
        found = [case.devices[name] for name in case.means.devices]
    else:
        own = {probe.device for probe in case.probes}
        used = [case.devices[name] for name in sorted(own)]
        found = used + [
            device
            for device in case.devices.values()
            if device.name not in own
            and any(device.kind == one.kind and device.gas == one.gas for one in used)
            and device.diameter.value <= THICKEST
        ]
    return tuple(sorted(found, key=lambda item: (item.diameter.value, item.active_length.value)))


def ways(case: Case, device: str, places: int) -> Iterator[Way]:
    """Every way to treat `places` with a device that keeps to the time, shortest first.

    Freezes are the case's times `TIMES`, and what fills the time that is allowed, but no longer than freezes
    that were studied unless the case's own is; as often as the case does, or fewer. Thaws stay as they are.

    Raises
    ------
    CaseError
        No freeze fits into the time that is allowed.
    """
    own = [step.seconds for step in case.protocol if isinstance(step, Freeze)]
    thaw = max((step.seconds for step in case.protocol if isinstance(step, Thaw)), default=THAWED)
    base, at_once = max(own), min(places_allowed(case)[1], places)
    most = max(1, min(3, max(sum(step.works(p.name) for step in _freezes(case)) for p in case.probes)))
    longest = max(base, longest_studied())
    found: set[Way] = set()
    for cycles in range(1, most + 1):
        way = Way(device, places, at_once, cycles, base, thaw)
        times = {max(SHORTEST, STEP * round(base * factor / STEP)) for factor in TIMES} | {base}
        room = np.inf
        if case.means.within is not None:
            room = case.means.within / (way.rounds * cycles) - thaw
            times.add(float(np.floor(min(room, longest) / STEP) * STEP))
        found |= {
            replace(way, seconds=time)
            for time in times
            if SHORTEST - 1e-9 <= time <= min(room, longest) + 1e-9
        }
    if not found:
        least = at_once and Way(device, places, at_once, 1, SHORTEST, thaw).time
        what = f"no freeze of {SHORTEST:g} s fits: with its thaw it takes {least / 60:.3g} min"
        raise CaseError(Complaint(what, "Allow more time, or thaw less.", "means.within"))
    yield from sorted(found, key=lambda way: (way.time, way.cycles))


def longest_studied() -> float:
    """Longest freeze (s) of the series behind the injury laws."""
    row = limits()["freeze-longer"].warn
    return row.value if row is not None else np.inf


def _freezes(case: Case) -> list[Freeze]:
    return [step for step in case.protocol if isinstance(step, Freeze)]
