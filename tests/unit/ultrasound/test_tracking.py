"""The tracker where nothing can be said, and on one clip where much can."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.ultrasound import Frames, track
from cryonerve.ultrasound.edge_finder import EdgeFinder
from tests.pictures import shapes
from tests.pictures.drawing import Scene, draw

SCENE = Scene(shapes.ball, frames=6, width=20.0, depth=20.0, centre=(0.0, 12.0), size=4.0, seed=31)
CENTRE = (0.0, 12e-3)


@pytest.fixture(scope="module")
def clip():
    return draw(SCENE)


@pytest.fixture(scope="module")
def front(clip):
    return track(clip.frames, centre=CENTRE, freezing_from=clip.frames.times[1])


def median_mm(front, frame: int) -> float:
    return 1e3 * float(np.nanmedian(front.radius[frame]))


def test_the_edge_is_where_the_ice_ends(clip, front) -> None:
    assert median_mm(front, 5) == pytest.approx(4.0, abs=0.2)
    assert front.visible[5].mean() > 0.8
    assert front.confidence[5][front.visible[5]].mean() > 0.7


def test_the_shadow_is_as_wide_as_the_ice(clip, front) -> None:
    left, right = clip.width(5)
    assert front.shadow[5] == pytest.approx([left, right], abs=0.5e-3)


def test_pictures_before_freezing_are_said_to_be_such(front) -> None:
    assert front.refused[:2] == ("the picture was taken before freezing",) * 2
    assert not front.visible[:2].any()


def test_without_a_picture_from_before(clip) -> None:
    assert median_mm(track(clip.frames, centre=CENTRE), 5) == pytest.approx(4.0, abs=0.2)


def test_the_shaft_is_found_near_a_place(clip) -> None:
    found = track(clip.frames, near=(0.8e-3, 12.9e-3), freezing_from=clip.frames.times[1])
    assert found.centre[0] == pytest.approx(CENTRE, abs=0.4e-3)


def test_ice_too_small_to_be_told_from_the_shaft_is_refused() -> None:
    small = draw(SCENE.changed(size=1.6, smallest=1.4))
    found = track(small.frames, centre=CENTRE, freezing_from=small.frames.times[1])
    assert not found.visible.any()


def test_tissue_without_ice_is_refused() -> None:
    none = draw(SCENE.changed(before=6))
    found = track(none.frames, centre=CENTRE)
    assert not found.visible.any()
    assert all(found.refused)


def test_what_does_not_grow_is_not_called_ice() -> None:
    bone = draw(SCENE.changed(before=0, smallest=4.0))
    found = track(bone.frames, centre=CENTRE)
    assert not found.visible.any()
    assert "does not grow" in found.refused[-1]
    assert median_mm(track(bone.frames, centre=CENTRE, known_ice=True), 5) == pytest.approx(4.0, abs=0.25)


def test_what_grows_too_fast_is_not_called_ice(clip) -> None:
    hasty = replace(clip.frames, times=clip.frames.times / 60.0)
    assert "faster than ice grows" in track(hasty, centre=CENTRE).refused[-1]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda pixels: np.zeros_like(pixels[4]), "black"),
        (lambda pixels: np.full_like(pixels[4], 255), "white"),
        (lambda pixels: pixels[3], "stands still"),
    ],
)
def test_a_spoilt_picture_is_said_and_survived(clip, spoil, why) -> None:
    pixels = clip.frames.pixels.copy()
    pixels[4] = spoil(pixels)
    found = track(replace(clip.frames, pixels=pixels), centre=CENTRE, freezing_from=clip.frames.times[1])
    assert why in found.refused[4]
    assert not found.visible[4].any()
    assert median_mm(found, 5) == pytest.approx(4.0, abs=0.2)


def test_a_picture_of_another_size_is_said_and_survived(clip) -> None:
    frames = clip.frames
    finder = EdgeFinder(CENTRE, 0.7e-3, frames.spacing, frames.corner, frames.pixels[1])
    finder.find(frames.pixels[4])
    assert "changed its size" in finder.find(frames.pixels[4][:-5]).refused
    assert finder.find(frames.pixels[5]).refused == ""


@pytest.mark.parametrize(("where", "what"), [({}, "where the probe is"), ({"centre": (0.0, 0.2)}, "outside")])
def test_a_place_is_needed_in_the_picture(clip, where, what) -> None:
    with pytest.raises(ClipError, match=what):
        track(clip.frames, **where)


@pytest.mark.skipif(
    "CRYONERVE_PLUS_BONE" not in os.environ, reason="needs the path of BoneUltrasound_L14.igs.mha"
)
def test_real_bone_is_followed_and_not_called_ice() -> None:
    """A bone's convex rim, 21 pictures by hand: its rim lies near 22.5 mm deep; it is no ice."""
    from cryonerve.ultrasound import read_clip

    read = read_clip(Path(os.environ["CRYONERVE_PLUS_BONE"]), scale=0.085e-3)
    pixels = np.ascontiguousarray(read.pixels)
    bone = Frames(pixels, read.times, (0.085e-3, 0.085e-3), (0.0, -410 * 0.085e-3), "recorded")
    centre = (-7.8e-3, 32.7e-3)
    assert not track(bone, centre=centre).visible.any()
    rim = track(bone, centre=centre, known_ice=True)
    top = rim.radius[:, np.abs(rim.angles) < 0.2]
    assert rim.visible.mean() > 0.7
    assert 1e3 * np.nanmedian(rim.centre[:, 1:] - top) == pytest.approx(22.5, abs=1.0)


@pytest.mark.parametrize(("rim", "loss"), [(22.0, 9.0), (20.0, 7.0)])
def test_ice_that_thaws_glows_and_ends_where_it_ends(rim, loss) -> None:
    """Warm ice absorbs little: behind the edge it stays brighter than tissue for one or two millimetres."""
    glowing = SCENE.changed(
        frames=3, before=1, smallest=4.8, size=3.5, rim=rim, loss=loss, shell=9.0, profile="box", mirror=0.0,
        reflected=0.0,
    )  # fmt: skip
    thaw = draw(glowing)
    found = track(thaw.frames, centre=CENTRE, freezing_from=thaw.frames.times[0], known_ice=True)
    for frame in (1, 2):
        assert median_mm(found, frame) == pytest.approx(thaw.size[frame], abs=0.2)
        assert found.visible[frame].mean() > 0.8


def test_thin_rims_inside_darker_tissue_are_no_glow() -> None:
    """The second freeze: tissue that was frozen before is darker, and that border is not the ice's."""

    def once_frozen(x: np.ndarray, z: np.ndarray) -> np.ndarray:
        return np.where(np.hypot(x, z - SCENE.centre[1]) < 5.0, -4.0, 0.0)

    fresh = draw(SCENE.changed(before=6)).frames.pixels[0]
    again = draw(SCENE.changed(extra=once_frozen, before=0, smallest=2.5, size=4.5))
    pixels = np.concatenate([fresh[None], again.frames.pixels])
    frames = replace(again.frames, pixels=pixels, times=np.append(-1.0, again.frames.times))
    found = track(frames, centre=CENTRE, freezing_from=-1.0, known_ice=True)
    for frame in range(2, 7):
        assert median_mm(found, frame) == pytest.approx(again.size[frame - 1], abs=0.3)
