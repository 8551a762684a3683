"""The GIF preview: right times, square pixels, a label that the picture cannot hide, never too large."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from cryonerve.errors import ClipError
from cryonerve.scans.preview import BAND, gif_bytes
from cryonerve.ultrasound import Frames, write_clip
from tests.unit.ultrasound.making import clip


def shown(raw: bytes) -> tuple[list[np.ndarray], list[int]]:
    """Pictures (grey) and durations (ms) of a GIF."""
    image = Image.open(io.BytesIO(raw))
    pictures, times = [], []
    for frame in ImageSequence.Iterator(image):
        pictures.append(np.asarray(frame.convert("L")))
        times.append(int(frame.info.get("duration", 0)))
    return pictures, times


def flat(times: np.ndarray, shape: tuple[int, int] = (100, 300), **values: object) -> Frames:
    """Frames of one brightness each, rising."""
    grey = np.linspace(0, 250, len(times)).astype(np.uint8)
    pixels = np.broadcast_to(grey[:, None, None], (len(times), *shape)).copy()
    return replace(Frames(pixels, times, (1e-4, 1e-4), (0.0, 0.0), "simulated"), **values)


def test_frames_are_shown_for_as_long_as_they_lasted() -> None:
    pictures, times = shown(gif_bytes(flat(np.array([5.0, 5.5, 6.5, 6.54]))))
    assert times == [500, 1000, 40, 40]
    assert [int(item[20, 20]) for item in pictures] == [0, 83, 166, 250]


def test_rounding_of_times_does_not_add_up() -> None:
    moments = np.arange(61) / 30.0
    _, times = shown(gif_bytes(flat(moments)))
    assert sum(times[:-1]) == 2000


def test_speed() -> None:
    _, times = shown(gif_bytes(flat(np.array([0.0, 10.0, 20.0])), speed=10.0))
    assert times == [1000, 1000, 1000]
    with pytest.raises(ClipError, match="no speed"):
        gif_bytes(clip(), speed=float("nan"))


def test_frames_faster_than_a_gif_can_show_are_left_out() -> None:
    pictures, times = shown(gif_bytes(flat(np.arange(100) / 200.0)))
    assert min(times) >= 20
    assert len(pictures) < 100
    assert sum(times[:-1]) == pytest.approx(480, abs=20)


def test_a_frame_that_lasts_longer_than_a_gif_can_count() -> None:
    _, times = shown(gif_bytes(flat(np.array([0.0, 10_000.0]))))
    assert times == [655350, 655350]


def test_pixels_become_square() -> None:
    tall = flat(np.array([0.0]), (400, 50), spacing=(0.1e-3, 0.4e-3))  # 40 x 20 mm
    (picture,), _ = shown(gif_bytes(tall, side=400))
    assert picture.shape == (400 + BAND, 280)
    grey = flat(np.array([0.0, 1.0]), (400, 50), spacing=(0.1e-3, 0.4e-3))
    bright = shown(gif_bytes(grey, side=400))[0][1]
    columns = np.flatnonzero(bright[200] == 250)
    assert len(columns) == 200


def test_label_stands_outside_the_picture() -> None:
    """Whatever the picture shows, the band looks the same and its words stand out."""
    bands = []
    for grey in (0, 255):
        frames = flat(np.array([1.0]))
        frames = replace(frames, pixels=np.full_like(frames.pixels, grey))
        (picture,), _ = shown(gif_bytes(frames))
        assert np.all(picture[:-BAND] == grey)
        bands.append(picture[-BAND:])
    assert np.array_equal(*bands)
    assert (bands[0] > 180).sum() > 200
    recorded = shown(gif_bytes(replace(flat(np.array([1.0])), kind="recorded")))[0][0][-BAND:]
    assert not np.array_equal(recorded, bands[0])


def test_file_says_what_it_is() -> None:
    comment = Image.open(io.BytesIO(gif_bytes(clip()))).info["comment"]
    assert comment == b"SIMULATED, research software, no medical device"


def test_never_larger_than_asked() -> None:
    noise = clip(20, (200, 300))
    assert len(gif_bytes(noise, largest=120_000)) <= 120_000
    assert len(gif_bytes(noise, largest=20_000)) <= 20_000  # frames are left out as well
    with pytest.raises(ClipError, match="does not fit into 500 bytes"):
        gif_bytes(noise, largest=500)


def test_equal_clips_give_equal_bytes(tmp_path: Path) -> None:
    write_clip(clip(), tmp_path / "a.gif")
    assert (tmp_path / "a.gif").read_bytes() == gif_bytes(clip())
    assert [item.name for item in tmp_path.iterdir()] == ["a.gif"]
