"""Routes of documents: list, begin, edit, undo, redo, delete, export; and what forms offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["router"]


class Begin(BaseModel):
    """How a document begins: one of the three."""

    bundled: str | None = None
    yaml: str | None = Field(None, max_length=1024 * 1024)
    name: str | None = Field(None, max_length=200)
    build: dict[str, Any] | None = None


class Change(BaseModel):
    """An edit of one version."""

    model_config = ConfigDict(extra="forbid")
    base: int
    edit: dict[str, Any]


class Measured(BaseModel):
    """A measure on a slice; with an `id`, the one that it takes the place of."""

    id: int | None = None
    kind: str
    view: str
    points_mm: list[list[float]] = Field(max_length=3)


class Base(BaseModel):
    """The version that is meant."""

    base: int


def router(studio: Studio) -> APIRouter:
    """Routes under /api for one studio."""
    routes = APIRouter(prefix="/api", tags=["documents"])
    _add_lists(routes, studio)
    _add_documents(routes, studio)
    _add_changes(routes, studio)
    _add_measures(routes, studio)
    return routes


def _add_lists(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen import showing, starting

    @routes.get("/about")
    async def about() -> dict[str, Any]:
        """Version and notice."""
        return studio.about()

    @routes.get("/cases")
    def cases() -> list[dict[str, str]]:
        """The bundled cases."""
        return [{"name": name, "title": title} for name, title in starting.bundled_cases()]

    @routes.get("/catalogue")
    def catalogue() -> dict[str, Any]:
        """Devices, nerves and structures for forms."""
        return starting.catalogue()

    @routes.get("/documents")
    def documents() -> list[dict[str, Any]]:
        """All documents, the last changed first."""
        return [showing.listed(item) for item in studio.documents.all()]


def _add_documents(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.starting import begun

    @routes.post("/documents", status_code=201)
    async def begin(order: Begin) -> dict[str, Any]:
        """Begin a document with a bundled case, a text, or a few answers."""
        yaml = await run_in_threadpool(begun, order.model_dump())
        document = await run_in_threadpool(studio.documents.create, yaml)
        return await studio.present(document)

    @routes.get("/documents/{name}")
    async def read(name: str) -> dict[str, Any]:
        """One document, taken apart."""
        return await studio.present(await studio.document(name))

    @routes.get("/documents/{name}/case.yaml", response_class=PlainTextResponse)
    def text(name: str) -> PlainTextResponse:
        """The case file."""
        from cryonerve.app.screen.reading import case_of

        yaml = studio.documents.get(name).yaml
        title = "".join(letter for letter in case_of(yaml).name if letter.isalnum() or letter in "-_")
        said = {"content-disposition": f'attachment; filename="{title or "case"}.yaml"'}
        return PlainTextResponse(yaml, media_type="application/yaml", headers=said)

    @routes.delete("/documents/{name}", status_code=204)
    async def delete(name: str) -> Response:
        """Forget a document; its runs stay in the folder."""
        await run_in_threadpool(studio.documents.delete, name)
        return Response(status_code=204)


def _add_changes(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.edits import edited

    @routes.post("/documents/{name}/edits")
    async def edit(name: str, change: Change) -> dict[str, Any]:
        """Apply an edit; 409 with the current document where another tab was quicker."""
        return await studio.changed(
            name, lambda: studio.documents.change(name, change.base, lambda yaml: edited(yaml, change.edit))
        )

    @routes.post("/documents/{name}/undo")
    async def undo(name: str, base: Base) -> dict[str, Any]:
        """Take the last change back."""
        return await studio.changed(name, lambda: studio.documents.step(name, base.base, -1))

    @routes.post("/documents/{name}/redo")
    async def redo(name: str, base: Base) -> dict[str, Any]:
        """Do again what was taken back."""
        return await studio.changed(name, lambda: studio.documents.step(name, base.base, 1))


def _add_measures(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.slice_measures import put, removed

    @routes.post("/documents/{name}/measures")
    async def measure(name: str, item: Measured) -> list[dict[str, Any]]:
        """Keep a distance or an angle; all of them."""
        return await studio.measured(name, put(item.model_dump()))

    @routes.delete("/documents/{name}/measures")
    async def forget(name: str) -> list[dict[str, Any]]:
        """Remove all."""
        return await studio.measured(name, removed(None))

    @routes.delete("/documents/{name}/measures/{number}")
    async def remove(name: str, number: int) -> list[dict[str, Any]]:
        """Remove one; those that are left."""
        return await studio.measured(name, removed(number))
