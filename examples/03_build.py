"""Draw the anatomy of a case and measure it."""

import numpy as np

import cryonerve as cn

volume = cn.build(cn.load("tibial-neuroma-child"))
cell = abs(np.linalg.det(volume.affine[:3, :3]))  # m3
labels, counts = np.unique(volume.labels, return_counts=True)
share = dict(zip(labels.tolist(), counts.tolist(), strict=True))
for structure in volume.structures:
    print(f"{structure.name:<28} {share.get(structure.label, 0) * cell * 1e6:>8.2f} cm³  {structure.tissue}")
for nerve in volume.nerves:
    print(f"{nerve.name}: {nerve.arc[-1] * 1e3:.0f} mm, {nerve.fascicle_radii.shape[1]} fascicles")
