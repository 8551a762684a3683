"""Whether the parts of a case make sense together: names, places, temperatures, size of the grid."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from cryonerve.case.case import Block, LabelledScan, Limb, Probe
from cryonerve.case.document import Place
from cryonerve.case.fit import fits
from cryonerve.case.grammar import LONGEST_STEP
from cryonerve.case.ledger import Ledger
from cryonerve.case.means import make_sense_of_means
from cryonerve.case.protocol import Freeze, Wait
from cryonerve.errors import GridError, nearest
from cryonerve.sources.device import Device
from cryonerve.units import show

__all__ = ["LEG_NERVES", "LIMIT_NAMES", "make_sense", "plain_name"]

LIMIT_NAMES = ("skin", "bone", "artery", "vein", "vessel", "motor branch", "second nerve")
LEG_NERVES = ("tibial", "common peroneal", "sural", "saphenous")  # those that a limb is drawn with
NO_BODY = frozenset({"phantom", "benchmark"})  # groups of tissues that are no part of a body
Parts = Mapping[str, Any]


def plain_name(name: str) -> str:
    """A structure's name as the tables write it: "Common-Peroneal nerve" -> "common peroneal".

    >>> plain_name("Common-Peroneal nerve")
    'common peroneal'
    """
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split()).removesuffix(" nerve")


def make_sense(ledger: Ledger, parts: Parts, *, find_scan: bool) -> None:
    """Write every disagreement between the parts into the ledger; parts that could not be read are absent."""
    _names(ledger, parts)
    _anatomy(ledger, parts, find_scan=find_scan)
    _protocol(ledger, parts)
    make_sense_of_means(ledger, parts)
    _cold_enough(ledger, parts)
    if isinstance(parts.get("anatomy"), Block):
        _inside_block(ledger, parts, parts["anatomy"])
    if not ledger.complaints:
        try:
            fits(parts)
        except GridError as error:
            where: Place = ("solver", "spacing") if parts["solver"].spacing else ("anatomy",)
            ledger.blame(error, where)


def _names(ledger: Ledger, parts: Parts) -> None:
    """Devices, tissues and nerves that no table knows."""
    if "devices" in parts:
        for order, probe in enumerate(parts.get("probes", ())):
            if probe.device is not None:
                ledger.known(probe.device, parts["devices"], "device", ("probes", order, "device"))
    nerves = _nerves(parts)
    if nerves is None:
        return
    goals = parts.get("goals")
    if goals is not None and goals.cover and goals.cover not in nerves:
        ledger.complain(
            f"no nerve is called '{goals.cover}'", nearest(goals.cover, nerves), ("goals", "cover")
        )
    structures = {*LIMIT_NAMES, *nerves}
    for limit in parts.get("limits", ()):
        if limit.structure not in structures:
            what = f"no structure is called '{limit.structure}'"
            ledger.complain(what, nearest(limit.structure, structures), ("limits",))


def _nerves(parts: Parts) -> Collection[str] | None:
    """Names of nerves; None for a scan, whose legend names them, and for an anatomy not read."""
    from cryonerve.sources import nerve_kinds  # noqa: PLC0415

    anatomy = parts.get("anatomy")
    if anatomy is None or isinstance(anatomy, LabelledScan):
        return None
    return LEG_NERVES if isinstance(anatomy, Limb) else tuple(nerve_kinds())


def _anatomy(ledger: Ledger, parts: Parts, *, find_scan: bool) -> None:
    anatomy = parts.get("anatomy")
    tissues = parts.get("tissues")
    if isinstance(anatomy, Block) and tissues is not None:
        ledger.known(anatomy.tissue, tissues, "tissue", ("anatomy", "tissue"))
    if isinstance(anatomy, Limb) and anatomy.nerve not in LEG_NERVES:
        what = f"no nerve of the leg is called '{anatomy.nerve}'"
        ledger.complain(what, nearest(anatomy.nerve, LEG_NERVES), ("anatomy", "nerve"))
    if isinstance(anatomy, LabelledScan) and tissues is not None:
        ledger.known(anatomy.fill, tissues, "tissue", ("anatomy", "fill"))
    files = {LabelledScan: ("labels", "legend", "fascicles", "curves"), Limb: ("fascicles",)}.get(
        type(anatomy), ()
    )
    for key in files:
        name = getattr(anatomy, key)
        if name and find_scan:
            what = _no_file(Path(name))
            remedy = "Paths that are not whole start at the case file's folder."
            if what:
                ledger.complain(f"{what} '{name}'", remedy, ("anatomy", key))
    if isinstance(anatomy, Limb) and anatomy.fascicles:
        for key in ("fascicle_count", "fascicle_area_fraction"):
            if getattr(anatomy, key) is not None:
                what = f"'{key}' is given beside traced fascicles, which have their own"
                ledger.complain(what, "Remove one of the two.", ("anatomy", key))


def _no_file(where: Path) -> str:
    """Why this is no file that can be read; nothing when it is one."""
    try:
        if where.is_file():
            return ""
        if where.is_dir():
            return "this is a folder, not a file:"
        return "this is no regular file:" if where.exists() else "there is no file"
    except (OSError, ValueError) as error:
        return f"the file cannot be read ({getattr(error, 'strerror', None) or error}):"


def _protocol(ledger: Ledger, parts: Parts) -> None:
    """Probes that steps name, and the length of the whole."""
    names = [probe.name for probe in parts["probes"]] if "probes" in parts else []
    seconds = 0.0
    for order, step in enumerate(parts.get("protocol", ())):
        if step is None:
            continue
        seconds += step.seconds
        for name in () if isinstance(step, Wait) else step.probes:
            if names and name not in names:
                _unknown_probe(ledger, order, name, names)
    if seconds > LONGEST_STEP:
        what = f"the protocol lasts {show(seconds, 'h')}"
        ledger.complain(what, "At most 24 h are simulated; shorten it.", ("protocol",))


def _unknown_probe(ledger: Ledger, order: int, name: str, names: list[str]) -> None:
    """A step names a probe the case does not have."""
    text = ledger.standings[f"protocol.{order + 1}"].text
    start = text.casefold().find(name.casefold())
    caret = (start, start + len(name)) if start >= 0 else None
    what = f"the step names a probe '{name}' that the case does not have"
    ledger.complain(what, nearest(name, names), ("protocol", order), text=text, caret=caret)


def _cold_enough(ledger: Ledger, parts: Parts) -> None:
    """Freezes that would freeze nothing."""
    liquidus, tissue = _liquidus(parts)
    if liquidus is None:
        return
    for order, step in enumerate(parts.get("protocol", ())):
        if isinstance(step, Freeze) and step.temperature >= liquidus:
            what = (
                f"{step.temperature:g} degC freezes nothing: {tissue} starts to freeze at {liquidus:g} degC"
            )
            ledger.complain(
                what, f"Freeze below {liquidus:g} degC, or write 'Thaw' to warm.", ("protocol", order)
            )
    devices = parts.get("devices", {})
    for order, probe in enumerate(parts.get("probes", ())):
        device = devices.get(probe.device)
        gas = None if device is None else device.wall.gas_temperature
        if gas is not None and gas.value >= liquidus:
            cold = f"the gas of '{probe.device}' at {gas.value:g} degC"
            what = f"{cold} freezes nothing: {tissue} starts to freeze at {liquidus:g} degC"
            ledger.complain(what, "Give the device a colder gas_temperature.", ("probes", order, "device"))


def _liquidus(parts: Parts) -> tuple[float | None, str]:
    """The warmest temperature at which the tissue around the probes starts to freeze, and its name."""
    anatomy, tissues = parts.get("anatomy"), parts.get("tissues")
    if anatomy is None or not tissues:
        return None, ""
    if isinstance(anatomy, Block):
        tissue = tissues.get(anatomy.tissue)
        return (None, "") if tissue is None else (tissue.liquidus.value, f"'{anatomy.tissue}'")
    body = [tissue for tissue in tissues.values() if tissue.group not in NO_BODY]
    first = max(body, key=lambda tissue: tissue.liquidus.value)
    return first.liquidus.value, f"'{first.name}', the first tissue,"


def _inside_block(ledger: Ledger, parts: Parts, block: Block) -> None:
    """Probes and sensors that do not lie in the block."""
    size = "x".join(f"{1e3 * side:g}" for side in block.size)
    for order, probe in enumerate(parts.get("probes", ())):
        device = parts.get("devices", {}).get(probe.device)
        if device is None or probe.tip is None or probe.axis is None:
            continue
        beyond = max(_beyond(corner, block) for corner in _active_part(probe, device))
        if beyond > 1e-9:
            out = f"reaches {show(beyond, 'mm')} out of the block of {size} mm"
            what = f"the active part of '{probe.name}' {out}"
            remedy = "The block is centred on the origin: move the tip, turn the axis, or enlarge the block."
            ledger.complain(what, remedy, ("probes", order, "tip"))
    for order, sensor in enumerate(parts.get("sensors", ())):
        if sensor.at is not None and _beyond(sensor.at, block) > 1e-9:
            what = (
                f"'{sensor.name}' lies {show(_beyond(sensor.at, block), 'mm')} outside the block of {size} mm"
            )
            remedy = "The block is centred on the origin: move the sensor or enlarge the block."
            ledger.complain(what, remedy, ("sensors", order, "at"))


def _beyond(point: tuple[float, ...], block: Block) -> float:
    """How far a point lies outside the block along the worst axis; negative inside."""
    return max(abs(value) - side / 2 for value, side in zip(point, block.size, strict=True))


def _active_part(probe: Probe, device: Device) -> Iterator[tuple[float, ...]]:
    """Corners of the boxes around both end discs of the active part."""
    radius = device.diameter.value / 2
    for along in (0.0, device.active_length.value):
        centre = [tip + along * axis for tip, axis in zip(probe.tip, probe.axis, strict=True)]
        reach = [radius * math.sqrt(max(0.0, 1 - axis * axis)) for axis in probe.axis]
        yield tuple(value + more for value, more in zip(centre, reach, strict=True))
        yield tuple(value - more for value, more in zip(centre, reach, strict=True))
