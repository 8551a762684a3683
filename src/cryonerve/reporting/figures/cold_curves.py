"""How much of the nerve, and of what lies around it, got how cold: cumulative curves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.nerve.cold_curves import ColdCurve, cold_curves
from cryonerve.planning.cold_bands import ColdBand
from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, MUTED, halo, save, sheet, tidy
from cryonerve.reporting.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

WARMEST, COLDEST = 20.0, -60.0  # degC, of the axis
LEAST = 1e-9  # m3; less is no curve
# lines speak of tissue here, so they are darker than its area in a section
COLOURS = {
    "nerve": "#8a7600",
    "neuroma": "#009E73",
    "muscle": "#b0472f",
    "fat": "#b08d1f",
    "skin": "#a8663c",
    "bone": "#6d6455",
    "artery": "#c8402f",
    "vein": "#3f66a0",
}
STYLES = {
    "neuroma": (0, (5.0, 1.6)),
    "fat": (0, (5.0, 1.6)),
    "skin": (0, (1.1, 1.3)),
    "vein": (0, (3, 1, 1, 1)),
}


def draw(run: Run, path: Path, bands: Sequence[ColdBand] = ()) -> Path | None:
    """Left the share of the nerve, right the volume of everything else; None where nothing got cold.

    `bands` : of a spread of the same plan, drawn as areas behind the curves of this run.
    """
    goal = run.case.goals
    curves = cold_curves(run.freezing, run.volume, length=None if goal is None else goal.length)
    nerve = [curve for curve in curves if curve.kind in {"nerve", "neuroma"}]
    rest = [curve for curve in curves if curve not in nerve]
    cold = [curve for curve in rest if curve.below(WARMEST) > LEAST]
    if not nerve and not cold:
        return None
    with sheet(18.0, 8.2) as figure:
        places = [(0.075, 0.17, 0.4, 0.65), (0.57, 0.17, 0.4, 0.65)] if nerve else [(0.1, 0.17, 0.85, 0.65)]
        if nerve:
            _shares(figure.add_axes(places[0]), nerve, bands)
        axes = figure.add_axes(places[-1])
        _volumes(axes, cold, bands)
        if bands:
            words = "Areas: 90 of 100 ways in which the same plan may turn out."
            figure.text(0.015, 0.012, words, ha="left", fontsize=7.5, color=MUTED)
        warm = [curve.name for curve in rest if curve not in cold]
        if warm:
            figure.text(
                0.985, 0.012, f"Nowhere below {WARMEST:g} °C: {', '.join(warm)}.", ha="right", fontsize=7.5,
                color=MUTED,
            )  # fmt: skip
        return save(figure, path)


def _area(axes: Axes, curve: ColdCurve, bands: Sequence[ColdBand], *, times: float) -> None:
    """The band of a curve, where there is one."""
    for band in bands:
        if band.name == curve.name:
            axes.fill_between(
                band.temperatures, times * band.low, times * band.high, color=COLOURS.get(curve.kind, INK),
                alpha=0.16, lw=0, zorder=0,
            )  # fmt: skip


def _shares(axes: Axes, curves: list[ColdCurve], bands: Sequence[ColdBand]) -> None:
    """Share of fascicle volume below each temperature."""
    for curve in curves:
        _area(axes, curve, bands, times=100.0)
        words = ", ".join(part for part in (curve.kind, curve.over) if part)
        axes.plot(
            curve.temperatures, 100 * curve.share, color=COLOURS[curve.kind], lw=2.2,
            linestyle=STYLES.get(curve.kind, "solid"), label=words,
        )  # fmt: skip
    _ground(axes, "of the fascicles, %")
    axes.set_ylim(0.0, 104.0)
    axes.set_title("How much of the nerve", fontsize=9.5, pad=22)
    axes.legend(loc="best", fontsize=8, labelcolor="linecolor", framealpha=0.9, edgecolor="none")
    nerve = curves[0]
    for line in ISOTHERMS[:2]:
        share = 100 * nerve.below(line.temperature) / nerve.whole
        axes.plot([line.temperature], [share], "o", color=COLOURS[nerve.kind], markersize=4.5, zorder=4)
        axes.annotate(
            f"{share:.0f} %", (line.temperature, share), xytext=(5, 4), textcoords="offset points",
            fontsize=8.5, fontweight="bold", color=INK, path_effects=halo(),
        )  # fmt: skip


def _volumes(axes: Axes, curves: list[ColdCurve], bands: Sequence[ColdBand]) -> None:
    """Volume of everything else below each temperature."""
    from matplotlib.ticker import FuncFormatter

    top = max((curve.below(WARMEST) for curve in curves), default=LEAST) * 1e9
    for curve in curves:
        cubic = 1e9 * curve.volume
        _area(axes, curve, bands, times=1.0)
        axes.plot(
            curve.temperatures, np.where(cubic >= 1.0, cubic, np.nan), color=COLOURS.get(curve.kind, INK),
            linestyle=STYLES.get(curve.kind, "solid"), lw=2.0, label=curve.name,
        )  # fmt: skip
    _ground(axes, "of tissue, mm³")
    axes.set_yscale("log")
    axes.set_ylim(1.0, max(10.0, 2.0 * top))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.0f}".replace(",", "\N{THIN SPACE}"))
    )
    axes.set_title("How much of what lies around it", fontsize=9.5, pad=22)
    if curves:
        axes.legend(
            loc="upper right",
            fontsize=8,
            labelcolor="linecolor",
            frameon=True,
            framealpha=0.9,
            edgecolor="none",
        )


def _ground(axes: Axes, label: str) -> None:
    """Axis of temperature, colder to the right, with the three surfaces that mean something."""
    from matplotlib.transforms import blended_transform_factory

    axes.set_xlim(WARMEST, COLDEST)
    axes.set_xlabel("coldest temperature, °C", fontsize=8.5)
    axes.set_ylabel(label, fontsize=8.5)
    tidy(axes)
    across = blended_transform_factory(axes.transData, axes.transAxes)
    for line in ISOTHERMS:
        axes.axvline(line.temperature, color=line.colour, linestyle=line.style, lw=1.1, zorder=1)
        words = "freezes" if line.surface == "ice" else line.label
        axes.text(
            line.temperature, 1.015, words, transform=across, ha="center", fontsize=7.5, color=line.colour
        )
