"""The probe's curved surface below the voxel size.

A probe is a cylinder of radius a with a flat tip; its tip face and the first L of its wall are active, the
shaft behind is insulated. Its own steady field phi(r, z), harmonic outside the probe with phi = 0 on the
active surface (or k/h dphi/dn = phi behind a film) and phi = 1 far away, is solved once per device on a fine
axisymmetric mesh. On the coarse 3-D grid a cell that touches the probe then exchanges

    gamma_c (theta_probe - theta_c),
    gamma_c = sum over its open faces of G_f (phi_neighbour - phi_c) / phi_c,

which makes the discrete operator exact for phi at any position and direction: no staircase. The same phi
lifts interpolation near the wall: (theta - theta_probe) / phi is smooth where theta is steep.
"""

# ruff: noqa: ANN401, PLR0917  (compiled code: bare arrays)

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import splu

from cryonerve.bioheat.kernels.cells import INNER
from cryonerve.case.case import Case, Probe

__all__ = [
    "Placement",
    "ProbeField",
    "between_nodes",
    "distance_to",
    "fields_of",
    "nodes_around",
    "placement_of",
    "placements_of",
    "probe_field",
]

Floats = NDArray[np.float64]

FAR = 60e-3  # m; phi = 1 beyond: outside any ice ball of these probes
LIMIT = 0.999 * FAR


@dataclass(frozen=True, eq=False)
class Placement:
    """One probe in space: tip centre, unit axis towards the handle, radius, active length (m)."""

    tip: Floats
    axis: Floats
    radius: float
    active_length: float

    def along_and_across(self, points: Floats) -> tuple[Floats, Floats]:
        """Axial (from the tip towards the handle) and radial coordinates of points (n, 3), m."""
        offset = points - self.tip
        along = offset @ self.axis
        across = np.sqrt(np.maximum(0.0, np.sum(offset * offset, axis=-1) - along * along))
        return along, across

    def distance(self, points: Floats) -> Floats:
        """Signed distance (m) of points (n, 3) to the probe with its endless shaft; negative inside."""
        points = np.ascontiguousarray(points, dtype=float).reshape(-1, 3)
        out = np.empty(len(points))
        _distances(points, self.tip, self.axis, self.radius, out)
        return out

    def nearest(self, point: Floats) -> Floats:
        """Point (3,) of the probe that is nearest to a point (3,), which itself when it lies inside."""
        foot: Floats = self.tip + max(0.0, float((point - self.tip) @ self.axis)) * self.axis
        sideways = (point - foot) - ((point - foot) @ self.axis) * self.axis
        size = float(np.linalg.norm(sideways))
        return foot + sideways * min(1.0, self.radius / size) if size > 0 else foot

    def onto_surface(self, points: Floats) -> Floats:
        """Points (n, 3), those inside the probe moved to the nearest place on its surface.

        On its axis every direction is as near; such a point stays where it is, unless the tip face is nearer.
        """
        along, across = self.along_and_across(points)
        beside, behind = self.radius - across, along
        inside = (beside > 0.0) & (behind > 0.0)
        face = inside & (behind <= beside)
        wall = inside & ~face & (across > 0.0)
        away = points - self.tip - along[:, None] * self.axis
        out = points - np.where(face, along, 0.0)[:, None] * self.axis
        return np.asarray(out + np.where(wall, beside / np.where(wall, across, 1.0), 0.0)[:, None] * away)

    @property
    def active_area(self) -> float:
        """Area of tip face and active wall, m2."""
        return float(np.pi * self.radius * (self.radius + 2.0 * self.active_length))


def placement_of(case: Case, probe: Probe) -> Placement:
    """One probe of a case in space."""
    device = case.device_of(probe)
    axis = np.array(probe.axis, dtype=float)
    return Placement(
        np.array(probe.tip, dtype=float),
        axis / np.linalg.norm(axis),
        0.5 * device.diameter.value,
        device.active_length.value,
    )


def placements_of(case: Case) -> tuple[Placement, ...]:
    """Every probe of a case in space."""
    return tuple(placement_of(case, probe) for probe in case.probes)


@dataclass(frozen=True, eq=False)
class ProbeField:
    """phi (r, z) at the nodes r and z (m), linear between them."""

    r: Floats
    z: Floats
    phi: Floats

    def at(self, placement: Placement, points: Floats) -> Floats:
        """Value of phi at points (n, 3); inside the probe that of the nearest surface."""
        return np.asarray(fields_of((self, self), placement, points)[0])


def fields_of(fields: tuple[ProbeField, ProbeField], placement: Placement, points: Floats) -> Floats:
    """Values (2, n) at points (n, 3) of two fields that have the same nodes, as all of one probe have."""
    points = np.ascontiguousarray(points, dtype=float).reshape(-1, 3)
    one, two = fields
    out = np.empty((2, len(points)))
    tip, axis, radius = placement.tip, placement.axis, placement.radius
    _fields_at(points, tip, axis, radius, one.r, one.z, one.phi, two.phi, out)
    return out


@njit(**INNER)
def _along_and_across(x: float, y: float, w: float, tip: Any, axis: Any) -> Any:
    """Axial and radial coordinates of the point (x, y, w), as `Placement.along_and_across`."""
    x, y, w = x - tip[0], y - tip[1], w - tip[2]
    along = x * axis[0] + y * axis[1] + w * axis[2]
    return along, np.sqrt(max(0.0, x * x + y * y + w * w - along * along))


@njit(**INNER)
def distance_to(x: float, y: float, w: float, tip: Any, axis: Any, radius: float) -> Any:
    """Signed distance (m) of the point (x, y, w) to a probe with its endless shaft; negative inside."""
    along, across = _along_and_across(x, y, w, tip, axis)
    beside, behind = across - radius, -along
    return np.sqrt(max(beside, 0.0) ** 2 + max(behind, 0.0) ** 2) + min(max(beside, behind), 0.0)


@njit(cache=True)
def _distances(points: Any, tip: Any, axis: Any, radius: float, out: Any) -> None:
    for n in range(points.shape[0]):
        out[n] = distance_to(points[n, 0], points[n, 1], points[n, 2], tip, axis, radius)


@njit(**INNER)
def nodes_around(x: float, y: float, w: float, tip: Any, axis: Any, radius: float, r: Any, z: Any) -> Any:
    """Nodes i of r and j of z before the point (x, y, w), and the shares of the way to the next ones.

    A point inside the probe counts as one on its surface.
    """
    along, across = _along_and_across(x, y, w, tip, axis)
    if along > 0.0 and across < radius:
        across = radius
    along, across = min(max(along, -LIMIT), LIMIT), min(across, LIMIT)
    i = min(max(np.searchsorted(r, across) - 1, 0), r.shape[0] - 2)
    j = min(max(np.searchsorted(z, along) - 1, 0), z.shape[0] - 2)
    return i, j, (across - r[i]) / (r[i + 1] - r[i]), (along - z[j]) / (z[j + 1] - z[j])


@njit(**INNER)
def between_nodes(phi: Any, i: int, j: int, a: float, b: float) -> Any:
    """Phi, linear between four nodes; see `nodes_around`."""
    low = (1.0 - b) * phi[i, j] + b * phi[i, j + 1]
    high = (1.0 - b) * phi[i + 1, j] + b * phi[i + 1, j + 1]
    return (1.0 - a) * low + a * high


@njit(cache=True, parallel=True, error_model="numpy")
def _fields_at(
    points: Any, tip: Any, axis: Any, radius: float, r: Any, z: Any, one: Any, two: Any, out: Any
) -> None:
    for n in prange(points.shape[0]):
        i, j, a, b = nodes_around(points[n, 0], points[n, 1], points[n, 2], tip, axis, radius, r, z)
        out[0, n] = between_nodes(one, i, j, a, b)
        out[1, n] = between_nodes(two, i, j, a, b)


def _mesh(radius: float, length: float) -> tuple[Floats, Floats]:
    """Faces in r and z: fine at the edges of the active surface, on which faces fall exactly."""
    fine = min(0.03e-3, radius / 12.0)

    def march(span: float) -> Floats:
        steps, size = [0.0], fine
        while steps[-1] < span:
            steps.append(steps[-1] + size)
            size *= 1.09
        return np.array(steps[:-1]) * span / steps[-1] if len(steps) > 2 else np.array([0.0])

    def between(low: float, high: float) -> Floats:
        half = 0.5 * (high - low)
        rise = march(half)
        return np.concatenate([low + rise, [low + half], high - rise[::-1]])

    r = np.unique(np.round(np.concatenate([between(0.0, radius), radius + march(FAR), [FAR]]), 12))
    z = np.unique(
        np.round(
            np.concatenate([-march(FAR), [-FAR], between(0.0, length), length + march(FAR - length), [FAR]]),
            12,
        )
    )
    return r, z


@dataclass(frozen=True, eq=False)
class _Bare:
    """A probe whose wall is held, solved; a film changes only what flows into the cells at its wall.

    Symbols: A phi = b, the equations with no film; A + E D E' the same behind a film, where E picks the k
    cells at the active wall and the tip's face, and D is how much less each of them gives to the probe. Then
    phi = A^-1 b - A^-1 E (1 + D S)^-1 D E' A^-1 b  with  S = E' A^-1 E  (Woodbury).

    Attributes
    ----------
    r, z : faces, m. wall, face : first cell beyond the wall in r, last one before the tip in z.
    cells : (k,) at the wall, then at the face. area : (k,) their active areas over lengths, see `sinks`.
    distance : (k,) from the surface to the middles, as lengths of film, m.
    phi : (cell,) held wall. response : (k, cell) A^-1 E.
    """

    r: Floats
    z: Floats
    wall: int
    face: int
    cells: NDArray[np.int64]
    area: Floats
    distance: Floats
    phi: Floats
    response: Floats

    def sinks(self, film_length: float) -> Floats:
        """(k,) m: flow into each cell at the wall for one unit of phi, over the conductivity."""
        return self.area / (self.distance + film_length)

    def behind(self, film_length: float) -> Floats:
        """Phi (cell,) behind a film."""
        if film_length == 0.0:
            return self.phi
        less = self.sinks(film_length) - self.sinks(0.0)
        among = self.response[:, self.cells].T
        share = np.linalg.solve(np.eye(len(less)) + less[:, None] * among, less * self.phi[self.cells])
        return np.asarray(self.phi - share @ self.response)


@lru_cache(maxsize=8)  # some 8 MB each
def _bare(radius: float, length: float) -> _Bare:
    """The equations of a probe solved, and what a flow into each cell at its wall does."""
    r, z = _mesh(radius, length)
    rc, zc = 0.5 * (r[1:] + r[:-1]), 0.5 * (z[1:] + z[:-1])
    number = np.arange(len(rc) * len(zc)).reshape(len(rc), len(zc))
    wall, face = int(np.searchsorted(rc, radius)), int(np.searchsorted(zc, 0.0)) - 1
    active = np.flatnonzero((zc > 0.0) & (zc < length))
    cells = np.concatenate([number[wall, active], number[:wall, face]])
    area = np.concatenate([2.0 * np.pi * radius * np.diff(z)[active], np.pi * np.diff(r**2)[:wall]])
    beside = np.full(len(active), radius * np.log(rc[wall] / radius))
    distance = np.concatenate([beside, np.full(wall, -zc[face])])
    sink = np.zeros(number.size)
    sink[cells] = area / distance
    matrix, rim = _equations(r, z, radius, sink)
    # symmetric and positive definite: no pivots, and an order that keeps the symmetry, take half the time
    solved = splu(matrix, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})
    picked = np.zeros((number.size, len(cells)))
    picked[cells, np.arange(len(cells))] = 1.0
    response = np.ascontiguousarray(solved.solve(picked).T)
    return _Bare(r, z, wall, face, cells, area, distance, solved.solve(rim), response)


def _equations(r: Floats, z: Floats, radius: float, sink: Floats) -> tuple[csc_array, Floats]:
    """Matrix and right-hand side of the field; `sink` : (cell,) m, flow to the probe for one unit of phi."""
    rc, zc = 0.5 * (r[1:] + r[:-1]), 0.5 * (z[1:] + z[:-1])
    nr, nz = len(rc), len(zc)
    probe = (rc[:, None] < radius) & (zc[None, :] > 0.0)
    number = np.arange(nr * nz).reshape(nr, nz)
    # conductances between neighbours: radial with the logarithmic distance, axial plain
    radial = 2.0 * np.pi * np.diff(z)[None, :] / np.log(rc[1:] / rc[:-1])[:, None] * np.ones((nr - 1, nz))
    axial = np.pi * np.diff(r**2)[:, None] / np.diff(zc)[None, :] * np.ones((nr, nz - 1))
    radial[probe[1:] | probe[:-1]] = 0.0
    axial[probe[:, 1:] | probe[:, :-1]] = 0.0
    rim = np.zeros((nr, nz))
    rim[-1, :] += 2.0 * np.pi * np.diff(z) / np.log(r[-1] / rc[-1])
    rim[:, 0] += np.pi * np.diff(r**2) / (zc[0] - z[0])
    rim[:, -1] += np.pi * np.diff(r**2) / (z[-1] - zc[-1])
    rim[probe] = 0.0
    one = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
    two = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
    g = np.concatenate([radial.ravel(), axial.ravel()])
    loss = (rim + probe).ravel() + sink
    diagonal = np.bincount(one, g, nr * nz) + np.bincount(two, g, nr * nz) + loss
    rows = np.concatenate([one, two, number.ravel()])
    columns = np.concatenate([two, one, number.ravel()])
    values = np.concatenate([-g, -g, diagonal])
    return coo_array((values, (rows, columns)), shape=(nr * nz, nr * nz)).tocsc(), rim.ravel()


@lru_cache(maxsize=64)
def probe_field(radius: float, length: float, film_length: float = 0.0) -> ProbeField:
    """Steady field of a probe: `radius`, active `length` and `film_length` = k / h in metres (0: wall held).

    The equations are solved once per probe; another film costs a small system at its wall.

    Examples
    --------
    >>> field = probe_field(0.65e-3, 7e-3)
    >>> probe = Placement(np.zeros(3), np.array([0.0, 0.0, 1.0]), 0.65e-3, 7e-3)
    >>> near, far = field.at(probe, np.array([[1e-3, 0, 3.5e-3], [9e-3, 0, 3.5e-3]]))
    >>> bool(0.0 < near < far < 1.0)
    True
    """
    bare = _bare(radius, length)
    rc, zc = 0.5 * (bare.r[1:] + bare.r[:-1]), 0.5 * (bare.z[1:] + bare.z[:-1])
    sink = np.zeros((len(rc), len(zc)))
    sink.flat[bare.cells] = bare.sinks(film_length)
    phi = bare.behind(film_length).reshape(sink.shape)
    return _nodes(bare.r, bare.z, rc, zc, phi=phi, wall=bare.wall, face=bare.face, sink=sink)


def _nodes(
    r: Floats, z: Floats, rc: Floats, zc: Floats, *, phi: Floats, wall: int, face: int, sink: Floats
) -> ProbeField:
    """Nodes at cell centres plus the probe's own surface, so that phi keeps its value on the wall."""
    radius = r[wall]
    # value on the surface: flux through the half cell and the film
    at_wall = phi[wall] - sink[wall] * phi[wall] * np.log(rc[wall] / radius) / (2.0 * np.pi * np.diff(z))
    at_face = phi[:, face] - sink[:, face] * phi[:, face] * (-zc[face]) / (np.pi * np.diff(r**2))
    phi = phi.copy()
    behind = zc > 0.0
    phi[:wall, behind] = at_wall[None, behind]
    nodes_r = np.concatenate([[0.0], rc[:wall], [radius], rc[wall:], [r[-1]]])
    nodes_z = np.concatenate([[z[0]], zc[: face + 1], [0.0], zc[face + 1 :], [z[-1]]])
    rows = np.insert(phi, wall, np.where(behind, at_wall, 0.5 * (phi[wall - 1] + phi[wall])), axis=0)
    rows = np.concatenate([rows[:1], rows, np.ones((1, rows.shape[1]))])
    tip = np.concatenate([at_face[:1], at_face[:wall], [0.0], np.zeros(len(rc) - wall + 1)])
    beyond = 0.5 * (rows[:, face] + rows[:, face + 1])
    tip[wall + 1 :] = beyond[wall + 1 :]
    tip[wall + 1] = 0.5 * (at_face[wall - 1] + at_wall[face + 1])
    rows = np.insert(rows, face + 1, tip, axis=1)
    rows = np.concatenate([np.ones((len(rows), 1)), rows, rows[:, -1:]], axis=1)
    return ProbeField(nodes_r, nodes_z, np.ascontiguousarray(rows))
