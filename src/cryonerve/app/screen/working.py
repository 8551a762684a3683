"""The process that does what takes longer: runs, reports, searches, spreads; one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.screen.processes import Asking
from cryonerve.app.screen.scan_working import JOBS

if TYPE_CHECKING:
    from cryonerve.app.progress import Progress
    from cryonerve.reporting.run import Run

__all__ = ["HANDLERS"]

ARCHIVES = 3  # of one run that are kept; each is made again when it is asked for


def _run(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """The whole road of a case, without the report; then the files that the page shows."""
    from cryonerve.app.interruption import InterruptionError
    from cryonerve.app.road import run_case
    from cryonerve.app.screen.reading import case_of

    watch = asking.progress
    folder = Path(payload["folder"])
    case = case_of(payload["yaml"])
    journey = run_case(
        case,
        folder,
        progress=watch,
        cancel=asking.cancelled,
        pages=False,
        confirm=bool(payload.get("confirm")),
    )
    if not journey.run.freezing.stop.good:
        raise InterruptionError("Stopped, as asked; what was computed until then is in the run's folder.")
    return {"run": payload["run"], "sentence": _show(journey.run, Path(payload["views"]), watch)}


def _show(run: Run, views: Path, watch: Progress) -> str:
    from cryonerve.app.screen.views import write_views

    watch("show", 0.0, 0.0)
    shown = write_views(run, views, progress=lambda done, total: watch("show", done, total))
    return str(shown["first_sentence"])


def _pictures(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """The simulated ultrasound of a run, a picture for every frame."""
    from cryonerve.app.screen.pictures import write_pictures

    watch = asking.progress
    count = write_pictures(
        Path(payload["folder"]), Path(payload["views"]), asking.cancelled,
        progress=lambda done, total: watch("ultrasound", done, total),
    )  # fmt: skip
    words = f"{count} simulated pictures are drawn." if count else "No scanner could show this case."
    return {"run": payload["run"], "pictures": count, "sentence": words}


def _report(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """The report of a run: pages, figures, clip, and DICOM of what other programs read."""
    from cryonerve.app.interruption import stopping
    from cryonerve.app.road import write_report

    words = "Stopped, as asked; the report is not written."
    progress = stopping(asking.progress, asking.cancelled, words)
    journey = write_report(Path(payload["folder"]), progress=progress)
    names = [page.name for page in journey.pages if page.suffix in (".html", ".pdf")]
    return {"run": payload["run"], "files": names, "sentence": f"The report is written: {', '.join(names)}."}


def _export(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Chosen parts of a run in one archive; the latest few are kept."""
    from cryonerve.app.parcels import write_parcel

    target = Path(payload["views"]) / payload["archive"]
    found = write_parcel(
        Path(payload["folder"]), target, payload["parts"], time=payload["time"],
        progress=asking.progress, cancel=asking.cancelled,
    )  # fmt: skip
    older = sorted(target.parent.glob("export-*.zip"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in older[ARCHIVES:]:
        path.unlink(missing_ok=True)
    size = target.stat().st_size
    words = [f"{len(found.names)} files are packed ({max(size / 1e6, 0.1):.1f} MB).", *found.remarks]
    return {"run": payload["run"], "archive": target.name, "bytes": size, "sentence": " ".join(words)}


def _plan(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """A better case, confirmed by the full solver."""
    from cryonerve.app.interruption import or_stopped
    from cryonerve.app.screen.proposals import plan_told
    from cryonerve.app.screen.reading import case_of
    from cryonerve.case.writing import write_yaml
    from cryonerve.planning import plan

    watch = asking.progress
    options = payload.get("options") or {}
    case = case_of(payload["yaml"])
    with or_stopped(asking.cancelled, "Stopped, as asked, before a plan was confirmed by the full solver."):
        found = plan(
            case,
            seed=int(options.get("seed", 1)),
            explain=bool(options.get("explain", True)),
            progress=lambda done, total: watch("plan", done, total),
            cancel=asking.cancelled,
        )
    return {**plan_told(found.as_document()), "yaml": write_yaml(found.case)}


def _spread(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """How sure a plan is; written into the folder of its run, so that the report has it too."""
    from cryonerve.app.interruption import InterruptionError, or_stopped
    from cryonerve.app.screen.proposals import spread_told
    from cryonerve.app.spreading import Asked, spread_command

    asked = Asked(
        samples=int(payload["samples"]), seed=int(payload.get("seed", 1)), workers=payload["workers"]
    )
    words = "Stopped, as asked, before there were samples enough to say anything."
    progress = asking.progress
    with or_stopped(asking.cancelled, words):
        document, _, cancelled = spread_command(
            payload["where"], Path(payload["folder"]), asked, progress=progress, cancel=asking.cancelled
        )
    if cancelled and not document.get("samples"):
        raise InterruptionError(words)
    _keep_bands(payload)
    return spread_told(document, Path(payload["folder"]))


def _keep_bands(payload: dict[str, Any]) -> None:
    """Put the spread's fields into the views of its run, where the samples left any."""
    from cryonerve.app.screen.bands import write_bands
    from cryonerve.reporting.places import read_places

    places = read_places(Path(payload["folder"]))
    if places is not None:
        write_bands(places, Path(payload["views"]))


def _compare(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """Two finished runs side by side."""
    from cryonerve.app.screen.comparing_runs import compared_runs

    watch = asking.progress
    found = compared_runs(
        (Path(payload["folder"]), Path(payload["other_folder"])),
        (payload["title"], payload["other_title"]),
        asking.cancelled,
        lambda done, total: watch("compare", done, total),
    )
    return found | {"run": payload["run"], "other": payload["other"]}


def _members(payload: dict[str, Any], asking: Asking) -> dict[str, Any]:
    """The ensemble that a live session of a run weighs."""
    from cryonerve.app.following import prepare
    from cryonerve.app.interruption import stopping
    from cryonerve.app.screen.following_options import chosen_of

    words = "Stopped, as asked; the members are not computed."
    progress = stopping(asking.progress, asking.cancelled, words)
    count = prepare(Path(payload["folder"]), chosen_of(payload), progress=progress)
    return {"run": payload["run"], "sentence": f"{count} members are computed."}


HANDLERS: Mapping[str, Callable[[dict[str, Any], Asking], Any]] = {
    "run": _run,
    "pictures": _pictures,
    "report": _report,
    "export": _export,
    "plan": _plan,
    "spread": _spread,
    "compare": _compare,
    "members": _members,
    **JOBS,
}
