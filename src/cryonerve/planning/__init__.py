"""Goals and limits -> a better case, and how sure: what a plan does, found and weighed by the full solver."""

from cryonerve.planning.measured import measured, unit_of
from cryonerve.planning.planned import Gain, Plan
from cryonerve.planning.planner import plan

__all__ = ["Gain", "Plan", "measured", "plan", "unit_of"]
