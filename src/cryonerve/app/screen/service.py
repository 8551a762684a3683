"""The application: everything the page asks for, behind the door."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from cryonerve import __version__
from cryonerve.app.screen import (
    document_routes,
    evidence_routes,
    following_routes,
    live_routes,
    refusals,
    registry_routes,
    run_routes,
    scan_routes,
    scene_routes,
)
from cryonerve.app.screen.door import Door, Keys
from cryonerve.app.screen.studio import Studio
from cryonerve.app.speech import RESEARCH_ONLY

if TYPE_CHECKING:
    from starlette.types import ASGIApp

__all__ = ["application", "opened"]

STATIC = Path(__file__).parent / "static"
NO_PAGE = "<!doctype html><title>cryonerve</title><p>The page is not built. Its interface: <a href='/api/openapi.json'>/api/openapi.json</a>."  # noqa: E501


def application(studio: Studio) -> FastAPI:
    """The routes, without the door."""

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        del app
        yield
        studio.close()

    app = FastAPI(
        title="cryonerve",
        version=__version__,
        description=RESEARCH_ONLY,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=living,
    )
    refusals.install(app)
    for routes in (
        document_routes,
        scene_routes,
        run_routes,
        live_routes,
        following_routes,
        evidence_routes,
        registry_routes,
        scan_routes,
    ):
        app.include_router(routes.router(studio))
    mimetypes.add_type("text/javascript", ".js")  # what the system says of it differs
    if (STATIC / "index.html").is_file():
        app.mount("/", StaticFiles(directory=STATIC, html=True))
    else:
        app.add_api_route("/", lambda: HTMLResponse(NO_PAGE), include_in_schema=False)
    return app


def opened(studio: Studio, keys: Keys) -> ASGIApp:
    """The whole application behind its door."""
    return Door(application(studio), keys)
