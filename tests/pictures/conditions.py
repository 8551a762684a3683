"""The conditions that the tracker was written on, and others, with other shapes, that it was not."""

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

OTHER = Scene(shapes.bean(0.22, 25.0), frames=8, seed=101, streaks=2.0, pulse=0.3, beam=0.6, pixel=0.075)

# Other seeds, other families of shapes, other rims, curves, textures and pixels; looked at only to report.
HELD_OUT = {
    "bean": OTHER,
    "bean, dent on top": OTHER.changed(shape=shapes.bean(0.3, -5.0), size=6.0, seed=102),
    "bean, weak patchy rim": OTHER.changed(rim=4.0, mirror=3.0, patchy=4.0, seed=103),
    "aside of the probe": OTHER.changed(shape=shapes.aside(0.35, 60.0), seed=104),
    "aside, no rim": OTHER.changed(shape=shapes.aside(0.3, -40.0), rim=-60.0, mirror=-60.0, seed=105),
    "aside, double rim": OTHER.changed(shape=shapes.aside(0.25, 80.0), profile="double", seed=106),
    "lobes": OTHER.changed(shape=shapes.lobes(3, 0.08), size=5.5, seed=107),
    "lobes, bell rim": OTHER.changed(shape=shapes.lobes(4, 0.06), profile="bell", shell=0.8, seed=108),
    "lobes, noise": OTHER.changed(shape=shapes.lobes(2, 0.12), noise=-20.0, fill=-22.0, seed=109),
    "ice along the shaft": OTHER.changed(shape=shapes.drop(0.3, 60.0), size=4.5, seed=110),
    "ice along the shaft, gain": OTHER.changed(shape=shapes.drop(0.25, -70.0), size=4.5, gain=12.0, seed=111),
    "tilted, fascia across": OTHER.changed(
        shape=shapes.ellipse(0.6, -40.0), size=6.5, fascia=(5.0, 9.0), slope=0.2, seed=112
    ),
    "tilted, wrong TGC": OTHER.changed(shape=shapes.ellipse(0.75, 60.0), tgc=-6.0, seed=113),
    "bubbles": OTHER.changed(shape=shapes.lobes(2, 0.1), bubbles=3, seed=114),
    "breathing": OTHER.changed(shape=shapes.aside(0.2, 20.0), breathing=0.5, seed=115),
    "bent grey curve": OTHER.changed(shape=shapes.bean(0.2, -50.0), curve=0.75, seed=116),
    "speckle reduction": OTHER.changed(shape=shapes.lobes(3, 0.07), smoothing=1.2, seed=117),
    "half-clear ice": OTHER.changed(
        shape=shapes.bean(0.15, 40.0), loss=6.0, reflected=2.0, fill=-24.0, seed=118
    ),
    "low gain, 50 dB": OTHER.changed(shape=shapes.aside(0.2, 0.0), gain=-14.0, dynamic=50.0, seed=119),
    "small bean": OTHER.changed(size=3.4, seed=120),
}
