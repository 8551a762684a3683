"""Places of the normal law and of chi-square that intervals end at, to the digits of a float."""

from __future__ import annotations

__all__ = ["HALF_CHI2_95", "MIDDLE_90", "MIDDLE_95"]

MIDDLE_90 = 1.6448536269514722  # standard deviations to each side of the middle 90 %
MIDDLE_95 = 1.959963984540054  # and of the middle 95 %
HALF_CHI2_95 = MIDDLE_95**2 / 2  # how far a log likelihood falls at the ends of a 95 % interval of one number
