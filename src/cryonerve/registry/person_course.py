"""One person's course as a picture needs it: pain and function by day, nothing that identifies anybody."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CoursePoint", "PersonCourse"]


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One score; day 0 and below is before treatment, `assumed` where score or day was inferred."""

    day: float
    value: float
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class PersonCourse:
    """Pain (points of 10) and function of one person.

    Attributes
    ----------
    title : whose course it is, in words of the case.
    pain, function : in the order of time.
    function_title, function_reach, function_bands : which index, its lowest and highest score, where each of
        its bands begins and what it is called.
    """

    title: str
    pain: tuple[CoursePoint, ...]
    function: tuple[CoursePoint, ...] = ()
    function_title: str = ""
    function_reach: tuple[float, float] = (0.0, 100.0)
    function_bands: tuple[tuple[float, str], ...] = ()
