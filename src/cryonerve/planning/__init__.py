"""Goals and limits -> a better case, and how sure: what a plan does, found and weighed by the full solver."""

from cryonerve.planning.cold_places import ColdPlaces, places_of
from cryonerve.planning.differences import Comparison, Difference, Side, compare
from cryonerve.planning.keys import code_key, content_key
from cryonerve.planning.likelihood import Likelihood, paired
from cryonerve.planning.measuring import measured, unit_of
from cryonerve.planning.plan_changes import changes
from cryonerve.planning.planned import Gain, Plan
from cryonerve.planning.planner import plan
from cryonerve.planning.procedure_record import AsDone, as_done
from cryonerve.planning.spread_result import Probability, Sensitivity, Spread, Swing
from cryonerve.planning.spreading import spread
from cryonerve.planning.store import open_store, read_study
from cryonerve.planning.tasks import Failure, Numbers, Task
from cryonerve.planning.unknowns import Unknown
from cryonerve.planning.workforce import carry_out

__all__ = [
    "AsDone",
    "ColdPlaces",
    "Comparison",
    "Difference",
    "Failure",
    "Gain",
    "Likelihood",
    "Numbers",
    "Plan",
    "Probability",
    "Sensitivity",
    "Side",
    "Spread",
    "Swing",
    "Task",
    "Unknown",
    "as_done",
    "carry_out",
    "changes",
    "code_key",
    "compare",
    "content_key",
    "measured",
    "open_store",
    "paired",
    "places_of",
    "plan",
    "read_study",
    "spread",
    "unit_of",
]
