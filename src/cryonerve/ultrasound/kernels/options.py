"""How the loops are compiled, once for all of them."""

from __future__ import annotations

from typing import Any

__all__ = ["ENTRY", "INNER", "LOOP"]

LOOP: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
ENTRY: dict[str, Any] = {**LOOP, "fastmath": True, "no_cfunc_wrapper": True}  # called from Python
INNER: dict[str, Any] = {**ENTRY, "cache": False, "no_cpython_wrapper": True}  # only from other loops
