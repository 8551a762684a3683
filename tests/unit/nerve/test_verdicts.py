from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import binary_dilation

from cryonerve.anatomy.fluid import fluid_name
from cryonerve.bioheat.result import HeatBalance, Stop
from cryonerve.case.case import FieldStanding, Goals, LabelledScan, Limit, Pool
from cryonerve.case.decisive import decisive
from cryonerve.case.protocol import Freeze, Thaw
from cryonerve.nerve import judge, predict
from cryonerve.nerve.verdict import held
from cryonerve.nerve.verdict_ice import withdrawals
from cryonerve.sources import references
from cryonerve.sources.finding_limits import limits, limits_table
from cryonerve.sources.value import Sourced
from synthetic import synthetic_case, synthetic_freezing, synthetic_nerve, synthetic_volume
from unit.nerve.straight import course, history

DOCS = Path(__file__).parents[3] / "docs" / "findings.md"


def findings(case=None, volume=None, freezing=None, *, frozen_only=False):
    """Findings of the synthetic run with some of its parts replaced."""
    case, volume = case or synthetic_case(), volume or synthetic_volume()
    freezing = freezing or synthetic_freezing()
    prediction = None if frozen_only else predict(freezing, volume, case)
    return judge(case, volume, freezing, prediction)


def one(found, about):
    """The only finding whose subject contains these words."""
    chosen = [item for item in found if about in item.about]
    assert len(chosen) == 1, [item.about for item in found]
    return chosen[0]


def test_without_hints_only_sentences_differ() -> None:
    case, volume, freezing = synthetic_case(), synthetic_volume(), synthetic_freezing()
    prediction = predict(freezing, volume, case)
    told, plain = (judge(case, volume, freezing, prediction, hints=hints) for hints in (True, False))
    assert [replace(item, reason="") for item in told] == [replace(item, reason="") for item in plain]
    shorter = [one.about for one, other in zip(told, plain, strict=True) if one.reason != other.reason]
    assert shorter == [limits()["ice-ratio"].about]


def painted(kind, temperature):
    """Freezing whose cells of one kind of structure reach `temperature` at the coldest, walls included."""
    base, volume = synthetic_freezing(), synthetic_volume()
    labels = [item.label for item in volume.structures if item.kind == kind]
    mine = np.isin(base.labels, labels)
    if kind == "artery":  # read at points of its wall, between its cells and those around
        mine = binary_dilation(mine, iterations=2)
    return replace(base, nadir=np.where(mine, np.float32(temperature), base.nadir))


@pytest.mark.parametrize(
    ("kind", "temperature", "level"),
    [
        ("skin", 12.0, "ok"),
        ("skin", 9.0, "note"),
        ("skin", 4.0, "warn"),
        ("skin", -1.0, "stop"),
        ("artery", 5.0, "ok"),
        ("artery", -5.0, "warn"),
        ("artery", -25.0, "stop"),
        ("bone", 5.0, "ok"),
        ("bone", -5.0, "note"),
        ("bone", -25.0, "warn"),
    ],
)
def test_structures_are_held_against_their_limits(kind, temperature, level):
    found = one(findings(freezing=painted(kind, temperature)), f"coldest {kind}")
    assert found.level == level
    assert found.value == pytest.approx(temperature)
    # why and what would help stand only where something is wrong
    assert (limits()[kind].remedy in found.reason) is (level != "ok")


def test_veins_are_held_against_theirs():
    structures = tuple(
        replace(item, kind="vein") if item.kind == "artery" else item
        for item in synthetic_volume().structures
    )
    found = findings(volume=replace(synthetic_volume(), structures=structures))
    assert one(found, "coldest vein").level == "warn"


def test_cells_without_tissue_are_never_the_coldest():
    base = synthetic_freezing()
    skin = base.labels == 1
    nadir = base.nadir.copy()
    spot = tuple(np.argwhere(skin)[0])
    nadir[spot] = -70.0
    tissue = base.tissue_volume.copy()
    tissue[spot] = 0.0
    assert (
        one(findings(freezing=replace(base, nadir=nadir, tissue_volume=tissue)), "coldest skin").level == "ok"
    )
    nadir[spot] = np.nan
    assert one(findings(freezing=replace(base, nadir=nadir)), "coldest skin").level == "ok"


def straight(nadir, **changes):
    """Volume and freezing with one straight treated nerve."""
    nerve = course(**changes)
    freezing = replace(synthetic_freezing(), nerves={nerve.name: history(nerve, nadir)})
    return replace(synthetic_volume(), nerves=(nerve,)), freezing


@pytest.mark.parametrize(
    ("nadir", "coverage", "missing", "length", "evidence"),
    [
        ([[-60.0, -60.0]], "ok", "ok", "ok", "ok"),
        ([[-30.0, -10.0]], "warn", "warn", "warn", "ok"),
        ([[-10.0, -10.0]], "stop", "warn", "warn", "ok"),
        ([[-120.0, -120.0]], "ok", "ok", "ok", "warn"),
    ],
)
def test_the_treated_nerve(nadir, coverage, missing, length, evidence):
    volume, freezing = straight(nadir)
    found = findings(volume=volume, freezing=freezing)
    assert one(found, "fascicle area of the treated nerve").level == coverage
    assert one(found, "falls short of the far side").level == missing
    assert one(found, "length of the treated nerve with a complete").level == length
    assert one(found, "coldest point of the treated nerve").level == evidence


def test_a_short_complete_section_is_noted_below_ten_and_warned_below_six_millimetres():
    for reach, level in ((5.2e-3, "ok"), (4.0e-3, "note"), (2.5e-3, "warn")):
        nerve = course()
        cold = np.where(np.abs(nerve.arc - 10e-3) <= reach, -60.0, 20.0)
        volume, freezing = straight(np.repeat(cold[:, None], 2, axis=1))
        found = one(findings(volume=volume, freezing=freezing), "with a complete section")
        assert found.level == level, found


def test_laws_that_disagree_are_noted_and_agreeing_ones_are_not():
    for nadir, level in ((-25.0, "note"), (-70.0, "ok"), (5.0, "ok")):
        volume, freezing = straight(nadir)
        assert one(findings(volume=volume, freezing=freezing), "published injury laws").level == level


def test_goals_are_held_against_the_reached_length():
    volume, freezing = straight(-60.0)
    for length, below, level in ((10e-3, -20.0, "ok"), (30e-3, -20.0, "warn"), (10e-3, -70.0, "warn")):
        case = replace(synthetic_case(), goals=Goals("tibial", length, below))
        found = one(findings(case, volume, freezing), "goal:")
        assert (found.level, found.source) == (level, "case")
    assert one(findings(replace(synthetic_case(), goals=Goals("tibail"))), "goal:").level == "warn"
    assert (
        "Did you mean 'tibial'"
        in one(findings(replace(synthetic_case(), goals=Goals("tibail"))), "goal").reason
    )
    assert not [f for f in findings(replace(synthetic_case(), goals=None)) if "goal" in f.about]


@pytest.mark.parametrize(
    ("motor", "nadir", "level"),
    [
        (False, 16.0, "ok"),
        (False, 10.0, "note"),
        (False, 4.0, "warn"),
        (False, -3.0, "stop"),
        (True, 16.0, "ok"),
        (True, 9.0, "warn"),
        (True, -0.5, "stop"),
    ],
)
def test_other_nerves_and_motor_branches(motor, nadir, level):
    other = course(name="sural", treated=False, motor=motor)
    volume = replace(synthetic_volume(), nerves=(synthetic_nerve(), other))
    freezing = replace(
        synthetic_freezing(),
        nerves={**synthetic_freezing().nerves, "sural": history(other, nadir)},
    )
    for frozen_only in (False, True):
        found = one(
            findings(volume=volume, freezing=freezing, frozen_only=frozen_only), "coldest point of the sural"
        )
        assert found.level == level


def test_a_nerve_that_nobody_saw_is_said_to_be_assumed():
    for standing, nadir, said, advised in (
        ("traced", -3.0, False, False),
        ("drawn", -3.0, False, False),
        ("assumed", 36.0, True, False),
        ("assumed", -3.0, True, True),
    ):
        other = replace(course(name="motor branch", treated=False, motor=True), standing=standing)
        volume = replace(synthetic_volume(), nerves=(synthetic_nerve(), other))
        nerves = {**synthetic_freezing().nerves, "motor branch": history(other, nadir)}
        case = replace(synthetic_case(), limits=(Limit("Motor-branch", 0.0),))
        found = findings(case, volume, replace(synthetic_freezing(), nerves=nerves))
        reason = one(found, "coldest point of the motor branch").reason
        assert ("where it is assumed to run" in reason) is said
        assert ("Its place is assumed from usual anatomy" in reason) is advised
        assert ("where it is assumed to run" in one(found, "the case's limit").reason) is said


def test_where_no_heat_is_drawn_there_is_none_to_compare_with():
    for extracted, level in ((0.0, "note"), (1e-6, "note"), (-1e-6, "note"), (0.2, "stop")):
        balance = replace(synthetic_freezing().balance, extracted=extracted, error=1.7e4)
        found = findings(freezing=replace(synthetic_freezing(), balance=balance))
        assert one(found, "heat balance error").level == level


def test_a_nerve_label_without_a_course_is_judged_by_its_cells():
    volume = replace(synthetic_volume(), nerves=())
    found = findings(volume=volume, freezing=replace(synthetic_freezing(), nerves={}))
    assert one(found, "coldest point of the tibial nerve").level == "stop"


def test_a_scans_name_of_the_treated_nerve_makes_no_second_nerve():
    volume = synthetic_volume()
    latin = tuple(
        replace(item, name="tibialis nerve") if item.kind == "nerve" else item for item in volume.structures
    )
    found = findings(volume=replace(volume, structures=latin))
    assert not [item.about for item in found if "tibialis" in item.about]


def test_limits_of_the_case_stop_and_unknown_names_are_said():
    for name, above, level in (
        ("skin", 5.0, "ok"),
        ("skin", 30.0, "stop"),
        ("bone", -5.0, "ok"),
        ("tibial", -10.0, "stop"),
        ("tibial artery", 0.0, "stop"),
        ("tibai", 0.0, "warn"),
    ):
        found = one(findings(replace(synthetic_case(), limits=(Limit(name, above),))), "the case's limit")
        assert (found.level, found.source, found.limit) == (level, "case", above)
    assert "Did you mean" in found.reason
    other = course(name="to gastrocnemius", treated=False, motor=True)
    volume = replace(synthetic_volume(), nerves=(synthetic_nerve(), other))
    freezing = replace(
        synthetic_freezing(), nerves={**synthetic_freezing().nerves, other.name: history(other, -1.0)}
    )
    case = replace(synthetic_case(), limits=(Limit("motor branch", 0.0),))
    assert one(findings(case, volume, freezing), "the case's limit").level == "stop"


def test_unsimulated_nerves_are_said():
    nowhere = np.zeros(61, dtype=bool)
    history_ = replace(synthetic_freezing().nerves["tibial"], inside=nowhere)
    freezing = replace(synthetic_freezing(), nerves={"tibial": history_})
    assert one(findings(freezing=freezing), "tibial nerve that was simulated").level == "stop"
    part = replace(history_, inside=np.arange(61) < 20)
    freezing = replace(synthetic_freezing(), nerves={"tibial": part})
    assert one(findings(freezing=freezing), "tibial nerve that was simulated").level == "note"
    far = course(name="saphenous", treated=False)
    volume = replace(synthetic_volume(), nerves=(synthetic_nerve(), far))
    assert one(findings(volume=volume), "saphenous nerve that was simulated").level == "note"


def test_ice_left_at_withdrawal():
    base = synthetic_freezing()
    assert one(findings(), "ice still present").level == "warn"
    assert "mostly in" in one(findings(), "ice still present").reason
    for left, level in ((0.0, "ok"), (2e-9, "note"), (6e-9, "warn")):
        rows = tuple(
            replace(row, volume=left) if (row.phase, row.surface) == ("thaw 2", "ice") else row
            for row in base.isotherms
        )
        assert one(findings(freezing=replace(base, isotherms=rows)), "ice still present").level == level


def test_a_moved_probe_is_pulled_after_its_own_last_step():
    case, phases = synthetic_case(), synthetic_freezing().phases
    second = replace(case.probes[0], name="distal")
    moved = tuple(replace(p, probes=("proximal",) if i < 2 else ("distal",)) for i, p in enumerate(phases))
    case = replace(case, probes=(case.probes[0], second))
    pulled = withdrawals(case, moved)
    assert pulled["proximal"].name == "thaw 1"
    assert pulled["distal"].name == "thaw 2"
    waiting = (*moved, replace(phases[-1], name="wait 1", kind="wait", probes=(), start=480, end=540))
    assert withdrawals(case, waiting)["distal"].name == "wait 1"
    assert withdrawals(case, waiting)["proximal"].name == "thaw 1"


def test_visible_ice_against_the_zone():
    base = synthetic_freezing()
    assert one(findings(), "visible ice").level == "note"
    for ratio, level in ((2.0, "ok"), (4.0, "note"), (7.0, "warn")):
        rows = tuple(
            replace(row, volume={"ice": ratio, "-20C": 1.0, "-40C": 0.1}[row.surface] * 1e-9)
            for row in base.isotherms
        )
        found = one(findings(freezing=replace(base, isotherms=rows)), "visible ice")
        assert (found.level, found.value) == (level, pytest.approx(ratio))
    none = tuple(replace(r, volume=0.0 if r.surface == "-20C" else 1e-9) for r in base.isotherms)
    assert one(findings(freezing=replace(base, isotherms=none)), "visible ice").value is None
    nothing = tuple(replace(r, volume=0.0) for r in base.isotherms)
    assert one(findings(freezing=replace(base, isotherms=nothing)), "visible ice").level == "ok"


def test_console_against_wall():
    base = synthetic_freezing()
    for warmer, level in ((2.0, "ok"), (8.0, "note"), (25.0, "warn")):
        probes = replace(base.probes, values=base.probes.values + np.array([warmer, 0.0]))
        found = one(findings(freezing=replace(base, probes=probes)), "wall warmer")
        assert (found.level, found.value) == (level, pytest.approx(warmer))


def test_moments_without_exchange_are_left_out_of_wall_and_power():
    base = synthetic_freezing()
    values = base.probes.values.copy()
    values[base.probes.times % 240 > 120] = np.nan
    found = findings(freezing=replace(base, probes=replace(base.probes, values=values)))
    assert one(found, "wall warmer").value == pytest.approx(0.0)
    assert one(found, "heat drawn").value == pytest.approx(one(findings(), "heat drawn").value, rel=0.01)


def test_power_is_the_mean_of_the_last_half_minute_and_the_cap_is_said():
    base = synthetic_freezing()
    case = synthetic_case()
    for watts, level in ((3.0, "ok"), (25.0, "warn")):
        values = base.probes.values.copy()
        values[:, 1] = np.where(base.probes.times % 240 > 60, watts, 400.0)
        found = one(
            findings(freezing=replace(base, probes=replace(base.probes, values=values))), "heat drawn"
        )
        assert (found.level, found.value) == (level, pytest.approx(watts))
    device = case.devices["ideal-1.5mm"]
    capped = replace(device, wall=replace(device.wall, power_cap=Sourced(2.0, "W", "assumed")))
    assert one(findings(replace(case, devices={"ideal-1.5mm": capped})), "power cap").level == "note"
    assert not [item for item in findings() if "power cap" in item.about]


def test_decisive_assumptions_are_counted_and_ranked():
    def standing(path, kind):
        return FieldStanding(path, "x", kind)

    paths = ("tissues.fat.conductivity", "patient.sex", "anatomy.nerve_depth", "probes[0].tip", "protocol[0]")
    case = replace(synthetic_case(), standings=tuple(standing(path, "assumed") for path in paths))
    assert [item.path for item in decisive(case)] == [
        "probes[0].tip",
        "anatomy.nerve_depth",
        "protocol[0]",
        "tissues.fat.conductivity",
    ]
    found = one(findings(case), "decisive figures")
    assert (found.level, found.value) == ("warn", 4.0)
    assert "probes[0].tip: where the probe lies" in found.reason
    assert "and 1 more" in found.reason
    stated = replace(case, standings=tuple(standing(path, "stated") for path in paths))
    assert one(findings(stated), "decisive figures").level == "ok"


def test_heat_balance_spacing_and_the_end_of_the_run():
    base = synthetic_freezing()
    for error, level in ((5e-4, "ok"), (-2e-3, "warn"), (0.02, "stop")):
        balance = HeatBalance(1.0, 1.0, 0.0, error)
        assert one(findings(freezing=replace(base, balance=balance)), "heat balance").level == level
    for spacing, level in ((0.5e-3, "ok"), (1e-3, "warn")):
        solver = replace(base.solver, spacing=spacing)
        assert one(findings(freezing=replace(base, solver=solver)), "finest spacing").level == level
    assert one(findings(), "simulated time").level == "ok"
    for stop in (Stop.unstable, Stop.cancelled):
        found = findings(freezing=replace(base, stop=stop))
        assert one(found, "simulated time").level == "stop"
        assert not [item for item in found if "withdrawn" in item.about]


def test_the_gap_to_the_nearest_probe_is_told_in_words():
    case = synthetic_case()
    nerve = course(semi_axes=np.tile([3e-3, 1e-3], (41, 1)))
    volume = replace(synthetic_volume(), nerves=(nerve,))
    freezing = replace(synthetic_freezing(), nerves={})  # those of the synthetic run are of another nerve
    for x, level, words in ((6e-3, "ok", "2.2 mm beside"), (2e-3, "note", "0.9 mm into")):
        near, far = (replace(case.probes[0], tip=(x + more, 0.0, 5e-3)) for more in (0.0, 9e-3))
        probes = tuple(
            replace(item, name=name, axis=(0.0, 0.0, 1.0)) for name, item in (("far", far), ("near", near))
        )
        found = one(
            findings(replace(case, probes=probes), volume, freezing, frozen_only=True),
            "gap between probe and treated nerve",
        )
        assert found.level == level
        assert f"The probe 'near' {'lies' if level == 'ok' else 'reaches'} {words}" in found.reason


def test_a_block_without_nerve_or_skin_is_judged_all_the_same():
    structures = (replace(synthetic_volume().structures[2], label=1),)
    volume = replace(synthetic_volume(), structures=structures, nerves=(), vessels=(), assumptions=())
    freezing = replace(synthetic_freezing(), nerves={}, labels=np.ones_like(synthetic_freezing().labels))
    case = replace(synthetic_case(), goals=None, limits=())
    for frozen_only in (False, True):
        about = {item.about for item in findings(case, volume, freezing, frozen_only=frozen_only)}
        assert "heat balance error" in about
        assert not any("nerve" in text or "skin" in text for text in about)


def test_goals_and_limits_for_what_a_block_has_not_are_only_noted():
    volume = replace(synthetic_volume(), structures=(synthetic_volume().structures[2],), nerves=())
    freezing = replace(synthetic_freezing(), nerves={})
    case = replace(synthetic_case(), limits=(Limit("skin", 5.0), Limit("motor branch", 0.0)))
    found = findings(case, volume, freezing)
    assert one(found, "goal").level == "note"
    assert one(found, "limit for skin").level == one(found, "limit for motor branch").level == "note"
    assert "no nerve in this volume" in one(found, "goal").reason


def test_a_case_without_probe_or_freeze_is_judged_all_the_same():
    base = synthetic_freezing()
    case = replace(synthetic_case(), probes=(), protocol=(Thaw(10.0),))
    empty = replace(base.probes, names=(), values=np.empty((base.probes.times.size, 0)))
    assert findings(case, freezing=replace(base, probes=empty))
    thaw_only = replace(synthetic_case(), protocol=(Thaw(10.0),))
    assert not [item for item in findings(thaw_only) if "wall warmer" in item.about]
    named = replace(synthetic_case(), protocol=(Freeze(-70.0, 60.0, ("proximal",)), Thaw(60.0)))
    assert one(findings(named), "wall warmer").value == pytest.approx(-10.0, abs=0.5)


def test_every_finding_can_be_written_and_says_something():
    for item in findings():
        json.dumps(asdict(item), allow_nan=False)
        assert item.reason.endswith(".")
        assert item.source in {"assumed", "case"} or item.source in references()


def test_every_row_of_the_table_is_used():
    used = set()
    original = limits()

    class Watched(dict):
        def __getitem__(self, key):
            used.add(key)
            return original[key]

    from cryonerve.nerve import verdict

    before = verdict.limits
    verdict.limits = Watched
    try:
        vein = tuple(
            replace(item, kind="vein") if item.kind == "skin" else item
            for item in synthetic_volume().structures
        )
        motor = course(name="to soleus", treated=False, motor=True)
        sural = course(name="sural", treated=False)
        volume = replace(synthetic_volume(), nerves=(synthetic_nerve(), motor, sural))
        nerves = {
            **synthetic_freezing().nerves,
            "to soleus": history(motor, 20.0),
            "sural": history(sural, 20.0),
        }
        freezing = replace(synthetic_freezing(), nerves=nerves)
        findings(volume=volume, freezing=freezing)
        findings(volume=replace(volume, structures=vein), freezing=freezing)
        pool = Pool("pool", (0.0, 0.0, 0.0), size=(60e-3, 60e-3, 60e-3))
        wet = tuple(
            replace(item, name=fluid_name(pool), kind="fluid") if item.kind == "muscle" else item
            for item in synthetic_volume().structures
        )
        case = replace(synthetic_case(), hydrodissection=(pool,))
        findings(case, replace(volume, structures=wet), freezing)
        scan = replace(synthetic_case(), anatomy=LabelledScan("a.nii", "b.tsv", "tibial"))
        findings(scan, volume, freezing)
    finally:
        verdict.limits = before
    assert used == set(original)


def test_the_docs_show_the_limits_that_are_used():
    text = DOCS.read_text(encoding="utf-8")
    assert limits_table() in text, "docs/findings.md has drifted: paste the output of limits_table()"


def test_a_not_a_number_is_never_ok():
    assert held("heat-balance", float("nan"), "Unknown.").level != "ok"


def lasting(*seconds):
    """The synthetic freezing with freezes of these lengths and nothing else in its protocol."""
    base, start, phases = synthetic_freezing(), 0.0, []
    first = next(phase for phase in base.phases if phase.kind == "freeze")
    for order, length in enumerate(seconds, 1):
        phases.append(replace(first, name=f"freeze {order}", start=start, end=start + length))
        start += length
    return replace(base, phases=tuple(phases))


@pytest.mark.parametrize(
    ("seconds", "longer", "shorter", "more"),
    [
        ((120.0, 120.0), "ok", "ok", "ok"),
        ((181.0,), "warn", "ok", "ok"),
        ((120.0, 20.0), "ok", "warn", "ok"),
        ((60.0, 60.0, 60.0, 60.0), "ok", "ok", "warn"),
    ],
)
def test_freezes_beyond_those_studied_are_said_with_their_limit(seconds, longer, shorter, more):
    found = findings(freezing=lasting(*seconds))
    assert one(found, "longest freeze").level == longer
    assert one(found, "shortest freeze").level == shorter
    assert one(found, "number of freezes").level == more
    assert one(found, "longest freeze").limit == 180.0
    assert one(found, "longest freeze").value == max(seconds)


@pytest.mark.parametrize(("half", "level"), [(0.5e-3, "ok"), (2.3e-3, "warn")])
def test_a_nerve_thicker_than_those_studied_is_said(half, level):
    nerve = synthetic_nerve()
    size = half / nerve.semi_axes.max()
    nerve = replace(
        nerve,
        semi_axes=np.full_like(nerve.semi_axes, half),
        fascicle_radii=size * nerve.fascicle_radii,
    )
    found = one(
        findings(volume=replace(synthetic_volume(), nerves=(nerve,))), "thickness of the tibial nerve"
    )
    assert found.level == level
    assert found.value == pytest.approx(2e3 * half)


def test_whose_nerves_the_laws_rest_on_is_always_said():
    both = one(findings(), "species")
    assert both.level == "note"
    assert "rats" in both.reason
    assert "rabbits" in both.reason
    alone = one(findings(case=replace(synthetic_case(), injury_laws={"zhou-1983": 1.0})), "species")
    assert "rats" not in alone.reason
    assert not [item for item in findings(frozen_only=True) if "species" in item.about]
