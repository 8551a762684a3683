"""A stored run as a folder of DICOM objects: labels, segmentation, nadir map, the report as printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.errors import ClipError, Complaint
from cryonerve.reporting.dicom_objects import anatomy_image, nadir_map, segmentation
from cryonerve.reporting.dicom_study import study_of
from cryonerve.reporting.run import Run
from cryonerve.reporting.whole import claimed, complained, whole_folder
from cryonerve.scans.dicom_identity import RESEARCH_LABEL, identify, number_by_content

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["DICOM", "encapsulated_pdf", "write_dicom_objects"]

DICOM = "dicom"  # the folder in a run's folder
ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1"


def write_dicom_objects(run: Run, folder: Path, *, phase: str | None = None) -> tuple[Path, ...]:
    """Write `dicom/` into a run's folder, whole or not at all; an older one is replaced.

    Parameters
    ----------
    run : as `read_run` gives it. folder : the run's own.
    phase : at whose end the ice is segmented; None: the last freeze.

    Returns
    -------
    anatomy.dcm, segmentation.dcm, nadir.dcm, and report.dcm where the run has a report.pdf.

    Raises
    ------
    RunFolderError
        The folder cannot be written.
    ClipError, UnknownNameError
        highdicom is missing, or there is no such phase.
    """
    anatomy = anatomy_image(run)
    objects = {
        "anatomy.dcm": anatomy,
        "segmentation.dcm": segmentation(run, anatomy, phase=phase),
        "nadir.dcm": nadir_map(run, anatomy),
    }
    printed = folder / "report.pdf"
    with complained(folder, what="the DICOM objects"), claimed(folder):
        if printed.is_file():
            objects["report.dcm"] = encapsulated_pdf(printed.read_bytes(), run)
        with whole_folder(folder / DICOM) as partial:
            for name, dataset in objects.items():
                dataset.save_as(partial / name, enforce_file_format=True)
    return tuple(folder / DICOM / name for name in objects)


def encapsulated_pdf(pdf: bytes, run: Run) -> Dataset:
    """The report as DICOM Encapsulated PDF (PS3.3 A.45.1, module C.24.2).

    Raises
    ------
    ClipError
        The bytes are no PDF.
    """
    from pydicom.dataset import FileDataset, FileMetaDataset  # noqa: PLC0415
    from pydicom.uid import ExplicitVRLittleEndian  # noqa: PLC0415

    if not pdf.startswith(b"%PDF-"):
        raise ClipError(Complaint("report.pdf is no PDF", "Write it again: cryonerve report RUN."))
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = ENCAPSULATED_PDF
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    identify(dataset, "simulated", study=study_of(run), title="report")
    values: dict[str, Any] = {
        "SOPClassUID": ENCAPSULATED_PDF,
        "Modality": "DOC",
        "ConversionType": "WSD",  # made on a workstation
        "ContentDate": "",
        "ContentTime": "",
        "AcquisitionDateTime": "",
        "BurnedInAnnotation": "NO",
        "DocumentTitle": RESEARCH_LABEL["simulated"],
        "ConceptNameCodeSequence": [],
        "MIMETypeOfEncapsulatedDocument": "application/pdf",
        "EncapsulatedDocument": pdf + b"\0" * (len(pdf) % 2),
        "EncapsulatedDocumentLength": len(pdf),
    }
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    number_by_content(dataset)
    return dataset
