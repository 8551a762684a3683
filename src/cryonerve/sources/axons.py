"""Axon classes with their diameters, and the published equations of two fibres: read from axons.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from cryonerve.sources.tables import HERE, Row, read_table
from cryonerve.sources.value import Sourced

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "Availability",
    "AxonClass",
    "FibreKind",
    "FibreModel",
    "Gate",
    "Membrane",
    "Rate",
    "Sheath",
    "Size",
    "Topography",
    "axon_classes",
    "fibre_models",
    "read_axon_classes",
    "read_fibre_models",
    "topographies",
    "topography_of",
]

FibreKind = Literal["myelinated", "unmyelinated"]
Form = Literal["linear", "exponential", "sigmoid", "constant"]
GATES = {"slow": ("m", "h", "p", "s"), "delayed": ("m", "h", "n", "l")}


@dataclass(frozen=True, slots=True)
class AxonClass:
    """One class of axons in a peripheral nerve, and their diameter (m) with the myelin."""

    name: str
    title: str
    kind: FibreKind
    diameter: Sourced
    sensory_density: Sourced  # axons per area of a sensory fascicle, 1/m2
    motor_density: Sourced


@dataclass(frozen=True, slots=True)
class Topography:
    """Sensory share of a nerve's fascicle area, and the side it lies on: "posteromedial" or "", not known."""

    nerve: str
    sensory_share: Sourced
    sensory_side: Literal["posteromedial", ""]


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a gate opens or closes at a membrane potential, at the temperature it was measured at.

    Attributes
    ----------
    rate : 1/s; for the form "linear" 1/s/V.
    midpoint, scale : V.
    """

    form: Form
    rate: float
    midpoint: float = 0.0
    scale: float = 1.0

    def at(self, potential: ArrayLike) -> NDArray[np.float64]:
        """Rate, 1/s, at membrane potentials (V) of any shape.

        >>> Rate("sigmoid", 2300.0, -31.8e-3, 13.4e-3).at([-31.8e-3]).tolist()
        [1150.0]
        """
        import numpy as np  # noqa: PLC0415

        x = (np.asarray(potential, float) - self.midpoint) / self.scale
        if self.form == "linear":
            near = np.abs(x) < 1e-6
            ratio = np.where(near, 1 + x / 2, x / -np.expm1(-np.where(near, 1.0, x)))
            return np.asarray(self.rate * abs(self.scale) * ratio)
        if self.form == "exponential":
            return np.asarray(self.rate * np.exp(-x))
        if self.form == "sigmoid":
            return np.asarray(self.rate / (1 + np.exp(-x)))
        return np.full_like(x, self.rate)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of a channel: d gate/dt = factor (opening (1 - gate) - closing gate)."""

    opening: Rate
    closing: Rate
    q10: Sourced
    measured_at: Sourced  # degC

    def factor(self, temperature: ArrayLike) -> NDArray[np.float64]:
        """q10 ^ ((temperature - measured_at) / 10 degC): by how much faster both rates are."""
        import numpy as np  # noqa: PLC0415

        warmer = np.asarray(temperature, float) - self.measured_at.value
        return np.asarray(self.q10.value ** (warmer / 10.0))

    def open_at(self, potential: ArrayLike) -> NDArray[np.float64]:
        """Share of gates that are open after a long time at a membrane potential (V)."""
        opening, closing = self.opening.at(potential), self.closing.at(potential)
        return opening / (opening + closing)


@dataclass(frozen=True, slots=True)
class Availability:
    """Share of the sodium channels that can open at all: 1 / (1 + exp((midpoint - T) / width))."""

    midpoint: Sourced  # degC
    width: Sourced  # K
    source: str

    def at(self, temperature: ArrayLike) -> NDArray[np.float64]:
        """The share, 0..1, at temperatures (degC) of any shape.

        >>> model = fibre_models()["myelinated"]
        >>> model.membrane.availability.at([37.0, 9.2, -20.0]).round(3).tolist()
        [1.0, 0.5, 0.0]
        """
        import numpy as np  # noqa: PLC0415

        colder = self.midpoint.value - np.asarray(temperature, float)
        return np.asarray(1.0 / (1.0 + np.exp(np.minimum(colder / self.width.value, 500.0))))


@dataclass(frozen=True, slots=True)
class Membrane:
    """An excitable membrane; potentials in V, conductances in S/m2, capacitance in F/m2.

    Attributes
    ----------
    gates : m, h (fast sodium, m^3 h); p (persistent sodium, p^3) and s (slow potassium), or n and l (delayed
        potassium, n^3 l).
    leak_potential : None where it is the one at which the membrane rests at `rest`.
    """

    title: str
    source: str
    rest: Sourced
    capacitance: Sourced
    fast_sodium: Sourced
    persistent_sodium: Sourced
    potassium: Sourced
    potassium_law: Literal["slow", "delayed"]
    leak: Sourced
    sodium_potential: Sourced
    potassium_potential: Sourced
    leak_potential: Sourced | None
    availability: Availability
    gates: Mapping[str, Gate]


@dataclass(frozen=True, slots=True)
class Sheath:
    """What lies between two nodes: SI units; see axons.toml."""

    potential: Sourced
    capacitance: Sourced
    paranode_conductance: Sourced
    internode_conductance: Sourced
    lamella_capacitance: Sourced
    lamella_conductance: Sourced
    node_length: Sourced
    attachment_length: Sourced
    attachment_gap: Sourced
    internode_gap: Sourced


@dataclass(frozen=True, slots=True)
class Size:
    """Lengths (m) of a myelinated fibre of one diameter."""

    fibre: float
    node_distance: float
    node: float
    axon: float
    paranode: float
    lamellae: float


@dataclass(frozen=True, slots=True)
class FibreModel:
    """Equations of one kind of fibre; `bounds` are the diameters (m) it holds for.

    `sheath` and `sizes` belong to myelinated fibres, `smallest` and `largest` to unmyelinated ones.
    """

    name: FibreKind
    title: str
    source: str
    axoplasm: Sourced  # ohm m
    membrane: Membrane
    sheath: Sheath | None = None
    sizes: tuple[Size, ...] = ()
    smallest: Sourced | None = None
    largest: Sourced | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest diameter, m."""
        if self.smallest is not None and self.largest is not None:
            return self.smallest.value, self.largest.value
        return self.sizes[0].fibre, self.sizes[-1].fibre


@cache
def axon_classes() -> Mapping[str, AxonClass]:
    """Every class of axons by name.

    >>> {name: item.kind for name, item in axon_classes().items()}["c"]
    'unmyelinated'
    """
    return MappingProxyType(read_axon_classes())


@cache
def fibre_models() -> Mapping[str, FibreModel]:
    """The two fibres by name, "myelinated" and "unmyelinated"."""
    return MappingProxyType(read_fibre_models())


def read_axon_classes(folder: Path = HERE) -> dict[str, AxonClass]:
    """Axon classes of axons.toml in `folder`."""
    rows = read_table("axons.toml", folder).below("population").rows()
    return {name: _axon_class(name, row) for name, row in rows.items()}


def _axon_class(name: str, row: Row) -> AxonClass:
    row.known("title", "kind", "diameter", "sensory_density", "motor_density")
    kind = cast(FibreKind, row.choice("kind", get_args(FibreKind)))
    density = (row.needed(f"{what}_density", "number density") for what in ("sensory", "motor"))
    return AxonClass(name, row.text("title"), kind, row.needed("diameter", "length"), *density)


@cache
def topographies() -> Mapping[str, Topography]:
    """Where the sensory fascicles of each nerve lie; "other" stands for every nerve that is not named."""
    rows = read_table("axons.toml", HERE).below("topography").rows()
    return MappingProxyType({name: _topography(name, row) for name, row in rows.items()})


def topography_of(nerve: str) -> Topography:
    """The row of a nerve, or that of all others.

    >>> topography_of("tibial").sensory_side, topography_of("sural").sensory_share.value
    ('posteromedial', 1.0)
    """
    return topographies().get(nerve, topographies()["other"])


def _topography(name: str, row: Row) -> Topography:
    row.known("sensory_share", "sensory_side")
    side = row.text("sensory_side", "")
    if side not in ("", "posteromedial"):
        raise row.complaint("sensory_side", f"'{side}' is no side known here", "Write 'posteromedial' or ''.")
    return Topography(name, row.needed("sensory_share", "fraction"), cast(Literal["posteromedial", ""], side))


def read_fibre_models(folder: Path = HERE) -> dict[str, FibreModel]:
    """Fibres of axons.toml in `folder`."""
    models = read_table("axons.toml", folder).below("model")
    models.known(*get_args(FibreKind))
    return {kind: _model(kind, models.below(kind)) for kind in get_args(FibreKind)}


def _model(kind: FibreKind, row: Row) -> FibreModel:
    row.known("title", "source", "axoplasm", "membrane", "sheath", "sizes", "smallest", "largest")
    myelin = kind == "myelinated"
    return FibreModel(
        name=kind,
        title=row.text("title"),
        source=row.text("source"),
        axoplasm=row.needed("axoplasm", "resistivity"),
        membrane=_membrane(row.below("membrane")),
        sheath=_sheath(row.below("sheath")) if myelin else None,
        sizes=_sizes(row.below("sizes")) if myelin else (),
        smallest=row.sourced("smallest", "length", optional=myelin),
        largest=row.sourced("largest", "length", optional=myelin),
    )


def _membrane(row: Row) -> Membrane:
    law = cast(Literal["slow", "delayed"], row.choice("potassium_law", tuple(GATES)))
    open_shut, conductance = row.below("gates"), "membrane conductance"
    open_shut.known(*GATES[law])
    part = row.below("availability")
    part.known("midpoint", "width", "source")
    return Membrane(
        title=row.text("title"),
        source=row.text("source"),
        rest=row.needed("rest", "voltage"),
        capacitance=row.needed("capacitance", "membrane capacitance"),
        fast_sodium=row.needed("fast_sodium", conductance),
        persistent_sodium=row.needed("persistent_sodium", conductance),
        potassium=row.needed("potassium", conductance),
        potassium_law=law,
        leak=row.needed("leak", conductance),
        sodium_potential=row.needed("sodium_potential", "voltage"),
        potassium_potential=row.needed("potassium_potential", "voltage"),
        leak_potential=row.sourced("leak_potential", "voltage", optional=True),
        availability=Availability(
            part.needed("midpoint", "temperature"),
            part.needed("width", "temperature difference"),
            part.text("source"),
        ),
        gates=MappingProxyType({name: _gate(open_shut.below(name)) for name in GATES[law]}),
    )


def _gate(row: Row) -> Gate:
    row.known("opening", "closing", "q10", "measured_at")
    return Gate(
        opening=_rate(row, "opening"),
        closing=_rate(row, "closing"),
        q10=row.needed("q10", "count"),
        measured_at=row.needed("measured_at", "temperature"),
    )


def _rate(row: Row, key: str) -> Rate:
    """A rate written as [form, rate, midpoint, scale]; a constant one as [form, rate]."""
    written: Any = row.fields.get(key)
    remedy = 'Write ["sigmoid", "2.3 1/ms", "-31.8 mV", "13.4 mV"].'
    if not isinstance(written, list) or not all(isinstance(item, str) for item in written):
        raise row.complaint(key, "is not a list of texts", remedy)
    form = Row(row.file, row.path, {key: written[0] if written else ""}).choice(key, get_args(Form))
    if len(written) != (2 if form == "constant" else 4):
        raise row.complaint(key, f"{len(written)} entries do not make a rate that is {form}", remedy)

    def entry(order: int, dimension: str) -> float:
        return Row(row.file, row.path, {key: written[order]}).quantity(key, dimension)

    rate = entry(1, "rate per voltage" if form == "linear" else "frequency")
    if form == "constant":
        return Rate("constant", rate)
    scale = entry(3, "voltage")
    if scale == 0.0:
        raise row.complaint(key, "the scale is zero", remedy)
    return Rate(cast(Form, form), rate, entry(2, "voltage"), scale)


SHEATH: Mapping[str, str] = MappingProxyType(
    {
        "potential": "voltage",
        "capacitance": "membrane capacitance",
        "paranode_conductance": "membrane conductance",
        "internode_conductance": "membrane conductance",
        "lamella_capacitance": "membrane capacitance",
        "lamella_conductance": "membrane conductance",
        "node_length": "length",
        "attachment_length": "length",
        "attachment_gap": "length",
        "internode_gap": "length",
    }
)


def _sheath(row: Row) -> Sheath:
    row.known(*SHEATH)
    return Sheath(**{key: row.needed(key, dimension) for key, dimension in SHEATH.items()})


def _sizes(row: Row) -> tuple[Size, ...]:
    """Rows of micrometres, the smallest fibre first; the last column is a count."""
    row.known("columns", "source", "smallest_source", "rows")
    written: Any = row.fields.get("rows")
    if not isinstance(written, list) or len(written) < 2:
        raise row.complaint("rows", "is not a list of at least two sizes")
    sizes = []
    for line in written:
        numbers = isinstance(line, list) and all(isinstance(item, int | float) for item in line)
        if not numbers or len(line) != 6 or min(line) <= 0:
            raise row.complaint("rows", f"{line} is not six numbers above zero")
        fibre, distance, node, axon, paranode = (item / 1e6 for item in line[:5])
        sizes.append(Size(fibre, distance, node, axon, paranode, float(line[5])))
    if [size.fibre for size in sizes] != sorted({size.fibre for size in sizes}):
        raise row.complaint("rows", "fibres do not grow", "Write the smallest first.")
    return tuple(sizes)
