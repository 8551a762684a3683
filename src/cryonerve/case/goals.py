"""What the plan must reach and what must stay warm: the sections `goals` and `limits`, as read."""

from __future__ import annotations

from collections.abc import Mapping

from cryonerve.case.case import Goals, Limit
from cryonerve.case.ledger import Ledger
from cryonerve.case.models import LABEL, GoalsModel, LimitModel
from cryonerve.case.sense import LEG_NERVES, LIMIT_NAMES, plain_name
from cryonerve.errors import InputError

__all__ = ["is_label", "read_goals", "read_limits", "structure_name"]


def read_goals(ledger: Ledger, section: GoalsModel | None) -> Goals | None:
    """The section; None where the case has none."""
    if section is None:
        return None
    return Goals(
        cover=structure_name(ledger, ledger.take(section, "cover", ("goals",)) or "", "goals.cover"),
        length=ledger.take(section, "length", ("goals",), default=10e-3),
        below=ledger.take(section, "below", ("goals",), default=-20.0),
        margin=ledger.optional(section, "margin", ("goals",)),
        probability=ledger.optional(section, "probability", ("goals",)),
    )


def read_limits(ledger: Ledger, sections: Mapping[str, LimitModel]) -> tuple[Limit, ...]:
    """One limit for each structure; the same under two spellings is a complaint."""
    found: dict[str, Limit] = {}
    for name, section in sections.items():
        if not is_label(ledger, name, "limits"):
            continue
        structure = _plain(name)
        if structure in found:
            ledger.complain(f"'{structure}' is limited twice", "Keep one of them.", ("limits", name))
        path = f"limits.{structure}.above"
        above = ledger.take(section, "above", ("limits", name), path=path)
        if above is not None:
            found[structure] = Limit(structure, above)
    return tuple(found.values())


def structure_name(ledger: Ledger, name: str, path: str) -> str:
    """A structure as the tables write it, also in the books."""
    plain = _plain(name)
    if plain != name:
        ledger.replace(path, text=plain)
    return plain


def is_label(ledger: Ledger, name: str, section: str) -> bool:
    """Whether the key of a section is a short name; a complaint where it is not."""
    try:
        return bool(LABEL.read(name) == name)
    except InputError as error:
        ledger.blame(error, (section, name))
        return False


def _plain(name: str) -> str:
    """A structure as the tables write it, when they have it: "Motor-branch" -> "motor branch"."""
    plain = plain_name(name)
    return plain if plain in {*LEG_NERVES, *LIMIT_NAMES} else name
