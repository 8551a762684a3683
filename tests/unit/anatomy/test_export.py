import nibabel
import numpy as np
import pytest

from cryonerve.anatomy import build, save_labels
from cryonerve.errors import RunFolderError
from cryonerve.scans.label_files import read_labels
from cryonerve.scans.legends import read_legend
from cryonerve.sources import tissues
from tests.unit.anatomy.people import stump

CHILD = build(stump(side="right"))


@pytest.mark.parametrize("name", ["labels.nii.gz", "labels.nii"])
def test_round_trip_through_nibabel(tmp_path, name):
    path, _ = save_labels(CHILD, tmp_path / name)
    image = nibabel.load(path)
    assert np.array_equal(np.asanyarray(image.dataobj), CHILD.labels)
    assert image.get_data_dtype() == np.int16
    assert nibabel.aff2axcodes(image.affine) == ("R", "A", "S")
    assert image.header.get_xyzt_units()[0] == "mm"
    assert int(image.header["sform_code"]) == int(image.header["qform_code"]) == 1
    assert image.get_qform() == pytest.approx(image.get_sform(), abs=1e-4)
    for index in ((0, 0, 0), (11, 7, 3)):
        place = image.affine @ [*index, 1.0]
        assert place[:3] == pytest.approx((CHILD.affine @ [*index, 1.0])[:3] * 1e3, abs=1e-4)


def test_own_reader_lands_in_the_same_place(tmp_path):
    path, legend = save_labels(CHILD, tmp_path / "labels.nii.gz")
    grid = read_labels(path)
    assert np.array_equal(grid.labels, CHILD.labels)
    assert grid.origin == pytest.approx(CHILD.affine[:3, 3] * 1e3, abs=1e-4)
    lines = legend.read_text().splitlines()
    assert legend.name == "labels.ctbl"
    for line in lines[1:]:
        number, name, *colours = line.split()
        assert len(colours) == 4
        assert all(0 <= int(part) <= 255 for part in colours)
        assert int(number) == 0 or CHILD.structure(int(number)).name.replace(" ", "_") == name
    assert len(lines) == 2 + len(CHILD.structures)


def test_legend_of_a_scan_is_read_again(tmp_path):
    from tests.unit.anatomy.test_scanned_limb import scan_case, write

    volume = build(scan_case(write(tmp_path)))
    _, legend = save_labels(volume, tmp_path / "out.nii.gz")
    entries = read_legend(legend, tissues())
    assert entries[2].name == "tibialis nerve"
    assert entries[3].kind == "artery"


def test_nothing_half_written(tmp_path):
    with pytest.raises(RunFolderError, match=r"Let it end in \.nii"):
        save_labels(CHILD, tmp_path / "labels.png")
    with pytest.raises(RunFolderError, match="cannot be written"):
        save_labels(CHILD, tmp_path / "no folder" / "labels.nii")
    assert list(tmp_path.iterdir()) == []
    save_labels(CHILD, tmp_path / "labels.nii")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["labels.ctbl", "labels.nii"]
