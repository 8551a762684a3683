"""Draws the README's picture from a run on disk: python scripts/picture.py RUN FILE."""

import sys
from pathlib import Path

from cryonerve.reporting.figures import hero
from cryonerve.reporting.folder import read_run

if __name__ == "__main__":
    hero(read_run(Path(sys.argv[1])), Path(sys.argv[2]))
