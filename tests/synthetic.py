"""A made-up but consistent run, for tests that need one before (or without) solving anything.

The temperature is a closed form: around the active part of one probe a logarithmic profile between the wall
and a front that grows with the square root of time; outside of the front an exponential back to body
temperature; thawing relaxes towards body temperature. Two freeze-thaw cycles of 2 + 2 minutes. Everything in
the run (frames, nadir, sensors, nerve, isotherms) is read off that one function `temperature`, so that two
parts of a run can be compared with each other. It is no solution of the heat equation and proves no physics.

The arrays are shared between tests and therefore read-only; copy before changing one.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256

import numpy as np

from cryonerve.anatomy.volume import NerveCourse, Structure, Vessel, Volume
from cryonerve.bioheat.result import (
    Freezing,
    HeatBalance,
    History,
    Isotherm,
    NerveHistory,
    Phase,
    SolverRecord,
    Stop,
)
from cryonerve.case.case import (
    Case,
    FieldStanding,
    FollowUp,
    Goals,
    Limb,
    Limit,
    Patient,
    Probe,
    Sensor,
    SolverOptions,
    Source,
)
from cryonerve.case.protocol import Freeze, Thaw
from cryonerve.findings import Finding
from cryonerve.nerve.degeneration import degeneration
from cryonerve.nerve.lesion import Band, Lesion, Prediction, Recovery
from cryonerve.nerve.pain_clock import pain_return
from cryonerve.reporting.provenance import provenance
from cryonerve.reporting.run import Run
from cryonerve.sources.device import Device, Thawing, Wall
from cryonerve.sources.tissue import Tissue
from cryonerve.sources.value import Sourced

BODY, WALL, LIQUIDUS = 37.0, -80.0, -0.5  # degC
PHASE = 120.0  # s
FRONTS = (6.5e-3, 7.5e-3)  # radius of the ice at the end of each freeze, m
THAW_TIME = 150.0  # s, time constant of the passive thaw
WALL_RADIUS, ACTIVE_LENGTH = 0.75e-3, 8e-3  # m
TIP = np.array([2.8e-3, 0.4e-3, 2.0e-3])  # m; beside the nerve, proximal of the neuroma
AXIS = np.array([0.2, -0.1, 1.0]) / np.sqrt(1.05)
LIMB_CENTRE, LIMB_RADIUS = np.array([0.0, 8e-3]), 20e-3  # m; the skin is 12 mm behind the nerve
BOX = np.array([[-22e-3, -14e-3, -24e-3], [22e-3, 30e-3, 26e-3]])  # m
FRAMES = np.array([0.0, 60.0, 120.0, 180.0, 240.0, 270.0, 300.0, 360.0, 420.0, 480.0])  # s


def temperature(points: np.ndarray, time: float) -> np.ndarray:
    """Temperature in degC at points (..., 3) in metres, `time` seconds after the start."""
    rest = _rest(points)
    result = rest
    for cycle, front in enumerate(FRONTS):
        begin = 2 * PHASE * cycle
        if time > begin:
            frozen = _freezing(points, rest, min(time - begin, PHASE), front)
            thawing = max(0.0, time - begin - PHASE)
            result = np.minimum(result, rest - (rest - frozen) * np.exp(-thawing / THAW_TIME))
    return result


def coldest(points: np.ndarray) -> np.ndarray:
    """Coldest temperature of the whole run at points (..., 3): at the end of one of the freezes."""
    return np.minimum(temperature(points, PHASE), temperature(points, 3 * PHASE))


def _rest(points: np.ndarray) -> np.ndarray:
    """Before the procedure: body temperature, a few degrees cooler under the skin."""
    depth = LIMB_RADIUS - np.hypot(points[..., 0] - LIMB_CENTRE[0], points[..., 1] - LIMB_CENTRE[1])
    return BODY - 4.0 * np.exp(-np.maximum(depth, 0.0) / 5e-3)


def _freezing(points: np.ndarray, rest: np.ndarray, seconds: float, front: float) -> np.ndarray:
    """Profile `seconds` into a freeze whose front stands at `front` after `PHASE`."""
    grown = np.sqrt(seconds / PHASE)
    edge = WALL_RADIUS + (front - WALL_RADIUS) * grown
    radius = np.maximum(distance_from_probe(points), WALL_RADIUS)
    ice = WALL + (LIQUIDUS - WALL) * np.log(radius / WALL_RADIUS) / np.log(edge / WALL_RADIUS)
    warm = rest - (rest - LIQUIDUS) * np.exp(-np.maximum(radius - edge, 0.0) / (4e-3 * grown))
    return np.where(radius < edge, ice, warm)


def distance_from_probe(points: np.ndarray) -> np.ndarray:
    """Distance in metres of points (..., 3) from the axis of the active part."""
    along = np.clip((points - TIP) @ AXIS, 0.0, ACTIVE_LENGTH)
    return np.asarray(np.linalg.norm(points - TIP - along[..., None] * AXIS, axis=-1))


# --- the case -----------------------------------------------------------------------------------------------


def _number(value: float, unit: str) -> Sourced:
    return Sourced(value, unit, "assumed", "assumed", remark="made up for tests")


def _tissue(name: str, conductivity: float, latent: float) -> Tissue:
    return Tissue(
        name=name,
        conductivity_unfrozen=_number(conductivity, "W/m/K"),
        conductivity_frozen=_number(3.5 * conductivity, "W/m/K"),
        heat_capacity_unfrozen=_number(3.6e6, "J/m3/K"),
        heat_capacity_frozen=_number(1.9e6, "J/m3/K"),
        latent_heat=_number(latent, "J/m3"),
        solidus=_number(-8.0, "degC"),
        liquidus=_number(LIQUIDUS, "degC"),
        perfusion=_number(2000.0, "W/m3/K"),
        metabolic_heat=_number(0.0, "W/m3"),
    )


def _device() -> Device:
    return Device(
        name="ideal-1.5mm",
        title="Ideal probe, 1.5 mm",
        gas="none",
        gauge="",
        diameter=_number(2 * WALL_RADIUS, "m"),
        active_length=_number(ACTIVE_LENGTH, "m"),
        wall=Wall("setpoint", _number(0.0, "s")),
        thaw=Thawing("passive"),
    )


@cache
def synthetic_case() -> Case:
    """One probe beside the tibial nerve of a ten-year-old's stump, two cycles at -80 degC."""
    names = (
        ("skin", 0.37, 200e6),
        ("fat", 0.21, 60e6),
        ("muscle", 0.49, 250e6),
        ("nerve", 0.49, 220e6),
        ("blood", 0.52, 260e6),
        ("cortical bone", 0.32, 40e6),
    )
    steps = (Freeze(WALL, PHASE), Thaw(PHASE), Freeze(WALL, PHASE), Thaw(PHASE))
    standings = (
        FieldStanding("patient.age", "10 years", "stated", line=4),
        FieldStanding("anatomy.nerve_depth", "10 mm", "assumed", why="not given in the report", line=9),
        FieldStanding("anatomy.artery_gap", "", "unknown"),
    )
    return Case(
        name="synthetic",
        title="A made-up case for tests",
        anatomy=Limb("stump", nerve="tibial", nerve_depth=10e-3, neuroma_length=8e-3, fascicle_count=12),
        probes=(Probe("proximal", "ideal-1.5mm", _triple(TIP), _triple(AXIS)),),
        protocol=steps,
        tissues={name: _tissue(name, conductivity, latent) for name, conductivity, latent in names},
        devices={"ideal-1.5mm": _device()},
        patient=Patient(10.0, "female", "left transtibial stump", "tibial neuroma"),
        source=Source(citation="Made up for tests."),
        sensors=(
            Sensor("r3", (5.8e-3, 0.4e-3, 6e-3)),
            Sensor("nerve", (0.0, 0.0, 6e-3)),
            Sensor("skin", (0.0, -11.2e-3, 6e-3)),
        ),
        solver=SolverOptions(spacing=0.6e-3),
        goals=Goals("tibial"),
        limits=(Limit("skin", 5.0),),
        follow_up=(
            FollowUp(0.0, {"vas": 8.0, "barthel": 45.0}),
            FollowUp(7 * 86400.0, {"vas": 1.0, "improvement": 0.8}),
        ),
        standings=standings,
        sha256=sha256(b"synthetic").hexdigest(),
    )


def _triple(point: np.ndarray) -> tuple[float, float, float]:
    return (float(point[0]), float(point[1]), float(point[2]))


# --- the volume ---------------------------------------------------------------------------------------------

STRUCTURES = (
    Structure(1, "skin", "skin", "skin", colour=(231, 190, 160)),
    Structure(2, "subcutaneous fat", "fat", "fat", colour=(244, 222, 140)),
    Structure(3, "muscle", "muscle", "muscle", colour=(190, 90, 80)),
    Structure(4, "tibial nerve", "nerve", "nerve", colour=(250, 230, 60)),
    Structure(5, "tibial artery", "blood", "artery", colour=(200, 30, 30)),
    Structure(6, "tibia", "cortical bone", "bone", colour=(230, 226, 210)),
)
ARTERY = np.array([-4.6e-3, 0.8e-3])  # centre, m
ARTERY_RADIUS = 1.3e-3
TIBIA, TIBIA_RADIUS = np.array([-2e-3, 16e-3]), 7e-3


def label_at(points: np.ndarray) -> np.ndarray:
    """Label at points (..., 3) in metres; 0 outside the body."""
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    depth = LIMB_RADIUS - np.hypot(x - LIMB_CENTRE[0], y - LIMB_CENTRE[1])
    labels = np.where(depth < 0.0, 0, np.where(depth < 1.5e-3, 1, np.where(depth < 5e-3, 2, 3)))
    labels = np.where(np.hypot(x - TIBIA[0], y - TIBIA[1]) < TIBIA_RADIUS, 6, labels)
    labels = np.where(np.hypot(x - ARTERY[0], y - ARTERY[1]) < ARTERY_RADIUS, 5, labels)
    half = _semi_axes(z)
    in_nerve = (x / half[..., 0]) ** 2 + (y / half[..., 1]) ** 2 < 1.0
    labels = np.where(in_nerve & (z > -8e-3) & (z < 22e-3), 4, labels)
    return labels.astype(np.int16)


def _semi_axes(z: np.ndarray) -> np.ndarray:
    """Half width and half height of the nerve; a bulb (the neuroma) below z = 0."""
    bulb = np.where((z > -8e-3) & (z < 0.0), np.sin(np.pi * np.clip(-z / 8e-3, 0.0, 1.0)), 0.0)
    return np.stack([1.8e-3 + 1.0e-3 * bulb, 1.5e-3 + 0.8e-3 * bulb], axis=-1)


@cache
def synthetic_volume() -> Volume:
    """Cylinder limb with skin, fat, muscle, tibia, artery and nerve; 0.5 mm voxels."""
    spacing = 0.5e-3
    shape = np.round((BOX[1] - BOX[0]) / spacing).astype(int)
    axes = [BOX[0, d] + spacing * (np.arange(shape[d]) + 0.5) for d in range(3)]
    affine = np.diag([spacing, spacing, spacing, 1.0])
    affine[:3, 3] = [axis[0] for axis in axes]
    labels = label_at(np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1))
    ends = np.array([[*ARTERY, BOX[0, 2]], [*ARTERY, BOX[1, 2]]])
    return Volume(
        labels=_still(labels),
        affine=_still(affine),
        structures=STRUCTURES,
        nerves=(synthetic_nerve(),),
        vessels=(Vessel("tibial artery", "artery", _still(ends), ARTERY_RADIUS, 0.3e-3, 1200.0),),
        assumptions=("Made up for tests: the limb is a circular cylinder.",),
    )


@cache
def synthetic_nerve() -> NerveCourse:
    """The treated nerve: straight along z, twelve fascicles, a neuroma at its distal end."""
    z = np.arange(-8e-3, 22e-3 + 1e-9, 0.5e-3)
    half = _semi_axes(z)
    across = np.broadcast_to(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), (z.size, 2, 3))
    inner = 0.28 * _circle(3)
    outer = 0.70 * _circle(9)
    offsets = np.concatenate([inner, outer])[None, :, :] * half[:, None, :]
    radii = np.broadcast_to(0.17 * half.min(axis=1)[:, None], (z.size, 12))
    return NerveCourse(
        name="tibial",
        points=_still(np.stack([0 * z, 0 * z, z], axis=-1)),
        arc=_still(z - z[0]),
        across=_still(across),
        semi_axes=_still(half),
        fascicle_offsets=_still(offsets),
        fascicle_radii=_still(radii),
        neuroma=_still((z >= -8e-3) & (z < 0.0)),
        treated=True,
    )


def _circle(count: int) -> np.ndarray:
    angle = 2 * np.pi * np.arange(count) / count
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def _still(array: np.ndarray) -> np.ndarray:
    """A read-only copy: the arrays are shared by every test."""
    result = np.array(array)
    result.flags.writeable = False
    return result


# --- the freezing -------------------------------------------------------------------------------------------


def graded(low: float, high: float, inner: tuple[float, float]) -> np.ndarray:
    """41 faces: 24 equal cells in the inner range, 8 growing ones on each side."""
    fine = np.linspace(*inner, 25)
    step, share = fine[1] - fine[0], np.arange(1, 9) / 8
    sides = []
    for length in (inner[0] - low, high - inner[1]):
        first = 8 * step / length
        sides.append(length * (first * share + (1 - first) * share**2))
    return np.concatenate([(inner[0] - sides[0])[::-1], fine, inner[1] + sides[1]])


@cache
def synthetic_freezing() -> Freezing:
    """Two cycles on a graded grid of 40 x 40 x 40 cells, ten frames."""
    x = graded(BOX[0, 0], BOX[1, 0], (-6e-3, 10.8e-3))
    y = graded(BOX[0, 1], BOX[1, 1], (-8e-3, 8.8e-3))
    z = graded(BOX[0, 2], BOX[1, 2], (-4e-3, 16.8e-3))
    centres = [0.5 * (faces[1:] + faces[:-1]) for faces in (x, y, z)]
    points = np.stack(np.meshgrid(*centres, indexing="ij"), axis=-1)
    labels = label_at(points)
    frames = np.stack([temperature(points, time) for time in FRAMES]).astype(np.float32)
    nadir = np.minimum(coldest(points).astype(np.float32), frames.min(axis=0))
    sizes = np.einsum("i,j,k->ijk", np.diff(x), np.diff(y), np.diff(z))
    tissue = np.where((labels > 0) & ~in_probe(points), sizes, 0.0)
    liquidus = np.where(labels > 0, np.float32(LIQUIDUS), np.float32(-np.inf))
    times = np.arange(0.0, 4 * PHASE + 0.5, 1.0)
    return Freezing(
        x=_still(x),
        y=_still(y),
        z=_still(z),
        times=_still(FRAMES),
        temperature=_still(frames),
        nadir=_still(nadir),
        liquidus=_still(liquidus),
        labels=_still(labels),
        tissue_volume=_still(tissue),
        phases=_phases(),
        sensors=_sensors(times),
        probes=_probes(times),
        nerves={"tibial": _nerve_history()},
        isotherms=_isotherms(points, tissue),
        balance=HeatBalance(stored=-640.0, extracted=910.0, entered=269.7, error=3.3e-4),
        stop=Stop.finished,
        solver=SolverRecord("reference", 0.6e-3, labels.size, 960, 4, 4 * PHASE, 1.5, 0.0),
        sources=("pennes1948",),
    )


def in_probe(points: np.ndarray) -> np.ndarray:
    """True inside the probe: active part, flat face and shaft."""
    along = (points - TIP) @ AXIS
    aside = np.linalg.norm(points - TIP - along[..., None] * AXIS, axis=-1)
    return (along >= 0.0) & (aside < WALL_RADIUS)


def _phases() -> tuple[Phase, ...]:
    freeze, thaw = "Freeze at -80 degC for 2 min", "Thaw for 2 min"
    kinds = (("freeze", 1, freeze), ("thaw", 1, thaw), ("freeze", 2, freeze), ("thaw", 2, thaw))
    return tuple(
        Phase(f"{kind} {number}", kind, sentence, index * PHASE, (index + 1) * PHASE, ("proximal",))
        for index, (kind, number, sentence) in enumerate(kinds)
    )


def _sensors(times: np.ndarray) -> History:
    case = synthetic_case()
    points = np.array([sensor.at for sensor in case.sensors])
    values = np.stack([temperature(points, time) for time in times])
    return History(_still(times), tuple(sensor.name for sensor in case.sensors), _still(values))


def _probes(times: np.ndarray) -> History:
    wall = TIP + 0.5 * ACTIVE_LENGTH * AXIS
    values = np.stack([temperature(wall[None], time)[0] for time in times])
    inside = (times % (2 * PHASE) > 0) & (times % (2 * PHASE) <= PHASE)
    power = np.where(inside, 2.0 + 6.0 * np.exp(-(times % (2 * PHASE)) / 20.0), 0.0)
    return History(
        _still(times), ("proximal wall", "proximal power"), _still(np.stack([values, power], axis=-1))
    )


def _nerve_history() -> NerveHistory:
    nerve = synthetic_nerve()
    times = np.arange(0.0, 4 * PHASE + 1.0, 4.0)
    fascicles = _points_across(nerve, nerve.fascicle_offsets)
    rim = _points_across(nerve, _circle(16)[None] * nerve.semi_axes[:, None, :])
    spots = np.concatenate([[[0.0, 0.0]], np.sqrt(4 / 7) * _circle(6)])
    samples = nerve.fascicle_offsets[:, :, None, :] + nerve.fascicle_radii[:, :, None, None] * spots
    flat = samples.reshape(len(nerve.points), -1, 2)
    nadir = coldest(_points_across(nerve, flat)).reshape(samples.shape[:3])
    return NerveHistory(
        name="tibial",
        times=_still(times),
        centre=_still(np.stack([temperature(nerve.points, time) for time in times])),
        fascicles=_still(np.stack([temperature(fascicles, time) for time in times]).astype(np.float32)),
        nadir_samples=_still(nadir),
        rim_nadir=_still(coldest(rim)),
        inside=_still(np.ones(len(nerve.points), dtype=bool)),
    )


def _points_across(nerve: NerveCourse, offsets: np.ndarray) -> np.ndarray:
    """World points (station, n, 3) of offsets (station, n, 2) in the nerve's cross-sections."""
    return nerve.points[:, None, :] + np.einsum("snc,scd->snd", offsets, nerve.across)


def _isotherms(points: np.ndarray, tissue: np.ndarray) -> tuple[Isotherm, ...]:
    levels = (("ice", LIQUIDUS), ("-20C", -20.0), ("-40C", -40.0))
    rows = []
    for phase in _phases():
        field = temperature(points, phase.end)
        for surface, level in levels:
            rows.append(Isotherm(phase.end, phase.name, surface, level, float(tissue[field < level].sum())))
    return tuple(rows)


# --- the rest of a run --------------------------------------------------------------------------------------


@cache
def synthetic_prediction() -> Prediction:
    """Lesion and recovery counted off the nerve's history; grade and bands are made up."""
    nerve, history = synthetic_nerve(), synthetic_freezing().nerves["tibial"]
    fractions = {level: (history.nadir_samples < level).mean(axis=(1, 2)) for level in (-10.0, -20.0, -40.0)}
    warmest = history.nadir_samples.max(axis=2)
    best = int(np.argmin(warmest.max(axis=1)))
    length = _longest(fractions[-20.0] >= 0.95) * 0.5e-3
    middle = float(nerve.arc[best])
    lesion = Lesion(
        nerve="tibial",
        arc=nerve.arc,
        area_fraction=fractions,
        fascicle_nadir=warmest,
        best_area_fraction=float(fractions[-20.0].max()),
        full_length=length,
        full_extent=(middle - length / 2, middle + length / 2),
        min_temperature=float(history.nadir_samples.min()),
        warmest_fascicle_nadir=float(warmest[best].max()),
        missing=1.1e-3,
        grade="mixed",
        p_axonotmesis=0.55,
        by_law={"evans-1981": 0.5, "zhou-1983": 0.6},
        sentence="Part of the nerve stays warmer than -20 degC.",
        sources=("evans1981", "zhou1983"),
    )
    recovery = Recovery(
        nerve="tibial",
        distance=_number(30e-3, "m"),
        speed=_number(1e-3 / 86400.0, "m/s"),
        lag=_number(5 * 86400.0, "s"),
        regrowth_days=Band(21.0, 38.0, 70.0),
        remark="made up for tests",
        sources=("assumed",),
    )
    return Prediction(
        {"tibial": lesion},
        {"tibial": recovery},
        {"tibial": pain_return("tibial", "mixed", synthetic_case())},
        {"tibial": degeneration("tibial", "mixed", recovery)},
    )


def _longest(flags: np.ndarray) -> int:
    """Length of the longest unbroken row of True."""
    longest = current = 0
    for flag in flags:
        current = current + 1 if flag else 0
        longest = max(longest, current)
    return longest


@cache
def synthetic_run() -> Run:
    """Case, volume, freezing, prediction and one finding of every level."""
    findings = (
        Finding("ok", "coldest skin", 27.3, 5.0, "degC", "assumed", "Far above frostbite."),
        Finding("note", "visible ice beyond the -20 degC zone", 3.1, None, "mm", "assumed", "Ice lies."),
        Finding("warn", "tibial nerve not covered", 1.1, 0.0, "mm", "evans1981", "Move the probe closer."),
        Finding("stop", "ice still present when the probe is withdrawn", 2.4, 0.0, "mm", "assumed", "Wait."),
    )
    case, freezing, prediction = synthetic_case(), synthetic_freezing(), synthetic_prediction()
    origin = provenance(case, freezing, date="2000-01-01", prediction=prediction)
    return Run(case, synthetic_volume(), freezing, prediction, findings, origin)
