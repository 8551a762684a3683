"""Machine labels against the truth of made-up scans of phantoms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from cryonerve.anatomy.coverage import structure_at
from tests.unit.anatomy.scans_made import ADULT, CHILD, made, overlaps, segmented, volume

FINE = (0.7e-3, 0.7e-3, 3e-3)
ASKED = {"body": 0.95, "fat": 0.95, "muscle": 0.93, "bone": 0.92}
MOTION = {"CT": 0.2e-3, "MR": 0.3e-3}
DEEP = ("muscle", "fascia", "nerve", "artery", "vein")
EDGES = {
    "body": ((), ()),
    "muscle": (("muscle",), DEEP),
    "cortical bone": (("cortical bone",), ("bone",)),
    "subcutaneous fat": (("subcutaneous fat", "intermuscular fat"), ("fat",)),
    "skin": (("skin",), ("skin",)),
}


def write_down(record, found, remark, *, asserted=True):
    for name, value in found.items():
        least = ASKED.get(name) if asserted else None
        record(
            f"Dice of {name}",
            expected=1.0,
            got=value,
            tolerance=None if least is None else 1.0 - least,
            unit="",
            source="made-up scans of phantoms",
            remark=remark,
        )


@pytest.mark.parametrize("modality", ["CT", "MR"])
@pytest.mark.parametrize("name", [CHILD, pytest.param(ADULT, marks=pytest.mark.slow)])
def test_dice_on_made_up_scans(record, name, modality):
    """Partial volume, noise, motion, bias field, couch, another leg near by."""
    options = {"spacing": FINE, "motion": MOTION[modality]}
    found = overlaps(segmented(name, modality, **options), made(name, modality, **options))
    write_down(record, found, f"{modality} of {name}, 0.7 x 0.7 x 3 mm, usual noise")


@pytest.mark.slow
@pytest.mark.parametrize("modality", ["CT", "MR"])
@pytest.mark.parametrize("name", [CHILD, ADULT])
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_dice_does_not_hang_on_the_seed(record, name, modality, seed):
    options = {"spacing": FINE, "motion": MOTION[modality], "seed": seed}
    found = overlaps(segmented(name, modality, **options), made(name, modality, **options))
    write_down(record, found, f"{modality} of {name}, seed {seed}")


@pytest.mark.slow
@pytest.mark.parametrize(("modality", "noise"), [("CT", 30.0), ("CT", 50.0), ("MR", 40.0), ("MR", 60.0)])
@pytest.mark.parametrize("name", [CHILD, ADULT])
def test_dice_as_noise_grows(record, name, modality, noise):
    """Reported: twice to three times the usual noise."""
    options = {"spacing": FINE, "motion": MOTION[modality], "noise": noise}
    found = overlaps(segmented(name, modality, **options), made(name, modality, **options))
    write_down(record, found, f"{modality} of {name}, noise {noise:g}", asserted=False)


def edge_errors(phantom, labels, ours, kinds):
    """m from a label's edge to the true one along the label's normal, at places drawn at random."""
    rng = np.random.default_rng(0)
    numbers = [item.number for item in labels.legend if item.name in ours]
    mask = np.isin(labels.numbers, numbers) if ours else labels.numbers > 0
    smooth = ndimage.gaussian_filter(mask.astype(np.float32), 1.0)
    slope = -np.stack([np.gradient(smooth, axis=a) / labels.spacing[a] for a in range(3)], axis=-1)
    places = []
    for axis in range(3):
        along = np.moveaxis(mask, axis, 0)
        faces = np.argwhere(along[1:] != along[:-1]) + np.array([0.5, 0.0, 0.0])
        order = [axis, *(other for other in range(3) if other != axis)]
        places.append(faces[:, np.argsort(order)])
    place = np.concatenate(places)
    place = place[(place[:, 2] > 2) & (place[:, 2] < mask.shape[2] - 3)]
    place = place[rng.choice(len(place), min(1200, len(place)), replace=False)]
    normal = slope[tuple(np.round(place).astype(int).T)]
    length = np.linalg.norm(normal, axis=1)
    place, normal = place[length > 0], normal[length > 0] / length[length > 0, None]
    along = np.arange(-4e-3, 4.01e-3, 0.1e-3)
    inside = np.zeros(1 + max(item.label for item in phantom.structures), bool)
    for item in phantom.structures:
        inside[item.label] = not kinds or item.kind in kinds
    inside[0] = False
    points = (labels.origin + place * labels.spacing)[:, None] + along[None, :, None] * normal[:, None]
    within = inside[structure_at(phantom, points.reshape(-1, 3))].reshape(len(place), -1)
    middle = 0.5 * (along[1:] + along[:-1])
    away = np.where(within[:, 1:] != within[:, :-1], np.abs(middle), np.inf)
    return away.min(axis=1)[np.isfinite(away.min(axis=1))]


@pytest.mark.parametrize("modality", ["CT", "MR"])
@pytest.mark.parametrize("name", [CHILD, pytest.param(ADULT, marks=pytest.mark.slow)])
def test_edges_are_as_uncertain_as_is_said(record, name, modality):
    """Root mean square of an edge's error over the standard deviation that is told: at most 1.3."""
    options = {"spacing": FINE, "motion": MOTION[modality]}
    found = segmented(name, modality, **options)
    for edge, (ours, kinds) in EDGES.items():
        errors = edge_errors(volume(name), found.labels, ours, kinds)
        ratio = float(np.sqrt(np.mean(np.square(errors)))) / found.boundary[edge]
        record(
            f"edge of {edge}: its error over the uncertainty told",
            expected=0.9,
            got=ratio,
            tolerance=0.4,
            unit="",
            source="made-up scans of phantoms",
            remark=f"{modality} of {name}; told {1e3 * found.boundary[edge]:.2f} mm",
        )
