"""The picture of a calibration: which cases are shown one by one, and that nothing at all can be drawn."""

from __future__ import annotations

import math

from cryonerve.registry.outcome_pairs import Pair, Waited
from cryonerve.reporting.figures.calibration import MOST, draw_calibration, told
from tests.unit.registry.made_up_clinic import fill


def pair(median: float, waited: Waited | None) -> Pair:
    bands = {"recovery": (median / 2, median, 2 * median)}
    return Pair("C", "P", "R", "", bands, 0.8, True, waited, None, None)


def test_cases_stand_by_predicted_time_and_many_are_thinned_evenly() -> None:
    rows = told([pair(float(day), Waited(7, 30)) for day in range(600, 0, -1)], "recovery")
    medians = [band[1] for band, _ in rows]
    assert len(rows) == MOST
    assert medians == sorted(medians)
    assert (medians[0], medians[-1]) == (1, 600)


def test_who_was_not_seen_is_not_shown_and_who_is_waited_for_is() -> None:
    waiting = Waited(91, math.inf)
    assert told([pair(90, None), pair(90, waiting)], "recovery") == [((45, 90, 180), waiting)]
    assert told([pair(90, waiting)], "pain_return") == []


def test_none_one_and_many_can_be_drawn(tmp_path) -> None:
    from cryonerve.registry import calibrate, open_registry

    with open_registry(tmp_path / "clinic.sqlite", who="anna") as registry:
        for cases in (0, 1, 30):
            fill(registry, cases)
            path = draw_calibration(calibrate(registry), tmp_path / f"{cases}.png", said="Few prove nothing.")
            assert path.read_bytes().startswith(b"\x89PNG")
