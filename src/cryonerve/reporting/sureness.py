"""How sure the plan of a run is, and how it was found: what `spread` and `plan` left in the run's folder."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryonerve.case.case import Case
from cryonerve.case.writing import write_yaml
from cryonerve.nerve.lesion import Band
from cryonerve.planning.cold_bands import ColdBand, cold_bands
from cryonerve.planning.measuring import BETWEEN
from cryonerve.planning.spread_words import SPREAD_FORMAT, shown
from cryonerve.reporting.places import FIGURE as PLACES_FIGURE
from cryonerve.reporting.wording import bare, source_name, typeset
from cryonerve.units import show

__all__ = [
    "FIGURE",
    "PLANNED",
    "RESULT",
    "Searched",
    "Sureness",
    "Weighed",
    "digest_of",
    "read_search",
    "read_sureness",
    "searched_of",
    "sureness_of",
    "weighed_of",
]

RESULT, FIGURE = "spread.json", "spread.png"
PLANNED = "*-plan.json"
AGAIN = "Make it again: cryonerve spread"
LIKELY_ROWS, FRONT_ROWS = 8, 6
LARGEST = 32 * 1024 * 1024  # bytes of a document that is read
OF_THE_NERVE = ("fascicle_area_below_-20C", "full_section_length_mm", "p_axonotmesis", "missing_mm")
GOAL, LIMIT = "goal:", "the case's limit"
DOUBTFUL = "Do not rely on what "

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One plan of the front: coverage (share of the goal), cold outside of the nerve (m3), time (s)."""

    coverage: float
    collateral: float
    seconds: float
    confirmed: bool


@dataclass(frozen=True)
class Sureness:
    """A spread of the plan, in words and rows for the page.

    Attributes
    ----------
    sentence : what is read first. stale : why nothing of it is shown; "" when it belongs to this very case.
    likely : (what, in order, no stop). numbers : (number, planned, 5 %, 50 %, 95 %).
    unknowns : (what, from, to, standing and source). notes : sentences.
    bands : of curves of cold. picture : the tornado, where it was drawn.
    places : cuts with the band of -20 degC, where they were drawn.
    """

    sentence: str = ""
    stale: str = ""
    likely: tuple[Row, ...] = ()
    numbers: tuple[Row, ...] = ()
    unknowns: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    bands: tuple[ColdBand, ...] = ()
    picture: Path | None = None
    places: Path | None = None


@dataclass(frozen=True)
class Searched:
    """A search for the plan: its answer, what limits it, what more would buy, and what was weighed.

    front : (plan, coverage, what a complete section got down to, cold outside, time, standing).
    weighed : the same for the figure.
    """

    sentence: str
    limited_by: tuple[str, ...] = ()
    gains: tuple[Row, ...] = ()
    front: tuple[Row, ...] = ()
    weighed: tuple[Weighed, ...] = ()


def weighed_of(document: Mapping[str, Any]) -> tuple[Weighed, ...]:
    """The front of a search's document, as the figure takes it.

    Raises
    ------
    KeyError, TypeError, ValueError
        The document lacks what a search writes.
    """
    return tuple(
        Weighed(
            float(item["coverage"]),
            1e-9 * float(item["cold_outside_mm3"]),
            60.0 * float(item["minutes"]),
            bool(item["confirmed"]),
        )
        for item in document["front"]
    )


def digest_of(case: Case) -> str:
    """SHA-256 of what a case says, however its file is laid out.

    >>> import cryonerve as cn
    >>> digest_of(cn.load("gel-phantom")) == digest_of(cn.load("gel-phantom"))
    True
    """
    return hashlib.sha256(write_yaml(case).encode("utf-8")).hexdigest()


def read_sureness(folder: Path, case: Case) -> Sureness | None:
    """What `cryonerve spread` left in a run's folder; None where it left nothing."""
    if not (folder / RESULT).is_file():
        return None
    document = _document(folder / RESULT)
    if document is None or document.get("format") != SPREAD_FORMAT:
        return Sureness(stale=f"{RESULT} is damaged or of another version. {AGAIN} {folder}")
    if document.get("case_sha256") != digest_of(case):
        return Sureness(stale=f"{RESULT} was made for another version of this case. {AGAIN} {folder}")
    try:
        return sureness_of(document, folder)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Sureness(stale=f"{RESULT} lacks what a spread writes. {AGAIN} {folder}")


def _document(path: Path) -> dict[str, Any] | None:
    try:
        if path.stat().st_size > LARGEST:
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def sureness_of(document: Mapping[str, Any], folder: Path) -> Sureness:
    """What the document of a spread says, in words and rows.

    Raises
    ------
    KeyError, TypeError, ValueError
        The document lacks what a spread writes.
    """
    rows: Mapping[str, Mapping[str, Any]] = document["numbers"]
    bands = {name: Band(*(_number(row[part]) for part in ("p5", "p50", "p95"))) for name, row in rows.items()}
    wanted = [item["number"] for item in document["sensitivities"]] or _of_treated_nerves(rows)
    picture, places = folder / FIGURE, folder / PLACES_FIGURE
    return Sureness(
        sentence=typeset(_sentence(document)),
        likely=tuple(_likely(document["probabilities"])),
        numbers=tuple(_numbers(wanted, rows)),
        unknowns=tuple(_unknown(item) for item in document["unknowns"]),
        notes=tuple(typeset(str(item)) for item in (document["stopped"], *_notes(document))),
        bands=cold_bands(bands),
        picture=picture if picture.is_file() else None,
        places=places if places.is_file() else None,
    )


def _of_treated_nerves(rows: Mapping[str, object]) -> list[str]:
    """Main numbers of the nerves whose pain was meant, where nothing else chose some."""
    treated = {name.split(BETWEEN)[1] for name in rows if "pain_return_days" in name}
    return [
        name
        for name in rows
        if name.startswith("nerves") and name.split(BETWEEN)[1] in treated and name.endswith(OF_THE_NERVE)
    ]


def _notes(document: Mapping[str, Any]) -> list[str]:
    """Notes for a person; numbers whose causes are not told, or not to be relied on, are told together."""
    notes = [str(item) for item in document["notes"]]
    untold = [item for item in notes if "hangs on is not told" in item]
    doubtful = [item for item in notes if item.startswith(DOUBTFUL)]
    rest = [item for item in notes if item not in untold and item not in doubtful]
    if doubtful:
        rest.append(f"{_what_hangs(len(doubtful))} is not to be relied on: too few samples.")
    if untold:
        few = "" if document["sensitivities"] else ": too few samples, or they do not vary"
        rest.append(f"{_what_hangs(len(untold))} is not told{few}.")
    return rest


def _what_hangs(count: int) -> str:
    return "What one of the numbers hangs on" if count == 1 else f"What {count} of the numbers hang on"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _percent(share: float, error: float) -> str:
    return f"{100 * share:.0f} % (± {100 * error:.1f} %)"


def _sentence(document: Mapping[str, Any]) -> str:
    """How likely the goal is, among how many procedures."""
    count = int(document["samples"])
    goal = next((item for item in document["probabilities"] if item["about"].startswith(GOAL)), None)
    begin = f"Of {count} procedures as this plan may turn out, "
    if goal is None:
        return f"{begin}each with other values of what is not known; the case states no goal."
    reached = _percent(goal["ok"], goal["ok_standard_error"])
    return f"{begin}{reached} reach the {goal['about']}."


def _likely(items: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Goal and limits, then findings that are not certain."""
    chosen = [item for item in items if item["about"].startswith((GOAL, LIMIT))]
    chosen += [
        item for item in items if item not in chosen and (0.0 < item["ok"] < 1.0 or item["no_stop"] < 1.0)
    ]
    return [
        (
            typeset(item["about"]),
            _percent(item["ok"], item["ok_standard_error"]),
            _percent(item["no_stop"], item["no_stop_standard_error"]),
        )
        for item in chosen[:LIKELY_ROWS]
    ]


def _numbers(wanted: Sequence[str], rows: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    return [
        (
            typeset(rows[name]["title"]),
            *(typeset(shown(name, _number(rows[name][part]))) for part in ("planned", "p5", "p50", "p95")),
        )
        for name in wanted
        if name in rows
    ]


def _unknown(item: Mapping[str, Any]) -> Row:
    if str(item["title"]).startswith("injury law"):
        low, high = "5 %", "95 % of its range"
    else:
        low, high = (_shown(_number(item[part]), str(item["unit"])) for part in ("p5", "p95"))
    standing, source = str(item["standing"]), str(item["source"])
    said = standing if source in (standing, "assumed", "case") else f"{standing}, {source_name(source)}"
    return (typeset(str(item["title"])), low, high, said)


def _shown(value: float, unit: str) -> str:
    """A value in people's units; a factor as one."""
    if unit in ("m", "rad", "s", "m/s"):
        return typeset(show(value, {"m": "mm", "rad": "deg", "s": "min", "m/s": "mm/day"}[unit]))
    return typeset(f"{bare(value)} {unit}" if unit not in ("", "1") else f"× {bare(value)}")


def read_search(folder: Path) -> Searched | None:
    """What `cryonerve plan CASE -o FOLDER` left there; None where it left nothing that can be read."""
    for path in sorted(folder.glob(PLANNED)):
        document = _document(path)
        try:
            if document is not None:
                return searched_of(document)
        except (KeyError, TypeError, ValueError):
            continue
    return None


def searched_of(document: Mapping[str, Any]) -> Searched:
    """What the document of a search says, in words and rows; the same errors as `weighed_of`."""
    gains = tuple(
        (typeset(item["what"]), f"{100 * item['coverage']:.0f} %", typeset(f"{100 * item['gained']:+.0f} %"))
        for item in document["one_more"]
    )
    front = tuple(
        (
            typeset(item["plan"]),
            f"{100 * item['coverage']:.0f} %",
            typeset(f"{item['deciding_degC']:.0f} degC"),
            typeset(f"{bare(item['cold_outside_mm3'])} mm3"),
            f"{item['minutes']:g} min",
            "full run" if item["confirmed"] else "estimated",
        )
        for item in document["front"][:FRONT_ROWS]
    )
    limits = tuple(typeset(str(item)) for item in document["limited_by"])
    return Searched(typeset(str(document["sentence"])), limits, gains, front, weighed_of(document))
