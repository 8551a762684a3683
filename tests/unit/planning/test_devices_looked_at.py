"""Which devices a search looks at closely: two, and all of them where none of the two is good enough."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cryonerve.planning import planner
from cryonerve.planning.treating import Way

GLANCED = {"thin": 0.6, "middle": 0.5, "odd": 0.45, "thick": 0.38}  # worth at a glance
CLOSELY = {"thin": 0.62, "middle": 0.52, "odd": 0.45, "thick": 0.82}


@pytest.fixture
def looks(monkeypatch):
    """What `_devices` yields, and which devices were looked at closely; `good` ones are enough."""

    def yielded(*, good=(), last=True):
        closely = []

        def searched(_, way, *, zooms=3, polish=True):
            del zooms
            worth = (CLOSELY if polish else GLANCED)[way.device]
            if polish:
                closely.append(way.device)
            score = SimpleNamespace(
                worth=worth, good=polish and way.device in good, reach=SimpleNamespace(share=worth)
            )
            return SimpleNamespace(way=way, score=score)

        monkeypatch.setattr(planner, "searched", searched)
        devices = [SimpleNamespace(name=name) for name in GLANCED]
        monkeypatch.setattr(planner, "devices_at_hand", lambda _: devices)
        monkeypatch.setattr(
            planner, "ways", lambda _, device, places: [Way(device, places, places, 2, 120.0, 120.0)]
        )
        found = list(planner._devices(SimpleNamespace(case=None), 2, last=last))
        return closely, found

    return yielded


def test_every_device_is_looked_at_where_none_reaches_the_goal(looks) -> None:
    """The thickest had the best places of all, and a glance had put it last."""
    closely, found = looks()
    assert closely == ["thin", "middle", "odd", "thick"]
    assert max(found, key=lambda one: one.score.worth).way.device == "thick"


def test_two_are_enough_where_one_of_them_reaches_it(looks) -> None:
    assert looks(good=("middle",))[0] == ["thin", "middle"]


def test_with_room_for_one_more_probe_few_are_looked_at(looks) -> None:
    assert looks(last=False)[0] == []  # none nearly reaches the goal
