"""How decibels of amplitude and nepers, their natural logarithm, go together."""

from __future__ import annotations

from math import log

__all__ = ["DECIBELS_PER_NEPER"]

DECIBELS_PER_NEPER = 20.0 / log(10.0)
