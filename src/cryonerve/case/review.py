"""What a readable plan leaves open or does unusually, found before anything is simulated."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cryonerve.case.case import Block, Case, LabelledScan, Limb, Probe
from cryonerve.case.decisive import decisive
from cryonerve.case.fit import estimate
from cryonerve.case.protocol import Freeze, Thaw, Wait
from cryonerve.case.spacing import DEFAULT_SPACING
from cryonerve.findings import LEVELS, Finding, Level
from cryonerve.sources.finding_limits import limits
from cryonerve.units import show

__all__ = ["check"]

USUAL_FREEZE = (60.0, 300.0)  # s; protocols in use freeze for one and a half to three minutes
TRAVEL = 15e-3  # m that cold travels in about eight minutes
FAR = 8e-3  # m: half a wide neuroma, the probe's radius, and what two minutes of freezing hardly reach
MANY_CELLS = 3e6  # cells that take minutes
BODY = (32.0, 41.0)  # degC of a patient, from deliberate cooling to high fever
WIDEST_CELL = 0.75  # of the thinnest probe's diameter
LONG_WAIT = 1800.0  # s


def check(case: Case) -> tuple[Finding, ...]:
    """Findings about the plan itself, gravest first; temperatures and coverage are for later.

    Examples
    --------
    >>> from cryonerve.case import load
    >>> [str(item) for item in check(load("straight-probe-block")) if item.level == "warn"]
    []
    """
    found = [
        *_console(case),
        *_times(case),
        *_end(case),
        *_never_reached(case),
        *_body_temperature(case),
        *_unused(case),
        *_open_fields(case),
        *_devices(case),
        *_far_from_nerve(case),
        *_room(case),
        *_crossing(case),
        *_sensors_in_probes(case),
        *_no_nerve(case),
        *_grid(case),
    ]
    return tuple(sorted(found, key=lambda finding: -LEVELS.index(finding.level)))


def _console(case: Case) -> Iterator[Finding]:
    """The temperature a step asks for against the gas that has to reach it."""
    for probe in case.probes:
        gas = case.device_of(probe).wall.gas_temperature
        asked = [
            step.temperature for step in case.protocol if isinstance(step, Freeze) and step.works(probe.name)
        ]
        if gas is None or not asked:
            continue
        warmer, colder, limit = gas.value - min(asked), max(asked) - gas.value, _apart()
        value = warmer if warmer > 0 else colder
        level: Level = "ok"
        reason = f"The gas of '{probe.name}' at {gas.value:g} degC reaches the console's {min(asked):g} degC."
        if warmer > 0:
            level, limit = "warn", 0.0
            reason = (
                f"The gas of '{probe.name}' at {gas.value:g} degC cannot reach the console's {min(asked):g} "
                "degC; the gas decides. Check device and gas."
            )
        elif colder > limit:
            level = "note"
            reason = (
                f"The gas of '{probe.name}' at {gas.value:g} degC drives the probe, not the console's "
                f"{max(asked):g} degC: the probe may be colder than planned."
            )
        yield Finding(
            level,
            f"console against gas of '{probe.name}'",
            value,
            limit,
            "K",
            gas.source,
            reason,
        )


def _apart() -> float:
    """K between console and wall from which a person is warned; here between console and gas."""
    return dict(limits()["console"].steps)["warn"].value


def _times(case: Case) -> Iterator[Finding]:
    low, high = USUAL_FREEZE
    freezes = [step.seconds for step in case.protocol if isinstance(step, Freeze)]
    if not freezes:
        reason = "No step freezes; nothing will become cold."
        yield Finding("warn", "freezes in the protocol", 0.0, 1.0, "", "assumed", reason)
        return
    outside = [seconds for seconds in freezes if not low <= seconds <= high]
    if outside:
        worst = max(outside, key=lambda seconds: max(low / seconds, seconds / high))
        reason = f"Freezes usually last {show(low, 'min')} to {show(high, 'min')}; check the unit."
        yield Finding(
            "note", "unusual freeze time", worst, high if worst > high else low, "s", "assumed", reason
        )
    else:
        reason = f"All freezes last {show(low, 'min')} to {show(high, 'min')}, as is usual."
        yield Finding("ok", "longest freeze", max(freezes), high, "s", "assumed", reason)


def _end(case: Case) -> Iterator[Finding]:
    if isinstance(case.protocol[-1], Freeze):
        reason = "The protocol ends frozen: pulling a frozen probe tears tissue. Add 'Thaw until 20 degC'."
        yield Finding(
            "note" if isinstance(case.anatomy, Block) else "warn",
            "no thaw after the last freeze",
            None,
            None,
            "",
            "assumed",
            reason,
        )


def _never_reached(case: Case) -> Iterator[Finding]:
    """Thaws that wait for a temperature the tissue does not come back to by itself."""
    warmed = [case.device_of(probe).thaw.to for probe in case.probes]
    warmest = max([case.body_temperature - 1.0, *(to.value for to in warmed if to is not None)])
    for step in case.protocol:
        if isinstance(step, Thaw) and step.until is not None and step.until > warmest:
            body, asked = f"{case.body_temperature:g} degC", f"{step.until:g} degC"
            reason = (
                f"Tissue of {body} hardly warms to {asked}, so this thaw takes {show(step.seconds, 'min')}. "
                "Write 'Thaw until 20 degC' or a time."
            )
            about = "temperature that ends a thaw"
            yield Finding("warn", about, step.until, warmest, "degC", "assumed", reason)


def _body_temperature(case: Case) -> Iterator[Finding]:
    """A patient colder or warmer than patients are; a block may be anything."""
    low, high = BODY
    if not isinstance(case.anatomy, Block) and not low <= case.body_temperature <= high:
        reason = f"A patient's body has {low:g} to {high:g} degC; is the number right?"
        limit = low if case.body_temperature < low else high
        yield Finding(
            "warn", "unusual body temperature", case.body_temperature, limit, "degC", "assumed", reason
        )


def _unused(case: Case) -> Iterator[Finding]:
    for probe in case.probes:
        if not any(isinstance(step, Freeze) and step.works(probe.name) for step in case.protocol):
            reason = f"No step freezes with '{probe.name}'; it only displaces tissue. Remove it or use it."
            about = f"probe '{probe.name}' never freezes"
            yield Finding("warn", about, None, None, "", "assumed", reason).on("probe", probe.name)


def _open_fields(case: Case) -> Iterator[Finding]:
    """Decisive fields that nobody stated."""
    if isinstance(case.anatomy, Block):
        return
    open_fields = [item.path for item in decisive(case)]
    level, limit = limits()["assumptions"].judge(float(len(open_fields)))
    names = ", ".join(open_fields)
    reason = (
        f"Not stated: {names}. Measure or trace them before relying on the result."
        if open_fields
        else "Every field that decides the result is stated."
    )
    yield Finding(
        level,
        "decisive fields assumed or unknown",
        float(len(open_fields)),
        limit.value,
        "",
        limit.source,
        reason,
    )


def _devices(case: Case) -> Iterator[Finding]:
    """Numbers of the devices in use that no publication or measurement carries."""
    for name in dict.fromkeys(probe.device for probe in case.probes):
        device = case.devices[name]
        wall = device.wall
        numbers = {
            "diameter": device.diameter,
            "active length": device.active_length,
            "gas temperature": wall.gas_temperature,
            "film coefficient": wall.coefficient,
            "power cap": wall.power_cap,
            "cooldown": wall.cooldown,
        }
        weak = [
            key
            for key, number in numbers.items()
            if number is not None and number.standing in {"assumed", "recalled", "unknown"}
        ]
        if weak and device.kind != "ideal":
            these = ", ".join(weak)
            reason = f"Of '{device.title}' these are assumed or recalled: {these}. Take them from the maker."
            yield Finding(
                "note",
                f"figures of device '{name}' without a source",
                float(len(weak)),
                0.0,
                "",
                "assumed",
                reason,
            )


def _far_from_nerve(case: Case) -> Iterator[Finding]:
    """Active parts far from the z axis, along which the treated nerve runs at the origin.

    The gap itself is measured on the drawn nerve, whose width and course are not known here.
    """
    anatomy = case.anatomy
    if not isinstance(anatomy, Limb):
        return
    for probe in case.probes:
        away = _to_axis(probe, case.device_of(probe).active_length.value)
        if away > FAR:
            place = f"lies {show(away, 'mm', 2)} from the line of the {anatomy.nerve} nerve"
            reason = f"The active part of '{probe.name}' {place}; is the tip right?"
            about = f"distance of '{probe.name}' from the line of the nerve"
            made = Finding("warn", about, 1e3 * away, 1e3 * FAR, "mm", "assumed", reason)
            yield made.on("probe", probe.name)


def _to_axis(probe: Probe, length: float) -> float:
    """Shortest distance from the active part to the z axis."""
    (x, y, _), (a, b, _) = probe.tip, probe.axis
    across = a * a + b * b
    along = 0.0 if across == 0 else min(length, max(0.0, -(x * a + y * b) / across))
    return math.hypot(x + along * a, y + along * b)


def _room(case: Case) -> Iterator[Finding]:
    """Whether the faces of a block are far enough."""
    if not isinstance(case.anatomy, Block):
        return
    room = min(
        side / 2 - abs(place)
        for probe in case.probes
        for along in (0.0, case.device_of(probe).active_length.value)
        for side, place in zip(case.anatomy.size, _point(probe, along), strict=True)
    )
    close = room < TRAVEL
    reason = "The faces are insulated and cold travels about 15 mm in 8 min" + (
        "; make the block larger." if close else "."
    )
    yield Finding(
        "note" if close else "ok",
        "room between probe and block face",
        1e3 * room,
        1e3 * TRAVEL,
        "mm",
        "assumed",
        reason,
    )


def _point(probe: Probe, along: float) -> tuple[float, float, float]:
    x, y, z = (tip + along * axis for tip, axis in zip(probe.tip, probe.axis, strict=True))
    return x, y, z


def _crossing(case: Case) -> Iterator[Finding]:
    """Active parts that overlap."""
    for order, one in enumerate(case.probes):
        for other in case.probes[order + 1 :]:
            needed = (case.device_of(one).diameter.value + case.device_of(other).diameter.value) / 2
            distance = _between(case, one, other)
            if distance < needed:
                both = any(
                    isinstance(step, Freeze) and step.works(one.name) and step.works(other.name)
                    for step in case.protocol
                )
                reason = "As sites of one moved probe this is fine; two probes cannot stand in one place."
                if both:
                    reason = (
                        "Two probes that freeze at once cannot stand in one place. Move one of them, or let "
                        "each step name the one it means: 'Freeze NAME at ...'."
                    )
                about = f"distance between '{one.name}' and '{other.name}'"
                level: Level = "stop" if both else "note"
                made = Finding(level, about, 1e3 * distance, 1e3 * needed, "mm", "assumed", reason)
                yield made.on("probe", one.name)


def _between(case: Case, one: Probe, other: Probe, pieces: int = 40) -> float:
    """Shortest distance between two active parts, along finely stepped points of one."""
    length = case.device_of(one).active_length.value
    reach = case.device_of(other).active_length.value
    return min(_to_part(_point(one, length * step / pieces), other, reach) for step in range(pieces + 1))


def _to_part(point: tuple[float, float, float], probe: Probe, length: float) -> float:
    away = [value - tip for value, tip in zip(point, probe.tip, strict=True)]
    along = sum(value * axis for value, axis in zip(away, probe.axis, strict=True))
    return math.dist(point, _point(probe, min(length, max(0.0, along))))


def _sensors_in_probes(case: Case) -> Iterator[Finding]:
    for sensor in case.sensors:
        for probe in case.probes:
            device = case.device_of(probe)
            if _to_part(sensor.at, probe, device.active_length.value) < device.diameter.value / 2:
                inside = f"lies inside the probe '{probe.name}', which is no tissue"
                reason = f"The thermocouple '{sensor.name}' {inside}; move it."
                yield Finding(
                    "note", f"thermocouple '{sensor.name}' in a probe", None, None, "", "assumed", reason
                )


def _no_nerve(case: Case) -> Iterator[Finding]:
    if case.goals is not None and isinstance(case.anatomy, Block):
        reason = f"A block holds no nerve: the goal '{case.goals.cover}' cannot be judged."
        yield Finding("note", "goal without a nerve", None, None, "", "assumed", reason)
    if isinstance(case.anatomy, LabelledScan) and case.goals is None:
        reason = f"No goal is set; the {case.anatomy.nerve} is judged by the usual limits."
        yield Finding("note", "no goal", None, None, "", "assumed", reason)


def _grid(case: Case) -> Iterator[Finding]:
    """Spacing against the thinnest probe, and the size of the grid."""
    spacing = case.solver.spacing or DEFAULT_SPACING
    thinnest = min(case.device_of(probe).diameter.value for probe in case.probes)
    coarse = spacing > WIDEST_CELL * thinnest
    advice = "; write 'solver: {spacing: 0.5 mm}' or finer." if coarse else "."
    reason = f"The thinnest probe is {show(thinnest, 'mm')} thick{advice}"
    yield Finding(
        "warn" if coarse else "ok",
        "spacing against probe",
        1e3 * spacing,
        1e3 * WIDEST_CELL * thinnest,
        "mm",
        "assumed",
        reason,
    )
    cells = estimate(case).cells
    if cells > MANY_CELLS:
        reason = (
            f"About {cells / 1e6:.3g} million cells: this takes many minutes. A coarser spacing is quicker."
        )
        yield Finding("note", "size of the grid", cells, MANY_CELLS, "cells", "assumed", reason)
    waits = sum(step.seconds for step in case.protocol if isinstance(step, Wait))
    if waits > LONG_WAIT:
        reason = "Long waits are simulated too."
        yield Finding("note", "time spent waiting", waits, LONG_WAIT, "s", "assumed", reason)
