"""A clinic with predictions that were entered first and follow-ups that came later, true times known."""

from __future__ import annotations

import math

import numpy as np

from cryonerve.registry import Draft, new_mark, record

DAYS = (0, 1, 7, 14, 28, 42, 91, 182, 273, 365)
Z95 = 1.6448536269514722
BAND = (0.5, 1.0, 2.2)  # of the median


def day_of(z: float, median: float) -> float:
    """The day at a place of a predicted distribution."""
    return median * math.exp(z / Z95 * math.log(BAND[2] if z >= 0 else 1 / BAND[0]))


def predicted(median: float, later: float, p: float) -> dict[str, object]:
    return {
        "nerve": "tibial",
        "treated": True,
        "p_axonotmesis": p,
        **{f"recovery_p{part}_days": median * end for part, end in zip((5, 50, 95), BAND, strict=True)},
        **{f"pain_return_p{part}_days": later * end for part, end in zip((5, 50, 95), BAND, strict=True)},
    }


def fill(registry, cases: int, *, seed: int = 1, shift: float = 0.0, widening: float = 1.0) -> list[str]:
    """Add cases whose feeling comes back `shift` and `widening` off the prediction; ids of the cases."""
    draw = np.random.default_rng(seed)
    people, marks = [new_mark("P") for _ in range(cases)], [new_mark("C") for _ in range(cases)]
    record(registry, [Draft("person", {"age_years": 40}, "", mark) for mark in people])
    above = zip(people, marks, strict=True)
    record(registry, [Draft("case", {"nerve": "tibial"}, person, mark) for person, mark in above])
    predictions, measurements = [], []
    for case in marks:
        median, later = (float(np.exp(draw.normal(np.log(middle), 0.4))) for middle in (90, 120))
        p = float(draw.beta(3, 1.2))
        predictions.append(Draft("prediction", predicted(median, later, p), case))
        z, z_pain = draw.normal(size=2)
        back, pain_back = day_of(shift + widening * z, median), day_of(z_pain, later)
        lost = draw.random() < p
        for day in DAYS:
            pain = {"instrument": "nrs", "score": 8 if day == 0 or day >= pain_back else 2}
            feeling = {"instrument": "feeling", "score": 2 if not lost or day >= back else 0}
            measurements += [
                Draft("measurement", {"day": day, **row}, case)
                for row in (pain, feeling)
                if row is pain or day
            ]
    record(registry, predictions)
    record(registry, measurements)
    return marks
