"""Where a prediction leaves what the injury laws were made from: time, repeats, size, species."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.result import Freezing
from cryonerve.findings import Finding
from cryonerve.nerve.first_sentence import titled
from cryonerve.nerve.lesion import Lesion, Prediction
from cryonerve.nerve.verdict import held
from cryonerve.sources.injury import injury_laws

__all__ = ["judge_evidence"]


def judge_evidence(volume: Volume, freezing: Freezing, prediction: Prediction | None) -> Iterator[Finding]:
    """Findings on how far the treated nerves and the protocol resemble the series behind the injury laws.

    How cold is too cold stands with the nerve's other findings ("outside-evidence" in limits.toml).
    """
    lesions = {} if prediction is None else prediction.lesions
    treated = [course for course in volume.nerves if course.treated and course.name in lesions]
    if not treated:
        return
    yield from _protocol(freezing)
    for course in treated:
        yield _thickness(course, lesions[course.name])
    yield _species(lesions[treated[0].name], any(course.neuroma.any() for course in treated))


def _protocol(freezing: Freezing) -> Iterator[Finding]:
    """Longest and shortest freeze, and how many there are."""
    lasted = [phase.end - phase.start for phase in freezing.phases if phase.kind == "freeze"]
    if not lasted:
        return
    yield held("freeze-longer", max(lasted), f"The longest freeze lasts {max(lasted):.0f} s.")
    yield held("freeze-shorter", min(lasted), f"The shortest freeze lasts {min(lasted):.0f} s.")
    yield held("more-freezes", float(len(lasted)), f"The nerve is frozen {len(lasted)} time(s).")


def _thickness(course: NerveCourse, lesion: Lesion) -> Finding:
    """Diameter of a circle as large as the nerve at its best-covered station."""
    across = 2.0 * float(np.sqrt(course.semi_axes[lesion.best_station].prod()))
    name = titled(course.name)
    measured = f"The {name} is {1e3 * across:.1f} mm thick where it is covered best."
    about = f"thickness of the {name}, against nerves studied"
    return held("thicker-nerve", across, measured, about=about).on("best section", course.name)


def _species(lesion: Lesion, neuroma: bool) -> Finding:
    """Whose nerves the laws were made from; nothing to count, so it stays a note."""
    laws = injury_laws()
    weights = lesion.weights or {name: law.weight.value for name, law in laws.items()}
    believed = [laws[name] for name, weight in weights.items() if weight > 0]
    studied = " and ".join(f"{law.studied} ({law.name})" for law in believed)
    reason = (
        f"The injury laws rest on {studied}. No series was found that measured the temperature of a human "
        "nerve and what became of its axons: taking the laws over to people is an assumption."
    )
    if neuroma:
        reason += " Those nerves were healthy; a neuroma is not."
    return Finding("note", "species behind the injury laws", None, None, "", believed[0].source, reason)
