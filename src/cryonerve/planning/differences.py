"""Two plans side by side: every number of both with its difference, what matters first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.errors import Complaint, InputError
from cryonerve.findings import LEVELS, Finding, Level
from cryonerve.nerve.lesion import Prediction
from cryonerve.planning.likelihood import Likelihood, likelihoods
from cryonerve.planning.measuring import BETWEEN, measured, unit_of
from cryonerve.planning.plan_changes import changes, other_body
from cryonerve.planning.weighing import GROUPS, PROCEDURE, Weight, weight_of

__all__ = ["Comparison", "Difference", "Side", "as_document", "compare"]

# A difference of this much counts as one step; less than a fifth of it is the same to a person.
STEPS = {
    "mm": 1.0,
    "degC": 5.0,
    "K": 5.0,
    "share": 0.1,
    "%": 10.0,
    "days": 14.0,
    "s": 60.0,
    "min": 1.0,
    "": 1.0,
}
RELATIVE = 0.2  # of the larger value, where a unit has no step of its own
SAME = 0.2


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two: what was planned and what the full solver says of it."""

    title: str
    case: Case
    volume: Volume
    freezing: Freezing
    prediction: Prediction | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One number on both sides.

    Attributes
    ----------
    name : as in `measured`. title, group : for people. unit : people's.
    first, second : None where a side has no such number. levels : of the finding it belongs to, if it does.
    better : 1 or -1 where the second is better or worse, 0 where it is the same or nobody can say.
    wanted : 1 where more is better, -1 where less is, 0 where nobody can say.
    steps : how large the difference is in steps that matter to a person (1 mm, 5 K, 10 %).
    key : belongs into a short table. odds : over paired draws of what is not known; None without them.
    """

    name: str
    title: str
    group: str
    unit: str
    first: float | None
    second: float | None
    levels: tuple[Level, Level] | None
    better: int
    wanted: int
    steps: float
    key: bool
    odds: Likelihood | None = None

    @property
    def change(self) -> float | None:
        """Second less first; None where one is missing."""
        return None if self.first is None or self.second is None else self.second - self.first

    @property
    def same(self) -> bool:
        """Whether a person would call both the same."""
        return self.steps < SAME and (self.levels is None or self.levels[0] == self.levels[1])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side.

    Attributes
    ----------
    titles : of both. changes : what the second does otherwise, a sentence each.
    differences : what matters first. remarks : what limits the comparison.
    """

    titles: tuple[str, str]
    changes: tuple[str, ...]
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...] = ()

    def of(self, name: str) -> Difference:
        """The difference of one number by its name."""
        return next(item for item in self.differences if item.name == name)


def compare(
    first: Side,
    second: Side,
    *,
    draws: tuple[Mapping[str, Sequence[float]], Mapping[str, Sequence[float]]] | None = None,
) -> Comparison:
    """Every number of two plans with its difference.

    Parameters
    ----------
    first, second : simulated to their end, or as far as they came.
    draws : of each side, numbers by name over the same draws of what is not known, in the same order: row
        i of both is one patient and one pair of hands. Gives every difference a band and a probability.

    Raises
    ------
    InputError
        The two have nothing in common that could be compared, or draws that are not paired.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> volume = cn.build(case)
    >>> one = Side("plan", case, volume, cn.freeze(volume, case), None)  # doctest: +SKIP
    >>> compare(one, one).of("procedure / time_s").change  # doctest: +SKIP
    0.0
    """
    numbers = [_numbers(side) for side in (first, second)]
    names = list(dict.fromkeys([*numbers[0], *numbers[1]]))
    treated = _treated(first, second)
    if not set(numbers[0]) & set(numbers[1]):
        what = f"'{first.title}' and '{second.title}' have no number in common"
        raise InputError(Complaint(what, "Compare two plans for the same nerve."))
    odds = {} if draws is None else likelihoods(*draws)
    levels = [{item.about: item.level for item in side.findings} for side in (first, second)]
    units = {item.about: item.unit for side in (second, first) for item in side.findings}
    rows = [
        _difference(name, numbers, weight_of(name, treated), levels=levels, units=units, odds=odds.get(name))
        for name in names
    ]
    rows.sort(key=lambda row: (GROUPS.index(row.group), not row.key, row.same, -row.steps))
    volume = second.volume if second.volume.nerves else first.volume
    found = changes(first.case, second.case, volume)
    return Comparison((first.title, second.title), found, tuple(rows), _remarks(first, second))


def _treated(*sides: Side) -> list[str]:
    return list(
        dict.fromkeys(course.name for side in sides for course in side.volume.nerves if course.treated)
    )


def _numbers(side: Side) -> dict[str, float]:
    found = {
        f"{PROCEDURE}{BETWEEN}time_s": float(side.freezing.solver.procedure),
        f"{PROCEDURE}{BETWEEN}probes": float(len(side.case.probes)),
    }
    return measured(side.freezing, side.prediction, side.findings) | found


def _difference(
    name: str,
    numbers: Sequence[Mapping[str, float]],
    weight: Weight,
    *,
    levels: Sequence[Mapping[str, Level]],
    units: Mapping[str, str],
    odds: Likelihood | None,
) -> Difference:
    first, second = (side.get(name) for side in numbers)
    unit = unit_of(name, units)
    parts = name.split(BETWEEN)
    both: tuple[Level, Level] | None = None
    if parts[0] == "findings":
        both = (levels[0].get(parts[1], "ok"), levels[1].get(parts[1], "ok"))
    steps = _steps(first, second, unit)
    better = 0
    if first is not None and second is not None and steps >= SAME:
        better = weight.better * (1 if second > first else -1)
    graver = both is not None and max(LEVELS.index(level) for level in both) >= LEVELS.index("warn")
    key = weight.key or (both is not None and both[0] != both[1]) or (graver and weight.group == 1)
    group = GROUPS[weight.group]
    return Difference(
        name, weight.title, group, unit, first, second, both, better, weight.better, steps, key, odds
    )


def _steps(first: float | None, second: float | None, unit: str) -> float:
    if first is None or second is None:
        return math.inf
    step = STEPS.get(unit, RELATIVE * max(abs(first), abs(second)))
    return abs(second - first) / step if step > 0.0 else 0.0


def _remarks(first: Side, second: Side) -> tuple[str, ...]:
    said = []
    other = other_body(first.case, second.case)
    if other:
        said.append(
            f"Both are not of one body: {', '.join(other)} differ. Differences are of body and plan together."
        )
    alone = _names_of(first) ^ _names_of(second)
    if alone:
        said.append(f"Only one of both has these nerves: {', '.join(sorted(alone))}.")
    for side in (first, second):
        if not side.freezing.stop.good:
            said.append(f"'{side.title}' stopped early: {side.freezing.stop.value}")
        if side.prediction is None:
            said.append(f"'{side.title}' holds no prediction for a nerve: only ice and time are compared.")
    spacings = [side.freezing.solver.spacing for side in (first, second)]
    if abs(spacings[0] - spacings[1]) > 1e-6:
        words = " and ".join(f"{1e3 * spacing:.2g} mm" for spacing in spacings)
        said.append(f"The finest cells are {words} wide: small differences may come from that.")
    return tuple(said)


def _names_of(side: Side) -> set[str]:
    return {course.name for course in side.volume.nerves}


def as_document(found: Comparison) -> dict[str, Any]:
    """The comparison as plain data, for JSON."""
    return {
        "first": found.titles[0],
        "second": found.titles[1],
        "changes": list(found.changes),
        "remarks": list(found.remarks),
        "numbers": [
            {
                "name": row.name,
                "title": row.title,
                "unit": row.unit,
                "first": row.first,
                "second": row.second,
                "change": row.change,
                "levels": None if row.levels is None else list(row.levels),
                "better": {1: "second", -1: "first", 0: None}[row.better],
                "same": row.same,
                "odds": None if row.odds is None else row.odds.as_document(),
            }
            for row in found.differences
        ],
    }
