"""From the models at the door to the frozen nouns of a case."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from cryonerve.case.case import (
    Block,
    Case,
    Environment,
    FollowUp,
    LabelledScan,
    Limb,
    Patient,
    Probe,
    Sensor,
    SolverOptions,
    Source,
)
from cryonerve.case.catalogue import read_device, read_tissue
from cryonerve.case.contact import with_contact
from cryonerve.case.document import MOST_COMPLAINTS, read_document
from cryonerve.case.door import through_the_door
from cryonerve.case.goals import is_label, read_goals, read_limits, structure_name
from cryonerve.case.hydrodissection import make_sense_of_pools, read_pools
from cryonerve.case.injury_laws import read_injury_laws
from cryonerve.case.leaf import Given
from cryonerve.case.ledger import NEEDED, NOT_GIVEN, Ledger
from cryonerve.case.means import read_means
from cryonerve.case.models import (
    SCORES,
    BlockModel,
    CaseModel,
    EnvironmentModel,
    LimbModel,
    NeuromaModel,
    PatientModel,
    ScanModel,
    SolverModel,
    SourceModel,
    UncertaintyModel,
)
from cryonerve.case.protocol import Freeze, Step, Thaw
from cryonerve.case.sense import make_sense
from cryonerve.case.traced import with_traced_area
from cryonerve.errors import CaseError, Complaint
from cryonerve.sources.device import Device
from cryonerve.sources.tissue import Tissue

__all__ = ["read_case"]

SETTINGS = frozenset({"seed", "fascicles", "curves"})  # of the software; no facts about the case
SHAPES = frozenset({"nerve_flatness"})  # refine a size that is asked for; nobody is asked for them
UNSURE = {
    "boundary": "not given; taken from what the labels say of their edges, else from the voxels' size",
    "nerve": "not given; taken from what the nerve's trace says, else from the voxels' size",
}
FROM_AGE = "not given; drawn from the patient's age"


def read_case(
    content: bytes, *, file: str, name: str, folder: Path | None = None, find_scan: bool = True
) -> Case:
    """The case a text holds.

    Parameters
    ----------
    content : bytes of the YAML text.
    file : how complaints call the file.
    name : name of the case unless the text gives one.
    folder : where relative paths of a scan start; the case then holds whole paths.
    find_scan : complain when the files of a scan are not there.

    Raises
    ------
    CaseError
        With every complaint about the text, in the order of its lines.
    """
    document = read_document(content, file)
    model, bad, complaints = through_the_door(document, file)
    ledger = Ledger(document, file, complaints=complaints)
    if "cryonerve" in bad:
        raise CaseError(*ledger.complaints)
    parts = _Reader(ledger, model, bad, folder).parts()
    make_sense_of_pools(ledger, parts)
    make_sense(ledger, parts, find_scan=find_scan and folder is not None)
    if ledger.complaints:
        raise CaseError(*_first(ledger.complaints, file))
    ordered = with_traced_area(tuple(ledger.standings.values()), parts["anatomy"])
    return Case(
        **{"name": name} | parts,
        standings=ordered,
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _first(complaints: list[Complaint], file: str) -> list[Complaint]:
    """The complaints in the order of their lines; those beyond what anybody reads are counted."""
    ordered = sorted(complaints, key=lambda complaint: complaint.line)
    more = len(ordered) - MOST_COMPLAINTS
    if more > 0:
        what = f"and {more} more complaints"
        ordered[MOST_COMPLAINTS:] = [Complaint(what, "Mend the first ones and check again.", file=file)]
    return ordered


class _Reader:
    """One pass over the sections; sections that could not be read are left out."""

    def __init__(self, ledger: Ledger, model: CaseModel, bad: frozenset[str], folder: Path | None) -> None:
        self.ledger = ledger
        self.model = model
        self.bad = bad
        self.folder = folder

    def parts(self) -> dict[str, Any]:
        """Fields of the case by name; those whose section could not be read are absent."""
        steps: dict[str, Any] = {
            "title": self._title,
            "source": self._source,
            "patient": self._patient,
            "body_temperature": lambda: self._top("body_temperature", 37.0),
            "environment": self._environment,
            "perfusion_after_freezing": lambda: self._top("perfusion_after_freezing", "returns"),
            "anatomy": self._anatomy,
            "tissues": self._tissues,
            "devices": self._devices,
            "probes": self._probes,
            "protocol": self._protocol,
            "hydrodissection": lambda: read_pools(self.ledger, self.model.hydrodissection or []),
            "sensors": self._sensors,
            "solver": self._solver,
            "ultrasound": self._ultrasound,
            "injury_laws": lambda: read_injury_laws(self.ledger, self.model.injury),
            "goals": lambda: read_goals(self.ledger, self.model.goals),
            "limits": lambda: read_limits(self.ledger, self.model.limits or {}),
            "means": lambda: read_means(self.ledger, self.model.means),
            "follow_up": self._follow_up,
        }
        parts = {key: read() for key, read in steps.items() if key not in self.bad}
        if self.model.name is not None and "name" not in self.bad:
            parts["name"] = self.model.name.value
        return with_contact(self.ledger, parts, self.resistances) if "devices" in parts else parts

    resistances: Mapping[str, Given]

    def _top(self, name: str, default: Any) -> Any:  # noqa: ANN401
        return self.ledger.take(self.model, name, (), default=default)

    def _title(self) -> str:
        return "" if self.model.title is None else str(self.model.title.value or "")

    def _source(self) -> Source:
        section = self.model.source or SourceModel()
        names = ("doi", "licence", "citation", "key")
        values = {name: self.ledger.optional(section, name, ("source",)) or "" for name in names}
        return Source(**values)

    def _patient(self) -> Patient:
        section = self.model.patient or PatientModel()
        take, place, why = self.ledger.take, ("patient",), "not given in the case"
        block = isinstance(self.model.anatomy, BlockModel)
        return Patient(
            age=take(section, "age", place, default=None, why=why, quiet=block),
            sex=take(section, "sex", place, default="", why=why, quiet=block) or "",
            site=take(section, "site", place, default="", why=why, quiet=block) or "",
            indication=take(section, "indication", place, default="", why=why, quiet=block) or "",
        )

    def _environment(self) -> Environment:
        section = self.model.environment or EnvironmentModel()
        quiet = isinstance(self.model.anatomy, BlockModel)  # a block has no skin
        default = Environment()
        return Environment(
            air=self.ledger.take(section, "air", ("environment",), default=default.air, quiet=quiet),
            coefficient=self.ledger.take(
                section, "coefficient", ("environment",), default=default.coefficient, quiet=quiet
            ),
        )

    def _anatomy(self) -> Block | Limb | LabelledScan | None:
        section = self.model.anatomy
        if isinstance(section, BlockModel):
            size = self.ledger.take(section, "size", ("anatomy",))
            tissue = self.ledger.take(section, "tissue", ("anatomy",))
            return Block(size, tissue) if size and tissue else None
        if isinstance(section, LimbModel):
            return self._limb(section)
        return self._scan(section)

    def _limb(self, section: LimbModel) -> Limb:
        values: dict[str, Any] = {"kind": section.phantom}
        for noun in (field for field in fields(Limb) if field.name != "kind"):
            part, key = section, noun.name
            place: tuple[str, ...] = ("anatomy",)
            if noun.name.startswith("neuroma_"):
                if section.phantom == "limb":
                    continue
                part, key = section.neuroma or NeuromaModel(), noun.name.removeprefix("neuroma_")  # type: ignore[assignment]
                place = ("anatomy", "neuroma")
            if noun.name == "stump_end" and section.phantom == "limb" and section.stump_end is None:
                continue
            traced = section.fascicles is not None  # which has a count and a share of its own
            why = FROM_AGE if noun.default is None else NOT_GIVEN
            quiet = noun.name in SETTINGS | SHAPES or (traced and key.startswith("fascicle_"))
            values[noun.name] = self.ledger.take(part, key, place, default=noun.default, why=why, quiet=quiet)
        if section.phantom == "limb":
            for key in ("neuroma", "stump_end"):
                if getattr(section, key) is not None:
                    self.ledger.complain(
                        f"a limb has no '{key}'", "Write 'phantom: stump'.", ("anatomy", key)
                    )
        self._whole_paths(values, "fascicles")
        return Limb(**values | {"nerve": structure_name(self.ledger, values["nerve"], "anatomy.nerve")})

    def _scan(self, section: ScanModel) -> LabelledScan:
        values: dict[str, Any] = {}
        place: tuple[str, ...]
        for noun in fields(LabelledScan):
            default = NEEDED if noun.name in {"labels", "legend", "nerve"} else noun.default
            why = "not given; chosen while cutting the scan" if default is None else NOT_GIVEN
            part: ScanModel | UncertaintyModel = section
            place, key = ("anatomy",), noun.name
            if key.startswith("uncertainty_"):
                part = section.uncertainty or UncertaintyModel()
                place, key = ("anatomy", "uncertainty"), key.removeprefix("uncertainty_")
                why = UNSURE[key]
            values[noun.name] = self.ledger.take(
                part, key, place, default=default, why=why, quiet=noun.name in SETTINGS
            )
        self._whole_paths(values, "labels", "legend", "fascicles", "curves")
        return LabelledScan(**values)

    def _whole_paths(self, values: dict[str, Any], *keys: str) -> None:
        """Whole paths, so that the case stays valid wherever it is written."""
        for key in keys if self.folder is not None else ():
            if values[key]:
                values[key] = os.path.abspath(self.folder / os.path.expanduser(values[key]))
                self.ledger.replace(f"anatomy.{key}", text=values[key])

    def _tissues(self) -> Mapping[str, Tissue]:
        from cryonerve.sources import tissues  # noqa: PLC0415

        catalogue = dict(tissues())
        found = dict(catalogue)
        for name, section in _in_order(self.model.tissues or {}, catalogue):
            if is_label(self.ledger, name, "tissues"):
                tissue = read_tissue(self.ledger, name, section, catalogue)
                found |= {name: tissue} if tissue else {name: next(iter(catalogue.values()))}
        return found

    def _devices(self) -> Mapping[str, Device]:
        from cryonerve.sources import devices  # noqa: PLC0415

        catalogue = dict(devices())
        found, resistances = dict(catalogue), {}
        for name, section in _in_order(self.model.devices or {}, catalogue):
            if is_label(self.ledger, name, "devices"):
                device, resistance = read_device(self.ledger, name, section, catalogue)
                found |= {name: device} if device else {name: next(iter(catalogue.values()))}
                if device and resistance:
                    resistances[name] = resistance
        self.resistances = resistances
        return found

    def _probes(self) -> tuple[Probe, ...]:
        probes = []
        for order, section in enumerate(self.model.probes):
            name = str(section.name.value) if section.name.value else str(order + 1)
            values = {
                key: self.ledger.take(section, key, ("probes", order), path=f"probes.{name}.{key}")
                for key in ("device", "tip", "axis")
            }
            if section.name.value is None:
                self.ledger.complain("a probe needs a name", "Write one word.", ("probes", order, "name"))
            probes.append(Probe(name=name, **values))
        self._once([probe.name for probe in probes], "probes", "probe")
        return tuple(probes)

    def _once(self, names: list[str], section: str, kind: str) -> None:
        """Complain about names that are used twice; case does not tell them apart."""
        folded = [name.casefold() for name in names]
        count = Counter(folded)
        for order, name in enumerate(folded):
            if count[name] > 1 and order != folded.index(name):
                first = self.ledger.document.line((section, folded.index(name)))
                what = f"two {kind}s are called '{names[order]}', the first on line {first}"
                self.ledger.complain(what, "Give each its own name.", (section, order, "name"))

    def _protocol(self) -> tuple[Step, ...]:
        names = (
            {}
            if "probes" in self.bad
            else {item.name.text.casefold(): item.name.text for item in self.model.probes}
        )
        steps: list[Step] = []
        for order, given in enumerate(self.model.protocol):
            self.ledger.note(given, f"protocol.{order + 1}", ("protocol", order))
            if given.value is None:
                self.ledger.complain(
                    "a step cannot be unknown", "Give an assumed one and why.", ("protocol", order)
                )
            steps.append(_as_named(given.value, names))
        return tuple(steps)

    def _sensors(self) -> tuple[Sensor, ...]:
        sensors = []
        for order, section in enumerate(self.model.sensors or []):
            name = str(section.name.value) if section.name.value else str(order + 1)
            at = self.ledger.take(section, "at", ("sensors", order), path=f"sensors.{name}.at")
            sensors.append(Sensor(name, at))
        self._once([sensor.name for sensor in sensors], "sensors", "sensor")
        return tuple(sensors)

    def _solver(self) -> SolverOptions:
        section = self.model.solver or SolverModel()
        take = self.ledger.take
        spacing = take(section, "spacing", ("solver",), default=None, quiet=True)
        return SolverOptions(spacing, take(section, "kernel", ("solver",), default="auto", quiet=True))

    def _ultrasound(self) -> Mapping[str, object]:
        section = self.model.ultrasound
        if section is None:
            return {}
        found: dict[str, object] = {}
        for key in ("frequency", "depth"):
            value = self.ledger.optional(section, key, ("ultrasound",))
            if value is not None:
                found[key] = value
        if section.plane is not None:
            place = ("ultrasound", "plane")
            found["plane"] = {
                key: self.ledger.take(section.plane, key, place) for key in ("through", "normal", "up")
            }
        return found

    def _follow_up(self) -> tuple[FollowUp, ...]:
        visits = []
        for order, section in enumerate(self.model.follow_up or []):
            place = ("follow_up", order)
            at = self.ledger.take(section, "at", place)
            scores = {key: self.ledger.optional(section, key, place) for key in SCORES}
            remark = self.ledger.optional(section, "remark", place) or ""
            visits.append(
                FollowUp(at, {key: value for key, value in scores.items() if value is not None}, remark)
            )
        return tuple(visits)


def _in_order(sections: Mapping[str, Any], catalogue: Mapping[str, object]) -> list[tuple[str, Any]]:
    """Entries in the catalogue's order, new ones after them as written."""
    places = {name: place for place, name in enumerate(catalogue)}
    return sorted(sections.items(), key=lambda entry: places.get(entry[0], len(places)))


def _as_named(step: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401
    """The step with its probes spelled as the case spells them."""
    if not isinstance(step, Freeze | Thaw) or not step.probes:
        return step
    probes = tuple(names.get(name.casefold(), name) for name in step.probes)
    if isinstance(step, Freeze):
        return Freeze(step.temperature, step.seconds, probes)
    return Thaw(step.seconds, step.until, probes)
