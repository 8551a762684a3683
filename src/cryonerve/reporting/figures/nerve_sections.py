"""Across the nerve at its best and its worst station: what became of every fascicle, and the isotherms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.result import NerveHistory
from cryonerve.case.case import Case
from cryonerve.nerve.injury import bounds_of
from cryonerve.nerve.lesion import Lesion
from cryonerve.reporting.figures import scene
from cryonerve.reporting.figures.planes import (
    Plane,
    across_plane,
    middle_of_active_tip,
    nadir_on,
)
from cryonerve.reporting.figures.sheet import INK, ISOTHERMS, MUTED, OUTLINE, halo, save, sheet
from cryonerve.reporting.figures.timeline import coldest_station
from cryonerve.reporting.run import Run
from cryonerve.sources.injury import injury_rules

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw", "numbers_spared", "two_stations", "what_became"]

Floats = NDArray[np.float64]
ROOM_FOR_ONE, ROOM_FOR_BOTH = 0.045, 0.09  # radius of a fascicle as a share of half the picture's height
LEAST_NUMBER = 6.0  # points
INTERRUPTED, FROZEN, BLOCKED, SPARED = 0, 1, 2, 3
FILLS = ("#f0a070", "#a9d3ee", "#dfeaf2", "#fdf6d3")
WORDS = (
    "interrupted over a sufficient length",
    "some of it froze here, not interrupted",
    "not frozen here, cold enough to block",
    "not cold enough here to block",
)


def draw(run: Run, path: Path) -> Path | None:
    """Two cross-sections of the treated nerve; None when it was not simulated."""
    course = run.volume.treated_nerve
    history = run.freezing.nerves.get(course.name) if course is not None else None
    if course is None or history is None or not history.nadir_samples.size:
        return None
    lesion = run.prediction.lesions.get(course.name) if run.prediction else None
    stations = two_stations(course, history, run.case)
    with sheet(18.0, 9.0) as figure:
        half = float(course.semi_axes[list(stations.values())].max()) * 1.3
        for index, (title, station) in enumerate(stations.items()):
            axes = figure.add_axes((0.01 + index * 0.5, 0.155, 0.48, 0.72))
            plane = across_plane(course, station, course.points[station], half)
            plane = replace(plane, half_width=half * (0.48 * 18.0) / (0.72 * 9.0))
            scene.start(axes, plane)
            _fascicles(
                axes, plane, course, station=station, nadir=history.nadir_samples[station], lesion=lesion
            )
            _isotherms(axes, run, plane)
            scene.scale_bar(axes, plane)
            scene.orientation(axes, plane, run.case, size=7, short=True)
            place = f"{course.arc[station] * 1e3:.1f} mm from the distal end"
            axes.set_title(f"{title}, {place}", fontsize=9, pad=17, loc="left")
            axes.text(
                0.0, 1.02, _share(lesion, station), transform=axes.transAxes, ha="left", va="bottom",
                fontsize=8.5, color=MUTED,
            )  # fmt: skip
        _legend(figure)
        return save(figure, path)


def two_stations(course: NerveCourse, history: NerveHistory, case: Case) -> dict[str, int]:
    """The station that got coldest throughout, and the one beside the active tips that got least so.

    Beside them: between the first and the last station that is nearest to an end of an active tip. Without
    probes, anywhere in the simulated part.
    """
    best = coldest_station(history)
    beside = history.inside & _beside_tips(course, case)
    warmest = np.where(beside, history.nadir_samples.max(axis=(1, 2)), -np.inf)
    worst = int(np.argmax(warmest))
    if not beside.any() or worst == best:
        return {"Best": best}
    return {"Best": best, "Worst": worst}


def _beside_tips(course: NerveCourse, case: Case) -> NDArray[np.bool_]:
    ends = []
    for probe in case.probes:
        middle = middle_of_active_tip(case, probe)
        for end in (np.asarray(probe.tip, float), 2.0 * middle - np.asarray(probe.tip, float)):
            ends.append(int(np.argmin(np.linalg.norm(course.points - end, axis=1))))
    stations = np.arange(len(course.arc))
    return np.ones(len(stations), bool) if not ends else (stations >= min(ends)) & (stations <= max(ends))


def what_became(nadir: Floats, index: int, lesion: Lesion | None) -> int:
    """Class of a fascicle by how cold it got here and by what the whole nerve's lesion says of it."""
    rules = injury_rules()
    if lesion is not None and lesion.completeness is not None and index in lesion.completeness.interrupted:
        return INTERRUPTED
    if nadir.min() < bounds_of(rules.ice)[1]:
        return FROZEN
    return BLOCKED if nadir.min() <= rules.block.value else SPARED


def numbers_spared(lesion: Lesion | None) -> frozenset[int]:
    """Numbers of the spared fascicles, as in the report's table and in summary.json."""
    what = None if lesion is None else lesion.completeness
    return frozenset() if what is None else frozenset(item.index for item in what.spared)


def _share(lesion: Lesion | None, station: int) -> str:
    if lesion is None or -20.0 not in lesion.area_fraction or station >= len(lesion.area_fraction[-20.0]):
        return ""
    return f"{100 * lesion.area_fraction[-20.0][station]:.0f} % of the fascicle area below −20 °C"


def _fascicles(
    axes: Axes, plane: Plane, course: NerveCourse, *, station: int, nadir: Floats, lesion: Lesion | None
) -> None:
    """Outline and fascicles, each with the temperature that its last part reached.

    Where a fascicle has divided, in a neuroma, its parts are drawn and each carries its number.
    """
    angle = np.linspace(0.0, 2 * np.pi, 121)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    rim, _ = plane.project(
        course.points[station] + circle * course.semi_axes[station] @ course.across[station]
    )
    axes.fill(*rim.T, facecolor="#fffdf0", edgecolor=OUTLINE, linewidth=1.6)
    centres, _ = plane.project(
        course.points[station] + course.fascicle_offsets[station] @ course.across[station]
    )
    size, whole = plane.half_height * 1e3, course.fascicle_of.tolist()
    spared = numbers_spared(lesion)
    for index, ((x, y), radius) in enumerate(zip(centres, course.fascicle_radii[station] * 1e3, strict=True)):
        value = nadir[index].max()
        if radius <= 0 or not np.isfinite(value):
            continue
        axes.fill(
            x + radius * circle[:, 0], y + radius * circle[:, 1],
            facecolor=FILLS[what_became(nadir[index], whole[index], lesion)], edgecolor=INK, linewidth=0.7,
            zorder=4,
        )  # fmt: skip
        number = str(whole[index]) if whole[index] in spared else ""
        _write(axes, (x, y), radius / size, number=number, coldest=f"{value:.0f}".replace("-", "−"))


def _write(axes: Axes, middle: tuple[float, float], share: float, *, number: str, coldest: str) -> None:
    """What stands in a fascicle: its number, when it is spared, over its temperature where there is room.

    share : its radius as a share of half the height of the picture.
    """
    letters = float(np.clip(60 * share, 5.0, 9.0))
    both = bool(number) and share > ROOM_FOR_BOTH
    style: dict[str, Any] = {"ha": "center", "color": INK, "zorder": 8, "path_effects": halo(1.6)}
    if number:
        axes.annotate(
            number, middle, xytext=(0.0, 0.4 if both else 0.0), textcoords="offset points",
            va="bottom" if both else "center", fontsize=max(letters, LEAST_NUMBER), fontweight="bold",
            **style,
        )  # fmt: skip
    if (both or not number) and share > ROOM_FOR_ONE:
        axes.annotate(
            coldest, middle, xytext=(0.0, -0.4 if both else 0.0), textcoords="offset points",
            va="top" if both else "center", fontsize=0.8 * letters if both else letters, **style,
        )  # fmt: skip


def _isotherms(axes: Axes, run: Run, plane: Plane) -> None:
    """How far each isotherm ever came."""
    field, liquidus = nadir_on(run.freezing, plane, plane.half_width / 150)
    scene.isotherms(axes, plane, field, liquidus, inside=np.isfinite(field), filled=False)


def _legend(figure: Figure) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    fills = [
        Patch(facecolor=fill, edgecolor="#9aa3ad", label=word)
        for fill, word in zip(FILLS, WORDS, strict=True)
    ]
    lines = [
        Line2D([], [], color=line.colour, linestyle=line.style, linewidth=1.8, label=line.label)
        for line in ISOTHERMS
    ]
    figure.legend(handles=fills, loc="center", bbox_to_anchor=(0.5, 0.045), ncols=2, fontsize=8)
    figure.legend(
        handles=lines, loc="center", bbox_to_anchor=(0.5, 0.118), ncols=3, fontsize=8, handlelength=2.6
    )
