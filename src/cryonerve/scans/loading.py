"""One door for scans: DICOM, NIfTI, NRRD and MetaImage become a Scan in the case's frame.

What identifies a person is dropped while reading; of headers only geometry, scale and modality are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

import numpy as np

from cryonerve.errors import Complaint, ScanError
from cryonerve.findings import Finding
from cryonerve.scans.case_frame import judged, place_in_case
from cryonerve.scans.limb_folder import SCAN_NOTE
from cryonerve.scans.region import FEWEST, Region, between
from cryonerve.scans.scan import Modality, Scan
from cryonerve.scans.scan_findings import (
    about_contrast,
    about_labels,
    about_slices,
    about_values,
    about_voxels,
    guessed_modality,
)
from cryonerve.scans.scan_values import Progress, nobody, values_of
from cryonerve.scans.stored_volume import StoredVolume
from cryonerve.scans.upright import check_affine, is_sheared, unsheared
from cryonerve.scans.volume_files import CALIPER, container_of, open_volume

__all__ = ["Choice", "find_choices", "load_scan"]

VOLUMES = (".nii", ".nii.gz", ".nrrd", ".nhdr", ".mha", ".mhd")
MOST_SHOWN = 30


@dataclass(frozen=True)
class Choice:
    """One volume that a source holds.

    Attributes
    ----------
    label : one line for a person who chooses; it may name a person and is never stored.
    modality : where the source says it. obstacle : why it is no volume; "" where it is one.
    read : gives the scan; with the volume's number, the region and who watches.
    """

    label: str
    modality: str
    obstacle: str
    read: Callable[[Order], Scan] = field(repr=False)


@dataclass(frozen=True)
class Order:
    """What is wanted of a volume."""

    modality: Modality | None = None
    contrast: str = ""
    crop: Region | None = None
    volume: int | None = None
    progress: Progress = nobody


def load_scan(
    source: str | Path,
    *,
    series: str | int | None = None,
    modality: Modality | None = None,
    contrast: str = "",
    crop: Region | str | None = None,
    volume: int | None = None,
    progress: Progress = nobody,
) -> Scan:
    """Read a scan into the case's frame: x right, y anterior, z proximal.

    Parameters
    ----------
    source : a folder or zip of DICOM, a file of DICOM, NIfTI, NRRD or MetaImage, or a folder with one.
    series : number (from 1) or part of the name of the one to read, where there are several.
    modality : "CT", "MR", "US" or "other"; picks among series, and is believed where the file says nothing.
    contrast : "T1", "T2", where the file says nothing.
    crop : the part to keep, in the case's frame: a `Region`, or text as "-40 40 -60 20 100 250 mm".
    volume : which one, from 1, of a file that holds several.
    progress : called with what is done and the total.

    Returns
    -------
    int16 where that loses nothing, else float32. Findings say what was odd and what was done about it.

    Raises
    ------
    ScanError
        Nothing that is understood, several and none chosen, no orientation, an impossible scale, an empty
        picture, a region outside; with the remedy.

    Examples
    --------
    >>> import tempfile
    >>> from cryonerve.scans.nifti_writing import write_nifti
    >>> file = Path(tempfile.mkdtemp()) / "calf.nii.gz"
    >>> affine = np.diag([1e-3, 1e-3, 2e-3, 1.0])
    >>> affine[:3, 3] = [-0.05, -0.04, 0.2]
    >>> write_nifti(np.arange(60_000).reshape(50, 40, 30) // 10, affine, file, "made up")
    >>> scan = load_scan(file, modality="MR", crop="-20 20 -20 20 200 240 mm")
    >>> scan.values.shape, scan.values.dtype.name, scan.origin.round(4).tolist()
    ((20, 20, 21), 'int16', [-0.02, -0.02, 0.2])
    """
    path = Path(source).expanduser()
    if modality is not None and modality not in get_args(Modality):
        known = ", ".join(get_args(Modality))
        raise ScanError(Complaint(f"no modality is called '{modality}'", f"Known: {known}."))
    region = between(crop) if isinstance(crop, str) else crop
    chosen = _chosen(find_choices(path), series, modality, path)
    try:
        return chosen.read(Order(modality, contrast, region, volume, progress))
    except ScanError as error:
        raise error.located(file=str(path)) from error


def find_choices(source: Path) -> tuple[Choice, ...]:
    """Every volume that a source holds, those that are none last; only headers are read.

    Raises
    ------
    ScanError
        Nothing is there that could be a scan; with the remedy.
    """
    try:
        if source.is_dir():
            return _of_folder(source)
        kind = container_of(source)
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        raise ScanError(Complaint(what, "Look at its permissions.", file=str(source))) from error
    except ScanError as error:
        raise error.located(file=str(source)) from error
    if kind == "picture":
        raise ScanError(Complaint("this is a picture, not a volume", CALIPER, file=str(source)))
    if kind in ("NIfTI", "NRRD", "MetaImage") or source.name.lower().endswith((*VOLUMES, ".hdr", ".img")):
        return (_of_file(source),)
    return _of_dicom(source)


def _of_folder(folder: Path) -> tuple[Choice, ...]:
    if (folder / SCAN_NOTE).is_file():
        what = "this folder is a limb already"
        raise ScanError(
            Complaint(what, "Read it with `read_limb`, or give the source it came from.", file=str(folder))
        )
    inside = sorted(item for item in folder.iterdir() if not item.name.startswith("."))
    files = tuple(_of_file(item) for item in inside if item.is_file() and item.name.lower().endswith(VOLUMES))
    if len(files) == len(inside) and files:
        return files
    try:
        return (*files, *_of_dicom(folder))
    except ScanError:
        if files:
            return files
        raise


def _of_file(path: Path) -> Choice:
    return Choice(path.name, "", "", lambda order: _from_file(path, order))


def _of_dicom(source: Path) -> tuple[Choice, ...]:
    from cryonerve.scans.dicom_series import Series, find_series, read_series  # noqa: PLC0415

    def reader(item: Series) -> Callable[[Order], Scan]:
        return lambda order: _from_series(read_series(item), order)

    return tuple(Choice(item.label, item.kind, item.obstacle, reader(item)) for item in find_series(source))


def _chosen(
    choices: Sequence[Choice], wanted: str | int | None, modality: Modality | None, source: Path
) -> Choice:
    """The one that is meant, or a complaint that lists them."""
    numbered = list(enumerate(choices, 1))
    if wanted is not None:
        text = str(wanted).strip()
        found = [item for number, item in numbered if text == str(number)]
        found = found or [item for item in choices if text.lower() == item.label.lower()]
        found = found or [item for item in choices if text.lower() in item.label.lower()]
    else:
        usable = [item for item in choices if not item.obstacle] or list(choices)
        found = [item for item in usable if modality is None or item.modality in ("", modality)]
    if len(found) == 1:
        return found[0]
    lines = [
        f"{number}  {item.label}{f' (no volume: {item.obstacle})' if item.obstacle else ''}"
        for number, item in numbered
        if wanted is None or not found or item in found
    ]
    shown = "\n    ".join(
        lines[:MOST_SHOWN] + [f"and {len(lines) - MOST_SHOWN} more"] * (len(lines) > MOST_SHOWN)
    )
    if not found:
        said = f"no series is called '{wanted}'" if wanted is not None else f"no series is {modality}"
    else:
        said = f"{len(found)} series fit" + ("" if wanted is None else f" '{wanted}'")
    remedy = f"Choose one by number or name: --series NUMBER, or series=NUMBER.\n    {shown}"
    raise ScanError(Complaint(said, remedy, file=str(source)))


def _from_file(path: Path, order: Order) -> Scan:
    """A scan of a file that holds nothing but voxels."""
    stored = open_volume(path, order.volume)
    check_affine(stored.affine)
    if min(stored.voxels.shape) < FEWEST:
        written = " x ".join(map(str, stored.voxels.shape))
        raise ScanError(Complaint(f"this is a single picture ({written}), not a volume", CALIPER))
    findings: list[Finding] = []
    if is_sheared(stored.affine):
        stored, sheared = _straightened(stored)
        findings.append(sheared)
    place = place_in_case(stored.affine, stored.voxels.shape)
    turned = place.turn.apply(stored.voxels)
    origin = place.origin
    if order.crop is not None:
        turned, origin = order.crop.cut(turned, origin, place.spacing)
    findings += place.findings
    findings += about_voxels(place.spacing, turned.shape)
    values, census = values_of(turned, stored.slope, stored.intercept, order.progress)
    modality = order.modality or stored.modality
    if modality is None:
        modality, said = guessed_modality(census)
        findings.append(said)
    if stored.unit:
        reason = f"Lengths in the file are written in {stored.unit}; they were taken so."
        findings.append(Finding("note", "unit of length", None, None, "", "assumed", reason))
    axis = _slice_axis(stored, place.turn.order, place.spacing)
    findings += [*about_slices(place.spacing, axis), *about_values(census, modality)]
    findings += [*about_contrast(modality, order.contrast), *about_labels(values, census)]
    return Scan(
        values,
        origin,
        place.spacing,
        modality,
        contrast=order.contrast,
        to_patient=place.to_patient,
        slice_axis=axis,
        slice_thickness=float(place.spacing[axis]),
        source=f"{stored.kind} file of {' x '.join(map(str, stored.voxels.shape))} voxels",
        findings=tuple(findings),
    )


def _straightened(stored: StoredVolume) -> tuple[StoredVolume, Finding]:
    """A sheared volume on a rectangular grid."""
    voxels = np.asarray(stored.voxels)
    if voxels.dtype.kind == "f":
        voxels = voxels.astype(np.float32)
    straight, affine, off = unsheared(voxels, stored.affine, float(np.nanmin(voxels)))
    said = judged("shear", off)
    if said is None:  # below rounding
        said = Finding(
            "note", "voxel axes off the right angle", off, 0.0, "deg", "assumed", "It was taken out."
        )
    return replace(stored, voxels=straight, affine=affine), said


def _slice_axis(stored: StoredVolume, order: Sequence[int], spacing: np.ndarray) -> int:
    """The axis along which slices lie: as the file says, else that of the coarsest voxels."""
    if stored.slice_axis is not None:
        return list(order).index(stored.slice_axis)
    coarsest = spacing >= spacing.max() * (1.0 - 1e-3)
    by_file = [list(order).index(axis) for axis in range(3)]  # turned axis of each stored one
    return next(by_file[axis] for axis in (2, 1, 0) if coarsest[by_file[axis]])


def _from_series(scan: Scan, order: Order) -> Scan:
    """A scan of a series, cropped and held against what a limb is."""
    origin, values = scan.origin, scan.values
    if order.crop is not None:
        values, origin = order.crop.cut(values, origin, scan.spacing)
        values = np.asfortranarray(values)
    modality, contrast = order.modality or scan.modality, order.contrast or scan.contrast
    findings = (
        *about_voxels(scan.spacing, values.shape),
        *about_slices(scan.spacing, scan.slice_axis),
        *about_contrast(modality, contrast),
    )
    return replace(
        scan,
        values=values,
        origin=origin,
        modality=modality,
        contrast=contrast,
        findings=(*scan.findings, *findings),
    )
