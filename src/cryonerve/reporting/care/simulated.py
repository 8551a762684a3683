"""What a run computed for a case, and whether it is a run of that case at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryonerve.case.file import load
from cryonerve.case.identifiers import identifiers_in
from cryonerve.errors import Complaint, RunFolderError
from cryonerve.findings import Finding
from cryonerve.nerve.first_sentence import titled
from cryonerve.registry.case_record import CaseRecord, Row
from cryonerve.registry.checking import digest_of
from cryonerve.registry.marks import new_mark
from cryonerve.registry.run_records import drafts_of_run
from cryonerve.reporting.care.saying import plain
from cryonerve.reporting.sureness import Sureness, read_sureness

__all__ = ["Simulated", "simulated_of_record", "simulated_of_run", "unnamed"]

WITHHELD = "[left out: it may say who somebody is]"
DIGESTS = {"case": "case_digest", "plan": "plan_digest", "prediction": "case_digest"}


@dataclass(frozen=True, slots=True)
class Simulated:
    """Numbers of one simulation.

    Attributes
    ----------
    nerves : fields of a registry's prediction, one row a nerve, what was to be reached first.
    findings : of the run; empty where only predictions were kept.
    title, stop : of the case that was run, and how the simulation ended; "" where they are not known.
    digest : SHA-256 of the case file. kept : the numbers come from the registry, not from a run folder.
    matched : the record holds this very case file; False: only the nerve fits.
    spread : bands over what is not known, where a spread of this case lies in the folder.
    """

    nerves: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()
    title: str = ""
    stop: str = ""
    digest: str = ""
    kept: bool = False
    matched: bool = True
    spread: Sureness | None = None

    @property
    def treated(self) -> Row | None:
        """The nerve that was to be reached, None where none is marked."""
        return next((row for row in self.nerves if row.get("treated")), None)


def unnamed(text: object) -> str:
    """Text of a run on one line, or that it was left out.

    >>> unnamed("distal probe"), unnamed("stump of Mr. Miller")
    ('distal probe', '[left out: it may say who somebody is]')
    """
    return WITHHELD if identifiers_in(str(text)) else plain(text)


def simulated_of_record(record: CaseRecord) -> Simulated | None:
    """The predictions that are kept with a case, of the case file that was run last; None where none are."""
    rows = record.of("prediction")
    if not rows:
        return None
    digest = rows[-1].get("case_digest")
    mine = [row for row in rows if row.get("case_digest") == digest]
    return Simulated(_ordered(mine), digest=str(digest or ""), kept=True)


def simulated_of_run(folder: Path, record: CaseRecord) -> Simulated:
    """The numbers of a run folder.

    Raises
    ------
    RunFolderError
        It is a run of another case. RegistryError: the folder is no run, or was changed after it ran.
    """
    try:
        drafts = [draft for draft in drafts_of_run(folder, case=new_mark("C")) if draft.kind == "prediction"]
        summary, source = (_read(folder / name) for name in ("summary.json", "provenance.json"))
        findings = tuple(Finding(**row) for row in summary["findings"])
        stop, case = dict(source["stop"]), dict(source["case"])
        rows = [{key: value for key, value in draft.values.items() if value is not None} for draft in drafts]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = "this run's files lack what a run writes"
        remedy = f"Run the case again: cryonerve run CASE -o {folder}"
        raise RunFolderError(Complaint(what, remedy, file=str(folder))) from error
    digests = {str(case.get("sha256", "")), digest_of((folder / "case.yaml").read_text(encoding="utf-8"))}
    matched = _same_case(folder, record, digests, rows)
    loaded = load(folder / "case.yaml", find_scan=False)
    return Simulated(
        _ordered(rows),
        findings,
        title=unnamed(summary.get("title", "")),
        stop=plain(stop.get("sentence", "")),
        digest=str(case.get("sha256", "")),
        matched=matched,
        spread=read_sureness(folder, loaded),
    )


def _read(path: Path) -> Mapping[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _ordered(rows: list[Any]) -> tuple[Row, ...]:
    """The nerve that was to be reached first, then the coldest."""
    warmest = 1e3
    return tuple(
        sorted(rows, key=lambda row: (not row.get("treated"), row.get("min_temperature_degC", warmest)))
    )


def _same_case(folder: Path, record: CaseRecord, digests: set[str], rows: list[dict[str, Any]]) -> bool:
    """Is it a run of the recorded case file? False where the record holds none and the nerve fits.

    Another case's numbers in a report would be the worst of errors, so that doubt is refused.
    """
    kept = {row[name] for kind, name in DIGESTS.items() for row in record.of(kind) if name in row}
    if kept & digests:
        return True
    ran = ", ".join(unnamed(titled(str(row["nerve"]))) for row in rows if row.get("treated")) or "no nerve"
    if kept:
        what = (
            f"this run is of another case: it treats {ran}, and the record's case file is not the one it ran"
        )
        remedy = (
            "Run the record's own case file; or, if this is the case, add the run to it: cryonerve record "
            "run, in a record file `case_file_from: RUN/case.yaml`."
        )
        raise RunFolderError(Complaint(what, remedy, file=str(folder), field="--run"))
    nerve = record.case.get("nerve")
    if nerve is None or all(str(row["nerve"]) != str(nerve) for row in rows if row.get("treated")):
        told = (
            f"the record says {plain(nerve)}" if nerve else "the record names no nerve and holds no case file"
        )
        what = f"this run is of another case: it treats {ran}, {told}"
        remedy = "Give the run of this case, or keep its case file in the record (`case_file_from`)."
        raise RunFolderError(Complaint(what, remedy, file=str(folder), field="--run"))
    return False
