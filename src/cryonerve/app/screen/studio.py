"""What one server works with: a folder, the documents and scenes in it, and the processes that compute."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool

from cryonerve.app.parcels import refuse_others
from cryonerve.app.record_options import Door as RegistryDoor
from cryonerve.app.screen.bodies import scene_key
from cryonerve.app.screen.documents import Document, Documents, QuickerError
from cryonerve.app.screen.following_session import LiveSession
from cryonerve.app.screen.hub import Hub
from cryonerve.app.screen.jobs import Job, Jobs
from cryonerve.app.screen.measures import Measures
from cryonerve.app.screen.processes import DiedError, Kind, RefusedError, Worker
from cryonerve.app.screen.refusals import ConflictError
from cryonerve.app.screen.registry_session import RegistrySession
from cryonerve.app.screen.runs import Runs
from cryonerve.app.screen.scan_document import ScanDocument
from cryonerve.app.screen.scan_session import Scans
from cryonerve.app.screen.scenes import Scenes
from cryonerve.app.screen.showing import shown
from cryonerve.app.screen.slice_measures import Change, measure_rows
from cryonerve.app.screen.view_files import archive_name
from cryonerve.app.speech import RESEARCH_ONLY
from cryonerve.errors import Complaint, ScanError
from cryonerve.files import whole_file

__all__ = ["Studio"]


class Studio:
    """One folder, open; and beside it the registry of cases, which is opened when somebody looks.

    Raises
    ------
    InputError
        The folder cannot be used, or another server has it open.
    """

    def __init__(
        self, folder: Path, registry: RegistryDoor | None = None, scans: Sequence[Path] = ()
    ) -> None:
        self.folder = folder
        self.documents = Documents(folder)
        self.hub = Hub()
        self.sketcher = Worker(Kind("cryonerve.app.screen.sketching"))
        self.sketcher.ask("load", {})  # it takes the longest of all that a start needs
        self.scenes = Scenes(folder, self.sketcher)
        self.measures = Measures(self.sketcher)
        self.runs = Runs(folder)
        self.jobs = Jobs(folder, self.runs, self.hub)
        self.following = LiveSession(folder, self.runs, self.jobs)
        self.registry = RegistrySession(registry or RegistryDoor())
        self.scans = Scans(folder, scans)
        self.tracer = Worker(Kind("cryonerve.app.screen.scan_working"))
        self.tracing: set[str] = set()  # scans of which something is being traced
        self.untraced: set[str] = set()  # of which it was stopped

    def warm(self) -> None:
        """Load what the first page will need, while the browser opens: here and in the drawing process."""
        latest = [document.yaml for document in self.documents.all()[:1]]
        for yaml in latest:
            self.sketcher.ask("warm", {"yaml": yaml, "scenes": str(self.scenes.folder)})
        threading.Thread(target=self._warm_here, args=(latest,), daemon=True).start()

    def _warm_here(self, latest: list[str]) -> None:
        import cryonerve.reporting.finding_rows  # noqa: F401
        from cryonerve.app.screen.reading import case_of
        from cryonerve.errors import InputError

        for yaml in latest:
            with suppress(InputError):
                case_of(yaml)

    def about(self) -> dict[str, Any]:
        """Version and notice."""
        from cryonerve import __version__

        return {"version": __version__, "notice": RESEARCH_ONLY}

    async def document(self, name: str) -> Document:
        """A document; raises MissingError where there is none."""
        return await run_in_threadpool(self.documents.get, name)

    async def present(self, document: Document) -> dict[str, Any]:
        """A document as the page shows it; its scene is drawn if it is not there."""
        key = await run_in_threadpool(scene_key, document.yaml)
        self.scenes.begin(key, document.yaml)
        measured: dict[str, Any] = {}
        if self.scenes.ready(key):
            late = partial(self._tell_changed, document.id)
            measured = await self.measures.of(document.id, document.yaml, late)
        latest = await run_in_threadpool(self.runs.latest, document.id)
        sampled = await run_in_threadpool(self.runs.sampled, document.id, document.yaml)
        return await run_in_threadpool(shown, document, measured, latest) | {"bands": sampled}

    async def changed(self, name: str, act: Callable[[], Document]) -> dict[str, Any]:
        """Make a change and tell the other pages.

        Raises
        ------
        ConflictError
            Another tab was quicker; with the document as it is.
        """
        before = await self.document(name)
        try:
            document = await run_in_threadpool(act)
        except QuickerError:
            raise await self._quicker(await self.document(name)) from None
        if document.version != before.version:
            self._tell_changed(name)
        return await self.present(document)

    async def measured(self, name: str, change: Change) -> list[dict[str, Any]]:
        """Change what was measured on slices and tell the other pages."""
        rows = measure_rows(await run_in_threadpool(self.documents.measure, name, change))
        self.hub.tell(name, {"kind": "measures", "measures": rows})
        return rows

    async def at(self, name: str, base: int) -> Document:
        """A document that is at the version a page thinks it is.

        Raises
        ------
        ConflictError
            Another tab was quicker; with the document as it is.
        """
        document = await self.document(name)
        if document.version != base:
            raise await self._quicker(document)
        return document

    async def _quicker(self, document: Document) -> ConflictError:
        """Another tab has changed a document meanwhile; with the document as it is."""
        what = "another tab has changed this case meanwhile"
        return ConflictError(
            await self.present(document), Complaint(what, "The case is shown as it is now; do it again.")
        )

    async def of_run(
        self, of: str, run: str, payload: dict[str, Any] | None = None, *, same: str = ""
    ) -> Job:
        """The job of that sort for a finished run; the one that is at it already, if any.

        same : the part of the payload that tells two of them apart.

        Raises
        ------
        MissingError
            No such run, or it has not ended well.
        """
        about = await self._finished(run)
        payload = payload or {}
        now = self.jobs.running(of, run)
        if now is not None and now.payload.get(same) == payload.get(same):
            return now
        return self.jobs.begin(of, about["document"], payload, run=run)

    async def _finished(self, run: str) -> dict[str, Any]:
        """What a finished run belongs to; raises MissingError where it is none."""
        await run_in_threadpool(self.runs.require_finished, run)
        return self.runs.about(run)

    async def packed(self, run: str, parts: list[str], time: float | None) -> Job:
        """The job that packs parts of a run into one archive."""
        refuse_others(parts)
        payload = {"parts": parts, "time": time, "archive": archive_name(parts, time)}
        return await self.of_run("export", run, payload, same="archive")

    async def compared(self, run: str, other: str) -> Job:
        """The job that sets another finished run beside one."""
        one, two = await self._finished(run), await self._finished(other)
        payload = {
            "other": other,
            "other_folder": str(self.runs.folder(other)),
            "title": _called(one, two),
            "other_title": _called(two, one),
        }
        return await self.of_run("compare", run, payload, same="other")

    async def traced(self, document: ScanDocument, of: str, order: dict[str, Any]) -> dict[str, Any]:
        """What the tracing process makes of a limb: "trace" a curve, "outline" a contour.

        Raises
        ------
        ScanError
            It cannot be made; with why.
        """
        payload = {"limb": str(document.limb), **order}
        self.tracing.add(document.id)
        self.untraced.discard(document.id)
        try:
            return dict(await asyncio.wrap_future(self.tracer.ask(of, payload)[1]))
        except RefusedError as error:
            said = error.said["error"]
            raise ScanError(Complaint(said["what"], said["remedy"], said["field"])) from error
        except DiedError as error:
            if document.id in self.untraced:
                raise ScanError(Complaint("stopped, as asked", "Nothing was changed.")) from error
            what = "the process that traces has ended without an answer"
            raise ScanError(Complaint(what, "Another one is started; try again.")) from error
        finally:
            self.tracing.discard(document.id)

    def stop_tracing(self, document: ScanDocument) -> None:
        """End what is being traced of a limb, with its process; another one reads the scan again."""
        if document.id in self.tracing:
            self.untraced.add(document.id)
            self.tracer.kill()
            self.tracer.ask("warm", {"limb": str(document.limb)})

    def spread_of(self, document: Document, samples: int, seed: int) -> dict[str, Any]:
        """What a spread is asked for: of the latest run where it is of this text, else of the text."""
        latest = self.runs.latest(document.id)
        workers = max(1, self.jobs.cores)
        asked = {"samples": samples, "seed": seed, "workers": workers}
        if latest is not None and latest["yaml"] == document.yaml:
            folder, views = str(self.runs.folder(latest["id"])), str(self.runs.views(latest["id"]))
            return asked | {"where": folder, "folder": folder, "views": views}
        made = self.runs.begin(document.id, document.version, document.yaml)
        case = self.runs.views(made) / "case.yaml"
        with whole_file(case) as path:
            path.write_text(document.yaml, encoding="utf-8")
        folder, views = str(self.runs.folder(made)), str(self.runs.views(made))
        return asked | {"where": str(case), "folder": folder, "views": views}

    def _tell_changed(self, name: str) -> None:
        from cryonerve.app.screen.refusals import MissingError

        try:
            version = self.documents.get(name).version
        except MissingError:
            return
        self.hub.tell(name, {"kind": "changed", "version": version})

    def close(self) -> None:
        """End the processes and let go of the folder."""
        self.following.close()
        self.jobs.close()
        self.sketcher.close()
        self.tracer.close()
        self.scans.close()
        self.registry.close()
        self.documents.close()


def _called(run: dict[str, Any], other: dict[str, Any]) -> str:
    """What tells a run from another: its version, else its case, else when it began."""
    version = f"version {run['version']}"
    if run["document"] != other["document"] and run["title"] != other["title"]:
        return f"{run['title']}, {version}"
    if run["document"] == other["document"] and run["version"] != other["version"]:
        return version
    return f"{version} of {run['began'][:16].replace('T', ' ')} UTC"
