"""Voxels for other programs: NIfTI in millimetres, and a colour table of the labels that 3D Slicer reads."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from cryonerve.anatomy.volume import Volume
from cryonerve.errors import Complaint, RunFolderError
from cryonerve.scans.nifti_writing import write_nifti

__all__ = ["LABELS_SAY", "colour_table", "save_labels"]

LABELS_SAY = "cryonerve labels; research use only"  # what the header of a label file tells


def save_labels(volume: Volume, path: str | Path) -> tuple[Path, Path]:
    """Write the labels as NIfTI (millimetres, RAS) and the legend beside them.

    The legend has the name of the label file with `.ctbl`: number, name, colour and opacity in the form of a
    3D Slicer colour table; `cryonerve` reads it as a legend too. Each file appears whole or not at all.

    Parameters
    ----------
    volume : the labelled volume.
    path : file to write; its name ends in `.nii` or `.nii.gz`.

    Returns
    -------
    The label file and its legend.

    Raises
    ------
    RunFolderError
        A name with another ending, or a place that cannot be written.
    """
    target = Path(path)
    ending = next((end for end in (".nii.gz", ".nii") if target.name.endswith(end)), None)
    if ending is None:
        raise RunFolderError(
            Complaint(f"'{target.name}' is no name for a label file", remedy="Let it end in .nii or .nii.gz.")
        )
    legend = target.with_name(target.name.removesuffix(ending) + ".ctbl")
    beside = target.with_name(f".{os.getpid()}.{target.name.removesuffix(ending)}.part{ending}")
    try:
        write_nifti(volume.labels, volume.affine, beside, LABELS_SAY)
        os.replace(beside, target)
        beside.write_text(colour_table(volume), encoding="utf-8")
        os.replace(beside, legend)
    except OSError as error:
        raise RunFolderError(
            Complaint(f"the labels cannot be written: {error.strerror or error}", file=str(target))
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return target, legend


def colour_table(volume: Volume) -> str:
    """Legend in the form of a 3D Slicer colour table; names carry underscores for spaces.

    >>> from cryonerve.anatomy.voxels import solid_block
    >>> print(colour_table(solid_block((2e-3, 2e-3, 2e-3), "muscle", 1e-3)).splitlines()[-1])
    1 muscle 200 160 140 255
    """
    lines = ["# number name red green blue opacity", "0 outside 0 0 0 0"]
    for item in volume.structures:
        name = "_".join(item.name.split())
        lines.append(f"{item.label} {name} {' '.join(map(str, np.clip(item.colour, 0, 255)))} 255")
    return "\n".join(lines) + "\n"
