"""What a person must know of a segmentation: what is cut off, noisy, metal, assumed or hidden."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.body_mask import NEIGHBOURS, Body
from cryonerve.anatomy.segmenting_ct import GAS, METAL, Tissues
from cryonerve.anatomy.skin_shell import Skin
from cryonerve.findings import Finding
from cryonerve.scans.scan import Scan
from cryonerve.sources.finding_limits import FindingLimit, read_limits

__all__ = ["about_limbs", "about_pictures", "about_skin", "about_tissues"]

Mask = NDArray[np.bool_]


def about_limbs(body: Body, chosen_by: str) -> list[Finding]:
    """Which limb was taken, and what of it lies outside of the pictures."""
    found = []
    if body.limbs > 1:
        how = "the larger one" if chosen_by == "" else f"the one chosen by {chosen_by}"
        touching = (
            " They touch, and were parted along the narrowest way between them." if body.touching else ""
        )
        found.append(
            Finding(
                "note",
                f"{body.limbs} limbs in view",
                float(body.limbs),
                1.0,
                "",
                "assumed",
                f"Labelled is {how}{_where(body)}.{touching} {_another(body)}",
            )
        )
    rim = body.mask ^ ndimage.binary_erosion(body.mask, NEIGHBOURS, border_value=0)
    cut = np.zeros(body.mask.shape, bool)
    cut[[0, -1]] = True
    cut[:, [0, -1]] = True
    outline = int(rim.sum())
    found += _judged("cut_limb", float((rim & cut).sum()) / max(outline, 1))
    return found


def _where(body: Body) -> str:
    """Which of two limbs was taken, in patient and pictures; of more, only that others are left out."""
    if not body.side:
        return "; the others are left out"
    other = "left" if body.side == "right" else "right"
    return (
        f": it lies on the patient's {body.side} (pictures with R on their left show it on the {other}); "
        f"the one on the patient's {other} is left out"
    )


def _another(body: Body) -> str:
    """How to have another limb labelled."""
    if not body.side:
        return 'Say --at "x y z mm", a place in it, for another one.'
    other = "left" if body.side == "right" else "right"
    return f'For the other one say --side {other}, or a place in it: --at "x y z mm".'


def about_tissues(values: NDArray[np.float32], body: Mask, tissues: Tissues, scan: Scan) -> list[Finding]:
    """Metal, gas, noise, and bone that was not found."""
    voxel = float(np.prod(scan.spacing))
    levels = tissues.levels
    found = _judged("contrast_to_noise", abs(levels.muscle - levels.fat) / max(levels.noise, 1e-9))
    if scan.modality == "CT":
        found += _judged("metal", float((body & (values > METAL)).sum()) * voxel)
        inner = ndimage.binary_erosion(body, iterations=3, border_value=1)
        found += _judged("gas", float((inner & (values < GAS)).sum()) * voxel)
    if not tissues.bone.any():
        reason = "No cortical bone was found in the limb: is this the right series, and is bone in view?"
        found.append(Finding("warn", "bone in the limb", 0.0, None, "mm3", "assumed", reason))
    return found


def about_pictures(scan: Scan, bias: float | None) -> list[Finding]:
    """Contrast that is not T1, and how uneven the receiver was."""
    found = []
    if scan.modality == "MR" and scan.contrast not in ("", "T1"):
        reason = (
            f"The pictures say {scan.contrast}; fat is brighter than muscle in them, so that tissues are "
            "told apart as in T1, but fluid is bright too and would be taken for fat."
        )
        found.append(Finding("warn", "contrast other than T1", None, None, "", "assumed", reason))
    if bias is not None:
        found += _judged("bias", bias)
    return found


def about_skin(skin: Skin, scan: Scan, *, stated: bool) -> list[Finding]:
    """Skin that is assumed, and what thick slices hide of it."""
    found = []
    if not skin.measured and not stated:
        reason = (
            f"Skin is too thin for these voxels ({1e3 * float(np.min(scan.spacing)):.2g} mm) to be measured: "
            "an adult's is assumed everywhere. Measure it by ultrasound and say --skin."
        )
        found.append(
            Finding("note", "thickness of the skin", 1e3 * skin.thickness, None, "mm", "assumed", reason)
        )
    return found + _judged("slices_and_skin", max(scan.slice_thickness, float(scan.spacing[scan.slice_axis])))


@cache
def _limits() -> Mapping[str, FindingLimit]:
    return read_limits("segmentation_limits.toml", Path(__file__).parent)


def _judged(name: str, value: float) -> list[Finding]:
    """The finding on a value in SI units, if it is one."""
    found = _limits()[name].finding(value)
    return [] if found.level == "ok" else [found]
