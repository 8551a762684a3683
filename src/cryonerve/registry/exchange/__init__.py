"""A registry's records for other programs, and theirs for it: REDCap, FHIR, DICOM SR, CSV, Parquet.

Everything that leaves goes through `export_records`: only people who consented to sharing, with a warning
about those who may be recognised. Everything that comes goes through `import_files`: all of it or none.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {"export_records": "export", "import_files": "arrival"}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOMES:
        raise AttributeError(f"module 'cryonerve.registry.exchange' has no attribute '{name}'")
    return getattr(import_module(f"cryonerve.registry.exchange.{_HOMES[name]}"), name)
