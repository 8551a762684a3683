"""How sure a place gets cold: shares and surfaces of known samples, and what a store keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import xarray
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import cryonerve as cn
from cryonerve.bioheat.even_grid import EvenGrid, in_steps
from cryonerve.errors import InputError, StoreError
from cryonerve.planning import Task, content_key, open_store, read_study, spreading
from cryonerve.planning.cold_places import LEVELS, LIMITS, box_of, places_of
from cryonerve.planning.lean import COARSE, LONG, Bare, Common, numbers_of
from cryonerve.planning.standard_errors import standard_error
from cryonerve.planning.tasks import Numbers
from cryonerve.planning.unknowns import drawn, values_of

CASE = cn.load("straight-probe-block")
LINE = EvenGrid((4, 1, 1), (0.0, 0.0, 0.0), 1e-3)


def field(*values: float) -> np.ndarray:
    return in_steps(np.array(values).reshape(-1, 1, 1))


def test_shares_are_counted_and_surfaces_hold_exactly_the_places_that_so_many_samples_reached() -> None:
    samples = [field(-60.0, -19.99, -20.01, 5.0 - n) for n in range(20)]
    found = places_of(LINE, samples)
    assert found.samples == found.effective == 20
    assert found.share(-20.0).ravel().tolist() == [1.0, 0.0, 1.0, 0.0]
    assert found.share(0.0).ravel() == pytest.approx([1.0, 1.0, 1.0, 14 / 20])
    assert found.reached_by(0.5).ravel() == pytest.approx([-60.0, -19.99, -20.01, -5.0])
    assert found.reached_by(0.95).ravel()[3] == pytest.approx(4.0)  # 19 of 20 are at most so warm
    assert found.reached_by(0.05).ravel()[3] == pytest.approx(-14.0)
    assert found.error(0.0).ravel()[3] == pytest.approx(standard_error(14 / 20, 20))
    assert found.error(-20.0).min() > 0.0  # none of twenty is not never
    assert found.volume(-20.0, 0.95) == pytest.approx(2e-9)


def test_samples_that_weigh_less_count_less() -> None:
    samples = [field(-30.0, 0.0, 0.0, 0.0), field(10.0, 0.0, 0.0, 0.0)]
    found = places_of(LINE, samples, weights=np.array([3.0, 1.0]))
    assert found.share(-20.0)[0, 0, 0] == pytest.approx(0.75)
    assert found.effective == pytest.approx(1.6)
    assert found.reached_by(0.5)[0, 0, 0] == pytest.approx(-30.0)
    assert found.error(-20.0)[0, 0, 0] == pytest.approx(standard_error(0.75, 1.6))


@settings(max_examples=60, deadline=None)
@given(
    cold=arrays(np.int16, (7, 4, 1, 1), elements=st.integers(-6000, 3700)),
    weights=arrays(float, 7, elements=st.floats(0.01, 10.0)),
)
def test_colder_is_rarer_and_surer_is_smaller(cold, weights) -> None:
    """Shares fall with the limit; surfaces lie within each other; both say the same of every place."""
    found = places_of(LINE, list(cold), weights=weights)
    for warmer, colder in pairwise(LIMITS):
        assert (found.share(colder) <= found.share(warmer) + 1e-6).all()
    assert (np.diff(found.coldest, axis=0) >= 0.0).all()
    for limit in LIMITS:
        for level in LEVELS:
            share = found.share(limit).astype(float)
            clear = np.abs(share - level) > 1e-6
            reached = found.reached_by(level) < limit - 0.005
            assert ((share > level) == reached)[clear].all()


def test_the_shift_of_a_line_is_told_in_metres() -> None:
    x = np.arange(12.0).reshape(-1, 1, 1) * np.ones((1, 3, 3))
    grid = EvenGrid((12, 3, 3), (0.0, 0.0, 0.0), 1e-3)
    lean, planned = in_steps(10.0 * x - 55.0), in_steps(10.0 * x - 58.0)  # 10 K a mm, 3 K colder
    found = places_of(grid, [lean], planned=planned, lean=lean)
    assert found.line_shift[1] == pytest.approx((0.3e-3, 0.3e-3))
    assert np.isnan(places_of(grid, [lean]).line_shift).all()


def test_what_is_not_kept_is_refused() -> None:
    with pytest.raises(InputError, match="limit -30"):
        places_of(LINE, [field(0, 0, 0, 0)]).share(-30.0)
    with pytest.raises(InputError, match="no sample"):
        places_of(LINE, [])


@pytest.fixture(scope="module")
def common() -> Common:
    return Common.of(CASE, cn.build(CASE))


def test_the_box_holds_the_ice_with_room_and_stays_in_the_volume(common) -> None:
    axes = common.grid.axes
    low, high = (np.array([axis[end] for axis in axes]) for end in (0, -1))
    assert (low >= common.planned.bounds[0] - 1e-9).all()
    assert (high <= common.planned.bounds[1] + 1e-9).all()
    tips = np.array([probe.tip for probe in CASE.probes])
    assert ((tips > low + 5e-3) & (tips < high - 5e-3)).all()
    assert common.grid == box_of(CASE, common.planned)


@pytest.mark.slow  # fast: the same from fields that cost nothing
def test_a_hand_that_errs_moves_the_ice_in_the_box(common) -> None:
    """The field of a sample is in the body's coordinates, and no ice reaches the faces of the box."""
    middles = []
    for off in (-2e-3, 2e-3):
        values = values_of(common.unknowns, [0.5] * len(common.unknowns))
        what = drawn(CASE, common.volume, values | {"proximal / towards": off})
        rows = numbers_of(what, spacing=COARSE, step_scale=LONG, grid=common.grid)
        cold = rows.field < 0
        middles.append(common.grid.spacing * np.argwhere(cold).mean(axis=0))
        faces = [np.take(cold, end, axis) for axis in range(3) for end in (0, -1)]
        assert not any(face.any() for face in faces)
        volume = cold.sum() * common.grid.spacing**3
        assert 1e9 * volume == pytest.approx(rows["isotherms / freeze 1 / ice / volume_mm3"], rel=0.25)
    assert np.linalg.norm(middles[1] - middles[0]) == pytest.approx(4e-3, abs=0.3e-3)


def formula(common: Common, payload: object) -> Mapping[str, float]:
    """A ball around the middle of the box that is as large as the wall is cold; it costs nothing."""
    if payload is None:
        return {}
    offset = 0.0 if isinstance(payload, str) else values_of(common.unknowns, payload)["wall_offset"]
    if offset > 6.0:
        raise InputError(spreading.Complaint("a probe would stand in bone"))
    grid = common.grid
    at = np.stack(np.meshgrid(*grid.axes, indexing="ij"), axis=-1)
    away = np.linalg.norm(at - np.mean([axis[[0, -1]] for axis in grid.axes], axis=1), axis=-1)
    left = None if isinstance(payload, Bare) else in_steps(1e4 * away - 50.0 + offset)
    return Numbers({"a": offset, "findings / x / level": 0.0}, left)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(spreading, "procedure", formula)
    monkeypatch.setattr(spreading, "_chosen", lambda names, values: [])


def spread(common: Common, **asked):
    return cn.spread(CASE, common.planned, workers=1, **{"samples": 64, "error": 0.0, **asked})


def test_a_spread_tells_its_places(quick, common) -> None:
    found = spread(common)
    places = found.places
    assert places is not None
    assert places.samples == len(found.values) < 64  # those that failed left nothing
    radii = [(3.0 * places.volume(-20.0, level) / 4.0 / np.pi) ** (1 / 3) for level in LEVELS]
    offsets = np.quantile(found.number("a"), [0.05, 0.5, 0.95])
    assert radii == pytest.approx((30.0 - offsets) * 1e-4, abs=0.2e-3)
    assert places.line_shift[1] == (0.0, 0.0)
    assert spread(common, places=False).places is None


def test_only_so_many_samples_leave_fields(quick, common, monkeypatch) -> None:
    monkeypatch.setattr(spreading, "MOST_FIELDS", 16)
    found = spread(common)
    assert len(found.values) > 32
    assert found.places.samples <= 16


def test_a_stopped_spread_goes_on_with_its_fields(quick, common, tmp_path: Path, monkeypatch) -> None:
    worked: list[object] = []

    def counted(common: Common, payload: object) -> Mapping[str, float]:
        worked.append(payload)
        return formula(common, payload)

    monkeypatch.setattr(spreading, "procedure", counted)
    store = tmp_path / "samples.zarr"
    spread(common, cancel=lambda: len(worked) > 40, store=store)
    before = len(worked)
    resumed, plain = spread(common, store=store), spread(common)
    assert before > 20
    assert np.array_equal(resumed.places.shares, plain.places.shares)
    assert np.array_equal(resumed.places.coldest, plain.places.coldest)
    assert resumed.places.line_shift == plain.places.line_shift
    worked.clear()
    again = spread(common, store=store)
    assert [item for item in worked if item is not None] == []
    assert np.array_equal(again.places.coldest, plain.places.coldest)
    opened = xarray.open_zarr(store, chunks=None)
    assert opened.field.dims == ("row", "x", "y", "z")
    assert opened.field.shape[1:] == common.grid.shape
    kept = opened.field.where(opened.state == 1).notnull().all(("x", "y", "z"))
    assert int(kept.sum()) == int((opened.state == 1).sum()) == plain.places.samples + 2  # and the plan's own
    assert "field" not in read_study(store)


def put(path: Path, count: int, begin: int = 0) -> None:
    with open_store(path, {"seed": 1}, space=(2, 2)) as store:
        for number in range(begin, count):
            left = np.full((2, 2), number, np.int16) if number % 2 else None
            store.put(Task(content_key(number), number), Numbers({"n": float(number)}, left))


def test_fields_come_back_from_a_store_and_a_row_without_one_has_none(tmp_path: Path) -> None:
    put(tmp_path / "s.zarr", 3)
    put(tmp_path / "s.zarr", 300, 3)
    with open_store(tmp_path / "s.zarr", {"seed": 1}, space=(2, 2)) as store:
        for number in (0, 1, 2, 3, 255, 257, 299):
            found = store.get(content_key(number))
            assert found == {"n": float(number)}
            left = getattr(found, "field", None)
            assert (left is None) == (number % 2 == 0)
            assert left is None or left.tolist() == [[number, number], [number, number]]


def test_a_field_that_is_lost_or_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.zarr"
    put(path, 4)
    piece = path / "field" / "c" / "3" / "0" / "0"
    content = bytearray(piece.read_bytes())
    content[-5] ^= 255
    piece.write_bytes(bytes(content))
    with (
        open_store(path, {"seed": 1}, space=(2, 2)) as store,
        pytest.raises(StoreError, match="cannot be read"),
    ):
        store.get(content_key(3))
    piece.unlink()
    with pytest.raises(StoreError, match="field: a piece is missing"):
        open_store(path, {"seed": 1}, space=(2, 2)).__enter__()


def test_a_field_that_was_written_before_a_kill_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "s.zarr"
    put(path, 4)
    orphan = path / "field" / "c" / "4" / "0" / "0"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes((path / "field" / "c" / "3" / "0" / "0").read_bytes())
    put(path, 6, 4)
    with open_store(path, {"seed": 1}, space=(2, 2)) as store:
        assert getattr(store.get(content_key(4)), "field", None) is None
        assert store.get(content_key(5)).field.tolist() == [[5, 5], [5, 5]]


def test_processes_bring_fields_too() -> None:
    from cryonerve.planning import carry_out
    from tests.unit.planning import sample_work as work

    tasks = [Task(content_key(number), number) for number in (1, 2, 2)]
    found = [(task.payload, numbers) for task, numbers in carry_out(tasks, work.spatial, 1, workers=2)]
    assert sorted(number for number, _ in found) == [1, 2, 2]  # twins get it too
    assert all(numbers.field.tolist() == [number, number] for number, numbers in found)
