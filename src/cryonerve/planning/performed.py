"""From the readings of a console to the steps that were really performed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze, Step, Thaw, Wait
from cryonerve.errors import CaseError, Complaint, nearest
from cryonerve.planning.console_log import Kind, Reading

__all__ = ["Performed", "performed"]

TOGETHER = 3.0  # s; switches this close are one: two hands, two buttons
SAMPLED = 10  # readings of one probe from which a log is one of samples ...
APART = 10.0  # ... when they are no further apart than this, s
MOSTLY = 0.3  # ... and fewer of them than this change what the probe does
ALIKE = 3.0  # K between probes that freeze in one step
SETPOINT = 5.0  # K; a console that is set this much otherwise is another step
ROUND = 1  # digits of s and K that are kept


@dataclass(frozen=True, slots=True)
class Performed:
    """Steps as they were performed, and what had to be assumed to tell them."""

    steps: tuple[Step, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What one probe did from a time to another."""

    start: float
    end: float
    kind: Kind
    temperature: float
    line: int


def performed(readings: Sequence[Reading], case: Case, file: str = "") -> Performed:
    r"""The steps a log tells; each reading holds until the next one of its probe.

    Parameters
    ----------
    readings : from `read_log`. case : the plan; its probes have the log's names, and where the log says only
        that a probe freezes, its temperature.

    Raises
    ------
    CaseError
        A probe the plan does not have, times that go backwards, a gap in which a probe changed, a freeze that
        does not end, two probes at different temperatures at once, or no freeze.

    Examples
    --------
    >>> import cryonerve as cn
    >>> from cryonerve.planning.console_log import read_log
    >>> log = read_log(b"time_s,state,temperature_degC\n5,freeze,-80\n100,off,\n160,off,\n")
    >>> [cn.sentence(step) for step in performed(log, cn.load("tibial-neuroma-child")).steps]
    ['Freeze at -80 degC for 95 s', 'Thaw for 1 min']
    """
    remarks: list[str] = []
    known = {probe.name.casefold(): probe.name for probe in case.probes}
    for item in readings:
        if item.probe and item.probe.casefold() not in known:
            what = f"the log names a probe '{item.probe}' that the plan does not have"
            raise _refused(file, item.line, what, nearest(item.probe, known.values()))
    courses = {}
    for probe in case.probes:
        mine = [item for item in readings if item.probe.casefold() in ("", probe.name.casefold())]
        if mine:
            courses[probe.name] = _course(mine, probe.name, file, remarks)
    if not any(part.kind == "freeze" for course in courses.values() for part in course):
        raise _refused(file, readings[0].line, "no probe freezes in this log", "Is this the right log?")
    silent = [probe.name for probe in case.probes if probe.name not in courses]
    if silent:
        remarks.append(f"the log says nothing of {' and '.join(silent)}: not used")
    steps = _steps(_snapped(courses, remarks), case, file)
    return Performed(_whole(steps, case, remarks), tuple(dict.fromkeys(remarks)))


def _refused(file: str, line: int, what: str, remedy: str) -> CaseError:
    return CaseError(Complaint(what, remedy, file=file, line=line))


def _course(rows: Sequence[Reading], probe: str, file: str, remarks: list[str]) -> list[_Stretch]:
    """Stretches of one probe in which it did the same."""
    for before, after in pairwise(rows):
        if after.time < before.time:
            what = f"the time goes backwards, from {before.time:g} to {after.time:g} s"
            raise _refused(file, after.line, what, f"Order the readings of '{probe}' by time.")
        same = (after.kind, after.temperature) == (before.kind, before.temperature)
        if after.time == before.time and not same and not _both_nan(before, after):
            what = f"'{probe}' does two things at {after.time:g} s (see line {before.line})"
            raise _refused(file, after.line, what, "Keep one of the lines.")
    steps = np.diff([item.time for item in rows])
    changes = sum(one.kind != two.kind for one, two in pairwise(rows))
    sampled = len(rows) >= SAMPLED and float(np.median(steps)) <= APART and changes < MOSTLY * len(rows)
    rows = _named_states(rows, sampled=sampled, probe=probe, remarks=remarks)
    if sampled:
        _gaps(rows, probe, file, remarks)
    if rows[-1].kind == "freeze" and not sampled:
        what = f"the log ends while '{probe}' freezes; when did that end?"
        raise _refused(file, rows[-1].line, what, "Add a line with its time and 'off'.")
    if rows[-1].kind == "freeze":
        remarks.append(f"the log ends while {probe} freezes: taken as the end of its freeze")
    return _merged(rows, sampled=sampled)


def _both_nan(one: Reading, two: Reading) -> bool:
    return one.kind == two.kind and math.isnan(one.temperature) and math.isnan(two.temperature)


def _named_states(rows: Sequence[Reading], *, sampled: bool, probe: str, remarks: list[str]) -> list[Reading]:
    """Readings of temperature alone with what the probe does: it freezes below half of its coldest."""
    open_ = [item for item in rows if not item.kind]
    if not open_:
        return list(rows)
    coldest = min(item.temperature for item in open_)
    limit = 0.5 * coldest if sampled else 0.0
    if sampled:
        remarks.append(
            f"no state is logged: {probe} counts as freezing below {limit:.0f} degC, half of its coldest"
        )
    return [
        item if item.kind else replace(item, kind="freeze" if item.temperature < min(limit, 0.0) else "rest")
        for item in rows
    ]


def _gaps(rows: Sequence[Reading], probe: str, file: str, remarks: list[str]) -> None:
    """Refuse a gap in which a probe changed; remember one in which it went on."""
    usual = float(np.median(np.diff([item.time for item in rows])))
    for before, after in pairwise(rows):
        gap = after.time - before.time
        if gap <= max(10.0 * usual, APART):
            continue
        if before.kind != after.kind:
            what = f"nothing is logged for {gap:g} s before this line, in which '{probe}' changed from "
            what += f"{before.kind} to {after.kind}"
            raise _refused(file, after.line, what, "Add a line with the time at which it changed.")
        remarks.append(
            f"nothing is logged of {probe} for {gap:g} s from {before.time:g} s on: taken as the same"
        )


def _merged(rows: Sequence[Reading], *, sampled: bool) -> list[_Stretch]:
    parts: list[list[Reading]] = []
    ends: list[float] = []
    for item, after in zip(rows, [*rows[1:], rows[-1]], strict=True):
        last = parts[-1][-1] if parts else None
        other = last is not None and abs(item.temperature - last.temperature) > SETPOINT
        if last is None or item.kind != last.kind or (item.kind == "freeze" and other and not sampled):
            parts.append([])
            ends.append(item.time)
        parts[-1].append(item)
        ends[-1] = after.time
    return [
        _Stretch(part[0].time, end, part[0].kind, _typical(part, end), part[0].line)
        for part, end in zip(parts, ends, strict=True)
        if end > part[0].time
    ]


def _typical(rows: Sequence[Reading], end: float) -> float:
    """Median over time of the temperatures said; NaN where none is."""
    times = np.diff([*(item.time for item in rows), end])
    values = np.array([item.temperature for item in rows])
    said = np.isfinite(values) & (times > 0.0)
    if not said.any():
        return math.nan
    order = np.argsort(values[said])
    running = np.cumsum(times[said][order])
    return float(values[said][order][np.searchsorted(running, 0.5 * running[-1])])


def _snapped(courses: dict[str, list[_Stretch]], remarks: list[str]) -> dict[str, list[_Stretch]]:
    """Switches of several probes within a few seconds happen at once."""
    times = sorted(
        {value for course in courses.values() for part in course for value in (part.start, part.end)}
    )
    moved: dict[float, float] = {}
    group: list[float] = []
    for value in [*times, math.inf]:
        if group and value - group[0] > TOGETHER:
            moved |= dict.fromkeys(group, sum(group) / len(group))
            if len(group) > 1:
                remarks.append(f"switches within {group[-1] - group[0]:.2g} s are taken as one")
            group = []
        group.append(value)
    return {
        name: [replace(part, start=moved[part.start], end=moved[part.end]) for part in course]
        for name, course in courses.items()
    }


def _steps(courses: dict[str, list[_Stretch]], case: Case, file: str) -> list[Step]:
    edges = sorted(
        {edge for course in courses.values() for part in course for edge in (part.start, part.end)}
    )
    planned = [step.temperature for step in case.protocol if isinstance(step, Freeze)]
    freezes, steps = 0, list[Step]()
    for start, end in pairwise(edges):
        acting = {
            name: part for name, course in courses.items() for part in course
            if part.start <= start and part.end >= end
        }  # fmt: skip
        cold = {name: part for name, part in acting.items() if part.kind == "freeze"}
        before = steps[-1] if steps else None
        if cold:
            freezes += not isinstance(before, Freeze)
            nominal = planned[min(freezes, len(planned)) - 1] if planned else math.nan
            step: Step = _freeze(cold, end - start, case, nominal=nominal, file=file)
        else:
            step = _pause(acting, end - start, case)
        if before is not None and replace(before, seconds=1.0) == replace(step, seconds=1.0):
            steps[-1] = replace(before, seconds=round(before.seconds + step.seconds, ROUND))
        else:
            steps.append(step)
    first = next(index for index, step in enumerate(steps) if isinstance(step, Freeze))
    return [step for step in steps[first:] if step.seconds > 0.0]


def _freeze(cold: dict[str, _Stretch], seconds: float, case: Case, *, nominal: float, file: str) -> Freeze:
    said = {name: part.temperature for name, part in cold.items() if not math.isnan(part.temperature)}
    values = list(said.values()) or [nominal]
    line = max(part.line for part in cold.values())
    if math.isnan(values[0]):
        what = "neither log nor plan says how cold this freeze was"
        raise _refused(file, line, what, "Add a column temperature_degC.")
    if max(values) - min(values) > ALIKE:
        words = " and ".join(f"{name} at {value:g} degC" for name, value in said.items())
        what = f"{words} freeze at once, which one step cannot say"
        raise _refused(file, line, what, "Write the steps by hand under 'protocol'.")
    names = tuple(probe.name for probe in case.probes if probe.name in cold)
    every = len(names) == len(case.probes)
    return Freeze(round(sum(values) / len(values), ROUND), round(seconds, ROUND), () if every else names)


def _pause(acting: dict[str, _Stretch], seconds: float, case: Case) -> Step:
    """A thaw where the log says so, or where the devices know no other rest."""
    warm = tuple(probe.name for probe in case.probes if acting.get(probe.name) is not None
                 and acting[probe.name].kind == "thaw")  # fmt: skip
    passive = all(case.device_of(probe).thaw.kind != "active" for probe in case.probes)
    length = round(seconds, ROUND)
    if passive:
        return Thaw(length)
    if not warm:
        return Wait(length)
    return Thaw(length, None, () if len(warm) == len(case.probes) else warm)


def _whole(steps: list[Step], case: Case, remarks: list[str]) -> tuple[Step, ...]:
    """With the thaw that was planned where the log ends with its last freeze, and a word on split freezes."""
    for before, after in pairwise(steps):
        if isinstance(before, Freeze) and isinstance(after, Freeze):
            both = [probe for probe in case.probes if before.works(probe.name) and after.works(probe.name)]
            if any(case.device_of(probe).wall.cooldown.value > 0.0 for probe in both):
                names = " and ".join(probe.name for probe in both)
                remarks.append(f"{names} freezes on in a second step: its cooldown is counted again")
    if isinstance(steps[-1], Freeze):
        last = max((n for n, step in enumerate(case.protocol) if isinstance(step, Freeze)), default=-1)
        tail = case.protocol[last + 1 :]
        if tail:
            remarks.append("the log ends with the last freeze: the thaw that was planned is taken to follow")
        steps = [*steps, *tail]
    return tuple(steps)
