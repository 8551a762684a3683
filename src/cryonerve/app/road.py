"""The whole road: load, check, build, freeze, predict, judge, write, report."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.app.exits import FINE, STOP_FINDING, STOPPED_EARLY
from cryonerve.app.interruption import InterruptionError
from cryonerve.app.progress import Progress, nobody
from cryonerve.errors import Complaint, RunFolderError

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case
    from cryonerve.findings import Finding
    from cryonerve.nerve.completeness import Remedy
    from cryonerve.registry.person_record import PersonRecord
    from cryonerve.reporting.run import Run

__all__ = ["Journey", "Stopwatch", "build_volume", "freeze_case", "repredict", "run_case", "write_report"]


def _never() -> bool:
    return False


@dataclass(frozen=True, eq=False)
class Journey:
    """Where a case arrived: the run, its folder, the pages written, and how long each step took."""

    run: Run
    folder: Path
    pages: tuple[Path, ...]  # report.html, report.pdf, the simulated clip, then the figures
    seconds: Mapping[str, float]

    @property
    def exit_code(self) -> int:
        """0 fine, 1 a `stop` finding, 3 stopped early (which weighs more)."""
        if not self.run.freezing.stop.good:
            return STOPPED_EARLY
        return STOP_FINDING if any(item.level == "stop" for item in self.run.findings) else FINE


@dataclass
class Stopwatch:
    """Announces each step and remembers how long it took, in s."""

    progress: Progress = nobody
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time the block as the step `name`."""
        self.progress(name, 0.0, 0.0)
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def run_case(
    case: Case,
    folder: Path,
    *,
    progress: Progress = nobody,
    cancel: Callable[[], bool] = _never,
    pdf: bool = True,
    confirm: bool = True,
    pages: bool = True,
) -> Journey:
    """Take a loaded case all the way to its report.

    Parameters
    ----------
    case : as `cryonerve.load` gives it.
    folder : the run folder; created only once there is something to write.
    progress : called with step, done and total.
    cancel : asked while freezing; once it is True the partial result is written, without a report.
    pdf : write report.pdf beside report.html.
    confirm : where fascicles are spared, run once more what the estimate says would reach them.
    pages : draw the report; without, `write_report` draws it later.

    Raises
    ------
    InputError
        When the case or the folder cannot be used; nothing has been written then.
    InterruptionError
        When `cancel` was True before anything had been computed, or while the report was drawn.
    """
    from cryonerve.app.plans import take_along
    from cryonerve.reporting import report

    watch = Stopwatch(progress)

    def draw(done: float, total: float) -> None:
        if cancel():
            again = f"The run is in {folder}; its report: cryonerve report {folder}"
            raise InterruptionError(f"Stopped while drawing the report. {again}")
        progress("report", done, total)

    with _claimed(folder):
        run = _judged(_frozen(case, watch, cancel), watch, confirm=cancel if confirm else None)
        _write(run, folder, watch)
        take_along(case, folder)
        written: tuple[Path, ...] = ()
        if pages and run.freezing.stop.good:
            with watch.step("report"):
                written = report(run, folder, pdf=pdf, progress=draw)
    return Journey(run, folder, written, watch.seconds)


def freeze_case(
    case: Case, folder: Path, *, progress: Progress = nobody, cancel: Callable[[], bool] = _never
) -> Journey:
    """Only the temperature: the run's `prediction` is None and its nerves are empty.

    What is judged without a prediction is judged: skin, vessels, other nerves, the ice, the heat balance.
    """
    from cryonerve.nerve import judge

    watch = Stopwatch(progress)
    with _claimed(folder):
        run = _frozen(case, watch, cancel)
        with watch.step("judge"):
            found = tuple(judge(run.case, run.volume, run.freezing, None))
        run = replace(run, findings=run.findings + found)
        _write(run, folder, watch)
    return Journey(run, folder, (), watch.seconds)


def repredict(folder: Path, *, progress: Progress = nobody) -> Journey:
    """Predict and judge a run that was frozen before, and write its numbers again; the fields stay.

    Pages that showed the older numbers go; `write_report` draws new ones.
    """
    from cryonerve.reporting.folder import read_run, write_summary

    watch = Stopwatch(progress)
    with _held(folder):
        with watch.step("read"):
            run = read_run(folder)
        run = _judged(replace(run, findings=_checked(run.case)), watch)
        with watch.step("write"):
            write_summary(run, folder)
    return Journey(run, folder, (), watch.seconds)


def write_report(
    folder: Path, *, progress: Progress = nobody, pdf: bool = True, record: PersonRecord | None = None
) -> Journey:
    """Write the report of a run that is on disk.

    record : what happened to the person afterwards; None: the report does not tell of it.
    """
    from cryonerve.reporting import report
    from cryonerve.reporting.folder import read_run

    watch = Stopwatch(progress)
    with _held(folder):
        with watch.step("read"):
            run = read_run(folder)
        with watch.step("report"):
            pages = report(
                run,
                folder,
                pdf=pdf,
                record=record,
                progress=lambda done, total: progress("report", done, total),
            )
    return Journey(run, folder, pages, watch.seconds)


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Make sure of the folder before anything is computed, and keep others out until all is written."""
    from cryonerve.reporting.folder import check_folder
    from cryonerve.reporting.whole import claimed

    check_folder(folder)
    with claimed(folder):
        yield


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keep others out of a finished run while it is read and written; what is none is left alone."""
    from cryonerve.reporting.whole import claimed

    if not os.path.isfile(
        folder / "summary.json"
    ):  # unlike a path's own question, quiet where it may not look
        yield
        return
    with claimed(folder, after="Or copy the run to a place of your own."):
        yield


def _today() -> str:
    """The day as text; the only clock on the road."""
    return date.today().isoformat()


def _checked(case: Case) -> tuple[Finding, ...]:
    from cryonerve.case import check

    return tuple(check(case))


def build_volume(case: Case, folder: Path, *, progress: Progress = nobody) -> Volume:
    """Draw the anatomy and write it where `freeze` and `run` may write later: labels, case, origin.

    Raises
    ------
    RunFolderError
        When the folder cannot be used, or holds a finished run, which would then have foreign labels.
    """
    from cryonerve.anatomy import build, save_labels
    from cryonerve.case import write_yaml
    from cryonerve.case.pointing import pointing
    from cryonerve.reporting.provenance import FORMAT

    with _claimed(folder):
        if (folder / "summary.json").exists():
            what = "this folder holds a finished run"
            raise RunFolderError(Complaint(what, "Choose a new folder with -o RUN.", file=str(folder)))
        with Stopwatch(progress).step("build"):
            with pointing(case):
                volume = build(case)
            origin = {"format": FORMAT, "case": {"name": case.name, "sha256": case.sha256}, "date": _today()}
            text = json.dumps(origin, indent=2) + "\n"
            (folder / "provenance.json").write_text(text, encoding="utf-8")
            (folder / "case.yaml").write_text(write_yaml(case), encoding="utf-8")
            save_labels(volume, folder / "labels.nii.gz")
    return volume


def _frozen(case: Case, watch: Stopwatch, cancel: Callable[[], bool]) -> Run:
    """Check, draw and freeze."""
    from cryonerve.anatomy import build
    from cryonerve.bioheat import freeze
    from cryonerve.case.pointing import pointing
    from cryonerve.reporting.provenance import provenance
    from cryonerve.reporting.run import Run

    with watch.step("check"):
        findings = _checked(case)
    with watch.step("build"), pointing(case):
        volume = build(case)
    if cancel():
        raise InterruptionError("Stopped before anything was computed; nothing was written.")

    def advance(done: float, total: float) -> None:
        watch.progress("freeze", done, total)

    with watch.step("freeze"), pointing(case):
        freezing = freeze(volume, case, progress=advance, cancel=cancel)
    return Run(case, volume, freezing, None, findings, provenance(case, freezing, date=_today()))


def _judged(run: Run, watch: Stopwatch, *, confirm: Callable[[], bool] | None = None) -> Run:
    """The same run with prediction, findings, and the sources of both.

    confirm : asked whether to stop while what would reach spared fascicles is run; None: it is not run, and
        what the run says of it already stays.
    """
    from cryonerve.nerve import judge, predict
    from cryonerve.nerve.remedies import with_remedies, worth_looking
    from cryonerve.reporting.provenance import provenance

    with watch.step("predict"):
        prediction = predict(run.freezing, run.volume, run.case, remedies=_remedies(run))
    if confirm is not None and worth_looking(prediction, run.freezing) and not confirm():
        with watch.step("confirm"):
            prediction = with_remedies(
                prediction,
                run.freezing,
                run.volume,
                run.case,
                progress=lambda done, total: watch.progress("confirm", done, total),
                cancel=confirm,
            )
    with watch.step("judge"):
        findings = run.findings + tuple(judge(run.case, run.volume, run.freezing, prediction))
    origin = provenance(run.case, run.freezing, date=_today(), prediction=prediction)
    return replace(run, prediction=prediction, findings=findings, provenance=origin)


def _remedies(run: Run) -> dict[str, Remedy]:
    """What the run knows already of how spared fascicles would be reached, by nerve."""
    lesions = {} if run.prediction is None else run.prediction.lesions
    wholes = ((name, lesion.completeness) for name, lesion in lesions.items())
    return {name: what.remedy for name, what in wholes if what is not None and what.remedy is not None}


def _write(run: Run, folder: Path, watch: Stopwatch) -> None:
    """Write the folder, which takes the place of an earlier run in it."""
    from cryonerve.reporting.folder import write_run

    with watch.step("write"):
        write_run(run, folder, progress=lambda done, total: watch.progress("write", done, total))
