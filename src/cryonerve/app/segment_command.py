"""The command that labels the tissues of a limb's scan by machine."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cryonerve.app.exits import STOP_FINDING
from cryonerve.app.interruption import listening, stopping
from cryonerve.app.option_values import option_value, place_value, side_value
from cryonerve.app.progress import bars
from cryonerve.app.record_options import JsonOption, examples
from cryonerve.app.speech import RESEARCH_ONLY, columns, say, say_json, wrapped
from cryonerve.errors import Complaint, ScanError
from cryonerve.findings import Finding, worst

if TYPE_CHECKING:
    from cryonerve.anatomy.segmenting import Segmentation
    from cryonerve.app.progress import Progress
    from cryonerve.scans.labels import Label, Labels
    from cryonerve.scans.scan import Scan

__all__ = ["add_to"]

FIGURE = "segmentation.png"
WHO = {"person": "drawn by a person", "file": "from a file"}
LimbArgument = Annotated[
    Path, typer.Argument(metavar="LIMB", help="A limb's folder (`cryonerve import`).", readable=False)
]
SideOption = Annotated[
    str | None,
    typer.Option(
        "--side", metavar="left|right", help="The patient's left or right limb, where two are in view."
    ),
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="PLACE", help='A point of the limb, "x y z mm", instead.')
]
SkinOption = Annotated[
    str | None, typer.Option("--skin", metavar="LENGTH", help="Its thickness, where it was measured.")
]
WithOption = Annotated[
    str | None,
    typer.Option(
        "--with",
        metavar="COMMAND",
        help="Your own program; {input} is a NIfTI file, {folder} a folder that holds it, {output} a folder.",
    ),
]
TimeoutOption = Annotated[str, typer.Option("--timeout", metavar="TIME", help="For the program of --with.")]
AfreshOption = Annotated[
    bool,
    typer.Option("--afresh", help="Throw away what a person drew or a file brought. It is kept otherwise."),
]


@dataclass(frozen=True)
class _Done:
    """What was labelled, and what of it was there before: a person drew it, or a file brought it."""

    scan: Scan
    made: Segmentation
    kept: tuple[Label, ...]
    folder: Path


@dataclass(frozen=True)
class _Own:
    """A program of the user's own, how long it may run (s), and who watches it."""

    command: str
    longest: float
    watched: Progress

    def waiting(self, seconds: float, longest: float) -> None:
        """Nobody knows how long it takes; the bar shows how much of its time is over."""
        self.watched("your own program", seconds, longest)


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `segment`."""
    app.command(
        name="segment",
        epilog=examples(
            "cryonerve segment calf",
            'cryonerve segment calf --side left --skin "1.2 mm"',
            'cryonerve segment calf --at "35 -10 420 mm" --json',
            'cryonerve segment calf --with "TotalSegmentator -i {input} -o {output}"',
            'cryonerve segment calf --with "nnUNetv2_predict -i {folder} -o {output} -d 7 -c 3d_fullres"',
        ),
    )(segment_)


def segment_(
    limb: LimbArgument,
    *,
    side: SideOption = None,
    at: AtOption = None,
    skin: SkinOption = None,
    with_: WithOption = None,
    timeout: TimeoutOption = "60 min",
    afresh: AfreshOption = False,
    as_json: JsonOption = False,
) -> None:
    """Label skin, fat, muscle, bone and marrow of a scan by machine; what was drawn or imported stays."""
    thick, longest = option_value("--skin", skin, "length"), option_value("--timeout", timeout, "time")
    asked = {"side": side_value("--side", side), "at": _point(at), "skin": thick}
    with listening() as cancel, bars() as progress:
        watched = stopping(progress, cancel, "Stopped, as asked; the labels are as they were.")
        watched("segment", 0.0, 0.0)
        asked["progress"] = lambda done, total: watched("segment", done, total)
        own = None if with_ is None else _Own(with_, longest or 3600.0, watched)
        done = _segmented(limb, asked, own=own, afresh=afresh)
        watched("write", 0.0, 1.0)
        _written(done)
        watched("write", 1.0, 1.0)
    say_json(_document(done)) if as_json else say(_text(done))
    if worst(done.made.findings) == "stop":
        raise typer.Exit(STOP_FINDING)


def _point(written: str | None) -> Any:  # noqa: ANN401 -- an array, without importing NumPy here
    """A place in metres."""
    import numpy as np

    return None if written is None else np.array(place_value("--at", written))


def _segmented(folder: Path, asked: dict[str, Any], *, own: _Own | None, afresh: bool) -> _Done:
    """Label the limb; what a person drew or a file brought is laid on top."""
    from dataclasses import replace

    from cryonerve.anatomy.outside_segmentation import check_command, completed_with, segment_outside
    from cryonerve.anatomy.segmenting import segment
    from cryonerve.scans.label_merging import LASTING, drawn_by, laid_over
    from cryonerve.scans.limb_folder import LABELS, SCAN_NOTE, read_labels_of, read_scan_of

    if (folder / LABELS).is_file() and not (folder / SCAN_NOTE).is_file():
        what = "this limb has labels and no scan: there are no pictures to segment"
        raise ScanError(Complaint(what, _with_labels_alone(folder), file=str(folder)))
    if own is not None:
        check_command(own.command)
    scan = read_scan_of(folder)
    before = read_labels_of(folder) if (folder / LABELS).is_file() and not afresh else None
    made = segment(scan, **asked)
    if own is not None:
        there = segment_outside(scan, own.command, timeout=own.longest, waiting=own.waiting)
        made = completed_with(made, there)
    kept: tuple[Label, ...] = ()
    if before is not None and (stays := drawn_by(before, *LASTING)).legend:
        made = replace(made, labels=laid_over(made.labels, replace(stays, remarks=())))
        kept = stays.legend
    return _Done(scan, made, kept, folder)


def _with_labels_alone(folder: Path) -> str:
    """What leads on in a limb without pictures."""
    from shlex import quote

    return (
        f"Its labels are enough for a case: `cryonerve begin {quote(str(folder))} --side left` (or right). "
        "With the pictures beside them: `cryonerve import SCAN --labels FILE -o LIMB`, into a new folder."
    )


def _written(done: _Done) -> None:
    """Labels and the figure, each whole or not at all."""
    from cryonerve.reporting.figures.segmented import draw_segmentation
    from cryonerve.scans.limb_folder import claimed_limb, save_labels_of, written

    with claimed_limb(done.folder):
        save_labels_of(done.folder, done.made.labels)
        with written(done.folder):
            draw_segmentation(done.scan, done.made.labels, done.folder / FIGURE)


def _volumes(labels: Labels) -> dict[str, float]:
    """Ml of every label."""
    import numpy as np

    voxel = float(np.prod(labels.spacing)) * 1e6
    counts = np.bincount(
        labels.numbers.ravel(), minlength=1 + max((i.number for i in labels.legend), default=0)
    )
    return {item.name: float(counts[item.number]) * voxel for item in labels.legend}


def _text(done: _Done) -> str:
    """Volumes, how sure edges are, what is odd, and what is next."""
    from shlex import quote

    from cryonerve.app.answers import findings_text
    from cryonerve.scans.label_merging import edge_of, edges_said

    made = done.made
    volumes = _volumes(made.labels)
    rows = [("tissue", "volume", "edge within (1 SD)", "drawn by")]
    for item in made.labels.legend:
        edge = edge_of(item, made.boundary)
        rows.append(
            (
                item.name,
                f"{volumes[item.name]:.1f} ml",
                "" if edge is None else f"{1e3 * edge:.2g} mm",
                item.who,
            )
        )
    parts = [columns(rows)]
    if done.kept:
        said = ", ".join(f"{item.name} ({WHO.get(item.drawn_by, item.who)})" for item in done.kept)
        parts.append(wrapped(f"Kept: {said}. --afresh labels it anew.", indent=2))
    if left := [item for item in made.labels.remarks if not edges_said([item])]:
        parts.append("Of the labels\n" + "\n".join(wrapped(item, indent=2) for item in left))
    if made.findings:
        parts.append("What is odd\n" + findings_text(made.findings))
    name = quote(str(done.folder))
    parts.append("\n".join(f"  {done.folder / file}" for file in ("labels.nii.gz", "labels.tsv", FIGURE)))
    parts.append(
        f"Look at {done.folder / FIGURE} before you believe any of it.\n"
        f'Next: cryonerve trace {name} --nerve "tibial nerve" --through "x y z mm" ...'
    )
    return "\n\n".join([*parts, RESEARCH_ONLY])


def _document(done: _Done) -> dict[str, Any]:
    """The segmentation for a program."""
    from cryonerve.scans.label_merging import edge_of

    volumes = _volumes(done.made.labels)
    return {
        "folder": str(done.folder),
        "figure": str(done.folder / FIGURE),
        "labels": [
            {
                **asdict(item),
                "volume_ml": volumes[item.name],
                "edge_mm": 1e3 * edge if (edge := edge_of(item, done.made.boundary)) is not None else None,
            }
            for item in done.made.labels.legend
        ],
        "body_edge_mm": 1e3 * done.made.boundary["body"],
        "kept": [item.name for item in done.kept],
        "remarks": list(done.made.labels.remarks),
        "findings": [_row(item) for item in done.made.findings],
    }


def _row(item: Finding) -> dict[str, Any]:
    return {key: value for key, value in asdict(item).items() if key != "subject"}
