"""One wide picture of a run for people in a hurry: the plan, the ice, the nerve."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cryonerve.reporting.figures import plan, scene
from cryonerve.reporting.figures.nerve_charts import draw_strip_into
from cryonerve.reporting.figures.planes import frame_at
from cryonerve.reporting.figures.sheet import save, sheet
from cryonerve.reporting.figures.slices import cut_through, cuts, panel
from cryonerve.reporting.figures.view3d import coldest_moment, draw_into
from cryonerve.reporting.run import Run

__all__ = ["hero"]


def hero(run: Run, path: Path) -> Path:
    """Draw the case in space, the cut with its isotherms, and the nerve strip beside each other.

    Parameters
    ----------
    run : a finished run; parts that it does not have are left out.
    path : the PNG to write, about 2000 x 720 pixels.

    Returns
    -------
    Path
        `path`.
    """
    phase = coldest_moment(run)
    frame = frame_at(run.freezing, phase.end) if phase else len(run.freezing.times) - 1
    moment = f"Ice at the end of {phase.name}" if phase else "Ice"
    with sheet(34.0, 11.6) as figure:
        space = figure.add_axes((0.004, 0.02, 9.8 / 34, 10.5 / 11.6))
        draw_into(space, run, close=True, slot=(9.8, 10.5))
        space.set_title(moment, pad=4)
        _, along, _ = cuts(run)
        along = replace(along, half_width=along.half_height * 9.4 / 10.5)
        axes = figure.add_axes((10.2 / 34, 0.02, 9.4 / 34, 10.5 / 11.6))
        panel(axes, run, cut_through(run, along, [frame]), 0, size=9.0)
        scene.scale_bar(axes, along)
        scene.orientation(axes, along, run.case, size=8.5, short=True)
        nerve = "nerve and " if run.volume.treated_nerve is not None else "the "
        axes.set_title(f"Cut along {nerve}probe", pad=4)
        strip = figure.add_axes((21.4 / 34, 0.285, 12.3 / 34, 0.593))
        lane = figure.add_axes((21.4 / 34, 0.125, 12.3 / 34, 0.085))
        if draw_strip_into(strip, lane, run):
            strip.set_title("How cold the nerve became along its length", pad=18)
        else:
            strip.remove()
            lane.remove()
            axial, _ = plan.plan_planes(run, (12.3, 10.5), (12.3, 10.5))
            site = figure.add_axes((20.0 / 34, 0.02, 13.9 / 34, 10.5 / 11.6))
            plan.overview(site, run, replace(axial, half_width=axial.half_height * 13.9 / 10.5))
            site.set_title("Axial section", pad=4)
        return save(figure, path)
