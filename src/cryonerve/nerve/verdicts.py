"""Everything a person must know about a plan, as findings: also what was checked and is in order.

The limits, their levels and sources stand in sources/limits.toml and are listed in docs/findings.md.
"""

from __future__ import annotations

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.findings import Finding
from cryonerve.nerve.lesion import Prediction
from cryonerve.nerve.verdict_evidence import judge_evidence
from cryonerve.nerve.verdict_fluid import judge_fluid
from cryonerve.nerve.verdict_ice import judge_console, judge_ice, judge_power
from cryonerve.nerve.verdict_margins import judge_edge, judge_margins, judge_ways
from cryonerve.nerve.verdict_means import judge_means
from cryonerve.nerve.verdict_nerve import judge_goals, judge_nerves
from cryonerve.nerve.verdict_recovery import judge_recovery
from cryonerve.nerve.verdict_structures import judge_limits, judge_other_nerves, judge_structures
from cryonerve.nerve.verdict_trust import judge_trust

__all__ = ["judge"]


def judge(
    case: Case, volume: Volume, freezing: Freezing, prediction: Prediction | None, *, hints: bool = True
) -> tuple[Finding, ...]:
    """Every finding of a run, in the order in which a physician asks.

    First the treated nerve and how far the evidence reaches, then what else got cold, the ice, console and
    gas, the return of pain, and last how far the result can be trusted.

    Parameters
    ----------
    case, volume, freezing : what was simulated.
    prediction : what it did to the nerves; None (after `freeze` alone) leaves the nerve's findings out.
    hints : False leaves out of sentences what is measured for them alone; values and levels are the same.
    """
    return (
        *judge_nerves(case, volume, freezing, prediction),
        *judge_goals(case, volume, freezing, prediction),
        *judge_evidence(volume, freezing, prediction),
        *judge_means(case, volume),
        *judge_fluid(case, volume, freezing),
        *judge_limits(case, volume, freezing),
        *judge_structures(case, volume, freezing),
        *judge_other_nerves(case, volume, freezing),
        *judge_ways(case, volume),
        *judge_edge(case, volume),
        *judge_margins(case, volume, freezing, deep=hints),
        *judge_ice(case, volume, freezing, radii=hints),
        *judge_console(case, freezing),
        *judge_power(case, freezing),
        *judge_recovery(prediction),
        *judge_trust(case, volume, freezing),
    )
