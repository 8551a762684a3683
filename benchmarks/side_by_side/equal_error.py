"""Time to equal error: the one comparison that does not depend on who chose which mesh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

__all__ = ["LEVELS", "rows_of", "shown", "time_to"]

LEVELS = (0.3, 0.2, 0.15, 0.1, 0.07, 0.05)  # mm
Line = Mapping[str, object]


def time_to(points: Sequence[tuple[float, float]], level: float, floor: float) -> tuple[str, float | None]:
    """Seconds to an error of `level` mm from runs (seconds, error mm).

    Logarithms of time and error are interpolated along the runs that no other beats in both. Errors below
    `floor`, to which the answer itself is known, count as `floor`.

    Returns
    -------
    A sign and the seconds: "" between two runs, "<" where the cheapest run is already better, "-" and None
    where no run is as good.

    Examples
    --------
    >>> time_to([(1.0, 0.4), (100.0, 0.1)], level=0.2, floor=0.03)
    ('', 10.0)
    """
    front: list[tuple[float, float]] = []
    for seconds, error in sorted((seconds, max(error, floor)) for seconds, error in points):
        if not front or error < front[-1][1]:
            front.append((seconds, error))
    if not front or front[-1][1] > level:
        return "-", None
    if front[0][1] <= level:
        return "<", front[0][0]
    times, wrongs = np.log(np.array(front)).T
    return "", round(float(np.exp(np.interp(-np.log(level), -wrongs, times))), 6)


def rows_of(lines: Sequence[Line], floor: float) -> list[dict[str, object]]:
    """One row for every solver and layout, with its times and what did not come to an end."""
    rows = []
    for layout, solver in dict.fromkeys((line["layout"], line["solver"]) for line in lines):
        own = [line for line in lines if (line["layout"], line["solver"]) == (layout, solver)]
        points = [(line["s"], line["error_mm"]) for line in own if line.get("error_mm") is not None]
        rows.append(
            {
                "layout": layout,
                "solver": solver,
                "seconds_to": {f"{level:g}": time_to(points, level, floor) for level in LEVELS},
                "load": max((line["load"] for line in own if "load" in line), default=None),
                "ended": [
                    {key: line[key] for key in ("spacing_mm", "exceeded_s", "failed") if key in line}
                    for line in own
                    if "s" not in line
                ],
            }
        )
    return rows


def shown(rows: Sequence[Mapping[str, object]], layouts: Mapping[str, str]) -> str:
    """The table as text, a block for every layout."""
    words = [f"{'':<14}" + "".join(f"{f'{level:g} mm':>12}" for level in LEVELS) + f"{'load':>8}"]
    for layout in layouts:
        own = [row for row in rows if row["layout"] == layout]
        if own:
            words.append(layouts[layout])
        for row in own:
            cells = "".join(f"{_cell(*found):>12}" for found in row["seconds_to"].values())
            load = "" if row["load"] is None else f"{row['load']:.2f}"
            words.append(f"  {row['solver']:<12}{cells}{load:>8}")
            words += [f"    {_end(end)}" for end in row["ended"]]
    return "\n".join(words)


def _cell(sign: str, seconds: float | None) -> str:
    return "not reached" if seconds is None else f"{sign}{seconds:.3g} s"


def _end(end: Mapping[str, object]) -> str:
    reason = end.get("failed") or f"not finished within {end['exceeded_s']:g} s, finer ones not tried"
    return f"{end['spacing_mm']:g} mm: {reason}"
