"""Routes of jobs and runs: begin, follow, cancel; fields, sections, pictures, reports and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from cryonerve.app.parcels import PARTS
from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.screen.scene_routes import FOREVER, packed
from cryonerve.errors import Complaint

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["router"]


class Start(BaseModel):
    """The version that shall run."""

    base: int
    confirm: bool = False


class Search(BaseModel):
    """The version whose case a better one is searched for."""

    base: int
    options: dict[str, int | bool] = Field(default_factory=dict)


class Sample(BaseModel):
    """The version that shall be run many times."""

    base: int
    samples: int = Field(100, ge=8, le=100_000)
    seed: int = Field(1, ge=0)


class Beside(BaseModel):
    """The run that is set beside another."""

    other: str


class Parts(BaseModel):
    """What is taken of a run, and of which moment the temperatures are given beside the coldest."""

    parts: list[str] = Field(max_length=20)
    time_s: float | None = Field(None, allow_inf_nan=False)


def router(studio: Studio) -> APIRouter:
    """Routes under /api for one studio."""
    routes = APIRouter(prefix="/api", tags=["runs"])
    _add_jobs(routes, studio)
    _add_runs(routes, studio)
    _add_fields(routes, studio)
    _add_pages(routes, studio)
    return routes


def _add_jobs(routes: APIRouter, studio: Studio) -> None:
    @routes.post("/documents/{name}/run", status_code=202)
    async def run(name: str, order: Start) -> dict[str, Any]:
        """Run the case, the whole road; a report is drawn when it is asked for."""
        document = await studio.at(name, order.base)
        made = await run_in_threadpool(studio.runs.begin, name, document.version, document.yaml)
        payload = {"yaml": document.yaml, "confirm": order.confirm}
        job = studio.jobs.begin("run", name, payload, run=made, case=document)
        return {"job": job.id, "run": made}

    @routes.post("/documents/{name}/plan", status_code=202)
    async def plan(name: str, order: Search) -> dict[str, Any]:
        """Search a better case."""
        document = await studio.at(name, order.base)
        payload = {"yaml": document.yaml, "options": order.options}
        return {"job": studio.jobs.begin("plan", name, payload, case=document).id}

    @routes.post("/documents/{name}/spread", status_code=202)
    async def spread(name: str, order: Sample) -> dict[str, Any]:
        """How sure the plan is."""
        document = await studio.at(name, order.base)
        payload = await run_in_threadpool(studio.spread_of, document, order.samples, order.seed)
        return {"job": studio.jobs.begin("spread", name, payload, case=document).id}

    @routes.get("/jobs/{job}")
    async def state(job: str) -> dict[str, Any]:
        """Where a job stands."""
        return studio.jobs.get(job).message()

    @routes.delete("/jobs/{job}")
    async def cancel(job: str) -> dict[str, Any]:
        """Stop a job."""
        return studio.jobs.cancel(job).message()

    @routes.get("/jobs")
    async def jobs(document: str | None = None) -> list[dict[str, Any]]:
        """Jobs, of one document or of all."""
        return studio.jobs.messages(document)


def _add_runs(routes: APIRouter, studio: Studio) -> None:
    @routes.get("/runs")
    def runs(document: str | None = None) -> list[dict[str, Any]]:
        """Finished runs, the last first."""
        return studio.runs.all(document)

    @routes.get("/runs/{run}")
    def shown(run: str) -> dict[str, Any]:
        """Everything told of a run."""
        return studio.runs.shown(run)

    @routes.get("/runs/{run}/section")
    def section(run: str, station: int) -> dict[str, Any]:
        """The treated nerve across."""
        return studio.runs.section(run, station)

    @routes.get("/runs/{run}/files")
    def files(run: str) -> list[dict[str, Any]]:
        """Files that may be fetched."""
        return studio.runs.files(run)

    @routes.get("/runs/{run}/files/{wanted:path}")
    def file(run: str, wanted: str) -> FileResponse:
        """One of these files."""
        path, kind = studio.runs.file(run, wanted)
        return FileResponse(path, media_type=kind, filename=path.name)


def _add_fields(routes: APIRouter, studio: Studio) -> None:
    @routes.get("/runs/{run}/frames/{which}")
    def frame(run: str, which: str) -> FileResponse:
        """One frame as in the WebSocket: header, then deflated int16."""
        answer = packed(studio.runs.frame(run, which))
        answer.headers["x-body"] = "frame"
        return answer

    @routes.get("/runs/{run}/bands")
    def bands(run: str) -> dict[str, Any]:
        """How sure each place is to get cold, after a spread: grid, samples, names of the fields."""
        return studio.runs.bands(run)

    @routes.get("/runs/{run}/bands/{which}")
    def band(run: str, which: str) -> FileResponse:
        """One field like a frame: degC that p5, p50, p95 percent reached; percent that fell below a limit."""
        path = studio.runs.band(run, which)
        said = {"cache-control": "no-cache", "x-body": "frame"}  # another spread of the run may follow
        return FileResponse(path, media_type="application/octet-stream", headers=said)

    def waiting(run: str) -> JSONResponse:
        """202 while the pictures are drawn; raises MissingError where nobody is at it."""
        job = studio.jobs.running("pictures", run)
        if job is None:
            what = "there are no simulated pictures of this run"
            raise MissingError(Complaint(what, "Have them drawn; it takes about a minute."))
        return JSONResponse({"ready": False, **job.message()}, 202)

    @routes.post("/runs/{run}/ultrasound", status_code=202)
    async def draw(run: str) -> dict[str, Any]:
        """Draw the simulated pictures of a run."""
        return {"job": (await studio.of_run("pictures", run)).id}

    @routes.get("/runs/{run}/ultrasound")
    async def ultrasound(run: str) -> Response:
        """Where the simulated pictures lie and how large a pixel is; 202 while they are drawn."""
        path = await run_in_threadpool(studio.runs.picture, run, None)
        return waiting(run) if path is None else FileResponse(path, media_type="application/json")

    @routes.get("/runs/{run}/ultrasound.png", response_model=None)
    async def picture(run: str, frame: int) -> Response:
        """The simulated picture of one frame; 202 while they are drawn."""
        path = await run_in_threadpool(studio.runs.picture, run, frame)
        return waiting(run) if path is None else FileResponse(path, media_type="image/png", headers=FOREVER)


def _add_pages(routes: APIRouter, studio: Studio) -> None:
    @routes.post("/runs/{run}/report", status_code=202)
    async def report(run: str) -> dict[str, Any]:
        """Draw the report."""
        return {"job": (await studio.of_run("report", run)).id}

    @routes.post("/runs/{run}/compare", status_code=202)
    async def compare(run: str, order: Beside) -> dict[str, Any]:
        """Set another run beside this one: what it does otherwise, and what comes of it."""
        return {"job": (await studio.compared(run, order.other)).id}

    @routes.get("/exports/parts")
    async def parts() -> list[dict[str, str]]:
        """What can be taken of a run."""
        return [{"name": name, "title": title} for name, title in PARTS.items()]

    @routes.post("/runs/{run}/export", status_code=202)
    async def export(run: str, order: Parts) -> dict[str, Any]:
        """Pack chosen parts of a run into one archive."""
        return {"job": (await studio.packed(run, order.parts, order.time_s)).id}

    @routes.get("/runs/{run}/exports/{archive}")
    def archive(run: str, archive: str) -> FileResponse:
        """An archive that was packed."""
        return FileResponse(
            studio.runs.archive(run, archive), media_type="application/zip", filename=f"{run}.zip"
        )

    def page(run: str, name: str) -> FileResponse:
        path, kind = studio.runs.file(run, name)
        said = {}
        if kind == "text/html":  # all it shows is within it, and it runs nothing
            said["content-security-policy"] = (
                "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
                "sandbox"
            )
        return FileResponse(path, media_type=kind, headers=said)

    @routes.get("/runs/{run}/report.html")
    def html(run: str) -> FileResponse:
        """The report as a page."""
        return page(run, "report.html")

    @routes.get("/runs/{run}/report.pdf")
    def pdf(run: str) -> FileResponse:
        """The report as PDF."""
        return page(run, "report.pdf")
