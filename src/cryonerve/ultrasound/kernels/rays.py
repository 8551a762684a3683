"""What is left of sound on its way down: rays of the aperture, lost and bent by ice.

Rays run in rows of range and lines of the transducer. With m metres a line (they widen with range under a
curved face), slowness s relative to unfrozen tissue, and p = s m sin(angle), which stays where s does not
change from line to line:

    d line / dr = p / (m^2 q)      dp / dr = s ds/dline / q      q = sqrt(s^2 - p^2 / m^2)

A ray without a q was totally reflected. Energy stays between neighbouring rays: where they part it thins.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from cryonerve.ultrasound.decibels import DECIBELS_PER_NEPER
from cryonerve.ultrasound.kernels.options import ENTRY, INNER

__all__ = ["bend", "heard"]

NEPERS_PER_DECIBEL = 1.0 / DECIBELS_PER_NEPER
GRAZING = 0.04  # q^2 / s^2 below which a ray counts as reflected
NOTHING = 1e-20  # energy that is none
NARROW = 0.02  # lines: rays closer than that share their energy over as much


@njit(**INNER)
def pour(out: Any, one: Any, other: Any, energy: Any) -> None:
    """Share energy evenly among the lines between two rays."""
    low, high = min(one, other), max(one, other)
    high = max(high, low + NARROW)
    density = energy / (high - low)
    low, high = max(low, -0.5), min(high, out.shape[0] - 0.5)
    if high <= low:
        return
    for line in range(int(np.floor(low + 0.5)), min(int(np.floor(high + 0.5)), out.shape[0] - 1) + 1):
        out[line] += density * max(0.0, min(high, line + 0.5) - max(low, line - 0.5))


@njit(**ENTRY)
def bend(
    start: Any, stop: Any, rate: Any, slow: Any, sines: Any, metres: Any, deep: Any, out: Any,
) -> None:  # fmt: skip
    """Follow rays of directions `start` to `stop` from every line of the face: energy (ray, row, line).

    rate : (row, line) dB lost straight down through a row. slow : (row, line) s. sines : (ray,) of the angle
    at the face. metres : (row,) m a line. deep : m from row to row. out : zeros.
    """
    rows, columns = rate.shape
    place, left, turn = np.empty(columns), np.empty(columns), np.empty(columns)
    passed, move = np.empty(columns), np.empty(columns)
    for ray in range(start, stop):
        ahead = 0.5 * deep * sines[ray] / np.sqrt(1.0 - sines[ray] ** 2) / metres[0]
        for k in range(columns):
            place[k], left[k], turn[k] = k + ahead, 1.0, slow[0, k] * sines[ray] * metres[0]
        for row in range(rows):
            narrow = 1.0 / metres[row]
            for k in range(columns):
                at = min(max(place[k], 0.0), columns - 1.001)
                j = int(at)
                t = at - j
                change = slow[row, j + 1] - slow[row, j]
                s = slow[row, j] + t * change
                p = turn[k] * narrow
                q2 = s * s - p * p
                if q2 < GRAZING * s * s:
                    left[k] = 0.0
                    q2 = s * s
                long = 1.0 / np.sqrt(q2)
                lost = rate[row, j] + t * (rate[row, j + 1] - rate[row, j])
                passed[k] = np.exp(-NEPERS_PER_DECIBEL * lost * s * long)  # energy, of half a row
                left[k] *= passed[k]
                turn[k] += deep * s * change * long
                move[k] = deep * turn[k] * narrow * narrow * long
            for k in range(columns - 1):
                if left[k] > 0.0 and left[k + 1] > 0.0:
                    pour(out[ray, row], place[k], place[k + 1], 0.5 * (left[k] + left[k + 1]))
            for k in range(columns):
                left[k] *= passed[k]
                place[k] += move[k]


@njit(**INNER)
def soften(values: Any, half: Any, sums: Any, out: Any) -> None:
    """Mean of values over `half` lines to either side, which need not be whole."""
    count = values.shape[0]
    sums[0] = 0.0
    for k in range(count):
        sums[k + 1] = sums[k] + values[k]
    for k in range(count):
        low, high = max(k + 0.5 - half, 0.0), min(k + 0.5 + half, float(count))
        i, j = min(int(low), count - 1), min(int(high), count - 1)
        above = sums[j] + (high - j) * values[j]
        out[k] = (above - sums[i] - (low - i) * values[i]) / (high - low)


@njit(**ENTRY)
def heard(start: Any, stop: Any, energy: Any, bare: Any, half: Any, out: Any) -> None:
    """Speckle's power (row, line) of rows `start` to `stop` from the energy of every ray.

    Rays are the aperture: one way the beam is the transform of their amplitudes a, and scatterers fill the
    square of its intensity, the sum over k of (sum over i of a_i a_i+k)^2. bare : the same energy without
    ice; the share that is left of it around is smeared, so that bone keeps its own shadow. half : (row,)
    lines of diffraction.
    """
    rays, _, columns = energy.shape
    one, two, sums = np.empty(columns), np.empty(columns), np.empty(columns + 1)
    all_of_it = np.empty(columns)
    amplitude = np.empty((rays, columns), np.float32)
    for row in range(start, stop):
        for ray in range(rays):
            if half[row] > 0.5:
                soften(energy[ray, row], half[row], sums, one)
                soften(one, half[row], sums, two)
                soften(bare[ray, row], half[row], sums, one)
                soften(one, half[row], sums, all_of_it)
                for k in range(columns):
                    amplitude[ray, k] = np.sqrt(bare[ray, row, k] * two[k] / max(all_of_it[k], NOTHING))
            else:
                for k in range(columns):
                    amplitude[ray, k] = np.sqrt(energy[ray, row, k])
        out[row] = 0.0
        for lag in range(rays):
            share = np.float32(1.0 if lag == 0 else 2.0)
            for k in range(columns):
                total = np.float32(0.0)
                for ray in range(rays - lag):
                    total += amplitude[ray, k] * amplitude[ray + lag, k]
                out[row, k] += share * total * total
