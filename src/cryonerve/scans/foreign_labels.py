"""Labels made elsewhere, on the grid of a scan: label maps with a legend, segmentations of 3D Slicer.

A segmentation of 3D Slicer (.seg.nrrd) names its segments in the header, and may hold them in layers, so
that they overlap. One voxel has one label here: the smaller structure lies on top, so that a nerve in a
muscle stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from cryonerve.errors import Complaint, ScanError
from cryonerve.scans.case_frame import place_in_case
from cryonerve.scans.dicom_files import is_dicom
from cryonerve.scans.label_codes import DRAWN_BY, TISSUE
from cryonerve.scans.label_files import as_labels, nearest_labels
from cryonerve.scans.label_naming import GIVE_LEGEND, Named, labels_of, painted
from cryonerve.scans.label_oddities import about_shapes, not_there, voxels_of
from cryonerve.scans.labels import DrawnBy, Label, Labels
from cryonerve.scans.legends import LARGEST, read_legend
from cryonerve.scans.nrrd_reading import read_nrrd_layers
from cryonerve.scans.scan import Scan
from cryonerve.scans.stored_volume import StoredVolume
from cryonerve.scans.structure_names import plain_name, remarks_on_names, unspoken
from cryonerve.scans.upright import Turn, check_right_angles, turn
from cryonerve.scans.volume_files import container_of, open_volume

__all__ = ["ForeignLabels", "labels_alone", "labels_on_scan", "read_foreign_labels"]

Floats = NDArray[np.float64]
Numbers = NDArray[np.int16]
TRIFLE = 0.005  # share of labelled voxels the legend may leave without a name
LOST = 0.01  # share of what is labelled that may end outside of the scan without a word
SAME_GRID = 1e-2  # of a voxel
SEGMENT = re.compile(r"Segment(\d+)_(Name|LabelValue|Layer|ID|Tags)")


@dataclass(frozen=True, eq=False)
class ForeignLabels:
    """Labels where their own file puts them.

    Attributes
    ----------
    numbers : (i, j, k) as stored. affine : (4, 4) to mm in the patient's frame, right-anterior-superior.
    legend : what occurs. remarks : what was done or assumed.
    frame_of_reference : of DICOM, compared with the scan's and not kept; "" where the file has none.
    """

    numbers: Numbers
    affine: Floats
    legend: tuple[Label, ...]
    remarks: tuple[str, ...]
    frame_of_reference: str = field(default="", repr=False)


@dataclass(frozen=True)
class _Segment:
    """One segment of a .seg.nrrd: where it lies, and what it is called, in known words."""

    name: str
    left_out: bool
    layer: int
    value: int
    tags: Mapping[str, str]


def read_foreign_labels(path: Path, legend: Path | None = None, scan: Scan | None = None) -> ForeignLabels:
    """Read labels made by another program.

    Parameters
    ----------
    path : NIfTI, NRRD, MetaImage, DICOM Segmentation or RT Structure Set. legend : its table; a .seg.nrrd and
        files of DICOM may name their structures themselves.
    scan : on which an RT Structure Set was drawn; the others know their own grid.

    Raises
    ------
    ScanError
        No label map, no legend, names that say nothing of their tissue; with the remedy.
    """
    if not path.is_file():
        what = "this is a folder" if path.is_dir() else "there is no such file"
        remedy = "Give the one file that holds the labels: a SEG or RTSTRUCT of DICOM, NIfTI or .seg.nrrd."
        raise ScanError(Complaint(what, remedy, file=str(path), field="labels"))
    try:
        if is_dicom(path):
            return _from_dicom(path, legend, scan)
        layers = read_nrrd_layers(path) if container_of(path) == "NRRD" else [open_volume(path)]
        check_right_angles(layers[0].affine)
        segments = _segments(layers[0].header, len(layers))
        remarks: list[str] = []
        if segments:
            numbers, names, said = _flattened(layers, segments)
            remarks += said
        elif len(layers) > 1:
            what = f"the file holds {len(layers)} volumes and does not say which segment is where"
            raise ScanError(Complaint(what, "Export one label map, or a .seg.nrrd from 3D Slicer."))
        else:
            numbers, names = as_labels(layers[0]), {}
        found = _named(names) if legend is None else _from_table(legend)
        if legend is None:
            remarks += remarks_on_names(number for number, item in names.items() if item.left_out)
        numbers, kept, said = _matched(numbers, found, legend or path)
    except ScanError as error:
        raise error.located(file=str(path)) from error
    return ForeignLabels(numbers, layers[0].affine, kept, (*remarks, *said))


def labels_on_scan(foreign: ForeignLabels, scan: Scan) -> Labels:
    """The labels on a scan's grid; voxels take the nearest label where the grids differ.

    Raises
    ------
    ScanError
        Nothing that is labelled lies in the scan.
    """
    to_patient = scan.to_patient @ scan.affine  # from voxels of the scan to m
    to_patient[:3] *= 1e3
    across = np.linalg.inv(foreign.affine) @ to_patient  # to voxels of the labels
    turned = turn(foreign.affine, foreign.numbers.shape)
    before = (*_about_frames(foreign, scan), *foreign.remarks)
    if turned.shape == scan.values.shape and _same_grid(turned, to_patient):
        numbers = np.asfortranarray(turned.apply(foreign.numbers))
        return _looked_at(Labels(numbers, scan.origin, scan.spacing, foreign.legend, before))
    numbers = np.asfortranarray(nearest_labels(foreign.numbers, across, scan.values.shape))
    whole = float(np.count_nonzero(foreign.numbers)) * abs(float(np.linalg.det(foreign.affine[:3, :3])))
    after = float(np.count_nonzero(numbers)) * float(np.prod(1e3 * scan.spacing))
    if after == 0.0:
        what = "nothing that is labelled lies in the scan"
        remedy = "Give labels that were drawn on this scan, or on one in the same frame of the patient."
        raise ScanError(Complaint(what, remedy, field="labels"))
    remarks = [*before]
    if not _same_voxels(across):
        remarks.append("labels were brought to the scan's grid: each voxel took the nearest one")
    if after < (1.0 - LOST) * whole:
        remarks.append(f"{1.0 - after / whole:.0%} of what is labelled lies outside of the scan")
    there = set(np.unique(numbers).tolist())
    gone = [item.name for item in foreign.legend if item.number not in there]
    if gone:
        remarks.append(f"no voxel of the scan's grid holds {', '.join(gone)}: outside, or too thin for it")
    legend = tuple(item for item in foreign.legend if item.number in there)
    return _looked_at(Labels(numbers, scan.origin, scan.spacing, legend, tuple(remarks)))


def labels_alone(foreign: ForeignLabels) -> Labels:
    """The labels on their own grid, in the case's frame that a scan of the same grid would have."""
    place = place_in_case(foreign.affine, foreign.numbers.shape)
    remarks = (*foreign.remarks, *(f"{item.about}: {item.reason}" for item in place.findings))
    numbers = np.asfortranarray(place.turn.apply(foreign.numbers))
    return _looked_at(Labels(numbers, place.origin, place.spacing, foreign.legend, remarks))


def _same_voxels(across: Floats) -> bool:
    """Whether each voxel of one grid is a voxel of the other, whichever way they count."""
    whole = bool((np.abs(across - np.rint(across)) < SAME_GRID)[:3].all())
    return whole and abs(abs(float(np.linalg.det(across[:3, :3]))) - 1.0) < SAME_GRID


def _looked_at(labels: Labels) -> Labels:
    """The labels with what is odd about their shapes."""
    return replace(labels, remarks=(*labels.remarks, *about_shapes(labels)))


def _about_frames(foreign: ForeignLabels, scan: Scan) -> tuple[str, ...]:
    """A word where labels were drawn in other coordinates than those of the scan."""
    known = {foreign.frame_of_reference, scan.frame_of_reference} - {""}
    if len(known) < 2:
        return ()
    return (
        "the labels were drawn in another frame of reference than that of the scan: on another examination, "
        "or another person; they lie by coordinates alone, so look whether they fit",
    )


def _same_grid(turned: Turn, to_patient: Floats) -> bool:
    """Whether both put their first and their last voxel at the same place, to a small part of a voxel."""
    own = np.eye(4)
    own[:3, :3], own[:3, 3] = turned.matrix, turned.start
    ends = np.stack([[0.0, 0.0, 0.0, 1.0], [*turned.shape, 1.0]], axis=1)
    return bool(np.abs((own - to_patient) @ ends).max() < SAME_GRID * turned.spacing.min())


def _segments(header: Mapping[str, str], layers: int) -> list[_Segment]:
    """The segments that the header of a .seg.nrrd names, in its order."""
    fields: dict[int, dict[str, str]] = {}
    for name, text in header.items():
        found = SEGMENT.fullmatch(name)
        if found:
            fields.setdefault(int(found[1]), {})[found[2]] = text
    segments = []
    for number, said in sorted(fields.items()):
        plain = plain_name(said.get("Name") or said.get("ID") or f"segment {number}")
        older = layers > 1 and "Layer" not in said  # Slicer until 4.10: every segment a layer of its own
        try:
            layer = int(said.get("Layer", number if older else 0))
            value = int(said.get("LabelValue", 1))
        except ValueError:
            raise ScanError(
                Complaint(f"segment {number} of it has no whole numbers for layer and label", GIVE_LEGEND)
            ) from None
        if not 0 <= layer < layers or value == 0:
            what = f"segment {number} is value {value} of layer {layer}, and there are {layers} layers"
            raise ScanError(Complaint(what, "Export the segmentation again from 3D Slicer."))
        segments.append(_Segment(plain.text, plain.left_out, layer, value, _tags(said.get("Tags", ""))))
    return segments


def _tags(text: str) -> dict[str, str]:
    """Tags of a segment, "name:value|name:value|"."""
    return dict(item.split(":", 1) for item in text.split("|") if ":" in item)


def _codes(segment: _Segment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of SNOMED CT and their words, as 3D Slicer writes them; the type before the category."""
    parts = [item.split("^") for item in segment.tags.get("TerminologyEntry", "").split("~")[1:3]]
    known = [item for item in reversed(parts) if len(item) == 3]
    return tuple(item[1] for item in known if item[0] == "SCT"), tuple(item[2] for item in known)


def _flattened(
    layers: Sequence[StoredVolume], segments: Sequence[_Segment]
) -> tuple[Numbers, dict[int, _Segment], list[str]]:
    """One label for each voxel; the smaller structure on top where several are."""
    values = [segment.value for segment in segments]
    own = len(layers) == 1 and len(set(values)) == len(values) and max(values) <= LARGEST and min(values) > 0
    numbered = {(values[place] if own else place + 1): item for place, item in enumerate(segments)}
    stored = [np.asarray(item.voxels) for item in layers]
    masks = {number: np.packbits(stored[item.layer] == item.value) for number, item in numbered.items()}
    names = {key: item.name or f"structure {key}" for key, item in numbered.items()}
    numbers, remarks = painted(masks, stored[0].shape, names)
    return numbers, {key: item for key, item in numbered.items() if masks[key].any()}, remarks


def _named(segments: Mapping[int, _Segment]) -> dict[int, Label]:
    """Labels whose tissues follow from names or codes; what we wrote ourselves says it outright."""
    from cryonerve.sources import tissues  # noqa: PLC0415

    if not segments:
        raise ScanError(Complaint("the file does not name its labels", GIVE_LEGEND))
    known = tissues()
    made = "segment of a file made elsewhere; "
    labels = labels_of(
        Named(
            number,
            item.name,
            _drawn_by(item),
            *_codes(item),
            tissue=item.tags.get(TISSUE, "") if item.tags.get(TISSUE) in known else "",
            left_out=item.left_out,
        )
        for number, item in segments.items()
    )
    return {item.number: replace(item, why=made + item.why) for item in labels}


def _drawn_by(segment: _Segment) -> DrawnBy:
    said = segment.tags.get(DRAWN_BY, "")
    return next((item for item in get_args(DrawnBy) if item == said), "file")


def _from_dicom(path: Path, legend: Path | None, scan: Scan | None) -> ForeignLabels:
    """A segmentation, or a structure set on its scan."""
    from cryonerve.scans.dicom_contours import is_structure_set, read_contours  # noqa: PLC0415
    from cryonerve.scans.dicom_headers import whose_file  # noqa: PLC0415
    from cryonerve.scans.dicom_segmentation import read_segmentation  # noqa: PLC0415

    table = None if legend is None else _from_table(legend, whose_file(path))
    if not is_structure_set(path):
        return read_segmentation(path, table)
    if scan is None:
        what = "an RT Structure Set has contours, and no voxels of its own"
        raise ScanError(Complaint(what, "Give the scan on which it was drawn as well."))
    return read_contours(path, scan, table)


def _from_table(legend: Path, whose: Set[str] = frozenset()) -> dict[int, Label]:
    """Labels as a legend file names them; one that names a person (see `unspoken`) is refused."""
    from cryonerve.sources import tissues  # noqa: PLC0415

    labels = {}
    for number, item in read_legend(legend, tissues()).items():
        for what, text in (("name", item.name), ("why", item.why)):
            try:
                unspoken(text, whose, f"the {what} of label {number}")
            except ScanError as error:
                raise error.located(file=str(legend), line=item.line) from None
        why = item.why or (
            "its tissue follows from its name" if item.guessed else "its legend states the tissue"
        )
        labels[number] = Label(number, item.name, item.tissue, item.kind, item.drawn_by, why, item.guessed)
    return labels


def _matched(
    numbers: Numbers, labels: Mapping[int, Label], legend: Path
) -> tuple[Numbers, tuple[Label, ...], list[str]]:
    """Voxels and legend without what is not in the other."""
    count = voxels_of(numbers)
    there = [int(number) for number in np.flatnonzero(count) if number]
    unnamed = [number for number in there if number not in labels]
    remarks = []
    if unnamed:
        share = float(count[unnamed].sum()) / max(1.0, float(count[1:].sum()))
        shown = ", ".join(map(str, unnamed[:12])) + (" ..." if len(unnamed) > 12 else "")
        if share > TRIFLE:
            what = f"labels {shown}, {share:.1%} of the labelled voxels, are not in the legend"
            raise ScanError(Complaint(what, "Add number, name and tissue of each.", file=str(legend)))
        kept = np.arange(count.size, dtype=np.int16)
        kept[unnamed] = 0
        numbers = kept[numbers]
        remarks.append(f"label {shown}, {share:.2%} of the labelled voxels, has no name and was left out")
    found = tuple(labels[number] for number in there if number in labels)
    remarks += not_there([item.name for number, item in labels.items() if number not in there])
    if not found:
        raise ScanError(
            Complaint("no voxel has a label of the legend", "Do they belong together?", file=str(legend))
        )
    return numbers, found, remarks
