"""What spoils a scanner's pictures: texture, blur, uneven sensitivity, motion, noise."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

__all__ = ["bias_field", "blurred", "fourier_motion", "receiver_noise", "shifted_slices", "texture"]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
GRAIN = 2.5e-3  # m over which a tissue's grey value varies; assumed
BLUR = 0.5  # voxels, in the slice: one standard deviation of the point spread; assumed
CYCLES = 9.0  # times the leg moves to and fro during a slice; assumed


def texture(shape: tuple[int, int, int], spacing: Floats, rng: np.random.Generator) -> Pictures:
    """(i, j, k) smooth random field of mean 0 and standard deviation 1, correlated over millimetres."""
    field = rng.standard_normal(shape, dtype=np.float32)
    smooth: Pictures = ndimage.gaussian_filter(field, GRAIN / np.asarray(spacing))
    return smooth / max(float(smooth.std()), 1e-12)


def blurred(pictures: Pictures) -> Pictures:
    """The pictures as the scanner resolves them: half a voxel of blur in the slice."""
    smooth: Pictures = ndimage.gaussian_filter(pictures, (BLUR, BLUR, 0.0))
    return smooth


def receiver_noise(shape: tuple[int, int, int], sigma: float, rng: np.random.Generator) -> Pictures:
    """Noise of a CT: normal, correlated over neighbouring voxels of a slice by its reconstruction."""
    if sigma == 0.0:
        return np.zeros(shape, np.float32)
    field = ndimage.gaussian_filter(rng.standard_normal(shape, dtype=np.float32), (0.6, 0.6, 0.0))
    noise: Pictures = field * np.float32(sigma / field.std())
    return noise


def bias_field(shape: tuple[int, int, int], amplitude: float, rng: np.random.Generator) -> Pictures:
    """(i, j, k) sensitivity of a receiver: smooth, from 1 - amplitude to 1 + amplitude."""
    along = np.meshgrid(*(np.linspace(-1.0, 1.0, max(n, 2))[:n] for n in shape), indexing="ij", sparse=True)
    field = np.zeros(shape)
    for axis in range(3):
        for order in (1, 2):
            field = field + rng.normal() / order * np.polynomial.legendre.Legendre.basis(order)(along[axis])
    field = field + rng.normal() * along[0] * along[1]
    low, high = field.min(), field.max()
    scaled: Pictures = (1.0 + amplitude * (2.0 * (field - low) / max(high - low, 1e-12) - 1.0)).astype(
        np.float32
    )
    return scaled


def shifted_slices(pictures: Pictures, spacing: Floats, motion: float, rng: np.random.Generator) -> Pictures:
    """Each slice moved in its plane, one standard deviation `motion` (m)."""
    if motion == 0.0:
        return pictures
    moved = np.empty_like(pictures)
    for number in range(pictures.shape[2]):
        steps = rng.normal(0.0, motion, 2) / np.asarray(spacing[:2])
        ndimage.shift(pictures[:, :, number], steps, moved[:, :, number], order=1, mode="nearest")
    return moved


def fourier_motion(
    pictures: Pictures, spacing: Floats, motion: float, rng: np.random.Generator
) -> NDArray[Any]:
    """Complex pictures whose lines in k space were taken while the leg moved to and fro along y.

    A shift d(line) of the object multiplies the line at spatial frequency k by exp(-2 pi i k d): periodic
    shifts along the phase axis make ghosts.
    """
    if motion == 0.0:
        return pictures.astype(np.complex64)
    lines = pictures.shape[1]
    frequency = np.fft.fftfreq(lines, float(spacing[1]))
    order = np.fft.ifftshift(np.arange(lines))  # lines are taken one after the other from one edge of k space
    phase = rng.uniform(0.0, 2.0 * np.pi, pictures.shape[2])
    shift = motion * np.sin(2.0 * np.pi * CYCLES * order[:, None] / lines + phase)
    spectrum = np.fft.fft(pictures, axis=1) * np.exp(-2j * np.pi * frequency[:, None] * shift)[None]
    return np.asarray(np.fft.ifft(spectrum, axis=1), np.complex64)
