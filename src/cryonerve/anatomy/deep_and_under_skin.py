"""Fat and muscle put in order: what lies deep to the fascia, what under the skin, what is a speck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.body_mask import at_least, disc, filled_in_slices
from cryonerve.anatomy.segmenting_rules import rule

__all__ = ["Soft", "in_order"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
STRAND = rule("soft", "strand")
CLEFT = rule("soft", "cleft")
SPECK = rule("soft", "speck")
LARGE = rule("soft", "large")


@dataclass(frozen=True, eq=False)
class Soft:
    """(i, j, k) masks that do not overlap: muscle with what lies in it, fat under the skin, fat between."""

    muscle: Mask
    under_skin: Mask
    between: Mask


def in_order(muscle: Mask, fat: Mask, bones: Mask, spacing: Floats) -> Soft:
    """Muscle without strands and vessels of the fat under the skin; fat parted by the muscles' outline.

    Parameters
    ----------
    muscle, fat : what voxels are by their grey values. bones : cortical bone and marrow.

    The outline around all muscles and bones is their union closed by clefts of six millimetres.
    """
    voxel = float(np.prod(spacing))
    strand = disc(0.5 * STRAND, spacing)
    thick = at_least(ndimage.binary_opening(muscle | bones, strand) & muscle, LARGE / voxel)
    whole = muscle & ndimage.binary_dilation(thick, strand)
    outline = _outline(whole | bones, spacing)
    # Thin muscle inside of the outline is muscle too; outside of it, it is a strand or a vessel in the fat.
    kept = whole | (muscle & outline)
    specks = fat & ~at_least(fat, SPECK / voxel)
    kept |= specks & outline
    rest = (fat | muscle) & ~kept
    between = rest & outline & ~_under_skin(rest & outline, rest & ~outline)
    return Soft(kept, rest & ~between, between)


def _outline(solid: Mask, spacing: Floats) -> Mask:
    """Closed in the slice, with distances: a closing by a large disc costs as much as by a small one."""
    reach = [int(CLEFT / step) + 1 for step in spacing[:2]]
    wide = np.pad(solid, ((reach[0],) * 2, (reach[1],) * 2, (0, 0)), mode="edge")
    far = np.array([spacing[0], spacing[1], 1e3])
    grown = ndimage.distance_transform_edt(~wide, sampling=far) <= 0.5 * CLEFT
    closed = ndimage.distance_transform_edt(grown, sampling=far) > 0.5 * CLEFT
    return filled_in_slices(closed[reach[0] : -reach[0], reach[1] : -reach[1]] | solid)


def _under_skin(inside: Mask, outside: Mask) -> Mask:
    """Fat in the outline's mouths: a rim one voxel wide that touches the fat outside belongs to that."""
    touching: Mask = ndimage.binary_dilation(outside) & inside
    return touching
