"""How sure a plan is: how likely each thing holds, and what the main number hangs on (a tornado)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cryonerve.planning.spread_result import TOGETHER, Probability, Sensitivity, Spread
from cryonerve.planning.spread_words import shown, title_of, unit_for
from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, MUTED, save, sheet, tidy

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_spread"]

LIKELY, UNLIKELY, REST = "#0072B2", "#D55E00", "#eef1f4"
LOW, HIGH = ISOTHERMS[0].colour, ISOTHERMS[1].colour
BARS, ROWS = 9, 10
WIDTH = 34  # letters of a line


def draw_spread(found: Spread, path: Path, *, title: str = "") -> Path:
    """Left: how likely goal, limits and uncertain findings hold. Right: the tornado of the first number."""
    with sheet(26.0, 12.0) as figure:
        figure.text(0.015, 0.955, title, fontsize=11, fontweight="bold", va="center")
        figure.text(0.015, 0.905, f"{len(found.values)} procedures as this plan may turn out",
                    fontsize=9, color=MUTED, va="center")  # fmt: skip
        _likely(figure.add_axes((0.21, 0.17, 0.18, 0.62)), found)
        place = figure.add_axes((0.695, 0.17, 0.285, 0.62))
        if found.sensitivities:
            _tornado(place, found, found.sensitivities[0])
        else:
            place.set_axis_off()
            place.text(0.5, 0.5, "too few samples for a tornado", ha="center", color=MUTED)
        figure.text(0.015, 0.015, "In brackets: total Sobol index, its share of the variance.",
                    fontsize=7, color=MUTED)  # fmt: skip
        figure.text(0.985, 0.015, "Not a prognosis. Research software, no medical device.", ha="right",
                    fontsize=7, color=MUTED)  # fmt: skip
        return save(figure, path)


def _wrapped(text: str) -> str:
    from textwrap import wrap

    return "\n".join(wrap(text, WIDTH)[:2])


def _rows(found: Spread) -> list[tuple[str, float, float]]:
    """What is shown: (words, share, standard error)."""

    def asked(item: Probability) -> bool:
        return item.about.startswith(("goal:", "the case's limit"))

    others = [item for item in found.probabilities if not asked(item) and item.about != TOGETHER]
    certain = [item for item in others if item.no_stop == 1.0 and 0.0 < item.ok < 1.0]
    rows = [
        (item.about.replace("the case's limit for", "limit:"), item.ok, item.ok_error)
        for item in found.probabilities
        if asked(item)
    ]
    rows += [
        (f"no stop: {item.about}", item.no_stop, item.no_stop_error) for item in others if item.no_stop < 1.0
    ]
    rows += [(f"in order: {item.about}", item.ok, item.ok_error) for item in certain]
    together = found.no_stop
    return [*rows[: BARS - 1], ("nothing says stop", together.no_stop, together.no_stop_error)]


def _likely(axes: Axes, found: Spread) -> None:
    rows = _rows(found)
    for row, (words, share, error) in enumerate(rows):
        axes.barh(row, 100.0, color=REST, height=0.62)
        axes.barh(row, 100.0 * share, color=LIKELY if share >= 0.5 else UNLIKELY, height=0.62)
        axes.text(
            103.0,
            row,
            f"{100 * share:.0f} % ± {max(100 * error, 0.1):.{0 if error >= 0.01 else 1}f}",
            va="center",
            fontsize=8,
            color=INK,
        )
        axes.text(-3.0, row, _wrapped(words), va="center", ha="right", fontsize=8, color=INK)
    axes.set_ylim(max(len(rows), 4) - 0.4, -0.6)
    axes.set_xlim(0.0, 100.0)
    axes.set_yticks([])
    axes.set_xlabel("of the procedures, % (± standard error)")
    axes.set_title("How likely it holds", x=-1.1)
    tidy(axes)
    axes.grid(visible=False)


def _tornado(axes: Axes, found: Spread, item: Sensitivity) -> None:
    titles = {one.name: one.title for one in found.unknowns}
    factor = 100.0 if unit_for(item.number) == "share" else 1.0
    swings = item.swings[:ROWS]
    for row, swing in enumerate(swings):
        for value, colour in ((swing.low, LOW), (swing.high, HIGH)):
            axes.barh(
                row, factor * (value - item.middle), left=factor * item.middle, color=colour, height=0.62
            )
        index = f" ({item.total[swing.unknown]:.2f})" if item.total else ""
        words = titles[swing.unknown] + index
        axes.text(-0.02, row, words, transform=axes.get_yaxis_transform(), va="center", ha="right",
                  fontsize=8, color=INK)  # fmt: skip
    axes.axvline(factor * item.middle, color=INK, lw=0.8)
    axes.set_ylim(len(swings) - 0.4, -0.6)
    axes.set_yticks([])
    band = found.band(item.number)
    words = f"5 to 95 % of the procedures: {shown(item.number, band.p5)} to {shown(item.number, band.p95)}"
    axes.set_xlabel(f"{title_of(item.number)}, {'%' if factor > 1 else unit_for(item.number)}\n{words}")
    axes.set_title("What it hangs on", x=-0.65)
    axes.plot([], [], color=LOW, lw=5, label="unknown at its 5 %")
    axes.plot([], [], color=HIGH, lw=5, label="at its 95 %")
    axes.legend(loc="lower right", bbox_to_anchor=(1.02, 0.99), fontsize=7.5, ncols=2)
    if not item.good:
        axes.text(-0.55, -0.2, "Surrogate too far from held-out runs:\ndo not rely on this.",
                  transform=axes.transAxes, fontsize=8, color="#b00020")  # fmt: skip
    tidy(axes)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color="#e3e7eb", linewidth=0.7)
