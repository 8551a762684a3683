from __future__ import annotations

import pytest

from cryonerve.nerve.degeneration import SAID, SPROUTING, degeneration
from cryonerve.nerve.exposure import expose
from cryonerve.nerve.recovery import recover
from cryonerve.sources.degeneration import degeneration_stages
from synthetic import synthetic_case
from unit.nerve.straight import course, history

RECOVERY = recover(course(), expose(course(), history(course(), -60.0)), synthetic_case())


@pytest.mark.parametrize("what", ["axonotmesis", "mixed", "outside evidence"])
def test_interrupted_axons_degenerate(what):
    found = degeneration("tibial", what, RECOVERY)
    titles = [stage.title for stage in degeneration_stages().values()]
    assert [stage.name for stage in found.stages] == [*titles[:-1], SPROUTING, titles[-1]]
    assert found.sentence == SAID[what]
    assert "hsu2015" in found.sources


@pytest.mark.parametrize("what", ["none", "block"])
def test_blocked_axons_do_not(what):
    found = degeneration("tibial", what, None)
    assert found.stages == ()
    assert "no axon degenerates" in found.sentence


def test_mixed_says_that_not_all_axons_degenerate():
    assert "an unknown share" in degeneration("tibial", "mixed", RECOVERY).sentence
    assert "minutes after rewarming" in degeneration("tibial", "mixed", RECOVERY).sentence


def test_stages_are_in_order_and_bands_rise():
    stages = degeneration("tibial", "axonotmesis", RECOVERY).stages
    for stage in stages:
        assert stage.begins.p5 <= stage.begins.p50 <= stage.begins.p95
        assert stage.ends.p5 <= stage.ends.p50 <= stage.ends.p95
        assert stage.begins.p50 < stage.ends.p50
    ends = {stage.name: stage.ends.p50 for stage in stages}
    assert ends["far part stops conducting"] < ends["axons break up"] < ends["debris is cleared"]
    assert ends["debris is cleared"] < ends["new myelin"]


def test_sprouting_is_the_lag_and_the_arrival_of_regrowth():
    (sprouting,) = (
        stage for stage in degeneration("tibial", "axonotmesis", RECOVERY).stages if stage.name == SPROUTING
    )
    assert sprouting.begins.p50 == pytest.approx(RECOVERY.lag.value / 86400)
    assert sprouting.ends == RECOVERY.regrowth_days
