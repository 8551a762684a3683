"""Made-up CT and MR pictures of a knee and the calf below it, for the segmentation of what phantoms lack.

Bones widen towards the joint while their cortex thins to less than a voxel; fat lies between muscles, around
vessels and behind the kneecap's tendon, in lobules; cartilage, menisci and growth scars are there. Shapes are
given by distances from their surfaces, so that cortex of any thickness fills its true share of every voxel.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.picture_faults import texture
from cryonerve.anatomy.shape_canvas import Canvas, tube
from cryonerve.anatomy.synthetic_pictures import (
    CORE,
    SHELL,
    Grid,
    SyntheticScan,
    couch_under,
    pictured,
    room_left,
)

__all__ = ["synthetic_knee"]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
TABLE = Path(__file__).parent / "synthetic_knee.toml"
REGION = 0.19  # m along the limb, for which the table gives the height of the joint
MARGIN = 10e-3  # m of air around the limb
LOBULE = 6e-3  # m, fat is parted into lobules about so wide; assumed
HALF_WIDTH = 62e-3  # m, of an adult's leg at its widest, with room for fat


def synthetic_knee(
    modality: Literal["CT", "MR"],
    *,
    spacing: tuple[float, float, float] = (1e-3, 1e-3, 3.3e-3),
    region: float = REGION,
    noise: float | None = None,
    bias: float = 0.4,
    motion: float = 0.0,
    couch: bool = True,
    other_leg: bool = True,
    seed: int = 1,
) -> SyntheticScan:
    """CT or T1-weighted MR pictures of a knee and of the calf below it.

    Parameters
    ----------
    spacing : m between voxels. region : m along the limb; the joint lies at seven tenths of it.
    noise, bias, motion, couch : as in `synthetic_scan`. other_leg : part of the mirror image beside it.
    seed : draws sizes (`synthetic_knee.toml`), the side and all that is random.

    Returns
    -------
    SyntheticScan: pictures, truth, shares. Tendon, cartilage and menisci are "muscle" in the truth, as
    nothing looks for them.

    Examples
    --------
    >>> made = synthetic_knee("MR", spacing=(3e-3, 3e-3, 8e-3), region=0.08)
    >>> sorted(label.kind for label in made.truth.legend)[:4]
    ['artery', 'bone', 'fascia', 'fat']
    """
    rng = np.random.default_rng([seed, 11])
    drawn = _draw(rng)
    side = int(rng.choice([-1, 1]))
    half = HALF_WIDTH * drawn["size"] + drawn["fat"]
    low = np.array([-half - MARGIN, -half - MARGIN - SHELL - CORE, 0.0])
    high = np.array([half + MARGIN, half + MARGIN, region])
    if other_leg:
        high[0] += 1.1 * half
    steps = np.array(spacing)
    shape = np.maximum(((high - low) / steps).astype(int), 1)
    grid = Grid(low + 0.5 * steps, steps, (int(shape[0]), int(shape[1]), int(shape[2])), spacing[2])
    joint = drawn["joint"] / REGION * region
    leg = _limb(grid, drawn, joint, side=side, rng=rng)
    other: dict[str, Pictures] = {}
    if other_leg:
        free = room_left(grid, leg)
        beside = _limb(grid, drawn, joint, side=-side, rng=rng, across=2.0 * half - 2e-3)
        other = {name: share * free for name, share in beside.items()}
    if couch:
        tops = np.flatnonzero(sum(leg.values(), np.zeros(grid.shape, np.float32)).max(axis=(0, 2)) > 0.5)
        top = float(grid.origin[1] + (tops[0] - 0.5) * steps[1])
        other |= couch_under(grid, top, room_left(grid, leg, other))
    source = f"synthetic {modality} of a knee, seed {seed}"
    return pictured(leg, other, grid, modality, rng=rng, faults=(noise, bias, motion), source=source)


@cache
def _ranges() -> Mapping[str, tuple[float, float]]:
    """Least and largest value by name, lengths in m, angles in radians."""
    factor = {"mm": 1e-3, "degree": np.pi / 180.0, "1": 1.0}
    return {
        name: (row["low"] * factor[row["unit"]], row["high"] * factor[row["unit"]])
        for name, row in _table()["between"].items()
    }


def _draw(rng: np.random.Generator) -> dict[str, float]:
    """One person's sizes."""
    found = {name: float(rng.uniform(*ends)) for name, ends in _ranges().items()}
    return found | {"tilt_across": float(rng.uniform(*_ranges()["tilt"]))}


def _limb(
    grid: Grid,
    drawn: Mapping[str, float],
    joint: float,
    *,
    side: int,
    rng: np.random.Generator,
    across: float = 0.0,
) -> dict[str, Pictures]:
    """Shares of one limb, right (side 1) or left, its axis `across` m to the right."""
    turn = _turned(drawn, side)
    canvas = Canvas(grid, turn, across)
    canvas.z = canvas.z - np.float32(joint)
    size = drawn["size"]
    _outer_layers(canvas, drawn, rng)
    _soft_parts(canvas, drawn, rng)
    inside = canvas.share_inside(_column(canvas, "fascia", size))
    tibia = _smooth_and(
        _smooth_or(_column(canvas, "tibia", size), _ball(canvas, "tuberosity", size)), canvas.z
    )
    fibula = _smooth_and(_column(canvas, "fibula", size), canvas.z + np.float32(0.010 * size))
    femur = _femur(canvas, size, _gap(drawn))
    _joint_parts(canvas, drawn, (tibia, femur), inside)
    wave = 1.5e-3 * texture(canvas.x.shape, canvas.steps / 4.0, rng)
    for name, solid in (("tibia", tibia), ("fibula", fibula), ("femur", femur)):
        _bone(canvas, solid, _cortex(canvas, name, drawn))
        _inner_parts(canvas, name, drawn, wave)
    _bone(canvas, _ball(canvas, "patella", size), np.float32(1.3 * drawn["thin_cortex"]))
    return canvas.pictures()


def _turned(drawn: Mapping[str, float], side: int) -> Floats:
    """(3, 3) rows lead from the pictures to the limb's own axes: lateral, anterior, proximal."""
    c, s = np.cos(drawn["turn"]), np.sin(drawn["turn"])
    about = np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
    p, q = np.tan(drawn["tilt"]), np.tan(drawn["tilt_across"])
    lean = np.array([[1.0, 0.0, -p], [0.0, 1.0, -q], [0.0, 0.0, 1.0]])
    mirror = np.diag([float(side), 1.0, 1.0])
    found: Floats = about @ mirror @ lean
    return found


def _column(canvas: Canvas, name: str, size: float) -> Pictures:
    rows = _table()["column"][name]
    heights = 1e-3 * size * np.array(rows["height"])
    values = np.array([rows[key] for key in ("x", "y", "half_x", "half_y")])
    return tube(canvas, heights, 1e-3 * size * values, lobes=rows.get("lobes", 0.0))


def _ball(canvas: Canvas, name: str, size: float, lift: float = 0.0) -> Pictures:
    """Negative inside of an ellipsoid; `lift` m is added to its height."""
    row = _table()["ball"][name]
    (x, y, z), (a, b, c) = (1e-3 * size * np.array(row[key]) for key in ("middle", "half"))
    places = (
        (canvas.x - np.float32(x)) / a,
        (canvas.y - np.float32(y)) / b,
        (canvas.z - np.float32(z + lift)) / c,
    )
    radius = np.sqrt(sum(np.square(place) for place in places))
    found: Pictures = ((radius - 1.0) * (a * b * c) ** (1.0 / 3.0)).astype(np.float32)
    return found


def _smooth_and(one: Pictures, two: Pictures, reach: float = 3e-3) -> Pictures:
    """Both, with a rounded edge."""
    return -_smooth_or(-one, -two, reach)


def _smooth_or(one: Pictures, two: Pictures, reach: float = 3e-3) -> Pictures:
    """Either, with a rounded groove: minimum smoothed over `reach` m."""
    blend = np.clip(reach - np.abs(one - two), 0.0, None) / np.float32(reach)
    found: Pictures = (np.minimum(one, two) - 0.25 * np.float32(reach) * blend**2).astype(np.float32)
    return found


def _femur(canvas: Canvas, size: float, gap: float) -> Pictures:
    """Two condyles and the shaft above them."""
    shaft = _smooth_and(_column(canvas, "femur", size), np.float32(gap + 0.018 * size) - canvas.z)
    for name in ("medial condyle", "lateral condyle"):
        shaft = _smooth_or(shaft, _ball(canvas, name, size, gap), 5e-3)
    return shaft


def _gap(drawn: Mapping[str, float]) -> float:
    """From bone to bone in the joint, m: both cartilages and what lies between them."""
    return 2.0 * drawn["cartilage"] + drawn["gap"]


def _cortex(canvas: Canvas, name: str, drawn: Mapping[str, float]) -> Pictures:
    """Thickness of a bone's cortex, m: thick in the shaft, thin at its end."""
    rows = _table()["column"][name]
    share = np.interp(canvas.z.astype(float), 1e-3 * drawn["size"] * np.array(rows["height"]), rows["shaft"])
    thick = drawn["shaft_cortex"] * rows["cortex"]
    return np.asarray(drawn["thin_cortex"] + share * (thick - drawn["thin_cortex"]), np.float32)


def _bone(canvas: Canvas, solid: Pictures, cortex: Pictures | np.float32) -> None:
    """Cortex around marrow."""
    distance = canvas.true_distance(solid)
    outer, inner = canvas.share_below(distance), canvas.share_below(distance + cortex)
    canvas.paint_shell(outer, inner, ("cortical bone", "marrow"))


def _inner_parts(canvas: Canvas, name: str, drawn: Mapping[str, float], wave: Pictures) -> None:
    """Spongy bone in the end, red marrow behind it, and a growth scar between them."""
    if name == "fibula":
        return
    sign, end = (-1.0, 0.0) if name == "tibia" else (1.0, 0.012)
    into = sign * canvas.z - np.float32(end) + wave  # m from the joint into the bone
    scar_at = np.float32(0.017 * drawn["size"])
    spongy = np.clip((scar_at - into) / 6e-3 + 0.5, 0.0, 1.0) * (into > -0.02)
    canvas.paint("spongy-bone", (0.8 * spongy).astype(np.float32), only=("marrow",))
    red = drawn["red"] * np.exp(-np.square((into - 0.035) / 0.018)) * np.clip(0.5 + 250.0 * wave, 0.0, 1.0)
    canvas.paint("red-marrow", red.astype(np.float32), only=("marrow",))
    sheet = canvas.share_below(np.abs(into - scar_at) - np.float32(0.5 * drawn["scar"]))
    canvas.paint("growth-scar", sheet, only=("marrow", "spongy-bone"))


def _outer_layers(canvas: Canvas, drawn: Mapping[str, float], rng: np.random.Generator) -> None:
    """Skin, the fat under it with its lobules, and what lies deep to the fascia."""
    size = drawn["size"]
    fascia = canvas.true_distance(_column(canvas, "fascia", size))
    angle = np.arctan2(canvas.y, canvas.x)
    front = 0.5 + 0.5 * np.sin(angle)
    wobble = sum(rng.normal(0.0, 0.08) * np.cos(n * angle + rng.uniform(0.0, 6.3)) for n in (2, 3, 4))
    fat = (drawn["fat"] * (1.0 - 0.65 * front + wobble)).astype(np.float32) + np.float32(1e-3)
    surface = fascia - fat - np.float32(drawn["skin"])
    canvas.paint_shell(
        canvas.share_below(surface),
        canvas.share_below(surface + np.float32(drawn["skin"])),
        ("skin", "subcutaneous fat"),
    )
    field = texture(canvas.x.shape, canvas.steps * (2.5e-3 / LOBULE), rng)
    sheet = canvas.share_below(
        np.abs(canvas.true_distance(field * np.float32(LOBULE))) - np.float32(0.5 * drawn["strand"])
    )
    canvas.paint("fascia", sheet, only=("subcutaneous fat",))
    canvas.paint_shell(
        canvas.share_below(fascia), canvas.share_below(fascia + np.float32(0.4e-3)), ("fascia", "muscle")
    )


def _soft_parts(canvas: Canvas, drawn: Mapping[str, float], rng: np.random.Generator) -> None:
    """Fat between muscles, in front of the joint, in the hollow of the knee and around the vessels in it."""
    size, half = drawn["size"], np.float32(0.5 * drawn["septum"])
    x, y, z = canvas.x / size, canvas.y / size, canvas.z / size
    bow = 4.0 * np.square(x)
    sheets = {
        "deep": y + 0.010 - bow,
        "superficial": np.maximum(np.abs(y + 0.026 - bow), z - 0.02),
        "raphe": np.maximum(np.abs(x), y + 0.026),
        "front": np.maximum(np.abs(x - 0.012 - 0.3 * (y - 0.01)), -y),
        "lateral": np.maximum(np.abs(y + 0.012 + 0.2 * (x - 0.03)), 0.030 - x),
    }
    sway = 0.8e-3 * texture(canvas.x.shape, canvas.steps / 4.0, rng)
    for place in sheets.values():
        canvas.paint(
            "subcutaneous fat", canvas.share_below(np.abs(place * size + sway) - half), only=("muscle",)
        )
    # In front of the joint and beside it there is no muscle, only fat and sheets.
    front = _smooth_and(_ball(canvas, "front of the knee", size), np.float32(-0.012 * size) - canvas.y)
    canvas.paint("subcutaneous fat", canvas.share_inside(front), only=("muscle", "fascia"))
    for name in ("hollow of the knee", "behind the tendon", "notch"):
        canvas.paint("subcutaneous fat", canvas.share_inside(_ball(canvas, name, size)), only=("muscle",))
    vessels = {name: _column(canvas, name, size) for name in ("artery", "vein", "nerve")}
    for place in vessels.values():
        sheath = canvas.share_below(canvas.true_distance(place) - np.float32(0.5 * drawn["cleft"]))
        canvas.paint("subcutaneous fat", sheath, only=("muscle",))
    for name, place in vessels.items():
        canvas.paint(name, canvas.share_inside(place))


def _joint_parts(
    canvas: Canvas, drawn: Mapping[str, float], bones: tuple[Pictures, Pictures], inside: Pictures
) -> None:
    """Cartilage on both bones, menisci and fluid between, tendons in front and in the notch."""
    size, cartilage = drawn["size"], np.float32(drawn["cartilage"])
    gap = np.float32(_gap(drawn))
    tibia, femur = (canvas.true_distance(bone) for bone in bones)
    rim = _column(canvas, "tibia", size)
    between = np.maximum(np.abs(canvas.z - 0.5 * gap) - 0.5 * gap - np.float32(2e-3), rim)
    canvas.paint("tendon", canvas.share_below(between))  # menisci
    middle = np.maximum(between, rim + np.float32(0.010 * size))
    canvas.paint("fluid", canvas.share_below(middle))
    near_joint = canvas.z - np.float32(0.030 * size)
    canvas.paint("cartilage", canvas.share_below(np.maximum(femur - cartilage, near_joint)))
    on_top = np.maximum(tibia - cartilage, np.maximum(-canvas.z, rim + np.float32(2e-3)))
    canvas.paint("cartilage", canvas.share_below(on_top))
    for name in ("patellar tendon", "quadriceps tendon", "cruciate ligaments"):
        canvas.paint("tendon", canvas.share_inside(_column(canvas, name, size)) * inside)


@cache
def _table() -> Mapping[str, Any]:
    """The table: what is drawn `between` two ends, and columns and balls of an adult's knee, mm."""
    found: Mapping[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return found
