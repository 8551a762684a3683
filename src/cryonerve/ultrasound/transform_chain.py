"""Chains of named transforms: from the picture to the reference, whichever way the tracker's file leads.

Names follow PLUS: `ProbeToTracker` takes places of the probe to places of the tracker, and its inverse leads
back.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint

__all__ = ["chained", "pixel_of", "read_calibration", "target_of"]

Floats = NDArray[np.float64]
TARGETS = ("Reference", "Tracker", "Probe")  # where a sweep is put together, the first that there is
ALIKE = 0.02  # share by which a pixel's sides may differ and be one scale
LARGEST_FILE = 1024 * 1024  # bytes of a configuration


def chained(transforms: Mapping[str, Floats], source: str, target: str) -> tuple[Floats, tuple[str, ...]]:
    """(frame, 4, 4) from one frame of reference to another, by the shortest chain, and the names in order.

    NaN where a transform of the chain is missing in a frame.

    Raises
    ------
    ClipError
        No chain leads there; says which frames of reference there are.

    Examples
    --------
    >>> shift = np.tile(np.eye(4), (1, 1, 1))
    >>> shift[0, 0, 3] = 0.1
    >>> known = {"ProbeToTracker": shift, "ReferenceToTracker": shift}
    >>> matrices, names = chained(known, "Probe", "Reference")
    >>> matrices[0].tolist() == np.eye(4).tolist(), names
    (True, ('ProbeToTracker', 'TrackerToReference'))
    """
    ways: dict[str, dict[str, Floats]] = {}
    for name, matrices in transforms.items():
        one, other = name.split("To", 1)
        ways.setdefault(one, {})[other] = matrices
        ways.setdefault(other, {}).setdefault(one, _inverse(matrices))
    reached: dict[str, tuple[str, ...]] = {source: (source,)}
    waiting = [source]
    while waiting and target not in reached:
        here = waiting.pop(0)
        for there in ways.get(here, {}):
            if there not in reached:
                reached[there] = (*reached[here], there)
                waiting.append(there)
    if target not in reached:
        known = ", ".join(sorted(ways)) or "none"
        what = f"no transforms lead from {source} to {target} (there are: {known})"
        raise ClipError(Complaint(what, "Record the sweep with tracking, or name another target."))
    path = reached[target]
    count = next(iter(transforms.values())).shape[0] if transforms else 1
    result = np.tile(np.eye(4), (count, 1, 1))
    for one, other in pairwise(path):
        result = ways[one][other] @ result
    return result, tuple(f"{one}To{other}" for one, other in pairwise(path))


def _inverse(matrices: Floats) -> Floats:
    """Inverse of each matrix; NaN stays NaN."""
    whole = np.isfinite(matrices).all(axis=(1, 2))
    found = np.full(matrices.shape, np.nan)
    found[whole] = np.linalg.inv(matrices[whole])
    return found


def target_of(transforms: Mapping[str, Floats]) -> str:
    """Where a sweep is put together: the patient's reference marker, else the tracker."""
    names = {part for name in transforms for part in name.split("To", 1)}
    return next((item for item in TARGETS if item in names), "Probe")


def read_calibration(path: Path) -> Floats:
    """(4, 4) from pixels (column, row, 0) to the probe, m, of a PLUS configuration file.

    Raises
    ------
    ClipError
        No such file, no XML, or no transform from Image to Probe in it.
    """
    remedy = "Give the configuration that PLUS was run with; it has <Transform From='Image' To='Probe'>."
    try:
        content = path.read_bytes()
        if len(content) > LARGEST_FILE or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ClipError(Complaint("this is no configuration of PLUS", remedy, file=str(path)))
        root = ElementTree.fromstring(content)
        found = next(
            item
            for item in root.iter("Transform")
            if (item.get("From"), item.get("To")) == ("Image", "Probe")
        )
        matrix = np.array([float(word) for word in (found.get("Matrix") or "").split()]).reshape(4, 4)
    except StopIteration:
        raise ClipError(Complaint("no transform leads from Image to Probe", remedy, file=str(path))) from None
    except (OSError, ElementTree.ParseError, ValueError) as error:
        what = f"this configuration cannot be read ({getattr(error, 'strerror', None) or error})"
        raise ClipError(Complaint(what, remedy, file=str(path))) from error
    if not np.isfinite(matrix).all():
        raise ClipError(Complaint("its transform has no finite numbers", remedy, file=str(path)))
    matrix[:3, :] *= 1e-3
    return matrix


def pixel_of(calibration: Floats) -> float | None:
    """Size of a pixel (m) that a calibration says; None where rows and columns differ by more than 2 %.

    >>> pixel_of(np.diag([1e-4, 1e-4, 1e-4, 1.0]))
    0.0001
    """
    across, down = np.linalg.norm(calibration[:3, :2], axis=0)
    alike = abs(across - down) <= ALIKE * max(across, down)
    return float(0.5 * (across + down)) if alike and across > 0.0 else None
