"""Routes of the scan page for what takes longer: import, segmentation, labels from elsewhere, plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from cryonerve.app.screen.refusals import TakenError
from cryonerve.app.screen.scan_exports import export_of
from cryonerve.app.screen.scan_planning import case_order, read_begun, write_case
from cryonerve.errors import Complaint

if TYPE_CHECKING:
    from cryonerve.app.screen.scan_document import ScanDocument
    from cryonerve.app.screen.studio import Studio

__all__ = ["add_to"]

Place = Annotated[str, Field(max_length=4096)]
Word = Annotated[str, Field(max_length=200)]
HERE = "scans"  # what jobs belong to that are of no limb yet


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SourceOrder(_Order):
    """What a scanner wrote."""

    place: Place


class ImportOrder(SourceOrder):
    """Which of its series becomes a limb, and what it is called; nothing that says who the patient is."""

    series: Word = ""
    modality: Literal["", "CT", "MR", "US", "other"] = ""
    contrast: Word = ""
    region: Word = ""
    title: Word


class SegmentOrder(_Order):
    """Whether what a person painted stays."""

    keep: bool = True


class LabelsOrder(SegmentOrder):
    """A file of labels, and its legend where it has none of its own."""

    place: Place
    legend: Place = ""


class ExportOrder(_Order):
    """The kind of file that other programs read; a "dicom" may point to the series that was labelled."""

    format: Literal["dicom", "nifti", "slicer"]
    original: Place = ""


class PlanOrder(_Order):
    """What the case of a limb begins with."""

    base: int
    device: Word
    side: Literal["left", "right"]
    title: Word = ""


class PlannedOrder(_Order):
    """The version that a case was begun with."""

    base: int


def add_to(routes: APIRouter, studio: Studio) -> None:
    """Make the routes known."""
    _add_import(routes, studio)
    _add_labels(routes, studio)
    _add_exports(routes, studio)
    _add_plan(routes, studio)


def _add_import(routes: APIRouter, studio: Studio) -> None:
    @routes.post("/series")
    def series(order: SourceOrder) -> list[dict[str, Any]]:
        """What a folder, archive or file holds; only headers are read."""
        from cryonerve.scans.loading import find_choices

        found = find_choices(studio.scans.places.found(order.place))
        return [
            {"name": str(number), "title": item.label, "modality": item.modality, "obstacle": item.obstacle}
            for number, item in enumerate(found, 1)
        ]

    @routes.post("/import", status_code=202)
    async def begin(order: ImportOrder) -> dict[str, Any]:
        """Make a limb of a series; its folder is made when all of it is there."""
        source = await run_in_threadpool(studio.scans.places.found, order.place)
        limb = await run_in_threadpool(studio.scans.places.fresh, order.title)
        payload = order.model_dump() | {"source": str(source), "limb": str(limb)}
        return {"job": studio.jobs.begin("scan_import", HERE, payload).id, "place": str(limb)}


def _add_labels(routes: APIRouter, studio: Studio) -> None:
    def payload(document: ScanDocument, *, keep: bool) -> dict[str, Any]:
        return {"scan": document.id, "limb": str(document.limb), "folder": str(document.folder), "keep": keep}

    @routes.post("/{name}/segment", status_code=202)
    async def segment(name: str, order: SegmentOrder) -> dict[str, Any]:
        """Label fat, muscle, bone and skin by machine; taken over when the scan is next read."""
        opened = await run_in_threadpool(studio.scans.get, name)
        return {"job": studio.jobs.begin("scan_segment", name, payload(opened.document, keep=order.keep)).id}

    @routes.post("/{name}/labels-from", status_code=202)
    async def labels(name: str, order: LabelsOrder) -> dict[str, Any]:
        """Labels that another program made; they are taken over when the scan is next read."""
        opened = await run_in_threadpool(studio.scans.get, name)
        places = studio.scans.places
        source = await run_in_threadpool(places.found, order.place)
        legend = await run_in_threadpool(places.found, order.legend) if order.legend else ""
        said = payload(opened.document, keep=order.keep) | {"source": str(source), "legend": str(legend)}
        return {"job": studio.jobs.begin("scan_labels", name, said).id}


def _add_exports(routes: APIRouter, studio: Studio) -> None:
    @routes.post("/{name}/exports", status_code=202)
    async def export(name: str, order: ExportOrder) -> dict[str, Any]:
        """Write the saved labels for other programs."""
        document = (await run_in_threadpool(studio.scans.get, name)).document
        original = ""
        if order.original:
            original = str(await run_in_threadpool(studio.scans.places.found, order.original))
        said = {
            "original": original,
            "scan": name,
            "limb": str(document.limb),
            "folder": str(document.folder),
            "format": order.format,
        }
        return {"job": studio.jobs.begin("scan_export", name, said).id}

    @routes.get("/{name}/exports/{file}")
    def exported(name: str, file: str) -> FileResponse:
        """A file that was written so."""
        path = export_of(studio.scans.get(name).document.folder, file)
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)


def _add_plan(routes: APIRouter, studio: Studio) -> None:
    @routes.post("/{name}/plan", status_code=202)
    async def plan(name: str, order: PlanOrder) -> dict[str, Any]:
        """Have probes placed on the limb as it is saved: a job, after which `planned` opens the case."""
        document = (await run_in_threadpool(studio.scans.get, name)).document
        told = order.model_dump(exclude={"base"})
        told |= await run_in_threadpool(_checked, document, order)
        said = {
            "scan": name,
            "limb": str(document.limb),
            "folder": str(document.folder),
            "version": order.base,
            "told": told,
        }
        return {"job": studio.jobs.begin("scan_case", name, said).id}

    @routes.post("/{name}/planned", status_code=201)
    async def planned(name: str, order: PlannedOrder) -> dict[str, Any]:
        """Write the case that was begun as the limb's case.yaml, and open it as a document."""
        document = (await run_in_threadpool(studio.scans.get, name)).document
        text = await run_in_threadpool(_written, document, order.base)
        return await studio.present(await run_in_threadpool(studio.documents.create, text))


def _checked(document: ScanDocument, order: PlanOrder) -> dict[str, Any]:
    """What a case is told of a limb as the page shows it."""
    with document.lock:
        _require(document, order.base)
        return case_order(document, order.device)


def _written(document: ScanDocument, base: int) -> str:
    """The text of a limb's new case once it is in the limb's folder, with whole paths."""
    from cryonerve.app.screen.reading import anew
    from cryonerve.case import load

    with document.lock:
        _require(document, base)
        made = read_begun(document.folder, base)
        return anew(load(write_case(document.limb, made)))


def _require(document: ScanDocument, base: int) -> None:
    if document.version != base:
        what = "another tab has changed this scan meanwhile"
        raise TakenError(Complaint(what, "Load it again, look at it, then plan."))
