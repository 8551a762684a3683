"""Whose picture it is stays in the file: a name in every text element, looked for in all that comes out."""

from __future__ import annotations

import gzip
import logging
from functools import cache

import pytest
from pydicom.datadict import DicomDictionary, keyword_for_tag
from pydicom.dataset import Dataset

from cryonerve.errors import ScanError
from cryonerve.scans.dicom_series import find_series, read_series
from cryonerve.scans.limb_folder import save_scan_of
from tests.dicom_made import made_slices, random_pixels, save, turned_grid

MARKER = "MARKERNAME"
TEXT = {"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT"}
DECIDES = {"Modality", "PhotometricInterpretation", "SpecificCharacterSet", "AnatomicalOrientationType"}


def marked(**changes):
    """A series in which every text element of the dictionary is the marker."""
    slices = made_slices(
        random_pixels((3, 5, 6)), turned_grid((0, 1, 2), (1, 1, 1)), modality="MR", **changes
    )
    for item in slices:
        item.update(texts())
    return slices


@cache
def texts() -> Dataset:
    """Every text element that does not decide what kind of picture it is."""
    marks = Dataset()
    for tag, (kind, *_) in DicomDictionary.items():
        keyword = keyword_for_tag(tag)
        if kind in TEXT and keyword and keyword not in DECIDES and 0x0008 <= tag >> 16 < 0x7000:
            marks.add_new(tag, kind, MARKER)
    return marks


def test_the_name_is_nowhere(tmp_path, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    series = find_series(save(marked(SliceThickness="1"), tmp_path))[0]
    scan = read_series(series)
    assert series.description == "…"  # the patient is called so
    assert MARKER not in repr(series)
    assert scan.findings
    assert MARKER not in repr(scan) + repr(vars(scan))
    assert MARKER not in caplog.text
    save_scan_of(tmp_path / "limb", scan)
    for path in (tmp_path / "limb").iterdir():
        content = path.read_bytes()
        assert MARKER.encode() not in (gzip.decompress(content) if path.suffix == ".gz" else content)


@pytest.mark.parametrize(
    "tag",
    ["PixelSpacing", "ImagePositionPatient", "ImageOrientationPatient", "PixelData", "Rows", "BitsAllocated",
     "BitsStored", "RescaleSlope", "Modality", "SeriesInstanceUID", "InstanceNumber"],
)  # fmt: skip
def test_complaints_do_not_say_it(tmp_path, caplog, tag) -> None:
    caplog.set_level(logging.DEBUG)
    slices = marked()
    for item in slices:
        if tag in item:
            del item[tag]
    folder = save(slices, tmp_path)
    # a text where the reader looks for numbers
    for path in folder.iterdir():
        content = path.read_bytes()
        path.write_bytes(content.replace(b"0.9\\0.7", b"MARKERN", 1) if tag == "InstanceNumber" else content)
    said = ""
    try:
        for series in find_series(folder):
            said += repr(series)
            said += repr(read_series(series))
    except ScanError as error:
        said += str(error) + repr(error.__cause__) + str(error.complaints)
    assert "MARKERN" not in said + caplog.text
