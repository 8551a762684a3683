"""Predictions of a registry against what happened: ranks in their bands, reliability, case by case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np

from cryonerve.registry.calibrating import CLOCKS, PROBABILITY, Calibration
from cryonerve.registry.outcome_pairs import Pair, Waited
from cryonerve.registry.probability_calibration import ProbabilityCalibration
from cryonerve.registry.time_calibration import EDGES, TimeCalibration
from cryonerve.reporting.figures.sheet import INK, MUTED, save, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_calibration", "told"]

SEEN, AS_PREDICTED, OFF = "#0072B2", "#8a94a0", "#D55E00"
BAND = "#d3d9e0"
WIDTH, HEIGHT, LEFT, PANEL, GAP = 27.0, 18.4, 1.6, 7.0, 1.7  # cm
TOP, TALL = 10.9, 5.2  # cm: lower edge and height of the upper row
LOW, LOWER, WIDE = 1.9, 5.6, 11.35  # cm: of the two panels below, case by case
MOST = 60  # cases shown one by one
DAYS = (1, 7, 30, 90, 180, 365, 1095, 3650)
TITLES = {"recovery": "When feeling came back", "pain_return": "When pain came back"}
PLACES = (
    "earlier than\nthe band",
    "first half\nof the band",
    "later half\nof the band",
    "later than\nthe band",
)
Told = tuple[tuple[float, float, float], Waited]


def draw_calibration(found: Calibration, path: Path, *, said: str) -> Path:
    """Both clocks and the probability of axonotmesis, and below case by case; `said` stands above them.

    Above: bars are the share of cases whose time fell into each part of its own predicted band, by maximum
    likelihood; outlines are what calibrated predictions would give. Points are shares with exact intervals.
    Below: predicted bands, and between which follow-ups it happened; arrows are cases still waited for.
    """
    with sheet(WIDTH, HEIGHT) as figure:
        axes = [
            figure.add_axes(
                ((LEFT + place * (PANEL + GAP)) / WIDTH, TOP / HEIGHT, PANEL / WIDTH, TALL / HEIGHT)
            )
            for place in range(3)
        ]
        for clock, one in zip(CLOCKS, axes, strict=False):
            _ranks(one, TITLES[clock], found.times[clock], off=_is_off(found, clock))
        _reliability(axes[2], found.axonotmesis, off=_is_off(found, PROBABILITY))
        for place, clock in enumerate(CLOCKS):
            box = (LEFT + place * (WIDE + GAP), LOW, WIDE, LOWER)
            lower = figure.add_axes((box[0] / WIDTH, box[1] / HEIGHT, box[2] / WIDTH, box[3] / HEIGHT))
            _one_by_one(lower, TITLES[clock], told(found.pairs.pairs, clock), of=found.times[clock])
        figure.text(
            LEFT / WIDTH, 1 - 0.5 / HEIGHT, "\n".join(wrap(said, 108)), va="top", fontsize=11.5,
            fontweight="bold", color=INK if found.enough else OFF,
        )  # fmt: skip
        figure.text(
            LEFT / WIDTH, 0.35 / HEIGHT, va="bottom", fontsize=8, color=MUTED,
            s="Times are known to lie between two follow-ups only; cases still waited for count as such. "
            "Research use only, no medical device.",
        )  # fmt: skip
        return save(figure, path)


def _is_off(found: Calibration, what: str) -> bool:
    return found.verdict(what) in ("off", "correct")


def _ranks(axes: Axes, title: str, times: TimeCalibration | None, *, off: bool) -> None:
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
    words = (
        f"The 90 % band held {100 * cover.likely:.0f} % ({100 * cover.low:.0f} to {100 * cover.high:.0f} %)\n"
        if cover.untold < times.cases
        else "Whether the 90 % band held cannot be told\n"
    ) + f"of {_counted(times.cases)}; {times.censored} still waited for"
    axes.text(
        0.0, -0.24, words, transform=axes.transAxes, va="top", fontsize=9.5, fontweight="bold",
        color=OFF if off else INK,
    )  # fmt: skip


def _reliability(axes: Axes, shares: ProbabilityCalibration | None, *, off: bool) -> None:
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
    words = (
        f"Predicted {100 * shares.predicted:.0f} %, observed {100 * shares.observed:.0f} %\n"
        f"({100 * shares.low:.0f} to {100 * shares.high:.0f} %) of {_counted(shares.cases)}"
    )
    axes.text(
        0.0, -0.24, words, transform=axes.transAxes, va="top", fontsize=9.5, fontweight="bold",
        color=OFF if off else INK,
    )  # fmt: skip


def told(pairs: Iterable[Pair], clock: str) -> list[Told]:
    """Predicted band and what was observed of one clock, by predicted time; at most `MOST`, evenly chosen.

    Returns
    -------
    (band, waited) of each case shown.
    """
    rows = [
        (pair.bands[clock], waited)
        for pair in pairs
        if (waited := pair.recovery if clock == "recovery" else pair.pain_return) and clock in pair.bands
    ]
    rows.sort(key=lambda row: (row[0][1], row[1].earliest, row[1].latest))
    if len(rows) <= MOST:
        return rows
    return [rows[place] for place in np.linspace(0, len(rows) - 1, MOST).round().astype(int)]


def _one_by_one(axes: Axes, title: str, rows: Sequence[Told], *, of: TimeCalibration | None) -> None:
    some = f": {len(rows)} of {of.cases} cases" if of is not None and of.cases > len(rows) else ""
    axes.set_title(f"{title}, case by case{some}")
    if not rows:
        _nothing(axes, "no case tells it")
        return
    bands = np.array([band for band, _ in rows])
    earliest, latest = np.array([(waited.earliest, waited.latest) for _, waited in rows]).T
    seen = np.concatenate((earliest, latest[np.isfinite(latest)], bands[:, 1]))
    top, bottom = 2.2 * float(seen.max()), max(0.8, 0.7 * float(min(seen.min(), np.median(bands[:, 0]))))
    places, waiting = np.arange(len(rows)), ~np.isfinite(latest)
    missed = (latest <= bands[:, 0]) | (earliest >= bands[:, 2])
    colours = np.where(missed, OFF, SEEN)
    size = max(1.6, min(7.0, 210 / len(rows)))
    axes.vlines(places, bands[:, 0], np.minimum(bands[:, 2], top), color=BAND, linewidth=size, zorder=1)
    axes.plot(places, bands[:, 1], "_", color=INK, markersize=size, markeredgewidth=0.8, zorder=2)
    ends = np.where(waiting, np.minimum(1.35 * earliest, top), latest)
    axes.vlines(places, earliest, ends, colors=list(colours), linewidth=max(1.4, 0.45 * size), zorder=3)
    axes.scatter(
        places[waiting], ends[waiting], marker="^", s=14, color=list(colours[waiting]), zorder=4, linewidths=0
    )
    axes.set_yscale("log")
    axes.set_ylim(bottom, top)
    ticks = [day for day in DAYS if bottom <= day <= top]
    axes.set_yticks(ticks, [str(day) for day in ticks])
    axes.minorticks_off()
    axes.set_xticks([])
    axes.set_xlim(-1, len(rows))
    axes.set_ylabel("days")
    axes.set_xlabel(
        "grey: predicted 90 % band, dash its median; blue: between these follow-ups;\n"
        "arrow: not yet at the last one; orange: surely outside its band",
        fontsize=8,
    )


def _counted(cases: int) -> str:
    return f"{cases} case{'' if cases == 1 else 's'}"


def _nothing(axes: Axes, words: str) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=MUTED)
