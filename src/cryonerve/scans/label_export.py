"""Labels for other programs, in the patient's coordinates: DICOM SEG, NIfTI with colours, `.seg.nrrd`.

What leaves here lies where the patient's own pictures lie: the way from the case's frame back to the patient
is applied, so that 3D Slicer shows labels of a tilted scan over that scan.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.files import whole_file
from cryonerve.scans.label_codes import DRAWN_BY, TISSUE, code_of, colour_of
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.limb_folder import written
from cryonerve.scans.nifti_writing import write_nifti

__all__ = ["ENDINGS", "export_labels"]

Floats = NDArray[np.float64]
ENDINGS = (".seg.nrrd", ".nii.gz", ".nii", ".dcm")
LABELS_SAY = "cryonerve labels; research use only"
LISTED = "Segmentation category and type - 3D Slicer General Anatomy list"
ANATOMY = "Anatomic codes - DICOM master list"


def export_labels(
    labels: Labels, path: Path, to_patient: Floats | None = None, *, original: Path | None = None
) -> tuple[Path, ...]:
    """Write labels in the format that the ending of `path` names; an earlier file stays until it is whole.

    Parameters
    ----------
    path : ends with .seg.nrrd, .nii.gz, .nii or .dcm. NIfTI gets names and colours (.ctbl) beside it.
    to_patient : (4, 4) of the scan, from the case's frame to the patient's; None: they are the same.
    original : folder or zip of the DICOM series that was labelled; a .dcm then points to its slices. Its
        numbers go into the file, its names do not.

    Returns
    -------
    The files written.

    Raises
    ------
    ScanError
        Another ending, no label, an original that is not this scan, or a place that cannot be written.
    ClipError
        highdicom is missing.

    Examples
    --------
    >>> import tempfile
    >>> bone = Label(1, "tibia", "cortical-bone", "bone", "machine")
    >>> ones = Labels(np.ones((2, 3, 4), np.int16), np.zeros(3), np.full(3, 1e-3), (bone,))
    >>> [file.name for file in export_labels(ones, Path(tempfile.mkdtemp()) / "limb.nii.gz")]
    ['limb.nii.gz', 'limb.ctbl']
    """
    ending = next((item for item in ENDINGS if path.name.lower().endswith(item)), None)
    if ending is None:
        what = f"'{path.name}' does not end with a kind of file that is known"
        raise ScanError(Complaint(what, f"Name it with one of {', '.join(ENDINGS)}; curves with .mrk.json."))
    if original is not None and ending != ".dcm":
        raise ScanError(Complaint("only a .dcm can point to the original series", "Name the file .dcm."))
    legend = present(labels)
    affine = (np.eye(4) if to_patient is None else to_patient) @ labels.affine
    with written(path.parent):
        if ending == ".dcm":
            from cryonerve.scans.dicom_labels import write_dicom_labels  # noqa: PLC0415

            with whole_file(path) as partial:
                write_dicom_labels(labels.numbers, affine, legend, partial, original=original)
            return (path,)
        if ending == ".seg.nrrd":
            with whole_file(path) as partial:
                _write_segments(labels.numbers, affine, legend, partial)
            return (path,)
        table = path.with_name(path.name[: -len(ending)] + ".ctbl")
        with whole_file(path) as large, whole_file(table) as small:
            write_nifti(labels.numbers, affine, large, LABELS_SAY)
            small.write_text(_colour_table(legend), encoding="utf-8")
        return (path, table)


def present(labels: Labels) -> tuple[Label, ...]:
    """The labels that occur, by number.

    Raises
    ------
    ScanError
        None occurs, or a number has no line in the legend.
    """
    there = {int(number) for number in np.unique(labels.numbers)} - {0}
    legend = tuple(
        sorted((item for item in labels.legend if item.number in there), key=lambda item: item.number)
    )
    unnamed = there - {item.number for item in legend}
    if not legend or unnamed:
        what = f"label {min(unnamed)} has no line in the legend" if unnamed else "no voxel has a label"
        raise ScanError(Complaint(what, "Label the scan first: `cryonerve segment LIMB`."))
    return legend


def _colour_table(legend: Sequence[Label]) -> str:
    """Names and colours as 3D Slicer reads them."""
    lines = ["# Color table file", "# number name red green blue opacity", "0 background 0 0 0 0"]
    for item in legend:
        red, green, blue = colour_of(item.kind)
        lines.append(f"{item.number} {'_'.join(item.name.split())} {red} {green} {blue} 255")
    return "\n".join(lines) + "\n"


def _write_segments(numbers: NDArray[np.int16], affine: Floats, legend: Sequence[Label], path: Path) -> None:
    """A segmentation of 3D Slicer: one layer, segments as key-value pairs, the same bytes every time."""
    from scipy.ndimage import find_objects  # noqa: PLC0415 -- used here only

    world = np.diag([-1e3, -1e3, 1e3]) @ affine[:3]  # mm, left-posterior-superior
    lines = [
        "NRRD0004",
        "# research use only",
        "type: short",
        "dimension: 3",
        "space: left-posterior-superior",
        f"sizes: {' '.join(map(str, numbers.shape))}",
        f"space directions: {' '.join(_vector(world[:, axis]) for axis in range(3))}",
        "kinds: domain domain domain",
        "endian: little",
        "encoding: gzip",
        f"space origin: {_vector(world[:, 3])}",
        "Segmentation_ContainedRepresentationNames:=Binary labelmap|",
        "Segmentation_MasterRepresentation:=Binary labelmap",
        "Segmentation_SourceRepresentation:=Binary labelmap",
        "Segmentation_ReferenceImageExtentOffset:=0 0 0",
    ]
    boxes = find_objects(numbers)  # by number, from 1
    for place, item in enumerate(legend):
        fields = _segment(item, boxes[item.number - 1])
        lines += [f"Segment{place}_{key}:={text}" for key, text in fields.items()]
    with path.open("wb") as file:
        file.write(("\n".join(lines) + "\n\n").encode())
        with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            for layer in range(numbers.shape[2]):
                packed.write(np.asarray(numbers[:, :, layer], "<i2").tobytes(order="F"))


def _segment(item: Label, box: tuple[slice, ...]) -> dict[str, str]:
    """The fields of one segment, whose voxels lie in this box."""
    coded = code_of(item.kind, item.tissue, item.name)
    category, kind = ("~SCT^" + "^".join(pair) for pair in (coded.category, coded.kind))
    terminology = f"{LISTED}{category}{kind}~^^~{ANATOMY}~^^~^^"
    return {
        "ID": f"Segment_{item.number}",
        "Name": item.name,
        "NameAutoGenerated": "0",
        "Color": " ".join(f"{part / 255:.6g}" for part in colour_of(item.kind)),
        "ColorAutoGenerated": "0",
        "Extent": " ".join(f"{side.start} {side.stop - 1}" for side in box),
        "LabelValue": str(item.number),
        "Layer": "0",
        "Tags": f"Segmentation.Status:{'completed' if item.drawn_by == 'person' else 'inprogress'}|"
        f"TerminologyEntry:{terminology}|{TISSUE}:{item.tissue}|{DRAWN_BY}:{item.drawn_by}|",
    }


def _vector(numbers: Floats) -> str:
    return "(" + ",".join(repr(round(float(item), 12) + 0.0) for item in numbers) + ")"
