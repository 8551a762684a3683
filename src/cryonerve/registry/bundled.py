"""Records that travel with the software: their names, and their files."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

__all__ = ["bundled_record", "bundled_records"]


@cache
def bundled_records() -> tuple[str, ...]:
    """Names of the records that travel with the software.

    >>> bundled_records()
    ('tibial-neuroma-child',)
    """
    files = resources.files("cryonerve.registry").joinpath("published").iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


def bundled_record(name: str) -> Path:
    """The file of one of them.

    >>> bundled_record("tibial-neuroma-child").name
    'tibial-neuroma-child.yaml'
    """
    return Path(str(resources.files("cryonerve.registry").joinpath("published", f"{name}.yaml")))
