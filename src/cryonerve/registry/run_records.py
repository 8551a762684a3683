"""A run folder as records: the case it ran as a plan, and what it predicted for each nerve."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryonerve.case.file import load
from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.belonging import Draft
from cryonerve.registry.checking import digest_of
from cryonerve.registry.marks import new_mark

__all__ = ["drafts_of_run", "is_treated"]

BANDS = {"recovery_days": "recovery", "pain_return_days": "pain_return"}
NUMBERS = {
    "fascicle_area_below_-20C": "coverage",
    "full_section_length_mm": "full_section_length_mm",
    "min_temperature_degC": "min_temperature_degC",
    "warmest_fascicle_nadir_degC": "warmest_fascicle_nadir_degC",
    "grade": "grade",
    "p_axonotmesis": "p_axonotmesis",
}


def drafts_of_run(
    folder: Path, *, person: str = "", case: str = "", procedure: str = ""
) -> tuple[Draft, ...]:
    """Drafts of a plan and of predictions; of a case too, where only the person is given.

    Parameters
    ----------
    person, case : ids; one of them. What belongs to a case needs no person.
    procedure : id of the procedure that the run computes again as it was done; its predictions then belong to
        the procedure, else to the plan.

    Raises
    ------
    RegistryError
        The folder is no run, or its files do not belong together.
    """
    case_text, summary_text = _read(folder, "case.yaml"), _read(folder, "summary.json")
    provenance = _document(folder, "provenance.json", _read(folder, "provenance.json"))
    summary = _document(folder, "summary.json", summary_text)
    if provenance.get("case_yaml_sha256") != digest_of(case_text):
        raise _refused(
            folder / "case.yaml",
            "the case was changed after it ran",
            f"Run it again: cryonerve run CASE -o {folder}",
        )
    software = f"cryonerve {provenance.get('cryonerve', '')}".strip()
    drafts = []
    if not case:
        case = new_mark("C")
        told = load(folder / "case.yaml", find_scan=False)
        about = {"title": told.title, "case_file": case_text}
        drafts.append(Draft("case", about, person, case, file=str(folder / "case.yaml")))
    plan = new_mark("L")
    planned = {"plan_file": case_text, "software": software}
    drafts.append(Draft("plan", planned, case, plan, file=str(folder / "case.yaml")))
    belongs = {"procedure": procedure} if procedure else {"plan": plan}
    solver = summary["solver"]
    for order, (nerve, numbers) in enumerate(summary["nerves"].items()):
        values: dict[str, object] = {
            **belongs,
            "nerve": nerve,
            "treated": is_treated(numbers),
            **_numbers(numbers),
            "software": software,
            "kernel": solver["kernel"],
            "spacing_mm": solver["spacing_mm"],
            "case_digest": digest_of(case_text),
            "summary_digest": digest_of(summary_text),
            **({"summary_file": summary_text} if order == 0 else {}),  # once, not for every nerve
        }
        drafts.append(Draft("prediction", values, case, file=str(folder / "summary.json")))
    return tuple(drafts)


def is_treated(numbers: Mapping[str, Any]) -> bool:
    """Was this nerve of a summary the one to be reached? Only for such a one the return of pain is told."""
    return numbers.get("pain_followed_days") is not None


def _numbers(numbers: Mapping[str, Any]) -> dict[str, object]:
    """Numbers of a nerve under their names in a record."""
    found: dict[str, object] = {
        ours: numbers[theirs] for theirs, ours in NUMBERS.items() if theirs in numbers
    }
    for theirs, ours in BANDS.items():
        for level, value in (numbers.get(theirs) or {}).items():
            found[f"{ours}_{level}_days"] = value
    return found


def _read(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise _refused(
            folder / name, f"this is no whole run: {reason}", "Make one: cryonerve run CASE -o RUN"
        ) from error


def _document(folder: Path, name: str, text: str) -> dict[str, Any]:
    wanted = {"summary.json": "cryonerve.run/1", "provenance.json": "cryonerve.provenance/1"}[name]
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or found.get("format") != wanted:
        raise _refused(
            folder / name, f"this is no file of the format {wanted}", "Make one: cryonerve run CASE -o RUN"
        )
    return found


def _refused(file: Path, what: str, remedy: str) -> RegistryError:
    return RegistryError(Complaint(what, remedy, file=str(file)))
