"""Paper, ink and line styles shared by every figure: one colour means one thing throughout the report.

Colours are those of Okabe and Ito, which people with any common colour vision can tell apart; isotherms
differ by line style and carry a label as well, so that a black-and-white print loses nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patheffects import AbstractPathEffect

__all__ = [
    "FIGURE_DPI",
    "INK",
    "ISOTHERMS",
    "KIND_COLOURS",
    "MUTED",
    "NERVE",
    "OUTLINE",
    "PHASE_COLOURS",
    "PROBE",
    "SHAFT",
    "Isoline",
    "halo",
    "phase_bands",
    "save",
    "sheet",
    "tidy",
]

FIGURE_DPI = 150

INK = "#1b1f24"
MUTED = "#5b6570"
NERVE = "#F0E442"
PROBE = "#4a4f57"  # its active part
SHAFT = "#c3c8ce"
OUTLINE = "#6b5d00"  # of a nerve

# Anatomy stays pale, so that ice, nerve and probes speak.
KIND_COLOURS = {
    "skin": "#d9a98a",
    "fat": "#fbf0cf",
    "muscle": "#efcfc7",
    "fascia": "#dcd6d0",
    "bone": "#e6e1d3",
    "marrow": "#f4ead2",
    "nerve": NERVE,
    "artery": "#c8402f",
    "vein": "#5b7fb5",
    "fluid": "#a5d8f0",
    "other": "#e6e6e6",
}
PHASE_COLOURS = {"freeze": "#d6e9f6", "thaw": "#fdf0d9", "wait": "#f0f0f0"}


@dataclass(frozen=True, slots=True)
class Isoline:
    """How one isotherm is drawn everywhere: `surface` as in `bioheat.Isotherm`."""

    surface: str
    temperature: float  # degC above the tissue's own liquidus for "ice": 0
    label: str
    short: str
    colour: str
    style: Literal["solid"] | tuple[int, tuple[float, ...]]
    fill: str


ISOTHERMS = (
    Isoline("ice", 0.0, "ice edge", "ice edge", "#0072B2", "solid", "#cfe6f5"),
    Isoline("-20C", -20.0, "−20 °C", "−20", "#D55E00", (0, (5.0, 1.6)), "#93c4e6"),
    Isoline("-40C", -40.0, "−40 °C", "−40", "#101010", (0, (1.1, 1.3)), "#5597cb"),
)

_SETTINGS: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "svg.hashsalt": "cryonerve",  # the same picture is the same file
    "text.parse_math": False,  # a name with a dollar sign is a name, not a formula
    "text.color": INK,
    "axes.edgecolor": "#9aa3ad",
    "axes.labelcolor": INK,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


@contextmanager
def sheet(width: float, height: float) -> Iterator[Figure]:
    """A white sheet of `width` x `height` centimetres on which one figure is drawn.

    >>> with sheet(10.0, 5.0) as figure:
    ...     [round(float(side), 2) for side in figure.get_size_inches()]
    [3.94, 1.97]
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        # Names in scripts that the font lacks are drawn as boxes; the page itself shows them properly.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        figure = Figure(figsize=(width / 2.54, height / 2.54), dpi=FIGURE_DPI)
        FigureCanvasAgg(figure)
        yield figure


def save(figure: Figure, path: Path) -> Path:
    """Write the sheet as PNG (or SVG, by its ending), whole or not at all, and without a clock in it."""
    beside = path.with_name(f".{path.name}.part")
    if path.suffix == ".svg":
        figure.savefig(beside, format="svg", metadata={"Creator": "cryonerve", "Date": None})
    else:
        figure.savefig(beside, format="png", metadata={"Software": "cryonerve"})
    beside.replace(path)
    return path


def halo(width: float = 2.2, colour: str = "white") -> list[AbstractPathEffect]:
    """Path effect that keeps lines and letters readable on any ground."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground=colour)]


def tidy(axes: Axes) -> None:
    """A quiet horizontal grid behind the lines of a chart."""
    axes.grid(axis="y", color="#e3e7eb", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=3, labelsize=8)


def phase_bands(axes: Axes, phases: tuple[tuple[str, str, float, float], ...]) -> None:
    """Colour the background by phase; each is (name, kind, start, end) in the units of the axis."""
    from matplotlib.transforms import blended_transform_factory

    across = blended_transform_factory(axes.transData, axes.transAxes)
    whole = max((end for *_, end in phases), default=1.0)
    for name, kind, start, end in phases:
        axes.axvspan(start, end, color=PHASE_COLOURS.get(kind, "#f0f0f0"), linewidth=0, zorder=0)
        if (end - start) > 0.075 * whole:
            axes.text(
                0.5 * (start + end),
                1.015,
                name,
                transform=across,
                ha="center",
                va="bottom",
                fontsize=8,
                color=MUTED,
            )
