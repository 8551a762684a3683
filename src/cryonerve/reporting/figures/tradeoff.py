"""What a search weighed: coverage against cold outside of the nerve, by time; none is better in all three."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.reporting.figures.sheet import INK, MUTED, halo, save, sheet, tidy
from cryonerve.reporting.sureness import Weighed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

CONFIRMED, ESTIMATED = "#0072B2", "#7a8794"
NEAR = 0.05  # of the height of the axis; closer labels are moved apart


def draw(front: Sequence[Weighed], path: Path) -> Path | None:
    """The front; None where there is nothing to choose between."""
    if len(front) < 2:
        return None
    with sheet(16.0, 8.0) as figure:
        axes = figure.add_axes((0.1, 0.17, 0.86, 0.66))
        _line(axes, front)
        _points(axes, front)
        axes.set_ylim(0.0, 105.0)
        axes.set_xlim(0.0, 1.15e9 * max(item.collateral for item in front) + 1.0)
        axes.set_xlabel("tissue outside of the nerve below −20 °C, mm³ (less is better)", fontsize=8.5)
        axes.set_ylabel("of the goal covered, %", fontsize=8.5)
        axes.set_title("What costs what", fontsize=9.5, pad=18)
        axes.legend(loc="lower right", fontsize=8, frameon=False)
        tidy(axes)
        words = "Beside the points: time of the procedure. Not a prognosis."
        figure.text(0.985, 0.012, words, ha="right", fontsize=7.5, color=MUTED)
        return save(figure, path)


def _line(axes: Axes, front: Sequence[Weighed]) -> None:
    """What is reached at most with so much cold outside: a staircase."""
    rising = sorted(front, key=lambda item: item.collateral)
    best, steps = 0.0, []
    for item in rising:
        best = max(best, item.coverage)
        steps.append((1e9 * item.collateral, 100 * best))
    axes.step(*zip(*steps, strict=True), where="post", color=MUTED, lw=1.0, zorder=1)


def _points(axes: Axes, front: Sequence[Weighed]) -> None:
    """Filled where a full run said it, hollow where a preview did; minutes beside."""
    for confirmed, words in ((True, "full run"), (False, "estimated")):
        mine = [item for item in front if item.confirmed == confirmed]
        if mine:
            axes.plot(
                [1e9 * item.collateral for item in mine], [100 * item.coverage for item in mine],
                "o" if confirmed else "D", color=CONFIRMED if confirmed else ESTIMATED,
                markerfacecolor=CONFIRMED if confirmed else "white", markersize=8 if confirmed else 6,
                label=words, zorder=3,
            )  # fmt: skip
    width = max(item.collateral for item in front) or 1.0
    written: list[tuple[float, float]] = []
    for item in sorted(front, key=lambda item: (not item.confirmed, -item.coverage)):
        place = (item.collateral / width, item.coverage)
        if any(abs(place[0] - x) < NEAR and abs(place[1] - y) < NEAR for x, y in written):
            continue  # two that lie on each other cannot both be read
        written.append(place)
        axes.annotate(
            f"{item.seconds / 60:g} min", (1e9 * item.collateral, 100 * item.coverage), xytext=(7, 5),
            textcoords="offset points", fontsize=8.5, fontweight="bold" if item.confirmed else "normal",
            color=INK, path_effects=halo(), zorder=4,
        )  # fmt: skip
