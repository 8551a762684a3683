"""Two scans of one limb brought together: by landmarks, by the pictures or by surfaces, with the error.

The error is that of a place in the limb, and what 95 of 100 such errors should stay below. It is found from
the landmarks' residuals, or from repeats and halves of the picture; it holds what these can show and no more:
a limb that was bent or pressed differently in the two scans is no rigid body.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError, nearest
from cryonerve.findings import Finding
from cryonerve.scans.echo_bone import bone_surface
from cryonerve.scans.foreground import foreground, surface_points
from cryonerve.scans.labels import Labels
from cryonerve.scans.landmark_registration import Landmark, LandmarkFit, fit_landmarks
from cryonerve.scans.picture_registration import best_information, pictures_of, register_pictures
from cryonerve.scans.rigid import at_places, from_small, moved, turn
from cryonerve.scans.scan import Scan
from cryonerve.scans.skin_patches import farthest_patch
from cryonerve.scans.surface_registration import Cloud, Known, fit_surfaces
from cryonerve.sources.finding_limits import read_limits

__all__ = ["HOW", "How", "Registration", "error_quantile", "register"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
How = Literal["landmarks", "intensity", "surface"]
HOW: tuple[How, ...] = ("landmarks", "intensity", "surface")
RIM = 6e-3  # m around the body that counts for the pictures: its edge is what tells most
POINTS = (6_000, 40_000)  # of the moving and the fixed surface, at most
AXES = 3


@dataclass(frozen=True, eq=False)
class Registration:
    """How a moving scan lies on a fixed one.

    Attributes
    ----------
    transform : (4, 4) from the moving to the fixed frame, m.
    how : "landmarks", "intensity" or "surface".
    error : m; 95 of 100 errors of places in the limb should be smaller.
    estimated : in words, how the error was found.
    centre, covariance, freedom : of the motion's small numbers (6, 6), see `rigid.shift_of_small`, and how
        many degrees of freedom stand behind them.
    landmarks, residuals, held_out : those given, and m left at each; held_out: missed by all others' motion.
    overlap : share of the smaller body that lies in the other's picture.
    turned : degrees, shifted : m of the middle, from where the scans were supposed to lie (`start`, or as
        both say that they lie in the patient).
    findings : what is doubtful.
    """

    transform: Floats
    how: How
    error: float
    estimated: str
    centre: Floats
    covariance: Floats
    freedom: int
    overlap: float
    turned: float
    shifted: float
    landmarks: tuple[Landmark, ...] = ()
    residuals: tuple[float, ...] = ()
    held_out: tuple[float, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def deviation(self) -> float:
        """One standard deviation along each axis, m: what `spread` draws a nerve's place with.

        A third of the mean square error in three directions; the error is its 95 % bound.
        """
        return self.error / error_quantile(self.freedom) / float(np.sqrt(AXES))

    def error_at(self, points: Floats) -> Floats:
        """(n,) m that 95 of 100 errors at these places (fixed frame) should stay below."""
        return error_quantile(self.freedom) * at_places(self.covariance, self.centre, np.atleast_2d(points))


def error_quantile(freedom: int) -> float:
    """What to multiply a root mean square error in three directions with, so that 95 of 100 are smaller.

    The square root of the 95 % place of the F law with 3 and `freedom` degrees of freedom: few repeats know
    their own scatter badly.

    >>> round(error_quantile(1_000_000), 3), round(error_quantile(6), 3)
    (1.614, 2.181)
    """
    from scipy.stats import f  # noqa: PLC0415  slow to import

    return float(np.sqrt(f.ppf(0.95, AXES, max(1, freedom))))


def register(
    moving: Scan,
    fixed: Scan,
    *,
    landmarks: Sequence[Landmark] = (),
    how: How | None = None,
    start: Floats | None = None,
    bodies: tuple[Mask | None, Mask | None] = (None, None),
    labels: tuple[Labels | None, Labels | None] = (None, None),
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Registration:
    """The rigid motion from one scan to another of the same limb, with its error.

    Parameters
    ----------
    landmarks : places found on both; the answer itself, or where pictures and surfaces begin.
    how : "landmarks" (the default where at least three are given), "intensity" or "surface".
    start : (4, 4) to begin with; None: the landmarks', else both scans' own way to the patient.
    bodies : (i, j, k) masks of moving and fixed that count, without couch and other leg; None: what stands
        out from the air.
    labels : of moving and fixed; surfaces are then those of the bone where both have one, else of the body.
        Of a sweep without labels its bone is found, where the fixed scan's labels have one.
    seed : of everything that is drawn. progress : called with the share done.

    Raises
    ------
    ScanError
        Landmarks that fix no motion, scans that do not overlap, or SimpleITK is missing for "intensity".

    Examples
    --------
    >>> ball = np.linalg.norm(np.indices((24, 24, 24)) - 11.5, axis=0) < 9
    >>> one = Scan((1000 * ball - 1000).astype(np.int16), np.zeros(3), np.full(3, 2e-3), "CT")
    >>> corners = [(0.0, 0, 0), (0.04, 0, 0), (0, 0.04, 0), (0, 0, 0.04)]
    >>> pairs = [Landmark(place, place) for place in corners]
    >>> found = register(one, one, landmarks=pairs)
    >>> found.how, found.transform.round(6).tolist() == np.eye(4).tolist(), found.error < 4e-3
    ('landmarks', True, True)
    """
    chosen: How = how or ("landmarks" if len(landmarks) >= 3 else "intensity")
    if chosen not in HOW:
        raise ScanError(Complaint(f"scans are not registered by '{how}'", nearest(str(how), HOW)))
    fit = fit_landmarks(landmarks, least=_least(moving, fixed)) if landmarks else None
    if chosen == "landmarks" and fit is None:
        raise ScanError(Complaint("no landmarks are given", "Give at least three, or register by intensity."))
    if moving.modality == "US" and fit is None and start is None:
        what = "a sweep lies in its tracker's frame, which knows nothing of the limb"
        raise ScanError(Complaint(what, "Give at least three landmarks to begin with."))
    begin = start if start is not None else (fit.transform if fit else _patient(moving, fixed))
    body = tuple(
        foreground(scan) if mask is None else mask for scan, mask in zip((moving, fixed), bodies, strict=True)
    )
    supposed = start if start is not None else _patient(moving, fixed)
    told = all(mask is not None for mask in bodies)
    request = _Request(moving, fixed, body[0], body[1], begin, supposed, fit, labels, seed, progress, told)
    answer = {"landmarks": _by_landmarks, "intensity": _by_pictures, "surface": _by_surfaces}[chosen](request)
    return _judged(answer, request, tuple(landmarks))


@dataclass(frozen=True, eq=False)
class _Request:
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
class _Answer:
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


def _least(moving: Scan, fixed: Scan) -> float:
    """Root mean square error of a place read to the nearest voxel on both scans, m."""
    return float(np.sqrt((moving.spacing**2).sum() / 12.0 + (fixed.spacing**2).sum() / 12.0))


def _patient(moving: Scan, fixed: Scan) -> Floats:
    """Both scans as they say that they lie in the patient."""
    return np.asarray(np.linalg.inv(fixed.to_patient) @ moving.to_patient)


def _by_landmarks(request: _Request) -> _Answer:
    fit = request.fit
    assert fit is not None
    words = (
        f"from the residuals of {len(fit.residuals)} landmarks, each set to {fit.localisation * 1e3:.2g} mm, "
        "by the target registration error of Fitzpatrick et al. 1998"
    )
    return _Answer(fit.transform, "landmarks", words, fit.centre, fit.covariance, fit.freedom)


def _by_pictures(request: _Request) -> _Answer:
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
    return _Answer(
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


def _mirror_image(request: _Request) -> _Request:
    """The request with the moving scan mirrored from left to right, as the other leg would be."""
    moving = replace(request.moving, values=request.moving.values[::-1])
    return replace(
        request, moving=moving, moving_body=request.moving_body[::-1], start=request.supposed, fit=None
    )


def _by_surfaces(request: _Request) -> _Answer:
    clouds, voxel = _clouds(request)
    starts = [request.start]
    if request.fit is None:
        shift = request.start.copy()
        here = moved(request.start, clouds[0].points).mean(axis=0)
        shift[:3, 3] += clouds[1].points.mean(axis=0) - here
        starts.append(shift)
    known = None
    if request.fit is not None:
        known = Known(request.fit.transform, request.fit.centre, request.fit.covariance)
    fit = fit_surfaces(*clouds, starts, voxel=voxel, seed=request.seed, known=known)
    also = "" if known is None else f"the residuals of {len(request.fit.residuals)} landmarks, "  # type: ignore[union-attr]
    words = (
        f"from the distance of the surfaces ({fit.distance * 1e3:.2g} mm) in patches, {also}"
        "from shaken starts, and a tenth of a voxel"
    )
    return _Answer(
        fit.transform, "surface", words, fit.centre, fit.covariance, fit.freedom, fit.agreeing
    )  # fmt: skip


def _clouds(request: _Request) -> tuple[tuple[Cloud, Cloud], float]:
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


def _middles(request: _Request) -> Floats:
    """The start, shifted so that both bodies' middles meet."""
    one = moved(request.start, _places(request.moving, request.moving_body)).mean(axis=0)
    transform = request.start.copy()
    transform[:3, 3] += _places(request.fixed, request.fixed_body).mean(axis=0) - one
    return transform


def _places(scan: Scan, mask: Mask, most: int = 20_000) -> Floats:
    """(n, 3) m, evenly taken voxels of a mask."""
    places = np.argwhere(mask).astype(np.float64)
    return np.asarray(scan.origin + places[:: max(1, len(places) // most)] * scan.spacing)


def _judged(answer: _Answer, request: _Request, landmarks: tuple[Landmark, ...]) -> Registration:
    """The registration with its error in the limb and what is doubtful about it."""
    here: Floats = moved(answer.transform, _places(request.moving, request.moving_body))
    inside = _within(request.fixed, here)
    back: Floats = np.asarray(np.linalg.inv(answer.transform))
    there = moved(back, _places(request.fixed, request.fixed_body))
    overlap = max(float(inside.mean()), float(_within(request.moving, there).mean()))
    targets: Floats = here[inside] if inside.any() else here
    spread = float(np.sqrt(np.mean(at_places(answer.covariance, answer.centre, targets) ** 2)))
    middle: Floats = np.asarray(targets.mean(axis=0, keepdims=True))
    step = answer.transform @ np.linalg.inv(request.supposed)
    fit = request.fit
    registration = Registration(
        answer.transform, answer.how, error_quantile(answer.freedom) * spread, answer.estimated,
        answer.centre, answer.covariance, answer.freedom, overlap, turn(step),
        float(np.linalg.norm(moved(step, middle) - middle)), landmarks,
    )  # fmt: skip
    if fit is not None:
        left = [
            float(np.linalg.norm(moved(answer.transform, np.array(item.moving)) - item.fixed))
            for item in landmarks
        ]
        registration = replace(registration, residuals=tuple(left), held_out=tuple(map(float, fit.held_out)))
    patch = None
    if request.told:
        bodies = (request.moving_body, request.fixed_body)
        patch = farthest_patch((request.moving, request.fixed), bodies, answer.transform)
    return replace(registration, findings=_findings(registration, answer, fit, patch))


def _within(scan: Scan, points: Floats) -> Mask:
    """(n,) which places lie in the scan's picture."""
    low, high = scan.bounds
    return np.asarray(((points >= low) & (points <= high)).all(axis=1))


def _findings(
    registration: Registration, answer: _Answer, fit: LandmarkFit | None, patch: float | None
) -> tuple[Finding, ...]:
    """Error, overlap, turn, agreement of starts, prominence and landmarks held against their limits."""
    values = {
        "error": registration.error,
        "overlap": registration.overlap,
        "turn": registration.turned,
        "agreement": answer.agreeing,
        "prominence": answer.prominence,
        "ends": answer.ends_apart,
        "skin": patch,
        "mirror": answer.mirror,
    }
    limits = read_limits("registration_limits.toml", Path(__file__).parent)
    found = [limits[name].finding(value) for name, value in values.items() if value is not None]
    if fit is not None and fit.mirrored:
        found.append(
            Finding(
                "stop", "landmarks lie mirrored", None, None, "", "assumed",
                "Their mirror image fits better by far: a left leg on a right one, sides mixed up, or a file "
                "that was mirrored. Look which side each scan shows, and set the landmarks anew.",
            )
        )  # fmt: skip
    for number in fit.suspicious if fit else ():
        name = registration.landmarks[number].name or f"number {number + 1}"
        reason = f"The other landmarks do not support the landmark {name}. Set it again, or leave it out."
        miss = registration.held_out[number] * 1e3
        found.append(
            Finding(
                "warn", f"landmark {name}, missed by the others", miss, None, "mm", "fitzpatrick1998", reason
            )
        )
    return tuple(found)
