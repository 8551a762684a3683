"""A straight made-up nerve along z with given coldest temperatures: the shortest input there is."""

from __future__ import annotations

import numpy as np

from cryonerve.anatomy.volume import NerveCourse
from cryonerve.bioheat.result import NerveHistory

STEP = 0.5e-3  # m between stations


def course(radii=((1.0, 1.0),), stations=41, **changes) -> NerveCourse:
    """Fascicle radii in any unit, repeated along the nerve when one row is given."""
    radii = np.broadcast_to(np.asarray(radii, float), (stations, np.asarray(radii).shape[-1])) * 1e-4
    z = STEP * np.arange(stations)
    across = np.broadcast_to(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), (stations, 2, 3))
    values = {
        "name": "tibial",
        "points": np.stack([0 * z, 0 * z, z], axis=1),
        "arc": z,
        "across": across,
        "semi_axes": np.full((stations, 2), 2e-3),
        "fascicle_offsets": np.zeros((*radii.shape, 2)),
        "fascicle_radii": radii,
        "neuroma": np.zeros(stations, dtype=bool),
        "treated": True,
    }
    return NerveCourse(**{**values, **changes})


def history(nerve: NerveCourse, nadir, **changes) -> NerveHistory:
    """Falls from 37 degC to `nadir` (station, fascicle) in 100 s, rises again in 100 s; one sample each."""
    nadir = np.broadcast_to(np.asarray(nadir, float), nerve.fascicle_radii.shape)
    warm = np.full_like(nadir, 37.0)
    values = {
        "name": nerve.name,
        "times": np.array([0.0, 100.0, 200.0]),
        "centre": np.stack([warm[:, 0], nadir.min(axis=1), warm[:, 0]]),
        "fascicles": np.stack([warm, nadir, warm]).astype(np.float32),
        "nadir_samples": nadir[:, :, None].copy(),
        "rim_nadir": np.repeat(nadir.max(axis=1)[:, None], 8, axis=1),
        "inside": np.ones(len(nadir), dtype=bool),
    }
    return NerveHistory(**{**values, **changes})
