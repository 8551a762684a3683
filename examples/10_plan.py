"""Where must the probe stand so that the nerve is cold over enough length? Searched, then run in full."""

from dataclasses import replace

import cryonerve as cn
from cryonerve.case.case import Goals, Means

case = cn.load("tibial-neuroma-child")
case = replace(
    case,
    goals=Goals("tibial", length=4e-3, below=-10.0),
    means=Means(placements=1, devices=("cryo-s-a13",), within=5 * 60.0),
    solver=replace(case.solver, spacing=1.5e-3),  # coarse, so that the example is quick
)
plan = cn.plan(case, explain=False)

print(plan.sentence)
for probe in plan.case.probes:
    print(probe.name, "tip at", " ".join(f"{1e3 * part:.1f}" for part in probe.tip), "mm")
print("; ".join(cn.sentence(step) for step in plan.case.protocol))
