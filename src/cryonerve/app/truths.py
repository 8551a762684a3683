"""What is true in a simulated procedure, said to whoever follows it: how it differs, what gets cold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

import cryonerve
from cryonerve.app.progress import Progress
from cryonerve.planning.unknowns import TITLES
from cryonerve.ultrasound.members import covered_share
from cryonerve.ultrasound.twins import Twin, twin_of

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.plane import ImagePlane

__all__ = ["frozen_twin", "truth_document", "truth_words"]

EVERY = 2.0  # s between the truth's shares
SIDES = {"offset_lateral": ("right", "left"), "offset_axial": ("deeper", "shallower")}  # in the picture


def frozen_twin(
    truth: str,
    case: Case,
    volume: Volume,
    plane: ImagePlane,
    *,
    seed: int,
    progress: Progress,
    cancel: Callable[[], bool],
) -> tuple[Twin, Freezing]:
    """A twin of a case and what freezing does to it, by the full solver on the case's own cells."""
    twin = twin_of(truth, case, volume, plane, seed=seed)
    progress("freeze", 0.0, 0.0)
    freezing = cryonerve.freeze(
        volume, twin.case, progress=lambda done, total: progress("freeze", done, total), cancel=cancel
    )
    return twin, freezing


def truth_words(truth: str, twin: Twin, seed: int) -> str:
    """How a simulated procedure differs from the one that was computed.

    >>> from types import SimpleNamespace
    >>> twin = SimpleNamespace(values={"offset_lateral": 1.5e-3})
    >>> truth_words("beside", twin, 1)
    'Truth: the probes lie 1.5 mm to the right of the plan in the picture; all else is as computed.'
    """
    if truth == "run":
        return "Truth: the run itself. Members are spread around it, so it proves nothing about a patient."
    if truth == "beside":
        away = f"{1e3 * twin.values['offset_lateral']:g} mm to the right of the plan in the picture"
        return f"Truth: the probes lie {away}; all else is as computed."
    return f"Truth: sample {seed} of what is not known; no member is like it."


def _part(name: str, value: float) -> str:
    """One number of a sample, for a person."""
    if name in SIDES:
        return f"probes {abs(1e3 * value):.1f} mm {SIDES[name][value < 0.0]}"
    if name == "wall_offset":
        return f"wall or gas {abs(value):.1f} K {'colder' if value < 0.0 else 'warmer'}"
    if name == "solidus":
        return f"{TITLES[name]} at {value:.1f} degC"
    return f"{TITLES[name]} times {value:.2f}"


def truth_document(
    truth: str, twin: Twin, freezing: Freezing, volume: Volume, *, seed: int
) -> dict[str, Any]:
    """The truth for the page: a sentence, a sample's values, the share of fascicles below -20 degC by then.

    `covered` is empty without a treated nerve.
    """
    times = np.arange(0.0, float(freezing.times[-1]) + EVERY, EVERY)
    shares = covered_share(freezing, volume, times)
    known = bool(np.isfinite(shares).all())
    return {
        "kind": truth,
        "sentence": truth_words(truth, twin, seed),
        "values": [_part(name, value) for name, value in twin.values.items()] if truth == "sample" else [],
        "times_s": times.tolist() if known else [],
        "covered": shares.round(4).tolist() if known else [],
    }
