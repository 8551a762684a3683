"""How far the result itself can be trusted: assumptions, heat balance, spacing, why the run ended."""

from __future__ import annotations

from collections.abc import Iterator

from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Case
from cryonerve.case.decisive import decisive, why_decisive
from cryonerve.findings import Finding
from cryonerve.nerve.verdict import held

__all__ = ["judge_trust"]

LEAST_HEAT = 0.1  # J drawn; a third of what freezes a cubic millimetre of tissue


def judge_trust(case: Case, volume: Volume, freezing: Freezing) -> Iterator[Finding]:
    """Findings on the computation and on what went into it."""
    yield _ended(freezing)
    yield _balanced(freezing)
    spacing = freezing.solver.spacing
    yield held("spacing", spacing, f"The finest cells are {1e3 * spacing:.2f} mm wide.")
    yield _assumptions(case, volume)


def _balanced(freezing: Freezing) -> Finding:
    """The heat balance, where a probe has drawn heat that it can be compared with."""
    error = abs(freezing.balance.error)
    measured = f"Stored and exchanged heat differ by {100 * error:.3f} % of the heat drawn."
    if abs(freezing.balance.extracted) < LEAST_HEAT:
        reason = "The probes draw next to no heat, so there is nothing to compare with."
        return Finding("note", "heat balance error", None, None, "%", "assumed", reason)
    return held("heat-balance", error, measured)


def _ended(freezing: Freezing) -> Finding:
    """Whether the protocol ran to its end."""
    planned = freezing.phases[-1].end if freezing.phases else freezing.solver.procedure
    remedy = "" if freezing.stop.good else " Everything after that moment is missing from every number here."
    return Finding(
        "ok" if freezing.stop.good else "stop",
        "simulated time",
        freezing.solver.procedure,
        planned,
        "s",
        "case",
        freezing.stop.value + remedy,
    )


def _assumptions(case: Case, volume: Volume) -> Finding:
    """How many decisive figures nobody stated, and which."""
    fields = decisive(case)
    if not fields:
        measured = "Every decisive figure of the case is stated."
    else:
        top = "; ".join(f"{item.path}: {why_decisive(item.path)}" for item in fields[:3])
        more = f" and {len(fields) - 3} more" if len(fields) > 3 else ""
        measured = f"Assumed or unknown are {top}{more}."
    if volume.assumptions:
        first = volume.assumptions[0].rstrip(".")
        measured += f" Drawing the anatomy adds {len(volume.assumptions)} more, the first: {first}."
    return held("assumptions", float(len(fields)), measured)
