"""The voxels of a scan: cropped, with what its labels leave open filled in, and every structure's meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.filling import Outline, find_body, marrow_of
from cryonerve.anatomy.volume import Structure
from cryonerve.case.case import LabelledScan
from cryonerve.scans.label_codes import colour_of
from cryonerve.scans.label_files import LabelGrid
from cryonerve.scans.legends import Entry, Kind, reach_of, split_why
from cryonerve.scans.scan import voxel_affine, voxel_bounds

__all__ = ["COLOURS", "Filled", "fill"]

Floats = NDArray[np.float64]
FAT = 5e-3  # m of fat assumed between the labels' hull and the skin
CORTEX = 3e-3  # m of cortical bone assumed over marrow
COLOURS: Mapping[str, tuple[int, int, int]] = {kind: colour_of(kind) for kind in get_args(Kind)}


@dataclass(frozen=True, eq=False)
class Filled:
    """Cropped and filled voxels in metres.

    Attributes
    ----------
    labels : (i, j, k) the file's numbers, and new ones for what was filled in; 0 outside the body.
    origin, spacing : (3,) centre of the first voxel and voxel sizes, m.
    structures : every label that occurs.
    remarks : what was assumed. first : numbers of the first voxel in the file, negative where room was added.
    """

    labels: NDArray[np.int16]
    origin: Floats
    spacing: Floats
    structures: tuple[Structure, ...]
    remarks: tuple[str, ...]
    first: tuple[int, int, int] = (0, 0, 0)

    @property
    def bounds(self) -> Floats:
        """(2, 3) outer corners of the voxels, m."""
        return voxel_bounds(self.origin, self.spacing, self.labels.shape)

    @property
    def affine(self) -> Floats:
        """Voxel index -> metres at the voxel's centre."""
        return voxel_affine(self.origin, self.spacing)


def fill(grid: LabelGrid, entries: Mapping[int, Entry], scan: LabelledScan, window: Floats) -> Filled:
    """Crop a label volume to a window and fill what its labels leave open.

    Parameters
    ----------
    grid : the file's labels, upright.
    entries : the legend.
    scan : fill tissue and skin thickness.
    window : (2, 3) corners to keep, m.
    """
    spacing = grid.spacing * 1e-3
    # Whole slices first: the hull of a slice needs all of its labels, and the assumed skin more room around.
    margin = np.append(np.ceil((FAT + scan.skin_thickness) / spacing[:2]).astype(int) + 2, 0)
    size = np.array(grid.labels.shape)
    start = grid.origin * 1e-3 - margin * spacing
    low = np.floor((window[0] - start) / spacing).astype(int)
    high = np.ceil((window[1] - start) / spacing).astype(int) + 1
    low, high = np.maximum(low, 0), np.minimum(high, size + 2 * margin)
    filled_slices = np.flatnonzero(grid.labels.any(axis=(0, 1)))
    if len(filled_slices):  # a slice without any label is no air: nobody drew there
        low[2], high[2] = max(low[2], filled_slices[0]), min(high[2], filled_slices[-1] + 1)
    slices = grid.labels[:, :, low[2] : high[2]]
    slices = np.pad(slices, [(int(m), int(m)) for m in margin])
    skins = [number for number, entry in entries.items() if entry.kind == "skin"]
    own_skin = np.isin(slices, skins) if skins else None
    part = (slice(int(low[0]), int(high[0])), slice(int(low[1]), int(high[1])))
    outline, bare = _outline(slices, entries)
    body = find_body(slices > 0, own_skin, spacing, (FAT, scan.skin_thickness), window=part, outline=outline)
    labels = bare[part].copy()
    free = max(entries) + 1
    extra = [
        Structure(free, f"{scan.fill} (assumed)", scan.fill, _kind(scan.fill), "assumed", (246, 232, 170)),
        Structure(free + 1, "skin (assumed)", "skin", "skin", "assumed", COLOURS["skin"]),
    ]
    open_space = (labels == 0) & body.inside
    labels[open_space & ~body.skin] = free
    labels[open_space & body.skin] = free + 1
    extra += _add_marrow(labels, entries, spacing, free + 2)
    present = set(np.flatnonzero(np.bincount(labels.ravel())).tolist())
    structures = [_structure(entry) for entry in entries.values() if entry.number in present]
    structures += [item for item in extra if item.label in present]
    first = (int(low[0] - margin[0]), int(low[1] - margin[1]), int(low[2]))
    filled = float((labels == free).sum()) / max(float((labels > 0).sum()), 1.0)
    remarks = _remarks(entries, present, scan, own_skin=own_skin is not None, filled=filled, outline=outline)
    return Filled(labels, start + low * spacing, spacing, tuple(structures), remarks, first)


def _outline(
    slices: NDArray[np.int16], entries: Mapping[int, Entry]
) -> tuple[Outline | None, NDArray[np.int16]]:
    """What tells where the body ends, and the labels without the one that is nothing but the whole body."""
    ends = {number: reach_of(entry.name) for number, entry in entries.items() if entry.kind == "fat"}
    whole = np.isin(slices, [number for number, reach in ends.items() if reach == "surface"])
    if whole.any():
        return Outline(whole, skin_inside=True), np.where(whole, np.int16(0), slices)
    fat = np.isin(slices, [number for number, reach in ends.items() if reach == "skin"])
    return (Outline(fat, skin_inside=False) if fat.any() else None), slices


def _kind(tissue: str) -> Kind:
    kinds: dict[str, Kind] = {"fat": "fat", "muscle": "muscle", "skin": "skin", "fascia": "fascia"}
    return kinds.get(tissue, "other")


def _structure(entry: Entry) -> Structure:
    """A line of the legend as a structure; shades tell neighbours of one kind apart."""
    shade = 0.82 + 0.045 * (entry.number % 5)
    red, green, blue = (min(255, int(value * shade)) for value in COLOURS[entry.kind])
    standing: Literal["assumed", "stated"] = "assumed" if entry.guessed else "stated"
    return Structure(entry.number, entry.name, entry.tissue, entry.kind, standing, (red, green, blue))


def _add_marrow(
    labels: NDArray[np.int16], entries: Mapping[int, Entry], spacing: Floats, free: int
) -> list[Structure]:
    """Relabel the inside of every bone, in place, unless the legend itself knows marrow."""
    if any(entry.kind == "marrow" for entry in entries.values()):
        return []
    found = []
    for entry in entries.values():
        bone = labels == entry.number
        if entry.kind != "bone" or not bone.any():
            continue
        labels[marrow_of(bone, spacing, CORTEX)] = free
        found.append(
            Structure(
                free, f"{entry.name} marrow (assumed)", "marrow", "marrow", "assumed", COLOURS["marrow"]
            )
        )
        free += 1
    return found


def _remarks(
    entries: Mapping[int, Entry],
    present: set[int],
    scan: LabelledScan,
    *,
    own_skin: bool,
    filled: float,
    outline: Outline | None,
) -> tuple[str, ...]:
    """What was assumed about the voxels, in words."""
    said = [f"{filled:.0%} of the body is unlabelled and taken as {scan.fill} (assumed)"]
    skin = f"skin is not labelled: {scan.skin_thickness * 1e3:.3g} mm of skin"
    if not own_skin and outline is not None:
        where = "within the outline of the body" if outline.skin_inside else "over the labelled fat"
        said.append(f"{skin} {where} (assumed)")
    elif not own_skin:
        said.append(f"{skin} over {FAT * 1e3:.3g} mm of {scan.fill} around the hull of the labels (assumed)")
    guessed = [entry for number, entry in entries.items() if number in present and entry.guessed]
    by_tissue: dict[str, list[str]] = {}
    for entry in guessed:
        by_tissue.setdefault(entry.tissue, []).append(entry.name)
    said += [
        f"taken as {tissue} by name: {', '.join(names)} (assumed)" for tissue, names in by_tissue.items()
    ]
    changed = [
        (entries[number].name, split_why(entries[number].why)[1])
        for number in sorted(present)
        if number in entries
    ]
    shares = ", ".join(f"{name} {share:.1%}" for name, share in changed if share > 0.0)
    if shares:
        said.append(f"a person changed what a machine or a file had drawn: {shares}")
    if any(entry.kind == "bone" for entry in guessed):
        said.append(f"bone is cortical to a depth of {CORTEX * 1e3:g} mm, marrow below (assumed)")
    return tuple(said)
