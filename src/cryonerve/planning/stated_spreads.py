"""Spreads that a case states of its own numbers, in place of those of a table."""

from __future__ import annotations

from dataclasses import replace

from cryonerve.case.case import Case
from cryonerve.sources.value import Sourced

__all__ = ["with_stated_spread"]


def with_stated_spread(case: Case, path: str, number: Sourced) -> Sourced:
    """A number with the spread that the case states of the field at `path`; itself where it states none."""
    for standing in case.standings:
        if standing.path == path and standing.spread > 0.0:
            words = "; ".join(part for part in ("spread stated in the case", standing.why) if part)
            return replace(number, spread=standing.spread, law="normal", bounds=None, source="case",
                           standing="stated", remark=words)  # fmt: skip
    return number
