"""A stored run for other programs, as the command line writes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryonerve.app.speech import wrapped

__all__ = ["export_document", "export_text"]

SAYS = {
    "anatomy.dcm": "labels of the anatomy, as an image",
    "segmentation.dcm": "nerves, and ice at the end of a phase (DICOM SEG)",
    "nadir.dcm": "coldest temperature, degC (Parametric Map)",
    "report.dcm": "the report (Encapsulated PDF)",
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


def export_text(document: dict[str, Any]) -> str:
    """The same for reading, a file a line."""
    lines = [f"{path}   {SAYS[Path(path).name]}" for path in document["files"]]
    return "\n".join([*lines, "", *(wrapped(remark) for remark in document["remarks"])])
