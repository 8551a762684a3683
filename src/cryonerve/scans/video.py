"""Video by the user's own ffmpeg: it is looked for on PATH when asked for, never brought along."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import ClipError, Complaint
from cryonerve.files import whole_file
from cryonerve.scans.dicom_identity import RESEARCH_LABEL
from cryonerve.scans.frames import Frames
from cryonerve.scans.pictures import framed, region_by_hand
from cryonerve.scans.preview import pictured
from cryonerve.scans.scaling import MOST_PIXELS, Given

__all__ = ["is_video", "read_video", "write_video"]

QUIET = ("-hide_banner", "-loglevel", "error")
PATIENCE = 600.0  # s that ffmpeg may take
SIDE = 720  # pixels of the longer side of a written video
FINEST = 60.0  # frames a second of a written video, at most


def is_video(start: bytes) -> bool:
    """Whether a file's first bytes are those of a video (MP4, MOV, Matroska, WebM, AVI, MPEG).

    >>> is_video(bytes(4) + b"ftypisom"), is_video(b"GIF89a")
    (True, False)
    """
    riff = start[:4] == b"RIFF" and start[8:12] == b"AVI "
    return riff or start[4:8] in {b"ftyp", b"moov", b"mdat"} or start.startswith(
        (b"\x1aE\xdf\xa3", b"\0\0\1\xba", b"\0\0\1\xb3")
    )  # fmt: skip


def write_video(frames: Frames, path: Path, *, speed: float = 1.0) -> None:
    """Write a video with the label below the picture, whole or not at all; the ending chooses the container.

    Frames follow each other evenly in a video, at the mean rate of the clip times `speed`.

    Raises
    ------
    ClipError
        No ffmpeg on PATH, or it fails.
    """
    program = _program("ffmpeg")
    if not 0.0 < speed < np.inf:
        raise ClipError(Complaint(f"{speed!r} is no speed", "Give a number above zero."))
    count = len(frames.times)
    rate = speed * (count - 1) / float(frames.times[-1] - frames.times[0]) if count > 1 else 1.0
    every = max(1, int(np.ceil(rate / FINEST)))
    pictures = [pictured(frames, number, SIDE, speed) for number in range(0, count, every)]
    raw = b"".join(picture.tobytes() for picture in pictures)
    size = f"{pictures[0].width}x{pictures[0].height}"
    source = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", size, "-r", f"{rate / every:.6f}", "-i", "-"]
    # Most players want even sides and colours at half the sampling.
    target = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p", "-an", "-map_metadata", "-1"]
    with whole_file(path) as partial:
        command = [program, *QUIET, "-y", *source, *target]
        _run([*command, "-metadata", f"comment={RESEARCH_LABEL[frames.kind]}", f"file:{partial}"], raw)
        if not partial.exists():
            raise ClipError(Complaint("ffmpeg wrote nothing", "Look whether it works by itself."))


def read_video(path: Path, given: Given) -> Frames:
    """Read a video through ffmpeg, twice: once for sizes and times; its scale is given by hand.

    Raises
    ------
    ClipError
        No ffmpeg on PATH, it fails, no scale, or the video is too large.
    """
    program = _program("ffmpeg")
    source = [
        program,
        *QUIET,
        "-noautorotate",
        "-i",
        f"file:{path}",
        "-map",
        "0:v:0",
        "-fps_mode",
        "passthrough",
    ]
    grey = ["-c:v", "rawvideo", "-pix_fmt", "gray"]
    rows, columns, times = _looked_through(
        _run([*source, *grey, "-f", "framecrc", "-"]).decode(errors="replace")
    )
    region, remarks = region_by_hand((rows, columns), given)
    if not len(times) or len(times) * rows * columns > MOST_PIXELS:
        what = f"it holds {len(times)} pictures of {columns} x {rows} pixels"
        raise ClipError(Complaint(what, f"Cut it: at most {MOST_PIXELS / 2**30:.0f} GiB are opened."))
    raw = _run([*source, *grey, "-f", "rawvideo", "-"])
    if len(raw) != len(times) * rows * columns:
        what = f"ffmpeg read {len(raw) // (rows * columns)} pictures where {len(times)} were promised"
        raise ClipError(Complaint(what, "Convert the video once more, then read it again."))
    pixels: NDArray[np.uint8] = np.frombuffer(raw, np.uint8).reshape(len(times), rows, columns)
    part = pixels[:, region.top : region.bottom, region.left : region.right].copy()
    return framed(part, times - times[0], region, given=given, remarks=remarks)


def _looked_through(list_of_frames: str) -> tuple[int, int, NDArray[np.float64]]:
    """Rows, columns and times (s) in what ffmpeg's muxer "framecrc" writes."""
    try:
        found = dict(re.findall(r"^#(\w+) 0: (\S+)", list_of_frames, re.MULTILINE))
        columns, rows = (int(item) for item in found["dimensions"].split("x"))
        above, below = (int(item) for item in found["tb"].split("/"))
        stamps = [int(line.split(",")[2]) for line in list_of_frames.splitlines() if line.startswith("0,")]
        return rows, columns, np.array(stamps) * (above / below)
    except (ValueError, LookupError, ArithmeticError) as error:
        raise ClipError(
            Complaint("ffmpeg finds no pictures with times in it", "Choose another file.")
        ) from error


def _program(name: str) -> str:
    """Where the program lies."""
    found = shutil.which(name)
    if found is None:
        what = f"video needs {name}, and there is none on PATH"
        raise ClipError(Complaint(what, "Install ffmpeg yourself, or use .gif or .dcm."))
    return found


def _run(command: list[str], given: bytes | None = None) -> bytes:
    """What a program answers; its complaint becomes ours."""
    try:
        done = subprocess.run(command, input=given or b"", capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired as error:
        raise ClipError(
            Complaint("ffmpeg did not come to an end in ten minutes", "Cut the video.")
        ) from error
    if done.returncode != 0:
        said = " ".join(done.stderr.decode(errors="replace").split())[-300:]
        what = f"ffmpeg failed: {said or f'exit code {done.returncode}'}"
        raise ClipError(Complaint(what, "Look whether it handles this file by itself."))
    return done.stdout
