"""What `cryonerve record add` was given, as drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cryonerve.errors import Complaint, RegistryError
from cryonerve.registry.belonging import Draft
from cryonerve.registry.bundled import bundled_records
from cryonerve.registry.kinds import kind_of, kinds
from cryonerve.registry.marks import read_mark
from cryonerve.registry.record_files import read_record_file
from cryonerve.registry.run_records import drafts_of_run

__all__ = ["drafts_of"]


def drafts_of(
    what: str | None, run: Path | None, *, of: str, values: Mapping[str, object], procedure: str
) -> Sequence[Draft]:
    """Drafts of a record file, a bundled record, one record of a kind, or a run.

    Raises
    ------
    InputError
        It is not clear what is meant, or what it belongs to.
    """
    if run is not None:
        return _of_run(run, of, values, procedure)
    written = str(what)
    name = written.replace("-", "_")
    if name in kinds() and not Path(written).exists():
        if not values:
            wanted = ", ".join(item.name for item in kinds()[name].fields.values() if item.wanted)
            remedy = f"Give fields: --set FIELD=VALUE{f' (needed: {wanted})' if wanted else ''}."
            raise RegistryError(Complaint(f"nothing is said of this {name}", remedy, field="--set"))
        return [Draft(name, values, _mark(of, kind_of(name).parent))]
    if values or of:
        what_else = f"'{written}' is no kind of record, and only a kind takes --set and --of"
        raise RegistryError(
            Complaint(what_else, f"Kinds: {', '.join(name for name in kinds() if name != 'user')}.")
        )
    if not Path(written).exists() and written not in bundled_records() and not Path(written).suffix:
        remedy = f"Name a record file, a bundled record ({', '.join(bundled_records())}) or a kind."
        raise RegistryError(Complaint(f"'{written}' is no file, no bundled record and no kind", remedy))
    return read_record_file(written)


def _of_run(run: Path, of: str, values: Mapping[str, object], procedure: str) -> Sequence[Draft]:
    if values:
        raise RegistryError(
            Complaint("a run's numbers are not set by hand", "Leave out --set.", field="--set")
        )
    mark = read_mark(of) if of else ""
    if mark[:1] not in ("P", "C"):
        what = "a run belongs to a case, or to a person who gets a new case"
        raise RegistryError(Complaint(what, "Give --of C-... or --of P-....", field="--of"))
    done = read_mark(procedure, "D") if procedure else ""
    which = {"case": mark} if mark.startswith("C") else {"person": mark}
    return drafts_of_run(run, **which, procedure=done)


def _mark(of: str, parent: str) -> str:
    return read_mark(of, kinds()[parent].letter if parent else "") if of else ""
