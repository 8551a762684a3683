"""A case back to text: defaults written out, the long form wherever a value is not simply stated.

Loading the text gives an equal case. A value that still reads as the person wrote it keeps their words.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from pydantic import BaseModel

from cryonerve.case.case import Block, Case, FieldStanding, Limb
from cryonerve.case.catalogue import TISSUE_FIELDS, WALL_FIELDS
from cryonerve.case.document import resolved
from cryonerve.case.hydrodissection import write_pools
from cryonerve.case.injury_laws import write_injury_laws
from cryonerve.case.leaf import Leaf
from cryonerve.case.ledger import leaf_of
from cryonerve.case.means import write_means
from cryonerve.case.models import (
    FORMAT,
    SCORES,
    ActiveModel,
    BlockModel,
    CaseModel,
    ConductivityModel,
    DeviceModel,
    EnvironmentModel,
    FollowUpModel,
    GoalsModel,
    HeatCapacityModel,
    LimbModel,
    LimitModel,
    NeuromaModel,
    PatientModel,
    PlaneModel,
    ProbeModel,
    ScanModel,
    SensorModel,
    SolverModel,
    SourceModel,
    TissueModel,
    UltrasoundModel,
    UncertaintyModel,
    WallModel,
)
from cryonerve.case.quantities import Point, Quantity, QuantityOrName, Range
from cryonerve.case.words import Sentence
from cryonerve.errors import InputError
from cryonerve.sources.device import Device
from cryonerve.sources.tissue import Tissue
from cryonerve.units import exact

__all__ = ["write_yaml"]

ONE_LINE = 110  # characters of a mapping that stays on one line


def write_yaml(case: Case) -> str:
    """YAML text of a case; `load` of it gives an equal case.

    >>> from cryonerve.case import load
    >>> print(write_yaml(load("gel-phantom")).splitlines()[0])
    cryonerve: 1
    """
    writer = _Writer({item.path: item for item in case.standings})
    data: dict[str, Any] = {"cryonerve": FORMAT, "name": case.name, "title": case.title}
    for key, section in (
        ("source", writer.source(case)),
        ("patient", writer.patient(case)),
        ("body_temperature", writer.leaf(CaseModel, "body_temperature", case.body_temperature)),
        ("environment", writer.environment(case)),
        (
            "perfusion_after_freezing",
            writer.leaf(CaseModel, "perfusion_after_freezing", case.perfusion_after_freezing),
        ),
        ("anatomy", writer.anatomy(case)),
        ("tissues", writer.tissues(case)),
        ("devices", writer.devices(case)),
        ("probes", writer.probes(case)),
        ("protocol", writer.protocol(case)),
        ("hydrodissection", write_pools(case, writer.leaf)),
        ("sensors", writer.sensors(case)),
        ("solver", writer.solver(case)),
        ("ultrasound", writer.ultrasound(case)),
        ("injury", write_injury_laws(case, writer._leaf)),
        ("goals", writer.goals(case)),
        ("limits", writer.limits(case)),
        ("means", write_means(case, writer.leaf)),
        ("follow_up", writer.follow_up(case)),
    ):
        if section not in (None, {}, []):
            data[key] = section
    return _dumped(data)


def _dumped(data: Mapping[str, Any]) -> str:
    from ruamel.yaml import YAML  # noqa: PLC0415  (keeps the package quick to import)

    yaml = YAML()
    yaml.width = 4096
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_shaped(data, 0), stream)
    return stream.getvalue()


def _shaped(data: Any, depth: int) -> Any:  # noqa: ANN401
    """Small mappings and lists on one line, texts that would read as something else in quotes."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq  # noqa: PLC0415
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString  # noqa: PLC0415

    small = depth >= 2 and len(json.dumps(data, ensure_ascii=False)) <= ONE_LINE
    if isinstance(data, Mapping):
        mapping = CommentedMap(
            (_shaped(key, depth), _shaped(value, depth + 1)) for key, value in data.items()
        )
        if small or "standing" in data:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(data, list):
        sequence = CommentedSeq(_shaped(item, depth + 1) for item in data)
        if small:
            sequence.fa.set_flow_style()
        return sequence
    if isinstance(data, str) and (not isinstance(resolved(data), str) or data != data.strip()):
        return DoubleQuotedScalarString(data)
    return data


class _Writer:
    """Puts values beside what the books of the case say about them."""

    def __init__(self, standings: Mapping[str, FieldStanding]) -> None:
        self.standings = standings

    def leaf(self, model: type[BaseModel], key: str, value: Any, path: str = "") -> Any:  # noqa: ANN401
        """Short or long form of one value; None when there is nothing to write."""
        return self._leaf(leaf_of(model, key), value, path or key)

    def _leaf(self, leaf: Leaf, value: Any, path: str) -> Any:  # noqa: ANN401
        book = self.standings.get(path)
        nothing = value is None or value == ""
        if book is None:
            return None if nothing else leaf.write(value)
        if book.standing == "unknown" and not book.text:
            return _without_empty({"standing": "unknown", "why": book.why, "source": book.source})
        if nothing:
            return None
        raw = _raw(leaf, book.text, value)
        raw = leaf.write(value) if raw is None else raw
        if book.standing == "stated" and not (book.why or book.source or book.spread):
            return raw
        long = {"value": raw, "standing": book.standing, "why": book.why, "source": book.source}
        return _without_empty(long | ({"spread": _spread(leaf, book.spread)} if book.spread else {}))

    def section(self, model: type[BaseModel], values: Mapping[str, Any], path: str) -> dict[str, Any]:
        """A mapping of single values."""
        return _without_none(
            {key: self.leaf(model, key, value, f"{path}.{key}") for key, value in values.items()}
        )

    def source(self, case: Case) -> dict[str, Any]:
        return self.section(SourceModel, asdict(case.source), "source")

    def patient(self, case: Case) -> dict[str, Any]:
        return self.section(PatientModel, asdict(case.patient), "patient")

    def environment(self, case: Case) -> dict[str, Any]:
        values = {"air": case.environment.air, "coefficient": case.environment.coefficient}
        return self.section(EnvironmentModel, values, "environment")

    def anatomy(self, case: Case) -> dict[str, Any]:
        anatomy = case.anatomy
        values = {field.name: getattr(anatomy, field.name) for field in fields(anatomy)}
        if isinstance(anatomy, Block):
            return {"phantom": "block"} | self.section(BlockModel, values, "anatomy")
        limb = isinstance(anatomy, Limb)
        key, model = ("neuroma", NeuromaModel) if limb else ("uncertainty", UncertaintyModel)
        inner = {name: values.pop(f"{key}_{name}") for name in model.model_fields}
        phantom = {"phantom": values.pop("kind", "scan")}
        written = self.section(LimbModel if limb else ScanModel, values, "anatomy")
        nested = self.section(model, inner, f"anatomy.{key}")
        return phantom | written | ({key: nested} if nested else {})

    def tissues(self, case: Case) -> dict[str, Any]:
        from cryonerve.sources import tissues  # noqa: PLC0415

        catalogue = tissues()
        written = {name: self._tissue(name, tissue, catalogue) for name, tissue in case.tissues.items()}
        return {name: entry for name, entry in written.items() if entry}

    def _tissue(self, name: str, tissue: Tissue, catalogue: Mapping[str, Tissue]) -> dict[str, Any]:
        path = f"tissues.{name}"
        like = self.standings.get(f"{path}.like")
        base = catalogue.get(like.text if like else name)
        entry: dict[str, Any] = (
            {} if like is None else {"like": self.leaf(TissueModel, "like", like.text, f"{path}.like")}
        )
        sections: dict[str, type[BaseModel]] = {
            "conductivity": ConductivityModel,
            "heat_capacity": HeatCapacityModel,
        }
        for key, section, attribute, _ in TISSUE_FIELDS:
            here = f"{path}.{section}.{key}" if section else f"{path}.{key}"
            value: Any = getattr(tissue, attribute)
            differs = base is None or value != getattr(base, attribute)
            shown: Any = value.value
            if attribute == "conductivity_frozen" and tissue.frozen_law:
                shown, differs = (
                    tissue.frozen_law,
                    differs or base is None or tissue.frozen_law != base.frozen_law,
                )
            if differs or here in self.standings:
                text = self.leaf(sections.get(section, TissueModel), key, shown, here)
                entry.setdefault(section, {})[key] = text
        entry |= entry.pop("", {})
        ends = (tissue.solidus.value, tissue.liquidus.value)
        if (
            base is None
            or f"{path}.freezing_range" in self.standings
            or (tissue.solidus, tissue.liquidus) != (base.solidus, base.liquidus)
        ):
            entry["freezing_range"] = self.leaf(TissueModel, "freezing_range", ends, f"{path}.freezing_range")
        for key, attribute, default in (
            ("freezing", "freezing_law", "linear"),
            ("mushy", "mushy", "linear"),
            ("released_at_solidus", "released_at_solidus", 0.0),
        ):
            value = getattr(tissue, attribute)
            if f"{path}.{key}" in self.standings or value != (
                default if base is None else getattr(base, attribute)
            ):
                entry[key] = self.leaf(TissueModel, key, value, f"{path}.{key}")
        return entry

    def devices(self, case: Case) -> dict[str, Any]:
        from cryonerve.sources import devices  # noqa: PLC0415

        catalogue = devices()
        written = {name: self._device(name, device, catalogue) for name, device in case.devices.items()}
        return {name: entry for name, entry in written.items() if entry}

    def _device(self, name: str, device: Device, catalogue: Mapping[str, Device]) -> dict[str, Any]:
        path = f"devices.{name}"
        like = self.standings.get(f"{path}.like")
        base = catalogue.get(like.text if like else name)
        entry: dict[str, Any] = (
            {} if like is None else {"like": self.leaf(DeviceModel, "like", like.text, f"{path}.like")}
        )
        for key, default in (("title", name), ("gas", ""), ("gauge", ""), ("shaft", "insulated")):
            value = getattr(device, key)
            if f"{path}.{key}" in self.standings or value != (
                default if base is None else getattr(base, key)
            ):
                entry[key] = self.leaf(DeviceModel, key, value, f"{path}.{key}")
        for key in ("diameter", "active_length"):
            number = getattr(device, key)
            if f"{path}.{key}" in self.standings or base is None or number != getattr(base, key):
                entry[key] = self.leaf(DeviceModel, key, number.value, f"{path}.{key}")
        wall = self._wall(path, device, base)
        if wall:
            entry["wall"] = wall
        if device.thaw.to is not None:
            here = f"{path}.thaw.active.to"
            if here in self.standings or base is None or device.thaw != base.thaw:
                entry["thaw"] = {"active": {"to": self.leaf(ActiveModel, "to", device.thaw.to.value, here)}}
        elif base is None or base.thaw.kind == "active":
            entry["thaw"] = "passive"
        return entry

    def _wall(self, path: str, device: Device, base: Device | None) -> dict[str, Any]:
        entry: dict[str, Any] = {}
        here = f"{path}.wall.held_at"
        if here in self.standings or base is None or device.wall.held_at != base.wall.held_at:
            entry["held_at"] = self.leaf(WallModel, "held_at", device.wall.held_at, here)
        for key, _ in WALL_FIELDS:
            here = f"{path}.wall.{key}"
            number = getattr(device.wall, key)
            inherited = None if base is None else getattr(base.wall, key)
            if here in self.standings or (
                number is not None and number != inherited and number.source != "assumed"
            ):
                entry[key] = self.leaf(WallModel, key, None if number is None else number.value, here)
        here = f"{path}.wall.contact_resistance"
        if here in self.standings:  # unknown or none; any other has become part of the coefficient
            value = None if self.standings[here].standing == "unknown" else 0.0
            entry["contact_resistance"] = self.leaf(WallModel, "contact_resistance", value, here)
        return _without_none(entry)

    def probes(self, case: Case) -> list[dict[str, Any]]:
        return [
            {"name": probe.name}
            | self.section(
                ProbeModel,
                {"device": probe.device, "tip": probe.tip, "axis": probe.axis},
                f"probes.{probe.name}",
            )
            for probe in case.probes
        ]

    def protocol(self, case: Case) -> list[Any]:
        return [
            self._leaf(Sentence(), step, f"protocol.{order}") for order, step in enumerate(case.protocol, 1)
        ]

    def sensors(self, case: Case) -> list[dict[str, Any]]:
        return [
            {"name": sensor.name, "at": self.leaf(SensorModel, "at", sensor.at, f"sensors.{sensor.name}.at")}
            for sensor in case.sensors
        ]

    def solver(self, case: Case) -> dict[str, Any]:
        values = {"spacing": case.solver.spacing, "kernel": case.solver.kernel}
        return self.section(SolverModel, values, "solver")

    def ultrasound(self, case: Case) -> dict[str, Any]:
        values = {key: value for key, value in case.ultrasound.items() if key != "plane"}
        written = self.section(UltrasoundModel, values, "ultrasound")
        plane = case.ultrasound.get("plane")
        if isinstance(plane, Mapping):
            written["plane"] = self.section(PlaneModel, plane, "ultrasound.plane")
        for key in ("frequency", "depth"):
            if key not in written and f"ultrasound.{key}" in self.standings:
                written[key] = self.leaf(UltrasoundModel, key, None, f"ultrasound.{key}")
        return written

    def goals(self, case: Case) -> dict[str, Any]:
        if case.goals is None:
            return {}
        values = {field.name: getattr(case.goals, field.name) for field in fields(case.goals)}
        return self.section(GoalsModel, values, "goals")

    def limits(self, case: Case) -> dict[str, Any]:
        return {
            limit.structure: self.section(LimitModel, {"above": limit.above}, f"limits.{limit.structure}")
            for limit in case.limits
        }

    def follow_up(self, case: Case) -> list[dict[str, Any]]:
        visits = []
        for order, visit in enumerate(case.follow_up, 1):
            path = f"follow_up.{order}"
            values: dict[str, Any] = {"at": visit.at}
            for key in SCORES:
                if key in visit.scores or f"{path}.{key}" in self.standings:
                    values[key] = visit.scores.get(key)
            values["remark"] = visit.remark
            visits.append(self.section(FollowUpModel, values, path))
        return visits


def _raw(leaf: Leaf, text: str, value: Any) -> Any:  # noqa: ANN401
    """The person's own words as plain data, when they still read as this value."""
    if isinstance(leaf, Range):
        candidate: Any = [part.strip() for part in text.strip("[]").split(",")]
    elif isinstance(leaf, Quantity | QuantityOrName):
        candidate = text
    else:
        candidate = leaf.write(value)
        return candidate if str(candidate) == text else _plain(leaf, text, value)
    return candidate if _reads_as(leaf, candidate, value) else None


def _plain(leaf: Leaf, text: str, value: Any) -> Any:  # noqa: ANN401
    """Words, or the number they spell."""
    for candidate in (text, resolved(text)):
        if _reads_as(leaf, candidate, value):
            return candidate
    return None


def _reads_as(leaf: Leaf, candidate: Any, value: Any) -> bool:  # noqa: ANN401
    try:
        return bool(leaf.read(candidate) == value)
    except InputError:
        return False


def _spread(leaf: Leaf, spread: float) -> Any:  # noqa: ANN401
    """The spread as text that reads as the same number."""
    dimension = getattr(leaf, "dimension", "") or getattr(getattr(leaf, "quantity", None), "dimension", "")
    if isinstance(leaf, Range) or dimension == "temperature":
        return exact(spread, "K")
    if dimension:
        return Quantity(dimension).write(spread)
    return Quantity("length").write(spread) if isinstance(leaf, Point) else spread


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value != ""}


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
