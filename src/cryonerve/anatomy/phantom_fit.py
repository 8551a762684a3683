"""A drawn limb laid into a scan: its girth from the scan's, its place by the surfaces, what remains in mm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.building import build
from cryonerve.anatomy.measures import measure
from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case, Limb
from cryonerve.errors import CaseError, Complaint, ScanError
from cryonerve.findings import Finding, Level
from cryonerve.scans.foreground import foreground, surface_points
from cryonerve.scans.labels import Labels
from cryonerve.scans.landmark_registration import Landmark, fit_landmarks
from cryonerve.scans.rigid import moved
from cryonerve.scans.scan import Scan
from cryonerve.scans.surface_registration import Cloud, fit_surfaces

__all__ = ["FittedPhantom", "fit_phantom"]

Floats = NDArray[np.float64]
COARSE = 2e-3  # m, voxels of the drawn limb while it is fitted
ROUNDS = 4  # of girth and place in turn
STILL = 0.2e-3  # m by which the limb's radius still changes when the girth is found
KEPT = 0.85  # share of the drawn surface that counts; the scan may end before the drawing does
NOTE, WARN = 2e-3, 5e-3  # m that remain; assumed


@dataclass(frozen=True, eq=False)
class FittedPhantom:
    """A drawn limb in a scan's frame.

    Attributes
    ----------
    case : with the circumference that was found.
    transform : (4, 4) from the drawn limb's frame to the scan's, m.
    remaining : m, root mean square distance of the drawn skin from the scan's. bones : likewise of the bones,
        which are drawn by age and not fitted; None where the scan's labels have none.
    error : m, of the place of the drawing by these surfaces, 95 %; how the anatomy differs comes on top.
    findings : what remains, said.
    """

    case: Case
    transform: Floats
    remaining: float
    bones: float | None
    error: float
    findings: tuple[Finding, ...]


def fit_phantom(case: Case, scanned: Scan | Labels, *, landmarks: tuple[Landmark, ...] = ()) -> FittedPhantom:
    """Lay a case's drawn limb into a scan.

    Girth and place are found in turn: the drawn skin is brought onto the scan's by trimmed iterative closest
    points, and where it lies inside (outside) on average the limb becomes wider (slimmer) by as much.

    Parameters
    ----------
    case : on a limb or stump.
    scanned : labels, all of which are the limb, or a scan, of which the limb is what stands out from the air.
    landmarks : places of the drawn limb (`moving`) and of the scan (`fixed`) to begin with; without them the
        middles of both.

    Raises
    ------
    CaseError
        The case has no drawn limb, or no limb of its age has this girth.
    ScanError
        The scan shows no surface, or landmarks that fix no motion.
    """
    from cryonerve.scans.registering import error_quantile  # noqa: PLC0415  draws on what is heavy

    limb = case.anatomy
    if not isinstance(limb, Limb):
        raise CaseError(
            Complaint("only a drawn limb can be laid into a scan", "Take phantom: stump or limb.")
        )
    mask = foreground(scanned) if isinstance(scanned, Scan) else scanned.numbers > 0
    skin = Cloud(*surface_points(scanned, mask, most=40_000))
    girth = limb.circumference or measure(case, limb).circumference
    start = fit_landmarks(landmarks).transform if landmarks else None
    for _ in range(ROUNDS):
        volume = _drawn(case, replace(limb, circumference=girth))
        drawn = _skin(volume)
        begin = _middles(drawn, skin) if start is None else start
        fit = fit_surfaces(drawn, skin, [begin], kept=KEPT, voxel=float(scanned.spacing.max()))
        start = fit.transform
        outwards = _apart(drawn, skin, fit.transform)
        offset = float(np.median(outwards))
        if abs(offset) < STILL:
            break
        girth += 2.0 * np.pi * offset
    near = np.sort(np.abs(outwards))[: round(KEPT * len(outwards))]
    remaining = float(np.sqrt(np.mean(near**2)))
    bones = _bones(volume, scanned, fit.transform)
    error = error_quantile(fit.freedom) * float(np.sqrt(np.trace(fit.covariance[3:, 3:])))
    done = replace(case, anatomy=replace(limb, circumference=round(float(girth), 4)))
    findings = _findings(remaining, bones)
    return FittedPhantom(done, fit.transform, remaining, bones, error, findings)


def _drawn(case: Case, limb: Limb) -> Volume:
    solver = replace(case.solver, spacing=COARSE)
    return build(replace(case, anatomy=limb, sensors=(), hydrodissection=(), solver=solver))


def _skin(volume: Volume) -> Cloud:
    """The drawn limb's surface without its cut ends."""
    return _surface(volume, volume.labels > 0)


def _surface(volume: Volume, mask: NDArray[np.bool_]) -> Cloud:
    spacing = np.abs(np.diag(volume.affine)[:3])
    grid = Labels(np.zeros((1, 1, 1), np.int16), volume.affine[:3, 3], spacing, ())
    points, normals = surface_points(grid, mask, most=6_000)
    ends = np.abs(normals[:, 2]) < 0.7
    return Cloud(points[ends], normals[ends])


def _middles(drawn: Cloud, skin: Cloud) -> Floats:
    """The motion that brings both middles together, without a turn."""
    transform = np.eye(4)
    transform[:3, 3] = skin.points.mean(axis=0) - drawn.points.mean(axis=0)
    return transform


def _apart(drawn: Cloud, fixed: Cloud, transform: Floats) -> Floats:
    """(n,) m by which the scan's surface lies outside of the drawn one, along the scan's own normal."""
    from scipy.spatial import cKDTree  # noqa: PLC0415  slow to import

    here = moved(transform, drawn.points)
    _, partner = cKDTree(fixed.points).query(here)
    return np.asarray(((fixed.points[partner] - here) * fixed.normals[partner]).sum(axis=1))


def _bones(volume: Volume, scanned: Scan | Labels, transform: Floats) -> float | None:
    """Root mean square distance of the drawn bones from those of the labels."""
    if isinstance(scanned, Scan) or not scanned.mask("bone").any():
        return None
    labels = [item.label for item in volume.structures if item.kind in ("bone", "marrow")]
    drawn = _surface(volume, np.isin(volume.labels, labels))
    try:
        fixed = Cloud(*surface_points(scanned, scanned.mask("bone", "marrow"), most=40_000))
    except ScanError:
        return None
    apart = np.sort(np.abs(_apart(drawn, fixed, transform)))[: round(KEPT * len(drawn.points))]
    return float(np.sqrt(np.mean(apart**2)))


def _findings(remaining: float, bones: float | None) -> tuple[Finding, ...]:
    """What remains between drawing and scan."""
    found = []
    for what, value in (("skin", remaining), ("bones", bones)):
        if value is None:
            continue
        level: Level = "warn" if value > WARN else "note" if value > NOTE else "ok"
        limit = WARN if level == "warn" else NOTE
        reason = (
            f"So far lies the drawn {what} from the scan's: nerve and vessels of the drawing are no "
            "better placed than that. Trace them on the scan."
        )
        about = f"drawn {what} off the scan's"
        found.append(Finding(level, about, 1e3 * value, 1e3 * limit, "mm", "assumed", reason))
    return tuple(found)
