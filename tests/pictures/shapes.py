"""Outlines of ice around a probe: radius in mm as a function of the angle (0 up, rad) and of a size."""

from __future__ import annotations

import numpy as np


def ball(angle, size):
    return np.full_like(angle, size)


def ellipse(flat: float, turned: float):
    """Half axes size and size * flat, the long one turned from the horizontal by `turned` degrees."""

    def shape(angle, size):
        a = angle - np.pi / 2 - np.radians(turned)
        return size / np.sqrt(np.cos(a) ** 2 + (np.sin(a) / flat) ** 2)

    return shape


def bean(dent: float, at: float):
    """A dent where a vessel warms, `at` degrees from up."""

    def shape(angle, size):
        gap = np.angle(np.exp(1j * (angle - np.radians(at))))
        return size * (1.0 - dent * np.exp(-((gap / 0.55) ** 2)))

    return shape


def aside(shift: float, at: float):
    """A ball whose middle lies beside the probe by `shift` of its size."""

    def shape(angle, size):
        gap = angle - np.radians(at)
        return size * (shift * np.cos(gap) + np.sqrt(1.0 - (shift * np.sin(gap)) ** 2))

    return shape


def lobes(count: int, height: float):
    def shape(angle, size):
        return size * (1.0 + height * np.cos(count * angle + 0.6))

    return shape


def drop(longer: float, at: float):
    """A ball with ice along the shaft to one side."""

    def shape(angle, size):
        gap = np.angle(np.exp(1j * (angle - np.radians(at))))
        return size * (1.0 + longer * np.exp(-((gap / 0.5) ** 2)))

    return shape


def egg(pointed: float, at: float):
    """An egg whose pointed end looks `at` degrees from up."""

    def shape(angle, size):
        gap = angle - np.radians(at)
        return size * (1.0 + pointed * np.cos(gap)) / (1.0 + 0.6 * pointed * np.sin(gap) ** 2)

    return shape


def cushion(power: float, turned: float):
    """Between a ball (2) and a square (large), turned by `turned` degrees."""

    def shape(angle, size):
        a = angle - np.radians(turned)
        return size / (np.abs(np.cos(a)) ** power + np.abs(np.sin(a)) ** power) ** (1.0 / power)

    return shape


def twins(apart: float, turned: float):
    """Two balls run together, their middles `apart` times the size to both sides of the probe."""

    def shape(angle, size):
        a = angle - np.radians(turned)
        along = np.abs(np.sin(a))
        return 0.75 * size * (apart * along + np.sqrt(1.0 - (apart * np.cos(a)) ** 2))

    return shape


def pressed(flat: float, at: float):
    """A ball that a cold-resisting layer presses flat on one side, `flat` of its size away."""

    def shape(angle, size):
        gap = np.cos(angle - np.radians(at))
        wall = flat / np.maximum(gap, 0.05)
        return size * (1.0 + wall**-8.0) ** (-1.0 / 8.0)

    return shape


def wavy(seed: int, height: float, waves: int = 5):
    """A random smooth outline of `waves` harmonics."""
    rng = np.random.default_rng(seed)
    factors = rng.normal(size=(waves, 2)) / np.arange(1, waves + 1)[:, None]

    def shape(angle, size):
        total = sum(
            a * np.cos((n + 1) * angle) + b * np.sin((n + 1) * angle) for n, (a, b) in enumerate(factors)
        )
        return size * (1.0 + height * total)

    return shape
