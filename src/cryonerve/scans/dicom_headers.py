"""What is read of a DICOM picture's header: geometry, scale, kind. What says whose it is goes no further.

Every picture, or every frame of a file with several, becomes one `Frame`. Elements are read by name
(`WANTED`); all others are passed over.
"""

from __future__ import annotations

import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.dicom_files import Opener, Place
from cryonerve.scans.identifying import IDENTIFYING, identifying_words

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["BROKEN", "CHANNEL", "Frame", "Numbers", "numbers", "plainly", "read_header", "whose_file"]

Numbers = tuple[float, ...]
GEOMETRY = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "ImagerPixelSpacing",
            "SliceThickness", "SpacingBetweenSlices", "Rows", "Columns", "NumberOfFrames",
            "AnatomicalOrientationType", "SharedFunctionalGroupsSequence",
            "PerFrameFunctionalGroupsSequence")  # fmt: skip
KIND = ("SOPClassUID", "FrameOfReferenceUID", "Modality", "SeriesInstanceUID", "InstanceNumber",
        "AcquisitionNumber",
        "TemporalPositionIdentifier", "EchoNumbers", "EchoTime", "RepetitionTime", "InversionTime",
        "ScanningSequence", "SequenceVariant", "ScanOptions", "SequenceName", "ImageType", "TriggerTime",
        "DiffusionBValue", "BodyPartExamined", "SeriesDescription", "ProtocolName",
        "PulseSequenceName", "StackID", "AcquisitionTime", "ContrastBolusAgent")  # fmt: skip
PIXELS = ("RescaleSlope", "RescaleIntercept", "SamplesPerPixel", "PhotometricInterpretation",
          "ModalityLUTSequence")  # fmt: skip
# What says whose picture it is, is read only to take it out of the description that is shown for choosing.
WANTED = [*GEOMETRY, *KIND, *PIXELS, *IDENTIFYING]
CHANNEL = ("echo time", "echo", "phase", "b-value", "kind", "trigger", "inversion", "acquisition", "time")
# What the library and the decoders below it raise on files that are not what they say.
BROKEN = (
    EOFError, AttributeError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError,
    AssertionError, struct.error, zlib.error, MemoryError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a file, as its header describes it; millimetres, left-posterior-superior.

    Attributes
    ----------
    place, number : the file, and which of its frames.
    position : of the centre of the first pixel; orientation : of rows, then of columns; () where not said.
    size : rows, columns. spacing : between rows, between columns; () where not said.
    thickness, between : of the slice, and from slice to slice as the scanner put it; nan where not said.
    slope, intercept : from stored values to the scanner's own.
    instance : the number the scanner gave, -1 where none.
    channel : what tells pictures at one place apart, in the order of `CHANNEL`.
    stack : of an enhanced file. series : groups the files of one series while they are read.
    facts : about the kind of picture: modality, body part, words of its name; used for choosing.
    """

    place: Place = field(repr=False)
    number: int
    position: Numbers
    orientation: Numbers
    size: tuple[int, int]
    spacing: Numbers
    thickness: float
    between: float
    slope: float
    intercept: float
    instance: int
    channel: tuple[object, ...] = field(repr=False)
    stack: str = field(repr=False)
    series: str = field(repr=False)
    facts: dict[str, Any] = field(repr=False, compare=False)


@contextmanager
def plainly(place: Place, doing: str) -> Iterator[None]:
    """One sentence for whatever a decoder stumbles over; its own words may hold the patient's, so they go.

    Raises
    ------
    ScanError
        With the name of the file; `doing` says what of it cannot be read.
    """
    from pydicom import config  # noqa: PLC0415 -- slow to import
    from pydicom.errors import BytesLengthException, InvalidDicomError  # noqa: PLC0415

    speaker = logging.getLogger("pydicom")  # it would write values into a log
    silent, speaker.disabled = speaker.disabled, True
    try:
        with warnings.catch_warnings(), config.disable_value_validation():
            warnings.simplefilter("ignore")
            yield
    except ScanError as error:
        raise error.located(file=place.name) from None
    except (OSError, *BROKEN, BytesLengthException, InvalidDicomError) as error:
        what = f"{doing} cannot be read ({type(error).__name__}): the file is broken or cut off"
        remedy = "Copy or export it again from the scanner or archive."
        raise ScanError(Complaint(what, remedy, file=place.name)) from None
    finally:
        speaker.disabled = silent


def read_header(place: Place, opener: Opener) -> Dataset:
    """The wanted elements of a file, pixels left where they are.

    Raises
    ------
    ScanError
        The file is no DICOM, or broken.
    """
    from pydicom import dcmread  # noqa: PLC0415

    with plainly(place, "its header"), opener.open(place) as stream:
        return dcmread(stream, stop_before_pixels=True, force=True, specific_tags=list(WANTED))


def whose_file(path: Path) -> frozenset[str]:
    """The words by which a DICOM file says whose it is, for comparing names with.

    Raises
    ------
    ScanError
        Its header is broken.
    """
    from pydicom import dcmread  # noqa: PLC0415

    with plainly(Place(path), "its header"):
        header = dcmread(path, force=True, stop_before_pixels=True, specific_tags=list(IDENTIFYING))
        return identifying_words(header)


def numbers(dataset: Dataset | None, name: str, count: int) -> Numbers:
    """So many finite numbers of an element; () where it is absent, empty, of another length or no number.

    >>> from pydicom.dataset import Dataset
    >>> item = Dataset()
    >>> item.PixelSpacing = [0.5, 0.25]
    >>> numbers(item, "PixelSpacing", 2), numbers(item, "PixelSpacing", 3)
    ((0.5, 0.25), ())
    """
    try:
        held = dataset.get(name) if dataset is not None else None
        found = tuple(float(item) for item in np.atleast_1d(held)) if held is not None else ()
    except (TypeError, ValueError, OverflowError):
        return ()
    return found if len(found) == count and np.all(np.isfinite(found)) else ()
