"""The conditions that the tracker was written on, and others, with other families of shapes, that it was not."""

from __future__ import annotations

from tests.pictures import shapes
from tests.pictures.drawing import Scene

USUAL = Scene(shapes.ball, frames=8, seed=1)

# The tracker's constants were chosen on these: balls and ellipses, shells that fade or end.
DEVELOPMENT = {
    "usual": USUAL,
    "small": USUAL.changed(size=3.0, seed=2),
    "large": USUAL.changed(size=7.5, seed=3),
    "thin rim": USUAL.changed(shell=0.12, seed=4),
    "thick rim": USUAL.changed(shell=0.9, seed=5),
    "box rim": USUAL.changed(profile="box", shell=0.5, seed=6),
    "weak rim": USUAL.changed(rim=2.0, mirror=0.0, seed=7),
    "no rim": USUAL.changed(rim=-60.0, mirror=-60.0, seed=8),
    "bright rim": USUAL.changed(rim=18.0, seed=9),
    "noise": USUAL.changed(noise=-18.0, fill=-20.0, seed=10),
    "high gain": USUAL.changed(gain=12.0, seed=11),
    "low gain": USUAL.changed(gain=-15.0, seed=12),
    "fascia near": USUAL.changed(fascia=(6.0, 8.2), seed=13),
    "breathing": USUAL.changed(breathing=0.5, seed=14),
    "flat ellipse": USUAL.changed(shape=shapes.ellipse(0.65, 0.0), size=6.0, seed=15),
    "tilted ellipse": USUAL.changed(shape=shapes.ellipse(0.7, 30.0), size=6.0, seed=16),
    "blunt beam": USUAL.changed(pulse=0.4, beam=0.9, seed=17),
    "sharp beam": USUAL.changed(pulse=0.15, beam=0.3, seed=18),
    "50 dB": USUAL.changed(dynamic=50.0, over=20.0, seed=19),
    "wrong TGC": USUAL.changed(tgc=6.0, seed=20),
}
