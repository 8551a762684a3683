"""One finished run: everything a page or a folder is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # so that what only names a run loads none of the road
    from cryonerve.anatomy.volume import Volume
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case
    from cryonerve.findings import Finding
    from cryonerve.nerve.lesion import Prediction

__all__ = ["Run"]


@dataclass(frozen=True, eq=False)
class Run:
    """A case and all that was computed from it; `prediction` is None after `freeze` alone."""

    case: Case
    volume: Volume
    freezing: Freezing
    prediction: Prediction | None
    findings: tuple[Finding, ...]
    provenance: Mapping[str, object]
