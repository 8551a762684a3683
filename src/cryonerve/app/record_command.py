"""`cryonerve record`: the registry of cases, from the command line."""

from __future__ import annotations

import typer

from cryonerve.app import record_calibrating, record_exchange, record_keeping, record_looking, record_writing
from cryonerve.app.record_options import needed

__all__ = ["add_to", "record_app"]

record_app = typer.Typer(
    name="record",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@record_app.callback(epilog="Dates are days from the procedure. Research software, no medical device.")
def _door() -> None:
    """What was done and what happened afterwards: a registry of cases without anything that identifies."""
    needed()


for part in (record_writing, record_looking, record_calibrating, record_exchange, record_keeping):
    part.add_to(record_app)


def add_to(app: typer.Typer) -> None:
    """Give the command line its group `record`."""
    app.add_typer(record_app)
