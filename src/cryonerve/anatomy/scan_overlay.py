"""What a scan's voxels are too coarse for: traced nerves and vessels, thin skin and fascia, the surface.

Voxels give a thin thing all of a voxel or none of it. Here each becomes a solid: a tube along its curve, or a
shell of even thickness under a smooth surface, so that any grid sees its share of every cell. Skin and fascia
get the thickness with which the shell holds as much as their labels; assumed skin the thickness assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.body_mask import filled_in_slices
from cryonerve.anatomy.courses import Tube
from cryonerve.anatomy.distance_fields import DistanceField, held, surface_of
from cryonerve.anatomy.scan_curves import Followed
from cryonerve.anatomy.scan_voxels import COLOURS, Filled
from cryonerve.anatomy.solids import Painted
from cryonerve.anatomy.volume import Overlay, Structure, Vessel
from cryonerve.scans.label_files import LabelGrid

__all__ = ["overlay_of"]

Floats = NDArray[np.float64]
Labels = NDArray[np.int16]
THIN = 2.0  # largest voxel widths; thicker layers are left to their voxels
COVERED = 0.8  # share of the surface, in pieces of `PIECE`, on which skin must be labelled to be one shell
PIECE = 12e-3  # m; of skin thinner than a voxel, only some of the outermost voxels have its label
LEAST = 0.1e-3  # m; what is thinner than this cannot be told from a slip of the brush
NEAR = 1.2  # largest voxel widths from a surface, within which labelled fascia belongs to it
LEVEL = 5  # of the painter's order, as nerves and vessels are drawn in phantoms


def overlay_of(
    filled: Filled,
    followed: Sequence[Followed],
    vessels: Sequence[Vessel],
    *,
    grid: LabelGrid,
    assumed_skin: float,
) -> tuple[Overlay, tuple[Structure, ...], tuple[str, ...]]:
    """The overlay of a cropped scan, all structures with those only a curve knows, and what was assumed.

    Parameters
    ----------
    filled : the scan's voxels. followed : its nerves and vessels. vessels : as tubes.
    grid : the whole scan's labels, in which more of the skin is seen.
    assumed_skin : m, thickness of skin that nobody labelled.
    """
    under = filled.labels.copy()
    shapes, structures = _tubes(followed, vessels, filled)
    traced = [item.number for item in followed if item.curve is not None and item.number]
    _give_to_neighbours(under, np.isin(under, traced) if traced else np.zeros(under.shape, bool))
    inside = under > 0
    surface = surface_of(inside, filled.origin, filled.spacing, first=filled.first)
    said: list[str] = []
    skin = (0, 0.0)
    if surface is not None:
        skin, said = _skin(under, inside, filled, grid=grid, assumed=assumed_skin)
    fascia, deep, about_fascia = _fascia(under, filled)
    overlay = Overlay(under, surface, skin, deep, fascia, shapes)
    return overlay, structures, (*said, *about_fascia)


def _tubes(
    followed: Sequence[Followed], vessels: Sequence[Vessel], filled: Filled
) -> tuple[tuple[Painted, ...], tuple[Structure, ...]]:
    """Traced nerves and vessels as solids, vessels first; structures with those that have no label yet."""
    structures = {item.label: item for item in filled.structures}
    free = 1 + max(structures)
    tubes = {vessel.name: vessel for vessel in vessels}
    shapes = []
    for item in sorted(followed, key=lambda one: one.kind == "nerve"):
        if item.curve is None:
            continue
        number = item.number
        if not number:
            number, free = free, free + 1
        structures[number] = _structure(item, number, structures.get(number))
        if item.kind == "nerve":
            tube = Tube(item.trace.points, item.trace.semi_axes, item.trace.across)
        else:
            tube = Tube(item.trace.points, np.full((len(item.trace.points), 2), tubes[item.name].radius))
        shapes.append(Painted(number, tube, LEVEL, False))
    return tuple(shapes), tuple(structures.values())


def _structure(item: Followed, number: int, known: Structure | None) -> Structure:
    if known is not None:
        return replace(known, standing="stated")
    tissue = "nerve" if item.kind == "nerve" else "blood"
    return Structure(number, item.name, tissue, item.kind, "stated", COLOURS[item.kind])


def _give_to_neighbours(labels: Labels, taken: NDArray[np.bool_]) -> None:
    """Give some voxels to the nearest other tissue, in place."""
    from scipy.ndimage import distance_transform_edt, find_objects  # noqa: PLC0415 -- used here only

    for box in find_objects(taken.astype(np.int8)):
        wide = tuple(slice(max(0, part.start - 3), part.stop + 3) for part in box)
        part, here = labels[wide], taken[wide]
        other = here | (part == 0)
        if not other.all():
            index = distance_transform_edt(other, return_distances=False, return_indices=True)
            part[here] = part[tuple(index)][here]


def _skin(
    under: Labels, inside: NDArray[np.bool_], filled: Filled, *, grid: LabelGrid, assumed: float
) -> tuple[tuple[int, float], list[str]]:
    """Label and thickness of the skin as a shell, where it is thin; its voxels become what lies below it."""
    skins = [item for item in filled.structures if item.kind == "skin"]
    voxels = np.isin(under, [item.label for item in skins])
    drawn = bool(skins) and skins[0].name == "skin (assumed)"
    if not skins or not voxels.any():
        _give_outside(under)
        return (0, 0.0), []
    thickness = assumed if drawn else _whole_thickness(grid, [item.label for item in skins])
    thin = LEAST < thickness < THIN * float(filled.spacing.max())
    if not drawn and not (thin and _covers(voxels, inside, filled.spacing)):
        _give_outside(under)
        return (0, 0.0), []
    below = _grown(voxels) & inside & ~voxels
    count = np.bincount(under[below]) if below.any() else np.bincount(under[inside & ~voxels])
    tissue = int(count.argmax()) if count.size else skins[0].label
    under[voxels | ~inside] = tissue
    if drawn:
        return (skins[0].label, thickness), []
    said = f"skin is a shell of even thickness, {1e3 * thickness:.2g} mm, which holds as much as its labels"
    return (skins[0].label, thickness), [said]


def _whole_thickness(grid: LabelGrid, skins: Sequence[int]) -> float:
    """Thickness, m, with which a shell all around the scan holds as much as its labelled skin."""
    body = filled_in_slices(grid.labels > 0)
    surface = surface_of(body, 1e-3 * grid.origin, 1e-3 * grid.spacing)
    return 0.0 if surface is None else _thickness(surface, np.isin(grid.labels, skins), 1e-3 * grid.spacing)


def _covers(skin: NDArray[np.bool_], inside: NDArray[np.bool_], spacing: Floats) -> bool:
    """Whether skin is labelled all over the surface."""
    rim = np.argwhere(inside & ~_shrunk(inside))
    if not len(rim):
        return False
    piece = np.maximum(1, np.round(PIECE / spacing)).astype(int)
    block = rim // piece
    number = np.ravel_multi_index(block.T, block.max(axis=0) + 1)
    _, number = np.unique(number, return_inverse=True)
    count = np.bincount(number)
    there = np.bincount(number, skin[tuple(rim.T)].astype(float)) > 0.0
    return float(there[count >= 8].mean()) >= COVERED if (count >= 8).any() else bool(there.all())


def _fascia(under: Labels, filled: Filled) -> tuple[tuple[int, float], DistanceField | None, tuple[str, ...]]:
    """Label and thickness of thin fascia around all that is not skin or fat, and that surface."""
    sheets = [item for item in filled.structures if item.kind == "fascia"]
    voxels = np.isin(under, [item.label for item in sheets])
    if not voxels.any():
        return (0, 0.0), None, ()
    shallow = [item.label for item in filled.structures if item.kind in ("skin", "fat")]
    deep = filled_in_slices(~np.isin(under, [0, *shallow]))
    surface = surface_of(deep, filled.origin, filled.spacing, first=filled.first)
    if surface is None:
        return (0, 0.0), None, ()
    # septa between muscles stay voxels: only what lies at the surface belongs to the sheet around it
    widest = float(filled.spacing.max())
    places = np.argwhere(voxels)
    away = surface.distance(filled.origin + places * filled.spacing)
    outer = places[np.abs(away) < NEAR * widest]
    voxels[:] = False
    voxels[tuple(outer.T)] = True
    thickness = _thickness(surface, voxels, filled.spacing)
    if not LEAST < thickness < THIN * widest:
        return (0, 0.0), None, ()
    _give_to_neighbours(under, voxels)
    said = f"fascia is a sheet of even thickness, {1e3 * thickness:.2g} mm, which holds as much as its labels"
    return (sheets[0].label, thickness), surface, (said,)


def _thickness(surface: DistanceField, voxels: NDArray[np.bool_], spacing: Floats) -> float:
    """Thickness, m, of the shell under a surface that holds as much as some voxels."""
    cells = float(voxels.sum()) * float(np.prod(spacing)) / float(np.prod(surface.spacing))
    whole = held(surface.values, surface.spacing, 0.0)
    low, high = 0.0, 0.02
    for _ in range(20):
        middle = 0.5 * (low + high)
        shell = whole - held(surface.values, surface.spacing, -middle)
        low, high = (middle, high) if shell < cells else (low, middle)
    return 0.5 * (low + high)


def _give_outside(under: Labels) -> None:
    """Let the outermost tissue go on beyond the surface, in place, for a few voxels."""
    for _ in range(3):
        empty = under == 0
        if not empty.any():
            return
        for axis in range(3):
            for shift in (1, -1):
                moved = np.roll(under, shift, axis=axis)
                edge = [slice(None)] * 3
                edge[axis] = slice(0, 1) if shift > 0 else slice(-1, None)
                moved[tuple(edge)] = 0
                fill = (under == 0) & empty & (moved > 0)
                under[fill] = moved[fill]


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    from scipy.ndimage import binary_dilation  # noqa: PLC0415 -- used here only

    return np.asarray(binary_dilation(mask))


def _shrunk(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    from scipy.ndimage import binary_erosion  # noqa: PLC0415 -- used here only

    return np.asarray(binary_erosion(mask, border_value=1))
