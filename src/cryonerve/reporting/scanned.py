"""The simulated ultrasound of a run: its procedure as a clip, in DICOM and as a GIF for any viewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import InputError
from cryonerve.reporting.dicom_study import study_of
from cryonerve.reporting.run import Run

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.scans.frames import Frames

__all__ = ["CLIP", "PREVIEW", "Scanned", "clip_moments", "scanned", "write_scanned"]

CLIP, PREVIEW = "ultrasound.dcm", "ultrasound.gif"
MOST_FRAMES = 60  # of the clip that every run gets; `cryonerve image RUN` makes one of every moment kept
PREVIEW_SECONDS = 12.0  # that the preview shall last


@dataclass(frozen=True, eq=False)
class Scanned:
    """A clip, and the volume (with its shapes where they could be drawn again) that it was made from.

    `across` is a single picture across the nerve at the end of the first freeze; None where there is none.
    """

    frames: Frames
    volume: Volume
    across: Frames | None = None


def _across(run: Run, volume: Volume) -> Frames | None:
    """One picture across the treated nerve at the end of the first freeze, which shows how far -20 degC got.

    None where the case gives a plane of its own, which says what the scanner saw, or without a nerve.
    """
    from cryonerve.ultrasound.picture import image  # noqa: PLC0415

    ends = [phase.end for phase in run.freezing.phases if phase.kind == "freeze" and phase.end > phase.start]
    treated = run.volume.treated_nerve is not None
    if not ends or not treated or "plane" in run.case.ultrasound:
        return None
    try:
        return image(
            run.freezing, volume, run.case, times=[min(ends[0], float(run.freezing.times[-1]))], view="across"
        )
    except InputError:
        return None


def clip_moments(freezing: Freezing) -> NDArray[np.float64]:
    """(moment,) s: the moments that the run kept, thinned evenly to 60, and the end of every phase."""
    kept = np.unique(freezing.times)
    even = np.linspace(0, len(kept) - 1, min(len(kept), MOST_FRAMES)).round().astype(int)
    ends = [int(np.argmin(np.abs(kept - phase.end))) for phase in freezing.phases]
    return np.asarray(kept[np.unique([*even, *ends])], dtype=np.float64)


def scanned(run: Run, *, progress: Callable[[float, float], None] | None = None) -> Scanned | None:
    """The clip of a run's procedure; None where no phase was begun or no scanner could show it."""
    from cryonerve.ultrasound.picture import image  # noqa: PLC0415
    from cryonerve.ultrasound.redrawing import redrawn  # noqa: PLC0415

    if not run.freezing.phases:
        return None
    try:
        volume, _ = redrawn(run.case, run.volume)
        moments = clip_moments(run.freezing)
        frames = image(run.freezing, volume, run.case, times=moments, progress=progress)
    except InputError:  # such as a nerve deeper than the picture: `cryonerve image` says which
        return None
    return Scanned(frames, volume, _across(run, volume))


def write_scanned(frames: Frames, run: Run, folder: Path) -> tuple[Path, Path]:
    """Write `ultrasound.dcm` and `ultrasound.gif` into a run's folder, each whole or not at all.

    The GIF runs through the whole procedure in a few seconds, as the band below it says.

    Raises
    ------
    OSError
        A file cannot be written.
    """
    from cryonerve.scans.dicom_clip import write_dicom  # noqa: PLC0415
    from cryonerve.scans.preview import write_gif  # noqa: PLC0415

    write_dicom(frames, folder / CLIP, study=study_of(run))
    lasts = float(frames.times[-1] - frames.times[0])
    write_gif(frames, folder / PREVIEW, speed=max(1.0, float(round(lasts / PREVIEW_SECONDS))))
    return folder / CLIP, folder / PREVIEW
