"""Scanners over nothing but muscle, and over a block with ice in it, for the tests of pictures."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

import cryonerve as cn
from cryonerve.anatomy.volume import Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.case.case import Block, Case, Probe
from cryonerve.sources.transducer import transducers
from cryonerve.ultrasound import Frames, SimulatedScanner, image, scanner_of
from cryonerve.ultrasound.acoustics import AcousticMap
from cryonerve.ultrasound.beams import Beams
from cryonerve.ultrasound.echoes import echoes_of
from cryonerve.ultrasound.kernels.tissue import cubic
from cryonerve.ultrasound.plane import plane_of
from cryonerve.ultrasound.rendering import IceFront, Renderer


@cache
def muscle_block() -> tuple[Case, Volume]:
    """A block of muscle whose probe is far away from the picture."""
    case = cn.load("straight-probe-block")
    away = replace(case.probes[0], tip=(0.0, -0.02, 0.025))
    plane = {"through": (0.0, 0.01, 0.0), "normal": (0.0, 0.0, 1.0), "up": (0.0, 1.0, 0.0)}
    case = replace(
        case,
        anatomy=Block((0.06, 0.06, 0.07), "muscle"),
        probes=(away,),
        ultrasound={"frequency": 12e6, "plane": plane},
    )
    return case, cn.build(case)


@cache
def renderer_of(name: str, frequency: float, depth: float) -> Renderer:
    """A transducer on muscle."""
    case, volume = muscle_block()
    beams = Beams(transducers()[name], frequency, depth)
    plane = plane_of(case, volume, depth=depth)
    return Renderer(beams, echoes_of(case, volume, plane, beams), IceFront(), depth / 600)


def uniform_map(beams: Beams, attenuation: float = 744.0) -> AcousticMap:
    """Warm muscle everywhere; attenuation in dB/m."""
    case, volume = muscle_block()
    plane = plane_of(case, volume, depth=40e-3)
    axial, lateral = np.arange(0.1e-3, beams.depth + 1e-3, 0.2e-3), np.arange(-60e-3, 60.1e-3, 0.2e-3)
    full = np.ones((len(axial), len(lateral)), np.float32)
    return AcousticMap(
        axial, lateral, 1588 * full, 1090 * full, np.float32(attenuation) * full, full.copy(), 0 * full,
        37 * full, full.astype(np.int16), plane, beams.frequency, 0.0,
    )  # fmt: skip


def with_point(renderer: Renderer, row: int, line: int, *, share: float = 0.0) -> Renderer:
    """The same scanner over a single strong scatterer, `share` of the way to the next line."""
    shape = renderer.echoes.level.shape
    re, nothing = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    re[row, line - 1 : line + 3] = 1e4 * np.array(cubic(share))
    echoes = replace(
        renderer.echoes,
        speckle=(re, nothing),
        layers=(nothing, nothing),
        tails=(nothing, nothing),
        level=np.ones(shape, np.float32),
        loss=np.zeros_like(renderer.echoes.loss),
        hard=np.zeros_like(renderer.echoes.hard),
    )
    return Renderer(renderer.beams, echoes, renderer.front, renderer.pixel, renderer.seed)


@cache
def frozen_block(x: float = 0.0) -> tuple[SimulatedScanner, Frames]:
    """A probe across the picture with ice around it: the scanner, and a clip before and at 120 s."""
    case, volume = muscle_block()
    probe = Probe("proximal", "ideal-1.5mm", (x, 0.0, -0.004), (0.0, 0.0, 1.0))
    plane = {"through": (0.0, 0.0, 0.0), "normal": (0.0, 0.0, 1.0), "up": (0.0, 1.0, 0.0)}
    case = replace(case, probes=(probe,), ultrasound={"frequency": 12e6, "depth": 0.04, "plane": plane})
    freezing = made_up(x)
    clip = image(freezing, volume, case, times=[0.0, 120.0])
    return scanner_of(freezing, volume, case), clip


def made_up(x: float) -> Freezing:
    """Ice of 6 mm radius around a probe at (x, 0), without a solver: logarithmic inside, a halo outside."""
    from tests import synthetic

    faces = np.linspace(-0.03, 0.03, 121)
    long = np.linspace(-0.035, 0.035, 8)
    centres = 0.5 * (faces[1:] + faces[:-1])
    radius = np.maximum(np.hypot(centres[:, None] - x, centres[None, :]), 0.75e-3)
    ice = -80.0 + 79.4 * np.log(radius / 0.75e-3) / np.log(6.0 / 0.75)
    halo = 37.0 - 37.6 * np.exp(-(radius - 6e-3) / 4e-3)
    cold = np.where(radius < 6e-3, ice, halo).astype(np.float32)[:, :, None] * np.ones(7, np.float32)
    warm = np.full_like(cold, 37.0)
    base = synthetic.synthetic_run().freezing
    return replace(
        base, x=faces, y=faces, z=long, times=np.array([0.0, 120.0]), temperature=np.stack([warm, cold]),
        nadir=cold, liquidus=np.full_like(cold, -0.6), labels=np.ones(cold.shape, np.int16),
        tissue_volume=np.ones(cold.shape),
    )  # fmt: skip
