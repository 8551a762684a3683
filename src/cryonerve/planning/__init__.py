"""Goals and limits -> a better case, and how sure: what a plan does, found and weighed by the full solver."""

from cryonerve.planning.as_done import AsDone, as_done
from cryonerve.planning.changes import changes
from cryonerve.planning.differences import Comparison, Difference, Side, compare
from cryonerve.planning.likelihood import Likelihood
from cryonerve.planning.measured import measured, unit_of

__all__ = [
    "AsDone",
    "Comparison",
    "Difference",
    "Likelihood",
    "Side",
    "as_done",
    "changes",
    "compare",
    "measured",
    "unit_of",
]
