"""Global stage: many places of one probe, each read once, and the best combinations of them.

Probes that freeze at once leave a product of warmths (`bioheat.superposition`), probes that freeze one after
another the colder of both. So every place is read once, alone, and any two are combined by a compiled
loop: hundreds of thousands of pairs a second, where a search that moves all numbers together gets stuck
at the nerve's near side. A third and further probe is added to the best pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from cryonerve.bioheat.previewing import Preview
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.bioheat.superposition import Reader
from cryonerve.planning.barriers import Barriers
from cryonerve.planning.objective import Sights
from cryonerve.planning.placing import INTO, NUMBERS, Frame
from cryonerve.sources.device import Device

__all__ = ["Gaze", "Shelf", "best_combinations", "draws", "free", "gaze_at", "shelf_of", "zoomed"]

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

TRIED, KEPT = 1024, 224  # places that are drawn, and those with a free way that are kept
TOUCHING = 0.5  # share of places that touch the nerve; the others stand within `FAR`
FAR = 3e-3  # m
COARSE = 2  # every so many stations are read here
SECTION = 30  # points of a station that are read here
# m and rad of a coarse look
SPREAD = {"level": 2e-3, "angle": 0.3, "gap": 0.3e-3, "turn": 0.3, "tilt": 0.3}
WARMTH = 0.2  # of the share that all warmth left in a stretch counts
BEST = 12  # combinations that are handed on
BLOCK = 64  # combinations that get one more place
KEEP_POINTS = 40  # of each structure


@dataclass(frozen=True, eq=False)
class Shelf:
    """Places of one device with a free way: `numbers` (place, 5) as of `Frame`, and the placements.

    `side` of the nerve that they are sought on: 1 or -1 by the sign of their angle, 0 for all around.
    """

    device: Device
    numbers: Floats
    places: tuple[Placement, ...]
    side: int = 0


def shelf_of(
    device: Device,
    frame: Frame,
    barriers: Barriers,
    *,
    first: Sequence[Floats] = (),
    seed: int = 1,
    side: int = 0,
) -> Shelf:
    """Draw places of a device, those given first; kept are the ones that nothing bars.

    Empty where nothing was found: no way to the nerve is free. `side` as of `Shelf`.
    """
    return free(device, frame, barriers, (*first, *draws(frame, seed=seed)), side=side)


def draws(frame: Frame, *, seed: int) -> Floats:
    """(n, 5) `NUMBERS` spread over the frame's bounds (Sobol), half of them nearly along the nerve."""
    low, high = frame.bounds.T
    high = np.where(np.array(NUMBERS) == "gap", FAR, high)
    drawn = qmc.Sobol(len(NUMBERS), seed=seed).random(TRIED)
    tilt = NUMBERS.index("tilt")  # every second one nearly along the nerve, where most of it is reached
    drawn[::2, tilt] = np.round(drawn[::2, tilt]) + 0.25 * (drawn[::2, tilt] - np.round(drawn[::2, tilt]))
    drawn = qmc.scale(drawn, low, high)
    order = np.random.default_rng(seed).permutation(TRIED)
    drawn[order[: int(TOUCHING * TRIED)], NUMBERS.index("gap")] = 0.0
    return np.asarray(drawn, float)


def zoomed(
    shelf: Shelf, chosen: Sequence[int], frame: Frame, barriers: Barriers, *, scale: float, seed: int
) -> Shelf:
    """A shelf of the chosen places and of others around them; `scale` 1 is a coarse look."""
    random = np.random.default_rng(seed)
    kept = shelf.numbers[list(chosen)]
    spread = scale * np.array([SPREAD[name] for name in NUMBERS])
    count = KEPT // max(1, len(kept))
    around = np.repeat(kept, count, axis=0)
    around += spread * random.normal(size=around.shape)
    turned = NUMBERS.index("angle")
    around[:, turned] = (around[:, turned] + np.pi) % (2.0 * np.pi) - np.pi
    around[::2, NUMBERS.index("gap")] = 0.0
    return free(shelf.device, frame, barriers, (*kept, *around), side=shelf.side)


def free(
    device: Device,
    frame: Frame,
    barriers: Barriers,
    drawn: Sequence[Floats] | Floats,
    *,
    side: int = 0,
    most: int = KEPT,
) -> Shelf:
    """Those of some (5,) `NUMBERS` that nothing bars, `most` at most. `side` as of `Shelf`."""
    inside = np.clip(np.array(drawn).reshape(-1, len(NUMBERS)), *frame.bounds.T)
    if side:
        angle = NUMBERS.index("angle")
        inside[:, angle] = side * np.abs(inside[:, angle])
    places, gaps = frame.places(inside, device)
    kept: list[int] = []
    for index in np.flatnonzero(gaps >= -INTO):
        if barriers.lacking(places[index]) == 0.0:
            kept.append(int(index))
        if len(kept) >= most:
            break
    return Shelf(device, inside[kept], tuple(places[index] for index in kept), side)


@dataclass(frozen=True, eq=False)
class Gaze:
    """Where places are read alone, and what is asked of what they leave; made by `gaze_at`.

    Attributes
    ----------
    reader : of points of the nerve, then of what must stay warm.
    cold : (point,) warmth below which a point of the nerve counts; above which the others must stay.
    station, weight : (point,) of the nerve: where a point lies, and its share of that station's area.
    windows : (station, window) share of a window's.
    together : probes freeze at once.
    """

    reader: Reader
    cold: Singles
    station: NDArray[np.int64]
    weight: Singles
    windows: Singles
    together: bool

    def warmths(self, places: Sequence[Placement]) -> Singles:
        """(place, point) share of the warmth before that each place leaves alone."""
        before = np.maximum(self.reader.before, np.float32(1e-3))
        return np.asarray(self.reader.warmths(places) / before, np.float32)

    def worth(self, one: Singles, others: Singles) -> Floats:
        """Of one (point,) combined with each of others (n, point): best share of the goal's length.

        What limits are passed by is taken off.
        """
        from cryonerve.planning.kernels.pairing import worths  # noqa: PLC0415  loads Numba

        found = np.empty(len(others))
        worths(
            one, others, self.cold, self.station, self.weight, self.windows, self.together,
            np.float32(WARMTH), found,
        )  # fmt: skip
        return found

    @property
    def nothing(self) -> Singles:
        """(point,) what no probe leaves: combined with any it changes nothing."""
        return np.full(len(self.cold), 1.0 if self.together else np.inf, np.float32)

    def join(self, one: Singles, others: Singles) -> Singles:
        """What is left where both acted."""
        return one * others if self.together else np.minimum(one, others)


def best_combinations(shelf: Shelf, gaze: Gaze, count: int) -> list[tuple[float, tuple[int, ...]]]:
    """Best combinations of `count` places: what each is worth, and which; none of a shorter shelf."""
    if len(shelf.places) < count:
        return []
    warmth = gaze.warmths(shelf.places)
    found: list[tuple[float, tuple[int, ...]]] = [
        (float(worth), (index,)) for index, worth in enumerate(gaze.worth(gaze.nothing, warmth))
    ]
    for _ in range(1, count):
        found = _one_more(sorted(found, reverse=True), gaze, warmth)
    return sorted(found, reverse=True)[:BEST]


def _one_more(
    found: list[tuple[float, tuple[int, ...]]], gaze: Gaze, warmth: Singles
) -> list[tuple[float, tuple[int, ...]]]:
    """Each combination with one more place; pairs are all tried, of larger ones the best are added to."""
    single = len(found[0][1]) == 1
    more: dict[tuple[int, ...], float] = {}
    for _, chosen in found if single else found[:BLOCK]:
        later = np.arange(chosen[-1] + 1 if single else 0, len(warmth))
        if not later.size:
            continue
        left = warmth[chosen[0]]
        for index in chosen[1:]:
            left = gaze.join(left, warmth[index])
        worth = gaze.worth(left, warmth[later])
        for k in np.argsort(-worth)[:BEST]:
            more[tuple(sorted((*chosen, int(later[k]))))] = float(worth[k])
    return [(worth, chosen) for chosen, worth in more.items()]


def gaze_at(sights: Sights, alone: Preview, *, together: bool) -> Gaze:
    """Every second station and some samples of each fascicle, and some points of what must stay warm.

    Parameters
    ----------
    alone : preview that was planned with one probe. together : probes freeze at once.
    """
    course, present = sights.course, (sights.column >= 0).any(axis=2).sum(axis=1)
    samples = int(np.clip(SECTION // max(1, int(np.median(present))), 1, sights.column.shape[2]))
    column = sights.column[::COARSE, :, :samples]
    station, fascicle, sample = np.nonzero(column >= 0)
    area = np.square(course.fascicle_radii[::COARSE])[station, fascicle]
    whole = np.asarray(np.bincount(station, area, column.shape[0]), np.float64)
    weight = (area / whole[station]).astype(np.float32)
    keeps = [keep.points[:: max(1, len(keep.points) // KEEP_POINTS)] for keep in sights.keeps]
    points = np.concatenate([sights.points[column[station, fascicle, sample]], *keeps])
    reader = alone.reader(points)
    levels = [np.full(len(station), sights.goals.below)]
    levels += [np.full(len(there), keep.above) for keep, there in zip(sights.keeps, keeps, strict=True)]
    cold = alone.tables.thermal.warmth(np.concatenate(levels)) / np.maximum(reader.before, 1e-3)
    windows = _windows(course.arc[::COARSE], whole, sights.goals.length)
    return Gaze(reader, cold.astype(np.float32), station, weight, windows, together)


def _windows(arc: Floats, area: Floats, length: float) -> Singles:
    """(station, window) share of the area of every stretch of about the goal's length."""
    inside = (arc[:, None] >= arc - 1e-9) & (arc[:, None] <= arc + length + 1e-9)
    fits = arc + length <= arc[-1] + 1e-9
    inside = inside[:, fits] if fits.any() else np.ones((len(arc), 1), np.bool_)
    windows = inside * area[:, None]
    return np.asarray(windows / np.maximum(windows.sum(axis=0), 1e-30), np.float32)
