"""Labels of a limb as one file for other programs, which the page then takes."""

from __future__ import annotations

import zipfile
from pathlib import Path

from cryonerve.app.screen.refusals import MissingError
from cryonerve.errors import Complaint
from cryonerve.files import whole_file

__all__ = ["export_of", "write_export"]

FOLDER = "exports"
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same content gives the same archive
# What each format is written as, and what is taken of it.
NAMES = {
    "dicom": ("labels.dcm", "labels.dcm"),
    "nifti": ("labels.nii.gz", "labels-nifti.zip"),
    "slicer": ("labels.seg.nrrd", "labels.seg.nrrd"),
}


def write_export(limb: Path, folder: Path, kind: str, original: Path | None = None) -> Path:
    """Write the saved labels of a limb in one format, in the patient's coordinates; the file to take.

    Parameters
    ----------
    original : the DICOM series on which they were drawn, which a .dcm then points to. It is asked for every
        time: its numbers lead to a person in an archive, so that no limb keeps them or where it lay.

    Raises
    ------
    ScanError
        Nothing is labelled, an original that is not this scan or another format, or the disk takes no more.
    """
    from cryonerve.scans.label_export import export_labels
    from cryonerve.scans.limb_folder import read_labels_of, read_scan_of

    written, taken = NAMES[kind]
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    to_patient = read_scan_of(limb).to_patient
    files = export_labels(read_labels_of(limb), place / written, to_patient, original=original)
    if taken == written:
        return place / taken
    with whole_file(place / taken) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.writestr(zipfile.ZipInfo(path.name, EARLIEST), path.read_bytes(), zipfile.ZIP_DEFLATED)
    for path in files:
        path.unlink()
    return place / taken


def export_of(folder: Path, name: str) -> Path:
    """A file that was written so; raises MissingError where there is none."""
    path = folder / FOLDER / name
    if name not in {taken for _, taken in NAMES.values()} or not path.is_file():
        raise MissingError(Complaint("there is no such file", "Have it written first."))
    return path
