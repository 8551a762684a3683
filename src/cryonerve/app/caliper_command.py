"""The command that turns calipers on one ultrasound picture into a drawn limb's case."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cryonerve.app.record_options import JsonOption, examples
from cryonerve.app.speech import RESEARCH_ONLY, columns, say, say_json, wrapped
from cryonerve.errors import Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.ultrasound.caliper_file import CaliperSheet
    from cryonerve.ultrasound.scaled_phantom import ScaledCase

__all__ = ["add_to"]

LikeOption = Annotated[
    str,
    typer.Option("--like", metavar="CASE", help="Limb, probes and protocol of all that was not measured."),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE",
        help="The case to write; of a picture, with its cursors as a .png beside it.",
        readable=False,
    ),
]
FORMS = """\
# Write your own values in place of "fill in", or take the line out. As it is, this form is refused.
calipers: 1
# picture: nerve.png        # with cursors below; scale only where the file has none
# scale: 0.085 mm
patient:
  age: fill in                                  # such as 41 years
  sex: fill in                                  # female or male
lengths:
  nerve depth: fill in                          # such as 14.3 mm, read off the scanner's own calipers
  # nerve width: {from: 168 402, to: 170 461}   # cursors: row and column in the picture
"""


def add_to(app: typer.Typer) -> None:
    """Give the command line its command `caliper`."""
    app.command(
        epilog=examples(
            "cryonerve caliper calipers.yaml                                what is drawn of them",
            "cryonerve caliper calipers.yaml --like tibial-neuroma-child -o case.yaml",
            "cryonerve caliper --form > calipers.yaml                       a form to fill in",
        )
    )(caliper)


def caliper(
    calipers: Annotated[
        Path | None,
        typer.Argument(metavar="CALIPERS", help="A file of calipers (--form prints one).", readable=False),
    ] = None,
    *,
    like: LikeOption = "tibial-neuroma-child",
    out: OutOption = None,
    form: Annotated[
        bool, typer.Option("--form", help="Print a file to fill in, and what can be measured.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Lengths from one ultrasound picture become a drawn limb: the least a clinic has is enough."""
    from cryonerve.case import load
    from cryonerve.ultrasound.caliper_file import read_calipers
    from cryonerve.ultrasound.scaled_phantom import scaled

    if form:
        say(_form())
        return
    if calipers is None:
        raise InputError(Complaint("no file of calipers is given", "Write one: cryonerve caliper --form."))
    sheet = read_calipers(calipers)
    try:
        done = scaled(load(like), sheet.lengths, patient=sheet.patient)
    except InputError as error:
        raise error.located(file=str(calipers)) from None
    files = _write(done, sheet, out) if out is not None else []
    say_json(_document(done, sheet, files)) if as_json else say(_text(done, sheet, files))


def _form() -> str:
    from cryonerve.ultrasound.calipers import measurable

    names = "\n".join(f"# {name}: {structure}" for name, (_, structure) in measurable().items())
    return f"{FORMS}# What can be measured:\n{names}"


def _write(done: ScaledCase, sheet: CaliperSheet, out: Path) -> list[Path]:
    """The case, and the picture with the calipers on it."""
    from cryonerve.case.writing import write_yaml
    from cryonerve.files import whole_file
    from cryonerve.reporting.figures.calipers import draw_calipers

    if not out.parent.is_dir():
        raise InputError(Complaint("there is no such folder", "Make it first.", file=str(out.parent)))
    with whole_file(out) as partial:
        partial.write_text(write_yaml(done.case), encoding="utf-8")
    if sheet.frames is None:
        return [out]
    picture = out.with_suffix(".png")
    draw_calipers(sheet.frames, sheet.frame, sheet.lengths, picture)
    return [out, picture]


def _document(done: ScaledCase, sheet: CaliperSheet, files: list[Path]) -> dict[str, Any]:
    """Measured and drawn, mm."""
    return {
        "lengths": [
            {
                "what": item.what,
                "length_mm": 1e3 * item.length,
                "deviation_mm": 1e3 * item.deviation,
                "how": item.how,
                "drawn_mm": 1e3 * done.drawn[item.what] if item.what in done.drawn else None,
            }
            for item in sheet.lengths
        ],
        "findings": [asdict(item) for item in done.findings],
        "files": [str(item) for item in files],
    }


def _text(done: ScaledCase, sheet: CaliperSheet, files: list[Path]) -> str:
    """Measured against drawn, what does not follow, and what is next."""
    from cryonerve.app.answers import findings_text

    rows = [("", "measured", "as drawn")]
    for item in sheet.lengths:
        drawn = f"{1e3 * done.drawn[item.what]:.1f} mm" if item.what in done.drawn else ""
        rows.append((item.what, f"{1e3 * item.length:.1f} ± {1e3 * item.deviation:.1f} mm", drawn))
    parts = [columns(rows)]
    if done.findings:
        parts.append("What the drawn limb does not follow\n" + findings_text(done.findings))
    parts.append(
        wrapped("Everything else is drawn from age and sex, or as in the case it is like: assumed.", indent=2)
    )
    if files:
        parts.append("\n".join(f"  {item}" for item in files))
        parts.append(f"Next: look where the probes lie in {files[0]}, then cryonerve check {files[0]}")
    return "\n\n".join([*parts, RESEARCH_ONLY])
