"""Which numbers of a run matter to a person, what they are called, and which way is better."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from cryonerve.nerve.first_sentence import titled
from cryonerve.planning.measuring import BETWEEN

__all__ = ["GROUPS", "Weight", "weight_of"]

GROUPS = ("The treated nerve", "What must stay warm", "Time", "Ice", "Afterwards", "Other numbers")
# name within a nerve -> title, group, +1 where more is better, whether it stands in the short table
NERVE = {
    "full_section_length_mm": ("complete section below -20 degC", 0, 1, True),
    "fascicle_area_below_-20C": ("fascicle area below -20 degC, best section", 0, 1, True),
    "missing_mm": ("how far -20 degC falls short", 0, -1, True),
    "p_axonotmesis": ("probability of axonotmesis", 0, 1, True),
    "interrupted": ("fascicles interrupted", 0, 1, False),
    "interrupted_together_mm": ("interrupted together over", 0, 1, False),
    "warmest_fascicle_nadir_degC": ("warmest fascicle", 0, -1, False),
    "min_temperature_degC": ("coldest point", 0, 0, False),
    "recovery_days": ("regrowth", 4, 0, True),
    "pain_return_days": ("return of pain", 4, 0, True),
}
PARTS = {"p5": "5 % earlier than", "p50": "median", "p95": "95 % earlier than"}
WARMER = ("coldest", "the case's limit")  # findings of which a warmer value is better
PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Weight:
    """How a number is shown: title, place of its group, the better side (0: none), whether it is key."""

    title: str
    group: int
    better: int
    key: bool


def weight_of(name: str, treated: Collection[str]) -> Weight:
    """The weight of one number of `measured`.

    Parameters
    ----------
    treated : nerves that the plan treats; what another nerve loses is harm.

    >>> weight_of("nerves / tibial / full_section_length_mm", ["tibial"]).title
    'complete section below -20 degC'
    """
    parts = name.split(BETWEEN)
    if parts[0] == PROCEDURE:
        return Weight(
            {"time_s": "time of the procedure", "probes": "places of probes"}[parts[1]], 2, -1, True
        )
    if parts[0] == "isotherms":
        surface = {"ice": "ice", "-20C": "below -20 degC", "-40C": "below -40 degC"}.get(parts[2], parts[2])
        return Weight(f"{surface} at the end of {parts[1]}", 3, 0, parts[2] == "ice" and "freeze" in parts[1])
    if parts[0] == "findings":
        own = any(parts[1].endswith(titled(nerve)) for nerve in treated)  # to be frozen: colder is no worse
        warm = parts[1].startswith(WARMER) and not own
        return Weight(parts[1], 1 if warm else 5, 1 if warm else 0, warm)
    if parts[0] == "nerves" and len(parts) > 2:
        return _nerve(parts[1], parts[2:], treated)
    return Weight(name, 5, 0, False)


def _nerve(nerve: str, rest: list[str], treated: Collection[str]) -> Weight:
    known = NERVE.get(rest[0])
    own = nerve in treated
    words = "" if own and len(treated) == 1 else f"{nerve}: "
    if known is None:
        return Weight(words + " ".join(rest).replace("_", " "), 5, 0, False)
    title, group, better, key = known
    part = f", {PARTS.get(rest[1], rest[1])}" if len(rest) > 1 else ""
    median = len(rest) < 2 or rest[1] == "p50"
    if own:
        return Weight(words + title + part, group, better, key and median)
    return Weight(words + title + part, 5, -better, False)
