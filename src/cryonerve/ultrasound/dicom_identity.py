"""What every DICOM object of this software says of itself: whose it is not, what made it, its number."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Literal

from cryonerve import __version__

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["RESEARCH_LABEL", "identify", "uid_of"]

RESEARCH_LABEL = {
    "simulated": "SIMULATED, research software, no medical device",
    "recorded": "RECORDED, changed by research software, no medical device",
}
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
    content: str,
    study: str | None,
    title: str,
    names_left: bool = False,
) -> None:
    """Fill in patient (nobody), study, series, equipment and label.

    Parameters
    ----------
    content : hex digest of what the object holds; series and instance are numbered from it.
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
        "StudyInstanceUID": uid_of("study", study if study is not None else content),
        "StudyDate": "",
        "StudyTime": "",
        "ReferringPhysicianName": "",
        "StudyID": "",
        "AccessionNumber": "",
        "StudyDescription": label,
        "SeriesInstanceUID": uid_of("series", title, content),
        "SeriesNumber": "1",
        "SeriesDescription": f"{label.split(',')[0]} {title}, research software",
        "Manufacturer": "cryonerve",
        "ManufacturerModelName": "cryonerve (research software)",
        "DeviceSerialNumber": "none",
        "SoftwareVersions": __version__,
        "SOPInstanceUID": uid_of("instance", title, content),
        "InstanceNumber": "1",
    }
    if not names_left:
        values["DeidentificationMethod"] = "Nothing of a person is written; cut to the region"
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
