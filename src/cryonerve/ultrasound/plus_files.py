"""Configuration files for PLUS: pictures from a stream of ours, and replay of a tracked sequence."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import quoteattr

from cryonerve.errors import ClipError, Complaint
from cryonerve.files import whole_file

__all__ = ["FROM_STREAM", "REPLAY", "write_plus_files"]

FROM_STREAM = "PlusDeviceSet_Server_cryonerve.xml"
REPLAY = "PlusDeviceSet_Server_cryonerve_replay.xml"


def write_plus_files(
    folder: Path | str,
    *,
    port: int | None = None,
    sequence: str | None = None,
) -> tuple[Path, Path]:
    """Write both files; those that are there already are not touched.

    Parameters
    ----------
    port : of the stream that PLUS takes pictures from, where it is not 18944.
    sequence : the .igs.mha file to replay, instead of ultrasound.igs.mha beside the file.

    Raises
    ------
    ClipError
        One of the files is there already, or the folder cannot be written.
    """
    folder = Path(folder)
    stream, replay = (folder / name for name in (FROM_STREAM, REPLAY))
    taken = next((path for path in (stream, replay) if path.exists()), None)
    if taken is not None:
        raise ClipError(
            Complaint("this file is there already", "Move it, or choose another folder.", file=str(taken))
        )
    texts = {
        path: files("cryonerve.ultrasound").joinpath("plus", path.name).read_text("utf-8")
        for path in (stream, replay)
    }
    if port is not None:
        texts[stream] = texts[stream].replace('ServerPort="18944"', f'ServerPort="{port}"')
    if sequence is not None:
        texts[replay] = texts[replay].replace(
            'SequenceFile="ultrasound.igs.mha"', f"SequenceFile={quoteattr(sequence)}"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            with whole_file(path) as partial:
                partial.write_text(text, encoding="utf-8")
    except OSError as error:
        what = f"the files for PLUS cannot be written: {error.strerror}"
        raise ClipError(Complaint(what, "Name a folder you may write to.", file=str(folder))) from error
    return stream, replay
