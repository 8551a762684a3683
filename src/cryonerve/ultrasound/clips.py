"""One door for clips of every format: content says how a file is read, its ending how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryonerve.errors import ClipError, Complaint
from cryonerve.ultrasound.frames import Frames
from cryonerve.ultrasound.scaling import Given

__all__ = ["ENDINGS", "read_clip", "write_clip"]

ENDINGS = {
    ".dcm": "DICOM Ultrasound Multi-frame",
    ".gif": "GIF preview",
}


def read_clip(
    path: Path | str,
    scale: float | tuple[float, float] | None = None,
    *,
    region: tuple[int, int, int, int] | None = None,
    rate: float | None = None,
) -> Frames:
    """Read a clip; the format is recognised by what the file holds, not by its name.

    Parameters
    ----------
    scale : m a pixel (or of rows and of columns), where the file has none or is not believed.
    region : first row, first column, last row + 1, last column + 1 of the picture proper, by hand.
    rate : frames a second, where the file does not say or is not believed.

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
    path = Path(path)
    given = Given(scale, region, rate)
    with _opened(path):
        with path.open("rb") as stream:
            start = stream.read(512)
        if not start:
            raise ClipError(Complaint("the file is empty", "Copy or export it again.", file=str(path)))
        if start[128:132] == b"DICM" or start[:2] in {b"\x08\x00", b"\x02\x00"}:
            from cryonerve.ultrasound.dicom_reading import read_dicom  # noqa: PLC0415

            return read_dicom(path, given)
    what = "this is no clip of a known format"
    raise ClipError(Complaint(what, "Known: DICOM ultrasound.", file=str(path)))


def write_clip(frames: Frames, path: Path | str, *, study: str | None = None) -> None:
    """Write a clip, whole or not at all; the ending chooses the format.

    Parameters
    ----------
    path : ends in .dcm (DICOM Ultrasound Multi-frame) or .gif (preview).
    study : what the clip belongs to, such as the hash of a case; DICOM objects with the same share a study.

    Raises
    ------
    ClipError
        No such ending, or the file cannot be written.
    """
    path = Path(path)
    ending = next((item for item in ENDINGS if path.name.lower().endswith(item)), None)
    if ending is None:
        known = ", ".join(f"{item} ({name})" for item, name in ENDINGS.items())
        raise ClipError(
            Complaint("the name's ending chooses no format", f"Write one of: {known}.", file=str(path))
        )
    with _opened(path):
        if ending == ".dcm":
            from cryonerve.ultrasound.dicom_clip import write_dicom  # noqa: PLC0415

            write_dicom(frames, path, study=study)
        elif ending == ".gif":
            from cryonerve.ultrasound.preview import write_gif  # noqa: PLC0415

            write_gif(frames, path)


@contextmanager
def _opened(path: Path) -> Iterator[None]:
    """Say in our words what the operating system says of a path."""
    try:
        yield
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
