"""Goals and limits -> a better case, and how sure: what a plan does, found and weighed by the full solver."""

from cryonerve.planning.keys import code_key, content_key
from cryonerve.planning.measured import measured, unit_of
from cryonerve.planning.store import open_store, read_study
from cryonerve.planning.tasks import Failure, Task
from cryonerve.planning.workforce import carry_out

__all__ = [
    "Failure",
    "Task",
    "carry_out",
    "code_key",
    "content_key",
    "measured",
    "open_store",
    "read_study",
    "unit_of",
]
