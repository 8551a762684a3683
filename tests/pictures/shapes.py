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
