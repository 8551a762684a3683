"""The registry as the page sees it: opened for each question, never made by looking."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cryonerve.app.record_options import Door, needed
from cryonerve.app.screen.refusals import ConflictError, MissingError, spoken_error
from cryonerve.errors import Complaint, InputError, RegistryError

if TYPE_CHECKING:
    from pathlib import Path

    from cryonerve.registry.access import Registry

__all__ = ["RegistryDesk"]

LIMIT = 200  # rows of a list at once
REASONS = {"--why": "why", "reason": "why"}
MOST_DRAFTS = 20  # of one form


class RegistryDesk:
    """One registry, and who sits at it."""

    def __init__(self, door: Door) -> None:
        self.door = door

    @contextmanager
    def _open(self, *, make: bool = False) -> Iterator[Registry]:
        needed()
        with self.door.opened(make=make) as registry:
            yield registry

    def state(self) -> dict[str, Any]:
        """What is there, who may do what; a problem in words where it cannot be used."""
        found: dict[str, Any] = {
            "installed": True, "exists": False, "place": "", "encrypted": bool(self.door.key_file), "who": "",
            "role": "", "may": [], "problem": None, "counts": {},
        }  # fmt: skip
        try:
            needed()
        except RegistryError as error:
            return found | {"installed": False, "problem": spoken_error(error)["error"]}
        from cryonerve.registry.place import place_of

        try:
            place = place_of(self.door.store)
            found["place"] = str(place)
            if not place.address and not place.file.exists():
                return found
            found["exists"] = True
            with self._open() as registry:
                return found | _about(registry)
        except InputError as error:
            return found | {"problem": spoken_error(error)["error"]}

    def make(self) -> dict[str, Any]:
        """Make the registry where there is none."""
        with self._open(make=True):
            pass
        return self.state()

    def table(self, where: Sequence[str], **order: Any) -> dict[str, Any]:  # noqa: ANN401
        """A page of cases."""
        from cryonerve.registry.case_table import case_table

        consents = [
            one.partition("=")[2].strip() for one in where if one.partition("=")[0].strip() == "consent"
        ]
        where = [one for one in where if one.partition("=")[0].strip() != "consent"]
        if consents:
            order["consent"] = consents[-1]
        with self._open() as registry:
            try:
                found = case_table(registry, where, **order)
            except InputError as error:
                asked = error.complaints[0].field
                field = asked if asked in ("sort", "limit") else "where"
                raise type(error)(*(replace(one, field=field) for one in error.complaints)) from None
        facets = {
            name: [{"value": value, "count": count} for value, count in rows]
            for name, rows in found.facets.items()
        }
        return {"rows": [dict(row) for row in found.rows], "total": found.total, "facets": facets}

    def rows(self, kind: str, where: Sequence[str], offset: int, limit: int) -> dict[str, Any]:
        """Records of one kind, in the order in which they were entered."""
        from cryonerve.registry.listing import find

        with self._open() as registry:
            found = find(registry, _kind(kind), where, limit=min(limit, LIMIT), offset=offset)
        return {"rows": [dict(row) for row in found.rows], "total": found.total}

    def case(self, mark: str) -> dict[str, Any]:
        """One case with everything under it and its person's consents."""
        from cryonerve.app.screen.registry_timeline import timeline
        from cryonerve.registry.listing import find, history, related

        with self._open() as registry:
            mark = _mark(mark, "C")
            told = _told(registry, mark)
            person = history(registry, told.person)
            records = {name: [dict(row) for row in rows] for name, rows in related(registry, mark).items()}
            consents = find(registry, "consent", under=told.person, long=True).rows
            records["consent"] = [dict(row) for row in consents]
            shown, left_out = timeline(registry, mark, records)
        return {
            "case": {"record": mark, **told.versions[-1]},
            "person": {"record": told.person, **person.versions[-1]},
            "records": records,
            "timeline": shown,
            "left_out": left_out,
        }

    def record(self, mark: str) -> dict[str, Any]:
        """All versions of a record, and what the chain says of them."""
        with self._open() as registry:
            told = _told(registry, _mark(mark))
        entries = [
            {key: entry[key] for key in ("number", "at", "who", "action", "version", "why")}
            for entry in told.entries
        ]
        return {
            "kind": told.kind, "record": told.record, "person": told.person, "parent": told.parent,
            "versions": [dict(row) for row in told.versions], "entries": entries,
        }  # fmt: skip

    def add(self, drafts: Sequence[Mapping[str, Any]], why: str, override: str, once: str) -> dict[str, Any]:
        """Add records; the same form sent twice enters nothing twice.

        Ids follow from `once` and the place in the form, so that a second time the records are there already.
        """
        from cryonerve.registry.belonging import Draft
        from cryonerve.registry.marks import mark_of
        from cryonerve.registry.recording import record

        if not 1 <= len(drafts) <= MOST_DRAFTS:
            raise InputError(Complaint(f"a form holds 1 to {MOST_DRAFTS} records", "Send it in parts."))
        made: list[Draft] = []
        for place, draft in enumerate(drafts):
            kind = _kind(str(draft.get("kind", "")))
            mark = mark_of(_letter(kind), f"{once}/{place}")
            values = {
                str(key): _earlier(value, made) for key, value in dict(draft.get("values") or {}).items()
            }
            parent = str(_earlier(draft.get("parent") or "", made))
            made.append(Draft(kind, values, parent, mark))
        answer = {"records": [{"kind": draft.kind, "record": draft.record} for draft in made]}
        with self._open() as registry:
            if self._there(registry, made):
                return answer
            try:
                record(registry, made, why=why, override=override)
            except InputError as error:
                if self._there(registry, made):  # the same form, sent twice at once
                    return answer
                raise _by_kind(error, made) from None
        return answer

    def _there(self, registry: Registry, drafts: Sequence[Any]) -> bool:
        from cryonerve.registry.access import looking
        from cryonerve.registry.belonging import known_to

        with looking(registry) as connection:
            known = known_to(connection, drafts)
        return all(draft.record in known.owners for draft in drafts)

    def correct(self, mark: str, values: Mapping[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """A new version with a reason; refused where somebody else was quicker."""
        from cryonerve.registry.recording import correct

        with self._open() as registry:
            mark = _mark(mark)
            told = _told(registry, mark)
            try:
                receipt = correct(registry, mark, dict(values), **more)
            except InputError as error:
                if error.complaints[0].field == "version":
                    raise ConflictError(dict(_told(registry, mark).versions[-1]), *error.complaints) from None
                raise _prefixed(error, told.kind) from None
        return {"kind": receipt.kind, "record": receipt.record, "version": receipt.version}

    def check(self, kind: str, values: Mapping[str, Any]) -> list[dict[str, str]]:
        """What would be refused of one draft, without its parent; nothing is entered."""
        needed()
        from cryonerve.registry.checking import checked, given_away
        from cryonerve.registry.kinds import kind_of

        about = kind_of(_kind(kind))
        clean, wrong = checked(about, dict(values))
        found = [*wrong, *given_away(about, clean)]
        return [{"field": f"{kind}.{one.field}", "what": one.what, "remedy": one.remedy} for one in found]

    def predict(self, folder: Path, mark: str) -> dict[str, Any]:
        """Plan and predictions of a finished run, under a case."""
        from cryonerve.registry.recording import record
        from cryonerve.registry.run_records import drafts_of_run

        with self._open() as registry:
            told = _told(registry, _mark(mark, "C"))
            receipts = record(registry, drafts_of_run(folder, person=told.person, case=told.record))
        return {"records": [{"kind": one.kind, "record": one.record} for one in receipts]}

    def picture(self, mark: str, path: Path) -> Path:
        """The course over published ones, drawn at `path`."""
        from cryonerve.app.trajectories_shown import drawn
        from cryonerve.registry.case_measurements import person_measurements
        from cryonerve.registry.trajectories import trajectory

        with self._open() as registry:
            found = trajectory(person_measurements(registry, _mark(mark, "C")))
        try:
            return drawn(found, path)
        except InputError as error:
            raise MissingError(*error.complaints) from None


def _about(registry: Registry) -> dict[str, Any]:
    from cryonerve.registry.access import looking
    from cryonerve.registry.kinds import kinds
    from cryonerve.registry.roles import ROLES
    from cryonerve.registry.schema import how_many, newest
    from cryonerve.registry.users import list_users

    mine = list_users(registry).get(registry.who, {})
    role = str(mine.get("role", ""))
    with looking(registry) as connection:
        counts = {
            name: int(connection.execute(how_many(newest(name, long=False))).scalar() or 0)
            for name in kinds()
            if name != "user"
        }
    return {
        "who": registry.who,
        "role": role,
        "may": sorted(ROLES.get(role, ())),
        "encrypted": bool(registry.key),
        "counts": counts,
    }


def _kind(name: str) -> str:
    from cryonerve.registry.kinds import kind_of

    if name == "user":
        raise InputError(Complaint("users are not shown here", "See: cryonerve record users --help"))
    return kind_of(name).name


def _letter(kind: str) -> str:
    from cryonerve.registry.kinds import kinds

    return kinds()[kind].letter


def _mark(written: str, letter: str = "") -> str:
    from cryonerve.registry.marks import read_mark

    return read_mark(written, letter) if letter else read_mark(written)


def _told(registry: Registry, mark: str) -> Any:  # noqa: ANN401
    from cryonerve.registry.listing import history

    try:
        told = history(registry, mark)
    except RegistryError as error:
        raise MissingError(*error.complaints) from None
    if told.kind == "user":
        raise MissingError(Complaint("users are not shown here", "See: cryonerve record users --help"))
    return told


def _earlier(value: object, made: Sequence[Any]) -> object:
    """The record of an earlier draft of the same form where "#0" stands for it; JSON is kept as text."""
    if (
        isinstance(value, str)
        and value.startswith("#")
        and value[1:].isdecimal()
        and int(value[1:]) < len(made)
    ):
        return made[int(value[1:])].record
    return json.dumps(value) if isinstance(value, dict | list) else value


def _prefixed(error: InputError, kind: str) -> InputError:
    found = [
        replace(one, field=REASONS.get(one.field, f"{kind}.{one.field}"))
        if one.field and "." not in one.field
        else one
        for one in error.complaints
    ]
    return type(error)(*found)


def _by_kind(error: InputError, drafts: Sequence[Any]) -> InputError:
    """Fields of complaints with the kind they are of, so that a form knows them."""
    from cryonerve.registry.kinds import kinds

    def named(one: Complaint) -> Complaint:
        for draft in drafts:
            if one.field in kinds()[draft.kind].fields and one.field in draft.values:
                return replace(one, field=f"{draft.kind}.{one.field}")
        for draft in drafts:
            if one.field in kinds()[draft.kind].fields:
                return replace(one, field=f"{draft.kind}.{one.field}")
        return one

    return type(error)(*(named(one) for one in error.complaints))
