"""A run becomes a page that a person reads: figures, report.html and report.pdf."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryonerve.registry.person_record import PersonRecord
from cryonerve.reporting.run import Run
from cryonerve.reporting.whole import claimed, complained, whole_file, whole_folder

__all__ = ["report"]


def report(
    run: Run,
    folder: Path | str,
    *,
    pdf: bool = True,
    record: PersonRecord | None = None,
    progress: Callable[[float, float], None] | None = None,
) -> tuple[Path, ...]:
    """Write the simulated clip, `figures/`, `report.html` and `report.pdf`, each whole or not at all.

    Parameters
    ----------
    run : a finished run, or one that stopped early; parts it does not have are left out.
    folder : where to write; made when it does not exist. What `cryonerve spread` or `plan` left there is
        part of the page.
    pdf : write `report.pdf` too.
    record : what happened to the person afterwards, as `read_person_record` reads it; None: nothing is told.
    progress : told (done, total) while the clip is made, then again while figures are drawn.

    Returns
    -------
    tuple of Path
        What was written: the page first, then the PDF, the clip (DICOM and GIF), then the figures.

    Raises
    ------
    RunFolderError
        When the folder cannot be written, the disk is full, or another process is at work in it.
    """
    from cryonerve.reporting.figures.gallery import draw_all  # noqa: PLC0415
    from cryonerve.reporting.happened import happened  # noqa: PLC0415
    from cryonerve.reporting.others_found import others_found  # noqa: PLC0415
    from cryonerve.reporting.page import html  # noqa: PLC0415
    from cryonerve.reporting.printing import route, write_pdf  # noqa: PLC0415
    from cryonerve.reporting.scanned import scanned, write_scanned  # noqa: PLC0415
    from cryonerve.reporting.sureness import read_search, read_sureness  # noqa: PLC0415

    folder = Path(folder)
    after = f"The numbers of the run are whole; its report: cryonerve report {folder}"
    with claimed(folder), complained(folder, what="the report", after=after):
        seen = scanned(run, progress=progress)
        clip = () if seen is None else write_scanned(seen.frames, run, folder)
        sure, searched = read_sureness(folder, run.case), read_search(folder)
        found = others_found(run.case)
        told = None if record is None else happened(run, record)
        with whole_folder(folder / "figures") as hidden:
            drawn = draw_all(
                run,
                hidden,
                seen=seen,
                sure=sure,
                searched=searched,
                found=found,
                told=told,
                progress=progress,
            )
        pictures = tuple(item.moved(folder / "figures") for item in drawn)
        printed = route().title if pdf else ""
        text = html(run, pictures, pdf_route=printed, sure=sure, searched=searched, found=found, told=told)
        page = folder / "report.html"
        with whole_file(page) as partial:
            partial.write_text(text, encoding="utf-8")
        written = [page]
        if pdf:
            with whole_file(folder / "report.pdf") as partial:
                write_pdf(run, pictures, text, partial, found=found, told=told)
            written.append(folder / "report.pdf")
    return (*written, *clip, *(item.path for item in pictures))
