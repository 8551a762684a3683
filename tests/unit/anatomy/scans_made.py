"""Made-up scans of two phantoms and their segmentations, made once and shared by the tests of one process."""

from __future__ import annotations

from functools import cache

import numpy as np

import cryonerve as cn
from cryonerve.anatomy.synthetic_knee import synthetic_knee
from cryonerve.anatomy.synthetic_scans import synthetic_scan

CHILD, ADULT = "tibial-neuroma-child", "tibial-neuroma-adult"
USUAL = {"spacing": (0.9e-3, 0.9e-3, 5e-3), "other_leg": "near"}
COARSE = {"spacing": (2e-3, 2e-3, 6e-3), "other_leg": "none"}  # for what hangs on no edge


@cache
def volume(name):
    return cn.build(cn.load(name))


def made(name=CHILD, modality="CT", **options):
    """Made once, however it is asked for."""
    return _made(name, modality, tuple(sorted((USUAL | options).items())))


def segmented(name=CHILD, modality="CT", **options):
    return _segmented(name, modality, tuple(sorted((USUAL | options).items())))


@cache
def _made(name, modality, options):
    return synthetic_scan(volume(name), modality, **dict(options))


@cache
def _segmented(name, modality, options):
    return cn.segment(_made(name, modality, options).scan)


def dice(found, true):
    """2 |A and B| / (|A| + |B|)."""
    return 2.0 * np.count_nonzero(found & true) / max(np.count_nonzero(found) + np.count_nonzero(true), 1)


def overlaps(segmentation, scan_made):
    """Dice of body, fat, muscle, cortical bone and marrow."""
    numbers, truth = segmentation.labels.numbers, scan_made.truth
    named = {"fat": [2, 6], "muscle": [3], "bone": [4], "marrow": [5]}
    found = {"body": dice(numbers > 0, truth.numbers > 0)}
    return found | {kind: dice(np.isin(numbers, ours), truth.mask(kind)) for kind, ours in named.items()}


@cache
def knee(modality, seed, **options):
    return synthetic_knee(modality, seed=seed, **options)


@cache
def segmented_knee(modality, seed, **options):
    return cn.segment(knee(modality, seed, **options).scan)


def overlaps_of_knee(segmentation, scan_made, slices=slice(None)):
    """Dice of body, fat, muscle with all that lies in it, and bone with marrow."""
    numbers, truth = segmentation.labels.numbers, scan_made.truth
    deep = truth.mask("muscle", "fascia", "nerve", "artery", "vein", "fluid")
    pairs = {
        "body": (numbers > 0, truth.numbers > 0),
        "fat": (np.isin(numbers, [2, 6]), truth.mask("fat")),
        "muscle": (numbers == 3, deep),
        "bone with marrow": (np.isin(numbers, [4, 5]), truth.mask("bone", "marrow")),
    }
    return {name: dice(one[:, :, slices], two[:, :, slices]) for name, (one, two) in pairs.items()}
