"""The keys of format 1: what may stand where, which the JSON Schema repeats for editors.

The models only check single fields at the door; `reading` turns them into the frozen nouns of `case`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError

from cryonerve.case.leaf import Given
from cryonerve.case.quantities import Axis, Point, Quantity, QuantityOrName, Range
from cryonerve.case.words import Choice, Integer, Number, Sentence, Text
from cryonerve.errors import Complaint

__all__ = [
    "FORMAT", "LABEL", "SCORES", "SHARE", "ActiveModel", "BlockModel", "CaseModel", "DeviceModel",
    "EntryModel", "LimbModel", "MeansModel", "PoolModel", "ProbeModel", "ScanModel", "TissueModel",
    "UncertaintyModel",
]  # fmt: skip

FORMAT = 1
SCORES = ("vas", "nrs", "barthel", "improvement")  # what may be observed at a visit


def up_to(high: float, example: str, *, positive: bool = True) -> Quantity:
    """A length up to `high` metres."""
    return Quantity("length", low=0.0, high=high, positive=positive, like=example)


Words = Annotated[Given, Text()]
File = Annotated[Given, Text(1000)]
LABEL = Text(60, r"[^,\"'\n]+", "Use a short name without comma or quotes.")
Label = Annotated[Given, LABEL]
Handle = Annotated[
    Given,
    Text(
        40,
        r"(?!(?i:freeze|thaw|wait|at|for|until|or|and)$)[^\W_][\w.+\-]*",
        "A name is one word of letters and digits, and no word of the protocol; such as 'proximal'.",
    ),
]
Warmth = Annotated[Given, Quantity("temperature", high=100.0, like="-20 degC")]
Driven = Annotated[Given, Quantity("temperature", high=100.0, like="-80 degC")]
Heat = Annotated[Given, Quantity("volumetric heat capacity", low=1e3, high=1e8, like="3.8 MJ/m3/K")]
Film = Annotated[Given, Quantity("heat transfer coefficient", high=1e9, positive=True, like="10 kW/m2/K")]
SHARE = Quantity("fraction", low=0.0, high=1.0, like="60 %")
Share = Annotated[Given, SHARE]
FLATNESS = Quantity("fraction", high=10.0, positive=True, like="1.25")
OF_THE_NERVE = Quantity("fraction", high=0.9, positive=True, like="55 %")
LATENT = Quantity("volumetric heat", low=0.0, high=1e10, like="250 MJ/m3")
Where = Annotated[Given, Point()]
Conductivity = Quantity("conductivity", high=1e4, positive=True, like="0.49 W/m/K")


class Keys(BaseModel):
    """A mapping whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceModel(Keys):
    """Where the case comes from."""

    doi: Words | None = None
    licence: Words | None = None
    citation: Words | None = None
    key: Words | None = None


class PatientModel(Keys):
    """Nothing that identifies."""

    age: Annotated[Given, Quantity("age", low=0.0, high=130.0, like="10 years")] | None = None
    sex: Annotated[Given, Choice(("female", "male", "other"))] | None = None
    site: Words | None = None
    indication: Words | None = None


class EnvironmentModel(Keys):
    """What the skin exchanges heat with."""

    air: Warmth | None = None
    coefficient: (
        Annotated[Given, Quantity("heat transfer coefficient", low=0.0, high=1e6, like="10 W/m2/K")] | None
    ) = None


class BlockModel(Keys):
    """A uniform block centred on the origin."""

    phantom: Literal["block"]
    size: Annotated[Given, Point(positive=True)]
    tissue: Label


class NeuromaModel(Keys):
    """The bulb at the nerve's end."""

    width: Annotated[Given, up_to(0.1, "10 mm")] | None = None
    length: Annotated[Given, up_to(0.2, "15 mm")] | None = None


class LimbModel(Keys):
    """A limb or stump drawn from a few lengths."""

    phantom: Literal["limb", "stump"]
    side: Annotated[Given, Choice(("left", "right"))] | None = None
    nerve: Label | None = None
    length: Annotated[Given, up_to(1.0, "80 mm")] | None = None
    circumference: Annotated[Given, up_to(2.0, "260 mm")] | None = None
    skin_thickness: Annotated[Given, up_to(0.02, "1.5 mm")] | None = None
    fat_thickness: Annotated[Given, up_to(0.2, "6 mm", positive=False)] | None = None
    nerve_depth: Annotated[Given, up_to(0.2, "14 mm", positive=False)] | None = None
    nerve_area: Annotated[Given, Quantity("area", high=1e-3, positive=True, like="16 mm2")] | None = None
    nerve_flatness: Annotated[Given, FLATNESS] | None = None
    fascicle_count: Annotated[Given, Integer(1, 300)] | None = None
    fascicle_area_fraction: Annotated[Given, OF_THE_NERVE] | None = None
    neuroma: NeuromaModel | None = None
    stump_end: Annotated[Given, up_to(0.3, "20 mm")] | None = None
    artery_diameter: Annotated[Given, up_to(0.03, "3 mm")] | None = None
    vein_diameter: Annotated[Given, up_to(0.03, "4 mm")] | None = None
    artery_gap: Annotated[Given, up_to(0.1, "3 mm", positive=False)] | None = None
    vessel_coefficient: Film | None = None
    fascicles: File | None = None
    seed: Annotated[Given, Integer(0, 2**31 - 1)] | None = None


class UncertaintyModel(Keys):
    """How far what was seen in a scan may be from where it is: one standard deviation."""

    boundary: Annotated[Given, up_to(0.02, "0.7 mm", positive=False)] | None = None
    nerve: Annotated[Given, up_to(0.02, "0.5 mm", positive=False)] | None = None


class ScanModel(Keys):
    """A label volume on disk with its legend."""

    phantom: Literal["scan"]
    labels: File
    legend: File
    nerve: Label
    crop: Annotated[Given, up_to(1.0, "30 mm")] | None = None
    fill: Label | None = None
    skin_thickness: Annotated[Given, up_to(0.02, "1.5 mm", positive=False)] | None = None
    vessel_coefficient: Film | None = None
    side: Annotated[Given, Choice(("left", "right"))] | None = None
    curves: File | None = None
    uncertainty: UncertaintyModel | None = None
    fascicles: File | None = None
    seed: Annotated[Given, Integer(0, 2**31 - 1)] | None = None


class ConductivityModel(Keys):
    """Two conductivities, or a named law for the frozen one."""

    unfrozen: Annotated[Given, Conductivity] | None = None
    frozen: Annotated[Given, QuantityOrName(Conductivity)] | None = None


class HeatCapacityModel(Keys):
    """Volumetric heat capacities."""

    unfrozen: Heat | None = None
    frozen: Heat | None = None


class TissueModel(Keys):
    """A tissue: adds to or overrides the catalogue."""

    like: Label | None = None
    conductivity: ConductivityModel | None = None
    heat_capacity: HeatCapacityModel | None = None
    latent_heat: Annotated[Given, LATENT] | None = None
    freezing_range: Annotated[Given, Range()] | None = None
    freezing: Annotated[Given, Choice(("linear", "freezing-point-depression"))] | None = None
    mushy: Annotated[Given, Choice(("linear", "mean"))] | None = None
    released_at_solidus: Share | None = None
    perfusion: (
        Annotated[Given, Quantity("volumetric perfusion", low=0.0, high=1e7, like="2000 W/m3/K")] | None
    ) = None
    metabolic_heat: (
        Annotated[Given, Quantity("volumetric power", low=0.0, high=1e6, like="500 W/m3")] | None
    ) = None


class WallModel(Keys):
    """What drives the active surface."""

    held_at: Annotated[Given, Choice(("setpoint", "gas"))] | None = None
    gas_temperature: Driven | None = None
    coefficient: Film | None = None
    contact_resistance: (
        Annotated[Given, Quantity("contact resistance", low=0.0, high=1.0, like="1e-4 m2 K/W")] | None
    ) = None
    power_cap: Annotated[Given, Quantity("power", high=1e4, positive=True, like="30 W")] | None = None
    cooldown: Annotated[Given, Quantity("time", low=0.0, high=3600.0, like="8 s")] | None = None


class ActiveModel(Keys):
    """Active thawing: the wall (or gas) goes to this temperature."""

    to: Annotated[Given, Quantity("temperature", low=0.0, high=60.0, like="20 degC")]


class ThawModel(Keys):
    """`passive`, or `active: {to: 20 degC}`."""

    active: ActiveModel | None = None

    @model_validator(mode="before")
    @classmethod
    def _passive(cls, raw: Any) -> Any:  # noqa: ANN401
        if raw == "passive":
            return {}
        if not isinstance(raw, dict) or "active" not in raw:
            complaint = Complaint("'thaw' is not understood", "Write 'passive', or {active: {to: 20 degC}}.")
            raise PydanticCustomError("case", "not understood", {"complaints": (complaint,)})
        return raw

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"const": "passive"}, handler(schema)]}


class DeviceModel(Keys):
    """A probe's device: adds to or overrides the catalogue."""

    like: Label | None = None
    title: Words | None = None
    gas: Words | None = None
    gauge: Words | None = None
    diameter: Annotated[Given, up_to(0.02, "1.3 mm")] | None = None
    active_length: Annotated[Given, up_to(0.2, "7 mm")] | None = None
    wall: WallModel | None = None
    shaft: Annotated[Given, Choice(("insulated",))] | None = None
    thaw: ThawModel | None = None


class ProbeModel(Keys):
    """A device with its flat tip face centred at `tip`."""

    name: Handle
    device: Label
    tip: Where
    axis: Annotated[Given, Axis()]


class PoolModel(Keys):
    """Injected fluid: centre and size, or a layer around a nerve."""

    name: Label
    fluid: Label | None = None
    temperature: Annotated[Given, Quantity("temperature", low=0.0, high=60.0, like="22 degC")] | None = None
    centre: Where | None = None
    size: Annotated[Given, Point(positive=True)] | None = None
    shape: Annotated[Given, Choice(("ellipsoid", "slab"))] | None = None
    along: Annotated[Given, Axis()] | None = None
    facing: Annotated[Given, Axis()] | None = None
    around: Label | None = None
    thickness: Annotated[Given, up_to(0.05, "3 mm")] | None = None
    length: Annotated[Given, up_to(0.5, "20 mm")] | None = None
    side: Annotated[Given, Axis()] | None = None


class SensorModel(Keys):
    """A virtual thermocouple."""

    name: Label
    at: Where


class SolverModel(Keys):
    """How finely to compute."""

    spacing: Annotated[Given, Quantity("length", low=1e-6, high=0.02, like="0.5 mm")] | None = None
    kernel: Annotated[Given, Choice(("auto", "reference", "cpu", "gpu"))] | None = None


class PlaneModel(Keys):
    """The ultrasound image's plane."""

    through: Where
    normal: Annotated[Given, Axis()]
    up: Annotated[Given, Axis()]


class UltrasoundModel(Keys):
    """The scanner."""

    frequency: Annotated[Given, Quantity("frequency", low=1e5, high=1e8, like="12 MHz")] | None = None
    depth: Annotated[Given, up_to(0.5, "40 mm")] | None = None
    plane: PlaneModel | None = None


class InjuryModel(Keys):
    """Which published injury laws are believed, and how much; together 100 %."""

    laws: dict[str, Share] | None = None


class GoalsModel(Keys):
    """What the plan must reach."""

    cover: Label
    length: Annotated[Given, up_to(1.0, "10 mm")] | None = None
    below: Warmth | None = None
    margin: Annotated[Given, up_to(0.02, "1 mm", positive=False)] | None = None
    probability: Annotated[Given, Quantity("fraction", low=0.0, high=1.0, like="90 %")] | None = None


class LimitModel(Keys):
    """What must stay warmer than this."""

    above: Warmth


class EntryModel(Keys):
    """A part of the skin through which a probe may pass."""

    name: Label
    centre: Where
    radius: Annotated[Given, up_to(0.3, "15 mm")]


Angle = Annotated[Given, Quantity("angle", low=0.0, high=90.0, like="30 deg")]


class MeansModel(Keys):
    """What the procedure may use."""

    within: Annotated[Given, Quantity("time", low=0.0, high=86400.0, positive=True, like="20 min")] | None = (
        None
    )
    probes: Annotated[Given, Integer(1, 40)] | None = None
    placements: Annotated[Given, Integer(1, 40)] | None = None
    devices: Annotated[list[Label], Field(min_length=1, max_length=100)] | None = None
    entry: Annotated[list[EntryModel], Field(min_length=1, max_length=40)] | None = None
    flattest: Angle | None = None
    steepest: Angle | None = None


class FollowUpModel(Keys):
    """What was observed at one visit."""

    at: Annotated[Given, Quantity("time", low=0.0, high=100 * 365.25 * 86400.0, like="7 days")]
    vas: Annotated[Given, Number(0, 10)] | None = None
    nrs: Annotated[Given, Number(0, 10)] | None = None
    barthel: Annotated[Given, Number(0, 100)] | None = None
    improvement: Annotated[Given, Quantity("fraction", low=-1.0, high=1.0, like="80 %")] | None = None
    remark: Words | None = None


Anatomy = Annotated[BlockModel | LimbModel | ScanModel, Field(discriminator="phantom")]


class CaseModel(Keys):
    """A case file, format 1."""

    cryonerve: Literal[1]
    name: Handle | None = None
    title: Words
    source: SourceModel | None = None
    patient: PatientModel | None = None
    body_temperature: Annotated[Given, Quantity("temperature", low=0.0, high=45.0, like="37 degC")] | None = (
        None
    )
    environment: EnvironmentModel | None = None
    perfusion_after_freezing: Annotated[Given, Choice(("returns", "stasis"))] | None = None
    anatomy: Anatomy
    tissues: dict[str, TissueModel] | None = None
    devices: dict[str, DeviceModel] | None = None
    probes: Annotated[list[ProbeModel], Field(min_length=1, max_length=40)]
    protocol: Annotated[list[Annotated[Given, Sentence()]], Field(min_length=1, max_length=500)]
    hydrodissection: Annotated[list[PoolModel], Field(max_length=20)] | None = None
    sensors: Annotated[list[SensorModel], Field(max_length=2000)] | None = None
    solver: SolverModel | None = None
    ultrasound: UltrasoundModel | None = None
    injury: InjuryModel | None = None
    goals: GoalsModel | None = None
    limits: dict[str, LimitModel] | None = None
    means: MeansModel | None = None
    follow_up: list[FollowUpModel] | None = None
