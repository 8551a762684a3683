"""Stored pixels of DICOM become the scanner's own values: decoded, signed, rescaled, padding taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.dicom_files import Opener, Place
from cryonerve.scans.dicom_headers import Frame, plainly

if TYPE_CHECKING:
    from pydicom.dataset import Dataset
    from pydicom.uid import UID

__all__ = ["PixelReader", "check_pixels"]

Slice = NDArray[Any]
AIR = -1000.0  # Hounsfield units put where a CT has no value
AGAIN = "Copy or export it again from the scanner or archive."
DECODERS = "pip install 'cryonerve[dicom]'"


class PixelReader:
    """Values of frames, one after the other; a file with many frames is read once.

    Attributes
    ----------
    padded : pixels so far that the file marks as no value.
    """

    def __init__(self, opener: Opener) -> None:
        self.padded = 0
        self._opener = opener
        self._place: Place | None = None
        self._dataset: Dataset | None = None
        self._last: dict[tuple[Place, int], Slice] = {}

    def values(self, frame: Frame) -> Slice:
        """(row, column) of one frame: integers where scale and offset are whole, else float32.

        Raises
        ------
        ScanError
            No pixels, cut off, of a compression that cannot be undone here, or not what the header says.
        """
        key = (frame.place, frame.number)
        if key not in self._last:
            while len(self._last) > 1:  # two neighbours are enough to lay a slice between them
                self._last.pop(next(iter(self._last)))
            self._last[key] = self._read(frame)
        return self._last[key]

    def _read(self, frame: Frame) -> Slice:
        from pydicom import dcmread  # noqa: PLC0415 -- slow to import
        from pydicom.pixels import iter_pixels  # noqa: PLC0415

        with plainly(frame.place, "its pixels"):
            if self._place != frame.place or self._dataset is None:
                self._dataset, self._place = None, None
                dataset = dcmread(self._opener.whole(frame.place), force=True)
                check_pixels(dataset)
                self._dataset, self._place = dataset, frame.place
            dataset = self._dataset
            stored = np.asarray(next(iter(iter_pixels(dataset, indices=[frame.number], raw=True))))
            if stored.shape != frame.size:
                what = f"its picture has the shape {stored.shape}, not {frame.size}"
                raise ScanError(Complaint(what, AGAIN))
            stored = _significant(stored, dataset)
            blank = _blank(stored, dataset)
            values = _rescaled(stored, frame)
            if blank is not None and blank.any():
                self.padded += int(blank.sum())
                values = np.where(blank, AIR if frame.facts["modality"] == "CT" else 0, values).astype(
                    values.dtype
                )
            return values


def check_pixels(dataset: Dataset) -> None:
    """Refuse what cannot be decoded, or is not as long as it says, before it is decoded."""
    name = next((n for n in ("PixelData", "FloatPixelData", "DoubleFloatPixelData") if n in dataset), None)
    if name is None:
        raise ScanError(Complaint("the file holds no pixels, or was cut off before them", AGAIN))
    if "file_meta" not in dataset.__dict__ or "TransferSyntaxUID" not in dataset.file_meta:
        _suppose_syntax(dataset)
    syntax = dataset.file_meta.TransferSyntaxUID
    _check_syntax(syntax)
    if syntax.is_compressed and not syntax.is_deflated:
        return
    frames = int(dataset.get("NumberOfFrames") or 1)
    bits = {"PixelData": int(dataset.BitsAllocated), "FloatPixelData": 32}.get(name, 64)
    samples = int(dataset.get("SamplesPerPixel") or 1)
    row = int(dataset.Columns) * samples * bits  # in bits: frames of one bit a voxel follow without a gap
    wanted, held = (frames * int(dataset.Rows) * row + 7) // 8, len(dataset[name].value)
    if held < wanted:
        raise ScanError(
            Complaint(f"the file is cut off: {wanted} bytes of pixels are promised, {held} are there", AGAIN)
        )
    if held - wanted >= max(row // 8, 2):
        what = f"the file holds {held} bytes of pixels, its rows, columns and bits make {wanted}"
        raise ScanError(Complaint(what, AGAIN))


def _suppose_syntax(dataset: Dataset) -> None:
    """A file without its own head of groups is written as it was found to be read."""
    from pydicom.dataset import FileMetaDataset  # noqa: PLC0415
    from pydicom.uid import (  # noqa: PLC0415
        ExplicitVRBigEndian,
        ExplicitVRLittleEndian,
        ImplicitVRLittleEndian,
    )

    implicit, little = dataset.original_encoding
    if not hasattr(dataset, "file_meta"):
        dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = (
        ImplicitVRLittleEndian if implicit else ExplicitVRLittleEndian if little else ExplicitVRBigEndian
    )


def _check_syntax(syntax: UID) -> None:
    """Refuse a compression nobody here can undo; say what to install where somebody could."""
    from pydicom.pixels import get_decoder  # noqa: PLC0415

    if syntax.is_private:
        raise ScanError(
            Complaint(
                "its pixels are compressed in a private way of their maker, which nobody else can undo",
                "Export the series again as 'Explicit VR Little Endian' (uncompressed).",
            )
        )
    try:
        decoder = get_decoder(syntax)
    except NotImplementedError:
        known = syntax.name if syntax.name != syntax else "unknown"
        raise ScanError(
            Complaint(
                f"its pixels are stored in a way that is not known here ({known})",
                "Export the series again as 'Explicit VR Little Endian' (uncompressed).",
            )
        ) from None
    if not decoder.is_available:
        raise ScanError(
            Complaint(
                f"its pixels are compressed ({syntax.name}), and what undoes that is not installed",
                f"{DECODERS}, or export the series uncompressed.",
            )
        )


def _significant(stored: Slice, dataset: Dataset) -> Slice:
    """Pixels without the bits that do not belong to them, with their sign (PS3.5 8.1.1)."""
    if stored.dtype.kind == "f":
        if not np.isfinite(stored).all():
            raise ScanError(Complaint("some of its values are not finite", AGAIN))
        return stored.astype(np.float32)
    allocated, kept = 8 * stored.dtype.itemsize, int(dataset.BitsStored)
    high = int(dataset.get("HighBit", kept - 1))
    if not 0 < kept <= allocated or not kept - 1 <= high < allocated:
        what = f"it says that {kept} of {allocated} bits are used, up to bit {high}"
        raise ScanError(Complaint(what, AGAIN))
    syntax = dataset.file_meta.TransferSyntaxUID
    if kept == allocated or (syntax.is_compressed and not syntax.is_deflated and "RLE" not in syntax.name):
        return stored
    signed = int(dataset.get("PixelRepresentation") or 0) == 1
    kind = np.dtype(f"{'i' if signed else 'u'}{stored.dtype.itemsize}")
    lifted = (stored.astype(f"u{stored.dtype.itemsize}") << (allocated - 1 - high)).view(kind)
    return lifted >> (allocated - kept)


def _blank(stored: Slice, dataset: Dataset) -> NDArray[np.bool_] | None:
    """Where the file says that there is no value (Pixel Padding Value, with its range)."""
    first = dataset.get("PixelPaddingValue")
    if first is None or stored.dtype.kind == "f":
        return None
    last = dataset.get("PixelPaddingRangeLimit", first)
    bits = int(dataset.BitsStored)
    signed = int(dataset.get("PixelRepresentation") or 0) == 1
    ends = []
    for value in (first, last):
        if not isinstance(value, int):
            return None
        ends.append(value - 2**16 if signed and value >= 2 ** max(bits - 1, 15) else value)
    return (stored >= min(ends)) & (stored <= max(ends))


def _rescaled(stored: Slice, frame: Frame) -> Slice:
    """Slope and intercept of the frame itself; whole numbers stay whole."""
    slope, intercept = frame.slope, frame.intercept
    if stored.dtype.kind != "f" and slope.is_integer() and intercept.is_integer():
        return stored.astype(np.int64 if stored.dtype.itemsize > 2 else np.int32) * int(slope) + int(
            intercept
        )
    return (stored.astype(np.float64) * slope + intercept).astype(np.float32)
