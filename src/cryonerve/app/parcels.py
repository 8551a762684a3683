"""What a person takes from a run: chosen parts of it in one ZIP archive, with a list of what each file is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cryonerve.app.progress import Progress, nobody
from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest
from cryonerve.files import whole_file

if TYPE_CHECKING:
    from cryonerve.reporting.run import Run

__all__ = ["PARTS", "Parcel", "refuse_others", "write_parcel"]

PARTS: Mapping[str, str] = {
    "report": "Report (PDF and page)",
    "figures": "Figures of the report",
    "temperature": "Temperatures and labels (NIfTI)",
    "surfaces": "Surfaces of bodies and isotherms (STL)",
    "numbers": "Tables of numbers (CSV)",
    "case": "Case file (YAML)",
    "dicom": "Images, segmentation and report (DICOM)",
}
FRAME_OF_ALL = (
    "Lengths are millimetres in one frame for all files: x to the right, y forward, z towards the body (RAS)."
)
FINE_MESH = 4_000_000  # voxels around a structure that are meshed one by one
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same content gives the same archive
SAYS = {
    "report.pdf": "the report",
    "report.html": "the report as a page, all in one file",
    "nadir.nii.gz": "coldest temperature of the whole protocol, degC",
    "labels.nii.gz": "which structure each voxel belongs to",
    "labels.ctbl": "names and colours of the labels, for 3D Slicer",
    "numbers.csv": "numbers with band, limit, verdict and source",
    "sensors.csv": "temperature of every sensor over time",
    "spread.json": "how sure the main numbers are: median and 5 to 95 % band of each",
    "exposure.csv": "what every fascicle went through at every station of the nerves",
    "case.yaml": "the case that was run",
    "provenance.json": "program, packages and sources",
}
Item = tuple[str, Path, str]  # name in the archive, file, what it is


@dataclass(frozen=True)
class Parcel:
    """What was written: names in the archive, and what could not be given, in sentences."""

    names: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Origin:
    """Where files come from: the run, its folder, and a place for what is made anew."""

    run: Run
    folder: Path
    place: Path
    time: float | None
    progress: Progress


def write_parcel(
    folder: Path,
    target: Path,
    parts: Sequence[str],
    *,
    time: float | None = None,
    progress: Progress = nobody,
    cancel: Callable[[], bool] = lambda: False,
) -> Parcel:
    """Write parts of a finished run into one archive; a report that is not there is drawn first.

    Parameters
    ----------
    folder : of the run. target : the archive, which appears whole or not at all.
    parts : of `PARTS`. time : s, of the frame whose temperatures are given beside the coldest of all.
    progress : told step, done and total. cancel : asked before each part, and while a report is drawn.

    Raises
    ------
    UnknownNameError, InputError
        No such part, or none at all.
    InterruptionError
        `cancel` was True.
    """
    from cryonerve.app.interruption import stopping
    from cryonerve.reporting.folder import read_run

    refuse_others(parts)
    run = read_run(folder)
    watch = stopping(progress, cancel, "Stopped, as asked; no archive is written.")
    with TemporaryDirectory(prefix="cryonerve-") as place:
        origin = _Origin(run, folder, Path(place), time, watch)
        items: list[Item] = []
        remarks: list[str] = []
        chosen = [name for name in PARTS if name in parts]
        for number, name in enumerate(chosen):
            watch("export", float(number), float(len(chosen)))
            try:
                found = list(_items(name, origin))
                items += found
                if not found:
                    remarks.append(f"{PARTS[name]}: this run has none.")
            except InputError as error:
                remarks.append(f"{PARTS[name]}: {error.complaints[0].what}.")
        with whole_file(target) as partial:
            _pack(partial, run, items, remarks)
    return Parcel(tuple(item[0] for item in items), tuple(remarks))


def refuse_others(parts: Sequence[str]) -> None:
    """Raise InputError where none is chosen, UnknownNameError where a part is none of `PARTS`."""
    if not parts:
        raise InputError(Complaint("nothing was chosen", "Choose at least one part."))
    for name in parts:
        if name not in PARTS:
            raise UnknownNameError(Complaint(f"a run has no part '{name[:40]}'", nearest(name, list(PARTS))))


def _items(part: str, origin: _Origin) -> Iterator[Item]:
    """The files of one part; what is not in the run's folder is made."""
    folder = origin.folder
    if part == "report":
        _drawn(folder, origin.progress)
        yield from _of_folder(folder, "report.pdf", "report.html")
    elif part == "figures":
        _drawn(folder, origin.progress)
        for path in sorted((folder / "figures").glob("*.*")):
            yield f"figures/{path.name}", path, "a figure of the report"
    elif part == "temperature":
        yield from _of_folder(folder, "nadir.nii.gz", "labels.nii.gz", "labels.ctbl")
        if origin.time is not None:
            yield _moment(origin.run, origin.place, origin.time)
    elif part == "surfaces":
        yield from _surfaces(origin.run, folder, origin.place)
    elif part == "numbers":
        yield _numbers(origin.run, origin.place)
        yield from _of_folder(folder, "sensors.csv", "exposure.csv", "spread.json")
    elif part == "case":
        yield from _of_folder(folder, "case.yaml", "provenance.json")
    else:
        yield from _dicom(folder)


def _of_folder(folder: Path, *names: str) -> Iterator[Item]:
    for name in names:
        if (folder / name).is_file():
            yield name, folder / name, SAYS[name]


def _drawn(folder: Path, progress: Progress) -> None:
    """Draw the report unless it is there."""
    from cryonerve.app.road import write_report

    if not (folder / "report.html").is_file():
        write_report(folder, progress=progress)


def _moment(run: Run, place: Path, time: float) -> Item:
    """The temperatures of the frame that is nearest to a time."""
    import numpy as np

    from cryonerve.reporting.exports import write_temperature

    times = np.asarray(run.freezing.times, float)
    frame = int(np.abs(times - time).argmin())
    name = f"temperature-{times[frame]:.0f}s.nii.gz"
    write_temperature(
        run.volume, run.freezing, frame, place / name, body_temperature=run.case.body_temperature
    )
    return name, place / name, f"temperature {times[frame]:g} s after the beginning, degC"


def _surfaces(run: Run, folder: Path, place: Path) -> Iterator[Item]:
    from cryonerve.anatomy.surfaces import even_labels, structure_surface
    from cryonerve.nerve.first_sentence import titled
    from cryonerve.reporting.exports import write_stl

    for path in sorted(folder.glob("isotherm_*.stl")):
        surface = path.stem.removeprefix("isotherm_")
        yield f"surfaces/{path.name}", path, _ever(surface)
    drawn = even_labels(run.volume)
    courses = {titled(course.name): course for course in run.volume.nerves}
    for item in run.volume.structures:
        found = structure_surface(item, drawn, courses.get(item.name), most=FINE_MESH)
        if found is None:
            continue
        plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in item.name)
        name = f"{plain.lower()}-{item.label}.stl"
        write_stl(found, place / name, item.name)
        outside = ", the outside of the body" if item.kind == "skin" else ""
        yield f"surfaces/{name}", place / name, f"{item.name} ({item.kind}){outside}"


def _ever(surface: str) -> str:
    return f"tissue that ever was {'frozen' if surface == 'ice' else f'below {surface[:-1]} degC'}"


def _numbers(run: Run, place: Path) -> Item:
    from cryonerve.reporting.number_table import write_numbers

    write_numbers(run, place / "numbers.csv")
    return "numbers.csv", place / "numbers.csv", SAYS["numbers.csv"]


def _dicom(folder: Path) -> Iterator[Item]:
    from cryonerve.app.exporting import SAYS as DICOM_SAYS
    from cryonerve.app.exporting import export_document

    for text in export_document(folder)["files"]:
        path = Path(text)
        yield f"dicom/{path.name}", path, DICOM_SAYS[path.name]


def _pack(target: Path, run: Run, items: Sequence[Item], remarks: Sequence[str]) -> None:
    import numpy as np

    from cryonerve.reporting.provenance import RESEARCH_USE_ONLY

    step = float(np.abs(run.volume.affine[:3, :3]).max(axis=0).min())
    width = max((len(name) for name, _, _ in items), default=0)
    lines = [
        run.case.title or run.case.name,
        RESEARCH_USE_ONLY,
        "Simulated. Not a prognosis.",
        "",
        FRAME_OF_ALL,
        f"Surfaces of bodies follow voxels of {1e3 * step:.2g} mm, smoothed; nerves follow their outline.",
        "",
        *(f"{name:<{width}}  {says}" for name, _, says in items),
        *(["", *remarks] if remarks else []),
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path, _ in items:
            archive.writestr(_entry(name), path.read_bytes())
        archive.writestr(_entry("README.txt"), "\n".join(lines) + "\n")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
