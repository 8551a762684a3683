"""The same calipers on a drawn limb: what a picture across it would measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.coverage import structure_at
from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.errors import Complaint, InputError

__all__ = ["DrawnPicture", "drawn_lengths", "drawn_picture"]

Floats = NDArray[np.float64]
STEP = 0.05e-3  # m between places that are looked at
AROUND = 720  # places around the nerve
REACH = 15e-3  # m to both sides of the beam through the nerve within which bone is looked for
ABOVE_NEUROMA = 12e-3  # m proximal of a neuroma at which vessels are measured: they bow around it


@dataclass(frozen=True, eq=False)
class DrawnPicture:
    """Where a picture across the nerve lies: (3,) m and unit vectors.

    Attributes
    ----------
    skin : the place on the skin nearest to the nerve. deep : from there to the nerve. aside : across both,
        in the plane across the limb. height : z of the plane.
    """

    skin: Floats
    deep: Floats
    aside: Floats
    height: float

    def at(self, down: Floats, across: Floats) -> Floats:
        """Places (..., 3) of depths below the skin and places aside, m."""
        return np.asarray(self.skin + down[..., None] * self.deep + across[..., None] * self.aside)


def drawn_picture(volume: Volume, height: float = 0.0) -> DrawnPicture:
    """The picture across the limb through the treated nerve, looking straight down on it from the skin.

    Raises
    ------
    InputError
        The volume has no treated nerve.
    """
    nerve = volume.treated_nerve
    if nerve is None:
        raise InputError(Complaint("there is no treated nerve to measure", "Name one under anatomy."))
    centre = np.append(_at_height(nerve.points, height)[:2], height)
    angles = np.linspace(0.0, 2.0 * np.pi, 721)[:-1]
    rays = np.stack([np.cos(angles), np.sin(angles), 0.0 * angles], axis=1)
    near, far = np.zeros(len(rays)), np.full(len(rays), float(np.ptp(volume.bounds[:, :2], axis=0).max()))
    for _ in range(16):
        middle = 0.5 * (near + far)
        inside = structure_at(volume, centre + middle[:, None] * rays) > 0
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    best = int(near.argmin())
    deep = -rays[best]
    return DrawnPicture(centre - near[best] * deep, deep, np.cross(deep, [0.0, 0.0, 1.0]), height)


def drawn_lengths(volume: Volume) -> Mapping[str, float]:
    """What calipers would measure on pictures of a drawn limb, m, by the names of `calipers.measurable`.

    Nerve, skin, fat and bone in the plane of the origin; vessels there in a limb, and 12 mm above the neuroma
    in a stump. What is not in the picture is left out.

    Examples
    --------
    >>> import cryonerve as cn
    >>> lengths = drawn_lengths(cn.build(cn.load("tibial-neuroma-adult")))
    >>> 0.3e-3 < lengths["skin thickness"] < 3e-3 < lengths["nerve depth"] < lengths["bone depth"]
    True
    """
    picture = drawn_picture(volume)
    found = _under_the_skin(volume, picture) | _of_the_nerve(volume, picture)
    nerve = volume.treated_nerve
    assert nerve is not None  # drawn_picture has looked
    vessels = picture
    if nerve.neuroma.any():
        vessels = drawn_picture(volume, float(ABOVE_NEUROMA))
        bulb = nerve.semi_axes[nerve.neuroma]
        found["neuroma width"] = 2.0 * float(bulb.max())
        found["neuroma length"] = _bulb_length(volume)
    return found | _of_the_vessels(volume, vessels)


def _line(volume: Volume, picture: DrawnPicture, across: float = 0.0) -> NDArray[np.int16]:
    """Labels down one beam, every `STEP`."""
    down = np.arange(0.5 * STEP, 0.12, STEP)
    return structure_at(volume, picture.at(down, np.full(len(down), across)))


def _labels(volume: Volume, *kinds: str) -> list[int]:
    return [item.label for item in volume.structures if item.kind in kinds]


def _under_the_skin(volume: Volume, picture: DrawnPicture) -> dict[str, float]:
    """Skin, fat, and the nearest bone."""
    beam = _line(volume, picture)
    skin, fat = (np.isin(beam, _labels(volume, kind)) for kind in ("skin", "fat"))
    found = {}
    if skin.any():
        end = int(np.flatnonzero(~skin)[0])
        found["skin thickness"] = STEP * end
        below = ~fat[end:]
        found["fat thickness"] = STEP * (int(np.flatnonzero(below)[0]) if below.any() else len(below))
    depth = _bone_depth(volume, picture)
    return found if depth is None else found | {"bone depth": depth}


def _bone_depth(volume: Volume, picture: DrawnPicture) -> float | None:
    """Depth of the bone under the nerve: of the one nearest to the beam through it, where that is nearest."""
    hits: list[tuple[float, int, int]] = []  # aside, first step in bone, label
    hard = _labels(volume, "bone")
    for across in np.arange(-REACH, REACH + 1e-9, 1e-3):
        beam = _line(volume, picture, float(across))
        steps = np.flatnonzero(np.isin(beam, hard))
        if len(steps):
            hits.append((abs(float(across)), int(steps[0]), int(beam[steps[0]])))
    if not hits:
        return None
    under = min(hits)[2]
    return STEP * min(step for _, step, label in hits if label == under)


def _of_the_nerve(volume: Volume, picture: DrawnPicture) -> dict[str, float]:
    """Depth, width and height of the treated nerve, from its outline."""
    nerve = volume.treated_nerve
    assert nerve is not None
    number = _station(nerve, picture)
    number += int(nerve.neuroma[number])  # the nerve itself, where its bulb begins
    points = _rim(nerve, number)
    down, aside = (points - picture.skin) @ picture.deep, (points - picture.skin) @ picture.aside
    return {
        "nerve depth": float(down.min()),
        "nerve height": float(np.ptp(down)),
        "nerve width": float(np.ptp(aside)),
    }


def _of_the_vessels(volume: Volume, picture: DrawnPicture) -> dict[str, float]:
    """Diameter, depth and distance of the vessels that accompany the nerve."""
    nerve = volume.treated_nerve
    assert nerve is not None
    rim = _rim(nerve, _station(nerve, picture))
    found: dict[str, float] = {}
    for vessel in volume.vessels:
        heights = vessel.points[:, 2]
        if not heights.min() <= picture.height <= heights.max():
            continue
        centre = _at_height(vessel.points, picture.height)
        depth = float((centre - picture.skin) @ picture.deep) - vessel.radius
        found[f"{vessel.kind} diameter"] = 2.0 * vessel.radius
        found[f"{vessel.kind} depth"] = min(depth, found.get(f"{vessel.kind} depth", np.inf))
        if vessel.kind == "artery":
            gap = float(np.linalg.norm(rim - centre, axis=1).min()) - vessel.radius
            found["artery distance"] = min(gap, found.get("artery distance", np.inf))
    return found


def _bulb_length(volume: Volume) -> float:
    """From the origin, where the bulb begins, to where the nerve ends, along its axis, m."""
    nerve = volume.treated_nerve
    assert nerve is not None
    low = nerve.points[0]
    along = low - _at_height(nerve.points, 0.0)
    along /= np.linalg.norm(along)
    down = np.arange(0.5 * STEP, 0.1, STEP)
    label = next(item.label for item in volume.structures if item.name.startswith(nerve.name))
    places = low + (down[:, None] - np.linalg.norm(low)) * along
    inside = structure_at(volume, places) == label
    return STEP * float(inside.sum())


def _at_height(points: Floats, height: float) -> Floats:
    """(3,) m, where a curve that runs along the limb is at a height; at its end, where it ends before."""
    rising = points[np.argsort(points[:, 2], kind="stable")]
    return np.array([np.interp(height, rising[:, 2], column) for column in rising.T])


def _station(nerve: NerveCourse, picture: DrawnPicture) -> int:
    """Number of the nerve's point that is nearest to the picture."""
    return int(np.abs(nerve.points[:, 2] - picture.height).argmin())


def _rim(nerve: NerveCourse, number: int) -> Floats:
    """(n, 3) m, places around a nerve at one of its points."""
    at = slice(number, number + 1)
    return np.asarray(Tube(nerve.points[at], nerve.semi_axes[at], nerve.across[at]).outline(AROUND)[0])
