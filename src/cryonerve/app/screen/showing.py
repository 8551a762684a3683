"""A document as the page shows it: the case taken apart, with all that is assumed and every finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.bodies import scene_key
from cryonerve.app.screen.reading import case_of
from cryonerve.app.screen.slice_measures import measure_rows
from cryonerve.errors import InputError
from cryonerve.findings import LEVELS, Subject

if TYPE_CHECKING:
    from cryonerve.app.screen.documents import Document
    from cryonerve.case.case import Case, FieldStanding, Probe
    from cryonerve.findings import Finding

__all__ = ["finding_rows", "listed", "place_in_case", "probe_rows", "shown"]

NOT_MEASURED = {"entry_mm": None, "insertion_mm": None, "angle_deg": None, "gap_mm": None, "inside": None}


def shown(document: Document, measured: Mapping[str, Any], latest: dict[str, Any] | None) -> dict[str, Any]:
    """Everything the page shows of a document.

    Parameters
    ----------
    measured : `probes` and `scanner` as `measuring` says; empty while the body is not drawn.
    latest : its latest run, `{"id", "yaml"}`.
    """
    from cryonerve.case import check

    case = case_of(document.yaml)
    places = {item["name"]: item for item in measured.get("probes", ())}
    return {
        "id": document.id,
        "version": document.version,
        "name": case.name,
        "title": case.title,
        "changed": document.changed,
        "undo": document.undo,
        "redo": document.redo,
        "yaml": document.yaml,
        "text_key": document.text_key,
        "anatomy": _anatomy(case),
        "probes": [_probe(case, probe) | NOT_MEASURED | places.get(probe.name, {}) for probe in case.probes],
        "protocol": [_step(step) for step in case.protocol],
        "procedure_s": sum(step.seconds for step in case.protocol),
        "goal": _goal(case),
        "limits": [
            {"structure": item.structure, "above_degC": item.above, "text": f"{item.above:g} degC"}
            for item in case.limits
        ],
        "assumptions": [_assumption(item) for item in case.standings],
        "findings": finding_rows(check(case), case),
        "scanner": measured.get("scanner"),
        "scene": scene_key(document.yaml),
        "latest_run": None if latest is None else latest["id"],
        "measures": measure_rows(document.measures),
        "stale": latest is not None and latest["yaml"] != document.yaml,
    }


def listed(document: Document) -> dict[str, Any]:
    """One line of the list of documents; one that is not understood any more says so."""
    try:
        case = case_of(document.yaml)
    except InputError as error:
        title, why = "A case that is not understood any more", error.complaints[0].what
        return {"id": document.id, "title": title, "changed": document.changed, "error": why}
    return {"id": document.id, "title": case.title or case.name, "changed": document.changed}


def finding_rows(
    findings: Sequence[Finding], case: Case, *, places: Mapping[Subject, list[float]] | None = None
) -> list[dict[str, Any]]:
    """Findings, the gravest first, as the page shows them.

    places : mm, of what only a run knows where it is, by what the finding points at.
    """
    from cryonerve.reporting.finding_rows import finding_rows as rows_of

    ranked = sorted(findings, key=lambda item: -LEVELS.index(item.level))
    return [
        {
            "level": item.level,
            "about": row.about,
            "value_text": None if item.value is None else row.value,
            "limit_text": None if item.limit is None else row.limit,
            "sign": row.sign,
            "word": row.word,
            "sentence": row.reason,
            "source": row.source,
            "at_mm": _at(item.subject, case, places or {}),
        }
        for item, row in zip(ranked, rows_of(tuple(ranked)), strict=True)
    ]


def _at(subject: Subject | None, case: Case, places: Mapping[Subject, list[float]]) -> list[float] | None:
    return None if subject is None else places.get(subject) or place_in_case(subject, case)


def place_in_case(subject: Subject, case: Case) -> list[float] | None:
    """Where a probe's active part, or a sensor, is, mm; None of anything else."""
    for probe in case.probes:
        if subject == Subject("probe", probe.name):
            half = 0.5 * case.device_of(probe).active_length.value
            return [
                round(1e3 * (tip + half * axis), 3) for tip, axis in zip(probe.tip, probe.axis, strict=True)
            ]
    for sensor in case.sensors:
        if subject == Subject("sensor", sensor.name):
            return [round(1e3 * part, 3) for part in sensor.at]
    return None


def _anatomy(case: Case) -> dict[str, Any]:
    from cryonerve.case.case import Block, Limb

    kind = case.anatomy
    if isinstance(kind, Block):
        return {"kind": "block", "nerve": None, "side": None}
    return {"kind": kind.kind if isinstance(kind, Limb) else "scan", "nerve": kind.nerve, "side": kind.side}


def probe_rows(case: Case) -> list[dict[str, Any]]:
    """Every probe of a case where it was planned, mm; nothing that needs the body."""
    return [_probe(case, probe) for probe in case.probes]


def _probe(case: Case, probe: Probe) -> dict[str, Any]:
    device = case.device_of(probe)
    return {
        "name": probe.name,
        "device": probe.device,
        "device_title": device.title,
        "tip_mm": [round(1e3 * part, 3) for part in probe.tip],
        "axis": [round(part, 6) for part in probe.axis],
        "diameter_mm": round(1e3 * device.diameter.value, 4),
        "active_length_mm": round(1e3 * device.active_length.value, 4),
    }


def _step(step: Any) -> dict[str, Any]:  # noqa: ANN401
    from cryonerve.case.grammar import sentence

    return {
        "sentence": sentence(step),
        "kind": type(step).__name__.lower(),
        "seconds": step.seconds,
        "temperature_degC": getattr(step, "temperature", None),
        "probes": list(getattr(step, "probes", ())),
    }


def _goal(case: Case) -> dict[str, Any] | None:
    goal = case.goals
    if goal is None:
        return None
    return {
        "cover": goal.cover,
        "length_mm": round(1e3 * goal.length, 4),
        "below_degC": goal.below,
        "margin_mm": None if goal.margin is None else round(1e3 * goal.margin, 4),
        "probability": goal.probability,
    }


def _assumption(item: FieldStanding) -> dict[str, Any]:
    *sections, last = item.path.split(".")
    words = last.replace("_", " ")
    if (sections and sections[0] == "protocol") or item.path.startswith("protocol."):
        label = f"Step {last}"
    elif sections and sections[0] in ("probes", "sensors", "limits", "tissues", "devices"):
        label = f"{' '.join(sections[1:])}: {words}".lstrip(": ").replace("_", " ")
    elif len(sections) > 1:
        label = f"{' '.join(sections[1:])} {words}".replace("_", " ")
    else:
        label = words
    return {
        "path": item.path,
        "label": label[:1].upper() + label[1:],
        "text": item.text,
        "standing": item.standing,
        "why": item.why,
        "source": item.source,
    }
