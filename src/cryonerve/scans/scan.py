"""A volume of pictures in the case's frame, with the way back to the patient's coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.findings import Finding

if TYPE_CHECKING:
    import xarray

__all__ = ["Modality", "Scan", "voxel_affine", "voxel_bounds"]

Floats = NDArray[np.float64]
Modality = Literal["CT", "MR", "US", "other"]


@dataclass(frozen=True, eq=False)
class Scan:
    """Voxels whose axes are those of the case: x right, y anterior, z proximal.

    Nothing that says who the patient is gets in here.

    Attributes
    ----------
    values : (i, j, k) int16 or float32; Hounsfield units for CT, else what the scanner wrote.
    origin, spacing : (3,) m, centre of voxel (0, 0, 0) and voxel sizes, all positive.
    modality : of the pictures; contrast : "T1", "T2", "" where nobody says.
    to_patient : (4, 4) from the case's frame to the patient's (right, anterior, superior), both m. The
        identity where voxels lie along the patient's axes; a rotation about the middle where they are tilted.
    slice_axis : 0, 1 or 2, the voxel axis along which the slices lie one after the other.
    slice_thickness : m that each slice takes in, which may be less or more than their distance.
    source : what it was read from, in words: "DICOM series of 59 slices"; without names, numbers or dates.
    findings : what was found wrong or odd on the way in, and what was done about it.
    frame_of_reference : the scanner's number for its coordinates, with which that of labels is compared. It
        leads to the examination in an archive, so that it is in no file of a limb; "" where it is not known.
    """

    values: NDArray[Any]
    origin: Floats
    spacing: Floats
    modality: Modality
    contrast: str = ""
    to_patient: Floats = field(default_factory=lambda: np.eye(4))
    slice_axis: int = 2
    slice_thickness: float = 0.0
    source: str = ""
    findings: tuple[Finding, ...] = ()
    frame_of_reference: str = field(default="", repr=False)

    @property
    def affine(self) -> Floats:
        """(4, 4) from voxel numbers to m in the case's frame.

        >>> scan = Scan(np.zeros((4, 4, 2), np.int16), np.zeros(3), np.array([1e-3, 1e-3, 5e-3]), "CT")
        >>> (scan.affine @ [1, 0, 1, 1]).tolist()
        [0.001, 0.0, 0.005, 1.0]
        """
        return voxel_affine(self.origin, self.spacing)

    @property
    def bounds(self) -> Floats:
        """(2, 3) outer corners of the voxels, m."""
        return voxel_bounds(self.origin, self.spacing, self.values.shape)

    def __repr__(self) -> str:
        """Modality, voxels, place and findings, without the voxels' values.

        >>> Scan(np.zeros((4, 4, 2), np.int16), np.zeros(3), np.array([1e-3, 1e-3, 4e-3]), "CT")
        Scan(CT, 4 x 4 x 2 voxels of 1 x 1 x 4 mm, x -0.5 to 3.5, y -0.5 to 3.5, z -2 to 6 mm, no findings)
        """
        from cryonerve.scans.grid_words import finding_words, grid_words  # noqa: PLC0415

        what = f"{self.modality} {self.contrast}".strip()
        grid = grid_words(self.values.shape, self.origin, self.spacing)
        return f"Scan({what}, {grid}, {finding_words(self.findings)})"

    def to_xarray(self) -> xarray.Dataset:
        """The scan as an xarray data set, without anything that leads to the patient.

        Returns
        -------
        xarray.Dataset
            scan (x, y, z) in HU for CT, else what the scanner wrote; coordinates x, y, z: voxel centres in mm
            of the case's frame; modality, `to_patient_mm` (16 numbers, row by row), findings as attributes.

        Examples
        --------
        >>> scan = Scan(np.zeros((4, 4, 2), np.int16), np.zeros(3), np.array([1e-3, 1e-3, 5e-3]), "CT")
        >>> data = scan.to_xarray()
        >>> data["z"].values.tolist(), data["z"].units, data["scan"].units
        ([0.0, 5.0], 'mm', 'HU')
        >>> Scan.from_xarray(data.sel(x=slice(1, 2))).values.shape
        (2, 4, 2)
        """
        from cryonerve.scans.named_grids import scan_set  # noqa: PLC0415

        return scan_set(self)

    @classmethod
    def from_xarray(cls, data: xarray.Dataset) -> Scan:
        """The scan of `to_xarray`, also after it was cropped or filtered there; places are its coordinates.

        Raises
        ------
        ScanError
            No variable "scan" over x, y and z, coordinates that do not rise evenly or are not in mm, damaged
            attributes.
        """
        from cryonerve.scans.named_grids import scan_from  # noqa: PLC0415

        return scan_from(data)


def voxel_affine(origin: Floats, spacing: Floats) -> Floats:
    """(4, 4) from voxel numbers to places, of voxels along the axes: (3,) centre of the first, and sizes.

    >>> (voxel_affine(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 4.0])) @ [0, 0, 2, 1]).tolist()
    [1.0, 2.0, 11.0, 1.0]
    """
    affine = np.diag([*spacing, 1.0])
    affine[:3, 3] = origin
    return affine


def voxel_bounds(origin: Floats, spacing: Floats, shape: Sequence[int]) -> Floats:
    """(2, 3) outer corners of voxels along the axes.

    >>> voxel_bounds(np.zeros(3), np.ones(3), (1, 2, 3)).tolist()
    [[-0.5, -0.5, -0.5], [0.5, 1.5, 2.5]]
    """
    low = origin - 0.5 * spacing
    return np.stack([low, low + spacing * np.asarray(shape)])
