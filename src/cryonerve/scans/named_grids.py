"""Scans and labels as xarray data sets, and back: coordinates in millimetres of the case's frame.

Variables and coordinates carry units and meaning as attributes; all other attributes are numbers and text, so
that a data set goes into NetCDF and Zarr. The way back takes places from the coordinates: what was cropped or
thinned out in between comes back where it lies. Nothing in it says who the patient is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.findings import Finding
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.scan import Modality, Scan

if TYPE_CHECKING:
    import xarray

__all__ = ["DIRECTIONS", "FRAME", "GRID", "about", "labels_from", "labels_set", "scan_from", "scan_set"]

Floats = NDArray[np.float64]
GRID = ("x", "y", "z")
DIRECTIONS = {"x": "right", "y": "anterior", "z": "superior (proximal on a limb)"}
FRAME = "RAS: x right, y anterior, z superior (proximal on a limb); mm"
UNEVEN = 1e-3  # of a voxel, between places that should lie evenly
TITLE = "cryonerve {}; research use only"


def about(unit: str, meaning: str) -> dict[str, Any]:
    """The attributes of a variable or a coordinate."""
    return {"units": unit, "long_name": meaning}


def scan_set(scan: Scan) -> xarray.Dataset:
    """See `Scan.to_xarray`."""
    import xarray  # noqa: PLC0415

    unit = "HU" if scan.modality == "CT" else "1"
    meaning = "Hounsfield units" if scan.modality == "CT" else f"what the scanner wrote ({scan.modality})"
    to_patient = scan.to_patient.copy()
    to_patient[:3, 3] *= 1e3
    attributes = {
        "title": TITLE.format("scan"),
        "frame": FRAME,
        "modality": scan.modality,
        "contrast": scan.contrast,
        "spacing_mm": (1e3 * scan.spacing).tolist(),
        "to_patient_mm": to_patient.ravel().tolist(),
        "slice_axis": scan.slice_axis,
        "slice_thickness_mm": 1e3 * scan.slice_thickness,
        "source": scan.source,
        "findings": json.dumps([_plain(item) for item in scan.findings], ensure_ascii=False),
    }
    columns = {"scan": (GRID, scan.values, about(unit, meaning))}
    return xarray.Dataset(columns, _centres(scan.values.shape, scan.origin, scan.spacing), attributes)


def scan_from(data: xarray.Dataset) -> Scan:
    """See `Scan.from_xarray`."""
    values, origin, spacing = _grid(data, "scan")
    said = data.attrs
    modality = said.get("modality", "other")
    if modality not in get_args(Modality):
        known = ", ".join(get_args(Modality))
        raise ScanError(Complaint(f"the attribute 'modality' is {str(modality)[:40]!r}", f"Give {known}."))
    if not (np.issubdtype(values.dtype, np.integer) or np.issubdtype(values.dtype, np.floating)):
        raise ScanError(Complaint(f"the scan holds {values.dtype}", "Give numbers."))
    try:
        to_patient = np.array(said.get("to_patient_mm", np.eye(4)), float).reshape(4, 4)
        to_patient[:3, 3] *= 1e-3
        findings = tuple(Finding(**item) for item in json.loads(said.get("findings", "[]")))
        slice_axis, thickness = int(said.get("slice_axis", 2)), float(said.get("slice_thickness_mm", 0.0))
    except (ValueError, TypeError, RecursionError) as error:
        what = f"an attribute is damaged: {str(error)[:120]}"
        raise ScanError(Complaint(what, "Begin with `Scan.to_xarray()`.")) from error
    return Scan(
        values if values.dtype in (np.int16, np.float32) else values.astype(np.float32),
        origin,
        spacing,
        modality,
        contrast=str(said.get("contrast", "")),
        to_patient=to_patient,
        slice_axis=slice_axis,
        slice_thickness=1e-3 * thickness,
        source=str(said.get("source", "")),
        findings=findings,
    )


def labels_set(labels: Labels) -> xarray.Dataset:
    """See `Labels.to_xarray`."""
    import xarray  # noqa: PLC0415

    names = "; ".join(f"{item.number} {item.name}" for item in labels.legend)
    flags = {  # as the CF conventions name the values of a variable
        "flag_values": np.array([0, *(item.number for item in labels.legend)], np.int16),
        "flag_meanings": " ".join(["outside", *("_".join(item.name.split()) for item in labels.legend)]),
    }
    said = about("1", f"structure of the voxel: 0 outside the body or not labelled; {names}")
    attributes = {
        "title": TITLE.format("labels"),
        "frame": FRAME,
        "spacing_mm": (1e3 * labels.spacing).tolist(),
        "legend": json.dumps([asdict(item) for item in labels.legend], ensure_ascii=False),
        "remarks": json.dumps(labels.remarks, ensure_ascii=False),
    }
    columns = {"labels": (GRID, labels.numbers, {**said, **flags})}
    return xarray.Dataset(columns, _centres(labels.numbers.shape, labels.origin, labels.spacing), attributes)


def labels_from(data: xarray.Dataset) -> Labels:
    """See `Labels.from_xarray`."""
    numbers, origin, spacing = _grid(data, "labels")
    try:
        legend = tuple(Label(**item) for item in json.loads(data.attrs["legend"]))
        remarks = tuple(str(item) for item in json.loads(data.attrs.get("remarks", "[]")))
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        what = f"the attribute 'legend' is missing or damaged: {str(error)[:120]}"
        raise ScanError(Complaint(what, "Begin with `Labels.to_xarray()`.")) from error
    whole = np.asarray(numbers).astype(np.int16)
    if not np.array_equal(whole, numbers):
        raise ScanError(Complaint("the labels are no whole numbers up to 32767", "Give int16."))
    unnamed = np.setdiff1d(whole, [0, *(item.number for item in legend)])
    if unnamed.size:
        what = f"label {', '.join(map(str, unnamed[:12]))} is not in the legend"
        raise ScanError(Complaint(what, "Add number, name, tissue, kind and drawn_by."))
    return Labels(whole, origin, spacing, legend, remarks)


def _centres(shape: tuple[int, ...], origin: Floats, spacing: Floats) -> Mapping[str, Any]:
    """Coordinates of the voxels' centres, mm, to a picometre: a slice up to 412 takes the voxel at 412."""
    return {
        name: (
            name,
            np.round(1e3 * (origin[axis] + spacing[axis] * np.arange(shape[axis])), 9),
            about("mm", f"voxel centre, towards {DIRECTIONS[name]}"),
        )
        for axis, name in enumerate(GRID)
    }


def _grid(data: xarray.Dataset, variable: str) -> tuple[NDArray[Any], Floats, Floats]:
    """Voxels (i, j, k) of a variable, origin and spacing in m."""
    if variable not in data or set(data[variable].dims) != set(GRID):
        known = ", ".join(map(str, data.data_vars)) or "none"
        what = f"there is no variable '{variable}' over x, y and z"
        raise ScanError(Complaint(what, f"Variables are: {known}. A single slice is no volume."))
    found = data[variable].transpose(*GRID)
    origin, spacing = np.empty(3), np.empty(3)
    for axis, name in enumerate(GRID):
        place = np.asarray(found[name], float)
        if found[name].attrs.get("units", "mm") != "mm" or not place.size or not np.isfinite(place).all():
            raise ScanError(Complaint(f"the coordinate {name} is not in mm", "Give millimetres."))
        if len(place) > 1:
            step = (place[-1] - place[0]) / (len(place) - 1)
            even = step > 0.0 and np.abs(np.diff(place) - step).max() < UNEVEN * step
        else:
            listed = np.asarray(data.attrs.get("spacing_mm", ()), float)
            step = float(listed[axis]) if listed.shape == (3,) else 0.0
            even = step > 0.0
        if not even:
            what = f"the coordinate {name} does not rise evenly"
            raise ScanError(Complaint(what, f"Sort by {name}, or interpolate to even places."))
        origin[axis], spacing[axis] = 1e-3 * place[0], 1e-3 * step
    return np.asarray(found.values), origin, spacing


def _plain(item: Finding) -> dict[str, Any]:
    """A finding as JSON holds it; what it points at is not stored."""
    return {name: value for name, value in asdict(item).items() if name != "subject"}
