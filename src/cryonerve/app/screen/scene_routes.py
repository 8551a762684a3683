"""Routes of scenes: what the body looks like. A scene never changes under its key, so browsers keep it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import FileResponse, JSONResponse, Response

from cryonerve.app.screen.view_files import SCENE

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["FOREVER", "packed", "router"]

FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
PATIENCE = 1.5  # s that a request waits for a scene being drawn; less than a server that ends waits for it


def packed(path: Path) -> FileResponse:
    """A deflated file, which the page inflates itself."""
    return FileResponse(path, media_type="application/octet-stream", headers={**FOREVER, "x-body": "deflate"})


def router(studio: Studio) -> APIRouter:
    """Routes under /api/scenes for one studio."""
    routes = APIRouter(prefix="/api/scenes", tags=["scenes"])

    @routes.get("/{key}", response_class=JSONResponse)
    async def scene(key: str) -> Response:
        """The scene; 202 while it is being drawn, 422 where it cannot be."""
        if not await studio.scenes.wait(key, PATIENCE):
            said = studio.scenes.state(key)
            return JSONResponse(said, 422 if "error" in said else 202)
        return FileResponse(studio.scenes.file(key, SCENE), media_type="application/json", headers=FOREVER)

    @routes.get("/{key}/labels")
    def labels(key: str) -> FileResponse:
        """Labels: zlib-deflated uint8, x fastest."""
        return packed(studio.scenes.labels(key))

    @routes.get("/{key}/meshes/{label}")
    def mesh(key: str, label: int) -> FileResponse:
        """A mesh: deflated u32 vertices, u32 triangles, float32 xyz in mm, u32 indices."""
        return packed(studio.scenes.mesh(key, label))

    return routes
