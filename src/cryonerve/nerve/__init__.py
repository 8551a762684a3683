"""What the cold did to each nerve, when axons can be back, and what a person must know about the plan."""

from cryonerve.nerve.exposure import Exposure, expose
from cryonerve.nerve.lesion import Band, Grade, GradeOdds, Lesion, Prediction, Recovery
from cryonerve.nerve.prediction import predict
from cryonerve.nerve.verdicts import judge

__all__ = [
    "Band",
    "Exposure",
    "Grade",
    "GradeOdds",
    "Lesion",
    "Prediction",
    "Recovery",
    "expose",
    "judge",
    "predict",
]
