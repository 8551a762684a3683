"""Preview: the coldest temperature of a plan moved by hand, at once, until the full solver has answered.

Prepared once for a case, it answers for other placements of the same probes by superposing what each does
alone in uniform tissue (`superposition`). A full result of a nearby placement corrects it for everything
that does not move with the probes: fat, bone, vessels, skin.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.discretise import Discretisation, discretise
from cryonerve.bioheat.freezing import freeze
from cryonerve.bioheat.lone_probe import lone_field, windows_of
from cryonerve.bioheat.materials import tissue_curve
from cryonerve.bioheat.points import Acting
from cryonerve.bioheat.preview_limits import (
    COMPARED,
    LEVELS,
    Tissues,
    note,
    refuse_anchor,
    refuse_other,
    refuse_outside,
    stated_errors,
    warnings_of,
    way_moved,
)
from cryonerve.bioheat.probe_boundary import Placement, placements_of
from cryonerve.bioheat.result import Freezing
from cryonerve.bioheat.sampling import sample_field
from cryonerve.bioheat.showing import Display, display_of, shown_field
from cryonerve.bioheat.steady import steady_enthalpy
from cryonerve.bioheat.superposition import (
    Ground,
    Reader,
    Superposition,
    fill_field,
    read_points,
    reader_of,
    superposition_of,
    volumes_below,
)
from cryonerve.bioheat.threads import one_matrix_thread
from cryonerve.case.case import Case
from cryonerve.errors import CaseError, Complaint

__all__ = ["Glimpse", "Preview", "preview"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Progress = Callable[[float, float], None]


@dataclass(frozen=True, eq=False)
class Glimpse:
    """What a preview shows of one placement; the full solver's `Freezing` replaces it.

    Attributes
    ----------
    x, y, z : faces of the cells along each axis, m: the grid of the prepared placement.
    nadir : (i, j, k) coldest degC of the whole protocol, float32.
    volumes : m3 of tissue whose nadir is below its liquidus ("ice"), -20 ("-20C") and -40 degC ("-40C").
    error : m by surface; 95 of 100 points of the surface lie this close to the full solver's.
    moved : m, farthest that a point of an active part is from its place in the anchor (or as prepared).
    warnings : why the stated error may not hold, one sentence each; empty inside the measured range.
    seconds : it took. note : what this is, with its error, for people.
    """

    x: Floats
    y: Floats
    z: Floats
    nadir: NDArray[np.float32]
    volumes: Mapping[str, float]
    error: Mapping[str, float]
    moved: float
    warnings: tuple[str, ...]
    seconds: float
    note: str
    case: Case
    preview: Preview

    def reading(self, points: Floats) -> Floats:
        """Coldest temperature (n,) degC at points (n, 3), m; not tied to the cells of the grid."""
        prepared = self.preview
        return np.asarray(
            read_points(prepared.tables, prepared.ground, placements_of(self.case), points), dtype=float
        )


@dataclass(frozen=True, eq=False)
class Preview:
    """A case prepared for moving its probes by hand; made by `preview`.

    Attributes
    ----------
    volume, case : as prepared. tables : what each probe does alone, side by side.
    ground : grid, and what does not move with the probes. places : which tissue is where.
    tissues : around each probe's active part.
    anchored : a full result of the prepared placement corrects the answers.
    step_scale : of the time steps of what each probe does alone; longer is quicker.
    """

    volume: Volume
    case: Case
    tables: Superposition
    ground: Ground
    places: Tissues
    tissues: tuple[str, ...]
    anchored: bool
    step_scale: float = 1.0

    def planned(self, case: Case) -> Preview:
        """Prepared for other probes or another protocol in the same body: what does not move with them stays.

        About a second for every probe, device, part of the protocol or tissue that was not asked for before.
        """
        case = replace(case, sensors=())
        tissues = tuple(self.places.around(placement) for placement in placements_of(case))
        # Superposed in the tissue that the ground's warmths are counted in.
        tables = _alone(case, tissues, self.tissues[0], self.step_scale)
        return replace(self, case=case, tables=tables, tissues=tissues)

    def reading(self, case: Case, points: Floats) -> Floats:
        """Coldest temperature (n,) degC at points (n, 3), m, with the probes where `case` has them.

        What `at(case).reading(points)` says, without the field of the whole grid; raises as `at` does.
        """
        refuse_other(self.case, case)
        refuse_outside(case, self.places)
        return np.asarray(read_points(self.tables, self.ground, placements_of(case), points), dtype=float)

    def reader(self, points: Floats) -> Reader:
        """Points (n, 3), m, that are read for many placements of the probes: microseconds each afterwards.

        What `reading` says, for callers that know that only the probes' places differ.
        """
        return reader_of(self.tables, self.ground, points)

    def at(self, case: Case) -> Glimpse:
        """The coldest temperature with the probes where `case` has them; a few milliseconds.

        Raises
        ------
        InputError
            The case differs from the prepared one in more than where its probes are, or a tip lies outside
            of the body.
        """
        began = perf_counter()
        refuse_other(self.case, case)
        refuse_outside(case, self.places)
        placements = placements_of(case)
        nadir = fill_field(self.tables, self.ground, placements)
        below = volumes_below(self.ground, placements, nadir, LEVELS)
        moved = way_moved(placements_of(self.case), placements)
        error = dict(zip(COMPARED, stated_errors(placements, moved, anchored=self.anchored), strict=True))
        warnings = warnings_of(case, self.places, self.tissues, moved if self.anchored else None)
        return Glimpse(
            *self.ground.faces,
            nadir,
            MappingProxyType(dict(zip(COMPARED, below.tolist(), strict=True))),
            MappingProxyType(error),
            moved,
            warnings,
            perf_counter() - began,
            note(error, warnings),
            case,
            self,
        )

    def follow(
        self, case: Case, *, progress: Progress | None = None, cancel: Callable[[], bool] | None = None
    ) -> tuple[Freezing, Preview]:
        """What has to follow every glimpse: the full solver's answer, and a preview anchored to it.

        A run that was cancelled or stopped early cannot be an anchor: the preview then stays as it is.
        """
        refuse_other(self.case, case)
        freezing = freeze(self.volume, case, progress=progress, cancel=cancel)
        return freezing, preview(self.volume, case, anchor=freezing) if freezing.stop.good else self


@one_matrix_thread()
def preview(
    volume: Volume, case: Case, *, anchor: Freezing | None = None, step_scale: float = 1.0
) -> Preview:
    """Prepare a case so that a plan moved by hand answers in milliseconds.

    About a second for every distinct probe (device, its part of the protocol, tissue around it), once in a
    process, and another for the grid. Nothing is written. The answers are no substitute for `freeze`: show
    them while somebody moves a probe, and let the full solver follow (`Preview.follow`).

    Parameters
    ----------
    volume : from `cryonerve.build`. case : from `cryonerve.load`.
    anchor : full result of this very case. What it says beyond the superposed probes (fat, bone, vessels,
        skin) then corrects the edge of the ice nearby.
    step_scale : lengthens the time steps of what each probe does alone; errors are stated for 1.

    Raises
    ------
    InputError
        A protocol without a freeze; an anchor that is not a finished result of this case.

    Examples
    --------
    >>> from dataclasses import replace
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> prepared = cn.preview(cn.build(case), case)
    >>> (probe,) = case.probes
    >>> moved = replace(case, probes=(replace(probe, tip=(1e-3, 0.0, 0.0)),))
    >>> glimpse = prepared.at(moved)
    >>> glimpse.reading([[1e-3, 3e-3, 4e-3]]).round().tolist()
    [-27.0]
    """
    if not windows_of(case):
        raise CaseError(
            Complaint("no probe freezes", "Add a step like 'Freeze at -80 degC for 2 min'.", "protocol")
        )
    grid = discretise(volume, replace(case, sensors=()))  # thermocouples would only make cells finer
    display = display_of(grid)
    labels = grid.labels[display.leaf]
    placements = placements_of(case)
    places = Tissues.of(volume, display.faces, labels)
    refuse_outside(case, places)
    tissues = tuple(places.around(placement) for placement in placements)
    tables = _alone(case, tissues, tissues[0], step_scale)
    liquidus = np.array([item.liquidus for item in grid.materials], np.float32)
    before = (
        _before(volume, grid, display) if anchor is None else _shown(display, anchor, anchor.temperature[0])
    )
    bare = ground = Ground(
        display.faces,
        labels > 0,
        liquidus[grid.problem.material][display.leaf],
        tables.thermal.warmth(before).astype(np.float32),
        np.zeros_like(before),
        before,
    )
    if anchor is not None:
        refuse_anchor(case, anchor, lambda points: read_points(tables, bare, placements, points))
        ground = _corrected(bare, tables, placements, _shown(display, anchor, anchor.nadir))
    return Preview(volume, case, tables, ground, places, tissues, anchor is not None, step_scale)


def _alone(case: Case, tissues: tuple[str, ...], counted: str, step_scale: float) -> Superposition:
    """What each probe does alone in the tissue around it; warmths are superposed in `counted`."""
    fields = [
        lone_field(case, probe, case.tissues[tissue or counted], step_scale=step_scale)
        for probe, tissue in zip(case.probes, tissues, strict=True)
    ]
    return superposition_of(fields, tissue_curve(case.tissues[counted], case.body_temperature))


def _before(volume: Volume, grid: Discretisation, display: Display) -> Singles:
    """Temperature (i, j, k) degC before the procedure."""
    body = grid.problem.body_temperature
    temperature = np.full(grid.problem.count, body, np.float32)
    if not volume.uniform:
        enthalpy = steady_enthalpy(grid)
        for number, item in enumerate(grid.materials):
            here = grid.problem.material == number
            temperature[here] = item.curve.temperature_at(enthalpy[here])
    return np.asarray(
        display.smooth(shown_field(grid, temperature, Acting.none(len(grid.placements)))[None])[0]
    )


def _shown(display: Display, anchor: Freezing, field: Singles) -> Singles:
    """A field of the anchor on the preview's grid; air, which shows no temperature of its own, as before."""
    field = np.where(anchor.labels > 0, field, anchor.temperature[0])
    points = np.stack(np.meshgrid(*display.centres, indexing="ij"), axis=-1).reshape(-1, 3)
    return sample_field(anchor, field, points).reshape(display.leaf.shape).astype(np.float32)


def _corrected(
    ground: Ground, tables: Superposition, placements: Sequence[Placement], nadir: Singles
) -> Ground:
    """With what the full result has beyond the product of the probes' warmths, where that is not cold."""
    thermal = tables.thermal
    plain = thermal.warmth(fill_field(tables, ground, placements))
    beyond = (thermal.warmth(nadir) - plain) * thermal.faded(plain)
    correction = np.where(ground.tissue, beyond, 0.0).astype(np.float32)
    resting = thermal.temperature_of(ground.before + correction * thermal.faded(ground.before))
    return replace(ground, correction=correction, resting=resting.astype(np.float32))
