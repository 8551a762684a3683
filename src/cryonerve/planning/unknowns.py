"""What is not known of a plan; shares from 0 to 1 become one procedure as it may turn out.

Where a hand puts each probe is drawn in directions a person can name: towards the treated nerve, along it,
and across both. A tilt turns the shaft about the middle of its active part. The size of the treated nerve is
drawn without drawing the voxels anew: its outline and fascicles grow about the point of its surface that the
probes face, for that is what the operator sees and places by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.volume import NerveCourse, Volume
from cryonerve.bioheat.drawn import HEAT_UNKNOWNS, heat_unknowns, held_at_setpoint, most_frequent, with_heat
from cryonerve.case.case import Case, Probe
from cryonerve.errors import Complaint, InputError
from cryonerve.nerve.injury import bounds_of, weighed
from cryonerve.planning import unsure_places
from cryonerve.planning.stated_spreads import with_stated_spread
from cryonerve.sources import planning_unknowns
from cryonerve.sources.injury import InjuryLaw
from cryonerve.sources.quantiles import quantile
from cryonerve.sources.value import Sourced

__all__ = ["Drawn", "Unknown", "drawn", "resized", "unknowns_of", "values_of"]

Floats = NDArray[np.float64]
Vector = tuple[float, float, float]

SHARE = Sourced(0.5, "1", "assumed", "assumed", law="uniform", bounds=(0.0, 1.0))
TITLES = {
    "wall_offset": "wall or gas, warmer",
    "film_factor": "contact of the probe (film)",
    "unfrozen_factor": "conductivity, unfrozen",
    "latent_factor": "latent heat",
    "perfusion_factor": "perfusion",
    "frozen_factor": "conductivity, frozen",
    "solidus": "end of freezing (solidus)",
    "nerve_size": "size of the nerve",
    "vessel_factor": "heat from vessels",
    "body_temperature": "body temperature",
    "law": "injury law",
    "law_midpoint": "injury law: its midpoint",
    "law_width": "injury law: its width",
}
DIRECTIONS = {"towards": "nearer to the nerve", "along": "along the nerve", "beside": "beside the nerve"}
TILTS = {"tilt": "tilted to the nerve", "turn": "tilted along the nerve"}
PLAIN_TILTS = {"tilt": "tilted", "turn": "tilted, the other way"}
PLAIN_DIRECTIONS = {"towards": "sideways", "along": "sideways, the other way", "beside": "deeper"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing that is not known.

    Attributes
    ----------
    name : "wall_offset", "distal / towards". title : for people. number : law, spread and source.
    """

    name: str
    title: str
    number: Sourced

    def at(self, share: float) -> float:
        """The value below which it lies with this probability."""
        return float(quantile(self.number, share))


@dataclass(frozen=True, eq=False)
class Drawn:
    """One procedure as it may turn out; `laws` is the one injury law, with its own midpoint and width."""

    case: Case
    volume: Volume
    laws: Mapping[str, InjuryLaw]


def unknowns_of(case: Case, volume: Volume) -> tuple[Unknown, ...]:
    """Everything that is not known of a case, in one order; what does not matter to it is left out.

    Raises
    ------
    InputError
        The case has no probe.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> [item.name for item in unknowns_of(case, cn.build(case))][:2]
    ['proximal / towards', 'proximal / along']
    """
    if not case.probes:
        raise InputError(Complaint("the case has no probe, so there is nothing to spread", "Add one."))
    found = [item for probe in case.probes for item in _of_probe(case, volume, probe)]
    found += [Unknown(name, TITLES[name], number) for name, number in _of_body(case, volume).items()]
    unsure = unsure_places.place_unknowns(case, volume)
    found += [Unknown(name, unsure_places.TITLES[name], number) for name, number in unsure.items()]
    if volume.nerves:
        found += [Unknown(name, TITLES[name], number) for name, number in _of_laws(case).items()]
    return tuple(item for item in found if item.number.spread > 0.0 or item.number.bounds is not None)


def _of_probe(case: Case, volume: Volume, probe: Probe) -> list[Unknown]:
    table = planning_unknowns()
    place = with_stated_spread(case, f"probes.{probe.name}.tip", table.placement)
    near = DIRECTIONS if volume.treated_nerve else PLAIN_DIRECTIONS
    words = f"{probe.name}: " if len(case.probes) > 1 else "probe "
    found = [Unknown(f"{probe.name} / {key}", words + text, place) for key, text in near.items()]
    tilts = TILTS if near is DIRECTIONS else PLAIN_TILTS
    return found + [Unknown(f"{probe.name} / {key}", words + text, table.tilt) for key, text in tilts.items()]


def _of_body(case: Case, volume: Volume) -> Mapping[str, Sourced]:
    table, heat = planning_unknowns(), dict(heat_unknowns(case, volume))
    if all(held_at_setpoint(case, probe.device) for probe in case.probes):
        del heat["film_factor"]
    if most_frequent(case, volume).perfusion.value == 0.0:
        del heat["perfusion_factor"]
    if volume.treated_nerve:
        seen = _as_traced(volume.treated_nerve, table.nerve_size)
        heat["nerve_size"] = _relative(case, "anatomy.nerve_area", seen, power=0.5)
    if volume.vessels:
        path = "anatomy.vessel_coefficient"
        heat["vessel_factor"] = _relative(case, path, table.vessel_factor, power=1.0)
    none = Sourced(case.body_temperature, "degC", "case")
    return heat | {"body_temperature": with_stated_spread(case, "body_temperature", none)}


def _as_traced(course: NerveCourse, number: Sourced) -> Sourced:
    """The factor of a nerve's thickness with the spread of the area that was fitted to a scan, if it was."""
    if not course.area_uncertainty:
        return number
    remark = "how sure the area is that was fitted to the scan, as the traced curve says"
    spread = 0.5 * course.area_uncertainty
    return replace(number, spread=spread, source="case", standing="assumed", law="lognormal", remark=remark)


def _relative(case: Case, path: str, number: Sourced, *, power: float) -> Sourced:
    """A factor with the spread that the case states of the quantity itself, to a power."""
    value = getattr(case.anatomy, path.rsplit(".", 1)[-1], None)
    said = with_stated_spread(case, path, number)
    if said is number or not value:
        return number
    return replace(said, value=1.0, spread=power * said.spread / value, law="lognormal")


def _of_laws(case: Case) -> Mapping[str, Sourced]:
    """Which law, where between its bounds its midpoint is, and its width; sources: injury.toml."""
    laws = [law for law in weighed(case.injury_laws).values() if law.weight.value > 0.0]
    by = laws[0].midpoint.source
    which = replace(SHARE, source=by, standing="assumed", remark=", ".join(
        f"{law.name} {100 * law.weight.value:.0f} %" for law in laws))  # fmt: skip
    between = replace(SHARE, source=by, standing="derived", remark="between the bounds of the law drawn")
    found = {"law": which} if len(laws) > 1 else {}
    return found | {"law_midpoint": between, "law_width": between}


def values_of(unknowns: Sequence[Unknown], shares: Sequence[float] | Floats) -> dict[str, float]:
    """Value of each unknown by name, from shares (unknown,) between 0 and 1."""
    return {item.name: item.at(float(share)) for item, share in zip(unknowns, shares, strict=True)}


def drawn(case: Case, volume: Volume, values: Mapping[str, float]) -> Drawn:
    """The case, volume and law for values of what is not known; what is not named stays as it is.

    Examples
    --------
    >>> import cryonerve as cn
    >>> case = cn.load("straight-probe-block")
    >>> volume = cn.build(case)
    >>> drawn(case, volume, {"body_temperature": 36.0}).case.body_temperature
    36.0
    """
    probes = tuple(_placed(case, volume, probe, values) for probe in case.probes)
    heat = dict.fromkeys(HEAT_UNKNOWNS, 1.0) | {"wall_offset": 0.0, "solidus": np.nan}
    heat |= {name: values[name] for name in HEAT_UNKNOWNS if name in values}
    if np.isnan(heat["solidus"]):
        heat["solidus"] = most_frequent(case, volume).solidus.value
    warm = values.get("body_temperature", case.body_temperature)
    mine = with_heat(replace(case, probes=probes, body_temperature=warm), heat)
    volume = _displaced(case, volume, values)
    vessels = tuple(
        replace(vessel, coefficient=values.get("vessel_factor", 1.0) * vessel.coefficient)
        for vessel in volume.vessels
    )
    nerves = tuple(
        resized(nerve, values.get("nerve_size", 1.0), case) if nerve.treated else nerve
        for nerve in volume.nerves
    )
    return Drawn(mine, replace(volume, vessels=vessels, nerves=nerves), _law(case, values))


def _displaced(case: Case, volume: Volume, values: Mapping[str, float]) -> Volume:
    """The volume with nerves and edges where they may be, as seen from the probes where they were planned."""
    if not any(name in unsure_places.TITLES for name in values):
        return volume
    middles = np.array([_middle(case, probe) for probe in case.probes])
    towards = -directions(case, volume, case.probes[0])["towards"]
    return unsure_places.displaced(case, volume, values, middles=middles, towards=towards)


def _law(case: Case, values: Mapping[str, float]) -> Mapping[str, InjuryLaw]:
    """One law with all the weight, its midpoint and width as drawn; others stay to be compared with."""
    laws = weighed(case.injury_laws)
    if "law_midpoint" not in values:
        return laws
    believed = [law for law in laws.values() if law.weight.value > 0.0]
    upto = np.cumsum([law.weight.value for law in believed])
    chosen = believed[min(int(np.searchsorted(upto, values.get("law", 0.0) * upto[-1])), len(believed) - 1)]
    exact = [_exactly(getattr(chosen, what), values[f"law_{what}"]) for what in ("midpoint", "width")]
    none, all_of_it = replace(chosen.weight, value=0.0), replace(chosen.weight, value=1.0)
    others = {name: replace(law, weight=none) for name, law in laws.items()}
    return MappingProxyType(
        others | {chosen.name: replace(chosen, weight=all_of_it, midpoint=exact[0], width=exact[1])}
    )


def _exactly(number: Sourced, share: float) -> Sourced:
    """A number somewhere between its bounds, without any."""
    low, high = bounds_of(number)
    value = low + share * (high - low)
    return replace(number, value=value, bounds=(value, value))


def _middle(case: Case, probe: Probe) -> Floats:
    """Of the active part, m."""
    half = 0.5 * case.device_of(probe).active_length.value
    return np.asarray(np.array(probe.tip) + half * np.array(probe.axis), float)


def directions(case: Case, volume: Volume, probe: Probe) -> Mapping[str, Floats]:
    """Unit vectors a hand may err along: towards the treated nerve, along it, beside it (square to both).

    Where no nerve is treated: two across the shaft, and deeper.
    """
    course, axis = volume.treated_nerve, np.array(probe.axis)
    if course is None:
        first, second = _across(axis)
        return {"towards": first, "along": second, "beside": -axis}
    middle = _middle(case, probe)
    nearest = int(np.linalg.norm(course.points - middle, axis=1).argmin())
    along = np.cross(course.across[nearest, 0], course.across[nearest, 1])
    way = course.points[nearest] - middle
    way -= (way @ along) * along
    size = float(np.linalg.norm(way))
    towards = way / size if size > 1e-6 else course.across[nearest, 0]
    return {"towards": towards, "along": along, "beside": np.cross(along, towards)}


def _across(axis: Floats, towards: Floats | None = None) -> tuple[Floats, Floats]:
    """Two unit vectors across an axis, the first as nearly `towards` as it can be."""
    wished = np.eye(3)[np.abs(axis).argmin()] if towards is None else towards
    first = wished - (wished @ axis) * axis
    if np.linalg.norm(first) < 0.1:  # the shaft points at the nerve
        first = np.cross(axis, np.eye(3)[np.abs(axis).argmin()])
    first /= np.linalg.norm(first)
    return first, np.cross(axis, first)


def _placed(case: Case, volume: Volume, probe: Probe, values: Mapping[str, float]) -> Probe:
    """A probe where the hand put it."""
    ways, axis = directions(case, volume, probe), np.array(probe.axis)
    shift, turned = np.zeros(3), axis.copy()
    for key, way in ways.items():
        shift += values.get(f"{probe.name} / {key}", 0.0) * way
    for key, way in zip(TILTS, _across(axis, ways["towards"]), strict=True):
        turned += np.tan(np.radians(values.get(f"{probe.name} / {key}", 0.0))) * way
    turned /= np.linalg.norm(turned)
    half = 0.5 * case.device_of(probe).active_length.value
    return replace(probe, tip=_vector(_middle(case, probe) + shift - half * turned), axis=_vector(turned))


def _vector(values: Floats) -> Vector:
    return float(values[0]), float(values[1]), float(values[2])


def resized(course: NerveCourse, factor: float, case: Case) -> NerveCourse:
    """A nerve `factor` times as thick, fascicles with it; the surface that the probes face stays in place.

    With probes on opposite sides it grows to all sides alike. Voxels keep the nerve as it was drawn: nerve
    and muscle conduct heat much alike.
    """
    if factor == 1.0:
        return course
    facing = np.zeros(3)
    for probe in case.probes:
        middle = _middle(case, probe)
        way = middle - course.points[int(np.linalg.norm(course.points - middle, axis=1).argmin())]
        facing += way / max(float(np.linalg.norm(way)), 1e-9) / len(case.probes)
    flat = np.einsum("sik,k->si", course.across, facing)  # in the plane of each station
    size = np.linalg.norm(flat, axis=1, keepdims=True)
    # how far the ellipse reaches that way
    reach = 1.0 / np.maximum(np.linalg.norm(flat / np.maximum(size, 1e-12) / course.semi_axes, axis=1), 1e-12)
    moved = (1.0 - factor) * reach[:, None] * flat
    return replace(
        course,
        points=course.points + np.einsum("si,sik->sk", moved, course.across),
        semi_axes=factor * course.semi_axes,
        fascicle_offsets=factor * course.fascicle_offsets,
        fascicle_radii=factor * course.fascicle_radii,
    )
