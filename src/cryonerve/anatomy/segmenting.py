"""From the pictures of a limb to its tissues, without trained weights: skin, fat, muscle, bone, marrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from cryonerve.anatomy.bias_field import even_slices, without_bias
from cryonerve.anatomy.body_mask import Body, find_body
from cryonerve.anatomy.boundary_uncertainty import edge_spread
from cryonerve.anatomy.deep_and_under_skin import in_order
from cryonerve.anatomy.segmentation_findings import about_limbs, about_pictures, about_skin, about_tissues
from cryonerve.anatomy.segmenting_ct import Tissues, dense_in_ct, tissues_in_ct
from cryonerve.anatomy.segmenting_mr import (
    MR_EDGE,
    levels_in_mr,
    refuse_other_contrast,
    rough_body_level,
    tissues_in_mr,
)
from cryonerve.anatomy.segmenting_rules import rule
from cryonerve.anatomy.skin_shell import Skin, depth_below, skin_thickness
from cryonerve.errors import Complaint, ScanError, nearest
from cryonerve.findings import Finding
from cryonerve.scans.grid_words import finding_words, name_words
from cryonerve.scans.label_merging import WARNED, edge_remark
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.legends import Kind
from cryonerve.scans.scan import Scan
from cryonerve.scans.scan_values import Progress, nobody

__all__ = ["NAMES", "Segmentation", "segment"]

Floats = NDArray[np.float64]
Pictures = NDArray[np.float32]
Told = Callable[[str], None]
# name, tissue, kind of the labels, by number
NAMES: Mapping[int, tuple[str, str, Kind]] = MappingProxyType(
    {
        1: ("skin", "skin", "skin"),
        2: ("subcutaneous fat", "fat", "fat"),
        3: ("muscle", "muscle", "muscle"),
        4: ("cortical bone", "cortical-bone", "bone"),
        5: ("marrow", "marrow", "marrow"),
        6: ("intermuscular fat", "fat", "fat"),
    }
)
SMALLEST_LIMB = rule("body", "smallest_limb")
STATED_SKIN = rule("skin", "stated_deviation")
# voxels by which edges are off for other reasons (fascia and vessels beside muscle, thin cortex, blurred
# marrow); one standard deviation, as made-up scans of phantoms had it (tests/published/test_segmentation.py)
METHOD = {3: 0.65, 4: 0.7, 5: 0.9, 6: 0.65}
# share of the time that is over when a stage is, as the child's made-up scans had it
SHARES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "CT": {"begun": 0.0, "limb": 0.6, "tissues": 0.75, "labels": 0.93, "edges": 1.0},
        "MR": {
            "begun": 0.0, "limb": 0.2, "bias": 0.5, "limb again": 0.72, "tissues": 0.9, "labels": 0.97,
            "edges": 1.0,
        },
    }
)  # fmt: skip
ROOM = 3  # voxels around the limb that is worked on


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Labels a machine drew, and how far they can be trusted.

    Attributes
    ----------
    labels : on the scan's grid; 0 is air, couch, other limbs. Each label says how it was found.
    findings : what was cut off, noisy, assumed or hidden.
    boundary : by name of the label, one standard deviation of the place of its edge in m.
    """

    labels: Labels
    findings: tuple[Finding, ...]
    boundary: Mapping[str, float]

    def __repr__(self) -> str:
        """Labels, how sure their edges are (one standard deviation) and the number of findings."""
        edges = [f"{name} {1e3 * deviation:.2g}" for name, deviation in self.boundary.items()]
        sure = (
            f"edges known to (1 SD, mm): {name_words(edges)}" if edges else "nobody says how sure edges are"
        )
        return f"Segmentation({self.labels!r}, {sure}; {finding_words(self.findings)})"


@dataclass(frozen=True, eq=False)
class _Seen:
    """The limb's part of the pictures: grey values (MR: without bias), the body, its tissues."""

    values: Pictures
    body: Body
    box: tuple[slice, slice, slice]
    tissues: Tissues
    bias: float | None


def segment(
    scan: Scan,
    *,
    side: Literal["left", "right"] | None = None,
    at: Floats | None = None,
    skin: float | None = None,
    progress: Progress = nobody,
) -> Segmentation:
    """Skin, fat under the skin and between muscles, muscle, cortical bone and marrow of one limb.

    Parameters
    ----------
    scan : CT in Hounsfield units, or T1-weighted MR without fat suppression.
    side : which limb, where two are in view. at : (3,) m in the case's frame, a point of the limb. Without
        both the larger limb is taken.
    skin : thickness in m where a person measured it; else measured on the pictures where voxels allow, and
        assumed where they do not.
    progress : called with the share that is done, and 1; it may raise to stop.

    Nerves, vessels and fascia are not looked for: they are in muscle or fat, until they are traced.

    Raises
    ------
    ScanError
        Another modality, no limb in view, fat that is not told from muscle (fat suppression), values that are
        no numbers, MR without SimpleITK.

    Examples
    --------
    >>> import cryonerve as cn
    >>> from cryonerve.anatomy.synthetic_scans import synthetic_scan
    >>> made = synthetic_scan(cn.build(cn.load("tibial-neuroma-child")), "CT", spacing=(1.5e-3, 1.5e-3, 5e-3))
    >>> [item.name for item in cn.segment(made.scan).labels.legend]
    ['skin', 'subcutaneous fat', 'muscle', 'cortical bone', 'marrow']
    """
    values = _checked(scan, side)
    place = None if at is None else (np.asarray(at, float) - scan.origin) / scan.spacing
    told = partial(_tell, progress, SHARES[scan.modality])
    told("begun")
    one_limb = partial(_in_ct if scan.modality == "CT" else _in_mr, told=told)
    seen = one_limb(values, scan.spacing, place, side)
    told("tissues")
    found, shell = _numbers(seen, scan.spacing, skin)
    told("labels")
    numbers = np.zeros(values.shape, np.int16)
    numbers[seen.box] = found
    chosen_by = "a point" if at is not None else "its side" if side is not None else ""
    body = seen.body.mask[seen.box]
    findings = (
        *about_limbs(seen.body, chosen_by),
        *about_pictures(scan, seen.bias),
        *about_tissues(seen.values, body, seen.tissues, scan),
        *about_skin(shell, scan, stated=skin is not None),
    )
    boundary = _boundary(found, seen, scan.spacing, shell)
    remarks = (
        *(edge_remark(name, spread) for name, spread in boundary.items()),
        *(f"{WARNED}{item.about}: {item.value:.3g} {item.unit}" for item in findings if _warns(item)),
    )
    legend = _legend(scan, found, shell, stated=skin is not None)
    told("edges")
    labels = Labels(numbers, scan.origin, scan.spacing, legend, remarks)
    return Segmentation(labels, findings, MappingProxyType(boundary))


def _tell(progress: Progress, shares: Mapping[str, float], stage: str) -> None:
    """A stage is over."""
    progress(shares[stage], 1.0)


def _warns(item: Finding) -> bool:
    """Whether a finding has to go along with the labels, with its number."""
    return item.level in ("warn", "stop") and item.value is not None


def _checked(scan: Scan, side: str | None) -> Pictures:
    """Grey values as float32, or a complaint."""
    if scan.modality not in ("CT", "MR"):
        raise ScanError(
            Complaint(
                f"pictures of modality '{scan.modality}' are not segmented",
                "CT and T1-weighted MR are: import it again with --modality. On ultrasound trace by hand.",
            )
        )
    if side not in (None, "left", "right"):
        raise ScanError(Complaint(f"'{side}' is no side", nearest(str(side), ("left", "right"))))
    if min(scan.values.shape) < 3:
        what = f"a scan of {' x '.join(map(str, scan.values.shape))} voxels is no volume"
        raise ScanError(Complaint(what, "At least three slices are needed."))
    values = np.asarray(scan.values, np.float32)
    if not np.isfinite(values).all():
        raise ScanError(Complaint("some voxels hold no number", "Import the scan again."))
    return values


def _limb(body: Body, spacing: Floats) -> tuple[slice, slice, slice]:
    """The box around the limb with a little room, or a complaint where there is none."""
    if float(body.mask.sum()) * float(np.prod(spacing)) < SMALLEST_LIMB:
        raise ScanError(
            Complaint(
                "no limb is seen in the pictures",
                "Look at the scan: is it cropped to air, or is its scale wrong?",
            )
        )
    found = ndimage.find_objects(body.mask.astype(np.int8))[0]
    x, y, z = (
        slice(max(0, part.start - ROOM), min(size, part.stop + ROOM))
        for part, size in zip(found, body.mask.shape, strict=True)
    )
    return x, y, z


def _in_ct(values: Pictures, spacing: Floats, at: Floats | None, side: str | None, *, told: Told) -> _Seen:
    """The limb in CT."""
    body = find_body(dense_in_ct(values), spacing, couch=True, at=at, side=side)
    box = _limb(body, spacing)
    told("limb")
    return _Seen(values[box], body, box, tissues_in_ct(values[box], body.mask[box], spacing), None)


def _in_mr(values: Pictures, spacing: Floats, at: Floats | None, side: str | None, *, told: Told) -> _Seen:
    """The limb in MR: a rough body for the bias field, then the body again by the level of muscle."""
    rough = find_body(values > rough_body_level(values), spacing, couch=False, at=at, side=side)
    box = _limb(rough, spacing)
    told("limb")
    corrected, bias = without_bias(values[box], rough.mask[box], spacing)
    told("bias")
    corrected = even_slices(corrected, depth_below(rough.mask[box], spacing))
    mixture = levels_in_mr(corrected, rough.mask[box])
    smooth = ndimage.gaussian_filter(corrected, (0.5, 0.5, 0.0))
    dense = (smooth > MR_EDGE * mixture.means[1]) & ~rough.others[box]
    place = None if at is None else at - np.array([part.start for part in box])
    again = find_body(dense, spacing, couch=False, at=place)
    mask = np.zeros(values.shape, bool)
    mask[box] = again.mask
    body = Body(mask, rough.others, rough.limbs, rough.touching, rough.side)
    told("limb again")
    refuse_other_contrast(corrected, depth_below(again.mask, spacing), mixture)
    return _Seen(corrected, body, box, tissues_in_mr(corrected, again.mask, spacing, mixture), bias)


def _numbers(seen: _Seen, spacing: Floats, stated: float | None) -> tuple[NDArray[np.int16], Skin]:
    """Numbers of the labels in the limb's box, and what skin was taken."""
    body, tissues = seen.body.mask[seen.box], seen.tissues
    bones = tissues.bone | tissues.marrow
    depth = depth_below(body, spacing)
    levels = tissues.levels.fat, tissues.levels.muscle
    skin = (
        skin_thickness(seen.values, depth, levels, spacing)
        if stated is None
        else Skin(stated, True, STATED_SKIN)
    )
    shell = body & (depth < skin.thickness) & ~bones
    rest = body & ~shell & ~bones
    muscle = rest & (tissues.muscle > 0.5)
    soft = in_order(muscle, rest & ~muscle, bones, spacing)
    numbers = np.zeros(body.shape, np.int16)
    masks = (shell, soft.under_skin, soft.muscle, tissues.bone & body, tissues.marrow & body, soft.between)
    for number, mask in enumerate(masks, start=1):
        numbers[mask] = number
    return numbers, skin


def _legend(scan: Scan, numbers: NDArray[np.int16], skin: Skin, *, stated: bool) -> tuple[Label, ...]:
    """The labels that occur, each with how it was found."""
    thick = f"{1e3 * skin.thickness:.2g} mm under the body's surface"
    how = "stated" if stated else "measured by the mean profile under it" if skin.measured else "assumed"
    if scan.modality == "CT":
        edge = "grey values nearer to {} than to {}, neighbours heard (Markov random field)"
        bone = "above half of the way from muscle to the bone near by"
    else:
        edge = "bias taken out (N4), mixture of normal laws, nearer to {} than to {}, neighbours heard"
        bone = "dark shell around marrow, edge halfway to what lies next to it"
    why = {
        1: f"{thick}; thickness {how}",
        2: edge.format("fat", "muscle") + "; strands and vessels in it included",
        3: edge.format("muscle", "fat") + "; nerves, vessels and fascia in it included",
        4: bone,
        5: "enclosed by cortical bone",
        6: edge.format("fat", "muscle") + "; inside of the muscles' outline",
    }
    occur = np.unique(numbers)
    return tuple(
        Label(
            number, *NAMES[number], "assumed" if number == 1 and how == "assumed" else "machine", why[number]
        )
        for number in NAMES
        if number in occur
    )


def _boundary(numbers: NDArray[np.int16], seen: _Seen, spacing: Floats, skin: Skin) -> dict[str, float]:
    """One standard deviation of every label's edge, m."""
    levels = seen.tissues.levels
    soft = levels.muscle - levels.fat
    air = -1000.0 if seen.bias is None else 0.0
    contrast = {1: levels.muscle - air, 2: soft, 3: soft, 4: levels.bone - levels.muscle, 6: soft}
    contrast[5] = levels.marrow - levels.bone
    voxel = float(np.sqrt(spacing[0] * spacing[1]))
    found = {
        NAMES[number][0]: edge_spread(
            numbers == number,
            spacing,
            noise=levels.noise,
            contrast=contrast[number],
            also=skin.spread if number in (1, 2) else METHOD.get(number, 0.0) * voxel,
        )
        for number in NAMES
        if (numbers == number).any()
    }
    body = seen.body.mask[seen.box]
    return {"body": edge_spread(body, spacing, noise=levels.noise, contrast=contrast[1]), **found}
