"""A procedure that is not the one that was computed, so that following it can fail: what a simulation shows.

Members are spread around a case. Pictures of that very case prove little; those of a twin, which differs from
it as a patient may, are the fairer trial. No member is a twin: twins are drawn from another sequence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from cryonerve.bioheat.drawn import heat_unknowns
from cryonerve.errors import Complaint, UnknownNameError, nearest
from cryonerve.sources import follow_priors
from cryonerve.sources.quantiles import even_draws, quantile
from cryonerve.ultrasound.members import draw_case, moved_probes

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.plane import ImagePlane

__all__ = ["TRUTHS", "Twin", "twin_of"]

TRUTHS = {
    "run": "the run itself",
    "sample": "another sample of what is not known",
    "beside": "the run with its probes beside the plan",
}
OFFSETS = ("offset_lateral", "offset_axial")
BESIDE = 1.5e-3  # m, three standard deviations of a tip's offset: as far as a plan may be missed unseen
OTHERS = 1 << 20  # added to a seed, so that no twin is drawn from the members' sequence


@dataclass(frozen=True, eq=False)
class Twin:
    """A case as it truly is in a simulation.

    Attributes
    ----------
    case : to be frozen. values : in which it differs from the case that was computed, by name; SI, K, degC.
    """

    case: Case
    values: Mapping[str, float]


def twin_of(truth: str, case: Case, volume: Volume, plane: ImagePlane, *, seed: int = 1) -> Twin:
    """A case's twin.

    Parameters
    ----------
    truth : "run": the case itself; "sample": everything that heat and placement do not know is drawn from
        the members' own spreads; "beside": the probes lie 1.5 mm to the right in the picture.
    volume : of the case. plane : of the picture. seed : of the draw.

    Raises
    ------
    UnknownNameError
        There is no such truth.

    Examples
    --------
    >>> import cryonerve as cn
    >>> from cryonerve.ultrasound import plane_of
    >>> case = cn.load("straight-probe-block")
    >>> volume = cn.build(case)
    >>> dict(twin_of("beside", case, volume, plane_of(case, volume)).values)
    {'offset_lateral': 0.0015}
    """
    if truth not in TRUTHS:
        raise UnknownNameError(Complaint(f"no truth is called '{truth}'", nearest(truth, TRUTHS)))
    if truth == "run":
        return Twin(case, MappingProxyType({}))
    if truth == "beside":
        return Twin(moved_probes(case, plane, BESIDE, 0.0), MappingProxyType({OFFSETS[0]: BESIDE}))
    numbers = dict(heat_unknowns(case, volume)) | dict.fromkeys(OFFSETS, follow_priors().tip_offset)
    shares = even_draws(1, len(numbers), OTHERS + seed)[0]
    drawn = zip(numbers.items(), shares, strict=True)
    values = {name: float(quantile(number, share)) for (name, number), share in drawn}
    return Twin(draw_case(case, plane, values), MappingProxyType(values))
