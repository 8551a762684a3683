"""Nouns as data sets: how curves, vessels, labels and histories travel into fields.zarr and back.

Each function pair is one noun: `of_x` gives an xarray data set with units and meaning as attributes, `to_x`
rebuilds an equal noun. Lengths here stay in metres: these groups are for programs; the people's part of the
store (the fields themselves) is in millimetres.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from cryonerve.anatomy.volume import NerveCourse, Structure, Vessel, Volume
from cryonerve.bioheat.result import History, NerveHistory

if TYPE_CHECKING:
    import xarray

__all__ = [
    "of_course",
    "of_history",
    "of_labels",
    "of_nerve_history",
    "of_vessel",
    "to_course",
    "to_history",
    "to_nerve_history",
    "to_vessel",
    "to_volume",
]

Columns = dict[str, tuple[tuple[str, ...], Any, dict[str, str]]]


def _column(
    dims: str, values: object, unit: str, meaning: str
) -> tuple[tuple[str, ...], Any, dict[str, str]]:
    return tuple(dims.split()), np.asarray(values), {"units": unit, "long_name": meaning}


def _set(columns: Columns, **attributes: object) -> xarray.Dataset:
    import xarray  # noqa: PLC0415

    return xarray.Dataset(columns, attrs=attributes)


def of_history(history: History) -> xarray.Dataset:
    """Temperatures (and powers) along time; the columns' names are the attribute `names`."""
    columns = {
        "times": _column("time", history.times, "s", "time since the start"),
        "values": _column("time column", history.values, "degC or W, by name", "values by column"),
    }
    return _set(columns, names=list(history.names))


def to_history(stored: xarray.Dataset) -> History:
    """The history of `of_history`."""
    return History(stored["times"].values, tuple(stored.attrs["names"]), stored["values"].values)


def of_nerve_history(history: NerveHistory) -> xarray.Dataset:
    """What one nerve went through."""
    columns = {
        "times": _column("time", history.times, "s", "time since the start"),
        "centre": _column("time station", history.centre, "degC", "temperature on the centre line"),
        "fascicles": _column(
            "time station fascicle", history.fascicles, "degC", "temperature at the centres of the fascicles"
        ),
        "nadir_samples": _column(
            "station fascicle sample", history.nadir_samples, "degC", "coldest at equal-area samples"
        ),
        "rim_nadir": _column("station angle", history.rim_nadir, "degC", "coldest around the outline"),
        "inside": _column("station", history.inside, "1", "station lies in the simulated tissue"),
    }
    return _set(columns, name=history.name)


def to_nerve_history(stored: xarray.Dataset) -> NerveHistory:
    """The history of `of_nerve_history`."""
    names = ("times", "centre", "fascicles", "nadir_samples", "rim_nadir")
    return NerveHistory(
        name=stored.attrs["name"],
        inside=stored["inside"].values.astype(bool),
        **{name: stored[name].values for name in names},
    )


def of_course(nerve: NerveCourse) -> xarray.Dataset:
    """A nerve as a curve with its cross-sections."""
    columns = {
        "points": _column("station xyz", nerve.points, "m", "centre line, from distal to proximal"),
        "arc": _column("station", nerve.arc, "m", "arc length from the first station"),
        "across": _column("station side xyz", nerve.across, "1", "unit vectors of the cross-section"),
        "semi_axes": _column("station side", nerve.semi_axes, "m", "half width and half height"),
        "fascicle_offsets": _column("station fascicle side", nerve.fascicle_offsets, "m", "fascicle centres"),
        "fascicle_radii": _column("station fascicle", nerve.fascicle_radii, "m", "fascicle radii"),
        "neuroma": _column("station", nerve.neuroma, "1", "the nerve is a disordered bulb here"),
    }
    if nerve.origins is not None:
        meaning = "fascicle that this one is, or is a part of"
        columns["origins"] = _column("fascicle", nerve.origins, "1", meaning)
    if nerve.axon_counts is not None:
        columns["axon_counts"] = _column("fascicle axons", nerve.axon_counts, "1", "axons by class")
    unsure = {} if nerve.uncertainty is None else {"uncertainty_m": float(nerve.uncertainty)}
    if nerve.area_uncertainty is not None:
        unsure["area_uncertainty"] = float(nerve.area_uncertainty)
    named = {"name": nerve.name, "treated": nerve.treated, "motor": nerve.motor}
    return _set(columns, **named, standing=str(nerve.standing), **unsure)


def to_course(stored: xarray.Dataset) -> NerveCourse:
    """The nerve of `of_course`."""
    names = ("points", "arc", "across", "semi_axes", "fascicle_offsets", "fascicle_radii")
    arrays: dict[str, Any] = {name: stored[name].values for name in names}
    return NerveCourse(
        name=stored.attrs["name"],
        neuroma=stored["neuroma"].values.astype(bool),
        origins=stored["origins"].values.astype(np.int64) if "origins" in stored else None,
        axon_counts=stored["axon_counts"].values.astype(np.int64) if "axon_counts" in stored else None,
        treated=bool(stored.attrs["treated"]),
        motor=bool(stored.attrs["motor"]),
        standing=stored.attrs["standing"],
        uncertainty=float(unsure) if (unsure := stored.attrs.get("uncertainty_m")) is not None else None,
        area_uncertainty=float(wide) if (wide := stored.attrs.get("area_uncertainty")) is not None else None,
        **arrays,
    )


def of_vessel(vessel: Vessel) -> xarray.Dataset:
    """A vessel as a tube."""
    columns = {"points": _column("point xyz", vessel.points, "m", "centre line")}
    return _set(
        columns,
        name=vessel.name,
        kind=str(vessel.kind),
        radius_m=float(vessel.radius),
        wall_m=float(vessel.wall),
        coefficient_W_per_m2_K=float(vessel.coefficient),
    )


def to_vessel(stored: xarray.Dataset) -> Vessel:
    """The vessel of `of_vessel`."""
    attributes = stored.attrs
    return Vessel(
        name=attributes["name"],
        kind=attributes["kind"],
        points=stored["points"].values,
        radius=float(attributes["radius_m"]),
        wall=float(attributes["wall_m"]),
        coefficient=float(attributes["coefficient_W_per_m2_K"]),
    )


def of_labels(volume: Volume) -> xarray.Dataset:
    """The labelled voxels with their affine and the meaning of every label; shapes are not kept."""
    columns = {
        "labels": _column("i j k", volume.labels, "1", "label of each voxel, 0 outside the body"),
        "affine": _column("row column", volume.affine, "m", "voxel index to metres in the case's frame"),
    }
    return _set(
        columns,
        structures=[{**asdict(item), "colour": list(item.colour)} for item in volume.structures],
        uniform=bool(volume.uniform),
        frame=volume.frame,
        assumptions=list(volume.assumptions),
    )


def to_volume(stored: xarray.Dataset, nerves: tuple[NerveCourse, ...], vessels: tuple[Vessel, ...]) -> Volume:
    """The volume of `of_labels`, `of_course` and `of_vessel`, without the shapes it was drawn from."""
    structures = [{**row, "colour": tuple(row["colour"])} for row in stored.attrs["structures"]]
    return Volume(
        labels=stored["labels"].values,
        affine=stored["affine"].values,
        structures=tuple(Structure(**row) for row in structures),
        nerves=nerves,
        vessels=vessels,
        uniform=bool(stored.attrs["uniform"]),
        frame=stored.attrs["frame"],
        assumptions=tuple(stored.attrs["assumptions"]),
    )
