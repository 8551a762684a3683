"""Pictures of a source sorted into series: what lies in one direction, one matrix, one scale, one channel."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isnan

import numpy as np

from cryonerve.scans.dicom_channels import kind_of, told_apart
from cryonerve.scans.dicom_headers import CHANNEL, Frame
from cryonerve.scans.scan import Modality

__all__ = ["Series", "group"]

SAME_PLACE = 1e-2  # mm along the normal, below which two slices lie at one place
NO_PICTURES = {"SEG", "RTSTRUCT", "RTPLAN", "RTDOSE", "RTRECORD", "SR", "PR", "KO", "REG", "DOC", "FID", "AU"}
PROJECTIONS = {"CR", "DX", "MG", "RF", "XA", "RG", "PX", "IO"}
KNOWN = {*PROJECTIONS, "CT", "MR", "US", "PT", "NM", "OT", "SC", "ES", "XC", "OCT", "IVUS", "OP"}
FAT_SUPPRESSED = {"fs", "fatsat", "spair", "spir", "fat", "sat", "chess"}
DIXON = {"water": {"w", "water"}, "fat": {"f", "fat"}, "out of phase": {"op", "opp", "out", "opposed"}}
CALIPER = (
    "An ultrasound picture has no depth across its plane: measure on it with 'cryonerve caliper', which "
    "scales the phantom."
)


@dataclass(frozen=True)
class Series:
    """One stack of slices that a source holds.

    Attributes
    ----------
    modality : as DICOM abbreviates it: CT, MR, US, PT, ... contrast : guessed, "T1", "T2", "PD", "STIR",
        each with " fat-suppressed" where the sequence says so; "" where nothing tells.
    body_part, description : of the file, for choosing on the screen, without the words by which the file
        names people and places. What else they say of a person nobody knows: they are shown and never
        stored, and `repr` leaves them out.
    frames : the slices, in the order in which they were found.
    obstacle : why this is no volume; "" where it is one.
    others : pictures of the same series that are stacked apart: another direction, size, scale or channel.
    which : what tells it from others of its series: "fat", "phase 2", "echo 4.8 ms"; "" where nothing has to.
    unread : files of the source that are DICOM and cannot be read.
    """

    modality: str
    contrast: str
    body_part: str = field(repr=False)
    description: str = field(repr=False)
    frames: tuple[Frame, ...] = field(repr=False)
    obstacle: str = ""
    others: int = 0
    which: str = ""
    unread: int = 0

    @property
    def kind(self) -> Modality:
        """The modality of a Scan."""
        return {"CT": "CT", "MR": "MR", "US": "US"}.get(self.modality, "other")  # type: ignore[return-value]

    @property
    def slices(self) -> int:
        """How many pictures it has."""
        return len(self.frames)

    @property
    def spacing(self) -> tuple[float, float, float]:
        """Between columns, rows and slices (middle of all distances), mm; nan where unknown."""
        first = self.frames[0]
        down, across = first.spacing or (float("nan"), float("nan"))
        places = along_normal(self.frames)
        steps = np.diff(np.sort(places)) if places is not None else np.zeros(0)
        steps = steps[steps > SAME_PLACE]
        return (across, down, float(np.median(steps)) if steps.size else first.thickness)

    @property
    def plane(self) -> str:
        """Axial, coronal or sagittal, by the nearest direction; "" where unknown."""
        normal = normal_of(self.frames[0])
        return "" if normal is None else ("sagittal", "coronal", "axial")[int(np.argmax(np.abs(normal)))]

    @property
    def label(self) -> str:
        """One line for a person who chooses: MR T1 axial knee, 24 slices, 0.31 x 0.31 x 3.3 mm 't1_tse'."""
        size = " x ".join("?" if isnan(item) else f"{item:.2g}" for item in self.spacing)
        which = "" if self.which and self.contrast.endswith(self.which) else self.which
        parts = (self.modality, self.contrast, self.plane, self.body_part.lower(), which)
        words = " ".join(item for item in parts if item)
        count = f"{self.slices} slice{'s' * (self.slices > 1)}"
        named = f" '{self.description}'" if self.description else ""
        return f"{words}, {count}, {size} mm{named}"


def group(frames: Sequence[Frame], unread: int = 0) -> tuple[Series, ...]:
    """Series of a source, volumes with most slices first; `unread` files could not be read."""
    apart: dict[object, list[Frame]] = {}
    pictures = [frame for frame in frames if frame.facts["modality"] not in NO_PICTURES]
    for frame in pictures:
        apart.setdefault(_key(frame), []).append(frame)
    split = [_by_channel(whole) for whole in apart.values()]
    together = Counter(frame.series for frame in pictures)
    series = [
        replace(_series(part, together[part[0].series] - len(part)), which=which, unread=unread)
        for parts in split
        for part, which in zip(parts, told_apart(parts), strict=True)
    ]
    return tuple(sorted(series, key=lambda item: (bool(item.obstacle), -item.slices)))


def normal_of(frame: Frame) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """Unit normal of the picture: rows' direction cross columns'; None where directions make no plane.

    DICOM PS3.3 C.7.6.2.1.1: the slices' order follows from positions along it, from nothing else.
    """
    if not frame.orientation:
        return None
    normal = np.cross(frame.orientation[:3], frame.orientation[3:])
    length = float(np.linalg.norm(normal))
    return normal / length if length > 0.5 else None


def along_normal(frames: Sequence[Frame]) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """(n,) mm of every picture along the first one's normal; None where a place is not said."""
    normal = normal_of(frames[0])
    if normal is None or any(not frame.position for frame in frames):
        return None
    places: np.ndarray[tuple[int], np.dtype[np.float64]] = (
        np.array([item.position for item in frames]) @ normal
    )
    return places


def _key(frame: Frame) -> object:
    """Equal for pictures that may be slices of one volume."""
    return (
        frame.series,
        frame.facts["modality"],
        frame.stack,
        frame.size,
        tuple(round(item, 4) for item in frame.spacing),
        tuple(round(item, 3) + 0.0 for item in frame.orientation),
        frame.place if not frame.position else None,
    )


def _by_channel(frames: list[Frame]) -> list[list[Frame]]:
    """Split by echo, moment, kind ... where several pictures lie at one place and that tells them apart.

    The first feature that leaves every place with one picture wins; before that, the features are taken
    together. The time of day counts only where it makes volumes of one size: else it is that of each slice.
    Pictures that nothing tells apart stay together, and are complained of when they are read.
    """
    if not _doubled(frames):
        return [frames]
    time = CHANNEL.index("time")
    for feature in range(len(CHANNEL)):
        parts = _parted(frames, [feature])
        even = feature != time or len({len(part) for part in parts}) == 1 < len(parts[0])
        if len(parts) > 1 and even and not any(_doubled(part) for part in parts):
            return parts
    parts = _parted(frames, list(range(CHANNEL.index("acquisition"))))
    alone = [part for part in parts if len(part) > 1]
    return parts if len(alone) == len(parts) and len(parts) > 1 else [frames]


def _parted(frames: list[Frame], features: list[int]) -> list[list[Frame]]:
    parts: dict[object, list[Frame]] = {}
    for frame in frames:
        parts.setdefault(tuple(frame.channel[item] for item in features), []).append(frame)
    return list(parts.values())


def _doubled(frames: list[Frame]) -> bool:
    """Whether two of them lie at one place."""
    places = along_normal(frames)
    return places is not None and bool(np.any(np.diff(np.sort(places)) <= SAME_PLACE))


def _series(frames: list[Frame], others: int) -> Series:
    first = frames[0]
    modality = first.facts["modality"] if first.facts["modality"] in KNOWN else "other"
    return Series(
        modality=modality,
        contrast=guess_contrast(first) if modality == "MR" else "",
        body_part=first.facts["body part"],
        description=first.facts["description"],
        frames=tuple(frames),
        obstacle=_obstacle(frames, modality),
        others=others,
    )


def _obstacle(frames: list[Frame], modality: str) -> str:
    """Why these pictures are no volume, in a few words."""
    first = frames[0]
    if first.facts["samples"] > 1 or first.facts["photometric"] not in ("", "MONOCHROME1", "MONOCHROME2"):
        return (
            f"coloured pictures. {CALIPER}" if modality == "US" else "coloured pictures, no measured values"
        )
    if modality == "US" and not (first.position and first.orientation):
        return f"an ultrasound {'clip' if first.facts['frames'] > 1 else 'picture'}. {CALIPER}"
    if first.facts["animal"]:
        return "an animal's directions (anatomical orientation QUADRUPED), which this software does not know"
    if modality in PROJECTIONS and not first.position:
        return "a projection, which has no slices"
    if not first.orientation or normal_of(first) is None:
        return "the file does not say how the pictures lie in the patient (Image Orientation)"
    if not first.position:
        return "the file does not say where the pictures lie in the patient (Image Position)"
    if not first.spacing:
        projected = (
            ", only their size on the detector, which is not that of tissue" * first.facts["projected"]
        )
        return f"the file does not say how large its pixels are{projected}"
    if len(frames) == 1:
        return "a single slice"
    return ""


def guess_contrast(frame: Frame) -> str:
    """T1, T2, PD or STIR of an MR picture: by the words of its name, else by echo and repetition times.

    Only these words come out of it, whatever the name holds.

    The times: spin echo with TE < 30 ms is T1 where TR < 1000 ms and PD where TR > 1500 ms; TE > 60 ms with
    TR > 1500 ms is T2. A gradient echo is left without a guess.
    """
    facts = frame.facts
    words = set(re.findall(r"[a-z]+\d*", facts["words"].lower()))
    ways = f"{facts['sequence']} {facts['options']}".upper()
    inversion, echo, repetition = facts["inversion"], facts["echo"], facts["repetition"]
    if words & {"stir", "tirm"} or ("IR" in ways.split("\\") and 80.0 <= inversion <= 250.0):
        return "STIR"
    picture = kind_of(frame)
    if not picture and "dixon" in words:
        picture = next((kind for kind, said in DIXON.items() if words & said), "")
    dark = picture == "water" or (words & FAT_SUPPRESSED and picture != "fat") or re.search(r"\bFS\b", ways)
    named = [name for name in ("T1", "T2", "PD") if words & {name.lower(), f"{name.lower()}w"}]
    if len(named) == 1:
        guess = named[0]
    elif "GR" in ways.split() or "GR\\" in ways or isnan(echo) or isnan(repetition):
        return ""
    elif echo < 30.0 and repetition < 1000.0:
        guess = "T1"
    elif echo > 60.0 and repetition > 1500.0:
        guess = "T2"
    elif echo < 50.0 and repetition > 1500.0:
        guess = "PD"
    else:
        return ""
    if dark:
        return f"{guess} fat-suppressed"
    return f"{guess} {picture}" if picture in ("fat", "out of phase") else guess
