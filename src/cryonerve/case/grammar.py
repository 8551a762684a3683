"""Sentences of a protocol and the steps they mean, both ways.

::

    Freeze [PROBES] at TEMPERATURE for TIME
    Thaw   [PROBES] for TIME
    Thaw   [PROBES] until TEMPERATURE [or TIME]
    Wait   for TIME
    PROBES: NAME | NAME and NAME | NAME, NAME and NAME

Upper and lower case, spaces and a final full stop do not matter. A sentence that is not understood is shown
with a caret under the first word that is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import NoReturn

from cryonerve.case.protocol import Freeze, Step, Thaw, Wait
from cryonerve.errors import Complaint, ProtocolError, UnitError
from cryonerve.units import ABSOLUTE_ZERO, exact, parse

__all__ = ["KEYWORDS", "LONGEST_STEP", "THAW_LIMIT", "parse_step", "sentence"]

HOTTEST = 100.0  # degC; nothing in a limb is warmer
LONGEST_STEP = 86400.0  # s
THAW_LIMIT = 1800.0  # s, of "Thaw until" without a limit of its own
EXAMPLES = {
    "freeze": "Freeze at -80 degC for 2 min",
    "thaw": "Thaw for 2 min, or: Thaw until 20 degC or 10 min",
    "wait": "Wait for 1 min",
}
CLAUSES = {"freeze": ("at", "for"), "thaw": ("for", "until", "or"), "wait": ("for",)}
KEYWORDS = frozenset({"freeze", "thaw", "wait", "at", "for", "until", "or", "and"})
_WORD = re.compile(r",|[^\s,]+(?:(?<=[0-9]),(?=[0-9])[^\s,]+)*")
_NAME = re.compile(r"[^\W_][\w.+\-]*")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return self.text.casefold()


def parse_step(text: str) -> Step:
    """The step a sentence means.

    Raises
    ------
    ProtocolError
        With the sentence, a caret under the wrong word, and how to write it.

    Examples
    --------
    >>> parse_step("Freeze proximal and distal at -80 °C for 2 minutes")
    Freeze(temperature=-80.0, seconds=120.0, probes=('proximal', 'distal'))
    >>> parse_step("thaw until 20 degC or 10 min")
    Thaw(seconds=600.0, until=20.0, probes=())
    """
    plain = text.rstrip()
    plain = plain[:-1] if plain.endswith(".") else plain
    words = [_Word(found.group(), found.start(), found.end()) for found in _WORD.finditer(plain)]
    if not words:
        raise ProtocolError(Complaint("a step is empty", f"Write for example: {EXAMPLES['freeze']}."))
    verb = words[0].key
    if verb not in CLAUSES:
        close = get_close_matches(verb, list(CLAUSES), n=1, cutoff=0.6)
        guess = f"Did you mean '{close[0].capitalize()}'? " if close else ""
        _refuse(
            text,
            words[0],
            f"'{words[0].text}' is not a step",
            f"{guess}A step starts with Freeze, Thaw or Wait.",
        )
    names, spot = _names(text, words, verb)
    clauses = _clauses(text, words, spot, verb)
    reader = _Reader(text, plain, clauses)
    if verb == "freeze":
        _demand(reader, "at", verb, "a temperature")
        _demand(reader, "for", verb, "a time")
        return Freeze(reader.temperature("at"), reader.seconds("for"), names)
    if verb == "wait":
        _demand(reader, "for", verb, "a time")
        return Wait(reader.seconds("for"))
    return _thaw(text, reader, names)


def sentence(step: Step) -> str:
    """The sentence that rebuilds a step exactly.

    >>> sentence(Freeze(-80.0, 120.0, ("proximal",))), sentence(Thaw(1800.0, until=20.0))
    ('Freeze proximal at -80 degC for 2 min', 'Thaw until 20 degC or 30 min')
    """
    seconds = exact(step.seconds, "min", "s")
    if isinstance(step, Wait):
        return f"Wait for {seconds}"
    *before, last = step.probes or ("",)
    names = (", ".join(before) + " and " if before else "") + (f"{last} " if last else "")
    if isinstance(step, Freeze):
        return f"Freeze {names}at {exact(step.temperature, 'degC')} for {seconds}"
    if step.until is None:
        return f"Thaw {names}for {seconds}"
    return f"Thaw {names}until {exact(step.until, 'degC')} or {seconds}"


def _thaw(text: str, reader: _Reader, names: tuple[str, ...]) -> Thaw:
    clauses = reader.clauses
    if "until" not in clauses:
        if "or" in clauses:
            _refuse(text, clauses["or"][0], "'or' belongs to 'Thaw until'", _example("thaw"))
        _demand(reader, "for", "thaw", "a time")
        return Thaw(reader.seconds("for"), None, names)
    if "for" in clauses:
        _refuse(text, clauses["for"][0], "'for' and 'until' exclude each other", _example("thaw"))
    limit = reader.seconds("or") if "or" in clauses else THAW_LIMIT
    return Thaw(limit, reader.temperature("until"), names)


def _names(text: str, words: Sequence[_Word], verb: str) -> tuple[tuple[str, ...], int]:
    """Probe names between the verb and the first clause, and where the clauses start."""
    names: list[str] = []
    wanted = True  # a name may come next; False: a joiner or a clause
    spot = 1
    joined = False
    while spot < len(words) and (words[spot].key not in KEYWORDS or words[spot].key == "and"):
        word = words[spot]
        if word.key == "and" or word.text == ",":
            if wanted and not (word.key == "and" and words[spot - 1].text == ","):
                _refuse(text, word, f"a probe's name belongs before '{word.text}'", _example(verb))
            wanted, joined = True, True
        elif not wanted:
            clauses = " or ".join(f"'{name}'" for name in ("and", *CLAUSES[verb][:2]))
            _refuse(text, word, f"'{word.text}' stands where {clauses} belongs", _example(verb))
        elif not _NAME.fullmatch(word.text):
            first = CLAUSES[verb][0]
            _refuse(
                text,
                word,
                f"'{word.text}' is no probe's name; is '{first}' missing before it?",
                _example(verb),
            )
        else:
            if verb == "wait":
                _refuse(text, word, "'Wait' acts on no probe", _example(verb))
            if word.text in names:
                _refuse(text, word, f"'{word.text}' is named twice", _example(verb))
            names.append(word.text)
            wanted, joined = False, False
        spot += 1
    if joined:
        _refuse(
            text, words[spot - 1], f"a probe's name is missing after '{words[spot - 1].text}'", _example(verb)
        )
    return tuple(names), spot


def _clauses(
    text: str, words: Sequence[_Word], spot: int, verb: str
) -> dict[str, tuple[_Word, _Word | None]]:
    """Keyword -> the keyword's word and the words of its quantity as one span (None when nothing follows)."""
    clauses: dict[str, tuple[_Word, _Word | None]] = {}
    while spot < len(words):
        keyword = words[spot]
        if keyword.key not in CLAUSES[verb]:
            _refuse(
                text, keyword, f"'{keyword.text}' does not belong to '{verb.capitalize()}'", _example(verb)
            )
        if keyword.key in clauses:
            _refuse(text, keyword, f"'{keyword.text}' stands twice", _example(verb))
        end = spot + 1
        while end < len(words) and words[end].key not in KEYWORDS:
            end += 1
        span = None
        if end > spot + 1:
            start, stop = words[spot + 1].start, words[end - 1].end
            span = _Word(text[start:stop], start, stop)
        clauses[keyword.key] = (keyword, span)
        spot = end
    return clauses


@dataclass(frozen=True)
class _Reader:
    """Quantities of the clauses, with the caret moved to where they stand in the sentence."""

    text: str
    plain: str
    clauses: Mapping[str, tuple[_Word, _Word | None]]

    def temperature(self, keyword: str) -> float:
        value, span = self._quantity(keyword, "temperature")
        if not ABSOLUTE_ZERO <= value <= HOTTEST:
            what = "is below absolute zero" if value < ABSOLUTE_ZERO else "is hotter than boiling water"
            _refuse(self.text, span, f"'{span.text}' {what}", "Write a temperature such as -80 degC.")
        return value

    def seconds(self, keyword: str) -> float:
        value, span = self._quantity(keyword, "time")
        if not 0 < value <= LONGEST_STEP:
            what = "is longer than a day" if value > 0 else "is no positive time"
            _refuse(self.text, span, f"'{span.text}' {what}", "Write a time such as 2 min or 90 s.")
        return value

    def _quantity(self, keyword: str, dimension: str) -> tuple[float, _Word]:
        word, span = self.clauses[keyword]
        kind = "a temperature" if dimension == "temperature" else "a time"
        if span is None:
            _refuse(
                self.text,
                word,
                f"{kind} is missing after '{word.text}'",
                "For example: " + _typical(dimension),
            )
        try:
            return parse(span.text, dimension), span
        except UnitError as error:
            complaint = error.complaints[0]
            start, stop = complaint.caret or (0, len(span.text))
            raise ProtocolError(
                replace(complaint, text=self.text, caret=(span.start + start, span.start + stop))
            ) from None


def _typical(dimension: str) -> str:
    return "-80 degC." if dimension == "temperature" else "2 min."


def _demand(reader: _Reader, keyword: str, verb: str, kind: str) -> None:
    if keyword not in reader.clauses:
        end = _Word("", len(reader.plain), len(reader.plain) + 1)
        _refuse(reader.text, end, f"'{verb.capitalize()}' needs '{keyword}' and {kind}", _example(verb))


def _example(verb: str) -> str:
    return f"Write for example: {EXAMPLES[verb]}."


def _refuse(text: str, word: _Word, what: str, remedy: str) -> NoReturn:
    raise ProtocolError(Complaint(what, remedy, text=text, caret=(word.start, word.end)))
