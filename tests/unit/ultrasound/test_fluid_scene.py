"""Injected fluid to a scanner: dark, and where the case has it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import cryonerve as cn
from cryonerve.anatomy.fluid import label_of
from cryonerve.case import Pool
from cryonerve.ultrasound import plane_of
from cryonerve.ultrasound.scene import scene_of


def test_fluid_scatters_next_to_nothing_back() -> None:
    case = cn.load("straight-probe-block")
    muscle = replace(case.anatomy, tissue="muscle")
    pool = Pool("shield", (0.0, 0.0, 0.0), size=(12e-3, 12e-3, 6e-3))
    case = replace(case, anatomy=muscle, hydrodissection=(pool,))
    volume = cn.build(case)
    scene = scene_of(None, volume, case, plane_of(case, volume), frequency=12e6, spacing=0.2e-3)
    seen = scene.at(0.0)
    fluid = seen.label == label_of(pool, volume)
    assert fluid.sum() > 100
    assert seen.backscatter[fluid].max() < 1e-3 * np.median(seen.backscatter[seen.label == 1])
    assert 1480.0 < seen.speed[fluid].mean() < 1560.0
