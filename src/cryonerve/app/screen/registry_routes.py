"""Routes of the registry: what is there, a page of cases, one case, forms, corrections."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from cryonerve.app.screen.registry_forms import instruments_shown, kinds_shown, scored

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["router"]

Where = Annotated[list[str], Query(max_length=30)]
Offset = Annotated[int, Query(ge=0)]
Limit = Annotated[int, Query(ge=1, le=500)]


class DraftIn(BaseModel):
    """One record of a form."""

    kind: str = Field(max_length=40)
    parent: str = Field("", max_length=40)
    values: dict[str, Any] = Field(default_factory=dict, max_length=60)


class FormIn(BaseModel):
    """A form that is entered as a whole; `once` is its own number, so that it cannot be entered twice."""

    drafts: list[DraftIn] = Field(max_length=20)
    why: str = Field("", max_length=1000)
    override: str = Field("", max_length=1000)
    once: str = Field(min_length=16, max_length=80)


class CorrectionIn(BaseModel):
    """What changes of a record, and why; `version` is the one that was looked at."""

    values: dict[str, Any] = Field(default_factory=dict, max_length=60)
    version: int
    why: str = Field(max_length=1000)
    void: bool | None = None
    override: str = Field("", max_length=1000)


class CheckIn(BaseModel):
    """One draft that shall only be looked through."""

    draft: DraftIn


class ScoreIn(BaseModel):
    """Answers to one instrument."""

    instrument: str = Field(max_length=80)
    version: str = Field("", max_length=80)
    answers: dict[str, Any] = Field(max_length=100)
    age: float | None = Field(None, ge=0, le=130)


class PredictionIn(BaseModel):
    """A finished run whose predictions are kept with a case."""

    run: str = Field(max_length=120)
    case: str = Field(max_length=40)


def _finished(studio: Studio, run: str) -> Path:
    studio.runs.require_finished(run)
    return studio.runs.folder(run)


def router(studio: Studio) -> APIRouter:
    """Routes under /api/registry for one studio."""
    routes = APIRouter(prefix="/api/registry", tags=["registry"])
    _add_looking(routes, studio)
    _add_entering(routes, studio)
    return routes


def _add_looking(routes: APIRouter, studio: Studio) -> None:
    desk = studio.registry

    @routes.get("")
    async def state() -> dict[str, Any]:
        """Where the registry is, who may do what, how much is in it; nothing is made by looking."""
        return await run_in_threadpool(desk.state)

    @routes.get("/kinds")
    async def kinds() -> list[dict[str, Any]]:
        """Kinds of records with their fields, as forms follow them."""
        return await run_in_threadpool(kinds_shown)

    @routes.get("/instruments")
    async def instruments() -> dict[str, Any]:
        """Instruments with their items, and scales of adverse events with their grades."""
        return await run_in_threadpool(instruments_shown)

    @routes.get("/cases")
    async def cases(
        where: Where = [],  # noqa: B006  (read only; FastAPI asks for it so)
        sort: str = "entered",
        *,
        down: bool = False,
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """A page of cases."""
        order = {"sort": sort, "down": down, "offset": offset, "limit": limit}
        return await run_in_threadpool(lambda: desk.table(where, **order))

    @routes.get("/records/{kind}")
    async def records(
        kind: str,
        where: Where = [],  # noqa: B006
        offset: Offset = 0,
        limit: Limit = 100,
    ) -> dict[str, Any]:
        """Records of one kind."""
        return await run_in_threadpool(desk.rows, kind, where, offset, limit)

    @routes.get("/cases/{mark}")
    async def case(mark: str) -> dict[str, Any]:
        """One case with everything under it."""
        return await run_in_threadpool(desk.case, mark)

    @routes.get("/cases/{mark}/trajectory.png")
    async def trajectory(mark: str) -> Response:
        """The course over published ones."""

        def drawn() -> bytes:
            with tempfile.TemporaryDirectory() as folder:
                return desk.picture(mark, Path(folder) / "course.png").read_bytes()

        content = await run_in_threadpool(drawn)
        return Response(content, media_type="image/png", headers={"Cache-Control": "no-store"})

    @routes.get("/record/{mark}")
    async def record(mark: str) -> dict[str, Any]:
        """All versions of a record, and who made them when and why."""
        return await run_in_threadpool(desk.record, mark)


def _add_entering(routes: APIRouter, studio: Studio) -> None:
    desk = studio.registry

    @routes.post("")
    async def make() -> dict[str, Any]:
        """Make the registry where there is none."""
        return await run_in_threadpool(desk.make)

    @routes.post("/records", status_code=201)
    async def add(form: FormIn) -> dict[str, Any]:
        """Enter a form, all of it or nothing."""
        drafts = [draft.model_dump() for draft in form.drafts]
        return await run_in_threadpool(desk.add, drafts, form.why, form.override, form.once)

    @routes.post("/record/{mark}")
    async def correct(mark: str, change: CorrectionIn) -> dict[str, Any]:
        """A new version of a record, with a reason."""
        more = change.model_dump(exclude={"values"}) | {"void": bool(change.void)}
        return await run_in_threadpool(lambda: desk.correct(mark, change.values, **more))

    @routes.post("/checks")
    async def check(asked: CheckIn) -> dict[str, Any]:
        """What would be refused; nothing is entered."""
        problems = await run_in_threadpool(desk.check, asked.draft.kind, asked.draft.values)
        return {"problems": problems}

    @routes.post("/scores")
    async def score(asked: ScoreIn) -> dict[str, Any]:
        """The score of answers, by the instrument's own rules."""
        return await run_in_threadpool(
            scored, asked.instrument, asked.version, answers=asked.answers, age=asked.age
        )

    @routes.post("/predictions", status_code=201)
    async def predict(asked: PredictionIn) -> dict[str, Any]:
        """Keep what a finished run predicts, before anything is followed up."""
        folder = await run_in_threadpool(_finished, studio, asked.run)
        return await run_in_threadpool(desk.predict, folder, asked.case)
