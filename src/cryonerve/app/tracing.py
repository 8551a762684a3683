"""Curves of a limb's folder: traced, replaced, removed, and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.option_values import option_value, place_value
from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped
from cryonerve.errors import Complaint, InputError, ScanError, nearest

if TYPE_CHECKING:
    from cryonerve.scans.labels import Labels
    from cryonerve.scans.limb_folder import LimbFolder
    from cryonerve.scans.markups import Markup
    from cryonerve.scans.scan import Scan
    from cryonerve.scans.traced_curve import CurveKind, TracedCurve

__all__ = ["Wanted", "tracing_document", "tracing_text"]

Floats = NDArray[np.float64]
WIDTHS = (0.2e-3, 30e-3)  # m, of what can be traced


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for; texts as they were written."""

    name: str | None = None
    through: tuple[str, ...] = ()
    kind: str | None = None
    width: str | None = None
    treated: bool = False
    motor: bool = False
    remove: tuple[str, ...] = ()
    markups: tuple[Path, ...] = ()


def tracing_document(limb: Path, wanted: Wanted) -> dict[str, Any]:
    """Change the curves of a limb as asked, write them whole, and say what there is.

    Raises
    ------
    InputError
        No limb, places that are none or lie outside of the scan, a name that nothing was traced under,
        markups without a name.
    """
    from cryonerve.scans.curves import curves_of, write_curves
    from cryonerve.scans.limb_folder import CURVES, claimed_limb, read_limb

    _check(wanted)
    held = read_limb(limb)
    path = limb / CURVES
    curves = list(curves_of(limb))
    for name in wanted.remove:
        curves = _without(curves, name)
    found, remarks = _all_traced(wanted, held, curves)
    for traced in found:
        curves = [item for item in curves if item.name.lower() != traced.name.lower()]
        if traced.treated:
            curves = [replace(item, treated=False) for item in curves]
        curves.append(traced)
    if found or wanted.remove:
        with claimed_limb(limb):
            write_curves(path, curves)
    return {
        "file": str(path),
        "traced": ", ".join(item.name for item in found) or None,
        "curves": [_row(curve) for curve in curves],
        "remarks": remarks,
    }


def _all_traced(
    wanted: Wanted, held: LimbFolder, earlier: Sequence[TracedCurve]
) -> tuple[list[TracedCurve], list[str]]:
    """What is traced anew, by places or by markups, and what is said of those."""
    if wanted.name is None and not wanted.markups:
        return [], []
    if held.scan is None:
        what, remedy = (
            "this limb has labels and no scan",
            "Nerves and vessels are followed through their labels.",
        )
        raise ScanError(Complaint(what, remedy, file=str(held.folder)))
    if not wanted.markups:
        clicks = np.array([place_value("--through", text) for text in wanted.through])
        return [_traced(wanted, clicks, held.scan, held.labels)], []
    from cryonerve.app.marked_places import chosen_markups, no_surer, remarks_on_markups

    chosen = chosen_markups(wanted.markups, wanted.name, held.scan)
    _check_one(wanted, chosen)
    curves = [_traced(_as_marked(wanted, item), item.points, held.scan, held.labels) for item in chosen]
    curves = [no_surer(curve, item, earlier) for curve, item in zip(curves, chosen, strict=True)]
    return curves, remarks_on_markups(chosen, held.scan, named=wanted.name is not None)


def _as_marked(wanted: Wanted, item: Markup) -> Wanted:
    """What the command line asks for, completed by what the markup says of itself."""
    return replace(
        wanted,
        name=wanted.name or item.name,
        kind=wanted.kind or item.kind,
        treated=wanted.treated or item.treated,
        motor=wanted.motor or item.motor,
    )


def _check_one(wanted: Wanted, chosen: Sequence[Markup]) -> None:
    for option, value in {
        "--kind": wanted.kind,
        "--width": wanted.width,
        "--treated": wanted.treated,
        "--motor": wanted.motor,
    }.items():
        if value and len(chosen) > 1:
            remedy = "Say which one is traced with --nerve NAME, or leave it out."
            raise InputError(
                Complaint(f"{option} is for one, and {len(chosen)} are marked", remedy, field=option)
            )


def _check(wanted: Wanted) -> None:
    if wanted.markups:
        if wanted.through:
            remedy = "Give places by one of them."
            raise InputError(Complaint("--through and --markups together", remedy, field="--markups"))
    elif wanted.name is None:
        given = {"--through": wanted.through, "--kind": wanted.kind, "--width": wanted.width}
        for option, value in given.items():
            if value:
                remedy = 'Say what is traced: --nerve "tibial nerve".'
                raise InputError(Complaint(f"{option} without a name", remedy, field="--nerve"))
    elif not wanted.through:
        what = f"nothing says where '{wanted.name}' runs"
        remedy = (
            'Give two places or more: --through "12 -30 -20 mm" --through "13 -31 0 mm", or --markups FILE.'
        )
        raise InputError(Complaint(what, remedy, field="--through"))


def _traced(wanted: Wanted, clicks: Floats, scan: Scan, labels: Labels | None) -> TracedCurve:
    from cryonerve.anatomy.tracing_paths import trace_curve

    name = (wanted.name or "").strip()
    kind = _kind(wanted.kind, name)
    if kind != "nerve" and (wanted.treated or wanted.motor):
        what = f"'{name}' is no nerve"
        raise InputError(Complaint(what, "--treated and --motor are for nerves.", field="--kind"))
    width = option_value("--width", wanted.width, "length")
    if width is not None and not WIDTHS[0] <= width <= WIDTHS[1]:
        what = f"{1e3 * width:g} mm is no width of a nerve or vessel"
        raise InputError(Complaint(what, "Give 0.2 to 30 mm.", field="--width"))
    return trace_curve(
        scan,
        clicks,
        name=name,
        kind=kind,
        labels=labels,
        width=width,
        treated=wanted.treated,
        motor=wanted.motor,
    )


def _kind(written: str | None, name: str) -> CurveKind:
    """As written, else by the words of the name."""
    from cryonerve.scans.traced_curve import CURVE_KINDS

    if written is None:
        return next((kind for kind in CURVE_KINDS if kind in name.lower().split()), "nerve")
    if written.lower() not in CURVE_KINDS:
        what = f"no kind is called '{written}'"
        raise InputError(Complaint(what, nearest(written, CURVE_KINDS), field="--kind"))
    return cast("CurveKind", written.lower())


def _without(curves: Sequence[TracedCurve], name: str) -> list[TracedCurve]:
    kept = [item for item in curves if item.name.lower() != name.strip().lower()]
    if len(kept) == len(curves):
        known = [item.name for item in curves]
        remedy = nearest(name, known) if known else "Nothing is traced yet."
        raise InputError(Complaint(f"nothing is traced as '{name}'", remedy, field="--remove"))
    return kept


def _row(curve: TracedCurve) -> dict[str, Any]:
    from cryonerve.anatomy.curve_courses import outlined

    trace, _ = outlined(curve)
    areas = np.pi * trace.semi_axes.prod(axis=1)
    fitted = [item for item in curve.sections if item.drawn_by != "assumed"]
    return {
        "name": curve.name,
        "kind": curve.kind,
        "treated": curve.treated,
        "motor": curve.motor,
        "length_mm": round(1e3 * curve.length, 2),
        "area_mm2": round(1e6 * float(np.median(areas)), 2),
        "area_known": bool(fitted),
        "area_uncertainty": round(curve.area_uncertainty, 3),
        "uncertainty_mm": round(1e3 * curve.uncertainty, 3),
        "clicks": len(curve.clicks),
        "sections": len(curve.sections),
        "drawn_by": curve.drawn_by,
        "why": curve.why,
    }


def tracing_text(document: dict[str, Any]) -> str:
    """The curves for a person."""
    if not document["curves"]:
        return "Nothing is traced yet."
    rows = [("name", "length", "area", "place known to", "")]
    for row in document["curves"]:
        words = ["treated"] * row["treated"] + ["motor branch"] * row["motor"]
        sure = f" ±{row['area_uncertainty']:.0%}" if row["area_uncertainty"] else ""
        area = f"{row['area_mm2']:.3g} mm2" + (sure if row["area_known"] else " (assumed)")
        rows.append(
            (
                row["name"],
                f"{row['length_mm']:.3g} mm",
                area,
                f"{row['uncertainty_mm']:.2g} mm (1 SD)",
                ", ".join(words),
            )
        )
    said = [wrapped(f"{row['name']}: {row['why']}", 2) for row in document["curves"] if row["why"]]
    remarks = [wrapped(remark, 2) for remark in document["remarks"]]
    parts = [columns(rows), "\n".join(said), *remarks, f"  {document['file']}", RESEARCH_ONLY]
    return "\n\n".join(parts)
