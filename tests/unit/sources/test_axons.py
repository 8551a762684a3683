"""Axon classes and the equations of fibres: what the table says, and what it must not say."""

from __future__ import annotations

import math
import shutil

import numpy as np
import pytest

from cryonerve.errors import InputError
from cryonerve.sources import axon_classes, fibre_models
from cryonerve.sources.axons import Rate, read_axon_classes, read_fibre_models
from cryonerve.sources.catalogue import catalogue_rows
from cryonerve.sources.tables import HERE

MODELS = fibre_models()


def test_every_class_lies_within_its_fibre_and_they_are_ordered():
    classes = axon_classes()
    assert list(classes) == ["a-alpha", "a-beta", "a-delta", "c"]
    for axons in classes.values():
        low, high = MODELS[axons.kind].bounds
        assert low <= axons.diameter.bounds[0] <= axons.diameter.bounds[1] <= high * (1 + 1e-9)
    sizes = [axons.diameter.value for axons in classes.values()]
    assert sizes == sorted(sizes, reverse=True)


def test_rates_as_printed_for_36_degrees():
    """McIntyre 2002 prints them at 36 degC: 6.57, 0.304, 0.34, 12.6, 0.0353 and 0.000883 per ms (and mV)."""
    gates = MODELS["myelinated"].membrane.gates
    printed = {"m": (6.57e6, 0.304e6), "h": (0.34e6, 12.6e3), "p": (0.0353e6, 0.000883e6), "s": (300.0, 30.0)}
    for name, rates in printed.items():
        factor = float(gates[name].factor(36.0))
        for rate, expected in zip((gates[name].opening, gates[name].closing), rates, strict=True):
            assert rate.rate * factor == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize("kind", MODELS)
def test_rates_are_finite_and_positive_wherever_a_membrane_goes(kind):
    potential = np.linspace(-0.15, 0.1, 10001)
    for gate in MODELS[kind].membrane.gates.values():
        for rate in (gate.opening, gate.closing):
            values = rate.at(potential)
            assert np.isfinite(values).all()
            assert (values >= 0).all()
        assert ((gate.open_at(potential) >= 0) & (gate.open_at(potential) <= 1)).all()


def test_the_linear_form_is_smooth_at_its_midpoint():
    rate = Rate("linear", 1.86e6, -21.4e-3, 10.3e-3)
    near = rate.at([-21.4e-3 - 1e-9, -21.4e-3, -21.4e-3 + 1e-9])
    assert near == pytest.approx(1.86e6 * 10.3e-3, rel=1e-6)


def test_availability_falls_with_cold_and_never_overflows():
    for model in MODELS.values():
        gate = model.membrane.availability
        share = gate.at(np.linspace(-200.0, 100.0, 3001))
        assert (np.diff(share) >= 0).all()
        assert share[0] >= 0.0
        assert float(gate.at(37.0)) > 1 - 1e-9
        assert float(gate.at(gate.midpoint.value)) == 0.5


WRONG = [
    ('kind = "unmyelinated"', 'kind = "myelined"', "'myelined' is not known here"),
    ('["sigmoid", "2.3 1/ms", "-31.8 mV", "13.4 mV"]', '["sigmoid", "2.3 1/ms"]', "2 entries do not make"),
    ('["sigmoid", "2.3 1/ms", "-31.8 mV", "13.4 mV"]', '["sigmoid", "2.3 1/ms", "-31.8 mV", "0 mV"]', "zero"),
    ('["sigmoid", "2.3 1/ms", "-31.8 mV", "13.4 mV"]', '"2.3 1/ms"', "is not a list of texts"),
    ('"1.86 1/ms/mV"', '"1.86 1/ms"', "not a unit of rate per voltage"),
    ("[5.7, 500, 1.9, 3.4, 35, 80]", "[1.7, 500, 1.9, 3.4, 35, 80]", "fibres do not grow"),
    ("[5.7, 500, 1.9, 3.4, 35, 80]", "[5.7, 500, 1.9, 3.4, 35]", "not six numbers above zero"),
    (
        "[model.unmyelinated.membrane.gates.l]",
        "[model.unmyelinated.membrane.gates.k]",
        "no key is called 'k'",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "what"), WRONG)
def test_a_broken_table_is_one_clear_complaint(tmp_path, right, wrong, what):
    text = (HERE / "axons.toml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "axons.toml").write_text(text.replace(right, wrong), encoding="utf-8")
    with pytest.raises(InputError, match=what):
        (read_axon_classes(tmp_path), read_fibre_models(tmp_path))


def test_the_table_itself_reads_from_any_folder(tmp_path):
    shutil.copy(HERE / "axons.toml", tmp_path)
    assert read_fibre_models(tmp_path)["myelinated"].sizes[-1].lamellae == 150
    assert math.isclose(read_axon_classes(tmp_path)["c"].diameter.value, 0.8e-6)


def test_densities_of_axons_carry_their_unit() -> None:
    classes = axon_classes()
    assert classes["c"].sensory_density.unit == "1/m2"
    assert classes["c"].sensory_density.value == pytest.approx(30_000 / 1e-6)
    assert classes["a-beta"].motor_density.spread == pytest.approx(300 / 1e-6)
    (row,) = (
        item
        for item in catalogue_rows("axons")
        if item["name"] == "c" and item["quantity"] == "sensory density"
    )
    assert (row["value"], row["unit"]) == ("30000", "1/mm2"), "as people read it"
