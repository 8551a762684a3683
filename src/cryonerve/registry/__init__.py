"""What happened afterwards, and what others found.

The registry keeps cases, plans, procedures, predictions, follow-up, adverse events and consent, nothing that
identifies; every change is chained (`cryonerve.registry.audit`). Beside it stands the literature by question,
pooled only where it is alike. Names load on first use: the registry needs packages that the rest of this
folder does not (`cryonerve[registry]`).

>>> from cryonerve.registry import evidence
>>> len(evidence().studies)
24
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Answer": "answers",
    "BetaBinomial": "proportions",
    "Draft": "belonging",
    "Evidence": "literature",
    "Pool": "random_effects",
    "Pooled": "pooling",
    "Registry": "access",
    "backup": "copying",
    "calibrate": "calibrating",
    "case_of_record_file": "case_record",
    "case_of_registry": "case_record",
    "change": "importance",
    "checkpoint": "verifying",
    "compare_phases": "single_case",
    "correct": "recording",
    "drafts_of_run": "run_records",
    "erase": "erasing",
    "evidence": "literature",
    "export_records": "exchange.export",
    "find": "listing",
    "history": "listing",
    "identifiers_in": "checking",
    "import_tables": "table_files",
    "important": "importance",
    "new_mark": "marks",
    "open_registry": "opening",
    "person_measurements": "case_measurements",
    "pool": "pooling",
    "random_effects": "random_effects",
    "read_measurements": "measurements",
    "read_person_record": "person_record",
    "read_record_file": "record_files",
    "record": "recording",
    "responding": "responders_judged",
    "restore": "copying",
    "score": "scoring",
    "trajectory": "trajectories",
    "verify": "verifying",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _HOMES:
        return getattr(import_module(f"cryonerve.registry.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'cryonerve.registry' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
