"""What others found: the trial against sham first, what may be pooled, and a refusal."""

import tempfile
from pathlib import Path

import cryonerve as cn
from cryonerve.errors import PoolingError
from cryonerve.registry import pool

found = cn.evidence()
trial = found.sham_trial
print(f"{trial.study.title}: {trial.shown} ({trial.shown_low} to {trial.shown_high}) points of 10 against sham")

try:
    pool([*found.effects("caporusso2002 any-relief"), *found.effects("morton2024 any-relief")])
except PoolingError as refusal:
    print(refusal)

# A study of one's own stands beside the others; the numbers here are invented.
ROW = """\
id,title,year,design,population,modality,source,standing,bias,bias_scheme,bias_why,question,kind,definition,unit,at,numerator,denominator
clinic-2026,Clinic,2026,prospective series,invented,cold through the skin,unpublished: invented,full,high,jbi-case-series,no control,foot-neuroma,share,any relief,neuroma,2 weeks,9,14
"""
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "mine.csv"
    file.write_text(ROW, encoding="utf-8")
    found = cn.evidence(add=file)

(pooled,) = found.answer("foot-neuroma").pools
print([effect.label for effect in pooled.effects])
share, low, high = pooled.shown
print(f"{share:.0f} % ({low:.0f} to {high:.0f}) if both series are alike")
for sentence in pooled.warnings:
    print(sentence)
