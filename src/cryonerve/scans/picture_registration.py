"""Registration by the pictures: mutual information, coarse to fine, from several starts and from halves.

SimpleITK finds the motion; that several starts and both halves of the picture find the same one is what
tells how good it is. The value of the metric alone tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.rigid import VOXEL_SHARE, from_small, moved, to_small
from cryonerve.scans.scan import Scan

__all__ = [
    "PictureFit", "Pictures", "best_information", "pictures_of", "register_pictures", "require_simpleitk",
]  # fmt: skip

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
LEVELS = (4.0, 2.0, 1.0)  # mm, voxels of the pyramid; never finer than the scan itself
BINS = 40  # of each axis of the joint histogram
SAMPLES = (10_000, 30_000)  # voxels that coarse levels and the finest one are judged by, at most
STEPS = 300  # of gradient descent on a coarse level
ROUNDS = 20  # of Powell's search on the finest level
JITTER = np.array([6.0, 6.0, 6.0])  # degrees, one standard deviation of a start
SHAKE = np.array([6.0, 6.0, 6.0])  # mm
APART = 2.0  # times the coarsest voxel: starts that end nearer than this found the same place
REFINED = 3  # times that the best is refined on the finest level, each with other samples
SPLITS = 3  # ways in which the picture is halved
CHANCE = 3e-3  # m by which both ends of a rigid limb may ask for other motions; made-up scans: up to 3.1 mm
NO_OVERLAP = "the scans do not overlap where they were laid, so nothing can be compared"


@dataclass(frozen=True, eq=False)
class PictureFit:
    """What the pictures say.

    Attributes
    ----------
    transform : (4, 4) from the moving to the fixed frame, m.
    centre, covariance : of the motion's small numbers (6, 6), see `rigid.shift_of_small`.
    freedom : degrees of freedom behind the covariance.
    agreeing : share of the starts that ended at the same place.
    prominence : share by which the mutual information lies above that a few millimetres or degrees away;
        nothing or less says that this is no best place.
    information : mutual information at the motion, nats.
    ends_apart : m, root mean square of the shift between the motions that the distal and the proximal half
        of the picture ask for by themselves. More than chance says that the limb was bent or moved within.
    """

    transform: Floats
    centre: Floats
    covariance: Floats
    freedom: int
    agreeing: float
    prominence: float
    information: float
    ends_apart: float


def require_simpleitk() -> Any:  # noqa: ANN401  a module
    """SimpleITK, which registration by pictures needs.

    Raises
    ------
    ScanError
        It is not installed.
    """
    try:
        import SimpleITK  # noqa: PLC0415  heavy, and an extra
    except ImportError as error:
        what = "registering by the pictures needs SimpleITK, which is not installed"
        remedy = "Install it: pip install 'cryonerve[scans]'. Landmarks and surfaces need nothing more."
        raise ScanError(Complaint(what, remedy)) from error
    return SimpleITK


@dataclass(frozen=True, eq=False)
class Pictures:
    """Both scans as SimpleITK holds them, one pair and one mask for each level, coarse to fine; mm."""

    moving: tuple[Any, ...]
    fixed: tuple[Any, ...]
    masks: tuple[Mask, ...]
    centre: Floats  # m, middle of the mask


def pictures_of(moving: Scan, fixed: Scan, within: Mask) -> Pictures:
    """The pyramid of both scans; `within` is (i, j, k) of the fixed scan where it counts."""
    sitk = require_simpleitk()
    places = np.argwhere(within)
    low, high = places.min(axis=0), places.max(axis=0) + 1
    part = tuple(slice(one, other) for one, other in zip(low, high, strict=True))
    origin = fixed.origin + low * fixed.spacing
    target = _image(_without_extremes(fixed.values[part]), origin, fixed.spacing)
    source = _image(_without_extremes(moving.values), moving.origin, moving.spacing)
    mask = _image(within[part].astype(np.uint8), origin, fixed.spacing)
    finest = 1e3 * float(np.concatenate([fixed.spacing, moving.spacing]).min())
    levels = [size for size in LEVELS if size >= 0.8 * finest] or [max(LEVELS[-1], finest)]
    targets = tuple(_level(target, size) for size in levels)
    masks = tuple(
        sitk.GetArrayFromImage(sitk.Resample(mask, item, sitk.Transform(), sitk.sitkNearestNeighbor)) > 0
        for item in targets
    )
    centre = fixed.origin + places.mean(axis=0) * fixed.spacing
    return Pictures(tuple(_level(source, size) for size in levels), targets, masks, centre)


def _image(values: NDArray[Any], origin: Floats, spacing: Floats) -> Any:  # noqa: ANN401
    """Voxels as SimpleITK holds them, in mm."""
    sitk = require_simpleitk()
    image = sitk.GetImageFromArray(np.ascontiguousarray(values.transpose(2, 1, 0)))
    image.SetOrigin([float(item) * 1e3 for item in origin])
    image.SetSpacing([float(item) * 1e3 for item in spacing])
    return image


def _without_extremes(values: NDArray[Any]) -> NDArray[np.float32]:
    """Grey values with the most extreme ones cut, so that bins are well used."""
    values = np.nan_to_num(np.asarray(values, dtype=np.float32), nan=float(np.nanmin(values)))
    low, high = np.percentile(values, [0.2, 99.8])
    return np.asarray(np.clip(values, low, max(high, low + 1e-6)))


def _level(image: Any, size: float) -> Any:  # noqa: ANN401
    """The image with voxels of about `size` mm where it is finer, smoothed before it is thinned out."""
    sitk = require_simpleitk()
    spacing = np.array(image.GetSpacing())
    factors = np.maximum(1, np.round(size / spacing)).astype(int)
    factors = np.minimum(factors, np.maximum(1, np.array(image.GetSize()) // 4))
    sigmas = np.where(factors > 1, 0.5 * factors * spacing, 0.0)
    for axis, sigma in enumerate(sigmas):
        if sigma > 0.0:
            image = sitk.RecursiveGaussian(
                image, float(sigma), False, sitk.RecursiveGaussianImageFilter.ZeroOrder, axis
            )
    return sitk.Shrink(image, [int(item) for item in factors])


def register_pictures(
    pictures: Pictures,
    starts: Sequence[Floats],
    *,
    far: Sequence[Floats] = (),
    seed: int = 1,
    repeats: int = 6,
    progress: Callable[[float], None] | None = None,
) -> PictureFit:
    """The rigid motion at which both pictures tell most of each other (Mattes 2003, mattes2003).

    Coarse levels run from every start and from `repeats` starts shaken at random; what ended best is refined
    on the finest level three times with other samples, and then on both halves of the picture, which is
    halved in several ways. The covariance is that of the repeats, of half of the halves' difference, and of a
    share of a voxel. What the distal and the proximal half ask for beyond chance is added likewise: a limb
    that was bent, or moved within its skin, is no rigid body.

    Parameters
    ----------
    starts : (4, 4) each, from the moving to the fixed frame, m. far : more, which may lie a quarter turn away
        and count only where they end better. seed : of samples. progress : called with the share done.

    Raises
    ------
    ScanError
        SimpleITK is not installed, or the scans do not overlap at any start.
    """
    rng = np.random.default_rng(seed)
    shaken = [
        from_small(rng.normal(size=6) * np.concatenate([np.radians(JITTER), 1e-3 * SHAKE]), pictures.centre)
        @ starts[0]
        for _ in range(repeats)
    ]
    say = progress or (lambda _: None)
    with ThreadPoolExecutor(2) as pool:
        begun = pool.map(lambda start: _coarse(pictures, start, seed), [*starts, *shaken, *far])
        coarse = [item for item in begun if item]
        say(0.5)
        if not coarse:
            raise ScanError(Complaint(NO_OVERLAP, "Give at least three landmarks to begin with."))
        best = max(coarse, key=lambda item: item[1])[0]
        near = [item for item, _ in coarse if _distance(pictures, item, best) <= APART * LEVELS[0] * 1e-3]
        fine = list(
            pool.map(lambda number: _fine(pictures, near[number % len(near)], seed + number), range(REFINED))
        )
        say(0.7)
        information = [_information(pictures, item, seed) for item in fine]
        transform = fine[int(np.argmax(information))]
        halves = list(pool.map(lambda number: _half(pictures, transform, number, seed), range(2 * SPLITS)))
        ends = list(pool.map(lambda number: _end(pictures, transform, number, seed), range(2)))
        say(0.95)
    apart = _distance(pictures, ends[0], ends[1])
    covariance = _covariance(pictures, transform, fine, halves)
    beyond = max(0.0, 1.0 - (CHANCE / max(apart, CHANCE)) ** 2)
    covariance += beyond * _half_apart(pictures, transform, ends)
    counted = max(len(starts) + repeats, len(near))
    return PictureFit(
        transform, pictures.centre, covariance, 3 * SPLITS,
        min(1.0, len(near) / counted), _prominence(pictures, transform, max(information), seed),
        max(information), apart,
    )  # fmt: skip


def best_information(pictures: Pictures, starts: Sequence[Floats], *, seed: int = 1) -> float:
    """Mutual information (nats) at the best motion near the starts, refined once; -inf: no overlap."""
    with ThreadPoolExecutor(2) as pool:
        coarse = [item for item in pool.map(lambda start: _coarse(pictures, start, seed), starts) if item]
    if not coarse:
        return float("-inf")
    fine = _part(pictures, max(coarse, key=lambda item: item[1])[0], pictures.masks[-1], seed)
    return _information(pictures, fine, seed)


def _coarse(pictures: Pictures, start: Floats, seed: int) -> tuple[Floats, float] | None:
    """Where the coarse levels lead from a start, and the information there; None where nothing overlaps."""
    transform = start
    try:
        for level in range(len(pictures.fixed) - 1):
            transform = _optimised(pictures, level, transform, seed=seed)
        return transform, _information(pictures, transform, seed)
    except RuntimeError as error:
        _require_apart(error)
        return None


def _fine(pictures: Pictures, start: Floats, seed: int) -> Floats:
    """The finest level from a start that is near."""
    try:
        return _optimised(pictures, len(pictures.fixed) - 1, start, seed=seed)
    except RuntimeError as error:
        _require_apart(error)
        raise ScanError(Complaint(NO_OVERLAP, "Give at least three landmarks to begin with.")) from None


def _half(pictures: Pictures, start: Floats, number: int, seed: int) -> Floats:
    """The finest level on one half of the picture: every other block, in one of several ways."""
    mask = pictures.masks[-1]
    block = np.maximum(np.array(mask.shape) / (3.0 + number // 2), 1.0)
    places = [np.floor(np.arange(count) / size) for count, size in zip(mask.shape, block, strict=True)]
    board = sum(np.meshgrid(*places, indexing="ij")) % 2 == number % 2
    return _part(pictures, start, mask & board, seed + number)


def _end(pictures: Pictures, start: Floats, number: int, seed: int) -> Floats:
    """The finest level on the distal (0) or the proximal half of the picture, with as many voxels in each."""
    mask = pictures.masks[-1]
    upto = np.cumsum(mask.sum(axis=(1, 2)))  # z comes first
    low = np.searchsorted(upto, 0.5 * upto[-1]) + 1
    half = mask.copy()
    half[low:] &= number == 1
    half[:low] &= number == 0
    return _part(pictures, start, half, seed)


def _part(pictures: Pictures, start: Floats, mask: Mask, seed: int) -> Floats:
    """The finest level on a part of the picture; the start, where the part shows nothing."""
    if not mask.any():
        return start
    try:
        return _optimised(pictures, len(pictures.fixed) - 1, start, seed=seed, mask=mask)
    except RuntimeError as error:
        _require_apart(error)
        return start


def _require_apart(error: RuntimeError) -> None:
    """Pass on what SimpleITK complains about, unless it is that the pictures do not overlap."""
    if not any(word in str(error) for word in ("overlap", "outside", "PDF summed to zero")):
        raise error


def _covariance(pictures: Pictures, best: Floats, fine: Sequence[Floats], halves: Sequence[Floats]) -> Floats:
    """(6, 6) of the motion: scatter of repeats, a quarter of the halves' difference, of a voxel's share."""
    back = np.linalg.inv(best)
    small = [to_small(item @ back, pictures.centre) for item in fine]
    scatter = np.mean([np.outer(item, item) for item in small], axis=0)
    apart = _half_apart(pictures, best, halves)
    voxel = np.maximum(*(np.array(image[-1].GetSpacing()) for image in (pictures.fixed, pictures.moving)))
    floor = np.diag([0.0, 0.0, 0.0, *(VOXEL_SHARE * 1e-3 * voxel) ** 2])
    return np.asarray(scatter + apart + floor)


def _half_apart(pictures: Pictures, best: Floats, halves: Sequence[Floats]) -> Floats:
    """(6, 6) mean square of half of the difference between the motions of pairs of halves."""
    back = np.linalg.inv(best)
    split = [
        to_small(one @ back, pictures.centre) - to_small(other @ back, pictures.centre)
        for one, other in zip(halves[::2], halves[1::2], strict=True)
    ]
    return np.asarray(0.25 * np.mean([np.outer(item, item) for item in split], axis=0))


def _distance(pictures: Pictures, one: Floats, other: Floats) -> float:
    """Root mean square distance between two motions over the corners of the fixed picture, m."""
    image = pictures.fixed[0]
    ends = [(0, size - 1) for size in image.GetSize()]
    corners = 1e-3 * np.array([image.TransformIndexToPhysicalPoint(at) for at in product(*ends)])
    corners = 0.5 * (corners + corners.mean(axis=0))
    shift = moved(one @ np.linalg.inv(other), corners) - corners
    return float(np.sqrt(np.mean((shift**2).sum(axis=1))))


def _prominence(pictures: Pictures, transform: Floats, here: float, seed: int) -> float:
    """Share by which the information `here` lies above the best of twelve places 8 mm or 8 degrees away."""
    around = []
    for axis in range(6):
        for sign in (-1.0, 1.0):
            small = np.zeros(6)
            small[axis] = sign * (np.radians(8.0) if axis < 3 else 8e-3)
            try:
                around.append(_information(pictures, from_small(small, pictures.centre) @ transform, seed))
            except RuntimeError as error:
                _require_apart(error)
    return (here - max(around)) / max(here, 1e-9) if around else 0.0


def _information(pictures: Pictures, transform: Floats, seed: int) -> float:
    """Mutual information (nats) at a motion, on the finest level."""
    level = len(pictures.fixed) - 1
    method = _method(pictures, level, seed=seed, mask=None)
    method.SetInitialTransform(_to_itk(pictures, transform))
    return -float(method.MetricEvaluate(pictures.fixed[level], pictures.moving[level]))


def _optimised(
    pictures: Pictures, level: int, start: Floats, *, seed: int, mask: Mask | None = None
) -> Floats:
    """The best motion on one level near a start.

    Gradient descent comes near from far away. It stops short where the pictures hardly change, such as in a
    turn about the limb's long axis; Powell's search, which looks along one direction after the other, does
    not, and finishes the work.
    """
    method = _method(pictures, level, seed=seed, mask=mask)
    rigid = _to_itk(pictures, start)
    method.SetInitialTransform(rigid, inPlace=True)
    voxel = max(pictures.fixed[level].GetSpacing())
    if level < len(pictures.fixed) - 1:
        method.SetOptimizerAsRegularStepGradientDescent(
            learningRate=voxel, minStep=2e-3 * voxel, numberOfIterations=STEPS, relaxationFactor=0.8,
            gradientMagnitudeTolerance=1e-8,
        )  # fmt: skip
    else:
        method.SetOptimizerAsPowell(
            numberOfIterations=ROUNDS, stepLength=0.5, stepTolerance=1e-2, valueTolerance=1e-5
        )
    method.SetOptimizerScalesFromPhysicalShift()
    method.Execute(pictures.fixed[level], pictures.moving[level])
    return _from_itk(rigid)


def _method(pictures: Pictures, level: int, *, seed: int, mask: Mask | None) -> Any:  # noqa: ANN401
    """SimpleITK's registration with the metric set; one thread, so that a seed gives the same again."""
    sitk = require_simpleitk()
    method = sitk.ImageRegistrationMethod()
    counted = pictures.masks[level] if mask is None else mask
    method.SetMetricAsMattesMutualInformation(numberOfHistogramBins=BINS)
    image = sitk.GetImageFromArray(counted.astype(np.uint8))
    image.CopyInformation(pictures.fixed[level])
    method.SetMetricFixedMask(image)
    # A share of all voxels is drawn, and those outside of the mask are dropped afterwards.
    most = SAMPLES[level == len(pictures.fixed) - 1]
    share = min(1.0, most / max(1, int(counted.sum())))
    method.SetMetricSamplingStrategy(method.RANDOM)
    method.SetMetricSamplingPercentage(share, seed)
    method.SetInterpolator(sitk.sitkLinear)
    method.SetNumberOfThreads(1)
    return method


def _to_itk(pictures: Pictures, transform: Floats) -> Any:  # noqa: ANN401
    """ITK's transform leads from the fixed to the moving picture, in mm, about the middle of the mask."""
    sitk = require_simpleitk()
    back = np.linalg.inv(transform)
    left, _, right = np.linalg.svd(back[:3, :3])  # ITK asks for a rotation to the last digit
    back[:3, :3] = left @ right
    rigid = sitk.VersorRigid3DTransform()
    centre = pictures.centre
    rigid.SetCenter([float(item) for item in 1e3 * centre])
    rigid.SetMatrix([float(item) for item in back[:3, :3].ravel()], 1e-6)
    shift = back[:3, :3] @ centre + back[:3, 3] - centre
    rigid.SetTranslation([float(item) for item in 1e3 * shift])
    return rigid


def _from_itk(rigid: Any) -> Floats:  # noqa: ANN401
    """The motion from the moving to the fixed frame, m."""
    back = np.eye(4)
    back[:3, :3] = np.array(rigid.GetMatrix()).reshape(3, 3)
    centre = np.array(rigid.GetCenter())
    back[:3, 3] = 1e-3 * (centre + np.array(rigid.GetTranslation()) - back[:3, :3] @ centre)
    # The last digits depend on the order in which threads add up; halves of a picture would amplify them.
    return np.asarray(np.round(np.linalg.inv(back), 9))
