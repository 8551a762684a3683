"""Predictions of a registry against what happened: where times fell in their bands, and reliability."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.registry.calibrating import CLOCKS, Calibration
from cryonerve.registry.probability_calibration import ProbabilityCalibration
from cryonerve.registry.time_calibration import EDGES, TimeCalibration
from cryonerve.reporting.figures.sheet import INK, MUTED, save, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_calibration"]

SEEN, AS_PREDICTED, OFF = "#0072B2", "#8a94a0", "#D55E00"
WIDTH, HEIGHT, LEFT, PANEL, GAP = 27.0, 10.4, 1.6, 7.0, 1.7  # cm
BOTTOM, TALL = 3.0, 5.2  # cm
TITLES = {"recovery": "When feeling came back", "pain_return": "When pain came back"}
PLACES = (
    "earlier than\nthe band",
    "first half\nof the band",
    "later half\nof the band",
    "later than\nthe band",
)
OF_BAND = 0.9


def draw_calibration(found: Calibration, path: Path, *, said: str) -> Path:
    """Three panels: both clocks, and the probability of axonotmesis; `said` stands above them.

    Bars are the share of cases whose time fell into each part of its own predicted band, by maximum
    likelihood; outlines are what calibrated predictions would give. Points are shares with exact intervals.
    """
    with sheet(WIDTH, HEIGHT) as figure:
        axes = [
            figure.add_axes(
                ((LEFT + place * (PANEL + GAP)) / WIDTH, BOTTOM / HEIGHT, PANEL / WIDTH, TALL / HEIGHT)
            )
            for place in range(3)
        ]
        for clock, one in zip(CLOCKS, axes, strict=False):
            _ranks(one, TITLES[clock], found.times[clock])
        _reliability(axes[2], found.axonotmesis)
        figure.text(
            LEFT / WIDTH, 1 - 0.5 / HEIGHT, "\n".join(wrap(said, 105)), va="top", fontsize=12,
            fontweight="bold", color=INK if found.enough else OFF,
        )  # fmt: skip
        figure.text(
            LEFT / WIDTH, 0.35 / HEIGHT, va="bottom", fontsize=8, color=MUTED,
            s="Times are known to lie between two follow-ups only; cases still waited for count as such. "
            "Research use only, no medical device.",
        )  # fmt: skip
        return save(figure, path)


def _ranks(axes: Axes, title: str, times: TimeCalibration | None) -> None:
    axes.set_title(title)
    if times is None:
        _nothing(axes, "no case tells it")
        return
    places, width = np.arange(len(PLACES)), np.diff(EDGES)
    axes.bar(places, 100 * np.array(times.shares), width=0.72, color=SEEN, zorder=2)
    axes.bar(
        places, 100 * width, width=0.9, facecolor="none", edgecolor=INK, linestyle="--", zorder=3,
    )  # fmt: skip
    axes.set_xticks(places, PLACES, fontsize=7.5)
    axes.set_ylabel("% of cases")
    axes.set_ylim(0, max(56.0, 115 * max(times.shares)))
    axes.text(
        0.98, 0.97, "dashed: as predicted", transform=axes.transAxes, ha="right", va="top", fontsize=8,
        color=MUTED,
    )  # fmt: skip
    cover = times.coverage
    missed = not cover.low <= OF_BAND <= cover.high
    words = (
        f"The 90 % band held {100 * cover.likely:.0f} % ({100 * cover.low:.0f} to {100 * cover.high:.0f} %)\n"
        f"of {times.cases} cases; {times.censored} still waited for"
    )
    axes.text(
        0.0, -0.24, words, transform=axes.transAxes, va="top", fontsize=9.5, fontweight="bold",
        color=OFF if missed else INK,
    )  # fmt: skip


def _reliability(axes: Axes, shares: ProbabilityCalibration | None) -> None:
    axes.set_title("Feeling lost: predicted and observed")
    if shares is None:
        _nothing(axes, "no case tells it")
        return
    axes.plot([0, 100], [0, 100], linestyle="--", color=INK, linewidth=1.2, zorder=1)
    for one in shares.bins:
        axes.plot(
            [100 * one.predicted] * 2, [100 * one.low, 100 * one.high], color=SEEN, linewidth=2, zorder=2
        )
        axes.plot(
            100 * one.predicted, 100 * one.observed, "o", color=SEEN, zorder=3,
            markersize=4 + 8 * (one.cases / shares.cases) ** 0.5,
        )  # fmt: skip
    axes.set_xlim(-3, 103)
    axes.set_ylim(-3, 103)
    axes.set_xlabel("predicted probability of axonotmesis, %", fontsize=8.5)
    axes.set_ylabel("feeling was lost, % of cases")
    missed = not shares.low <= shares.predicted <= shares.high
    words = (
        f"Predicted {100 * shares.predicted:.0f} %, observed {100 * shares.observed:.0f} %\n"
        f"({100 * shares.low:.0f} to {100 * shares.high:.0f} %) of {shares.cases} cases"
    )
    axes.text(
        0.0, -0.24, words, transform=axes.transAxes, va="top", fontsize=9.5, fontweight="bold",
        color=OFF if missed else INK,
    )  # fmt: skip


def _nothing(axes: Axes, words: str) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=MUTED)
