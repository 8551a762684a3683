"""What the cold did to each nerve, when axons can be back, and what a person must know about the plan."""

from cryonerve.nerve.exposure import Exposure, expose
from cryonerve.nerve.lesion import (
    Band,
    Degeneration,
    Grade,
    GradeOdds,
    Lesion,
    PainReturn,
    Prediction,
    Recovery,
)
from cryonerve.nerve.prediction import predict
from cryonerve.nerve.verdicts import judge

__all__ = [
    "Band",
    "Degeneration",
    "Exposure",
    "Grade",
    "GradeOdds",
    "Lesion",
    "PainReturn",
    "Prediction",
    "Recovery",
    "expose",
    "judge",
    "predict",
]
