"""Which DICOM objects of runs belong together: the study is the case, the frame of reference its volume."""

from __future__ import annotations

import hashlib

import numpy as np

from cryonerve.anatomy.volume import Volume
from cryonerve.reporting.run import Run
from cryonerve.scans.dicom_identity import uid_of

__all__ = ["frame_of_reference", "study_of"]


def study_of(run: Run) -> str:
    """What the study of all DICOM objects of a case is numbered from: the case's hash, else its text."""
    from cryonerve.case import write_yaml  # noqa: PLC0415

    return run.case.sha256 or hashlib.sha256(write_yaml(run.case).encode()).hexdigest()


def frame_of_reference(volume: Volume) -> str:
    """Identifier of a label volume's space: the same for every run in that volume, whatever its protocol."""
    labels = np.ascontiguousarray(volume.labels)
    return uid_of(
        "frame of reference",
        repr((labels.shape, str(labels.dtype))),
        np.ascontiguousarray(volume.affine, dtype=float).tobytes(),
        labels.tobytes(),
    )
