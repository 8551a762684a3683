"""The process that follows a stream for the live page: it tells every moment, and keeps a record of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.event_log import LOG, EventLog
from cryonerve.app.screen.following_options import chosen_of, streamed_of
from cryonerve.app.screen.processes import Asking, Tell
from cryonerve.app.screen.recordings import CLIP, Journal, write_about

if TYPE_CHECKING:
    from cryonerve.app.progress import Progress
    from cryonerve.app.watching import Introduction
    from cryonerve.ultrasound.live_following import Moment

__all__ = ["HANDLERS"]


def _ready(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Whether the members of a run are there already."""
    from cryonerve.app.following import kept_ensemble
    from cryonerve.reporting.folder import read_run

    del asking
    folder = Path(payload["folder"])
    return {"ready": kept_ensemble(folder, read_run(folder).case, chosen_of(payload)) is not None}


def _follow(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Follow until it is asked to stop; what came of it lies in the run's folder."""
    from cryonerve.app.watching import Audience, watch_stream
    from cryonerve.bioheat.threads import one_matrix_thread

    place = Path(payload["place"])
    place.mkdir(parents=True, exist_ok=True)
    write_about(place, payload["about"])
    watch = _Watch(payload, asking.tell)
    record = place / CLIP if payload["record"] else None
    streamed = streamed_of(payload, payload["server"], record=record, log=place / LOG)

    @contextmanager
    def progress() -> Iterator[Progress]:
        yield asking.progress

    audience = Audience(
        progress, watch.introduce, lambda: nullcontext(asking.cancelled), watch.showing, watch.log
    )
    with one_matrix_thread():
        document = watch_stream(Path(payload["folder"]), streamed, chosen_of(payload), audience)
    return watch.ended(document)


class _Watch:
    """Tells the server what happens, and writes it down."""

    def __init__(self, payload: Mapping[str, Any], tell: Tell) -> None:
        self._about, self._tell = dict(payload["about"]), tell
        self._place, self._record = Path(payload["place"]), bool(payload["record"])
        self._journal: Journal | None = None
        self._teller: Any = None
        self._picture = -1
        self._alarms: tuple[str, ...] = ()
        self._last: dict[str, Any] = {}

    def introduce(self, introduction: Introduction) -> None:
        """Before the stream is opened."""
        from cryonerve.app.screen.following_moments import Teller
        from cryonerve.app.screen.following_words import page_words
        from cryonerve.ultrasound.live_alarms import unwatched

        case = introduction.case
        self._teller = Teller(case, introduction.members, introduction.region)
        told = {
            "members": len(introduction.members.parameters),
            "probe": introduction.members.probe,
            "protocol": self._teller.steps,
            "plane": {
                "lateral": introduction.members.plane.lateral.round(6).tolist(),
                "axial": introduction.members.plane.axial.round(6).tolist(),
            },
            "region": introduction.region,
            "published": introduction.published,
            "not_watched": [page_words(item) for item in unwatched(case)],
        }
        self._about |= told
        write_about(self._place, self._about)
        self._tell({"introduced": told})

    @contextmanager
    def showing(self) -> Iterator[Callable[[Moment], None]]:
        """Every moment to the page, and into the journal where one is kept."""
        with ExitStack() as stack:
            if self._record:
                self._journal = stack.enter_context(Journal(self._place))
            yield self._show

    def _show(self, moment: Moment) -> None:
        from cryonerve.app.screen.following_frames import jpeg, moment_frame

        document = self._last = self._teller.tell(moment)
        frame = moment.frame
        fresh = moment.frame is not None and moment.frame.number != self._picture
        picture = b""
        if frame is not None and fresh:
            self._picture, picture = frame.number, jpeg(frame.pixels)
        alarms = tuple(item.kind for item in moment.alarms)
        changed, self._alarms = alarms != self._alarms, alarms
        document["not_recorded"] = "" if self._journal is None else self._journal.failed
        sent = moment_frame(document, picture)
        if self._journal is not None:
            self._journal.take(sent, moment.elapsed, needed=changed)
        self._tell({"moment": document, "frame": sent if picture else None, "changed": changed})

    def log(self, path: Path) -> EventLog:
        """The log, of which the page gets every line."""
        return _TellingLog(path, self._tell)

    def ended(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """What came of it, as the page gets it."""
        from cryonerve.app.screen.following_words import page_words

        clip = document.get("recorded")
        said = {
            "sentence": " ".join(map(page_words, document["said"])),
            "remarks": [page_words(item) for item in document["remarks"]],
            "looks": len(document["looks"]),
            "clip": f"{clip['pictures']} pictures" if clip else "",
            "not_recorded": str(document.get("not_recorded", "")),
            "time_s": self._last.get("time_s"),
        }
        self._about |= {**said, "whole": True}
        write_about(self._place, self._about)
        return said


class _TellingLog(EventLog):
    """A log whose events are told as well."""

    def __init__(self, path: Path, tell: Tell) -> None:
        super().__init__(path)
        self._tell = tell

    def write(
        self,
        kind: str,
        words: str,
        *,
        procedure: float,
        elapsed: float,
        numbers: dict[str, object] | None = None,
    ) -> None:
        """One event, to the file and to the page."""
        from cryonerve.app.screen.following_words import page_words
        from cryonerve.app.speech import finite

        super().write(kind, words, procedure=procedure, elapsed=elapsed, numbers=numbers)
        event = {
            "kind": kind,
            "words": page_words(words),
            "procedure_s": procedure,
            "elapsed_s": round(elapsed, 2),
        }
        self._tell({"event": finite(event)})


HANDLERS: Mapping[str, Callable[[dict[str, Any], Asking], Any]] = {"ready": _ready, "follow": _follow}
