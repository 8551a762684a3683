"""Names that forms of the scan page offer: tissues, nerves and the labels a limb usually has."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

__all__ = ["names"]

USUAL = ("skin", "subcutaneous fat", "muscle", "cortical bone", "marrow", "artery", "vein")


@cache
def names() -> dict[str, Any]:
    """Tissues, kinds of structures, nerves of the table, and usual labels."""
    from cryonerve.scans.legends import Kind
    from cryonerve.sources import devices, nerve_kinds, tissues

    return {
        "tissues": sorted(tissues()),
        "kinds": list(get_args(Kind)),
        "nerves": [
            {"name": f"{item.name} nerve", "area_mm2": round(1e6 * item.area.value, 2)}
            for item in nerve_kinds().values()
        ],
        "labels": list(USUAL),
        "devices": [{"name": item.name, "title": item.title} for item in devices().values()],
    }
