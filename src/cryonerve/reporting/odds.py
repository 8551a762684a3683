"""Probabilities of a nerve's grades as a reader's words."""

from __future__ import annotations

from cryonerve.nerve.injury import law_band
from cryonerve.nerve.lesion import Lesion
from cryonerve.reporting.wording import bare

__all__ = ["by_grade", "by_law"]


def by_law(lesion: Lesion) -> str:
    """The band of the probability over single published laws; nothing when they agree."""
    least, most = law_band(lesion.by_law, lesion.weights)
    return f"{bare(100 * least, 2)}–{bare(100 * most, 2)} % by law alone" if most - least >= 0.005 else ""


def by_grade(lesion: Lesion) -> str:
    """The whole nerve's probability per grade; nothing where it was not judged."""
    odds = lesion.odds
    if odds is None:
        return ""
    none, block, cut = (bare(100 * float(part), 2) for part in (odds.none, odds.block, odds.axonotmesis))
    return f"never stopped {none} %, blocked while cold {block} %, interrupted {cut} %"
