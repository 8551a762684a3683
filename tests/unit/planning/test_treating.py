"""Ways to treat: which fit into the time, and the case that each makes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case import load, sentence
from cryonerve.case.case import Case, Means
from cryonerve.errors import InputError
from cryonerve.planning.treating import Way, devices_at_hand, places_allowed, treated, ways


@pytest.fixture(scope="module")
def case() -> Case:
    return load("tibial-neuroma-child")


def places(count):
    axis = np.array([0.0, -0.8, 0.6])
    return [Placement(np.array([0.005, 0.0, 0.01 * k]), axis, 0.65e-3, 7e-3) for k in range(count)]


def test_every_way_keeps_to_the_time_and_no_freeze_is_longer_than_studied(case) -> None:
    limited = replace(case, means=Means(within=300.0))
    found = list(ways(limited, "cryo-s-a13", 2))
    assert found
    assert all(way.time <= 300.0 and 30.0 <= way.seconds <= 180.0 for way in found)
    assert max(way.time for way in found) == 300.0  # what is allowed is used
    assert [way.time for way in found] == sorted(way.time for way in found)


def test_no_time_for_a_freeze_is_refused(case) -> None:
    with pytest.raises(InputError, match=r"(?s)means.within.*no freeze.*Allow more time"):
        list(ways(replace(case, means=Means(within=60.0)), "cryo-s-a13", 1))


def test_two_probes_and_one_after_the_other(case) -> None:
    both = treated(case, Way("cryo-s-a13", 2, 2, 1, 120.0, 120.0), places(2))
    assert [sentence(step) for step in both.protocol] == ["Freeze at -80 degC for 2 min", "Thaw for 2 min"]
    moved = treated(case, Way("cryo-s-a13", 3, 1, 1, 120.0, 60.0), places(3))
    assert [probe.name for probe in moved.probes] == ["distal", "proximal", "probe-1"]
    assert sentence(moved.protocol[4]) == "Freeze probe-1 at -80 degC for 2 min"
    assert sum(step.seconds for step in moved.protocol) == Way("cryo-s-a13", 3, 1, 1, 120.0, 60.0).time


def test_means_say_how_many_and_which(case) -> None:
    assert places_allowed(case) == (2, 2)
    one = replace(case, means=Means(probes=1, placements=3, devices=("cryo-s-a20", "cryo-s-a08")))
    assert places_allowed(one) == (3, 1)
    assert [device.name for device in devices_at_hand(one)] == ["cryo-s-a08", "cryo-s-a20"]
    gases = {device.gas for device in devices_at_hand(case)}
    assert gases == {"N2O"}
