"""One frame: what rays lose in place, echoes of tissue and ice, the beam's width, the display.

Loops run over rows or lines `start` to `stop`, so that threads can share a frame.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from cryonerve.ultrasound.kernels.options import ENTRY, INNER

__all__ = ["across_lines", "along_range", "display", "envelope", "gather", "smoothed"]

STEEPEST, GENTLE = np.float32(0.6), np.float32(0.2)  # cycles a line: gone from there on, whole below 0.4


@njit(**INNER)
def between(field: Any, i: Any, j: Any, a: Any, b: Any) -> Any:
    """Value between the four pixels from (i, j) on."""
    upper = field[i, j] + b * (field[i, j + 1] - field[i, j])
    lower = field[i + 1, j] + b * (field[i + 1, j + 1] - field[i + 1, j])
    return upper + a * (lower - upper)


@njit(**INNER)
def leaning(field: Any, i: Any, j: Any, a: Any, b: Any, line: Any, spacing: Any) -> Any:
    """Change of a field per metre along a line and across it."""
    zero, one = np.float32(0.0), np.float32(1.0)
    down = (between(field, i, j, one, b) - between(field, i, j, zero, b)) * np.float32(1.0 / spacing[0])
    aside = (between(field, i, j, a, one) - between(field, i, j, a, zero)) * np.float32(1.0 / spacing[1])
    x, z = np.float32(line[2]), np.float32(line[3])
    return down * z + aside * x, aside * z - down * x


@njit(**ENTRY)
def gather(
    start: Any, stop: Any, lines: Any, step: Any, every: Any, origin: Any, spacing: Any, attenuation: Any,
    slowness: Any, static: Any, rate: Any, slow: Any,
) -> None:  # fmt: skip
    """DB lost one way between coarse rows, by the map's attenuation and at layers; slowness (row, line)."""
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
            slow[row, column] = between(slowness, i, j, a, b)


@njit(**INNER)
def looked_up(table: Any, place: Any) -> Any:
    """A table between its entries."""
    place = min(max(place, np.float32(0.0)), np.float32(table.shape[0] - 2))
    i = int(place)
    part = place - np.float32(i)
    return table[i] + part * (table[i + 1] - table[i])


@njit(**INNER)
def icy(
    temperature: Any, slope: Any, aside: Any, altered: Any, factor: Any, liquidus: Any, impedance: Any,
    ice: Any, place: Any, front: Any, phase: Any, turn: Any, by: Any, turns: Any,
) -> Any:  # fmt: skip
    """Backscatter, what is left of layers, and the front's echo (re, im) where ice is, was or begins.

    slope, aside : K a row and a line. place, by : of the temperature in the tables, and how far it moves in
    a quarter of a row. turns : cycles of an echo's phase a row.
    """
    one = np.float32(1.0)
    re, im = np.float32(0.0), np.float32(0.0)
    share = looked_up(ice, place)
    factor = factor * altered + front[1] * np.float32(4.0) * share * (one - share)
    kept = (one - share * (one - front[2])) * min(altered, one)
    if temperature < liquidus + abs(slope) and share < np.float32(0.97):
        # where the front is so steep that its phase turns faster than the beam can follow, nothing comes back
        cycles = np.float32(abs(aside) / (abs(slope) + np.float32(1e-6)) * turns)
        bright = front[0] * min(max((STEEPEST - cycles) / GENTLE, np.float32(0.0)), one)
        c, s = np.float32(np.cos(phase)), np.float32(-np.sin(phase))
        before = looked_up(impedance, place)
        for quarter in range(4):
            after = looked_up(impedance, place + by * np.float32(quarter + 1))
            echo = np.float32(0.5) * (after - before) * bright
            re += echo * c
            im += echo * s
            c, s = c * turn[0] - s * turn[1], c * turn[1] + s * turn[0]
            before = after
    return factor, kept, re, im


@njit(**INNER)
def spread(row_re: Any, row_im: Any, taps: Any, out_re: Any, out_im: Any) -> None:
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
    start: Any, stop: Any, lines: Any, step: Any, k2: Any, every: Any, origin: Any, spacing: Any,
    temperature: Any, change: Any, active: Any, structure: Any, level: Any, speckle_re: Any,
    speckle_im: Any, layer_re: Any, layer_im: Any, tail_re: Any, tail_im: Any, tail_row: Any, weight: Any,
    impedance: Any, ice: Any, liquidus: Any, table_origin: Any, table_step: Any, taps: Any, front: Any,
    widths: Any, out_re: Any, out_im: Any,
) -> None:  # fmt: skip
    """Echoes of rows `start` to `stop`, each already blurred across lines.

    temperature, change, active : maps of degC, of backscatter relative to unfrozen, of where either matters.
    weight : (coarse row, line) two-way amplitude. impedance, ice : (structure, entry) ln Z and share of ice.
    taps : (row, 2 n + 1). front : coherent echo of the ice front, its diffuse shell (muscle's
    backscatter is 1), what ice leaves of layers. widths : (row,) m from line to line.
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
                slope, tilt = leaning(temperature, i, j, a, b, lines[column], spacing)
                slope *= np.float32(step)
                place = (warm - np.float32(table_origin)) / np.float32(table_step)
                factor, kept, add_re, add_im = icy(
                    warm, slope, tilt * np.float32(widths[row]), between(change, i, j, a, b), factor,
                    liquidus[here], impedance[here], ice[here], place, front, k2 * r, turn,
                    slope / np.float32(4.0 * table_step),
                    np.float32(k2 * step / (2.0 * np.pi)),
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
def along_range(start: Any, stop: Any, re: Any, im: Any, pulse: Any, out_re: Any, out_im: Any) -> None:
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
def envelope(
    start: Any, stop: Any, re: Any, im: Any, hard_row: Any, hard_gain: Any, noise_re: Any, noise_im: Any,
    noise_from: Any, out: Any,
) -> None:  # fmt: skip
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
def smoothed(start: Any, stop: Any, power: Any, weights: Any, out: Any) -> None:
    """Average of rows `start` to `stop` along the range and over neighbouring lines, as a detector does."""
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
def display(
    start: Any, stop: Any, power: Any, place_row: Any, place_line: Any, polar: Any, raise_by: Any,
    white: Any, span: Any, out: Any,
) -> None:  # fmt: skip
    """Grey of rows `start` to `stop` of the picture (row, column): `white` dB is 255, `span` dB below 0.

    place_row, place_line : place of every pixel in `power`, in rows and lines; where not polar, first column
    and first row of them hold for all. raise_by : (row of `power`) dB of time gain.
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
