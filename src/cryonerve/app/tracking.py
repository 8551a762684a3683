"""The ice edge in a clip, as the command line asks for it, writes it and says it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cryonerve.app.option_values import option_value, place_value
from cryonerve.app.speech import finite, wrapped
from cryonerve.errors import Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.scans.frames import Frames
    from cryonerve.ultrasound.front import Front

__all__ = ["Asked", "place_option", "track_document", "track_text"]

ENDINGS = {".csv", ".json"}
REMARK = (
    "Tested on simulated pictures only: no clip of a real cryoneurolysis is openly available. "
    "Research software, no medical device; not a prognosis."
)


@dataclass(frozen=True)
class Asked:
    """What the command line says about a clip, in a person's own units."""

    at: str | None = None
    near: str | None = None
    probe_diameter: str = "1.4 mm"
    scale: str | None = None
    freezing_from: str | None = None
    known_ice: bool = False


def track_document(clip: Path, asked: Asked, out: Path | None = None) -> dict[str, Any]:
    """Track a clip, write its edge and a picture beside it, and say what was found.

    Raises
    ------
    InputError
        The clip, the place or the file to write is not understood.
    """
    from cryonerve.reporting.figures.fronts import draw_front
    from cryonerve.ultrasound import read_clip, track

    target = out if out is not None else Path(f"{clip.name.split('.')[0]}-front.csv")
    if target.suffix.lower() not in ENDINGS:
        what = f"'{target.name}' ends neither in .csv nor in .json"
        raise InputError(Complaint(what, "The ending says what is written.", field="-o"))
    frames = read_clip(clip, option_value("--scale", asked.scale, "length"))
    front = track(
        frames,
        centre=place_option("--at", asked.at),
        near=place_option("--near", asked.near),
        probe_radius=0.5 * (option_value("--probe-diameter", asked.probe_diameter, "length") or 0.0),
        freezing_from=option_value("--freezing-from", asked.freezing_from, "time"),
        known_ice=asked.known_ice,
    )
    document = _document(clip, frames, front)
    _write(target, front, document)
    picture = target.with_suffix(".png")
    draw_front(frames, front, picture)
    return {**document, "files": [str(target), str(picture)]}


def place_option(option: str, text: str | None) -> tuple[float, float] | None:
    """Lateral place and depth: "-2,14" in mm, or with a unit."""
    if text is None:
        return None
    across, deep = place_value(option, text.replace(",", " "), axes=2, unit="mm")
    return across, deep


def _document(clip: Path, frames: Frames, front: Front) -> dict[str, Any]:
    """What was found, mm and s."""
    seen = front.visible.any(axis=1)
    rows = []
    for k in np.flatnonzero(seen):
        rows.append(
            {
                "time_s": float(front.times[k]),
                "radius_mm": 1e3 * float(np.nanmedian(front.radius[k])),
                "largest_radius_mm": 1e3 * float(np.nanmax(front.radius[k])),
                "rays": int(front.visible[k].sum()),
                "confidence": float(front.confidence[k][front.visible[k]].mean()),
                "shadow_mm": [1e3 * float(item) for item in front.shadow[k]],
            }
        )
    refused = Counter(item for item in front.refused if item)
    return {
        "clip_sha256": sha256(clip.read_bytes()).hexdigest(),  # its name may be a patient's
        "kind": frames.kind,
        "pictures": len(front.times),
        "tracked": int(seen.sum()),
        "centre_mm": [1e3 * float(item) for item in front.centre[0]],
        "edge": front.edge,
        "bias_mm": 1e3 * front.bias,
        "scatter_mm": 1e3 * front.scatter,
        "front": rows,
        "refused": dict(refused),
        "remarks": [*frames.remarks, REMARK],
    }


def _write(path: Path, front: Front, document: dict[str, Any]) -> None:
    """Every ray of every picture, as a table or as a document."""
    from cryonerve.files import whole_file

    rays = [
        [
            float(front.times[k]), float(np.degrees(front.angles[n])), *(1e3 * front.centre[k]),
            1e3 * float(front.radius[k, n]), float(front.confidence[k, n]),
        ]
        for k in range(len(front.times)) for n in np.flatnonzero(front.visible[k])
    ]  # fmt: skip
    names = ["time_s", "angle_deg", "centre_lateral_mm", "centre_depth_mm", "radius_mm", "confidence"]
    if path.suffix.lower() == ".json":
        text = json.dumps(finite({**document, "columns": names, "rays": rays}), indent=1)
    else:
        sheet = StringIO()
        writer = csv.writer(sheet, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([f"{item:.4f}" for item in row] for row in rays)
        text = sheet.getvalue()
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")


def track_text(document: dict[str, Any]) -> str:
    """The same for reading."""
    lines = [
        f"{document['tracked']} of {document['pictures']} pictures with an edge ({document['kind']} clip)",
        "",
    ]
    rows = document["front"]
    for row in [rows[n] for n in sorted({0, len(rows) // 2, len(rows) - 1})] if rows else []:
        left, right = row["shadow_mm"]
        width = f", shadow {right - left:.1f} mm wide" if np.isfinite(right - left) else ""
        lines.append(
            f"  {row['time_s']:7.1f} s  median radius {row['radius_mm']:.1f} mm on {row['rays']} rays, "
            f"confidence {row['confidence']:.2f}{width}"
        )
    for why, count in document["refused"].items():
        lines.append(wrapped(f"{count} pictures: {why}", indent=2))
    scatter = (
        f"One ray: ±{document['scatter_mm']:.2f} mm (one standard deviation, over simulated pictures unlike "
        "those the tracker was written on)."
    )
    lines += ["", wrapped(f"Edge: {document['edge']}. {scatter}")]
    lines += [*(wrapped(item) for item in document["remarks"]), ""]
    return "\n".join([*lines, *(f"wrote {item}" for item in document["files"])])
