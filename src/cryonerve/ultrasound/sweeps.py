"""A tracked sweep of ultrasound pictures becomes a volume.

The volume's axes follow the sweep, not the patient: x along the array, y towards the transducer, z across
the pictures. Between two pictures that follow each other every voxel takes its value from both, the nearer
one counting more; where the same voxel is seen several times the mean counts, and where the probe jumped
nothing is filled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.findings import Finding
from cryonerve.scans.scan import Scan
from cryonerve.scans.sequences import Tracked, image_to_probe
from cryonerve.sources.finding_limits import read_limits
from cryonerve.ultrasound.transform_chain import chained, target_of

__all__ = ["Sweep", "is_sweep", "reconstruct"]

Floats = NDArray[np.float64]
Progress = Callable[[float, float], None]
LARGEST_GAP = 4e-3  # m between two pictures that are still joined; assumed
FINEST, COARSEST = 0.3e-3, 1.0e-3  # m, voxels that are chosen where nobody says
MOST_VOXELS = 60_000_000
OTHER_SCALE = 0.02  # share by which the calibration's pixels may differ from the picture's
START = 65_536  # bytes of a file in which transforms of frames begin


@dataclass(frozen=True, eq=False)
class Sweep:
    """A reconstructed volume.

    Attributes
    ----------
    scan : values 0 where nothing was seen; `to_patient` leads to the frame of reference `target`.
    seen : (i, j, k) where something was.
    target : "Reference", "Tracker". chain : names of the transforms that led there.
    frames, dropped : pictures that counted, and those whose tracking was invalid.
    gaps : (pairs,) m between pictures that follow each other, at the picture's farthest place.
    speed : m/s, median. jitter : m, scatter of the pictures' middle about a smooth sweep (3D).
    """

    scan: Scan
    seen: NDArray[np.bool_]
    target: str
    chain: tuple[str, ...]
    frames: int
    dropped: int
    gaps: Floats
    speed: float
    jitter: float


def is_sweep(path: Path) -> bool:
    """Whether a file is a tracked sequence, which `reconstruct` makes a volume of.

    >>> is_sweep(Path("there-is-none.mha"))
    False
    """
    try:
        with path.open("rb") as stream:
            return b"Seq_Frame" in stream.read(START)
    except OSError:
        return False


def reconstruct(
    tracked: Tracked,
    *,
    spacing: float | None = None,
    calibration: Floats | None = None,
    target: str | None = None,
    largest_gap: float = LARGEST_GAP,
    progress: Progress | None = None,
) -> Sweep:
    """Put the pictures of a tracked clip together to a volume.

    Parameters
    ----------
    spacing : m, voxels; None: about the distance of the pictures, 0.3 to 1 mm.
    calibration : (4, 4) from pixels (column, row, 0) to the probe, m; None: the clip's own ImageToProbe, else
        one by the clip's scale, in which the probe's frame lies in the picture (said as a finding).
    target : frame of reference to work in; None: "Reference" where there is one, else "Tracker".
    largest_gap : m, between pictures farther apart nothing is filled.
    progress : called with the pairs done and their number.

    Raises
    ------
    ClipError
        No transforms that lead there, fewer than two pictures with valid tracking, no way between any two of
        them, or a volume that is too large.
    """
    transforms = dict(tracked.transforms)
    assumed = calibration is None and "ImageToProbe" not in transforms
    own = image_to_probe(tracked.frames) if assumed else calibration
    if own is not None:
        transforms["ImageToProbe"] = np.tile(own, (len(tracked.frames.times), 1, 1))
    goal = target or target_of(transforms)
    matrices, chain = chained(transforms, "Image", goal)
    valid: NDArray[np.bool_] = np.asarray(np.isfinite(matrices).all(axis=(1, 2)))
    if valid.sum() < 2:
        what = f"{int(valid.sum())} of {len(valid)} pictures have valid tracking"
        raise ClipError(Complaint(what, "Record the sweep again, with the markers in the tracker's view."))
    path = _Path(tracked, matrices[valid], np.flatnonzero(valid))
    gaps = path.gaps
    size = spacing or float(np.clip(np.median(gaps), FINEST, COARSEST))
    grid = path.grid(size)
    values, seen = _filled(path, grid, largest_gap, progress)
    if not seen.any():
        what = f"no two pictures that follow each other lie within {1e3 * largest_gap:g} mm"
        raise ClipError(Complaint(what, "Sweep slower, or allow larger gaps."))
    moments = tracked.frames.times[valid]
    speed = float(np.median(path.steps / np.diff(moments)))
    dropped = int((~valid).sum())
    findings = _findings(path, largest_gap, dropped=dropped)
    if assumed:
        findings.append(_said("calibration", "assumed: picture and probe share one frame"))
    findings += _scale_finding(tracked, transforms["ImageToProbe"][valid][0])
    scan = Scan(
        np.rint(values).astype(np.int16), grid.origin, np.full(3, size), "US", to_patient=grid.frame,
        slice_axis=2, slice_thickness=size, findings=tuple(findings),
        source=f"tracked sweep of {int(valid.sum())} pictures, joined in the frame of the {goal.lower()}",
    )  # fmt: skip
    return Sweep(scan, seen, goal, chain, int(valid.sum()), dropped, gaps, speed, path.jitter)


@dataclass(frozen=True, eq=False)
class _Grid:
    """Voxels: origin in the sweep's frame, which `frame` (4, 4) leads to the target; counts."""

    frame: Floats
    origin: Floats
    shape: tuple[int, int, int]
    spacing: float


@dataclass(frozen=True, eq=False)
class _Path:
    """Pictures in order, with (frame, 4, 4) from pixels to the target, m."""

    tracked: Tracked
    matrices: Floats
    numbers: NDArray[np.intp]

    @cached_property
    def corners(self) -> Floats:
        """(frame, 4, 3) m, the pictures' corners."""
        rows, columns = self.tracked.frames.shape
        ends = np.array([[0, 0], [columns - 1, 0], [0, rows - 1], [columns - 1, rows - 1]], dtype=float)
        places = np.column_stack([ends, np.zeros(4), np.ones(4)])
        return np.asarray(np.einsum("fij,cj->fci", self.matrices, places)[..., :3])

    @cached_property
    def gaps(self) -> Floats:
        """(pairs,) m, how far a corner moves at most from picture to picture."""
        return np.asarray(np.linalg.norm(np.diff(self.corners, axis=0), axis=2).max(axis=1))

    @property
    def steps(self) -> Floats:
        """(pairs,) m, how far the middle moves."""
        return np.asarray(np.linalg.norm(np.diff(self.corners.mean(axis=1), axis=0), axis=1))

    @property
    def jitter(self) -> float:
        """Scatter of the middle about a smooth path, m (3D): second differences of noise have 6 variances."""
        middle = self.corners.mean(axis=1)
        if len(middle) < 3:
            return 0.0
        bend = middle[2:] - 2.0 * middle[1:-1] + middle[:-2]
        return float(np.sqrt(np.mean((bend**2).sum(axis=1)) / 6.0))

    def grid(self, spacing: float) -> _Grid:
        """Voxels around all pictures, whose axes follow the mean picture."""
        mean = self.matrices.mean(axis=0)
        across, up = (column / np.linalg.norm(column) for column in (mean[:3, 0], -mean[:3, 1]))
        out = np.cross(across, up)
        left, _, right = np.linalg.svd(np.column_stack([across, up, out / np.linalg.norm(out)]))
        axes = left @ right
        corners = self.corners.reshape(-1, 3)
        frame = np.eye(4)
        frame[:3, :3], frame[:3, 3] = axes, corners.mean(axis=0)
        own = (corners - frame[:3, 3]) @ axes
        low, high = own.min(axis=0), own.max(axis=0)
        count = np.maximum(2, np.ceil((high - low) / spacing).astype(int) + 1)
        if np.prod(count.astype(float)) > MOST_VOXELS:
            what = f"{' x '.join(map(str, count))} voxels of {1e3 * spacing:.2g} mm are too many"
            raise ClipError(Complaint(what, "Give larger voxels, or cut the clip."))
        return _Grid(frame, low, (int(count[0]), int(count[1]), int(count[2])), spacing)


def _filled(
    path: _Path, grid: _Grid, largest_gap: float, progress: Progress | None
) -> tuple[Floats, NDArray[np.bool_]]:
    """Mean values and where something was seen."""
    total = np.zeros(grid.shape)
    count = np.zeros(grid.shape)
    after = _picture(path, 0, grid)
    for pair in range(len(path.numbers) - 1):
        before, after = after, _picture(path, pair + 1, grid)
        if path.gaps[pair] <= largest_gap:
            _between(path, pair, (before, after), grid, sums=(total, count))
        if progress is not None:
            progress(float(pair + 1), float(len(path.numbers) - 1))
    seen = count > 0.0
    return np.divide(total, count, out=total, where=seen), seen


def _picture(path: _Path, number: int, grid: _Grid) -> NDArray[np.float32]:
    """One picture, smoothed to the voxels; NaN where the scanner draws nothing."""
    from scipy.ndimage import gaussian_filter  # noqa: PLC0415  slow to import

    frames = path.tracked.frames
    picture = frames.pixels[path.numbers[number]].astype(np.float32)
    sigma = [0.4 * max(0.0, grid.spacing / step - 1.0) for step in frames.spacing]
    picture = np.asarray(gaussian_filter(picture, sigma), dtype=np.float32)
    if frames.inside is not None:
        picture[~frames.inside] = np.nan
    return picture


def _between(
    path: _Path,
    pair: int,
    pictures: tuple[NDArray[np.float32], NDArray[np.float32]],
    grid: _Grid,
    *,
    sums: tuple[Floats, Floats],
) -> None:
    """Add what two pictures say of the voxels between them."""
    own = (path.corners[pair : pair + 2].reshape(-1, 3) - grid.frame[:3, 3]) @ grid.frame[:3, :3]
    low = np.maximum(0, np.floor((own.min(axis=0) - grid.origin) / grid.spacing - 0.5).astype(int))
    high = np.minimum(grid.shape, np.ceil((own.max(axis=0) - grid.origin) / grid.spacing + 1.5).astype(int))
    if (low >= high).any():
        return
    part = tuple(slice(one, other) for one, other in zip(low, high, strict=True))
    index = np.stack(
        np.meshgrid(*[np.arange(a, b) for a, b in zip(low, high, strict=True)], indexing="ij"), -1
    )
    places = (grid.origin + index * grid.spacing) @ grid.frame[:3, :3].T + grid.frame[:3, 3]
    one = _in_picture(path.matrices[pair], places)
    other = _in_picture(path.matrices[pair + 1], places)
    apart = one[..., 2] - other[..., 2]
    between = (one[..., 2] * other[..., 2] <= 0.0) & (np.abs(apart) > 1e-12)
    if not between.any():
        return
    share = np.abs(one[..., 2][between] / apart[between])
    first, second = (
        _sampled(picture, coordinates[between])
        for picture, coordinates in zip(pictures, (one, other), strict=True)
    )
    value = (1.0 - share) * first + share * second
    told = np.isfinite(value)
    where = np.zeros(between.shape, dtype=bool)
    where[between] = told
    total, count = sums
    total[part][where] += value[told]
    count[part][where] += 1.0


def _in_picture(matrix: Floats, places: Floats) -> Floats:
    """(..., 3) column, row and distance (m) out of the picture of places of the target's frame."""
    across, down = matrix[:3, 0], matrix[:3, 1]
    out = np.cross(across, down)
    square = np.column_stack([across, down, out / np.linalg.norm(out)])
    return np.asarray((places - matrix[:3, 3]) @ np.linalg.inv(square).T)


def _sampled(picture: NDArray[np.float32], coordinates: Floats) -> Floats:
    """Values at columns and rows, linear between pixels; NaN outside of the picture."""
    from scipy.ndimage import map_coordinates  # noqa: PLC0415  slow to import

    rows, columns = coordinates[:, 1], coordinates[:, 0]
    found = map_coordinates(picture, np.stack([rows, columns]), order=1, mode="constant", cval=np.nan)
    return np.asarray(found, dtype=np.float64)


def _said(about: str, reason: str) -> Finding:
    return Finding("note", about, None, None, "", "assumed", reason)


def _findings(path: _Path, largest_gap: float, *, dropped: int) -> list[Finding]:
    """Gaps, dropped pictures and jitter against their limits, and whose frame the volume is in."""
    limits = read_limits("sweep_limits.toml", Path(__file__).parent)
    values = {
        "gap": float(np.median(path.gaps)),
        "dropped": dropped / (dropped + len(path.numbers)),
        "unjoined": float((path.gaps > largest_gap).sum()),
        "jitter": path.jitter,
    }
    found = [limits[name].finding(value) for name, value in values.items()]
    words = (
        "x runs along the array, y towards the transducer, z across the pictures. Register the volume to a "
        "scan of the limb before positions are read off it."
    )
    return [*found, _said("axes follow the sweep and not the patient", words)]


def _scale_finding(tracked: Tracked, calibration: Floats) -> list[Finding]:
    """The calibration's pixels against the picture's own."""
    down, across = tracked.frames.spacing
    said = np.linalg.norm(calibration[:3, :2], axis=0)
    off = float(np.abs(said / [across, down] - 1.0).max())
    if off <= OTHER_SCALE:
        return []
    reason = (
        f"The calibration makes a pixel {1e3 * said[0]:.3f} x {1e3 * said[1]:.3f} mm, the picture says "
        f"{1e3 * across:.3f} x {1e3 * down:.3f} mm. The calibration was taken."
    )
    return [
        Finding(
            "warn",
            "scale of calibration and picture differ",
            100.0 * off,
            100.0 * OTHER_SCALE,
            "%",
            "assumed",
            reason,
        )
    ]
