"""A fibre in time, written for the reader: one sparse system for all of it, one line per term.

    capacitance du/dt + conductance u + membrane current(v, gates) = stimulus      u: nodes, then internodes

A step of length dt with the share `implicit` (1: backward Euler; 1/2: Crank-Nicolson, second order):
gates first, from the potentials at hand; then the potentials after implicit * dt, by backward Euler with
these gates; then on to dt along the same line. Gates so stand half a step ahead of the potentials.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from cryonerve.nerve.cable import Cable, Course, Floats, Passage, State

__all__ = ["advance", "whole"]


def advance(cable: Cable, state: State, course: Course) -> Passage:
    """Carry a fibre through a course; the specification of `cpu.advance`."""
    potential, gates, inside = state.potential.copy(), state.gates.copy(), state.inside.copy()
    nodes = potential.size
    capacitance, conductance, current = whole(cable, nodes)
    h = course.implicit * course.step
    spikes, first = np.zeros(nodes, np.int64), np.full(nodes, np.nan)
    frames = []
    for step in range(course.steps):
        factor, available = course.at(step)
        opening, closing = cable.rates(potential) * factor
        settling = opening + closing
        gates += course.step * (opening - (1 - course.implicit) * settling * gates)
        gates /= gates * 0 + 1 + course.implicit * course.step * settling
        sodium, potassium = cable.conductances(gates)
        active = cable.area * np.array([available * sodium, potassium, np.full(nodes, cable.leak)])
        drive = current.copy()
        drive[:nodes] += (active * cable.potentials[:, None]).sum(axis=0)
        drive[0] += course.stimulus[step]
        before = np.concatenate([potential, inside.T.ravel()])
        there = conductance + sparse.diags(np.pad(active.sum(axis=0), (0, before.size - nodes)))
        ahead = splu((capacitance / h + there).tocsc()).solve(capacitance @ before / h + drive)
        after = before + (ahead - before) / course.implicit
        crossed = (potential < course.threshold) & (after[:nodes] >= course.threshold)
        share = (course.threshold - potential) / np.where(crossed, after[:nodes] - potential, 1.0)
        first = np.where(crossed & (spikes == 0), (step + share) * course.step, first)
        spikes += crossed
        potential, inside = after[:nodes], after[nodes:].reshape(nodes - 1, -1).T
        if course.every and step % course.every == 0:
            frames.append(potential.copy())
    end = State(potential, gates, np.ascontiguousarray(inside))
    quiet = bool(potential.max() < course.rest + course.awake)
    return Passage(end, spikes, first, course.steps, np.array(frames), quiet=quiet)


def whole(cable: Cable, nodes: int) -> tuple[sparse.csr_matrix, sparse.csr_matrix, Floats]:
    """Capacitance (F) and passive conductance (S) of the whole fibre, and its constant currents (A)."""
    size = cable.capacitances.shape[0]
    total = nodes + size * (nodes - 1)
    capacitance, conductance = sparse.lil_matrix((total, total)), sparse.lil_matrix((total, total))
    current = np.zeros(total)
    for node in range(nodes):
        capacitance[node, node] = cable.capacitance
    for link in range(nodes - 1):
        own = slice(nodes + size * link, nodes + size * (link + 1))
        capacitance[own, own], conductance[own, own] = cable.capacitances, cable.conductances_inside
        current[own] = cable.currents
        ends = (nodes + size * link, nodes + size * (link + 1) - 2) if size else (link + 1, link)
        for node, neighbour in zip((link, link + 1), ends, strict=True):
            conductance[node, node] += cable.link
            conductance[node, neighbour] -= cable.link
            if size:  # the neighbour's own share stands in the conductances of the internode
                conductance[neighbour, node] -= cable.link
    return capacitance.tocsr(), conductance.tocsr(), current
