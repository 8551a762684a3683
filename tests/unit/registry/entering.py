"""Small records that tests enter."""

from __future__ import annotations

from cryonerve.registry import Draft, new_mark, record
from cryonerve.registry.access import Registry


def person_and_case(**about) -> tuple[Draft, Draft]:
    mark = new_mark("P")
    values = {"age_years": 34, "sex": "male", "amputation_level": "transtibial", **about}
    return (
        Draft("person", values, record=mark),
        Draft("case", {"nerve": "tibial", "indication": "neuroma"}, mark, new_mark("C")),
    )


def measurement(case: str, day: int = 7, score: float = 1.0, **more) -> Draft:
    values = {"instrument": "vas", "day": day, "score": score, "unit": "0 to 10", **more}
    return Draft("measurement", values, case, new_mark("M"))


def enter(registry: Registry, people: int = 1, days: tuple[int, ...] = (0, 7)) -> list[Draft]:
    """People with a case and a measurement a day each; the drafts as they were entered."""
    drafts: list[Draft] = []
    for _ in range(people):
        person, case = person_and_case()
        drafts += [person, case, *(measurement(case.record, day, 8.0 - day / 7) for day in days)]
    record(registry, drafts)
    return drafts
