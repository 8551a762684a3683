"""One case in time: events, series of scores and predicted bands, days counted from its first procedure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cryonerve.errors import RegistryError

if TYPE_CHECKING:
    from cryonerve.registry.access import Registry

__all__ = ["timeline"]

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
CLOCKS = {"recovery": "feeling back", "pain_return": "pain back"}


def timeline(registry: Registry, case: str, records: Rows) -> tuple[dict[str, Any], list[str]]:
    """What is drawn, and what was recorded and is no score.

    Parameters
    ----------
    records : of the case, by kind, as they hold now; with the person's consents.
    """
    from cryonerve.registry.case_measurements import person_measurements

    days = {str(row["record"]): int(row["day"]) for row in records.get("procedure", ())}
    first = min(days.values(), default=0)
    try:
        person = person_measurements(registry, case)
    except RegistryError:  # nothing was measured yet
        series, left_out = [], []
    else:
        left_out = list(person.left_out)
        series = [
            {
                "name": name,
                "title": rows[0].instrument.title + name.removeprefix(rows[0].instrument.name),
                "unit": rows[0].instrument.unit,
                "low": rows[0].instrument.reach[0],
                "high": rows[0].instrument.reach[1],
                "better": rows[0].instrument.better,
                "points": [
                    {"day": one.day - first, "value": one.value, "assumed": one.standing == "assumed"}
                    for one in rows
                ],
            }
            for name, rows in person.series.items()
        ]
    events = [*_procedures(records, first), *_consents(records), *_adverse(records, days, first)]
    events += _noted(records, days, first)
    shown = {"events": sorted(events, key=lambda one: one["day"]), "series": series}
    return shown | {"predicted": _predicted(records)}, left_out


def _event(lane: str, row: Mapping[str, Any], day: int, words: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    assumed = row.get("standing") == "assumed"
    return {
        "lane": lane, "record": row["record"], "day": day, "until": None, "words": words, "assumed": assumed
    } | more  # fmt: skip


def _procedures(records: Rows, first: int) -> list[dict[str, Any]]:
    found = []
    for row in records.get("procedure", ()):
        counts = [f"{row[name]} {name}" for name in ("levels", "cycles") if row.get(name)]
        words = ", ".join([str(row.get("modality") or "procedure"), *counts])
        found.append(_event("procedure", row, int(row["day"]) - first, words))
    return found


def _consents(records: Rows) -> list[dict[str, Any]]:
    found = []
    for row in records.get("consent", ()):
        words = f"{str(row['what']).replace('-', ' ')}: {str(row['scope']).replace('-', ' ')}"
        found.append(_event("consent", row, int(row["day"]), words))
        if row.get("withdrawn_day") is not None:
            found.append(_event("consent", row, int(row["withdrawn_day"]), f"withdrawn: {words}"))
    return found


def _adverse(records: Rows, days: Mapping[str, int], first: int) -> list[dict[str, Any]]:
    found = []
    for row in records.get("adverse_event", ()):
        start = days.get(str(row.get("procedure")), first) - first
        end = row.get("resolved_day")
        scale, version = str(row["scale"]), str(row["scale_version"])
        named = scale if scale.endswith(version) else f"{scale} {version}"
        words = f"{row['term']} ({named}, grade {row['grade']})"
        until = None if end is None else int(end) + start
        day = int(row["onset_day"]) + start
        lasting = {"until": until, "lasting": end is None}
        found.append(_event("adverse event", row, day, words, **lasting))
    return found


def _noted(records: Rows, days: Mapping[str, int], first: int) -> list[dict[str, Any]]:
    """Measurements without a score."""
    return [
        _event(
            "noted",
            row,
            int(row["day"]) + days.get(str(row.get("procedure")), first) - first,
            f"{str(row['instrument']).replace('-', ' ')}: {row.get('remark') or 'noted'}",
        )
        for row in records.get("measurement", ())
        if row.get("score") is None and row.get("answers") is None
    ]


def _predicted(records: Rows) -> list[dict[str, Any]]:
    """The last prediction of each nerve, where it has bands."""
    last = {(row["nerve"], clock): row for row in records.get("prediction", ()) for clock in CLOCKS}
    found = []
    for (nerve, clock), row in last.items():
        band = [row.get(f"{clock}_p{part}_days") for part in (5, 50, 95)]
        if None not in band:
            days = dict(zip(("p5", "p50", "p95"), band, strict=True))
            found.append({"what": CLOCKS[clock], "nerve": nerve, "record": row["record"], **days})
    return found
