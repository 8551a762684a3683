"""How cold the nerve got along its length."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.result import NerveHistory
from cryonerve.nerve.completeness import of_fascicles
from cryonerve.nerve.exposure import runs_below
from cryonerve.nerve.lesion import Lesion
from cryonerve.reporting.figures.naming import shortened
from cryonerve.reporting.figures.nerve_sections import numbers_spared
from cryonerve.reporting.figures.nerve_side import draw_side
from cryonerve.reporting.figures.planes import middle_of_active_tip
from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, OUTLINE, PROBE, halo, save, sheet, tidy
from cryonerve.reporting.run import Run
from cryonerve.sources.injury import injury_rules

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = ["draw_strip", "draw_strip_into", "lane_order", "told_apart"]

Floats = NDArray[np.float64]
MOST_LISTED, PER_LINE = 40, 125  # numbers that two lines hold; letters of one
LABEL_WIDTH = 0.16  # of the axis, of a probe's name with room around it
LEAST_LANE = 6.0  # points; a number is read beside a lane of this height
EDGES = (-40.0, -20.0, 0.0)  # degC
FILLS = (ISOTHERMS[2].fill, ISOTHERMS[1].fill, ISOTHERMS[0].fill, "#f6e7a8")
ENDED = "#ffffff"
FILL_WORDS = ("whole fascicle below −40 °C", "below −20 °C", "below 0 °C", "not frozen through")


def draw_strip(run: Run, path: Path) -> Path | None:
    """Coldest temperature along the treated nerve; None when there is no nerve to draw."""
    found = _treated(run)
    side = _side_height(found[0]) if found is not None and found[0].neuroma.any() else 0.0
    tall = 10.4 + side
    with sheet(18.0, tall) as figure:

        def place(bottom: float, height: float) -> Axes:
            return figure.add_axes((0.085, bottom / tall, 0.895, height / tall))

        axes, lane = place(4.0 + side, 5.8), place(1.77, 1.5)
        if found is not None and side:
            draw_side(place(3.9, side - 0.15), found[0])
        if not draw_strip_into(axes, lane, run):
            return None
        words = _lanes_in_words(run)
        figure.text(0.085, 0.12 / tall, words, fontsize=7.5, color=INK, ha="left", va="bottom")
        return save(figure, path)


def _side_height(course: NerveCourse) -> float:
    """Height in cm that the nerve from the side takes in true proportion, a little air included."""
    return float(0.895 * 18.0 * 2.16 * course.semi_axes[:, 0].max() / (course.arc[-1] - course.arc[0]) + 0.15)


def _treated(run: Run) -> tuple[NerveCourse, NerveHistory] | None:
    course = run.volume.treated_nerve
    history = run.freezing.nerves.get(course.name) if course is not None else None
    if course is None or history is None or not history.nadir_samples.size:
        return None
    return course, history


def draw_strip_into(axes: Axes, lane: Axes, run: Run) -> bool:
    """The nerve strip in two given axes; False when there is no nerve to draw."""
    found = _treated(run)
    if found is None:
        return False
    course, history = found
    _along(axes, course, _known_nadirs(course, history))
    _mark_covered(axes, run, course)
    _mark_probes(axes, run, course)
    lesion = run.prediction.lesions.get(course.name) if run.prediction else None
    nadir = _lane_nadirs(course, history)
    _lanes(lane, course.arc * 1e3, nadir, numbers_spared(lesion))
    _name_lanes(lane, ended=bool(np.isnan(nadir[history.inside]).any()))
    return True


def _known_nadirs(course: NerveCourse, history: NerveHistory) -> Floats:
    """(station, column, sample) coldest degC; NaN where there is no fascicle or nothing was simulated."""
    known = history.inside[:, None] & (course.fascicle_radii > 0)
    return np.asarray(np.where(known[:, :, None], history.nadir_samples, np.nan), float)


def _lane_nadirs(course: NerveCourse, history: NerveHistory) -> Floats:
    """(station, fascicle) degC of the warmest point of each fascicle, of all its parts; NaN without one."""
    nadir = of_fascicles(course, _known_nadirs(course, history).max(axis=2))
    nadir = nadir[:, : int(course.fascicle_of.max(initial=-1)) + 1]  # parts have no lane of their own
    return np.asarray(np.where(np.isfinite(nadir), nadir, np.nan), float)


def lane_order(nadir: Floats, spared: frozenset[int]) -> NDArray[np.int64]:
    """Fascicles from the uppermost lane down by nadir (station, fascicle): coldest first, spared ones last.

    >>> lane_order(np.array([[-9.0, -30.0, -40.0]]), frozenset({2})).tolist()
    [1, 0, 2]
    """
    mean = np.nan_to_num(nadir, nan=37.0).mean(axis=0)
    last = np.isin(np.arange(nadir.shape[1]), list(spared))
    return np.lexsort((mean, last))


def _lanes_in_words(run: Run) -> str:
    """Numbers of the spared fascicles in the order of their lanes; "" when there are none."""
    found = _treated(run)
    if found is None or run.prediction is None:
        return ""
    course, history = found
    spared = numbers_spared(run.prediction.lesions.get(course.name))
    if not spared:
        return ""
    lanes = lane_order(_lane_nadirs(course, history), spared)
    order = [str(number) for number in lanes[-len(spared) :]]
    listed = ", ".join(order[:MOST_LISTED]) + (" ..." if len(order) > MOST_LISTED else "")
    whence = "from the black line down" if len(spared) < lanes.size else "from above"
    return fill(f"Spared, {whence} (numbers as in the table): {listed}", PER_LINE)


def _along(axes: Axes, course: NerveCourse, nadir: Floats) -> None:
    """Band from the coldest to the warmest part, with 0, −20 and −40 °C; below it the fascicles as lanes."""
    arc = course.arc * 1e3
    samples = nadir.reshape(len(arc), -1)
    known = np.isfinite(samples).any(axis=1)
    coldest, middle, warmest = (np.full(len(arc), np.nan) for _ in range(3))
    coldest[known] = np.nanmin(samples[known], axis=1)
    middle[known] = np.nanmedian(samples[known], axis=1)
    warmest[known] = np.nanmax(samples[known], axis=1)
    axes.fill_between(
        arc, coldest, warmest, color="#e9dc6a", alpha=0.75, linewidth=0, label="coldest to warmest part"
    )
    axes.plot(arc, middle, color=OUTLINE, linewidth=2.0, label="half of the fascicle area is colder")
    axes.plot(arc, warmest, color=OUTLINE, linewidth=0.8)
    for line in ISOTHERMS:
        axes.axhline(line.temperature, color=line.colour, linestyle=line.style, linewidth=1.2, zorder=1)
        words = "0 °C" if line.surface == "ice" else line.label
        text = axes.text(
            arc[-1], line.temperature, f"{words} ", ha="right", va="bottom", fontsize=8, color=line.colour
        )
        text.set_path_effects(halo())
    low = min(-45.0, float(np.nanmin(coldest[known], initial=0.0)) - 12)
    axes.set_ylim(low, 54.0)
    axes.set_xlim(arc[0], arc[-1])
    axes.set_ylabel("coldest temperature, °C", fontsize=8.5)
    tidy(axes)
    axes.legend(loc="lower right", fontsize=8, bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.0)
    axes.tick_params(labelbottom=False)


def _mark_covered(axes: Axes, run: Run, course: NerveCourse) -> None:
    lesion = run.prediction.lesions.get(course.name) if run.prediction else None
    if lesion is None:
        return
    for begin, end in _covered(lesion):
        axes.axvspan(begin * 1e3, end * 1e3, ymin=0.0, ymax=0.035, color=ISOTHERMS[1].colour, linewidth=0)
    begin, end = lesion.full_extent
    if end > begin:
        words, place = f"covered {lesion.full_length * 1e3:.1f} mm", 0.5 * (begin + end) * 1e3
    else:
        words, place = "no section fully below −20 °C", 0.5 * (course.arc[0] + course.arc[-1]) * 1e3
    low, high = axes.get_ylim()
    text = axes.text(
        place,
        low + 0.05 * (high - low),
        words,
        ha="center",
        va="bottom",
        fontsize=8.5,
        fontweight="bold",
        color=ISOTHERMS[1].colour,
        zorder=10,
    )
    text.set_path_effects(halo(3.0))


def _covered(lesion: Lesion) -> tuple[tuple[float, float], ...]:
    """Every stretch with a complete section, ends between stations as in the length that is told."""
    if lesion.exposure is None:
        return (lesion.full_extent,)
    return runs_below(lesion.arc, lesion.exposure.complete_nadir, injury_rules().covered_below.value)


def _mark_probes(axes: Axes, run: Run, course: NerveCourse) -> None:
    """A small mark on top where each probe passes the nerve, and where the nerve is a neuroma."""
    _, high = axes.get_ylim()
    places = []
    for probe in run.case.probes:
        middle = middle_of_active_tip(run.case, probe)
        distance = np.linalg.norm(course.points - middle, axis=1)
        if distance.min() > 25e-3:
            continue
        place = float(course.arc[int(np.argmin(distance))]) * 1e3
        places.append((place, shortened(probe.name, 14)))
        axes.plot(place, high - 1.5, marker="v", color=PROBE, markersize=7, zorder=9, clip_on=False)
    if len(run.case.probes) <= 4:
        for place, words in told_apart(places, LABEL_WIDTH * 1e3 * float(course.arc[-1] - course.arc[0])):
            text = axes.text(place, high - 5, words, ha="center", va="top", fontsize=8, color=PROBE)
            text.set_path_effects(halo())
    if course.neuroma.any():
        ends = course.arc[np.flatnonzero(course.neuroma)[[0, -1]]] * 1e3
        axes.axvspan(ends[0], ends[1], ymin=0.985, ymax=1.0, color="#b49b00", linewidth=0)
        axes.text(ends.mean(), high - 2.2, "neuroma", ha="center", va="top", fontsize=8, color=OUTLINE)


def told_apart(places: Sequence[tuple[float, str]], width: float) -> list[tuple[float, str]]:
    """Where names of probes are written, and what; those nearer than `width` share one label.

    >>> told_apart([(36.0, "distal"), (38.0, "proximal"), (60.0, "third")], 12.0)
    [(37.0, 'probes distal, proximal'), (60.0, 'probe third')]
    """
    groups: list[list[tuple[float, str]]] = []
    for one in sorted(places, key=lambda pair: pair[0]):
        if groups and one[0] - groups[-1][-1][0] < width:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [
        (
            sum(place for place, _ in group) / len(group),
            ("probe " if len(group) == 1 else "probes ") + ", ".join(name for _, name in group),
        )
        for group in groups
    ]


def _lanes(axes: Axes, arc: Floats, nadir: Floats, spared: frozenset[int]) -> None:
    """Every fascicle a lane, coloured by the coldest temperature its whole cross-section reached.

    The spared ones lie below a line, with their numbers where there is room.
    """
    from matplotlib.colors import BoundaryNorm, ListedColormap

    colours = ListedColormap(list(FILLS))
    norm = BoundaryNorm([-400.0, *EDGES, 100.0], 4)
    if nadir.size:
        order = lane_order(nadir, spared)
        axes.imshow(
            np.ma.masked_invalid(nadir[:, order].T),
            aspect="auto",
            cmap=colours,
            norm=norm,
            extent=(arc[0], arc[-1], nadir.shape[1], 0),
            interpolation="nearest",
        )
        _mark_spared(axes, order, len(spared))
    axes.set_xlim(arc[0], arc[-1])
    axes.tick_params(labelsize=8, length=3)
    axes.tick_params(axis="y", labelsize=7, length=0, pad=2)
    axes.set_xlabel("distance along the nerve from its distal end, mm", fontsize=8.5)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color("#9aa3ad")


def _name_lanes(axes: Axes, *, ended: bool) -> None:
    """What the colours of the lanes mean; `ended`: some fascicle ends in a neuroma."""
    axes.legend(
        handles=_classes(ended=ended),
        loc="lower right",
        bbox_to_anchor=(1.0, 1.02),
        ncols=5,
        fontsize=7.5,
        borderaxespad=0.0,
        handlelength=1.2,
        columnspacing=1.2,
    )


def _mark_spared(axes: Axes, order: NDArray[np.int64], count: int) -> None:
    """A line over the lanes of the spared fascicles, and their numbers beside them where there is room."""
    first = order.size - count
    if 0 < count < order.size:
        axes.axhline(first, color=INK, linewidth=1.4)
    box = axes.get_window_extent()
    lane = box.height / axes.figure.dpi * 72.0 / max(order.size, 1)  # points
    if count and lane >= LEAST_LANE:
        axes.set_yticks(np.arange(first, order.size) + 0.5, [str(number) for number in order[first:]])
    elif 0 < count < order.size and (order.size - count) * lane > LEAST_LANE:
        axes.set_yticks([0.5 * first, 0.5 * (first + order.size)], ["interrupted", "spared"])
    elif count:
        axes.set_yticks([0.5 * (first + order.size)], ["spared"])
    else:
        axes.set_yticks([])
        axes.set_ylabel("fascicles", fontsize=8, rotation=0, ha="right", va="center")


def _classes(*, ended: bool) -> list[Patch]:
    from matplotlib.patches import Patch

    named = [*zip(FILLS, FILL_WORDS, strict=True), *([(ENDED, "has ended")] if ended else [])]
    return [Patch(facecolor=fill, edgecolor="#9aa3ad", label=word) for fill, word in named]
