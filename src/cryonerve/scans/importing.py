"""A scan, labels made elsewhere, or both become a limb's folder: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as replaced
from pathlib import Path

import numpy as np

from cryonerve.errors import Complaint, ScanError
from cryonerve.files import push
from cryonerve.scans.foreign_labels import ForeignLabels, labels_alone, labels_on_scan, read_foreign_labels
from cryonerve.scans.labels import Labels
from cryonerve.scans.limb_case import save_first_case
from cryonerve.scans.limb_folder import (
    FILES,
    LOCK,
    bring_back,
    claimed_limb,
    save_labels_of,
    save_scan_of,
    set_aside,
    written,
)
from cryonerve.scans.loading import load_scan
from cryonerve.scans.region import Region, between
from cryonerve.scans.scan import Modality, Scan

__all__ = ["Imported", "Wanted", "import_scan"]

COMING = ".coming"  # folder of an import that is not yet whole
Steps = Callable[[str, float, float], None]
Reader = Callable[[Path, Callable[[float, float], None]], Scan]


@dataclass(frozen=True)
class Wanted:
    """What of a source is imported; see `load_scan` and `read_foreign_labels`."""

    series: str | int | None = None
    modality: Modality | None = None
    contrast: str = ""
    crop: Region | str | None = None
    volume: int | None = None
    labels: Path | None = None
    legend: Path | None = None


@dataclass(frozen=True, eq=False)
class Imported:
    """What was written.

    Attributes
    ----------
    files : in the folder. aside : folder of what was there before; None where nothing was.
    """

    folder: Path
    scan: Scan | None
    labels: Labels | None
    files: tuple[Path, ...]
    aside: Path | None


def import_scan(
    source: Path | None,
    folder: Path,
    wanted: Wanted = Wanted(),
    *,
    replace: bool = False,
    progress: Steps | None = None,
    reader: Reader | None = None,
) -> Imported:
    """Read a scan, and labels where they are given, into a limb's folder.

    Parameters
    ----------
    source : as for `load_scan`; None: labels alone.
    folder : new or empty; it is locked while this goes on.
    replace : write into a limb that is there; what it held is kept in a folder inside, "earlier-1".
    progress : called with the step, what is done and the total.
    reader : makes the scan of the source in place of `load_scan`, and tells what is done and the total.

    Raises
    ------
    ScanError
        What `load_scan` and `read_foreign_labels` refuse, a folder that holds something, cannot be written to
        or is being written to, a full disk. Nothing is left half written.
    """
    if source is None and wanted.labels is None:
        raise ScanError(Complaint("there is nothing to import", "Give a source, or --labels."))
    _check_empty(folder, replace=replace)
    watch = progress or _nobody
    with claimed_limb(folder):
        scan = None
        if source is not None and reader is not None:
            scan = reader(source, lambda done, total: watch("reading", done, total))
        elif source is not None:
            watch("reading", 0.0, 0.0)
            scan = load_scan(
                source,
                series=wanted.series,
                modality=wanted.modality,
                contrast=wanted.contrast,
                crop=wanted.crop,
                volume=wanted.volume,
                progress=lambda done, total: watch("reading", done, total),
            )
        foreign = None
        if wanted.labels is not None:
            watch("reading labels", 0.0, 0.0)
            foreign = read_foreign_labels(wanted.labels, wanted.legend, scan)
        labels = None if foreign is None else _placed(foreign, scan, wanted)
        watch("writing", 0.0, 0.0)
        with _beside(folder) as coming:
            if scan is not None:
                save_scan_of(coming, scan, progress=lambda done, total: watch("writing", done, total))
            if labels is not None:
                save_labels_of(coming, labels)
            save_first_case(coming, labels)
            aside = _exchanged(folder, coming)
    files = tuple(folder / name for name in FILES if (folder / name).exists())
    return Imported(folder, scan, labels, files, aside)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A hidden folder inside, in which a limb is written: what is there stays until the new one is whole.

    A process that is killed meanwhile leaves it behind; the next import removes it.
    """
    coming = folder / COMING
    shutil.rmtree(coming, ignore_errors=True)
    try:
        with written(folder):
            coming.mkdir()
        yield coming
    except ScanError as error:
        raise ScanError(
            *(
                replaced(item, file=str(folder)) if item.file == str(coming) else item
                for item in error.complaints
            )
        ) from error
    finally:
        shutil.rmtree(coming, ignore_errors=True)


def _exchanged(folder: Path, coming: Path) -> Path | None:
    """Put the new files in the place of the old ones, by renaming alone; where the old ones are now."""
    aside = set_aside(folder)
    try:
        with written(folder):
            for name in FILES:
                if (coming / name).exists():
                    os.replace(coming / name, folder / name)
            push(folder)
    except BaseException:
        if aside is not None:
            bring_back(folder, aside)
        else:
            for name in FILES:
                (folder / name).unlink(missing_ok=True)
        raise
    return aside


def _nobody(step: str, done: float, total: float) -> None:
    del step, done, total


def _check_empty(folder: Path, *, replace: bool) -> None:
    """Refuse a folder that holds something, before anything is read."""
    if not folder.exists():
        return
    if not folder.is_dir():
        what = "there is a file where the limb's folder should be"
        raise ScanError(Complaint(what, "Choose another folder with -o.", file=str(folder)))
    try:
        inside = [item.name for item in folder.iterdir() if item.name not in (LOCK, COMING, ".DS_Store")]
    except OSError as error:
        what = f"this folder cannot be read: {error.strerror or error}"
        raise ScanError(Complaint(what, "Choose another with -o.", file=str(folder))) from error
    if inside and not replace:
        shown = ", ".join(sorted(inside)[:4]) + (" ..." if len(inside) > 4 else "")
        what = f"this folder is not empty ({shown})"
        remedy = "Choose another with -o, or add --force: a limb that is there is kept in a folder inside."
        raise ScanError(Complaint(what, remedy, file=str(folder)))


def _placed(foreign: ForeignLabels, scan: Scan | None, wanted: Wanted) -> Labels:
    """The labels on the scan's grid, or alone and cropped."""
    if scan is not None:
        return labels_on_scan(foreign, scan)
    labels = labels_alone(foreign)
    region = between(wanted.crop) if isinstance(wanted.crop, str) else wanted.crop
    if region is None:
        return labels
    numbers, origin = region.cut(labels.numbers, labels.origin, labels.spacing)
    there = set(np.unique(numbers).tolist())
    legend = tuple(item for item in labels.legend if item.number in there)
    if not legend:
        raise ScanError(Complaint("nothing that is labelled lies in the region", field="region"))
    return Labels(np.asfortranarray(numbers), origin, labels.spacing, legend, labels.remarks)
