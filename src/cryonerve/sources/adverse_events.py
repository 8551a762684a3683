"""Scales of adverse events and complications, each in one version: read from adverse_scales.toml."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import cast, get_args

from cryonerve.errors import Complaint, UnknownNameError, nearest
from cryonerve.sources.instrument import within
from cryonerve.sources.tables import Row, read_table
from cryonerve.sources.value import Standing

__all__ = ["AdverseGrade", "AdverseScale", "adverse_scale", "adverse_scales"]

STANDINGS: tuple[str, ...] = get_args(Standing)


@dataclass(frozen=True, slots=True)
class AdverseGrade:
    """One grade; `meaning` is "" where its wording was not seen."""

    grade: str
    meaning: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class AdverseScale:
    """One scale in one version.

    Attributes
    ----------
    grades : from mild to grave; empty where they were not seen, so that a grade cannot be checked.
    shipped : what of its wording is in the package.
    suffix, suffix_meaning, suffix_standing : a letter a grade may carry.
    ages_to : years; the scale is for children up to this age, infinite where it is for all.
    replaced_by : the name of the later version, "" where none is known here.
    """

    name: str
    version: str
    title: str
    source: str
    standing: Standing
    shipped: str
    remark: str
    grades: tuple[AdverseGrade, ...]
    suffix: str = ""
    suffix_meaning: str = ""
    suffix_standing: Standing = "stated"
    ages_to: float = math.inf
    replaced_by: str = ""

    def grade(self, written: str) -> tuple[AdverseGrade, bool]:
        """A grade as a person wrote it, and whether it carries the suffix.

        A scale whose grades were not seen takes any grade as it is.

        Raises
        ------
        UnknownNameError
            For a grade the scale does not have; offers the nearest.

        Examples
        --------
        >>> adverse_scale("clavien-dindo", version="2004").grade("IIIb d")[0].meaning
        'intervention under general anaesthesia'
        """
        text = written.strip()
        if not text:
            raise UnknownNameError(Complaint("the grade is empty", field=self.name))
        known = {item.grade: item for item in self.grades}
        if text in known:
            return known[text], False
        bare = text.removesuffix(self.suffix).rstrip("- ") if self.suffix else text
        if bare != text and bare in known:
            return known[bare], True
        if not known:
            return AdverseGrade(text, "", "unknown"), False
        what = f"{self.title}, version {self.version}, has no grade '{written}'"
        raise UnknownNameError(Complaint(what, nearest(text, known), field=self.name))

    def rank(self, written: str) -> int | None:
        """0 for the mildest grade; None where the grades were not seen."""
        grade, _ = self.grade(written)
        return self.grades.index(grade) if self.grades else None

    def fits(self, age: float) -> bool:
        """Is the scale meant for somebody of this age, in years?"""
        return within((0.0, self.ages_to), age)


@cache
def adverse_scales() -> Mapping[str, AdverseScale]:
    """Every scale by name; two versions are two scales.

    >>> [grade.grade for grade in adverse_scales()["cirse-2026"].grades]
    ['1a', '1b', '2', '3a', '3b', '4', '5', '6']
    """
    rows = read_table("adverse_scales.toml").below("scale").rows()
    return MappingProxyType({name: _scale(name, row) for name, row in rows.items()})


def adverse_scale(name: str, *, version: str) -> AdverseScale:
    """A scale in the version that a record names; without the version a grade means nothing.

    Raises
    ------
    UnknownNameError
        For a scale that does not exist, or another version of it.

    Examples
    --------
    >>> adverse_scale("cirse-2017", version="2017").grade("3")[0].standing
    'stated'
    """
    if name not in adverse_scales():
        known = nearest(name, adverse_scales())
        raise UnknownNameError(Complaint(f"no scale of adverse events is called '{name}'", known))
    found = adverse_scales()[name]
    if version != found.version:
        others = [other.name for other in adverse_scales().values() if other.version == version]
        what = f"'{name}' is version {found.version}, not '{version or 'without a version'}'"
        remedy = f"Of that version: {', '.join(others)}." if others else f"Write version {found.version}."
        raise UnknownNameError(Complaint(what, remedy, field="scale_version"))
    return found


def _scale(name: str, row: Row) -> AdverseScale:
    row.known(*(key for key in AdverseScale.__slots__ if key != "name"))
    replaced = row.text("replaced_by", "")
    if replaced and replaced not in read_table("adverse_scales.toml").below("scale").fields:
        raise row.complaint("replaced_by", f"no scale is called '{replaced}'")
    standing = _standing(row, "standing")
    found = AdverseScale(
        name=name,
        **{key: row.text(key) for key in ("version", "title", "source", "shipped", "remark")},
        standing=standing,
        grades=tuple(_grades(row, standing)),
        suffix=row.text("suffix", ""),
        suffix_meaning=row.text("suffix_meaning", ""),
        suffix_standing=_standing(row, "suffix_standing", "stated"),
        ages_to=row.quantity("ages_to", "age") if "ages_to" in row.fields else math.inf,
        replaced_by=replaced,
    )
    names = [grade.grade for grade in found.grades]
    if len(set(names)) != len(names):
        raise row.complaint("grades", "name a grade twice")
    return found


def _grades(row: Row, standing: Standing) -> list[AdverseGrade]:
    written = row.fields.get("grades")
    if not isinstance(written, list) or not all(isinstance(item, dict) for item in written):
        raise row.complaint("grades", "is no list of grades", 'Write [{ grade = "1", meaning = "..." }].')
    found = []
    for place, item in enumerate(written, start=1):
        part = Row(row.file, f"{row.path}.grades.{place}", item)
        part.known("grade", "meaning", "standing")
        grade = AdverseGrade(part.text("grade"), part.text("meaning"), _standing(part, "standing", standing))
        if not grade.meaning and grade.standing in ("stated", "measured", "derived"):
            raise part.complaint("meaning", "is empty, though it was read", "Write it, or another standing.")
        found.append(grade)
    return found


def _standing(row: Row, key: str, default: str | None = None) -> Standing:
    return cast(Standing, row.choice(key, STANDINGS, default))
