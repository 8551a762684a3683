"""The simulated ultrasound of a run as pictures, one for each frame that the page shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryonerve.app.screen.view_files import PLACE, SHOWN, picture_name
from cryonerve.files import whole_file

__all__ = ["write_pictures"]

Progress = Callable[[float, float], None]


def write_pictures(
    folder: Path, views: Path, cancelled: Callable[[], bool], *, progress: Progress | None = None
) -> int:
    """Draw the picture of every frame of a run; how many, 0 where no scanner could show the case.

    Parameters
    ----------
    folder : of the run. views : of its files for the page. cancelled : asked before each picture.
    """
    from cryonerve.app.interruption import InterruptionError
    from cryonerve.errors import InputError
    from cryonerve.reporting.folder import read_run
    from cryonerve.ultrasound.picture import image
    from cryonerve.ultrasound.redrawing import redrawn

    run = read_run(folder)
    times = json.loads((views / SHOWN).read_text(encoding="utf-8"))["times_s"]

    def asked(done: float, total: float) -> None:
        if cancelled():
            raise InterruptionError("Stopped, as asked; there are no simulated pictures.")
        if progress is not None:
            progress(done, total)

    last = float(run.freezing.times[-1])
    try:
        volume, remark = redrawn(run.case, run.volume)
        frames = image(
            run.freezing, volume, run.case, times=[min(time, last) for time in times], progress=asked
        )
    except InputError as error:
        _say(views, {"frames": 0, "sentence": str(error.complaints[0].what)})
        return 0
    for index, pixels in enumerate(frames.pixels):
        _picture(pixels, views / picture_name(index))
    _say(views, _place_of(frames) | {"remarks": [*frames.remarks, *([remark] if remark else [])]})
    return len(frames.pixels)


def _picture(pixels: Any, path: Path) -> None:  # noqa: ANN401
    from PIL import Image

    with whole_file(path) as partial:
        Image.fromarray(pixels).save(partial, format="PNG")


def _place_of(frames: Any) -> dict[str, Any]:  # noqa: ANN401
    """How many and how large the pictures are, and their plane, mm in the case's frame."""
    plane = frames.plane
    rows, columns = frames.shape
    said: dict[str, Any] = {
        "frames": len(frames.times),
        "label": "Simulated",
        "size": [columns, rows],
    }
    if plane is not None:
        said["plane"] = {
            "origin_mm": (1e3 * plane.origin).round(4).tolist(),
            "lateral": plane.lateral.round(6).tolist(),
            "axial": plane.axial.round(6).tolist(),
            "depth_mm": round(1e3 * plane.depth, 3),
        }
    return said


def _say(views: Path, said: dict[str, Any]) -> None:
    with whole_file(views / PLACE) as path:
        path.write_text(json.dumps(said), encoding="utf-8")
