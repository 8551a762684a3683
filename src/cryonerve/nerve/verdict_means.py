"""Whether the plan keeps to what the case says is at hand: time, probes, devices, ways through the skin."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cryonerve.anatomy.entry import Entry, entry_of
from cryonerve.anatomy.volume import Volume
from cryonerve.case.case import Case, EntryWindow, Probe
from cryonerve.case.protocol import Freeze
from cryonerve.errors import nearest
from cryonerve.findings import Finding

__all__ = ["judge_means"]


def judge_means(case: Case, volume: Volume) -> Iterator[Finding]:
    """One finding for each thing that is limited; what is passed is a stop."""
    means = case.means
    if means.within is not None:
        took = sum(step.seconds for step in case.protocol)
        reason = f"The protocol takes {took / 60:.3g} min at most; {means.within / 60:.3g} min are allowed."
        yield _kept(
            "time of the procedure",
            took / 60,
            means.within / 60,
            unit="min",
            reason=reason,
            remedy="Shorten a step, or freeze fewer times.",
        )
    if means.probes is not None:
        acting = (sum(step.works(probe.name) for probe in case.probes) for step in _freezes(case))
        most = max(acting, default=0)
        reason = f"{most} freeze at once; {means.probes} are at hand."
        yield _kept("probes that freeze at once", float(most), float(means.probes), unit="", reason=reason)
    if means.placements is not None:
        count = len(case.probes)
        reason = f"The plan has {count} places of probes; {means.placements} are allowed."
        yield _kept(
            "places of probes",
            float(count),
            float(means.placements),
            unit="",
            reason=reason,
            remedy="Leave one out, or allow more.",
        )
    if means.devices:
        yield from _devices(case)
    yield from _ways_in(case, volume)


def _kept(about: str, value: float, limit: float, *, unit: str, reason: str, remedy: str = "") -> Finding:
    """At most so much: ok, or a stop with a remedy."""
    kept = value <= limit * (1.0 + 1e-9)
    words = f"{reason} {remedy}" if remedy and not kept else reason
    return Finding("ok" if kept else "stop", about, value, limit, unit, "case", words)


def _freezes(case: Case) -> Iterator[Freeze]:
    return (step for step in case.protocol if isinstance(step, Freeze))


def _devices(case: Case) -> Iterator[Finding]:
    """Devices of the plan that are not at hand."""
    for name in sorted({probe.device for probe in case.probes}):
        if name in case.means.devices:
            continue
        reason = f"The plan uses '{name}', which is not among the devices at hand. "
        reason += nearest(name, case.means.devices)
        yield Finding("stop", f"device '{name}'", None, None, "", "case", reason)


def _ways_in(case: Case, volume: Volume) -> Iterator[Finding]:
    """Where each shaft passes the skin, and how steeply."""
    means = case.means
    if not means.entry and means.flattest is None and means.steepest is None:
        return
    if volume.uniform:
        reason = "A block has no skin: windows and angles of entry do not apply."
        yield Finding("note", "way of the probes through the skin", None, None, "", "case", reason)
        return
    for probe in case.probes:
        way = entry_of(volume, np.asarray(probe.tip), np.asarray(probe.axis))
        if way is None:
            reason = f"The shaft of '{probe.name}' does not leave the body within the volume: "
            reason += "its way in was not checked."
            made = Finding("warn", f"entry of '{probe.name}'", None, None, "", "case", reason)
            yield made.on("probe", probe.name)
            continue
        if means.entry:
            yield _window(probe, way, means.entry).on("probe", probe.name)
        yield from _angle(probe, way, means.flattest, means.steepest)


def _window(probe: Probe, way: Entry, windows: tuple[EntryWindow, ...]) -> Finding:
    """How far the entry lies from the middle of the window that it is deepest in, or least outside."""
    away = {
        window.name: (float(np.linalg.norm(way.at - np.asarray(window.centre))), window.radius)
        for window in windows
    }
    name = min(away, key=lambda key: away[key][0] - away[key][1])
    distance, radius = away[name]
    x, y, z = (1e3 * way.at).round(1)
    reason = f"The shaft of '{probe.name}' passes the skin at {x:g} {y:g} {z:g} mm, "
    reason += f"{1e3 * distance:.1f} mm from the middle of the window '{name}'."
    remedy = "Turn the probe or move its entry; the tip may stay."
    about = f"entry of '{probe.name}' from the middle of '{name}'"
    return _kept(about, 1e3 * distance, 1e3 * radius, unit="mm", reason=reason, remedy=remedy)


def _angle(probe: Probe, way: Entry, flattest: float | None, steepest: float | None) -> Iterator[Finding]:
    angle = way.steepness
    reason = f"The shaft of '{probe.name}' meets the skin at {angle:.0f} degrees."
    if flattest is not None:
        kept = angle >= flattest - 1e-9
        words = reason if kept else f"{reason} Enter more steeply, nearer to the point above the tip."
        about = f"angle of '{probe.name}' to the skin, least"
        made = Finding("ok" if kept else "stop", about, angle, flattest, "deg", "case", words)
        yield made.on("probe", probe.name)
    if steepest is not None:
        remedy = "Enter flatter, farther from the point above the tip."
        yield _kept(
            f"angle of '{probe.name}' to the skin, most",
            angle,
            steepest,
            unit="deg",
            reason=reason,
            remedy=remedy,
        ).on("probe", probe.name)
