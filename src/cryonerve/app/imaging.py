"""The simulated ultrasound of a stored run: clip, preview and figure in its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cryonerve.app.option_values import option_value
from cryonerve.app.progress import Progress, nobody
from cryonerve.app.speech import columns, wrapped
from cryonerve.app.streams import check_view
from cryonerve.errors import Complaint, InputError, RunFolderError
from cryonerve.units import parse

__all__ = ["Wanted", "imaging_document", "imaging_text"]

FIGURE = "ultrasound.png"


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for; texts as they were written."""

    view: str | None = None
    transducer: str | None = None
    at: tuple[str, ...] = ()
    seed: int = 1
    gain: float = 0.0
    dynamic_range: float = 60.0
    frequency: str | None = None
    depth: str | None = None


def imaging_document(folder: Path, wanted: Wanted, *, progress: Progress = nobody) -> dict[str, Any]:
    """Make the pictures of a run, write them into its folder, say what was written.

    Raises
    ------
    InputError
        When the folder is no run, or what is wanted is nothing a scanner could show.
    """
    from cryonerve.reporting.figures.ultrasound import draw_clip
    from cryonerve.reporting.folder import read_run
    from cryonerve.reporting.scanned import write_scanned
    from cryonerve.reporting.whole import claimed, complained
    from cryonerve.ultrasound import image
    from cryonerve.ultrasound.redrawing import redrawn

    if wanted.view is not None:
        check_view(wanted.view)
    frequency = option_value("--frequency", wanted.frequency, "frequency")
    depth = option_value("--depth", wanted.depth, "length")
    if not (folder / "summary.json").is_file():
        raise RunFolderError(
            Complaint("this folder holds no run", "Make one: cryonerve run CASE", file=str(folder))
        )
    with claimed(folder), complained(folder):
        progress("read", 0.0, 0.0)
        run = read_run(folder)
        volume, remark = redrawn(run.case, run.volume)
        frames = image(
            run.freezing, volume, run.case, times=_times(wanted.at), view=cast("Any", wanted.view),
            transducer=wanted.transducer, seed=wanted.seed, gain=wanted.gain,
            dynamic_range=wanted.dynamic_range, frequency=frequency, depth=depth,
            progress=lambda done, total: progress("image", done, total),
        )  # fmt: skip
        progress("write", 0.0, 0.0)
        files = write_scanned(frames, run, folder)
        (folder / "figures").mkdir(exist_ok=True)
        figure = draw_clip(run, volume, frames, folder / "figures" / FIGURE)
    return {
        "files": [str(path) for path in (*files, figure)],
        "frames": len(frames.times),
        "times_s": [float(time) for time in frames.times],
        "pixel_mm": round(1e3 * frames.spacing[0], 5),
        "settings": dict(frames.settings),
        "remarks": [*frames.remarks, *([remark] if remark else [])],
    }


def imaging_text(document: dict[str, Any]) -> str:
    """The same for a person."""
    count = document["frames"]
    head = "One simulated picture" if count == 1 else f"{count} simulated pictures"
    rows = list(document["settings"].items())
    remarks = "\n".join(wrapped(remark) for remark in document["remarks"])
    files = "\n".join(f"  {name}" for name in document["files"])
    return f"{head}\n{columns(rows)}\n\n{remarks}\n\nWritten\n{files}"


def _times(written: tuple[str, ...]) -> list[float] | None:
    """Moments in s, in order; None: all that the run kept."""
    if not written:
        return None
    try:
        return sorted({parse(text, "time") for text in written})
    except InputError as error:
        raise error.located(field="--at") from None
