"""Volume and protocol to temperature: three-dimensional bioheat with phase change."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryonerve.bioheat.freezing import freeze
    from cryonerve.bioheat.previewing import Glimpse, Preview, preview
    from cryonerve.bioheat.result import Freezing, Stop
    from cryonerve.bioheat.sampling import sample_field

__all__ = ["Freezing", "Glimpse", "Preview", "Stop", "freeze", "preview", "sample_field"]

_WHERE = {
    "freeze": "freezing",
    "Freezing": "result",
    "Glimpse": "previewing",
    "Preview": "previewing",
    "preview": "previewing",
    "Stop": "result",
    "sample_field": "sampling",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - loads compiled code only when it is asked for
    if name in _WHERE:
        return getattr(import_module(f"cryonerve.bioheat.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'cryonerve.bioheat' has no attribute '{name}'")
