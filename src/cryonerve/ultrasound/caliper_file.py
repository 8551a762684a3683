"""The file of calipers: a page of YAML that a person writes beside a picture.

::

    calipers: 1
    picture: nerve.png          # not needed when every length is typed in
    scale: 0.085 mm             # a pixel, where the picture's file has none
    frame: 1                    # of a clip, from 1
    patient: {age: 9 years, sex: female}
    lengths:
      nerve depth: 14.3 mm                            # read off the scanner's own calipers
      nerve width: {from: 168 402, to: 170 461}       # row and column of two cursors
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from cryonerve.case.case import Patient
from cryonerve.case.document import Document, Place, read_bytes, read_document
from cryonerve.errors import CaseError, Complaint, InputError, nearest
from cryonerve.scans.clips import read_clip
from cryonerve.scans.frames import Frames
from cryonerve.ultrasound.calipers import Caliper, Measured, measurable, measured, typed
from cryonerve.units import parse

__all__ = ["FORMAT", "CaliperSheet", "read_calipers"]

FORMAT = 1
OPEN = "fill in"  # of a line of the form that waits for a value
KEYS = ("calipers", "picture", "scale", "region", "frame", "patient", "lengths")
PATIENT = ("age", "sex", "site")
SEXES = ("female", "male")
Read = TypeVar("Read")


@dataclass(frozen=True, eq=False)
class CaliperSheet:
    """What a file of calipers says.

    Attributes
    ----------
    lengths : as measured. frames : the picture, None where everything was typed in. frame : which, from 0.
    patient : whom it was measured on; None where the file does not say.
    """

    lengths: tuple[Measured, ...]
    frames: Frames | None = None
    frame: int = 0
    patient: Patient | None = None


def read_calipers(path: Path | str) -> CaliperSheet:
    r"""Read a file of calipers and the picture that it names.

    Raises
    ------
    CaseError
        The file, with the line of everything in it that is not understood.
    ClipError
        The picture cannot be read or has no scale.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "calipers.yaml"
    >>> _ = file.write_text("calipers: 1\nlengths: {nerve depth: 14 mm}\n")
    >>> [str(item) for item in read_calipers(file).lengths]
    ["measured with the scanner's calipers: 14.0 mm ± 0.3 mm"]
    """
    path = Path(path)
    reader = _Reader(read_document(read_bytes(path), str(path)), path)
    return reader.sheet()


class _Reader:
    """Goes through a document and gathers what is wrong with it."""

    def __init__(self, document: Document, path: Path) -> None:
        self.document = document
        self.path = path
        self.complaints = list(document.complaints)

    def complain(self, what: str, remedy: str, place: Place = (), text: str = "") -> None:
        self.complaints.append(
            Complaint(what, remedy, field=self.document.words(place), file=str(self.path),
                      line=self.document.line(place), text=text)
        )  # fmt: skip

    def open_lines(self, said: Any, place: Place = ()) -> None:  # noqa: ANN401
        """Complain about each line of the form that nobody filled in."""
        if isinstance(said, dict):
            for key, value in said.items():
                self.open_lines(value, (*place, key))
        elif isinstance(said, str) and said.strip().lower() == OPEN:
            remedy = "Write the value that was measured or asked for, or take the line out."
            self.complain("this line of the form is not filled in", remedy, place)

    def sheet(self) -> CaliperSheet:
        data = self.document.data
        self.open_lines(data)
        if self.complaints:
            raise CaseError(*self.complaints)
        self.known(data, KEYS, ())
        if data.get("calipers") != FORMAT:
            self.complain("this is no file of calipers", f"Write 'calipers: {FORMAT}' on the first line.")
            raise CaseError(*self.complaints)
        frames = self.picture(data)
        frame = self.frame(data, frames)
        lengths = self.lengths(data.get("lengths"), frames)
        patient = self.patient(data.get("patient"))
        if self.complaints:
            raise CaseError(*self.complaints)
        return CaliperSheet(tuple(lengths), frames, frame, patient)

    def known(self, data: Mapping[str, Any], keys: tuple[str, ...], place: Place) -> None:
        for key in data:
            if key not in keys:
                self.complain(f"no key is called '{key}' here", nearest(str(key), keys), (*place, key))

    def reading(self, place: Place, action: Callable[[], Read]) -> Read | None:
        """What an action gives; its complaint gets the line."""
        try:
            return action()
        except InputError as error:
            located = error.located(
                file=str(self.path), line=self.document.line(place), field=self.document.words(place)
            )
            self.complaints += located.complaints
            return None

    def picture(self, data: Mapping[str, Any]) -> Frames | None:
        """The picture, where one is named; its own complaints name its own file."""
        name = data.get("picture")
        scale = self.scale(data.get("scale"))
        if name is None:
            return None
        if not isinstance(name, str):
            self.complain("this is no path", "Write for example: picture: nerve.png", ("picture",))
            return None
        region = self.region(data.get("region"))
        if self.complaints:
            raise CaseError(*self.complaints)
        return read_clip(self.path.parent / name, scale, region=region, rate=1.0 if scale else None)

    def scale(self, said: Any) -> float | None:  # noqa: ANN401
        if said is None:
            return None
        return self.reading(("scale",), lambda: parse(_text(said, "0.085 mm"), "length"))

    def region(self, said: Any) -> tuple[int, int, int, int] | None:  # noqa: ANN401
        if said is None:
            return None
        numbers = self.reading(
            ("region",), lambda: _numbers(said, 4, "first row, first column, last row + 1 ...")
        )
        return None if numbers is None else tuple(round(item) for item in numbers)  # type: ignore[return-value]

    def frame(self, data: Mapping[str, Any], frames: Frames | None) -> int:
        said = data.get("frame", 1)
        count = len(frames.times) if frames is not None else 1
        if isinstance(said, bool) or not isinstance(said, int) or not 1 <= said <= count:
            self.complain(f"there is no frame {said!r}", f"Give a number from 1 to {count}.", ("frame",))
            return 0
        return said - 1

    def lengths(self, said: Any, frames: Frames | None) -> list[Measured]:  # noqa: ANN401
        if not isinstance(said, dict) or not said:
            remedy = "Write for example: lengths: {nerve depth: 14.3 mm}."
            self.complain("no lengths are given", remedy, ("lengths",))
            return []
        found = []
        for name, entry in said.items():
            place: Place = ("lengths", name)
            if name not in measurable():
                remedy = nearest(str(name), measurable())
                self.complain(f"nothing is called '{name}' here", remedy, place)
                continue
            item = self.reading(place, lambda name=name, entry=entry: self.length(name, entry, frames))  # type: ignore[misc]
            found += [item] if item is not None else []
        return found

    def length(self, name: str, entry: Any, frames: Frames | None) -> Measured:  # noqa: ANN401
        """One length: typed in, or two cursors."""
        if not isinstance(entry, dict):
            return typed(name, parse(_text(entry, "14.3 mm"), "length"))
        self.known(entry, ("from", "to"), ("lengths", name))
        if frames is None:
            remedy = "Write 'picture: nerve.png', or the length itself: 14.3 mm."
            raise CaseError(Complaint("cursors need a picture", remedy))
        start, stop = (_numbers(entry.get(end), 2, "row and column, 168 402") for end in ("from", "to"))
        return measured(Caliper(name, (start[0], start[1]), (stop[0], stop[1])), frames)

    def patient(self, said: Any) -> Patient | None:  # noqa: ANN401
        if said is None:
            return None
        if not isinstance(said, dict):
            self.complain("this is no mapping", "Write: patient: {age: 9 years, sex: female}.", ("patient",))
            return None
        self.known(said, PATIENT, ("patient",))
        age = None
        if "age" in said:
            age = self.reading(("patient", "age"), lambda: parse(_text(said["age"], "9 years"), "age"))
        sex = said.get("sex", "")
        if sex and sex not in SEXES:
            self.complain(f"'{sex}' is not known here", nearest(str(sex), SEXES), ("patient", "sex"))
        return Patient(age, str(sex), str(said.get("site", "")))


def _text(said: Any, like: str) -> str:  # noqa: ANN401
    if not isinstance(said, str):
        raise CaseError(Complaint(f"{said!r} has no unit", f"Write it like {like}."))
    return said


def _numbers(said: Any, count: int, like: str) -> list[float]:  # noqa: ANN401
    """Numbers written as text, "168 402", or as a list."""
    parts = said.replace(",", " ").split() if isinstance(said, str) else said
    try:
        numbers = [float(item) for item in parts]
        if len(numbers) != count or not np.isfinite(numbers).all():
            raise ValueError
    except (TypeError, ValueError):
        what = "nothing is written here" if said is None else f"{said!r} is not {count} numbers"
        raise CaseError(Complaint(what, f"Write {like}.")) from None
    return numbers
