"""What becomes of a nerve beyond its lesion: Wallerian degeneration and repair as a time line.

Only interrupted axons degenerate. A nerve that was merely blocked conducts again minutes after rewarming; a
nerve interrupted in part degenerates in part. The stages are published or recalled ranges, not a model.
"""

from __future__ import annotations

from cryonerve.nerve.lesion import Degeneration, Grade, Recovery, Stage
from cryonerve.nerve.recovery import days_of
from cryonerve.sources.citations import NO_PUBLICATION
from cryonerve.sources.degeneration import degeneration_stages
from cryonerve.sources.injury import recovery_priors
from cryonerve.sources.value import Sourced

__all__ = ["degeneration"]

SPROUTING = "axons sprout"
SAID: dict[Grade, str] = {
    "none": "Nothing froze and nothing was blocked: no axon degenerates.",
    "block": (
        "Nothing froze: what the cold blocked conducts again minutes after rewarming, and no axon "
        "degenerates."
    ),
    "mixed": (
        "Interrupted in part: the time line holds for the axons that were interrupted, an unknown share; "
        "those only blocked conduct again minutes after rewarming."
    ),
    "axonotmesis": (
        "Interrupted axons stop conducting across the lesion at once; beyond it they degenerate and are "
        "cleared, inside sheaths that stay."
    ),
    "outside evidence": (
        "Colder than the evidence reaches: the time line holds if the sheaths survived, and repair is slower "
        "or fails where they did not."
    ),
}


def degeneration(nerve: str, what: Grade, recovery: Recovery | None) -> Degeneration:
    """The time line of the nerve beyond its lesion; without stages where no axon was interrupted.

    Parameters
    ----------
    nerve : its name.
    what : grade of its lesion.
    recovery : regrowth; the axons sprout after its lag and until they have arrived.

    Examples
    --------
    >>> degeneration("tibial", "block", None).stages
    ()
    >>> [stage.name for stage in degeneration("tibial", "axonotmesis", None).stages][:2]
    ['far part stops conducting', 'axons break up']
    """
    if what in ("none", "block"):
        return Degeneration(nerve, (), SAID[what])
    stages = [_stage(stage.title, stage.begins, stage.ends) for stage in degeneration_stages().values()]
    stages.insert(-1, _sprouting(recovery))
    sources = dict.fromkeys(key for stage in stages for key in stage.sources)
    return Degeneration(nerve, tuple(stages), SAID[what], tuple(sources))


def _stage(title: str, begins: Sourced, ends: Sourced) -> Stage:
    remark = " ".join(f"{text[0].upper()}{text[1:]}." for text in (begins.remark, ends.remark) if text)
    return Stage(title, days_of(begins), days_of(ends), remark, _who(begins, ends))


def _sprouting(recovery: Recovery | None) -> Stage:
    """Axons set out after the lag of regrowth, the same figure, and until they have arrived."""
    lag = recovery_priors().lag if recovery is None else recovery.lag
    begins = days_of(lag)
    ends = begins if recovery is None else recovery.regrowth_days
    return Stage(SPROUTING, begins, ends, f"{lag.remark[0].upper()}{lag.remark[1:]}." if lag.remark else "",
                 _who(lag))  # fmt: skip


def _who(*figures: Sourced) -> tuple[str, ...]:
    keys = dict.fromkeys(figure.source for figure in figures)
    return tuple(key for key in keys if key not in NO_PUBLICATION)
