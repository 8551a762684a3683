"""How sure a plan is: the same freeze many times over, each with other values of what is not known."""

from dataclasses import replace

import cryonerve as cn

if __name__ == "__main__":  # its processes read this file, too
    case = cn.load("straight-probe-block")
    freeze = replace(
        case.protocol[0], seconds=10.0
    )  # one short freeze, coarse, and few samples: the example is quick
    case = replace(case, protocol=(freeze,), solver=replace(case.solver, spacing=1.5e-3))
    found = cn.spread(case, samples=8, seed=1, workers=1)  # of a real plan 200

    print(found.stopped)
    for name in ("isotherms / freeze 1 / ice / volume_mm3", "isotherms / freeze 1 / -20C / volume_mm3"):
        band = found.band(name)
        print(f"{name}: {found.planned[name]:.0f} as planned, {band.p5:.0f} to {band.p95:.0f} in 90 %")
    held = found.probability("the case's limit for skin")
    print(f"the skin's limit holds in {100 * held.ok:.0f} % (standard error {100 * held.ok_error:.0f} %)")
    assumed = sum(item.number.standing == "assumed" for item in found.unknowns)
    print(f"{assumed} of {len(found.unknowns)} unknowns have an assumed spread")
