"""One person's measurements over the published courses: what was measured, not what will be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryonerve.nerve.pain_clock import span
from cryonerve.registry.person_course import CoursePoint, PersonCourse
from cryonerve.reporting.figures.naming import shortened, spread_apart
from cryonerve.reporting.figures.sheet import INK, MUTED, halo, save, sheet
from cryonerve.sources.courses import PublishedCourse, against_sham, published_courses

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_trajectory"]

PERSON = "#882255"
COURSES = ("#0072B2", "#00795c", "#8a6d00")  # apart for every common colour vision; markers differ as well
MARKERS = ("o", "s", "^")
FEELING = "#5b6570"
WIDTH, LEFT, RIGHT = 18.0, 2.9, 4.1  # cm
TITLE, PAIN, FEEL, FUNCTION, GAP, FOOT = 2.3, 5.8, 2.1, 2.7, 0.5, 3.2  # cm
BESIDE, NUMBERED, ROOM = 1.02, 8, 14.0  # where names begin, of the axes' width; scores written; days
FIRST, LAST, BEFORE = 0.75, 1200.0, 0.34  # days; where "before" stands on the logarithmic axis
TICKS = {
    BEFORE: "before", 1: "1 day", 7: "1 week", 30.4: "1 month", 91.3: "3 m", 182.6: "6 m", 365.25: "1 year",
    730.5: "2 y",
}  # fmt: skip


def draw_trajectory(person: PersonCourse, path: Path) -> Path | None:
    """The picture of one person's course; None where no pain was measured.

    Pain of the person in bold over the means of the published series, each named with what it counted; the
    sham-controlled trial above all of them. Below: when feeling came back in children, and the person's
    function. Hollow marks are scores or days that were inferred.
    """
    if not person.pain:
        return None
    end = max(LAST, *(1.2 * point.day for point in (*person.pain, *person.function)))
    courses = [course for course in published_courses().values() if course.kind == "mean"]
    feeling = [course for course in published_courses().values() if course.kind == "share"]
    panels = [PAIN, *([FEEL] if feeling else []), *([FUNCTION] if person.function else [])]
    height = TITLE + sum(panels) + GAP * (len(panels) - 1) + FOOT
    with sheet(WIDTH, height) as figure:
        tops = [height - TITLE - sum(panels[:place]) - GAP * place for place in range(len(panels))]
        axes = [
            figure.add_axes(
                (LEFT / WIDTH, (top - tall) / height, (WIDTH - LEFT - RIGHT) / WIDTH, tall / height)
            )
            for top, tall in zip(tops, panels, strict=True)
        ]
        _headings(figure, person, height)
        for one in axes:
            _frame(one, end, last=one is axes[-1])
        _pain(axes[0], person.pain, courses)
        if feeling:
            _feeling(axes[1], feeling[0], person.pain[-1].day)
        if person.function:
            _function(axes[-1], person)
        _foot(figure, [*courses, *feeling], height)
        return save(figure, path)


def _headings(figure: Figure, person: PersonCourse, height: float) -> None:
    """What was measured, that it is no prognosis, and the trial against sham before any series."""
    before = [point for point in person.pain if point.day <= 0]
    after = [point for point in person.pain if point.day > 0]
    chosen = after if len(after) < 3 else [after[0], after[-1]]
    parts = [f"{before[-1].value:.2g} before"] if before else []
    parts += [f"{point.value:.2g} at {span(point.day)}{' (assumed)' * point.assumed}" for point in chosen]
    sham = against_sham()
    rows: tuple[tuple[float, str, dict[str, Any]], ...] = (
        (0.16, f"Pain: {', '.join(parts)}", {"fontsize": 11.5, "fontweight": "bold", "color": PERSON}),
        (0.8, shortened(person.title, 100), {"fontsize": 8.5, "color": INK}),
        (1.28, sham.sentence, {"fontsize": 8.2, "fontweight": "bold", "color": INK}),
        (1.68, f"{sham.short}: {sham.transfer}.", {"fontsize": 7.5, "color": MUTED}),
    )
    for down, words, style in rows:
        figure.text(0.3 / WIDTH, 1 - down / height, words, ha="left", va="top", **style)
    figure.text(
        1 - 0.3 / WIDTH, 1 - 0.2 / height, "This is not a prognosis", ha="right", va="top", fontsize=10,
        fontweight="bold", color="white",
        bbox={"boxstyle": "round,pad=0.35", "facecolor": INK, "edgecolor": "none"},
    )  # fmt: skip


def _frame(axes: Axes, end: float, *, last: bool) -> None:
    """The axis of time, shared by all panels, with a slot for what was before."""
    from matplotlib.ticker import NullLocator

    axes.set_xscale("log")
    axes.set_xlim(0.24, end)
    axes.set_xticks(list(TICKS), list(TICKS.values()) if last else [""] * len(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.tick_params(length=3, labelsize=8)
    axes.axvspan(0.24, 0.5, color="#f1f2f4", linewidth=0, zorder=0)
    for place in list(TICKS)[1:]:
        axes.axvline(place, color="#e3e7eb", linewidth=0.7, zorder=0)
    if last:
        axes.set_xlabel("time since the procedure, on a logarithmic axis", fontsize=8.5)


def _place(day: float) -> float:
    return BEFORE if day <= 0 else max(day, FIRST)


def _pain(axes: Axes, pain: Sequence[CoursePoint], courses: Sequence[PublishedCourse]) -> None:
    axes.set_ylim(-0.3, 10.3)
    axes.set_yticks(range(0, 11, 2))
    axes.set_ylabel("PAIN\npoints of 10", fontsize=8.5)
    axes.grid(axis="y", color="#eef0f2", linewidth=0.7)
    ends = []
    for course, colour, marker in zip(courses, COURSES, MARKERS, strict=False):
        days, values = [BEFORE, *course.days], [course.baseline or math.nan, *course.values]
        axes.plot(days, values, color=colour, linewidth=1.1, marker=marker, markersize=4, alpha=0.9, zorder=3)
        for day, outcome in zip(course.days, course.outcomes, strict=True):
            if outcome.low is not None and outcome.high is not None and outcome.interval == "95 %":
                axes.plot(
                    [day, day], [outcome.low, outcome.high], color=colour, linewidth=3.2, alpha=0.22, zorder=2
                )
        many = course.outcomes[-1].n
        ends.append(
            (values[-1], f"{course.short}, mean\nof {many} {course.unit}s", colour, (days[-1], values[-1]))
        )
    _names(axes, ends)
    _person(axes, pain, low=False)


def _names(axes: Axes, ends: Sequence[tuple[float, str, str, tuple[float, float]]]) -> None:
    """Names beside the last mean of each series, with a thin line to it."""
    ordered = sorted(ends, key=lambda end: end[0])
    levels = spread_apart([end[0] for end in ordered], 1.55, 0.4, 9.6)
    for (_, words, colour, spot), level in zip(ordered, levels, strict=True):
        axes.annotate(
            words, xy=spot, xytext=(BESIDE, level), textcoords=("axes fraction", "data"),
            fontsize=7.8, color=colour, va="center", ha="left",
            annotation_clip=False, linespacing=1.15,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "alpha": 0.55, "shrinkB": 3},
        )  # fmt: skip


def _person(axes: Axes, points: Sequence[CoursePoint], *, low: bool) -> None:
    """The person's own scores, bold, each with its number; hollow where inferred."""
    reach = axes.get_ylim()[1] - axes.get_ylim()[0]
    away = (0.19 if low else 0.085) * reach
    before = [point for point in points if point.day <= 0][-1:]
    shown = [*before, *(point for point in points if point.day > 0)]
    axes.plot(
        [_place(point.day) for point in shown],
        [point.value for point in shown],
        color=PERSON,
        linewidth=2.6,
        zorder=6,
    )
    written = shown if len(shown) <= NUMBERED else [shown[0], shown[-1]]
    for point in shown:
        axes.plot(
            _place(point.day), point.value, marker="o", markersize=8.5, color=PERSON, zorder=7,
            markerfacecolor="white" if point.assumed else PERSON, markeredgewidth=2.0,
        )  # fmt: skip
        if point not in written:
            continue
        side = -1 if low else 1
        text = axes.text(
            _place(point.day), point.value + side * away, f"{point.value:.2g}", ha="center", va="center",
            fontsize=11, fontweight="bold", color=PERSON, zorder=8,
        )  # fmt: skip
        text.set_path_effects(halo(3.0))


def _feeling(axes: Axes, course: PublishedCourse, day: float) -> None:
    """When feeling came back in children, and where the person's last measurement stands in it."""
    axes.set_ylim(0, 108)
    axes.set_yticks([0, 50, 100], ["0", "50", "100 %"])
    axes.set_ylabel("FEELING BACK\nin children", fontsize=8.5)
    axes.fill_between(course.days, 0, course.values, color=FEELING, alpha=0.22, linewidth=0, zorder=2)
    axes.plot(course.days, course.values, color=FEELING, linewidth=1.4, marker="D", markersize=4, zorder=3)
    for when, share in zip(course.days, course.values, strict=True):
        axes.text(
            when / 1.09,
            share + 3,
            f"{share:.0f}",
            fontsize=7.5,
            ha="right",
            va="bottom",
            color=FEELING,
            zorder=4,
        )
    axes.annotate(
        f"{course.short}\n{course.outcomes[0].n} {course.unit}s\n{course.transfer.partition(':')[0]}",
        xy=(BESIDE, 54), xycoords=("axes fraction", "data"), fontsize=7.8, color=FEELING, va="center",
        annotation_clip=False,
    )  # fmt: skip
    if day > 0:
        axes.axvline(day, color=PERSON, linewidth=1.4, linestyle=(0, (3, 2)), zorder=4)
        half = next(
            (when for when, share in zip(course.days, course.values, strict=True) if share >= 50), 0.0
        )
        early = day < half
        words = "last measurement:\nbefore feeling returns in most" if early else "last measurement"
        left = day < ROOM  # no room for words before the line
        text = axes.text(
            day * 1.15 if left else min(day / 1.15, course.days[0] / 1.3), 60, words, fontsize=8,
            ha="left" if left else "right", va="center", color=PERSON, linespacing=1.2, zorder=6,
        )  # fmt: skip
        text.set_path_effects(halo(2.5))


def _function(axes: Axes, person: PersonCourse) -> None:
    low, high = person.function_reach
    axes.set_ylim(low - 0.04 * (high - low), high + 0.12 * (high - low))
    axes.set_yticks([low, (low + high) / 2, high])
    axes.set_ylabel("FUNCTION", fontsize=8.5)
    starts = [start for start, _ in person.function_bands]
    ends = [*starts[1:], high]
    for order, ((start, words), end) in enumerate(zip(person.function_bands, ends, strict=False)):
        axes.axhspan(start, end, color="#f4f6f8" if order % 2 else "#e9edf1", linewidth=0, zorder=0.5)
        if end - start > 0.15 * (high - low):
            axes.text(
                axes.get_xlim()[1] / 1.08, (start + end) / 2, words,
                fontsize=6.8, color=MUTED, va="center", ha="right",
                zorder=2,
            )  # fmt: skip
    _person(axes, person.function, low=True)
    title = person.function_title.replace(", ", ",\n")
    axes.annotate(
        f"{title}\nno published course\nto compare with", fontsize=7.8, color=MUTED,
        xy=(BESIDE, (low + high) / 2), xycoords=("axes fraction", "data"), va="center", annotation_clip=False,
    )  # fmt: skip


def _foot(figure: Figure, courses: Sequence[PublishedCourse], height: float) -> None:
    """Why each course may not hold for this person."""
    lines = [f"{course.short}: {course.transfer}." for course in courses]
    lines.append(
        "Hollow marks: score or day inferred. Pale bars: 95 %. Thin lines join means of groups: "
        "a mean is nobody's own course,"
    )
    lines.append("and none of these series had a control.")
    for order, words in enumerate(reversed(lines)):
        figure.text(
            0.3 / WIDTH,
            (0.12 + 0.32 * order) / height,
            words,
            fontsize=7.2,
            color=MUTED,
            ha="left",
            va="bottom",
        )
