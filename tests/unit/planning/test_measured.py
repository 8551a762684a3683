"""The names and numbers of a run that plans are compared by are those of its summary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.case.case import SolverOptions
from cryonerve.nerve.cold_curves import cold_curves
from cryonerve.planning import measured, unit_of
from cryonerve.planning.measuring import BETWEEN
from cryonerve.reporting.run import Run
from cryonerve.reporting.summary import summary

SKIPPED = {
    "missing_mm": "one number for each spared fascicle; the largest is measured",
    "remedy": "a full run of another case",
    "spared": "numbers of fascicles, no quantities",
    "fascicles": "what was drawn, no outcome",
    "pain_followed_days": "of the series, not of the run",
    "degeneration": "the stages follow from grade and recovery",
}


@pytest.fixture(scope="module")
def run() -> Run:
    case = cn.load("tibial-neuroma-child")
    case = replace(case, solver=SolverOptions(spacing=2e-3))
    volume = cn.build(case)
    freezing = cn.freeze(volume, case)
    prediction = cn.predict(freezing, volume, case)
    findings = cn.judge(case, volume, freezing, prediction)
    return Run(
        case=case, volume=volume, freezing=freezing, prediction=prediction, findings=findings, provenance={}
    )


def leaves(node: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[str, float]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in SKIPPED:
                yield from leaves(value, (*way, key))
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield BETWEEN.join(way), float(node)


def test_every_number_of_the_summary_is_measured(run: Run) -> None:
    whole = summary(run)
    nerves = dict(leaves({"nerves": whole["nerves"]}))
    found = measured(run.freezing, run.prediction, run.findings)
    for name, value in nerves.items():
        assert found[name] == pytest.approx(value, rel=1e-9), name
    for row in whole["isotherms"]:
        name = BETWEEN.join(("isotherms", row["phase"], row["surface"], "volume_mm3"))
        assert found[name] == pytest.approx(row["volume_mm3"])
    for row in whole["findings"]:
        if row["value"] is not None:
            assert found[f"findings{BETWEEN}{row['about']}{BETWEEN}value"] == pytest.approx(row["value"])


def test_nothing_is_measured_that_the_summary_does_not_have(run: Run) -> None:
    whole = dict(leaves({"nerves": summary(run)["nerves"]}))
    found = {name for name in measured(run.freezing, run.prediction) if name.startswith("nerves")}
    assert {name for name in found - set(whole) if not name.endswith("/ missing_mm")} == set()


def test_only_finite_numbers_are_measured(run: Run) -> None:
    assert np.isfinite(list(measured(run.freezing, run.prediction, run.findings).values())).all()


def test_a_name_ends_in_its_unit(run: Run) -> None:
    units = {item.about: item.unit for item in run.findings}
    names = measured(run.freezing, run.prediction, run.findings)
    assert unit_of(f"nerves{BETWEEN}tibial{BETWEEN}full_section_length_mm") == "mm"
    assert unit_of(f"nerves{BETWEEN}tibial{BETWEEN}recovery_days{BETWEEN}p50") == "days"
    assert unit_of(f"nerves{BETWEEN}tibial{BETWEEN}grade_odds{BETWEEN}block") == "share"
    assert unit_of(f"findings{BETWEEN}coldest skin{BETWEEN}value", units) == "degC"
    assert {unit_of(name, units) for name in names} >= {"mm", "mm3", "degC", "days", "share", "s", "%"}


def test_curves_of_cold_are_kept_as_shares_of_the_nerve_and_volumes_of_the_rest(run: Run) -> None:
    curves = cold_curves(run.freezing, run.volume, length=10e-3)
    found = measured(run.freezing, None, curves=curves)
    nerve, muscle = (next(item for item in curves if item.kind == kind) for kind in ("nerve", "muscle"))
    share = found[f"cold{BETWEEN}{nerve.name}{BETWEEN}below_-20_degC_share"]
    assert share == pytest.approx(nerve.below(-20.0) / nerve.whole)
    cubic = found[f"cold{BETWEEN}muscle{BETWEEN}below_-20_degC_mm3"]
    assert cubic == pytest.approx(1e9 * muscle.below(-20.0))
    assert cubic > 0.0
    assert unit_of(f"cold{BETWEEN}muscle{BETWEEN}below_-20_degC_mm3") == "mm3"
    assert unit_of(f"cold{BETWEEN}{nerve.name}{BETWEEN}below_-20_degC_share") == "share"
