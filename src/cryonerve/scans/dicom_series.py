"""DICOM series of a folder, a zip or a file: found, named for choosing, read into a Scan.

Places and directions in the patient decide everything; names and numbers of files nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.case.fit import SHARE, memory
from cryonerve.errors import Complaint, ScanError
from cryonerve.findings import Finding
from cryonerve.scans.case_frame import judged, place_in_case
from cryonerve.scans.dicom_files import INDEX, Opener, dicom_places
from cryonerve.scans.dicom_geometry import Stack, arrange, places_of
from cryonerve.scans.dicom_grouping import Series, group
from cryonerve.scans.dicom_headers import Frame, plainly, read_header
from cryonerve.scans.dicom_multiframe import frames_of
from cryonerve.scans.dicom_pixels import AIR, PixelReader
from cryonerve.scans.no_scan import instead_of_a_scan
from cryonerve.scans.scan import Scan
from cryonerve.scans.scan_findings import about_values
from cryonerve.scans.scan_values import Census
from cryonerve.scans.upright import check_affine, is_sheared, unsheared

__all__ = ["Series", "find_series", "read_series"]

BYTES_PER_VOXEL = 8  # while a series is read: the volume, turned, and slices on their way


def find_series(source: Path) -> tuple[Series, ...]:
    """The series of a folder (deep, among other files), a zip, or one file.

    Only headers are read. Pictures of one series that lie in several directions, or have several sizes,
    scales or echoes, are several here. Those that are no volume stand last, each with its `obstacle`.

    Raises
    ------
    ScanError
        No DICOM picture is there, or the archive is dangerous; with the remedy.
    """
    frames: list[Frame] = []
    broken: list[ScanError] = []
    places = dicom_places(source)
    with Opener() as opener:
        for place in places:
            try:
                header = read_header(place, opener)
                with plainly(place, "its header"):
                    frames += frames_of(header, place)
            except ScanError as error:
                broken.append(error)
    series = group(frames, len(broken))
    if series:
        return series
    if broken:
        raise broken[0]
    if any(place.name.upper() == INDEX for place in places):
        what = "only the table of a disc (DICOMDIR) is there, without the pictures that it lists"
        raise ScanError(Complaint(what, "Copy the whole disc, or give its folder.", file=str(source)))
    raise ScanError(instead_of_a_scan(source))


def read_series(series: Series) -> Scan:
    """Read a series into the case's frame.

    Raises
    ------
    ScanError
        It is no volume, pixels are missing, cut off or compressed in an unknown way, different slices lie at
        one place, or it would not fit into memory.
    """
    if series.obstacle:
        raise ScanError(Complaint(f"this series is no volume: {series.obstacle}", _remedy(series)))
    _check_scale(series.frames)
    with Opener() as opener:
        reader = PixelReader(opener)
        kept, said = _without_doubles(series.frames, reader)
        stack = arrange(series.frames, kept, said)
        values = _assembled(series.frames, stack, reader)
        findings = [*stack.findings, *_about_pixels(series, values, reader.padded)]
    if series.frames[0].facts["photometric"] == "MONOCHROME1" and series.modality != "CT":
        low, high = values.min(), values.max()
        values = (low.astype(np.float64) + high - values).astype(values.dtype)
    return _turned(series, values, stack, findings)


def _remedy(series: Series) -> str:
    if series.modality == "US":
        return "Give the clip to 'cryonerve caliper'; tracked sweeps are read from .mha and .mhd."
    return "Choose another series, or export this one again from the scanner or archive."


def _check_scale(frames: Sequence[Frame]) -> None:
    """Refuse what one rule of slope and offset does not describe, and what does not fit."""
    first = frames[0]
    if first.facts["table"]:
        what = "its values follow a table (Modality LUT), not slope and intercept"
        raise ScanError(Complaint(what, "Export the original series from the scanner."))
    if any(frame.slope == 0.0 for frame in frames):
        raise ScanError(
            Complaint("its rescale slope is 0: all values would be one", "Export the series again.")
        )
    count = float(len(frames)) * first.size[0] * first.size[1]
    if count * BYTES_PER_VOXEL > SHARE * memory():
        what = f"the series has {count:.3g} voxels ({first.size[1]} x {first.size[0]} x {len(frames)})"
        raise ScanError(Complaint(what, "It does not fit into memory here; export fewer slices."))


def _without_doubles(frames: Sequence[Frame], reader: PixelReader) -> tuple[list[int], list[Finding]]:
    """One frame for each place; doubled ones go where they are equal, and are refused where they are not."""
    kept, dropped, different = [], 0, []
    for number, place in enumerate(places_of(frames), 1):
        kept.append(place[0])
        for other in place[1:]:
            if np.array_equal(reader.values(frames[place[0]]), reader.values(frames[other])):
                dropped += 1
            else:
                different.append(number)
    if different:
        shown = ", ".join(map(str, different[:8])) + (" ..." if len(different) > 8 else "")
        what = (
            f"{len(different)} slices lie at a place where another, different one lies (place {shown} of "
            f"{len(kept)})"
        )
        raise ScanError(
            Complaint(what, "Two scans are mixed here: keep the files of one, or export the series again.")
        )
    if not dropped:
        return kept, []
    reason = "the same slice stands in the source more than once; each is used once"
    return kept, [Finding("note", "doubled slices", float(dropped), None, "slices", "assumed", reason)]


def _assembled(frames: Sequence[Frame], stack: Stack, reader: PixelReader) -> NDArray[Any]:
    """(slice, row, column) of all slices, laid between neighbours where the stack says so."""
    shape = (len(stack.lower), *frames[int(stack.lower[0])].size)
    values: NDArray[Any] = np.empty(shape, np.int16)
    if any(not (item.slope.is_integer() and item.intercept.is_integer()) for item in frames):
        values = np.empty(shape, np.float32)
    for number, (low, high, weight) in enumerate(zip(stack.lower, stack.upper, stack.weight, strict=True)):
        layer = reader.values(frames[low])
        if weight > 0.0:
            layer = (1.0 - weight) * layer + weight * reader.values(frames[high])
            layer = np.rint(layer) if values.dtype == np.int16 else layer
        if values.dtype == np.int16 and (_too_wide(layer) or layer.dtype == np.float32):
            values = values.astype(np.float32)
        values[number] = layer
    return values


def _too_wide(layer: NDArray[Any]) -> bool:
    return bool(layer.min() < -32_768 or layer.max() > 32_767)


def _about_pixels(series: Series, values: NDArray[Any], padded: int) -> list[Finding]:
    """What the values themselves tell: padding, slopes that differ, a CT without Hounsfield units."""
    census = Census(float(values.min()), float(values.max()), values.dtype == np.int16, 0.0)
    found = [*about_values(census, series.kind)]
    if series.others:
        reason = (
            "they lie in another direction, or have another size, scale or echo, and are not in this scan"
        )
        others = float(series.others)
        found.append(
            Finding("note", "other pictures of the series", others, None, "pictures", "assumed", reason)
        )
    if series.unread:
        reason = (
            "they are broken or cut off; slices at the ends of the scan may be among them: copy them again"
        )
        unread = float(series.unread)
        found.append(Finding("warn", "files that cannot be read", unread, 0.0, "files", "assumed", reason))
    if series.modality == "CT" and series.frames[0].facts["agent"]:
        reason = "Vessels with contrast agent may be as bright as bone: look at the labels of both."
        found.append(Finding("note", "contrast agent", None, None, "", "assumed", reason))
    if padded:
        instead = f"{AIR:g} HU (air)" if series.modality == "CT" else "0"
        reason = f"the scanner marked them as no value; they are {instead} here"
        found.append(
            Finding(
                "note", "voxels without value", 100.0 * padded / values.size, None, "%", "assumed", reason
            )
        )
    slopes = {frame.slope for frame in series.frames}
    if len(slopes) > 1:
        reason = "every slice was scaled by its own"
        found.append(
            Finding("note", "scales of the slices", float(len(slopes)), None, "scales", "assumed", reason)
        )
    if series.frames[0].facts["photometric"] == "MONOCHROME1" and series.modality != "CT":
        reason = "the series is stored with bright and dark exchanged (MONOCHROME1); they were exchanged back"
        found.append(Finding("note", "brightness", None, None, "", "assumed", reason))
    return found


def _turned(series: Series, stored: NDArray[Any], stack: Stack, findings: list[Finding]) -> Scan:
    """The volume in the case's frame, with the way back to the patient; straightened where it is sheared."""
    values, affine = stored.transpose(2, 1, 0), stack.affine
    check_affine(affine)
    if is_sheared(affine):
        outside = AIR if series.modality == "CT" else float(values.min())
        values, affine, off = unsheared(values, affine, outside)
        findings += [item for item in (judged("shear", off, "The gantry was tilted."),) if item is not None]
    place = place_in_case(affine, values.shape)
    thickness = series.frames[0].thickness
    axis = list(place.turn.order).index(2)
    return Scan(
        values=np.asfortranarray(place.turn.apply(values)),
        origin=place.origin,
        spacing=place.spacing,
        modality=series.kind,
        contrast=series.contrast,
        to_patient=place.to_patient,
        slice_axis=axis,
        slice_thickness=thickness * 1e-3 if thickness > 0.0 else float(place.spacing[axis]),
        source=f"DICOM series of {len(stack.lower)} slices",
        findings=(*findings, *place.findings),
        frame_of_reference=series.frames[0].facts["frame of reference"],
    )
