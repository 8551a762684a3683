"""Pictures, animations and video without a scale: one is asked for; ffmpeg only when it is asked for."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cryonerve.errors import ClipError
from cryonerve.ultrasound import read_clip, write_clip
from tests.unit.ultrasound.making import clip

PIXELS = clip(3).pixels


def saved(path: Path, *, modes: str = "L", **values: object) -> Path:
    """The pictures of a clip as an animation."""
    pictures = [Image.fromarray(item).convert(modes) for item in PIXELS]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], **values)
    return path


@pytest.mark.parametrize("ending", [".gif", ".tiff", ".png", ".webp"])
def test_animations_come_back(tmp_path: Path, ending: str) -> None:
    more = {".tiff": {}, ".webp": {"lossless": True, "duration": [100, 200, 300]}}
    path = saved(tmp_path / f"a{ending}", **more.get(ending, {"duration": [100, 200, 300]}))
    frames = read_clip(path, 0.1e-3, rate=5.0 if ending == ".tiff" else None)
    assert np.array_equal(frames.pixels, PIXELS)
    assert frames.times.tolist() == pytest.approx([0, 0.2, 0.4] if ending == ".tiff" else [0, 0.1, 0.3])
    assert frames.kind == "recorded"
    assert "No region is known" in frames.remarks[0]


def test_scale_and_times_are_asked_for(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.tiff")
    with pytest.raises(ClipError, match="has no scale"):
        read_clip(path)
    with pytest.raises(ClipError, match="when each of its frames"):
        read_clip(path, 0.1e-3)


def test_region_by_hand_cuts_and_colour_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", modes="RGB", duration=50)
    frames = read_clip(path, (0.1e-3, 0.2e-3), region=(2, 3, 10, 13))
    assert np.array_equal(frames.pixels, PIXELS[:, 2:10, 3:13])
    assert frames.remarks == ()
    Image.new("RGB", (20, 10), (255, 0, 0)).save(tmp_path / "b.bmp")
    assert "colours" in read_clip(tmp_path / "b.bmp", 1e-4).remarks[-1]


def test_our_own_preview_can_be_read(tmp_path: Path) -> None:
    write_clip(clip(), tmp_path / "a.gif")
    assert read_clip(tmp_path / "a.gif", 1e-4).times.tolist() == pytest.approx([0, 0.04, 0.08])


def test_mixed_sizes(tmp_path: Path) -> None:
    small = Image.new("L", (10, 10))
    Image.new("L", (20, 10)).save(tmp_path / "a.tiff", save_all=True, append_images=[small])
    with pytest.raises(ClipError, match="differ in size"):
        read_clip(tmp_path / "a.tiff", 1e-4, rate=10.0)


def test_broken_pictures_never_end_in_a_traceback(tmp_path: Path) -> None:
    rng = np.random.default_rng(9)
    for ending in (".gif", ".tiff", ".png"):
        whole = saved(tmp_path / f"a{ending}", **({} if ending == ".tiff" else {"duration": 50})).read_bytes()
        for size in rng.integers(8, len(whole), 30):
            raw = bytearray(whole[:size] if size % 2 else whole)
            raw[int(rng.integers(4, len(raw)))] ^= 255
            (tmp_path / f"b{ending}").write_bytes(bytes(raw))
            try:
                read_clip(tmp_path / f"b{ending}", 1e-4, rate=10.0)
            except ClipError:
                continue


def test_header_of_a_giant(tmp_path: Path) -> None:
    raw = bytearray(saved(tmp_path / "a.gif", duration=50).read_bytes())
    raw[6:10] = b"\xff\xff\xff\xff"
    (tmp_path / "a.gif").write_bytes(bytes(raw))
    with pytest.raises(ClipError, match=r"too large|cannot be read"):
        read_clip(tmp_path / "a.gif", 1e-4)


# --- video --------------------------------------------------------------------------------------------------


def program(folder: Path, name: str, lines: str) -> None:
    """A program of that name, alone on PATH with those of the system."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x20ftypisom" + bytes(100))
    return path


def test_video_is_touched_only_when_asked_for(tmp_path: Path, video: Path) -> None:
    with pytest.raises(ClipError, match="own ffmpeg only"):
        read_clip(video, 1e-4)
    with pytest.raises(ClipError, match="own ffmpeg only"):
        write_clip(clip(), tmp_path / "b.mp4")


def test_without_ffmpeg_it_is_said(tmp_path: Path, video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClipError, match=r"(?s)needs ffmpeg.*none on PATH.*Install ffmpeg yourself"):
        read_clip(video, 1e-4, ffmpeg=True)
    with pytest.raises(ClipError, match="needs ffmpeg"):
        write_clip(clip(), tmp_path / "b.mp4", ffmpeg=True)
    assert not (tmp_path / "b.mp4").exists()


@pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")
def test_what_ffmpeg_is_given_and_what_it_says(
    tmp_path: Path, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for ffmpeg: the words on its command line, and the pixels that go in and out."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    program(
        tmp_path, "ffmpeg", f'for last; do :; done\necho "$@" > {tmp_path}/words\ncat > "${{last#file:}}"'
    )
    write_clip(clip(), tmp_path / "b.mp4", ffmpeg=True, speed=0.5)
    words = (tmp_path / "words").read_text()
    assert "-pix_fmt gray -s 720x" in words
    assert "-r 12.500000" in words
    assert "comment=SIMULATED, research software, no medical device" in words
    assert "-map_metadata -1" in words
    size = words.split("-s ")[1].split()[0].split("x")
    assert (tmp_path / "b.mp4").stat().st_size == 3 * int(size[0]) * int(size[1])

    (tmp_path / "pixels").write_bytes(PIXELS.tobytes())
    lines = "#tb 0: 1/10\n#dimensions 0: 35x24\n" + "".join(
        f"0, 0, {item}, 1, 840, 0xab\n" for item in (0, 5, 20)
    )
    (tmp_path / "list").write_text(lines)
    program(
        tmp_path, "ffmpeg", f'case "$*" in *framecrc*) cat {tmp_path}/list;; *) cat {tmp_path}/pixels;; esac'
    )
    frames = read_clip(video, 1e-4, ffmpeg=True)
    assert np.array_equal(frames.pixels, PIXELS)
    assert frames.times.tolist() == [0, 0.5, 2]

    (tmp_path / "pixels").write_bytes(PIXELS[:2].tobytes())
    with pytest.raises(ClipError, match="read 2 pictures where 3 were promised"):
        read_clip(video, 1e-4, ffmpeg=True)
    program(tmp_path, "ffmpeg", "echo moov atom not found >&2; exit 1")
    with pytest.raises(ClipError, match="ffmpeg failed: moov atom not found"):
        read_clip(video, 1e-4, ffmpeg=True)
    with pytest.raises(ClipError, match="ffmpeg failed"):
        write_clip(clip(), tmp_path / "c.mp4", ffmpeg=True)
    assert not (tmp_path / "c.mp4").exists()
    program(tmp_path, "ffmpeg", "echo nothing")
    with pytest.raises(ClipError, match="finds no pictures"):
        read_clip(video, 1e-4, ffmpeg=True)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no ffmpeg on PATH")
@pytest.mark.parametrize("ending", [".mp4", ".mkv"])
def test_round_trip_through_a_real_ffmpeg(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a{ending}"
    write_clip(clip(5), path, ffmpeg=True)
    frames = read_clip(path, 1e-4, ffmpeg=True)
    assert len(frames.times) == 5
    assert np.diff(frames.times) == pytest.approx(0.04, abs=2e-3)
