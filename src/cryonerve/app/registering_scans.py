"""Two scans brought together, as the command line asks for it, writes it and says it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cryonerve.app.option_values import modality_value, place_value
from cryonerve.app.speech import RESEARCH_ONLY, columns, wrapped
from cryonerve.errors import Complaint, ScanError

if TYPE_CHECKING:
    from cryonerve.scans.labels import Labels
    from cryonerve.scans.landmark_registration import Landmark
    from cryonerve.scans.registering import How, Registration
    from cryonerve.scans.scan import Modality, Scan
    from cryonerve.scans.traced_curve import TracedCurve

__all__ = [
    "AskedRegistration", "laid_in_document", "laid_in_text", "register_document", "register_text",
]  # fmt: skip

UNSAID = (
    "The case that was there is kept, and does not say how far the labels may be off. Begin it anew "
    "(`cryonerve begin LIMB --force`), or write the number of labels.tsv under anatomy: uncertainty."
)
REGISTRATION, FIGURE, PICTURES = "registration.json", "registration.png", "registered.nii.gz"


@dataclass(frozen=True)
class AskedRegistration:
    """What the command line says, in a person's own words."""

    landmarks: tuple[str, ...] = ()
    how: str | None = None
    seed: int = 1
    modalities: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, eq=False)
class _Side:
    """A scan with what was made on it, where it comes from a limb's folder."""

    scan: Scan
    labels: Labels | None = None
    curves: tuple[TracedCurve, ...] = ()
    folder: Path | None = None


def register_document(
    sources: tuple[Path, Path],
    asked: AskedRegistration,
    out: Path | None = None,
    *,
    progress: Callable[[str, float, float], None] | None = None,
) -> dict[str, Any]:
    """Register the first source to the second, write what was asked for, and say how good it is.

    Raises
    ------
    InputError
        A scan or a landmark that is not understood, or scans that cannot be registered.
    """
    from cryonerve.scans.registering import register
    from cryonerve.scans.registration_file import registration_document

    watch = progress or (lambda *_: None)
    landmarks = [_landmark(text, number) for number, text in enumerate(asked.landmarks, 1)]
    moving, fixed = (_side(path, said, watch) for path, said in zip(sources, _modalities(asked), strict=True))
    registration = register(
        moving.scan,
        fixed.scan,
        landmarks=landmarks,
        how=cast("How | None", asked.how),
        bodies=(_body(moving), _body(fixed)),
        labels=(moving.labels, fixed.labels),
        seed=asked.seed,
        progress=lambda share: watch("registering", share, 1.0),
    )
    document = registration_document(registration)
    document |= {"carried": _carried(moving, fixed), "uncertainty_in_case": None, "files": []}
    if out is not None:
        files, said = _write(out, moving, fixed, registration)
        document |= {"files": [str(item) for item in files], "uncertainty_in_case": said}
    return document


def _carried(moving: _Side, fixed: _Side) -> dict[str, list[str]]:
    """Names of what is taken over, and of what is not because the fixed scan has its own."""
    labels = [] if moving.labels is None else [item.name for item in moving.labels.legend]
    own = {item.name.lower() for item in fixed.curves}
    curves = [item.name for item in moving.curves]
    return {
        "labels": labels if fixed.labels is None else [],
        "curves": [name for name in curves if name.lower() not in own],
        "left": (labels if fixed.labels is not None else [])
        + [name for name in curves if name.lower() in own],
    }


def _modalities(asked: AskedRegistration) -> tuple[Modality | None, Modality | None]:
    """Of the moving and of the fixed scan."""
    moving, fixed = asked.modalities
    return modality_value("--moving-modality", moving), modality_value("--fixed-modality", fixed)


def _landmark(text: str, number: int) -> Landmark:
    """One landmark: "name: x y z = x y z", moving before fixed, mm unless a unit is written."""
    from cryonerve.scans.landmark_registration import Landmark

    name, colon, places = text.rpartition(":")
    parts = (places if colon else text).split("=")
    where = f"--landmark {number}"
    if len(parts) != 2:
        what = "a landmark is one place on the moving scan and one on the fixed scan"
        remedy = 'Write --landmark "tip of the fibula: 10 -20 150 mm = 12 -18 149 mm".'
        raise ScanError(Complaint(what, remedy, field=where, text=text))
    moving, fixed = (place_value(where, part, unit="mm") for part in parts)
    return Landmark((moving[0], moving[1], moving[2]), (fixed[0], fixed[1], fixed[2]), name.strip())


def _side(source: Path, modality: Modality | None, watch: Callable[[str, float, float], None]) -> _Side:
    """A limb's folder, or whatever else holds a scan."""
    from cryonerve.scans.curves import curves_of
    from cryonerve.scans.limb_folder import SCAN_NOTE, read_limb
    from cryonerve.scans.loading import load_scan

    if not (source / SCAN_NOTE).is_file():
        return _Side(
            load_scan(
                source,
                modality=modality,
                progress=lambda done, total: watch("reading", done, total),
            )
        )
    limb = read_limb(source)
    if limb.scan is None:
        raise ScanError(Complaint("this limb has labels and no scan", "Import a scan.", file=str(source)))
    return _Side(limb.scan, limb.labels, curves_of(source), source)


def _body(side: _Side) -> Any:  # noqa: ANN401
    """Where the limb is, when its labels say it: couch and other leg are then left out."""
    if side.labels is None or side.labels.numbers.shape != side.scan.values.shape:
        return None
    mask = side.labels.numbers > 0
    # A label of a tumour or of a nerve alone is no body.
    return mask if mask.mean() > 0.05 else None


def _write(
    out: Path, moving: _Side, fixed: _Side, registration: Registration
) -> tuple[list[Path], bool | None]:
    """The fixed scan's limb, with what was carried over, the registration and a figure to look at.

    Also whether its case says how far labels that were taken over may be off; None: there are none.
    """
    from cryonerve.anatomy.scan_uncertainty import carried_uncertainty
    from cryonerve.reporting.figures.registration import draw_registration
    from cryonerve.scans.carrying_over import carried_curve, carried_labels, carried_scan
    from cryonerve.scans.curves import write_curves
    from cryonerve.scans.limb_case import save_first_case
    from cryonerve.scans.limb_folder import (
        CASE,
        CURVES,
        LABELS,
        LEGEND,
        SCAN,
        SCAN_NOTE,
        claimed_limb,
        save_labels_of,
        save_scan_of,
    )  # fmt: skip
    from cryonerve.scans.nifti_writing import write_nifti
    from cryonerve.scans.registration_file import write_registration

    _require_free(out, fixed)
    pictures = carried_scan(moving.scan, registration, fixed.scan)
    curves = (*fixed.curves, *(carried_curve(item, registration) for item in moving.curves))
    labels, unsure = fixed.labels, {}
    if labels is None and moving.labels is not None:
        labels = carried_labels(moving.labels, registration, fixed.scan)
        unsure = carried_uncertainty(labels)
    scan = replace(fixed.scan, findings=(*fixed.scan.findings, *registration.findings))
    files = [REGISTRATION, FIGURE, PICTURES]
    with claimed_limb(out):
        save_scan_of(out, scan)
        files += [SCAN, SCAN_NOTE]
        if labels is not None:
            save_labels_of(out, labels)
            files += [LABELS, LEGEND]
        if curves:
            write_curves(out / CURVES, _named_once(curves))
            files.append(CURVES)
        begun = save_first_case(out, labels, unsure)
        files += [CASE] if begun else []
        write_nifti(pictures.values, pictures.affine, out / PICTURES, "cryonerve scan; research use only")
        draw_registration(pictures, fixed.scan, registration, out / FIGURE)
        write_registration(out / REGISTRATION, registration)
    return [out / name for name in sorted(files)], begun if unsure else None


def _require_free(out: Path, fixed: _Side) -> None:
    """Only a new or empty folder, or the fixed scan's own limb, is written to."""
    same = fixed.folder is not None and out.exists() and os.path.samefile(out, fixed.folder)
    if same or not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    what = "this folder holds something else already" if out.is_dir() else "there is a file of this name"
    raise ScanError(Complaint(what, "Give a new folder, or the fixed scan's own limb.", file=str(out)))


def _named_once(curves: Sequence[TracedCurve]) -> list[TracedCurve]:
    """The curves with one of each name, and one that is treated: those of the fixed scan go first."""
    kept: list[TracedCurve] = []
    for item in curves:
        if any(other.name.lower() == item.name.lower() for other in kept):
            continue
        treated = item.treated and not any(other.treated for other in kept)
        kept.append(replace(item, treated=treated))
    return kept


def register_text(document: dict[str, Any]) -> str:
    """The registration for a person."""
    from cryonerve.app.answers import findings_text
    from cryonerve.findings import Finding

    rows = [
        ("registered by", document["how"]),
        ("error", f"{document['error_mm']:.2f} mm (95 of 100 places in the limb lie nearer)"),
        ("turned", f"{document['turned_deg']:.1f} deg"),
        ("shifted", f"{document['shifted_mm']:.1f} mm, the middle"),
        ("both show", f"{100 * document['overlap']:.0f} % of the limb"),
    ]
    parts = [columns(rows), wrapped(f"The error is estimated {document['estimated']}.", indent=2)]
    if document["landmarks"]:
        head = ("landmark", "left", "missed by the others")
        table = [head] + [
            (
                item["name"] or f"number {number}",
                f"{item['left_mm']:.2f} mm",
                "" if item["held_out_mm"] is None else f"{item['held_out_mm']:.2f} mm",
            )
            for number, item in enumerate(document["landmarks"], 1)
        ]
        parts.append(columns(table))
    odd = [Finding(**item) for item in document["findings"] if item["level"] != "ok"]
    if odd:
        parts.append("What is doubtful\n" + findings_text(odd))
    if document["carried"]["left"]:
        left = ", ".join(document["carried"]["left"])
        parts.append(wrapped(f"Not taken over, for the fixed scan has its own: {left}.", indent=2))
    if document["files"]:
        parts.append("\n".join(f"  {item}" for item in document["files"]))
        parts.append(f"Look at {FIGURE}: edges must run on through the squares.")
    if document["uncertainty_in_case"] is False:
        parts.append(wrapped(UNSAID, indent=2))
    return "\n\n".join([*parts, RESEARCH_ONLY])


def laid_in_document(
    case_name: str, source: Path, asked: AskedRegistration, out: Path | None = None
) -> dict[str, Any]:
    """Lay a case's drawn limb into a scan, write the case with the girth found, and say what remains.

    Raises
    ------
    InputError
        A case, a scan or a landmark that is not understood; an output that is there already.
    """
    from cryonerve.anatomy.phantom_fit import fit_phantom
    from cryonerve.case import load
    from cryonerve.case.case import FieldStanding
    from cryonerve.case.writing import write_yaml
    from cryonerve.files import whole_file
    from cryonerve.units import exact

    side = _side(source, _modalities(asked)[1], lambda *_: None)
    landmarks = tuple(_landmark(text, number) for number, text in enumerate(asked.landmarks, 1))
    found = fit_phantom(load(case_name), side.labels or side.scan, landmarks=landmarks)
    girth = float(found.case.anatomy.circumference)  # type: ignore[union-attr, arg-type]
    matrix = found.transform.copy()
    matrix[:3, 3] *= 1e3
    if out is not None:
        if out.exists():
            what = "there is something of this name"
            raise ScanError(Complaint(what, "Give a new one.", file=str(out)))
        path = "anatomy.circumference"
        why = f"as in the scan it was laid into; the skins lie {1e3 * found.remaining:.1f} mm apart"
        book = FieldStanding(path, exact(girth, "mm", "m"), "stated", why, spread=round(found.remaining, 4))
        kept = tuple(item for item in found.case.standings if item.path != path)
        with whole_file(out) as partial:
            partial.write_text(write_yaml(replace(found.case, standings=(*kept, book))), encoding="utf-8")
    return {
        "how": "phantom",
        "drawn_to_scan_mm": matrix.tolist(),
        "circumference_mm": 1e3 * girth,
        "remaining_mm": 1e3 * found.remaining,
        "bones_mm": None if found.bones is None else 1e3 * found.bones,
        "error_mm": 1e3 * found.error,
        "findings": [asdict(item) for item in found.findings],
        "files": [] if out is None else [str(out)],
    }


def laid_in_text(document: dict[str, Any]) -> str:
    """A drawn limb in a scan, for a person."""
    from cryonerve.app.answers import findings_text
    from cryonerve.findings import Finding

    shift = [row[3] for row in document["drawn_to_scan_mm"][:3]]
    rows = [
        ("circumference", f"{document['circumference_mm']:.0f} mm"),
        ("its origin lies at", " ".join(f"{item:.1f}" for item in shift) + " mm in the scan"),
        ("skin that remains", f"{document['remaining_mm']:.1f} mm (root mean square)"),
        ("bones that remain", "" if document["bones_mm"] is None else f"{document['bones_mm']:.1f} mm"),
        ("error of the place", f"{document['error_mm']:.1f} mm (95 %), by the surfaces alone"),
    ]
    parts = [columns([row for row in rows if row[1]])]
    odd = [Finding(**item) for item in document["findings"] if item["level"] != "ok"]
    if odd:
        parts.append("What is doubtful\n" + findings_text(odd))
    parts += ["\n".join(f"  {item}" for item in document["files"])] if document["files"] else []
    return "\n\n".join([*parts, RESEARCH_ONLY])
