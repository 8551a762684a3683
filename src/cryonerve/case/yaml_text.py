"""A case as YAML text, from plain dictionaries and lists."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

__all__ = ["yaml_text"]


def yaml_text(data: Mapping[str, Any]) -> str:
    """A case as YAML, in the order given.

    >>> print(yaml_text({"cryonerve": 1, "anatomy": {"phantom": "scan"}}).splitlines()[1])
    anatomy:
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 -- slow to import

    stream, yaml = io.StringIO(), YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 110
    yaml.dump(dict(data), stream)
    return stream.getvalue()
