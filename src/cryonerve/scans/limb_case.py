"""The case.yaml of a limb: the first one, with its anatomy and as comments what a person adds; its probes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryonerve.files import whole_file
from cryonerve.scans.labels import Labels
from cryonerve.scans.limb_folder import CASE, CURVES, LABELS, LEGEND, written

__all__ = ["case_text", "has_probes", "save_first_case"]


BEGINNING = """\
# A case on a scanned limb, begun by `cryonerve import`. Lines after a # are suggestions: remove the #.
# Positions are millimetres in the frame of scan.nii.gz (RAS in 3D Slicer): x right, y anterior, z proximal.
cryonerve: 1
title: A scanned limb
anatomy:
  phantom: scan
  labels: {labels}      # made by `cryonerve segment`, or given to the import
  legend: {legend}
  # curves: {curves}      # made by `cryonerve trace`
  {nerve}
{unsure}"""
NEXT = """\
# Add next where the probes lie and what is done, or let `cryonerve begin` write it anew with two probes
# beside the nerve. `cryonerve catalog devices` lists devices, `cryonerve check` says what is missing.
# probes:
#   - {name: proximal, device: ideal-1.5mm, tip: 0 0 0 mm, axis: 0 0 1}
# protocol:
#   - Freeze at -80 degC for 2 min
#   - Thaw for 2 min
"""
NO_NERVE = "# nerve: tibial nerve      # the treated nerve, by its name in the legend"


def case_text(
    labels: Labels | None = None, uncertainty: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """The text of a limb's first case; a person completes it.

    Parameters
    ----------
    labels : whose first nerve is taken for the treated one, with a word that it is a guess.
    uncertainty : of boundary and nerve, with standing and why, where labels were taken over.

    Examples
    --------
    >>> print(case_text().splitlines()[5])
      phantom: scan
    """
    nerves = [item.name for item in labels.legend if item.kind == "nerve"] if labels else []
    nerve = NO_NERVE
    if nerves:
        others = f"; others: {', '.join(nerves[1:])}" if nerves[1:] else ""
        nerve = f"nerve: {json.dumps(nerves[0], ensure_ascii=False)}      # the treated one, a guess{others}"
    rows = [f"    {name}: {json.dumps(dict(row))}\n" for name, row in (uncertainty or {}).items()]
    unsure = (
        "".join(["  uncertainty:      # one standard deviation; `spread` draws it\n", *rows]) if rows else ""
    )
    text = BEGINNING.format(labels=LABELS, legend=LEGEND, curves=CURVES, nerve=nerve, unsure=unsure)
    return text + NEXT


def save_first_case(
    folder: Path,
    labels: Labels | None = None,
    uncertainty: Mapping[str, Mapping[str, str]] | None = None,
) -> bool:
    """Write case.yaml, unless there is one that a person may have worked on; True where it was written."""
    if (folder / CASE).exists() and not _untouched(folder / CASE):
        return False
    with written(folder), whole_file(folder / CASE) as path:
        path.write_text(case_text(labels, uncertainty), encoding="utf-8")
    return True


def _untouched(path: Path) -> bool:
    """Whether a case is still the one that was written of a limb without labels."""
    try:
        return path.read_text(encoding="utf-8") == case_text()
    except (UnicodeDecodeError, OSError):
        return False


def has_probes(path: Path) -> bool:
    """Whether a case is there with probes that a person may have placed; one nobody understands counts so."""
    try:
        return _has_probes(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except (UnicodeDecodeError, OSError):
        return True


@lru_cache(maxsize=8)  # a screen asks after each stroke
def _has_probes(text: str) -> bool:
    from ruamel.yaml import YAML  # noqa: PLC0415 -- slow to import
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        data: Any = YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        return True
    return isinstance(data, dict) and bool(data.get("probes"))
