"""One frame: losses along the rays of the aperture, echoes of tissue and ice, the beam's width, the display.

Loops run over rows or lines `start` to `stop`, so that threads can share a frame.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

__all__ = ["across_lines", "along_range", "display", "envelope", "gather", "losses", "smoothed"]

ENTRY: dict[str, Any] = {
    "cache": True,
    "error_model": "numpy",
    "fastmath": True,
    "nogil": True,
    "no_cfunc_wrapper": True,
}
INNER = {**ENTRY, "cache": False, "no_cpython_wrapper": True}
NEPER = np.float32(0.11512925464970229)  # ln(10) / 20: dB of amplitude to its logarithm


@njit(**INNER)
def between(field, i, j, a, b):
    """Value between the four pixels from (i, j) on."""
    upper = field[i, j] + b * (field[i, j + 1] - field[i, j])
    lower = field[i + 1, j] + b * (field[i + 1, j + 1] - field[i + 1, j])
    return upper + a * (lower - upper)


@njit(**ENTRY)
def gather(start, stop, lines, step, every, origin, spacing, attenuation, static, rate):
    """dB lost one way between coarse rows: attenuation of the map and what layers reflect, (row, line)."""
    for row in range(start, stop):
        r = (row + 0.5) * step * every
        for column in range(rate.shape[1]):
            u = (lines[column, 1] + r * lines[column, 3] - origin[0]) / spacing[0]
            v = (lines[column, 0] + r * lines[column, 2] - origin[1]) / spacing[1]
            u = min(max(u, 0.0), attenuation.shape[0] - 1.001)
            v = min(max(v, 0.0), attenuation.shape[1] - 1.001)
            i, j = int(u), int(v)
            a, b = np.float32(u - i), np.float32(v - j)
            rate[row, column] = between(attenuation, i, j, a, b) * step * every + static[row, column]


@njit(**ENTRY)
def losses(start, stop, rate, shift, stretch, out):
    """Sum over rays `start` to `stop` of the amplitude that reaches each place, and the number of rays, (2, row, line).

    Rays of one direction are a family: row by row each has moved by `shift` (ray, row) lines from where it
    began, and is `stretch` times as long as the row is deep. Along a ray losses multiply without mixing.
    """
    rows, columns = rate.shape
    one = np.float32(1.0)
    passed = np.empty(rate.shape, np.float32)  # by a ray straight down
    for row in range(rows):
        for column in range(columns):
            passed[row, column] = np.exp(-NEPER * rate[row, column])
    for ray in range(start, stop):
        wide = int(np.ceil(np.max(np.abs(shift[ray])))) + 2
        left = np.ones(columns + 2 * wide, np.float32)  # of rays by the line at which they began, `wide` ahead
        step = np.empty(columns + 4 * wide, np.float32)
        for row in range(rows):
            whole = int(np.floor(shift[ray, row]))
            part = np.float32(shift[ray, row] - whole)
            longer = NEPER * (np.float32(stretch[ray, row]) - one)
            for column in range(columns):
                share = one - longer * rate[row, column]
                step[column + 2 * wide] = passed[row, column] * max(share, np.float32(0.0))
            for column in range(2 * wide):
                step[column] = step[2 * wide]
                step[columns + 2 * wide + column] = step[columns + 2 * wide - 1]
            begin = wide + whole
            first, last = max(0, whole), min(columns, columns + whole)
            for column in range(first, last):
                at = column - whole + wide
                half = np.float32(0.5) * (one + step[column + 2 * wide])
                out[0, row, column] += half * (left[at] + part * (left[at - 1] - left[at]))
                out[1, row, column] += one
            for at in range(columns + 2 * wide):
                near = step[at + begin]
                left[at] *= near + part * (step[at + begin + 1] - near)


@njit(**INNER)
def looked_up(table, place):
    """A table between its entries."""
    place = min(max(place, np.float32(0.0)), np.float32(table.shape[0] - 2))
    i = int(place)
    part = place - np.float32(i)
    return table[i] + part * (table[i + 1] - table[i])


@njit(**INNER)
def icy(temperature, slope, altered, factor, liquidus, impedance, ice, place, front, phase, turn, by):
    """Backscatter, what is left of layers, and the front's echo (re, im) where ice is, was or begins.

    slope : K a row. place, by : of the temperature in the tables, and how far it moves in a quarter of a row.
    """
    one = np.float32(1.0)
    re, im = np.float32(0.0), np.float32(0.0)
    share = looked_up(ice, place)
    factor = factor * altered + front[1] * np.float32(4.0) * share * (one - share)
    kept = (one - share * (one - front[2])) * min(altered, one)
    if temperature < liquidus + abs(slope) and share < np.float32(0.97):
        c, s = np.float32(np.cos(phase)), np.float32(-np.sin(phase))
        before = looked_up(impedance, place)
        for quarter in range(4):
            after = looked_up(impedance, place + by * np.float32(quarter + 1))
            echo = np.float32(0.5) * (after - before) * front[0]
            re += echo * c
            im += echo * s
            c, s = c * turn[0] - s * turn[1], c * turn[1] + s * turn[0]
            before = after
    return factor, kept, re, im


@njit(**INNER)
def spread(row_re, row_im, taps, out_re, out_im):
    """One row blurred across lines; the row is longer than the answer by the taps."""
    columns = out_re.shape[0]
    out_re[:] = np.float32(0.0)
    out_im[:] = np.float32(0.0)
    for tap in range(taps.shape[0]):
        share = taps[tap]
        if share != 0.0:
            for column in range(columns):
                out_re[column] += share * row_re[column + tap]
                out_im[column] += share * row_im[column + tap]


@njit(**ENTRY)
def across_lines(
    start, stop, lines, step, k2, every, origin, spacing, temperature, change, active, structure, level,
    speckle_re, speckle_im, layer_re, layer_im, tail_re, tail_im, tail_row, weight, impedance, ice,
    liquidus, table_origin, table_step, taps, front, out_re, out_im,
):  # fmt: skip
    """Echoes of rows `start` to `stop`, each already blurred across lines.

    temperature, change, active : maps of degC, of backscatter relative to unfrozen, of where either matters.
    weight : (coarse row, line) two-way amplitude. impedance, ice : (structure, entry) ln Z and share of ice.
    taps : (row, 2 n + 1). front : coherent echo of the ice front, its diffuse shell (backscatter of muscle is 1), what
    ice leaves of layers.
    """
    columns, half = level.shape[1], taps.shape[1] // 2
    row_re = np.zeros(columns + 2 * half, np.float32)
    row_im = np.zeros(columns + 2 * half, np.float32)
    turn = (np.float32(np.cos(0.25 * k2 * step)), np.float32(-np.sin(0.25 * k2 * step)))
    for row in range(start, stop):
        r = row * step
        coarse = min(max((r / (step * every)) - 0.5, 0.0), weight.shape[0] - 1.001)
        upper = int(coarse)
        part = np.float32(coarse - upper)
        for column in range(columns):
            u = (lines[column, 1] + r * lines[column, 3] - origin[0]) / spacing[0]
            v = (lines[column, 0] + r * lines[column, 2] - origin[1]) / spacing[1]
            u = min(max(u, 0.0), temperature.shape[0] - 1.001)
            v = min(max(v, 0.0), temperature.shape[1] - 1.001)
            i, j = int(u), int(v)
            reach = weight[upper, column] + part * (weight[upper + 1, column] - weight[upper, column])
            factor, kept = level[row, column], np.float32(1.0)
            add_re, add_im = np.float32(0.0), np.float32(0.0)
            if active[i, j]:
                a, b = np.float32(u - i), np.float32(v - j)
                here = structure[row, column]
                warm = between(temperature, i, j, a, b)
                slope = between(temperature, i, j, np.float32(1.0), b) - between(temperature, i, j, np.float32(0.0), b)
                slope *= np.float32(step * lines[column, 3] / spacing[0])
                place = (warm - np.float32(table_origin)) / np.float32(table_step)
                factor, kept, add_re, add_im = icy(
                    warm, slope, between(change, i, j, a, b), factor, liquidus[here], impedance[here], ice[here],
                    place, front, k2 * r, turn, slope / np.float32(4.0 * table_step),
                )  # fmt: skip
            at = column + half
            row_re[at] = reach * (factor * speckle_re[row, column] + kept * layer_re[row, column] + add_re)
            row_im[at] = reach * (factor * speckle_im[row, column] + kept * layer_im[row, column] + add_im)
            hit = tail_row[column]
            if row > hit:
                reach = weight[min(max(hit // every - 1, 0), weight.shape[0] - 1), column]
                row_re[at] += reach * tail_re[row, column]
                row_im[at] += reach * tail_im[row, column]
        spread(row_re, row_im, taps[row], out_re[row], out_im[row])


@njit(**ENTRY)
def along_range(start, stop, re, im, pulse, out_re, out_im):
    """Rows `start` to `stop` blurred along the range by the pulse's envelope."""
    rows, columns = re.shape
    half = pulse.shape[0] // 2
    for row in range(start, stop):
        out_re[row, :] = np.float32(0.0)
        out_im[row, :] = np.float32(0.0)
        for tap in range(pulse.shape[0]):
            other = row + tap - half
            if 0 <= other < rows:
                share = pulse[tap]
                for column in range(columns):
                    out_re[row, column] += share * re[other, column]
                    out_im[row, column] += share * im[other, column]


@njit(**ENTRY)
def envelope(start, stop, re, im, hard_row, hard_gain, noise_re, noise_im, noise_from, out):
    """Power of the echo in rows `start` to `stop`, with reverberation and electronic noise."""
    columns = re.shape[1]
    for row in range(start, stop):
        for column in range(columns):
            a = re[row, column] + noise_re[row + noise_from[0], column + noise_from[1]]
            b = im[row, column] + noise_im[row + noise_from[0], column + noise_from[1]]
            other = row - hard_row[column]
            if other > 0:
                gain = hard_gain[column]
                a += gain * re[other, column]
                b += gain * im[other, column]
            out[row, column] = a * a + b * b


@njit(**ENTRY)
def smoothed(start, stop, power, weights, out):
    """Rows `start` to `stop` averaged along the range and over the two neighbouring lines, as a detector does."""
    rows, columns = power.shape
    half = weights.shape[0] // 2
    for row in range(start, stop):
        out[row, :] = np.float32(1e-20)
        for tap in range(weights.shape[0]):
            other = min(max(row + tap - half, 0), rows - 1)
            share = weights[tap] * np.float32(0.5)
            for column in range(1, columns - 1):
                sides = np.float32(0.5) * (power[other, column - 1] + power[other, column + 1])
                out[row, column] += share * (power[other, column] + sides)
        out[row, 0], out[row, columns - 1] = out[row, 1], out[row, columns - 2]


@njit(**ENTRY)
def display(start, stop, power, place_row, place_line, polar, raise_by, white, span, out):
    """Grey of rows `start` to `stop` of the picture (row, column): `white` dB is 255, `span` dB below it is 0.

    place_row, place_line : place of every pixel in `power`, in rows and lines; where not polar, first column and
    first row of them hold for all. raise_by : (row of `power`) dB of time gain.
    """
    rows, columns = power.shape
    for row in range(start, stop):
        for column in range(out.shape[1]):
            u = place_row[row, column if polar else 0]
            v = place_line[row if polar else 0, column]
            if u < 0.0 or v < 0.0 or u > rows - 1.001 or v > columns - 1.001:
                out[row, column] = 0
                continue
            i, j = int(u), int(v)
            a, b = np.float32(u - i), np.float32(v - j)
            loud = np.float32(4.342944819) * np.log(between(power, i, j, a, b) + np.float32(1e-20))
            grey = (loud + raise_by[i] - white + span) / span * np.float32(255.0)
            out[row, column] = np.uint8(min(max(grey + np.float32(0.5), np.float32(0.0)), np.float32(255.0)))
