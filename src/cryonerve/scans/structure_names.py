"""Names that other programs gave to structures, without what could be somebody's name.

A name of anatomy is made of few and known words (`structure_words.toml`); everything else that stands in one
may say who the patient, the physician or the hospital is. So known words are kept and the others left out,
whatever the format: a file that says nothing of its patient has nothing to compare a name with.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryonerve.case.identifiers import identifiers_in
from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.identifying import plain_word, without
from cryonerve.scans.legends import LONGEST_NAME, ruling_words, words_of

__all__ = ["PlainName", "plain_name", "remarks_on_names", "unspoken"]

TABLE = Path(__file__).parent / "structure_words.toml"
PARTS = re.compile(r"[^\W\d_]+|\d+(?:[-./:\s_]+\d+)*|[^\w\s]|_|\s+")  # numbers in a row may be a date
ORDINAL = re.compile(r"\d{1,2}|\d/\d")  # "phalanx 2", "L4/5"; more digits may be a date or a number
LEVELS = {"c", "d", "l", "s", "t", "th"}  # of the spine, and only before a number: "L4"
JOINS = {"-", "/", "+", "&", ",", "(", ")"}


@dataclass(frozen=True, slots=True)
class PlainName:
    """A name of known words.

    Attributes
    ----------
    text : "" where no word of the name is known. left_out : whether words of the name were left out.
    """

    text: str
    left_out: bool


def plain_name(written: str, forbidden: Set[str] = frozenset()) -> PlainName:
    """The known words of a name that another program wrote.

    Parameters
    ----------
    forbidden : plain words (see `identifying.plain_words`) that identify somebody, also where they are words
        of anatomy: of a patient called Foot "foot" goes.

    Examples
    --------
    >>> plain_name("Left_tibial-nerve (L4) J. Smith 1980-03-12")
    PlainName(text='Left tibial-nerve (L4)', left_out=True)
    >>> plain_name("vastus_lateralis_left").left_out, plain_name("Anna").text
    (False, '')
    """
    parts = PARTS.findall(" ".join(written.split()))
    spoken = [at for at, part in enumerate(parts) if part[0].isalnum()]
    harmless = {
        at
        for place, at in enumerate(spoken)
        if plain_word(parts[at]) not in forbidden
        and _harmless(
            parts[at], [parts[other] for other in spoken[max(0, place - 1) : place + 2] if other != at]
        )
    }
    kept = [
        part if at in harmless or part in JOINS or part.isspace() else " " for at, part in enumerate(parts)
    ]
    left_out = len(harmless) < len(spoken)
    text = " ".join("".join(kept).split())
    if left_out:  # what joined the words that are gone
        text = re.sub(r"\(\s*\)", " ", text)
        text = " ".join(re.sub(r"(?<!\w)[-/+&,]+|[-/+&,]+(?!\w)", " ", text).split())
    text = text[:LONGEST_NAME].strip()
    return PlainName(text if re.search(r"[^\W\d_]", text) else "", left_out)


def remarks_on_names(left_out: Iterable[int]) -> list[str]:
    """What is said of names that were shortened: the numbers of their labels, never a word.

    >>> remarks_on_names([3, 7])[0].startswith("the name of label 3, 7 held words")
    True
    """
    numbers = [str(item) for item in left_out]
    if not numbers:
        return []
    shown = ", ".join(numbers[:12]) + (" ..." if len(numbers) > 12 else "")
    return [
        f"the name of label {shown} held words that name no known structure and could name a person; they "
        "were left out, and --legend calls structures as you like"
    ]


def unspoken(text: str, whose: Set[str], what: str) -> None:
    """Refuse what a person wrote into a legend where it says who somebody is.

    Parameters
    ----------
    whose : words by which the labels' own file says whose it is; words of anatomy among them are none here.

    Raises
    ------
    ScanError
        Without the words; where they stand the caller knows.
    """
    hits = identifiers_in(text)
    if not hits and without(text, whose - _words()) == text:
        return
    told = hits[0].pattern.label if hits else "a word by which the labels' file names a person or a place"
    remedy = "Call structures by their anatomy: names go into the files of the limb."
    raise ScanError(Complaint(f"{what} holds {told}", remedy))


def _harmless(part: str, beside: Sequence[str]) -> bool:
    """Whether a piece of a name says nothing of a person, between the pieces beside it."""
    if part[0].isdecimal():
        return ORDINAL.fullmatch(part) is not None
    plain = plain_word(part)
    if plain in LEVELS and any(ORDINAL.fullmatch(item) for item in beside):
        return True
    if len(plain) == 1 and any(len(item) == 1 and item.isalpha() for item in beside):
        return False  # initials
    return plain in _words()


@cache
def _words() -> frozenset[str]:
    """Every word that stands for a structure, a side or a place."""
    from cryonerve.scans.label_codes import code_words  # noqa: PLC0415
    from cryonerve.sources import nerve_kinds, tissues  # noqa: PLC0415

    listed = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    texts = [*listed.values(), *ruling_words(), *code_words(), *nerve_kinds(), *tissues()]
    return frozenset(plain_word(word) for text in texts for word in words_of(text))
