"""Follow: from the visible front to the hidden -20 degC, with bands, a test of agreement and a forecast.

The picture shows where ice begins and where its shadow ends; the members (see `members`) know what such a
picture hides. Every few seconds the front weighs them (`weighing`), and all that they computed, past, hidden
and still to come, is weighed with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, InputError
from cryonerve.sources import follow_priors
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.members import Members
from cryonerve.ultrasound.weighing import Innovation, equal_weights, weigh

__all__ = [
    "EVERY",
    "GOAL",
    "Band",
    "Following",
    "Reach",
    "State",
    "at_end",
    "follow",
    "gathered",
    "look",
    "look_number",
    "start",
    "summed_up",
]

Floats = NDArray[np.float64]

EVERY = 5.0  # s of frames that count as one observation: neighbouring frames share their errors
LEAST_RAYS = 3
UNLIKELY = 1e-3  # probability below which picture and model disagree
FARTHEST = 3.3  # standard deviations; two-sided the same probability
MANY_OUTLIERS = 0.35
GOAL = 0.95  # share of the nerve's fascicle area; as a cross-section counts as complete
DRIFT_OVER = 120.0  # s over which `edge_drift` is reached


@dataclass(frozen=True, eq=False)
class Band:
    """5, 50 and 95 % of something; arrays of one shape."""

    low: Floats
    middle: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Reach:
    """When the goal of coverage is reached: s since the procedure began, of the members that reach it.

    `probability` : share of members that reach it while the protocol runs; low, middle, high: 5, 50, 95 % of
    the times, NaN where fewer than a tenth do.
    """

    goal: float
    probability: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, eq=False)
class State:
    """What following remembers from one look to the next.

    Attributes
    ----------
    weights : (M, M). times : (look,) s.
    innovations : how each look agreed with what was expected just before.
    departures : how far the ice is by then from what was expected before anything was seen, in standard
        deviations of the members.
    """

    weights: Floats
    times: tuple[float, ...] = ()
    innovations: tuple[Innovation, ...] = ()
    departures: tuple[float, ...] = ()

    @property
    def disagrees_since(self) -> float:
        """Time (s) at which picture and model were first found not to be right both, NaN when never.

        It stays: members that were carried to where the picture is no longer differ from it.
        """
        looks = zip(self.times, self.innovations, self.departures, strict=True)
        return next((time for time, item, far in looks if _unlikely(item, far)), float("nan"))


@dataclass(frozen=True, eq=False)
class Following:
    """What is known after a clip, at each look.

    Attributes
    ----------
    times : (look,) s. angles : (ray,) rad, 0 up.
    edge, cold : bands (look, ray) m of the ice's edge and of -20 degC; NaN along a shaft.
    covered : band (look,) of the share of the treated nerve's fascicle area below -20 degC so far (or NaN).
    reach : of each look, when the goal is reached.
    innovations : of each look; None where nothing was seen.
    disagrees : (look,) True once the picture has contradicted the model.
    parameters : name -> mean and standard deviation after the last look.
    state : to go on from.
    """

    times: Floats
    angles: Floats
    edge: Band
    cold: Band
    covered: Band
    reach: tuple[Reach, ...]
    innovations: tuple[Innovation | None, ...]
    disagrees: NDArray[np.bool_]
    parameters: Mapping[str, tuple[float, float]]
    state: State


def start(members: Members) -> State:
    """Before anything was seen."""
    return State(equal_weights(len(members.parameters)))


def follow(
    front: Front,
    members: Members,
    *,
    thermocouple: tuple[Floats, Floats] | None = None,
    every: float = EVERY,
    goal: float = GOAL,
) -> Following:
    """Weigh the members by a tracked front, look by look.

    Parameters
    ----------
    front : from `track`, with times on the procedure's clock.
    members : from `run_members`, of the same picture.
    thermocouple : times (s) and degC of the probe's own sensor.
    every : s of frames that make one look. goal : share of fascicle area.

    Raises
    ------
    InputError
        The front is on another clock, or a thermocouple's times and values do not belong together.
    """
    if front.times[-1] < members.times[0] or front.times[0] > members.times[-1]:
        clip = f"the clip runs from {front.times[0]:g} to {front.times[-1]:g} s"
        what = f"{clip}, the procedure to {members.times[-1]:g} s"
        raise InputError(Complaint(what, "Give the clip's times since the procedure began."))
    if thermocouple is not None and np.shape(thermocouple[0]) != np.shape(thermocouple[1]):
        raise InputError(Complaint("a thermocouple needs one temperature for each time"))
    state, kept = start(members), []
    group = np.array([look_number(time, float(front.times[0]), every) for time in front.times.tolist()])
    for number in np.unique(group):
        rows = np.flatnonzero(group == number)
        state = look(state, members, front, rows, thermocouple=thermocouple)
        kept.append((float(front.times[rows[-1]]), state))
    return gathered(members, kept, goal=goal)


def look_number(time: float, first: float, every: float = EVERY) -> int:
    """Number of the look that a picture belongs to, counted from that of the first picture; times in s.

    >>> look_number(14.9, 10.0), look_number(15.0, 10.0)
    (0, 1)
    """
    return math.floor((time - first) / every + 1e-9)


def look(
    state: State,
    members: Members,
    front: Front,
    rows: NDArray[np.int64],
    *,
    thermocouple: tuple[Floats, Floats] | None = None,
) -> State:
    """One look: some frames of a front as one observation. Nothing is done where nothing was seen."""
    time = float(front.times[rows[-1]])
    parts = [
        _of_front(members, front, rows),
        _of_shadow(members, front, rows),
        _of_thermocouple(members, thermocouple, (float(front.times[rows[0]]), time)),
    ]
    predicted = np.concatenate([part[0] for part in parts], axis=1)
    observed, deviation = (np.concatenate([part[n] for part in parts]) for n in (1, 2))
    if not observed.size:
        return state
    kinds = np.repeat(np.arange(len(parts)), [len(part[1]) for part in parts])
    weights, innovation = weigh(state.weights, predicted, observed, deviation, kinds=kinds)
    return State(
        weights,
        (*state.times, time),
        (*state.innovations, innovation),
        (*state.departures, _departure(members, weights, time)),
    )


def _departure(members: Members, weights: Floats, time: float) -> float:
    """Of the ice's mean radius from the prior members', in their standard deviations."""
    size = np.nanmean(_at(members, members.edge, time), axis=1)
    spread = float(size.std(ddof=1))
    return abs(float((weights @ size).mean() - size.mean())) / spread if spread > 0.0 else 0.0


def _at(members: Members, quantity: Floats, time: float) -> Floats:
    """(member, ...) of a quantity (member, time, ...) at one moment."""
    after = int(np.clip(np.searchsorted(members.times, time), 1, len(members.times) - 1))
    low, high = members.times[after - 1], members.times[after]
    share = float(np.clip((time - low) / (high - low), 0.0, 1.0))
    return np.asarray((1.0 - share) * quantity[:, after - 1] + share * quantity[:, after])


def _seen_edge(members: Members, time: float) -> Floats:
    """(member, ray) m from the planned probe's place to where each member's edge is seen in the picture."""
    true = _at(members, members.edge, time)
    depth = members.centre[1] - true * np.cos(members.angles)
    deeper = members.parameter("sound_speed")[:, None] * depth
    bias = members.parameter("edge_bias") + members.parameter("edge_drift") * time / DRIFT_OVER
    return np.asarray(true + bias[:, None] - deeper * np.cos(members.angles))


Part = tuple[Floats, Floats, Floats]


def _nothing(members: Members) -> Part:
    return np.zeros((len(members.parameters), 0)), np.zeros(0), np.zeros(0)


def _of_front(members: Members, front: Front, rows: NDArray[np.int64]) -> Part:
    """Edge points of some frames, gathered along the members' rays."""
    lateral, depth = np.moveaxis(front.points[rows], 2, 0)
    away = np.stack([lateral - members.centre[0], members.centre[1] - depth])
    seen = np.isfinite(front.radius[rows]) & (front.confidence[rows] > 0.0)
    angle, radius = np.arctan2(away[0], away[1])[seen], np.hypot(*away)[seen]
    width = float(np.diff(members.angles).min())
    time = float(front.times[rows].mean())
    predicted, ice = _seen_edge(members, time), _at(members, members.edge, time)
    usable = np.isfinite(predicted).all(axis=0) & ((ice > 0.0).mean(axis=0) > 0.5)
    priors = follow_priors()
    kept, values = [], []
    for ray in np.flatnonzero(usable):
        off = np.abs((angle - members.angles[ray] + np.pi) % (2.0 * np.pi) - np.pi)
        near = off <= 0.5 * width
        if near.any():
            kept.append(ray)
            values.append(float(np.median(radius[near])))
    if len(kept) < LEAST_RAYS:
        return _nothing(members)
    deviation = np.hypot(priors.front_noise.value, priors.model_error.value)
    return predicted[:, kept], np.array(values), np.full(len(kept), deviation)


def _of_shadow(members: Members, front: Front, rows: NDArray[np.int64]) -> Part:
    """Left and right border of the shadow: tangents to the ice for rays straight down."""
    borders = front.shadow[rows]
    true = _at(members, members.edge, float(front.times[rows].mean()))
    sideways = np.where(np.isfinite(true), true, 0.0) * np.sin(members.angles)
    outwards = members.parameter("shadow_bias")
    limits = (sideways.min(axis=1) - outwards, sideways.max(axis=1) + outwards)
    columns, values = [], []
    for side in (0, 1):
        there = np.isfinite(borders[:, side])
        if there.any():
            columns.append(members.centre[0] + limits[side])
            values.append(float(np.median(borders[there, side])))
    if not values:
        return _nothing(members)
    priors = follow_priors()
    deviation = np.hypot(priors.shadow_noise.value, priors.model_error.value)
    return np.stack(columns, axis=1), np.array(values), np.full(len(values), deviation)


def _of_thermocouple(
    members: Members, thermocouple: tuple[Floats, Floats] | None, span: tuple[float, float]
) -> Part:
    """Mean of the probe's own sensor during some frames."""
    if thermocouple is None:
        return _nothing(members)
    times, values = (np.asarray(item, dtype=float) for item in thermocouple)
    there = (times >= span[0] - 1e-9) & (times <= span[1] + 1e-9) & np.isfinite(values)
    predicted = _at(members, members.wall, float(times[there].mean())) if there.any() else np.full(1, np.nan)
    if not np.isfinite(predicted).all():
        return _nothing(members)
    return (
        predicted[:, None],
        np.array([values[there].mean()]),
        np.array([follow_priors().thermocouple_noise.value]),
    )


def _band(values: Floats, extra: float = 0.0) -> Band:
    """5, 50 and 95 % over members (first axis), widened by an independent error of deviation `extra`."""
    low, middle, high = np.percentile(values, (5.0, 50.0, 95.0), axis=0)
    wider = 1.644854 * extra
    return Band(middle - np.hypot(middle - low, wider), middle, middle + np.hypot(high - middle, wider))


def summed_up(
    state: State, members: Members, time: float, *, goal: float = GOAL
) -> tuple[Band, Band, Band, Reach]:
    """Edge, -20 degC (bands over rays), coverage (one number) and when the goal is reached, at one moment."""
    priors = follow_priors()
    error = priors.model_error.value
    edge, cold = (
        _band(np.maximum(state.weights @ _at(members, item, time), 0.0), extra)
        for item, extra in (
            (members.edge, error),
            (members.cold, float(np.hypot(error, priors.cold_error.value))),
        )
    )
    edge, cold = (Band(np.maximum(item.low, 0.0), item.middle, item.high) for item in (edge, cold))
    courses = _courses(state, members)
    return edge, cold, _band(_at(members, courses, time)), _reach(members.times, courses, goal)


def at_end(state: State, members: Members) -> Band:
    """Share of the nerve's fascicle area that will have been below -20 degC when the protocol is over."""
    return _band(_courses(state, members)[:, -1])


def _courses(state: State, members: Members) -> Floats:
    """(member, time) coverage so far; what was covered stays so."""
    return np.maximum.accumulate(np.clip(state.weights @ members.covered, 0.0, 1.0), axis=1)


def _reach(times: Floats, courses: Floats, goal: float) -> Reach:
    there = courses >= goal
    reached = there.any(axis=1)
    share = float(reached.mean()) if np.isfinite(courses).all() else float("nan")
    if not share >= 0.1:
        return Reach(goal, share, float("nan"), float("nan"), float("nan"))
    moments = times[there[reached].argmax(axis=1)]
    return Reach(goal, share, *(float(item) for item in np.percentile(moments, (5.0, 50.0, 95.0))))


def _unlikely(innovation: Innovation, departure: float) -> bool:
    if innovation.outliers > MANY_OUTLIERS:
        return True
    return innovation.probability < UNLIKELY or departure > FARTHEST


def _stacked(bands: Sequence[Band]) -> Band:
    """Bands of several looks as one."""
    parts = ([getattr(band, name) for band in bands] for name in ("low", "middle", "high"))
    return Band(*(np.stack(part) for part in parts))


def gathered(members: Members, kept: Sequence[tuple[float, State]], *, goal: float = GOAL) -> Following:
    """What is known at each of some looks: times (s) and the state after each."""
    found = [summed_up(state, members, time, goal=goal) for time, state in kept]
    edge, cold, covered = (
        _stacked(list(bands)) for bands in zip(*((item[0], item[1], item[2]) for item in found), strict=True)
    )
    state = kept[-1][1]
    posterior = state.weights @ members.parameters
    return Following(
        np.array([time for time, _ in kept]),
        members.angles,
        edge,
        cold,
        covered,
        tuple(item[3] for item in found),
        tuple(item.innovations[-1] if time in item.times[-1:] else None for time, item in kept),
        np.array([np.isfinite(item.disagrees_since) for _, item in kept]),
        {
            name: (float(column.mean()), float(column.std(ddof=1)))
            for name, column in zip(members.names, posterior.T, strict=True)
        },
        state,
    )
