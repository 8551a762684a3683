"""Routes of the scan page for what takes longer: import, segmentation, labels from elsewhere, export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from cryonerve.app.screen.studio import Studio

__all__ = ["add_to"]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SegmentOrder(_Order):
    """Whether what a person painted stays."""

    keep: bool = True


def add_to(routes: APIRouter, studio: Studio) -> None:
    """Make the routes known."""

    @routes.post("/{name}/segment", status_code=202)
    async def segment(name: str, order: SegmentOrder) -> dict[str, Any]:
        """Label fat, muscle, bone and skin by machine; the labels are taken over when the scan is next read."""
        document = studio.scans.get(name).document
        payload = {
            "scan": name, "limb": str(document.limb), "folder": str(document.folder), "keep": order.keep,
        }  # fmt: skip
        return {"job": studio.jobs.begin("scan_segment", name, payload).id}
