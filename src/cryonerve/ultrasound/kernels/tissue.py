"""What the scanner meets and what stays in place while ice grows: scatterers, layers, textures.

Everything is a function of a place in the case's frame and a seed, so that it stands still while ice grows,
and moves as tissue does when the image plane is shifted.

=======  =============================================  =======  ==========================================
r        range below the face along a line, m           x, z, e  lateral, axial, elevation in the plane, m
k2       twice the wave number, 1/m: an echo of         p        place in the case's frame, m
         range r turns by exp(-i k2 r)                  u, v     row and column in a grid, with fractions
=======  =============================================  =======  ==========================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from cryonerve.ultrasound.kernels.options import ENTRY, INNER

__all__ = ["cubic", "lay", "scatter"]


# Odd constants of a 64-bit mixing function (splitmix64 and Weyl sequences).
A, B, C = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
M, N = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S30, S27, S31, S21, S42 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(21), np.uint64(42)
BITS = np.uint64(0x1FFFFF)
SHARE = 1.0 / 2097152.0  # of 21 bits


@njit(**INNER)
def mixed(seed: Any, i: Any, j: Any, k: Any) -> Any:
    """64 well-mixed bits of a lattice cell."""
    h = (
        np.uint64(seed) * N + np.uint64(np.int64(i)) * A
        ^ np.uint64(np.int64(j)) * B
        ^ np.uint64(np.int64(k)) * C
    )
    h = (h ^ (h >> S30)) * M
    h = (h ^ (h >> S27)) * N
    return h ^ (h >> S31)


@njit(**INNER)
def corner(seed: Any, i: Any, j: Any, k: Any, x: Any, y: Any, z: Any) -> Any:
    """A random gradient of a lattice corner times the way from it."""
    h = mixed(seed, i, j, k)
    a = (h & BITS) * SHARE - 0.5
    b = ((h >> S21) & BITS) * SHARE - 0.5
    c = ((h >> S42) & BITS) * SHARE - 0.5
    return a * x + b * y + c * z


@njit(**INNER)
def noise(seed: Any, x: Any, y: Any, z: Any) -> Any:
    """Gradient noise: smooth, mean 0, about -1 to 1, features about one unit wide."""
    i, j, k = int(np.floor(x)), int(np.floor(y)), int(np.floor(z))
    x, y, z = x - i, y - j, z - k
    u = x * x * x * (x * (x * 6.0 - 15.0) + 10.0)
    v = y * y * y * (y * (y * 6.0 - 15.0) + 10.0)
    w = z * z * z * (z * (z * 6.0 - 15.0) + 10.0)
    total = 0.0
    for a in range(2):
        for b in range(2):
            near = corner(seed, i + a, j + b, k, x - a, y - b, z)
            far = corner(seed, i + a, j + b, k + 1, x - a, y - b, z - 1.0)
            total += (u if a else 1.0 - u) * (v if b else 1.0 - v) * (near + w * (far - near))
    return 2.5 * total


@njit(**ENTRY)
def cubic(part: Any) -> Any:
    """Shares of the four lines around a place, `part` behind the second: Keys' cubic, which hardly blurs."""
    t = part
    return (
        ((-0.5 * t + 1.0) * t - 0.5) * t,
        (1.5 * t - 2.5) * t * t + 1.0,
        ((-1.5 * t + 2.0) * t + 0.5) * t,
        (0.5 * t - 0.5) * t * t,
    )


@njit(**ENTRY)
def scatter(
    re: Any, im: Any, seed: Any, lattice: Any, low: Any, high: Any, plane: Any, thick: Any, k2: Any,
    step: Any, first: Any, pitch: Any, radius: Any,
) -> None:  # fmt: skip
    """Add the scatterers of lattice columns `low` to `high` of the plane's main axis pair to re + i im.

    re, im : (row, line). lattice : m. low, high : (2, 2)-like rows of first and last index of both axes.
    plane : (4, 3) origin, lateral, axial, elevation. thick : m, standard deviation of the slice.
    step : m from row to row; first, pitch : of the lines, m (radius 0) or rad.
    """
    normal = plane[3]
    main = int(np.argmax(np.abs(normal)))
    one, two = (main + 1) % 3, (main + 2) % 3
    offset = plane[0] @ normal
    reach = 2.2 * thick
    half = int(np.ceil(reach / abs(normal[main]) / lattice))
    rows, lines = re.shape
    place = np.empty(3)
    cell = np.empty(3, np.int64)
    for i in range(low[0], high[0]):
        for j in range(low[1], high[1]):
            middle = (
                offset - normal[one] * (i + 0.5) * lattice - normal[two] * (j + 0.5) * lattice
            ) / normal[main]
            level = int(np.floor(middle / lattice))
            for k in range(level - half, level + half + 1):
                cell[one], cell[two], cell[main] = i, j, k
                h = mixed(seed, cell[0], cell[1], cell[2])
                place[0] = (cell[0] + (h & BITS) * SHARE) * lattice - plane[0, 0]
                place[1] = (cell[1] + ((h >> S21) & BITS) * SHARE) * lattice - plane[0, 1]
                place[2] = (cell[2] + ((h >> S42) & BITS) * SHARE) * lattice - plane[0, 2]
                e = place[0] * normal[0] + place[1] * normal[1] + place[2] * normal[2]
                if abs(e) > reach:
                    continue
                x = place[0] * plane[1, 0] + place[1] * plane[1, 1] + place[2] * plane[1, 2]
                r = place[0] * plane[2, 0] + place[1] * plane[2, 1] + place[2] * plane[2, 2]
                if radius > 0.0:
                    x, r = np.arctan2(x, r + radius), np.hypot(x, r + radius) - radius
                column = (x - first) / pitch
                row = int(np.floor(r / step + 0.5))
                if row < 0 or row >= rows or column < 1.0 or column >= lines - 2:
                    continue
                strength = np.exp(-0.5 * (e / thick) ** 2)
                if h & np.uint64(1):
                    strength = -strength
                left = int(column)
                a, b = strength * np.cos(k2 * r), -strength * np.sin(k2 * r)
                for tap, share in enumerate(cubic(column - left)):
                    re[row, left - 1 + tap] += share * a
                    im[row, left - 1 + tap] += share * b


@njit(**INNER)
def bilinear(field: Any, u: Any, v: Any, last: Any) -> Any:
    """Value of field (row, column, last) between its points; u, v are kept inside."""
    rows, columns = field.shape[0], field.shape[1]
    u = min(max(u, 0.0), rows - 1.001)
    v = min(max(v, 0.0), columns - 1.001)
    i, j = int(u), int(v)
    u, v = u - i, v - j
    upper = field[i, j, last] * (1.0 - v) + field[i, j + 1, last] * v
    lower = field[i + 1, j, last] * (1.0 - v) + field[i + 1, j + 1, last] * v
    return upper * (1.0 - u) + lower * u


@njit(**INNER)
def painted(distance: Any, structure: Any, u: Any, v: Any) -> Any:
    """The structure at a place: that of the last shape around it; 0 outside all."""
    for shape in range(distance.shape[2] - 1, -1, -1):
        if bilinear(distance, u, v, shape) < 0.0:
            return structure[shape], shape
    return 0, -1


@njit(**INNER)
def echo(re: Any, im: Any, r: Any, strength: Any, step: Any, k2: Any, column: Any) -> None:
    """Put a coherent echo at its exact range."""
    row = int(r / step + 0.5)
    if 0 <= row < re.shape[0]:
        re[row, column] += strength * np.cos(k2 * r)
        im[row, column] -= strength * np.sin(k2 * r)


@njit(**INNER)
def fascicle_gap(offsets: Any, radii: Any, station: Any, a: Any, b: Any) -> Any:
    """Distance to the nearest fascicle's edge of a place in the nerve's cross-section, m; negative inside."""
    best = 1.0
    for item in range(radii.shape[1]):
        if radii[station, item] > 0.0:
            gap = (
                np.hypot(a - offsets[station, item, 0], b - offsets[station, item, 1]) - radii[station, item]
            )
            best = min(best, gap)
    return best


@njit(**INNER)
def streak_place(seed: Any, p: Any, depth: Any, fibre: Any, along: Any, across: Any, layered: Any) -> Any:
    """Noise that is long along fibres (or along the skin, where layered) and fine across them."""
    if layered:
        q = depth * (1.0 / across - 1.0 / along)
        return noise(seed, p[0] / along + 0.36 * q, p[1] / along + 0.48 * q, p[2] / along + 0.8 * q)
    u = (p[0] * fibre[0] + p[1] * fibre[1] + p[2] * fibre[2]) * (1.0 / across - 1.0 / along)
    return noise(
        seed, p[0] / across - u * fibre[0], p[1] / across - u * fibre[1], p[2] / across - u * fibre[2]
    )


@njit(**INNER)
def crossed(
    line: Any, near: Any, far: Any, before: Any, distance: Any, shapes: Any, origin: Any, spacing: Any,
) -> Any:  # fmt: skip
    """Range between `near` and `far` at which a line leaves the structure `before`."""
    for _ in range(6):
        r = 0.5 * (near + far)
        u = (line[1] + r * line[3] - origin[0]) / spacing
        v = (line[0] + r * line[2] - origin[1]) / spacing
        found, _shape = painted(distance, shapes, u, v)
        if found == before:
            near = r
        else:
            far = r
    return far


@njit(**INNER)
def layer(
    re: Any, im: Any, r: Any, above: Any, below: Any, seed: Any, p: Any, step: Any, k2: Any, column: Any,
) -> Any:  # fmt: skip
    """Echo of the layer between two structures, partly rough, here and there weaker; its reflection."""
    strength = 0.5 * (below[0] - above[0])
    sheet = max(below[1], above[1])
    strength += sheet if strength >= 0.0 else -sheet
    rough = 0.4e-4 * noise(seed + 7, p[0] / 1.5e-4, p[1] / 1.5e-4, p[2] / 1.5e-4)
    patchy = 1.0 + 0.6 * noise(seed + 8, p[0] / 2.5e-3, p[1] / 2.5e-3, p[2] / 2.5e-3)
    echo(re, im, r, strength * patchy * 0.75, step, k2, column)
    echo(re, im, r + rough, strength * patchy * 0.5, step, k2, column)
    return strength


@njit(**INNER)
def ridge(
    re: Any, im: Any, r: Any, older: Any, old: Any, now: Any, kind: Any, step: Any, k2: Any, column: Any,
) -> None:  # fmt: skip
    """Echo of a streak where the texture has just passed its crest."""
    if old > older and old >= now and old > kind[6]:
        curve = older - 2.0 * old + now
        shift = 0.5 * (older - now) / curve if curve != 0.0 else 0.0
        echo(re, im, r + (shift - 1.0) * step, kind[2] * (old - kind[6]), step, k2, column)


@njit(**INNER)
def nerve_gap(
    local: Any, offsets: Any, radii: Any, bulb: Any, u: Any, v: Any, seed: Any, p: Any, kind: Any,
) -> Any:  # fmt: skip
    """Distance to the nearest fascicle's edge, m, and the level there: a neuroma is patchy, without any."""
    station = int(bilinear(local, u, v, 0) + 0.5)
    if bulb[station]:
        return 1.0, 1.3 + 1.3 * noise(seed + 9, p[0] / 1e-3, p[1] / 1e-3, p[2] / 1e-3)
    gap = fascicle_gap(offsets, radii, station, bilinear(local, u, v, 1), bilinear(local, u, v, 2))
    return gap, kind[8] if gap > 0.0 else 1.0


@njit(**ENTRY)
def lay(
    start: Any, stop: Any, lines: Any, step: Any, k2: Any, plane: Any, distance: Any, shapes: Any,
    origin: Any, spacing: Any, depth: Any, kinds: Any, fibres: Any, local: Any, offsets: Any, radii: Any,
    bulb: Any, nerve_of: Any, seed: Any, out_structure: Any, out_level: Any, re: Any, im: Any, loss: Any,
    every: Any, hard: Any,
) -> None:  # fmt: skip
    """Lay structures, textures and layer echoes of lines `start` to `stop`.

    lines : (line, 4) lateral and axial place of the face, and their change along the line.
    distance : (row, column, shape) m on a grid from `origin` with `spacing`; depth : (row, column, 1) too.
    kinds : (structure, 12) see `echoes._kinds`. local : (nerve, row, column, 3) station, place in section.
    out_structure, out_level : (row, line) structure and amplitude relative to it. re, im : layer echoes.
    loss : (row // every, line) dB one way lost at layers. hard : (line, 2) range and strength of the hardest.
    """
    p = np.empty(3)
    for column in range(start, stop):
        line = lines[column]
        before, last_gap, older, old = 0, 1.0, 0.0, 0.0
        for row in range(out_level.shape[0]):
            r = row * step
            x, z = line[0] + r * line[2], line[1] + r * line[3]
            u, v = (z - origin[0]) / spacing, (x - origin[1]) / spacing
            here, shape = painted(distance, shapes, u, v)
            out_structure[row, column] = here
            for axis in range(3):
                p[axis] = plane[0, axis] + x * plane[1, axis] + z * plane[2, axis]
            kind = kinds[here]
            if here != before:
                far = crossed(line, max(r - step, 0.0), r, before, distance, shapes, origin, spacing)
                strength = layer(re, im, far, kinds[before], kind, seed, p, step, k2, column)
                loss[row // every, column] -= 10.0 * np.log10(1.0 - min(strength * strength, 0.9))
                if abs(strength) > hard[column, 1]:
                    hard[column, 0], hard[column, 1] = far, abs(strength)
                before, last_gap, older, old = here, 1.0, 0.0, 0.0
            level = 1.0
            if kind[2] > 0.0:
                under = bilinear(depth, u, v, 0)
                now = streak_place(seed + 1 + here, p, under, fibres[here], kind[3], kind[4], kind[5] > 0.0)
                ridge(re, im, r, older, old, now, kind, step, k2, column)
                older, old = old, now
                level = max(0.1, 1.0 + kind[7] * now)
            number = nerve_of[here]
            if number >= 0:
                gap, level = nerve_gap(
                    local[number], offsets[number], radii[number], bulb[number], u, v, seed, p, kind
                )
                if gap * last_gap < 0.0:
                    echo(re, im, r, kind[9], step, k2, column)
                last_gap = gap
            elif kind[10] > 0.0 and shape >= 0 and bilinear(distance, u, v, shape) > -kind[10]:
                level = kind[11]
            out_level[row, column] = level
