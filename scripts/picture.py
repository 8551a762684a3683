"""Draws the README's pictures from a run on disk: python scripts/picture.py RUN FOLDER."""

import sys
from pathlib import Path

from cryonerve.reporting.figures import hero
from cryonerve.reporting.figures.ultrasound import draw_clip
from cryonerve.reporting.folder import read_run
from cryonerve.ultrasound import image
from cryonerve.ultrasound.redrawing import redrawn

if __name__ == "__main__":
    run, folder = read_run(Path(sys.argv[1])), Path(sys.argv[2])
    hero(run, folder / "picture.png")
    volume, _ = redrawn(run.case, run.volume)
    freeze = next(phase for phase in run.freezing.phases if phase.kind == "freeze")
    across = image(run.freezing, volume, run.case, times=[freeze.end], view="across")
    draw_clip(run, volume, across, folder / "ultrasound.png")
