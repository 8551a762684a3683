"""A run is a folder: write it whole, read it back.

The files are described on the project's page on results. Three promises hold whatever happens:

* Every file is whole or not there (see `whole`). `summary.json` is taken away first and written last: it
  exists only while everything it speaks of lies beside it, so a run without one was interrupted.
* Writing into the folder of an earlier run replaces all of it, the pages of its report included, so that
  nothing of the older run is left to be mistaken for the newer one. Files of other names are not touched, and
  a folder that holds something else is refused.
* One process works in a folder at a time, from before it computes until its report is written.

A run is read back from what was stored, not drawn or solved again: a scan may have moved, and a later version
may draw differently. Only the volume's shapes are not stored (they serve the solver alone); the prediction is
computed anew from the stored histories, which takes no time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.errors import Complaint, InputError, RunFolderError
from cryonerve.findings import Finding
from cryonerve.reporting import provenance as origin
from cryonerve.reporting import summary as numbers
from cryonerve.reporting.run import Run
from cryonerve.reporting.scanned import CLIP, PREVIEW
from cryonerve.reporting.whole import (
    LOCK,
    PARTIAL,
    claimed,
    complained,
    set_aside,
    whole_file,
    whole_folder,
)

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case

__all__ = ["check_folder", "read_run", "write_run", "write_summary"]

SUMMARY = "summary.json"
PROVENANCE = "provenance.json"
CASE = "case.yaml"
FIELDS = "fields.zarr"
SENSORS = "sensors.csv"
EXPOSURE = "exposure.csv"
LABELS = "labels.nii.gz"
LEGEND = "labels.ctbl"
NADIR = "nadir.nii.gz"
ISOTHERMS = {surface: f"isotherm_{surface}.stl" for surface in ("ice", "-20C", "-40C")}
REPORT = ("report.html", "report.pdf", "figures", PREVIEW, CLIP, "dicom")

# Summary first: once it is gone nothing looks finished. Provenance marks the folder and is only replaced.
TAKEN_AWAY = (SUMMARY, *REPORT, SENSORS, EXPOSURE, LABELS, LEGEND, NADIR, *ISOTHERMS.values(), FIELDS, CASE)

# What a damaged store can raise: the errors of the file system, of JSON, of zarr and of its codecs.
DAMAGE = (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, IndexError, UserWarning)

Step = tuple[str, Callable[[Path], object]]


def check_folder(folder: Path) -> None:
    """Make sure that a run can be written to `folder`; creates nothing. Ask before anything is computed.

    Raises
    ------
    RunFolderError
        When the path is a file, cannot be written to, or holds something that is no run.
    """
    there = folder
    with complained(folder):
        while not there.exists() and there != there.parent:
            there = there.parent
        if not there.is_dir():
            what = "there is a file where the run's folder should be"
            raise _complain(folder, what if there == folder else f"{what}: {there}", _ELSEWHERE)
        if not os.access(there, os.W_OK | os.X_OK):
            remedy = f"You may not write to it. {_ELSEWHERE}"
            raise _complain(folder, "this folder cannot be written to", remedy)
        if there == folder and not _empty(folder) and not _is_run(folder):
            raise _complain(
                folder,
                "this folder holds files that are no run of cryonerve, and they could be overwritten",
                "Choose a new or an empty folder with -o RUN.",
            )


_ELSEWHERE = "Choose another folder with -o RUN."


def write_run(
    run: Run,
    folder: Path,
    *,
    exports: bool | None = None,
    progress: Callable[[float, float], None] | None = None,
) -> None:
    """Write a run into its folder, which is created when it is not there.

    Parameters
    ----------
    run : what `freeze` (prediction None) or the whole road gave.
    folder : new, empty, or the folder of an earlier run, which is replaced.
    exports : write labels, nadir and isotherms for 3D Slicer as well; None: when there is a prediction.
    progress : called with the number of files done and their total.

    Raises
    ------
    RunFolderError
        With a remedy, when the folder cannot be used, another process is writing into it or the disk is
        full. A write that fails takes back what it had written.
    """
    with_exports = run.prediction is not None if exports is None else exports
    steps = _steps(run, with_exports)
    check_folder(folder)
    with complained(folder), claimed(folder):
        try:
            for name in TAKEN_AWAY:
                set_aside(folder / name)
            for number, (name, write) in enumerate(steps):
                if progress is not None:
                    progress(float(number), float(len(steps)))
                _write(folder / name, write)
        except OSError:
            with suppress(OSError):
                for name in (*TAKEN_AWAY, PROVENANCE):
                    set_aside(folder / name)
            raise
        if progress is not None:
            progress(float(len(steps)), float(len(steps)))


def write_summary(run: Run, folder: Path) -> None:
    """Replace the numbers (and provenance) of a run that is already in its folder; the fields stay.

    For a prediction made anew from stored fields, which must not be lost: at every moment the folder holds
    a whole summary, the older or the newer one. Pages that show the older numbers go. Raises RunFolderError
    as `write_run` does.
    """
    with complained(folder), claimed(folder):
        written = (folder / CASE).read_text(encoding="utf-8")
        steps = [
            (PROVENANCE, _text(_provenance_text(run, written))),
            *_exposure_step(run),
            (SUMMARY, _text(_json_text(numbers.summary(run)))),
        ]
        for name in REPORT:
            set_aside(folder / name)
        for name, write in steps:
            _write(folder / name, write)


def _steps(run: Run, exports: bool) -> list[Step]:
    """Every file with the function that writes it, in order. Texts are made before the disk is touched."""
    from cryonerve.anatomy.export import colour_table  # noqa: PLC0415
    from cryonerve.reporting import exports as other_programs  # noqa: PLC0415
    from cryonerve.reporting.fields import write_fields  # noqa: PLC0415

    case, volume, freezing = run.case, run.volume, run.freezing
    written = _case_text(run)
    steps: list[Step] = [
        (PROVENANCE, _text(_provenance_text(run, written))),
        (CASE, _text(written)),
        (SENSORS, lambda path: other_programs.write_sensors(freezing, path)),
        (FIELDS, lambda path: write_fields(case, volume, freezing, path)),
    ]
    if exports:
        body = case.body_temperature
        steps += [
            (LABELS, lambda path: other_programs.write_labels(volume, path)),
            (LEGEND, _text(colour_table(volume))),
            (NADIR, lambda path: other_programs.write_nadir(volume, freezing, path, body_temperature=body)),
        ]
        for surface, name in ISOTHERMS.items():
            found = other_programs.isotherm_surface(freezing, surface)
            if found is not None:
                steps.append((name, lambda path, found=found: other_programs.write_stl(found, path)))  # type: ignore[misc]
    return [*steps, *_exposure_step(run), (SUMMARY, _text(_json_text(numbers.summary(run))))]


def _exposure_step(run: Run) -> list[Step]:
    """The table of what every fascicle went through, once it was judged."""
    from cryonerve.reporting.exposures import write_exposures  # noqa: PLC0415

    found = run.prediction
    return [] if found is None else [(EXPOSURE, lambda path: write_exposures(found, path))]


def _write(path: Path, write: Callable[[Path], object]) -> None:
    place = whole_folder if path.name == FIELDS else whole_file
    with place(path) as partial:
        write(partial)


def _text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content.encode())


def _json_text(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _case_text(run: Run) -> str:
    from cryonerve import case as cases  # noqa: PLC0415

    return cases.write_yaml(run.case)


def _provenance_text(run: Run, written: str) -> str:
    """Provenance with all sources, and what reading back needs: the case's hash, why each finding matters."""
    extra = {
        "format": origin.FORMAT,
        "sources": origin.source_keys(run.case, run.freezing, run.prediction, run.findings),
        "case_yaml_sha256": sha256(written.encode()).hexdigest(),
        "finding_reasons": [[item.about, item.reason] for item in run.findings],
    }
    return _json_text({**run.provenance, **extra})


def _empty(folder: Path) -> bool:
    """No visible file; a desktop's hidden ones do not count."""
    return not any(not path.name.startswith(".") for path in folder.iterdir())


def _is_run(folder: Path) -> bool:
    """True for a folder that this package wrote, finished or interrupted; False where it cannot be read."""
    with suppress(OSError):
        if (folder / LOCK).exists() or any(folder.glob(PARTIAL + "*")):
            return True
    for name, wanted in ((SUMMARY, numbers.FORMAT), (PROVENANCE, origin.FORMAT)):
        with suppress(OSError, ValueError):
            content = json.loads((folder / name).read_text(encoding="utf-8"))
            if isinstance(content, dict) and _family(content.get("format")) == _family(wanted):
                return True
    return False


def _family(name: object) -> str:
    """The format without its version: the folder of another version may be replaced, too."""
    return str(name).partition("/")[0]


# --- reading ------------------------------------------------------------------------------------------------


def read_run(folder: Path | str) -> Run:
    """Read a run back from its folder.

    Returns
    -------
    Run
        Case, volume (without shapes), freezing, findings and provenance as they were written; the prediction
        is computed anew when the summary holds nerves, else it is None.

    Raises
    ------
    RunFolderError
        When there is no such folder, it is no run, the run was interrupted, or a file is damaged or was
        changed by hand; says which.
    """
    folder = Path(folder)
    table = _read_table(folder)
    source = _read_json(folder, PROVENANCE, origin.FORMAT)
    case = _read_case(folder, table, source)
    volume, freezing = _read_fields(folder)
    findings = _findings(folder, table, source)
    kept = {key: value for key, value in source.items() if key not in ("case_yaml_sha256", "finding_reasons")}
    prediction = None
    if table["nerves"]:
        from cryonerve.nerve import predict  # noqa: PLC0415

        try:
            remedies = numbers.remedies_of(table["nerves"])
        except DAMAGE as error:
            raise _damaged(folder, SUMMARY, "a nerve's remedy is not as it was written") from error
        prediction = predict(freezing, volume, case, remedies=remedies)
    return Run(case, volume, freezing, prediction, findings, kept)


def _complain(folder: Path, what: str, remedy: str) -> RunFolderError:
    return RunFolderError(Complaint(what, remedy, file=str(folder)))


def _damaged(folder: Path, name: str, why: object) -> RunFolderError:
    line = (getattr(why, "strerror", None) or str(why)).strip().partition("\n")[0] or type(why).__name__
    return _complain(folder / name, f"this file of the run cannot be used: {line}", _again(folder))


def _again(folder: Path) -> str:
    return f"Run the case again: cryonerve run CASE -o {folder}"


def _read_table(folder: Path) -> dict[str, Any]:
    """summary.json, the sign of a finished run."""
    try:
        finished = (folder / SUMMARY).is_file()
        there = folder.is_dir()
        what = "a run is a folder, this is a file" if folder.exists() else "there is no such folder"
    except OSError as error:
        what = f"this folder cannot be read: {error.strerror}"
        raise _complain(folder, what, "Look at its name and its permissions.") from error
    if not there:
        raise _complain(folder, what, "Name a folder that cryonerve run CASE -o RUN has written.")
    if not finished:
        if _is_run(folder):
            raise _complain(folder, "this run was not finished: it has no summary.json", _again(folder))
        what = "this folder is no run: it has no summary.json"
        raise _complain(folder, what, "Name a folder that cryonerve run CASE -o RUN has written.")
    table = _read_json(folder, SUMMARY, numbers.FORMAT)
    if not isinstance(table.get("nerves"), dict) or not isinstance(table.get("findings"), list):
        raise _damaged(folder, SUMMARY, "'nerves' or 'findings' is missing")
    return table


def _read_json(folder: Path, name: str, wanted: str) -> dict[str, Any]:
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(folder, name, error) from error
    if not isinstance(content, dict):
        raise _damaged(folder, name, "it holds no table")
    if content.get("format") != wanted:
        found = content.get("format")
        raise _damaged(folder, name, f"its format is {found!r}; this version reads {wanted!r}")
    return content


def _read_case(folder: Path, table: dict[str, Any], source: dict[str, Any]) -> Case:
    from cryonerve import case as cases  # noqa: PLC0415

    try:
        written = (folder / CASE).read_bytes()
    except OSError as error:
        raise _damaged(folder, CASE, error.strerror) from error
    if sha256(written).hexdigest() != source.get("case_yaml_sha256"):
        raise _complain(
            folder / CASE,
            "this file was changed after the run, so the numbers beside it belong to another case",
            f"Run the changed case into a folder of its own: cryonerve run {folder / CASE} -o ANOTHER",
        )
    try:
        case = cases.load(folder / CASE, find_scan=False)
    except InputError as error:
        raise RunFolderError(*error.complaints) from error
    about = source.get("case")
    hashed = about.get("sha256", "") if isinstance(about, dict) else ""
    return replace(case, name=str(table.get("case", case.name)), sha256=str(hashed))


def _read_fields(folder: Path) -> tuple[Volume, Freezing]:
    from cryonerve.reporting.fields import read_fields  # noqa: PLC0415

    if not (folder / FIELDS).is_dir():
        raise _damaged(folder, FIELDS, "it is not there")
    try:
        return read_fields(folder / FIELDS)
    except DAMAGE as error:
        raise _damaged(folder, FIELDS, error) from error


def _findings(folder: Path, table: dict[str, Any], source: dict[str, Any]) -> tuple[Finding, ...]:
    """Findings of the summary, each with its reason; none where a kill left the two files of two moments."""
    rows, kept = table["findings"], source.get("finding_reasons")
    try:
        found = [Finding(**row) for row in rows]
    except TypeError as error:
        raise _damaged(folder, SUMMARY, error) from error
    reasons = kept if isinstance(kept, list) and len(kept) == len(found) else [None] * len(found)
    return tuple(
        replace(item, reason=str(pair[1])) if isinstance(pair, list) and pair[:1] == [item.about] else item
        for item, pair in zip(found, reasons, strict=True)
    )
