"""Jobs that take longer than a moment: in line, one at a time, with progress, and what became of them."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.processes import DiedError, Kind, RefusedError, Worker
from cryonerve.app.screen.refusals import MissingError
from cryonerve.errors import Complaint
from cryonerve.files import whole_file

if TYPE_CHECKING:
    from cryonerve.app.screen.documents import Document
    from cryonerve.app.screen.hub import Hub
    from cryonerve.app.screen.runs import Runs

__all__ = ["Job", "Jobs"]

KEPT = 50  # jobs that are remembered
PATIENCE = 15.0  # s after a cancel until the process itself is ended
# What hears a cancel between its steps only, and leaves nothing half-written: ended a moment after it.
DEAF, IMPATIENCE = ("scan_segment", "scan_labels", "scan_export", "scan_case"), 1.0
SEEN = 0.5  # s of a step before its pace is known
OFTEN = 0.1  # s between two messages of progress
NICENESS = 5  # of the process: somebody who drags comes first
OVER = ("done", "cancelled", "failed")
DOING = {
    "check": "Reading the case",
    "build": "Drawing the body",
    "freeze": "Freezing",
    "predict": "Looking at the nerves",
    "confirm": "Running what would reach the spared fascicles",
    "judge": "Judging",
    "write": "Writing the run",
    "show": "Making it ready to be shown",
    "read": "Reading the run",
    "report": "Drawing the report",
    "export": "Packing",
    "plan": "Searching",
    "spread": "Running samples",
    "compare": "Reading both runs",
    "members": "Computing members for the live page",
    "ultrasound": "Drawing the simulated ultrasound",
    "reading": "Reading the scan",
    "reading labels": "Reading the labels",
    "writing": "Writing the limb's folder",
    "segment": "Labelling fat, muscle, bone and skin",
    "pack labels": "Writing the labels",
    "begin": "Drawing the limb, and placing two probes beside the nerve",
}
WAITS = "Waits until the job before it is done."
STOPPED = "The program was stopped while this was running; start it again."


@dataclass(eq=False)
class Job:
    """One job. `result` is there once it is done; `folder` is the run's that it works on."""

    id: str
    of: str
    document: str
    payload: dict[str, Any]
    run: str = ""
    version: int = 0  # of the document that it was begun with; 0 where it is of a run
    text_key: str = ""  # of that version's text
    state: str = "waiting"
    step: str = ""
    done: float = 0.0
    total: float = 0.0
    sentence: str = WAITS
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    ticket: int = 0
    stop: bool = False
    step_began: float = field(default_factory=time.monotonic)
    step_from: float = 0.0  # what was done when this step was first heard of: resumed work has done some
    told: float = 0.0

    @property
    def left(self) -> float | None:
        """Seconds until this step is done, once a little of it was seen to be done; None before."""
        elapsed, seen = time.monotonic() - self.step_began, self.done - self.step_from
        if self.state != "running" or elapsed < SEEN or seen <= 0.02 * self.total:
            return None
        return round(elapsed * (self.total - self.done) / seen, 1)

    def message(self) -> dict[str, Any]:
        """As the page gets it."""
        said: dict[str, Any] = {
            "kind": "job",
            "job": self.id,
            "of": self.of,
            "run": self.run or None,
            "document": self.document,
            "version": self.version or None,
            "text_key": self.text_key or None,
            "step": self.step,
            "done": self.done,
            "total": self.total,
            "left_s": self.left,
            "state": self.state,
            "sentence": self.sentence,
        }
        if self.result is not None:
            said["result"] = self.result
        return said | (self.error or {})


class Jobs:
    """The line of jobs of one server, and the process that does them. Used from the event loop only."""

    def __init__(self, folder: Path, runs: Runs, hub: Hub) -> None:
        self.runs, self.hub = runs, hub
        self.path = folder / "jobs.json"
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        # One thread answers previews; of two cores the job still gets both, and steps back for a preview.
        self.cores = cores
        threads = cores if cores <= 2 else cores - 1
        self.worker = Worker(Kind("cryonerve.app.screen.working", threads, NICENESS))
        self._jobs: dict[str, Job] = {}
        self._line: list[Job] = []
        self._now: Job | None = None
        self._recall()

    def begin(
        self, of: str, document: str, payload: dict[str, Any], *, run: str = "", case: Document | None = None
    ) -> Job:
        """Put a job in line; its folders are those of `run`, and `case` is what it is begun with."""
        job = Job(secrets.token_hex(6), of, document, payload, run)
        if case is not None:
            job.version, job.text_key = case.version, case.text_key
        if run:
            job.payload |= {
                "run": run,
                "folder": str(self.runs.folder(run)),
                "views": str(self.runs.views(run)),
            }
        self._jobs[job.id] = job
        self._line.append(job)
        self._next()
        self._tell(job)
        self._remember()
        return job

    def get(self, name: str) -> Job:
        """One job; raises MissingError where there is none."""
        if name not in self._jobs:
            raise MissingError(Complaint("there is no such job", "Load the document again."))
        return self._jobs[name]

    def messages(self, document: str | None) -> list[dict[str, Any]]:
        """The jobs of a document (None: of all) as they are, for a page that has just come."""
        return [job.message() for job in self._jobs.values() if document in (None, job.document)]

    def running(self, of: str, run: str) -> Job | None:
        """A job of that sort for a run that is not over."""
        return next(
            (job for job in self._jobs.values() if job.of == of and job.run == run and job.state not in OVER),
            None,
        )

    def anchor(self, document: str) -> str:
        """Folder of the latest finished run of a document, which corrects its previews; "" without one."""
        latest = self.runs.latest(document)
        return "" if latest is None else str(self.runs.folder(latest["id"]))

    def cancel(self, name: str) -> Job:
        """Stop a job: one that waits at once, one that runs when it notices, or else with its process."""
        job = self.get(name)
        if job.state == "waiting":
            self._line.remove(job)
            self._end(job, "cancelled", "Cancelled before it began.")
        elif job.state == "running" and not job.stop:
            job.stop = True
            job.sentence = "Stopping."
            self.worker.cancel(job.ticket)
            patience = IMPATIENCE if job.of in DEAF else PATIENCE
            asyncio.get_running_loop().call_later(patience, self._insist, job)
            self._tell(job)
        return job

    def close(self) -> None:
        """End the process; what runs is told as stopped when the folder is opened again."""
        self.worker.close()

    def _insist(self, job: Job) -> None:
        if job is self._now and job.state == "running":
            self.worker.kill()

    def _next(self) -> None:
        if self._now is not None or not self._line:
            return
        job = self._now = self._line.pop(0)
        job.state, job.sentence = "running", "Begins."
        loop = asyncio.get_running_loop()

        def tell(content: Mapping[str, Any]) -> None:
            loop.call_soon_threadsafe(self._progress, job, content)

        job.ticket, answer = self.worker.ask(job.of, job.payload, tell=tell)
        asyncio.wrap_future(answer).add_done_callback(lambda future: self._over(job, future))

    def _progress(self, job: Job, content: Mapping[str, Any]) -> None:
        if job.state != "running":
            return
        now = time.monotonic()
        fresh = content["step"] != job.step
        if fresh:
            job.step_began, job.step_from = now, float(content["done"])
        job.step, job.done, job.total = str(content["step"]), float(content["done"]), float(content["total"])
        if not job.stop:
            share = f": {100 * job.done / job.total:.0f} %" if job.total > 0 else ""
            left = f", about {job.left:.0f} s left" if job.left is not None else ""
            job.sentence = f"{DOING.get(job.step, job.step)}{share}{left}."
        if fresh or now - job.told > OFTEN:
            self._tell(job)

    def _over(self, job: Job, future: asyncio.Future[Any]) -> None:
        error = None if future.cancelled() else future.exception()
        self._now = None
        if error is None and not future.cancelled():
            job.result = dict(future.result())
            self._end(job, "done", str(job.result.get("sentence", "Done.")))
        elif job.stop or (isinstance(error, RefusedError) and error.stopped):
            said = error.said["error"]["what"] if isinstance(error, RefusedError) else "Cancelled."
            self._end(job, "cancelled", said)
        elif isinstance(error, RefusedError):
            job.error = error.said
            self._end(job, "failed", error.said["error"]["what"])
        elif isinstance(error, DiedError):
            words = "The process that computes has ended without an answer (killed, or out of memory)."
            self._end(job, "failed", f"{words} Another one is ready; start it again.")
        else:
            self._end(job, "failed", "The job ended without an answer; start it again.")
        self._next()

    def _end(self, job: Job, state: str, sentence: str) -> None:
        job.state, job.sentence = state, sentence
        self._tell(job)
        if job.of == "run" and state == "done":
            self.runs.ended(job.document)
            self.hub.tell(job.document, {"kind": "ran", "run": job.run})
        self._remember()

    def _tell(self, job: Job) -> None:
        job.told = time.monotonic()
        self.hub.tell(job.document, job.message())

    def _remember(self) -> None:
        """Keep on disk what became of jobs, and which are not over."""
        over = [job for job in self._jobs.values() if job.state in OVER]
        for job in over[:-KEPT]:
            del self._jobs[job.id]
        rows = [
            {"id": job.id, "of": job.of, "document": job.document, "run": job.run, "version": job.version,
             "text_key": job.text_key, "state": job.state, "sentence": job.sentence, "result": job.result}
            for job in self._jobs.values()
        ]  # fmt: skip
        with suppress(OSError), whole_file(self.path) as path:  # a full disk does not stop the line of jobs
            path.write_text(json.dumps(rows), encoding="utf-8")

    def _recall(self) -> None:
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))
            for row in rows:
                job = Job(row["id"], row["of"], row["document"], {}, row["run"], int(row.get("version", 0)))
                job.text_key = str(row.get("text_key", ""))
                job.state, job.sentence, job.result = row["state"], row["sentence"], row["result"]
                if job.state not in OVER:
                    job.state, job.sentence = "failed", STOPPED
                self._jobs[job.id] = job
        except (OSError, ValueError, KeyError, TypeError):
            return
