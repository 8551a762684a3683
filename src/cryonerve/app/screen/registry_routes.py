"""Routes of the registry: what is in it, one case over time, forms, corrections, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from cryonerve.app.screen import registry_page as page
from cryonerve.app.screen.registry_entries import (
    Correction,
    Entry,
    corrected,
    entered,
    mark_of,
    run_entered,
    spoken_for_page,
)
from cryonerve.app.screen.registry_parcels import packed_export, trajectory_picture
from cryonerve.app.screen.registry_timeline import case_document

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio
    from cryonerve.registry.access import Registry

__all__ = ["router"]

MOST_DRAFTS = 200
LARGEST_OFFSET = 10**9
LONGEST_HEADER = 4000  # letters
Where = Annotated[list[str] | None, Query(max_length=20)]
Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=LARGEST_OFFSET)]
Word = Annotated[str, Field(max_length=80)]
Reason = Annotated[str, Field(max_length=2000)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftOrder(_Order):
    """A record to be added; its parent and what it refers to may be "#0", the form's first draft."""

    kind: Word
    values: dict[str, Any]
    parent: Word = ""
    record: Word = ""


class FormOrder(_Order):
    """Records that are added together or not at all; `once` is the form's own UUID."""

    drafts: list[DraftOrder] = Field(min_length=1, max_length=MOST_DRAFTS)
    why: Reason = ""
    override: Reason = ""
    once: Word = ""


class CorrectionOrder(_Order):
    """A new version of the version that the page has seen."""

    values: dict[str, Any] = Field(default_factory=dict)
    void: bool | None = None
    version: int
    why: Reason = ""
    override: Reason = ""


class DraftCheck(_Order):
    """A form that is not sent yet."""

    kind: Word
    values: dict[str, Any]


class CheckOrder(_Order):
    """What shall be checked."""

    draft: DraftCheck


class ScoreOrder(_Order):
    """One set of answers."""

    instrument: Word
    version: Word = ""
    answers: dict[str, Any] = Field(max_length=500)
    age: Number | None = None


class PredictionOrder(_Order):
    """The run whose plan and predictions are kept with a case, and the procedure that it computed again."""

    run: Word
    case: Word
    procedure: Word = ""


class ExportOrder(_Order):
    """What leaves, and how coarse."""

    format: Word = "csv"
    coarsen: bool = False
    include_unconsented: Reason = ""


def router(studio: Studio) -> APIRouter:
    """Routes under /api/registry for one studio."""
    routes = APIRouter(prefix="/api/registry", tags=["registry"])
    _add_state(routes, studio)
    _add_lists(routes, studio)
    _add_single(routes, studio)
    _add_entries(routes, studio)
    _add_forms(routes)
    _add_files(routes, studio)
    return routes


def _add_state(routes: APIRouter, studio: Studio) -> None:
    @routes.get("")
    async def state() -> dict[str, Any]:
        """Whether there is a registry, who comes, and what that user may do."""
        return await studio.registry.state()

    @routes.post("")
    async def make() -> dict[str, Any]:
        """Make a registry where there is none; who makes it is its first steward."""
        return await studio.registry.make()


def _add_lists(routes: APIRouter, studio: Studio) -> None:
    @routes.get("/cases")
    async def cases(
        *,
        where: Where = None,
        sort: Annotated[str, Query(max_length=40)] = "",
        down: bool = False,
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> JSONResponse:
        """A page of cases, and how many there are by sex, level, indication, nerve, side and consent."""

        def found(registry: Registry) -> dict[str, Any]:
            from cryonerve.registry.case_overview import overview

            told = overview(registry, where or (), sort=sort, down=down, limit=limit, offset=offset)
            facets = {
                name: [{"value": value, "count": count} for value, count in values]
                for name, values in told.facets.items()
            }
            return {"rows": list(told.rows), "total": told.total, "facets": facets}

        return JSONResponse(await studio.registry.ask(lambda it: spoken_for_page(lambda: found(it))))

    @routes.get("/records/{kind}")
    async def records(kind: str, where: Where = None, offset: Offset = 0, limit: Limit = 50) -> JSONResponse:
        """Records of a kind as they hold now, without documents and answers."""

        def found(registry: Registry) -> dict[str, Any]:
            from cryonerve.registry.listing import find

            name = page.recorded_kind(kind).name
            listed = find(registry, name, where or (), limit=limit, offset=offset)
            return {"rows": [dict(row) for row in listed.rows], "total": listed.total}

        return JSONResponse(await studio.registry.ask(lambda it: spoken_for_page(lambda: found(it))))


def _add_single(routes: APIRouter, studio: Studio) -> None:
    @routes.get("/cases/{case}")
    async def case(case: str) -> JSONResponse:
        """A case, its person, its records and its timeline."""
        mark = mark_of(case, "C")
        return JSONResponse(await studio.registry.ask(lambda it: case_document(it, mark)))

    @routes.get("/record/{record}")
    async def record(record: str) -> JSONResponse:
        """A record with all its versions, and who changed it when and why."""
        mark = mark_of(record)

        def told(registry: Registry) -> dict[str, Any]:
            from cryonerve.registry.listing import history

            return page.shown_history(history(registry, mark))

        return JSONResponse(await studio.registry.ask(told))


def _add_entries(routes: APIRouter, studio: Studio) -> None:
    @routes.post("/records", status_code=201)
    async def add(order: FormOrder) -> dict[str, Any]:
        """Add the records of a form: all or none, and once."""
        rows = [draft.model_dump() for draft in order.drafts]
        entry = Entry(rows, order.why, order.override, order.once)
        return await studio.registry.ask(lambda it: entered(it, entry))

    @routes.post("/record/{record}")
    async def correct(record: str, order: CorrectionOrder) -> JSONResponse:
        """A new version; 409 with the record as it is where somebody else was quicker."""
        mark = mark_of(record)
        change = Correction(order.values, order.version, order.void, order.why, order.override)
        return JSONResponse(await studio.registry.ask(lambda it: corrected(it, mark, change)))

    @routes.post("/predictions", status_code=201)
    async def predictions(order: PredictionOrder) -> dict[str, Any]:
        """Keep the plan and the predictions of a run with a case; once for each run and case."""
        case = mark_of(order.case, "C")
        done = mark_of(order.procedure, "D") if order.procedure else ""
        await run_in_threadpool(studio.runs.require_finished, order.run)
        folder = studio.runs.folder(order.run)
        return await studio.registry.ask(lambda it: run_entered(it, folder, case, procedure=done))


def _add_forms(routes: APIRouter) -> None:
    @routes.get("/kinds")
    def kinds() -> list[dict[str, Any]]:
        """Kinds of records with their fields."""
        return page.kinds_document()

    @routes.get("/instruments")
    def instruments() -> dict[str, Any]:
        """Instruments with their items, scales of adverse events with their grades."""
        return page.instruments_document()

    @routes.post("/checks")
    def check(order: CheckOrder) -> dict[str, Any]:
        """What is wrong with a form that is not sent yet."""
        kind = page.recorded_kind(order.draft.kind)
        wrong = page.problems_of(kind, order.draft.values)
        return {"problems": [page.problem_row(one, f"{kind.name}.") for one in wrong]}

    @routes.post("/scores")
    def score(order: ScoreOrder) -> dict[str, Any]:
        """What answers come to; why to nothing, where they do not."""
        return page.scored(order.instrument, order.version, order.answers, order.age)


def _add_files(routes: APIRouter, studio: Studio) -> None:
    @routes.get("/cases/{case}/trajectory.png")
    async def trajectory(case: str) -> Response:
        """One person's pain over the published courses; not a prognosis."""
        mark = mark_of(case, "C")
        picture = await studio.registry.ask(lambda it: trajectory_picture(it, mark))
        return Response(picture, media_type="image/png")

    @routes.post("/export")
    async def export(order: ExportOrder) -> Response:
        """Records for another program, as one archive; whom it may give away is in x-warning, and in it."""
        packed = await studio.registry.ask(
            lambda it: spoken_for_page(
                lambda: packed_export(
                    it, order.format, coarsen=order.coarsen, include_unconsented=order.include_unconsented
                )
            )
        )
        said = {
            "content-disposition": f'attachment; filename="{packed.name}"',
            "x-warning": packed.warning.encode("ascii", "replace").decode()[:LONGEST_HEADER],
        }
        return Response(packed.content, media_type="application/zip", headers=said)
