"""How far the axisymmetric judge is from its own limit: three meshes and Richardson's extrapolation."""

from __future__ import annotations

import numpy as np

from cryonerve.bioheat.axisymmetric import axisymmetric
from cryonerve.case.protocol import Freeze, Thaw
from tests.published.test_judge import benchmark, mm, tip


def test_richardson(record) -> None:
    """1.3 x 7 mm at -80 degC for 40 s and 20 s of thaw: volumes converge steadily, radii by micrometres."""
    steps = [Freeze(-80.0, 40.0), Thaw(20.0)]
    runs = [axisymmetric(benchmark(), tip(1.3, 7.0), steps, spacing=h * mm) for h in (0.325, 0.1625, 0.08125)]
    ice = np.array([run.volumes[0, 0] for run in runs])
    order = float(np.log2((ice[1] - ice[0]) / (ice[2] - ice[1])))
    limit = float(ice[2] + (ice[2] - ice[1]) / (2.0**order - 1.0))
    assert order >= 0.9
    record(
        "judge: order in space of the ice volume, 0.325 to 0.081 mm (at least 0.9)",
        expected=1.0,
        got=order,
        tolerance=None,
        unit="order",
        source="Richardson",
    )
    record(
        "judge: ice volume at 0.081 mm against the extrapolated limit",
        expected=limit * 1e9,
        got=ice[2] * 1e9,
        tolerance=0.01 * limit * 1e9,
        unit="mm3",
        source="Richardson",
    )
    for frame, moment in ((0, "freeze"), (1, "thaw")):
        record(
            f"judge: radius of the ice at the end of the {moment}, 0.163 against 0.081 mm",
            expected=runs[2].radii[frame, 0] / mm,
            got=runs[1].radii[frame, 0] / mm,
            tolerance=0.03,
            unit="mm",
            source="Richardson",
        )
