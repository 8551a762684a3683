"""A registry of cases: entered, corrected, found, verified, backed up, erased."""

from pathlib import Path

import cryonerve as cn
from cryonerve.errors import IdentifierError
from cryonerve.registry import (
    Draft,
    backup,
    checkpoint,
    correct,
    erase,
    find,
    history,
    open_registry,
    read_record_file,
    verify,
)

with open_registry("clinic.sqlite", who="anna") as registry:
    receipts = cn.record(registry, read_record_file("tibial-neuroma-child"))
    person, case = receipts[0].record, receipts[1].record
    later = Draft("measurement", {"instrument": "vas", "day": 182, "score": 4}, case)  # made up
    (receipt,) = cn.record(registry, [later])
    correct(registry, receipt.record, {"score": 3, "respondent": "person"}, why="read wrongly")

    for row in find(registry, "measurement", ["instrument=vas", "person.age_years<18"]).rows:
        print(f"day {row['day']}: VAS {row['score']:g}")
    for entry in history(registry, receipt.record).entries:
        print(f"{entry['action']} by {entry['who']}: {entry['why'] or 'new'}")

    try:
        cn.record(registry, [Draft("case", {"remark": "seen by Dr. Miller on 2021-03-04"}, person)])
    except IdentifierError as error:
        print(error)

    checkpoint(registry, Path("monday.json"))
    backup(registry, Path("monday.sqlite"))
    erased = erase(registry, person, why="made up: consent withdrawn")
    print(f"{erased.records} records erased; the chain is whole: {verify(registry).whole}")
