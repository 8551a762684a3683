"""The process of the simulated scanner: it draws pictures of a run, or of its twin, and streams them here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cryonerve.app.screen.following_options import chosen_of
from cryonerve.app.screen.following_words import page_words
from cryonerve.app.screen.processes import Asking

if TYPE_CHECKING:
    from cryonerve.case.case import Case
    from cryonerve.scans.frames import Frames

__all__ = ["HANDLERS"]

HERE = "127.0.0.1"
RATE = 15.0  # pictures a second: as many as are tracked on two cores that do everything else, too
READY = 3.0  # s of pictures from before the freeze, which tell what is tissue
EVERY = 3.0  # s of the procedure from one drawn picture to the next
LOOK = 0.2  # s
STOPPED = "Stopped before anything was streamed."


class _Drawn(NamedTuple):
    """Pictures, the case that the console follows, and what is told of the truth."""

    clip: Frames
    case: Case
    truth: dict[str, Any]


_drawn: dict[tuple[str, ...], _Drawn] = {}  # the last ones


def _stream(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Stream from when somebody connects until it is asked to stop; port and truth are told first."""
    from cryonerve.ultrasound.publishing import Publisher
    from cryonerve.ultrasound.simulated_scanner import Pace, ScannerStream

    told = payload["simulated"]
    pace = Pace(RATE, float(told["speed"]), READY, str(told["fault"]), READY + float(told["fault_after"]))
    drawn = _clip(payload, asking)
    with Publisher(HERE, 0) as publisher:
        asking.tell({"port": publisher.port, "truth": drawn.truth})
        while not asking.cancelled() and not publisher.wait_for_client(LOOK):
            pass
        stream = ScannerStream(drawn.clip, publisher, case=drawn.case, pace=pace, seed=int(told["seed"]))
        return {"pictures": stream.run(None, asking.cancelled)}


def _clip(payload: dict[str, Any], asking: Asking) -> _Drawn:
    """Drawn in the plane that is followed: the transducer stays where it is said to be, whatever is true."""
    from cryonerve.app.following import plane_words
    from cryonerve.app.interruption import stopping
    from cryonerve.reporting.folder import read_run

    folder, told, chosen = str(payload["folder"]), payload["simulated"], chosen_of(payload)
    case = read_run(Path(folder)).case
    key = (folder, str(told["truth"]), str(told["seed"]), plane_words(case, chosen))
    if key not in _drawn:
        progress = stopping(asking.progress, asking.cancelled, STOPPED)
        progress("pictures", 0.0, 0.0)
        found = _draw(payload, asking, progress)
        _drawn.clear()
        _drawn[key] = found
    return _drawn[key]


def _draw(payload: dict[str, Any], asking: Asking, progress: Any) -> _Drawn:  # noqa: ANN401
    from cryonerve.anatomy import build
    from cryonerve.app.following import followed_plane
    from cryonerve.app.interruption import InterruptionError
    from cryonerve.app.streams import drawn_pictures
    from cryonerve.app.truths import frozen_twin, truth_document
    from cryonerve.reporting.folder import read_run
    from cryonerve.ultrasound.twins import twin_of

    told = payload["simulated"]
    truth, seed = str(told["truth"]), int(told["seed"])
    run = read_run(Path(payload["folder"]))
    volume = run.volume if truth == "run" else build(run.case)
    plane = followed_plane(run.case, volume, chosen_of(payload))
    if truth == "run":
        twin, freezing = twin_of(truth, run.case, volume, plane), run.freezing
    else:
        twin, freezing = frozen_twin(
            truth, run.case, volume, plane, seed=seed, progress=progress, cancel=asking.cancelled
        )
    if asking.cancelled():
        raise InterruptionError(STOPPED)
    clip = drawn_pictures(freezing, volume, twin.case, every=EVERY, plane=plane, seed=seed, progress=progress)
    said = truth_document(truth, twin, freezing, volume, seed=seed)
    printed = {
        "sentence": page_words(said["sentence"]),
        "values": [page_words(item) for item in said["values"]],
    }
    return _Drawn(clip, run.case, said | printed)


HANDLERS: Mapping[str, Callable[[dict[str, Any], Asking], Any]] = {"stream": _stream}
