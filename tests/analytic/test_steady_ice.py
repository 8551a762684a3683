"""Ice at rest in perfused tissue, and heat through ice whose conductivity depends on temperature.

    cylinder: ks (Tf - Tp) / ln(R/a) = kl m R (Tinf - Tf) K1(mR) / K0(mR)      Cooper & Trezek 1970
    k(T): Q' = 2 pi / ln(b/a) times the integral of k dT                         Kirchhoff

Resolution: 0.05 mm rings (ice at rest), 0.05 mm rings (k(T), the kernels' chain of straight pieces).
"""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.bioheat.enthalpy import curve_of
from tests.verification.chain import chain, frozen_volume, march, tissue_of
from tests.verification.ice import ICE_LAWS, Kirchhoff, steady_ice_cylinder, steady_ice_sphere
from tests.verification.materials import BT
from tests.verification.pennes import Perfused

mm = 1e-3


@pytest.mark.parametrize(("geometry", "a"), [("cylinder", 0.65 * mm), ("sphere", 1.0 * mm)])
def test_ice_at_rest(record, geometry, a) -> None:
    """Perfusion rate 0.01/s: the ice comes to rest within the time that is simulated."""
    perfusion, reach = 1e-2 * 3.816e6, 26 * mm
    far = 37.0 + 500.0 / perfusion
    of = Perfused(BT.kl, BT.cl, perfusion, 500.0, 37.0)
    if geometry == "cylinder":
        radius = steady_ice_cylinder(BT, a, -80.0, perfusion, far)
        rim = float(of.cylinder(reach, radius, BT.freezing))
    else:
        radius = steady_ice_sphere(BT, a, -80.0, perfusion, far)
        rim = float(of.sphere(reach, radius, BT.freezing))
    faces = np.linspace(a, reach, round((reach - a) / 0.05e-3) + 1)
    tissue = tissue_of(BT, mushy=False, perfusion=perfusion, metabolism=500.0)
    what = chain(faces, tissue, geometry)
    start = what.start(np.where(what.centres < 0.97 * radius, -30.0, 30.0))
    h, _ = march(what, start, (0.0, 2400.0), lambda _: -80.0, lambda _: rim, scale=4.0)
    power = 2 if geometry == "cylinder" else 3
    got = (a**power + power * frozen_volume(what, h, BT.latent)) ** (1.0 / power)
    record(
        f"ice at rest around a {geometry} of {a / mm:g} mm",
        expected=radius / mm,
        got=got / mm,
        tolerance=0.01 * radius / mm,
        unit="mm",
        source="Cooper & Trezek 1970",
    )


@pytest.mark.parametrize("law", sorted(ICE_LAWS))
def test_conductivity_law(record, law) -> None:
    a, b = 0.65 * mm, 5 * mm
    exact = Kirchhoff(ICE_LAWS[law], (a, b), (-80.0, -1.0))
    tissue = tissue_of(BT, mushy=False)
    curve = curve_of(tissue, 37.0, lambda t: np.asarray(ICE_LAWS[law](np.maximum(t, -200.0))))
    what = chain(np.linspace(a, b, 88), tissue, "cylinder", curve=curve)
    frozen = lambda t: np.where(t < -1.0 - 1e-9, t, -1.0 - 1e-6)  # noqa: E731
    start = what.start(frozen(np.linspace(-80.0, -1.001, 87)))
    h, _ = march(what, start, (0.0, 200.0), lambda _: -80.0, lambda _: -1.0 - 1e-6)
    settled, drawn = march(what, h, (0.0, 10.0), lambda _: -80.0, lambda _: -1.0 - 1e-6)
    record(
        f"k(T) law {law}: heat drawn",
        expected=exact.power,
        got=2.0 * np.pi * drawn / 10.0,
        tolerance=0.005 * exact.power,
        unit="W/m",
        source="Kirchhoff",
    )
    record(
        f"k(T) law {law}: temperature at 2 mm",
        expected=exact.temperature(2 * mm),
        got=float(np.interp(2 * mm, what.centres, what.temperature(settled))),
        tolerance=0.3,
        unit="degC",
        source="Kirchhoff",
    )
