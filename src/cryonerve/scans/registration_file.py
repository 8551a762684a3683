"""The file of a registration, `registration.json`: millimetres in the file, metres inside.

It holds the motion with its error and nothing of the pictures; landmarks keep the names a person gave them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from cryonerve.errors import Complaint, ScanError
from cryonerve.files import whole_file
from cryonerve.scans.limb_folder import written
from cryonerve.scans.registering import Registration
from cryonerve.scans.rigid import require_rigid

__all__ = ["FORMAT", "read_transform", "registration_document", "write_registration"]

FORMAT = "cryonerve.registration/1"
LARGEST_FILE = 4 * 2**20  # bytes


def registration_document(registration: Registration) -> dict[str, Any]:
    """A registration for a file or a program: lengths in mm, angles in degrees."""
    matrix = registration.transform.copy()
    matrix[:3, 3] *= 1e3
    landmarks = [
        {
            "name": item.name,
            "moving_mm": [1e3 * value for value in item.moving],
            "fixed_mm": [1e3 * value for value in item.fixed],
            "left_mm": 1e3 * left,
            "held_out_mm": None if np.isnan(miss) else 1e3 * miss,
        }
        for item, left, miss in zip(
            registration.landmarks, registration.residuals, registration.held_out, strict=True
        )
    ]
    return {
        "format": FORMAT,
        "how": registration.how,
        "moving_to_fixed_mm": matrix.tolist(),
        "error_mm": 1e3 * registration.error,
        "error_is": "95 of 100 errors of places in the limb should be smaller",
        "deviation_mm": 1e3 * registration.deviation,
        "estimated": registration.estimated,
        "overlap": registration.overlap,
        "turned_deg": registration.turned,
        "shifted_mm": 1e3 * registration.shifted,
        "landmarks": landmarks,
        "findings": [
            {key: value for key, value in asdict(item).items() if key != "subject"}
            for item in registration.findings
        ],
    }


def write_registration(path: Path, registration: Registration) -> None:
    """Write `registration.json`, whole or not at all.

    Raises
    ------
    ScanError
        The place cannot be written to.
    """
    text = json.dumps(registration_document(registration), indent=1, allow_nan=False, ensure_ascii=False)
    with written(path.parent), whole_file(path) as partial:
        partial.write_text(text + "\n", encoding="utf-8")


def read_transform(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(4, 4) from the moving to the fixed frame, m, of a file that `write_registration` wrote.

    Raises
    ------
    ScanError
        No such file, no registration, or no rigid motion in it.
    """
    try:
        with path.open("rb") as stream:
            content = json.loads(stream.read(LARGEST_FILE).decode("utf-8"))
        if content["format"] != FORMAT:
            raise ValueError(f"its format is {content['format']!r}")
        matrix = np.array(content["moving_to_fixed_mm"], dtype=float)
        if matrix.shape != (4, 4) or not np.isfinite(matrix).all():
            raise ValueError("its transform is no matrix of 4 x 4 numbers")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"this is no registration that can be read ({error})"
        raise ScanError(Complaint(what, "Register the scans again.", file=str(path))) from error
    matrix[:3, 3] *= 1e-3
    try:
        return require_rigid(matrix)
    except ScanError as error:
        raise error.located(file=str(path)) from None
