"""Every way a DICOM series can lie in a patient, against SimpleITK: each voxel at the same place."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest

from cryonerve.scans.dicom_series import find_series, read_series
from cryonerve.scans.scan import Scan
from tests.dicom_made import made_multiframe, made_slices, random_pixels, save, turned_grid

SimpleITK = pytest.importorskip("SimpleITK")
TURNS = [(order, signs) for order in permutations(range(3)) for signs in product((1, -1), repeat=3)]
SHAPE = (5, 4, 3)


def read_by_simpleitk(folder: Path):
    """The image as SimpleITK's own series reader makes it."""
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder)))
    return reader.Execute()


def check_against(image, scan: Scan) -> float:
    """The largest distance, mm, between the places of one voxel; its values must be equal."""
    values = SimpleITK.GetArrayFromImage(image)
    back = np.linalg.inv(scan.to_patient @ scan.affine)
    assert values.size == scan.values.size
    farthest = 0.0
    for k, j, i in np.ndindex(values.shape):
        lps = np.array(image.TransformIndexToPhysicalPoint((i, j, k)))
        index = (back @ [*(lps * (-1e-3, -1e-3, 1e-3)), 1.0])[:3]
        nearest = np.rint(index).astype(int)
        farthest = max(farthest, float(np.abs((index - nearest) * scan.spacing).max()) * 1e3)
        assert scan.values[tuple(nearest)] == values[k, j, i]
    return farthest


@pytest.mark.parametrize(("order", "signs"), TURNS)
def test_all_permutations_and_flips_agree_with_simpleitk(tmp_path, order, signs) -> None:
    slices = made_slices(random_pixels(SHAPE), turned_grid(order, signs))
    folder = save(slices, tmp_path, seed=7)
    scan = read_series(find_series(folder)[0])
    assert np.all(scan.spacing > 0)
    assert np.array_equal(scan.to_patient, np.eye(4))
    assert check_against(read_by_simpleitk(folder), scan) < 1e-4


@pytest.mark.parametrize(("order", "signs"), TURNS[::7])
@pytest.mark.parametrize("tilt", [0.05, -0.4])
def test_tilted_ones_too(tmp_path, order, signs, tilt) -> None:
    slices = made_slices(random_pixels(SHAPE), turned_grid(order, signs, tilt))
    folder = save(slices, tmp_path, seed=8)
    scan = read_series(find_series(folder)[0])
    assert not np.array_equal(scan.to_patient, np.eye(4))
    assert check_against(read_by_simpleitk(folder), scan) < 1e-4


@pytest.mark.parametrize("position", ["HFS", "FFS", "HFP", "FFDR"])
def test_the_patients_position_on_the_table_changes_nothing(tmp_path, position) -> None:
    """Directions are the patient's, however the patient lies: the word for it is not looked at."""
    slices = made_slices(random_pixels(SHAPE), turned_grid((0, 1, 2), (-1, -1, -1)), PatientPosition=position)
    folder = save(slices, tmp_path)
    assert check_against(read_by_simpleitk(folder), read_series(find_series(folder)[0])) < 1e-4


@pytest.mark.parametrize(("order", "signs"), TURNS[::5])
def test_an_enhanced_file_lies_where_its_slices_lie(tmp_path, order, signs) -> None:
    slices = made_slices(random_pixels(SHAPE), turned_grid(order, signs, 0.1), modality="MR")
    apart = read_series(find_series(save(slices, tmp_path / "a"))[0])
    shuffled = [slices[item] for item in (3, 0, 4, 1, 2)]
    whole = read_series(find_series(save([made_multiframe(shuffled)], tmp_path / "b"))[0])
    assert np.array_equal(apart.values, whole.values)
    assert whole.affine == pytest.approx(apart.affine)
    assert whole.to_patient == pytest.approx(apart.to_patient)
