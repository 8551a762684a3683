"""Pictures along rays against pictures of the wave: the ice's rim and its shadow, over twenty sets of grains.

Minutes: a run of the wave for each of 20 elements (left and right are alike), then matrix products.
"""

from __future__ import annotations

import pytest

from tests.analytic.two_tiers import Ice, both, rim, shadow

SETS = 20
BANDS = ((9.6e-3, 10.3e-3), (10.3e-3, 11.3e-3))  # m
SOURCE = f"2D wave, {SETS} sets of the same grains"


@pytest.fixture(scope="module")
def pictures():
    """The ice, and its pictures along rays and of the wave."""
    ice = Ice()
    return ice, *both(ice, range(SETS))


@pytest.mark.slow
@pytest.mark.parametrize("angle", [0.0, 15.0, 30.0, 45.0])
def test_rim(pictures, record, angle) -> None:
    """As `cn.image` shows it: coherent step and rough shell."""
    ice, rays, wave = pictures
    (place, level), (wanted, loud) = (rim(item.rough, ice, angle) for item in (rays, wave))
    record(f"rim's place {angle:g} degrees from straight up, rays", expected=1e3 * wanted, got=1e3 * place,
           tolerance=0.2, unit="mm outside", source=SOURCE)  # fmt: skip
    record(f"rim over speckle {angle:g} degrees from straight up, rays", expected=loud, got=level,
           tolerance=3.0, unit="dB", source=SOURCE)  # fmt: skip


@pytest.mark.slow
def test_smooth_front_straight_up(pictures, record) -> None:
    ice, rays, wave = pictures
    (place, level), (wanted, loud) = (rim(item.smooth, ice, 0.0) for item in (rays, wave))
    record("smooth front's place, rays", expected=1e3 * wanted, got=1e3 * place, tolerance=0.2,
           unit="mm outside", source="2D wave")  # fmt: skip
    record("smooth front over speckle, rays", expected=loud, got=level, tolerance=3.0, unit="dB",
           source="2D wave")  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("band", BANDS)
def test_shadow(pictures, record, band) -> None:
    ice, rays, wave = pictures
    (deep, border), (wanted, edge) = (shadow(item.rough, ice, band) for item in (rays, wave))
    where = f"{1e3 * band[0]:g} to {1e3 * band[1]:g} mm deep, rays"
    record(f"shadow {where}", expected=wanted, got=deep, tolerance=3.0, unit="dB", source=SOURCE)
    record(f"shadow's border {where}", expected=1e3 * edge, got=1e3 * border, tolerance=0.2, unit="mm",
           source=SOURCE)  # fmt: skip
