"""Corrections by hand: each gives a new curve, drawn by a person; the old one stays as it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.tracing_paths import trace_curve
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.labels import Labels
from cryonerve.scans.polygons import centroid_of
from cryonerve.scans.scan import Scan
from cryonerve.scans.traced_curve import Section, TracedCurve, ordered

__all__ = [
    "moved_click",
    "traced_again",
    "with_click",
    "with_section",
    "without_click",
    "without_section",
]

Floats = NDArray[np.float64]
REACH = 6e-3  # m along the curve over which a shifted section bends it
SAME = 0.5e-3  # m; sections as close as this are one
GIVES_WAY = 2e-3  # m along the curve from a section a person drew, where the machine's own is left out
LOST = 3e-3  # m; a drawn section that far beside the new curve is no section of it
CORRECTED = "corrected by hand"


def moved_click(
    curve: TracedCurve, number: int, place: Floats, scan: Scan, *, labels: Labels | None = None
) -> TracedCurve:
    """The curve traced anew with one click elsewhere; sections a person drew stay where they were.

    Parameters
    ----------
    number : of the click, from 0 at the distal end. place : (3,) m.

    Raises
    ------
    ScanError
        No such click; a place outside of the scan.
    """
    _known(number, len(curve.clicks), f"click of '{curve.name}'")
    clicks = curve.clicks.copy()
    clicks[number] = place
    return _traced_anew(curve, clicks, scan, labels)


def with_click(curve: TracedCurve, place: Floats, scan: Scan, *, labels: Labels | None = None) -> TracedCurve:
    """The curve traced anew through one more click (3,), m, put where it lies along the curve."""
    place = np.asarray(place, float)
    if len(curve.clicks) < 2:
        return _traced_anew(curve, np.vstack([curve.clicks.reshape(-1, 3), place]), scan, labels)
    stations = np.array([curve.station_of(click) for click in curve.clicks])
    here = curve.station_of(place)
    at = int(np.searchsorted(stations, here))
    if here <= 0.0 or here >= curve.length:  # beyond an end
        at = 0 if here <= 0.0 else len(stations)
    return _traced_anew(curve, np.insert(curve.clicks, at, place, axis=0), scan, labels)


def without_click(
    curve: TracedCurve, number: int, scan: Scan, *, labels: Labels | None = None
) -> TracedCurve:
    """The curve traced anew without one click."""
    _known(number, len(curve.clicks), f"click of '{curve.name}'")
    return _traced_anew(curve, np.delete(curve.clicks, number, axis=0), scan, labels)


def with_section(curve: TracedCurve, section: Section) -> TracedCurve:
    """The curve with one more section, in place of one at the same station.

    A contour whose middle lies beside the curve bends the curve there, so that it passes through the middle.

    Raises
    ------
    ScanError
        A station beyond the curve.
    """
    if not -SAME <= section.station <= curve.length + SAME:
        what = f"station {1e3 * section.station:.4g} mm lies beyond '{curve.name}'"
        raise ScanError(Complaint(what, f"It is {1e3 * curve.length:.4g} mm long."))
    drawn = replace(section, station=min(max(section.station, 0.0), curve.length), drawn_by="person")
    kept = [item for item in curve.sections if abs(item.station - drawn.station) > SAME]
    points = curve.points
    if drawn.contour is not None:
        middle = centroid_of(drawn.contour)
        _, across = curve.at(drawn.station)
        weight = np.exp(-0.5 * ((curve.arc - drawn.station) / (0.5 * REACH)) ** 2)
        points = points + weight[:, None] * (middle @ across[0])
        drawn = replace(drawn, contour=drawn.contour - middle)
    return replace(curve, points=points, sections=ordered([*kept, drawn]), drawn_by="person", why=_why(curve))


def without_section(curve: TracedCurve, number: int) -> TracedCurve:
    """The curve without one of its sections, by number from 0 at the distal end."""
    _known(number, len(curve.sections), f"section of '{curve.name}'")
    kept = tuple(item for n, item in enumerate(curve.sections) if n != number)
    return replace(curve, sections=kept, drawn_by="person", why=_why(curve))


def traced_again(old: TracedCurve, found: TracedCurve) -> TracedCurve:
    """A curve that was traced anew, with what a person said and drew of the old one.

    Sections a person drew stay where they were, as far as the new curve still passes there.
    """
    drawn = []
    for section in old.sections:
        place = old.at(section.station)[0][0]
        station = found.station_of(place)
        if section.drawn_by == "person" and np.linalg.norm(found.at(station)[0][0] - place) < LOST:
            drawn.append(replace(section, station=station))
    machine = [
        item for item in found.sections if all(abs(item.station - one.station) > GIVES_WAY for one in drawn)
    ]
    nerve = found.kind == "nerve"
    return replace(
        found,
        treated=old.treated and nerve,
        motor=old.motor and nerve,
        sections=ordered([*machine, *drawn]),
        drawn_by="person",
        why=f"{found.why}; {CORRECTED}",
    )


def _traced_anew(curve: TracedCurve, clicks: Floats, scan: Scan, labels: Labels | None) -> TracedCurve:
    return traced_again(curve, trace_curve(scan, clicks, name=curve.name, kind=curve.kind, labels=labels))


def _why(curve: TracedCurve) -> str:
    return curve.why if CORRECTED in curve.why else f"{curve.why}; {CORRECTED}".lstrip("; ")


def _known(number: int, count: int, what: str) -> None:
    if not 0 <= number < count:
        raise ScanError(
            Complaint(f"there is no {what} with number {number}", f"Numbers run from 0 to {count - 1}.")
        )
