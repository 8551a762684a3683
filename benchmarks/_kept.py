"""What was measured before, and how a new line compares with the newest kept one of its kind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["compared", "kept_in", "line_of", "newest", "title"]

Line = Mapping[str, Any]

# what a line is about: lines that differ in one of these answer different questions
KIND = (
    "benchmark",
    "case",
    "solver",
    "layout",
    "pose",
    "kernel",
    "spacing_mm",
    "step_scale",
    "ice_share",
    "cycles",
)
# where one of these differs, the ratio of seconds says nothing about the program
PLACE = ("machine", "gpu", "cores")
SETTINGS = ("procedure_s", "repeats")
# what came out, beside the seconds: it may explain their ratio
OUTCOME = ("cells", "steps", "stages", "threads", "radius_max_mm")
BOXES = "scaling-cells"  # here the cells are what was asked for, and repeats are as many as there is time for
UNITS = {"spacing_mm": "mm", "cycles": "cycles", "cells": "cells"}


def kept_in(folder: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """All lines of the folder's *.jsonl, oldest first, and a complaint for each that cannot be read."""
    lines, complaints = [], []
    for path in sorted(folder.glob("*.jsonl")):
        for number, text in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if not text.strip():
                continue
            found = line_of(text)
            if found is None:
                complaints.append(f"{path.name}:{number} is no line of a benchmark and is left out")
            else:
                lines.append(found)
    return sorted(lines, key=lambda line: line["date"]), complaints


def line_of(text: str) -> dict[str, Any] | None:
    """A line of a benchmark; None for anything else."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    whole = isinstance(found, dict) and all(isinstance(found.get(key), str) for key in ("benchmark", "date"))
    return found if whole else None


def kind(line: Line) -> tuple[object, ...]:
    """Equal for lines that measure the same."""
    return (*(line.get(name) for name in KIND), line.get("cells") if line["benchmark"] == BOXES else None)


def title(line: Line) -> str:
    """The kind in words.

    >>> title({"benchmark": "freeze", "case": "block", "kernel": "cpu", "spacing_mm": 0.5, "s": 1.0})
    'freeze block cpu 0.5 mm'
    """
    shown = (*KIND, "cells") if line["benchmark"] == BOXES else KIND
    words = []
    for name in shown:
        if line.get(name) is None:
            continue
        value = f"{line[name]:g}" if isinstance(line[name], float) else str(line[name])
        words.append(f"{value} {UNITS[name]}" if name in UNITS else value)
        if name in ("step_scale", "ice_share"):
            words[-1] = f"{name.replace('_', ' ')} {value}"
    return " ".join(words)


def newest(line: Line, kept: Iterable[Line]) -> Line | None:
    """The last kept line of the same kind that has a time; one that compares before one that does not."""
    alike = [old for old in kept if kind(old) == kind(line) and _seconds(old) is not None]
    here = [old for old in alike if not _differences(line, old, PLACE)]
    same = [old for old in here if not _differences(line, old, _settings(line))]
    return next((choice[-1] for choice in (same, here, alike) if choice), None)


def compared(line: Line, kept: Sequence[Line]) -> str:
    """One sentence: the ratio of seconds, or why there is none.

    >>> new = {"benchmark": "freeze", "s": 2.0, "machine": "one", "load": 0.1}
    >>> compared(new, [new | {"s": 1.0, "date": "2026-11-22", "load": 1.3}])
    'freeze: 2 s, 2.00 times the kept 2026-11-22 result (load 1.3 then, 0.1 now)'
    """
    seconds, old = _seconds(line), newest(line, kept)
    if seconds is None:
        return f"{title(line)}: no time was measured, nothing is compared"
    begin = f"{title(line)}: {seconds:.3g} s"
    if old is None:
        return f"{begin}, nothing of this kind is kept"
    then = f"the kept {old['date'][:10]} result"
    differs = _differences(line, old, (*PLACE, *_settings(line)))
    if differs:
        return f"{begin}, not comparable with {then} of {old['s']:.3g} s: {differs}"
    notes = [f"commit {old['commit']}"] if old.get("commit") else []
    if "load" in old and "load" in line:  # which differs always, and says how much the ratio is worth
        notes.append(f"load {_shown(old['load'])} then, {_shown(line['load'])} now")
    notes.append(_differences(line, old, OUTCOME))
    behind = f" ({'; '.join(filter(None, notes))})" if any(notes) else ""
    return f"{begin}, {seconds / old['s']:.2f} times {then}{behind}"


def _seconds(line: Line) -> float | None:
    """The line's time; None where it has none that another could be divided by."""
    value = line.get("s")
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0.0 < value < float("inf")
    return float(value) if good else None


def _settings(line: Line) -> tuple[str, ...]:
    return ("procedure_s",) if line["benchmark"] == BOXES else SETTINGS


def _differences(new: Line, old: Line, names: Iterable[str]) -> str:
    """Every name with another value, then and now; "" where there is none."""
    return ", ".join(
        f"{name} {_shown(old.get(name))} then, {_shown(new.get(name))} now"
        for name in names
        if old.get(name) != new.get(name)
    )


def _shown(value: object) -> str:
    return "unknown" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
