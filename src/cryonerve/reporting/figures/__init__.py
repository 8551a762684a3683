"""Every picture of the report, drawn with matplotlib alone."""

from __future__ import annotations

from cryonerve.reporting.figures.gallery import Picture, draw_all
from cryonerve.reporting.figures.hero import hero

__all__ = ["Picture", "draw_all", "hero"]
