"""What following found: where the hidden -20 degC lies after a clip, and the nerve's coverage in time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, MUTED, PROBE, halo, save, sheet, tidy
from cryonerve.ultrasound.follow_words import shown_look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cryonerve.ultrasound.following import Following
    from cryonerve.ultrasound.front import Front
    from cryonerve.ultrasound.members import Members

__all__ = ["draw_following"]

Floats = NDArray[np.float64]
Ring = tuple[Floats, Floats]
EDGE, COLD = ISOTHERMS[0].colour, ISOTHERMS[1].colour


def draw_following(found: Following, members: Members, front: Front, path: Path) -> Path:
    """Left: the picture's plane at the last look. Right: along time, coverage or, without a nerve, radii."""
    with sheet(18.0, 9.2) as figure:
        place = figure.add_axes((0.07, 0.15, 0.40, 0.74))
        _plane(place, found, members, front)
        course = figure.add_axes((0.58, 0.15, 0.40, 0.74))
        if np.isfinite(found.covered.middle).all():
            _coverage(course, found, members)
        else:
            _radii(course, found)
        if found.disagrees[-1]:
            figure.text(0.5, 0.965, "The picture disagrees with the model: bands are not to be relied on",
                        ha="center", va="center", color="#b00020", fontweight="bold")  # fmt: skip
        figure.text(
            0.99,
            0.012,
            "Inferred. Research software, no medical device.",
            ha="right",
            fontsize=7,
            color=MUTED,
        )
        return save(figure, path)


def _ring(members: Members, radius: Floats) -> Ring:
    """Closed outline in mm, rays along a shaft left out."""
    known = np.isfinite(radius)
    angles, size = members.angles[known], 1e3 * radius[known]
    order = np.argsort(angles)
    angles, size = np.append(angles[order], angles[order][:1]), np.append(size[order], size[order][:1])
    lateral, depth = members.centre
    return 1e3 * lateral + size * np.sin(angles), 1e3 * depth - size * np.cos(angles)


def _plane(axes: Axes, found: Following, members: Members, front: Front) -> None:
    look = shown_look(found)
    for band, colour, words in ((found.edge, EDGE, "edge of the ice"), (found.cold, COLD, "−20 °C, hidden")):
        ring = _ring(members, band.middle[look])
        _fill_between_rings(axes, (_ring(members, band.high[look]), _ring(members, band.low[look])), colour)
        axes.plot(*ring, color=colour, lw=1.6)
        axes.annotate(
            words, (1e3 * members.centre[0], ring[1].max()), xytext=(0, -3), textcoords="offset points",
            ha="center", va="top", fontsize=8, color=colour, path_effects=halo(2.0),
        )  # fmt: skip
    row = int(np.argmin(np.abs(front.times - found.times[look])))
    seen = front.visible[row]
    x, y = front.points[row, seen].T
    axes.plot(1e3 * x, 1e3 * y, ".", color=INK, ms=3.0)
    if seen.any():
        axes.annotate("seen", (1e3 * x.mean(), 1e3 * y.min()), xytext=(0, 4), textcoords="offset points",
                      ha="center", fontsize=8, color=INK)  # fmt: skip
    axes.plot(1e3 * members.centre[0], 1e3 * members.centre[1], "o", color=PROBE, ms=5.0)
    axes.annotate("probe", (1e3 * members.centre[0], 1e3 * members.centre[1]), xytext=(6, -9),
                  textcoords="offset points", fontsize=8, color=PROBE)  # fmt: skip
    axes.set_aspect("equal")
    axes.margins(0.12)
    axes.invert_yaxis()
    axes.set_xlabel("across the picture, mm")
    axes.set_ylabel("depth, mm")
    axes.set_title(f"In the picture's plane at {found.times[look]:.0f} s")
    tidy(axes)


def _fill_between_rings(
    axes: Axes, rings: tuple[tuple[Floats, Floats], tuple[Floats, Floats]], colour: str
) -> None:
    outer, inner = rings
    axes.fill(
        np.concatenate([outer[0], inner[0][::-1]]), np.concatenate([outer[1], inner[1][::-1]]),
        color=colour, alpha=0.22, lw=0.0,
    )  # fmt: skip


def _coverage(axes: Axes, found: Following, members: Members) -> None:
    now = found.times[-1]
    low, middle, high = (
        100.0 * part for part in (found.covered.low, found.covered.middle, found.covered.high)
    )
    axes.fill_between(found.times, low, high, color=COLD, alpha=0.22, lw=0.0)
    axes.plot(found.times, middle, color=COLD, lw=1.8, label="seen so far")
    later = members.times >= now
    courses = np.maximum.accumulate(np.clip(found.state.weights @ members.covered, 0.0, 1.0), axis=1)[
        :, later
    ]
    ends = 100.0 * np.percentile(courses, (5.0, 50.0, 95.0), axis=0)
    axes.fill_between(members.times[later], ends[0], ends[2], color=MUTED, alpha=0.18, lw=0.0)
    axes.plot(members.times[later], ends[1], color=MUTED, lw=1.4, ls=(0, (4, 2)), label="forecast")
    axes.axvline(now, color=INK, lw=0.8)
    axes.axhline(100.0 * found.reach[-1].goal, color=INK, lw=0.8, ls=":")
    axes.annotate("goal", (members.times[0], 100.0 * found.reach[-1].goal), xytext=(3, 3),
                  textcoords="offset points", fontsize=8, color=INK)  # fmt: skip
    axes.set_ylim(-2.0, 104.0)
    axes.set_xlabel("time, s")
    axes.set_ylabel("fascicle area below −20 °C so far, %")
    axes.set_title("Nerve covered, bands of 5 to 95 %")
    axes.legend(loc="center right", fontsize=7.5)
    tidy(axes)


def _radii(axes: Axes, found: Following) -> None:
    up = int(np.argmin(np.abs(found.angles)))
    for band, colour, words in ((found.edge, EDGE, "edge of the ice"), (found.cold, COLD, "−20 °C, hidden")):
        low, middle, high = (1e3 * part[:, up] for part in (band.low, band.middle, band.high))
        axes.fill_between(found.times, low, high, color=colour, alpha=0.22, lw=0.0)
        axes.plot(found.times, middle, color=colour, lw=1.8, label=words)
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("time, s")
    axes.set_ylabel("towards the transducer, mm")
    axes.set_title("Radii, bands of 5 to 95 %")
    axes.legend(loc="upper left", fontsize=7.5)
    tidy(axes)
