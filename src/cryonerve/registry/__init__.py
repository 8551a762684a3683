"""What happened afterwards, and what others found.

The registry keeps cases, plans, procedures, predictions, follow-up, adverse events and consent, nothing
that identifies; every change is chained (`cryonerve.registry.audit`). Names load on first use, because the
registry needs packages that the rest of this folder does not (`cryonerve[registry]`).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "Draft": "belonging",
    "Registry": "access",
    "backup": "copying",
    "checkpoint": "verifying",
    "correct": "recording",
    "drafts_of_run": "run_records",
    "erase": "erasing",
    "export_tables": "table_files",
    "find": "listing",
    "history": "listing",
    "identifiers_in": "identifiers",
    "import_tables": "table_files",
    "kinds": "kinds",
    "new_mark": "marks",
    "open_registry": "opening",
    "read_record_file": "record_files",
    "record": "recording",
    "restore": "copying",
    "verify": "verifying",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOMES:
        raise AttributeError(f"module 'cryonerve.registry' has no attribute '{name}'")
    return getattr(import_module(f"cryonerve.registry.{_HOMES[name]}"), name)
