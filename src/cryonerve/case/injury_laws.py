"""Which published injury laws a case believes, and how much: the section `injury`, read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cryonerve.case.case import Case
from cryonerve.case.leaf import Leaf
from cryonerve.case.ledger import Ledger
from cryonerve.case.models import SHARE, InjuryModel
from cryonerve.sources.injury import injury_laws

__all__ = ["read_injury_laws", "write_injury_laws"]

ROUNDING = 1e-3  # of the sum of written shares: "66.67 %" and "33.33 %" are whole


def read_injury_laws(ledger: Ledger, section: InjuryModel | None) -> Mapping[str, float]:
    """Shares by law; none when the case leaves them to the tables."""
    written = {} if section is None or section.laws is None else section.laws
    found: dict[str, float] = {}
    for name, given in written.items():
        place = ("injury", "laws", name)
        if not ledger.known(name, injury_laws(), "injury law", place):
            continue
        ledger.note(given, f"injury.laws.{name}", place)
        if given.value is None:
            ledger.complain("a share cannot be unknown", "Give an assumed one and why.", place)
        else:
            found[name] = float(given.value)
    total = sum(found.values())
    if len(found) == len(written) and found and abs(total - 1.0) > ROUNDING:
        what = f"the shares of the injury laws are {100 * total:g} % together"
        ledger.complain(what, "Make them 100 %; leave out the laws that get none.", ("injury", "laws"))
    return found


def write_injury_laws(case: Case, write: Callable[[Leaf, Any, str], Any]) -> dict[str, Any]:
    """The section as plain data; empty when the case leaves the shares to the tables."""
    if not case.injury_laws:
        return {}
    return {
        "laws": {name: write(SHARE, share, f"injury.laws.{name}") for name, share in case.injury_laws.items()}
    }
