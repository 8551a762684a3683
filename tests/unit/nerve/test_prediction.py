from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.anatomy.courses import Tube
from cryonerve.errors import InputError
from cryonerve.nerve import predict
from synthetic import (
    coldest,
    distance_from_probe,
    synthetic_case,
    synthetic_freezing,
    synthetic_nerve,
    synthetic_volume,
)
from unit.nerve.straight import course, history


def predicted(nerve, temperatures, case=None):
    """Prediction for a straight nerve with these coldest temperatures."""
    freezing = replace(synthetic_freezing(), nerves={nerve.name: temperatures})
    volume = replace(synthetic_volume(), nerves=(nerve,))
    return predict(freezing, volume, case or synthetic_case())


def test_the_synthetic_nerve_is_covered_where_its_samples_say():
    lesion = predict(synthetic_freezing(), synthetic_volume(), synthetic_case()).lesions["tibial"]
    samples = synthetic_freezing().nerves["tibial"].nadir_samples
    # all fascicles of the synthetic nerve are equal at a station, so area is number there
    assert lesion.area_fraction[-20.0] == pytest.approx((samples < -20).mean(axis=(1, 2)))
    assert lesion.min_temperature == pytest.approx(
        min(samples.min(), synthetic_freezing().nerves["tibial"].rim_nadir.min())
    )
    assert len(lesion.completeness.fascicles) == 12
    assert lesion.missing == 0.0
    assert lesion.full_length == pytest.approx(2.5e-3, abs=0.5e-3)


def test_a_shifted_nerve_misses_by_the_distance_of_its_far_rim_from_the_surface():
    base, shift = synthetic_nerve(), np.array([-1.5e-3, 0.0, 0.0])
    nerve = replace(base, points=base.points + shift)
    old = synthetic_freezing().nerves["tibial"]

    def nadir(offsets):
        world = nerve.points[:, None, :] + np.einsum("snc,scd->snd", offsets, nerve.across)
        return coldest(world)

    ring = nerve.semi_axes[:, None, :] * np.stack(
        [np.cos(2 * np.pi * np.arange(16) / 16), np.sin(2 * np.pi * np.arange(16) / 16)], axis=1
    )
    shifted = replace(
        old,
        nadir_samples=np.repeat(nadir(nerve.fascicle_offsets)[:, :, None], 7, axis=2),
        rim_nadir=nadir(ring),
    )
    lesion = predicted(nerve, shifted).lesions["tibial"]
    rim = Tube(nerve.points, nerve.semi_axes, nerve.across).outline(16)[lesion.best_station]
    # the -20 degC surface is a tube around the probe: radius from the closed form of the temperature
    radius = 0.75e-3 * (7.5 / 0.75) ** (60.0 / 79.5)
    assert lesion.best_area_fraction < 0.95
    assert lesion.missing == pytest.approx(distance_from_probe(rim).max() - radius, abs=0.1e-3)
    assert lesion.completeness.spared
    assert max(item.missing for item in lesion.completeness.spared) < lesion.missing
    assert "are spared by up to" in lesion.sentence


def test_spared_fascicles_are_named_and_counted():
    nerve = course(radii=[[1.0, 1.0, 1.0, 0.0]])
    lesion = predicted(nerve, history(nerve, [[-40.0, -19.0, -25.0, 37.0]])).lesions["tibial"]
    assert [item.index for item in lesion.completeness.spared] == [1]
    assert len(lesion.completeness.fascicles) == 3
    assert "interrupt 2 of 3 fascicles" in lesion.sentence
    assert lesion.completeness.interrupted == (0, 2)
    assert lesion.full_length == 0.0
    assert lesion.grade == "mixed"


def test_a_covered_nerve_says_so_with_the_odds_of_each_law():
    nerve = course()
    lesion = predicted(nerve, history(nerve, -60.0)).lesions["tibial"]
    assert lesion.grade == "axonotmesis"
    assert lesion.full_length == pytest.approx(20e-3)
    assert lesion.sentence.startswith(
        "Both freezes interrupt all 2 fascicles of the tibial nerve, all together"
    )
    assert "The chance of a complete interruption is" in lesion.sentence
    assert lesion.by_law["evans-1981"] == pytest.approx(1.0, abs=1e-3)
    assert set(lesion.by_law) == {"evans-1981", "zhou-1983", "evans-cautious", "device-label"}
    assert lesion.sheath_preserved is True


def test_a_warm_nerve_is_named_by_its_coldest_point():
    nerve = course()
    prediction = predicted(nerve, history(nerve, 12.0))
    assert prediction.lesions["tibial"].grade == "none"
    assert prediction.lesions["tibial"].sentence.startswith("No part of the tibial nerve reaches -20 degC")
    assert prediction.lesions["tibial"].p_axonotmesis == 0.0
    assert prediction.recoveries == {}


def test_treated_nerves_come_first_and_unsimulated_ones_are_left_out():
    sural = course(name="sural", treated=False)
    far = course(name="saphenous", treated=False)
    tibial = course()
    freezing = replace(
        synthetic_freezing(),
        nerves={
            "sural": history(sural, 20.0),
            "tibial": history(tibial, -30.0),
            "saphenous": replace(history(far, 37.0), inside=np.zeros(41, dtype=bool)),
        },
    )
    volume = replace(synthetic_volume(), nerves=(sural, far, tibial))
    assert list(predict(freezing, volume, synthetic_case()).lesions) == ["tibial", "sural"]


def test_a_case_without_a_nerve_gives_an_empty_prediction():
    volume = replace(synthetic_volume(), nerves=())
    prediction = predict(replace(synthetic_freezing(), nerves={}), volume, synthetic_case())
    assert prediction.lesions == {}
    assert prediction.recoveries == {}


def test_another_volumes_history_is_refused():
    nerve = course(stations=20)
    with pytest.raises(InputError, match="history has 61 stations, its course 20"):
        predicted(nerve, synthetic_freezing().nerves["tibial"])


def test_the_same_input_gives_the_same_numbers():
    first, second = (predict(synthetic_freezing(), synthetic_volume(), synthetic_case()) for _ in range(2))
    assert first.lesions["tibial"].p_axonotmesis == second.lesions["tibial"].p_axonotmesis
    assert first.recoveries["tibial"] == second.recoveries["tibial"]


def with_laws(nadir, *, case=None, laws=None):
    nerve = course()
    freezing = replace(synthetic_freezing(), nerves={nerve.name: history(nerve, nadir)})
    volume = replace(synthetic_volume(), nerves=(nerve,))
    return predict(freezing, volume, case or synthetic_case(), laws=laws).lesions["tibial"]


def test_one_law_alone_decides_probability_band_and_grade():
    both = with_laws(-25.0)
    evans, zhou = (with_laws(-25.0, laws=name) for name in ("evans-1981", "zhou-1983"))
    assert (evans.grade, zhou.grade) == ("axonotmesis", "mixed")
    assert zhou.p_axonotmesis == pytest.approx(both.by_law["zhou-1983"])
    assert evans.p_axonotmesis == pytest.approx(both.by_law["evans-1981"])
    assert evans.by_law == zhou.by_law == both.by_law
    assert zhou.sentence.endswith("The chance of a complete interruption is 5 % (by zhou-1983 alone).")
    assert "by single published laws" in both.sentence
    assert float(zhou.odds.axonotmesis) == zhou.p_axonotmesis


def test_the_case_names_the_laws_and_the_call_overrules_it():
    case = replace(synthetic_case(), injury_laws={"zhou-1983": 1.0})
    assert with_laws(-25.0, case=case).weights["zhou-1983"] == 1.0
    assert with_laws(-25.0, case=case, laws="evans-1981").weights["evans-1981"] == 1.0
    assert with_laws(-25.0).weights["evans-1981"] == pytest.approx(2 / 3, abs=1e-4)


def test_each_fascicle_has_odds_of_its_own():
    lesion = with_laws(np.tile([[-60.0, 3.0]], (41, 1)))
    odds = lesion.fascicle_odds
    assert odds.axonotmesis[0] > 0.95
    assert odds.block[1] == 1.0
    assert odds.none + odds.block + odds.axonotmesis == pytest.approx(np.ones(2))
    # the nerve as a whole is not interrupted, because one of its fascicles is not
    assert lesion.odds.axonotmesis == 0.0
