"""A limb is a folder: the scan in the case's frame, its labels, and the case that is planned on them.

::

    scan.nii.gz  scan.json     the pictures, and what NIfTI has no place for
    labels.nii.gz  labels.tsv  labels on the scan's grid, and who drew them
    curves.json                nerves and vessels as curves, once they are traced
    case.yaml                  the case, to be completed by a person

Files of one pair are renamed one after the other only when both are complete, and the same content gives the
same bytes: no time, no name and no place goes into them. `scan.json` repeats where the voxels lie, exactly
(NIfTI has single precision), so that a pair which does not belong together is seen.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError, nearest
from cryonerve.files import FORBIDDEN, FULL, HeldError, hold_lock, whole_file
from cryonerve.findings import Finding
from cryonerve.scans.label_tables import read_label_table, write_label_table
from cryonerve.scans.labels import Labels
from cryonerve.scans.nifti_writing import write_nifti
from cryonerve.scans.scan import Modality, Scan, voxel_affine

__all__ = [
    "CASE",
    "CURVES",
    "FILES",
    "LABELS",
    "LEGEND",
    "SCAN",
    "SCAN_NOTE",
    "LimbFolder",
    "bring_back",
    "claimed_limb",
    "read_labels_of",
    "read_limb",
    "read_scan_of",
    "save_labels_of",
    "save_scan_of",
    "set_aside",
    "written",
]

Floats = NDArray[np.float64]
SCAN, SCAN_NOTE = "scan.nii.gz", "scan.json"
LABELS, LEGEND = "labels.nii.gz", "labels.tsv"
CURVES, CASE = "curves.json", "case.yaml"
FILES = (SCAN, SCAN_NOTE, LABELS, LEGEND, CURVES, CASE)
EARLIER = "earlier-"  # folders of what an import has replaced
LOCK = ".cryonerve.lock"
FORMAT = "cryonerve.scan/1"
LARGEST_NOTE = 4 * 2**20  # bytes of scan.json
SAME_PLACE = 1e-3  # of a voxel: the single precision of NIfTI loses less,
SINGLE = 2.0**-23  # but for small voxels far from the origin
SCAN_SAYS = "cryonerve scan; research use only"
LABELS_SAY = "cryonerve labels; research use only"
IMPORT_AGAIN = "Import the scan again with `cryonerve import SOURCE -o LIMB --force`."


@dataclass(frozen=True, eq=False)
class LimbFolder:
    """What a limb's folder holds.

    Attributes
    ----------
    folder : where it is.
    scan : the pictures; None for labels that came without. labels : None before anything was labelled.
    """

    folder: Path
    scan: Scan | None
    labels: Labels | None


@contextmanager
def claimed_limb(folder: Path) -> Iterator[None]:
    """Create the folder where it is not there, and hold it: one process writes into a limb at a time.

    Raises
    ------
    ScanError
        When it cannot be written to, or another process is writing into it.
    """
    made = [there for there in (folder, *folder.parents) if not there.exists()]
    with written(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock = hold_lock(folder / LOCK)
        except HeldError as error:
            remedy = "Wait for it, or choose another folder."
            raise ScanError(Complaint(f"{error} writes into this folder", remedy, file=str(folder))) from None
    try:
        yield
    finally:
        (folder / LOCK).unlink(missing_ok=True)
        os.close(lock)
        with suppress(OSError):  # folders that were made for nothing go again
            for there in made:
                there.rmdir()


def set_aside(folder: Path) -> Path | None:
    """Move what a limb's folder holds into a folder of its own inside; where that is, None for nothing.

    Whatever a person drew on an earlier scan stays there, and is not taken for drawn on the new one.
    """
    there = [folder / name for name in FILES if (folder / name).exists()]
    if not there:
        return None
    number = next(n for n in itertools.count(1) if not (folder / f"{EARLIER}{n}").exists())
    aside = folder / f"{EARLIER}{number}"
    with written(folder):
        aside.mkdir()
        for path in there:
            os.replace(path, aside / path.name)
    return aside


def bring_back(folder: Path, aside: Path) -> None:
    """Undo `set_aside`, in place of what was written since."""
    with written(folder):
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
            if (aside / name).exists():
                os.replace(aside / name, folder / name)
        aside.rmdir()


def save_scan_of(folder: Path, scan: Scan, progress: Callable[[float, float], None] | None = None) -> None:
    """Write the scan; an earlier one stays as it was until both of its files are complete.

    Parameters
    ----------
    progress : called with the slices written and their number.

    Raises
    ------
    ScanError
        A place that cannot be written, or a disk that is full.
    """
    note: dict[str, Any] = {
        "format": FORMAT,
        "modality": scan.modality,
        "contrast": scan.contrast,
        "shape": list(scan.values.shape),
        "origin_mm": _millimetres(scan.origin),
        "spacing_mm": _millimetres(scan.spacing),
        "to_patient_mm": _patient_millimetres(scan.to_patient),
        "slice_axis": scan.slice_axis,
        "slice_thickness_mm": _millimetres(scan.slice_thickness),
        "source": scan.source,
        "findings": [_finding_out(item) for item in scan.findings],
    }
    # as it will be read, to the last digit
    affine = voxel_affine(_vector(note["origin_mm"]), _vector(note["spacing_mm"]))
    with written(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / SCAN_NOTE) as small, whole_file(folder / SCAN) as large:
            write_nifti(scan.values, affine, large, SCAN_SAYS, progress=progress)
            small.write_text(json.dumps(note, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_scan_of(folder: Path) -> Scan:
    """The scan of a limb's folder.

    Raises
    ------
    ScanError
        No limb, a file that is torn, or a pair that does not belong together.
    """
    note = _note(folder)
    try:
        spacing, origin = _vector(note["spacing_mm"]), _vector(note["origin_mm"])
        shape, to_patient = tuple(note["shape"]), np.array(note["to_patient_mm"], float)
        modality, slice_axis = note["modality"], int(note["slice_axis"])
        if modality not in get_args(Modality) or to_patient.shape != (4, 4) or slice_axis not in (0, 1, 2):
            raise ValueError(modality)
        to_patient[:3, 3] *= 1e-3
        findings = tuple(Finding(**item) for item in note["findings"])
        thickness, contrast, source = (note[key] for key in ("slice_thickness_mm", "contrast", "source"))
        values, affine = _voxels(folder / SCAN)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ScanError(
            Complaint(f"it is damaged ({error})", IMPORT_AGAIN, file=str(folder / SCAN_NOTE))
        ) from error
    scan = Scan(
        values,
        origin,
        spacing,
        modality,
        contrast=str(contrast),
        to_patient=to_patient,
        slice_axis=slice_axis,
        slice_thickness=float(thickness) * 1e-3,
        source=str(source),
        findings=findings,
    )
    if values.shape != shape or not _same_place(affine, scan.affine, scan.spacing):
        what = f"{SCAN} and {SCAN_NOTE} do not belong together: their voxels lie elsewhere"
        raise ScanError(Complaint(what, IMPORT_AGAIN, file=str(folder / SCAN)))
    return scan


def save_labels_of(folder: Path, labels: Labels) -> None:
    """Write labels and their legend; earlier ones stay as they were until both files are complete.

    Raises
    ------
    ScanError
        Labels that no legend can hold, a place that cannot be written, or a disk that is full.
    """
    text = write_label_table(labels)
    with written(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / LEGEND) as small, whole_file(folder / LABELS) as large:
            write_nifti(labels.numbers, labels.affine, large, LABELS_SAY)
            small.write_text(text, encoding="utf-8")


def read_labels_of(folder: Path) -> Labels:
    """The labels of a limb's folder.

    Raises
    ------
    ScanError
        None yet, a file that is torn, or a number that the legend does not name.
    """
    from cryonerve.scans.label_files import read_labels  # noqa: PLC0415

    for name in (LABELS, LEGEND):
        if not (folder / name).is_file():
            what, remedy = f"there is no {name} yet", "Label the scan first: `cryonerve segment LIMB`."
            raise ScanError(Complaint(what, remedy, file=str(folder)))
    legend, remarks = read_label_table(folder / LEGEND)
    grid = read_labels(folder / LABELS)
    unnamed = np.setdiff1d(grid.labels, [0, *(item.number for item in legend)])
    if unnamed.size:
        what = f"label {', '.join(map(str, unnamed[:12]))} of {LABELS} has no line in the legend"
        raise ScanError(Complaint(what, "Add number, name and tissue.", file=str(folder / LEGEND)))
    origin, spacing = grid.origin * 1e-3, grid.spacing * 1e-3
    if (folder / SCAN_NOTE).is_file():  # which knows exactly where the voxels lie
        note = _note(folder)
        exact_spacing, exact_origin = _vector(note["spacing_mm"]), _vector(note["origin_mm"])
        apart = np.abs(np.concatenate([exact_origin - origin, (exact_spacing - spacing) * grid.labels.shape]))
        if (apart < _allowed(exact_spacing, exact_origin)).all():
            origin, spacing = exact_origin, exact_spacing
    return Labels(grid.labels, origin, spacing, legend, (*remarks, *grid.remarks))


def read_limb(folder: Path) -> LimbFolder:
    """Scan and labels of a limb's folder; for its curves see `curves_of`, for its case `load`.

    Raises
    ------
    ScanError
        No limb, or a file of it that is torn.
    """
    labels = read_labels_of(folder) if (folder / LABELS).is_file() else None
    scan = None if labels and not (folder / SCAN_NOTE).exists() else read_scan_of(folder)
    return LimbFolder(folder, scan, labels)


def _note(folder: Path) -> dict[str, Any]:
    """The content of scan.json."""
    path = folder / SCAN_NOTE
    if not path.is_file():
        what = "this is no limb's folder" if folder.is_dir() else "there is no such folder"
        remedy = f"Import a scan first: `cryonerve import SOURCE -o {folder.name or 'LIMB'}`."
        raise ScanError(Complaint(f"{what} (it has no {SCAN_NOTE})", remedy, file=str(folder)))
    try:
        with path.open("rb") as stream:
            note = json.loads(stream.read(LARGEST_NOTE).decode("utf-8"))
        said = note["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ScanError(Complaint(f"it is damaged ({error})", IMPORT_AGAIN, file=str(path))) from error
    if said != FORMAT:
        raise ScanError(
            Complaint(f"its format '{said}' is not known", nearest(str(said), [FORMAT]), file=str(path))
        )
    return dict(note)


def _voxels(path: Path) -> tuple[NDArray[Any], Floats]:
    """Voxels as stored, and the affine in metres."""
    from cryonerve.scans.volume_files import open_volume  # noqa: PLC0415

    try:
        stored = open_volume(path)
    except ScanError as error:
        what = error.complaints[0].what
        raise ScanError(Complaint(what, IMPORT_AGAIN, file=str(path))) from error
    affine = stored.affine.copy()
    affine[:3] *= 1e-3
    if (stored.slope, stored.intercept) != (1.0, 0.0):  # another program has written it anew
        return stored.voxels * stored.slope + stored.intercept, affine
    return stored.voxels, affine


def _same_place(affine: Floats, other: Floats, spacing: Floats) -> bool:
    return bool((np.abs(affine - other) < _allowed(spacing, other)).all())


def _allowed(spacing: Floats, places: Floats) -> float:
    """Metres by which places may differ after they were written in single precision."""
    return float(SAME_PLACE * spacing.min() + SINGLE * np.abs(places).max())


def _millimetres(metres: Any) -> Any:  # noqa: ANN401
    """Rounded to a picometre, so that what is read back and written again has the same digits."""
    return np.round(np.asarray(metres, float) * 1e3, 9).tolist()


def _patient_millimetres(to_patient: Floats) -> list[list[float]]:
    rows = np.array(to_patient, float)
    rows[:3, 3] *= 1e3
    return [[float(value) for value in row] for row in np.round(rows, 12)]


def _vector(millimetres: Any) -> Floats:  # noqa: ANN401
    vector = np.array(millimetres, float) * 1e-3
    if vector.shape != (3,) or not np.isfinite(vector).all():
        raise ValueError(millimetres)
    return vector


def _finding_out(item: Finding) -> dict[str, object]:
    keys = ("level", "about", "value", "limit", "unit", "source", "reason")
    return {key: getattr(item, key) for key in keys}


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """An error of the disk becomes a complaint with its remedy."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            remedy = "The disk is full: free some space. An earlier file stays as it was."
        elif error.errno in FORBIDDEN:
            remedy = "This account may not write there: ask whoever owns it, or choose another folder."
        else:
            remedy = "Choose another folder."
        what = f"the folder cannot be written to: {error.strerror or error}"
        raise ScanError(Complaint(what, remedy, file=str(folder))) from error
