"""Tissues by machine: on made-up scans with everything that makes it hard, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy import bias_field, segmenting
from cryonerve.errors import ScanError
from cryonerve.scans.labels import Labels

from .scans_made import CHILD, COARSE, dice, made, overlaps, segmented

FAIR = {"body": 0.94, "fat": 0.9, "muscle": 0.92, "bone": 0.88, "marrow": 0.8}  # on coarse voxels


@pytest.mark.parametrize(
    ("modality", "other_leg"),
    [
        ("CT", "pressed"),
        ("MR", "near"),
        pytest.param("CT", "near", marks=pytest.mark.slow),
        pytest.param("MR", "pressed", marks=pytest.mark.slow),
    ],
)
def test_one_limb_of_two_is_labelled(modality, other_leg):
    scan = made(CHILD, modality, other_leg=other_leg)
    found = overlaps(segmented(CHILD, modality, other_leg=other_leg), scan)
    assert {name: value for name, value in found.items() if value < FAIR[name]} == {}


def test_every_label_says_how_it_was_found_and_who_assumed():
    found = segmented().labels
    assert {item.name: item.drawn_by for item in found.legend if item.name in ("skin", "muscle")} == {
        "skin": "assumed",
        "muscle": "machine",
    }
    assert all(item.why for item in found.legend)
    assert isinstance(found, Labels)
    assert found.numbers.shape == made().scan.values.shape


@pytest.mark.parametrize("modality", ["CT", "MR"])
def test_how_far_it_is_grows_to_all_of_it(modality):
    told = []
    cn.segment(made(CHILD, modality, **COARSE).scan, progress=lambda done, total: told.append(done / total))
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert len(told) > 4
    assert told == sorted(set(told))


def test_it_stops_where_it_tells_how_far_it_is():
    def stop(done: float, total: float) -> None:
        if done > 0.0:
            raise KeyboardInterrupt(total)

    with pytest.raises(KeyboardInterrupt):
        cn.segment(made(CHILD, "CT", **COARSE).scan, progress=stop)


@pytest.fixture(scope="module")
def by_side():
    """Both legs of one scan, each segmented once."""
    scan = made(CHILD, "CT", other_leg="near").scan
    return {side: cn.segment(scan, side=side) for side in ("left", "right")}


def test_the_other_leg_is_taken_when_asked_for(by_side):
    scan = made(CHILD, "CT", other_leg="near").scan
    here = segmented(CHILD, "CT", other_leg="near").labels.numbers > 0
    sides = {side: found.labels.numbers > 0 for side, found in by_side.items()}
    assert not (sides["left"] & sides["right"]).any()
    assert any(np.array_equal(here, mask) for mask in sides.values())
    other = next(mask for mask in sides.values() if not np.array_equal(here, mask))
    x, y, z = np.argwhere(other).mean(axis=0)
    at = scan.origin + scan.spacing * np.array([x, y, z])
    assert np.array_equal(cn.segment(scan, at=at).labels.numbers > 0, other)


@pytest.mark.parametrize("side", ["left", "right"])
def test_which_of_two_limbs_was_taken_and_how_to_have_the_other(by_side, side):
    found = by_side[side]
    (said,) = [item.reason for item in found.findings if "limbs in view" in item.about]
    other = {"left": "right", "right": "left"}[side]
    assert f"it lies on the patient's {side}" in said
    assert f"R on their left show it on the {other}" in said
    assert f"--side {other}" in said
    limb = np.argwhere(found.labels.numbers > 0)[:, 0].mean()
    elsewhere = np.argwhere(by_side[other].labels.numbers > 0)[:, 0].mean()
    assert (limb > elsewhere) == (side == "right")  # x runs to the patient's right


def test_couch_and_air_are_outside():
    scan = made(CHILD, "CT")
    outside = scan.truth.numbers == 0
    assert (segmented().labels.numbers[outside] > 0).mean() < 0.01


def test_stated_skin_is_taken_and_said():
    found = cn.segment(made().scan, skin=2.5e-3)
    skin = found.labels.label(1)
    assert skin.drawn_by == "machine"
    assert "2.5 mm" in skin.why
    assert "stated" in skin.why
    assert (found.labels.numbers == 1).sum() > (segmented().labels.numbers == 1).sum()
    assert not any(item.about == "thickness of the skin" for item in found.findings)


def test_metal_gas_and_noise_are_findings():
    scan = made(CHILD, "CT").scan
    values = scan.values.copy()
    x, y, z = (np.argwhere(segmented().labels.numbers == 3).mean(axis=0)).astype(int)
    values[x - 2 : x + 2, y - 2 : y + 2, z - 1 : z + 1] = 3000
    values[x - 9 : x - 6, y - 2 : y + 2, z - 1 : z + 1] = -900
    found = {item.about: item for item in cn.segment(replace(scan, values=values)).findings}
    assert found["metal or contrast brighter than bone"].level == "warn"
    assert found["gas inside of the limb"].level == "note"
    noisy = cn.segment(made(CHILD, "CT", noise=80.0, **COARSE).scan)
    assert any("standard deviations of the noise" in item.about for item in noisy.findings)


def test_gas_does_not_break_the_body():
    scan = made(CHILD, "CT").scan
    values = scan.values.copy()
    x, y, z = (np.argwhere(segmented().labels.numbers == 3).mean(axis=0)).astype(int)
    values[x - 4 : x + 4, y - 4 : y + 4, z] = -1000
    found = cn.segment(replace(scan, values=values)).labels.numbers
    assert (found[x - 4 : x + 4, y - 4 : y + 4, z] > 0).all()


def test_a_limb_cut_by_the_edge_of_the_pictures_is_a_finding():
    scan = made(CHILD, "CT", **COARSE).scan
    half = scan.values.shape[0] // 2
    found = cn.segment(replace(scan, values=scan.values[:half])).findings
    assert any("cut off" in item.about and item.level == "warn" for item in found)


def test_fat_suppressed_pictures_are_refused():
    scan = made(CHILD, "MR")
    values = scan.scan.values.copy()
    for name in ("subcutaneous fat", "marrow"):
        values -= scan.shares[name] * values * 0.85
    with pytest.raises(ScanError, match="fat"):
        cn.segment(replace(scan.scan, values=values))


def test_another_contrast_is_warned_of():
    scan = replace(made(CHILD, "MR", **COARSE).scan, contrast="T2")
    assert any(item.about == "contrast other than T1" for item in cn.segment(scan).findings)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"modality": "US"}, "modality 'US'"),
        ({"values": np.full((20, 20, 9), -1000, np.int16)}, "no limb"),
        ({"values": np.zeros((20, 20, 2), np.int16)}, "no volume"),
        ({"values": np.full((20, 20, 9), np.nan, np.float32)}, "no number"),
    ],
)
def test_what_cannot_be_labelled_is_refused(change, words):
    with pytest.raises(ScanError, match=words):
        cn.segment(replace(made(**COARSE).scan, **change))


def test_empty_mr_is_refused():
    scan = replace(made(CHILD, "MR", **COARSE).scan, values=np.zeros((20, 20, 9), np.float32))
    with pytest.raises(ScanError, match="empty"):
        cn.segment(scan)


def test_an_unknown_side_is_refused():
    with pytest.raises(ScanError, match="no side"):
        cn.segment(made(**COARSE).scan, side="medial")


def test_without_simpleitk_mr_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "SimpleITK", None)
    with pytest.raises(ScanError, match=r"cryonerve\[scans\]"):
        bias_field.without_bias(np.ones((4, 4, 4), np.float32), np.ones((4, 4, 4), bool), np.full(3, 1e-3))


def test_bias_is_taken_out():
    scan = made(CHILD, "MR", other_leg="none", noise=10.0)
    fat = scan.shares["subcutaneous fat"] > 0.99
    body = scan.truth.numbers > 0
    corrected, ratio = bias_field.without_bias(scan.scan.values, body, scan.scan.spacing)
    before, after = (pictures[fat].std() / pictures[fat].mean() for pictures in (scan.scan.values, corrected))
    assert after < 0.6 * before
    assert ratio > 1.2


def test_the_slice_axis_may_be_any():
    """Sagittal pictures: the limb's long axis is z whatever axis slices follow."""
    scan = made(CHILD, "CT", spacing=(3e-3, 1e-3, 1.5e-3), other_leg="none")
    found = cn.segment(replace(scan.scan, slice_axis=0)).labels.numbers
    assert dice(found > 0, scan.truth.numbers > 0) > 0.93
    assert dice(np.isin(found, [3]), scan.truth.mask("muscle")) > 0.88


def test_names_are_those_of_the_contract():
    assert [row[0] for row in segmenting.NAMES.values()] == [
        "skin", "subcutaneous fat", "muscle", "cortical bone", "marrow", "intermuscular fat",
    ]  # fmt: skip
