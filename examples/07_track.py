"""The ice's edge in a clip: a picture drawn by hand here, `read_clip` opens a scanner's file."""

import numpy as np

import cryonerve as cn
from cryonerve.ultrasound import Frames

rng = np.random.default_rng(1)
depth, lateral = np.meshgrid(5e-5 * np.arange(400), 5e-5 * (np.arange(400) - 199.5), indexing="ij")
away, shaft = np.hypot(lateral, depth - 12e-3), (0.0, 12e-3)
pictures = []
for radius in (0.0, 2.5e-3, 3.2e-3, 3.9e-3):  # of the ice, m
    rim = 3.0 * np.exp(-(((radius - away) / 2e-4) ** 2)) * (radius > 0)
    hidden = (away < radius - 3e-4) | ((np.abs(lateral) < radius) & (depth > 12e-3))
    speckle = rng.rayleigh(1.0, (100, 100))
    echo = np.kron(speckle, np.ones((4, 4))) * (1.0 + rim) * np.where(hidden, 0.03, 1.0)
    pictures.append(np.clip(160 + 4.25 * 20 * np.log10(echo + 1e-3), 0, 255).astype(np.uint8))
clip = Frames(
    np.stack(pictures), np.array([0.0, 30.0, 60.0, 90.0]), (5e-5, 5e-5), (0.0, lateral[0, 0]), "simulated"
)
front = cn.track(clip, centre=shaft, freezing_from=0.0)
for time, radius, why in zip(front.times, front.radius, front.refused, strict=True):
    print(f"{time:3.0f} s:", why or f"{1e3 * np.nanmedian(radius):.1f} mm ± {1e3 * front.scatter:.1f} mm")
