"""A run for what reads DICOM: labels, nerves and ice as segmentation, coldest temperature as parametric map.

DICOM counts in millimetres and LPS (x to the left, y to the back); highdicom turns the RAS affine of the
label volume. The labels themselves stand as an image beside the two, because a segmentation points to what
it was made from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint, UnknownNameError, nearest
from cryonerve.reporting.dicom_study import frame_of_reference, study_of
from cryonerve.reporting.exports import field_at_voxels, nadir_at_voxels
from cryonerve.scans.dicom_writing import (
    SCHEME,
    Segment,
    dicom_volume,
    grey_image,
    highdicom,
    origin_of,
    quietly,
    segment_descriptions,
    settled,
)

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing, Phase
    from cryonerve.reporting.run import Run

__all__ = ["anatomy_image", "frozen_at", "nadir_map", "segmentation"]

Mask = NDArray[np.bool_]
NERVE_COLOUR = (255, 217, 51)  # red, green, blue, 0 to 255
ICE_COLOUR = (102, 191, 255)


def anatomy_image(run: Run) -> Dataset:
    """The label volume as DICOM image (Multi-frame Grayscale Word Secondary Capture): grey is the label."""
    return grey_image(
        run.volume.labels,
        run.volume.affine,
        "simulated",
        study=study_of(run),
        frame=frame_of_reference(run.volume),
        meaning="Number of the structure that fills each voxel",
    )


def segmentation(run: Run, source: Dataset, *, phase: str | None = None) -> Dataset:
    """Nerves, and the ice at the end of a phase, as DICOM Segmentation.

    Parameters
    ----------
    source : from `anatomy_image`.
    phase : name of a phase ("freeze 2"); None: the last freeze.

    Raises
    ------
    UnknownNameError
        There is no such phase.
    ClipError
        highdicom is missing, or there is neither nerve nor ice.
    """
    hd, frame = highdicom(), frame_of_reference(run.volume)
    chosen = _phase(run.freezing, phase)
    drawn = [item for item in (*_nerves(run.volume), _ice(run, chosen)) if item[1].any()]
    if not drawn:
        raise ClipError(
            Complaint("there is neither a nerve nor ice to segment", "Freeze longer, or name a phase.")
        )
    segments, masks = zip(*drawn, strict=True)
    stack = np.stack(masks, axis=-1).astype(np.uint8)
    with quietly():
        made = hd.seg.Segmentation(
            source_images=[source],
            pixel_array=dicom_volume(
                stack, run.volume.affine, frame, {"SegmentNumber": range(1, len(segments) + 1)}
            ),
            segmentation_type="BINARY",
            segment_descriptions=segment_descriptions(segments),
            content_label="CRYONERVE",
            content_description=f"Nerves, and ice at the end of {chosen.name}",
            **origin_of("segmentation", "simulated"),
        )
    return settled(made, "simulated", frame)


def nadir_map(run: Run, source: Dataset) -> Dataset:
    """The coldest temperature of every voxel in degC as DICOM Parametric Map (32-bit floats).

    Raises
    ------
    ClipError
        highdicom is missing.
    """
    hd, frame = highdicom(), frame_of_reference(run.volume)
    coldest = nadir_at_voxels(run.volume, run.freezing, body_temperature=run.case.body_temperature)
    low, high = float(coldest.min()), float(coldest.max())
    meaning = hd.pm.RealWorldValueMapping(
        lut_label="NADIR",
        lut_explanation="coldest temperature of the run",
        unit=hd.sr.CodedConcept("Cel", "UCUM", "degrees Celsius"),
        value_range=(low, max(high, low + 1e-3)),
        slope=1.0,
        intercept=0.0,
        quantity_definition=hd.sr.CodedConcept("NADIR", SCHEME, "Coldest temperature"),
    )
    window = hd.VOILUTTransformation(window_center=(low + high) / 2, window_width=max(1.0, high - low))
    with quietly():
        made = hd.pm.ParametricMap(
            source_images=[source],
            pixel_array=dicom_volume(coldest, run.volume.affine, frame),
            contains_recognizable_visual_features=False,
            real_world_value_mappings=[meaning],
            voi_lut_transformations=[window],
            content_label="NADIR",
            content_description="Coldest temperature, degC; simulated, research software",
            **origin_of("nadir map", "simulated"),
        )
    return settled(made, "simulated", frame)


def frozen_at(volume: Volume, freezing: Freezing, time: float) -> Mask:
    """(i, j, k) voxels of the label volume whose tissue is below its own liquidus at a moment, s.

    The moment is that of the nearest frame; between cell centres temperature runs straight.
    """
    frame = _frame(freezing, time)
    with np.errstate(invalid="ignore"):
        below = freezing.liquidus - freezing.temperature[frame]
    return field_at_voxels(volume, freezing, below, outside=-1.0) > 0.0


def _frame(freezing: Freezing, time: float) -> int:
    """Number of the frame nearest to a moment."""
    return int(np.argmin(np.abs(freezing.times - time)))


# --- parts --------------------------------------------------------------------------------------------------


def _phase(freezing: Freezing, name: str | None) -> Phase:
    """The phase of that name; without one the last freeze, or the last phase."""
    if name is None:
        freezes = [item for item in freezing.phases if item.kind == "freeze"]
        return (freezes or list(freezing.phases))[-1]
    found = next((item for item in freezing.phases if item.name == name), None)
    if found is None:
        what = f"no phase of this run is called '{name}'"
        raise UnknownNameError(Complaint(what, nearest(name, [item.name for item in freezing.phases])))
    return found


def _nerves(volume: Volume) -> Iterator[tuple[Segment, Mask]]:
    """One segment for each structure that is a nerve, and its voxels (i, j, k)."""
    for item in volume.structures:
        if item.kind == "nerve":
            tissue, nerve = ("85756007", "SCT", "Tissue"), ("91728009", "SCT", "Nerve")
            yield Segment(item.name, tissue, nerve, NERVE_COLOUR), volume.labels == item.label


def _ice(run: Run, phase: Phase) -> tuple[Segment, Mask]:
    """The ice at the end of a phase, and its voxels (i, j, k)."""
    moment = float(run.freezing.times[_frame(run.freezing, phase.end)])
    segment = Segment(
        f"ice at {moment:g} s, end of {phase.name}",
        ("49755003", "SCT", "Morphologically Abnormal Structure"),
        ("ICE", SCHEME, "Frozen tissue"),
        ICE_COLOUR,
    )
    return segment, frozen_at(run.volume, run.freezing, phase.end)
