"""One door for clips of every format: content says how a file is read, its ending how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryonerve.errors import ClipError, Complaint
from cryonerve.scans.dicom_clip import write_dicom
from cryonerve.scans.dicom_reading import read_dicom
from cryonerve.scans.frames import Frames
from cryonerve.scans.metaimage_reading import is_metaimage
from cryonerve.scans.pictures import is_picture, read_pictures
from cryonerve.scans.preview import write_gif
from cryonerve.scans.scaling import Given
from cryonerve.scans.sequence_files import read_mha, read_nrrd, write_mha, write_nrrd
from cryonerve.scans.sequences import Tracked
from cryonerve.scans.video import is_video, read_video, write_video

__all__ = ["ENDINGS", "WRITTEN_HERE", "read_clip", "read_tracked", "write_clip"]

WRITTEN_HERE = {
    ".dcm": "DICOM Ultrasound Multi-frame",
    ".gif": "GIF preview",
    ".mha": "MetaImage sequence of PLUS",
    ".seq.nrrd": "sequence of 3D Slicer",
}
ENDINGS = WRITTEN_HERE | dict.fromkeys((".mp4", ".mkv", ".webm"), "video by your own ffmpeg")
KNOWN = "Known: DICOM ultrasound, .igs.mha, .seq.nrrd, GIF and other pictures, video by your own ffmpeg."


def read_clip(
    path: Path | str,
    scale: float | tuple[float, float] | None = None,
    *,
    region: tuple[int, int, int, int] | None = None,
    rate: float | None = None,
    ffmpeg: bool = False,
) -> Frames:
    """Read a clip; the format is recognised by what the file holds, not by its name.

    Parameters
    ----------
    scale : m a pixel (or of rows and of columns), where the file has none or is not believed.
    region : first row, first column, last row + 1, last column + 1 of the picture proper, by hand.
    rate : frames a second, where the file does not say or is not believed.
    ffmpeg : whether a video may be handed to the ffmpeg on PATH.

    Raises
    ------
    ClipError
        The file is not there, is of no known format, is broken, or says nothing of its scale.

    Examples
    --------
    >>> import tempfile, numpy as np
    >>> clip = Frames(np.zeros((2, 4, 6), np.uint8), np.array([0.0, 0.04]), (1e-4, 2e-4), (0, 0), "simulated")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_clip(clip, Path(folder) / "clip.dcm")
    ...     read_clip(Path(folder) / "clip.dcm").shape
    (4, 6)
    """
    return read_tracked(path, scale, region=region, rate=rate, ffmpeg=ffmpeg).frames


def read_tracked(
    path: Path | str,
    scale: float | tuple[float, float] | None = None,
    *,
    region: tuple[int, int, int, int] | None = None,
    rate: float | None = None,
    ffmpeg: bool = False,
) -> Tracked:
    """Read a clip with its transforms, where the format has any; all else as `read_clip`."""
    path = Path(path)
    given = Given(scale, region, rate)
    with _opened(path):
        with path.open("rb") as stream:
            start = stream.read(512)
        if not start:
            raise ClipError(Complaint("the file is empty", "Copy or export it again."))
        return _read(path, start, given, ffmpeg=ffmpeg)


def _read(path: Path, start: bytes, given: Given, *, ffmpeg: bool) -> Tracked:
    """The clip, by the reader that knows how such a file starts."""
    if start[128:132] == b"DICM" or start[:2] in {b"\x08\x00", b"\x02\x00"}:
        return Tracked(read_dicom(path, given))
    if start.startswith(b"NRRD0"):
        return read_nrrd(path, given)
    if is_metaimage(start):
        return read_mha(path, given)
    if is_picture(start):
        return Tracked(read_pictures(path, given))
    if is_video(start):
        if ffmpeg:
            return Tracked(read_video(path, given))
        remedy = (
            "Allow it to be handed to the ffmpeg on your PATH (ffmpeg=True), or convert it to GIF or DICOM."
        )
        raise ClipError(Complaint("this is a video, which is read through your own ffmpeg only", remedy))
    raise ClipError(Complaint("this is no clip of a known format", KNOWN))


def write_clip(
    frames: Frames | Tracked,
    path: Path | str,
    *,
    study: str | None = None,
    speed: float = 1.0,
    ffmpeg: bool = False,
) -> None:
    """Write a clip, whole or not at all; the ending chooses the format.

    Parameters
    ----------
    frames : a clip, or one with transforms, which only .mha and .seq.nrrd keep.
    path : ends in .dcm, .gif, .mha, .seq.nrrd, or .mp4, .mkv, .webm.
    study : what the clip belongs to, such as the hash of a case; DICOM objects with the same share a study.
    speed : times faster than the clip was, of a GIF or a video.
    ffmpeg : whether the ffmpeg on PATH may be called, for a video.

    Raises
    ------
    ClipError
        No such ending, or the file cannot be written.
    """
    path = Path(path)
    ending = next((item for item in ENDINGS if path.name.lower().endswith(item)), None)
    tracked = frames if isinstance(frames, Tracked) else Tracked(frames)
    with _opened(path):
        if ending is None:
            known = ", ".join(f"{item} ({name})" for item, name in ENDINGS.items())
            raise ClipError(Complaint("the name's ending chooses no format", f"Write one of: {known}."))
        if ending == ".dcm":
            write_dicom(tracked.frames, path, study=study)
        elif ending == ".gif":
            write_gif(tracked.frames, path, speed=speed)
        elif ending == ".mha":
            write_mha(tracked, path)
        elif ending == ".seq.nrrd":
            write_nrrd(tracked, path)
        elif not ffmpeg:
            what = f"{ending} is written through your own ffmpeg only"
            raise ClipError(Complaint(what, "Ask for it (ffmpeg=True), or write .gif or .dcm."))
        else:
            write_video(tracked.frames, path, speed=speed)


@contextmanager
def _opened(path: Path) -> Iterator[None]:
    """Say in our words what the operating system says of a path."""
    try:
        yield
    except ClipError as error:
        raise error.located(file=str(path)) from error.__cause__
    except FileNotFoundError as error:
        missing = path if path.parent.exists() else path.parent
        raise ClipError(
            Complaint("there is no such file or folder", "Look at the path.", file=str(missing))
        ) from error
    except IsADirectoryError as error:
        raise ClipError(Complaint("this is a folder", "Name one file in it.", file=str(path))) from error
    except OSError as error:
        said = error.strerror or str(error)
        raise ClipError(
            Complaint(f"the file cannot be used ({said})", "Look at it.", file=str(path))
        ) from error
