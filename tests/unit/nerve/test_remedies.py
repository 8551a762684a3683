"""What would reach spared fascicles: what is proposed, what a full run says of it, and how that is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.bioheat.result import Stop
from cryonerve.nerve import remedies
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.completeness import Move, Remedy, completeness
from cryonerve.nerve.first_sentence import sentence
from cryonerve.nerve.lesion import Prediction
from cryonerve.nerve.other_treatments import treatments
from cryonerve.nerve.remedies import with_remedies, worth_looking
from synthetic import (
    synthetic_case,
    synthetic_freezing,
    synthetic_nerve,
    synthetic_prediction,
    synthetic_volume,
)
from unit.nerve.straight import course, history


def spared_one():
    """Two of three fascicles interrupted, with a move that the estimate says would do."""
    nerve = course(radii=((1.0, 1.0, 1.0),))
    met = history(nerve, [[-40.0, -40.0, -5.0]])
    freezing = replace(synthetic_freezing(), nerves={nerve.name: met})
    what = completeness(nerve, met, freezing)
    return nerve, freezing, replace(what, move=Move("deeper", 1e-3), tried=5e-3)


def said(**changes) -> str:
    return sentence(replace(spared_one()[2], **changes))


def test_a_move_is_an_estimate_until_a_full_run_confirms_or_refutes_it():
    words = "a tip 1 mm deeper"
    assert "deeper would reach it (estimated, a new run must confirm it)." in said()
    assert said(remedy=Remedy(words, 3)).endswith("(estimated, a new run must confirm it).")
    assert said(remedy=Remedy(words, 3, 3)).endswith("deeper would reach it (confirmed by a full run).")
    assert said(remedy=Remedy(words, 3, 2)).endswith(
        "by the estimate a tip 1 mm deeper would reach it, but a full run does not confirm it: "
        "2 of 3 interrupted."
    )


def test_what_was_tried_in_vain_and_what_is_in_the_way_is_said():
    nothing = Remedy("", 3, not_enough=("freezes of 6 min", "one more probe opposite"), barred="the artery")
    text = said(move=None, remedy=nothing)
    assert "is not enough to reach it, nor freezes of 6 min or one more probe opposite (estimated)" in text
    assert text.endswith("on the other side a probe would pass through the artery.")
    found = Remedy("one more probe opposite", 3, 3, not_enough=("freezes of 6 min",))
    assert said(move=None, remedy=found).endswith(
        "nor freezes of 6 min (estimated); one more probe opposite would reach it (confirmed by a full run)."
    )


def proposed(case=None, volume=None):
    return list(treatments(case or synthetic_case(), synthetic_nerve(), volume or synthetic_volume()))


def test_the_artery_on_the_other_side_bars_the_way():
    first = proposed()[0][0]
    assert first.again
    assert first.barred == "the tibial artery"
    assert not any("opposite" in one.words for rising in proposed() for one in rising)


def test_a_free_other_side_is_proposed_as_far_from_the_nerve():
    whole = synthetic_volume()
    free = replace(whole, labels=np.where(whole.labels == 5, 3, whole.labels), vessels=())
    other, longer, opposite = proposed(volume=free)
    (now,), (there,) = placements_of(synthetic_case()), placements_of(other[0].case)
    nerve = synthetic_nerve()
    assert other[0].barred == ""
    assert gap_between(nerve, there).width == pytest.approx(gap_between(nerve, now).width, abs=0.05e-3)
    assert (there.tip - now.tip)[:2] @ (now.tip - nerve.points.mean(axis=0))[:2] < 0
    assert [step.seconds for step in longer[-1].case.protocol[::2]] == [
        3.0 * step.seconds for step in synthetic_case().protocol[::2]
    ]
    assert [probe.name for probe in opposite[0].case.probes] == ["proximal", "proximal opposite"]


def test_a_vessel_thinner_than_a_voxel_bars_the_way_all_the_same():
    whole = synthetic_volume()
    unseen = replace(whole, labels=np.where(whole.labels == 5, 3, whole.labels))
    assert proposed(volume=unseen)[0][0].barred == f"the {whole.vessels[0].name}"


def test_a_thicker_probe_keeps_its_wall_from_the_nerve():
    case = synthetic_case()
    thin = case.devices["ideal-1.5mm"]
    thick = replace(thin, name="thick", title="Thick", diameter=replace(thin.diameter, value=2.5e-3))
    huge = replace(thin, name="huge", title="Huge", diameter=replace(thin.diameter, value=8e-3))
    other_gas = replace(thick, name="other", title="Other", gas="argon")
    many = replace(case, devices={item.name: item for item in (thin, thick, huge, other_gas)})
    (last,) = proposed(many)[-1]
    assert last.words == "a thicker probe (Thick, 2.5 mm)"
    (now,), (then,) = placements_of(case), placements_of(last.case)
    nerve = synthetic_nerve()
    assert gap_between(nerve, then).width == pytest.approx(gap_between(nerve, now).width, abs=0.05e-3)


def prepared(monkeypatch, nadir, stop=Stop.finished):
    """A prediction with one spared fascicle, and a solver that answers with these coldest temperatures."""
    nerve, freezing, what = spared_one()
    asked = []

    def answer(volume, case, **_):
        asked.append(case)
        return replace(freezing, nerves={nerve.name: history(nerve, nadir)}, stop=stop)

    monkeypatch.setattr(remedies, "freeze", answer)
    lesion = replace(synthetic_prediction().lesions["tibial"], completeness=what)
    prediction = Prediction({"tibial": lesion}, {})
    volume = replace(synthetic_volume(), nerves=(nerve,))
    return prediction, freezing, volume, asked


@pytest.mark.parametrize(("third", "count"), [(-40.0, 3), (-5.0, 2)])
def test_the_move_is_run_in_full_and_counted(monkeypatch, third, count):
    prediction, freezing, volume, asked = prepared(monkeypatch, [[-40.0, -40.0, third]])
    lesion = with_remedies(prediction, freezing, volume, synthetic_case()).lesions["tibial"]
    assert lesion.completeness.remedy.interrupted == count
    assert ("confirmed by a full run" in lesion.sentence) is (count == 3)
    assert ("does not confirm it: 2 of 3" in lesion.sentence) is (count == 2)
    (case,) = asked
    shift = np.array(case.probes[0].tip) - synthetic_case().probes[0].tip
    assert shift == pytest.approx(-1e-3 * np.array(synthetic_case().probes[0].axis))
    assert case.sensors == ()
    assert case.solver.spacing == freezing.solver.spacing


def test_a_full_run_that_was_stopped_confirms_nothing(monkeypatch):
    prediction, freezing, volume, _ = prepared(monkeypatch, [[-40.0] * 3], stop=Stop.cancelled)
    lesion = with_remedies(prediction, freezing, volume, synthetic_case()).lesions["tibial"]
    assert lesion.completeness.remedy.confirmed is None
    assert "(estimated, a new run must confirm it)" in lesion.sentence


def test_nothing_is_looked_for_where_nothing_is_spared_or_the_run_was_stopped():
    _, freezing, what = spared_one()
    lesion = replace(synthetic_prediction().lesions["tibial"], completeness=what)
    assert worth_looking(Prediction({"tibial": lesion}, {}), freezing) == ("tibial",)
    assert worth_looking(Prediction({"tibial": lesion}, {}), replace(freezing, stop=Stop.cancelled)) == ()
    whole = replace(lesion, completeness=replace(what, spared=()))
    assert worth_looking(Prediction({"tibial": whole}, {}), freezing) == ()


def looked_at(monkeypatch, would_do):
    """What is chosen where no move is known, when these would do by the estimate; and what was asked."""
    nerve, freezing, what = spared_one()
    whole = synthetic_volume()
    free = replace(whole, labels=np.where(whole.labels == 5, 3, whole.labels), vessels=())
    bench = remedies._Bench(nerve, freezing, free, synthetic_case(), replace(what, move=None))
    asked = []

    def estimated(treatment, prepared, bench):
        asked.append(treatment.words)
        return would_do(treatment.words)

    monkeypatch.setattr(remedies, "preview", lambda *_, **__: None)
    monkeypatch.setattr(remedies, "_estimated", estimated)
    return remedies._chosen(bench), asked


def test_treatments_are_looked_at_in_order_and_the_first_that_would_do_is_chosen(monkeypatch):
    (chosen, remedy), asked = looked_at(monkeypatch, lambda words: "opposite" in words)
    assert "other side" in asked[0]
    assert chosen.words == remedy.words == asked[-1]
    assert remedy.not_enough == tuple(asked[:-1])
    assert len(asked) == 3  # the other side, the longest freezes, one more probe: nothing after it


def test_of_what_rises_the_least_that_would_do_is_chosen(monkeypatch):
    (chosen, remedy), asked = looked_at(monkeypatch, lambda words: "freeze" in words)
    longest, *rising = [words for words in asked if "freeze" in words]
    assert chosen.words == rising[0] != longest
    assert remedy.not_enough == (asked[0],)


def test_where_nothing_would_do_that_is_said_of_all_that_was_tried(monkeypatch):
    (chosen, remedy), asked = looked_at(monkeypatch, lambda words: False)
    assert chosen is None
    assert remedy.words == ""
    assert remedy.not_enough == tuple(asked)
