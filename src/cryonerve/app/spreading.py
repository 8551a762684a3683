"""`cryonerve spread`: how likely goals and limits hold, bands, what matters most; as text and documents."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.progress import Progress, nobody
from cryonerve.app.speech import columns, finite, wrapped
from cryonerve.files import whole_file

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case
    from cryonerve.planning import Spread

__all__ = ["Asked", "spread_command"]

MOST = 5  # unknowns that are named


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    samples: int = 200
    seed: int = 1
    error: float = 0.02
    scheme: str = "sobol"
    workers: int | None = None
    scheduler: str | None = None
    store: Path | None = None
    places: bool = True


def spread_command(
    where: str,
    out: Path | None,
    asked: Asked,
    *,
    progress: Progress = nobody,
    cancel: Callable[[], bool] | None = None,
) -> tuple[dict[str, Any], str, bool]:
    """Spread a case or the case of a run; the document, the text, and whether it was cancelled.

    Raises
    ------
    InputError
        The case, the folder or an option is not understood.
    """
    from cryonerve.planning.spread_words import spread_document
    from cryonerve.reporting.figures.spread import draw_spread
    from cryonerve.reporting.sureness import FIGURE, RESULT, digest_of
    from cryonerve.reporting.whole import claimed, complained

    case, folder = _case_of(where, out)
    with claimed(folder), complained(folder):
        found, volume = _spread(case, asked, progress, cancel)
        document = spread_document(found) | {"case": case.name, "case_sha256": digest_of(case)}
        _begin(case, folder)
        with whole_file(folder / RESULT) as path:
            text = json.dumps(finite(document), indent=1, ensure_ascii=True, allow_nan=False) + "\n"
            path.write_text(text, encoding="utf-8")
        draw_spread(found, folder / FIGURE, title=case.title or case.name)
        files = [folder / RESULT, folder / FIGURE, *_places(found, case, volume, folder)]
    document |= {"files": [str(path) for path in files]}
    return document, spread_text(found, case, files), found.stopped.startswith("Cancelled")


def _places(found: Spread, case: Case, volume: Volume, folder: Path) -> tuple[Path, ...]:
    """What is told of places in space, written and drawn; what an earlier spread left goes first."""
    from cryonerve.planning.cold_places import LIMITS
    from cryonerve.reporting.figures.how_sure import draw_places
    from cryonerve.reporting.places import FIGURE, PLACES, nifti_name, write_places
    from cryonerve.reporting.sureness import digest_of

    for name in (PLACES, FIGURE, *(nifti_name(limit) for limit in LIMITS)):
        (folder / name).unlink(missing_ok=True)
    if found.places is None:
        return ()
    files = write_places(found.places, folder, digest_of(case))
    return (*files, draw_places(case, volume, found.places, folder / FIGURE))


def _spread(
    case: Case, asked: Asked, progress: Progress, cancel: Callable[[], bool] | None
) -> tuple[Spread, Volume]:
    from cryonerve.anatomy import build
    from cryonerve.case.pointing import pointing
    from cryonerve.planning import spread

    progress("build", 0.0, 0.0)
    with pointing(case):
        volume = build(case)
    progress("spread", 0.0, 0.0)
    found = spread(
        case, volume, samples=asked.samples, seed=asked.seed, error=asked.error,
        scheme="sobol" if asked.scheme == "sobol" else "latin hypercube", workers=asked.workers,
        scheduler=asked.scheduler, store=asked.store, cancel=cancel, places=asked.places,
        progress=lambda done, total: progress("spread", done, total),
    )  # fmt: skip
    return found, volume


def _case_of(where: str, out: Path | None) -> tuple[Case, Path]:
    """The case, and the folder to write to."""
    from cryonerve.case import load
    from cryonerve.reporting.folder import read_run

    if (Path(where) / "summary.json").is_file():
        return read_run(Path(where)).case, Path(where) if out is None else out
    case = load(where)
    return case, Path("runs") / case.name if out is None else out


def _begin(case: Case, folder: Path) -> None:
    """Say in a new folder whose it is, so that a run may be written into it later."""
    from cryonerve.case import write_yaml
    from cryonerve.reporting.provenance import FORMAT

    if (folder / "provenance.json").exists():
        return
    origin = {"format": FORMAT, "case": {"name": case.name, "sha256": case.sha256}}
    (folder / "provenance.json").write_text(json.dumps(origin, indent=2) + "\n", encoding="utf-8")
    (folder / "case.yaml").write_text(write_yaml(case), encoding="utf-8")


def spread_text(found: Spread, case: Case, files: list[Path]) -> str:
    """What a person reads in the terminal."""
    lines = [f"{case.title or case.name}: {len(found.values)} procedures as this plan may turn out", ""]
    lines += [*_first(found), ""]
    lines += [
        "How likely each finding is in order, and says no stop (+- standard error)",
        *_likely(found),
        "",
    ]
    lines += [*_numbers(found), "", *_matters(found)]
    lines += ["", wrapped(found.stopped)]
    for note in found.notes:
        lines.append(wrapped(note))
    lines.append(
        wrapped(
            f"Of {len(found.unknowns)} unknowns most spreads are assumed; spread.json lists each with its "
            "source. Not a prognosis."
        )
    )
    return "\n".join([*lines, "", *(f"written: {path}" for path in files)])


def _first(found: Spread) -> list[str]:
    """The sentence that is read first."""
    if found.goal is not None:
        words = f"The goal is reached in {_percent(found.goal.ok, found.goal.ok_error)} of them"
        words += f" ({found.goal.about.removeprefix('goal: ')})."
    else:
        words = "The case states no goal."
    stop = found.no_stop
    words += f" Nothing says stop in {_percent(stop.no_stop, stop.no_stop_error)}."
    return [wrapped(words), *(wrapped(str(item)) for item in found.findings)]


def _percent(share: float, error: float) -> str:
    """A share with its standard error."""
    digits = 0 if error >= 0.01 else 1
    return f"{100 * share:.0f} % (+- {100 * error:.{digits}f})"


def _likely(found: Spread) -> list[str]:
    """Findings that are not certain, and limits."""
    rows: list[tuple[str, ...]] = [("", "in order", "no stop")]
    rows += [
        (item.about, _percent(item.ok, item.ok_error), _percent(item.no_stop, item.no_stop_error))
        for item in found.probabilities
        if item.about.startswith(("goal:", "the case's limit")) or 0.0 < item.ok < 1.0 or item.no_stop < 1.0
    ]  # fmt: skip
    return [columns(rows)] if rows[1:] else ["  every finding is as the plan's own run says"]


def _numbers(found: Spread) -> list[str]:
    from cryonerve.planning.spread_words import shown, title_of

    names = [item.number for item in found.sensitivities]
    rows: list[tuple[str, ...]] = [("Number", "planned", "5 %", "50 %", "95 %")]
    for name in names:
        band = found.band(name)
        values = (found.planned.get(name, float("nan")), band.p5, band.p50, band.p95)
        rows.append((title_of(name), *(shown(name, value) for value in values)))
    return [columns(rows)] if names else []


def _matters(found: Spread) -> list[str]:
    """Of the first number: what it hangs on."""
    from cryonerve.planning.spread_words import shown, title_of

    if not found.sensitivities:
        return ["What matters most is not told: too few samples."]
    item = found.sensitivities[0]
    titles = {one.name: one.title for one in found.unknowns}
    rows = [
        (titles[swing.unknown], f"{shown(item.number, swing.low)} to {shown(item.number, swing.high)}",
         f"total index {item.total[swing.unknown]:.2f}" if item.total else "")
        for swing in item.swings[:MOST]
    ]  # fmt: skip
    trust = f"From a surrogate that explains {100 * max(item.explained, 0):.0f} % of the variance of "
    trust += f"{item.held_out} held-out runs"
    trust += "." if item.good else ": too little to rely on."
    return [f"What matters most for {title_of(item.number)} (each from its 5 % to its 95 %)", columns(rows),
            wrapped(trust)]  # fmt: skip
