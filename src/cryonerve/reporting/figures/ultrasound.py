"""What the scanner would show, and beside it what it hides: the same picture with the computed isotherm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.result import Freezing, Phase
from cryonerve.bioheat.sampling import sample_field
from cryonerve.reporting.figures.planes import Plane, letters
from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, MUTED, NERVE, halo, save, sheet
from cryonerve.reporting.run import Run
from cryonerve.ultrasound.acoustics import PROBE
from cryonerve.ultrasound.picture import LABEL
from cryonerve.ultrasound.scene import Scene, scene_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cryonerve.anatomy.volume import Volume
    from cryonerve.scans.frames import Frames
    from cryonerve.ultrasound.acoustics import AcousticMap

__all__ = ["draw_clip", "moments"]

WIDTH, GAP, HEAD, FOOT = 19.0, 0.5, 1.5, 1.7  # cm
MOST = 3  # moments of a clip that are drawn
ICE_EDGE = 0.02  # share of ice at which its edge is drawn
SCANNER_DOT = "#39d0c8"
# lighter than on paper: picture and legend are dark
ICE_LINE, COLD_LINE = "#6ec1ff", "#ff8c3a"
DARK = "#202428"
DEPTH_STEP = 10.0  # mm


def moments(freezing: Freezing) -> list[tuple[float, str]]:
    """When the report looks: the end of the first freeze and of the last thaw, s, with words."""
    freezes = [phase for phase in freezing.phases if phase.kind == "freeze" and phase.end > phase.start]
    thaws = [phase for phase in freezing.phases if phase.kind == "thaw" and phase.end > phase.start]
    found = [(phase.end, f"end of {phase.name}") for phase in (*freezes[:1], *thaws[-1:])]
    return sorted(found)


def draw_clip(run: Run, volume: Volume, frames: Frames, path: Path, *, across: Frames | None = None) -> Path:
    """A row for each of up to three frames: as the scanner shows it, and with what it hides drawn over it.

    `across` is another clip, of a plane across the nerve: its only frame, then the clip's first, are all.
    """
    shown = [(frames, index) for index in _chosen(frames, run.freezing)]
    if across is not None:
        shown = [(across, 0), *shown[:1]]  # three rows would be too small to see anything on a page
    scenes = {id(clip): _scene(run, volume, clip) for clip, _ in shown}
    side = (WIDTH - 3 * GAP) / 2.0
    heights = [side * np.ptp(clip.depth) / np.ptp(clip.lateral) for clip, _ in shown]
    height = HEAD + FOOT + sum(heights) + len(shown) * (GAP + 0.35)
    with sheet(WIDTH, height) as figure:
        bottom = height - HEAD + GAP
        for (clip, index), tall in zip(shown, heights, strict=True):
            bottom -= tall + 0.35 + GAP
            seen = scenes[id(clip)].at(float(clip.times[index]))
            for column in range(2):
                left = GAP + column * (side + GAP)
                axes = figure.add_axes((left / WIDTH, bottom / height, side / WIDTH, tall / height))
                _panel(axes, run, clip, index)
                if column == 1:
                    _hidden(axes, run, seen, volume)
            _row_title(figure, (clip, index), run.freezing, (bottom + tall + 0.12) / height)
        _words(figure, frames, height)
        return save(figure, path)


def _scene(run: Run, volume: Volume, frames: Frames) -> Scene:
    """What lies in the plane of a clip."""
    assert frames.plane is not None
    width = 1e-3 + float(np.ptp(frames.lateral))
    return scene_of(run.freezing, volume, run.case, frames.plane, frequency=10e6, width=width)


def _chosen(frames: Frames, freezing: Freezing) -> list[int]:
    """Frames nearest to the moments of the report; of a shorter clip, its own."""
    if len(frames.times) <= MOST:
        return list(range(len(frames.times)))
    return sorted({int(np.argmin(np.abs(frames.times - time))) for time, _ in moments(freezing)}) or [0]


def _panel(axes: Axes, run: Run, frames: Frames, index: int) -> None:
    """The frame to scale, with depth marks and the words for its sides."""
    across, down = 1e3 * frames.lateral, 1e3 * frames.depth
    extent = (across[0], across[-1], down[-1], down[0])
    axes.imshow(frames.pixels[index], cmap="gray", vmin=0, vmax=255, extent=extent, interpolation="bilinear")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    for depth in np.arange(DEPTH_STEP, down[-1], DEPTH_STEP):
        axes.plot([across[-1] - 0.9, across[-1]], [depth, depth], color="white", linewidth=0.9)
        axes.text(
            across[-1] - 1.2,
            depth,
            f"{depth / 10:.0f} cm",
            color="white",
            fontsize=6.5,
            ha="right",
            va="center",
        )
    axes.plot(across[0] + 1.4, down[0] + 1.3, marker="o", markersize=5, color=SCANNER_DOT)
    assert frames.plane is not None
    cut = Plane("", frames.plane.origin, frames.plane.lateral, -frames.plane.axial, 1e-2, 1e-2)
    words = letters(cut, run.case)
    for side, place, align in (("left", across[0] + 2.4, "left"), ("right", across[-1] - 0.6, "right")):
        text = axes.text(place, down[0] + 0.5, words[side], color="white", fontsize=7, ha=align, va="top")
        text.set_path_effects(halo(1.6, "black"))


def _hidden(axes: Axes, run: Run, seen: AcousticMap, volume: Volume) -> None:
    """Edge of the ice, what has been below -20 degC so far, and the nerve's outline, where they truly are."""
    x, y = 1e3 * seen.lateral, 1e3 * seen.axial
    limits = (axes.get_xlim(), axes.get_ylim())
    nerves = [item.label for item in volume.structures if item.kind == "nerve"]
    _line(axes, (x, y, np.isin(seen.label, nerves).astype(float)), 0.5, NERVE, "solid", 1.2)
    ice, cold = ISOTHERMS[0], ISOTHERMS[1]
    frozen = (seen.label == PROBE) & (seen.temperature < 0.0)
    _line(axes, (x, y, np.where(frozen, 1.0, seen.ice)), ICE_EDGE, ICE_LINE, ice.style, 1.3)
    points = seen.plane.points(seen.lateral[None, :], seen.axial[:, None]).reshape(-1, 3)
    until = run.freezing.times <= seen.time + 1e-6
    coldest = run.freezing.temperature[until].min(axis=0)
    reached = sample_field(run.freezing, coldest, points).reshape(seen.label.shape)
    reached = np.where(seen.label == 0, run.case.body_temperature, reached)
    _line(axes, (x, y, -reached), -cold.temperature, COLD_LINE, cold.style, 2.2)
    if reached.min() > cold.temperature:
        words = f"{cold.label} was not reached in this plane"
        text = axes.text(0.5, 0.03, words, transform=axes.transAxes, ha="center", fontsize=8, color=COLD_LINE)
        text.set_path_effects(halo(1.6, "black"))
    axes.set_xlim(limits[0])
    axes.set_ylim(limits[1])


def _line(
    axes: Axes,
    field: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.floating]],
    level: float,
    colour: str,
    *look: object,
) -> None:
    """One contour, if the field reaches its level."""
    x, y, values = field
    if values.max() > level > values.min():
        axes.contour(
            x, y, values, levels=[level], colors=[colour], linestyles=[look[0]], linewidths=[look[1]]
        )


def _row_title(figure: Figure, shown: tuple[Frames, int], freezing: Freezing, up: float) -> None:
    frames, index = shown
    time = float(frames.times[index])
    minutes, seconds = divmod(round(time), 60)
    named = next(
        (words for at, words in moments(freezing) if abs(at - time) < 0.5), _within(freezing.phases, time)
    )
    view = frames.settings.get("view", "")
    where = f", {view} the nerve" if view in {"along", "across"} else ""
    text = f"{named[:1].upper()}{named[1:]}, {minutes}:{seconds:02d} min{where}"
    figure.text(GAP / WIDTH, up, text, fontsize=9.5, fontweight="bold", ha="left", va="bottom", color=INK)


def _within(phases: tuple[Phase, ...], time: float) -> str:
    found = next((phase.name for phase in phases if phase.start <= time <= phase.end), "")
    return f"during {found}" if found and time > 0.0 else "before any cold"


def _words(figure: Figure, frames: Frames, height: float) -> None:
    """What the columns are, and the one thing to remember."""
    from matplotlib.lines import Line2D

    side = (WIDTH - 3 * GAP) / 2.0
    for column, (head, below) in enumerate(
        (
            ("What the scanner shows", "bright arc: near edge of the ice; black: its shadow"),
            ("What it hides", "the same picture with the computed truth drawn in"),
        )
    ):
        left = (GAP + column * (side + GAP)) / WIDTH
        figure.text(left, 1.0 - 0.45 / height, head, fontsize=11, fontweight="bold", va="center", color=INK)
        figure.text(left, 1.0 - 0.95 / height, below, fontsize=8, va="center", color=MUTED)
    handles = [
        Line2D([], [], color=ICE_LINE, linewidth=1.6, label="edge of the ice"),
        Line2D([], [], color=COLD_LINE, linewidth=2.0, linestyle=ISOTHERMS[1].style, label="−20 °C reached"),
        Line2D([], [], color=NERVE, linewidth=1.4, label="nerve"),
    ]
    figure.legend(
        handles=handles,
        frameon=True,
        facecolor=DARK,
        edgecolor=DARK,
        labelcolor="white",
        loc="center right",
        bbox_to_anchor=(1.0 - GAP / WIDTH, 1.15 / height),
        ncols=3,
        fontsize=8,
    )
    up, remember = 1.15 / height, "Visible ice is not the lesion."
    figure.text(GAP / WIDTH, up, remember, fontsize=10.5, fontweight="bold", va="center", color=INK)
    used = ", ".join(frames.settings[key] for key in ("transducer", "frequency") if key in frames.settings)
    figure.text(GAP / WIDTH, 0.5 / height, f"{LABEL} {used}.", fontsize=8, va="center", color=MUTED)
