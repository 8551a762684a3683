"""Keeps the books while a case is read: which value stands where, how it is known, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, get_args

from pydantic import BaseModel

from cryonerve.case.case import FieldStanding
from cryonerve.case.document import Document, Place, written
from cryonerve.case.leaf import Given, Leaf, spoken
from cryonerve.errors import Complaint, InputError, nearest
from cryonerve.sources.value import Sourced

__all__ = ["NEEDED", "NOT_GIVEN", "Ledger", "leaf_of", "sourced"]

NEEDED: Any = object()  # the default of a field that has none
NOT_GIVEN = "not given in the case; the format's default"


@cache
def leaf_of(model: type[BaseModel], name: str) -> Leaf:
    """The kind of value a field of a model holds."""
    waiting = [model.model_fields[name].annotation, *model.model_fields[name].metadata]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Leaf):
            return part
        waiting.extend(getattr(part, "__metadata__", ()) or get_args(part))
    raise TypeError(f"{model.__name__}.{name} holds no single value")


@dataclass
class Ledger:
    """Standings and complaints of one file."""

    document: Document
    file: str
    standings: dict[str, FieldStanding] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, what: str, remedy: str, place: Place, **more: Any) -> None:  # noqa: ANN401
        """Add one complaint about a place of the file."""
        line = self.document.line(place)
        self.complaints.append(
            Complaint(what, remedy, field=self.document.words(place), file=self.file, line=line, **more)
        )

    def blame(self, error: InputError, place: Place) -> None:
        """Add the complaints of an error with the place they are about."""
        located = error.located(
            file=self.file, line=self.document.line(place), field=self.document.words(place)
        )
        self.complaints.extend(located.complaints)

    def take(
        self,
        section: BaseModel,
        name: str,
        place: Place,
        *,
        path: str = "",
        default: Any = NEEDED,  # noqa: ANN401
        why: str = NOT_GIVEN,
        quiet: bool = False,
    ) -> Any:  # noqa: ANN401
        """The value of a field, its default when absent or unknown; the standing goes into the books.

        `quiet` keeps settings of the software, which are no facts about the case, out of the books unless the
        case says more about them than their value.
        """
        given: Given | None = getattr(section, name)
        leaf = leaf_of(type(section), name)
        path = path or written((*place, name))
        here: Place = (*place, name)
        if given is None:
            if default is NEEDED:
                self.complain(f"'{name}' is missing", "Write it.", place)
            elif not quiet:
                text = "" if default in (None, "") else spoken(leaf.write(default))
                standing: Literal["assumed", "unknown"] = "assumed" if text else "unknown"
                self.standings[path] = FieldStanding(path, text, standing, why)
            return None if default is NEEDED else default
        if not quiet or given.standing != "stated" or given.why:
            self.note(given, path, here)
        if given.value is None:
            if default is NEEDED:
                remedy = "Give a value with 'standing: assumed' and say why."
                self.complain(f"'{name}' is unknown, but the simulation needs it", remedy, here)
                return None
            return default
        return given.value

    def optional(self, section: BaseModel, name: str, place: Place, *, path: str = "") -> Any:  # noqa: ANN401
        """The value of a field that may be absent without a trace."""
        if getattr(section, name) is None:
            return None
        return self.take(section, name, place, path=path, default=None)

    def note(self, given: Given, path: str, place: Place) -> None:
        """Write down the standing of one given value."""
        self.standings[path] = FieldStanding(
            path,
            given.text,
            given.standing,
            given.why,
            given.source,
            given.spread,
            self.document.line(place),
        )

    def known(self, name: str, names: Mapping[str, object], kind: str, place: Place) -> bool:
        """True when a table knows the name; otherwise the nearest one is offered."""
        if name in names:
            return True
        self.complain(f"no {kind} is called '{name}'", nearest(name, names), place)
        return False

    def replace(self, path: str, **changes: Any) -> None:  # noqa: ANN401
        """Change what the books say about a path; a new one is opened when there is none."""
        before = self.standings.get(path, FieldStanding(path, "", "stated"))
        self.standings[path] = replace(before, **changes)


def sourced(given: Given, value: float, unit: str) -> Sourced:
    """A number of the case as the tables write it; its source is the case or a publication it names."""
    from cryonerve.sources import references  # noqa: PLC0415

    known = bool(given.source) and given.source in references()
    return Sourced(
        value,
        unit,
        given.source if known else "case",
        standing=given.standing,
        spread=given.spread,
        remark="; ".join(part for part in (given.why, "" if known else given.source) if part),
    )
