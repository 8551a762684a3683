"""Answers of the commands, as text for a person and as a document for a program."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cryonerve.app.recorded import record_hint
from cryonerve.app.road import Journey
from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped
from cryonerve.errors import InputError
from cryonerve.findings import LEVELS, Finding

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case, FieldStanding
    from cryonerve.nerve.lesion import Prediction

__all__ = [
    "case_document",
    "case_text",
    "cited_keys",
    "findings_text",
    "journey_document",
    "journey_text",
    "pages_text",
    "volume_document",
    "volume_text",
    "with_law",
    "with_solver",
]

_STEP_NAMES = {
    "build": "drawing",
    "freeze": "freezing",
    "confirm": "confirming",
    "write": "writing",
    "report": "report",
}


def with_solver(case: Case, *, spacing: str | None = None, kernel: str | None = None) -> Case:
    """The case with the solver's options replaced by what the command line says.

    Raises
    ------
    InputError
        For a spacing that the case file could not hold either or whose grid would not fit in memory, or a
        kernel nobody knows.
    """
    from cryonerve.case.fit import fits
    from cryonerve.case.ledger import leaf_of
    from cryonerve.case.models import SolverModel

    options = case.solver
    for name, text in (("spacing", spacing), ("kernel", kernel)):
        if text is None:
            continue
        try:
            options = replace(options, **{name: leaf_of(SolverModel, name).read(text)})
            if name == "spacing":
                fits(replace(case, solver=options))
        except InputError as error:
            raise error.located(field=f"--{name}") from None
    return case if options == case.solver else replace(case, solver=options)


def with_law(case: Case, law: str | None) -> Case:
    """The case judged by one injury law alone, as the command line says; as it is without.

    Raises
    ------
    UnknownNameError
        For a law that no table knows.
    """
    from cryonerve.nerve.injury import weighed

    if law is None:
        return case
    try:
        weighed({law: 1.0})  # by name alone, an empty one would be no choice
    except InputError as error:
        raise error.located(field="--law") from None
    standings = tuple(item for item in case.standings if not item.path.startswith("injury."))
    return replace(case, injury_laws={law: 1.0}, standings=standings)


def journey_document(journey: Journey) -> dict[str, object]:
    """summary.json's content, and where it went: folder, pages, reason of the stop, seconds per step."""
    from cryonerve.reporting.summary import summary

    return {
        **summary(journey.run),
        "folder": str(journey.folder),
        "pages": [str(page) for page in journey.pages],
        "stop": {"reason": journey.run.freezing.stop.name, "sentence": journey.run.freezing.stop.value},
        "seconds": {step: round(seconds, 3) for step, seconds in journey.seconds.items()},
        "exit_code": journey.exit_code,
    }


def journey_text(journey: Journey) -> str:
    """A sentence per nerve, findings with the gravest first, where the report is."""
    run = journey.run
    parts = [run.case.title]
    if not run.freezing.stop.good:
        parts.append(wrapped(f"Stopped early: {run.freezing.stop.value}"))
    parts.append(_nerves_text(run.prediction) if run.prediction else _ice_text(journey))
    if run.findings:
        parts.append("Findings, the gravest first\n" + findings_text(run.findings))
    parts.append(
        "Report\n" + pages_text(journey, indent=2) + record_hint(journey)
        if journey.pages
        else f"Written to {journey.folder}; its report: cryonerve report {journey.folder}"
    )
    times = [
        f"{name} {journey.seconds[step]:.1f} s"
        for step, name in _STEP_NAMES.items()
        if step in journey.seconds
    ]
    parts.append("Time: " + ", ".join(times))
    parts.append(RESEARCH_ONLY)
    return "\n\n".join(part for part in parts if part)


def pages_text(journey: Journey, *, indent: int = 0) -> str:
    """Where the pages and the clip are, one a line; the figures are in the pages."""
    shown = (page for page in journey.pages if page.suffix != ".png")
    return "\n".join(" " * indent + str(page) for page in shown)


def _nerves_text(prediction: Prediction) -> str:
    """What happened to each nerve, the treated one as the prediction orders them."""
    lines = []
    for name, lesion in prediction.lesions.items():
        sentence = lesion.sentence
        recovery = prediction.recoveries.get(name)
        if recovery is not None:
            days = recovery.regrowth_days
            sentence += (
                f" Regrowth in about {days.p50:.0f} days (5 to 95 %: {days.p5:.0f} to {days.p95:.0f})."
            )
        lines.append(f"{name}\n{wrapped(_as_people_write(sentence), indent=2)}")
    return "\n".join(lines)


def _ice_text(journey: Journey) -> str:
    """How much ice stood at the end of each phase."""
    rows = [
        [item.phase, f"at {item.time:.0f} s", f"{item.volume * 1e9:.0f} mm³ of ice"]
        for item in journey.run.freezing.isotherms
        if item.surface == "ice"
    ]
    return columns(rows, indent=0)


def findings_text(findings: Iterable[Finding]) -> str:
    """Findings as a table, the gravest first; notes and warnings with their reason."""
    lines = []
    for item in sorted(findings, key=lambda finding: -LEVELS.index(finding.level)):
        value = "" if item.value is None else _number(item.value, item.unit)
        limit = "" if item.limit is None else f" (limit {_number(item.limit, item.unit)})"
        about = _as_people_write(item.about)
        lines.append(f"  {item.level:<4}  {about}{': ' if value else ''}{value}{limit}  [{item.source}]")
        if item.reason and item.level != "ok":
            lines.append(wrapped(_as_people_write(item.reason), indent=8))
    return "\n".join(lines)


def _number(value: float, unit: str) -> str:
    """A number with its unit, three digits."""
    return f"{value:.3g} {_as_people_write(unit)}".rstrip()


def _as_people_write(text: str) -> str:
    """Units as people write them."""
    return text.replace("degC", "°C").replace("mm3", "mm³").replace("mm2", "mm²")


def case_document(case: Case, findings: Iterable[Finding]) -> dict[str, object]:
    """What `check` understood."""
    from dataclasses import asdict

    from cryonerve.case import sentence

    return {
        "case": case.name,
        "title": case.title,
        "file": case.file,
        "probes": [{"name": probe.name, "device": probe.device} for probe in case.probes],
        "protocol": [sentence(step) for step in case.protocol],
        "standings": _counts(case),
        "fields": [asdict(item) for item in case.standings],
        "findings": [asdict(item) for item in findings],
    }


def _counts(case: Case) -> dict[str, int]:
    """How many fields are stated, assumed, unknown."""
    return {
        standing: sum(item.standing == standing for item in case.standings)
        for standing in ("stated", "assumed", "unknown")
    }


def case_text(case: Case, findings: Iterable[Finding]) -> str:
    """What `check` understood, for a person."""
    from cryonerve.case import sentence

    counts = _counts(case)
    parts = [
        f"{case.title}\n  {', '.join(f'{number} {standing}' for standing, number in counts.items())}",
        "\n".join(f"  {number}. {sentence(step)}" for number, step in enumerate(case.protocol, start=1)),
    ]
    unsure = [item for item in case.standings if item.standing != "stated"]
    if unsure:
        parts.append("Not stated by the source\n" + "\n".join(_standing_text(item) for item in unsure))
    listed = findings_text(findings)
    parts.append(
        f"Findings, the gravest first\n{listed}" if listed else "The case is understood; nothing is odd."
    )
    return "\n\n".join(parts)


def _standing_text(item: FieldStanding) -> str:
    """One field that is assumed or unknown, with why."""
    line = f"  {item.standing:<7}  {item.path}{': ' if item.text else ''}{item.text}"
    return line + ("\n" + wrapped(item.why, indent=11) if item.why else "")


def volume_document(volume: Volume, file: Path) -> dict[str, Any]:
    """What `build` drew."""
    cell = abs(float(volume.affine[0, 0] * volume.affine[1, 1] * volume.affine[2, 2]))
    counts = _voxels(volume)
    return {
        "file": str(file),
        "shape": list(volume.labels.shape),
        "structures": [
            {
                "label": item.label,
                "name": item.name,
                "tissue": item.tissue,
                "standing": item.standing,
                "volume_mm3": counts.get(item.label, 0) * cell * 1e9,
            }
            for item in volume.structures
        ],
        "nerves": [nerve.name for nerve in volume.nerves],
        "vessels": [vessel.name for vessel in volume.vessels],
        "assumptions": list(volume.assumptions),
    }


def _voxels(volume: Volume) -> Mapping[int, int]:
    """Number of voxels of each label."""
    import numpy as np

    labels, numbers = np.unique(volume.labels, return_counts=True)
    return dict(zip(labels.tolist(), numbers.tolist(), strict=True))


def volume_text(volume: Volume, file: Path) -> str:
    """What `build` drew, for a person."""
    document = volume_document(volume, file)
    rows = [["label", "structure", "tissue", "cm³", ""]]
    rows += [
        [
            str(item["label"]),
            item["name"],
            item["tissue"],
            f"{item['volume_mm3'] / 1e3:.2f}",
            item["standing"],
        ]
        for item in document["structures"]
    ]
    shape = " x ".join(str(number) for number in volume.labels.shape)
    assumed = "\n".join(wrapped(f"- {text}") for text in volume.assumptions)
    return "\n\n".join(
        part for part in (columns(rows), assumed, f"{shape} voxels in {file}", RESEARCH_ONLY) if part
    )


def cited_keys(where: str) -> tuple[str, ...]:
    """Keys in references.bib of everything a run folder, or a case that has not run, rests on.

    Raises
    ------
    InputError
        When `where` is neither.
    """
    if not os.path.isdir(where):
        from cryonerve.case import load

        return _known([load(where).source.key])
    from cryonerve.reporting.folder import read_run

    run = read_run(Path(where))
    sources = run.provenance.get("sources", ())
    keys = [*(str(key) for key in cast(Iterable[str], sources)), *(item.source for item in run.findings)]
    return _known(keys)


def _known(keys: Iterable[str]) -> tuple[str, ...]:
    """Each key once, without "case", "assumed" and other words that are no publication."""
    from cryonerve.sources import references

    table = references()
    return tuple(dict.fromkeys(key for key in keys if key in table))
