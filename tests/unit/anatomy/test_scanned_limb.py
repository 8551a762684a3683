import os
from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import pytest

from cryonerve.anatomy import build, sample, structure_at
from cryonerve.case.case import LabelledScan
from cryonerve.errors import CaseError, ScanError
from tests.unit.anatomy.people import case_of, probe_at

LEGEND = "1\tthigh muscle\n2\ttibialis nerve\n3\tpopliteal artery\n4\tfemur\n5\tsural nerve\n"
SIZE, SPACING = (80, 70, 40), np.array([0.8, 0.8, 1.5])
ORIGIN = np.array([-30.0, 40.0, -700.0])  # mm; scanners' origins are far away


def person():
    """A thigh: muscle, bone, artery and two nerves along z, 80 x 70 x 40 voxels."""
    x, y, z = np.meshgrid(*[np.arange(n) * s for n, s in zip(SIZE, SPACING, strict=True)], indexing="ij")
    labels = np.zeros(SIZE, np.int16)
    labels[np.hypot(x - 32, y - 28) < 20] = 1
    labels[np.hypot(x - 36, y - 34) < 9] = 4
    labels[np.hypot(x - 28 - 0.05 * z, y - 18) < 3.0] = 3
    labels[np.hypot(x - 35 - 0.1 * z, y - 14) < 2.2] = 2
    labels[np.hypot(x - 24, y - 11) < 1.3] = 5
    return labels


def write(folder, labels=None, legend=LEGEND):
    affine = np.diag([*SPACING, 1.0])
    affine[:3, 3] = ORIGIN
    image = nibabel.Nifti1Image(person() if labels is None else labels, affine)
    image.header.set_xyzt_units("mm")
    nibabel.save(image, folder / "seg.nii.gz")
    (folder / "legend.tsv").write_text(legend)
    return folder


def scan_case(folder, nerve="tibial", probes=(), **changes):
    scan = LabelledScan(str(folder / "seg.nii.gz"), str(folder / "legend.tsv"), nerve, **changes)
    return replace(case_of(scan), probes=probes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("scan"))


@pytest.fixture(scope="module")
def volume(folder):
    return build(scan_case(folder, crop=100e-3))


def number(volume, name):
    return next(item.label for item in volume.structures if item.name.startswith(name))


def test_positions_are_the_worlds(volume):
    place = (np.array([35.0 + 0.1 * 30, 14.0, 30.0]) + ORIGIN) * 1e-3
    assert structure_at(volume, place[None])[0] == 2
    assert volume.bounds[0, 2] == pytest.approx((ORIGIN[2] - 0.75) * 1e-3)
    assert volume.frame == "scan"


def test_treated_nerve_is_traced(volume):
    nerve = volume.nerves[0]
    assert (nerve.name, nerve.treated, nerve.standing) == ("tibial", True, "traced")
    line = (nerve.points * 1e3) - ORIGIN
    assert line[:, 0] == pytest.approx(35 + 0.1 * line[:, 2], abs=0.3)
    assert line[:, 1] == pytest.approx(14, abs=0.3)
    assert np.sqrt(nerve.semi_axes.prod(axis=1)) == pytest.approx(2.2e-3, rel=0.04)
    assert nerve.semi_axes == pytest.approx(2.2e-3, rel=0.11)  # voxels of 0.8 mm
    assert nerve.fascicle_radii.shape[1] > 10
    assert [item.name for item in volume.nerves] == ["tibial", "sural"]
    assert nerve.arc[-1] == pytest.approx(40 * 1.5e-3, abs=2e-3)


def test_vessels_are_traced(volume):
    (artery,) = volume.vessels
    assert (artery.name, artery.kind) == ("popliteal artery", "artery")
    assert artery.radius == pytest.approx(3.0e-3, rel=0.05)


def test_space_around_labels_is_assumed_fat_under_assumed_skin(volume):
    middle = (np.array([32.0, 28.0, 30.0]) + ORIGIN) * 1e-3
    ray = middle + np.array([1.0, 0, 0]) * np.linspace(0, 33e-3, 600)[:, None]
    found = structure_at(volume, ray)
    fat, skin = number(volume, "fat (assumed"), number(volume, "skin")
    step = 33e-3 / 599
    assert (found == fat).sum() * step == pytest.approx(5e-3, abs=0.9e-3)
    assert (found == skin).sum() * step == pytest.approx(1.5e-3, abs=0.9e-3)
    assert found[-1] == 0
    assert {volume.structure(fat).standing, volume.structure(skin).standing} == {"assumed"}
    said = " ".join(volume.assumptions)
    assert "5 mm of fat" in said
    assert "skin is not labelled" in said


@pytest.mark.parametrize(("name", "edge"), [("subcutaneous_fat", 25.5), ("body_extremities", 24.0)])
def test_labels_that_tell_where_the_body_ends(tmp_path, name, edge):
    """As TotalSegmentator labels them: fat under the skin, or all of the body; only skin is assumed."""
    labels = person()
    x, y = np.meshgrid(np.arange(SIZE[0]) * SPACING[0], np.arange(SIZE[1]) * SPACING[1], indexing="ij")
    labels[(labels == 0) & (np.hypot(x - 32, y - 28) < 24)[:, :, None]] = 6
    volume = build(scan_case(write(tmp_path, labels, f"{LEGEND}6\t{name}\n"), crop=100e-3))
    middle = (np.array([32.0, 28.0, 30.0]) + ORIGIN) * 1e-3
    ray = middle + np.array([1.0, 0, 0]) * np.linspace(0, 30e-3, 600)[:, None]
    found = structure_at(volume, ray)
    skin = number(volume, "skin")
    assert 30.0 * (found != 0).mean() == pytest.approx(edge, abs=0.9)
    assert 30.0 * (found == skin).mean() == pytest.approx(1.5, abs=0.9)
    said = " ".join(volume.assumptions)
    assert "5 mm of fat" not in said
    assert "skin is not labelled: 1.5 mm of skin" in said


def test_bones_have_marrow(volume):
    middle = (np.array([[36.0, 34.0, 30.0]]) + ORIGIN) * 1e-3
    assert structure_at(volume, middle)[0] == number(volume, "femur marrow")
    assert structure_at(volume, middle + np.array([7.5e-3, 0, 0]))[0] == 4


def test_crop_follows_the_probes(folder):
    tip = np.array([37.0, 12.0, 30.0]) + ORIGIN
    case = scan_case(folder, probes=(probe_at(*tip),), crop=12e-3)
    volume = build(case)
    active = case.device_of(case.probes[0]).active_length.value
    assert volume.bounds[0] == pytest.approx(tip * 1e-3 - 12e-3, abs=1.6e-3)
    assert volume.bounds[1] == pytest.approx(tip * 1e-3 + [12e-3, 12e-3, 12e-3 + active], abs=1.6e-3)
    assert (volume.labels[:, -1] > 0).all()  # cut through the body, not at its skin
    assert "12 mm around the probes" in " ".join(volume.assumptions)
    # what was kept is the same as without crop
    whole = build(scan_case(folder, crop=100e-3))
    # near a cut, where a sloping surface ends, its direction cannot be told from inside
    low, high = volume.bounds
    points = np.random.default_rng(0).uniform(low + 5e-3, high - 5e-3, (2000, 3))
    named, other = (
        np.array([v.structure(k).name if k else "" for k in structure_at(v, points)]) for v in (volume, whole)
    )
    bone = np.char.startswith(other, "femur")  # a cut bone is open, so its marrow may differ
    away, before = (v.overlay.surface.distance(points) for v in (volume, whole))
    assert np.abs(away - before)[np.abs(before) < 3e-3].max() < 0.1e-3  # the skin, found from fewer voxels
    close = np.minimum(np.abs(before), np.abs(before + 1.5e-3)) < 0.1e-3
    assert (named == other)[~bone & ~close].all()


def test_volumes_by_sample_are_those_of_the_voxels(volume):
    low, high = volume.bounds
    for shift in (0.0, 0.37):
        faces = tuple(np.arange(low[a] - 2e-3, high[a] + 2e-3, 1.1e-3) + shift * 1.1e-3 for a in range(3))
        found = sample(volume, *faces)
        for label in (1, 2, 3):
            share = np.where(
                found.first == label, found.share, np.where(found.second == label, 1 - found.share, 0)
            )
            assert (share * found.body).sum() * 1.1e-3**3 == pytest.approx(
                (volume.labels == label).sum() * np.prod(SPACING) * 1e-9, rel=0.03
            )


def test_path_beside_the_case_file(folder, monkeypatch):
    monkeypatch.chdir("/")
    case = replace(
        case_of(LabelledScan("seg.nii.gz", "legend.tsv", "tibial")), file=str(folder / "case.yaml")
    )
    assert build(case).nerves[0].name == "tibial"


def refused(case, words, error=ScanError):
    with pytest.raises(error, match=words) as caught:
        build(case)
    return caught.value.complaints[0]


def test_missing_files(folder):
    scan = LabelledScan(str(folder / "none.nii"), str(folder / "legend.tsv"), "tibial")
    assert refused(case_of(scan), "there is no file").field == "anatomy.labels"
    scan = LabelledScan(str(folder / "seg.nii.gz"), "none.tsv", "tibial")
    assert refused(case_of(scan), "there is no file").field == "anatomy.legend"


def test_label_the_legend_does_not_know(tmp_path):
    labels = person()
    labels[labels == 3] = 17
    assert "17" in refused(scan_case(write(tmp_path, labels)), "not in the legend").what
    labels = person()
    labels[40, 40, 20] = 17  # a crumb is filled and said
    volume = build(scan_case(write(tmp_path, labels)))
    assert any("label 17 is not in the legend" in item for item in volume.assumptions)
    assert 17 not in volume.labels


def test_nerve_that_is_not_there(tmp_path, folder):
    complaint = refused(scan_case(folder, nerve="tibal"), "no label is the nerve 'tibal'")
    assert "tibialis nerve" in complaint.remedy
    refused(scan_case(folder, nerve="thigh muscle"), "no label is the nerve")
    none = write(tmp_path, legend=LEGEND.replace(" nerve", " muscle"))
    refused(scan_case(none), "no label of the legend is a nerve")


def test_empty_nerve_label(tmp_path):
    labels = person()
    labels[labels == 2] = 1
    refused(scan_case(write(tmp_path, labels)), "no voxel has label 2")


def test_nerve_outside_of_the_crop_or_too_short(tmp_path, folder):
    tip = np.array([12.0, 50.0, 58.0]) + ORIGIN
    refused(scan_case(folder, probes=(probe_at(*tip),), crop=6e-3), "too short")
    labels = person()
    labels[:, :, 2:][labels[:, :, 2:] == 2] = 1
    refused(scan_case(write(tmp_path, labels)), "too short")


def test_probe_outside_of_the_scan(folder):
    complaint = refused(scan_case(folder, probes=(probe_at(0, 0, 0),)), "outside of the scan", CaseError)
    assert "-700" in complaint.what


@pytest.mark.parametrize("crop", [0.0, -1.0, 2e-3, 9.0, float("nan")])
def test_crops_that_make_no_sense(folder, crop):
    assert refused(scan_case(folder, crop=crop), "no margin", CaseError).field == "anatomy.crop"


def test_unknown_fill(folder):
    assert "fat" in refused(scan_case(folder, fill="fta"), "no tissue is called 'fta'", CaseError).remedy


def test_nerve_by_full_name_or_number(folder):
    assert build(scan_case(folder, nerve="tibialis nerve")).nerves[0].name == "tibial"
    assert build(scan_case(folder, nerve="sural nerve")).nerves[0].name == "sural"


def test_slices_without_labels_are_no_air(tmp_path):
    """An end of the scan where nobody drew is cut off, and not taken for the end of the limb."""
    labels = person()
    labels[:, :, :3] = labels[:, :, -2:] = 0
    volume = build(scan_case(write(tmp_path, labels), crop=100e-3))
    assert volume.labels.shape[2] == SIZE[2] - 5
    assert volume.bounds[0, 2] == pytest.approx((ORIGIN[2] + 2.5 * SPACING[2]) * 1e-3)
    assert (volume.labels > 0).any(axis=(0, 1)).all()


KNEE = os.environ.get("CRYONERVE_KNEE_LABELS")


@pytest.mark.skipif(not KNEE, reason="CRYONERVE_KNEE_LABELS gives no folder with seg.nrrd and labels.tsv")
def test_real_knee():
    """SPL knee atlas: tibial nerve lateral of and behind the popliteal artery, left knee."""
    path = Path(str(KNEE))
    path = path.parent if path.is_file() else path
    volume = build(case_of(LabelledScan(str(path / "seg.nrrd"), str(path / "labels.tsv"), "tibial")))
    nerve = volume.nerves[0]
    assert nerve.treated
    assert 7e-6 < np.median(np.pi * nerve.semi_axes.prod(axis=1)) < 30e-6
    artery = next(item for item in volume.vessels if item.name == "popliteal artery")
    at = np.interp(0.0, nerve.points[:, 2], nerve.points[:, 1])
    assert at < np.interp(0.0, artery.points[:, 2], artery.points[:, 1])  # nerve behind the artery
    assert (structure_at(volume, nerve.points[5:-5]) == 62).mean() > 0.9
    peroneal = next(item for item in volume.nerves if item.name == "common peroneal")
    assert peroneal.points[0, 0] < nerve.points[0, 0]  # lateral is -x on a left leg
