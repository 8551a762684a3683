from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from cryonerve.errors import CaseError, ClipError
from cryonerve.scans import Frames, write_clip
from cryonerve.ultrasound.caliper_file import read_calipers

BOTH = """\
calipers: 1
picture: nerve.png
scale: 0.1 mm
patient: {age: 9 years, sex: female}
lengths:
  nerve depth: 14.3 mm
  nerve width: {from: 60 20, to: 60 70}
"""


@pytest.fixture
def folder(tmp_path):
    Image.fromarray(np.full((200, 100), 40, np.uint8)).save(tmp_path / "nerve.png")
    return tmp_path


def written(folder, text):
    (folder / "calipers.yaml").write_text(text)
    return folder / "calipers.yaml"


def test_typed_lengths_and_cursors_stand_side_by_side(folder):
    sheet = read_calipers(written(folder, BOTH))
    assert [(item.what, round(1e3 * item.length, 3)) for item in sheet.lengths] == [
        ("nerve depth", 14.3),
        ("nerve width", 5.0),
    ]
    assert (sheet.patient.age, sheet.patient.sex) == (9.0, "female")


def test_a_dicom_still_brings_its_own_scale(folder):
    still = Frames(
        np.zeros((2, 90, 60), np.uint8), np.array([0.0, 0.1]), (0.2e-3, 0.1e-3), (0, 0), "recorded"
    )
    write_clip(still, folder / "nerve.dcm")
    text = "calipers: 1\npicture: nerve.dcm\nframe: 2\nlengths: {nerve depth: {from: 0 5, to: 50 5}}\n"
    sheet = read_calipers(written(folder, text))
    assert sheet.frame == 1
    assert sheet.lengths[0].length == pytest.approx(10e-3)


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("calipers: 1", "caliper: 1", 1, "no key is called 'caliper'"),
        ("nerve depth: 14.3 mm", "nerve deep: 14.3 mm", 6, "Did you mean 'nerve depth'"),
        ("14.3 mm", "14.3", 6, "has no unit"),
        ("14.3 mm", "14.3 kg", 6, "nerve depth"),
        ("14.3 mm", "14.3 m", 6, "is no nerve depth"),
        ("from: 60 20", "from: 60", 7, "is not 2 numbers"),
        ("from: 60 20", "start: 60 20", 7, "no key is called 'start'"),
        ("to: 60 70", "to: 60 170", 7, "outside of the picture"),
        ("0.1 mm", "0.1", 3, "has no unit"),
        ("sex: female", "sex: femal", 4, "Did you mean 'female'"),
        ("patient: {age: 9 years, sex: female}", "frame: 4", 4, "there is no frame 4"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(folder, before, after, line, said):
    assert before in BOTH
    with pytest.raises(CaseError, match=said) as caught:
        read_calipers(written(folder, BOTH.replace(before, after)))
    assert line in {item.line for item in caught.value.complaints}


def test_a_picture_without_scale_says_what_is_missing(folder):
    with pytest.raises(ClipError, match="Give the scale by hand"):
        read_calipers(written(folder, BOTH.replace("scale: 0.1 mm\n", "")))


def test_cursors_without_a_picture(folder):
    with pytest.raises(CaseError, match="cursors need a picture"):
        read_calipers(written(folder, BOTH.replace("picture: nerve.png\n", "")))
