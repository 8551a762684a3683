"""A registry as a FHIR R4 bundle: one collection, an entry a line, written as it is read.

Only elements that R4 and R4B have in common are used, so that a reader of either takes it. The `recorded` of
a Provenance is masked: the chain's times are calendar times, and a record is often made on the day of what
it records.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TextIO

from cryonerve import __version__
from cryonerve.registry.exchange.codes import HL7, SYSTEM
from cryonerve.registry.exchange.fhir_forms import Context, Resource, address, reference
from cryonerve.registry.exchange.fhir_shape import shapes
from cryonerve.registry.exchange.fhir_writing import resources_of
from cryonerve.registry.exchange.small_cells import small_cells
from cryonerve.registry.exchange.snapshot import Snapshot, exported_kinds
from cryonerve.registry.exchange.written import Written

__all__ = ["FILE", "REGISTRY", "context_of", "write_fhir"]

FILE = "bundle.json"
REGISTRY = {"system": SYSTEM, "code": "export"}


def write_fhir(snapshot: Snapshot, folder: Path) -> Written:
    """`bundle.json`: everything, and a Provenance for every transaction that made or changed it."""
    names = exported_kinds(snapshot.choice)
    context = context_of(
        [(name, row) for name in ("case", "procedure") if name in names for row in snapshot.rows(name)],
        snomed=snapshot.choice.snomed,
    )
    rows = dict.fromkeys(names, 0)
    written: set[str] = set()
    with (folder / FILE).open("w", encoding="utf-8", newline="") as stream:
        stream.write(_opening(small_cells(snapshot).warning))
        begun = False
        for name in names:
            for row in snapshot.rows(name):
                for resource in resources_of(name, row, context).values():
                    begun = _entry(stream, resource, begun)
                written.add(row["record"])
                rows[name] += 1
        for resource in _provenance(snapshot, written):
            begun = _entry(stream, resource, begun)
        stream.write("\n]}\n" if begun else "}\n")
    return Written((FILE,), rows)


def context_of(rows: Sequence[tuple[str, Mapping[str, object]]], *, snomed: bool = False) -> Context:
    """What resources say of each other, from the rows of cases and procedures."""
    first: dict[str, str] = {}
    sites = set()
    for kind, row in rows:
        if kind == "procedure" and row.get("day") == 0:
            first.setdefault(str(row["parent"]), str(row["record"]))
        if kind == "case" and (row.get("nerve") is not None or row.get("side") is not None):
            sites.add(str(row["record"]))
    return Context(first, frozenset(sites), snomed)


def _opening(warning: str) -> str:
    meta: Resource = {"tag": [REGISTRY]}
    told = [{"url": f"{SYSTEM}:software", "valueString": f"cryonerve {__version__}"}]
    if warning:
        told.append({"url": f"{SYSTEM}:small-cell-warning", "valueString": warning})
    head = {"resourceType": "Bundle", "meta": {"extension": told, **meta}, "type": "collection"}
    return json.dumps(head, ensure_ascii=False)[:-1]


def _entry(stream: TextIO, resource: Resource, begun: bool) -> bool:
    entry = {"fullUrl": address(resource["resourceType"], resource["id"]), "resource": resource}
    stream.write(",\n" if begun else ', "entry": [\n')
    stream.write(json.dumps(entry, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    return True


def _provenance(snapshot: Snapshot, written: set[str]) -> Iterator[Resource]:
    entries = (row for row in snapshot.entries if row["record"] in written)
    for _, found in groupby(entries, key=lambda row: (row["at"], row["who"], row["action"], row["why"])):
        listed = list(found)
        last = listed[-1]
        made: Resource = {
            "resourceType": "Provenance",
            "id": f"entry-{last['number']}",
            "meta": {"tag": [{"system": SYSTEM, "code": "entry"}]},
            "extension": [
                {"url": f"{SYSTEM}:entry", "valueInteger": last["number"]},
                {"url": f"{SYSTEM}:entry-hash", "valueString": last["hash"]},
            ],
            "target": [reference(shapes()[row["kind"]].resource, row["record"]) for row in listed],
            "_recorded": {"extension": [{"url": f"{HL7}/data-absent-reason", "valueCode": "masked"}]},
            "activity": {"text": last["action"]},
            "agent": [{"who": {"display": last["role"]}}],
        }
        if last["why"] and not snapshot.choice.coarsen:
            made["reason"] = [{"text": last["why"]}]
        yield made
