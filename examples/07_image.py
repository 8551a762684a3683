"""What an ultrasound scanner would show of a freeze, and how much of it is hidden."""

from dataclasses import replace

import numpy as np

import cryonerve as cn

case = cn.load("straight-probe-block")
case = replace(case, solver=replace(case.solver, spacing=1.5e-3))
volume = cn.build(case)
freezing = cn.freeze(volume, case)
clip = cn.image(freezing, volume, case, times=[0.0, 120.0])
before, frozen = clip.pixels.astype(float)
middle = np.abs(clip.lateral) < 1e-3
brighter = (frozen - before)[:, middle].mean(axis=1)
rows, columns = clip.shape
print(f"{rows} x {columns} pixels of {1e3 * clip.spacing[0]:.3f} mm, {clip.settings['frequency']}")
print(f"the ice's near edge is brightest {1e3 * clip.depth[brighter.argmax()]:.1f} mm below the transducer")
print(f"below it {np.mean(frozen[clip.depth > 30e-3][:, middle] < 5):.0%} of the middle is black: the shadow")
print("\n".join(clip.remarks))
