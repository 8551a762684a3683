"""An erasure takes everything about one person, nothing of others, and leaves a whole chain."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from cryonerve.errors import RegistryError
from cryonerve.registry import correct, erase, find, history, record, verify
from cryonerve.registry.access import looking
from cryonerve.registry.schema import AUDIT, KEYS, RECORDS, VERSIONS
from cryonerve.registry.users import add_user
from tests.unit.registry.entering import enter, measurement

WORDS = "walks to the pale lighthouse"


def test_a_person_is_erased(registry) -> None:
    person, case, first, _ = enter(registry)
    record(registry, [measurement(case.record, 28, remark=WORDS)])
    correct(registry, first.record, {"score": 7}, why="read wrongly")
    others = enter(registry, people=2)
    erased = erase(registry, person.record, why="asked to")
    assert erased.records == 5
    found = verify(registry)
    assert found.whole, found.breaks
    assert found.erased == 1
    assert find(registry, "person").total == 2
    assert find(registry, "measurement").total == 4
    with pytest.raises(RegistryError, match="was erased"):
        history(registry, person.record)
    with looking(registry) as connection:
        for table in (KEYS, RECORDS):
            assert person.record not in {row.person for row in connection.execute(table.select())}
        for table in VERSIONS.values():
            assert {row.record for row in connection.execute(table.select())} <= {
                *(draft.record for draft in others),
                *(row[0] for row in connection.execute(text("SELECT record FROM users"))),
            }
        last = connection.execute(AUDIT.select().order_by(AUDIT.c.number.desc())).mappings().first()
    assert (last["action"], last["why"], last["person"]) == ("erase", "asked to", person.record)
    if not registry.place.address:
        assert WORDS.encode() not in registry.place.file.read_bytes()


def test_an_erased_person_does_not_come_back_by_the_same_id(registry) -> None:
    person, case, *_ = enter(registry)
    erase(registry, person.record, why="asked to")
    for drafts in ([person], [person, case]):
        with pytest.raises(RegistryError, match="was erased"):
            record(registry, drafts)


def test_it_takes_a_steward_a_person_and_a_reason(registry, opened) -> None:
    person, case, *_ = enter(registry)
    with pytest.raises(RegistryError, match="needs a reason"):
        erase(registry, person.record, why="")
    with pytest.raises(RegistryError, match="no person C-"):
        erase(registry, case.record, why="asked to")
    add_user(registry, "rita", "recorder")
    with opened("rita") as other, pytest.raises(RegistryError, match="may not erase"):
        erase(other, person.record, why="asked to")
    assert find(registry, "person").total == 1
