"""Tier A: speckle, beam, shadow and geometry against what they are known to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import resample

from cryonerve.sources.transducer import transducers
from cryonerve.ultrasound.beams import ASSUMED_SPEED, EVERY, F_NUMBER, Beams
from cryonerve.ultrasound.echoes import echoes_of
from cryonerve.ultrasound.plane import plane_of
from cryonerve.ultrasound.rendering import Display, IceFront, Renderer
from tests.unit.ultrasound.pictures import frozen_block, muscle_block, renderer_of, uniform_map, with_point

FREQUENCY = 12e6
FINER = 16  # samples between two of the picture, by Fourier interpolation


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    """A linear array on nothing but muscle."""
    return renderer_of("linear-12MHz", FREQUENCY, 40e-3)


def test_speckle_of_uniform_tissue_is_fully_developed(renderer, record) -> None:
    # Mean over standard deviation of a Rayleigh-distributed amplitude is sqrt(pi / (4 - pi)) = 1.913.
    power = renderer.power(uniform_map(renderer.beams))
    rows = slice(int(5e-3 / renderer.beams.step), int(25e-3 / renderer.beams.step))
    amplitude = np.sqrt(power[rows, 20:-20])
    amplitude /= amplitude.mean(axis=1, keepdims=True)  # attenuation
    ratio = amplitude.mean() / amplitude.std()
    record(
        "speckle: mean over standard deviation of the amplitude",
        expected=np.sqrt(np.pi / (4.0 - np.pi)),
        got=ratio,
        tolerance=0.05 * 1.913,
        unit="",
        source="Rayleigh distribution",
    )


def width_at_half(values: np.ndarray) -> float:
    """Samples between the two places at which a peak has fallen to half."""
    values = resample(values, FINER * len(values))
    peak = int(values.argmax())
    level = 0.5 * values[peak]
    right = peak + np.flatnonzero(values[peak:] < level)[0]
    left = peak - np.flatnonzero(values[peak::-1] < level)[0]
    after = right - (level - values[right]) / (values[right - 1] - values[right])
    before = left + (level - values[left]) / (values[left + 1] - values[left])
    return float(after - before) / FINER


@pytest.mark.parametrize("depth", [8e-3, 20e-3, 33e-3])
@pytest.mark.parametrize("between", [0.0, 0.5])
def test_a_point_is_as_wide_as_the_aperture_makes_it(renderer, record, depth, between) -> None:
    beams = renderer.beams
    row, line = int(depth / beams.step), len(beams.places) // 2
    seen = with_point(renderer, row, line, share=between)
    power = np.sqrt(seen.power(uniform_map(beams, attenuation=0.0)))
    record(
        f"width of a point at {1e3 * depth:.0f} mm, {between:g} between lines",
        expected=1e3 * 0.886 * beams.wave * F_NUMBER,
        got=1e3 * width_at_half(power[row]) * beams.pitch,
        tolerance=0.1 * 1e3 * 0.886 * beams.wave * F_NUMBER,
        unit="mm",
        source="0.886 lambda F, both ways, unapodised, -6 dB",
    )
    bandwidth = beams.transducer.bandwidth.value * FREQUENCY
    record(
        f"length of a point at {1e3 * depth:.0f} mm, {between:g} between lines",
        expected=1e3 * 0.8825 / bandwidth * ASSUMED_SPEED / 2.0,
        got=1e3 * width_at_half(power[:, line]) * beams.step,
        tolerance=0.1 * 1e3 * 0.8825 / bandwidth * ASSUMED_SPEED / 2.0,
        unit="mm",
        source="Gaussian pulse of the transducer's bandwidth, -6 dB",
    )


def test_a_shadow_is_as_deep_as_the_integral_of_attenuation(renderer, record) -> None:
    beams = renderer.beams
    plain, shaded = uniform_map(beams, attenuation=300.0), uniform_map(beams, attenuation=300.0)
    top, bottom, extra = 10e-3, 14e-3, 3000.0  # dB/m
    shaded.attenuation[(shaded.axial > top) & (shaded.axial < bottom)] += extra
    quiet = replace(renderer, seed=renderer.seed)
    rows = slice(int(18e-3 / beams.step), int(24e-3 / beams.step))
    ratio = quiet.power(shaded)[rows, 40:-40].mean() / quiet.power(plain)[rows, 40:-40].mean()
    record(
        "shadow below 4 mm that take 30 dB/cm more",
        expected=2.0 * extra * (bottom - top),
        got=-10.0 * np.log10(ratio),
        tolerance=1.0,
        unit="dB",
        source="integral of the attenuation, both ways",
    )


def test_the_border_of_a_shadow_is_as_soft_as_the_aperture_is_wide(renderer) -> None:
    beams = renderer.beams
    shaded = uniform_map(beams, attenuation=0.0)
    wall = (shaded.axial[:, None] > 10e-3) & (shaded.axial[:, None] < 11e-3) & (shaded.lateral[None, :] < 0.0)
    shaded.attenuation[wall] = 1e5
    row = int(18e-3 / beams.step) // EVERY
    weight = np.sqrt(renderer.weights(shaded)[row])
    # 7.5 mm below the wall half of the aperture is 7.5 mm / (2 F) wide: there the shadow begins and ends.
    softness = 7.5e-3 / (2.0 * F_NUMBER)
    assert weight[beams.places < -1.1 * softness].max() < 0.12
    assert weight[(beams.places > 1.1 * softness) & (beams.places < 15e-3)].min() > 0.88
    middle = weight[np.abs(beams.places) < 0.1 * softness]
    assert 0.3 < middle.mean() < 0.7


def test_ice_does_not_lighten_the_shadow_of_what_stands_beside_it() -> None:
    # Diffraction smears the shadow of ice; bone beside it, at the same depth, had lost its own to that.
    beams = Beams(transducers()["linear-12MHz"], FREQUENCY, 40e-3)
    case, volume = muscle_block()
    echoes = echoes_of(case, volume, plane_of(case, volume, depth=40e-3), beams)
    bone = (beams.places > 8e-3) & (beams.places < 13e-3)
    loss = np.zeros_like(echoes.loss)
    loss[int(12e-3 / beams.step) // EVERY, bone] = 60.0
    still = replace(echoes, loss=loss)
    plain, icy = uniform_map(beams, attenuation=700.0), uniform_map(beams, attenuation=700.0)
    away = np.hypot(icy.axial[:, None] - 12e-3, icy.lateral[None, :] + 6e-3)
    icy.ice[away < 4e-3] = 1.0
    icy.speed[away < 4e-3] = 2800.0
    icy.attenuation[away < 4e-3] = 7000.0
    before, after = (Renderer(beams, still, IceFront(), 40e-3 / 600).weights(seen) for seen in (plain, icy))
    row = int(25e-3 / beams.step) // EVERY
    middle = (beams.places > 9.5e-3) & (beams.places < 11.5e-3)
    assert after[row, middle].max() < 1.5 * before[row, middle].max() + 1e-6
    assert before[row, middle].max() < 0.5 * before[row, ~bone].max()
    behind_ice = np.abs(beams.places + 6e-3) < 1e-3
    assert after[row, behind_ice].max() < 0.3 * before[row, behind_ice].min()


def test_the_edge_of_ice_is_brighter_than_tissue_and_what_lies_behind_is_dark() -> None:
    scanner, _ = frozen_block()
    before, frozen = (np.sqrt(scanner.renderer.power(scanner.scene.at(time))) for time in (0.0, 120.0))
    beams = scanner.renderer.beams
    middle = np.abs(beams.places) < 1e-3
    tip = 30e-3  # m, the probe's depth
    line = frozen[:, middle].mean(axis=1) / before[:, middle].mean(axis=1)
    smooth = np.convolve(line, np.ones(12) / 12, mode="same")
    edge = int(np.argmax(smooth[: int(tip / beams.step)]))
    ice = scanner.scene.at(120.0)
    truth = ice.axial[np.argmax(ice.ice[:, len(ice.lateral) // 2] > 0.02)]
    assert abs(edge * beams.step - truth) < 1e-3
    assert 20.0 * np.log10(smooth[edge]) > 8.0
    behind = slice(edge + int(3e-3 / beams.step), int(tip / beams.step) - 10)
    assert 20.0 * np.log10(line[behind].mean()) < -10.0


def test_speckle_stands_still_where_nothing_changes() -> None:
    scanner, clip = frozen_block()
    warm = scanner.scene.at(120.0)
    rows, columns = clip.shape
    beside = np.abs(clip.lateral) > 12e-3
    above = clip.depth < 18e-3
    first, second = clip.pixels[0].astype(float), clip.pixels[1].astype(float)
    assert warm.ice.max() > 0.9
    same = np.corrcoef(first[above][:, beside].ravel(), second[above][:, beside].ravel())[0, 1]
    assert same > 0.99
    changed = (clip.depth > 24e-3) & (clip.depth < 29e-3)
    near = np.abs(clip.lateral) < 2e-3
    assert np.corrcoef(first[changed][:, near].ravel(), second[changed][:, near].ravel())[0, 1] < 0.5
    assert rows == 600
    assert columns > 500


def test_speckle_moves_with_the_tissue_when_the_plane_is_shifted() -> None:
    case, volume = muscle_block()
    beams = Beams(transducers()["linear-12MHz"], FREQUENCY, 30e-3)
    plane = plane_of(case, volume, depth=30e-3)
    shift = 12  # lines
    moved = replace(plane, origin=plane.origin + shift * beams.pitch * plane.lateral)
    renderers = [
        Renderer(beams, echoes_of(case, volume, item, beams), IceFront(), 1e-4) for item in (plane, moved)
    ]
    rows = slice(int(4e-3 / beams.step), int(15e-3 / beams.step))
    one, other = (np.sqrt(item.power(uniform_map(beams, attenuation=0.0)))[rows] for item in renderers)
    assert np.corrcoef(one[:, 40:-40].ravel(), other[:, 40 - shift : -40 - shift].ravel())[0, 1] > 0.98
    assert abs(np.corrcoef(one[:, 40:-40].ravel(), other[:, 40:-40].ravel())[0, 1]) < 0.1


@pytest.mark.parametrize(("name", "depth"), [("linear-12MHz", 40e-3), ("curved-5MHz", 80e-3)])
def test_a_point_is_drawn_where_it_is(name, depth) -> None:
    renderer = renderer_of(name, transducers()[name].frequency.value, depth)
    beams = renderer.beams
    for line in (len(beams.places) // 5, len(beams.places) // 2, 4 * len(beams.places) // 5):
        row = int(0.6 * beams.rows)
        lateral, axial, across, down = beams.lines[line]
        place = np.array([lateral + beams.ranges[row] * across, axial + beams.ranges[row] * down])
        picture = with_point(renderer, row, line).frame(
            uniform_map(beams, attenuation=0.0), Display(-60.0, 60.0, 0.0)
        )
        at_row, at_column = np.unravel_index(int(picture.argmax()), picture.shape)
        columns = picture.shape[1]
        shown = renderer.pixel * np.array([at_column - 0.5 * (columns - 1), at_row + 0.5])
        assert np.abs(shown - place).max() < 2.0 * max(renderer.pixel, beams.step)


def test_a_curved_array_draws_a_sector_and_says_where() -> None:
    renderer = renderer_of("curved-5MHz", 5e6, 80e-3)
    inside = renderer.inside
    assert not inside[0, 0]
    assert inside[len(inside) // 2, inside.shape[1] // 2]
    assert not inside.all()
    picture = renderer.frame(uniform_map(renderer.beams), Display(20.0, 60.0, 300.0))
    assert (picture[~inside] == 0).all()
    assert np.array_equal(inside, inside[:, ::-1])


def test_seeds_give_the_same_picture_again_and_others_another() -> None:
    case, volume = muscle_block()
    beams = Beams(transducers()["linear-12MHz"], FREQUENCY, 20e-3)
    plane = plane_of(case, volume, depth=40e-3)

    def frame(seed: int) -> np.ndarray:
        drawn = Renderer(beams, echoes_of(case, volume, plane, beams, seed=seed), IceFront(), 1e-4, seed)
        return drawn.frame(uniform_map(beams), Display(0.0, 60.0, 700.0))

    assert np.array_equal(frame(1), frame(1))
    assert not np.array_equal(frame(1), frame(2))


def test_a_mirrored_case_gives_a_mirrored_picture() -> None:
    """Scatterers are another draw of the same tissue, so the pictures agree but for speckle."""
    pictures = [frozen_block(x)[1].pixels[1].astype(float) for x in (5e-3, -5e-3)]
    coarse = [item[:600, :570].reshape(40, 15, 38, 15).mean(axis=(1, 3)) for item in pictures]
    assert np.corrcoef(coarse[0].ravel(), coarse[1][:, ::-1].ravel())[0, 1] > 0.95
    assert np.corrcoef(coarse[0].ravel(), coarse[1].ravel())[0, 1] < 0.9


def test_louder_is_brighter_and_less_range_is_harder(renderer) -> None:
    seen = uniform_map(renderer.beams)
    plain = renderer.frame(seen, Display(0.0, 60.0, 744.0)).mean()
    assert renderer.frame(seen, Display(6.0, 60.0, 744.0)).mean() > plain + 15.0
    assert renderer.frame(seen, Display(0.0, 90.0, 744.0)).mean() > plain
