"""One nerve fibre, cooled along its length: does an impulse pass, how fast, does the fibre fire by itself?

A myelinated fibre is the double cable of McIntyre, Richardson and Grill (2002), an unmyelinated one the C
fibre of Sundt, Gamper and Jaffe (2015); `sources/axons.toml` holds their equations. Temperature acts node by
node and moment by moment: on the rates of all gates (Q10) and on the share of sodium channels that are
available. With Q10 alone these membranes conduct through any cold. Axoplasm, myelin and capacitances do not
feel temperature.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.nerve.cable import Cable, Course, Passage, State, cable_of, resting_state
from cryonerve.sources.axons import FibreKind, FibreModel, fibre_models
from cryonerve.units import show

__all__ = ["Conduction", "Fibre", "Outcome", "conduct", "cooled"]

Floats = NDArray[np.float64]
Kernel = Literal["cpu", "reference"]

BODY = 37.0  # degC
STEP = {"myelinated": 5e-6, "unmyelinated": 2e-5}  # s; twice as fine moves the velocity by less than 1 %
NODES = {"myelinated": 81, "unmyelinated": 161}
PULSE = {"myelinated": 1e-4, "unmyelinated": 5e-4}  # s, of the current that starts an impulse
SETTLING = 1e-4  # s a step before the stimulus, backward Euler
THRESHOLD = -0.02  # V a spike crosses upwards
AWAKE = 0.015  # V above rest: below it no impulse is under way
ASLEEP = 0.003  # V above rest: below it no afterpotential starts another one
RANGE = (-30.0, 55.0)  # degC, what is taken for a temperature of a nerve
ROW = 5e-4  # s between two rows of factors where temperature changes


class Outcome(Enum):
    """What became of the impulse."""

    arrived = "The impulse arrived at the far end."
    blocked = "The impulse died on its way."
    under_way = "The impulse was still under way at the end: compute a longer time."
    not_started = "The stimulus started no impulse."
    silent = "Nothing was stimulated, and the fibre stayed silent."
    unprompted = "The fibre fired unprompted: what it conducts says nothing about cold."


@dataclass(frozen=True, slots=True)
class Fibre:
    """A nerve fibre.

    Attributes
    ----------
    kind : "myelinated" or "unmyelinated".
    diameter : m, with the myelin: 2 to 16 um, unmyelinated 0.2 to 1.5 um.

    Raises
    ------
    InputError
        For another kind, or a diameter for which no geometry is published.

    Examples
    --------
    >>> round(Fibre("myelinated", 10e-6).spacing * 1e3, 3)
    1.15
    """

    kind: FibreKind
    diameter: float

    def __post_init__(self) -> None:
        known = fibre_models()
        if self.kind not in known:
            raise InputError(
                Complaint(f"no fibre is '{self.kind}'", nearest(self.kind, known), field="fibre.kind")
            )
        low, high = known[self.kind].bounds
        if not low * (1 - 1e-9) <= self.diameter <= high * (1 + 1e-9):
            raise InputError(
                Complaint(
                    f"a diameter of {show(self.diameter, 'um')} is outside of what is published",
                    f"Take {show(low, 'um')} to {show(high, 'um')}.",
                    field="fibre.diameter",
                )
            )

    @property
    def spacing(self) -> float:
        """Distance of two nodes, m (unmyelinated: of two places that are computed)."""
        return cable_of(fibre_models()[self.kind], self.diameter).spacing


@dataclass(frozen=True, eq=False)
class Conduction:
    """What one fibre did.

    Attributes
    ----------
    outcome : with a sentence in `outcome.value`.
    velocity : m/s between the nodes at a quarter and at three quarters; NaN where these did not fire.
    positions : (node,) m from the stimulated end.
    spikes : (node,) from the stimulus on; first : (node,) s from then to the first one, NaN without.
    unprompted : (node,) spikes while nothing was stimulated.
    seconds : s that were computed after the stimulus; step : s.
    frames : (frame, node) potentials, V, when they were asked for.
    """

    fibre: Fibre
    outcome: Outcome
    velocity: float
    positions: Floats
    spikes: NDArray[np.int64]
    first: Floats
    unprompted: NDArray[np.int64]
    seconds: float
    step: float
    frames: Floats

    @property
    def fired_again(self) -> bool:
        """One stimulus made more than one impulse somewhere, as long spikes in the cold can do."""
        return bool((self.spikes > 1).any())

    @property
    def farthest(self) -> float:
        """How far the impulse came, m; 0 when none started."""
        fired = np.flatnonzero(self.spikes)
        return float(self.positions[fired[-1]]) if fired.size else 0.0


def cooled(fibre: Fibre, count: int, to: float, *, nodes: int | None = None, warm: float = BODY) -> Floats:
    """Temperatures (node,) of a fibre whose middle `count` nodes are at `to` degC and all others warm.

    >>> cooled(Fibre("myelinated", 10e-6), 2, 5.0, nodes=6).tolist()
    [37.0, 37.0, 5.0, 5.0, 37.0, 37.0]
    """
    total = NODES[fibre.kind] if nodes is None else nodes
    if not 0 <= count <= total:
        raise InputError(Complaint(f"{count} of {total} nodes cannot be cooled", field="count"))
    temperature = np.full(total, warm)
    start = (total - count) // 2
    temperature[start : start + count] = to
    return temperature


def conduct(
    fibre: Fibre,
    temperature: ArrayLike = BODY,
    *,
    times: ArrayLike | None = None,
    nodes: int | None = None,
    duration: float | None = None,
    stimulus: float = 1.0,
    availability: bool = True,
    until_arrival: bool = False,
    settle: float = 0.05,
    step: float | None = None,
    every: int = 0,
    model: FibreModel | None = None,
    kernel: Kernel = "cpu",
) -> Conduction:
    """Stimulate one end of a fibre and see what arrives at the other.

    C dv/dt + sum of g gates (v - E) + flow to the neighbours = stimulus, with every gate's
    dx/dt = Q10^((T - T0)/10) (opening(v) (1 - x) - closing(v) x), and sodium conductance times the share of
    available channels 1 / (1 + exp((midpoint - T) / width)). Crank-Nicolson, second order in time.

    Parameters
    ----------
    temperature : degC; one number, (node,), or (time, node) with `times` (s from the stimulus on), linear
        between.
    duration : s after the stimulus at most; by default enough for the slowest impulse to arrive. Computing
        stops once nothing is under way.
    stimulus : of the usual current; 0 stimulates nothing.
    availability : False leaves temperature to the kinetics alone.
    until_arrival : stop when the far end has fired.
    settle : s that the fibre is left alone before, in which it must not fire.
    every : keep the potentials of every so many steps.
    model : other equations than those of the table.

    Raises
    ------
    InputError
        When temperatures are no temperatures of a nerve, or do not fit nodes and times.

    Examples
    --------
    >>> fibre = Fibre("myelinated", 10e-6)
    >>> 50 < conduct(fibre).velocity < 60
    True
    >>> conduct(fibre, cooled(fibre, 8, 2.0)).outcome.name
    'blocked'
    >>> conduct(fibre, cooled(fibre, 8, 2.0), availability=False).outcome.name
    'arrived'
    """
    laws = fibre_models()[fibre.kind] if model is None else model
    warmth, clock = _temperatures(temperature, times, nodes or NODES[fibre.kind])
    count = warmth.shape[1]
    cable = cable_of(laws, fibre.diameter)
    dt = STEP[fibre.kind] if step is None else step
    longest = _enough(fibre, cable, warmth) if duration is None else duration
    course = _course(laws, (warmth, clock), availability=availability, step=dt, seconds=longest)
    pulse = np.zeros(course.steps)
    width = max(1, round(PULSE[fibre.kind] / dt))
    pulse[:width] = stimulus * _current(fibre)
    alone = _alone(course, settle)
    rested = _advance(cable, resting_state(cable, laws, count), alone, kernel)
    driven = replace(
        course,
        stimulus=pulse,
        last_stimulus=width if stimulus else 0,
        until_arrival=until_arrival,
        asleep=AWAKE if until_arrival else ASLEEP,
        every=every,
    )
    return _judge(fibre, cable, (rested, _advance(cable, rested.state, driven, kernel)), driven)


def _advance(cable: Cable, state: State, course: Course, kernel: Kernel) -> Passage:
    if kernel == "reference":
        from cryonerve.nerve.kernels import reference  # noqa: PLC0415 -- only what is asked for

        return reference.advance(cable, state, course)
    from cryonerve.nerve.kernels import cpu  # noqa: PLC0415 -- loads Numba

    return cpu.advance(cable, state, course)


def _judge(fibre: Fibre, cable: Cable, runs: tuple[Passage, Passage], course: Course) -> Conduction:
    """Outcome and velocity from what the fibre did alone and after the stimulus."""
    rested, passage = runs
    nodes = passage.spikes.size
    if rested.spikes.any() or (passage.spikes.any() and not course.stimulus.any()):
        outcome = Outcome.unprompted
    elif not course.stimulus.any():
        outcome = Outcome.silent
    elif passage.spikes[-1]:
        outcome = Outcome.arrived
    elif not passage.spikes[1:4].any():
        outcome = Outcome.not_started
    else:
        outcome = Outcome.blocked if passage.quiet else Outcome.under_way
    near, far = nodes // 4, 3 * nodes // 4
    seconds = passage.first[far] - passage.first[near]
    return Conduction(
        fibre=fibre,
        outcome=outcome,
        velocity=float((far - near) * cable.spacing / seconds) if seconds > 0 else float("nan"),
        positions=np.asarray(np.arange(nodes) * cable.spacing, float),
        spikes=passage.spikes,
        first=passage.first,
        unprompted=rested.spikes if course.stimulus.any() else rested.spikes + passage.spikes,
        seconds=passage.steps * course.step,
        step=course.step,
        frames=passage.frames,
    )


def _temperatures(temperature: ArrayLike, times: ArrayLike | None, nodes: int) -> tuple[Floats, Floats]:
    """(time, node) degC and (time,) s, checked."""
    warmth = np.asarray(temperature, float)
    warmth = np.full((1, nodes), float(warmth)) if warmth.ndim == 0 else np.atleast_2d(warmth)
    clock = np.zeros(1) if times is None else np.asarray(times, float)
    wrong = ""
    if warmth.ndim != 2 or warmth.shape[1] < 5:
        wrong = "is not one number, (node,) or (time, node) with at least 5 nodes"
    elif clock.shape != warmth.shape[:1]:
        wrong = f"has {warmth.shape[0]} moments, times has {clock.size}"
    elif not (np.isfinite(clock).all() and (np.diff(clock) > 0).all()):
        wrong = "belongs to times that do not rise"
    elif not np.isfinite(warmth).all():
        wrong = "holds what is no number"
    elif warmth.min() < RANGE[0] or warmth.max() > RANGE[1]:
        wrong = (
            f"reaches from {warmth.min():g} to {warmth.max():g} degC, no temperature of a conducting nerve"
        )
    if wrong:
        raise InputError(
            Complaint(
                wrong,
                f"Give degC from {RANGE[0]:g} to {RANGE[1]:g}, with a time for every row.",
                field="temperature",
            )
        )
    return warmth, clock


def _course(
    model: FibreModel, cold: tuple[Floats, Floats], *, availability: bool, step: float, seconds: float
) -> Course:
    """Factors of all gates and share of sodium channels, row by row; no stimulus yet."""
    warmth, clock = cold
    steps = max(1, round(seconds / step))
    if warmth.shape[0] > 1:
        moments = np.linspace(0.0, steps * step, max(2, round(steps * step / ROW) + 1))
        warmth = np.stack([np.interp(moments, clock, node) for node in warmth.T], axis=1)
    gates = model.membrane.gates.values()
    share = model.membrane.availability.at(warmth) if availability else np.ones_like(warmth)
    return Course(
        step=step,
        steps=steps,
        implicit=0.5,
        factors=np.ascontiguousarray(np.stack([gate.factor(warmth) for gate in gates], axis=1)),
        available=np.ascontiguousarray(share[:, None]),
        rows_per_step=(warmth.shape[0] - 1) / steps,
        stimulus=np.zeros(steps),
        last_stimulus=0,
        threshold=THRESHOLD,
        rest=model.membrane.rest.value,
        awake=AWAKE,
        asleep=ASLEEP,
    )


def _alone(course: Course, settle: float) -> Course:
    """The same fibre before the stimulus, at its first temperatures; it never counts as quiet."""
    steps = max(1, round(settle / SETTLING))
    return replace(
        course,
        step=SETTLING,
        steps=steps,
        implicit=1.0,
        factors=course.factors[:1],
        available=course.available[:1],
        rows_per_step=0.0,
        stimulus=np.zeros(steps),
        last_stimulus=steps,
    )


def _current(fibre: Fibre) -> float:
    """A into the first node: several times what starts an impulse at 37 degC, enough down to 0 degC."""
    microns = fibre.diameter / 1e-6
    return float(4e-10 * microns if fibre.kind == "myelinated" else 4e-10 * microns**1.5)


def _enough(fibre: Fibre, cable: Cable, warmth: Floats) -> float:
    """Seconds for an impulse to pass the whole fibre at its coldest, with a margin."""
    microns = fibre.diameter / 1e-6
    fastest = 4.0 * microns if fibre.kind == "myelinated" else 0.4 * microns**0.5
    slowest: float = fastest * 1.8 ** ((min(float(warmth.min()), BODY) - BODY) / 10.0)
    return float(1e-2 + 1.5 * warmth.shape[1] * cable.spacing / slowest)
