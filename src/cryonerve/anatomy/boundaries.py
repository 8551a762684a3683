"""Boundaries between tissues of a scan, moved a little: how far a drawn edge may be from the true one.

An edge is moved as a whole along its normal: voxels within the distance change sides and take the nearest
label of the other side. Voxels that are wider than what is moved are divided first, so that a fraction of a
millimetre counts. A nerve keeps its voxels: its place is another matter (`planning.scan_unknowns`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.painting import bounds_of
from cryonerve.anatomy.solids import Painted
from cryonerve.anatomy.volume import Shape, Volume

__all__ = ["EDGES", "Boundaries", "Boundary", "boundaries_of"]

Floats = NDArray[np.float64]
Labels = NDArray[np.int16]
Box = tuple[tuple[float, float, float], tuple[float, float, float]]

SOFT = ("fat", "muscle", "fascia", "other")
EDGES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        # kinds that grow where the edge is moved outwards, and those that give way
        "muscle": (("muscle", "fascia", "other"), ("fat",)),
        "bone": (("bone",), SOFT),
        "skin": (("skin",), SOFT),
        "vessels": (("artery", "vein"), SOFT),
    }
)
WIDEST = 0.6e-3  # m; voxels that are wider along an axis are divided
DIVIDED = 0.4e-3  # m, then at most
FLAT, STAIRCASE = 0.5, 0.25  # of a voxel, from the nearest centre of the other side back to the edge
LEAST = 0.2e-3  # m that a skin or a vessel's radius keeps
HARDLY = 1e-9  # m
MOST_VOXELS = 40_000_000  # after dividing; more are not divided


@dataclass(frozen=True, eq=False)
class Boundary:
    """Voxels near one edge.

    Attributes
    ----------
    index : (n,) number of the voxel in the flat labels. other : (n,) label of the other side that is nearest.
    away : (n,) m from the edge, negative on the side that grows.
    """

    index: NDArray[np.int64]
    away: NDArray[np.float32]
    other: Labels

    def passed(self, shift: float) -> NDArray[np.bool_]:
        """(n,) voxels that change sides when the edge moves outwards by so many metres."""
        if shift >= 0.0:
            return np.asarray((self.away > 0.0) & (self.away < shift))
        return np.asarray((self.away < 0.0) & (self.away > shift))


@dataclass(frozen=True, eq=False)
class Boundaries:
    """The edges of a volume.

    Attributes
    ----------
    volume : as given. fine : with divided voxels. edges : by their names in `EDGES`, of the voxels under what
        is painted over them. painted : the edge of vessels that are painted over, as they show in the labels.
    """

    volume: Volume
    fine: Volume
    edges: Mapping[str, Boundary]
    painted: Boundary | None = None

    def moved(self, shifts: Mapping[str, float]) -> Volume:
        """The volume with edges moved outwards (muscle, bone, skin, vessels thicker) by metres.

        Where nothing is moved the volume itself comes back.
        """
        overlay = self.fine.overlay
        wanted = {name: shift for name, shift in shifts.items() if name in EDGES and shift != 0.0}
        shell = "skin" in wanted and overlay is not None and overlay.skin[0] > 0
        tubes = "vessels" in wanted and self.painted is not None
        if not (shell or tubes or self.edges.keys() & wanted.keys()):
            return self.volume
        labels = self.fine.labels.copy()
        ground = labels if overlay is None else overlay.under.copy()
        shown, under = labels.reshape(-1), ground.reshape(-1)
        for name in self.edges.keys() & wanted.keys():
            edge, passed = self.edges[name], self.edges[name].passed(wanted[name])
            index, other = edge.index[passed], edge.other[passed]
            seen = shown[index] == under[index]  # elsewhere something is painted over
            shown[index[seen]] = other[seen]
            under[index] = other
        if overlay is None:
            return replace(self.fine, labels=labels)
        if shell:
            label, thickness = overlay.skin
            overlay = replace(overlay, skin=(label, max(LEAST, thickness + wanted["skin"])))
        if self.painted is not None and tubes:
            passed = self.painted.passed(wanted["vessels"])
            shown[self.painted.index[passed]] = self.painted.other[passed]
            vessels = _labels_of(self.fine, EDGES["vessels"][0])
            shapes = tuple(_grown(item, vessels, wanted["vessels"]) for item in overlay.shapes)
            overlay = replace(overlay, shapes=shapes)
        return replace(self.fine, labels=labels, overlay=replace(overlay, under=ground))


def boundaries_of(volume: Volume, *, reach: float, around: Box) -> Boundaries:
    """The edges of a volume as far as they may be moved.

    Parameters
    ----------
    volume : of a scan: voxels without shapes.
    reach : m to either side of an edge that are looked at.
    around : corners of the box outside of which edges stay, m.

    Examples
    --------
    >>> from cryonerve.anatomy.volume import Structure
    >>> labels = np.ones((20, 8, 8), np.int16)
    >>> labels[10:] = 2
    >>> kinds = (Structure(1, "thigh", "muscle", "muscle"), Structure(2, "fat", "fat", "fat"))
    >>> drawn = Volume(labels, np.diag([0.5e-3, 0.5e-3, 0.5e-3, 1.0]), kinds)
    >>> found = boundaries_of(drawn, reach=2e-3, around=((-1.0,) * 3, (1.0,) * 3))
    >>> int((found.moved({"muscle": 1e-3}).labels[:, 4, 4] == 1).sum())
    12
    """
    fine = _divided(volume)
    part = _part(fine, around)
    ground = fine.labels if fine.overlay is None else fine.overlay.under
    step = np.abs(np.diag(fine.affine)[:3])
    edges = {}
    for name, both in EDGES.items():
        grows, gives_way = (np.isin(ground[part], _labels_of(fine, kinds)) for kinds in both)
        if grows.any() and gives_way.any():
            edges[name] = _boundary(ground, part, (grows, gives_way), step=step, reach=reach)
    found = {name: edge for name, edge in edges.items() if edge.index.size}
    return Boundaries(volume, fine, MappingProxyType(found), _painted(fine, part, reach))


def _labels_of(volume: Volume, kinds: Sequence[str]) -> list[int]:
    return [item.label for item in volume.structures if item.kind in kinds]


def _grown(shape: Shape, vessels: Sequence[int], shift: float) -> Shape:
    """A painted vessel wider all around; what is none stays."""
    if shape.label not in vessels or not isinstance(shape, Painted) or not isinstance(shape.solid, Tube):
        return shape
    tube = shape.solid
    wider = Tube(tube.points, np.maximum(LEAST, tube.semi_axes + shift), tube.across)
    return replace(shape, solid=wider)


def _painted(volume: Volume, part: tuple[slice, ...], reach: float) -> Boundary | None:
    """Voxels near the walls of vessels that are painted over others."""
    if volume.overlay is None:
        return None
    vessels, found = _labels_of(volume, EDGES["vessels"][0]), []
    for shape in volume.overlay.shapes:
        if shape.label not in vessels:
            continue
        room, start = volume.labels[part], np.array([piece.start for piece in part])
        at = np.argwhere(np.isin(room, [shape.label, *_labels_of(volume, SOFT)]))
        places = (at + start) @ volume.affine[:3, :3].T + volume.affine[:3, 3]
        low, high = bounds_of(shape)
        at = at[np.all((places >= low - reach) & (places <= high + reach), axis=1)]
        places = (at + start) @ volume.affine[:3, :3].T + volume.affine[:3, 3]
        away = shape.distance(places)
        at, away = at[np.abs(away) <= reach], away[np.abs(away) <= reach]
        index = np.ravel_multi_index(tuple((at + start).T), volume.labels.shape).astype(np.int64)
        mine = volume.labels.reshape(-1)[index] == shape.label
        # a divided voxel has the label of the whole one's centre, on whichever side it lies itself
        away = np.where(mine, np.minimum(away, -HARDLY), np.maximum(away, HARDLY))
        other = np.where(mine, volume.overlay.under.reshape(-1)[index], shape.label)
        found.append((index, away.astype(np.float32), other.astype(np.int16)))
    if not found:
        return None
    index, away, other = (np.concatenate(column) for column in zip(*found, strict=True))
    return Boundary(index.astype(np.int64), away.astype(np.float32), other.astype(np.int16))


def _divided(volume: Volume) -> Volume:
    """The same voxels, divided along the axes along which they are wide."""
    size = np.abs(np.diag(volume.affine)[:3])
    parts = np.where(size > WIDEST, np.ceil(size / DIVIDED - 1e-9), 1.0).astype(int)
    if (parts == 1).all() or float(np.prod(parts)) * volume.labels.size > MOST_VOXELS:
        return volume
    labels, overlay = _repeated(volume.labels, parts), volume.overlay
    if overlay is not None:
        overlay = replace(overlay, under=_repeated(overlay.under, parts))
    affine = volume.affine.copy()
    step = np.diag(affine)[:3] / parts
    affine[:3, 3] += 0.5 * (step - np.diag(affine)[:3])
    affine[[0, 1, 2], [0, 1, 2]] = step
    return replace(volume, labels=labels, affine=affine, overlay=overlay)


def _repeated(labels: Labels, parts: NDArray[np.intp]) -> Labels:
    for axis, count in enumerate(parts):
        labels = np.repeat(labels, count, axis=axis)
    return labels


def _part(volume: Volume, around: Box) -> tuple[slice, ...]:
    """The voxels in a box."""
    step, start = np.diag(volume.affine)[:3], volume.affine[:3, 3]
    at = np.sort((np.array(around) - start) / step, axis=0)
    size = np.array(volume.labels.shape)
    low = np.clip(np.floor(at[0]), 0, size).astype(int)
    high = np.clip(np.ceil(at[1]) + 1, 0, size).astype(int)
    return tuple(slice(int(a), int(b)) for a, b in zip(low, high, strict=True))


def _boundary(
    labels: Labels, part: tuple[slice, ...], sides: tuple[NDArray[np.bool_], NDArray[np.bool_]], *,
    step: Floats, reach: float,
) -> Boundary:  # fmt: skip
    """Voxels of both sides near the other one."""
    room, start = labels[part], np.array([piece.start for piece in part])
    found = []
    for mine, other, sign in ((sides[1], sides[0], 1.0), (sides[0], sides[1], -1.0)):
        nearest = distance_transform_edt(~other, sampling=step, return_distances=False, return_indices=True)
        at = np.stack(np.nonzero(mine))
        there = nearest[:, *at]
        way = (there - at) * step[:, None]
        # Across a flat face the edge lies half a voxel before the nearest centre; along a staircase, whose
        # foremost centres are met first, half as much.
        steps = there - at
        part_of_step = np.where((steps != 0).sum(axis=0) == 1, FLAT, STAIRCASE)
        away = np.linalg.norm(way, axis=0)
        away *= 1.0 - part_of_step / np.maximum(np.abs(steps).max(axis=0), 1)
        near = away <= reach
        index = np.ravel_multi_index(tuple(at[:, near] + start[:, None]), labels.shape).astype(np.int64)
        found.append((index, (sign * away[near]).astype(np.float32), room[tuple(there[:, near])]))
    (index, away, other), (more, further, others) = found
    return Boundary(np.append(index, more), np.append(away, further), np.append(other, others))
