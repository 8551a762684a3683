"""Made-up scans of two phantoms and their segmentations, made once and shared by the tests of one process."""

from __future__ import annotations

from functools import cache

import numpy as np

import cryonerve as cn
from cryonerve.anatomy.synthetic_scans import synthetic_scan

CHILD, ADULT = "tibial-neuroma-child", "tibial-neuroma-adult"
SPACING = (0.9e-3, 0.9e-3, 5e-3)


@cache
def volume(name):
    return cn.build(cn.load(name))


@cache
def made(name=CHILD, modality="CT", **options):
    return synthetic_scan(volume(name), modality, **{"spacing": SPACING, **options})


@cache
def segmented(name=CHILD, modality="CT", **options):
    return cn.segment(made(name, modality, **options).scan)


def dice(found, true):
    """2 |A and B| / (|A| + |B|)."""
    return 2.0 * np.count_nonzero(found & true) / max(np.count_nonzero(found) + np.count_nonzero(true), 1)


def overlaps(segmentation, scan_made):
    """Dice of body, fat, muscle, cortical bone and marrow."""
    numbers, truth = segmentation.labels.numbers, scan_made.truth
    named = {"fat": [2, 6], "muscle": [3], "bone": [4], "marrow": [5]}
    found = {"body": dice(numbers > 0, truth.numbers > 0)}
    return found | {kind: dice(np.isin(numbers, ours), truth.mask(kind)) for kind, ours in named.items()}
