"""The fields of a case that decide whether the nerve is covered, and which of them nobody stated."""

from __future__ import annotations

from fnmatch import fnmatch

from cryonerve.case.case import Case, FieldStanding

__all__ = ["DECISIVE", "decisive", "why_decisive"]

DECISIVE = (
    # (path in the case, why it decides), the most decisive first
    ("probes*.tip", "where the probe lies against the nerve"),
    ("probes*.axis", "how the probe lies against the nerve"),
    ("anatomy.nerve_depth", "how deep the nerve lies"),
    ("anatomy.nerve_area", "how far the far side of the nerve is"),
    ("anatomy.neuroma*", "how wide the neuroma is"),
    ("devices*.wall*", "how cold the wall gets"),
    ("devices*.gas_temperature", "how cold the wall gets"),
    ("devices*.coefficient", "how cold the wall gets"),
    ("protocol*", "how long and how cold"),
    ("devices*.active_length", "how long the zone is"),
    ("devices*.diameter", "how wide the zone is"),
    ("probes*.device", "which probe it is"),
    ("tissues*.conductivity*", "how far the cold travels"),
    ("anatomy.artery_gap", "how near the artery warms the nerve"),
    ("patient.age", "how large nerve and limb are drawn"),
    ("anatomy.side", "which leg is drawn"),
)


def decisive(case: Case) -> tuple[FieldStanding, ...]:
    """Fields that decide the result and that nobody stated (assumed or unknown), the most decisive first.

    >>> from cryonerve.case import load
    >>> [item.path for item in decisive(load("gel-phantom"))][:1]
    ['probes.probe.tip']
    """
    open_fields = [item for item in case.standings if item.standing in ("assumed", "unknown")]
    ranked = [
        (rank, item)
        for item in open_fields
        for rank, (pattern, _) in enumerate(DECISIVE)
        if fnmatch(item.path, pattern)
    ]
    return tuple(dict.fromkeys(item for _, item in sorted(ranked, key=lambda pair: pair[0])))


def why_decisive(path: str) -> str:
    """What a decisive field decides.

    >>> why_decisive("anatomy.nerve_depth")
    'how deep the nerve lies'
    """
    return next(why for pattern, why in DECISIVE if fnmatch(path, pattern))
