"""The command that imports a scan: what a scanner wrote becomes a limb's folder."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cryonerve.app.interruption import listening, stopping
from cryonerve.app.progress import bars
from cryonerve.app.record_options import JsonOption, examples
from cryonerve.app.speech import RESEARCH_ONLY, columns, say, say_json, wrapped
from cryonerve.errors import Complaint, InputError, ScanError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryonerve.scans.importing import Imported, Reader
    from cryonerve.scans.region import Region
    from cryonerve.scans.scan import Scan

__all__ = ["add_to"]

SourceArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[SOURCE]",
        help="Folder, zip or file of DICOM, or a NIfTI, NRRD or MetaImage file. Without: --labels alone.",
        readable=False,
    ),
]
LimbOption = Annotated[
    Path, typer.Option("-o", "--out", metavar="LIMB", help="The limb's folder to write.", readable=False)
]
SeriesOption = Annotated[
    str | None,
    typer.Option("--series", metavar="NAME|NUMBER", help="Which one, where the source holds several."),
]
ModalityOption = Annotated[
    str | None,
    typer.Option("--modality", metavar="CT|MR|US|other", help="Picks among series; else how they were made."),
]
ContrastOption = Annotated[
    str, typer.Option("--contrast", metavar="T1|T2|...", help="Of an MR whose file does not say it.")
]
VolumeOption = Annotated[
    int | None, typer.Option("--volume", min=1, help="Which one of a file that holds several volumes.")
]
RegionOption = Annotated[
    str | None,
    typer.Option(
        "--region", metavar="BOX", help='What to keep: "x0 x1 y0 y1 z0 z1 mm", in the frame of the case.'
    ),
]
AroundOption = Annotated[
    str | None, typer.Option("--around", metavar="PLACE", help='What to keep lies around "x y z mm" ...')
]
WithinOption = Annotated[
    str | None, typer.Option("--within", metavar="LENGTH", help='... within "60 mm" along every axis.')
]
LabelsOption = Annotated[
    Path | None,
    typer.Option(
        "--labels",
        metavar="FILE",
        help="Labels made elsewhere: NIfTI, NRRD, .seg.nrrd, DICOM SEG, RTSTRUCT.",
        readable=False,
    ),
]
LegendOption = Annotated[
    Path | None,
    typer.Option(
        "--legend",
        metavar="FILE",
        help="Their names and tissues; DICOM and .seg.nrrd have names.",
        readable=False,
    ),
]
CalibrationOption = Annotated[
    Path | None,
    typer.Option(
        "--calibration",
        metavar="FILE",
        help="Of a tracked sweep: the configuration of PLUS with its Image to Probe transform.",
        readable=False,
    ),
]
ScaleOption = Annotated[
    str | None,
    typer.Option("--scale", metavar="LENGTH", help='Of a pixel of a sweep whose file has none: "0.085 mm".'),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Write into a limb that is there; it is kept inside, in earlier-1.")
]


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `import`."""
    app.command(
        name="import",
        epilog=examples(
            "cryonerve import dicom/ -o calf                         which series? they are listed",
            'cryonerve import dicom/ -o calf --series 2 --region "-60 60 -80 60 -150 150 mm"',
            "cryonerve import knee.nii.gz -o knee --modality MR --contrast T1",
            "cryonerve import knee.nii.gz -o knee --modality MR --labels knee.seg.nrrd",
            "cryonerve import sweep.igs.mha -o us --calibration plus.xml     a tracked sweep",
            "cryonerve import -o knee --labels seg.nrrd --legend labels.tsv      labels alone",
        ),
    )(import_)


def import_(
    source: SourceArgument = None,
    *,
    out: LimbOption,
    series: SeriesOption = None,
    modality: ModalityOption = None,
    contrast: ContrastOption = "",
    volume: VolumeOption = None,
    region: RegionOption = None,
    around: AroundOption = None,
    within: WithinOption = None,
    labels: LabelsOption = None,
    legend: LegendOption = None,
    calibration: CalibrationOption = None,
    scale: ScaleOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """A scan into a limb's folder: in the frame of the case, without names, with what was odd."""
    from cryonerve.app.option_values import modality_value
    from cryonerve.scans.importing import Wanted, import_scan

    if legend is not None and labels is None:
        raise ScanError(Complaint("a legend without labels", "Give --labels FILE too.", field="--legend"))
    wanted = Wanted(
        series, modality_value("--modality", modality), contrast, _region(region, around, within), volume,
        labels, legend,
    )  # fmt: skip
    with listening() as cancel, bars() as progress:
        watched = stopping(progress, cancel, "Stopped, as asked; nothing was imported.")
        reader = _sweep_reader(source, calibration, scale)
        done = import_scan(source, out, wanted, replace=force, progress=watched, reader=reader)
    say_json(_document(done)) if as_json else say(_text(done))


def _sweep_reader(source: Path | None, calibration: Path | None, scale: str | None) -> Reader | None:
    """What makes a volume of a tracked sweep; None for everything else."""
    from cryonerve.app.option_values import option_value
    from cryonerve.scans.clips import read_tracked
    from cryonerve.ultrasound.sweeps import is_sweep, reconstruct
    from cryonerve.ultrasound.transform_chain import pixel_of, read_calibration

    if source is None or not is_sweep(source):
        if calibration is not None or scale is not None:
            what = "--calibration and --scale are for tracked sweeps of ultrasound pictures"
            raise ScanError(
                Complaint(what, "Give a .igs.mha or .seq.nrrd with transforms, or leave them out.")
            )
        return None
    pixel = option_value("--scale", scale, "length")
    matrix = None if calibration is None else read_calibration(calibration)
    if pixel is None and matrix is not None:  # files of PLUS say "1"; the calibration knows
        pixel = pixel_of(matrix)

    def read(path: Path, tell: Callable[[float, float], None]) -> Scan:
        try:
            return reconstruct(read_tracked(path, pixel), calibration=matrix, progress=tell).scan
        except InputError as error:
            raise error.located(file=str(path)) from error

    return read


def _region(box: str | None, place: str | None, reach: str | None) -> Region | None:
    """The part to keep, written in one of two ways."""
    from cryonerve.scans.region import around, between

    if (place is None) != (reach is None):
        what = "--around and --within belong together"
        raise ScanError(Complaint(what, 'Write --around "10 -20 150 mm" --within "60 mm".'))
    if place is None or reach is None:
        return None if box is None else between(box)
    if box is not None:
        raise ScanError(Complaint("--region and --around are both given", "Give one of them."))
    return around(place, reach)


def _text(done: Imported) -> str:
    """What came in, what is odd, and what is next."""
    from cryonerve.app.answers import findings_text

    rows = []
    if done.scan is not None:
        scan, low, high = done.scan, *(1e3 * done.scan.bounds)
        rows += [
            ("read", scan.source),
            ("modality", " ".join(part for part in (scan.modality, scan.contrast) if part)),
            ("voxels", _by(scan.values.shape) + f" of {_by(1e3 * scan.spacing)} mm"),
            *((name, f"{a:.1f} to {b:.1f} mm") for name, a, b in zip("xyz", low, high, strict=True)),
        ]
    if done.labels is not None:
        names = ", ".join(item.name for item in done.labels.legend)
        rows.append(
            ("labels", f"{len(done.labels.legend)}: {names if len(names) < 90 else names[:86] + ' ...'}")
        )
    parts = [columns(rows)]
    if done.scan is not None and done.scan.findings:
        parts.append("What is odd\n" + findings_text(done.scan.findings))
    if done.labels is not None and done.labels.remarks:
        parts.append(
            "Of the labels\n" + "\n".join(wrapped(remark, indent=2) for remark in done.labels.remarks)
        )
    files = [str(path) for path in done.files] + ([f"{done.aside} (what was there)"] if done.aside else [])
    parts.append("\n".join(f"  {path}" for path in files))
    parts.append(_next(done))
    return "\n\n".join([*parts, RESEARCH_ONLY])


def _next(done: Imported) -> str:
    from shlex import quote

    limb = quote(str(done.folder))
    if done.labels is None:
        return f"Next: cryonerve segment {limb}"
    if not any(item.kind == "nerve" for item in done.labels.legend):
        return f'Next: cryonerve trace {limb} --nerve "tibial nerve" --through "x y z mm" ...'
    return f"Next: cryonerve begin {limb} --side left (or right)"


def _by(numbers: Any) -> str:  # noqa: ANN401
    return " x ".join(f"{float(item):.3g}" if float(item) < 100 else f"{float(item):.0f}" for item in numbers)


def _document(done: Imported) -> dict[str, Any]:
    """The import for a program."""
    scan, labels = done.scan, done.labels
    return {
        "folder": str(done.folder),
        "files": [str(path) for path in done.files],
        "earlier": None if done.aside is None else str(done.aside),
        "scan": None
        if scan is None
        else {
            "source": scan.source,
            "modality": scan.modality,
            "contrast": scan.contrast,
            "shape": list(scan.values.shape),
            "spacing_mm": [float(item) for item in 1e3 * scan.spacing],
            "bounds_mm": [[float(item) for item in row] for row in 1e3 * scan.bounds],
            "to_patient": [[float(item) for item in row] for row in scan.to_patient],
            "slice_axis": scan.slice_axis,
            "slice_thickness_mm": 1e3 * scan.slice_thickness,
        },
        "labels": None if labels is None else [asdict(item) for item in labels.legend],
        "remarks": [] if labels is None else list(labels.remarks),
        "findings": [] if scan is None else [asdict(item) for item in scan.findings],
    }
