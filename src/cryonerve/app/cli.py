"""The command line: one command per step of the road, and `run` for the whole of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryonerve import __version__
from cryonerve.app.begin_command import add_to as add_begin_command
from cryonerve.app.calibration_option import CalibrationOption, read_correction, say_corrected
from cryonerve.app.caliper_command import add_to as add_caliper_command
from cryonerve.app.case_report_command import add_to as add_case_report_command
from cryonerve.app.compare_command import add_to as add_compare_command
from cryonerve.app.evidence_command import add_to as add_evidence_command
from cryonerve.app.exits import FINE, STOP_FINDING, guarded
from cryonerve.app.export_command import add_to as add_export_command
from cryonerve.app.follow_command import add_to as add_follow_command
from cryonerve.app.import_command import add_to as add_import_command
from cryonerve.app.instrument_commands import add_to as add_instrument_commands
from cryonerve.app.interruption import listening
from cryonerve.app.live_commands import add_to as add_live_commands
from cryonerve.app.picture_commands import add_to as add_picture_commands
from cryonerve.app.plan_command import add_to as add_plan_command
from cryonerve.app.progress import bars
from cryonerve.app.record_command import add_to as add_record_command
from cryonerve.app.record_options import Door, KeyOption, SealOption, StoreOption, WhoOption
from cryonerve.app.register_command import add_to as add_register_command
from cryonerve.app.screen_command import add_to as add_screen_command
from cryonerve.app.segment_command import add_to as add_segment_command
from cryonerve.app.speech import prepare_streams, say, say_json
from cryonerve.app.spread_command import add_to as add_spread_command
from cryonerve.app.trace_command import add_to as add_trace_command

if TYPE_CHECKING:
    from cryonerve.case.case import Case

__all__ = ["app", "main"]

_EXIT_CODES = """

Exit codes: 0 fine; 1 a finding says stop (everything is computed and written all the same);
2 the input is not understood; 3 stopped early, what was computed is kept; 70 an error in the program itself.
Research software, no medical device."""


def _examples(*lines: str) -> str:
    """Lines of help that keep their breaks."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


app = typer.Typer(
    name="cryonerve",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

CaseArgument = Annotated[
    str,
    typer.Argument(metavar="CASE", help="A case file, or the name of a bundled case (`cryonerve cases`)."),
]
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.", readable=False)]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="RUN", help="Run folder.  [default: runs/<case name>]", readable=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]
PdfOption = Annotated[bool, typer.Option("--pdf/--no-pdf", help="Write report.pdf beside report.html.")]
SpacingOption = Annotated[
    str | None,
    typer.Option("--spacing", metavar="LENGTH", help='Finest cell, "0.5 mm"; instead of what the case says.'),
]
KernelOption = Annotated[
    str | None,
    typer.Option("--kernel", metavar="NAME", help="auto, cpu, gpu or reference; instead of the case's."),
]
LawOption = Annotated[
    str | None,
    typer.Option("--law", metavar="NAME", help="Judge by this injury law alone; instead of the case's."),
]

RecordOption = Annotated[
    str | None,
    typer.Option(
        "--record",
        metavar="FILE|NAME|CASE",
        help="What happened afterwards: a record file, a bundled record, or the id of a case.",
    ),
]
ConfirmOption = Annotated[
    bool,
    typer.Option(
        "--confirm/--no-confirm",
        help="Where fascicles are spared, run once more what should reach them.",
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        say(f"cryonerve {__version__}")
        raise typer.Exit(FINE)


@app.callback(
    epilog=_examples(
        "cryonerve cases                              which cases are bundled",
        "cryonerve run tibial-neuroma-child           the whole road, to report.html",
        "cryonerve check my-case.yaml                 is the file understood?",
    )
    + _EXIT_CODES
)
def _door(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks; allowed anywhere.")] = False,
) -> None:
    """Follow a cryoneurolysis case from what was written to a page a person reads."""


@app.command(
    epilog=_examples(
        "cryonerve run tibial-neuroma-child",
        "cryonerve run my-case.yaml -o runs/mine --no-pdf",
        'cryonerve run my-case.yaml --spacing "0.7 mm"   coarser and quicker',
        "cryonerve run my-case.yaml --law zhou-1983      one injury law alone",
    )
)
def run(
    case: CaseArgument,
    *,
    out: OutOption = None,
    spacing: SpacingOption = None,
    kernel: KernelOption = None,
    law: LawOption = None,
    pdf: PdfOption = True,
    confirm: ConfirmOption = True,
    as_json: JsonOption = False,
) -> None:
    """The whole road, from the case to its report."""
    from cryonerve.app.answers import journey_document, journey_text, with_law
    from cryonerve.app.road import run_case

    loaded = with_law(_loaded(case, spacing, kernel), law)
    with listening() as cancel, bars() as progress:
        journey = run_case(
            loaded, _folder(out, loaded), progress=progress, cancel=cancel, pdf=pdf, confirm=confirm
        )
    say_json(journey_document(journey)) if as_json else say(journey_text(journey))
    raise typer.Exit(journey.exit_code)


@app.command(epilog=_examples("cryonerve check my-case.yaml", "cryonerve check my-case.yaml --json"))
def check(case: CaseArgument, *, as_json: JsonOption = False) -> None:
    """Read a case and say what is odd; writes nothing."""
    from cryonerve.app.answers import case_document, case_text
    from cryonerve.case import check as check_case

    loaded = _loaded(case)
    findings = tuple(check_case(loaded))
    say_json(case_document(loaded, findings)) if as_json else say(case_text(loaded, findings))
    raise typer.Exit(STOP_FINDING if any(item.level == "stop" for item in findings) else FINE)


@app.command(epilog=_examples("cryonerve build tibial-neuroma-child -o runs/anatomy"))
def build(case: CaseArgument, *, out: OutOption = None, as_json: JsonOption = False) -> None:
    """Draw the anatomy, for a look in 3D Slicer."""
    from cryonerve.app.answers import volume_document, volume_text
    from cryonerve.app.road import build_volume

    loaded = _loaded(case)
    folder = _folder(out, loaded)
    with bars() as progress:
        volume = build_volume(loaded, folder, progress=progress)
    file = folder / "labels.nii.gz"
    say_json(volume_document(volume, file)) if as_json else say(volume_text(volume, file))


@app.command(
    epilog=_examples(
        "cryonerve freeze straight-probe-block -o runs/block",
        "cryonerve freeze gel-phantom --kernel reference",
    )
)
def freeze(
    case: CaseArgument,
    *,
    out: OutOption = None,
    spacing: SpacingOption = None,
    kernel: KernelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Temperature only, and what else got cold; no nerve, no report."""
    from cryonerve.app.answers import journey_document, journey_text
    from cryonerve.app.road import freeze_case

    loaded = _loaded(case, spacing, kernel)
    with listening() as cancel, bars() as progress:
        journey = freeze_case(loaded, _folder(out, loaded), progress=progress, cancel=cancel)
    say_json(journey_document(journey)) if as_json else say(journey_text(journey))
    raise typer.Exit(journey.exit_code)


@app.command(
    epilog=_examples(
        "cryonerve predict runs/block",
        "cryonerve predict runs/block --calibration ours.json      beside it: corrected by your own outcomes",
    )
)
def predict(run: RunArgument, *, calibration: CalibrationOption = None, as_json: JsonOption = False) -> None:
    """What the cold did to the nerves of a run."""
    from cryonerve.app.answers import journey_document, journey_text
    from cryonerve.app.road import repredict

    corrections = None if calibration is None else read_correction(calibration)
    with bars() as progress:
        journey = repredict(run, progress=progress)
    if corrections is not None:
        say_corrected(journey, run, corrections, as_json=as_json)
    else:
        say_json(journey_document(journey)) if as_json else say(journey_text(journey))
    raise typer.Exit(journey.exit_code)


@app.command(
    epilog=_examples(
        "cryonerve report runs/block",
        "cryonerve report runs/block --no-pdf",
        "cryonerve report runs/child --record tibial-neuroma-child",
        "cryonerve report runs/child --record C-2222-2222-2222 --store clinic.sqlite",
    )
)
def report(
    run: RunArgument,
    *,
    pdf: PdfOption = True,
    record: RecordOption = None,
    store: StoreOption = None,
    who: WhoOption = None,
    key_file: KeyOption = None,
    seal_file: SealOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the report of a run again; with what happened afterwards, where a record is named."""
    from cryonerve.app.answers import journey_document, pages_text
    from cryonerve.app.recorded import record_hint, recorded
    from cryonerve.app.road import write_report

    told = None if record is None else recorded(record, Door(store, who, key_file, seal_file))
    with bars() as progress:
        journey = write_report(run, progress=progress, pdf=pdf, record=told)
    hint = "" if told is not None else record_hint(journey)
    say_json(journey_document(journey)) if as_json else say(pages_text(journey) + hint)
    raise typer.Exit(journey.exit_code)


@app.command(epilog=_examples("cryonerve schema > cryonerve-case.schema.json"))
def schema(as_json: JsonOption = False) -> None:
    """The JSON Schema of the case file."""
    from cryonerve.case import schema as case_schema

    del as_json  # a schema is JSON with or without
    say_json(case_schema())


@app.command(
    epilog=_examples("cryonerve catalog", "cryonerve catalog devices", "cryonerve catalog tissues nerve")
)
def catalog(
    table: Annotated[
        str | None,
        typer.Argument(metavar="[TABLE]", help="One of the tables that `cryonerve catalog` lists."),
    ] = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One row of the table, whole.")] = None,
    as_json: JsonOption = False,
) -> None:
    """What is known, and who says so."""
    from cryonerve.app.shelves import shelf_document, shelf_text

    document = shelf_document(table, name)
    say_json(document) if as_json else say(shelf_text(document))


@app.command(epilog=_examples("cryonerve cite runs/block > block.bib"))
def cite(
    run: Annotated[
        str, typer.Argument(metavar="RUN|CASE", help="The folder of a run, a case file, or a bundled case.")
    ],
    as_json: JsonOption = False,
) -> None:
    """BibTeX of what a run rests on."""
    from cryonerve.app.answers import cited_keys
    from cryonerve.sources import cite as bibtex

    keys = cited_keys(run)
    text = bibtex(keys)
    say_json({"keys": list(keys), "bibtex": text}) if as_json else say(text)


@app.command(epilog=_examples("cryonerve cases"))
def cases(as_json: JsonOption = False) -> None:
    """The bundled cases."""
    from cryonerve.app.speech import columns
    from cryonerve.case import bundled, load

    rows = [(name, load(name).title) for name in bundled()]
    say_json([{"name": name, "title": title} for name, title in rows]) if as_json else say(columns(rows))


add_export_command(app)
add_import_command(app)
add_segment_command(app)
add_trace_command(app)
add_begin_command(app)
add_register_command(app)
add_caliper_command(app)
add_compare_command(app)
add_picture_commands(app)
add_follow_command(app)
add_spread_command(app)
add_live_commands(app)
add_plan_command(app)
add_record_command(app)
add_evidence_command(app)
add_instrument_commands(app)
add_case_report_command(app)
add_screen_command(app)


def _loaded(case: str, spacing: str | None = None, kernel: str | None = None) -> Case:
    """The case, with what the command line says about the solver."""
    from cryonerve.app.answers import with_solver
    from cryonerve.case import load

    return with_solver(load(case), spacing=spacing, kernel=kernel)


def _folder(out: Path | None, case: Case) -> Path:
    return out if out is not None else Path("runs") / case.name


def main(argv: list[str] | None = None) -> int:
    """Run one command line and answer with its exit code.

    Parameters
    ----------
    argv : the words after `cryonerve`; None takes those of this process.

    Examples
    --------
    >>> main(["--version"])  # doctest: +ELLIPSIS
    cryonerve ...
    0
    """
    prepare_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    command = typer.main.get_command(app)
    return guarded(lambda: command(args=words, prog_name="cryonerve"), debug=debug, as_json="--json" in words)


if __name__ == "__main__":
    sys.exit(main())
