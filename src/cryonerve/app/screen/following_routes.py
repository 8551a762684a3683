"""Routes of the live page: begin, look on, stop; recorded sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket

from cryonerve.app.screen.following_page import Watcher
from cryonerve.app.screen.following_start import LiveStart
from cryonerve.app.screen.recordings import file_of, moment_of, recording_of, recordings

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["router"]


def router(studio: Studio) -> APIRouter:
    """Routes under /api for one studio."""
    routes = APIRouter(prefix="/api", tags=["live"])
    _add_session(routes, studio)
    _add_recordings(routes, studio)
    return routes


def _add_session(routes: APIRouter, studio: Studio) -> None:
    @routes.post("/runs/{run}/live", status_code=202)
    async def begin(run: str, order: LiveStart) -> dict[str, Any]:
        """Follow a procedure of this run: a stream at an address, or the simulated scanner."""
        studio.runs.require_finished(run)
        studio.following.require_free()
        await run_in_threadpool(order.check)
        return studio.following.begin(run, order)

    @routes.get("/live")
    async def now() -> dict[str, Any]:
        """The session under way, or the last one."""
        return studio.following.about

    @routes.delete("/live")
    async def stop() -> dict[str, Any]:
        """Stop following; what came of it is written."""
        return studio.following.stop()

    @routes.websocket("/live")
    async def watch(socket: WebSocket) -> None:
        """Look on until the page is gone."""
        await Watcher(studio.following, socket).run()


def _add_recordings(routes: APIRouter, studio: Studio) -> None:
    @routes.get("/runs/{run}/recordings")
    async def listed(run: str) -> list[dict[str, Any]]:
        """Recorded sessions of a run, the last first."""
        views = studio.runs.views(run)
        return await run_in_threadpool(recordings, views, open_now=studio.following.recording)

    @routes.get("/runs/{run}/recordings/{name}")
    def recording(run: str, name: str) -> dict[str, Any]:
        """One of them: what it was, the times of its moments, its events and files."""
        return recording_of(studio.runs.views(run), name)

    @routes.get("/runs/{run}/recordings/{name}/moments/{number}")
    def moment(run: str, name: str, number: int) -> Response:
        """One moment, as it was sent."""
        found = moment_of(studio.runs.views(run), name, number)
        return Response(found, media_type="application/octet-stream")

    @routes.get("/runs/{run}/recordings/{name}/files/{wanted}")
    def file(run: str, name: str, wanted: str) -> FileResponse:
        """Its log or its clip."""
        path = file_of(studio.runs.views(run), name, wanted)
        return FileResponse(path, media_type="application/octet-stream", filename=f"{name}-{path.name}")
