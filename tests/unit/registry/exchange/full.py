"""A registry with every kind of record, and folders compared."""

from __future__ import annotations

import json
from pathlib import Path

from cryonerve.registry import Draft, new_mark, record
from cryonerve.registry.access import Registry, looking
from cryonerve.registry.exchange import export_records, import_files
from cryonerve.registry.exchange.export import Exported
from cryonerve.registry.exchange.snapshot import Choice
from cryonerve.registry.kinds import kinds
from cryonerve.registry.schema import newest

KINDS = [name for name in kinds() if name != "user"]


def sharing(person: str, **more) -> Draft:
    values = {
        "what": "consent",
        "given_by": "person",
        "form": "share",
        "form_version": "1.0",
        "scope": "registry-and-sharing",
        "day": -3,
    }
    return Draft("consent", {**values, **more}, person, new_mark("S"))


def measured(case: str, values: dict[str, object]) -> Draft:
    return Draft("measurement", values, case, new_mark("M"))


def everything(**about) -> list[Draft]:
    """One person with a record of every kind, and what is awkward to write down."""
    person, case, plan, first, second = (new_mark(letter) for letter in "PCLDD")
    values = {"age_years": 34, "sex": "male", "amputation_level": "transtibial", "amputation_cause": "trauma"}
    return [
        Draft("person", {**values, "remark": 'said "it; helps",\nthen 100 % ß 💥', **about}, record=person),
        sharing(person, reconsent_due_day=900, remark="ok"),
        Draft(
            "case",
            {"title": "A case", "indication": "neuroma", "nerve": "tibial", "side": "left",
             "case_file": "a: 1\n\tb\n"},
            person,
            case,
        ),
        Draft(
            "plan",
            {"made_by": "search", "coverage": 0.1 + 0.2, "plan_file": "b: 2", "software": "x 1"},
            case,
            plan,
        ),
        Draft(
            "procedure",
            {
                "plan": plan,
                "day": 0,
                "modality": "cryoneurolysis",
                "device": "cryo-s-a13",
                "gas": "nitrous-oxide",
                "probe_diameter_mm": 1.3,
                "console_temperature_degC": -80,
                "placement": [{"name": "a", "tip": [1, 2.5, None]}],
                "console_log": "0 s,20\n1 s,-20\n",
                "technical_success": "yes",
                "remark": "as planned",
            },
            case,
            first,
        ),
        Draft("procedure", {"day": 60}, case, second),
        Draft(
            "prediction",
            {"plan": plan, "procedure": first, "nerve": "tibial", "treated": True, "coverage": 1e-9,
             "grade": "outside evidence", "p_axonotmesis": 0.875, "recovery_p50_days": 181.25,
             "summary_file": '{"a": 1}', "software": "cryonerve 0.1.0"},
            case,
            new_mark("R"),
        ),
        Draft(
            "measurement",
            {"procedure": first, "instrument": "vas", "day": 7, "score": 8.5, "unit": "0 to 10",
             "condition": "socket-contact", "respondent": "person", "standing": "stated"},
            case,
            new_mark("M"),
        ),
        measured(case, {"instrument": "vas", "day": -1, "score": 8.55, "unit": "0 to 10"}),
        measured(case, {"instrument": "nrs", "day": 0, "score": 3, "remark": "at rest"}),
        Draft(
            "measurement",
            {"instrument": "barthel", "day": 91, "score": 90,
             "answers": {"feeding": 10, "stairs": 2.5, "note": "slow", "skipped": None, "helped": True}},
            case,
            new_mark("M"),
        ),
        measured(case, {"instrument": "dn4", "day": 365, "answers": [1, {"a": [None]}]}),
        Draft(
            "adverse_event",
            {"procedure": second, "term": "bruise", "scale": "cirse", "scale_version": "2026", "grade": "1a",
             "relatedness": "possible", "onset_day": 1, "resolved_day": 9, "remark": "small"},
            case,
            new_mark("E"),
        ),
    ]  # fmt: skip


def held(registry: Registry, without: tuple[str, ...] = ()) -> dict[str, dict[str, dict[str, object]]]:
    """Everything that a registry holds: kind -> id -> what it belongs to and its fields."""
    found: dict[str, dict[str, dict[str, object]]] = {}
    with looking(registry) as connection:
        for name in KINDS:
            wanted = [key for key in ("parent", "person", *kinds()[name].fields) if key not in without]
            rows = connection.execute(newest(name)).mappings()
            found[name] = {row["record"]: {key: row[key] for key in wanted} for row in rows}
    return found


def sent(registry: Registry, folder: Path, format: str, **choice) -> Exported:
    return export_records(registry, folder, format, Choice(**choice))


def there_and_back(one: Registry, two: Registry, folder: Path, format: str, **choice) -> tuple[Path, Path]:
    """Export, import into another registry, export again: the two folders."""
    sent(one, folder / "first", format, **choice)
    import_files(two, [folder / "first"])
    sent(two, folder / "second", format, **choice)
    return folder / "first", folder / "second"


def contents(folder: Path) -> dict[str, object]:
    """Files of an export; of a bundle, everything but the chain of the registry that wrote it."""
    found: dict[str, object] = {}
    for file in sorted(folder.iterdir()):
        found[file.name] = file.read_bytes()
        if file.name == "bundle.json":
            bundle = json.loads(file.read_text())
            entries = [item for item in bundle["entry"] if item["resource"]["resourceType"] != "Provenance"]
            found[file.name] = {**bundle, "entry": entries}
    return found


def enter(registry: Registry, people: int = 1, **about) -> list[Draft]:
    drafts = [draft for _ in range(people) for draft in everything(**about)]
    record(registry, drafts)
    return drafts
