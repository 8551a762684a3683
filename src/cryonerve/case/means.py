"""What a procedure may use (time, probes, devices, ways through the skin): the section `means`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from cryonerve.case.case import Case, EntryWindow, Means
from cryonerve.case.ledger import Ledger
from cryonerve.case.models import EntryModel, MeansModel

__all__ = ["SINGLE", "make_sense_of_means", "read_means", "write_means"]

SINGLE = ("within", "probes", "placements", "flattest", "steepest")
Write = Callable[[type[BaseModel], str, Any, str], Any]


def read_means(ledger: Ledger, section: MeansModel | None) -> Means:
    """The section; nothing is limited where it says nothing."""
    if section is None:
        return Means()
    values: dict[str, Any] = {key: ledger.optional(section, key, ("means",)) for key in SINGLE}
    devices = []
    for order, given in enumerate(section.devices or []):
        ledger.note(given, f"means.devices.{order + 1}", ("means", "devices", order))
        if given.value is None:
            ledger.complain("a device cannot be unknown", "Name it or leave it out.", ("means", "devices"))
        else:
            devices.append(str(given.value))
    return Means(**values, devices=tuple(devices), entry=_windows(ledger, section))


def _windows(ledger: Ledger, section: MeansModel) -> tuple[EntryWindow, ...]:
    found: list[EntryWindow] = []
    for order, window in enumerate(section.entry or []):
        place = ("means", "entry", order)
        name = window.name.value or f"window {order + 1}"
        centre, radius = (
            ledger.take(window, key, place, path=f"means.entry.{name}.{key}") for key in ("centre", "radius")
        )
        if any(other.name == name for other in found):
            ledger.complain(f"two windows are called '{name}'", "Give each its own name.", place)
        if centre is not None and radius is not None:
            found.append(EntryWindow(str(name), centre, radius))
    return tuple(found)


def make_sense_of_means(ledger: Ledger, parts: Mapping[str, Any]) -> None:
    """Devices that no table knows, and limits that contradict each other or the plan as written."""
    means: Means | None = parts.get("means")
    if means is None:
        return
    for order, name in enumerate(means.devices):
        if "devices" in parts:
            ledger.known(name, parts["devices"], "device", ("means", "devices", order))
    if means.flattest is not None and means.steepest is not None and means.flattest > means.steepest:
        what = f"no shaft is at least {means.flattest:g} and at most {means.steepest:g} degrees steep"
        ledger.complain(what, "Exchange 'flattest' and 'steepest'.", ("means", "flattest"))
    if means.probes is not None and means.placements is not None and means.probes > means.placements:
        what = f"{means.probes} probes cannot freeze at once in {means.placements} places"
        ledger.complain(what, "Allow as many placements as probes.", ("means", "placements"))


def write_means(case: Case, leaf: Write) -> dict[str, Any]:
    """The section as plain data; empty when nothing is limited."""
    means = case.means
    written: dict[str, Any] = {}
    for key in SINGLE:
        value = leaf(MeansModel, key, getattr(means, key), f"means.{key}")
        if value is not None:
            written[key] = value
    if means.devices:
        written["devices"] = list(means.devices)
    if means.entry:
        written["entry"] = [
            {"name": window.name}
            | {
                key: leaf(EntryModel, key, getattr(window, key), f"means.entry.{window.name}.{key}")
                for key in ("centre", "radius")
            }
            for window in means.entry
        ]
    return written
