"""From the pictures of a limb to a case that can be planned: scan, labels, a traced nerve, the volume.

The pictures are made from a drawn leg, so that the example needs no file and the truth is known.
"""

from pathlib import Path

import numpy as np

import cryonerve as cn
from cryonerve.anatomy.synthetic_scans import synthetic_scan
from cryonerve.planning.unknowns import unknowns_of
from cryonerve.scans.curves import write_curves
from cryonerve.scans.limb_folder import CASE, CURVES, save_labels_of, save_scan_of
from cryonerve.scans.markups import write_markups

drawn = cn.build(cn.load("tibial-neuroma-child"))
pictures = synthetic_scan(drawn, "CT", spacing=(1e-3, 1e-3, 3e-3)).scan
print(pictures)
data = (
    pictures.to_xarray()
)  # coordinates in mm; data["scan"].sel(z=10, method="nearest").plot() draws a slice
print("Hounsfield units around z = 10 mm:", data["scan"].sel(z=slice(5, 15)).max().item(), "at most")

limb = Path("limb")
limb.mkdir(exist_ok=True)
save_scan_of(limb, pictures)

segmented = cn.segment(pictures)
save_labels_of(limb, segmented.labels)
print("told apart:", ", ".join(label.name for label in segmented.labels.legend))

truth = drawn.nerves[0].points
inside = truth[(truth[:, 2] > 2e-3) & (truth[:, 2] < truth[:, 2].max() - 4e-3)]
clicks = inside[np.linspace(0, len(inside) - 1, 5).astype(int)]  # where a person would have clicked
curve = cn.trace_curve(
    pictures, clicks, name="tibial nerve", kind="nerve", labels=segmented.labels, treated=True
)
write_curves(limb / CURVES, (curve,))
write_markups(limb / "curves.mrk.json", (curve,), pictures.to_patient)  # for 3D Slicer
print(f"{curve.name}: {curve.why}; known to {1e3 * curve.uncertainty:.1f} mm")

(limb / CASE).write_text(
    f"""\
cryonerve: 1
title: A tibial nerve in a scan
anatomy:
  phantom: scan
  labels: labels.nii.gz
  legend: labels.tsv
  curves: {CURVES}
  nerve: tibial nerve
  uncertainty: {{boundary: {1e3 * max(segmented.boundary.values()):.2f} mm}}
probes:
  - {{name: proximal, device: cryo-s-a13, tip: -4.15 2.6 10 mm, axis: 0 -0.8 0.6}}
protocol: [Freeze at -80 degC for 2 min, Thaw for 2 min]
""",
    encoding="utf-8",
)
case = cn.load(str(limb / CASE))
volume = cn.build(case)
print("nerves:", ", ".join(course.name for course in volume.nerves))
for item in unknowns_of(case, volume):
    if item.name.startswith(("nerve place", "edge")):
        print(f"{item.title}: {1e3 * item.number.spread:.2f} mm (1 sd)")
