"""The table of cold block: reading it, computing it anew, and a whole nerve in a fraction of a second."""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest

from cryonerve.errors import InputError
from cryonerve.nerve.cold_block import (
    LENGTHS,
    NODES,
    block_table,
    block_temperature,
    blocked,
    blocked_axons,
    profile,
)
from cryonerve.nerve.conduction import Fibre
from cryonerve.sources import axon_classes, fibre_models

TABLE = block_table()
ARC = np.linspace(0.0, 40e-3, 161)


def stretch(length, to, *, arc=ARC):
    """One moment, one fascicle: cold over exactly `length` m, edges between two stations."""
    outside = np.maximum(np.abs(arc - 20e-3) - 0.5 * length, 0.0)
    return np.where(outside > 1e-9, 37.0, to)[None, :, None]


def test_the_table_is_whole():
    myelinated, unmyelinated = TABLE["myelinated"], TABLE["unmyelinated"]
    assert myelinated.diameters.tolist() == [size.fibre for size in fibre_models()["myelinated"].sizes]
    assert myelinated.temperatures.shape == (10, len(NODES))
    assert unmyelinated.temperatures.shape == (7, len(LENGTHS))
    for axons in axon_classes().values():
        assert np.isfinite(TABLE[axons.kind].temperature(axons.diameter.value, 20e-3))


@pytest.mark.parametrize(("kind", "row", "column"), [("myelinated", 4, 3), ("unmyelinated", 3, 6)])
def test_entries_computed_anew(kind, row, column):
    table = TABLE[kind]
    fibre = Fibre(kind, float(table.diameters[row]))
    again = block_temperature(fibre, float(table.lengths[row, column]))
    assert again == pytest.approx(table.temperatures[row, column], abs=0.006)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["myelinated", "unmyelinated"])
def test_every_entry_computed_anew(kind):
    from cryonerve.nerve.cold_block import computed_rows

    again = np.array([found for *_, found in computed_rows(kind)]).reshape(TABLE[kind].temperatures.shape)
    assert np.array_equal(np.isinf(again), np.isinf(TABLE[kind].temperatures))
    known = np.isfinite(again)
    assert np.abs(again[known] - TABLE[kind].temperatures[known]).max() < 0.06


@pytest.mark.parametrize("kind", ["myelinated", "unmyelinated"])
def test_longer_cold_blocks_at_warmer_temperatures(kind):
    for diameter in np.linspace(*fibre_models()[kind].bounds, 25):
        lengths, limits = TABLE[kind].at(float(diameter))
        assert (np.diff(lengths) > 0).all()
        assert (limits[1:] >= limits[:-1]).all()
        assert not np.isnan(limits).any()


def test_shortest_and_between():
    table = TABLE["myelinated"]
    assert table.shortest(10e-6) == pytest.approx(5 * 1.15e-3)
    assert table.temperature(10e-6, 0.0) == -np.inf
    low, high = (table.temperature(size, 20e-3) for size in (10e-6, 11.5e-6))
    assert min(low, high) <= table.temperature(10.5e-6, 20e-3) <= max(low, high)
    with pytest.raises(InputError, match="outside of what is published"):
        table.at(30e-6)


def test_a_profile_holds_the_fewest_nodes():
    fibre = Fibre("myelinated", 10e-6)
    assert (profile(fibre, 4 * fibre.spacing, 3.0) == 3.0).sum() == 4
    assert profile(fibre, 4 * fibre.spacing, 3.0)[0] == 37.0


@pytest.mark.parametrize("fibre", [Fibre("myelinated", 10e-6), Fibre("unmyelinated", 0.8e-6)])
def test_blocked_says_what_the_table_says(fibre):
    for length in (0.5e-3, 3e-3, 8e-3, 20e-3):
        limit = TABLE[fibre.kind].temperature(fibre.diameter, length)
        for to in (-4.0, 2.0, 5.0, 6.5, 9.0):
            # a stretch that ends between stations is somewhat longer than what lies on stations
            found = blocked(fibre, ARC, stretch(length, to))[0, 0]
            longer = TABLE[fibre.kind].temperature(fibre.diameter, length + 0.5e-3)
            assert found or to > limit
            assert not found or to < longer


def test_two_short_stretches_are_not_one_long_one():
    fibre = Fibre("myelinated", 10e-6)
    cold = np.full(161, 37.0)
    cold[40:55] = cold[57:72] = 0.0
    assert not blocked(fibre, ARC, cold[None, :, None])[0, 0]
    cold[55:57] = 0.0
    assert blocked(fibre, ARC, cold[None, :, None])[0, 0]


def test_unknown_is_warm_and_ends_are_ends():
    fibre = Fibre("myelinated", 10e-6)
    cold = np.full((2, 161, 1), 2.0)
    cold[1, ::4] = np.nan
    assert blocked(fibre, ARC, cold)[:, 0].tolist() == [True, False]


def test_every_fascicle_and_moment_for_itself():
    cold = np.full((3, 161, 2), 37.0)
    cold[1, 40:100, 1] = 5.0
    found = blocked_axons(ARC, cold)
    assert list(found) == list(axon_classes())
    assert found["a-alpha"].tolist() == [[False, False], [False, True], [False, False]]
    assert not found["c"].any()
    cold[1, 40:100, 1] = 3.0
    assert blocked_axons(ARC, cold)["c"][1].tolist() == [False, True]


def test_a_whole_nerve_takes_well_under_a_second():
    moments, fascicles = 500, 34
    depth = np.sin(np.linspace(0.0, np.pi, moments))[:, None, None]
    bell = np.exp(-(((ARC - 20e-3) / 6e-3) ** 2))[None, :, None]
    temperature = 37.0 - 90.0 * depth * bell * np.linspace(0.3, 1.0, fascicles)[None, None, :]
    blocked_axons(ARC, temperature[:1])
    start = process_time()
    found = blocked_axons(ARC, temperature)
    assert process_time() - start < 0.8
    assert all(0 < share.mean() < 1 for share in found.values())


@pytest.mark.parametrize(
    ("arc", "temperature", "what"),
    [
        (ARC, np.zeros((2, 160, 3)), "do not fit 161 stations"),
        (ARC, np.zeros(161), "do not fit 161 stations"),
        (ARC[::-1], np.zeros((1, 161, 1)), "do not rise"),
    ],
)
def test_bad_input_is_one_clear_complaint(arc, temperature, what):
    with pytest.raises(InputError, match=what):
        blocked(Fibre("myelinated", 10e-6), arc, temperature)
