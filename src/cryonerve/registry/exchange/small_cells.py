"""People who may be recognised in an export: how many share age, sex, level, cause and nerve with few others.

No name is needed to know somebody again: a child with a rare amputation in a town is one of one. Cells are
counted over what the export says, so that coarser ages make larger cells.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cryonerve.registry.exchange.snapshot import Snapshot

__all__ = ["Cell", "SmallCells", "small_cells"]

QUASI = ("age", "sex", "amputation level", "cause", "nerve")


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of age, sex, level, cause and nerve, and how many people have it."""

    values: tuple[str, ...]
    people: int

    def __str__(self) -> str:
        count = "1 person" if self.people == 1 else f"{self.people} people"
        return f"{', '.join(self.values)}: {count}"


@dataclass(frozen=True, slots=True)
class SmallCells:
    """Cells with fewer than `few` people, the smallest first, of `cells` with `people` in all."""

    small: tuple[Cell, ...]
    cells: int
    people: int
    few: int
    coarse: bool

    @property
    def warning(self) -> str:
        """A sentence; "" where nobody stands out."""
        if not self.small:
            return ""
        alone = sum(cell.people for cell in self.small)
        advice = "" if self.coarse else " Bands of age instead of years make cells larger: --coarsen."
        return (
            f"{alone} of {self.people} people are among fewer than {self.few} alike in "
            f"{', '.join(QUASI[:-1])} and {QUASI[-1]} ({len(self.small)} of {self.cells} combinations): "
            f"somebody who knows them may recognise them.{advice}"
        )


def small_cells(snapshot: Snapshot) -> SmallCells:
    """Cells of an export, counted over everybody in it, whatever kinds it holds."""
    nerves: dict[str, set[str]] = {}
    for case in snapshot.rows("case"):
        if case["nerve"] is not None:
            nerves.setdefault(case["person"], set()).add(str(case["nerve"]))
    cells: Counter[tuple[str, ...]] = Counter()
    for person in snapshot.rows("person"):
        age = person["age_band"] if person["age_years"] is None else f"{person['age_years']} years"
        told = (age, person["sex"], person["amputation_level"], person["amputation_cause"])
        nerve = " and ".join(sorted(nerves.get(person["record"], ()))) or None
        named = zip(QUASI, (*told, nerve), strict=True)
        cells[tuple(f"{name} not given" if value is None else str(value) for name, value in named)] += 1
    few = snapshot.choice.few
    small = sorted((count, values) for values, count in cells.items() if count < few)
    return SmallCells(
        tuple(Cell(values, count) for count, values in small),
        len(cells),
        cells.total(),
        few,
        snapshot.choice.coarsen,
    )
