"""Instruments and scales of adverse events as the command line shows them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from cryonerve.app.shelves import SHOWN_STANDING
from cryonerve.app.speech import columns, wrapped
from cryonerve.errors import InputError
from cryonerve.sources.adverse_events import AdverseScale, adverse_scales
from cryonerve.sources.instrument import Instrument, years
from cryonerve.sources.instrument_files import instrument, instruments

__all__ = ["list_document", "list_text", "shown_document", "shown_text"]

NO_TEXT = "wording not seen"


def list_document() -> dict[str, Any]:
    """Every instrument and every scale, a line each."""
    return {
        "instruments": [
            {
                "id": one.name,
                "version": one.version,
                "title": one.title,
                "measures": one.family,
                "lowest": one.reach[0],
                "highest": one.reach[1],
                "direction": one.direction,
                "ages": "" if one.ages is None else one.ages.words,
            }
            for one in instruments().values()
        ],
        "adverse_event_scales": [
            {"id": one.name, "version": one.version, "title": one.title, "replaced_by": one.replaced_by}
            for one in adverse_scales().values()
        ],
    }


def list_text(document: Mapping[str, Any]) -> str:
    """What `list_document` gave, for a person."""
    rows = [
        [
            one["id"],
            one["version"],
            f"{one['lowest']:g} to {one['highest']:g}",
            one["direction"],
            one["title"],
        ]
        for one in document["instruments"]
    ]
    scales = [[one["id"], one["version"], one["title"]] for one in document["adverse_event_scales"]]
    return "\n\n".join(
        (
            "Instruments\n" + columns(rows),
            "Scales of adverse events; a grade needs scale and version\n" + columns(scales),
            "One of them: cryonerve instruments show ID",
        )
    )


def shown_document(name: str) -> dict[str, Any]:
    """One instrument or scale, whole; recalled figures are shown as assumed.

    Raises
    ------
    InputError
        For a name that neither has; the nearest instrument is offered.
    """
    if name in adverse_scales():
        return _scale_document(adverse_scales()[name])
    try:
        return _instrument_document(instrument(name))
    except InputError as error:
        known = [scale for scale in adverse_scales() if scale.startswith(f"{name}-")]
        if known and name not in instruments():
            from dataclasses import replace

            remedy = f"A grade means nothing without its version, name one: {', '.join(known)}."
            raise type(error)(replace(error.complaints[0], remedy=remedy)) from None
        raise


def _standing(written: str) -> str:
    return SHOWN_STANDING.get(written, written)


def _instrument_document(one: Instrument) -> dict[str, Any]:
    return {
        "kind": "instrument",
        "id": one.name,
        "version": one.version,
        "title": one.title,
        "measures": one.family,
        "lowest": one.reach[0],
        "highest": one.reach[1],
        "unit": one.unit,
        "direction": one.direction,
        "scoring": one.scoring,
        "missing": one.missing,
        "missing_standing": _standing(one.missing_standing),
        "answered_by": list(one.answered_by),
        "recall": one.recall,
        "write_down_beside": list(one.beside),
        "ages": _ages_document(one),
        "items": [
            {
                "item": item.name,
                "title": item.title,
                "answers": item.allowed,
                "labels": list(item.labels),
                "scale": item.scale,
                "only_where_zero": item.only_where_zero,
            }
            for item in one.items.values()
        ],
        "summaries": {name: list(parts) for name, parts in one.groups.items()},
        "bands": _bands_document(one),
        "important": _important_document(one),
        "source": one.source,
        "standing": _standing(one.standing),
        "licence": one.licence,
        "text_may_be_shipped": one.text_may_be_shipped,
        "text_path": one.text_path,
        "second_score": one.conversion,
        "loinc": one.loinc,
    }


def _ages_document(one: Instrument) -> dict[str, Any] | None:
    if one.ages is None:
        return None
    return {
        "words": one.ages.words,
        "rule": one.ages.rule,
        "source": one.ages.source,
        "standing": _standing(one.ages.standing),
        "remark": one.ages.remark,
    }


def _bands_document(one: Instrument) -> list[dict[str, Any]]:
    return [
        {
            "scores": words,
            "title": band.title,
            "source": band.source,
            "standing": _standing(band.standing),
            "remark": band.remark,
        }
        for words, band in one.band_words()
    ]


def _important_document(one: Instrument) -> list[dict[str, Any]]:
    return [
        {
            "who": rule.who,
            "course": rule.course,
            "ages": years(rule.ages),
            "measure": rule.measure,
            "at_least": rule.at_least.value,
            "range": None if rule.at_least.bounds is None else list(rule.at_least.bounds),
            "source": rule.at_least.source,
            "standing": _standing(rule.at_least.standing),
            "remark": rule.at_least.remark,
        }
        for rule in one.important.values()
    ]


def _scale_document(one: AdverseScale) -> dict[str, Any]:
    return {
        "kind": "scale of adverse events",
        "id": one.name,
        "version": one.version,
        "title": one.title,
        "grades": [
            {"grade": grade.grade, "meaning": grade.meaning, "standing": _standing(grade.standing)}
            for grade in one.grades
        ],
        "suffix": one.suffix,
        "suffix_meaning": one.suffix_meaning,
        "suffix_standing": _standing(one.suffix_standing),
        "ages": "" if math.isinf(one.ages_to) else f"up to {one.ages_to:g} years",
        "replaced_by": one.replaced_by,
        "shipped": one.shipped,
        "remark": one.remark,
        "source": one.source,
        "standing": _standing(one.standing),
        "other_scales": "no grade is turned into one of another scale: no published mapping was read",
    }


def shown_text(document: Mapping[str, Any]) -> str:
    """What `shown_document` gave, for a person."""
    return _scale_text(document) if document["kind"] != "instrument" else _instrument_text(document)


def _cited(one: Mapping[str, Any]) -> str:
    source, standing = one["source"], one["standing"]
    return f"[{source}]" if standing in (source, "stated") else f"[{source}, {standing}]"


def _instrument_text(one: Mapping[str, Any]) -> str:
    head = [
        f"{one['id']}, version {one['version']}: {one['title']} {_cited(one)}",
        f"  {one['lowest']:g} to {one['highest']:g} {one['unit']}; {one['direction']}; "
        f"{one['scoring']}; {one['missing']}{' (assumed)' * (one['missing_standing'] == 'assumed')}",
        f"  answered by {' or '.join(one['answered_by'])}; recall: {one['recall']}",
    ]
    if one["ages"]:
        ages = one["ages"]
        word = "only for" if ages["rule"] == "required" else "validated for"
        remark = f"; {ages['remark']}" if ages["remark"] else ""
        head.append(wrapped(f"{word} {ages['words']} {_cited(ages)}{remark}", indent=2))
    head.append(wrapped(f"write down beside it: {', '.join(one['write_down_beside'])}", indent=2))
    parts = ["\n".join(head), "Items\n" + columns(_item_rows(one["items"]))]
    if one["bands"]:
        rows = [[band["scores"], band["title"], _cited(band), band["remark"]] for band in one["bands"]]
        parts.append("Bands\n" + columns(rows))
    parts.append("Smallest change that matters\n" + _important_text(one["important"]))
    shipped = "item text may be shipped" if one["text_may_be_shipped"] else "item text is not in the package"
    parts.append(wrapped(f"Licence: {one['licence']}; {shipped}.", indent=0))
    if one["second_score"]:
        parts.append(f"Second score: {one['second_score']}, from the site's own table (--table).")
    parts.append(
        f"LOINC {one['loinc']}" if one["loinc"] else "Code: to be looked up at a terminology server."
    )
    return "\n\n".join(parts)


def _item_rows(items: list[Mapping[str, Any]]) -> list[list[str]]:
    rows = []
    for item in items:
        rows.append([item["item"], item["answers"], item["title"]])
        codes = item["answers"].replace(" or ", ", ").split(", ")
        rows += [["", code, label] for code, label in zip(codes, item["labels"], strict=False)]
    return rows


def _important_text(rules: list[Mapping[str, Any]]) -> str:
    if not rules:
        return "  none is known here: a change of this score cannot be called important or not"
    lines = []
    for rule in rules:
        least = rule["at_least"]
        value = f"{100 * least:g} %" if rule["measure"] == "share" else f"{least:g} point{'s' * (least != 1)}"
        reach = "" if rule["range"] is None else f" ({rule['range'][0]:g} to {rule['range'][1]:g})"
        lines.append(f"  {value}{reach}: {rule['who']}, {rule['ages']} {_cited(rule)}")
        if rule["remark"]:
            lines.append(wrapped(rule["remark"], indent=6))
    return "\n".join(lines)


def _scale_text(one: Mapping[str, Any]) -> str:
    rows = [
        [
            grade["grade"],
            grade["meaning"] or NO_TEXT,
            "" if grade["standing"] == "stated" else grade["standing"],
        ]
        for grade in one["grades"]
    ]
    parts = [
        f"{one['id']}, version {one['version']}: {one['title']} {_cited(one)}",
        "Grades, from mild to grave\n" + columns(rows) if rows else "Grades: not seen, kept as written.",
    ]
    if one["suffix"]:
        assumed = " (assumed)" * (one["suffix_standing"] == "assumed")
        parts.append(f"Suffix {one['suffix']}: {one['suffix_meaning']}{assumed}.")
    if one["ages"]:
        parts.append(f"For children {one['ages']}.")
    parts.append(wrapped(f"{one['remark'][:1].upper()}{one['remark'][1:]}."))
    if one["replaced_by"]:
        parts.append(f"There is a later version: {one['replaced_by']}.")
    parts.append(wrapped(f"In the package: {one['shipped']}. {one['other_scales'].capitalize()}."))
    return "\n\n".join(parts)
