"""Previews for somebody who drags a probe: a prepared case, shown on an even box that goes with the probes.

What does not move with the probes is laid on one fine even lattice when the case is prepared; a preview then
cuts its box out of that and fills it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.frames import Grid, frame
from cryonerve.bioheat.even_grid import even_field
from cryonerve.bioheat.preview_limits import refuse_other
from cryonerve.bioheat.previewing import Preview, preview
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.bioheat.superposition import Ground, Reader
from cryonerve.errors import InputError
from cryonerve.nerve.completeness import points_of
from cryonerve.nerve.goal_reach import grown, reach

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import NerveCourse, Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case

__all__ = ["Prepared", "box_around", "prepared"]

Floats = NDArray[np.float64]
REACH = 13e-3  # m around the active parts that a box holds
ROOM = 40e-3  # m around them that probes may be dragged within, before the lattice is laid anew
MOST_CELLS = 60_000  # of a box: what fits into the time of an answer
FINEST = 0.4e-3  # m
NEAR = 15e-3  # m from an active part: stations of the nerve that are read
STATION = 2e-3  # m between them


@dataclass(frozen=True, eq=False)
class Sight:
    """Stations of the treated nerve and the points in their fascicles that are read."""

    course: NerveCourse
    where: tuple[NDArray[np.intp], NDArray[np.intp]]
    samples: int
    reader: Reader


@dataclass(frozen=True, eq=False)
class Prepared:
    """A case made ready.

    Attributes
    ----------
    plain : the preview on its own grid. lattice : what does not move, on an even grid; its spacing, m.
    sight : of the treated nerve; None in a block.
    """

    plain: Preview
    lattice: Ground
    spacing: float
    sight: Sight | None

    def fits(self, case: Case) -> bool:
        """Whether only the places of probes differ, and they are within the lattice."""
        try:
            refuse_other(self.plain.case, case)
        except InputError:
            return False
        low, high = (np.array([faces[end] for faces in self.lattice.faces]) for end in (0, -1))
        tips = np.array([probe.tip for probe in case.probes])
        return bool(np.all(tips > low) and np.all(tips < high))

    def grid(self, case: Case) -> Grid:
        """The box for probes where a case has them."""
        return self._box(case)[0]

    def answer(self, now: Case, seq: int) -> tuple[dict[str, Any], bytes]:
        """What the page is told of the probes where a case has them, and the frame."""
        grid, ground = self._box(now)
        seen = replace(self.plain, ground=ground).at(now)
        told = {
            "kind": "previewed",
            "seq": seq,
            "grid": grid.as_document() | {"rim_degC": round(_rim(seen.nadir), 1)},
            "volumes_mm3": {name: round(1e9 * value, 1) for name, value in seen.volumes.items()},
            "error_mm": {name: round(1e3 * value, 2) for name, value in seen.error.items()},
            "warnings": list(seen.warnings),
            "note": seen.note,
            "cold": self._cold(now),
        }
        return told, frame(seen.nadir, seq)

    def _box(self, case: Case) -> tuple[Grid, Ground]:
        low, high = box_around(case, REACH)
        cuts, starts = [], []
        for axis, centres in enumerate(self.lattice.centres):
            first = int(np.clip(np.searchsorted(centres, low[axis]), 0, len(centres) - 2))
            last = int(np.clip(np.searchsorted(centres, high[axis]), first + 2, len(centres)))
            cuts.append(slice(first, last))
            starts.append(float(centres[first]))
        stride = 1
        sizes = [cut.stop - cut.start for cut in cuts]
        while np.prod([-(-size // stride) for size in sizes]) > 1.6 * MOST_CELLS:
            stride += 1
        cut = tuple(slice(item.start, item.stop, stride) for item in cuts)
        step = stride * self.spacing
        shape = tuple(-(-size // stride) for size in sizes)
        faces = tuple(start + step * (np.arange(n + 1) - 0.5) for start, n in zip(starts, shape, strict=True))
        parts = {
            name: np.ascontiguousarray(getattr(self.lattice, name)[cut])
            for name in ("tissue", "liquidus", "before", "correction", "resting")
        }
        x, y, z = starts
        return Grid((shape[0], shape[1], shape[2]), (x, y, z), step), Ground(faces, **parts)  # type: ignore[arg-type]

    def _cold(self, case: Case) -> dict[str, Any] | None:
        """What the treated nerve gets: coldest point, covered share of the goal's stretch, in words."""
        sight, goals = self.sight, case.goals
        if sight is None:
            return None
        values = sight.reader.at(placements_of(case)).astype(float)
        said: dict[str, Any] = {"nerve": sight.course.name, "nerve_min_degC": round(float(values.min()), 1)}
        if goals is None or goals.cover != sight.course.name:
            sentence = f"Coldest point of the {sight.course.name} nerve: {values.min():.0f} °C (preview)."
            return said | {"covered": None, "reached": None, "sentence": sentence}
        radii = sight.course.fascicle_radii
        samples = np.full((*radii.shape, sight.samples), np.nan)
        samples[sight.where] = values.reshape(-1, sight.samples)
        found = reach(sight.course, samples, np.ones(len(radii), bool), goals, within=0.1)
        share, long = f"{100 * found.share:.0f} %", f"{1e3 * found.length:.1f}"
        sentence = (
            f"{share} of the fascicles below {goals.below:g} °C over {1e3 * goals.length:g} mm; "
            f"complete over {long} mm (preview)."
        ).replace("-", "−")
        return said | {"covered": round(found.share, 4), "reached": found.reached, "sentence": sentence}


def _rim(field: NDArray[np.float32]) -> float:
    """Coldest on the outer faces of a box."""
    return float(min(np.take(field, end, axis).min() for axis in range(3) for end in (0, -1)))


def box_around(case: Case, room: float) -> tuple[Floats, Floats]:
    """Corners (3,) m of the box around all active parts, with room."""
    ends = np.array(
        [item.tip + along * item.axis for item in placements_of(case) for along in (0.0, item.active_length)]
    )
    return ends.min(axis=0) - room, ends.max(axis=0) + room


def prepared(volume: Volume, case: Case, *, anchor: tuple[Case, Freezing] | None = None) -> Prepared:
    """Make a case ready for dragging; seconds.

    Parameters
    ----------
    anchor : a finished run of this case with its probes somewhere, which corrects the preview.

    Raises
    ------
    InputError
        A protocol without a freeze, or a tip outside of the body.
    """
    made = _previewed(volume, case, anchor)
    low, high = box_around(case, REACH)
    spacing = max(FINEST, float(np.prod(high - low) / MOST_CELLS) ** (1 / 3))
    lattice = _lattice(made.ground, volume, case, spacing)
    return Prepared(made, lattice, spacing, _sight(made, volume, case))


def _previewed(volume: Volume, case: Case, anchor: tuple[Case, Freezing] | None) -> Preview:
    """Corrected by the anchor, unless its cells are too coarse to be compared."""
    if anchor is not None:
        with suppress(InputError):
            return preview(volume, anchor[0], anchor=anchor[1])
    return preview(volume, case)


def _lattice(ground: Ground, volume: Volume, case: Case, spacing: float) -> Ground:
    """The preview's ground on an even grid, around the probes as far as there is body."""
    low, high = box_around(case, ROOM)
    inner = np.maximum(low, volume.bounds[0]), np.minimum(high, volume.bounds[1])
    counts = np.maximum(np.floor((inner[1] - inner[0]) / spacing).astype(int), 3)
    faces = tuple(start + spacing * np.arange(n + 1) for start, n in zip(inner[0], counts, strict=True))
    axes = tuple(0.5 * (item[1:] + item[:-1]) for item in faces)
    nearest = [
        np.clip(np.searchsorted(old, axis) - 1, 0, len(old) - 2)
        for old, axis in zip(ground.faces, axes, strict=True)
    ]
    at = np.ix_(*nearest)
    smooth = {
        name: even_field(ground.centres, getattr(ground, name), axes)
        for name in ("before", "correction", "resting")
    }
    return Ground(faces, ground.tissue[at], ground.liquidus[at], **smooth)


def _sight(made: Preview, volume: Volume, case: Case) -> Sight | None:
    """Points in the fascicles of the treated nerve, near enough to the probes to get cold."""
    course = volume.treated_nerve
    if course is None:
        return None
    step = max(1, round(STATION / float(np.median(np.diff(course.arc)))))
    low, high = box_around(case, NEAR)
    near = np.all((course.points > low) & (course.points < high), axis=1)
    thin = course.at_stations(np.flatnonzero(near)[::step])
    if len(thin.arc) < 2:
        return None
    if case.goals is not None:
        thin = grown(thin, case.goals)
    where = np.nonzero(thin.fascicle_radii > 0)
    points = points_of(thin, *where)
    return Sight(thin, (where[0], where[1]), points.shape[1], made.reader(points.reshape(-1, 3)))
