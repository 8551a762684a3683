"""Where a run's numbers come from: case, software, seed and sources; nothing that identifies anyone."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable
from importlib import metadata
from typing import TYPE_CHECKING

from cryonerve import __version__
from cryonerve.sources.citations import NO_PUBLICATION

if TYPE_CHECKING:
    from cryonerve.bioheat.result import Freezing
    from cryonerve.case.case import Case
    from cryonerve.findings import Finding
    from cryonerve.nerve.lesion import Prediction

__all__ = ["FORMAT", "RESEARCH_USE_ONLY", "package_versions", "provenance", "source_keys"]

FORMAT = "cryonerve.provenance/1"
RESEARCH_USE_ONLY = "Research use only. Not a medical device; not for decisions about a patient."


def provenance(
    case: Case, freezing: Freezing, *, date: str | None = None, prediction: Prediction | None = None
) -> dict[str, object]:
    """What a run was made from and with.

    Parameters
    ----------
    case, freezing : the case and what became of it.
    date : the day of the run as text ("2025-03-01"), given by the caller, for no physics reads a clock;
        None: not kept.
    prediction : adds the sources of the lesions and recoveries.

    Returns
    -------
    dict
        Ready for JSON: format, research_use_only, case (name, sha256 of the text as read), software version,
        kernel, seed (None where nothing is drawn at random), spacing_mm, why the simulation stopped, date,
        versions of Python and of the packages, platform, and the keys of the sources in references.bib.
        Holds neither paths nor the names of a person or a machine.
    """
    return {
        "format": FORMAT,
        "research_use_only": RESEARCH_USE_ONLY,
        "case": {"name": case.name, "sha256": case.sha256},
        "cryonerve": __version__,
        "kernel": freezing.solver.kernel,
        "spacing_mm": round(1e3 * freezing.solver.spacing, 9),
        "seed": getattr(case.anatomy, "seed", None),
        "stop": {"name": freezing.stop.name, "sentence": freezing.stop.value},
        "date": date,
        "python": platform.python_version(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "packages": package_versions(),
        "sources": source_keys(case, freezing, prediction),
    }


def package_versions() -> dict[str, str]:
    """Versions of the packages this one depends on, as installed, by name.

    Examples
    --------
    >>> "numpy" in package_versions()
    True
    """
    try:
        wanted = metadata.requires("cryonerve") or []
    except metadata.PackageNotFoundError:
        wanted = ["numpy", "scipy", "numba"]
    names = [re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in wanted if "extra ==" not in line]
    versions: dict[str, str] = {}
    for name in sorted(names, key=str.lower):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def source_keys(
    case: Case, freezing: Freezing, prediction: Prediction | None, findings: Iterable[Finding] = ()
) -> list[str]:
    """Keys in references.bib of everything whose numbers went in, in alphabetical order."""
    keys: set[str] = {*freezing.sources, case.source.key, *(item.source for item in findings)}
    if prediction is not None:
        made: Iterable[tuple[str, ...]] = [
            *(lesion.sources for lesion in prediction.lesions.values()),
            *(recovery.sources for recovery in prediction.recoveries.values()),
        ]
        keys.update(key for group in made for key in group)
    return sorted(keys - NO_PUBLICATION)
