"""Two plans side by side, or what was done beside what was planned, as the command line shows it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.app.exits import FINE, STOP_FINDING, STOPPED_EARLY
from cryonerve.app.interruption import InterruptionError
from cryonerve.app.progress import Progress
from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped

if TYPE_CHECKING:
    from cryonerve.case.case import Case
    from cryonerve.planning.differences import Comparison, Difference, Side

__all__ = [
    "Work",
    "compared",
    "done_beside_plan",
    "plans_document",
    "plans_exit_code",
    "plans_rows",
    "plans_text",
]

MINUS = "\N{MINUS SIGN}"
DIGITS = {"mm": 1, "degC": 1, "K": 1, "mm3": 0, "days": 0, "min": 1, "%": 0, "s": 0, "W": 1}
NERVE = "The treated nerve"
ROOM = 44  # letters of a title


@dataclass(frozen=True, slots=True)
class Work:
    """How cases are loaded, progress told and the work stopped; and how often both sides are drawn anew.

    0 samples: not at all.
    """

    loaded: Callable[[str], Case]
    progress: Progress
    cancel: Callable[[], bool]
    samples: int = 0
    seed: int = 1
    workers: int | None = None


def compared(first: str, second: str, work: Work) -> tuple[Comparison, Side]:
    """The comparison of two runs or cases, and the second side; cases are simulated, runs are read."""
    one, two = _side(first, "A", work), _side(second, "B", work)
    return _set_beside(one, two, work), two


def done_beside_plan(plan: str, done: Path, work: Work) -> tuple[Comparison, Side]:
    """What was done beside the plan; the plan is a run or a case, what was done is simulated again."""
    from dataclasses import replace

    from cryonerve.planning import as_done

    stored = _stored(plan, "planned") if os.path.isdir(plan) else None
    case = work.loaded(plan) if stored is None else stored.case
    told = as_done(case, done)
    first = stored or _simulated(case, "planned", work)
    second = _simulated(told.case, "done", work)
    found = _set_beside(first, second, work)
    remarks = tuple(f"{text[0].upper()}{text[1:]}." for text in told.remarks)
    return replace(found, remarks=remarks + found.remarks), second


def _set_beside(first: Side, second: Side, work: Work) -> Comparison:
    """Both sides, under the same draws of what is not known where that is asked for."""
    from cryonerve.planning import compare, paired, spread

    if not work.samples:
        return compare(first, second)
    found = []
    for side in (first, second):
        name = f"draws of {side.title}"
        found.append(
            spread(
                side.case,
                samples=work.samples,
                seed=work.seed,
                error=0.0,
                places=False,
                workers=work.workers,
                progress=partial(work.progress, name),
                cancel=work.cancel,
            )
        )
        if work.cancel():
            raise InterruptionError("Stopped while drawing; nothing was written.")
    return compare(first, second, draws=paired(*found))


def _side(where: str, title: str, work: Work) -> Side:
    if os.path.isdir(where):
        return _stored(where, title)
    return _simulated(work.loaded(where), title, work)


def _stored(folder: str, title: str) -> Side:
    from cryonerve.planning import Side
    from cryonerve.reporting.folder import read_run

    run = read_run(Path(folder))
    return Side(title, run.case, run.volume, run.freezing, run.prediction, run.findings)


def _simulated(case: Case, title: str, work: Work) -> Side:
    from cryonerve.anatomy import build
    from cryonerve.bioheat import freeze
    from cryonerve.case import check
    from cryonerve.case.pointing import pointing
    from cryonerve.nerve import judge, predict
    from cryonerve.planning import Side

    with pointing(case):
        work.progress("build", 0.0, 0.0)
        volume = build(case)
        freezing = freeze(volume, case, progress=partial(work.progress, "freeze"), cancel=work.cancel)
    if work.cancel():
        raise InterruptionError("Stopped while simulating; nothing was written.")
    work.progress("predict", 0.0, 0.0)
    prediction = predict(freezing, volume, case)
    findings = (*check(case), *judge(case, volume, freezing, prediction))
    return Side(title, case, volume, freezing, prediction, findings)


def plans_exit_code(second: Side) -> int:
    """0 fine, 1 a finding of the second says stop, 3 it stopped early."""
    if not second.freezing.stop.good:
        return STOPPED_EARLY
    return STOP_FINDING if any(item.level == "stop" for item in second.findings) else FINE


def plans_document(found: Comparison, second: Side) -> dict[str, Any]:
    """The comparison for a program, with the first sentence."""
    from cryonerve.planning.differences import as_document

    return as_document(found) | {"sentence": lead(found), "exit_code": plans_exit_code(second)}


def plans_text(found: Comparison, *, everything: bool = False) -> str:
    """The comparison for a person: what changed, what it does to the nerve and to what must stay warm."""
    first, second = found.titles
    parts = [wrapped(lead(found))]
    if found.changes:
        listed = "\n".join(wrapped(f"- {_people(text)}", indent=2) for text in found.changes)
        parts.append(f"What '{second}' does otherwise\n{listed}")
    shown = [row for row in found.differences if everything or (row.key and not _idle(row))]
    odds = any(row.odds is not None for row in shown)
    head = ["", first, second, f"{second} {MINUS} {first}", *(["5 to 95 %", "better in"] if odds else [])]
    rows: list[list[str]] = [head]
    for group in dict.fromkeys(row.group for row in shown):
        rows.append([group])
        rows += [_row(row, odds=odds) for row in shown if row.group == group]
    width = len(head)
    parts.append(columns([[*row, *[""] * (width - len(row))] for row in rows], indent=0))
    hidden = [row for row in found.differences if row not in shown]
    if hidden:
        differ = sum(not row.same for row in hidden)
        parts.append(wrapped(f"{len(hidden)} more numbers, {differ} of them different: --all."))
    drawn = max((row.odds.count for row in shown if row.odds is not None), default=0)
    if drawn:
        words = (
            f"Bands and odds: {drawn} draws of what is not known, the same on both sides, on coarser cells."
        )
        parts.append(wrapped(words))
    if found.remarks:
        parts.append("\n".join(wrapped(_people(text)) for text in found.remarks))
    parts.append(f"{RESEARCH_ONLY} Not a prognosis.")
    return "\n\n".join(parts)


def plans_rows(found: Comparison) -> list[dict[str, str]]:
    """The short table for a screen: group, title, first, second, change, and a word where one is better.

    >>> from cryonerve.planning import Comparison
    >>> plans_rows(Comparison(("A", "B"), (), ()))
    []
    """
    rows = []
    for row in found.differences:
        if not row.key or _idle(row):
            continue
        _, first, second, change = _row(row, odds=False)
        word = "same" if row.same else {1: "better", -1: "worse", 0: ""}[row.better]
        rows.append(
            {
                "group": row.group,
                "title": _people(row.title),
                "first": first,
                "second": second,
                "change": "" if change == "same" else change,
                "word": word,
            }
        )
    return rows


def _idle(row: Difference) -> bool:
    """The same on both sides and nothing that a person has to be told of."""
    return row.same and row.group not in (NERVE, "Time")


def lead(found: Comparison) -> str:
    """The sentence that is read first: the treated nerve, then what became graver or better.

    >>> from cryonerve.planning import Comparison
    >>> lead(Comparison(("A", "B"), (), ()))
    'Both are alike in everything that was compared.'
    """
    second = found.titles[1]
    nerve = [row for row in found.differences if row.group == NERVE and row.key and not row.same]
    graver = [row for row in found.differences if row.levels is not None and row.levels[0] != row.levels[1]]
    said = [f"{row.title} {_value(row, row.second)} instead of {_value(row, row.first)}" for row in nerve[:2]]
    said += [f"{row.title}: {row.levels[1]} instead of {row.levels[0]}" for row in graver[:2] if row.levels]
    if not said:
        plain = not any(not row.same for row in found.differences if row.key)
        return (
            "Both are alike in everything that was compared."
            if plain
            else "The treated nerve fares alike in both."
        )
    words = "; ".join(said)
    return _people(f"{second[0].upper()}{second[1:]}: {words}.")


def _row(row: Difference, *, odds: bool) -> list[str]:
    title = _people(row.title)
    short = title if len(title) <= ROOM else title[: ROOM - 3] + "..."
    levels = row.levels or ("ok", "ok")
    values = [
        _people(_value(row, value)) + ("" if level == "ok" else f" ({level})")
        for value, level in zip((row.first, row.second), levels, strict=True)
    ]
    change = "" if row.change is None else "same" if row.same else _people(_signed(row, _shown_change(row)))
    cells = [f"  {short}", *values, change]
    if odds:
        cells += _odds(row)
    return cells


def _shown_change(row: Difference) -> float:
    """The difference of the numbers as they are shown, so that the line adds up."""
    digits = DIGITS.get("%" if row.unit == "share" else row.unit)
    if digits is None or row.unit == "s" or row.first is None or row.second is None:
        return row.change or 0.0
    size = 100.0 if row.unit == "share" else 1.0
    return (round(size * row.second, digits) - round(size * row.first, digits)) / size


def _odds(row: Difference) -> list[str]:
    if row.odds is None:
        return ["", ""]
    if row.odds.more == row.odds.less == 0.0:
        return ["always the same", ""]
    band = f"{_signed(row, row.odds.low)} to {_signed(row, row.odds.high)}"
    if not row.wanted:
        return [_people(band), ""]
    share = row.odds.more if row.wanted > 0 else row.odds.less
    return [_people(band), f"{100 * share:.0f} ± {100 * row.odds.error:.0f} %"]


def _value(row: Difference, value: float | None) -> str:
    if value is None:
        return "–"
    if row.unit == "s" and abs(value) >= 120.0:
        return f"{value / 60.0:.1f} min"
    number, unit = (100.0 * value, "%") if row.unit == "share" else (value, row.unit)
    digits = DIGITS.get(unit)
    text = f"{number:.3g}" if digits is None else f"{number:.{digits}f}"
    if float(text) == 0.0:
        text = text.removeprefix("-")
    return f"{text.replace('-', MINUS)} {unit}".rstrip()


def _signed(row: Difference, change: float) -> str:
    text = _value(row, abs(change))
    nothing = not any(digit in text for digit in "123456789")
    return text if nothing else ("+" if change > 0.0 else MINUS) + text


def _people(text: str) -> str:
    return text.replace("degC", "°C").replace("mm3", "mm³").replace(" -20 ", f" {MINUS}20 ")
