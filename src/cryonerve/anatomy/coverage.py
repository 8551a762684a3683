"""How much of each cell of any grid is which structure: exact below the voxel for drawn anatomy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.overlay_painting import label_of_voxel, label_under, paint_over
from cryonerve.anatomy.painting import Faces, Shares, bounds_of
from cryonerve.anatomy.quick_painting import paint_cells
from cryonerve.anatomy.volume import Volume
from cryonerve.anatomy.voxel_average import average_cells
from cryonerve.errors import Complaint, GridError

__all__ = ["Mixture", "sample", "structure_at", "voxel_at"]

Floats = NDArray[np.float64]
Labels = NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Mixture:
    """What fills the cells of a grid.

    Attributes
    ----------
    first, second : (i, j, k) labels of the two structures that fill most of the cell's part inside the body;
        equal where one structure fills it, both 0 where less than half of the cell lies in the body.
    share : (i, j, k) float32, share of `first` in first + second, 0.5 to 1.
    body : (i, j, k) float32, share of the cell inside the body.
    """

    first: Labels
    second: Labels
    share: NDArray[np.float32]
    body: NDArray[np.float32]


def sample(
    volume: Volume, x: Floats, y: Floats, z: Floats, *, wanted: NDArray[np.bool_] | None = None
) -> Mixture:
    """Structures in every cell of a grid given by its faces.

    Parameters
    ----------
    volume : the labelled volume; drawn, a scan, or a scan with what is painted over it.
    x, y, z : increasing cell faces in metres in the volume's frame, any spacing.
    wanted : (i, j, k) cells that need an answer, all of them where None. All others are not looked at: they
        get labels 0, share 1 and body 0 whatever is there, and cost next to nothing.

    Returns
    -------
    Mixture with arrays of shape (x.size - 1, y.size - 1, z.size - 1).

    Raises
    ------
    GridError
        Faces that are not finite and increasing; `wanted` of another shape than the grid.

    Examples
    --------
    >>> import numpy as np
    >>> from cryonerve.anatomy.voxels import solid_block
    >>> volume = solid_block((4e-3, 4e-3, 4e-3), "muscle", 1e-3)
    >>> faces = np.array([-3e-3, 0.0, 1e-3, 2e-3])
    >>> [round(float(share), 3) for share in sample(volume, faces, faces, faces).body[:, 1, 1]]
    [0.667, 1.0, 1.0]
    """
    faces = (_checked(x, "x"), _checked(y, "y"), _checked(z, "z"))
    if wanted is not None:
        wanted = _of_shape(wanted, tuple(values.size - 1 for values in faces))
    if volume.shapes:
        first, second, share, body = paint_cells(volume.shapes, faces, wanted)
    elif volume.overlay is not None:
        first, second, share, body = paint_over(volume.overlay, volume.affine, faces, wanted)
    elif volume.uniform:
        first, second, share, body = _block(volume, faces, wanted)
    else:
        first, second, share, body = average_cells(volume, faces, wanted)
    empty = body < 0.5
    first[empty] = second[empty] = 0
    share[empty] = 1.0
    return Mixture(first, second, share, body)


def structure_at(volume: Volume, points: Floats) -> Labels:
    """Label of the structure at each point; 0 outside the body.

    Parameters
    ----------
    points : (n, 3) metres in the volume's frame.

    Returns
    -------
    (n,) int16
    """
    points = np.atleast_2d(np.asarray(points, dtype=float))
    if volume.shapes:
        found = np.zeros(len(points), np.int16)
        for shape in volume.shapes:
            low, high = bounds_of(shape)
            near = np.flatnonzero(np.all((points >= low) & (points <= high), axis=1))
            if near.size:
                found[near[shape.distance(points[near]) < 0.0]] = shape.label
        return found
    if volume.overlay is not None:
        return label_under(volume.overlay, volume.affine, points)
    return np.maximum(voxel_at(volume, points), 0).astype(np.int16)


def voxel_at(volume: Volume, points: Floats) -> Labels:
    """Label of the voxel that holds each point (..., 3), m; -1 where the volume has none.

    >>> import cryonerve as cn
    >>> block = cn.build(cn.load("straight-probe-block"))
    >>> voxel_at(block, np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])).tolist()
    [1, -1]
    """
    points = np.asarray(points, dtype=float)
    return label_of_voxel(volume.labels, volume.affine, points)


def _checked(values: Floats, name: str) -> Floats:
    """The faces as floats, or a complaint."""
    faces = np.asarray(values, dtype=float)
    if faces.ndim != 1 or faces.size < 2 or not np.isfinite(faces).all() or (np.diff(faces) <= 0.0).any():
        raise GridError(
            Complaint(
                f"the grid's faces along {name} are not finite, increasing numbers",
                remedy="Give at least two faces in metres, each larger than the one before.",
            )
        )
    return faces


def _of_shape(wanted: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """The wanted cells as booleans, or a complaint."""
    found = np.asarray(wanted)
    if found.shape != shape or found.dtype != np.bool_:
        raise GridError(
            Complaint(
                f"the wanted cells are {found.dtype} of shape {found.shape}, the grid has {shape} cells",
                remedy="Give True or False for each cell.",
            )
        )
    return found


def _block(volume: Volume, faces: Faces, wanted: NDArray[np.bool_] | None) -> Shares:
    """A uniform block: the overlap of boxes is exact."""
    low, high = volume.bounds
    inside = [
        np.clip(np.minimum(f[1:], high[a]) - np.maximum(f[:-1], low[a]), 0.0, None) / np.diff(f)
        for a, f in enumerate(faces)
    ]
    body = (inside[0][:, None, None] * inside[1][None, :, None] * inside[2][None, None, :]).astype(np.float32)
    if wanted is not None:
        body[~wanted] = 0.0
    label = np.where(body > 0.0, volume.structures[0].label, 0).astype(np.int16)
    return label, label.copy(), np.ones(body.shape, np.float32), body
