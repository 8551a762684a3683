"""A segmentation program of the user's own: the scan goes out as NIfTI, labels come back, completed."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from cryonerve.anatomy.segmenting import NAMES, Segmentation
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.foreign_labels import labels_on_scan, read_foreign_labels
from cryonerve.scans.label_merging import laid_over
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.named_maps import names_within, read_named_map
from cryonerve.scans.nifti_writing import write_nifti
from cryonerve.scans.scan import Scan
from cryonerve.scans.scan_values import nobody

__all__ = ["check_command", "completed_with", "segment_outside"]

INPUT, FOLDER, OUTPUT = "{input}", "{folder}", "{output}"
FILES = (".nii", ".nii.gz", ".nrrd", ".mha", ".mhd")
LEGENDS = (".tsv", ".csv", ".txt", ".ctbl")
LAST = 12  # lines of what the program said that an error repeats
MADE_BY = "made by "
LOOK = 0.3  # s between two looks at a program that runs
EXAMPLE = (
    'Write it like --with "TotalSegmentator -i {input} -o {output}", or, where a program reads a folder, '
    '--with "nnUNetv2_predict -i {folder} -o {output} -d 7 -c 3d_fullres".'
)
Waiting = Callable[[float, float], None]
"""Called with the seconds that a program has run and those that it may; what it raises ends the program."""


def check_command(command: str) -> list[str]:
    """The words of a command for another program, before anything is computed.

    Raises
    ------
    ScanError
        A quote that is not closed, no {input} (or {folder}) and {output}, a program that is not there.

    Examples
    --------
    >>> check_command("python -m my_model {input} {output}")[1:]
    ['-m', 'my_model', '{input}', '{output}']
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ScanError(Complaint(f"the command cannot be read ({error})", EXAMPLE, text=command)) from error
    if not (INPUT in command or FOLDER in command) or OUTPUT not in command:
        what = "the command does not say where the scan comes in and the labels go out"
        raise ScanError(Complaint(what, EXAMPLE, text=command))
    if shutil.which(words[0]) is None:
        what = f"'{words[0]}' cannot be run: no program of this name is found"
        raise ScanError(Complaint(what, "Is it installed, and on the PATH? Else write its whole path."))
    return words


def segment_outside(
    scan: Scan, command: str, *, timeout: float = 3600.0, waiting: Waiting = nobody
) -> Labels:
    """Labels that a program of the user's own makes of a scan, on the scan's grid.

    Parameters
    ----------
    command : run without a shell, in the folder where a person works; {input} becomes the NIfTI file of the
        scan, in the patient's frame and mm, {folder} the folder that holds it alone (it is called
        scan_0000.nii.gz, as nnU-Net wants it), {output} an empty folder for what the program writes.
    timeout : s after which the program and its children are ended.
    waiting : called while it runs.

    The folder is read as one mask per structure, named by its file (as TotalSegmentator writes), or as one
    label map whose names stand beside it (.tsv, .csv, .txt, .ctbl; the dataset.json of nnU-Net) or in its
    header (TotalSegmentator --ml). Names become tissues by the table of legends; what a name says nothing
    about is left out, and a remark says so.

    Raises
    ------
    ScanError
        A command without {input} and {output}, a program that is not there, fails, takes too long, or leaves
        nothing that can be read.
    """
    words = check_command(command)
    with tempfile.TemporaryDirectory(prefix="cryonerve-") as place:
        source, result = Path(place) / "in" / "scan_0000.nii.gz", Path(place) / "out"
        source.parent.mkdir()
        result.mkdir()
        affine = scan.to_patient @ scan.affine
        write_nifti(scan.values, affine, source, "cryonerve scan; research use only")
        places = {INPUT: str(source), FOLDER: str(source.parent), OUTPUT: str(result)}
        _run([_put(word, places) for word in words], Path(place), timeout, waiting)
        return _read(result, scan, words[0])


def _put(word: str, places: dict[str, str]) -> str:
    for name, path in places.items():
        word = word.replace(name, path)
    return word


def completed_with(machine: Segmentation, outside: Labels) -> Segmentation:
    """Our own segmentation with another program's labels on top of it.

    Its labels count inside of the limb only. A bone that it labels as a whole keeps our marrow inside, and
    our skin stays where it labels none: fat and muscle of other programs often reach to the air. A label
    with the name of one of ours says whose it is, for what is known of our edges says nothing of its.
    """
    ours = machine.labels
    outside = replace(outside, legend=tuple(_its_own(item) for item in outside.legend))
    bones = [item.number for item in outside.legend if item.kind == "bone"]
    number_of = {name: number for number, (name, *_) in NAMES.items()}
    inside = ours.numbers > 0
    inside &= ~((ours.numbers == number_of["marrow"]) & np.isin(outside.numbers, bones))
    if not any(item.kind == "skin" for item in outside.legend):
        inside &= ours.numbers != number_of["skin"]
    beyond = int(((outside.numbers > 0) & (ours.numbers == 0)).sum())
    merged = laid_over(ours, outside, where=inside)
    if beyond:
        share = beyond / max(int((outside.numbers > 0).sum()), 1)
        said = f"{share:.0%} of what the other program labelled lies outside of the limb and was left out"
        merged = replace(merged, remarks=(*merged.remarks, said))
    return replace(machine, labels=merged)


def _its_own(item: Label) -> Label:
    """The label of another program, by a name that is none of ours."""
    if item.name.lower() not in {name for name, *_ in NAMES.values()}:
        return item
    return replace(item, name=f"{item.name} ({item.why.removeprefix(MADE_BY)})")


def _run(words: list[str], folder: Path, timeout: float, waiting: Waiting) -> None:
    """Run to its end, or end it and its children."""
    log = folder / "said.txt"
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
        except OSError as error:
            what = f"'{words[0]}' cannot be run: {error.strerror}"
            raise ScanError(Complaint(what, "Is it installed, and on the PATH?")) from error
        with _ended(process):
            if (code := _watched(process, timeout, waiting)) is None:
                what = f"'{words[0]}' was not done after {timeout:.0f} s and was ended"
                raise ScanError(Complaint(what, "Give it longer with --timeout.", text=_last(log)))
    if code != 0:
        what = f"'{words[0]}' failed with exit code {code}"
        raise ScanError(Complaint(what, "Run it by hand on the scan; what it said last:", text=_last(log)))


def _watched(process: subprocess.Popen[bytes], timeout: float, waiting: Waiting) -> int | None:
    """The exit code; None where it was not done in time."""
    began = time.monotonic()
    while (gone := time.monotonic() - began) < timeout:
        waiting(gone, timeout)
        try:
            return process.wait(min(LOOK, timeout - gone))
        except subprocess.TimeoutExpired:
            continue
    return None


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
    # TotalSegmentator --ml takes the folder for a file's name.
    beside = folder.parent.glob(f"{folder.name}.*")
    files = sorted(
        path for path in (*folder.rglob("*"), *beside) if path.is_file() and path.name.endswith(FILES)
    )
    if not files:
        what = f"'{program}' ended well, but left no NIfTI or NRRD in its folder"
        raise ScanError(Complaint(what, f"Its labels must go into the folder {OUTPUT}."))
    legends = sorted(path for path in folder.rglob("*") if path.suffix in LEGENDS)
    try:
        if len(files) == 1 and (legends or files[0].name.endswith(".seg.nrrd")):
            labels = labels_on_scan(read_foreign_labels(files[0], legends[0] if legends else None), scan)
        elif len(files) == 1 and (names := names_within(files[0], folder)):
            labels = labels_on_scan(read_named_map(files[0], names), scan)
        else:
            labels = _masks(files, scan)
    except ScanError as error:
        first = error.complaints[0]
        what = f"what '{program}' left cannot be used: {first.what}"
        raise ScanError(replace(first, what=what, file=Path(first.file).name)) from error
    legend = tuple(
        replace(item, drawn_by="machine", why=f"{MADE_BY}{Path(program).name}") for item in labels.legend
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
