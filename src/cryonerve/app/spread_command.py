"""The command that says how sure a plan is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryonerve.app.exits import FINE, STOPPED_EARLY
from cryonerve.app.interruption import listening, or_stopped
from cryonerve.app.progress import bars
from cryonerve.app.speech import say, say_json

__all__ = ["add_to"]

CaseOrRun = Annotated[
    str, typer.Argument(metavar="CASE|RUN", help="A case file, a bundled case, or the folder of a run.")
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="RUN", help="Where to write.  [default: the run's folder]", readable=False
    ),
]
SamplesOption = Annotated[int, typer.Option("--samples", help="Procedures at most.", min=8, max=1_000_000)]
SeedOption = Annotated[int, typer.Option("--seed", help="Of the draws.", min=0)]
ErrorOption = Annotated[
    float,
    typer.Option(
        "--error",
        min=0.0,
        max=0.5,
        help="Standard error of the probabilities that is enough; 0: all samples.",
    ),
]
SchemeOption = Annotated[str, typer.Option("--scheme", metavar="NAME", help="sobol or latin-hypercube.")]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes.  [default: one a core]")
]
SchedulerOption = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A Dask cluster that does the work.")
]
StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store", metavar="ZARR", help="Keep every sample; go on where a run stopped.", readable=False
    ),
]
PlacesOption = Annotated[
    bool, typer.Option("--places/--no-places", help="Also how sure each place is to get cold.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]
EXAMPLES = (
    "cryonerve spread tibial-neuroma-child",
    "cryonerve spread runs/child --samples 500 --seed 2",
    "cryonerve spread my-case.yaml --error 0.01 -o runs/mine",
)


def add_to(app: typer.Typer) -> None:
    """Make the command known to the command line."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES)
    app.command(epilog=f"\b\nExamples:\n{lines}")(spread)


def spread(
    case: CaseOrRun,
    *,
    out: OutOption = None,
    samples: SamplesOption = 200,
    seed: SeedOption = 1,
    error: ErrorOption = 0.02,
    scheme: SchemeOption = "sobol",
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    store: StoreOption = None,
    places: PlacesOption = True,
    as_json: JsonOption = False,
) -> None:
    """How sure a plan is: the same procedure many times, each with other values of what is not known."""
    from cryonerve.app.spreading import Asked, spread_command
    from cryonerve.errors import Complaint, InputError, nearest

    if scheme not in ("sobol", "latin-hypercube"):
        what = f"no scheme is called '{scheme}'"
        raise InputError(Complaint(what, nearest(scheme, ("sobol", "latin-hypercube")), field="--scheme"))
    asked = Asked(samples, seed, error, scheme, workers, scheduler, store, places)
    with listening() as cancel, bars() as progress, or_stopped(cancel, _kept(store)):
        document, text, cancelled = spread_command(case, out, asked, progress=progress, cancel=cancel)
    say_json(document) if as_json else say(text)
    raise typer.Exit(STOPPED_EARLY if cancelled else FINE)


def _kept(store: Path | None) -> str:
    if store is None:
        return (
            "Stopped, as asked, before there were samples enough to say anything. --store FOLDER keeps them."
        )
    return (
        "Stopped, as asked, before there were samples enough to say anything. "
        f"Those computed are kept in {store}; the same command goes on from there."
    )
