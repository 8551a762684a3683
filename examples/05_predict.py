"""What the published protocol does to the nerve, coarsely, and what would have to be assumed for it."""

from dataclasses import replace

import cryonerve as cn

case = cn.load("tibial-neuroma-child")
case = replace(case, solver=replace(case.solver, spacing=1.5e-3))
volume = cn.build(case)
freezing = cn.freeze(volume, case)
prediction = cn.predict(freezing, volume, case)
for name, lesion in prediction.lesions.items():
    laws = ", ".join(f"{law} {share:.0%}" for law, share in lesion.by_law.items())
    print(f"{name}: {lesion.sentence}\n  each law alone: {laws}")
for finding in cn.judge(case, volume, freezing, prediction):
    print(" ", finding)
