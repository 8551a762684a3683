"""A plan as the command line shows it, and its two files: the proposed case, and why it is no better."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from cryonerve.app.speech import columns, finite, wrapped
from cryonerve.case.case import Case
from cryonerve.case.grammar import sentence
from cryonerve.case.protocol import Freeze
from cryonerve.case.writing import write_yaml
from cryonerve.errors import Complaint, InputError
from cryonerve.files import whole_file
from cryonerve.planning.planned import Plan

__all__ = ["plan_text", "refuse_own_file", "take_along", "target_of", "write_plan"]

NOTICE = "Research software, no medical device. Estimates are a preview's; what is confirmed was run in full."
FRONT = 6  # rows that are shown
PROPOSED = "case_sha256"  # of the proposal's own text
LARGEST = 4_000_000  # bytes of a file that is looked at


def write_plan(plan: Plan, out: Path | None, name: str) -> tuple[Path, Path]:
    """The proposed case as YAML and everything else as JSON beside it, each whole or not at all."""
    target = target_of(out, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".json")
    text = write_yaml(plan.case)
    with whole_file(target) as path:
        path.write_text(text, encoding="utf-8")
    told = {**plan.as_document(), PROPOSED: sha256(text.encode()).hexdigest()}
    document = json.dumps(finite(told), indent=2, default=str)
    with whole_file(beside) as path:
        path.write_text(document + "\n", encoding="utf-8")
    return target, beside


def take_along(case: Case, folder: Path) -> Path | None:
    """Copy what the search said of a proposal into the folder of its run, for the report.

    None where the case lies beside no search, or was changed by hand since: then it is another plan.
    """
    beside = Path(case.file).with_suffix(".json") if case.file else None
    if beside is None or not beside.is_file() or beside.stat().st_size > LARGEST:
        return None
    try:
        text = beside.read_text(encoding="utf-8")
        document = json.loads(text)
    except (OSError, ValueError):
        return None
    if not isinstance(document, dict) or not case.sha256 or document.get(PROPOSED) != case.sha256:
        return None
    target = folder / (case.name.removesuffix("-plan") + "-plan.json")
    with whole_file(target) as path:
        path.write_text(text, encoding="utf-8")
    return target


def target_of(out: Path | None, name: str) -> Path:
    """The file that the proposed case is written to; a folder gets one named after the case."""
    target = Path(f"{name}-plan.yaml") if out is None else out
    return target if target.suffix.lower() in (".yaml", ".yml") else target / f"{name}-plan.yaml"


def refuse_own_file(target: Path, given: str) -> None:
    """The proposal must not take the place of the case that it was made from.

    Raises
    ------
    InputError
        Both are one file.
    """
    if target.exists() and Path(given).exists() and target.samefile(given):
        what = f"{target} is the case itself, which the proposal would replace"
        raise InputError(Complaint(what, "Choose another file with -o.", field="--out"))


def plan_text(plan: Plan, files: Sequence[Path]) -> str:
    """The answer first, then where the probes stand, what limits it, and what more would buy."""
    lines = [wrapped(plan.sentence), "", *_confirmed(plan), "", *_placement(plan)]
    if len(plan.front) > 1:
        lines += ["", "What costs what (none is better in all three):", columns(_front(plan))]
    if plan.limited_by:
        lines += ["", "What limits it:", *(wrapped(item, indent=2) for item in plan.limited_by)]
    if plan.gains:
        lines += ["", "One more of each would make it (estimated):", columns(_gains(plan))]
    if not plan.whole:
        lines += ["", "Stopped early, as asked: the best of what was confirmed until then."]
    lines += ["", f"Written: {', '.join(str(file) for file in files)}", NOTICE]
    return "\n".join(lines)


def _confirmed(plan: Plan) -> Iterator[str]:
    rows = [
        ["", "covered", "complete over", "everywhere below", "cold outside"],
        ["confirmed", *_numbers(plan), f"{1e9 * plan.collateral:.0f} mm3"],
    ]
    now = plan.before
    rows.append(["as given (est.)", *_reach(now.share, now.length, now.deciding), ""])
    yield columns(rows)


def _numbers(plan: Plan) -> tuple[str, str, str]:
    return _reach(plan.reach.share, plan.reach.length, plan.reach.deciding)


def _reach(share: float, length: float, deciding: float) -> tuple[str, str, str]:
    return f"{100 * share:.0f} %", f"{1e3 * length:.1f} mm", f"{deciding:.0f} degC"


def _placement(plan: Plan) -> Iterator[str]:
    rows = [["probe", "device", "tip, mm", "towards the handle"]]
    for probe in plan.case.probes:
        tip = " ".join(f"{1e3 * part:.2f}" for part in probe.tip)
        rows.append([probe.name, probe.device, tip, " ".join(f"{part:.2f}" for part in probe.axis)])
    yield columns(rows)
    yield "  " + "; ".join(sentence(step) for step in plan.case.protocol)
    seconds = sum(step.seconds for step in plan.case.protocol)
    freezes = sum(isinstance(step, Freeze) for step in plan.case.protocol)
    yield f"  {seconds / 60:g} min in all, {freezes} {'freeze' if freezes == 1 else 'freezes'}"


def _front(plan: Plan) -> list[list[str]]:
    rows = [["covered", "cold outside", "time", "", ""]]
    rows += [
        [
            f"{100 * point.coverage:.0f} %",
            f"{1e9 * point.collateral:.0f} mm3",
            f"{point.seconds / 60:g} min",
            point.words,
            "confirmed" if point.confirmed else "estimated",
        ]
        for point in plan.front[:FRONT]
    ]
    return rows


def _gains(plan: Plan) -> list[list[str]]:
    return [
        [gain.words, *_reach(gain.coverage, gain.length, gain.deciding), f"{100 * gain.more:+.0f} % covered"]
        for gain in plan.gains
    ]
