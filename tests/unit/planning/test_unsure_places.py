"""Nerves, vessels and edges of a scan that may lie elsewhere: what is drawn, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy import build
from cryonerve.bioheat.probe_boundary import placements_of
from cryonerve.case.case import FieldStanding, Goals
from cryonerve.nerve.closeness import gap_between
from cryonerve.planning import spreading
from cryonerve.planning.lean import COARSE, LONG, Common, numbers_of
from cryonerve.planning.unknowns import drawn, unknowns_of, values_of
from cryonerve.sources import scan_unknowns
from cryonerve.ultrasound.calipers import typed
from cryonerve.ultrasound.scaled_phantom import scaled
from tests.unit.anatomy.people import probe_at
from tests.unit.anatomy.test_scanned_limb import ORIGIN, scan_case, write

SD = 0.6e-3
PLACES = ("nerve place / towards", "nerve place / beside", "nerve slant / towards", "nerve slant / beside")
EDGES = ("edge / muscle", "edge / bone", "edge / skin", "edge / vessels")
AREA, COLDEST = "nerves / tibial / fascicle_area_below_-20C", "nerves / tibial / min_temperature_degC"


def case_in(folder, **changes):
    """One probe lateral of the traced nerve, two freezes."""
    base = cn.load("straight-probe-block")
    tip = np.array([35.0 + 0.1 * 30 - 3.1, 14.0, 25.0]) + ORIGIN
    case = scan_case(folder, probes=(probe_at(*tip),), **changes)
    return replace(case, protocol=base.protocol, goals=Goals("tibial", length=3e-3))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("scan"))


@pytest.fixture(scope="module")
def scan(folder):
    case = case_in(folder, uncertainty_nerve=SD, uncertainty_boundary=0.8e-3)
    return case, build(case)


@pytest.fixture(scope="module")
def sure(folder):
    case = case_in(folder, uncertainty_nerve=0.0, uncertainty_boundary=0.0)
    return case, build(case)


def test_a_scan_is_unsure_of_its_nerves_vessels_and_edges(scan) -> None:
    found = {item.name: item for item in unknowns_of(*scan)}
    assert set(PLACES) | set(EDGES) | {"other nerves"} <= set(found)
    assert {found[name].number.spread for name in (*PLACES, "other nerves", "edge / vessels")} == {SD}
    assert {found[name].number.spread for name in EDGES[:3]} == {0.8e-3}
    assert found["nerve place / beside"].title == "nerve where it was traced, sideways"
    for item in found.values():
        assert item.at(0.05) < item.at(0.5) < item.at(0.95), item.name


def test_a_case_that_is_sure_is_spread_as_before(sure) -> None:
    case, volume = sure
    before = [item.name for item in unknowns_of(case, volume)]
    assert not [name for name in before if "place" in name or "edge" in name or "nerves" in name]
    mine = drawn(case, volume, dict.fromkeys((*PLACES, *EDGES, "other nerves"), 0.0)).volume
    assert mine.labels is volume.labels
    for course, other in zip(mine.nerves, volume.nerves, strict=True):
        assert (course.points == other.points).all()


def test_without_a_word_the_voxels_tell(folder) -> None:
    case = case_in(folder)
    found = {item.name: item.number for item in unknowns_of(case, build(case))}
    width = (0.8 * 0.8 * 1.5) ** (1 / 3) * 1e-3
    assert found["nerve place / towards"].spread == pytest.approx(max(0.5e-3, 0.5 * width))
    assert found["nerve place / towards"].standing == "assumed"


def test_the_nerve_comes_nearer_or_goes_aside(scan) -> None:
    case, volume = scan
    (place,) = placements_of(case)
    before = gap_between(volume.nerves[0], place).width
    nearer = drawn(case, volume, {"nerve place / towards": 0.4e-3}).volume.nerves[0]
    aside = drawn(case, volume, {"nerve place / beside": 0.4e-3}).volume.nerves[0]
    assert gap_between(nearer, place).width == pytest.approx(before - 0.4e-3, abs=0.05e-3)
    assert gap_between(aside, place).width == pytest.approx(before, abs=0.1e-3)
    for course in (nearer, aside):
        assert (course.semi_axes == volume.nerves[0].semi_axes).all()
        assert np.linalg.norm(course.points - volume.nerves[0].points, axis=1).max() == pytest.approx(0.4e-3)


def test_a_place_errs_as_much_everywhere_and_alike_where_it_is_near(scan) -> None:
    case, volume = scan
    nerve, rng = volume.nerves[0], np.random.default_rng(3)
    shifts = []
    for first, second in rng.normal(scale=SD, size=(800, 2)):
        values = {"nerve place / beside": first, "nerve slant / beside": second}
        shifts.append(drawn(case, volume, values).volume.nerves[0].points - nerve.points)
    beside = np.array(shifts) @ np.array([0.0, 1.0, 0.0])  # the probe stands along x
    assert beside.std(axis=0) == pytest.approx(SD, rel=0.1)
    middle = len(nerve.points) // 2
    length = scan_unknowns().correlation.value
    for other in (middle + 10, middle + 20):
        apart = nerve.arc[other] - nerve.arc[middle]
        assert np.corrcoef(beside[:, middle], beside[:, other])[0, 1] == pytest.approx(
            np.cos(apart / length), abs=0.04
        )


def test_other_nerves_come_nearer_and_the_treated_one_does_not(scan) -> None:
    case, volume = scan
    (place,) = placements_of(case)
    mine = drawn(case, volume, {"other nerves": 0.5e-3}).volume
    assert (mine.nerves[0].points == volume.nerves[0].points).all()
    before, after = (gap_between(item.nerves[1], place).width for item in (volume, mine))
    assert after < before - 0.3e-3


def test_edges_move_in_the_voxels_and_the_nerve_stays(scan) -> None:
    case, volume = scan
    nerve = [item.label for item in volume.structures if item.kind == "nerve"]
    for name, kinds in (("muscle", ("muscle",)), ("vessels", ("artery",)), ("bone", ("bone",))):
        shares = []
        for shift in (-0.8e-3, 0.8e-3):
            mine = drawn(case, volume, {f"edge / {name}": shift}).volume
            labels = [item.label for item in mine.structures if item.kind in kinds]
            shares.append(float(np.isin(mine.labels, labels).mean()))
            nerves = [float(np.isin(one.labels, nerve).mean()) for one in (volume, mine)]
            assert nerves[0] == pytest.approx(nerves[1], rel=1e-9), name
        assert shares[0] < shares[1], name


def test_a_phantom_is_unsure_of_its_depth_where_the_case_says_so() -> None:
    case = cn.load("tibial-neuroma-child")
    case = replace(case, solver=replace(case.solver, spacing=2e-3))
    volume = cn.build(case)
    assert "nerve depth" not in [item.name for item in unknowns_of(case, volume)]
    book = FieldStanding("anatomy.nerve_depth", "14 mm", "stated", spread=1e-3)
    measured = replace(case, standings=(book, *case.standings))
    (item,) = [item for item in unknowns_of(measured, volume) if item.name == "nerve depth"]
    assert (item.number.spread, item.number.source) == (1e-3, "case")
    deeper = drawn(measured, volume, {"nerve depth": 1e-3}).volume.nerves[0].points - volume.nerves[0].points
    assert deeper[:, 1] == pytest.approx(1e-3, abs=0.2e-3)  # the skin lies behind it, at -y


def formula(common: Common, payload: object) -> Mapping[str, float]:
    """Coverage that falls with the distance of the nerve from where it was traced."""
    if payload is None or isinstance(payload, str):
        return {AREA: 0.9} if payload else {}
    values = values_of(common.unknowns, payload)
    away = values["nerve place / towards"] - 0.5 * values["nerve place / beside"]
    return {AREA: 0.9 + 200.0 * away + 20.0 * values["edge / muscle"], COLDEST: -30.0}


def test_places_are_in_what_a_number_hangs_on(scan, monkeypatch) -> None:
    monkeypatch.setattr(spreading, "procedure", formula)
    found = cn.spread(*scan, samples=128, error=0.0, workers=1, numbers=(AREA,), places=False)
    (hangs,) = found.sensitivities
    first = dict(hangs.first)
    assert first["nerve place / towards"] == pytest.approx(0.8, abs=0.06)
    assert first["nerve place / beside"] == pytest.approx(0.2, abs=0.06)
    assert max(first, key=lambda name: first[name]) == "nerve place / towards"


@pytest.mark.slow
def test_coverage_is_less_sure_where_the_nerve_is_less_sure(scan, sure) -> None:
    bands = []
    for case, volume in (sure, scan):
        found = cn.spread(case, volume, samples=96, error=0.0, workers=1, places=False)
        bands.append(found.band(AREA))
    assert bands[1].p5 < bands[0].p5 - 0.01
    assert bands[1].p95 - bands[1].p5 > bands[0].p95 - bands[0].p5


@pytest.mark.slow
def test_samples_are_like_full_runs_of_the_same_draws(scan) -> None:
    case, volume = scan
    common, rng = Common.of(case, volume), np.random.default_rng(5)
    quick, full = [], []
    for _ in range(6):
        shares = rng.uniform(0.1, 0.9, len(common.unknowns))
        values = values_of(common.unknowns, shares)
        lean = numbers_of(drawn(case, common.volume, values), spacing=COARSE, step_scale=LONG)
        whole = numbers_of(drawn(case, volume, values), spacing=None)
        quick.append((lean[AREA], lean[COLDEST]))
        full.append((whole[AREA], whole[COLDEST]))
    apart = np.abs(np.array(quick) - np.array(full))
    assert np.sqrt((apart[:, 0] ** 2).mean()) < 0.06
    assert np.sqrt((apart[:, 1] ** 2).mean()) < 3.0


def test_what_calipers_measured_is_drawn_by_spread() -> None:
    lengths = {"skin thickness": 1e-3, "artery distance": 2e-3, "artery diameter": 2e-3, "bone depth": 37e-3}
    case = scaled(cn.load("tibial-neuroma-child"), [typed(*item) for item in lengths.items()]).case
    volume = build(case)
    found = {item.name: item.number for item in unknowns_of(case, volume)}
    off = {name: typed(name, length).deviation for name, length in lengths.items()}
    assert found["edge / skin"].spread == pytest.approx(off["skin thickness"], rel=0.05)
    assert found["edge / bone"].spread == pytest.approx(off["bone depth"], rel=0.05)
    walls = np.hypot(off["artery distance"], 0.5 * off["artery diameter"])
    assert found["edge / vessels"].spread == pytest.approx(walls, rel=0.05)
    assert "edge / muscle" not in found  # the fat was not measured
    assert "measured with the scanner's calipers" in found["edge / skin"].remark
    thicker = drawn(case, volume, {"edge / skin": 0.5e-3}).volume
    skin = next(item.label for item in volume.structures if item.kind == "skin")
    voxels = [
        float((item.labels == skin).sum() * abs(np.linalg.det(item.affine[:3, :3])))
        for item in (volume, thicker)
    ]
    assert 1.03 < voxels[1] / voxels[0] < 1.3  # only around the probes
    assert not [name for name in PLACES if name in found]
