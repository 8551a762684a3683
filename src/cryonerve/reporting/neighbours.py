"""What a scan shows beside the treated nerve, on the first page: margins, and what of the scan is assumed."""

from __future__ import annotations

from dataclasses import dataclass

from cryonerve.case.case import LabelledScan
from cryonerve.nerve.verdict_margins import MARGIN, margin_error, skin_assumed
from cryonerve.reporting.run import Run
from cryonerve.reporting.wording import bare, typeset

__all__ = ["Beside", "assumed_of_scan", "beside"]

SHOWN = 6  # nearest of them on the first page; the findings have all


@dataclass(frozen=True, slots=True)
class Beside:
    """Margins of the -20 degC zone: rows of name, distance with its uncertainty, limit; how to read them."""

    rows: tuple[tuple[str, str, str], ...]
    remark: str


def beside(run: Run) -> Beside | None:
    """The nearest vessels and other nerves; None where the anatomy is no scan or nothing got that cold."""
    found = [item for item in run.findings if item.about.startswith(MARGIN) and item.value is not None]
    if not found or not isinstance(run.case.anatomy, LabelledScan):
        return None
    error = 1e3 * margin_error(run.case, run.volume)
    rows = []
    for item in sorted(found, key=lambda one: one.value or 0.0)[:SHOWN]:
        value = float(item.value or 0.0)
        words = f"{value:.1f} ± {error:.1f} mm"
        limit = "" if item.limit is None else f"limit {bare(item.limit)} mm ({item.source})"
        rows.append((item.about.removeprefix(MARGIN), words, limit))
    more = len(found) - len(rows)
    remark = (
        "From the edge of the −20 °C zone to the wall; below 0 the zone reaches into it. ± one standard "
        "deviation of hand and tracing together. All distances: computed; limits and deviation: assumed."
    )
    return Beside(tuple(rows), remark + (f" {more} more, farther away, under All findings." if more else ""))


def assumed_of_scan(run: Run) -> tuple[str, ...]:
    """Sentences for the first page: tissue and skin that nobody labelled, and what hangs on them."""
    said = [typeset(line) for line in run.volume.assumptions if "unlabelled and taken as" in line]
    said += [typeset(line) for line in run.volume.assumptions if line.startswith("skin is not labelled")]
    if skin_assumed(run.volume):
        said.append("depths from the skin and the skin’s temperature are therefore assumed too")
    return tuple(said)
