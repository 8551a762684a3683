"""Goals and limits -> a better case, and how sure: what a plan does, found and weighed by the full solver."""

from cryonerve.planning.measured import measured, unit_of

__all__ = ["measured", "unit_of"]
