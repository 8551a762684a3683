"""A finished run as what corrects a preview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case

__all__ = ["anchor_of"]


def anchor_of(folder: Path, case: Case) -> tuple[Case, Freezing] | None:
    """The run's case (with its probes) and result; None where anything but the probes' places differs."""
    from cryonerve.bioheat.preview_limits import refuse_other
    from cryonerve.case import load
    from cryonerve.errors import InputError
    from cryonerve.reporting.fields import read_fields

    try:
        ran = load(folder / "case.yaml", find_scan=False)
        refuse_other(ran, case)
        _, freezing = read_fields(folder / "fields.zarr")
    except (InputError, OSError, KeyError, ValueError):
        return None
    return (ran, freezing) if freezing.stop.good else None
