"""Numbers and names as people read them in a report: real minus signs, degrees, cubes, minutes."""

from __future__ import annotations

import math
import re

from cryonerve.sources import references
from cryonerve.sources.value import Sourced
from cryonerve.units import show

__all__ = [
    "LEVEL_WORDS",
    "SIGNS",
    "bare",
    "clock",
    "period",
    "quantity",
    "reference_line",
    "source_name",
    "sourced",
    "typeset",
]

MONTH = 365.25 / 12 * 86400.0  # s
# Sign and word: a level must not hang on its colour.
SIGNS = {"ok": "✓", "note": "ℹ", "warn": "▲", "stop": "✕"}
LEVEL_WORDS = {"ok": "ok", "note": "note", "warn": "warning", "stop": "stop"}


def typeset(text: str) -> str:
    """Typographic signs in a machine-written text; words are left alone.

    >>> typeset("-20 degC at 2.5 MJ/m3/K in 3 mm3")
    '−20 °C at 2.5 MJ/m³/K in 3 mm³'
    """
    text = text.replace("degC", "°C")
    text = re.sub(r"(?<=m)([23])(?=/|\b)", lambda match: "²³"[int(match[1]) - 2], text)
    return re.sub(r"(?<![\w.,)])-(?=\d)", "−", text)


def bare(value: float | None, digits: int = 3) -> str:
    """A number without unit, with `digits` significant digits, as people write it.

    >>> bare(-0.04567), bare(3146.4), bare(None)
    ('−0.0457', '3146', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    if decimals > 8:
        return "≈ 0"
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−")


def quantity(value: float | None, unit: str, digits: int = 3) -> str:
    """An SI value in a people's unit.

    >>> quantity(1.3e-3, "mm"), quantity(-80.0, "degC"), quantity(None, "mm")
    ('1.3 mm', '−80 °C', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    return typeset(show(value, unit, digits))


def period(seconds: float) -> str:
    """A length of time in the largest unit that reads well.

    >>> period(0.0), period(7 * 86400.0), period(120.0), period(7889400.0)
    ('at the procedure', '7 days', '2 min', '3 months')
    """
    if seconds == 0:
        return "at the procedure"
    months = seconds / MONTH
    if months > 1.9 and abs(months - round(months)) < 0.02:
        return f"{round(months)} months"
    for size, unit in ((86400.0, "days"), (3600.0, "h"), (60.0, "min")):
        if abs(seconds) >= size:
            count = bare(seconds / size, 3)
            return f"{count} day" if (unit, count) == ("days", "1") else f"{count} {unit}"
    return f"{bare(seconds)} s"


def clock(seconds: float) -> str:
    """Minutes and seconds.

    >>> clock(413.0)
    '6:53'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def source_name(key: str) -> str:
    """Authors and year of a source, or the plain word for what is no publication.

    A publication whose authors were not seen is named by where it appeared, and by its year or the start of
    its title.

    >>> source_name("assumed"), source_name("case"), source_name("nobody1900")
    ('assumed', 'case file', 'nobody1900')
    >>> source_name("jvir-abstract401"), source_name("lard2025")
    ('Abstract No. 401, Journal of Vascular and Interventional Radiology', 'Cryobiology 2025')
    >>> source_name("ilfeld2023")
    'Ilfeld et al. 2023'
    """
    if key in ("", "assumed", "recalled"):
        return "assumed"
    if key == "case":
        return "case file"
    reference = references().get(key)
    if reference is None:
        return key
    if not reference.authors:
        start = re.split(r"[.:] (?=[A-Z])", reference.title)[0]
        return f"{reference.venue} {reference.year}" if reference.year else f"{start}, {reference.venue}"
    names = [name.partition(",")[0] for name in reference.authors]
    two = len(names) == 2 and names[1] != "others"
    who = names[0] if len(names) == 1 else " & ".join(names) if two else f"{names[0]} et al."
    return f"{who} {reference.year}"


def reference_line(key: str) -> str:
    """One publication as a line of the list of sources; a key that no table knows stays a key.

    >>> reference_line("nobody1900")
    'nobody1900'
    """
    reference = references().get(key)
    return key if reference is None else str(reference)


def sourced(number: Sourced) -> str:
    """Who says a catalogue number; what is recalled, assumed or unknown is called assumed.

    >>> sourced(Sourced(1.0, "m", "assumed", "assumed"))
    'assumed'
    """
    if number.standing in ("recalled", "assumed", "unknown"):
        return "assumed"
    return source_name(number.source)
