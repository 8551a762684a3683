"""Freeze a block with one straight probe, coarsely, and watch the ice come and go."""

from dataclasses import replace

import cryonerve as cn

case = cn.load("straight-probe-block")
case = replace(case, solver=replace(case.solver, spacing=1.0e-3))
freezing = cn.freeze(cn.build(case), case)
for row in freezing.isotherms:
    print(f"{row.phase:<10} {row.time:>5.0f} s  {row.surface:<5} {row.volume * 1e9:>7.0f} mm³")
print(f"heat balance: {freezing.balance.error:.1e} of the heat extracted")
