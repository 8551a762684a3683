"""Routes of the scan page: choose a limb or import one, look through it, label, trace, measure, save."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from cryonerve.app.screen.documents import QuickerError
from cryonerve.app.screen.refusals import ConflictError
from cryonerve.errors import Complaint

if TYPE_CHECKING:
    from cryonerve.app.screen.scan_brush import Box
    from cryonerve.app.screen.scan_document import ScanDocument
    from cryonerve.app.screen.studio import Studio

__all__ = ["router"]

Place = Annotated[str, Field(max_length=4096)]
Word = Annotated[str, Field(max_length=200)]
Known = Annotated[str, Header(alias="if-none-match", max_length=200)]
Points = Annotated[list[list[float]], Field(max_length=1000)]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OpenOrder(_Order):
    """Where a limb's folder is."""

    place: Place


class EditOrder(_Order):
    """A change of labels or curves, of one version."""

    base: int
    edit: dict[str, Any]


class BaseOrder(_Order):
    """The version that is meant."""

    base: int


class TraceOrder(_Order):
    """Clicks along a nerve or a vessel; `instead`: the curve that this one corrects."""

    base: int
    clicks_mm: Points
    name: Word
    kind: Word
    instead: Word = ""


class OutlineOrder(_Order):
    """Clicks round a nerve or vessel in the slice across an axis."""

    clicks_mm: Points
    axis: Annotated[int, Field(ge=0, le=2)]


class MeasureOrder(_Order):
    """A distance, an angle or a circle; with an `id`, the one that it takes the place of."""

    id: int | None = None
    kind: Word
    view: Word
    points_mm: Points


def router(studio: Studio) -> APIRouter:
    """Routes under /api/scans for one studio."""
    from cryonerve.app.screen import scan_job_routes

    routes = APIRouter(prefix="/api/scans", tags=["scans"])
    _add_places(routes, studio)
    scan_job_routes.add_to(routes, studio)
    _add_scans(routes, studio)
    _add_slices(routes, studio)
    _add_edits(routes, studio)
    _add_tracing(routes, studio)
    _add_measures(routes, studio)
    return routes


def _add_places(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.scan_names import names

    @routes.get("")
    def scans() -> list[dict[str, Any]]:
        """Limbs that were opened before, the last opened first."""
        return studio.scans.all()

    @routes.get("/places")
    def places(at: Annotated[str, Query(max_length=4096)] = "") -> dict[str, Any]:
        """What lies in a folder that this screen may read; without one, these folders."""
        return studio.scans.places.listed(at)

    @routes.get("/names")
    def offered() -> dict[str, Any]:
        """Tissues, nerves and usual labels for forms."""
        return names()


def _add_scans(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.scan_showing import shown_scan

    @routes.post("", status_code=201)
    async def begin(order: OpenOrder) -> dict[str, Any]:
        """Open a limb's folder."""
        opened = await run_in_threadpool(studio.scans.open, order.place)
        studio.tracer.ask("warm", {"limb": str(opened.document.limb)})
        return await run_in_threadpool(shown_scan, opened)

    @routes.get("/{name}")
    def read(name: str) -> dict[str, Any]:
        """One scan: what was read, labels, curves, findings, and what is missing until a plan."""
        fresh = not studio.scans.holds(name)
        opened = studio.scans.get(name)
        if fresh:
            studio.tracer.ask("warm", {"limb": str(opened.document.limb)})
        studio.scans.take_waiting(opened)
        return shown_scan(opened)

    @routes.delete("/{name}", status_code=204)
    def forget(name: str) -> Response:
        """Take a limb off the list with what was not saved; its folder stays."""
        studio.scans.forget(name)
        return Response(status_code=204)


def _add_slices(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.scan_pictures import runs_of, slice_of

    def sent(content: Callable[[], bytes], tag: str, known: str) -> Response:
        """The bytes, unless who asks has them. Nothing of a patient is left in the browser's store."""
        headers = {"etag": f'"{tag}"', "cache-control": "no-store"}
        if f'"{tag}"' in known:
            return Response(status_code=304, headers=headers)
        return Response(content(), media_type="application/octet-stream", headers=headers)

    @routes.get("/{name}/slices/{axis}/{index}")
    def pictures(name: str, axis: int, index: int, known: Known = "") -> Response:
        """Grey values of a slice: little-endian int16, rows of the higher axis."""
        opened = studio.scans.get(name)
        tag = f"{name}-{opened.mark}-{axis}-{index}"
        return sent(lambda: slice_of(opened.greys.stored, axis, index).astype("<i2").tobytes(), tag, known)

    @routes.get("/{name}/labels/{axis}/{index}")
    def labels(name: str, axis: int, index: int, known: Known = "") -> Response:
        """Labels of a slice as runs: number and length, little-endian uint16."""
        opened = studio.scans.get(name)
        document = opened.document
        with document.lock:
            tag = f"{name}-{opened.mark}-{document.stamp}-{axis}-{index}"
            return sent(lambda: runs_of(slice_of(document.numbers, axis, index)), tag, known)


def _box_row(box: Box | None) -> list[list[int]] | None:
    return None if box is None else [list(box.low), list(box.high)]


def _changed(studio: Studio, name: str, act: Callable[[ScanDocument], Box | None]) -> dict[str, Any]:
    """Make a change; the scan as it is then, and the box whose labels changed.

    Raises
    ------
    ConflictError
        Another tab was quicker; with the scan as it is.
    """
    from cryonerve.app.screen.scan_showing import shown_scan

    opened = studio.scans.get(name)
    with opened.document.lock:
        try:
            box = act(opened.document)
        except QuickerError:
            what = "another tab has changed this scan meanwhile"
            complaint = Complaint(what, "It is shown as it is now; do it again.")
            raise ConflictError(shown_scan(opened), complaint) from None
        return shown_scan(opened) | {"box": _box_row(box)}


def _add_edits(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.scan_curve_edits import CURVE_EDITS, curve_edited
    from cryonerve.app.screen.scan_edits import edited

    @routes.post("/{name}/edits")
    def edit(name: str, order: EditOrder) -> dict[str, Any]:
        """Paint, erase, fill, name; treat, widen or remove a curve. 409 where another tab was quicker."""

        def act(document: ScanDocument) -> Box | None:
            document.require(order.base)
            if str(order.edit.get("kind")) in CURVE_EDITS:
                sentence, rows = curve_edited(document.curves, order.edit)
                return document.do(order.base, sentence, curves=rows)
            sentence, painted, parts = edited(document, order.edit)
            return document.do(order.base, sentence, painted, None, **parts)

        return _changed(studio, name, act)

    @routes.post("/{name}/undo")
    def undo(name: str, order: BaseOrder) -> dict[str, Any]:
        """Take the last act back."""
        return _changed(studio, name, lambda document: document.step(order.base, -1))

    @routes.post("/{name}/redo")
    def redo(name: str, order: BaseOrder) -> dict[str, Any]:
        """Do again what was taken back."""
        return _changed(studio, name, lambda document: document.step(order.base, 1))

    @routes.post("/{name}/save")
    def save(name: str, order: BaseOrder) -> dict[str, Any]:
        """Write labels, legend and curves into the limb's folder, each file whole or not at all."""

        def act(document: ScanDocument) -> None:
            document.require(order.base)
            document.save()

        return _changed(studio, name, act)


def _add_tracing(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.scan_curve_edits import with_curve
    from cryonerve.app.screen.scan_tubes import tube_row
    from cryonerve.scans.curves import curves_from

    @routes.post("/{name}/traced")
    async def trace(name: str, order: TraceOrder) -> dict[str, Any]:
        """Find the nerve or vessel between clicks, and keep it as a curve."""
        opened = await run_in_threadpool(studio.scans.get, name)
        curve = (await studio.traced(opened.document, "trace", order.model_dump()))["curve"]

        def act(document: ScanDocument) -> Box | None:
            document.require(order.base)
            sentence, rows = with_curve(document.curves, curves_from([curve])[0], order.instead)
            return document.do(order.base, sentence, curves=rows)

        return await run_in_threadpool(_changed, studio, name, act)

    @routes.delete("/{name}/traced", status_code=204)
    async def stop(name: str) -> Response:
        """Stop what is being traced."""
        studio.stop_tracing((await run_in_threadpool(studio.scans.get, name)).document)
        return Response(status_code=204)

    @routes.post("/{name}/outline")
    async def outline(name: str, order: OutlineOrder) -> dict[str, Any]:
        """A closed outline in a slice that follows the edges between clicks; nothing is kept of it yet."""
        opened = await run_in_threadpool(studio.scans.get, name)
        return await studio.traced(opened.document, "outline", order.model_dump())

    @routes.get("/{name}/curves")
    def curves(name: str) -> list[dict[str, Any]]:
        """Traced curves as they are drawn: points, clicks, outlines across every millimetre."""
        return [tube_row(curve) for curve in curves_from(studio.scans.get(name).document.curves)]


def _add_measures(routes: APIRouter, studio: Studio) -> None:
    from cryonerve.app.screen.scan_showing import MEASURES, VIEWS, measured_rows
    from cryonerve.app.screen.slice_measures import Change, put, removed

    def measured(name: str, change: Change) -> list[dict[str, Any]]:
        document = studio.scans.get(name).document
        return measured_rows(document, document.measure(change))

    @routes.post("/{name}/measures")
    def measure(name: str, item: MeasureOrder) -> list[dict[str, Any]]:
        """Keep a distance, an angle or a circle; all of them."""
        return measured(name, put(item.model_dump(), kinds=MEASURES, views=VIEWS))

    @routes.delete("/{name}/measures")
    def clear(name: str) -> list[dict[str, Any]]:
        """Remove all."""
        return measured(name, removed(None))

    @routes.delete("/{name}/measures/{number}")
    def remove(name: str, number: int) -> list[dict[str, Any]]:
        """Remove one; those that are left."""
        return measured(name, removed(number))
