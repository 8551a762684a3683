"""What every DICOM object of this software says of itself: whose it is not, what made it, its number.

Numbers are made from content, so that equal objects have the same and others never: an instance is numbered
last, from everything that stands in it, its study and what it refers to included.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal

from cryonerve import __version__

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["RESEARCH_LABEL", "identify", "number_by_content", "uid_of"]

RESEARCH_LABEL = {
    "simulated": "SIMULATED, research software, no medical device",
    "recorded": "RECORDED, changed by research software, no medical device",
}
PIXELS = 0x7FE0  # the group of pixel data, of whatever kind
NOBODY = {"simulated": ("Nobody^Simulated", "SIMULATED"), "recorded": ("Nobody^Removed", "REMOVED")}


def uid_of(*parts: str | bytes) -> str:
    """A DICOM unique identifier made from content, so that the same content has the same one.

    The first 128 bits of SHA-256 below "2.25", as DICOM PS3.5 B.2 derives identifiers from a UUID.

    >>> uid_of("clip", b"pixels") == uid_of("clip", b"pixels") != uid_of("clip", b"others")
    True
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    number = bytearray(digest.digest()[:16])
    number[6] = number[6] & 0x0F | 0x80  # version 8: made by a rule of one's own
    number[8] = number[8] & 0x3F | 0x80
    return f"2.25.{int.from_bytes(number, 'big')}"


def identify(
    dataset: Dataset,
    kind: Literal["simulated", "recorded"],
    *,
    study: str | None,
    title: str,
    names_left: bool = False,
) -> None:
    """Fill in patient (nobody), study, series, equipment and label; `number_by_content` comes last.

    Parameters
    ----------
    study : what belongs together (the hash of a case); None: this object stands alone.
    title : series description.
    names_left : whether pixels may still show whose they are.
    """
    name, number = NOBODY[kind]
    label = RESEARCH_LABEL[kind]
    values: dict[str, Any] = {
        "SpecificCharacterSet": "ISO_IR 192",
        "PatientName": name,
        "PatientID": number,
        "PatientBirthDate": "",
        "PatientSex": "",
        "PatientIdentityRemoved": "NO" if names_left else "YES",
        "LongitudinalTemporalInformationModified": "REMOVED",
        **({} if study is None else {"StudyInstanceUID": uid_of("study", study)}),
        "StudyDate": "",
        "StudyTime": "",
        "ReferringPhysicianName": "",
        "StudyID": "",
        "AccessionNumber": "",
        "StudyDescription": label,
        "SeriesNumber": "1",
        "SeriesDescription": f"{label.split(',')[0]} {title}, research software",
        "Manufacturer": "cryonerve",
        "ManufacturerModelName": "cryonerve (research software)",
        "DeviceSerialNumber": "none",
        "SoftwareVersions": __version__,
        "InstanceNumber": "1",
    }
    if not names_left:
        values["DeidentificationMethod"] = "Nothing of a person is written; cut to the region"
    for keyword, value in values.items():
        setattr(dataset, keyword, value)


def number_by_content(dataset: Dataset) -> None:
    """Give an object that is otherwise whole the numbers of its instance, series and dimensions.

    They are made from every element (pixels too) but these numbers themselves. An object without a study
    is one of its own.

    >>> from pydicom.dataset import Dataset
    >>> one, two = Dataset(), Dataset()
    >>> one.SeriesDescription = two.SeriesDescription = "clip"
    >>> two.ImageComments = "another"
    >>> for item in (one, two):
    ...     number_by_content(item)
    >>> one.SOPInstanceUID == two.SOPInstanceUID
    False
    """
    for keyword in ("SOPInstanceUID", "SeriesInstanceUID"):
        if keyword in dataset:
            delattr(dataset, keyword)
    _dimensions(dataset, "")
    content = _digest(dataset)
    if "StudyInstanceUID" not in dataset:
        dataset.StudyInstanceUID = uid_of("study", content)
    dataset.SeriesInstanceUID = uid_of("series", content)
    dataset.SOPInstanceUID = uid_of("instance", content)
    _dimensions(dataset, uid_of("dimensions", content))
    if hasattr(dataset, "file_meta"):
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID


def _dimensions(dataset: Dataset, uid: str) -> None:
    """Number the order of frames (Multi-frame Dimension module), where it has a number."""
    for keyword in ("DimensionOrganizationSequence", "DimensionIndexSequence"):
        for item in dataset.get(keyword, ()):
            if "DimensionOrganizationUID" in item:
                item.DimensionOrganizationUID = uid


def _digest(dataset: Dataset) -> str:
    """Hash of all elements as they are written; pixels are not copied."""
    from pydicom.dataset import Dataset as Elements  # noqa: PLC0415
    from pydicom.filebase import DicomBytesIO  # noqa: PLC0415
    from pydicom.filewriter import write_dataset  # noqa: PLC0415

    digest, rest = hashlib.sha256(), Elements()
    for element in dataset:
        if element.tag.group == PIXELS:
            digest.update(f"{element.tag} {len(element.value)} ".encode())
            digest.update(element.value)
        else:
            rest.add(element)
    stream = DicomBytesIO()
    stream.is_little_endian, stream.is_implicit_VR = True, True
    write_dataset(stream, rest)
    digest.update(stream.getvalue())
    return digest.hexdigest()
