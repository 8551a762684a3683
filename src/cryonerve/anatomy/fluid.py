"""Injected fluid in a volume: painted over fat, fascia and muscle, never over skin, nerves, vessels or bone.

A real injection pushes tissue apart. Here it takes the place of tissue, and nothing moves: the nerve stays
where the case has it. What a pool cannot have because something else is there is counted (`filling_of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.coverage import structure_at
from cryonerve.anatomy.overlay_painting import paint_centres
from cryonerve.anatomy.quick_painting import paint_points
from cryonerve.anatomy.solids import Box, Ellipsoid, HalfSpace, Intersection, Painted, Solid
from cryonerve.anatomy.volume import NerveCourse, Shape, Structure, Volume
from cryonerve.case.case import Case, Pool
from cryonerve.errors import CaseError, Complaint, nearest

__all__ = ["Filling", "filling_of", "fluid_name", "label_of", "with_fluid"]

Floats = NDArray[np.float64]
STAYS = frozenset({"skin", "nerve", "artery", "vein", "bone", "marrow"})  # kinds that fluid flows around
LEVEL = 4  # of paint: that of muscles, under nerves and vessels
COLOUR = (110, 190, 235)
PLACES = 28  # points along each axis of a pool's box by which its filling is counted
LEAST = 0.01  # share of a pool below which it is nowhere


@dataclass(frozen=True, slots=True)
class Filling:
    """What became of one pool: m3 of fluid drawn, and the share of it that each other structure keeps.

    `outside` is the share that lies outside of the body.
    """

    volume: float
    taken: Mapping[str, float]
    outside: float


def with_fluid(volume: Volume, case: Case) -> Volume:
    """The volume with the case's pools of fluid, later ones over earlier; the same where it has none.

    Raises
    ------
    CaseError
        A layer around a nerve that is not there, or a pool of which nothing lies in soft tissue.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> pool = Pool("pool", (0.01, 0.0, 0.0), size=(0.02, 0.01, 0.004))
    >>> [item.name for item in with_fluid(cn.build(case), replace(case, hydrodissection=(pool,))).structures]
    ['test-tissue', 'pool (saline)']
    """
    for pool in case.hydrodissection:
        solid = _solid(pool, volume)
        label = 1 + max(item.label for item in volume.structures)
        fluid = Structure(label, fluid_name(pool), pool.fluid, "fluid", "stated", COLOUR)
        structures = (*volume.structures, fluid)
        if volume.shapes or volume.uniform:
            shapes = _painted(volume, label, solid)
            labels = paint_points(shapes, _faces(volume))
            volume = replace(volume, shapes=shapes, structures=structures, labels=labels)
        else:
            volume = replace(_in_voxels(volume, label, solid), structures=structures)
        _refuse_nowhere(pool, volume)
    return volume


def fluid_name(pool: Pool) -> str:
    """Name of a pool's structure.

    >>> fluid_name(Pool("pool", (0.0, 0.0, 0.0)))
    'pool (saline)'
    """
    return f"{pool.name} ({pool.fluid})"


def label_of(pool: Pool, volume: Volume) -> int:
    """Label of a pool in a volume that has it; 0 where it has not."""
    name = fluid_name(pool)
    return next((item.label for item in volume.structures if item.name == name), 0)


def filling_of(pool: Pool, volume: Volume) -> Filling:
    """What became of a pool in a volume that has it; counted at about twenty thousand places."""
    solid = _solid(pool, volume)
    low, high = solid.bounds
    axes = [np.linspace(low[a], high[a], 2 * PLACES + 1)[1::2] for a in range(3)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    points = points[solid.distance(points) < 0.0]
    labels = structure_at(volume, points)
    names = {item.label: item for item in volume.structures}
    around = {label for label, item in names.items() if pool.around and _named(item.name, pool.around)}
    counted = labels[~np.isin(labels, list(around))]  # the nerve that a layer lies on is no part of it
    total = max(len(counted), 1)
    own = label_of(pool, volume)
    taken = {
        names[int(label)].name: float((counted == label).sum()) / total
        for label in np.unique(counted)
        if label not in (0, own)
    }
    cell = float(np.prod(high - low)) / PLACES**3
    return Filling(
        float((labels == own).sum()) * cell,
        taken,
        float((counted == 0).sum()) / total if len(counted) else 1.0,
    )


def _refuse_nowhere(pool: Pool, volume: Volume) -> None:
    found = filling_of(pool, volume)
    if 1.0 - found.outside - sum(found.taken.values()) >= LEAST and found.volume > 0.0:
        return
    most = max(found.taken, key=lambda name: found.taken[name], default="")
    where = f"in the {most}" if most and found.taken[most] > found.outside else "outside of the body"
    what = f"nothing of the fluid '{pool.name}' lies in soft tissue: its place is {where}"
    remedy = "Positions are millimetres in the case's frame; move it, or make it larger."
    raise CaseError(Complaint(what, remedy, f"hydrodissection.{pool.name}"))


def _solid(pool: Pool, volume: Volume) -> Solid:
    if pool.around:
        return _layer(pool, volume)
    assert pool.size is not None  # one of both is given
    facing = np.asarray(pool.facing, float)
    along = np.asarray(pool.along, float)
    along = along - (along @ facing) * facing
    along = along / np.linalg.norm(along)
    frame = np.stack([along, np.cross(facing, along), facing])
    centre, half = np.asarray(pool.centre), 0.5 * np.asarray(pool.size)
    ellipsoid = Ellipsoid(centre, half, frame)
    if pool.shape == "ellipsoid":
        return ellipsoid
    reach = np.abs(frame.T) @ half  # of the box around the tilted slab
    sides = [
        HalfSpace(centre + sign * length * axis, sign * axis)
        for axis, length in zip(frame, half, strict=True)
        for sign in (-1.0, 1.0)
    ]
    return Intersection((Box(centre - reach, centre + reach), *sides))


def _layer(pool: Pool, volume: Volume) -> Solid:
    """A tube around a nerve, cut flat at both ends and, with a side, along the nerve."""
    course = _course(pool, volume)
    middle = int(np.linalg.norm(course.points - np.asarray(pool.centre), axis=1).argmin())
    arc = course.arc - course.arc[middle]
    axes = course.semi_axes + pool.thickness
    near = np.flatnonzero(np.abs(arc) <= 0.5 * pool.length + float(axes.max()))
    if len(near) < 2:
        near = np.arange(max(0, middle - 1), max(0, middle - 1) + 2)
    parts: list[Solid] = [Tube(course.points[near], axes[near], course.across[near])]
    for sign in (-1.0, 1.0):
        end = int(np.abs(arc - sign * 0.5 * pool.length).argmin())
        tangent = np.cross(course.across[end, 0], course.across[end, 1])
        tangent *= sign * np.sign(tangent @ (course.points[-1] - course.points[0]))
        past = sign * 0.5 * pool.length - arc[end]  # beyond the end of the nerve
        parts.append(HalfSpace(course.points[end] + sign * past * tangent, tangent))
    if pool.side is not None:
        parts.append(HalfSpace(course.points[middle], -np.asarray(pool.side)))
    return Intersection(tuple(parts))


def _course(pool: Pool, volume: Volume) -> NerveCourse:
    for course in volume.nerves:
        if _named(course.name, pool.around):
            return course
    known = [course.name for course in volume.nerves]
    what = f"no nerve is called '{pool.around}'"
    field = f"hydrodissection.{pool.name}.around"
    raise CaseError(Complaint(what, nearest(pool.around, known), field))


def _named(name: str, wanted: str) -> bool:
    one, two = (text.casefold().removesuffix(" nerve") for text in (name, wanted))
    return one == two


def _painted(volume: Volume, label: int, solid: Solid) -> tuple[Shape, ...]:
    """The painter's list with one more pool, under everything that fluid flows around."""
    if not volume.shapes:  # a block, which is all of one tissue
        low, high = volume.bounds
        return Painted(1, Box(low, high)), Painted(label, Intersection((solid, Box(low, high))), LEVEL, False)
    kinds = {item.label: item.kind for item in volume.structures}
    fat = [shape for shape in volume.shapes if kinds[shape.label] == "fat" and isinstance(shape, Painted)]
    inside = Intersection((solid, fat[0].solid)) if fat else solid  # what lies under the skin
    stays = [index for index, shape in enumerate(volume.shapes) if index and kinds[shape.label] in STAYS]
    first = min(stays, default=len(volume.shapes))
    pool = Painted(label, inside, LEVEL, False)
    return (*volume.shapes[:first], pool, *volume.shapes[first:])


def _in_voxels(volume: Volume, label: int, solid: Solid) -> Volume:
    """A scan with a pool in place of soft tissue, under nerves, vessels and skin painted over its voxels."""
    if volume.overlay is None:
        return replace(volume, labels=_voxels(volume, volume.labels, label, solid))
    under = _voxels(volume, volume.overlay.under, label, solid)
    overlay = replace(volume.overlay, under=under)
    return replace(volume, overlay=overlay, labels=paint_centres(overlay, volume.affine))


def _voxels(volume: Volume, voxels: NDArray[np.int16], label: int, solid: Solid) -> NDArray[np.int16]:
    """Labels with a pool in place of soft tissue; layer by layer to spare memory."""
    labels = voxels.copy()
    soft = [item.label for item in volume.structures if item.label and item.kind not in STAYS]
    low, high = solid.bounds
    for layer in range(labels.shape[2]):
        i, j = np.nonzero(np.isin(labels[:, :, layer], soft))
        points = np.stack([i, j, np.full(len(i), layer)], axis=-1) @ volume.affine[:3, :3].T
        points = points + volume.affine[:3, 3]
        near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
        near = near[solid.distance(points[near]) < 0.0] if near.size else near
        labels[i[near], j[near], layer] = label
    return labels


def _faces(volume: Volume) -> tuple[Floats, Floats, Floats]:
    low, high = volume.bounds
    x, y, z = (np.linspace(low[a], high[a], volume.labels.shape[a] + 1) for a in range(3))
    return x, y, z
