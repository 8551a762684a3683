"""What the clinician wrote, read and checked: frozen nouns in SI units, temperatures in degC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cryonerve.case.protocol import Step
from cryonerve.sources.device import Device
from cryonerve.sources.tissue import Tissue

__all__ = [
    "Block",
    "Case",
    "EntryWindow",
    "Environment",
    "FieldStanding",
    "FollowUp",
    "Goals",
    "LabelledScan",
    "Limb",
    "Limit",
    "Means",
    "Patient",
    "Pool",
    "Probe",
    "Sensor",
    "SolverOptions",
    "Source",
]

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class FieldStanding:
    """How one field of the case is known: "stated", "assumed" (with why) or "unknown"."""

    path: str  # "anatomy.nerve_depth"
    text: str  # the person's own words: "12 mm"; "" when unknown
    standing: Literal["stated", "assumed", "unknown"]
    why: str = ""
    source: str = ""
    spread: float = 0.0  # SI
    line: int = field(default=0, compare=False)  # where it stands, which is not what it says


@dataclass(frozen=True, slots=True)
class Source:
    """Where the case comes from."""

    doi: str = ""
    licence: str = ""
    citation: str = ""
    key: str = ""  # key in references.bib, when known


@dataclass(frozen=True, slots=True)
class Patient:
    """Nothing that identifies."""

    age: float | None = None  # years
    sex: str = ""
    site: str = ""
    indication: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the skin exchanges heat with."""

    air: float = 22.0  # degC
    coefficient: float = 10.0  # W/m2/K


@dataclass(frozen=True, slots=True)
class Block:
    """A uniform block centred on the origin."""

    size: Vector  # m
    tissue: str


@dataclass(frozen=True, slots=True)
class Limb:
    """A limb or a stump drawn from a few lengths; None: derived from age by `anatomy.proportions`.

    The origin is the centre of the treated nerve; z = 0 is the proximal end of the neuroma (stump) or the
    middle of the drawn length (limb). Lengths in metres, areas in m2.
    """

    kind: Literal["limb", "stump"]
    side: Literal["left", "right"] = "left"
    nerve: str = "tibial"
    length: float | None = None  # drawn length along z
    circumference: float | None = None
    skin_thickness: float | None = None
    fat_thickness: float | None = None
    nerve_depth: float | None = None  # skin surface to near surface of the nerve
    nerve_area: float | None = None
    nerve_flatness: float | None = None  # width over height, as seen from the skin; None: usual of the nerve
    fascicle_count: int | None = None
    fascicle_area_fraction: float | None = None
    neuroma_width: float | None = None  # stump only
    neuroma_length: float | None = None
    stump_end: float | None = None  # distal end of the neuroma to the end of the stump
    artery_diameter: float | None = None
    vein_diameter: float | None = None
    artery_gap: float | None = None  # nerve surface to artery wall
    vessel_coefficient: float | None = None  # W/m2/K between blood and wall
    fascicles: str = ""  # path of a traced cross-section; "": drawn by the seed
    seed: int = 1


@dataclass(frozen=True, slots=True)
class LabelledScan:
    """A label volume on disk."""

    labels: str  # path, NIfTI or NRRD
    legend: str  # path, table of number, name, (tissue)
    nerve: str  # the treated nerve: name of its curve or label
    crop: float | None = None  # m kept around the probes; None: chosen by `anatomy`
    fill: str = "fat"  # tissue of unlabelled space inside the body's hull (assumed)
    skin_thickness: float = 1.5e-3  # assumed skin under the hull
    vessel_coefficient: float | None = None
    side: Literal["left", "right"] = "left"
    uncertainty_boundary: float | None = None  # m, one standard deviation; None: from the voxels (`spread`)
    uncertainty_nerve: float | None = None  # of where a nerve or a vessel lies, m; None: likewise
    fascicles: str = ""  # path of a traced cross-section; "": drawn by the seed
    curves: str = ""  # path of traced nerves and vessels; "": followed through their labels
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Probe:
    """A device with its flat tip face centred at `tip`; `axis` is a unit vector from tip to handle."""

    name: str
    device: str
    tip: Vector
    axis: Vector


@dataclass(frozen=True, slots=True)
class Pool:
    """Fluid injected before freezing (hydrodissection): an ellipsoid or a slab, or a layer around a nerve.

    Attributes
    ----------
    fluid : tissue without blood flow. temperature : degC with which it starts.
    centre : of the pool; of a layer, the place of the nerve that its middle is nearest to.
    size : length along `along`, width, thickness along `facing`, m; None for a layer.
    shape : of what has a size. along, facing : unit vectors.
    around : the nerve that a layer of `thickness` lies on, over `length`; "": what has a size.
    side : unit vector; the layer lies on this side of the nerve only. None: all around.
    """

    name: str
    centre: Vector
    size: Vector | None = None
    shape: Literal["ellipsoid", "slab"] = "ellipsoid"
    along: Vector = (0.0, 0.0, 1.0)
    facing: Vector = (0.0, 1.0, 0.0)
    around: str = ""
    thickness: float = 0.0
    length: float = 0.0
    side: Vector | None = None
    fluid: str = "saline"
    temperature: float = 22.0


@dataclass(frozen=True, slots=True)
class Sensor:
    """A virtual thermocouple."""

    name: str
    at: Vector


@dataclass(frozen=True, slots=True)
class SolverOptions:
    """`spacing` None: chosen by the solver."""

    spacing: float | None = None  # m
    kernel: Literal["auto", "reference", "cpu", "gpu"] = "auto"


@dataclass(frozen=True, slots=True)
class Goals:
    """What the plan must reach.

    Attributes
    ----------
    cover : nerve. length : m, unbroken. below : degC.
    margin : m; fascicles count as thicker by so much all round. None: as they are.
    probability : 0 to 1, with which all this shall hold when what is unknown varies. None: not asked.
    """

    cover: str
    length: float = 10e-3
    below: float = -20.0
    margin: float | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What must stay warmer than `above` degC: "skin", "motor branch", a nerve, a vessel, "bone"."""

    structure: str
    above: float


@dataclass(frozen=True, slots=True)
class EntryWindow:
    """A part of the skin through which a probe may pass: what lies within `radius` of `centre`, m."""

    name: str
    centre: Vector
    radius: float


@dataclass(frozen=True, slots=True)
class Means:
    """What the procedure may use; None or empty: not limited.

    Attributes
    ----------
    within : s, the whole protocol. probes : at most so many freeze at once.
    placements : at most so many places of probes in all, a probe that is moved counting once for each.
    devices : at hand, by name. entry : where the skin may be passed.
    flattest, steepest : degrees between a shaft and the skin where it passes; a scanner beside it sees a flat
        shaft best, and a hand cannot hold it flatter than the handle allows.
    """

    within: float | None = None
    probes: int | None = None
    placements: int | None = None
    devices: tuple[str, ...] = ()
    entry: tuple[EntryWindow, ...] = ()
    flattest: float | None = None
    steepest: float | None = None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was observed at one visit; missing instruments are absent."""

    at: float  # s after the procedure
    scores: Mapping[str, float]  # "vas": 8, "barthel": 45, "improvement": 0.8
    remark: str = ""


@dataclass(frozen=True)
class Case:
    """One case, whole; built only by `cryonerve.case.load` (or `replace` of a loaded one)."""

    name: str
    title: str
    anatomy: Block | Limb | LabelledScan
    probes: tuple[Probe, ...]
    protocol: tuple[Step, ...]
    tissues: Mapping[str, Tissue]  # catalogue plus the case's own, complete
    devices: Mapping[str, Device]  # catalogue plus the case's own, complete
    body_temperature: float = 37.0
    environment: Environment = field(default_factory=Environment)
    perfusion_after_freezing: Literal["returns", "stasis"] = "returns"
    patient: Patient = field(default_factory=Patient)
    source: Source = field(default_factory=Source)
    hydrodissection: tuple[Pool, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    solver: SolverOptions = field(default_factory=SolverOptions)
    injury_laws: Mapping[str, float] = field(default_factory=dict)  # shares by law; empty: the tables'
    goals: Goals | None = None
    limits: tuple[Limit, ...] = ()
    means: Means = field(default_factory=Means)
    ultrasound: Mapping[str, object] = field(default_factory=dict)
    follow_up: tuple[FollowUp, ...] = ()
    standings: tuple[FieldStanding, ...] = ()
    file: str = field(default="", compare=False)
    sha256: str = field(default="", compare=False)  # of the text as read

    def device_of(self, probe: Probe) -> Device:
        """The device a probe uses."""
        return self.devices[probe.device]
