"""A segmentation program of the user's own: the scan goes out as NIfTI, labels come back, completed."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from cryonerve.anatomy.segmenting import NAMES, Segmentation
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.foreign_labels import labels_on_scan, read_foreign_labels
from cryonerve.scans.label_merging import laid_over
from cryonerve.scans.labels import Labels
from cryonerve.scans.nifti_writing import write_nifti
from cryonerve.scans.scan import Scan

__all__ = ["completed_with", "segment_outside"]

INPUT, OUTPUT = "{input}", "{output}"
FILES = (".nii", ".nii.gz", ".nrrd", ".mha", ".mhd")
LEGENDS = (".tsv", ".csv", ".txt", ".ctbl")
LAST = 12  # lines of what the program said that an error repeats
EXAMPLE = 'Write it like --with "TotalSegmentator -i {input} -o {output}".'


def segment_outside(scan: Scan, command: str, *, timeout: float = 3600.0) -> Labels:
    """Labels that a program of the user's own makes of a scan, on the scan's grid.

    Parameters
    ----------
    command : run without a shell; {input} becomes the NIfTI file of the scan, in the patient's frame and mm,
        {output} an empty folder for what the program writes.
    timeout : s after which the program and its children are ended.

    The folder is read as one mask per structure, named by its file (as TotalSegmentator writes), or as one
    label map with its legend (.tsv, .csv, .txt, .ctbl) beside it. Names become tissues by the table of
    legends; a mask whose name says nothing of its tissue is left out, and a remark says so.

    Raises
    ------
    ScanError
        A command without {input} and {output}, a program that is not there, fails, takes too long, or leaves
        nothing that can be read.
    """
    if INPUT not in command or OUTPUT not in command:
        what = "the command does not say where the scan comes in and the labels go out"
        raise ScanError(Complaint(what, EXAMPLE, text=command))
    with tempfile.TemporaryDirectory(prefix="cryonerve-") as place:
        source, result = Path(place) / "scan.nii.gz", Path(place) / "out"
        result.mkdir()
        affine = scan.to_patient @ scan.affine
        write_nifti(scan.values, affine, source, "cryonerve scan; research use only")
        words = [word.replace(INPUT, str(source)).replace(OUTPUT, str(result)) for word in _words(command)]
        _run(words, Path(place), timeout)
        return _read(result, scan, words[0])


def completed_with(machine: Segmentation, outside: Labels) -> Segmentation:
    """Our own segmentation with another program's labels on top of it.

    Its labels count inside of the limb only. A bone that it labels as a whole keeps our marrow inside.
    """
    ours = machine.labels
    bones = [item.number for item in outside.legend if item.kind == "bone"]
    marrow = next(number for number, (name, *_) in NAMES.items() if name == "marrow")
    inside = ours.numbers > 0
    inside &= ~((ours.numbers == marrow) & np.isin(outside.numbers, bones))
    beyond = int(((outside.numbers > 0) & (ours.numbers == 0)).sum())
    merged = laid_over(ours, outside, where=inside)
    if beyond:
        share = beyond / max(int((outside.numbers > 0).sum()), 1)
        merged = replace(
            merged, remarks=(*merged.remarks, f"{share:.0%} of it lies outside of the limb and was left out")
        )
    return replace(machine, labels=merged)


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as error:
        raise ScanError(Complaint(f"the command cannot be read ({error})", EXAMPLE, text=command)) from error


def _run(words: list[str], folder: Path, timeout: float) -> None:
    """Run to its end, or end it and its children."""
    log = folder / "said.txt"
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder, start_new_session=True
            )
        except OSError as error:
            what = f"'{words[0]}' cannot be run: {error.strerror}"
            raise ScanError(Complaint(what, "Is it installed, and on the PATH?")) from error
        with _ended(process):
            try:
                code = process.wait(timeout)
            except subprocess.TimeoutExpired as error:
                what = f"'{words[0]}' was not done after {timeout:.0f} s and was ended"
                raise ScanError(Complaint(what, "Give it longer with --timeout.", text=_last(log))) from error
    if code != 0:
        what = f"'{words[0]}' failed with exit code {code}"
        raise ScanError(Complaint(what, "Run it by hand on the scan; what it said last:", text=_last(log)))


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Nothing of the program goes on once we stop waiting for it."""
    try:
        yield
    finally:
        if process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()


def _last(log: Path) -> str:
    """The last lines a program wrote."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n    ".join(line.rstrip() for line in lines[-LAST:])


def _read(folder: Path, scan: Scan, program: str) -> Labels:
    """What a program left in its folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name.endswith(FILES))
    if not files:
        what = f"'{program}' ended well, but left no NIfTI or NRRD in its folder"
        raise ScanError(Complaint(what, f"Its labels must go into the folder {OUTPUT}."))
    legends = sorted(path for path in folder.rglob("*") if path.suffix in LEGENDS)
    try:
        if len(files) == 1 and (legends or files[0].name.endswith(".seg.nrrd")):
            labels = labels_on_scan(read_foreign_labels(files[0], legends[0] if legends else None), scan)
        else:
            labels = _masks(files, scan)
    except ScanError as error:
        first = error.complaints[0]
        what = f"what '{program}' left cannot be used: {first.what}"
        raise ScanError(replace(first, what=what, file=Path(first.file).name)) from error
    legend = tuple(
        replace(item, drawn_by="machine", why=f"made by {Path(program).name}") for item in labels.legend
    )
    return replace(labels, legend=legend)


def _masks(files: list[Path], scan: Scan) -> Labels:
    """One mask per file, named by the file; the smaller structure lies on top."""
    found: list[tuple[int, str, Labels]] = []
    left_out = []
    for path in files:
        name = path.name.split(".")[0].replace("_", " ")
        legend = path.parent / f"{path.name}.legend.tsv"
        legend.write_text(f"number\tname\n1\t{name}\n", encoding="utf-8")
        try:
            labels = labels_on_scan(read_foreign_labels(path, legend), scan)
        except ScanError as error:
            left_out.append(f"{name} ({error.complaints[0].what})")
            continue
        found.append((int((labels.numbers > 0).sum()), name, labels))
    if not found:
        raise ScanError(Complaint(f"no mask can be used: {'; '.join(left_out[:4])}"))
    numbers = np.zeros(scan.values.shape, np.int16)
    legend_items = []
    for number, (_, name, labels) in enumerate(sorted(found, key=lambda item: -item[0]), start=1):
        numbers[labels.numbers > 0] = number
        legend_items.append(replace(labels.legend[0], number=number, name=name))
    remarks = [f"left out: {'; '.join(left_out)}"] if left_out else []
    occur = set(np.unique(numbers).tolist())
    kept = tuple(item for item in legend_items if item.number in occur)
    return Labels(numbers, scan.origin, scan.spacing, kept, tuple(remarks))
