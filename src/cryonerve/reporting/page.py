"""The report as one HTML page: pictures inside, no network, no script."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from markupsafe import Markup

from cryonerve import __version__
from cryonerve.findings import Level, worst
from cryonerve.nerve.lesion import Lesion
from cryonerve.nerve.pain_clock import trial_found
from cryonerve.reporting import tables
from cryonerve.reporting.figures.gallery import Picture
from cryonerve.reporting.figures.naming import shortened
from cryonerve.reporting.happened import Happened
from cryonerve.reporting.neighbours import assumed_of_scan, beside
from cryonerve.reporting.others_found import NOT_FOR_ONE_PERSON, OthersFound
from cryonerve.reporting.road_back import NOT_A_PROGNOSIS, roads_back
from cryonerve.reporting.run import Run
from cryonerve.reporting.spared import spared_tables
from cryonerve.reporting.sureness import Searched, Sureness
from cryonerve.reporting.wording import bare, clock, quantity, reference_line, source_name, typeset
from cryonerve.sources.citations import NO_PUBLICATION

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["RESEARCH_ONLY", "TRIAL", "TRIAL_FOUND", "Answer", "answers", "brief", "html", "used_sources"]

RESEARCH_ONLY = "Research use only – no medical device, not a prognosis"
TRIAL = "ilfeld2023"
TRIAL_FOUND = typeset(trial_found())
GRAVE_SHOWN = 7
REASON = 150  # letters of a reason on the first page; the table has all of it
STEPS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """One sentence that a reader takes home, its level, and the few numbers behind it."""

    sentence: str
    level: Level
    tiles: tuple[tuple[str, str, str], ...] = ()


def html(
    run: Run,
    pictures: Sequence[Picture],
    *,
    pdf_route: str = "",
    sure: Sureness | None = None,
    searched: Searched | None = None,
    found: OthersFound | None = None,
    told: Happened | None = None,
) -> str:
    """The whole page.

    Parameters
    ----------
    run : what is reported.
    pictures : figures in reading order; their files are embedded.
    pdf_route : how the PDF beside the page was made; shown under provenance.
    sure, searched : a spread of the plan and a search for it, where there were any.
    found, told : what others found, and what happened afterwards; None: the page has no such section.

    Returns
    -------
    str
        A complete HTML document. Everything from the case is escaped.
    """
    numbered = [(number, item, _embedded(item)) for number, item in enumerate(pictures, start=1)]
    return (
        _environment()
        .get_template("report.html")
        .render(
            version=__version__,
            research_only=RESEARCH_ONLY,
            title=run.case.title or run.case.name,
            short_title=shortened(run.case.title or run.case.name, 58),
            style=Markup(_style()),
            patient=_patient(run),
            procedure=_procedure(run),
            stopped="" if run.freezing.stop.good else run.freezing.stop.value,
            answers=answers(run),
            **_findings(run),
            beside=beside(run),
            assumed_of_scan=assumed_of_scan(run),
            trial=f"{TRIAL_FOUND} ({source_name(TRIAL)})",
            pictures=numbered,
            probes=tables.probe_rows(run),
            phases=_phases(run),
            nerves=list(tables.nerve_rows(run).items()),
            spared=spared_tables(run),
            other_nerves=tables.other_nerve_rows(run),
            roads=roads_back(run),
            not_a_prognosis=NOT_A_PROGNOSIS,
            sure=sure,
            searched=searched,
            **_literature(found, told),
            ice=tables.ice_rows(run),
            follow_up=tables.follow_up_rows(run),
            assumptions=tables.assumption_rows(run),
            drawn=[typeset(line) for line in run.volume.assumptions],
            tissues=tables.tissue_rows(run),
            devices=tables.device_rows(run),
            case_source=_case_source(run),
            sources=[reference_line(key) for key in used_sources(run, found, told)],
            provenance=_provenance(run, pdf_route),
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=PackageLoader("cryonerve.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _style() -> str:
    return resources.files("cryonerve.reporting").joinpath("style", "report.css").read_text(encoding="utf-8")


def _findings(run: Run) -> dict[str, object]:
    """All findings, and of the grave ones the first few with a brief reason."""
    findings = tables.finding_rows(run.findings)
    grave = [row for row in findings if row.level in ("stop", "warn")]
    grave.sort(key=lambda row: (row.level != "stop", row.about.startswith("decisive")))  # what was done first
    return {
        "findings": findings,
        "grave": [replace(row, reason=brief(row.reason)) for row in grave[:GRAVE_SHOWN]],
        "more_grave": max(0, len(grave) - GRAVE_SHOWN),
    }


def _literature(found: OthersFound | None, told: Happened | None) -> dict[str, object]:
    """What the page says of other people, and of this one afterwards."""
    return {"found": found, "told": told, "not_for_one_person": NOT_FOR_ONE_PERSON}


def _embedded(picture: Picture) -> str:
    return "data:image/png;base64," + base64.b64encode(picture.path.read_bytes()).decode("ascii")


def _patient(run: Run) -> str:
    patient = run.case.patient
    age = f"{bare(patient.age)} years" if patient.age is not None else ""
    parts = [part for part in (age, patient.sex, patient.site, patient.indication) if part]
    return ", ".join(parts) if parts else f"Case “{run.case.name}”, no patient described"


def _procedure(run: Run) -> str:
    case = run.case
    count = len(case.probes)
    devices = dict.fromkeys(case.device_of(probe).title for probe in case.probes)
    probes = f"{count} probe{'' if count == 1 else 's'}" + (f" ({', '.join(devices)})" if devices else "")
    steps = [typeset(phase.sentence) for phase in run.freezing.phases]
    more = f" … ({len(steps)} steps)" if len(steps) > STEPS_SHOWN else ""
    return f"{probes}. " + "; ".join(steps[:STEPS_SHOWN]) + more


def answers(run: Run) -> tuple[Answer, ...]:
    """One answer per treated nerve; without a prediction what the ice did."""
    found = []
    if run.prediction is not None:
        treated = [nerve.name for nerve in run.volume.nerves if nerve.treated]
        names = [name for name in treated if name in run.prediction.lesions]
        found = [_nerve_answer(run, name, run.prediction.lesions[name]) for name in names]
    return tuple(found) or (_ice_answer(run),)


def _nerve_answer(run: Run, name: str, lesion: Lesion) -> Answer:
    band = tables.by_law(lesion)
    wanted = run.case.goals
    goal = f"goal {quantity(wanted.length, 'mm')}" if wanted is not None and wanted.cover == name else ""
    tiles = (
        ("Best cross-section below −20 °C", quantity(lesion.best_area_fraction, "%"), "of the fascicle area"),
        ("Length wholly below −20 °C", quantity(lesion.full_length, "mm"), goal),
        (
            "Warmest fascicle there",
            quantity(lesion.warmest_fascicle_nadir, "degC"),
            "coldest moment, best station",
        ),
        (
            "Whole nerve interrupted",
            f"{bare(100 * lesion.p_axonotmesis, 2)} %",
            f"probability; {band}" if band else "probability",
        ),
    )
    level: Level = "ok" if lesion.grade == "axonotmesis" else "warn"
    return Answer(typeset(lesion.sentence), level, tiles)


def _ice_answer(run: Run) -> Answer:
    rows = [row for row in run.freezing.isotherms if row.surface == "ice"]
    most = max(rows, key=lambda row: row.volume, default=None)
    level = worst(run.findings)
    if most is None:
        return Answer("No phase came to its end, so no ice was counted.", level)
    if most.volume <= 0:
        return Answer("No tissue was frozen at the end of any phase.", level)
    colder = {
        row.surface: row.volume
        for row in run.freezing.isotherms
        if row.phase == most.phase and row.surface != "ice"
    }
    why = "" if run.volume.treated_nerve is not None else " No nerve was drawn, so nothing is said about one."
    tiles = (
        ("Most ice", f"{bare(most.volume * 1e9)} mm³", f"end of {most.phase}"),
        ("of it below −20 °C", f"{bare(colder.get('-20C', 0.0) * 1e9)} mm³", ""),
        ("of it below −40 °C", f"{bare(colder.get('-40C', 0.0) * 1e9)} mm³", ""),
    )
    sentence = f"The largest ice, {bare(most.volume * 1e9)} mm³, stood at the end of {most.phase}.{why}"
    return Answer(sentence, level, tiles)


def brief(reason: str) -> str:
    """The last sentence of a reason, which says what to do; nothing when it is long.

    >>> brief("It is cold. Lift the skin with fluid.")
    'Lift the skin with fluid.'
    """
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", reason.strip())
    last = [item for item in sentences if not item.startswith("Known:")][-1:]
    return last[0] if last and len(last[0]) <= REASON else ""


def _phases(run: Run) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            phase.name,
            typeset(phase.sentence),
            clock(phase.start),
            clock(phase.end),
            ", ".join(phase.probes) or "–",
        )
        for phase in run.freezing.phases
    )


def used_sources(run: Run, found: OthersFound | None = None, told: Happened | None = None) -> tuple[str, ...]:
    """Keys of everything this report leans on, each once, in the order in which it matters."""
    keys: list[str] = [TRIAL, run.case.source.key, *run.freezing.sources]
    keys += [item.source for item in run.findings]
    if run.prediction is not None:
        for lesion in run.prediction.lesions.values():
            keys += lesion.sources
        after = (run.prediction.recoveries, run.prediction.pain, run.prediction.degenerations)
        keys += [key for nouns in after for noun in nouns.values() for key in noun.sources]
    listed = run.provenance.get("sources")
    keys += (
        [str(key) for key in listed] if isinstance(listed, Iterable) and not isinstance(listed, str) else []
    )
    keys += [key for part in (found, told) if part is not None for key in part.sources]
    return tuple(dict.fromkeys(key for key in keys if key not in NO_PUBLICATION))


def _case_source(run: Run) -> str:
    source = run.case.source
    parts = (source.citation, f"doi:{source.doi}" if source.doi else "", source.licence)
    return ". ".join(part.rstrip(".") for part in parts if part)


def _provenance(run: Run, pdf_route: str) -> list[tuple[str, str]]:
    solver, balance = run.freezing.solver, run.freezing.balance
    packages = run.provenance.get("packages")
    versions = (
        ", ".join(f"{name} {version}" for name, version in packages.items())
        if isinstance(packages, dict)
        else ""
    )
    rows = [
        ("Case", f"{run.case.name}, SHA-256 {run.case.sha256 or 'not known'}"),
        ("Software", f"cryonerve {run.provenance.get('cryonerve', __version__)}"),
        (
            "Kernel",
            f"{solver.kernel}, {solver.cells} cells, {solver.steps} steps, "
            f"finest spacing {quantity(solver.spacing, 'mm')}",
        ),
        ("Heat balance", f"error {balance.error * 100:.3f} % of {bare(balance.extracted)} J extracted"),
        (
            "Simulated",
            f"{quantity(solver.procedure, 'min')} of procedure in {bare(solver.wall)} s of computing",
        ),
        ("Ended", run.freezing.stop.value),
        ("Seed", str(run.provenance.get("seed", "–"))),
        ("Date", str(run.provenance.get("date") or "not kept")),
        ("Packages", versions),
        ("Python", str(run.provenance.get("python", ""))),
        ("PDF", pdf_route),
    ]
    return [(name, value) for name, value in rows if value]
