"""Labels as DICOM Segmentation: over the pictures they were drawn on, or over an image of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.dicom_files import Opener
from cryonerve.scans.dicom_geometry import arrange, places_of
from cryonerve.scans.dicom_grouping import Series
from cryonerve.scans.dicom_headers import plainly
from cryonerve.scans.dicom_identity import identify, uid_of
from cryonerve.scans.dicom_segmentation import ASSUMED
from cryonerve.scans.dicom_series import find_series
from cryonerve.scans.dicom_writing import (
    SCHEME,
    Algorithm,
    Segment,
    dicom_volume,
    grey_image,
    highdicom,
    origin_of,
    quietly,
    segment_descriptions,
    settled,
)
from cryonerve.scans.label_codes import code_of, colour_of
from cryonerve.scans.label_files import nearest_labels
from cryonerve.scans.labels import DrawnBy, Label

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["write_dicom_labels"]

Floats = NDArray[np.float64]
SAME_GRID = 1e-2  # of a voxel
ALGORITHMS: dict[DrawnBy, Algorithm] = {
    "person": "MANUAL", "machine": "AUTOMATIC", "assumed": "AUTOMATIC", "file": "SEMIAUTOMATIC",
}  # fmt: skip
FAMILY = ("SEGMENT", SCHEME, "Segmentation without weights")
# What is taken over from the original: where its pictures lie, and their numbers. No names, no dates.
TAKEN = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID",
         "Modality", "Rows", "Columns", "NumberOfFrames", "ImagePositionPatient",
         "ImageOrientationPatient", "PixelSpacing", "SliceThickness",
         "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence",
         "DimensionOrganizationSequence", "DimensionIndexSequence")  # fmt: skip


def write_dicom_labels(
    numbers: NDArray[np.int16], affine: Floats, legend: Sequence[Label], path: Path, *, original: Path | None
) -> None:
    """Write labels as DICOM Segmentation.

    Parameters
    ----------
    numbers : (i, j, k). affine : to m in the patient's frame, right-anterior-superior.
    original : the DICOM series on which they were drawn; None: an image of the labels is made up for them
        to point to, which is not written.

    Raises
    ------
    ScanError
        The original does not hold the pictures on whose voxels the labels lie.
    ClipError
        highdicom is missing.
    """
    hd = highdicom()
    if original is None:
        frame = uid_of("frame of reference", repr(numbers.shape), np.ascontiguousarray(affine).tobytes())
        meaning = "Number of the structure that fills each voxel"
        source = [grey_image(numbers, affine, "recorded", study=None, frame=frame, meaning=meaning)]
    else:
        numbers, affine, source = _on_original(numbers, affine, original)
        frame = str(source[0].FrameOfReferenceUID)
    ordered = np.zeros(int(numbers.max()) + 1, np.uint16)
    for place, item in enumerate(legend, 1):  # segments are numbered without a gap
        ordered[item.number] = place
    with quietly():
        made = hd.seg.Segmentation(
            source_images=source,
            pixel_array=dicom_volume(ordered[numbers], affine, frame),
            segmentation_type="BINARY",
            segment_descriptions=segment_descriptions([_segment(item) for item in legend]),
            content_label="CRYONERVE",
            content_description="Labels of a limb",
            **origin_of("labels", "recorded"),
        )
        settled(made, "recorded", frame).save_as(path, enforce_file_format=True)


def _segment(item: Label) -> Segment:
    """A label as DICOM describes it."""
    coded = code_of(item.kind, item.tissue, item.name)
    return Segment(
        item.name,
        (coded.category[0], "SCT", coded.category[1]),
        (coded.kind[0], "SCT", coded.kind[1]),
        colour_of(item.kind),
        "SEMIAUTOMATIC" if item.by_hand > 0.0 else ALGORITHMS[item.drawn_by],
        (f"{ASSUMED}, not seen in the scan" if item.drawn_by == "assumed" else "cryonerve", FAMILY),
    )


def _on_original(
    numbers: NDArray[np.int16], affine: Floats, original: Path
) -> tuple[NDArray[np.int16], Floats, list[Dataset]]:
    """The labels on the original's own grid (column, row, slice), its affine (m), and its bare headers."""
    for series in find_series(original):
        if series.obstacle:
            continue
        try:
            stack = arrange(series.frames, [place[0] for place in places_of(series.frames)])
        except ScanError:
            continue
        own = stack.affine.copy()
        own[:3] *= 1e-3
        across = np.linalg.inv(affine) @ own
        if stack.weight.any() or np.abs(across - np.rint(across)).max() > SAME_GRID:
            continue
        rows, columns = series.frames[0].size
        taken = nearest_labels(numbers, np.rint(across), (columns, rows, len(stack.lower)))
        if np.count_nonzero(taken) == np.count_nonzero(numbers):
            return taken, own, _bare(series, [int(item) for item in stack.lower])
    raise ScanError(
        Complaint(
            "the original holds no series on whose voxels these labels lie",
            "Give the folder from which the scan was imported; or leave it out, and viewers place the "
            "labels by coordinates alone.",
            file=str(original),
        )
    )


def _bare(series: Series, order: list[int]) -> list[Dataset]:
    """Headers of the slices that say where they lie, whose numbers they have, and nobody's name."""
    from pydicom import dcmread  # noqa: PLC0415
    from pydicom.dataset import FileDataset  # noqa: PLC0415

    found: list[Dataset] = []
    places = list(dict.fromkeys(series.frames[item].place for item in order))
    with Opener() as opener:
        for place in places:
            with plainly(place, "its header"), opener.open(place) as stream:
                full = dcmread(stream, stop_before_pixels=True, force=True)
                bare: Any = FileDataset("", {}, file_meta=full.file_meta, preamble=b"\0" * 128)
                for keyword in TAKEN:
                    if keyword in full:
                        bare[keyword] = full[keyword]
                if "FrameOfReferenceUID" not in bare:
                    bare.FrameOfReferenceUID = uid_of("frame of reference", str(bare.SeriesInstanceUID))
                identify(bare, "recorded", study=None, title="labels")
                found.append(bare)
    return found
