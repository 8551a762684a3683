"""Tables and plots of the measured lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from side_by_side.equal_error import time_to

__all__ = ["draw_precision", "draw_scaling", "exponent", "rows_of", "table"]

Line = Mapping[str, Any]

COLOURS = {"cpu": "#0072B2", "gpu": "#D55E00", "reference": "#666666"}
STEPS: dict[float, tuple[Any, str]] = {
    2.0: (":", "^"),
    1.0: ("-", "o"),
    0.5: ("--", "v"),
}  # line and mark of a step scale
GOALS = (0.15, 0.05)  # mm
LEVELS = (0.3, 0.2, 0.15, 0.1, 0.07, 0.05)  # mm
QUANTITIES = {
    "radius_max_mm": "largest error of isotherm radii, mm",
    "thermocouple_rms_K": "rms error of thermocouples, K",
}
PRECISION = {
    "kernel": "{kernel}",
    "spacing mm": "{spacing_mm:g}",
    "step scale": "{step_scale:g}",
    "cells": "{cells}",
    "stages": "{stages}",
    "time s": "{s:.3g}",
    "× real time": "{real_time:.0f}",
    "radius max mm": "{radius_max_mm}",
    "radius rms mm": "{radius_rms_mm}",
    "thermocouple rms K": "{thermocouple_rms_K}",
    "max K": "{thermocouple_max_K}",
}
CELLS = {
    "kernel": "{kernel}",
    "cells": "{cells}",
    "ice, share of cells": "{ice_share:g}",
    "threads": "{threads}",
    "ns per stage and cell": "{ns_per_stage_cell:.3g}",
    "setup s": "{setup_s:g}",
    "MiB, peak": "{MiB}",
}
TIMES = {
    "kernel": "{kernel}",
    "procedure s": "{procedure_s:g}",
    "steps": "{steps}",
    "stages": "{stages}",
    "time s": "{s:.3g}",
    "ms per simulated s": "{ms_per_s:.3g}",
}
KNOWN = {"radius_max_mm": "answer_known_mm", "thermocouple_rms_K": "answer_known_kelvin"}
WORSE = ("s", "radius_max_mm", "radius_rms_mm", "thermocouple_rms_K", "thermocouple_max_K", "load")


def rows_of(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """One row for each kernel, spacing and step scale: of all poses the worst number, each for itself."""
    groups: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        if line["benchmark"] == "precision":
            groups.setdefault((line["kernel"], line["spacing_mm"], line["step_scale"]), []).append(line)
    rows = []
    for key in sorted(groups, key=lambda k: (k[0], -k[1], -k[2])):
        own = groups[key]
        row = dict(own[-1])
        for name in WORSE:
            values = [line[name] for line in own if line[name] is not None]
            row[name] = max(values) if len(values) == len(own) else None  # None: an isotherm is missing
        row["cells"], row["poses"] = max(line["cells"] for line in own), len(own)
        rows.append(row)
    return rows


def table(lines: Sequence[Line]) -> str:
    """All tables as Markdown."""
    parts = ["# Work and precision, and cost against size", _where(lines)]
    rows = rows_of(lines)
    if rows:
        parts += [
            "## Error against time",
            _about(rows),
            _listed(PRECISION, [row | _derived(row) for row in rows]),
            "## Time to an error",
            _equal(rows),
        ]
    cells = [line for line in lines if line["benchmark"] == "scaling-cells"]
    if cells:
        parts += ["## Cost against cells", _listed(CELLS, cells)]
    times = [line for line in lines if line["benchmark"] == "scaling-time"]
    if times:
        parts += ["## Cost against simulated time", _times(times)]
    return "\n\n".join(parts) + "\n"


def _where(lines: Sequence[Line]) -> str:
    one = lines[-1]
    load = max(line["load"] for line in lines)
    return (
        f"{one['machine']}, {one['cores']} cores; commit {one['commit']}; {one['date'][:10]}. "
        f"Largest load {load:g}: beyond the number of cores, times mean little."
    )


def _about(rows: Sequence[Line]) -> str:
    one = rows[-1]
    return (
        f"One probe in uniform tissue, {one['procedure_s']:g} s of procedure; of {one['poses']} pose(s) the "
        f"worst number in each column. The answer: axisymmetric rings of {one['answer_spacing_mm']:g} mm, "
        f"known to {one['answer_known_mm']:.3g} mm and {one['answer_known_kelvin']:.2g} K rms; smaller "
        "errors tell nothing. Thermocouples: rms over all the time, the largest from 5 s after each switch."
    )


def _listed(columns: Mapping[str, str], lines: Sequence[Line]) -> str:
    """A table with a row for each line; `columns` says how a line's numbers are written."""
    return _markdown(list(columns), [[form.format(**line) for form in columns.values()] for line in lines])


def _markdown(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *body))


def _derived(row: Line) -> dict[str, object]:
    """What a row of the first table shows beside its own numbers."""
    errors = {name: _number(row[name]) for name in WORSE if name not in ("s", "load")}
    return errors | {"real_time": row["procedure_s"] / row["s"]}


def _equal(rows: Sequence[Line]) -> str:
    body, floor = [], rows[-1]["answer_known_mm"]
    for kernel in dict.fromkeys(row["kernel"] for row in rows):
        own = [row for row in rows if row["kernel"] == kernel]
        points = [(row["s"], row["radius_max_mm"]) for row in own if row["radius_max_mm"] is not None]
        found = [time_to(points, level, floor) for level in LEVELS]
        procedure = own[0]["procedure_s"]
        shown = [
            "not reached" if s is None else f"{sign}{s:.3g} s ({procedure / s:.0f} ×)" for sign, s in found
        ]
        body.append([kernel, *shown])
    about = "Largest error of radii; interpolated along the runs no other beats (<: the cheapest is better)."
    return "\n".join([about, "", _markdown(["kernel", *(f"{level:g} mm" for level in LEVELS)], body)])


def _times(lines: Sequence[Line]) -> str:
    shown = [{**line, "ms_per_s": 1e3 * line["s"] / line["procedure_s"]} for line in lines]
    tail = [
        f"{kernel}: time grows with the power {exponent(own):.2f} of simulated time (1: linear)."
        for kernel, own in _by_kernel(lines).items()
        if len(own) > 1
    ]
    return "\n".join([_listed(TIMES, shown), "", *tail])


def _number(value: float | None) -> str:
    return "missing" if value is None else f"{value:.3f}"


def _by_kernel(lines: Sequence[Line]) -> dict[str, list[Line]]:
    return {
        kernel: [line for line in lines if line["kernel"] == kernel]
        for kernel in dict.fromkeys(line["kernel"] for line in lines)
    }


def exponent(lines: Sequence[Line]) -> float:
    """Power of simulated time with which the seconds grow."""
    times, walls = (np.log([line[name] for line in lines]) for name in ("procedure_s", "s"))
    return float(np.polyfit(times, walls, 1)[0])


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only when something is drawn
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, 2)
    for each in axes:
        each.grid(which="major", color="#dddddd", linewidth=0.6)
        each.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _plain_ticks(axis: Any) -> None:
    """0.05, 0.1, 0.2, 20k: numbers as they are said, not powers of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter  # noqa: PLC0415

    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:g}" if value < 1e4 else f"{value / 1e3:g}k")
    )
    axis.set_minor_formatter(NullFormatter())


def draw_precision(lines: Sequence[Line], path: Path) -> None:
    """Error against time, log-log: radii on the left, thermocouples on the right."""
    rows = rows_of(lines)
    procedure = rows[-1]["procedure_s"]
    figure, axes = _figure(12.0, 5.6)
    for each, (quantity, label) in zip(axes, QUANTITIES.items(), strict=True):
        for kernel, own in _by_kernel(rows).items():
            for scale in sorted({row["step_scale"] for row in own}):
                _draw_line(each, [row for row in own if row["step_scale"] == scale], quantity, kernel)
        each.set(xscale="log", yscale="log", ylabel=label)
        each.set_xlabel(f"time for {procedure:g} s of procedure, s")
        _plain_ticks(each.xaxis)
        _plain_ticks(each.yaxis)
        known = rows[-1][KNOWN[quantity]]
        goals = GOALS if quantity == "radius_max_mm" else ()
        low = min(0.7 * known, each.get_ylim()[0], *(0.8 * goal for goal in goals))
        each.set_ylim(low, 1.15 * max(1.2 * known, each.get_ylim()[1], *goals))
        each.axhspan(low, known, color="#eeeeee", zorder=0)
        each.annotate("below: the answer itself is not known", (0.99, known), (0, -3), ha="right", va="top",
                      xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=8,
                      color="#666666")  # fmt: skip
        faster = lambda s: procedure / np.maximum(s, 1e-9)  # noqa: E731 - its own inverse
        top = each.secondary_xaxis("top", functions=(faster, faster))
        top.set_xlabel("times faster than the procedure itself")
        _plain_ticks(top.xaxis)
    for goal in GOALS:
        axes[0].axhline(goal, color="#009E73", linewidth=1.0, zorder=1)
        axes[0].annotate(f"{goal:g} mm", (0.005, goal), (0, 2), xycoords=("axes fraction", "data"),
                         textcoords="offset points", fontsize=8, color="#009E73")  # fmt: skip
    _legend(figure, rows)
    figure.suptitle("Lower left is better. One probe in uniform tissue; at each point its grid spacing in mm")
    figure.savefig(path, dpi=130)


def _draw_line(axes: Any, rows: Sequence[Line], quantity: str, kernel: str) -> None:
    shown = [row for row in rows if row[quantity] is not None]
    if not shown:
        return
    scale = shown[0]["step_scale"]
    style, mark = STEPS.get(scale, ("-.", "s"))
    colour, main = COLOURS.get(kernel, "#CC79A7"), scale == 1.0
    axes.plot(
        [row["s"] for row in shown], [row[quantity] for row in shown], style, marker=mark, color=colour,
        linewidth=2.0 if main else 1.0, markersize=6, markerfacecolor=colour if main else "white",
    )  # fmt: skip
    for row in shown if main else ():
        axes.annotate(f"{row['spacing_mm']:g}", (row["s"], row[quantity]), (6, 5),
                      textcoords="offset points", fontsize=9, color=colour)  # fmt: skip


def _legend(figure: Any, rows: Sequence[Line]) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415

    handles = [
        Line2D([], [], color=COLOURS.get(kernel, "#CC79A7"), linewidth=3, label=f"kernel {kernel}")
        for kernel in _by_kernel(rows)
    ]
    for scale in sorted({row["step_scale"] for row in rows}, reverse=True):
        style, mark = STEPS.get(scale, ("-.", "s"))
        words = "time steps as usual" if scale == 1.0 else f"time steps × {scale:g}"
        fill = "#333333" if scale == 1.0 else "white"
        handles.append(
            Line2D([], [], linestyle=style, marker=mark, color="#333333", markerfacecolor=fill, label=words)
        )
    figure.legend(handles=handles, frameon=False, loc="outside lower center", ncols=len(handles))


def draw_scaling(lines: Sequence[Line], path: Path) -> None:
    """Cost of a cell against their number on the left (flat: linear); against simulated time on the right."""
    figure, (left, right) = _figure(12.0, 4.8)
    cells = [line for line in lines if line["benchmark"] == "scaling-cells"]
    for kernel, own in _by_kernel(cells).items():
        for share, style in ((0.0, "--"), (None, "-")):
            shown = [line for line in own if (line["ice_share"] == 0.0) == (share == 0.0)]
            if shown:
                label = f"{kernel}, " + (
                    "no ice" if share == 0.0 else f"{shown[0]['ice_share']:.0%} of cells ice"
                )
                left.plot([line["cells"] for line in shown], [line["ns_per_stage_cell"] for line in shown],
                          style, marker="o", color=COLOURS.get(kernel, "#CC79A7"), label=label)  # fmt: skip
    left.set(xscale="log", xlabel="cells of a uniform box", ylabel="ns per stage and cell")
    left.set(title="Flat: cost grows linearly with cells", ylim=(0.0, 1.15 * left.get_ylim()[1]))
    times = [line for line in lines if line["benchmark"] == "scaling-time"]
    for kernel, own in _by_kernel(times).items():
        x, y = ([line[name] for line in own] for name in ("procedure_s", "s"))
        power = f": time ∝ procedure^{exponent(own):.2f}" if len(own) > 1 else ""
        right.plot(x, y, "-", marker="o", color=COLOURS.get(kernel, "#CC79A7"), label=kernel + power)
        right.plot(x, [y[0] * each / x[0] for each in x], ":", color="#666666", label="linear")
    right.set(xscale="log", yscale="log", xlabel="simulated procedure, s", ylabel="time of the whole run, s")
    right.set(title="Along the dots: cost grows linearly with simulated time")
    _plain_ticks(right.xaxis)
    _plain_ticks(right.yaxis)
    for axes in (left, right):
        if axes.lines:
            axes.legend(frameon=False, handlelength=4)
    figure.savefig(path, dpi=130)
