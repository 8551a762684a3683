"""What in the words of a file says who somebody is: compared with the file's own names and numbers.

The names are looked at while a file is read, and go no further; what is compared with them comes out without
the words that stand in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from functools import lru_cache
from typing import TYPE_CHECKING

from cryonerve.case.identifiers import identifiers_in

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

__all__ = ["HIDDEN", "IDENTIFYING", "identifying_words", "plain_word", "plain_words", "without"]

HIDDEN = "…"  # stands for what was left out
DATES = ("PatientBirthDate",)
PEOPLE = (
    "PatientName", "OtherPatientNames", "PatientBirthName", "PatientMotherBirthName", "ResponsiblePerson",
    "ReferringPhysicianName", "PerformingPhysicianName", "PhysiciansOfRecord", "NameOfPhysiciansReadingStudy",
    "RequestingPhysician", "OperatorsName", "ContentCreatorName", "ReviewerName",
)  # fmt: skip
NUMBERS = ("PatientID", "OtherPatientIDs", "AccessionNumber", "StudyID", "IssuerOfPatientID")
PLACES = ("InstitutionName", "InstitutionAddress", "InstitutionalDepartmentName", "PatientAddress",
          "PatientTelephoneNumbers", "StationName")  # fmt: skip
IDENTIFYING = (*DATES, *PEOPLE, *NUMBERS, *PLACES)
SHORTEST = 3  # letters of a part of a name that is looked for; shorter ones stand in every other word
INSIDE = 5  # letters from which a part of a name is also found within a longer word
GENERAL = {
    "hospital",
    "clinic",
    "clinica",
    "klinik",
    "klinikum",
    "university",
    "universitat",
    "medical",
    "center",
    "centre",
    "radiology",
    "radiologie",
    "department",
    "imaging",
    "institute",
    "the",
    "and",
    "for",
}  # fmt: skip  (words of places that say nothing; "Hospital" alone does not name one)


def plain_word(word: str) -> str:
    """A word in small letters without accents.

    >>> plain_word("Müller"), plain_word("STRASSE") == plain_word("Straße")
    ('muller', True)
    """
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def plain_words(text: str) -> tuple[str, ...]:
    """Words and numbers of a text, each as `plain_word`; where letters and digits meet, a word ends.

    >>> plain_words("MÜLLER^Ana 12/3")
    ('muller', 'ana', '12', '3')
    """
    return tuple(re.findall(r"[^\W\d_]+|\d+", plain_word(text)))


def identifying_words(dataset: Dataset) -> frozenset[str]:
    """Parts of names, numbers and dates by which a DICOM file says whose it is, as plain words.

    Examples
    --------
    >>> from pydicom.dataset import Dataset
    >>> item = Dataset()
    >>> item.PatientName, item.PatientBirthDate = "Foot^Ana Maria", "19800312"
    >>> sorted(identifying_words(item))
    ['03121980', '12031980', '120380', '19800312', '800312', 'ana', 'foot', 'footanamaria', 'maria']
    """
    found: set[str] = set()
    for keyword in IDENTIFYING:
        for text in _texts(dataset, keyword):
            if keyword in DATES:
                found |= _written_dates(text)
            else:
                found |= {item for item in plain_words(text) if len(item) >= SHORTEST}
                found.add("".join(plain_words(text)))  # a number of letters and digits, a name in one
    return frozenset(item for item in found - GENERAL if len(item) >= SHORTEST)


def without(text: str, words: Set[str]) -> str:
    """A text without words that identify somebody, nor what looks as if it did (`identifiers.toml`).

    Examples
    --------
    >>> without("t1 tse MUELLERANA knee, Dr. Miller", frozenset({"mueller", "ana"}))
    't1 tse … knee, …'
    """
    return _without(text, frozenset(words))


@lru_cache(maxsize=4096)  # all slices of a series say the same
def _without(text: str, words: frozenset[str]) -> str:
    for hit in reversed(identifiers_in(text)):  # of one line, from the last
        text = text[: hit.start] + HIDDEN + text[hit.stop :] if "\n" not in hit.text else HIDDEN
    pieces = re.findall(r"[^\W_]+|[\W_]+", text)
    told = [HIDDEN if _identifies(piece, words) else piece for piece in pieces]
    return re.sub(f"{HIDDEN}(?:[\\W_]*{HIDDEN})+", HIDDEN, "".join(told))


def _identifies(piece: str, words: frozenset[str]) -> bool:
    """Whether a run of letters and digits is or holds one of the words."""
    parts = plain_words(piece)
    whole = "".join(parts)
    return bool(words & {whole, *parts} or any(len(item) >= INSIDE and item in whole for item in words))


def _texts(dataset: Dataset, keyword: str) -> list[str]:
    """All values of an element as text, as far as they can be read."""
    try:
        held = dataset.get(keyword)
    except (ValueError, TypeError, LookupError, AttributeError):  # broken, and no matter of the pictures
        return []
    if held is None:
        return []
    several = held if isinstance(held, (list, tuple)) or type(held).__name__ == "MultiValue" else [held]
    return [str(item) for item in several]


def _written_dates(text: str) -> set[str]:
    """A date of DICOM (YYYYMMDD) in the ways in which people write it without signs."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 8:
        return {digits}
    year, month, day = digits[:4], digits[4:6], digits[6:]
    return {digits, day + month + year, month + day + year, year[2:] + month + day, day + month + year[2:]}
