"""What is unknown before a procedure is watched, and how a seen front errs: read from following.toml."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from cryonerve.sources.tables import read_table
from cryonerve.sources.value import Sourced

__all__ = ["FollowAlarms", "FollowPriors", "follow_alarms", "follow_priors"]

DIMENSIONS = {
    "wall_offset": "temperature difference",
    "edge_temperature": "temperature",
    "thermocouple_noise": "temperature difference",
    "film_factor": "fraction",
    "unfrozen_factor": "fraction",
    "latent_factor": "fraction",
    "perfusion_factor": "fraction",
    "sound_speed": "fraction",
}


@dataclass(frozen=True, slots=True)
class FollowPriors:
    """Priors of `follow`; lengths in m, temperatures in degC, differences in K.

    Attributes
    ----------
    wall_offset : true wall (or gas) temperature minus the console's.
    film_factor, unfrozen_factor, latent_factor, perfusion_factor : times what the case says.
    tip_offset : true minus planned place of the probe, in each direction of the picture.
    edge_temperature : isotherm at which the visible edge lies.
    edge_bias, edge_drift, shadow_bias : seen minus true; its change in 2 min; of the shadow's borders.
    sound_speed : depth in the picture over true depth, minus 1.
    front_noise, shadow_noise, thermocouple_noise : standard deviation of one observation.
    model_error, cold_error : standard deviation of the members' radii about the truth; more, of -20 degC.
    """

    wall_offset: Sourced
    film_factor: Sourced
    unfrozen_factor: Sourced
    latent_factor: Sourced
    perfusion_factor: Sourced
    tip_offset: Sourced
    edge_temperature: Sourced
    edge_bias: Sourced
    edge_drift: Sourced
    shadow_bias: Sourced
    sound_speed: Sourced
    front_noise: Sourced
    shadow_noise: Sourced
    model_error: Sourced
    cold_error: Sourced
    thermocouple_noise: Sourced


@cache
def follow_priors() -> FollowPriors:
    """The table.

    >>> follow_priors().edge_bias.spread
    0.0005
    """
    row = read_table("following.toml").below("priors")
    names = [field.name for field in fields(FollowPriors)]
    row.known(*names)
    return FollowPriors(**{name: row.needed(name, DIMENSIONS.get(name, "length")) for name in names})


@dataclass(frozen=True, slots=True)
class FollowAlarms:
    """When following a live stream raises an alarm; lengths in m, times in s.

    Attributes
    ----------
    skin_distance : between the outer end of the ice's band and the picture's upper edge.
    unseen : without a tracked edge. clock_stopped : without progress of the procedure's clock.
    phase_off : by which the console may freeze or thaw at another time than the case's protocol.
    moved : of a tracked transducer or cryoprobe since following began.
    """

    skin_distance: Sourced
    unseen: Sourced
    clock_stopped: Sourced
    phase_off: Sourced
    moved: Sourced


@cache
def follow_alarms() -> FollowAlarms:
    """The table.

    >>> follow_alarms().unseen.value
    15.0
    """
    row = read_table("following.toml").below("alarms")
    times = {"unseen": "time", "clock_stopped": "time", "phase_off": "time"}
    names = [field.name for field in fields(FollowAlarms)]
    row.known(*names)
    return FollowAlarms(**{name: row.needed(name, times.get(name, "length")) for name in names})
