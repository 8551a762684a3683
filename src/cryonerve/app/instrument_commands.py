"""The commands of instruments: which there are, what one is, a score of answers, one person's course."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryonerve.app.exits import FINE, STOP_FINDING
from cryonerve.app.record_options import Door, KeyOption, SealOption, StoreOption, WhoOption, needed
from cryonerve.app.speech import say, say_json

if TYPE_CHECKING:
    from cryonerve.registry.measured import PersonMeasurements

__all__ = ["add_to"]

JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]
IdArgument = Annotated[
    str,
    typer.Argument(metavar="ID", help="As `cryonerve instruments` lists it, or a site's own file (.toml)."),
]
AnswersArgument = Annotated[
    Path, typer.Argument(metavar="ANSWERS", help="YAML: version, age, answers.", readable=False)
]
TableOption = Annotated[
    Path | None,
    typer.Option("--table", metavar="CSV", help="The site's own table: raw, t, se.", readable=False),
]
MeasurementsArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE|NAME|CASE",
        help="A file of measurements, a record file, a bundled record, or the id of a case in the registry.",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="PNG", help="Draw it over the published courses.", readable=False),
]
EXAMPLES = {
    "": (
        "cryonerve instruments",
        "cryonerve instruments show barthel-mahoney",
        "cryonerve instruments show cirse-2026",
    ),
    "show": ("cryonerve instruments show nrs", "cryonerve instruments show our-own.toml"),
    "score": (
        "cryonerve instruments score dn4 answers.yaml",
        "cryonerve instruments score promis-pain-interference-child answers.yaml --table ours.csv",
    ),
    "trajectory": (
        "cryonerve instruments trajectory tibial-neuroma-child -o course.png",
        "cryonerve instruments trajectory measurements.yaml --json",
        "cryonerve instruments trajectory C-2222-2222-2222 --store clinic.sqlite -o course.png",
    ),
}  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Make the commands known to the command line."""
    group = typer.Typer(
        name="instruments",
        help="Scores of pain, function and quality of life; scales of adverse events.",
        invoke_without_command=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    group.callback(epilog=_epilog(""))(listing)
    for command in (show, score, trajectory):
        group.command(epilog=_epilog(command.__name__))(command)
    app.add_typer(group)


def _epilog(name: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in EXAMPLES[name])


def listing(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Which instruments and scales there are; `show ID`, `score ID ANSWERS`, `trajectory FILE`."""
    from cryonerve.app.instruments_shown import list_document, list_text

    if context.invoked_subcommand is not None:
        return
    document = list_document()
    say_json(document) if as_json else say(list_text(document))


def show(instrument: IdArgument, *, as_json: JsonOption = False) -> None:
    """One instrument or scale of adverse events: items, rules, what change matters, licence, sources."""
    from cryonerve.app.instruments_shown import shown_document, shown_text

    document = shown_document(instrument)
    say_json(document) if as_json else say(shown_text(document))


def score(
    instrument: IdArgument,
    answers: AnswersArgument,
    *,
    table: TableOption = None,
    as_json: JsonOption = False,
) -> None:
    """The score of one set of answers, what was missing, and why there is none where it is refused."""
    from cryonerve.app.scores_shown import score_document, score_text, scored_file

    found = scored_file(instrument, answers, table)
    say_json(score_document(found)) if as_json else say(score_text(found))
    raise typer.Exit(STOP_FINDING if found.refused else FINE)


def trajectory(
    measurements: MeasurementsArgument,
    *,
    out: OutOption = None,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """One person's measurements over the published courses; not a prognosis."""
    from cryonerve.app.trajectories_shown import drawn, trajectory_document, trajectory_text
    from cryonerve.registry.trajectories import trajectory as laid_over

    found = laid_over(_measured(measurements, Door(store, who, key_file, seal_file)))
    picture = None if out is None else drawn(found, out)
    say_json(trajectory_document(found, picture)) if as_json else say(trajectory_text(found, picture))


def _measured(where: str, door: Door) -> PersonMeasurements:
    """Measurements of a file, of a bundled record, or of a case in a registry."""
    from cryonerve.registry.marks import is_mark
    from cryonerve.registry.measurements import read_measurements

    if not is_mark(where.strip().upper(), "C"):
        return read_measurements(where)
    needed()
    from cryonerve.registry.case_measurements import person_measurements

    with door.opened() as registry:
        return person_measurements(registry, where.strip().upper())
