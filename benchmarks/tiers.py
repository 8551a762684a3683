"""One ice as rays show it and as the wave shows it, side by side: averaged power over speckle without ice.

Usage: python benchmarks/tiers.py [--sets N] [-o FILE]

A quarter of an hour for 20 sets on one core; what is asserted stands in tests/analytic/test_tiers.py.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import Circle
from tests.analytic.two_tiers import BEAMS, ROWS, Ice, Pictures, both


def draw(ice: Ice, pictures: tuple[Pictures, Pictures], path: Path) -> None:
    """Both pictures with the ice's true edge."""
    figure, sides = plt.subplots(1, 2, figsize=(10, 5.2), sharey=True, layout="constrained")
    across, down = 1e3 * BEAMS.places, 1e3 * BEAMS.ranges[ROWS]
    extent = (across[0], across[-1], down[-1], down[0])
    titles = "rays (what cn.image draws)", "the wave, delay and sum"
    for side, title, picture in zip(sides, titles, pictures, strict=True):
        shown = side.imshow(picture.rough, extent=extent, vmin=-25.0, vmax=25.0, cmap="gray")
        edge = Circle((0.0, 1e3 * ice.depth), 1e3 * ice.radius, fill=False, color="tab:red", linewidth=0.8)
        side.add_patch(edge)
        side.set(title=title, xlabel="lateral, mm")
    sides[0].set_ylabel("depth at 1540 m/s, mm")
    figure.colorbar(shown, ax=sides, label="dB over speckle of muscle without ice")
    figure.suptitle(f"Ice of {1e3 * ice.radius:g} mm (red: its edge), 6 MHz, simulated")
    figure.savefig(path, dpi=110)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=20)
    parser.add_argument("-o", "--output", type=Path, default=Path("tiers.png"))
    options = parser.parse_args()
    ice = Ice()
    draw(ice, both(ice, range(options.sets)), options.output)
    print(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
