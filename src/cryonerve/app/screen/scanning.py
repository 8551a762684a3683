"""The process of the simulated scanner: it draws the pictures of a run and streams them on this computer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.processes import Asking

if TYPE_CHECKING:
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.frames import Frames

__all__ = ["HANDLERS"]

HERE = "127.0.0.1"
RATE = 15.0  # pictures a second: as many as are tracked on two cores that do everything else, too
READY = 3.0  # s of pictures from before the freeze, which tell what is tissue
EVERY = 3.0  # s of the procedure from one drawn picture to the next
LOOK = 0.2  # s

_drawn: dict[tuple[str, int], tuple[Frames, Case | None]] = {}  # of the last run


def _stream(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Stream from when somebody connects until it is asked to stop; the port is told first."""
    from cryonerve.ultrasound.publishing import Publisher
    from cryonerve.ultrasound.simulated_scanner import Pace, ScannerStream

    pace = Pace(
        RATE, float(payload["speed"]), READY, str(payload["fault"]), READY + float(payload["fault_after"])
    )
    clip, case = _clip(payload, asking)
    with Publisher(HERE, 0) as publisher:
        asking.tell({"port": publisher.port})
        while not asking.cancelled() and not publisher.wait_for_client(LOOK):
            pass
        stream = ScannerStream(clip, publisher, case=case, pace=pace, seed=int(payload["seed"]))
        return {"pictures": stream.run(None, asking.cancelled)}


def _clip(payload: dict[str, Any], asking: Asking) -> tuple[Frames, Case | None]:
    from cryonerve.app.interruption import stopping
    from cryonerve.app.streams import pictures_of
    from cryonerve.reporting.folder import read_run

    key = (str(payload["folder"]), int(payload["seed"]))
    if key not in _drawn:
        progress = stopping(asking.progress, asking.cancelled, "Stopped before anything was streamed.")
        progress("pictures", 0.0, 0.0)
        planed = "plane" in read_run(Path(payload["folder"])).case.ultrasound
        found = pictures_of(
            str(payload["folder"]), every=EVERY, view=None if planed else "across", seed=int(payload["seed"]),
            progress=progress, cancel=asking.cancelled,
        )  # fmt: skip
        _drawn.clear()
        _drawn[key] = found
    return _drawn[key]


HANDLERS: Mapping[str, Callable[[dict[str, Any], Asking], Any]] = {"stream": _stream}
