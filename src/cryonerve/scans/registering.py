"""Two scans of one limb brought together: by landmarks, by the pictures or by surfaces, with the error.

The error is that of a place in the limb, and what 95 of 100 such errors should stay below. It is found from
the landmarks' residuals, or from repeats and halves of the picture; it holds what these can show and no more:
a limb that was bent or pressed differently in the two scans is no rigid body.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError, nearest
from cryonerve.findings import Finding
from cryonerve.scans.foreground import foreground
from cryonerve.scans.labels import Labels
from cryonerve.scans.landmark_registration import Landmark, LandmarkFit, fit_landmarks
from cryonerve.scans.registration_ways import HOW, Answer, How, Request, answered, places_of
from cryonerve.scans.rigid import at_places, moved, turn
from cryonerve.scans.scan import Scan
from cryonerve.scans.skin_patches import farthest_patch
from cryonerve.sources.finding_limits import read_limits

__all__ = ["HOW", "How", "Registration", "error_quantile", "register"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
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
    if "US" in (moving.modality, fixed.modality) and fit is None and start is None:
        what = "a sweep lies in its tracker's frame, which knows nothing of the limb"
        raise ScanError(Complaint(what, "Give at least three landmarks to begin with."))
    begin = start if start is not None else (fit.transform if fit else _patient(moving, fixed))
    body = tuple(
        foreground(scan) if mask is None else mask for scan, mask in zip((moving, fixed), bodies, strict=True)
    )
    supposed = start if start is not None else _patient(moving, fixed)
    told = all(mask is not None for mask in bodies)
    request = Request(moving, fixed, body[0], body[1], begin, supposed, fit, labels, seed, progress, told)
    return _judged(answered(request, chosen), request, tuple(landmarks))


def _least(moving: Scan, fixed: Scan) -> float:
    """Root mean square error of a place read to the nearest voxel on both scans, m."""
    return float(np.sqrt((moving.spacing**2).sum() / 12.0 + (fixed.spacing**2).sum() / 12.0))


def _patient(moving: Scan, fixed: Scan) -> Floats:
    """Both scans as they say that they lie in the patient."""
    return np.asarray(np.linalg.inv(fixed.to_patient) @ moving.to_patient)


def _judged(answer: Answer, request: Request, landmarks: tuple[Landmark, ...]) -> Registration:
    """The registration with its error in the limb and what is doubtful about it."""
    here: Floats = moved(answer.transform, places_of(request.moving, request.moving_body))
    inside = _within(request.fixed, here)
    back: Floats = np.asarray(np.linalg.inv(answer.transform))
    there = moved(back, places_of(request.fixed, request.fixed_body))
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
    found = _findings(registration, answer, fit, patch)
    if answer.how == "surface" and "US" in (request.moving.modality, request.fixed.modality):
        reason = "On simulated sweeps the stated error held in 4 of 20 only. Compare with --how landmarks."
        found += (Finding("stop", "bone of a sweep: not proven", None, None, "", "assumed", reason),)
    return replace(registration, findings=found)


def _within(scan: Scan, points: Floats) -> Mask:
    """(n,) which places lie in the scan's picture."""
    low, high = scan.bounds
    return np.asarray(((points >= low) & (points <= high)).all(axis=1))


def _findings(
    registration: Registration, answer: Answer, fit: LandmarkFit | None, patch: float | None
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
