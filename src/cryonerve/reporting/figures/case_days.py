"""The timeline of one case: lanes of what was measured, on a scale that tells days from months."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.reporting.care.days import Event
from cryonerve.reporting.figures.naming import shortened
from cryonerve.reporting.figures.sheet import INK, MUTED, halo, save, sheet
from cryonerve.reporting.wording import bare

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_case_days", "lay_out"]

WIDTH, LEFT, RIGHT = 18.0, 5.0, 0.9  # cm
TOP, LANE, BOTTOM = 1.0, 1.3, 1.75  # cm
PROCEDURE, MEASURED, ADVERSE, CONSENT = "#D55E00", "#0072B2", "#882255", "#5b6570"
COLOURS = {"adverse events": ADVERSE, "consent": CONSENT}
MARKS = {"adverse events": "s", "consent": "D"}
NEAR = 3.0  # days: below it the scale is even, far beyond it logarithmic
SLOT = 0.75  # of what was measured before a procedure on day 0
LETTER = 0.19  # cm, of a letter at a mark
MOST_LANES, NAMED = 14, 44  # lanes drawn; letters of a lane's name


def draw_case_days(events: Sequence[Event], path: Path) -> Path:
    """Draw a timeline: a lane for each instrument, for adverse events and consents; procedures across all.

    Days are counted from the first procedure on a scale that is even within three days of it and logarithmic
    beyond. What was measured before the procedure stands in a slot of its own. Hollow marks are assumed.
    Words that would cover others are left out; the table beside the figure has all of them.
    """
    with sheet(WIDTH, _height(events)) as figure:
        lay_out(figure, events)
        return save(figure, path)


def lay_out(figure: Figure, events: Sequence[Event]) -> None:
    """Draw the timeline on a sheet of its size."""
    lanes = _lanes(events)
    shown = list(lanes)[:MOST_LANES]
    height = _height(events)
    axes = figure.add_axes(
        (LEFT / WIDTH, BOTTOM / height, (WIDTH - LEFT - RIGHT) / WIDTH, (height - TOP - BOTTOM) / height)
    )
    low, high = _reach(events)
    axes.set_xlim(low, high)
    axes.set_ylim(len(shown) - 0.5, -0.5)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.set_yticks([])
    _scale(axes, events)
    _procedures(axes, [event for event in events if event.lane == "procedure"])
    whole = [_lane(axes, level, lane, lanes[lane]) for level, lane in enumerate(shown)]
    _foot(figure, height, all(whole), len(lanes) - len(shown))


def _height(events: Sequence[Event]) -> float:
    return TOP + BOTTOM + LANE * max(1, min(len(_lanes(events)), MOST_LANES))


def _lanes(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Events by lane; adverse events and consents below what was measured."""
    last = ("adverse events", "consent")
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.lane != "procedure":
            found.setdefault(event.lane, []).append(event)
    return {
        lane: found[lane]
        for lane in sorted(found, key=lambda lane: last.index(lane) + 1 if lane in last else 0)
    }


def _along(day: float) -> float:
    """Where a day lies on the scale; days before the first procedure lie before the slot."""
    return math.log1p(day / NEAR) if day >= 0 else -SLOT - math.log1p(-day / NEAR)


def _place(event: Event) -> float:
    if event.before:
        return -SLOT / 2 if event.day == 0 else _along(event.day) - SLOT / 4
    return _along(event.day)


def _reach(events: Sequence[Event]) -> tuple[float, float]:
    ends = [_along(event.end) for event in events if event.end is not None]
    places = [*map(_place, events), *ends, _along(7), -SLOT]
    margin = 0.05 * (max(places) - min(places))
    return min(places) - margin, max(places) + margin


def _centimetres(axes: Axes) -> float:
    """Centimetres of one unit of the scale."""
    low, high = axes.get_xlim()
    return (WIDTH - LEFT - RIGHT) / (high - low)


def _scale(axes: Axes, events: Sequence[Event]) -> None:
    """A tick at every day that has room, day 0 and the last one first."""
    days = {event.day for event in events} | {event.end for event in events if event.end is not None} | {0}
    wanted = {_along(day): f"day {bare(float(day), 6)}" for day in sorted(days)}
    if any(event.before and event.day == 0 for event in events):
        axes.axvspan(-SLOT, 0.0, color="#f1f2f4", linewidth=0, zorder=0)
        _on_top(axes, 0.0, "before ", MUTED, ha="right", weight="normal")
    first = sorted(
        wanted, key=lambda place: (place != 0.0, place != max(wanted), place != min(wanted), place)
    )
    kept = _with_room(axes, [(place, wanted[place]) for place in first])
    for place in wanted:
        axes.axvline(place, color="#e3e7eb", linewidth=0.7, zorder=0.5)
    axes.set_xticks(list(kept), list(kept.values()))
    axes.tick_params(length=0, labelsize=8.5, labelcolor=INK)
    axes.set_xlabel(
        "days from the first procedure; the scale is stretched around it", fontsize=8, color=MUTED
    )


def _with_room(axes: Axes, wanted: Iterable[tuple[float, str]]) -> dict[float, str]:
    """Words in the order of their importance, without those that would come too close to one before them."""
    unit, kept = _centimetres(axes), dict[float, str]()
    for place, words in wanted:
        half = LETTER * len(words) / 2 + 0.08
        if all(abs(place - at) * unit > half + LETTER * len(other) / 2 for at, other in kept.items()):
            kept[place] = words
    return kept


def _procedures(axes: Axes, procedures: Sequence[Event]) -> None:
    """A line for each procedure with its name on top; beside it the slot of what was before."""
    named = {}
    for order, event in enumerate(procedures, start=1):
        axes.axvline(_along(event.day), color=PROCEDURE, linewidth=2.4, zorder=1.5)
        named[_along(event.day)] = "procedure" if len(procedures) == 1 else f"procedure {order}"
    for place, words in _with_room(axes, named.items()).items():
        _on_top(axes, place, words, PROCEDURE, ha="left", weight="bold")


def _on_top(axes: Axes, place: float, words: str, colour: str, *, ha: str, weight: str) -> None:
    axes.annotate(
        words,
        xy=(place, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(-4 if ha == "right" else -1, 4),
        textcoords="offset points",
        ha=ha,
        va="bottom",
        fontsize=9,
        fontweight=weight,
        color=colour,
        annotation_clip=False,
    )


def _lane(axes: Axes, level: int, lane: str, events: Sequence[Event]) -> bool:
    """One lane: its name, its marks, what was found at each; did all words find room?"""
    colour, mark = COLOURS.get(lane, MEASURED), MARKS.get(lane, "o")
    axes.axhline(level + 0.18, color="#d5dae0", linewidth=0.8, zorder=0.6)
    _lane_name(axes, level, lane, events)
    for event in events:
        if event.end is not None:
            axes.plot(
                [_place(event), _along(event.end)], [level + 0.18] * 2, color=colour, linewidth=4, alpha=0.35,
                solid_capstyle="butt", zorder=2,
            )  # fmt: skip
        axes.plot(
            _place(event), level + 0.18, marker=mark, markersize=8, color=colour, zorder=3,
            markeredgewidth=1.8, markerfacecolor="white" if event.assumed else colour,
        )  # fmt: skip
    words = _words(events)
    ordered = sorted(words, key=lambda place: (place != min(words), place != max(words), place))
    kept = _with_room(axes, [(place, words[place]) for place in ordered])
    for place, text in kept.items():
        written = axes.text(
            place, level - 0.04, text, ha="center", va="bottom", fontsize=9.5, fontweight="bold",
            color=colour, zorder=4,
        )  # fmt: skip
        written.set_path_effects(halo(2.5))
    return len(kept) == len(words)


def _lane_name(axes: Axes, level: int, lane: str, events: Sequence[Event]) -> None:
    """What a lane is, and in which unit where there is one for all."""
    lines = textwrap.wrap(shortened(lane, NAMED), 25)[:2]
    units = {event.unit for event in events if event.unit}
    unit = shortened(units.pop(), 25) if len(units) == 1 else ""
    down = 0.0
    for words, size, colour in (("\n".join(lines), 8.8, INK), (unit, 7.5, MUTED)):
        if words:
            axes.annotate(
                words,
                xy=(-0.02, level),
                xycoords=("axes fraction", "data"),
                xytext=(0, -down),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=size,
                color=colour,
                annotation_clip=False,
                linespacing=1.15,
            )
        down = 5.5 + 5.5 * len(lines)


def _words(events: Sequence[Event]) -> Mapping[float, str]:
    """Words at each place of a lane; several on one day are joined."""
    found: dict[float, list[str]] = {}
    for event in events:
        found.setdefault(_place(event), []).append(event.short)
    most = 3
    return {
        place: shortened(" / ".join(words[:most]) + " …" * (len(words) > most), 20)
        for place, many in found.items()
        if (words := [word for word in dict.fromkeys(many) if word])
    }


def _foot(figure: Figure, height: float, whole: bool, left_out: int) -> None:
    """What hollow means, and how many lanes are only in the table."""
    words = "● as recorded    ○ score or day assumed"
    if not whole:
        words += "    words that find no room stand in the table"
    if left_out:
        words += f"    {left_out} more lanes stand in the table"
    figure.text(0.5, 0.18 / height, words, fontsize=7.8, color=MUTED, ha="center", va="bottom")
