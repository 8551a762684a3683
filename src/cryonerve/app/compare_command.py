"""The command that sets a run beside other treatments, beside another plan, or beside what was done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryonerve.app.interruption import listening, or_stopped
from cryonerve.app.progress import bars
from cryonerve.app.speech import say, say_json
from cryonerve.errors import Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.case.case import Case

__all__ = ["add_to"]

FirstArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="The folder of a run; of two plans, or with --done, also a case.")
]
SecondArgument = Annotated[str | None, typer.Argument(metavar="[OTHER]", help="Another run, or a case.")]
NerveOption = Annotated[
    str | None, typer.Option("--nerve", metavar="NAME", help="Other treatments: one nerve of the run.")
]
DoneOption = Annotated[
    Path | None,
    typer.Option("--done", metavar="DONE", help="What was done: placements and log.", readable=False),
]
AllOption = Annotated[bool, typer.Option("--all", help="Every number, not only those that matter first.")]
SamplesOption = Annotated[
    int,
    typer.Option("--samples", min=0, help="Draws of what is not known, the same on both sides: bands, odds."),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Of the samples.", min=0)]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes for the samples.  [default: one a core]")
]
SpacingOption = Annotated[
    str | None, typer.Option("--spacing", metavar="LENGTH", help="Finest cell of what is simulated.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on stdout.")]

EXAMPLES = (
    "cryonerve compare runs/block                       beside heat, alcohol and surgery",
    "cryonerve compare runs/one runs/other              two plans, number by number",
    "cryonerve compare my-case.yaml other-case.yaml",
    "cryonerve compare runs/plan --done done.yaml       what was done against the plan",
)


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `compare`."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES)
    app.command(epilog=f"\b\nExamples:\n{lines}")(compare)


def compare(
    first: FirstArgument,
    second: SecondArgument = None,
    *,
    done: DoneOption = None,
    everything: AllOption = False,
    samples: SamplesOption = 0,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    nerve: NerveOption = None,
    spacing: SpacingOption = None,
    as_json: JsonOption = False,
) -> None:
    """A run beside other treatments, two plans side by side, or what was done beside the plan."""
    if second is None and done is None:
        _beside_other_treatments(first, nerve, as_json=as_json)
        return
    if second is not None and done is not None:
        what = "another plan and what was done at once"
        raise InputError(Complaint(what, "Give OTHER or --done DONE.", field="--done"))
    if nerve is not None:
        what = "--nerve belongs to the comparison with other treatments"
        raise InputError(Complaint(what, "Leave it out; every nerve is compared.", field="--nerve"))
    if 0 < samples < 8:
        what = f"{samples} samples say nothing"
        raise InputError(Complaint(what, "Take 8 or more, or none at all.", field="--samples"))
    from cryonerve.app.answers import with_solver
    from cryonerve.app.side_by_side import (
        Work,
        compared,
        done_beside_plan,
        plans_document,
        plans_exit_code,
        plans_text,
    )
    from cryonerve.case import load

    def loaded(where: str) -> Case:
        return with_solver(load(where), spacing=spacing)

    stopped = "Stopped, as asked, before both sides were computed; nothing is written."
    with listening() as cancel, bars() as progress, or_stopped(cancel, stopped):
        work = Work(loaded, progress, cancel, samples, seed, workers)
        if done is not None:
            found, other = done_beside_plan(first, done, work)
        else:
            found, other = compared(first, str(second), work)
    say_json(plans_document(found, other)) if as_json else say(plans_text(found, everything=everything))
    raise typer.Exit(plans_exit_code(other))


def _beside_other_treatments(run: str, nerve: str | None, *, as_json: bool) -> None:
    from cryonerve.app.comparing import comparison_document, comparison_text

    document = comparison_document(Path(run), nerve)
    say_json(document) if as_json else say(comparison_text(document))
