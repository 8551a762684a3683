"""How far a preview can be trusted: stated errors, the range they were measured in, and what it refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.drive import acts_of
from cryonerve.bioheat.isotherms import SURFACES
from cryonerve.bioheat.probe_boundary import Placement, placements_of
from cryonerve.bioheat.result import Freezing
from cryonerve.bioheat.sampling import sample_field
from cryonerve.case.case import Case
from cryonerve.case.protocol import Freeze
from cryonerve.errors import CaseError, Complaint, InputError

__all__ = [
    "COMPARED",
    "LEVELS",
    "Tissues",
    "note",
    "refuse_anchor",
    "refuse_other",
    "refuse_outside",
    "stated_errors",
    "warnings_of",
    "way_moved",
]

Floats = NDArray[np.float64]

NOTE = "Preview, not the full solver"
AROUND = 2e-3  # m from the active part: the tissue there is what the probe freezes first
AT_WALL = 25.0  # K; inside the probes a result of the same case is as cold as the preview within this
CLOSEST = 3e-3  # m between active parts; closer ones were not measured
LONGEST = 120.0  # s of one freeze; longer ones were not measured

# Errors: 95 of 100 points of a surface, the full solver's and the preview's, lie within these lengths (m) of
# the other one's. Measured with 66 placements of the published child's case, pooled (docs/theory.md);
# tests/published/test_preview.py fails where they no longer hold.
COMPARED = tuple(name for name, _ in SURFACES)
LEVELS = tuple(level for _, level in SURFACES if level is not None)  # degC; the first is the liquidus
PLAIN = (1.0e-3, 0.25e-3, 0.15e-3)
MOVED = (0.0, 1e-3, 1.5e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3)  # m that a probe was moved from the anchor
ANCHORED = (
    (0.12e-3, 0.15e-3, 0.20e-3, 0.30e-3, 0.40e-3, 0.60e-3, 0.75e-3, 0.75e-3),
    (0.12e-3, 0.12e-3, 0.15e-3, 0.18e-3, 0.25e-3, 0.40e-3, 0.40e-3, 0.40e-3),
    (0.12e-3, 0.12e-3, 0.13e-3, 0.13e-3, 0.15e-3, 0.20e-3, 0.30e-3, 0.30e-3),
)
CLOSE = (
    8e-3  # m between active parts; below it their cold zones join and the next row counts where it is larger
)
TOGETHER = (0.0, 0.6e-3, 0.6e-3)


@dataclass(frozen=True, eq=False)
class Tissues:
    """Which tissue is where: labels (i, j, k) of a grid, and the name of each label's tissue."""

    faces: tuple[Floats, Floats, Floats]
    labels: NDArray[np.int16]
    names: Mapping[int, str]

    @classmethod
    def of(cls, volume: Volume, faces: tuple[Floats, Floats, Floats], labels: NDArray[np.int16]) -> Tissues:
        """The tissues of a volume on a grid."""
        return cls(faces, labels, {item.label: item.tissue for item in volume.structures})

    def at(self, points: Floats) -> NDArray[np.int16]:
        """Label (n,) of the cells that hold points (n, 3); 0 outside of the grid."""
        shape = self.labels.shape
        cells = [np.searchsorted(lines, points[:, axis]) - 1 for axis, lines in enumerate(self.faces)]
        inside = [(cell >= 0) & (cell < size) for cell, size in zip(cells, shape, strict=True)]
        i, j, k = (np.clip(cell, 0, size - 1) for cell, size in zip(cells, shape, strict=True))
        return np.where(np.all(inside, axis=0), self.labels[i, j, k], 0).astype(np.int16)

    def around(self, placement: Placement) -> str:
        """The commonest tissue beside an active part; "" where there is none."""
        found = self.at(_around(placement))
        counted = Counter(self.names[int(label)] for label in found[found > 0])
        return counted.most_common(1)[0][0] if counted else ""


def _around(placement: Placement) -> Floats:
    """Points (n, 3) beside the active part, within `AROUND` of it."""
    along = np.linspace(0.0, placement.active_length, 6)
    angle = np.arange(8) * np.pi / 4.0
    across = placement.radius + np.array([0.25, 0.75]) * AROUND
    seed = np.eye(3)[int(np.argmin(np.abs(placement.axis)))]
    first = np.cross(placement.axis, seed)
    first /= np.linalg.norm(first)
    second = np.cross(placement.axis, first)
    ring = np.cos(angle)[:, None] * first + np.sin(angle)[:, None] * second
    points = along[:, None, None, None] * placement.axis + across[:, None, None] * ring
    return np.asarray(placement.tip + points, dtype=float).reshape(-1, 3)


def refuse_other(prepared: Case, case: Case) -> None:
    """A CaseError where more than the probes' places has changed."""
    remedy = "Prepare again: cryonerve.preview(volume, case); only tip and axis of a probe may change."
    fields = ("anatomy", "hydrodissection", "protocol", "tissues", "devices", "body_temperature",
              "environment", "perfusion_after_freezing")  # fmt: skip
    complaints = [
        Complaint("is not as it was prepared for the preview", remedy, name)
        for name in fields
        if getattr(prepared, name) != getattr(case, name)
    ]
    names = [(probe.name, probe.device) for probe in prepared.probes]
    if names != [(probe.name, probe.device) for probe in case.probes]:
        known = ", ".join(f"'{name}' ({device})" for name, device in names)
        complaints.append(Complaint(f"the preview was prepared for {known}", remedy, "probes"))
    if complaints:
        raise CaseError(*complaints)


def refuse_outside(case: Case, tissues: Tissues) -> None:
    """A CaseError where a tip lies outside of the body."""
    tips = np.array([probe.tip for probe in case.probes], dtype=float).reshape(-1, 3)
    complaints = [
        Complaint(
            f"the tip of probe '{probe.name}' lies outside of the body",
            "Move the tip back into the body that the preview was prepared for.",
            f"probes.{probe.name}.tip",
        )
        for probe, label in zip(case.probes, tissues.at(tips), strict=True)
        if label == 0
    ]
    if complaints:
        raise CaseError(*complaints)


def refuse_anchor(case: Case, anchor: Freezing, expected: Callable[[Floats], NDArray[np.floating]]) -> None:
    """An InputError where a result cannot be one of this case, run to its end.

    `expected` gives what the preview alone says (n,) degC at points (n, 3).
    """
    remedy = "Give the result of cryonerve.freeze(volume, case) of this very case, or none."
    if not anchor.stop.good:
        raise InputError(Complaint("the anchor ended before its protocol did", remedy, "anchor"))
    sentences = [act.sentence for act in acts_of(case)]
    names = {f"{probe.name} wall" for probe in case.probes}
    middles = np.array([item.tip + 0.5 * item.active_length * item.axis for item in placements_of(case)])
    apart = np.abs(sample_field(anchor, anchor.nadir, middles) - expected(middles))
    same = sentences == [phase.sentence for phase in anchor.phases] and names <= set(anchor.probes.names)
    if not same or (apart > AT_WALL).any():
        raise InputError(Complaint("the anchor is no result of this case", remedy, "anchor"))


def way_moved(before: Sequence[Placement], after: Sequence[Placement]) -> float:
    """Farthest way of an active part's ends, m."""
    ways = [
        np.linalg.norm(
            one.tip + share * one.active_length * one.axis - two.tip - share * two.active_length * two.axis
        )
        for one, two in zip(before, after, strict=True)
        for share in (0.0, 1.0)
    ]
    return float(max(ways, default=0.0))


def _gap(one: Placement, two: Placement) -> float:
    """Distance (m) of two active parts' axes, at points a sixteenth of them apart."""
    share = np.linspace(0.0, 1.0, 17)[:, None]
    first, second = (item.tip + share * item.active_length * item.axis for item in (one, two))
    return float(np.linalg.norm(first[:, None] - second[None], axis=-1).min())


def stated_errors(
    placements: Sequence[Placement], moved: float, *, anchored: bool
) -> tuple[float, float, float]:
    """Error (m) of each of `COMPARED`: larger the farther from the anchor, and between close probes."""
    rows = ANCHORED if anchored else [(error,) * len(MOVED) for error in PLAIN]
    errors = [float(np.interp(moved, MOVED, row)) for row in rows]
    if any(_gap(*pair) < CLOSE for pair in combinations(placements, 2)):
        errors = [max(error, close) for error, close in zip(errors, TOGETHER, strict=True)]
    return errors[0], errors[1], errors[2]


def warnings_of(
    case: Case, tissues: Tissues, prepared: Sequence[str], moved: float | None
) -> tuple[str, ...]:
    """Why a placement lies outside of what was measured, one sentence each.

    prepared : tissue around each probe for which its own field was computed.
    moved : m from the anchor, None without one.
    """
    placements = placements_of(case)
    said = []
    if case.hydrodissection:
        missing = "Injected fluid is not in this preview."
        known = "Injected fluid is in this preview only as the full result knows it."
        said.append(missing if moved is None else known)
    for probe, placement, tissue in zip(case.probes, placements, prepared, strict=True):
        now = tissues.around(placement)
        if now != tissue:
            said.append(f"{probe.name} is now in {now or 'no tissue'}, prepared for {tissue}.")
    for (one, first), (two, second) in combinations(zip(case.probes, placements, strict=True), 2):
        gap = _gap(first, second)
        if gap < CLOSEST:
            apart = f"{one.name} and {two.name} are {gap * 1e3:.1f} mm apart"
            said.append(f"{apart}, measured down to {CLOSEST * 1e3:g} mm.")
    if moved is not None and moved > MOVED[-1]:
        way = f"moved by {moved * 1e3:.1f} mm from the full result"
        said.append(f"{way}, measured up to {MOVED[-1] * 1e3:g} mm.")
    longest = max((step.seconds for step in case.protocol if isinstance(step, Freeze)), default=0.0)
    if longest > LONGEST:
        said.append(f"freezes for {longest:g} s, measured up to {LONGEST:g} s.")
    return tuple(said)


def note(error: Mapping[str, float], warnings: Sequence[str]) -> str:
    """What a glimpse is and how far off, for people.

    >>> print(note({"ice": 0.3e-3, "-20C": 0.2e-3}, ["a is now in fat."]))
    Preview, not the full solver: ice within 0.3 mm, -20C within 0.2 mm. Not measured: a is now in fat.
    """
    sizes = ", ".join(f"{name} within {size * 1e3:.2g} mm" for name, size in error.items())
    return " ".join([f"{NOTE}: {sizes}.", *(f"Not measured: {warning}" for warning in warnings)])
