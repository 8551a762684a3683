"""What injected fluid is taken to be, and whether it can be where the case has it."""

from __future__ import annotations

from collections.abc import Iterator

from cryonerve.anatomy.fluid import Filling, filling_of, label_of
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case, Pool
from cryonerve.findings import Finding
from cryonerve.nerve.verdict import coldest_of, held

__all__ = ["judge_fluid"]


def judge_fluid(case: Case, volume: Volume, freezing: Freezing) -> Iterator[Finding]:
    """Of each pool: what is assumed, how much of it is where it cannot be, and whether it froze."""
    for pool in case.hydrodissection:
        found = filling_of(pool, volume)
        yield _assumed(pool, found)
        place = " ".join(f"{1e3 * value:g}" for value in pool.centre)
        where = f"of the fluid '{pool.name}' at {place} mm"
        if found.outside > 0.0:
            measured = f"{100 * found.outside:.0f} % {where} would lie outside of the body."
            yield held(
                "fluid-outside", found.outside, measured, about=f"fluid '{pool.name}' outside the body"
            )
        if found.taken:
            most = max(found.taken, key=lambda name: found.taken[name])
            share = sum(found.taken.values())
            measured = f"{100 * share:.0f} % {where} would lie in other things, most of it in the {most}; "
            measured += "none was drawn there."
            yield held("fluid-taken", share, measured, about=f"fluid '{pool.name}' where it cannot be")
        coldest = coldest_of(freezing, volume, (label_of(pool, volume),))
        if coldest is not None:
            measured = f"The coldest point of the fluid '{pool.name}' reaches {coldest[0]:.1f} degC."
            yield held("fluid", coldest[0], measured, about=f"coldest fluid '{pool.name}'").on(
                "structure", coldest[1]
            )


def _assumed(pool: Pool, found: Filling) -> Finding:
    if pool.around:
        form = f"{1e3 * pool.thickness:g} mm of {pool.fluid} around the {pool.around} nerve over "
        form += f"{1e3 * pool.length:g} mm"
        form += "" if pool.side is None else " on one side"
    else:
        sides = " x ".join(f"{1e3 * side:g}" for side in pool.size or ())
        form = f"{pool.fluid}, {pool.shape} of {sides} mm"
    reason = (
        f"Injected before the first freeze: {form}, {1e6 * found.volume:.2g} mL drawn, at "
        f"{pool.temperature:g} degC when it begins. It takes the place of fat, fascia and muscle and pushes "
        "nothing aside: in a limb, what lies beyond it moves away by about its thickness. It keeps its shape "
        "and carries no blood. All of that is assumed."
    )
    return Finding("note", f"fluid '{pool.name}'", 1e9 * found.volume, None, "mm3", "assumed", reason)
