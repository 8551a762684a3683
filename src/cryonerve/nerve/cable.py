"""What a fibre is made of, as numbers for the kernels: nodes with a membrane, and what lies between them.

Between two nodes of a myelinated fibre lie ten places, each with two potentials, one inside the axon and one
in the gap below the myelin (a double cable; McIntyre, Richardson and Grill 2002): the paranode's attachment,
the rest of the paranode, six parts of the internode, and both paranodal parts again. An unmyelinated fibre is
nodes all along, one axial conductance apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from cryonerve.sources.axons import FibreModel, Membrane, Sheath, Size

__all__ = ["Cable", "Course", "Passage", "State", "cable_of", "resting_state", "size_of"]

Floats = NDArray[np.float64]
LOW, HIGH, APART = -0.15, 0.1, 5e-5  # V: tabulated potentials
PARTS = 6  # of an internode between its paranodes
LATTICE = 25e-6  # m between two nodes of an unmyelinated fibre of 1 um; goes with the root of the diameter


@dataclass(frozen=True, eq=False)
class Cable:
    """A fibre as the kernels see it; SI units.

    Attributes
    ----------
    spacing : m between two nodes.
    area, capacitance, leak : membrane of a node, m2; F; S/m2.
    table : (potential, 8) opening and closing rate, 1/s, of each gate from `low` V on, `up` rows a volt.
    channels : S/m2 of fast sodium, persistent sodium, slow and delayed potassium.
    potentials : V at which sodium, potassium and leak reverse.
    link : S from a node to its neighbour (the first place of an internode, or the next node).
    capacitances, conductances_inside, currents : of the inside of one internode, two rows a place; F, S, A.
        The links to both nodes are among its conductances.
    """

    spacing: float
    area: float
    capacitance: float
    leak: float
    table: Floats
    low: float
    up: float
    channels: Floats
    potentials: Floats
    link: float
    capacitances: Floats
    conductances_inside: Floats
    currents: Floats

    @property
    def packed(self) -> Floats:
        """S of a node: fast sodium, persistent sodium, slow and delayed potassium, leak."""
        return np.append(self.channels, self.leak) * self.area

    def rates(self, potential: Floats) -> Floats:
        """(2, gate, node) opening and closing rates, 1/s, linear between tabulated potentials."""
        place = np.clip((potential - self.low) * self.up, 0.0, self.table.shape[0] - 2.0)
        row = place.astype(int)
        share = (place - row)[:, None]
        rates = self.table[row] + share * (self.table[row + 1] - self.table[row])
        return np.asarray(np.stack([rates[:, 0::2].T, rates[:, 1::2].T]))

    def conductances(self, gates: Floats) -> tuple[Floats, Floats]:
        """S/m2 of sodium, were all its channels available, and of potassium: from (gate, node) gates."""
        m, h, third, fourth = gates
        sodium = self.channels[0] * m**3 * h + self.channels[1] * third**3
        return sodium, (self.channels[2] + self.channels[3] * third**3) * fourth


@dataclass(frozen=True, eq=False)
class State:
    """Potentials (V) and gates: (node,), (gate, node), (row, internode)."""

    potential: Floats
    gates: Floats
    inside: Floats


@dataclass(frozen=True, eq=False)
class Course:
    """What happens to a fibre, step by step.

    Attributes
    ----------
    step, steps, implicit : s; their number; implicit share of a step.
    factors, available : (row, gate, node) factors of the gates' rates, (row, 1, node) share of the sodium
        channels; linear between rows, of which `rows_per_step` pass in a step.
    stimulus : (step,) A into the first node, nothing after `last_stimulus`.
    threshold : V that a spike crosses upwards.
    rest, awake : V at rest; V above it below which no impulse is under way.
    asleep : V above rest below which computing stops: nothing can start again from an afterpotential.
    until_arrival : stop when the last node has fired.
    every : steps between two kept frames; 0 keeps none.
    """

    step: float
    steps: int
    implicit: float
    factors: Floats
    available: Floats
    rows_per_step: float
    stimulus: Floats
    last_stimulus: int
    threshold: float
    rest: float
    awake: float
    asleep: float
    until_arrival: bool = False
    every: int = 0

    def at(self, step: int) -> tuple[Floats, Floats]:
        """(gate, node) factors and (node,) share of sodium channels at one step."""
        rows = self.factors.shape[0]
        if rows == 1:
            return self.factors[0], self.available[0, 0]
        place = step * self.rows_per_step
        row = min(int(place), rows - 2)
        share = min(place - row, 1.0)
        factors = self.factors[row] + share * (self.factors[row + 1] - self.factors[row])
        available = self.available[row] + share * (self.available[row + 1] - self.available[row])
        return factors, available[0]


@dataclass(frozen=True, eq=False)
class Passage:
    """What a fibre did: spikes a node, s of each node's first one (NaN: none), steps done, frames kept.

    `quiet`: no impulse was under way at the end.
    """

    state: State
    spikes: NDArray[np.int64]
    first: Floats
    steps: int
    frames: Floats
    quiet: bool


def size_of(model: FibreModel, diameter: float) -> Size:
    """Lengths of a myelinated fibre of any diameter (m) within the published ones, linear between them."""
    known = np.array([size.fibre for size in model.sizes])

    def between(name: str) -> float:
        return float(np.interp(diameter, known, [getattr(size, name) for size in model.sizes]))

    names = ("node_distance", "node", "axon", "paranode", "lamellae")
    return Size(diameter, **{name: between(name) for name in names})


def cable_of(model: FibreModel, diameter: float) -> Cable:
    """The fibre of one diameter (m) as the kernels see it."""
    membrane = model.membrane
    if model.sheath is None:
        spacing = LATTICE * (diameter / 1e-6) ** 0.5
        area = pi * diameter * spacing
        link = pi * diameter**2 / 4 / (model.axoplasm.value * spacing)
        return _cable(membrane, spacing, area, (link, np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(0)))
    size = size_of(model, diameter)
    area = pi * size.node * model.sheath.node_length.value
    return _cable(membrane, size.node_distance, area, _internode(model.axoplasm.value, model.sheath, size))


def resting_state(cable: Cable, model: FibreModel, nodes: int) -> State:
    """All of a fibre at the membrane's resting potential, its gates where they are after a long time."""
    rest = model.membrane.rest.value
    shares = np.array([float(gate.open_at(rest)) for gate in model.membrane.gates.values()])
    inside = np.zeros((cable.capacitances.shape[0], nodes - 1))
    inside[0::2] = rest
    return State(np.full(nodes, rest), np.repeat(shares[:, None], nodes, axis=1), inside)


def _cable(
    membrane: Membrane, spacing: float, area: float, between: tuple[float, Floats, Floats, Floats]
) -> Cable:
    potential = LOW + APART * np.arange(round((HIGH - LOW) / APART) + 1)
    rates = [rate.at(potential) for gate in membrane.gates.values() for rate in (gate.opening, gate.closing)]
    slow = membrane.potassium_law == "slow"
    potassium = membrane.potassium.value
    sodium = (membrane.fast_sodium.value, membrane.persistent_sodium.value)
    link, capacitances, conductances, currents = between
    return Cable(
        spacing=spacing,
        area=area,
        capacitance=membrane.capacitance.value * area,
        leak=membrane.leak.value,
        table=np.ascontiguousarray(np.array(rates).T),
        low=LOW,
        up=1.0 / APART,
        channels=np.array([*sodium, potassium if slow else 0.0, 0.0 if slow else potassium]),
        potentials=np.array(
            [membrane.sodium_potential.value, membrane.potassium_potential.value, _leak_potential(membrane)]
        ),
        link=link,
        capacitances=capacitances,
        conductances_inside=conductances,
        currents=currents,
    )


def _leak_potential(membrane: Membrane) -> float:
    """Given, or such that all currents at rest cancel: E = rest + (sodium and potassium current) / leak."""
    if membrane.leak_potential is not None:
        return membrane.leak_potential.value
    rest = membrane.rest.value
    m, h, n, l = (float(gate.open_at(rest)) for gate in membrane.gates.values())  # noqa: E741 -- their names
    sodium = membrane.fast_sodium.value * m**3 * h * (rest - membrane.sodium_potential.value)
    potassium = membrane.potassium.value * n**3 * l * (rest - membrane.potassium_potential.value)
    return rest + (sodium + potassium) / membrane.leak.value


def _internode(axoplasm: float, sheath: Sheath, size: Size) -> tuple[float, Floats, Floats, Floats]:
    """Link to the nodes; capacitances, conductances, currents between two nodes (axon, gap, axon, gap ...).

    axon row:  (membrane) d(axon - gap)/dt + leak (axon - gap - potential) + flow along the axon = 0
    gap row:   minus the same membrane currents, plus myelin to the outside and flow along the gap, = 0
    The gap of a node is open to the outside, 0 V.
    """
    attached, node = sheath.attachment_length.value, sheath.node_length.value
    part = (size.node_distance - node - 2 * attached - 2 * size.paranode) / PARTS
    length = np.array([attached, size.paranode, *[part] * PARTS, size.paranode, attached])
    ends = np.isin(np.arange(PARTS + 4), (0, PARTS + 3))
    axon = np.where(ends, size.node, size.axon)
    gap = np.where(ends, sheath.attachment_gap.value, sheath.internode_gap.value)
    leak = np.where(ends, sheath.paranode_conductance.value, sheath.internode_conductance.value)
    membrane, myelin = pi * axon * length, pi * size.fibre * length / (2 * size.lamellae)
    shape = 2 * length.size
    capacitances, conductances = np.zeros((shape, shape)), np.zeros((shape, shape))
    for matrix, through, outside in (
        (capacitances, sheath.capacitance.value * membrane, sheath.lamella_capacitance.value * myelin),
        (conductances, leak * membrane, sheath.lamella_conductance.value * myelin),
    ):
        for place in range(length.size):
            _join(matrix, 2 * place, 2 * place + 1, through[place])
            matrix[2 * place + 1, 2 * place + 1] += outside[place]
    currents = np.ravel([leak * membrane, -leak * membrane], order="F") * sheath.potential.value
    links = []
    for row, ring in ((0, _disc(axon)), (1, _disc(axon + 2 * gap) - _disc(axon))):
        along = axoplasm * length / ring
        for place in range(length.size - 1):
            _join(conductances, 2 * place + row, 2 * place + 2 + row, 2 / (along[place] + along[place + 1]))
        links.append(
            2 / (along[0] + axoplasm * node / ring[0])
        )  # the node has the attachment's cross-section
        conductances[row, row] += links[row]
        conductances[shape - 2 + row, shape - 2 + row] += links[row]
    return float(links[0]), capacitances, conductances, currents


def _disc(diameter: Floats) -> Floats:
    return np.asarray(pi * diameter**2 / 4)


def _join(matrix: Floats, one: int, other: int, value: float) -> None:
    """Put a conductance or capacitance between two rows."""
    for row, column, sign in ((one, one, 1), (other, other, 1), (one, other, -1), (other, one, -1)):
        matrix[row, column] += sign * value
