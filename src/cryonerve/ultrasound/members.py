"""The ensemble: the same procedure many times over, each with other values of what is not known.

Members are computed before the procedure by the solver itself. Each keeps what `follow` compares with the
picture (where the visible edge lies along rays from the probe), and what the picture hides (where it is
colder than -20 degC, how much of the nerve is). Following is then only a matter of weighing members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.drawn import HEAT_UNKNOWNS, heat_unknowns, with_heat
from cryonerve.case.case import Sensor, SolverOptions
from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest
from cryonerve.sources import follow_priors
from cryonerve.sources.quantiles import even_draws, quantile
from cryonerve.ultrasound.plane import ImagePlane

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case, Probe

__all__ = ["COLD", "Members", "Rays", "Trace", "draw_case", "moved_probes", "rays", "run_members", "trace"]

Floats = NDArray[np.float64]
Progress = Callable[[float, float], None]

COLD = -20.0  # degC; the hidden isotherm
ANGLES = np.radians(np.arange(-180.0, 180.0, 15.0))  # of rays; 0 points up to the transducer
RADII = np.arange(0.5e-3, 10.01e-3, 0.25e-3)  # m
CLEAR = 0.62e-3  # m from an acting wall within which a thermocouple would make the solver's cells finer
COARSE = 1.2e-3  # m, cells of a member; `model_error` is theirs, too
STEPS = 1.5  # times the usual steps in time
OF_THE_PICTURE = ("edge_temperature", "edge_bias", "edge_drift", "shadow_bias", "sound_speed")
PARAMETERS = (*HEAT_UNKNOWNS, "offset_lateral", "offset_axial", *OF_THE_PICTURE)


@dataclass(frozen=True, eq=False)
class Members:
    """What every member saw, on common times and rays.

    Attributes
    ----------
    names : of the parameters. parameters : (member, parameter) as drawn; SI, degC, K.
    times : (time,) s since the procedure began. angles : (ray,) rad in the picture, 0 up, positive right.
    centre : lateral place and depth of the planned probe in the picture, m, from where rays run.
    edge : (member, time, ray) m to the isotherm that is the member's visible edge; 0 without ice, NaN along
        a shaft.
    cold : (member, time, ray) m to -20 degC.
    wall : (member, time) degC of the probe's wall.
    covered : (member, time) share of the treated nerve's fascicle area that has been below -20 degC at the
        best cross-section; NaN without a nerve.
    plane : of the picture. seed : of the draws. probe : whose ice it is.
    """

    names: tuple[str, ...]
    parameters: Floats
    times: Floats
    angles: Floats
    centre: tuple[float, float]
    edge: Floats
    cold: Floats
    wall: Floats
    covered: Floats
    plane: ImagePlane
    seed: int
    probe: str

    def parameter(self, name: str) -> Floats:
        """(member,) values of one parameter."""
        if name not in self.names:
            raise UnknownNameError(Complaint(f"no parameter is called '{name}'", nearest(name, self.names)))
        return self.parameters[:, self.names.index(name)]


class Rays(NamedTuple):
    """Virtual thermocouples along rays: angles (ray,), radii (radius,) m, points (ray, radius, 3) m."""

    angles: Floats
    radii: Floats
    points: Floats
    centre: tuple[float, float]


def rays(case: Case, plane: ImagePlane, probe: str | None = None) -> Rays:
    """Rays in the picture from where the middle of a probe's active part is projected into it.

    Raises
    ------
    UnknownNameError
        The case has no such probe.
    InputError
        The probe's active part lies beside the picture.
    """
    chosen = _probe(case, probe)
    device = case.device_of(chosen)
    middle = np.asarray(chosen.tip) + 0.5 * device.active_length.value * np.asarray(chosen.axis)
    lateral, depth, beside = plane.coordinates(middle)
    if abs(beside) > 0.5 * device.active_length.value or not 0.0 < depth < plane.depth:
        what = f"the middle of probe '{chosen.name}' lies {1e3 * abs(beside):.1f} mm beside the picture"
        raise InputError(Complaint(what, "Move the picture's plane to the probe.", field="ultrasound.plane"))
    across = plane.points(lateral + RADII * np.sin(ANGLES)[:, None], depth - RADII * np.cos(ANGLES)[:, None])
    return Rays(ANGLES, RADII, across, (float(lateral), float(depth)))


def _probe(case: Case, name: str | None) -> Probe:
    for probe in case.probes:
        if name is None or probe.name == name:
            return probe
    known = [probe.name for probe in case.probes]
    raise UnknownNameError(Complaint(f"no probe is called '{name}'", nearest(str(name), known)))


def run_members(
    volume: Volume,
    case: Case,
    plane: ImagePlane,
    *,
    count: int = 100,
    seed: int = 1,
    probe: str | None = None,
    spacing: float = COARSE,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Members:
    """Draw and compute an ensemble: minutes for a limb, once before the procedure.

    Parameters
    ----------
    count : of members, at least 20. seed : of the draws (scrambled Sobol points).
    probe : whose ice is followed; None: the first. spacing : of members' cells, m.
    progress : called with members done and their number. cancel : asked before each member.

    Raises
    ------
    InputError
        Too few members, the probe lies beside the picture, or it was cancelled before 20 members were there.
    """
    if count < 20:
        raise InputError(Complaint(f"{count} members are too few for a band", "Take 20 or more."))
    lines = rays(case, plane, probe)
    chosen = _probe(case, probe)
    treated = replace(volume, nerves=tuple(nerve for nerve in volume.nerves if nerve.treated))
    parameters = _parameters(case, volume, count, seed)
    kept: list[Trace] = []
    for number, row in enumerate(parameters):
        if cancel is not None and cancel():
            break
        values = dict(zip(PARAMETERS, (float(item) for item in row), strict=True))
        mine = draw_case(case, plane, values)
        kept.append(
            trace(treated, mine, lines, chosen.name, edge=values["edge_temperature"], spacing=spacing)
        )
        if progress is not None:
            progress(float(number + 1), float(count))
    if len(kept) < 20:
        raise InputError(Complaint(f"cancelled after {len(kept)} members; a band needs 20"))
    times = kept[0].times
    return Members(
        PARAMETERS,
        parameters[: len(kept)],
        times,
        lines.angles,
        lines.centre,
        np.stack([item.edge for item in kept]),
        np.stack([item.cold for item in kept]),
        np.stack([item.wall for item in kept]),
        np.stack([item.covered for item in kept]),
        plane,
        seed,
        chosen.name,
    )


def _parameters(case: Case, volume: Volume, count: int, seed: int) -> Floats:
    """(count, parameter), the tables' priors."""
    priors = follow_priors()
    numbers = dict(heat_unknowns(case, volume))
    numbers |= dict.fromkeys(("offset_lateral", "offset_axial"), priors.tip_offset)
    numbers |= {name: getattr(priors, name) for name in OF_THE_PICTURE}
    shares = even_draws(count, len(PARAMETERS), seed)
    return np.stack([quantile(numbers[name], shares[:, n]) for n, name in enumerate(PARAMETERS)], axis=1)


def draw_case(case: Case, plane: ImagePlane, values: Mapping[str, float]) -> Case:
    """The case with other values of what is unknown: factors on tissues, the wall's offset, a moved probe.

    >>> import cryonerve as cn
    >>> from cryonerve.ultrasound import plane_of
    >>> case = cn.load("straight-probe-block")
    >>> plane = plane_of(case, cn.build(case))
    >>> colder = draw_case(case, plane, dict.fromkeys(PARAMETERS, 1.0) | {"wall_offset": -5.0})
    >>> colder.protocol[0].temperature
    -85.0
    """
    return with_heat(moved_probes(case, plane, values["offset_lateral"], values["offset_axial"]), values)


def moved_probes(case: Case, plane: ImagePlane, right: float, deeper: float) -> Case:
    """The case with all its probes moved in the picture, m."""
    moved = right * plane.lateral + deeper * plane.axial
    probes = tuple(replace(probe, tip=_vector(np.asarray(probe.tip) + moved)) for probe in case.probes)
    return replace(case, probes=probes)


def _vector(values: Floats) -> tuple[float, float, float]:
    return float(values[0]), float(values[1]), float(values[2])


class Trace(NamedTuple):
    """One procedure as `Members` keep it: times, edge, cold (time, ray), wall, covered (time,)."""

    times: Floats
    edge: Floats
    cold: Floats
    wall: Floats
    covered: Floats


def trace(
    volume: Volume, case: Case, lines: Rays, probe: str, *, edge: float, spacing: float = COARSE
) -> Trace:
    """Freeze a case and read it along rays: where it is colder than `edge` (degC) and than -20 degC.

    Its own thermocouples are left out. `spacing` : of the cells, m. Raises as `freeze` does.
    """
    from cryonerve.bioheat import freeze  # noqa: PLC0415  loads the solver

    clear = _clearance(case, lines.points)
    sensors = tuple(
        Sensor(f"{ray} {number}", _vector(lines.points[ray, number]))
        for ray, number in np.argwhere(clear > CLEAR)
    )
    freezing = freeze(
        volume,
        replace(case, sensors=sensors, solver=SolverOptions(spacing, case.solver.kernel)),
        step_scale=STEPS,
    )
    times = freezing.sensors.times
    wall = np.interp(
        times, freezing.probes.times, freezing.probes.values[:, freezing.probes.names.index(f"{probe} wall")]
    )
    warm = np.full((len(times), *clear.shape), np.nan)
    warm[:, clear > CLEAR] = freezing.sensors.values
    profile = _filled(warm, clear, wall)
    shadowed = ~(clear > CLEAR).any(axis=1)  # a ray along the shaft sees no tissue
    front, cold = (
        np.where(shadowed, np.nan, radius_of(profile, lines.radii, below)) for below in (edge, COLD)
    )
    return Trace(
        times,
        front,
        cold,
        wall,
        covered_share(freezing, volume, times),
    )


def _clearance(case: Case, points: Floats) -> Floats:
    """Distance of points (..., 3) from the nearest probe with its shaft, m; negative inside."""
    from cryonerve.bioheat.probe_boundary import placements_of  # noqa: PLC0415  compiled

    found = [item.distance(points.reshape(-1, 3)).reshape(points.shape[:-1]) for item in placements_of(case)]
    return np.asarray(np.min(found, axis=0))


def _filled(profile: Floats, clear: Floats, wall: Floats) -> Floats:
    """(time, ray, radius) degC with what lies too near to a wall interpolated from the wall's temperature."""
    filled = profile.copy()
    for ray in range(clear.shape[0]):
        near = np.flatnonzero(clear[ray] <= CLEAR)
        if not near.size:
            continue
        known = clear[ray] > CLEAR
        first = int(np.argmax(known)) if known.any() else -1
        if first <= 0:
            continue
        share = np.clip(clear[ray, :first] / max(clear[ray, first], 1e-9), 0.0, 1.0)
        inner = np.where(np.isnan(wall), profile[:, ray, first], wall)
        filled[:, ray, :first] = inner[:, None] + share * (profile[:, ray, first] - inner)[:, None]
    return filled


def radius_of(profile: Floats, radii: Floats, below: float) -> Floats:
    """(time, ray) m to where a profile (time, ray, radius), coldest at the probe, first rises above `below`.

    0 where nothing is that cold, the last radius where all is.

    >>> radius_of(np.array([[[-30.0, -10.0, 10.0]]]), np.array([1.0, 2.0, 3.0]), -20.0).tolist()
    [[1.5]]
    """
    warmer = ~(profile < below)
    first = np.where(warmer.any(axis=2), warmer.argmax(axis=2), profile.shape[2])
    outer, inner = np.clip(first, 1, profile.shape[2] - 1), np.clip(first - 1, 0, profile.shape[2] - 2)
    high = np.take_along_axis(profile, outer[:, :, None], axis=2)[:, :, 0]
    low = np.take_along_axis(profile, inner[:, :, None], axis=2)[:, :, 0]
    share = np.clip((below - low) / np.where(high > low, high - low, 1.0), 0.0, 1.0)
    found = radii[inner] + share * (radii[outer] - radii[inner])
    found = np.where(first == 0, 0.0, found)
    return np.asarray(np.where(first == profile.shape[2], radii[-1], found))


def covered_share(freezing: Freezing, volume: Volume, times: Floats) -> Floats:
    """(time,) share of fascicle area that has been below -20 degC at the best cross-section of the nerve."""
    course = volume.treated_nerve
    if course is None:
        return np.full(len(times), np.nan)
    history = freezing.nerves[course.name]
    area = course.fascicle_radii**2
    share = area / np.maximum(area.sum(axis=1, keepdims=True), 1e-30)
    coldest = np.minimum.accumulate(history.fascicles, axis=0)
    best = ((coldest < COLD) * share).sum(axis=2).max(axis=1)
    return np.asarray(np.interp(times, history.times, best))
