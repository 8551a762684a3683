"""`--calibration FILE` of `cryonerve predict`: one's own outcomes beside what the model says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cryonerve.app.speech import say, say_json

if TYPE_CHECKING:
    from cryonerve.app.road import Journey
    from cryonerve.registry.calibration_map import CalibrationMap

__all__ = ["CalibrationOption", "read_correction", "say_corrected"]

CalibrationOption = Annotated[
    Path | None,
    typer.Option(
        "--calibration",
        metavar="JSON",
        help="A correction by your own outcomes (`cryonerve record calibration --map`), shown beside.",
        readable=False,
    ),
]


def read_correction(path: Path) -> CalibrationMap:
    """The map, read before anything is computed."""
    from cryonerve.registry.calibration_map import read_map

    return read_map(path)


def say_corrected(journey: Journey, run: Path, chosen: CalibrationMap, *, as_json: bool) -> None:
    """The prediction, and beside it what the map makes of it."""
    from cryonerve.app.answers import journey_document, journey_text
    from cryonerve.app.calibration_applied import recalibrated, recalibrated_text

    found = recalibrated(run, chosen)
    if as_json:
        say_json(journey_document(journey) | {"corrected": found})
        return
    say(journey_text(journey))
    say()
    say(recalibrated_text(found, chosen))
