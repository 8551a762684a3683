"""What a search has changed in a case, written down in its books: assumed, and by what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cryonerve.case.case import Case, FieldStanding
from cryonerve.case.leaf import Leaf, spoken
from cryonerve.case.ledger import leaf_of
from cryonerve.case.models import ProbeModel
from cryonerve.case.words import Sentence

__all__ = ["marked"]


def marked(proposed: Case, given: Case, why: str) -> Case:
    """The proposed case, every probe and step that is not as it was given marked as assumed, with why."""
    kept = {item.path: item for item in given.standings if not item.path.startswith(("probes.", "protocol."))}
    books = {item.path: item for item in given.standings}
    known = {probe.name: probe for probe in given.probes}

    def write(path: str, leaf: Leaf, value: Any, *, same: bool) -> None:  # noqa: ANN401
        if same and path in books:
            kept[path] = books[path]
        else:
            text = spoken(leaf.write(value))
            kept[path] = (
                FieldStanding(path, text, "stated") if same else FieldStanding(path, text, "assumed", why)
            )

    probes = []
    for given_probe in proposed.probes:
        before = known.get(given_probe.name)
        short = " ".join(f"{part:.4f}" for part in given_probe.axis)
        probe = replace(given_probe, axis=leaf_of(ProbeModel, "axis").read(short))
        probes.append(probe)
        for key in ("device", "tip", "axis"):
            value = getattr(probe, key)
            same = before is not None and getattr(before, key) == value
            path = f"probes.{probe.name}.{key}"
            write(path, leaf_of(ProbeModel, key), value, same=same)
            if key == "axis" and not same:
                kept[path] = replace(kept[path], text=short)
    for order, step in enumerate(proposed.protocol, 1):
        same = order <= len(given.protocol) and given.protocol[order - 1] == step
        write(f"protocol.{order}", Sentence(), step, same=same)
    title = f"{given.title}, as proposed" if given.title else "As proposed"
    standings = tuple(kept.values())
    proposed = replace(proposed, probes=tuple(probes))
    return replace(proposed, name=f"{given.name}-plan", title=title, standings=standings, file="", sha256="")
