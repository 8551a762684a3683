"""Figure 8: the road back on one axis of time: pain, regrowth, and the nerve beyond the lesion."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.nerve.lesion import Band, Degeneration, PainReturn, Recovery
from cryonerve.nerve.pain_clock import span, spans
from cryonerve.reporting.figures.sheet import INK, MUTED, halo, save, sheet
from cryonerve.reporting.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

__all__ = ["draw_recovery"]

PAIN, REGROWTH, BEYOND = "#882255", "#00795c", "#5b6570"  # apart for every common colour vision, and in grey
FIRST, LAST = 0.7, 2400.0  # days, the ends of the axis
TICKS = {
    1: "1 day", 3: "3 d", 7: "1 week", 14: "2 w", 30.4: "1 month", 91.3: "3 m", 182.6: "6 m",
    365.25: "1 year", 730.5: "2 y", 1826: "5 y",
}  # fmt: skip
WIDTH, MARGIN = 18.0, 5.0  # cm, of the sheet and of its names
ROW, TOP, BOTTOM = 0.62, 0.75, 1.05  # cm


@dataclass(frozen=True, slots=True)
class _Lane:
    """One row: from `begins` to `ends`, pale over the bands; `begins` None: since the procedure."""

    name: str
    colour: str
    begins: Band | None
    ends: Band
    words: str = ""
    marks: tuple[tuple[str, float], ...] = ()


def draw_recovery(run: Run, path: Path) -> Path | None:
    """The time line of the treated nerve; None when nothing of it froze."""
    course = run.volume.treated_nerve
    if course is None or run.prediction is None:
        return None
    pain = run.prediction.pain.get(course.name)
    recovery = run.prediction.recoveries.get(course.name)
    beyond = run.prediction.degenerations.get(course.name)
    groups = [
        ("PAIN", PAIN, _pain(pain)),
        ("AXONS", REGROWTH, _regrowth(recovery)),
        ("NERVE BEYOND THE LESION", BEYOND, _beyond(beyond, recovery)),
    ]
    groups = [group for group in groups if group[2]]
    if not groups:
        return None
    rows = sum(len(lanes) + 1 for *_, lanes in groups)
    height = TOP + BOTTOM + ROW * rows
    with sheet(WIDTH, height) as figure:
        axes = figure.add_axes(
            (MARGIN / WIDTH, BOTTOM / height, (WIDTH - MARGIN - 0.35) / WIDTH, ROW * rows / height)
        )
        _frame(axes, rows)
        level = rows
        for title, colour, lanes in groups:
            level -= 1
            _left(axes, level, title, colour, bold=True)
            for lane in lanes:
                level -= 1
                _row(axes, level, lane)
            if pain is not None and colour == PAIN:
                _unseen(axes, level, level + len(lanes), pain.followed_days)
        figure.text(
            1 - 0.35 / WIDTH, 1 - 0.12 / height, "Not a prognosis", ha="right", va="top", fontsize=9,
            fontweight="bold", color=INK,
        )  # fmt: skip
        return save(figure, path)


def _pain(pain: PainReturn | None) -> list[_Lane]:
    if pain is None or pain.days is None:
        return []
    half = f"half by {span(pain.days.p50)}" if math.isfinite(pain.days.p50) else ""
    marks = {title.partition(" ")[0]: days.p50 for title, days in pain.by_series.items()}
    late = [name for name, days in marks.items() if days > pain.followed_days]
    seen = tuple((name, days) for name, days in marks.items() if name not in late)
    return [
        _Lane("back, where it was relieved", PAIN, pain.days, pain.days, half),
        _Lane("half back, in each series", PAIN, None, pain.days, ",\n".join(late), marks=seen),
    ]


def _regrowth(recovery: Recovery | None) -> list[_Lane]:
    if recovery is None:
        return []
    days = recovery.regrowth_days
    return [_Lane("grown back to their end", REGROWTH, days, days, spans(days.p5, days.p95))]


def _beyond(beyond: Degeneration | None, recovery: Recovery | None) -> list[_Lane]:
    if beyond is None or not beyond.stages:
        return []
    lanes = [
        _Lane(
            stage.name,
            BEYOND,
            stage.begins,
            stage.ends,
            spans(stage.begins.p50, stage.ends.p50),
        )
        for stage in beyond.stages
    ]
    if recovery is None:
        return lanes
    return [_Lane("no signal passes", BEYOND, None, recovery.regrowth_days, "from the procedure on"), *lanes]


def _frame(axes: Axes, rows: int) -> None:
    """The axis of time."""
    from matplotlib.ticker import NullLocator

    axes.set_xscale("log")
    axes.set_xlim(FIRST, LAST)
    axes.set_ylim(-0.25, rows)
    axes.set_yticks([])
    axes.set_xticks(list(TICKS), list(TICKS.values()))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(axis="x", length=3, labelsize=8)
    for place in TICKS:
        axes.axvline(place, color="#e3e7eb", linewidth=0.7, zorder=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("time since the procedure, on a logarithmic axis", fontsize=8.5)


def _unseen(axes: Axes, low: float, high: float, followed: float) -> None:
    """Hatch what lies beyond the longest follow-up of any series."""
    if not FIRST < followed < LAST:
        return
    axes.fill_between(
        [followed, LAST], low, high, facecolor="#f1f2f4", edgecolor="#c3c8ce", hatch="////", linewidth=0,
        zorder=1,
    )  # fmt: skip
    axes.text(
        LAST, high + 0.36, f"no series followed longer than {span(followed)}", fontsize=7.5, color=MUTED,
        ha="right", va="center",
    )  # fmt: skip


def _left(axes: Axes, level: float, name: str, colour: str, *, bold: bool = False) -> None:
    from matplotlib.transforms import blended_transform_factory

    axes.text(
        -0.385 if bold else -0.015,
        level + (0.36 if bold else 0.5),
        name,
        transform=blended_transform_factory(axes.transAxes, axes.transData),
        ha="left" if bold else "right",
        va="center",
        fontsize=8.5 if bold else 8.2,
        fontweight="bold" if bold else "normal",
        color=colour if bold else INK,
    )


def _row(axes: Axes, level: float, lane: _Lane) -> None:
    """Name, lane or marks, and words of one row."""
    _left(axes, level, lane.name, lane.colour)
    if lane.marks:
        _marks(axes, level, lane)
        return
    start = FIRST if lane.begins is None else max(FIRST, lane.begins.p5)
    end = min(lane.ends.p95, LAST)
    low, high = level + 0.22, level + 0.78
    axes.fill_between([start, end], low, high, color=lane.colour, alpha=0.28, linewidth=0, zorder=2)
    moment = lane.begins is lane.ends  # something that happens once, at a day that is not known
    if moment:
        axes.plot([lane.ends.p50] * 2, [low - 0.06, high + 0.06], color=lane.colour, linewidth=3.0, zorder=4)
    else:
        inner = FIRST if lane.begins is None else max(FIRST, lane.begins.p50)
        axes.fill_between([inner, lane.ends.p50], low, high, color=lane.colour, linewidth=0, zorder=3)
    _words(axes, level + 0.48, lane, end, moment=moment)


def _words(axes: Axes, height: float, lane: _Lane, end: float, *, moment: bool) -> None:
    """Beside the bar; left of the middle where it has no end; in it where it has no beginning."""
    weight = "bold" if moment else "normal"
    if math.isinf(lane.ends.p95):
        axes.plot(LAST / 1.07, height + 0.02, marker=">", color=lane.colour, markersize=7, zorder=5)
        place, side, colour = lane.ends.p50 / 1.1, "right", lane.colour
    elif lane.begins is None:
        place, side, colour = FIRST * 1.1, "left", "white"
    else:
        place, side, colour = end * 1.08, "left", lane.colour
    text = axes.text(
        place, height, lane.words, fontsize=8.5 if moment else 7.5, fontweight=weight, ha=side, va="center",
        color=colour, zorder=6,
    )  # fmt: skip
    if side == "left" and lane.begins is not None and _runs_out(axes, text):
        text.set_position((max(FIRST, lane.begins.p5) / 1.08, height))
        text.set_horizontalalignment("right")


def _runs_out(axes: Axes, text: Text) -> bool:
    """Whether words would be cut off at the right edge of the sheet."""
    return bool(text.get_window_extent().x1 > axes.figure.bbox.x1)


def _marks(axes: Axes, level: float, lane: _Lane) -> None:
    """A diamond per series with its name; those later than any follow-up by name only."""
    for name, days in lane.marks:
        axes.plot(days, level + 0.62, marker="D", color=lane.colour, markersize=4.5, zorder=4)
        axes.text(days, level + 0.4, name, fontsize=7, ha="center", va="top", color=MUTED, zorder=4)
    text = axes.text(
        LAST / 1.05, level + 0.5, lane.words, fontsize=7, ha="right", va="center", color=INK, zorder=4,
        linespacing=1.1,
    )  # fmt: skip
    text.set_path_effects(halo(2.0, "#f1f2f4"))
