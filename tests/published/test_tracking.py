"""The tracker on pictures of known outline: those it was written on, and those it was not.

No clip of a real cryoneurolysis is openly available. The pictures come from tests/pictures, which shares
nothing with the tracker; "unlike" are other seeds, other families of shapes, other rims, textures, grey
curves and pixels.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from tests.pictures.conditions import DEVELOPMENT, HELD_OUT
from tests.pictures.measuring import drawn, errors_of

SOURCE = "tests/pictures: drawn pictures of known outline"
ALLOWED = 0.2  # mm
# The bar is missed there (mm of scatter unless it says bias): NO in VALIDATION.md, strict expected failures.
MISSED = {
    "unlike": {
        "aside of the probe": "0.24",
        "bent grey curve": "0.23; no scale in dB at all",
        "half-clear ice": "bias -0.24; half of the sound passes",
        "lobes": "0.21",
        "low gain, 50 dB": "0.36, bias -0.23; the dark beside ice is cut off",
        "speckle reduction": "0.22, bias 0.21; the scanner has smoothed the speckle",
    },
    "unlike, no picture from before": {
        "aside, no rim": "0.46, bias 0.40",
        "half-clear ice": "bias -0.23",
        "lobes": "0.24",
        "speckle reduction": "0.23",
        "tilted, fascia across": "0.39; a fascia is taken for the rim",
    },
    "development": {"blunt beam": "0.201"},
}
QUICK = ["bean", "aside, no rim", "lobes, bell rim"]


def with_known(names: Iterable[str], kind: str) -> list[object]:
    """Names as parameters; those that miss the bar are strict expected failures."""
    missed = MISSED[kind]
    return [
        pytest.param(
            name, marks=[pytest.mark.xfail(reason=missed[name], strict=True)] if name in missed else []
        )
        for name in names
    ]


def measure(record, name: str, kind: str, *, before: bool) -> None:
    found = errors_of(drawn(name), before=before)
    with_ = "" if before else ", no picture from before"
    label = f"{kind}, {name}{with_}"
    say = {"unit": "mm", "source": SOURCE}
    seen = f"{100 * (1 - found.silent / found.asked):.0f} % of pictures"
    record(
        f"{label}: bias of the edge",
        expected=0.0,
        got=found.edge.mean(),
        tolerance=ALLOWED,
        remark=seen,
        **say,
    )
    record(f"{label}: scatter of the edge", expected=0.0, got=found.edge.std(), tolerance=ALLOWED, **say)
    record(
        f"{label}: pictures without ice in which an edge was claimed",
        expected=0,
        got=found.invented,
        tolerance=0.5,
        unit="pictures",
        source=SOURCE,
    )


@pytest.mark.parametrize("name", QUICK)
def test_pictures_unlike_those_it_was_written_on(name, record) -> None:
    measure(record, name, "unlike", before=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", with_known([name for name in HELD_OUT if name not in QUICK], "unlike"))
def test_more_pictures_unlike_those_it_was_written_on(name, record) -> None:
    measure(record, name, "unlike", before=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", with_known(HELD_OUT, "unlike, no picture from before"))
def test_without_a_picture_from_before_freezing(name, record) -> None:
    measure(record, name, "unlike", before=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", with_known(DEVELOPMENT, "development"))
def test_pictures_that_it_was_written_on(name, record) -> None:
    measure(record, name, "development", before=True)


@pytest.mark.slow
@pytest.mark.xfail(reason="scatter 0.207 mm over all held-out conditions, asked 0.2", strict=True)
def test_over_all_pictures_unlike_those_it_was_written_on(record) -> None:
    from cryonerve.ultrasound.tracking import SCATTER

    every = [errors_of(drawn(name)) for name in HELD_OUT]
    edge = np.concatenate([item.edge for item in every])
    width = np.concatenate([item.width for item in every])
    say = {"unit": "mm", "source": SOURCE}
    record("unlike, all: bias of the edge", expected=0.0, got=edge.mean(), tolerance=ALLOWED, **say)
    record("unlike, all: scatter of the edge", expected=0.0, got=edge.std(), tolerance=ALLOWED, **say)
    record(
        "unlike, all: scatter that Front carries",
        expected=1e3 * SCATTER,
        got=edge.std(),
        tolerance=0.03,
        **say,
    )
    record(
        "unlike, all: bias of the shadow's width", expected=0.0, got=np.nanmean(width), tolerance=None, **say
    )
    record(
        "unlike, all: scatter of the shadow's width",
        expected=0.0,
        got=np.nanstd(width),
        tolerance=None,
        **say,
    )


@pytest.mark.slow
def test_confidence_is_a_probability(record) -> None:
    """Of edges called so sure, so many lie within 0.3 mm; reported, as the conditions of MISSED are in it."""
    every = [errors_of(drawn(name), before=before) for name in HELD_OUT for before in (True, False)]
    edge = np.concatenate([item.edge for item in every])
    sure = np.concatenate([item.confidence for item in every])
    for low, high in ((0.0, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.0)):
        chosen = (sure >= low) & (sure < high)
        if chosen.sum() < 100:
            continue
        record(
            f"unlike: share within 0.3 mm of edges with confidence {low} to {high}",
            expected=sure[chosen].mean(),
            got=(np.abs(edge[chosen]) < 0.3).mean(),
            tolerance=None,
            unit="1",
            source=SOURCE,
            remark=f"{chosen.sum()} edges",
        )
