"""How cold the nerve got along its length."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.result import NerveHistory
from cryonerve.nerve.completeness import of_fascicles
from cryonerve.nerve.exposure import runs_below
from cryonerve.nerve.lesion import Lesion
from cryonerve.reporting.figures.naming import shortened
from cryonerve.reporting.figures.nerve_side import draw_side
from cryonerve.reporting.figures.planes import middle_of_active_tip, treated_nerve
from cryonerve.reporting.figures.sheet import ISOTHERMS, OUTLINE, PROBE, halo, save, sheet, tidy
from cryonerve.reporting.run import Run
from cryonerve.sources.injury import injury_rules

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = ["draw_strip", "draw_strip_into"]

Floats = NDArray[np.float64]
EDGES = (-40.0, -20.0, 0.0)  # degC
FILLS = (ISOTHERMS[2].fill, ISOTHERMS[1].fill, ISOTHERMS[0].fill, "#f6e7a8")
FILL_WORDS = ("whole fascicle below −40 °C", "below −20 °C", "below 0 °C", "not frozen through")


def draw_strip(run: Run, path: Path) -> Path | None:
    """Coldest temperature along the treated nerve; None when there is no nerve to draw."""
    found = _treated(run)
    side = _side_height(found[0]) if found is not None and found[0].neuroma.any() else 0.0
    tall = 9.4 + side
    with sheet(18.0, tall) as figure:

        def place(bottom: float, height: float) -> Axes:
            return figure.add_axes((0.085, bottom / tall, 0.895, height / tall))

        axes, lane = place(2.82 + side, 6.0), place(1.08, 0.99)
        if found is not None and side:
            draw_side(place(2.75, side - 0.15), found[0])
        return save(figure, path) if draw_strip_into(axes, lane, run) else None


def _side_height(course: NerveCourse) -> float:
    """Height in cm that the nerve from the side takes in true proportion, a little air included."""
    return float(0.895 * 18.0 * 2.16 * course.semi_axes[:, 0].max() / (course.arc[-1] - course.arc[0]) + 0.15)


def _treated(run: Run) -> tuple[NerveCourse, NerveHistory] | None:
    course = treated_nerve(run.volume)
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
    known = history.inside[:, None] & (course.fascicle_radii > 0)
    nadir = np.where(known[:, :, None], history.nadir_samples, np.nan)
    _along(axes, course, nadir)
    _mark_covered(axes, run, course)
    _mark_probes(axes, run, course)
    _lanes(lane, course, nadir.max(axis=2))
    return True


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
    for probe in run.case.probes:
        middle = middle_of_active_tip(run.case, probe)
        distance = np.linalg.norm(course.points - middle, axis=1)
        if distance.min() > 25e-3:
            continue
        place = course.arc[int(np.argmin(distance))] * 1e3
        axes.plot(place, high - 1.5, marker="v", color=PROBE, markersize=7, zorder=9, clip_on=False)
        if len(run.case.probes) <= 4:
            text = axes.text(
                place,
                high - 5,
                f"probe {shortened(probe.name, 14)}",
                ha="center",
                va="top",
                fontsize=8,
                color=PROBE,
            )
            text.set_path_effects(halo())
    if course.neuroma.any():
        ends = course.arc[np.flatnonzero(course.neuroma)[[0, -1]]] * 1e3
        axes.axvspan(ends[0], ends[1], ymin=0.985, ymax=1.0, color="#b49b00", linewidth=0)
        axes.text(ends.mean(), high - 2.2, "neuroma", ha="center", va="top", fontsize=8, color=OUTLINE)


def _lanes(axes: Axes, course: NerveCourse, nadir: Floats) -> None:
    """Every fascicle a lane, coloured by the coldest temperature its whole cross-section reached.

    Where a fascicle has divided, in a neuroma, its lane shows the warmest of its parts.
    """
    from matplotlib.colors import BoundaryNorm, ListedColormap

    arc = course.arc * 1e3
    colours = ListedColormap(list(FILLS))
    norm = BoundaryNorm([-400.0, *EDGES, 100.0], 4)
    if nadir.size:
        nadir = of_fascicles(course, nadir)[:, np.unique(course.fascicle_of)]
        order = np.argsort(np.where(np.isfinite(nadir), nadir, 37.0).mean(axis=0))
        axes.imshow(
            np.ma.masked_invalid(nadir[:, order].T),
            aspect="auto",
            cmap=colours,
            norm=norm,
            extent=(arc[0], arc[-1], nadir.shape[1], 0),
            interpolation="nearest",
        )
    axes.set_xlim(arc[0], arc[-1])
    axes.set_yticks([])
    axes.set_ylabel("fascicles", fontsize=8, rotation=0, ha="right", va="center")
    axes.tick_params(labelsize=8, length=3)
    axes.set_xlabel("distance along the nerve from its distal end, mm", fontsize=8.5)
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color("#9aa3ad")
    axes.legend(
        handles=_classes(),
        loc="lower right",
        bbox_to_anchor=(1.0, 1.02),
        ncols=4,
        fontsize=7.5,
        borderaxespad=0.0,
        handlelength=1.2,
        columnspacing=1.2,
    )


def _classes() -> list[Patch]:
    from matplotlib.patches import Patch

    return [
        Patch(facecolor=fill, edgecolor="#9aa3ad", label=word)
        for fill, word in zip(FILLS, FILL_WORDS, strict=True)
    ]
