"""A finished run as files for the page: its field on one even grid, frame by frame, and all told of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.app.screen.finding_places import coldest_moment, places_of
from cryonerve.app.screen.frames import Grid, frame
from cryonerve.app.screen.nerve_views import nerve_view, sections
from cryonerve.app.screen.showing import finding_rows
from cryonerve.app.screen.view_files import NADIR, SECTIONS, SHOWN, frame_name
from cryonerve.app.speech import finite
from cryonerve.bioheat.even_grid import even_field
from cryonerve.files import whole_file

if TYPE_CHECKING:
    from cryonerve.bioheat.result import Freezing
    from cryonerve.reporting.run import Run
    from cryonerve.reporting.tables import NumberRow

__all__ = ["grid_of", "write_views"]

MOST_CELLS = 300_000
MOST_FRAMES = 160
FINEST = 0.4e-3  # m
COLDER = 1.0  # K below where it started: what the box holds
PACKED = 5  # zlib's level of frames that are kept
MOST_MOMENTS = 600  # of a history that is sent

Progress = Callable[[float, float], None]


def write_views(run: Run, folder: Path, *, progress: Progress | None = None) -> dict[str, Any]:
    """Write the files; `shown.json` comes last, so that a run can be shown once it is there.

    Returns
    -------
    What `shown.json` holds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    freezing = run.freezing
    grid = grid_of(freezing)
    chosen = _chosen(freezing)
    for number, index in enumerate(chosen):
        field = even_field(freezing.centres, freezing.temperature[index], grid.axes)
        sent = frame(field, number, float(freezing.times[index]), level=PACKED)
        _write(folder / frame_name(number), sent)
        if progress is not None:
            progress(number + 1.0, float(len(chosen)))
    nadir = even_field(freezing.centres, freezing.nadir, grid.axes)
    _write(folder / NADIR, frame(nadir, len(chosen), level=PACKED))
    _write(folder / SECTIONS, json.dumps(finite(sections(run))).encode())
    shown: dict[str, Any] = json.loads(json.dumps(finite(_shown(run, grid, chosen))))
    _write(folder / SHOWN, json.dumps(shown).encode())
    return shown


def _write(path: Path, content: bytes) -> None:
    with whole_file(path) as partial:
        partial.write_bytes(content)


def _chosen(freezing: Freezing) -> list[int]:
    """Frames that are shown: all, or evenly thinned ones and the end of every phase."""
    count = len(freezing.times)
    even = np.linspace(0, count - 1, min(count, MOST_FRAMES)).round().astype(int)
    ends = [int(np.abs(freezing.times - phase.end).argmin()) for phase in freezing.phases]
    return sorted({int(index) for index in (*even, *ends)})


def grid_of(freezing: Freezing) -> Grid:
    """An even grid around everything that got colder than it was, at most `MOST_CELLS` points."""
    cold = (freezing.nadir < freezing.temperature[0] - COLDER) & (freezing.labels > 0)
    where = np.argwhere(cold)
    faces = (freezing.x, freezing.y, freezing.z)
    if not len(where):
        where = np.array([[0, 0, 0], [n - 2 for n in (len(face) for face in faces)]])
    low = np.array([face[index] for face, index in zip(faces, where.min(axis=0), strict=True)])
    high = np.array([face[index + 1] for face, index in zip(faces, where.max(axis=0), strict=True)])
    finest = min(float(np.diff(face).min()) for face in faces)
    spacing = max(FINEST, finest, float(np.prod(high - low) / MOST_CELLS) ** (1 / 3))
    while np.prod(np.ceil((high - low) / spacing) + 1) > MOST_CELLS:
        spacing *= 1.02
    shape = np.ceil((high - low) / spacing).astype(int) + 1
    start = 0.5 * (low + high) - 0.5 * spacing * (shape - 1)
    return Grid(
        (int(shape[0]), int(shape[1]), int(shape[2])),
        (float(start[0]), float(start[1]), float(start[2])),
        spacing,
    )


def _shown(run: Run, grid: Grid, chosen: list[int]) -> dict[str, Any]:
    from cryonerve.reporting.page import answers
    from cryonerve.reporting.tables import nerve_rows

    freezing = run.freezing
    first = answers(run)[0]
    rows = [row for rows in nerve_rows(run).values() for row in rows]
    return {
        "times_s": [round(float(freezing.times[index]), 3) for index in chosen],
        "frames": len(chosen),
        "grid": grid.as_document(),
        "phases": _phases(freezing),
        "nerve": nerve_view(run),
        "histories": _histories(run),
        "findings": _findings(run),
        "summary": {"rows": _rows(rows)},
        "first_sentence": first.sentence,
    }


def _findings(run: Run) -> list[dict[str, Any]]:
    """Every finding with where it is, and when it was coldest there."""
    rows = finding_rows(run.findings, run.case, places=places_of(run))
    for row in rows:
        row["time_s"] = None if row["at_mm"] is None else coldest_moment(run, row["at_mm"])
    return rows


def _rows(rows: Iterable[NumberRow]) -> list[dict[str, str]]:
    """Numbers as texts with their unit, each with band and source."""
    return [{"label": row.about, "value": row.value, "band": row.band, "source": row.source} for row in rows]


def _phases(freezing: Freezing) -> list[dict[str, Any]]:
    return [
        {
            "name": phase.name,
            "kind": phase.kind,
            "start_s": phase.start,
            "end_s": phase.end,
            "sentence": phase.sentence,
            "probes": list(phase.probes),
        }
        for phase in freezing.phases
    ]


def _histories(run: Run) -> dict[str, Any]:
    """Sensors, walls and heat of the probes, and the coldest and warmest part of the nerve, along time."""
    freezing = run.freezing
    own = np.asarray(freezing.probes.times, float)
    times = own[np.unique(np.linspace(0, len(own) - 1, min(len(own), MOST_MOMENTS)).round().astype(int))]
    series = [
        _series(f"sensor {name}" if name else "sensor", "degC", times, (freezing.sensors.times, column))
        for name, column in zip(freezing.sensors.names, np.asarray(freezing.sensors.values).T, strict=True)
    ]
    for name, column in zip(freezing.probes.names, np.asarray(freezing.probes.values).T, strict=True):
        unit = "W" if name.endswith("power") else "degC"
        series.append(_series(f"probe {name}", unit, times, (freezing.probes.times, column)))
    for history in freezing.nerves.values():
        if any(nerve.treated and nerve.name == history.name for nerve in run.volume.nerves):
            centre = np.asarray(history.centre, float)[:, history.inside]
            if centre.size:
                series.append(
                    _series(
                        f"coldest of the {history.name} nerve's centre line", "degC", times,
                        (history.times, centre.min(axis=1)),
                    )
                )  # fmt: skip
    return {"times_s": [round(float(time), 3) for time in times], "series": series}


def _series(
    name: str, unit: str, times: NDArray[np.float64], known: tuple[Any, NDArray[np.floating[Any]]]
) -> dict[str, Any]:
    own, values = np.asarray(known[0], float), np.asarray(known[1], float)
    sampled = np.interp(times, own, values) if len(own) else np.full(len(times), np.nan)
    return {"name": name, "unit": unit, "values": [round(float(value), 2) for value in sampled]}
