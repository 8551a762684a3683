"""What a correction is worth for people it was not fitted to."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from cryonerve.sources.calibration_rules import calibration_needs

__all__ = ["Gain", "cross_validated"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Gain:
    """Mean of ln(probability given to what happened), corrected less as predicted, over people left out.

    Attributes
    ----------
    per_case, low, high : the mean and its 95 % interval over people; above 0 is better.
    people, folds : over how many people, in how many parts.
    """

    per_case: float
    low: float
    high: float
    people: int
    folds: int

    @property
    def real(self) -> bool:
        """Is it better for others, beyond chance, and are there enough people to say so?"""
        return self.low > 0 and self.people >= calibration_needs().cases.value


def cross_validated(
    person: NDArray[np.int64], plain: Floats, corrected: Callable[[Mask], Callable[[Mask], Floats] | None]
) -> Gain | None:
    """Gain of a correction, each part of the people judged by a fit to the others.

    Parameters
    ----------
    person : (n,) number of the person of each case; people stay together.
    plain : (n,) ln of the probability that the prediction gave to what happened.
    corrected : fits to the cases of a mask and gives a function from a mask to (m,) such logarithms; None
        where nothing can be fitted.

    Returns
    -------
    None where a part cannot be fitted.
    """
    people, place = np.unique(person, return_inverse=True)
    folds = int(calibration_needs().folds.value)
    if people.size < 2 * folds:
        return None
    part = place % folds
    gains = np.empty(plain.size)
    for fold in range(folds):
        score = corrected(part != fold)
        if score is None:
            return None
        gains[part == fold] = score(part == fold) - plain[part == fold]
    by_person = np.bincount(place, gains)
    mean = float(gains.mean())
    counts = np.bincount(place)
    error = math.sqrt(float(np.sum((by_person - mean * counts) ** 2))) / plain.size
    reach = float(stdtrit(people.size - 1, 0.975)) * error
    return Gain(mean, mean - reach, mean + reach, int(people.size), folds)
