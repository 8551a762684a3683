"""What others found: the trial against sham first, what may be pooled, and a refusal."""

import csv
import tempfile
from pathlib import Path

import cryonerve as cn
from cryonerve.errors import PoolingError
from cryonerve.registry import pool

found = cn.evidence()
trial = found.sham_trial
interval = f"{trial.shown_low} to {trial.shown_high}"
print(f"{trial.study.title}: {trial.shown} ({interval}) points of 10 against sham")

try:
    pool([*found.effects("caporusso2002 any-relief"), *found.effects("morton2024 any-relief")])
except PoolingError as refusal:
    print(refusal)

# A study of one's own stands beside the others; the numbers here are invented.
ROW = {
    "id": "clinic-2026",
    "title": "Clinic",
    "year": 2026,
    "design": "prospective series",
    "population": "invented",
    "modality": "cold through the skin",
    "source": "unpublished: invented",
    "standing": "full",
    "bias": "high",
    "bias_scheme": "jbi-case-series",
    "bias_why": "no control",
    "question": "foot-neuroma",
    "kind": "share",
    "definition": "any relief",
    "unit": "neuroma",
    "at": "2 weeks",
    "numerator": 9,
    "denominator": 14,
}
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "mine.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, ROW)
        table.writeheader()
        table.writerow(ROW)
    found = cn.evidence(add=file)

(pooled,) = found.answer("foot-neuroma").pools
print([effect.label for effect in pooled.effects])
share, low, high = pooled.shown
print(f"{share:.0f} % ({low:.0f} to {high:.0f}) if both series are alike")
for sentence in pooled.warnings:
    print(sentence)
