"""The figure of a segmentation is turned as radiologists look at it."""

import numpy as np
from PIL import Image

from cryonerve.reporting.figures.segmented import draw_segmentation
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.scan import Scan


def test_the_patients_right_is_on_the_left_of_the_figure(tmp_path):
    values = np.full((60, 40, 3), -200, np.int16)
    values[30:, :, :] = 500  # i runs to the patient's right
    numbers = np.zeros(values.shape, np.int16)
    numbers[5:55, 5:35] = 1
    origin, spacing = np.zeros(3), np.full(3, 1e-3)
    fat = Label(1, "fat", "fat", "fat", "machine")
    path = draw_segmentation(
        Scan(values, origin, spacing, "CT"), Labels(numbers, origin, spacing, (fat,)), tmp_path / "s.png"
    )
    picture = np.asarray(Image.open(path).convert("L"), float)
    high, wide = picture.shape
    slice_ = picture[int(0.3 * high) : int(0.7 * high), : wide // 3]
    left, right = slice_[:, wide // 12 : wide // 7], slice_[:, wide // 5 : wide // 4]
    assert left.mean() > 200
    assert right.mean() < 60
