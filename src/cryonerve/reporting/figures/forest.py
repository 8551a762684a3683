"""A forest plot of one question: rows with unit and bias in words, pools as diamonds, the rest apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cryonerve.registry.answers import Answer
from cryonerve.registry.effects import Effect
from cryonerve.registry.pooling import Pooled
from cryonerve.reporting.evidence_wording import sham_sentence
from cryonerve.reporting.figures.naming import shortened
from cryonerve.reporting.figures.sheet import INK, MUTED, save, sheet
from cryonerve.reporting.forest_rows import (
    MEASURE_TITLES,
    MEASURES,
    ForestLine,
    forest_lines,
    is_sham,
    number_words,
    sham_first,
)
from cryonerve.reporting.wording import typeset

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_forest"]

SINGLE, POOL, SHAM, APART = "#0072B2", "#D55E00", "#101010", "#8a94a0"
GAP, AXIS, FOOT = 0.9, 1.15, 0.9  # cm
LIMITS = {"fall": (0.0, 10.0), "share": (0.0, 100.0)}
SCALE = 10.0  # points: no pain changes by more
RARE = 60.0  # %: where every share stays below, the axis ends there


@dataclass(frozen=True, slots=True)
class _Layout:
    """Sizes of a plot in cm, where its columns stand as fractions of the width, how many letters they hold.

    Attributes
    ----------
    whole : with title, the trial against sham in words, why rows stand apart, and what has no axis; without,
        the trial is the first row, and the page around the plot says the rest.
    """

    width: float
    row: float
    head: float
    left: float
    middle: float
    right: float
    letters: int
    small_letters: int
    whole: bool


WHOLE = _Layout(27.0, 1.12, 2.6, 0.385, 0.30, 0.70, 58, 76, whole=True)
BRIEF = _Layout(18.0, 0.92, -0.3, 0.41, 0.32, 0.75, 42, 50, whole=False)
SPAN = 5.0  # points to both sides of no difference in a brief plot: as wide as the axis of what fell


def draw_forest(answer: Answer, path: Path, *, sham: Effect, brief: bool = False) -> Path:
    """Draw one question as PNG or SVG, by the ending of `path`.

    The area of squares is the weight in a pool (alone: precision), diamonds are pools with their interval,
    hollow where studies are too few to tell how much they differ; the thin line through them is where a
    further such study would lie. Rows that are never pooled stand below, as hollow dots, with why.

    Parameters
    ----------
    sham : the trial against sham, told on top whatever the question.
    brief : narrow, for a page that has the words: without them, and the trial as the first row.
    """
    layout = BRIEF if brief else WHOLE
    panels = [(measure, forest_lines(answer, measure, brief=brief)) for measure in MEASURES]
    if brief:
        panels = sham_first(panels, sham)
    panels = [(measure, lines) for measure, lines in panels if lines]
    told = [_told(effect) for effect, _ in answer.apart if not effect.measure and layout.whole]
    heights = [layout.row * len(lines) + AXIS + GAP for _, lines in panels]
    below = 0.6 + 0.5 * len(told) if told else 0.0
    height = layout.head + sum(heights) + below + (FOOT if layout.whole else 0.0)
    with sheet(layout.width, height) as figure:
        top = height - layout.head
        if layout.whole:
            _head(figure, answer, sham, height)
        for (measure, lines), tall in zip(panels, heights, strict=True):
            _panel(figure, (measure, lines), (top - tall, height), layout)
            top -= tall
        if layout.whole:
            _foot(figure, told, top, height)
        return save(figure, path)


def _told(effect: Effect) -> str:
    from cryonerve.reporting.evidence_wording import outcome_sentence

    return typeset(outcome_sentence(effect))


def _head(figure: Figure, answer: Answer, sham: Effect, height: float) -> None:
    """Title, and the trial against sham in a box."""
    figure.text(
        0.015, 1 - 0.55 / height, answer.question.title, fontsize=12.5, fontweight="bold", va="center"
    )
    words = "\n".join(wrap(sham_sentence(sham), 160))
    figure.text(
        0.018, 1 - 1.45 / height, words, fontsize=9, va="center", color=INK,
        bbox={"facecolor": "#fff3d6", "edgecolor": "#d9b45b", "boxstyle": "round,pad=0.45", "linewidth": 0.8},
    )  # fmt: skip


def _foot(figure: Figure, told: Sequence[str], top: float, height: float) -> None:
    if told:
        figure.text(0.015, (top - 0.35) / height, "Also reported, on scales of their own", fontsize=8.5,
                    fontweight="bold", va="center")  # fmt: skip
    for index, sentence in enumerate(told):
        place = (0.02, (top - 0.9 - 0.5 * index) / height)
        figure.text(*place, shortened(sentence, 165), fontsize=8, va="center", color=MUTED)
    words = (
        "Bars: 95 % intervals. Bias: our own judgement. Series without control show how those patients "
        "fared, not what the treatment does. Research use only, no medical device."
    )
    figure.text(0.015, 0.35 / height, words, fontsize=7.5, va="center", color=MUTED)


def _panel(
    figure: Figure, panel: tuple[str, Sequence[ForestLine]], place: tuple[float, float], layout: _Layout
) -> None:
    (measure, lines), (bottom, height) = panel, place
    count = len(lines)
    tall = layout.row * count / height
    axes = figure.add_axes((layout.left, (bottom + AXIS) / height, layout.middle, tall))
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_xlim(*_limits(measure, lines, layout))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=3, labelsize=8)
    axes.grid(axis="x", color="#e3e7eb", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(MEASURE_TITLES[measure], fontsize=8.5)
    _columns(axes, measure, layout)
    for index, line in enumerate(lines):
        _words(axes, line, index, layout)
        if line.pooled is not None:
            _draw_pool(axes, line.pooled, index)
        elif line.effect is not None:
            _draw_row(axes, line, index)


def _columns(axes: Axes, measure: str, layout: _Layout) -> None:
    """Names above the columns, and the line of no change."""
    above: dict[str, Any] = {"xytext": (0, 4), "textcoords": "offset points", "va": "bottom", "fontsize": 7.5}
    for x, words in ((0.015, "study: what it counted or scored"), (layout.right, "value (95 % interval)")):
        axes.annotate(words, (x, 1.0), xycoords=("figure fraction", "axes fraction"), color=MUTED, **above)
    if measure != "share":
        axes.axvline(0.0, color=INK, linewidth=1.0)
        words = "no difference" if measure == "difference" else "no change"
        axes.annotate(
            words, (0.0, 1.0), xycoords=("data", "axes fraction"), ha="center", color=MUTED, **above
        )


def _limits(measure: str, lines: Sequence[ForestLine], layout: _Layout) -> tuple[float, float]:
    ends = [0.0]
    for line in lines:
        if line.effect is not None:
            ends += [line.effect.shown, line.effect.shown_low, line.effect.shown_high]
        if line.pooled is not None:
            ends += [] if line.pooled.few else [*line.pooled.shown, *line.pooled.further]
    ends = [end for end in ends if math.isfinite(end)]
    widest = 1.15 * max(abs(end) for end in ends)
    widest = widest if layout.whole else max(widest, SPAN)
    low, high = LIMITS.get(measure, (-widest, widest))
    if measure == "share" and max(ends) < RARE:
        high = 10.0 * math.ceil(max(ends) / 10.0)
    room = 0.02 * (high - low)
    if measure == "share":
        return low - room, high + room
    return max(min(low, *ends), -SCALE) - room, min(max(high, *ends), SCALE) + room


def _words(axes: Axes, line: ForestLine, index: int, layout: _Layout) -> None:
    """Left of the axis who and what, right of it the number."""
    across: dict[str, Any] = {"xycoords": ("figure fraction", "data"), "va": "center"}
    if line.effect is None and line.pooled is None:
        axes.annotate(
            line.words, (0.015, index + 0.12), fontsize=8.5, fontweight="bold", color=MUTED, **across
        )
        axes.axhline(index - 0.25, color="#c3c8ce", linewidth=0.8, xmin=-1.25, clip_on=False)
        return
    sham = is_sham(line)
    colour = MUTED if line.apart else POOL if line.pooled else INK
    if sham and not line.apart:
        axes.axhspan(
            index - 0.46, index + 0.46, xmin=-1.25, xmax=2.0, color="#fff3d6", zorder=0, clip_on=False
        )
    bold = "bold" if (line.pooled or (sham and not line.apart)) else "normal"
    first = shortened(line.words, layout.letters - (6 if bold == "bold" else 0))
    axes.annotate(
        typeset(first), (0.015, index - 0.17), fontsize=8.8, fontweight=bold, color=colour, **across
    )
    small = wrap(shortened(line.small, 2 * layout.small_letters - 2), layout.small_letters)[:2]
    axes.annotate(typeset("\n".join(small)), (0.015, index + 0.24 + 0.06 * (len(small) - 1)), fontsize=7.2,
                  color=MUTED, linespacing=1.05, **across)  # fmt: skip
    place = (layout.right, index - 0.02)
    axes.annotate(number_words(line), place, fontsize=8.8, fontweight=bold, color=colour, **across)


def _draw_row(axes: Axes, line: ForestLine, index: int) -> None:
    effect = line.effect
    assert effect is not None
    colour = SHAM if is_sham(line) and not line.apart else APART if line.apart else SINGLE
    if math.isfinite(effect.shown_low) and math.isfinite(effect.shown_high):
        style = (0, (2, 1.5)) if line.apart else "solid"
        axes.plot([effect.shown_low, effect.shown_high], [index, index], color=colour, linewidth=1.5,
                  linestyle=style, solid_capstyle="butt", zorder=2)  # fmt: skip
    size = 34.0 + 190.0 * line.weight
    axes.scatter([effect.shown], [index], s=[38.0 if line.apart else size], marker="o" if line.apart else "s",
                 facecolor="white" if line.apart else colour, edgecolor=colour, linewidth=1.3, zorder=3,
                 clip_on=False)  # fmt: skip


def _draw_pool(axes: Axes, pooled: Pooled, index: int) -> None:
    value, low, high = pooled.shown
    further = pooled.further
    if all(math.isfinite(end) for end in further):
        axes.plot(further, [index, index], color=POOL, linewidth=1.0, zorder=2, marker="|", markersize=7)
    corners = [low, value, high, value], [index, index - 0.24, index, index + 0.24]
    axes.fill(*corners, facecolor="white" if pooled.few else POOL, edgecolor=POOL, linewidth=1.4, zorder=3)
