"""The page that goes with an export: what is in it, who is not, and who may be recognised."""

from __future__ import annotations

from cryonerve import __version__
from cryonerve.registry.exchange.small_cells import QUASI, SmallCells
from cryonerve.registry.exchange.written import Written

__all__ = ["LEAFLET", "LOINC", "leaflet"]

LEAFLET = "# Export of a cryonerve registry"
LOINC = (
    "This material contains content from LOINC (loinc.org). LOINC is copyright Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost "
    "under the license at loinc.org/license. LOINC is a registered United States trademark of Regenstrief "
    "Institute, Inc."
)
_CODED = ("fhir", "dicom-sr")


def leaflet(
    format: str,
    written: Written,
    small: SmallCells,
    *,
    people: int,
    left_out: int,
    unconsented: int,
    notes: tuple[str, ...],
) -> str:
    """README.md of an export. It carries no date, so that equal records give equal files."""
    lines = [
        LEAFLET,
        "",
        f"Format: {format}. Made by cryonerve {__version__}, research software, no medical device.",
        "Days are counted from the case's first procedure (day 0); there are no calendar dates and no names.",
        "",
        "| kind | rows |",
        "|---|---|",
        *(f"| {name.replace('_', ' ')} | {count} |" for name, count in written.rows.items()),
        "",
        f"{people} people. {left_out} people are left out: they did not consent to sharing.",
    ]
    if unconsented:
        lines += ["", f"**{unconsented} people are in it without a consent to sharing.**"]
    lines += ["", "## Who may be recognised", "", *_cells(small)]
    if notes:
        lines += ["", "## Notes", "", *(f"- {note}" for note in notes)]
    if format in _CODED:
        lines += ["", "## Licence of codes", "", LOINC]
    return "\n".join(lines) + "\n"


def _cells(small: SmallCells) -> list[str]:
    if not small.small:
        return [f"Nobody is among fewer than {small.few} alike in {', '.join(QUASI)}."]
    rows = [f"| {' | '.join(cell.values)} | {cell.people} |" for cell in small.small]
    return [
        f"**Warning: {small.warning}**",
        "",
        f"| {' | '.join(QUASI)} | people |",
        "|---|---|---|---|---|---|",
        *rows,
    ]
