"""Clicks that a curve is traced through: put in order, and refused where no nerve or vessel can run."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.tracing_rules import barred_labels, deepest_click
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.labels import Labels
from cryonerve.scans.scan import Scan

__all__ = ["checked_clicks", "clicks_in_the_way"]

Floats = NDArray[np.float64]
CLOSEST = 0.5e-3  # m between two clicks
SHORTEST = 3e-3  # m between the first and the last click
MOST_CLICKS = 200
HAIRPIN = -0.5  # cosine of the turn at a click: sharper ones are clicks out of order
AROUND = 5e-3  # m around a click that are looked at
BONE, AIR = 700.0, -400.0  # Hounsfield units: surely bone, surely no tissue
REMEDY = "Click from one end to the other, every 10 to 20 mm."


def checked_clicks(scan: Scan, clicks: Floats, name: str, labels: Labels | None = None) -> Floats:
    """Clicks (n, 3) from distal to proximal.

    Raises
    ------
    ScanError
        Too few or too many clicks, no numbers, clicks outside of the scan, on top of each other, to and fro,
        or deep in bone or air.
    """
    clicks = np.asarray(clicks, float)
    if clicks.ndim != 2 or clicks.shape[1] != 3 or not 2 <= len(clicks) <= MOST_CLICKS:
        raise ScanError(Complaint(f"'{name}' needs 2 to {MOST_CLICKS} places of three numbers", REMEDY))
    if not np.isfinite(clicks).all():
        raise ScanError(
            Complaint(f"a place of '{name}' is no number", "Give millimetres in the case's frame.")
        )
    low, high = scan.bounds
    for number, click in enumerate(clicks, start=1):
        if (click < low - 1e-6).any() or (click > high + 1e-6).any():
            what = f"place {number} of '{name}' at {_shown(click)} lies outside of the scan"
            where = f"It runs from {_shown(low)} to {_shown(high)}."
            raise ScanError(Complaint(what, where))
    _check_order(clicks, name)
    for number, what, depth in clicks_in_the_way(scan, clicks, labels):
        if depth > deepest_click():
            words = (
                f"place {number + 1} of '{name}' at {_shown(clicks[number])} lies {1e3 * depth:.1f} mm {what}"
            )
            raise ScanError(Complaint(words, "Click on the structure, or mend the labels there."))
    return clicks if clicks[-1, 2] >= clicks[0, 2] else clicks[::-1].copy()


def _check_order(clicks: Floats, name: str) -> None:
    steps = np.diff(clicks, axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    if lengths.min() < CLOSEST:
        at = int(lengths.argmin())
        what = f"places {at + 1} and {at + 2} of '{name}' lie less than {1e3 * CLOSEST:g} mm apart"
        raise ScanError(Complaint(what, REMEDY))
    if lengths.sum() < SHORTEST:
        raise ScanError(Complaint(f"'{name}' is {1e3 * lengths.sum():.2g} mm long", REMEDY))
    ways = steps / lengths[:, None]
    turns = (ways[1:] * ways[:-1]).sum(axis=1)
    if len(turns) and turns.min() < HAIRPIN:
        at = int(turns.argmin()) + 2
        what = f"'{name}' turns back at place {at}, by {np.degrees(np.arccos(turns.min())):.0f} degrees"
        raise ScanError(Complaint(what, "Give the places in their order along it."))


def clicks_in_the_way(scan: Scan, clicks: Floats, labels: Labels | None) -> list[tuple[int, str, float]]:
    """Number of each click that lies in bone or outside of the body, where, and how deep, m.

    By the labels where there are any, else by Hounsfield units; in MR without labels nothing is known.
    """
    if labels is None and scan.modality != "CT":
        return []
    origin, spacing = (scan.origin, scan.spacing) if labels is None else (labels.origin, labels.spacing)
    found = []
    for number, click in enumerate(clicks):
        part, place = _part(scan.values if labels is None else labels.numbers, click, origin, spacing)
        for what, bad in _bad(part, labels).items():
            depth = _depth(bad, place, spacing)
            if depth > 0.0:
                found.append((number, what, depth))
    return found


def _bad(part: NDArray[Any], labels: Labels | None) -> dict[str, NDArray[np.bool_]]:
    if labels is None:
        return {"inside bone": np.asarray(part > BONE), "outside of the body": np.asarray(part < AIR)}
    barred = barred_labels(labels)
    bone = [number for number in barred if number != 0]
    return {
        "inside bone": np.isin(part, bone),
        "outside of the body": np.asarray(part == 0) & (0 in barred),
    }


def _part(
    values: NDArray[Any], click: Floats, origin: Floats, spacing: Floats
) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Voxels around a click, and its own among them."""
    size = np.array(values.shape)
    middle = np.clip(np.rint((click - origin) / spacing).astype(int), 0, size - 1)
    reach = np.ceil(AROUND / spacing).astype(int)
    low, high = np.maximum(middle - reach, 0), np.minimum(middle + reach + 1, size)
    return values[tuple(slice(a, b) for a, b in zip(low, high, strict=True))], middle - low


def _depth(bad: NDArray[np.bool_], place: NDArray[np.intp], spacing: Floats) -> float:
    """How far a place lies within what is bad, m; at most `AROUND`."""
    from scipy.ndimage import distance_transform_edt  # noqa: PLC0415 -- used here only

    if not bad[tuple(place)]:
        return 0.0
    if bad.all():
        return AROUND
    return float(min(distance_transform_edt(bad, sampling=spacing)[tuple(place)], AROUND))


def _shown(point: Floats) -> str:
    return "(" + ", ".join(f"{1e3 * value:.1f}" for value in point) + ") mm"
