"""The live session of a server: one at a time, in processes of its own, seen by every page that looks.

reading -> members (a job, where they are missing) -> pictures (of the simulated scanner) -> connecting ->
following -> ending -> ended or failed. Used from the event loop only; nothing is computed here.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.following_options import field_of
from cryonerve.app.screen.following_start import LiveStart
from cryonerve.app.screen.processes import DiedError, Kind, RefusedError, Worker
from cryonerve.app.screen.refusals import MissingError, TakenError
from cryonerve.errors import Complaint
from cryonerve.files import whole_file

if TYPE_CHECKING:
    from cryonerve.app.screen.jobs import Jobs
    from cryonerve.app.screen.runs import Runs

__all__ = ["Listener", "LiveSession"]

Listener = Callable[[], None]
OVER = ("none", "ended", "failed")
MOST_EVENTS = 500
PATIENCE = 60.0  # s after a stop until processes are ended: figure, document and clip are written first
LOOK = 0.2  # s
CUT_OFF = "The program was stopped while this session ran. What was recorded until then is kept."
DIED = "The process that follows has ended without an answer; what was recorded is kept. Begin again."
ENDED_HARD = "Stopped; the processes had to be ended. What was recorded until then is kept."
DOING = {
    "reading": "Reading the run.",
    "members": "Members are computed: the same procedure many times over, once for a run.",
    "pictures": "The simulated scanner draws its pictures.",
    "truth": "What is true in the simulation is computed, by the full solver.",
    "warm up": "Tracking is made ready: some seconds, the first time on a computer a minute or two.",
    "connecting": "Connecting.",
    "following": "Following.",
    "ending": "Stopping: what came of it is being written.",
}


class StoppedError(Exception):
    """Somebody pressed Stop before anything was followed."""


class LiveSession:
    """The session under way, or the last one.

    Attributes
    ----------
    about : what pages are told of it: run, title, source, state, sentence, protocol and more.
    document, frame : the newest moment, as JSON and as bytes where it has a new picture.
    events : of the log, with a number each.
    """

    def __init__(self, folder: Path, runs: Runs, jobs: Jobs) -> None:
        self.runs, self.jobs = runs, jobs
        self.path = folder / "live.json"
        self.follower = Worker(Kind("cryonerve.app.screen.following_work"))
        self.scanner = Worker(Kind("cryonerve.app.screen.scanning"))
        self.about: dict[str, Any] = {"state": "none", "sentence": "Nothing is followed."}
        self.document: dict[str, Any] | None = None
        self.frame: bytes | None = None
        self.changed = 0  # how often alarms began or ended
        self.events: list[dict[str, Any]] = []
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None
        self._stop = False
        self._tickets: dict[str, int] = {}
        self._recall()

    @property
    def busy(self) -> bool:
        """Whether a session is under way."""
        return self.about["state"] not in OVER

    @property
    def recording(self) -> str:
        """Name of the recording that is being written."""
        return str(self.about["id"]) if self.busy else ""

    def join(self, listener: Listener) -> None:
        """Wake a page whenever something is new."""
        self._listeners.add(listener)

    def leave(self, listener: Listener) -> None:
        """Wake it no more."""
        self._listeners.discard(listener)

    def begin(self, run: str, order: LiveStart) -> dict[str, Any]:
        """Begin to follow; answers with what is known of the session so far.

        Raises
        ------
        TakenError
            Another session is under way. MissingError: the run is not finished.
        """
        self.require_free()
        self.runs.require_finished(run)
        told = self.runs.about(run)
        began = datetime.now(UTC)
        self.about = {
            "id": f"{began.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}",
            "run": run,
            "document": told["document"],
            "version": told["version"],
            "title": told["title"],
            "source": order.words,
            "simulated": order.simulated is not None,
            "record": order.record,
            "order": order.model_dump(),
            "began": began.isoformat(timespec="seconds"),
        }
        self.document, self.frame, self.events, self._stop, self._tickets = None, None, [], False, {}
        self._say("reading")
        self._task = asyncio.ensure_future(self._whole(run, order))
        return self.about

    def require_free(self) -> None:
        """Raises TakenError where a session is under way."""
        if self.busy:
            what = f"a session is under way already: {self.about['title']}, {self.about['source']}"
            raise TakenError(Complaint(what, "Join it on the Live page, or stop it first."))

    def stop(self) -> dict[str, Any]:
        """Ask for the end; what came of it is written first."""
        if not self.busy:
            raise MissingError(Complaint("nothing is followed", "Begin a session first."))
        if not self._stop:
            self._stop = True
            job = self.about.get("job")
            if job:
                self.jobs.cancel(job)
            for name, ticket in self._tickets.items():
                (self.scanner if name == "scanner" else self.follower).cancel(ticket)
            if self.about["state"] == "following":
                self._say("ending")
            asyncio.get_running_loop().call_later(PATIENCE, self._insist, self.about["id"])
        return self.about

    def close(self) -> None:
        """End the processes."""
        if self._task is not None:
            with suppress(RuntimeError):  # the event loop is closed already
                self._task.cancel()
        self.follower.close()
        self.scanner.close()

    # --- the road of a session ------------------------------------------------------------------------------

    async def _whole(self, run: str, order: LiveStart) -> None:
        payload = {
            "folder": str(self.runs.folder(run)),
            "place": str(self.runs.views(run) / "live" / self.about["id"]),
            **order.options(),
        }
        state, sentence = "failed", DIED
        try:
            await self._members(payload)
            server = await self._server(payload, order)
            about = self.about | {"state": "", "sentence": ""}
            payload |= {"server": server, "about": about}
            ended = await self._ask("follower", "follow", payload, self._take)
            state, sentence = "ended", str(ended["sentence"])
            self.about["result"] = ended
        except StoppedError:
            state, sentence = "ended", "Stopped before anything was followed."
        except RefusedError as error:
            state = "ended" if error.stopped or self._stop else "failed"
            said = error.said["error"]
            self.about["problem"] = said | {"field": field_of(said.get("field", ""))}
            sentence = " ".join(part for part in (f"{said['what'].rstrip('.')}.", said["remedy"]) if part)
        except DiedError:
            state, sentence = ("ended", ENDED_HARD) if self._stop else ("failed", DIED)
        finally:
            self._cancel("scanner")
            self._say(state, sentence)

    async def _members(self, payload: dict[str, Any]) -> None:
        """Have the members computed where they are missing, in the line of jobs."""
        found = await self._ask("follower", "ready", payload, lambda _: None)
        if found["ready"]:
            return
        job = self.jobs.begin("members", self.about["document"], dict(payload), run=self.about["run"])
        self.about["job"] = job.id
        while job.state in ("waiting", "running"):
            self._say("members", job.sentence, done=job.done, total=job.total, left_s=job.left)
            await asyncio.sleep(LOOK)
            self._check()
        self.about["job"] = None
        if job.state != "done":
            said = (job.error or {}).get("error", {"what": job.sentence.rstrip("."), "remedy": ""})
            raise RefusedError({"error": said}, stopped=job.state == "cancelled")

    async def _server(self, payload: dict[str, Any], order: LiveStart) -> str:
        """Whom to connect to; the simulated scanner is started where it is asked for."""
        self._check()
        if order.simulated is None:
            self._say("connecting", DOING["warm up"])
            return order.place
        self._say("pictures")
        port: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def told(content: Mapping[str, Any]) -> None:
            if "port" in content and not port.done():
                self.about = self.about | {"truth": content.get("truth")}
                port.set_result(int(content["port"]))
            elif "step" in content:
                words = DOING["truth"] if content["step"] == "freeze" else ""
                self._say("pictures", words, done=content["done"], total=content["total"])

        scanned = asyncio.ensure_future(self._ask("scanner", "stream", payload, told))
        both: set[asyncio.Future[Any]] = {port, scanned}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not port.done():
            await scanned  # raises why
            raise StoppedError
        scanned.add_done_callback(lambda future: future.cancelled() or future.exception())
        self._check()
        self._say("connecting", DOING["warm up"])
        return f"127.0.0.1:{port.result()}"

    async def _ask(
        self, who: str, request: str, payload: dict[str, Any], tell: Callable[[Mapping[str, Any]], None]
    ) -> dict[str, Any]:
        self._check()
        loop = asyncio.get_running_loop()
        worker = self.scanner if who == "scanner" else self.follower
        session = self.about["id"]

        def heard(content: Mapping[str, Any]) -> None:
            loop.call_soon_threadsafe(lambda: tell(content) if self.about.get("id") == session else None)

        ticket, answer = worker.ask(request, payload, tell=heard)
        self._tickets[who] = ticket
        try:
            return dict(await asyncio.wrap_future(answer))
        finally:
            self._tickets.pop(who, None)

    def _take(self, content: Mapping[str, Any]) -> None:
        """What the process that follows tells."""
        if "introduced" in content:
            self.about |= content["introduced"]
            self._say("ending" if self._stop else "following")
        elif "event" in content:
            number = self.events[-1]["number"] + 1 if self.events else 1
            self.events = [*self.events[1 - MOST_EVENTS :], {"number": number, **content["event"]}]
            self._wake()
        elif "moment" in content:
            self.document, self.frame = content["moment"], content["frame"]
            self.changed += bool(content["changed"])
            self._wake()

    def _check(self) -> None:
        if self._stop:
            raise StoppedError

    def _cancel(self, who: str) -> None:
        if who in self._tickets:
            (self.scanner if who == "scanner" else self.follower).cancel(self._tickets[who])

    def _insist(self, session: str) -> None:
        if self.busy and self.about["id"] == session:
            self.follower.kill()
            self.scanner.kill()

    # --- telling and remembering ----------------------------------------------------------------------------

    def _say(self, state: str, sentence: str = "", **more: Any) -> None:  # noqa: ANN401
        before = self.about.get("state")
        progress = {"done": 0.0, "total": 0.0, "left_s": None}
        self.about = self.about | progress | more | {"state": state, "sentence": sentence or DOING[state]}
        if state != before:
            self._remember()
        self._wake()

    def _wake(self) -> None:
        for listener in list(self._listeners):
            listener()

    def _remember(self) -> None:
        with suppress(OSError), whole_file(self.path) as path:  # a full disk does not stop a session
            path.write_text(json.dumps(self.about), encoding="utf-8")

    def _recall(self) -> None:
        try:
            about = json.loads(self.path.read_text(encoding="utf-8"))
            if not isinstance(about, dict) or not isinstance(about["id"], str):
                return
            if about["state"] not in OVER:
                about |= {"state": "ended", "sentence": CUT_OFF, "job": None}
            self.about = about
        except (OSError, ValueError, KeyError):
            return
