"""The table of spared fascicles: what each of them lacks, the worst first, and how that was estimated."""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.reporting.run import Run
from cryonerve.reporting.wording import bare, quantity, typeset

__all__ = ["SparedTable", "spared_tables"]

SHOWN = 8


@dataclass(frozen=True, slots=True)
class SparedTable:
    """The spared fascicles of one treated nerve.

    Attributes
    ----------
    sentence : what the reader takes home.
    rows : number, diameter, distance from the distal end, coldest, length below, missing; in people's units.
    more : how many are not shown, and what they lack; "" when all are.
    remark : how the missing millimetres were estimated, and how far they can be trusted.
    """

    nerve: str
    sentence: str
    rows: tuple[tuple[str, ...], ...]
    more: str
    remark: str


def spared_tables(run: Run) -> tuple[SparedTable, ...]:
    """One table for each treated nerve whose completeness was judged; without rows when nothing is spared."""
    lesions = {} if run.prediction is None else run.prediction.lesions
    found = []
    for course in run.volume.nerves:
        lesion = lesions.get(course.name)
        if not course.treated or lesion is None or lesion.completeness is None:
            continue
        what = lesion.completeness
        ordered = sorted(what.spared, key=lambda item: (-item.missing, item.length))
        rows = tuple(
            (
                str(item.index),
                quantity(2.0 * float(course.fascicle_radii[item.station, item.column]), "mm", 2),
                quantity(item.at, "mm"),
                typeset(f"{item.nadir:.0f} degC"),
                quantity(item.length, "mm", 2) if item.length > 0 else "nowhere",
                f"{1e3 * item.missing:.1f} mm" if item.missing > 0 else "length only",
            )
            for item in ordered[:SHOWN]
        )
        rest = ordered[SHOWN:]
        more = f"{len(rest)} more lack {1e3 * rest[0].missing:.1f} mm or less." if rest else ""
        remark = (
            "Missing: from the farthest warm point of the fascicle, where it got coldest, the shortest way "
            f"to the {what.below:g} degC surface; known to about {bare(1e3 * what.uncertainty, 2)} mm."
        )
        found.append(SparedTable(course.name, typeset(lesion.sentence), rows, more, typeset(remark)))
    return tuple(found)
