"""The route of the WebSocket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.websockets import WebSocket

from cryonerve.app.screen.live import Conversation
from cryonerve.app.screen.refusals import MissingError

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["router"]

NO_DOCUMENT = 4404


def router(studio: Studio) -> APIRouter:
    """The one route under /api/documents for one studio."""
    routes = APIRouter(prefix="/api")

    @routes.websocket("/documents/{name}/live")
    async def live(socket: WebSocket, name: str) -> None:
        """Talk with one page until it is gone."""
        try:
            await studio.document(name)
        except MissingError:
            await socket.accept()
            await socket.close(NO_DOCUMENT, "there is no such document")
            return
        await Conversation(studio, socket, name).run()

    return routes
