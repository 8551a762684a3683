"""The labelled volume a case becomes: voxels, their affine, nerves as curves with fascicles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from cryonerve.anatomy.courses import curvature

__all__ = ["NerveCourse", "Overlay", "Shape", "SignedField", "Structure", "Vessel", "Volume"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Structure:
    """One label: number in the voxels, what it is, which tissue's heat properties it has."""

    label: int  # 0 is outside the body (air)
    name: str  # "tibia", "tibial nerve", "skin"
    tissue: str  # catalogue or case tissue name
    kind: Literal[
        "skin", "fat", "muscle", "fascia", "bone", "marrow", "nerve", "artery", "vein", "fluid", "other"
    ] = "other"
    standing: Literal["stated", "drawn", "assumed"] = "drawn"
    colour: tuple[int, int, int] = (128, 128, 128)


class Shape(Protocol):
    """A solid drawn from lengths: knows its signed distance (negative inside)."""

    @property
    def label(self) -> int:
        """Label of the structure it paints."""
        ...

    def distance(self, points: Floats) -> Floats:
        """Signed distance in metres of points (n, 3) in the case's frame; negative inside."""
        ...


@dataclass(frozen=True, eq=False)
class NerveCourse:
    """A nerve as a curve with a cross-section.

    Attributes
    ----------
    points : (station, 3) centre line in metres, stations about 0.5 mm apart, from distal to proximal.
    arc : (station,) arc length from the first station, m.
    across : (station, 2, 3) two unit vectors that span the cross-section (right-handed with the tangent).
    semi_axes : (station, 2) half width and half height of the (elliptic) outline along `across`, m.
    fascicle_offsets : (station, fascicle, 2) centres in the `across` plane, m.
    fascicle_radii : (station, fascicle) m; 0 where a fascicle does not exist.
    neuroma : (station,) bool, True where the nerve is a disordered bulb.
    origins : (fascicle,) in a bulb fascicles divide: the fascicle of the nerve that a column is or is a part
        of. A part has no radius, and the place of the fascicle it leaves, until it leaves. None: no parts.
    axon_counts : (fascicle, class) axons by class, in the order of `sources.axons.axon_classes`; the parts of
        a divided fascicle have none of their own. None where they were not counted.
    uncertainty : m, how far it may lie from its curve, across it (one standard deviation); None: not known.
    area_uncertainty : standard deviation of the logarithm of its outline's area; None: not known.
    """

    name: str  # "tibial"
    points: Floats
    arc: Floats
    across: Floats
    semi_axes: Floats
    fascicle_offsets: Floats
    fascicle_radii: Floats
    neuroma: NDArray[np.bool_]
    treated: bool = False
    motor: bool = False  # a motor branch that must be kept
    standing: Literal["stated", "drawn", "traced", "assumed"] = "drawn"
    origins: NDArray[np.int64] | None = None
    axon_counts: NDArray[np.int64] | None = None
    uncertainty: float | None = None
    area_uncertainty: float | None = None

    @property
    def fascicle_of(self) -> NDArray[np.int64]:
        """(fascicle,) `origins`, or every column itself."""
        own: NDArray[np.int64] = np.arange(self.fascicle_radii.shape[1])
        return own if self.origins is None else self.origins

    def at_stations(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> NerveCourse:
        """The same nerve at some of its stations only, by number or as a mask."""
        along = ("points", "arc", "across", "semi_axes", "fascicle_offsets", "fascicle_radii", "neuroma")
        return replace(self, **{name: getattr(self, name)[chosen] for name in along})

    @property
    def curvature(self) -> Floats:
        """(station,) 1/m, one over the radius of the bend."""
        return curvature(self.points, self.arc)

    @property
    def path_areas(self) -> Floats:
        """(station, fascicle) m2 over pi that belong to the path of each column; 0 beyond a blind end.

        Before a part leaves its fascicle, the fascicle's area is shared as it is where they part.
        """
        area: Floats = np.square(np.asarray(self.fascicle_radii, float))
        for part in np.flatnonzero(self.fascicle_of != np.arange(area.shape[1])):
            exists = np.flatnonzero(area[:, part] > 0.0)
            if exists.size:
                whole, leaves = self.fascicle_of[part], int(exists[-1])
                share = area[leaves, part] / (area[leaves, part] + area[leaves, whole])
                area[leaves + 1 :, part] = share * area[leaves + 1 :, whole]
                area[leaves + 1 :, whole] *= 1.0 - share
        return area


@dataclass(frozen=True, eq=False)
class Vessel:
    """A vessel as a tube: blood keeps flowing and exchanges heat through `coefficient`."""

    name: str
    kind: Literal["artery", "vein"]
    points: Floats  # (n, 3) m
    radius: float  # lumen and wall, m
    wall: float  # m
    coefficient: float  # W/m2/K


class SignedField(Protocol):
    """A solid by its signed distance at the points of a grid."""

    @property
    def values(self) -> Floats:
        """(i, j, k) m, negative inside."""
        ...

    @property
    def origin(self) -> Floats:
        """(3,) m, the first point."""
        ...

    @property
    def spacing(self) -> Floats:
        """(3,) m between points."""
        ...

    def distance(self, points: Floats) -> Floats:
        """Signed distance in metres of points (n, 3)."""
        ...


@dataclass(frozen=True, eq=False)
class Overlay:
    """What the voxels of a scan are too coarse for, with its share of every cell it fills in part.

    Attributes
    ----------
    under : (i, j, k) int16 voxels without what is painted over them; tissue goes on beyond the surface.
    surface : of the body; None where the volume is cut out of its inside.
    skin : label and thickness, m, of a shell under the surface; label 0 where the voxels hold the skin.
    deep : surface of what fascia wraps; None without thin fascia. fascia : as `skin`, under that surface.
    shapes : nerves, vessels and fluid, later over earlier.
    """

    under: NDArray[np.int16]
    surface: SignedField | None = None
    skin: tuple[int, float] = (0, 0.0)
    deep: SignedField | None = None
    fascia: tuple[int, float] = (0, 0.0)
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, eq=False)
class Volume:
    """Labelled voxels with their affine, and the shapes they were drawn from.

    Attributes
    ----------
    labels : (i, j, k) int16, 0 outside the body.
    affine : (4, 4) voxel index -> metres in the case's frame (x right, y anterior, z proximal);
        integer indices are voxel centres.
    structures : every label's meaning.
    shapes : painter's list (later covers earlier) for drawn phantoms; empty for scans.
    nerves, vessels : curves in metres.
    overlay : of scans; `labels` then hold what is at the voxels' centres. None: the voxels are all there is.
    uniform : True for `block`: starts uniform at body temperature, outer faces insulated.
    assumptions : sentences on what was assumed while drawing.
    """

    labels: NDArray[np.int16]
    affine: Floats
    structures: tuple[Structure, ...]
    shapes: tuple[Shape, ...] = ()
    nerves: tuple[NerveCourse, ...] = ()
    vessels: tuple[Vessel, ...] = ()
    overlay: Overlay | None = None
    uniform: bool = False
    frame: str = "case"
    assumptions: tuple[str, ...] = field(default_factory=tuple)

    def structure(self, label: int) -> Structure:
        """The structure with this label."""
        return next(item for item in self.structures if item.label == label)

    @property
    def treated_nerve(self) -> NerveCourse | None:
        """The nerve the plan is about; None where there is none, as in a block."""
        return next((course for course in self.nerves if course.treated), None)

    @property
    def bounds(self) -> Floats:
        """(2, 3) outer corners of the voxels in metres (axis-aligned affine)."""
        low = self.affine @ np.array([-0.5, -0.5, -0.5, 1.0])
        high = self.affine @ np.append(np.array(self.labels.shape) - 0.5, 1.0)
        return np.sort(np.stack([low[:3], high[:3]]), axis=0)
