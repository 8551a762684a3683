"""A stored run for other programs, as the command line writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryonerve.app.speech import wrapped
from cryonerve.errors import Complaint, ScanError

__all__ = ["export_document", "export_limb", "export_text", "limb_without_file"]

SAYS = {
    "anatomy.dcm": "labels of the anatomy, as an image",
    "segmentation.dcm": "nerves, and ice at the end of a phase (DICOM SEG)",
    "nadir.dcm": "coldest temperature, degC (Parametric Map)",
    "report.dcm": "the report (Encapsulated PDF)",
}
LABELS_SAY = {
    ".seg.nrrd": "labels, as a segmentation of 3D Slicer",
    ".gz": "labels (NIfTI)",
    ".nii": "labels (NIfTI)",
    ".ctbl": "their names and colours",
    ".dcm": "labels (DICOM SEG)",
    ".mrk.json": "traced nerves and vessels, as Markups of 3D Slicer",
}


def export_document(folder: Path, phase: str | None = None) -> dict[str, Any]:
    """Write the DICOM objects of a run and say which, and what is missing.

    Raises
    ------
    InputError
        The folder is no run or cannot be written, no such phase, or highdicom is not installed.
    """
    from cryonerve.reporting.dicom_export import write_dicom_objects
    from cryonerve.reporting.folder import read_run

    run = read_run(folder)
    files = write_dicom_objects(run, folder, phase=phase)
    written = {path.name for path in files}
    remarks = ["Simulated; research software, no medical device. Nobody's name and no date are in the files."]
    if "report.dcm" not in written:
        remarks.append(f"There is no report.pdf to put into DICOM; make one: cryonerve report {folder}")
    return {"folder": str(folder), "files": [str(path) for path in files], "remarks": remarks}


def limb_without_file(folder: Path) -> None:
    """Complain where a limb is to be exported and nobody says into which file.

    Raises
    ------
    ScanError
        The folder is a limb's.
    """
    from cryonerve.scans.limb_folder import LABELS, SCAN_NOTE

    if (folder / SCAN_NOTE).is_file() or (folder / LABELS).is_file():
        remedy = (
            f"Name a file: cryonerve export {folder} -o {folder.name}.seg.nrrd (or .nii.gz, .dcm, .mrk.json)"
        )
        raise ScanError(Complaint("this is a limb's folder", remedy, file=str(folder)))


def export_limb(folder: Path, out: Path, original: Path | None = None) -> dict[str, Any]:
    """Write the labels or the curves of a limb for another program, where the patient's pictures lie.

    Raises
    ------
    InputError
        No limb, no labels or curves, an ending that is not known, an original that is not its scan.
    """
    from cryonerve.scans.curves import curves_of
    from cryonerve.scans.label_export import export_labels
    from cryonerve.scans.limb_folder import LABELS, SCAN_NOTE, read_labels_of, read_scan_of
    from cryonerve.scans.markups import ENDING, write_markups

    as_curves = out.name.lower().endswith(ENDING)
    if as_curves and original is not None:
        raise ScanError(Complaint("curves point to no original series", "Leave out --original."))
    only_labels = (folder / LABELS).is_file() and not (folder / SCAN_NOTE).is_file()
    to_patient = None if only_labels else read_scan_of(folder).to_patient
    files: tuple[Path, ...] = (out,)
    if as_curves:
        write_markups(out, curves_of(folder), to_patient)
    else:
        files = export_labels(read_labels_of(folder), out, to_patient, original=original)
    remarks = ["In the patient's coordinates. Research software, no medical device; nobody's name is in it."]
    if original is not None:
        remarks.append("It carries the numbers of the original study, by which an archive knows whose it is.")
    return {"folder": str(folder), "files": [str(path) for path in files], "remarks": remarks}


def export_text(document: dict[str, Any]) -> str:
    """The same for reading, a file a line."""
    lines = [f"{path}   {_says(path)}" for path in document["files"]]
    return "\n".join([*lines, "", *(wrapped(remark) for remark in document["remarks"])])


def _says(path: str) -> str:
    name = Path(path).name
    return SAYS.get(name) or next(
        text for ending, text in LABELS_SAY.items() if name.lower().endswith(ending)
    )
