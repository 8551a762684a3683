"""Routes of the page of evidence: what others found, and how the published report cites."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["router"]


class Chosen(BaseModel):
    """Names of rows that somebody would like to see pooled."""

    rows: list[str] = Field(max_length=100)


def _pages() -> ModuleType:
    """Loaded with the first question: what it needs takes longer to import than the server to start."""
    from cryonerve.app.screen import evidence_pages

    return evidence_pages


def router(studio: Studio) -> APIRouter:
    """Routes under /api/evidence; they need no document and no run."""
    del studio
    routes = APIRouter(prefix="/api/evidence", tags=["evidence"])

    @routes.get("")
    async def overview() -> Any:  # noqa: ANN401
        """The trial against sham, the questions, and what rows can be chosen by."""
        return await run_in_threadpool(lambda: _pages().overview_page())

    @routes.get("/questions/{name}")
    async def question(name: str) -> Any:  # noqa: ANN401
        """One question: rows, forest plot, pools."""
        return await run_in_threadpool(lambda: _pages().question_page(name))

    @routes.post("/pool")
    async def pool(chosen: Chosen) -> Any:  # noqa: ANN401
        """The chosen rows as one, or why they are not pooled."""
        return await run_in_threadpool(lambda: _pages().pool_page(chosen.rows))

    @routes.get("/audit")
    async def audit() -> Any:  # noqa: ANN401
        """Each audited statement of the published report, with the words of both sides."""
        return await run_in_threadpool(lambda: _pages().audit_page())

    return routes
