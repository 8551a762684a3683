"""Grains scattered by reciprocity against the same grains in the wave's own grid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cryonerve.ultrasound.point_scatterers import SAMPLES, Aperture
from cryonerve.ultrasound.wave import Ear, Medium, Pulse, Voice, propagate
from cryonerve.ultrasound.wave_channels import ROW, cells_of, half_band
from cryonerve.ultrasound.wave_scattering import Fields, echoes_heard, fields_of, scattered

CELL, FREQUENCY = 30e-6, 5e6
ARRAY = Aperture(0.3e-3 * (np.arange(8) - 3.5), 0.3e-3, FREQUENCY, 0.6)
RATE = SAMPLES * FREQUENCY
BETWEEN = (0.5e-3, 2.3e-3)


def medium(ice: float) -> Medium:
    """Tissue, with `ice` times a ball of 0.5 mm that is twice as fast and swallows 30 dB/cm."""
    rows, columns = 80, 100
    x, z = CELL * (np.arange(columns) - 0.5 * (columns - 1)), CELL * (np.arange(rows) - ROW)
    away = np.hypot(x[None, :], z[:, None] - 1.3e-3)
    share = ice * np.clip((0.55e-3 - away) / 0.1e-3, 0.0, 1.0)
    return Medium(1540.0 + 1360.0 * share, 1050.0 - 50.0 * share, 3000.0 * share, CELL)


def grainy(clear: Medium, fields: Fields, grains: np.ndarray) -> Medium:
    """The same medium with the grains in its own cells: k (1 + e), density as it is."""
    change = np.zeros(clear.speed.shape)
    rows = np.round(fields.axial / CELL).astype(int) + ROW
    columns = np.round(fields.lateral / CELL + 0.5 * (change.shape[1] - 1)).astype(int)
    change[np.ix_(rows, columns)] = grains
    return replace(clear, speed=clear.speed / np.sqrt(1.0 + change))


@pytest.mark.parametrize("ice", [0.0, 1.0])
def test_reciprocity_hears_what_the_wave_hears_of_grains(record, ice) -> None:
    clear = medium(ice)
    fields = fields_of(clear, ARRAY, between=BETWEEN, listened=5e-6, seconds=9e-6)
    grains = 0.005 * np.random.default_rng(3).standard_normal(fields.stiffness.shape)
    quick = scattered(fields, [grains])[0]
    pulse, cells, sender = Pulse(FREQUENCY, np.sqrt(2.0) * 0.6), cells_of(clear, ARRAY), 2
    heard = []
    for what in (grainy(clear, fields, grains), clear):
        time, traces = propagate(
            what, pulse, [Voice(ROW, column) for column in range(*cells[sender])],
            [Ear(ROW, *pair) for pair in cells], seconds=7e-6, rate=RATE,
            fastest=1.02 * float(clear.speed.max()),
        )  # fmt: skip
        heard.append(traces)
    begin = round(-time[0] * RATE)
    wanted = half_band(heard[0] - heard[1], RATE, pulse)[:, begin : begin + round(7e-6 * RATE)]
    got = quick[sender].rf[:, : wanted.shape[1]]
    where = "within ice" if ice else "in uniform tissue"
    record(f"level of grains {where}, by reciprocity", expected=0.0,
           got=10.0 * np.log10(np.mean(got**2) / np.mean(wanted**2)), tolerance=0.3, unit="dB",
           source="the same grains in the wave's grid")  # fmt: skip
    record(f"likeness of grains' echoes {where}, by reciprocity", expected=1.0,
           got=np.corrcoef(got.ravel(), wanted.ravel())[0, 1], tolerance=0.03, unit="1",
           source="the same grains in the wave's grid")  # fmt: skip


def test_half_of_the_elements_is_enough_where_left_and_right_are_alike() -> None:
    clear = medium(1.0)
    aside = replace(clear, density=clear.density.copy())
    aside.density[-1, 0] += 1e-9  # no longer the same, but for the wave
    half, whole = (
        fields_of(item, ARRAY, between=BETWEEN, listened=5e-6, seconds=9e-6) for item in (clear, aside)
    )
    assert len(half.spectra) == 4
    assert len(whole.spectra) == 8
    assert np.allclose(half.at(20), whole.at(20), atol=5e-3 * np.abs(whole.at(20)).max())
    one, other = (echoes_heard(item)[6].rf for item in (half, whole))
    assert np.allclose(one, other, atol=5e-3 * np.abs(other).max())


def test_a_uniform_medium_needs_one_run() -> None:
    clear = medium(0.0)
    aside = replace(clear, density=clear.density.copy())
    aside.density[-1, 0] += 1e-9
    one, every = (
        fields_of(item, ARRAY, between=BETWEEN, listened=5e-6, seconds=9e-6) for item in (clear, aside)
    )
    assert len(one.spectra) == 1
    assert np.allclose(one.at(20), every.at(20), atol=3e-3 * np.abs(every.at(20)).max())
