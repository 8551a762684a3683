"""The command that searches a better placement and has the full solver confirm it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cryonerve.app.exits import FINE, STOP_FINDING, STOPPED_EARLY
from cryonerve.app.interruption import listening, or_stopped
from cryonerve.app.progress import bars
from cryonerve.app.speech import say, say_json

__all__ = ["add_to"]

CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="A case file with `goals`, or the name of a bundled case.")
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE",
        help="The proposed case (.yaml), its plan beside it (.json); or a folder.  [default: NAME-plan.yaml]",
        readable=False,
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Of everything that is drawn.", min=0)]
ExplainOption = Annotated[
    bool, typer.Option("--explain/--no-explain", help="Say what one thing more would buy; some seconds.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]
EXAMPLES = (
    "cryonerve plan tibial-neuroma-child -o better.yaml",
    "cryonerve plan my-case.yaml -o plans/ --seed 2",
    "cryonerve run better.yaml                        the whole road of the proposal",
)


def add_to(app: typer.Typer) -> None:
    """Make the command known to the command line."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES)
    app.command(epilog=f"\b\nExamples:\n{lines}")(plan)


def plan(
    case: CaseArgument,
    *,
    out: OutOption = None,
    seed: SeedOption = 1,
    explain: ExplainOption = True,
    as_json: JsonOption = False,
) -> None:
    """Search placement, device and times that reach the case's goal; the full solver confirms."""
    from cryonerve.app.plans import plan_text, refuse_own_file, target_of, write_plan
    from cryonerve.case import load
    from cryonerve.planning import plan as search
    from cryonerve.reporting.figures.tradeoff import draw
    from cryonerve.reporting.sureness import weighed_of

    loaded = load(case)
    refuse_own_file(target_of(out, loaded.name), case)
    unsaid = "Stopped, as asked, before a plan was confirmed by the full solver; nothing is written."
    with listening() as cancel, bars() as progress, or_stopped(cancel, unsaid):
        found = search(
            loaded,
            seed=seed,
            explain=explain,
            progress=lambda done, total: progress("plan", done, total),
            cancel=cancel,
        )
    files: tuple[Path, ...] = write_plan(found, out, loaded.name)
    document = dict(found.as_document())
    picture = draw(weighed_of(document), files[0].with_suffix(".png"))
    files += () if picture is None else (picture,)
    document |= {"files": [str(file) for file in files]}
    say_json(document) if as_json else say(plan_text(found, files))
    if not found.whole:
        raise typer.Exit(STOPPED_EARLY)
    raise typer.Exit(FINE if found.reached else STOP_FINDING)
