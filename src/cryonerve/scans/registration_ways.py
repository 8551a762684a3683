"""Two scans, what a person says of them, and how one way or another registers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.scans.echo_bone import bone_surface
from cryonerve.scans.foreground import surface_points
from cryonerve.scans.labels import Labels
from cryonerve.scans.landmark_registration import LandmarkFit
from cryonerve.scans.picture_registration import best_information, pictures_of, register_pictures
from cryonerve.scans.rigid import from_small, inverted, moved
from cryonerve.scans.scan import Scan
from cryonerve.scans.surface_registration import Cloud, Known, SurfaceFit, fit_surfaces

__all__ = ["HOW", "Answer", "How", "Request", "answered", "places_of"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
How = Literal["landmarks", "intensity", "surface"]
HOW: tuple[How, ...] = ("landmarks", "intensity", "surface")
RIM = 6e-3  # m around the body that counts for the pictures: its edge is what tells most
UNLIKELY = 0.01  # chance below which bone of a sweep and landmarks do not belong together
ALIKE = 2e-3  # m, or a voxel: bones that lie farther apart on the whole are not the same; assumed
POINTS = (6_000, 40_000)  # of the moving and the fixed surface, at most


@dataclass(frozen=True, eq=False)
class Request:
    """Everything one registration works on."""

    moving: Scan
    fixed: Scan
    moving_body: Mask
    fixed_body: Mask
    start: Floats
    supposed: Floats  # how the scans lay before anything was known of them
    fit: LandmarkFit | None
    labels: tuple[Labels | None, Labels | None]
    seed: int
    progress: Callable[[float], None] | None
    told: bool = False  # both bodies are known from labels, without couch and other leg


@dataclass(frozen=True, eq=False)
class Answer:
    """What one way of registering found."""

    transform: Floats
    how: How
    estimated: str
    centre: Floats
    covariance: Floats
    freedom: int
    agreeing: float | None = None
    prominence: float | None = None
    ends_apart: float | None = None
    mirror: float | None = None  # share of what the scan itself tells that its mirror image tells
    given_up: str = ""  # why the surface that was asked for does not count


def answered(request: Request, how: How) -> Answer:
    """What one way of registering finds.

    Raises
    ------
    ScanError
        Scans that do not overlap, no surface, or SimpleITK is missing for "intensity".
    """
    ways = {"landmarks": _by_landmarks, "intensity": _by_pictures, "surface": _by_surfaces}
    return ways[how](request)


def _by_landmarks(request: Request) -> Answer:
    fit = request.fit
    assert fit is not None
    words = (
        f"from the residuals of {len(fit.residuals)} landmarks, each set to {fit.localisation * 1e3:.2g} mm, "
        "by the target registration error of Fitzpatrick et al. 1998"
    )
    return Answer(fit.transform, "landmarks", words, fit.centre, fit.covariance, fit.freedom)


def _by_pictures(request: Request) -> Answer:
    from scipy.ndimage import binary_dilation, generate_binary_structure  # noqa: PLC0415  slow to import

    rim = max(1, round(RIM / float(np.median(request.fixed.spacing))))
    within = binary_dilation(request.fixed_body, generate_binary_structure(3, 1), iterations=rim)
    pictures = pictures_of(request.moving, request.fixed, within)
    starts = [request.start]
    far: list[Floats] = []
    if request.fit is None:
        starts.append(_middles(request))
        far = _turned(starts[-1], pictures.centre)
    fit = register_pictures(pictures, starts, far=far, seed=request.seed, progress=request.progress)
    mirror = _mirror_image(request)
    begin = _middles(mirror)
    seen = best_information(
        pictures_of(mirror.moving, request.fixed, within),
        [begin, *_turned(begin, pictures.centre)],
        seed=request.seed,
    )
    words = "from repeats with other samples and from both halves of the picture, and a tenth of a voxel"
    return Answer(
        fit.transform,
        "intensity",
        words,
        fit.centre,
        fit.covariance,
        fit.freedom,
        fit.agreeing,
        fit.prominence,
        fit.ends_apart,
        max(0.0, seen) / max(fit.information, 1e-9),
    )


def _turned(start: Floats, centre: Floats) -> list[Floats]:
    """The start with quarter turns about the limb's length: a leg may have been laid on its side."""
    quarters = (np.array([0.0, 0.0, 0.5 * np.pi * number, 0.0, 0.0, 0.0]) for number in (1, 2, 3))
    return [from_small(small, centre) @ start for small in quarters]


def _mirror_image(request: Request) -> Request:
    """The request with the moving scan mirrored from left to right, as the other leg would be."""
    moving = replace(request.moving, values=request.moving.values[::-1])
    return replace(
        request, moving=moving, moving_body=request.moving_body[::-1], start=request.supposed, fit=None
    )


def _the_other_way(request: Request) -> Answer:
    """A scan laid onto a sweep, whose piece of bone is laid onto the scan's: found so, and turned round."""
    fit = request.fit
    if fit is not None:
        back, centre, covariance = inverted(fit.transform, fit.centre, fit.covariance)
        fit = replace(fit, transform=back, centre=centre, covariance=covariance)
    start, supposed = (np.asarray(np.linalg.inv(item)) for item in (request.start, request.supposed))
    swapped = replace(
        request, moving=request.fixed, fixed=request.moving, moving_body=request.fixed_body,
        fixed_body=request.moving_body, labels=request.labels[::-1], start=start, supposed=supposed, fit=fit,
    )  # fmt: skip
    answer = _by_surfaces(swapped)
    back, centre, covariance = inverted(answer.transform, answer.centre, answer.covariance)
    return replace(answer, transform=back, centre=centre, covariance=covariance)


def _by_surfaces(request: Request) -> Answer:
    if request.fixed.modality == "US" and request.moving.modality != "US" and request.labels[1] is None:
        return _the_other_way(request)
    clouds, voxel = _clouds(request)
    starts = [request.start]
    if request.fit is None:
        starts.append(_meeting(request.start, clouds[0].points, clouds[1].points))
        known, also = None, ""
    else:
        told = request.fit
        known = Known(told.transform, told.centre, told.covariance, told.freedom)
        also = f"the residuals of {len(told.residuals)} landmarks, "
    fit = fit_surfaces(*clouds, starts, voxel=voxel, seed=request.seed, known=known)
    if known is not None and "US" in (request.moving.modality, request.fixed.modality):
        chance = _chance(fit, known.freedom)
        if chance < UNLIKELY or fit.distance > max(ALIKE, voxel):
            why = (
                f"the bone that was found lies where they do not allow (chance {chance:.1g}, the surfaces "
                f"{fit.distance * 1e3:.2g} mm apart on the whole)."
            )
            alone = _by_landmarks(request)
            # One of them is wrong, and nothing says which: the landmarks' error grows by what lies between.
            return replace(alone, covariance=alone.covariance * fit.worse, given_up=why)
    words = (
        f"from the distance of the surfaces ({fit.distance * 1e3:.2g} mm) in patches, {also}"
        "from shaken starts, and a tenth of a voxel"
    )
    return Answer(
        fit.transform, "surface", words, fit.centre, fit.covariance, fit.freedom, fit.agreeing
    )  # fmt: skip


def _chance(fit: SurfaceFit, freedom: int) -> float:
    """That a surface where it belongs departs so far from landmarks: by the F law, which F tests use."""
    from scipy.stats import f  # noqa: PLC0415  slow to import

    fixed = max(1.0, fit.fixed)
    return float(f.sf(fit.departure / fixed, fixed, freedom))


def _clouds(request: Request) -> tuple[tuple[Cloud, Cloud], float]:
    """Points on bone, where both scans' labels have some, else on the body; the coarsest voxel, m."""
    mine, theirs = request.labels
    if request.moving.modality == "US" and mine is None and theirs is not None and theirs.mask("bone").any():
        hard = theirs.mask("bone", "marrow")  # the outside of bone is what echoes
        other = Cloud(*surface_points(theirs, hard, most=POINTS[1]))
        coarsest = max(float(item.spacing.max()) for item in (request.moving, theirs))
        return (bone_surface(request.moving), other), coarsest
    if mine is not None and theirs is not None:
        both = (mine, theirs)
        bones = [item.mask("bone") for item in both]
        masks = bones if all(item.any() for item in bones) else [item.numbers > 0 for item in both]
        one, other = (
            Cloud(*surface_points(item, mask, most=count))
            for item, mask, count in zip(both, masks, POINTS, strict=True)
        )
        return (one, other), max(float(item.spacing.max()) for item in both)
    one = Cloud(*surface_points(request.moving, request.moving_body, most=POINTS[0]))
    other = Cloud(*surface_points(request.fixed, request.fixed_body, most=POINTS[1]))
    return (one, other), float(max(request.moving.spacing.max(), request.fixed.spacing.max()))


def _middles(request: Request) -> Floats:
    """The start, shifted so that both bodies' middles meet."""
    moving = places_of(request.moving, request.moving_body)
    return _meeting(request.start, moving, places_of(request.fixed, request.fixed_body))


def _meeting(start: Floats, moving: Floats, fixed: Floats) -> Floats:
    """A motion (4, 4), shifted so that it lays the middle of some points on that of others, (n, 3) m."""
    transform = start.copy()
    transform[:3, 3] += fixed.mean(axis=0) - moved(start, moving).mean(axis=0)
    return transform


def places_of(scan: Scan, mask: Mask, most: int = 20_000) -> Floats:
    """(n, 3) m, evenly taken voxels of a mask."""
    places = np.argwhere(mask).astype(np.float64)
    return np.asarray(scan.origin + places[:: max(1, len(places) // most)] * scan.spacing)
