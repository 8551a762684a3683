"""The same fibre by compiled loops: internodes are linear and alike, so each is solved once, for all steps.

What a step does to the inside of an internode is a matrix and the potentials of its two nodes; put into the
equations of the nodes, it leaves one tridiagonal system as long as the fibre has nodes.

=========  ===========================================  =========  ===================================
v          potential of a node, V                       q          factors of the rates, by gate and node
x          gates, by gate and node                      s          share of sodium channels available
u          potentials inside, by place and internode    table      rates at tabulated potentials, 1/s
go         u after a step from u before it, and from    low, up    first potential of the table; steps a volt
by, c      the nodes at its ends; constant part         g          conductances, S: see `Cable.packed`
first      place next to the left node: likewise        e          reversal potentials, V
link       conductance from a node to its neighbour     dt, w      step, s; its implicit share
=========  ===========================================  =========  ===================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from cryonerve.nerve.cable import Cable, Course, Passage, State

__all__ = ["advance"]

# Everything compiled stands in this file: Numba would not notice that a function of another one has changed.
ENTRY: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",
    "fastmath": {"contract"},
    "nogil": True,
    "no_cfunc_wrapper": True,
}
# Arrays are copied in loops: for an assignment of slices Numba compiles its complaints too, for ten seconds.
# Called from compiled code only: the ways in from Python would be half of the time that compiling takes.
INNER = {**ENTRY, "cache": False, "no_cpython_wrapper": True}
LOOK = 32  # steps between two looks whether anything is still under way


def advance(cable: Cable, state: State, course: Course) -> Passage:
    """Carry a fibre through a course of temperatures and stimuli.

    Parameters
    ----------
    cable : what the fibre is made of.
    state : potentials (V) and gates to start from; it is not changed.
    course : step, number of steps, temperatures' factors, stimulus.
    """
    size = cable.capacitances.shape[0]
    h = course.implicit * course.step
    solved = np.linalg.inv(cable.capacitances / h + cable.conductances_inside)
    onward = solved @ cable.capacitances / h
    constant = solved @ cable.currents
    ends = [0, size - 2] if size else []
    from_nodes = np.ascontiguousarray(solved[:, ends].T * cable.link).reshape(len(ends), size)
    first = np.ascontiguousarray(onward[ends])
    near, far = (from_nodes[0, 0], from_nodes[1, 0]) if size else (0.0, 1.0)
    more = 1.0 / course.implicit
    v, x, u = state.potential.copy(), state.gates.copy(), np.ascontiguousarray(state.inside).copy()
    spikes, times = np.zeros(v.size, np.int64), np.full(v.size, np.nan)
    frames = np.empty((-(-course.steps // course.every) if course.every else 0, v.size))
    done, quiet = _march(
        v, x, u, more * onward - (more - 1.0) * np.eye(size), more * from_nodes, more * constant,
        first, constant[ends], np.array([cable.link, near, far, cable.capacitance]),
        cable.table, cable.low, cable.up, cable.packed, cable.potentials,
        course.factors, course.available, course.rows_per_step, course.stimulus,
        course.step, course.implicit, course.steps, spikes, times,
        course.rest + np.array([course.threshold - course.rest, course.awake, course.asleep]),
        course.until_arrival, course.last_stimulus,
        frames, course.every,
    )  # fmt: skip
    kept = -(-done // course.every) if course.every else 0
    return Passage(State(v, x, u), spikes, times, done, frames[:kept], quiet=bool(quiet))


@njit(**INNER)
def _turn_gates(v: Any, x: Any, table: Any, low: float, up: float, q: Any, dt: float, w: float) -> None:
    last = table.shape[0] - 2
    for j in range(v.shape[0]):
        place = min(max((v[j] - low) * up, 0.0), 1.0 * last)
        k = int(place)
        share = place - k
        for i in range(x.shape[0]):
            a = (table[k, 2 * i] + share * (table[k + 1, 2 * i] - table[k, 2 * i])) * q[i, j] * dt
            b = (table[k, 2 * i + 1] + share * (table[k + 1, 2 * i + 1] - table[k, 2 * i + 1])) * q[i, j] * dt
            x[i, j] = (x[i, j] + a - (1.0 - w) * (a + b) * x[i, j]) / (1.0 + w * (a + b))


@njit(**INNER)
def _solve(diagonal: Any, right: Any, side: float) -> None:
    """Tridiagonal system with one value beside the diagonal; the solution replaces the right-hand side."""
    n = right.shape[0]
    for j in range(1, n):
        ratio = side / diagonal[j - 1]
        diagonal[j] -= ratio * side
        right[j] -= ratio * right[j - 1]
    right[n - 1] /= diagonal[n - 1]
    for j in range(n - 2, -1, -1):
        right[j] = (right[j] - side * right[j + 1]) / diagonal[j]


@njit(**INNER)
def _nodes(v: Any, x: Any, u: Any, first: Any, c: Any, ends: Any, g: Any, e: Any, s: Any, h: float,
           extra: float, diagonal: Any, right: Any, near: Any, far: Any) -> None:  # fmt: skip
    """Equations of the nodes, the internodes put into them."""
    n, size = v.shape[0], u.shape[0]
    link, own, other, capacitance = ends[0], ends[1], ends[2], ends[3]
    for j in range(n):
        cube = x[2, j] * x[2, j] * x[2, j]
        sodium = s[j] * (g[0] * x[0, j] * x[0, j] * x[0, j] * x[1, j] + g[1] * cube)
        potassium = (g[2] + g[3] * cube) * x[3, j]
        diagonal[j] = capacitance / h + sodium + potassium + g[4]
        right[j] = capacitance / h * v[j] + sodium * e[0] + potassium * e[1] + g[4] * e[2]
        diagonal[j] += link * (1.0 - own) * ((j > 0) + (j < n - 1))
    right[0] += extra
    if size:
        for j in range(n - 1):
            near[j], far[j] = c[0], c[1]
        for k in range(size):
            for j in range(n - 1):
                near[j] += first[0, k] * u[k, j]
                far[j] += first[1, k] * u[k, j]
        for j in range(n - 1):
            right[j] += link * near[j]
            right[j + 1] += link * far[j]
    _solve(diagonal, right, -link * other)


@njit(**INNER)
def _insides(u: Any, fresh: Any, go: Any, by: Any, c: Any, ahead: Any) -> None:
    for i in range(u.shape[0]):
        for j in range(u.shape[1]):
            fresh[i, j] = c[i] + by[0, i] * ahead[j] + by[1, i] * ahead[j + 1]
        for k in range(u.shape[0]):
            for j in range(u.shape[1]):
                fresh[i, j] += go[i, k] * u[k, j]
    for i in range(u.shape[0]):
        for j in range(u.shape[1]):
            u[i, j] = fresh[i, j]


@njit(**INNER)
def _between(rows: Any, place: float, target: Any) -> None:
    """One row of (row, gate, node), linear between two."""
    k = min(int(place), rows.shape[0] - 2)
    share = min(place - k, 1.0)
    for i in range(target.shape[0]):
        for j in range(target.shape[1]):
            target[i, j] = rows[k, i, j] + share * (rows[k + 1, i, j] - rows[k, i, j])


@njit(**ENTRY)
def _march(v: Any, x: Any, u: Any, go: Any, by: Any, c: Any, first: Any, c_first: Any, ends: Any,
           table: Any, low: float, up: float, g: Any, e: Any, factors: Any, available: Any,
           rows_per_step: float, pulse: Any, dt: float, w: float, steps: int, spikes: Any, times: Any,
           limits: Any, until_arrival: bool, last_pulse: int, frames: Any, every: int) -> Any:  # fmt: skip
    """Steps done, and whether nothing was under way any more."""
    n = v.shape[0]
    q, s = factors[0].copy(), available[0].copy()
    right, diagonal, near, far = np.empty(n), np.empty(n), np.empty(n), np.empty(n)
    fresh = np.empty_like(u)
    for step in range(steps):
        if factors.shape[0] > 1:
            _between(factors, step * rows_per_step, q)
            _between(available, step * rows_per_step, s)
        _turn_gates(v, x, table, low, up, q, dt, w)
        _nodes(v, x, u, first, c_first, ends, g, e, s[0], w * dt, pulse[step], diagonal, right, near, far)
        _insides(u, fresh, go, by, c, right)
        loudest = -1.0
        for j in range(n):
            after = v[j] + (right[j] - v[j]) / w
            if v[j] < limits[0] <= after:
                if spikes[j] == 0:
                    times[j] = (step + (limits[0] - v[j]) / (after - v[j])) * dt
                spikes[j] += 1
            v[j] = after
            if every and step % every == 0:
                frames[step // every, j] = after
            loudest = max(loudest, after)
        if until_arrival and spikes[n - 1] > 0:
            return step + 1, False
        if step > last_pulse and step % LOOK == 0 and loudest < limits[2]:
            return step + 1, True
    return steps, loudest < limits[1]
