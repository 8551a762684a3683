"""A cross-section of a nerve traced by hand: one polygon per fascicle, read from a table of points.

A CSV file with the heading `fascicle,x_mm,y_mm` and one line per point, the points of a polygon one after the
other: x to the right, y to the front, as everywhere in a case. A polygon called `nerve` is the outline;
without it the origin is the nerve's centre. Lines that begin with # are left out.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.fascicles import Layout
from cryonerve.case.traced import OUTLINE
from cryonerve.errors import CaseError, Complaint
from cryonerve.scans.polygons import centroid_of, crosses_itself, inside, shoelace, touch

__all__ = ["HEADING", "OUTLINE", "Tracing", "along_trace", "read_tracing", "section_of", "traced_sentence"]

Floats = NDArray[np.float64]
HEADING = ("fascicle", "x_mm", "y_mm")
WIDTHS = (0.3e-3, 30e-3)  # m, from the thinnest nerve of a newborn to the sciatic nerve with room to spare
SMALLEST = math.pi * (10e-6) ** 2  # m2; thinner than two axons is a slip of the hand
LARGEST_FILE = 4_000_000  # bytes
MOST = 400  # polygons
MOST_POINTS = 2000  # of one polygon: a point every 0.02 mm of a rim of 13 mm across


@dataclass(frozen=True, eq=False)
class Tracing:
    """A traced cross-section, around the centre of its outline where that was traced.

    Attributes
    ----------
    names : of the fascicles; polygons : (point, 2) m each.
    areas : (fascicle,) m2 within the polygons; centres : (fascicle, 2) m, their centroids.
    outline : half axes (2,) m of an ellipse of the traced outline's area and of its width over height; None
        when it was not traced.
    """

    names: tuple[str, ...]
    polygons: tuple[Floats, ...]
    areas: Floats
    centres: Floats
    outline: Floats | None

    @property
    def radii(self) -> Floats:
        """(fascicle,) m, of circles of the same area."""
        return np.sqrt(self.areas / np.pi)


def read_tracing(path: Path) -> Tracing:
    """The cross-section in a file.

    Raises
    ------
    CaseError
        The file cannot be read; a polygon has fewer than 3 points, crosses itself, overlaps another or leaves
        the outline; a coordinate is no number; sizes that no nerve has in millimetres. With file and line.
    """
    found = _polygons(path)
    for name, (line, points) in found.items():
        _check_polygon(path, line, name, points)
    outline = found.pop(OUTLINE, None)
    if not found:
        raise _wrong(path, 0, "no fascicle is traced", "Trace each fascicle as a polygon with its own name.")
    _check_size(
        path, np.concatenate([points for _, points in (*found.values(), *([outline] if outline else []))])
    )
    _check_places(path, found, outline)
    middle = np.zeros(2) if outline is None else centroid_of(outline[1])
    polygons = tuple(points - middle for _, points in found.values())
    return Tracing(
        names=tuple(found),
        polygons=polygons,
        areas=np.array([abs(shoelace(points)) for points in polygons]),
        centres=np.array([centroid_of(points) for points in polygons]),
        outline=None if outline is None else _half_axes(outline[1]),
    )


def section_of(
    tracing: Tracing, semi_axes: Floats, neuroma: NDArray[np.bool_], *, mirrored: bool
) -> tuple[Floats, Floats, Floats]:
    """Centres, radii and half axes of the outline, as `fascicles.carried_along` takes them.

    Parameters
    ----------
    semi_axes : (station, 2) m of the nerve; its median is the outline of a tracing without one.
    mirrored : the nerve is drawn as one of a left leg and mirrored afterwards.
    """
    outline = np.median(semi_axes[~neuroma], axis=0) if tracing.outline is None else tracing.outline
    _check_within(tracing, outline)
    return tracing.centres * ((-1.0, 1.0) if mirrored else (1.0, 1.0)), tracing.radii, outline


def along_trace(tracing: Tracing, across: Floats, semi_axes: Floats) -> Layout:
    """Traced fascicles along a nerve followed in a scan, turned into its own directions, scaled by its area.

    Parameters
    ----------
    across : (station, 2, 3) directions of the nerve's cross-section; semi_axes : (station, 2) m.
    """
    outline = np.median(semi_axes, axis=0) if tracing.outline is None else tracing.outline
    _check_within(tracing, outline)
    scale = np.sqrt(semi_axes.prod(axis=1) / outline.prod())
    # x and y of the tracing as seen in the plane across each station, at right angles there
    right = across[:, :, 0] / np.maximum(np.linalg.norm(across[:, :, 0], axis=1), 1e-9)[:, None]
    front = np.stack([-right[:, 1], right[:, 0]], axis=1)
    turned = tracing.centres[:, 0, None] * right[:, None] + tracing.centres[:, 1, None] * front[:, None]
    return Layout(
        turned * scale[:, None, None], tracing.radii * scale[:, None], np.arange(len(tracing.radii))
    )


def traced_sentence(tracing: Tracing, nerve: str) -> str:
    """What was read and how it is carried along, for the list of what was assumed."""
    count, area = len(tracing.areas), 1e6 * float(tracing.areas.sum())
    said = f"{nerve} nerve: {count} traced fascicles (0 is the file's first) of {area:.3g} mm2 together"
    if tracing.outline is not None:
        whole = 1e6 * math.pi * float(tracing.outline.prod())
        said += f", {area / whole:.0%} of a traced outline of {whole:.3g} mm2, scaled to the nerve's outline"
    return said + "; the same cross-section all along, circles of the same area and centroid (assumed)"


def _check_within(tracing: Tracing, outline: Floats) -> None:
    """Complain about fascicles outside of a drawn outline; a traced one was looked at before."""
    if tracing.outline is not None:
        return
    for name, points in zip(tracing.names, tracing.polygons, strict=True):
        if (((points / outline) ** 2).sum(axis=1) > 1.0).any():
            size = " x ".join(f"{2e3 * axis:.2g}" for axis in outline)
            raise CaseError(
                Complaint(
                    f"the traced fascicle '{name}' lies outside of the nerve, drawn {size} mm wide",
                    "Trace the outline 'nerve' too, or put the origin in its centre and give nerve_area.",
                    field="anatomy.fascicles",
                )
            )


def _half_axes(points: Floats) -> Floats:
    """Half axes of the ellipse with the polygon's area and its width over height."""
    wide, high = np.ptp(points, axis=0)
    area = abs(shoelace(points))
    return np.sqrt(area / np.pi * np.array([wide / high, high / wide]))


def _polygons(path: Path) -> dict[str, tuple[int, Floats]]:
    """Line of the first point and points (point, 2), m, of each polygon by name."""
    try:
        content = path.read_bytes()[: LARGEST_FILE + 1]
        lines = content.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise _wrong(path, 0, f"cannot be read: {error.strerror or error}", "Look at its name.") from error
    except UnicodeDecodeError as error:
        raise _wrong(path, 0, "is no text", "Save it as CSV in UTF-8.") from error
    if len(content) > LARGEST_FILE:
        raise _wrong(path, 0, "is larger than 4 MB", "Is this the right file?")
    rows = [
        (number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")
    ]
    if not rows or tuple(cell.strip() for cell in rows[0][1].split(",")) != HEADING:
        remedy = f"Write the heading '{','.join(HEADING)}', then one line per point."
        raise _wrong(path, rows[0][0] if rows else 0, "the heading is not understood", remedy)
    found: dict[str, tuple[int, list[tuple[float, float]]]] = {}
    last = ""
    for number, line in rows[1:]:
        name, point = _point(path, number, line)
        if name in found and name != last:
            what = f"'{name}' was already traced from line {found[name][0]} on"
            raise _wrong(path, number, what, "Keep the points of one polygon together, or give another name.")
        found.setdefault(name, (number, []))[1].append(point)
        last = name
    if len(found) > MOST:
        raise _wrong(
            path, 0, f"{len(found)} polygons are more than any nerve has fascicles", f"Up to {MOST}."
        )
    return {name: (line, 1e-3 * _without_repeat(points)) for name, (line, points) in found.items()}


def _without_repeat(points: list[tuple[float, float]]) -> Floats:
    """The points without a last one that only closes the polygon."""
    closed = len(points) > 1 and points[0] == points[-1]
    return np.array(points[:-1] if closed else points)


def _point(path: Path, number: int, line: str) -> tuple[str, tuple[float, float]]:
    cells = [cell.strip() for cell in next(csv.reader([line]))]
    if len(cells) != 3 or not cells[0]:
        remedy = "Write name, x and y in millimetres, with a decimal point: 'F1,0.42,-1.1'."
        raise _wrong(path, number, f"'{line.strip()}' is not a name and two numbers", remedy)
    try:
        x, y = float(cells[1]), float(cells[2])
    except ValueError as error:
        remedy = "Write millimetres with a decimal point and without unit."
        raise _wrong(path, number, f"'{cells[1]}, {cells[2]}' is no point", remedy) from error
    if not (math.isfinite(x) and math.isfinite(y)):
        raise _wrong(path, number, f"'{cells[1]}, {cells[2]}' is no point", "Trace it again.")
    return cells[0], (x, y)


def _check_polygon(path: Path, line: int, name: str, points: Floats) -> None:
    if len(points) < 3:
        what = f"'{name}' has {len(points)} point(s), a polygon needs 3"
        raise _wrong(path, line, what, "Trace its whole rim.")
    if len(points) > MOST_POINTS:
        what = f"'{name}' has {len(points)} points; at most {MOST_POINTS} are read"
        raise _wrong(path, line, what, "Thin the rim out: a point every 0.02 mm is enough.")
    if crosses_itself(points):
        raise _wrong(path, line, f"'{name}' crosses itself", "Give its points in order around the rim.")
    if not abs(shoelace(points)) > 0.0:
        raise _wrong(path, line, f"'{name}' has no area", "Trace its whole rim.")


def _check_size(path: Path, points: Floats) -> None:
    """Complain about sizes that no nerve has: another unit than millimetres."""
    wide = float(np.ptp(points, axis=0).max())
    if WIDTHS[0] <= wide <= WIDTHS[1]:
        return
    guesses = {"metres": 1e3, "centimetres": 10.0, "micrometres": 1e-3}
    fits = [unit for unit, factor in guesses.items() if WIDTHS[0] <= factor * wide <= WIDTHS[1]]
    unit = "metres" if wide < WIDTHS[0] else "micrometres"
    unit = unit if unit in fits else next(iter(fits), "")
    remedy = f"The numbers look like {unit}: write millimetres." if unit else "Write millimetres."
    raise _wrong(path, 0, f"the section is {1e3 * wide:.3g} mm wide, which no nerve is", remedy)


def _check_places(
    path: Path, found: dict[str, tuple[int, Floats]], outline: tuple[int, Floats] | None
) -> None:
    """Every fascicle apart from all others and within the outline."""
    named = list(found.items())
    for order, (name, (line, points)) in enumerate(named):
        if abs(shoelace(points)) < SMALLEST:
            raise _wrong(path, line, f"'{name}' is thinner than 0.02 mm", "Leave it out, or trace it again.")
        if outline is not None and not inside(points, outline[1]).all():
            remedy = "Keep fascicles within the outline 'nerve', which is the epineurium's outer rim."
            raise _wrong(path, line, f"'{name}' lies outside of the nerve, in part or whole", remedy)
        for other, (first, rim) in named[:order]:
            if touch(points, rim):
                what = f"'{name}' overlaps '{other}' of line {first}"
                raise _wrong(path, line, what, "Trace the rims apart, or both as one fascicle.")


def _wrong(path: Path, line: int, what: str, remedy: str) -> CaseError:
    return CaseError(Complaint(what, remedy, field="anatomy.fascicles", file=str(path), line=line))
