"""The road back as rows and sentences: regrowth, the return of pain, degeneration, each by itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cryonerve.nerve.lesion import Band, Degeneration, PainReturn, Recovery
from cryonerve.nerve.pain_clock import span, spans
from cryonerve.nerve.recovery import DAY
from cryonerve.reporting.run import Run
from cryonerve.reporting.tables import NumberRow, number_range
from cryonerve.reporting.wording import bare, quantity, source_name, sourced, typeset

__all__ = ["NOT_A_PROGNOSIS", "RoadBack", "roads_back"]

NOT_A_PROGNOSIS = "Not a prognosis."
MM_PER_DAY = 1e3 * DAY  # from m/s


@dataclass(frozen=True, slots=True)
class RoadBack:
    """What is known of one treated nerve's way back.

    Attributes
    ----------
    points : heading and words of each clock, in reading order.
    rows : its numbers, each with band and source.
    """

    nerve: str
    points: tuple[tuple[str, str], ...]
    rows: tuple[NumberRow, ...]


def roads_back(run: Run) -> tuple[RoadBack, ...]:
    """One for each treated nerve that was judged; none without a prediction."""
    if run.prediction is None:
        return ()
    found = []
    for course in run.volume.nerves:
        recovery = run.prediction.recoveries.get(course.name)
        pain = run.prediction.pain.get(course.name)
        beyond = run.prediction.degenerations.get(course.name)
        if course.treated and (recovery or pain or beyond):
            rows = (*_regrowth_rows(recovery), *_pain_rows(pain), *_degeneration_rows(beyond))
            found.append(RoadBack(course.name, tuple(_points(recovery, pain, beyond)), rows))
    return tuple(found)


def _points(
    recovery: Recovery | None, pain: PainReturn | None, beyond: Degeneration | None
) -> list[tuple[str, str]]:
    points = []
    if pain is not None:
        points.append(("Pain", typeset(f"{pain.sentence} {pain.evidence}")))
    if recovery is not None:
        days = recovery.regrowth_days
        words = f"Back after about {span(days.p50)} ({spans(days.p5, days.p95)}). {recovery.remark}"
        points.append(("Axons", typeset(words)))
    if beyond is not None:
        points.append(("Nerve beyond the lesion", typeset(beyond.sentence)))
    return points


def _regrowth_rows(recovery: Recovery | None) -> tuple[NumberRow, ...]:
    if recovery is None:
        return ()
    per_day = recovery.speed.value * MM_PER_DAY
    who = ", ".join(source_name(key) for key in recovery.sources) or sourced(recovery.speed)
    return (
        NumberRow("Axons grow back to their end", *_days(recovery.regrowth_days), who),
        NumberRow(
            "Regrowth distance",
            quantity(recovery.distance.value, "mm"),
            number_range(recovery.distance, 1e3, "mm"),
            sourced(recovery.distance),
        ),
        NumberRow(
            "Regrowth speed",
            f"{bare(per_day)} mm/day",
            number_range(recovery.speed, MM_PER_DAY, "mm/day"),
            sourced(recovery.speed),
        ),
        NumberRow(
            "Lag before regrowth",
            quantity(recovery.lag.value, "days"),
            number_range(recovery.lag, 1 / DAY, "days"),
            sourced(recovery.lag),
        ),
    )


def _pain_rows(pain: PainReturn | None) -> tuple[NumberRow, ...]:
    if pain is None or pain.days is None:
        return ()
    last = f"more than {span(pain.followed_days)}"
    who = ", ".join(title.partition(",")[0] for title in pain.by_series)
    rows = [
        NumberRow("Pain back, of patients who had relief", *_days(pain.days, last), who),
        NumberRow(
            "Pain not back within the longest follow-up",
            f"{100 * pain.relieved_beyond:.0f} %",
            f"after {span(pain.followed_days)}",
            "survival model of these series",
        ),
    ]
    for title, days in sorted(pain.by_series.items(), key=lambda item: item[1].p50):
        shown = Band(*(_within(value, pain.followed_days) for value in (days.p5, days.p50, days.p95)))
        rows.append(NumberRow(f"Half had pain back: {title}", *_days(shown, last), "the same model"))
    return tuple(rows)


def _within(days: float, followed: float) -> float:
    return days if days <= followed else math.inf


def _degeneration_rows(beyond: Degeneration | None) -> tuple[NumberRow, ...]:
    if beyond is None:
        return ()
    return tuple(
        NumberRow(
            stage.name.capitalize(),
            f"{bare(stage.begins.p50, 2)}–{bare(stage.ends.p50, 2)} days",
            f"{bare(stage.begins.p5, 2)}–{bare(stage.ends.p95, 2)} days (5–95 %)",
            ", ".join(source_name(key) for key in stage.sources) or "assumed",
        )
        for stage in beyond.stages
    )


def _days(days: Band, last: str = "") -> tuple[str, str]:
    """Value and band; what is infinite is later than anybody looked."""
    middle = last if math.isinf(days.p50) else f"{bare(days.p50)} days"
    low = last if math.isinf(days.p5) else bare(days.p5)
    high = last if math.isinf(days.p95) else f"{bare(days.p95)} days"
    joint = " days to " if math.isinf(days.p95) else "–"
    return middle, f"{low}{joint}{high} (5–95 %)" if low != last else last
