"""A clip is whole: pixels, times and scale belong together."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.ultrasound import Frames

GOOD = {
    "pixels": np.zeros((2, 4, 5), np.uint8),
    "times": np.array([0.0, 1.0]),
    "spacing": (1e-4, 2e-4),
    "corner": (1e-3, -4e-4),
    "kind": "simulated",
}


def test_places_of_rows_and_columns() -> None:
    clip = Frames(**GOOD)
    assert clip.shape == (4, 5)
    assert clip.depth == pytest.approx([1e-3, 1.1e-3, 1.2e-3, 1.3e-3])
    assert clip.lateral == pytest.approx([-4e-4, -2e-4, 0.0, 2e-4, 4e-4])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pixels": np.zeros((2, 4, 5))}, "uint8"),
        ({"pixels": np.zeros((4, 5), np.uint8)}, "uint8"),
        ({"pixels": np.zeros((0, 4, 5), np.uint8), "times": np.zeros(0)}, "no picture"),
        ({"times": np.array([0.0])}, "one for each"),
        ({"times": np.array([1.0, 1.0])}, "rise"),
        ({"times": np.array([0.0, np.nan])}, "rise"),
        ({"spacing": (1.0, 1.0)}, "spacing"),
        ({"spacing": (0.0, 1e-4)}, "spacing"),
        ({"inside": np.ones((3, 5), bool)}, "another size"),
    ],
)
def test_what_is_no_clip_is_refused(change, words) -> None:
    with pytest.raises(ClipError, match=words):
        Frames(**{**GOOD, **change})
