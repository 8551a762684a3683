"""fields.zarr: the temperature of the whole procedure, and all else a run needs to be read back.

Zarr format 3, opens with `xarray.open_zarr`. The root group is for people: temperature(time, x, y, z) and its
companions over cell centres in millimetres (RAS: x right, y anterior, z superior, proximal on a limb), with
units and meaning as attributes. The groups below it (sensors, probes, nerve_0 ..., volume, course_0 ...,
vessel_0 ...) hold what `read_fields` needs to rebuild the nouns exactly; see `stored`.

The ice fraction is the share of a cell's latent heat that has been given up at its temperature, by the
freezing law of the tissue that fills most of the cell. Cells outside of the body have none.

Every chunk carries a checksum, and every chunk is written, also one of zeros: a file that is damaged or
missing is noticed instead of being read as zeros.
"""

from __future__ import annotations

import warnings
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.result import Freezing, HeatBalance, Isotherm, Phase, SolverRecord, Stop
from cryonerve.reporting import stored
from cryonerve.reporting.provenance import RESEARCH_USE_ONLY
from cryonerve.scans.named_grids import DIRECTIONS, FRAME, GRID, about

if TYPE_CHECKING:
    import xarray
    from zarr.storage import MemoryStore

    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case
    from cryonerve.sources.tissue import Tissue

__all__ = ["FORMAT", "fields", "ice_fraction", "read_fields", "write_fields"]

FORMAT = "cryonerve.fields/1"

Floats = NDArray[np.float64]

ICE_STEP = 0.005  # the ice fraction is kept in steps of half a percent: one byte a cell


def fields(case: Case, volume: Volume, freezing: Freezing) -> xarray.Dataset:
    """The fields as an xarray data set: what the root group of fields.zarr holds.

    Returns
    -------
    xarray.Dataset
        temperature (time, x, y, z) degC; ice_fraction (time, x, y, z) 0..1, kept in bytes of half a percent
        with `scale_factor`; nadir, liquidus (x, y, z) degC; labels (x, y, z); tissue_volume (x, y, z) mm3;
        coordinates time in s, x, y, z: cell centres in mm; x_faces, y_faces, z_faces in mm.
    """
    import xarray  # noqa: PLC0415

    moving, still = ("time", *GRID), GRID
    names = "; ".join(f"{item.label} {item.name}" for item in volume.structures)
    columns = {
        "temperature": (moving, freezing.temperature, about("degC", "tissue temperature")),
        "ice_fraction": (
            moving,
            _ice_in_steps(case, volume, freezing),
            {**about("1", "share of the latent heat given up"), "scale_factor": ICE_STEP},
        ),
        "nadir": (still, freezing.nadir, about("degC", "coldest temperature of the whole run")),
        "liquidus": (still, freezing.liquidus, about("degC", "temperature at which freezing starts")),
        "labels": (
            still,
            freezing.labels,
            about("1", f"structure of the cell: 0 outside the body; {names}"),
        ),
        "tissue_volume": (
            still,
            1e9 * freezing.tissue_volume,
            about("mm3", "tissue in the cell, without probes and air"),
        ),
    }
    coordinates: dict[str, Any] = {"time": ("time", freezing.times, about("s", "time since the start"))}
    for name, faces in zip(GRID, (freezing.x, freezing.y, freezing.z), strict=True):
        way = f"towards {DIRECTIONS[name]}"
        centres = 0.5e3 * (faces[1:] + faces[:-1])
        coordinates[name] = (name, centres, about("mm", f"cell centre, {way}"))
        coordinates[f"{name}_faces"] = (
            f"{name}_face",
            1e3 * faces,
            about("mm", f"faces between the cells, {way}"),
        )
    return xarray.Dataset(columns, coords=coordinates, attrs=_attributes(case, freezing))


def _attributes(case: Case, freezing: Freezing) -> dict[str, Any]:
    """What is no array: the procedure as it ran, and how far the numbers can be trusted."""
    return {
        "format": FORMAT,
        "title": case.title,
        "case": case.name,
        "research_use_only": RESEARCH_USE_ONLY,
        "frame": FRAME,
        "phases": [_plain(phase) for phase in freezing.phases],
        "isotherms": [_plain(row) for row in freezing.isotherms],
        "heat_balance_J": _plain(freezing.balance),
        "solver": _plain(freezing.solver),
        "stop": freezing.stop.name,
        "sources": list(freezing.sources),
    }


def _plain(noun: Phase | Isotherm | HeatBalance | SolverRecord) -> dict[str, Any]:
    """A small noun as JSON can hold it: NumPy's numbers become Python's."""
    return {
        name: value.item() if isinstance(value, np.generic) else value for name, value in asdict(noun).items()
    }


def ice_fraction(temperature: NDArray[np.floating[Any]], liquidus: Floats | float, tissue: Tissue) -> Floats:
    """Share of the latent heat a tissue has given up at a temperature, by its own freezing law.

    Parameters
    ----------
    temperature : any shape, degC.
    liquidus : degC, a number or of the same shape (a cell's own, where it differs from the tissue's).
    tissue : gives the width of the freezing range, the law within it and the share released at the solidus.

    Returns
    -------
    array of the same shape, 0 (no ice) .. 1 (nothing left to freeze)

    Examples
    --------
    >>> from cryonerve.sources import tissues
    >>> ice_fraction(np.array([37.0, -60.0]), -0.5, tissues()["muscle"]).tolist()
    [0.0, 1.0]
    """
    top = np.asarray(liquidus, dtype=float)
    span = tissue.liquidus.value - tissue.solidus.value
    degrees = np.asarray(temperature, dtype=float)
    if span <= 0.0:
        return np.where(degrees < top, 1.0, 0.0)
    below = np.clip((top - degrees) / span, 0.0, 1.0)
    if tissue.freezing_law == "freezing-point-depression":
        warm, cold = tissue.liquidus.value, tissue.solidus.value
        share = (1.0 - warm / (warm - below * span)) / (1.0 - warm / cold)
    else:
        share = below
    return np.where(below >= 1.0, 1.0, (1.0 - tissue.released_at_solidus) * share)


def _ice_in_steps(case: Case, volume: Volume, freezing: Freezing) -> NDArray[np.uint8]:
    """Ice fraction of every frame in whole steps of `ICE_STEP`."""
    result = np.zeros(freezing.temperature.shape, dtype=np.uint8)
    ever_cold = freezing.temperature.min(axis=0) < freezing.liquidus
    tissue_of = {item.label: case.tissues.get(item.tissue) for item in volume.structures}
    for label in np.unique(freezing.labels):
        tissue = tissue_of.get(int(label))
        if label == 0 or tissue is None:
            continue
        here = np.nonzero((freezing.labels == label) & ever_cold)
        liquidus = freezing.liquidus[here].astype(float)
        for frame in range(len(freezing.times)):
            share = ice_fraction(freezing.temperature[frame][here], liquidus, tissue)
            result[frame][here] = np.rint(share / ICE_STEP).astype(np.uint8)
    return result


def write_fields(case: Case, volume: Volume, freezing: Freezing, path: Path) -> None:
    """Write the whole store into the existing empty folder `path`; the caller gives it its final name.

    It is put together in memory, compressed, and then written file by file: zarr writes in the background,
    and after a full disk would still be adding files to a folder that is being taken back.
    """
    import zarr  # noqa: PLC0415
    from zarr.storage import MemoryStore  # noqa: PLC0415

    pieces: dict[str, Any] = {}
    store = MemoryStore(pieces)
    _append(fields(case, volume, freezing), store, "", one_chunk_each="time")
    _append(stored.of_history(freezing.sensors), store, "sensors")
    _append(stored.of_history(freezing.probes), store, "probes")
    for number, history in enumerate(freezing.nerves.values()):
        _append(stored.of_nerve_history(history), store, f"nerve_{number}")
    _append(stored.of_labels(volume), store, "volume")
    for number, nerve in enumerate(volume.nerves):
        _append(stored.of_course(nerve), store, f"course_{number}")
    for number, vessel in enumerate(volume.vessels):
        _append(stored.of_vessel(vessel), store, f"vessel_{number}")
    with warnings.catch_warnings():
        # Readers look for consolidated metadata first and warn when there is none; zarr warns when there is.
        warnings.filterwarnings("ignore", message="Consolidated metadata is currently not part")
        zarr.consolidate_metadata(store)
    for key, content in pieces.items():
        place = path / key
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.to_bytes())


def _append(data: xarray.Dataset, store: MemoryStore, group: str, *, one_chunk_each: str = "") -> None:
    """Write one group, compressed and with checksums; one chunk an array or one for each index."""
    from zarr.codecs import BloscCodec, Crc32cCodec  # noqa: PLC0415

    pressed = (BloscCodec(cname="zstd", clevel=3, shuffle="shuffle"), Crc32cCodec())
    encoding: dict[str, dict[str, Any]] = {}
    for name, column in data.variables.items():
        chunks = tuple(
            1 if dim == one_chunk_each and column.ndim > 1 else max(1, size)
            for dim, size in column.sizes.items()
        )
        encoding[str(name)] = {"compressors": pressed, "chunks": chunks}
    data.to_zarr(
        store,
        group=group or None,
        mode="a",
        zarr_format=3,
        consolidated=False,
        encoding=encoding,
        write_empty_chunks=True,
    )


def read_fields(path: Path) -> tuple[Volume, Freezing]:
    """Volume (without shapes) and freezing as they were written.

    Raises
    ------
    ValueError, KeyError, OSError and the like
        When the store is damaged, incomplete or something else; `read_run` words the complaint.
    """
    import zarr  # noqa: PLC0415

    root = zarr.open_group(str(path), mode="r")
    if root.attrs.get("format") != FORMAT:
        raise ValueError(f"format {root.attrs.get('format')!r} instead of {FORMAT!r}")
    with warnings.catch_warnings():
        # An array whose description is missing is skipped by zarr with a warning; here that is damage.
        warnings.filterwarnings("error", message=".*not recognized as a component of a Zarr hierarchy")
        groups = sorted(root.group_keys())
        for name in ("", *groups):
            _all_chunks_there(root[name] if name else root)
    nerves = [stored.to_nerve_history(_group(path, name)) for name in _numbered(groups, "nerve")]
    volume = stored.to_volume(
        _group(path, "volume"),
        tuple(stored.to_course(_group(path, name)) for name in _numbered(groups, "course")),
        tuple(stored.to_vessel(_group(path, name)) for name in _numbered(groups, "vessel")),
    )
    data = _group(path, "")
    said = data.attrs
    freezing = Freezing(
        **{name: 1e-3 * data[f"{name}_faces"].values for name in GRID},
        times=data["time"].values,
        temperature=data["temperature"].values,
        nadir=data["nadir"].values,
        liquidus=data["liquidus"].values,
        labels=data["labels"].values,
        tissue_volume=1e-9 * data["tissue_volume"].values,
        phases=tuple(Phase(**{**row, "probes": tuple(row["probes"])}) for row in said["phases"]),
        sensors=stored.to_history(_group(path, "sensors")),
        probes=stored.to_history(_group(path, "probes")),
        nerves={history.name: history for history in nerves},
        isotherms=tuple(Isotherm(**row) for row in said["isotherms"]),
        balance=HeatBalance(**said["heat_balance_J"]),
        stop=Stop[said["stop"]],
        solver=SolverRecord(**said["solver"]),
        sources=tuple(said["sources"]),
    )
    return volume, freezing


def _numbered(groups: list[str], kind: str) -> list[str]:
    """Names "kind_0", "kind_1" ... in the order of their numbers."""
    found = [name for name in groups if name.startswith(f"{kind}_")]
    return sorted(found, key=lambda name: int(name.rpartition("_")[2]))


def _group(path: Path, group: str) -> xarray.Dataset:
    import xarray  # noqa: PLC0415

    data: xarray.Dataset = xarray.open_zarr(str(path), group=group or None, chunks=None, consolidated=False)
    return data.load()


def _all_chunks_there(group: Any) -> None:  # noqa: ANN401
    """Zarr reads a chunk that is not there as zeros; here that is an error."""
    for name, array in group.arrays():
        if array.nchunks_initialized != array.nchunks:
            raise ValueError(f"{name}: {array.nchunks - array.nchunks_initialized} pieces are missing")
