"""A second solver for one straight probe in uniform tissue, kept as a judge of the three-dimensional one.

It shares with the three-dimensional solver the equation and the conventions of the case file, and nothing
else: cells are rings of a (z, r) mesh whose faces lie exactly on the probe's surface and tip face, the
active surface acts through the conductance of half a cell, and no formula is imported from there.

The tip face lies at z = 0, the handle towards +z; r is the distance from the probe's axis.

Error: for the published protocol (1.3 x 7 mm at -80 degC, 480 s) on rings of 0.2, 0.1 and 0.05 mm the
radius of the ice after the first thaw is 3.051, 3.086 and 3.096 mm, its volume after the second freeze 1050,
1059 and 1063 mm3. Extrapolated (Richardson), 0.1 mm is 0.015 mm short in radius and 0.7 % in volume.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, inf, sqrt

import numpy as np
from numpy.typing import NDArray

from cryonerve.bioheat.axisymmetric_kernel import (
    Material,
    Mesh,
    Surface,
    advance,
    below,
    field,
    potential,
    wall_heat,
)
from cryonerve.bioheat.axisymmetric_mesh import faces_of, mesh_of
from cryonerve.case.protocol import Freeze, Step, Thaw
from cryonerve.errors import Complaint, InputError
from cryonerve.sources.device import Device
from cryonerve.sources.tissue import Tissue

__all__ = ["AxisymmetricResult", "axisymmetric"]

Floats = NDArray[np.float64]
Readers = list[tuple[int, int, float, float]]

LONGEST_STEP = 0.4  # s
FIRST_STEP = 0.02  # s, right after a probe switches
STEP_GROWTH = 0.05  # of the time since it switched


@dataclass(frozen=True, eq=False)
class AxisymmetricResult:
    """What the judge found.

    Attributes
    ----------
    times : (time,) s, every second or as asked, and the ends of all steps; a step's end and the next
        one's start are two rows, because the power jumps between them.
    points : (time, point) degC at the asked points.
    power : (time,) W the probe draws; negative while it warms.
    wall : (time,) mean temperature of the active surface, degC; nan while it exchanges nothing.
    extracted : (time,) J drawn so far; warmed : (time,) J blood and metabolism gave so far.
    frames : (frame,) s; temperature : (frame, z, r) degC, nan inside the probe.
    levels : (level,) degC of the isotherms; the first is the liquidus.
    radii : (frame, level) m, radius at the middle of the active length, nan where there is none.
    extents : (frame, level) m, greatest axial extent; volumes : (frame, level) m3.
    faces_r, faces_z : m, faces of the rings.
    balance_error : what heat is unaccounted for, relative to the heat drawn.
    """

    times: Floats
    points: Floats
    power: Floats
    wall: Floats
    extracted: Floats
    warmed: Floats
    frames: Floats
    temperature: NDArray[np.float32]
    levels: Floats
    radii: Floats
    extents: Floats
    volumes: Floats
    faces_r: Floats
    faces_z: Floats
    balance_error: float

    @property
    def r(self) -> Floats:
        """Radii of the cells' centres, m."""
        return 0.5 * (self.faces_r[1:] + self.faces_r[:-1])

    @property
    def z(self) -> Floats:
        """Heights of the cells' centres above the tip face, m."""
        return 0.5 * (self.faces_z[1:] + self.faces_z[:-1])

    def frame(self, time: float) -> int:
        """Index of the frame at `time` s."""
        return int(np.argmin(np.abs(self.frames - time)))


def axisymmetric(
    tissue: Tissue,
    device: Device,
    protocol: Sequence[Step],
    *,
    body_temperature: float = 37.0,
    spacing: float = 0.1e-3,
    radius: float = 30e-3,
    length: float = 65e-3,
    levels: Sequence[float] = (-20.0, -40.0),
    points: Sequence[tuple[float, float]] = (),
    frames: Sequence[float] = (),
    every: float = 1.0,
    longest_step: float = LONGEST_STEP,
) -> AxisymmetricResult:
    """Freeze and thaw uniform tissue with one probe, solved in (r, z).

    Parameters
    ----------
    tissue, device, protocol : as a case carries them; steps act on the one probe whatever names they carry.
    body_temperature : degC at the start, and of the blood.
    spacing : m, finest ring; the probe's radius and active length are divided into whole rings of about it.
    radius, length : m, of the insulated cylinder of tissue; its middle is the middle of the active length.
    levels : degC of isotherms to measure besides the liquidus.
    points : (r, z) in m where temperature is kept along time.
    frames : s, moments to keep the field and measure isotherms, besides the ends of steps.
    every : s between the rows of `times`.
    longest_step : s.

    Raises
    ------
    InputError
        For laws this judge does not know: a named frozen conductivity, freezing-point depression,
        a thaw that ends at a temperature.

    Examples
    --------
    >>> from cryonerve.sources import devices, tissues
    >>> from cryonerve.case.protocol import Freeze
    >>> tissue, device = tissues()["benchmark-tissue"], devices()["ideal-1.3x7"]
    >>> found = axisymmetric(tissue, device, [Freeze(-80.0, 10.0)], spacing=0.25e-3)
    >>> print(f"{found.radii[-1, 0] * 1e3:.1f} mm of ice after {found.frames[-1]:.0f} s")
    2.5 mm of ice after 10 s
    """
    _refuse(tissue, protocol)
    material = _material(tissue, body_temperature)
    active = device.active_length.value
    faces_r, faces_z, inside, start = faces_of(0.5 * device.diameter.value, active, spacing, (radius, length))
    mesh = mesh_of(faces_r, faces_z, inside, (start, start + max(1, round(active / spacing))))
    run = _Run(
        device=device,
        m=material,
        mesh=mesh,
        faces_r=faces_r,
        faces_z=faces_z,
        every=every,
        longest=longest_step,
    )
    return run.through(protocol, tuple(frames), (tissue.liquidus.value, *levels), points=tuple(points))


def _refuse(tissue: Tissue, protocol: Sequence[Step]) -> None:
    wrong = ""
    if tissue.frozen_law:
        wrong = f"frozen conductivity law '{tissue.frozen_law}'"
    elif tissue.freezing_law != "linear":
        wrong = f"freezing law '{tissue.freezing_law}'"
    elif any(isinstance(step, Thaw) and step.until is not None for step in protocol):
        wrong = "thaw until a temperature"
    if wrong:
        raise InputError(
            Complaint(f"The axisymmetric judge does not know {wrong}.", "Use the three-dimensional solver.")
        )


def _material(tissue: Tissue, body: float) -> Material:
    ku, kf = tissue.conductivity_unfrozen.value, tissue.conductivity_frozen.value
    cu, cf = tissue.heat_capacity_unfrozen.value, tissue.heat_capacity_frozen.value
    latent, at_solidus = tissue.latent_heat.value, tissue.released_at_solidus
    span = tissue.liquidus.value - tissue.solidus.value
    mush = max((1.0 - at_solidus) * latent + 0.5 * (cu + cf) * span, 1e-9 * latent)
    mean = tissue.mushy == "mean"
    return Material(
        ku=ku,
        kf=kf,
        cu=cu,
        cf=cf,
        Tl=tissue.liquidus.value,
        span=span,
        mush=mush,
        total=mush + at_solidus * latent,
        p=0.5 * (ku + kf) if mean else ku,
        q=0.0 if mean else kf - ku,
        perfusion=tissue.perfusion.value,
        metabolism=tissue.metabolic_heat.value,
        body=body,
    )


@dataclass(frozen=True, eq=False)
class _Run:
    """One run: what stays fixed, and the walk through the protocol."""

    device: Device
    m: Material
    mesh: Mesh
    faces_r: Floats
    faces_z: Floats
    every: float
    longest: float

    @property
    def r(self) -> Floats:
        """Radii of the cells' centres, m."""
        return 0.5 * (self.faces_r[1:] + self.faces_r[:-1])

    @property
    def z(self) -> Floats:
        """Heights of the cells' centres, m."""
        return 0.5 * (self.faces_z[1:] + self.faces_z[:-1])

    @property
    def stiffness(self) -> float:
        """Largest eigenvalue of the mesh's Laplacian, 1/m2 (Gershgorin)."""
        mesh = self.mesh
        spread = mesh.Gr[:, 1:] + mesh.Gr[:, :-1] + mesh.Gz[1:] + mesh.Gz[:-1]
        np.add.at(spread, (mesh.rows, mesh.columns), mesh.G)
        live = mesh.V > 0
        return 2.0 * float((spread[live] / mesh.V[live]).max())

    def _reader(self, r: float, z: float) -> tuple[int, int, float, float]:
        """Lower cell and weights that read a point linearly from live cells (beyond their centres too)."""
        i = int(np.clip(np.searchsorted(self.r, r) - 1, 0, self.r.size - 2))
        j = int(np.clip(np.searchsorted(self.z, z) - 1, 0, self.z.size - 2))
        dead = self.mesh.V <= 0
        if dead[j : j + 2, i : i + 2].any():
            inside = int(dead[-1].sum())
            tip = int(np.argmax(dead[:, 0]))
            i, j = (max(i, inside), j) if r >= self.faces_r[inside] else (i, min(j, tip - 2))
        u = (r - self.r[i]) / (self.r[i + 1] - self.r[i])
        v = (z - self.z[j]) / (self.z[j + 1] - self.z[j])
        return i, j, float(u), float(v)

    def _surface(self, step: Step, since: float, before: float) -> Surface:
        """What drives the wall `since` s after the step began; `before`: the drive just before it."""
        wall, thaw = self.device.wall, self.device.thaw
        gas = wall.held_at == "gas"
        cap = inf
        if isinstance(step, Freeze):
            goal = wall.gas_temperature.value if gas and wall.gas_temperature else step.temperature
            first = self.m.body
            cap = wall.power_cap.value if wall.power_cap else inf
        elif isinstance(step, Thaw) and thaw.kind == "active" and thaw.to is not None:
            goal, first = thaw.to.value, before
        else:
            return Surface(0, before, 0.0, inf, self.m.body)
        tau = wall.cooldown.value
        drive = goal + (first - goal) * exp(-since / tau) if tau > 0 else goal
        film = wall.coefficient.value if gas and wall.coefficient else 0.0
        return Surface(2 if gas else 1, drive, film, cap, max(self.m.body, drive))

    def _stages(self, h: Floats, stiffness: float, frozen: bool) -> int:
        """Fewest odd number of stages that keep a step stable; `stiffness` already times the step."""
        m = self.m
        slope = max(m.ku / m.cu, m.span * max(m.p, m.p + m.q) / m.mush)
        if frozen or h.min() < -0.99 * m.total:
            slope = max(slope, m.kf / m.cf)
        ratio = slope * stiffness / 2.0
        stages = max(3, ceil(0.5 * (sqrt(9.0 + 16.0 * ratio) - 1.0)) + 1)
        return stages + (stages + 1) % 2

    def through(
        self,
        protocol: Sequence[Step],
        frames: tuple[float, ...],
        levels: tuple[float, ...],
        *,
        points: tuple[tuple[float, float], ...],
    ) -> AxisymmetricResult:
        """Walk through the steps and collect rows and frames."""
        readers = [self._reader(*point) for point in points]
        stiffness = self.stiffness
        shape = self.mesh.V.shape
        start = self.m.cu * (self.m.body - self.m.Tl)
        h = np.full(shape, start)
        work = np.zeros((5, shape[0] + 2, shape[1] + 2))
        ends = np.cumsum([step.seconds for step in protocol])
        wanted = sorted({*frames, *(float(end) for end in ends)})
        rows: list[tuple[float, ...]] = []
        kept: list[tuple[Floats, Floats]] = []
        drawn = given = now = 0.0
        drive = self.m.body
        for step, end in zip(protocol, ends, strict=True):
            began, before = now, drive
            marks = {float(m) for m in np.arange(0.0, end + 1e-9, self.every) if began < m < end}
            stops = sorted({*marks, *(w for w in wanted if began < w < end), float(end)})
            opened = self._surface(step, 0.0, before)
            rows.append((*self._row(now, h, opened), drawn, given, *self._read(h, readers)))
            for stop in stops:
                while now < stop - 1e-9:
                    dt = self._dt(now - began, stop - now)
                    surface = self._surface(step, now + 0.5 * dt - began, before)
                    stages = self._stages(h, stiffness * dt, surface.kind > 0)
                    p, s = advance(h, dt, stages, self.mesh, surface, self.m, work)
                    drawn, given, now = drawn + p, given + s, now + dt
                now = stop
                surface = self._surface(step, now - began, before)
                rows.append((*self._row(now, h, surface), drawn, given, *self._read(h, readers)))
                if stop in wanted:
                    kept.append((field(h, self.m), self._front(h)))
            drive = surface.drive
        stored = 2 * np.pi * float(((h - start) * self.mesh.V).sum())
        error = abs(stored + drawn - given) / max(abs(drawn), 1e-30)
        return self._result(
            np.array(rows), (np.array(wanted), *np.array(kept).swapaxes(0, 1)), np.array(levels), error
        )

    def _dt(self, since: float, left: float) -> float:
        tau = self.device.wall.cooldown.value
        limit = min(self.longest, tau / 20.0) if tau > 0 else self.longest
        wish = min(FIRST_STEP + STEP_GROWTH * since, limit)
        return left / ceil(left / wish - 1e-9)

    def _front(self, h: Floats) -> Floats:
        """The field whose crossing of the liquidus is the edge of the ice.

        Temperature, but for tissue that freezes at one temperature: there half the latent heat marks it,
        because temperature stands still while ice forms or melts.
        """
        if self.m.span > 0.0:
            return np.asarray(field(h, self.m))
        return self.m.Tl + 0.5 - np.clip(-h / self.m.total, 0.0, 1.0)

    def _row(self, now: float, h: Floats, surface: Surface) -> tuple[float, float, float]:
        """Time, heat into the probe and mean temperature of its active surface."""
        flux = np.empty(self.mesh.rows.size)
        power, wall = wall_heat(potential(h, self.m), self.mesh, surface, self.m, flux)
        if surface.kind == 2:
            wall += float(flux.sum() / self.mesh.A.sum()) / surface.film
        return now, float(power), float(wall)

    def _read(self, h: Floats, readers: Readers) -> list[float]:
        """Temperature at the asked points, bilinear."""
        values = []
        for i, j, u, v in readers:
            block = field(np.ascontiguousarray(h[j : j + 2, i : i + 2]), self.m)
            low, high = (1 - u) * block[:, 0] + u * block[:, 1]
            values.append(float((1 - v) * low + v * high))
        return values

    def _result(
        self, rows: Floats, kept: tuple[Floats, Floats, Floats], levels: Floats, error: float
    ) -> AxisymmetricResult:
        frames, fields, fronts = kept
        seen = [[front, *[T] * (levels.size - 1)] for T, front in zip(fields, fronts, strict=True)]
        live = self.mesh.V > 0
        radii = np.array([[self._radius(T, at) for T, at in zip(line, levels, strict=True)] for line in seen])
        ice = [
            [
                below(np.ascontiguousarray(T), self.mesh.V, self.faces_r, self.faces_z, at)
                for T, at in zip(line, levels, strict=True)
            ]
            for line in seen
        ]
        volumes = np.array([[item[0] for item in line] for line in ice])
        extents = np.array([[item[2] - item[1] for item in line] for line in ice])
        return AxisymmetricResult(
            times=rows[:, 0],
            power=rows[:, 1],
            wall=rows[:, 2],
            extracted=rows[:, 3],
            warmed=rows[:, 4],
            points=rows[:, 5:],
            frames=frames,
            temperature=np.where(live, fields, np.nan).astype(np.float32),
            levels=levels,
            radii=radii,
            extents=extents,
            volumes=volumes,
            faces_r=self.faces_r,
            faces_z=self.faces_z,
            balance_error=error,
        )

    def _radius(self, T: Floats, level: float) -> float:
        """Outermost radius colder than `level` at the middle of the active length, nan for none."""
        middle = 0.5 * self.device.active_length.value
        _, j, _, v = self._reader(self.faces_r[-1], middle)
        first = int((self.mesh.V[-1] <= 0).sum())
        line = (1 - v) * T[j, first:] + v * T[j + 1, first:]
        cold = np.flatnonzero(line < level)
        if cold.size == 0:
            return float("nan")
        n = int(cold[-1])
        r = self.r[first:]
        return float(r[n] + (level - line[n]) / (line[n + 1] - line[n]) * (r[n + 1] - r[n]))
