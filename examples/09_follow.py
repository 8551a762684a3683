"""What the shadow hides: a simulated clip is tracked, and the hidden -20 degC inferred with its band."""

from dataclasses import replace

import cryonerve as cn
from cryonerve.ultrasound import plane_of, run_members, shaft_in

case = cn.load("straight-probe-block")
freeze = replace(case.protocol[0], seconds=40.0)  # one short freeze, so that the example is quick
case = replace(case, protocol=(freeze,), solver=replace(case.solver, spacing=1e-3))
volume = cn.build(case)
freezing = cn.freeze(volume, case)
plane = plane_of(case, volume)

members = run_members(volume, case, plane, count=20)  # of a real procedure 100, before it begins
clip = cn.image(freezing, volume, case, times=[0.0, 20.0, 40.0])
front = cn.track(clip, centre=shaft_in(plane, case.probes[0]), freezing_from=0.0)
following = cn.follow(front, members)

for row, time in enumerate(following.times):
    if time > 0.0:
        low, middle, high = (
            1e3 * float(part[row].mean())
            for part in (following.cold.low, following.cold.middle, following.cold.high)
        )
        print(f"{time:3.0f} s: -20 degC lies {middle:.1f} mm from the probe's axis ({low:.1f} to {high:.1f})")
print("the picture disagrees with the model" if following.disagrees.any() else "the picture fits the model")
