"""`cryonerve follow`: the hidden -20 degC of a run's case from a clip of its procedure."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from cryonerve.app.option_values import option_value
from cryonerve.app.progress import Progress, nobody
from cryonerve.app.speech import finite, wrapped
from cryonerve.app.streams import check_view
from cryonerve.app.tracking import place_option
from cryonerve.errors import ClipError, Complaint, InputError

if TYPE_CHECKING:
    from cryonerve.anatomy.volume import Volume
    from cryonerve.case.case import Case
    from cryonerve.ultrasound.following import Following
    from cryonerve.ultrasound.front import Front
    from cryonerve.ultrasound.members import Members
    from cryonerve.ultrasound.plane import ImagePlane

__all__ = [
    "Chosen",
    "Results",
    "Understood",
    "ensemble",
    "follow_document",
    "follow_text",
    "followed_plane",
    "kept_ensemble",
    "plane_words",
    "prepare",
    "probe_radius",
    "understood",
    "written",
]

TURNED, BESIDE = 5.0, 2e-3  # degrees and m by which the plane of a clip may differ from the one computed
FEWEST, MOST = 20, 2000  # members
ENSEMBLE, RESULT, FIGURE = "members.npz", "following.json", "following.png"


@dataclass(frozen=True)
class Chosen:
    """What the command line says; texts as they were written."""

    view: str | None = None  # the case's plane, across where it gives none
    probe: str | None = None
    scale: str | None = None
    starts_at: str | None = None
    thermocouple: Path | None = None
    goal: str = "95 %"
    members: int = 100
    seed: int = 1
    at: str | None = None
    near: str | None = None
    freezing_from: str = "0 s"
    shift: str | None = None


@dataclass(frozen=True)
class Understood:
    """The same in SI: share, s, places in m."""

    goal: float
    starts_at: float | None
    freezing_from: float
    at: tuple[float, float] | None
    near: tuple[float, float] | None
    shift: float


def understood(chosen: Chosen) -> Understood:
    """What was written, before anything is computed.

    Raises
    ------
    InputError
        An option is not understood.
    """
    if chosen.view is not None:
        check_view(chosen.view)
    goal = option_value("--goal", chosen.goal, "fraction") or 0.0
    if not 0.0 < goal <= 1.0:
        raise InputError(
            Complaint(f"a goal of {chosen.goal}", "Give more than 0 and at most 100 %.", field="--goal")
        )
    if not FEWEST <= chosen.members <= MOST:
        what = f"{chosen.members} members"
        raise InputError(Complaint(what, f"Take {FEWEST} to {MOST}; 100 are usual.", field="--members"))
    if chosen.seed < 0:
        raise InputError(Complaint(f"a seed of {chosen.seed}", "Give 0 or more.", field="--seed"))
    return Understood(
        goal,
        option_value("--starts-at", chosen.starts_at, "time"),
        option_value("--freezing-from", chosen.freezing_from, "time") or 0.0,
        place_option("--at", chosen.at),
        place_option("--near", chosen.near),
        option_value("--shift", chosen.shift, "length") or 0.0,
    )


def follow_document(
    folder: Path, clip: Path, chosen: Chosen, *, progress: Progress = nobody
) -> dict[str, Any]:
    """Read a clip of a run's procedure, infer what it hides, write it into the run's folder and say it.

    Raises
    ------
    InputError
        The folder is no run, the clip is not understood, or it is not of this procedure.
    """
    from cryonerve.reporting.folder import read_run
    from cryonerve.reporting.whole import claimed, complained
    from cryonerve.ultrasound import follow, read_clip, track
    from cryonerve.ultrasound.live_follower import shift_onto

    asked = understood(chosen)
    frames = read_clip(clip, option_value("--scale", chosen.scale, "length"))
    if asked.starts_at is not None:
        frames = replace(frames, times=frames.times - frames.times[0] + asked.starts_at)
    sensor = None if chosen.thermocouple is None else _thermocouple(chosen.thermocouple)
    progress("read", 0.0, 0.0)
    case = read_run(folder).case
    with claimed(folder), complained(folder):
        members = ensemble(folder, case, chosen, progress, seen=frames.plane)
        progress("track", 0.0, 0.0)
        radius = probe_radius(case, members)
        down, right = shift_onto(members, frames, at=asked.at, near=asked.near, probe_radius=radius)
        frames = replace(frames, corner=(frames.corner[0] + down, frames.corner[1] + right))
        front = track(
            frames,
            centre=members.centre,
            probe_radius=radius,
            known_ice=True,
            freezing_from=asked.freezing_from,
        )
        if not front.visible.any():
            why = next((item for item in front.refused if item), "no edge was seen")
            raise ClipError(Complaint(f"nothing can be followed: {why}", file=str(clip)))
        found = follow(front, members, thermocouple=sensor, goal=asked.goal)
        told = {"clip_sha256": sha256(clip.read_bytes()).hexdigest(), "kind": frames.kind}
        return written(folder, Results(found, members, front), told, frames.remarks)


def probe_radius(case: Case, members: Members) -> float:
    """Of the probe whose ice is followed, m."""
    probe = next(item for item in case.probes if item.name == members.probe)
    return 0.5 * case.device_of(probe).diameter.value


@dataclass(frozen=True, eq=False)
class Results:
    """What came of following, whether from a clip or live."""

    found: Following
    members: Members
    front: Front


def written(folder: Path, results: Results, told: dict[str, Any], remarks: tuple[str, ...]) -> dict[str, Any]:
    """Write document and figure into the run's folder; answers with the document and the files' names.

    Parameters
    ----------
    told : what was followed. remarks : what is to be said about it.
    """
    from cryonerve.files import whole_file
    from cryonerve.reporting.figures.following import draw_following
    from cryonerve.ultrasound.follow_words import NOT_KNOWN, sentences

    document = {
        **told,
        "said": list(sentences(results.found)),
        "remarks": [*remarks, NOT_KNOWN],
        **_numbers(results.found, results.members),
    }
    with whole_file(folder / RESULT) as partial:
        partial.write_text(json.dumps(finite(document), indent=1) + "\n", encoding="utf-8")
    (folder / "figures").mkdir(exist_ok=True)
    draw_following(results.found, results.members, results.front, folder / "figures" / FIGURE)
    return {**document, "files": [str(folder / RESULT), str(folder / "figures" / FIGURE)]}


def _thermocouple(file: Path) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Two columns, s and degC, with or without a row of names."""
    try:
        with file.open(newline="", encoding="utf-8-sig") as text:
            rows = [row for row in csv.reader(text) if row and any(cell.strip() for cell in row)]
        numbers = [[float(cell) for cell in row[:2]] for row in rows[0 if _is_number(rows[0][0]) else 1 :]]
        table = np.array(numbers, dtype=float).reshape(-1, 2)
    except (OSError, ValueError, IndexError) as error:
        what = f"this is no table of times and temperatures: {error}"
        raise InputError(Complaint(what, "Write two columns: s, degC.", file=str(file))) from error
    if not len(table) or not np.isfinite(table).all() or np.any(np.diff(table[:, 0]) <= 0.0):
        what = "times must rise, and every row needs a temperature"
        raise InputError(Complaint(what, "Write two columns: s, degC.", file=str(file)))
    return table[:, 0], table[:, 1]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def prepare(folder: Path, chosen: Chosen, *, progress: Progress = nobody) -> int:
    """Compute the members of a run beforehand where they are not there; how many there are.

    Raises
    ------
    InputError
        The folder is no run, or its case cannot be followed.
    """
    from cryonerve.reporting.folder import read_run
    from cryonerve.reporting.whole import claimed, complained

    progress("read", 0.0, 0.0)
    case = read_run(folder).case
    with claimed(folder), complained(folder):
        return len(ensemble(folder, case, chosen, progress).parameters)


def kept_ensemble(
    folder: Path, case: Case, chosen: Chosen, *, seen: ImagePlane | None = None
) -> Members | None:
    """The members of this run where they were computed before, for the same case and options."""
    from cryonerve.ultrasound.member_files import read_members

    try:
        return read_members(folder / ENSEMBLE, of=_key(case, chosen, seen))
    except ClipError:
        return None  # none, or of another version, view or case


def _view(case: Case, chosen: Chosen) -> str | None:
    return chosen.view or (None if "plane" in case.ultrasound else "across")


def _own(chosen: Chosen, seen: ImagePlane | None) -> ImagePlane | None:
    """The plane that the pictures say, where none is asked for."""
    return seen if chosen.view is None and chosen.shift is None else None


def plane_words(case: Case, chosen: Chosen) -> str:
    """The plane asked for, as members are told apart by it: "None" (the case's), "across", "across +3 mm"."""
    shift = understood(chosen).shift
    return f"{_view(case, chosen)}" + (f" {1e3 * shift:+g} mm" if shift else "")


def followed_plane(case: Case, volume: Volume, chosen: Chosen) -> ImagePlane:
    """The picture's plane as asked for: the case's or a view, shifted along the nerve.

    Raises
    ------
    CaseError
        As `ultrasound.plane_of`.
    """
    from cryonerve.ultrasound import plane_of

    view, shift = cast("Any", _view(case, chosen)), understood(chosen).shift
    try:
        return plane_of(case, volume, view=view, shift=shift)
    except InputError as error:
        raise error.located(field="--shift" if shift else "--view") from None


def _key(case: Case, chosen: Chosen, seen: ImagePlane | None) -> str:
    """What decides the members."""
    where = plane_words(case, chosen)
    if seen is not None and _own(chosen, seen) is not None:
        where = f"{np.round([*seen.origin, *seen.lateral, *seen.axial], 4).tolist()}"
    return f"{case.sha256} {where} {chosen.probe} {chosen.members} {chosen.seed}"


def ensemble(
    folder: Path, case: Case, chosen: Chosen, progress: Progress, *, seen: ImagePlane | None = None
) -> Members:
    """The members of this run: read where they were computed before, else computed and kept.

    `seen` is the plane that the pictures say they lie in: it is taken; a view of another one is refused.
    """
    from cryonerve.anatomy import build
    from cryonerve.files import whole_file
    from cryonerve.ultrasound import run_members
    from cryonerve.ultrasound.member_files import write_members

    kept = kept_ensemble(folder, case, chosen, seen=seen)
    if kept is not None:
        _refuse_other_plane(seen, kept.plane)
        return kept
    volume = build(case)
    plane = _own(chosen, seen) or followed_plane(case, volume, chosen)
    _refuse_other_plane(seen, plane)
    members = run_members(
        volume, case, plane, count=chosen.members, seed=chosen.seed, probe=chosen.probe,
        progress=lambda done, total: progress("members", done, total),
    )  # fmt: skip
    with whole_file(folder / ENSEMBLE) as partial:
        write_members(members, partial, of=_key(case, chosen, seen))
    return members


def _refuse_other_plane(seen: ImagePlane | None, plane: ImagePlane) -> None:
    """A clip of another plane shows another cut through the ice, which nothing else would betray."""
    if seen is None:
        return
    degrees, beside = plane.apart(seen)
    if degrees > TURNED or beside > BESIDE:
        what = (
            f"the clip lies in another plane: turned by {degrees:.0f} degrees, {1e3 * beside:.1f} mm beside"
        )
        remedy = "Leave --view and --shift out: the clip says its own plane."
        raise ClipError(Complaint(what, remedy, field="--view"))


def _numbers(found: Following, members: Members) -> dict[str, Any]:
    """Every look, in mm and shares."""
    looks = []
    for number, time in enumerate(found.times):
        reach, told = found.reach[number], found.innovations[number]
        looks.append(
            {
                "time_s": float(time),
                "edge_mm": _band(found.edge, number, 1e3),
                "cold_mm": _band(found.cold, number, 1e3),
                "covered": [
                    float(getattr(found.covered, part)[number]) for part in ("low", "middle", "high")
                ],
                "reach_s": [reach.low, reach.middle, reach.high],
                "reach_probability": reach.probability,
                "agreement": None if told is None else told.probability,
                "disagrees": bool(found.disagrees[number]),
            }
        )
    return {
        "angles_deg": np.degrees(found.angles).round(3).tolist(),
        "centre_mm": [1e3 * item for item in members.centre],
        "members": len(members.parameters),
        "seed": members.seed,
        "looks": looks,
        "parameters": {
            name: {"mean": mean, "standard_deviation": deviation}
            for name, (mean, deviation) in found.parameters.items()
        },
    }


def _band(band: Any, number: int, unit: float) -> list[list[float]]:  # noqa: ANN401
    return [(unit * getattr(band, part)[number]).round(4).tolist() for part in ("low", "middle", "high")]


def follow_text(document: dict[str, Any]) -> str:
    """The same for reading."""
    what = "clip" if "clip_sha256" in document else "stream"
    lines = [
        f"{len(document['looks'])} looks at a {document['kind']} {what}, {document['members']} members",
        "",
    ]
    lines += [wrapped(sentence) for sentence in document["said"]]
    lines += ["", *(wrapped(item) for item in document["remarks"]), ""]
    return "\n".join([*lines, *(f"wrote {item}" for item in document["files"])])
